package statement

import (
	"strings"

	"duban/internal/base/lexicon"
)

// sloganNouns after a Chinese or small count make a slogan, not a count: 三大攻坚战, 四个意识, 五个方面.
var sloganNouns = lexicon.Of("硬措施", "关键词", "积极性", "指标", "民生工程", "民生实事", "惠民工程", "重点工程", "重大工程", "方面", "坚持", "意识", "自信", "维护", "确保", "全面", "更加", "重点", "关键", "环节", "层面", "阶段", "统筹", "文明", "不摘", "革命", "一律", "必须", "务必", "转变", "聚焦", "着力", "突出", "结合", "导向", "特色", "优势", "字", "根本", "规定", "控制线", "底线", "红线", "历史", "时期", "原则", "战略", "变量", "维度", "百年", "百年奋斗目标", "地方", "地区", "问题", "领域", "主体责任", "责任", "清单", "安全", "到位", "关系", "主题", "同志", "人", "样子", "新台阶", "台阶", "没有", "不变", "毫不动摇", "效应", "声音", "层次", "月", "全覆盖", "百分百", "以上", "标准", "样本", "盘棋", "代表", "梯队", "平台", "支撑", "文章", "面向", "区", "市场", "资源", "大局", "生态", "引擎", "轮子", "率先", "示范", "提升", "攻坚", "行动", "建设年", "活动", "抓手", "能力", "体系", "共同", "要素", "增强", "健全", "落实", "提高", "持续", "衔接", "融合", "强化", "带", "圈", "轴", "片区", "板块", "组团", "走廊")

