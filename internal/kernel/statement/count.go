package statement

import "strings"

// countRules tell what is counted where no noun stands before the count.
var countRules = []subjectRule{
	{"同类承前", sameClassBehind},
	{"量＋名词", thingBehind},
	{"承前句", trendBefore},
	{"总数承前一个物", sumOfThing},
	{"承前", toldBefore},
}

// sameClassBehind: 引进重点项目58个，12个项目竣工: the general noun is that told before.
func sameClassBehind(q *quest) (string, bool) {
	if q.ctx.owner == "" {
		return "", false
	}
	s := string(q.thing())
	g := genericHead(s)
	if g == "" || !strings.HasSuffix(strings.TrimRight(q.ctx.owner, "”"), g) {
		return "", false
	}
	return q.ctx.keep(q.ctx.owner + strings.TrimPrefix(s, g)), true
}

// thingBehind: 10个镇卫生院改造升级.
func thingBehind(q *quest) (string, bool) {
	right := q.thing()
	if right == nil {
		return "", false
	}
	s := string(right)
	if q.leans {
		if q.ctx.verb != "" && !startsWithVerb(right) {
			s = q.ctx.verb + s
		}
	} else if p := resultOf(q.rs, q.w.from, q.cFrom, right); p != "" {
		s = p + s
	} else if len(headVerb(right)) == 0 && q.ctx.owner != "" && q.i > 0 && q.of {
		s = q.ctx.owner + s
	}
	return q.ctx.say(s, s), true
}

// trendBefore: 种植面积逐年扩大，目前已达1.4万亩.
func trendBefore(q *quest) (string, bool) {
	s := between(q.rs, q.w.from, q.ctx.end, q.cFrom)
	if s == "" {
		return "", false
	}
	return q.ctx.say(s, s), true
}

// sumOfThing: 净增规上工业企业37家，累计达到318家.
func sumOfThing(q *quest) (string, bool) {
	if q.kind != Level || !containsAny(string(q.raw), []string{"总数", "总量", "累计"}) {
		return "", false
	}
	thing := thingOf(q.ctx.subject)
	if len(thing) < 2 {
		return "", false
	}
	return q.ctx.keep(string(thing) + "总数"), true
}

// toldBefore: 粮食总产量由12万吨增加到15万吨.
func toldBefore(q *quest) (string, bool) {
	return q.ctx.subject, q.leans || q.ctx.subject != ""
}

// rateRules tell whose rate it is where no noun stands before it.
var rateRules = []subjectRule{
	{"往年的倍数", timesOfYear},
	{"承前句", trendOfShare},
	{"承前", rateOfTold},
	{"承前句", rateOfClause},
	{"后名词", rateOfWhatFollows},
}

// timesOfYear: 增加值60亿元，是2020年的1.8倍.
func timesOfYear(q *quest) (string, bool) {
	raw := string(q.raw)
	if q.n.unit != "倍" || q.ctx.subject == "" || !strings.HasPrefix(raw, "是") || !strings.HasSuffix(raw, "年的") {
		return "", false
	}
	return q.ctx.subject + raw, true
}

// trendOfShare: 森林覆盖率逐年提高，目前已达35%.
func trendOfShare(q *quest) (string, bool) {
	if q.kind != Share {
		return "", false
	}
	return trendBefore(q)
}

// rateOfTold: 地区生产总值145亿元，增长5.7%.
func rateOfTold(q *quest) (string, bool) {
	return q.ctx.subject, q.ctx.subject != ""
}

// rateOfClause: 工业经济稳中向好，增长5.7%.
func rateOfClause(q *quest) (string, bool) {
	p := previousClause(q.rs, q.w.from, q.cFrom)
	if p == "" {
		return "", false
	}
	return q.ctx.say(p, p), true
}

// rateOfWhatFollows: 超过7%的增长速度, nothing stands before it.
func rateOfWhatFollows(q *quest) (string, bool) {
	return clip(string(rightNoun(q.rs, q.n.j, q.cTo))), true
}

// genericHead is the general noun that a phrase begins with: 项目竣工 → 项目.
func genericHead(s string) string {
	if strings.HasPrefix(s, "项目") {
		return "项目"
	}
	return ""
}

