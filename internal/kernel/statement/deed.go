package statement

import "strings"

// deedRules tell what was counted where only a verb stands before the count.
var deedRules = []subjectRule{
	{"前句的结果", effectOnThing},
	{"动词＋量＋名词", deedOnThing},
	{"承前的结果", effectOfTold},
	{"前句的结果", effectOfClause},
	{"其中的一部分", deedOnPart},
	{"动词承前一个物", deedOnSameThing},
	{"前句的结果", effectOfSubject},
	{"动词", deedAlone},
}

// effectOnThing: 开展技能培训，带动320名学员就业.
func effectOnThing(q *quest) (string, bool) {
	if q.leans || !effect(q.verb) {
		return "", false
	}
	right := q.thing()
	p := actBefore(q.rs, q.w, q.ctx, q.cFrom)
	if right == nil || p == "" {
		return "", false
	}
	return q.ctx.say(p+string(q.verb)+string(right), p), true
}

// deedOnThing: 新建5座公厕.
func deedOnThing(q *quest) (string, bool) {
	right := q.thing()
	if right == nil {
		return "", false
	}
	q.ctx.verb = string(q.verb)
	s := q.ctx.verb + string(right)
	if at(q.rs, q.n.j) == '的' && strings.HasSuffix(q.ctx.verb, "了") {
		s = string(right) // 完成了5万人的搬迁
	}
	return q.ctx.say(s, s), true
}

// effectOfTold: 实施养老项目12个，服务3200人.
func effectOfTold(q *quest) (string, bool) {
	if !effect(q.verb) || q.ctx.subject == "" || q.i == 0 {
		return "", false
	}
	if !q.leans && q.ctx.end < clauseStart(q.rs, q.w.from, max(q.cFrom-1, q.w.from)) {
		return "", false
	}
	return q.ctx.keep(q.ctx.subject + string(q.verb)), true
}

// effectOfClause: 完善养老服务体系，服务3200人.
func effectOfClause(q *quest) (string, bool) {
	if !effect(q.verb) {
		return "", false
	}
	p := previousClause(q.rs, q.w.from, q.cFrom)
	if p == "" {
		return "", false
	}
	return q.ctx.say(p+string(q.verb), p), true
}

// deedOnPart: 建设公厕20座，其中改建5座.
func deedOnPart(q *quest) (string, bool) {
	whole := q.ctx.whole
	if !q.of || whole < 0 || whole >= len(q.r.Measures) || q.r.Measures[whole].Unit != q.n.unit {
		return "", false
	}
	thing := thingOf(q.r.Measures[whole].Subject)
	if len(thing) < 2 {
		return "", false
	}
	return q.ctx.keep(string(q.verb) + string(thing)), true
}

// deedOnSameThing: 新建公厕20座、改建5座.
func deedOnSameThing(q *quest) (string, bool) {
	if q.i == 0 {
		return "", false
	}
	told := q.ctx.subject
	if q.ns[q.i-1].sort != q.n.sort || q.ns[q.i-1].unit != q.n.unit {
		// 签约项目43个，总投资200亿元，已落地25个
		if told = q.toldIn(q.n.unit); told == "" || len(q.right()) > 0 || !q.settles() {
			return "", false
		}
	}
	thing := thingOf(told)
	if len(thing) < 2 || effect(q.verb) || nounlike(q.verb) || crosses(q.rs, q.ctx.end, q.n.i) {
		return "", false
	}
	return q.ctx.keep(string(q.verb) + string(thing)), true
}

// settles says that the verb tells what became of things counted before.
func (q *quest) settles() bool {
	switch string(q.verb) {
	case "落地", "开工", "竣工", "投产", "签约", "完工", "建成", "入库", "入统", "开工建设", "竣工投产", "建成投产", "通车", "投用":
		return true
	}
	return false
}

// toldIn is the subject of the last measure of the sentence in a unit, "" if none.
func (q *quest) toldIn(unit string) string {
	told := q.r.Measures[max(0, len(q.r.Measures)-q.i):]
	for k := len(told) - 1; k >= 0; k-- {
		if told[k].Unit == unit {
			return told[k].Subject
		}
	}
	return ""
}

// effectOfSubject: 建成养老中心5个。服务3200人.
func effectOfSubject(q *quest) (string, bool) {
	if q.ctx.subject == "" || !effect(q.verb) {
		return "", false
	}
	return q.ctx.say(q.ctx.subject+string(q.verb), q.ctx.owner), true
}

// deedAlone: 新增就业5000人.
func deedAlone(q *quest) (string, bool) {
	return q.ctx.say(string(q.verb), string(q.verb)), true
}

var effects = wordsOf("惠及 受益 带动 覆盖 惠及了 吸引 服务 涉及 直接带动 直接受益")

// effect says that a verb tells what an act before it brought about.
func effect(verb []rune) bool { ok, _ := effects.Exact(verb); return ok }

// actBefore is the act whose result a figure tells: what the clause before
// counted, or the clause itself.
func actBefore(rs []rune, w *where, ctx *told, cFrom int) string {
	if cFrom <= w.from {
		return ""
	}
	if ctx.end >= clauseStart(rs, w.from, cFrom-1) {
		return ctx.subject
	}
	return previousClause(rs, w.from, cFrom)
}

// previousClause is the clause before the one that begins at cFrom, shortened.
func previousClause(rs []rune, from, cFrom int) string {
	if cFrom <= from {
		return ""
	}
	start := clauseStart(rs, from, cFrom-1)
	c := stripFront(rs[start : cFrom-1])
	if len(c) < 2 {
		return ""
	}
	if n := len(c); c[n-1] == '%' || n > 1 && digit(c[n-1]) {
		return "" // 增长8%，带动…: a figure is no act
	}
	return clip(string(c))
}

// thingOf is what a counted subject is about without the verb of doing: 新建[公厕].
func thingOf(subject string) []rune {
	rs := []rune(subject)
	if v := headVerb(rs); len(v) > 0 {
		return rs[len(v):]
	}
	// 亿元以上项目开工建设项目: what stands after its last verb
	for i := len(rs) - 2; i > 1; i-- {
		if n, _ := actions.Ends(rs, 0, i, 4); n >= 2 && string(rs[i:]) != "事项" {
			return rs[i:]
		}
	}
	return rs
}

// nounlike verbs name what is counted themselves: 新增创业28.9万人.
func nounlike(verb []rune) bool {
	for _, t := range []string{"创业", "就业", "脱贫", "贷款", "培训", "投资", "减贫", "造林", "植树"} {
		if strings.HasSuffix(string(verb), t) {
			return true
		}
	}
	return false
}
