package statement

import "strings"

// outlayRules tell what money went into: 投资512万元，建设乡间公路.
var outlayRules = []subjectRule{
	{"投入的去向在后", intoDirectly},
	{"投入的去向在后", intoAfter},
	{"前句的投入", intoBefore},
}

// outlay is the word of spending before an amount, if it says no more than that.
func (q *quest) outlay() (string, bool) {
	if !q.counted || q.n.sort != money || q.i > 0 && q.ctx.end >= q.cFrom {
		return "", false
	}
	s := string(stripFront(q.raw))
	return s, outlays.Has(s)
}

// intoDirectly: 投资512万元建设乡间公路.
func intoDirectly(q *quest) (string, bool) {
	outlay, ok := q.outlay()
	if !ok || at(q.rs, q.n.j) == '，' {
		return "", false
	}
	return q.into(outlay)
}

// intoBefore: 新建乡间公路，投资512万元.
func intoBefore(q *quest) (string, bool) {
	outlay, ok := q.outlay()
	if !ok || q.i > 0 || strings.ContainsRune("；。", at(q.rs, q.cFrom-1)) {
		return "", false
	}
	p := clauseBefore(q.rs, q.w.from, q.cFrom, q.ctx.end)
	if p == "" || !startsWithVerb(stripFront(q.rs[clauseStart(q.rs, q.w.from, q.cFrom-1):q.cFrom-1])) {
		return "", false
	}
	return q.ctx.say(p+outlay, p), true
}

// intoAfter: 投资512万元，建设乡间公路.
func intoAfter(q *quest) (string, bool) {
	outlay, ok := q.outlay()
	if !ok || q.i > 0 && isBareAttribute([]rune(outlay)) && !crosses(q.rs, q.ctx.end, q.cFrom) {
		return "", false
	}
	return q.into(outlay)
}

// into is an outlay with what stands after it as its purpose.
func (q *quest) into(outlay string) (string, bool) {
	after := purposeAfter(q.rs, q.ns, q.i, q.w.to)
	if after == "" {
		return "", false
	}
	return q.ctx.say(outlay+after, after), true
}

// outlays only name what was spent.
var outlays = wordsOf("投资 投入 投入资金 投资额 财政投入 累计投资 累计投入 总投资 完成投资 筹资 筹集资金 整合资金 统筹资金 争取资金 安排资金 统筹 拨付资金 财政投资")

// clauseBefore is what the clause before a bare attribute is about, without its
// verb; "" if a number stands in it or it names too little.
func clauseBefore(rs []rune, from, cFrom, last int) string {
	if cFrom <= from {
		return ""
	}
	start := clauseStart(rs, from, cFrom-1)
	if last > start {
		return ""
	}
	c := stripFront(rs[start : cFrom-1])
	thing := c[len(headVerb(c)):]
	if len(thing) < 4 || len(c) > 24 {
		return ""
	}
	for _, r := range c {
		if digit(r) {
			return ""
		}
	}
	return string(thing)
}

// purposeAfter is what an outlay went into: the verb that follows it with the
// thing done, without counts.
func purposeAfter(rs []rune, ns []number, i, to int) string {
	j := ns[i].j
	for _, b := range []string{"以上", "左右", "余", "多", "，"} {
		if afterAny(rs, j, b) {
			j += len([]rune(b))
		}
	}
	end := clauseEnd(rs, j, to)
	c := stripFront(rs[j:end])
	verb := headVerb(c)
	for _, t := range []string{"用于", "投向", "专项用于"} {
		if hasPrefix(c, t) {
			verb = c[:len([]rune(t))]
		}
	}
	if len(verb) < 2 {
		n, _ := duties.Longest(c, 0)
		verb = c[:n]
	}
	if len(verb) < 2 || outlays.Has(string(verb)) {
		return ""
	}
	j = end - len(c)
	thing := c[len(verb):]
	if metricEnd(string(stripTail(thing))) != "" {
		return "" // 年度投资完成率: a figure of its own
	}
	for k := i + 1; k < len(ns) && ns[k].i < end; k++ {
		if ns[k].sort == money {
			return "" // a sum of its own
		}
		if ns[k].i < j+len(verb) {
			continue
		}
		if right := rightNoun(rs, ns[k].j, end); len(right) > 1 && !strings.ContainsFunc(string(right), digit) {
			thing = cutTail(right) // 实施甲、乙等13个[生态治理项目]
		} else {
			thing = rs[j+len(verb) : ns[k].i]
		}
		break
	}
	if named := afterExamples(append(append([]rune(nil), verb...), thing...)); len(named) < len(verb)+len(thing) {
		return string(clipRunes(stripTail(named), 20)) // 完成水厂、管网等[市政工程]
	}
	return string(clipRunes([]rune(string(verb)+string(stripTail(thing))), 20))
}
