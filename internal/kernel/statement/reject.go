package statement

import (
	"strings"
	"unicode/utf8"

	"duban/internal/base/lexicon"
)

// place where a candidate stands.
type where struct {
	rs           []rune
	from, to     int // the sentence
	cFrom, cTo   int // the clause
	role         Role
	quote, title int // length of the “…” or 《…》 around it, 0 if none
}

// refusal is a rule that says why a number is no measure.
type refusal struct {
	name string
	fits func(w *where, n *number) bool
}

// refusals in the order they are asked. Definition: corpus/README, "What counts as a measure".
var refusals = []refusal{
	{"日期年份", isDate},
	{"序号", isOrdinal},
	{"其中之一", isOneOf},
	{"型号代号", isCode},
	{"引号书名号内的名称", isQuotedName},
	{"名称里的年限", isTermName},
	{"口号里的数", isSlogan},
	{"门槛", isThreshold},
	{"附着在名称上的规模", isSize},
	{"没有单位", isBare},
	{"汉字数词不计量", isLooseWord},
	{"每一个", isRate},
}

func at(rs []rune, i int) rune {
	if i < 0 || i >= len(rs) {
		return 0
	}
	return rs[i]
}

func before(rs []rune, i int, s string) bool {
	for len(s) > 0 {
		r, n := utf8.DecodeLastRuneInString(s)
		i--
		if i < 0 || rs[i] != r {
			return false
		}
		s = s[:len(s)-n]
	}
	return true
}

func beforeAny(rs []rune, i int, words ...string) bool {
	for _, w := range words {
		if before(rs, i, w) {
			return true
		}
	}
	return false
}

func afterAny(rs []rune, i int, words ...string) bool {
	for _, w := range words {
		if i <= len(rs) && hasPrefix(rs[i:], w) {
			return true
		}
	}
	return false
}

// isDate: 2021年, 3月5日, 上午8时, 2021—2025年, 20世纪, 70周年, 2020 before a comma.
func isDate(w *where, n *number) bool {
	rs := w.rs
	next := at(rs, n.nj)
	if n.unit == "年" || n.unit == "个年头" {
		if !n.chinese && n.nj-n.ni == 4 && n.to == nil || n.to != nil && n.nj-n.ni >= 7 {
			return true
		}
		if n.chinese && n.nj-n.ni >= 3 {
			return true
		}
	}
	if y, k := yearAt(rs, n.ni); k > 0 && y > 0 && n.unit == "" && n.ofRatio == 0 && (next == '年' || beforeAny(rs, n.ni, "至", "到", "在", "从", "自", "于", "与", "比", "较", "年", "—", "（") || afterAny(rs, n.nj, "至", "—", "）", "年")) {
		return true
	}
	if n.unit == "月" || n.unit == "日" {
		return true
	}
	if n.unit == "天" && beforeAny(rs, n.i, "第") {
		return true
	}
	if next == '周' && at(rs, n.nj+1) == '年' || afterAny(rs, n.nj, "世纪", "年代", "月份", "月底", "季度", "时许", "点半", "后", "届", "中全会", "全会", "大报告", "会", "国") && n.unit == "" {
		return true
	}
	if n.unit == "个季度" && before(rs, n.i, "连续") {
		return false
	}
	if n.unit == "个季度" || n.unit == "季度" || n.unit == "星期" || n.unit == "周" {
		return true
	}
	if strings.HasSuffix(n.unit, "个月") && beforeAny(rs, n.i, "前", "后", "头", "近", "未来") {
		return true
	}
	if n.unit == "天" && beforeAny(rs, n.i, "全") {
		return true
	}
	return false
}