// isSlogan: 三大, 五大 and the like before a name; a Chinese numeral before an abstract noun.
func isSlogan(w *where, n *number) bool {
	rs := w.rs
	if n.unit == "" && at(rs, n.nj) == '大' && n.ofRatio == 0 {
		return true
	}
	if strings.HasSuffix(n.unit, "人") && afterAny(rs, n.j, "口的", "口大") || (strings.HasSuffix(n.unit, "万") || strings.HasSuffix(n.unit, "亿")) && indexWithin(rs, n.j, n.j+6, "人民") >= 0 {
		return true // 1.1亿人口的消费体量, 28万云泽人民
	}
	if strings.HasSuffix(n.unit, "万") || strings.HasSuffix(n.unit, "亿") {
		if k := indexWithin(rs, n.j, n.j+5, "儿女"); k >= 0 {
			return true // 7100万江淮儿女
		}
	}
	if at(rs, n.j) == '级' && (strings.HasSuffix(n.unit, "亿") || n.bare) && (at(rs, n.j+1) == '、' || beforeAny(rs, n.i, "级、") || before(rs, n.i, "”") || afterAny(rs, n.j, "级园区")) {
		return true // 千亿级、五百亿级集群: classes by size
	}
	if n.unit == "轮" && n.chinese && afterAny(rs, n.j, "土地承包", "延包", "承包") {
		return true // 二轮土地承包: its name
	}
	if n.unit == "套" && beforeAny(rs, n.i, "央视", "电视台", "中央台") {
		return true // 央视6套: a channel
	}
	if n.unit == "条" && beforeAny(rs, n.i, "黄金") {
		return true // 招商政策黄金12条: its name
	}
	if n.unit == "次" && n.chinese && before(rs, n.i, "、") && sessionBefore(rs, w.cFrom, n.i) {
		return true // 九届十一次、十二次全会
	}
	if n.unit == "个" && afterAny(rs, n.j, "翻一番", "翻番", "“翻番”") {
		return true // “两个翻一番”
	}
	if n.sort == counter && containsAny(string(rs[w.cFrom:n.i]), []string{"入选", "获评", "评为", "列入"}) && indexWithin(rs, n.j, w.cTo, "典型案例") >= 0 && indexWithin(rs, w.cFrom, n.i, "、") < 0 && !beforeAny(rs, n.i, "入选", "案例") {
		return true // 入选国家部门30个典型案例: those it is one of
	}
	if n.sort == area && afterAny(rs, n.j, "耕地红线", "耕地保护红线") {
		return true
	}
	// 全县26万人民: an address, not a count
	if (strings.HasSuffix(n.unit, "万") || strings.HasSuffix(n.unit, "亿") || strings.HasSuffix(n.unit, "万人") || strings.HasSuffix(n.unit, "亿人")) && (afterAny(rs, n.j, "人民", "父老", "儿女", "干部群众", "民", "中国人", "各族", "人口的", "英雄", "市民的", "的饭碗", "江淮儿女", "老区人民") || strings.HasSuffix(n.unit, "人") && afterAny(rs, n.j, "民", "的饭碗")) {
		return true
	}
	if n.sort == counter && containsAny(string(rs[n.j:min(w.cTo, n.j+14)]), []string{"中排名", "中列", "中居", "中位", "中排", "中名列", "中第"}) {
		return true // 在全省62个贫困县中排名第五: those it is ranked among
	}
	if n.sort == counter && strings.ContainsRune(string(rs[w.cFrom:n.i]), '、') {
		if afterAny(rs, n.j, "指标") || afterAny(rs, n.j, "评价", "增速", "指数", "考核") && n.value.Float() < 10 {
			return true // 甲、乙4项指标稳居第一: counts the heads named before it
		}
		if tail := string(rs[n.j:w.cTo]); (n.chinese || n.value.Float() < 10) && enumerated(stripFront(rs[w.cFrom:n.i]), n) && !startsWithVerb(stripFront(rs[w.cFrom:n.i])) && strings.Contains(tail, "分别") && strings.ContainsAny(tail, "0123456789") {
			return true
		}
	}
	if n.unit == "位" && n.chinese && at(rs, n.j) == '数' {
		return true // 两位数增长
	}
	if n.sort == counter && (n.unit == "个" || n.unit == "项" || n.unit == "种" || n.unit == "类" || n.unit == "条" || n.unit == "件" || n.unit == "张" || n.unit == "套" || n.unit == "批" || n.unit == "场" || n.unit == "支" || n.unit == "道" || n.unit == "本" || n.unit == "盘" || n.unit == "篇" || n.unit == "组") && n.to == nil {
		if k, _ := sloganNouns.Longest(rs, n.j); k > 0 && !(afterAny(rs, n.j, "片区", "区", "平台", "示范") && enumerated(stripFront(rs[w.cFrom:n.i]), n)) && (n.chinese || n.value.Float() <= 20 && afterAny(rs, n.j, "方面", "层面", "维度", "环节", "坚持", "更加", "确保", "全面")) {
			return true
		}
		if afterAny(rs, n.j, "任务", "工作", "举措", "措施", "重点工作", "重点任务") && n.value.Float() <= 20 {
			for _, t := range []string{"重点任务", "重点工作", "任务", "工作", "举措", "措施"} {
				if afterAny(rs, n.j, t) && strings.ContainsRune("，。；：", at(rs, n.j+len([]rune(t)))) {
					return n.chinese || at(rs, n.j+len([]rune(t))) == '：'
				}
			}
		}
		if at(rs, n.j) == '“' && n.value.Float() < 10 {
			if e := closing(rs, n.j, w.cTo, '”'); e > 0 && containsAny(string(rs[e-3:e]), []string{"行动", "工程", "计划"}) {
				return true // 实施3个“三年行动”
			}
		}
		if strings.ContainsRune("“”", at(rs, n.j)) && n.chinese && (n.unit == "个" || n.unit == "条") && !beforeAny(rs, n.i, "等", "建成", "创建", "新增") {
			return true
		}
	}
	return false
}

// sessionBefore says that a session of the same body stands before: 九届十一次、…
func sessionBefore(rs []rune, from, i int) bool {
	k := i - 1
	for k > from && rs[k] != '届' && i-k < 10 {
		k--
	}
	return rs[k] == '届' && rs[i-2] == '次'
}