// resultOf joins 6600多万[纳税人受益] with the act of the clause before.
func resultOf(rs []rune, from, cFrom int, right []rune) string {
	s := string(right)
	if strings.HasSuffix(s, "受益") || strings.HasPrefix(s, "受益") {
		return previousClause(rs, from, cFrom) + "受益"
	}
	return ""
}

// between is what a whole clause between the last number and this one is
// about: 种植面积逐年扩大，目前已达1.4万亩.
func between(rs []rune, from, end, cFrom int) string {
	if cFrom <= from || end >= cFrom-3 {
		return ""
	}
	start := clauseStart(rs, from, cFrom-1)
	if end > start {
		return ""
	}
	c := stripFront(rs[start : cFrom-1])
	for _, t := range []string{"逐年", "不断", "持续", "稳步", "进一步", "明显", "显著", "大幅", "快速", "迅速", "再创", "稳定", "创历史", "继续"} {
		if i := strings.Index(string(c), t); i > 5 {
			s := string(c)[:i]
			if metricEnd(s) != "" {
				return s
			}
		}
	}
	return ""
}

// shared is what follows a run of numbers that stand side by side: 1446户2414人[稳定脱贫].
func shared(rs []rune, ns []number, i, j, cTo, rightTo int) []rune {
	if right := rightNoun(rs, j, rightTo); moves(right) || milestone(right) || predicate(right) {
		return nil
	}
	if right := rightNoun(rs, j, rightTo); len(linked(right)) == 0 && len(right) > 1 || len(linked(right)) == 0 && len(right) == 1 && han(right[0]) && !strings.ContainsRune("和及与共", right[0]) {
		return trimLinks(right)
	}
	prefix := linked(rightNoun(rs, j, rightTo))
	for k := i + 1; k < len(ns) && ns[k].i < cTo; k++ {
		gap := rs[ns[k-1].j:ns[k].i]
		if len(gap) > 4 || len(gap) > 0 && k > i+1 && !strings.ContainsRune("、和及与共，计涉", gap[0]) {
			return nil
		}
		next := cTo
		if k+1 < len(ns) && ns[k+1].i < cTo {
			next = ns[k+1].i
		}
		if right := rightNoun(rs, ns[k].j, next); len(right) > 1 {
			return append(append([]rune(nil), prefix...), trimLinks(right)...)
		}
	}
	return nil
}

// linked is what stands between a count and 共计 or the like: 271个[村]共计18万户.
func linked(right []rune) []rune {
	for _, t := range []string{"共计", "合计", "涉及", "共", "计"} {
		if s := string(right); strings.HasSuffix(s, t) {
			return right[:len(right)-len([]rune(t))]
		}
	}
	return nil
}

func trimLinks(rs []rune) []rune {
	for _, t := range []string{"和全县", "和全市", "和全区", "和全省", "及全县", "和市级", "和县级"} {
		if s := string(rs); strings.HasSuffix(s, t) {
			rs = []rune(strings.TrimSuffix(s, t))
		}
	}
	for len(rs) > 0 && strings.ContainsRune("和及与、", rs[len(rs)-1]) {
		rs = rs[:len(rs)-1]
	}
	if k := len(rs) - 3; k > 2 && rs[k] == '和' {
		rs = rs[:k] // 2所中心卫生院[和下辖]33所
	}
	return rs
}

// moves says that what follows a number only tells how it changed.
func moves(right []rune) bool {
	ok, _ := growthBook.Exact(right)
	return ok
}

// predicate says that what follows a number tells how it went: 5894人[全部实现帮扶].
func predicate(right []rune) bool {
	for _, p := range []string{"全部", "均已", "均实现", "稳定在", "稳定", "保持", "位居", "高于", "低于", "已全部", "已完成", "顺利", "如期", "按期", "悉数", "基本完成", "基本建成", "正在", "已经"} {
		if hasPrefix(right, p) {
			return true
		}
	}
	return false
}

// milestone says that what follows a round number is the mark it passes: 百亿[大关].
func milestone(right []rune) bool {
	for _, m := range []string{"大关", "台阶", "新台阶", "关口", "行列", "俱乐部", "门槛", "规模", "级规模"} {
		if hasPrefix(right, m) {
			return true
		}
	}
	return false
}