// isOrdinal: 第14届, numbering at the head of an item, 三是, 第一产业.
func isOrdinal(w *where, n *number) bool {
	rs := w.rs
	if (n.unit == "位" || n.unit == "名" || n.unit == "强") && before(rs, n.i, "前") && at(rs, n.j) == '的' && !afterAny(rs, n.j, "的好", "的佳", "的位", "的水平", "的行列", "的成", "的优") {
		return true // 规模前10位的企业: says which are meant
	}
	if n.ranked && hasPrefix(rs[n.i:], "首位") {
		return false
	}
	if n.ranked && at(rs, n.j) == '的' && containsAny(string(rs[max(w.cFrom, n.i-8):n.i]), []string{"作为", "放在", "摆在", "当作"}) {
		return true
	}
	if n.ranked {
		if beforeAny(rs, n.i, "放在", "摆在", "作为", "置于") {
			return true
		}
		if !n.chinese || n.unit != "" && !(n.unit == "名" && !rankContext(rs, n.i)) {
			return n.unit == "" && !rankContext(rs, n.i) && !afterAny(rs, n.j, "的好成绩")
		}
		return !rankContext(rs, n.i)
	}
	if before(rs, n.i, "第") || afterAny(rs, n.nj, "是", "要", "号", "版", "期", "楼", "线", "环", "代", "中", "师", "旅", "团", "连", "岁以上", "#") && n.unit == "" {
		return true
	}
	if n.unit == "期" && !before(rs, n.i, "第") && n.value.Float() > 1 && (len(headVerb(stripFront(rs[w.cFrom:n.i]))) >= 2 || actionBefore(rs, w.cFrom, n.i)) {
		return false // 开展暑托班74期
	}
	if (n.unit == "期" || n.unit == "号" || n.unit == "版" || n.unit == "层" || n.unit == "级" || n.unit == "届") && (n.chinese || n.unit != "层") {
		return true
	}
	// the item's own number: 1. 或 （3）
	if m, k := markAt(rs[w.from:]); m != noMark && n.i < w.from+k {
		return true
	}
	if at(rs, n.i-1) == '（' && at(rs, n.nj) == '）' && n.unit == "" {
		return true
	}
	if n.unit == "" && (at(rs, n.nj) == '、' || at(rs, n.nj) == '.') && (n.i == w.from || strings.ContainsRune("。；：", at(rs, n.i-1))) {
		return true
	}
	return false
}

var rankWords = lexicon.Of("县区", "区县", "县市", "各县", "地市", "设区市", "居", "列", "位", "位居", "排", "排名", "排在", "全省", "全国", "全市", "全县", "全区", "世界", "全球", "名列", "位列", "升至", "跃居", "省", "中部", "西部", "东部", "保持", "前进到", "跃升至", "升到", "荣获", "获", "获得", "市", "州", "区域", "稳居", "均", "分别", "并列", "成绩", "总分", "评价", "评估", "考核", "综合", "排序")

func rankContext(rs []rune, i int) bool {
	n, _ := rankWords.Ends(rs, max(0, i-4), i, 4)
	if n > 0 || before(rs, i, "、") || before(rs, i, "和") {
		return true
	}
	for j := i - 1; j >= 0 && i-j < 12 && !strings.ContainsRune("，。；：", rs[j]); j-- {
		if rs[j] == '列' || rs[j] == '居' && at(rs, j+1) != '民' && at(rs, j+1) != '住' || hasPrefix(rs[j:], "排名") {
			return true // 位列全省建制县第十六
		}
	}
	return false
}

// isOneOf: 全省首批30家基地之一 counts the others.
func isOneOf(w *where, n *number) bool {
	return n.sort == counter && indexWithin(w.rs, n.j, min(w.cTo, n.j+16), "之一") >= 0
}

