package statement

import (
	"strings"

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

var rankWords = lexicon.Of("月赛", "周赛", "大赛", "决赛", "联赛", "县区", "区县", "县市", "各县", "地市", "设区市", "居", "列", "位", "位居", "排", "排名", "排在", "全省", "全国", "全市", "全县", "全区", "世界", "全球", "名列", "位列", "升至", "跃居", "省", "中部", "西部", "东部", "保持", "前进到", "跃升至", "升到", "荣获", "获", "获得", "市", "州", "区域", "稳居", "均", "分别", "并列", "成绩", "总分", "评价", "评估", "考核", "综合", "排序")

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