// isBare: a number without a unit counts only where the words call for one.
func isBare(w *where, n *number) bool {
	if n.unit != "" || n.word != "" || n.ofRatio > 0 {
		return false
	}
	if n.more {
		return false
	}
	rs := w.rs
	if beforeAny(rs, n.i, "指数", "指数为", "指数达", "指数达到", "指数降至", "系数", "系数为", "得分", "评分", "指数为", "指数下降到", "指数完成", "分值", "值为", "比为", "指数控制在", "指数同比下降", "指数降到", "指数平均", "综合指数", "指数分别为", "比率为", "指数提升到", "系数降至", "比值", "比缩小到", "收入比", "收入比降至", "收入比缩小至", "由") && !afterAny(rs, n.nj, "：") && !strings.ContainsRune("年月日", at(rs, n.nj)) {
		if before(rs, n.i, "由") {
			return !strings.Contains(string(rs[w.cFrom:n.i]), "指数") && !strings.Contains(string(rs[w.cFrom:n.i]), "系数") && !strings.Contains(string(rs[w.cFrom:n.i]), "收入比")
		}
		return false
	}
	if c := string(rs[w.cFrom:n.i]); n.value.Places() > 0 && strings.ContainsRune("的到至为由达", at(rs, n.i-1)) && containsAny(c, []string{"收入比", "系数", "指数", "比值", "弹性"}) {
		return false // 收入比由上年的1.74缩小到1.71
	}
	return true
}

// isLooseWord: 一批, 一个, 两岸, 三级: Chinese numerals count only with a counter and a thing counted.
func isLooseWord(w *where, n *number) bool {
	if !n.chinese || n.word != "" || n.bare {
		return false
	}
	rs := w.rs
	if digit(at(rs, n.j)) {
		j := n.j
		for digit(at(rs, j)) {
			j++
		}
		return at(rs, j) == '%' || n.value.Float() == 1 // 两个100%, 一个52万人口的市
	}
	if n.unit == "强" {
		return false
	}
	if n.nj-n.ni == 1 && strings.ContainsRune("千百", rs[n.ni]) && !n.more && !beforeAny(rs, n.i, "上", "近", "超", "超过", "逾", "突破") {
		return true // 千人大会
	}
	if n.value.Float() == 1 && n.to == nil && n.nj-n.ni == 1 && !n.more {
		switch n.unit {
		case "家":
			return !beforeAny(rs, n.i, "有", "引进", "新增", "培育", "实现")
		case "次":
			return !strings.Contains(string(rs[w.cFrom:n.i]), "每")
		case "名":
			return !afterAny(rs, n.j, "同志", "同学", "教师", "干部", "民警", "党员")
		case "倍":
			return false
		}
		return !(strings.ContainsRune("，。；、", at(rs, n.j)) && builtThings(rs, w.cFrom, n))
	}
	switch n.sort {
	case ratio:
		return false
	case counter:
		if n.unit == "轮" && !actionBefore(rs, w.cFrom, n.i) {
			return true
		}
		switch n.unit {
		case "级", "类", "大类", "种", "届", "期", "道", "片", "面", "段", "双", "对", "口", "站", "包", "带", "集", "团", "本", "层", "节", "路", "门", "把", "席", "孔", "组", "队", "网格", "块", "群", "头", "桶", "出", "首", "单", "间", "顶", "尾", "根", "枪", "幕", "桌":
			return true
		}
		if at(rs, n.i-1) == '第' || before(rs, n.i, "这") || before(rs, n.i, "以下") || before(rs, n.i, "上述") {
			return true
		}
		return strings.ContainsRune("，。；、：”）", at(rs, n.j)) && n.unit != "次" && !n.more && !afterAny(rs, n.j, "以上") && n.value.Float() < 10 && !actionBefore(rs, w.cFrom, n.i) && !builtThings(rs, w.cFrom, n)
	case people:
		if n.unit == "户" || n.unit == "名" || n.unit == "人次" {
			return false
		}
		if n.unit == "位" {
			return strings.ContainsRune("一", at(rs, n.j))
		}
		return n.unit == "人" && n.value.Float() < 10 && !n.more
	case span:
		return n.unit != "年" && n.unit != "天"
	case money, area, length, weight, power, other:
		return len([]rune(n.unit)) == 1 && n.unit != "元" && n.unit != "亩" && n.unit != "吨"
	}
	return false
}

// builtThings: 新建幼儿园两所, a thing with a counter of its own under a verb of doing.
func builtThings(rs []rune, from int, n *number) bool {
	switch n.unit {
	case "所", "座", "家", "处", "栋", "台", "辆", "部", "套", "条":
		return len(headVerb(stripFront(rs[from:n.i]))) >= 2
	}
	return false
}