// isCode: 5G, C919, PM2.5, 4A级, 318国道, 220千伏变电站, 1+N, 3.0版, 24小时服务, 12345热线, 百强, 500强.
func isCode(w *where, n *number) bool {
	rs := w.rs
	prev, next := at(rs, n.i-1), at(rs, n.j)
	if n.unit == "强" {
		return false
	}
	if n.unit == "" || len(n.unit) == 1 && letter(rune(n.unit[0])) {
		if letter(at(rs, n.nj)) || letter(prev) || prev == '.' || prev == '+' || at(rs, n.nj) == '+' || prev == '/' || at(rs, n.nj) == '/' {
			return true
		}
	}
	if letter(prev) && !strings.HasSuffix(string(rs[max(0, n.i-4):n.i]), "GDP") || prev == '+' || prev == '〔' || prev == '-' && letter(at(rs, n.i-2)) {
		return true
	}
	if at(rs, n.nj) == '+' || next == '+' || at(rs, n.nj) == '×' || prev == '×' || at(rs, n.nj) == '〕' {
		return true
	}
	if afterAny(rs, n.nj, "国道", "省道", "县道", "强", "家以上强", "热线", "平台", "国集团", "超市") || n.unit == "" && afterAny(rs, n.j, "强") || afterAny(rs, n.j, "强企业", "强县", "强市", "强镇") {
		return true
	}
	if n.sort == power && (strings.HasSuffix(n.unit, "伏") || strings.HasSuffix(n.unit, "V")) && !strings.ContainsRune("，。；、", next) {
		return true
	}
	if n.sort == power && (strings.HasSuffix(n.unit, "伏") || next == '级') || n.unit == "吨级" || n.sort == weight && next == '级' {
		return true
	}
	if strings.HasSuffix(n.unit, "小时") && n.value.Float() == 24 && n.unit != "" {
		return !beforeAny(rs, n.i, "至", "到", "缩短")
	}
	if n.unit == "分钟" || n.unit == "小时" || n.unit == "个小时" || n.unit == "公里" || n.unit == "里" || n.unit == "刻钟" {
		if k := indexWithin(rs, n.j, min(w.cTo, n.j+12), "圈"); k >= 0 {
			return true
		}
	}
	if strings.HasSuffix(n.unit, "岁") || strings.HasSuffix(n.unit, "周岁") {
		if n.to != nil {
			return true
		}
		return !beforeAny(rs, n.i, "达", "达到", "到", "为", "寿命", "至") || afterAny(rs, n.j, "以上", "以下")
	}
	if n.unit == "度" || n.unit == "级" || n.unit == "年级" {
		return !strings.ContainsAny(n.unit, "万亿") && n.unit == "级"
	}
	if n.unit == "点" && !n.more {
		return true
	}
	return false
}

func indexWithin(rs []rune, from, to int, s string) int {
	w := []rune(s)
	for i := from; i+len(w) <= min(to, len(rs)); i++ {
		if hasPrefix(rs[i:], s) {
			return i
		}
	}
	return -1
}

// isQuotedName: a number inside “…” or 《…》 belongs to a name, unless the quotes
// hold nothing but figures (“80、60、40”目标).
func isQuotedName(w *where, n *number) bool {
	if w.title > 0 {
		return true
	}
	if w.quote == 0 {
		return false
	}
	return w.quote <= 40
}

// isTermName: 三年行动计划, 延长30年政策; a run of years counts only after 连续.
func isTermName(w *where, n *number) bool {
	if n.sort != span {
		return false
	}
	rs := w.rs
	u := n.unit
	if u == "年" {
		if c := string(rs[w.cFrom:n.i]); strings.Contains(c, "年限") || strings.Contains(c, "寿命") || strings.Contains(c, "工龄") {
			return false
		}
		if beforeAny(rs, n.i, "连续", "连续第", "提前", "缩短", "已连续", "寿命") {
			return false
		}
		if n.more || n.value.Places() > 0 && !n.chinese {
			return !beforeAny(rs, n.i, "用时", "历时")
		}
		return true
	}
	if u == "天" || u == "日" {
		return beforeAny(rs, n.i, "第", "每", "近", "这") || n.chinese && n.value.Float() <= 1 || afterAny(rs, n.j, "攻坚", "行动", "会战", "大", "内", "之内", "专项", "集中")
	}
	if strings.HasSuffix(u, "工作日") && afterAny(rs, n.j, "办结率", "办结") {
		return true
	}
	if strings.HasSuffix(u, "小时") || strings.HasSuffix(u, "分钟") || strings.HasSuffix(u, "个月") {
		return afterAny(rs, n.j, "行动", "服务", "值班", "值守", "攻坚", "不间断", "圈", "通勤", "交通", "直达", "经济", "在线", "内", "监测", "监控", "之内", "生活", "健身", "自助", "养老", "到达", "计划", "抵达", "过境", "免签", "上高速", "办结率", "办结") || n.chinese
	}
	return false
}

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
	if n.sort == area && afterAny(rs, n.j, "耕地红线", "耕地保护红线") {
		return true
	}
	// 全县26万人民: an address, not a count
	if (strings.HasSuffix(n.unit, "万") || strings.HasSuffix(n.unit, "亿") || strings.HasSuffix(n.unit, "万人") || strings.HasSuffix(n.unit, "亿人")) && (afterAny(rs, n.j, "人民", "父老", "儿女", "干部群众", "民", "中国人", "各族", "人口的", "英雄", "市民的", "的饭碗") || strings.HasSuffix(n.unit, "人") && afterAny(rs, n.j, "民", "的饭碗")) {
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

// thresholdHeads are what a threshold selects: 亿元以上项目.
var thresholdHeads = lexicon.Of("项目", "企业", "工业项目", "产业", "技改", "工业企业", "园区", "集群", "重点项目", "产业项目", "重大项目", "优质项目", "大项目", "好项目", "龙头", "锅炉", "机组", "燃煤", "的项目", "的企业", "的龙头", "级", "的产业", "的特色", "的重点", "的", "养殖场", "工程", "投资项目", "工业", "战新", "主导产业", "农业", "服务业", "重点", "招商", "签约", "新开工", "制造业", "先进", "特色", "支柱", "镇", "村", "强镇", "强村", "生产性", "单体", "增资", "外资", "内资", "生产", "商贸", "现代", "文旅", "高质量", "产值", "税收", "产能", "重大", "县", "乡镇", "优质", "旗舰", "品牌", "科技", "高新", "电商", "河流", "湖泊", "大企业", "种植", "规模", "设施", "大户", "合作社", "家庭农场", "基地", "物流", "市场", "亿元", "建筑", "机动车")

// isThreshold: the number only says which things are meant.
func isThreshold(w *where, n *number) bool {
	rs := w.rs
	if n.word != "" || n.sort == percent || n.sort == points {
		return n.sort == percent && afterAny(rs, n.j, "以上的农户", "以上的企业") && false
	}
	if n.sort == counter || n.sort == people {
		for _, b := range []string{"以上的", "以下的", "以内的"} {
			if afterAny(rs, n.j, b) && (strings.HasPrefix(string(rs[w.cFrom:n.i]), "对") || strings.HasPrefix(string(rs[w.cFrom:n.i]), "为") || strings.ContainsAny(n.unit, "头只羽") && afterAny(rs, n.j+len([]rune(b)), "畜禽", "养殖", "规模", "生猪")) {
				return true // 对10人以上的企业, 200头以上的养殖场
			}
		}
	}
	if afterAny(rs, n.j, "以上", "以下") && (strings.HasSuffix(n.unit, "户") && afterAny(rs, n.j+2, "自然村", "的自然村", "村组", "的村", "居民点") || before(rs, n.i, "人口") && at(rs, n.j+2) == '的') {
		return true // 20户以上自然村, 人口20万以上的县
	}
	amount := strings.HasSuffix(n.unit, "亿") || n.sort == money || n.sort == area || n.sort == weight || n.sort == power || n.sort == length || n.bare || n.sort == people && n.bare || n.sort == span
	if !amount {
		return false
	}
	j := n.j
	bounded := false
	for _, b := range []string{"以上", "以下", "以内", "及以上", "及以下", "（含）以上", "（含）以下", "级", "量级", "规模", "（含）"} {
		if afterAny(rs, j, b) {
			j += len([]rune(b))
			bounded = true
			break
		}
	}
	over := beforeAny(rs, n.i, "过", "超", "超过", "上", "逾", "达", "破", "突破", "重回") || n.more
	if bounded && !n.more {
		next := at(rs, j)
		if next == '、' {
			// 用地50亩以下、能耗1万吨以下的项目: the list ends in what it selects
			for _, t := range []string{"以下的", "以上的", "以下项目", "以上项目", "以上企业"} {
				if indexWithin(rs, j, w.cTo, t) >= 0 {
					return true
				}
			}
		}
		if next == 0 || strings.ContainsRune("，。；）！", next) || next == '、' && !n.bare {
			return n.bare && at(rs, n.j) != '级' && at(rs, n.j) != '量' && !over && n.value.Float() == 1
		}
		if afterAny(rs, j, "的新台阶", "台阶", "大关", "俱乐部", "行列") {
			return n.bare && n.value.Float() == 1
		}
		if (at(rs, n.j) == '级' || at(rs, n.j) == '量') && !countGoverns(w, n) {
			return false
		}
		if k, _ := thresholdHeads.Longest(rs, j); k > 0 || n.bare {
			return !(actionBefore(rs, w.cFrom, n.i) && !n.bare && (n.sort == area || n.sort == length))
		}
		if at(rs, j) == '的' {
			return true
		}
		if n.sort == money && beforeAny(rs, j, "规模") && !n.bare && beforeAny(rs, n.i, "组建", "设立", "成立", "发起设立") {
			return false // 组建200亿元规模母基金
		}
		return n.sort == money || n.sort == weight || n.sort == power
	}
	if n.bare && n.value.Float() == 1 && !over {
		// 亿元项目, 万亩基地, 万人: a class by size
		return !afterAny(rs, j, "大关")
	}
	if n.bare {
		if k, _ := thresholdHeads.Longest(rs, j); k > 0 && !beforeAny(rs, n.i, "上") {
			return true
		}
		if afterAny(rs, j, "大关", "台阶") {
			return false
		}
		if n.value.Float() == 1 && !strings.ContainsRune("，。；、", at(rs, j)) {
			return true
		}
		return !(over || beforeAny(rs, n.i, "迈入", "迈上", "跨入", "跨越", "进入", "跨过", "近", "到", "为", "迈进"))
	}
	if (n.sort == money || strings.HasSuffix(n.unit, "亿")) && (over || attributeBefore(rs, w.cFrom, n.i)) {
		// 产值超10亿元的集群, 投资5亿元项目
		if groupOf(rs, n, w.cTo) {
			return false
		}
		if at(rs, j) == '、' {
			// 投资超50亿元、超100亿元的项目
			for k := j + 1; k < w.cTo; k++ {
				if m, ok := numberAt(rs[:w.cTo], k); ok {
					return m.sort == money && at(rs, m.j) == '的'
				}
			}
		}
		if at(rs, j) == '的' || n.chinese && over && afterAny(rs, j, "达") {
			return true
		}
		if k, _ := thresholdHeads.Longest(rs, j); k > 1 && !strings.ContainsRune("，。；、", at(rs, j)) {
			return true
		}
	}
	return false
}

// countGoverns says that a count stands before or after in the clause: 1—2个千亿量级集群.
func countGoverns(w *where, n *number) bool {
	for i := w.cFrom; i < n.i; i++ {
		if strings.ContainsRune("个家批座", w.rs[i]) {
			return true
		}
	}
	for i := n.j; i < w.cTo && w.rs[i] != '、' && w.rs[i] != '和'; i++ {
		if digit(w.rs[i]) {
			return true
		}
	}
	return false
}

var attributes = lexicon.Of("投资", "总投资", "产值", "营收", "收入", "税收", "纳税", "销售收入", "销售额", "主营业务收入", "营业收入", "年产值", "规模", "面积", "占地", "全长", "总长", "总面积", "年销售收入", "入库税金", "年营收", "产能", "建筑面积", "总建筑面积", "占地面积", "计划投资", "计划总投资", "估算总投资", "概算投资", "亩均税收", "注册资本", "交易额", "资产")

func attributeBefore(rs []rune, from, i int) bool {
	for k := i; k > max(from, i-3); k-- {
		if n, _ := attributes.Ends(rs, from, k, 6); n > 0 {
			return true
		}
	}
	return false
}

// isSize: the number describes one named thing: 首期1000亩的产业园, 3.5平方公里高新区东平台.
func isSize(w *where, n *number) bool {
	rs := w.rs
	if n.sort == people && at(rs, n.j) == '的' && beforeAny(rs, n.i, "容纳", "可容纳", "能容纳") {
		return true
	}
	if n.sort == counter && strings.ContainsAny(n.unit, "套头只羽") && han(at(rs, n.j)) && (listedName(rs, w.cFrom, n.i) || !actionBefore(rs, w.cFrom, n.i)) && endsInProjects(rs, n.j, w.cTo) {
		return true // 甲园、乙公司300万套种鸡等项目
	}
	if n.sort != area && n.sort != length && n.sort != money && n.sort != weight && n.sort != power && !(n.sort == counter && (strings.HasPrefix(n.unit, "张") || strings.HasSuffix(n.unit, "辆"))) {
		return false
	}
	next := at(rs, n.j)
	if n.sort == area && next == '、' && before(rs, n.i, "占地") && indexWithin(rs, n.j, min(w.cTo, n.j+14), "的") >= 0 {
		return true // 占地36亩、可容纳3000人的中心
	}
	if n.sort == money && digit(next) {
		// 投资6.4亿元7.4公里的某路: both sizes describe one thing
		if m, ok := numberAt(rs, n.j); ok && at(rs, m.j) == '的' && (m.sort == length || m.sort == area) {
			return true
		}
	}
	if beforeAny(rs, n.i, "年产", "日产", "日处理", "年处理", "日供水", "年加工", "装机", "总装机") && next != 0 && !strings.ContainsRune("，。；、以）", next) {
		return true
	}
	if n.sort == power && next != 0 && !strings.ContainsRune("，。；、）", next) && !beforeAny(rs, n.i, "新增", "新建", "建成", "装机", "并网", "累计") && indexWithin(rs, n.j, w.cTo, "项目") >= 0 {
		return true // 300兆瓦渔光互补项目
	}
	if next == '的' && !afterAny(rs, n.j, "目标", "的目标", "的任务", "的增长", "的速度", "的占", "的规模", "的水平", "的好", "的高") {
		if n.sort == money && actionBefore(rs, w.cFrom, n.i) && !attributeBefore(rs, w.cFrom, n.i) || groupOf(rs, n, w.cTo) {
			return false
		}
		if n.sort == counter {
			return strings.HasPrefix(n.unit, "张") && !beforeAny(rs, n.i, "新增", "增加")
		}
		return true
	}
	if n.sort == area {
		if afterAny(rs, n.j, "规划") && !actionBefore(rs, w.cFrom, n.i) {
			return true
		}
		if placeNoun(rs, n.j, w.cTo) {
			return true
		}
	}
	return false
}

// listedName says that a name of a list, without a verb of doing, runs up to i.
func listedName(rs []rune, from, i int) bool {
	j := i
	for j > from && rs[j-1] != '、' {
		j--
	}
	return j > from && i-j >= 2 && !startsWithVerb(rs[j:i])
}

// endsInProjects says that a list goes on to 等项目.
func endsInProjects(rs []rune, from, to int) bool {
	k := indexWithin(rs, from, to, "等")
	return k >= 0 && indexWithin(rs, k, min(to, k+8), "项目") >= 0
}

// groupOf says that an amount belongs to things that are counted, not to one
// named thing: 总投资168亿元的44个项目.
func groupOf(rs []rune, n *number, to int) bool {
	if n.sort != money || at(rs, n.j) != '的' || n.bare || !attributeBefore(rs, max(0, n.i-6), n.i) {
		return false
	}
	if m, ok := numberAt(rs[:to], n.j+1); ok {
		return m.sort == counter && !m.chinese
	}
	// 总投资322亿元的重大项目116个
	for k := n.j + 2; k < to && k < n.j+16; k++ {
		if strings.ContainsRune("，；、。", rs[k]) {
			return false
		}
		if digit(rs[k]) {
			m, ok := numberAt(rs[:to], k)
			return ok && m.sort == counter
		}
	}
	return indexWithin(rs, n.j, min(to, n.j+14), "类项目") >= 0
}

// placeNoun says that what follows up to the end of the clause names one site.
func placeNoun(rs []rune, from, to int) bool {
	end := to
	for i := from; i < to; i++ {
		if rs[i] == '、' || rs[i] == '和' {
			end = i
			break
		}
	}
	if end-from < 2 {
		return false
	}
	s := strings.TrimSuffix(strings.TrimSuffix(string(rs[from:end]), "建设"), "开发")
	for _, t := range []string{"平台", "园", "产业园", "小镇", "中心", "基地", "新城", "花卉园", "采摘园", "综合体", "园区", "新区", "起步区", "核心区", "广场", "大厦", "片区", "示范区"} {
		if strings.HasSuffix(s, t) {
			return true
		}
	}
	return false
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

// isRate: 每人每年, 每百户: what follows is a measure, the 1 is not; 一次性, 一项项.
func isRate(w *where, n *number) bool {
	rs := w.rs
	if before(rs, n.i, "每") {
		return true
	}
	if n.unit == "次" && n.chinese && (before(rs, n.i, "届") || indexWithin(rs, n.j, n.j+10, "全会") >= 0 && at(rs, n.j) == '、') {
		return true
	}
	if n.unit == "次" && afterAny(rs, n.j, "性", "会议", "全会", "党代会", "代表大会", "常委会", "全体", "创业", "集中") {
		return true
	}
	if (n.unit == "人" || n.unit == "位") && n.chinese && afterAny(rs, n.j, "一") {
		return true
	}
	return afterAny(rs, n.j, "1+", "一策", "一档", "一码", "一品", "一业")
}
