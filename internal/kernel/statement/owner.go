package statement

import (
	"strings"
)

// subject finds what a number measures. The rules are tried in order; each
// answers with its name.
func (r *Report) subject(l *Line, w *where, ns []number, i int, kind Kind, ctx *told, cFrom int) (string, string) {
	rs, n := l.Runes, &ns[i]
	leans := ctx.end >= cFrom // another measure stands before in this clause
	left := cFrom
	if leans {
		left = ctx.end
		for _, b := range []string{"以上", "左右", "以内", "以下", "余", "多"} {
			if afterAny(rs, left, b) {
				left += len([]rune(b))
			}
		}
	}
	cTo := clauseEnd(rs, n.j, w.to)
	if n.ofRatio > 0 {
		return r.ratioSubject(l, w, n, ctx, cFrom)
	}
	// a list after 分别: the heads named before it
	if s, ok := distributed(rs, w, ns, i, ctx, cFrom, left); ok {
		ctx.subject = s
		return s, "分别"
	}
	rightTo := cTo
	if i+1 < len(ns) && ns[i+1].i < rightTo {
		rightTo = ns[i+1].i
	}
	front := rs[left:n.i]
	of := false
	if hasPrefix(front, "其中") || leans && hasPrefix(stripSeparators(front), "其中") {
		of = true
	}
	if leans && i > 0 && groupOf(rs, &ns[i-1], cTo) {
		front = stripSeparators(trimPrefix(front, "的"))
	} else if leans {
		front = pastLeftover(front)
	}
	if at(rs, cFrom-1) == '“' && n.unit == "" && n.word == "" {
		// “80、60、40”目标: the subject stands before the quotes
		c := clauseStart(rs, w.from, cFrom-1)
		s := string(stripFront(rs[c : cFrom-1]))
		return ctx.say(s, s), "引号前"
	}
	raw := stripSeparators(front)
	if (n.bare || n.chinese) && len(raw) > 0 && raw[len(raw)-1] == '上' {
		raw = raw[:len(raw)-1]
	}
	raw = without(raw, "至少")
	noun := stripTail(stripFront(raw))
	if whole := stripTail(raw); isBareAttribute(whole) {
		noun = whole
	}
	if compares(noun) || hollow(noun) {
		noun = nil
	}
	if s, w := pace(rs, n.j); s != 0 && n.sort == percent {
		// 以不低于8%的幅度压减非急需支出: what moves stands after the verb, or before 以 and 按
		if k := indexWithin(rs, n.j, cTo, w); k >= 0 && k+len([]rune(w)) < cTo {
			s := string(cutTail(rs[k+len([]rune(w)) : cTo]))
			return ctx.say(s, s), "速度之后的主体"
		}
		for _, by := range []string{"以", "按", "保持"} {
			if k := indexWithin(noun, 1, len(noun), by); k > 0 {
				noun = noun[:k]
			}
		}
	}
	for _, gain := range []string{"增收", "减负", "减支"} {
		// 农民年均增收3000元: the gain is what is measured
		if c := stripTailOnce(raw, gain); c != nil && kind == Change {
			noun = append(append([]rune(nil), stripTail(stripFront(c))...), []rune(gain)...)
		}
	}
	for _, v := range []string{"实现", "完成"} {
		// 实现地区生产总值, 完成一般公共预算收入: the verb says nothing of the figure
		if rest := trimPrefix(noun, v); len(rest) < len(noun) && (len(rest) >= 4 && metricEnd(string(rest)) != "" || isBareAttribute(rest)) {
			noun = rest
		}
	}
	if of {
		noun = stripTail(stripFront(trimPrefix(stripFront(noun), "其中")))
	}
	verb, verbOnly := isVerbOnly(noun)
	if len(noun) == 0 {
		verb, verbOnly = isVerbOnly(stripFront(raw))
		if verbOnly && (kind != Level || arrivesAt(raw)) {
			verbOnly = false
		}
	}
	if isBareAttribute(noun) && (len(noun) > 2 || ctx.owner != "" && i > 0) {
		verbOnly = false
	}
	if s := string(noun); s == "建" || s == "创" || s == "修" {
		verb, verbOnly = noun, true // 今年再建35个
	}
	if s := string(verb); verbOnly && !(n.sort == counter && i > 0 && ns[i-1].unit == n.unit) && (s == "完成" || s == "实现" || s == "达成") && rightNoun(rs, n.j, rightTo) == nil {
		// 零售总额稳定增长，2017年完成94.8亿元
		noun, verbOnly = nil, false
	}
	counted := countKind(kind, n)
	if leans && counted && i > 0 && ctx.chain != "" && chained(rs[ns[i-1].j:n.i]) {
		if right := cutTail(shared(rs, ns, i, n.j, cTo, rightTo)); right != nil {
			s := ctx.chain + string(right) // 禁煤区8个乡镇63个村3.84万户改造
			ctx.subject = clip(s)
			return ctx.subject, "连着数的"
		}
	}
	ctx.chain = ""
	switch {
	case counted && verbOnly:
		ctx.chain = string(verb)
	case counted && len(headVerb(noun)) == 0:
		ctx.chain = string(noun)
	}
	if outlay := string(stripFront(raw)); counted && n.sort == money && outlays.Has(outlay) && (i == 0 || ctx.end < cFrom) {
		// 投资512万元，建设乡间公路: what it went into stands around it
		direct := at(rs, n.j) != '，'
		after := purposeAfter(rs, ns, i, w.to)
		if after != "" && direct {
			return ctx.say(outlay+after, after), "投入的去向在后"
		}
		if p := clauseBefore(rs, w.from, cFrom, ctx.end); p != "" && i == 0 && startsWithVerb(stripFront(rs[clauseStart(rs, w.from, cFrom-1):cFrom-1])) {
			return ctx.say(p+outlay, p), "前句的投入"
		}
		if after != "" && (i == 0 || !isBareAttribute([]rune(outlay))) {
			return ctx.say(outlay+after, after), "投入的去向在后"
		}
	}
	if isBareAttribute(noun) && (i == 0 || crosses(rs, ctx.end, cFrom)) {
		// 开展农民健康工程，普查率达到98.3%
		if p := clauseBefore(rs, w.from, cFrom, ctx.end); p != "" {
			return ctx.say(p+string(noun), p), "属性承前句"
		}
	}
	if groupOf(rs, n, cTo) {
		if i+1 < len(ns) && ns[i+1].i > n.j+1 && ns[i+1].i < cTo {
			s := string(rs[n.j+1:ns[i+1].i]) + total(noun)
			return ctx.keep(s), "后面所数之物的总额"
		}
		if i+1 >= len(ns) || ns[i+1].i > cTo {
			if right := cutTail(rightNoun(rs, n.j, cTo)); right != nil {
				return ctx.keep(string(right) + "总投资"), "后面一类之物的总额"
			}
		} else if right := cutTail(shared(rs, ns, i+1, ns[i+1].j, cTo, cTo)); right != nil {
			return ctx.keep(string(right) + total(noun)), "后面所数之物的总额"
		}
	}
	if kind == Share && (len(noun) == 0 || strings.ContainsRune("和及、", raw[len(raw)-1])) && followedBy(rs, n.j, '的') {
		// 超过三分之一的规上企业没有研发活动, 90%的行政村
		if right := rightNoun(rs, n.j, rightTo); len(right) > 1 {
			s := string(cutTail(right))
			return ctx.say(s, s), "比例的主体在后"
		}
	}
	switch {
	case counted && enumerated(noun, n) && rightNoun(rs, n.j, rightTo) != nil:
		right := cutTail(shared(rs, ns, i, n.j, cTo, rightTo))
		ctx.verb = string(headVerb(noun))
		return ctx.say(ctx.verb+string(right), ctx.verb+string(right)), "列举之后"
	case verbOnly && counted:
		if right := cutTail(shared(rs, ns, i, n.j, cTo, rightTo)); right != nil {
			if p := actBefore(rs, w, ctx, cFrom); effect(verb) && p != "" && !leans {
				return ctx.say(p+string(verb)+string(right), p), "前句的结果"
			}
			ctx.verb = string(verb)
			return ctx.say(string(verb)+string(right), string(verb)+string(right)), "动词＋量＋名词"
		}
		if effect(verb) && ctx.subject != "" && i > 0 && (leans || ctx.end >= clauseStart(rs, w.from, max(cFrom-1, w.from))) {
			return ctx.keep(ctx.subject + string(verb)), "承前的结果"
		}
		if before := previousClause(rs, w.from, cFrom); effect(verb) && before != "" {
			return ctx.say(before+string(verb), before), "前句的结果"
		}
		if of && ctx.whole >= 0 && ctx.whole < len(r.Measures) && r.Measures[ctx.whole].Unit == n.unit {
			if thing := thingOf(r.Measures[ctx.whole].Subject); len(thing) > 1 {
				return ctx.keep(string(verb) + string(thing)), "其中的一部分"
			}
		}
		if thing := thingOf(ctx.subject); len(thing) > 1 && !effect(verb) && !nounlike(verb) && !crosses(rs, ctx.end, n.i) && i > 0 && ns[i-1].sort == n.sort && ns[i-1].unit == n.unit {
			return ctx.keep(string(verb) + string(thing)), "动词承前一个物"
		}
		if ctx.subject != "" && effect(verb) {
			return ctx.say(ctx.subject+string(verb), ctx.owner), "前句的结果"
		}
		return ctx.say(string(verb), string(verb)), "动词"
	case len(noun) == 0 && counted:
		if right := cutTail(shared(rs, ns, i, n.j, cTo, rightTo)); right != nil {
			s := string(right)
			if g := genericHead(s); g != "" && ctx.owner != "" && strings.HasSuffix(strings.TrimRight(ctx.owner, "”"), g) {
				return ctx.keep(ctx.owner + strings.TrimPrefix(s, g)), "同类承前"
			}
			if leans && ctx.verb != "" && !startsWithVerb(right) {
				s = ctx.verb + s
			}
			if !leans {
				if p := resultOf(rs, w.from, cFrom, right); p != "" {
					s = p + s
				} else if v := headVerb(right); len(v) == 0 && ctx.owner != "" && i > 0 && of {
					s = ctx.owner + s
				}
			}
			return ctx.say(s, s), "量＋名词"
		}
		if s := between(rs, w.from, ctx.end, cFrom); s != "" {
			return ctx.say(s, s), "承前句"
		}
		if strings.Contains(string(raw), "总数") || strings.Contains(string(raw), "总量") || strings.Contains(string(raw), "累计") {
			// 净增规上工业企业37家，总数达到318家
			if thing := thingOf(ctx.subject); len(thing) > 1 && kind == Level {
				return ctx.keep(string(thing) + "总数"), "总数承前一个物"
			}
		}
		if leans || ctx.subject != "" {
			return ctx.subject, "承前"
		}
	case len(noun) == 0:
		if s := between(rs, w.from, ctx.end, cFrom); s != "" && kind == Share {
			return ctx.say(s, s), "承前句"
		}
		if ctx.subject != "" {
			return ctx.subject, "承前"
		}
		if p := previousClause(rs, w.from, cFrom); p != "" {
			return ctx.say(p, p), "承前句"
		}
		return string(rightNoun(rs, n.j, cTo)), "后名词"
	}
	if counted {
		noun = afterExamples(noun)
	}
	s := string(noun)
	if n.word == Share {
		for _, of := range []string{"全球", "全国", "全省", "全市"} {
			// 新增装机超过全球一半
			if strings.HasSuffix(s, "超过"+of) || strings.HasSuffix(s, "占"+of) {
				return ctx.keep(strings.TrimSuffix(strings.TrimSuffix(s, "超过"+of), "占"+of) + "占" + of + "比重"), "占比"
			}
		}
	}
	if kind == Share && ctx.owner != "" && ofPlan(noun) {
		// 为预算的101.4%, 是年度目标的1.6倍
		return ctx.owner + string(noun[1:]), "占比承前"
	}
	if (hasPrefix(noun, "恢复到") || hasPrefix(noun, "相当于") || hasPrefix(noun, "恢复至")) && ctx.owner != "" {
		return ctx.owner + s, "承前"
	}
	if hasPrefix(noun, "占") && !hasPrefix(noun, "占地") || strings.HasPrefix(s, "对全") {
		if ctx.owner != "" {
			s = ctx.owner + s
		}
		return ctx.keep(s), "占比"
	}
	if isBareAttribute(noun) && ctx.owner != "" && (i > 0 || ctx.end >= 0) {
		of := ownerOf(ctx.owner, s)
		if crosses(rs, ctx.end, n.i) && metricEnd(s) != "" && of != ctx.owner && len([]rune(of)) < 4 {
			return ctx.say(s, s), "分号后的另一指标"
		}
		s = of + s
		return ctx.keep(s), "属性承前"
	}
	if kind == Rank && ctx.subject != "" && i > 0 && (hasPrefix(noun, "居") || hasPrefix(noun, "位居") || hasPrefix(noun, "位列") || hasPrefix(noun, "稳居") || hasPrefix(noun, "列")) {
		return ctx.subject, "位次承前" // 居长江中上游港口首位
	}
	if kind == Rank {
		if isBareAttribute(stripRank(noun)) && ctx.owner != "" {
			return ctx.owner + string(stripRank(noun)), "位次承前"
		}
		return ctx.keep(string(stripRank(noun))), "位次"
	}
	if counted && len(ctx.owner) > 0 && !startsWithVerb([]rune(ctx.owner)) && i > 0 {
		if v := headVerb(noun); len(v) > 0 && genericHead(string(noun[len(v):])) == string(noun[len(v):]) {
			return ctx.keep(ctx.owner + s), "同类承前"
		}
	}
	if v := headVerb(noun); counted && len(v) > 0 && effect(v) && !leans {
		if p := actBefore(rs, w, ctx, cFrom); p != "" {
			return ctx.say(p+s, p), "前句的结果"
		}
	}
	if v := headVerb(noun); !counted && len(v) > 0 && len(v) < len(noun) && effect(v) {
		s = string(noun[len(v):])
	}
	if leans && counted && ctx.verb != "" && !startsWithVerb(noun) && listed(rs, left, ctx) {
		s = ctx.verb + s
		return ctx.say(clip(s), clip(s)), "并列的动词"
	}
	if v := headVerb(noun); counted && before(rs, n.i, "的") && len(v) >= 2 && len(noun) > len(v)+3 {
		if right := cutTail(rightNoun(rs, n.j, rightTo)); len(right) > 1 {
			s := string(v) + string(right) // 打通了困扰群众多年的26条断头路
			ctx.verb = string(v)
			return ctx.say(s, s), "关系从句之后"
		}
	}
	if counted {
		if right := rightNoun(rs, n.j, rightTo); right != nil && n.sort != money && !strings.HasPrefix(string(right), "的") && len(right) >= 2 && !verbTail(right) {
			s += string(cutTail(trimLinks(right)))
		} else if n.sort == money && right != nil && len(right) > 3 && startsWithVerb(right) && len(noun) <= 4 {
			s += string(cutTail(right))
		}
		if v := headVerb(noun); len(v) > 0 && len(v) < len(noun) {
			ctx.verb = string(v)
		} else if !leans && !of {
			ctx.verb = ""
		}
	}
	if of && ctx.verb != "" && ctx.verb != "净增" && counted && !startsWithVerb(noun) {
		s = ctx.verb + s
	}
	if head := sharedMetric(ctx.subject); counted && !leans && i > 0 && head != "" && ns[i-1].unit == n.unit && len(noun) <= 3 && len(headVerb(noun)) == 0 && metricEnd(s) == "" {
		s += head // 粮食播种面积106万亩，油料18万亩
		return ctx.say(s, s), "同一指标的另一物"
	}
	s = clip(s)
	return ctx.say(s, s), "量前名词"
}

// sharedMetric is the head that a list of crops and trades shares with its first.
func sharedMetric(subject string) string {
	for _, m := range []string{"播种面积", "种植面积", "总产量", "产量", "总产值", "产值", "增加值", "销售额", "营业额"} {
		if strings.HasSuffix(subject, m) && subject != m {
			return m
		}
	}
	return ""
}

// total is the word for the sum that a phrase ends in: …等投资 → 投资.
func total(noun []rune) string {
	if m := metricEnd(string(noun)); m == "投资" && before(noun, len(noun), "总投资") {
		return "总投资"
	} else if m != "" {
		return m
	}
	return "投资"
}

// thingOf is what a counted subject is about without the verb of doing: 新建[公厕].
func thingOf(subject string) []rune {
	rs := []rune(subject)
	if v := headVerb(rs); len(v) > 0 {
		return rs[len(v):]
	}
	// 亿元以上项目开工建设项目: what stands after its last verb
	for i := len(rs) - 2; i > 1; i-- {
		if n, _ := actions.Ends(rs, 0, i, 4); n >= 2 {
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

// crosses says that a list ends between two places: what is counted may have changed.
func crosses(rs []rune, from, to int) bool {
	return from >= 0 && from < to && strings.ContainsRune(string(rs[from:to]), '；')
}

// stripTailOnce is what stands before word at the end of rs, nil if it is not there.
func stripTailOnce(rs []rune, word string) []rune {
	if !before(rs, len(rs), word) || len(rs) == len([]rune(word)) {
		return nil
	}
	return rs[:len(rs)-len([]rune(word))]
}

// chained says that only the thing just counted stands between two counts: 8个[乡镇]63个村.
func chained(gap []rune) bool {
	if len(gap) == 0 || len(gap) > 8 || startsWithVerb(gap) {
		return false
	}
	for _, r := range gap {
		if !han(r) || strings.ContainsRune("和及与共计的", r) {
			return false
		}
	}
	return true
}

// afterExamples drops the examples before 等: 举办甲赛、乙赛等国际赛事 → 举办国际赛事.
func afterExamples(noun []rune) []rune {
	at := -1
	for i, c := range noun {
		if c == '等' && i > 3 && i+2 < len(noun) && !strings.ContainsRune("级待候次", noun[i+1]) && !strings.ContainsRune("高平同中优初特均", noun[i-1]) {
			at = i
		}
	}
	if at < 0 || !strings.ContainsRune(string(noun[:at]), '、') {
		return noun
	}
	thing := noun[at+1:]
	for i := len(thing) - 3; i > 0; i-- {
		if thing[i] == '的' {
			thing = thing[i+1:]
			break
		}
	}
	if len(thing) < 2 {
		return noun
	}
	return append(append([]rune(nil), headVerb(noun)...), thing...)
}

// followedBy says that r stands after the number, a word of bound between or not.
func followedBy(rs []rune, j int, r rune) bool {
	for _, b := range []string{"以上", "左右", "以内", "以下", "多", "余"} {
		if afterAny(rs, j, b) {
			j += len([]rune(b))
			break
		}
	}
	return at(rs, j) == r
}

// ownerOf is what an attribute belongs to: 工业增加值 owns a rate of its own,
// but its 税收 is 工业's.
func ownerOf(owner, attribute string) string {
	switch attribute {
	case "总数", "数量":
		return string(thingOf(owner)) // 净增企业37家，总数达到318家
	case "总量", "总额", "规模":
		return owner
	}
	if containsAny(attribute, []string{"占", "比重", "增速", "增幅", "率", "比例"}) {
		return owner
	}
	if m := metricEnd(owner); m != "" && metricEnd(attribute) != "" && len([]rune(m)) >= 2 && m != "投资" && m != "资金" {
		return strings.TrimSuffix(owner, m)
	}
	return owner
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
		if right := rightNoun(rs, ns[k].j, end); len(right) > 1 {
			thing = cutTail(right) // 实施甲、乙等13个[生态治理项目]
		} else {
			thing = rs[j+len(verb) : ns[k].i]
		}
		break
	}
	return string(clipRunes([]rune(string(verb)+string(stripTail(thing))), 20))
}

// arrivesAt says that a phrase ends in where a figure arrived: 增加到, 压缩至.
func arrivesAt(rs []rune) bool {
	return len(rs) > 1 && strings.ContainsRune("到至为达在", rs[len(rs)-1])
}

// pastLeftover drops what belongs to the number before: 新台阶、亩产 → 亩产.
func pastLeftover(front []rune) []rune {
	if startsWithVerb(front) {
		return front // 投资880万元[新建甲公园、乙公园]3座: a clause of its own
	}
	depth := 0
	for i, c := range front {
		switch c {
		case '“', '（':
			depth++
		case '”', '）':
			depth--
		case '、', '，':
			if depth == 0 {
				return front[i+1:]
			}
		}
	}
	for _, t := range []string{"全县", "全市", "全区", "全省"} {
		if s := string(front); strings.HasSuffix(s, t) {
			front = []rune(strings.TrimSuffix(s, t))
		}
	}
	if n := len(front); n > 1 && strings.ContainsRune("和及与", front[n-1]) {
		return nil
	}
	return front
}

// compares says that a phrase only names what is compared with: 比“十二五”末, 较2015年.
func compares(rs []rune) bool {
	if hasPrefix(rs, "年初") && len(rs) <= 4 || len(rs) == 1 && rs[0] == '对' {
		return true // 比上年年初预算, the rest of a comparison
	}
	if hasPrefix(rs, "是") || hasPrefix(rs, "为") {
		// 是2020年的1.46倍
		if y, k := yearAt(rs, 1); y > 0 {
			switch string(rs[1+k:]) {
			case "年", "年的", "年同期", "年同期的", "":
				return true
			}
		}
		if s := string(rs[1:]); s == "上年的" || s == "去年的" || s == "上年" || s == "去年" {
			return true
		}
	}
	return hasPrefix(rs, "比") && !hasPrefix(rs, "比重") && !hasPrefix(rs, "比例") || hasPrefix(rs, "较") && !hasPrefix(rs, "较大") && !hasPrefix(rs, "较高") || hasPrefix(rs, "对比") || hasPrefix(rs, "与") && strings.HasSuffix(string(rs), "相比")
}

// without takes a word out of a phrase.
func without(rs []rune, word string) []rune {
	k := indexWithin(rs, 0, len(rs), word)
	if k < 0 {
		return rs
	}
	return append(append([]rune(nil), rs[:k]...), rs[k+len([]rune(word)):]...)
}

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

// ofPlan says that a phrase only names the plan a share is of.
func ofPlan(rs []rune) bool {
	return len(rs) < 10 && (hasPrefix(rs, "为") || hasPrefix(rs, "是") || hasPrefix(rs, "占")) && containsAny(string(rs), []string{"预算", "计划", "目标", "任务"})
}

// hollow says that a phrase only tells how a figure held.
func hollow(rs []rune) bool {
	switch string(rs) {
	case "省定", "市定", "国定", "县定", "国家", "省级", "省市", "年度", "年初", "连续", "继续", "连续保持", "持续", "连续稳定", "稳定", "保持", "始终保持", "始终", "一直", "仍":
		return true
	}
	return (hasPrefix(rs, "剔除") || hasPrefix(rs, "扣除")) && rs[len(rs)-1] == '后'
}

// enumerated says that the things counted are named before the count: 机场路、槐茂路2处, …等13条.
func enumerated(noun []rune, n *number) bool {
	s := string(noun)
	if strings.HasSuffix(s, "等") {
		return true
	}
	items := 1
	depth := 0
	for i, c := range noun {
		switch c {
		case '（', '《':
			depth++
		case '）', '》':
			depth--
		case '、', '和':
			if depth == 0 && !hasPrefix(noun[i:], "和平") && !hasPrefix(noun[i:], "和谐") {
				items++
			}
		case '“':
			if i > 0 && noun[i-1] == '”' {
				items++
			}
		}
	}
	d := int(n.value.Float()) - items
	return items >= 2 && (d == 0 || items >= 3 && d >= -1 && d <= 1)
}

// genericHead is the general noun that a phrase begins with: 项目竣工 → 项目.
func genericHead(s string) string {
	for _, g := range []string{"项目"} {
		if strings.HasPrefix(s, g) {
			return g
		}
	}
	return ""
}

func countKind(k Kind, n *number) bool {
	return (k == Level || k == Change) && n.sort != percent && n.sort != points && n.word == ""
}

// say remembers a full subject and what later attributes belong to.
func (t *told) say(subject, owner string) string {
	t.subject, t.owner = clip(subject), clip(owner)
	t.recent = append(t.recent, t.subject)
	return t.subject
}

// keep remembers the subject and leaves the owner.
func (t *told) keep(subject string) string {
	t.subject = clip(subject)
	if t.owner == "" {
		t.owner = t.subject
	}
	return t.subject
}

// clip keeps a subject from growing past what a reader can take in.
func clip(s string) string {
	rs := []rune(s)
	if len(rs) <= longestSubject {
		return s
	}
	return string(rs[len(rs)-longestSubject:])
}

func stripSeparators(rs []rune) []rune {
	for len(rs) > 0 && strings.ContainsRune("，、；：和及与（/", rs[0]) {
		rs = rs[1:]
	}
	return rs
}

func trimPrefix(rs []rune, p string) []rune {
	if hasPrefix(rs, p) {
		return stripSeparators(rs[len([]rune(p)):])
	}
	return rs
}

func startsWithVerb(rs []rune) bool {
	n, _ := actions.Longest(rs, 0)
	return n >= 2
}

func verbTail(rs []rune) bool {
	for _, v := range []string{"以上", "，", "同比", "比上年", "较上年", "居", "位居", "占", "增加到", "增加至", "增长到", "提高到", "提升到", "拓展到", "扩大到", "下降到", "减少到", "上升到", "发展到", "压缩", "缩短", "降到", "降至", "缩小", "增至", "到", "至", "左右", "调整", "新台阶", "台阶", "大关", "关口", "行列"} {
		if hasPrefix(rs, v) {
			return true
		}
	}
	return false
}

var effects = wordsOf("惠及 受益 带动 覆盖 惠及了 吸引 服务 涉及 直接带动 直接受益")

// effect says that a verb tells what an act before it brought about.
func effect(verb []rune) bool { ok, _ := effects.Exact(verb); return ok }

// resultOf joins 6600多万[纳税人受益] with the act of the clause before.
func resultOf(rs []rune, from, cFrom int, right []rune) string {
	s := string(right)
	if strings.HasSuffix(s, "受益") || strings.HasPrefix(s, "受益") {
		return previousClause(rs, from, cFrom) + "受益"
	}
	return ""
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

// moves says that what follows a number only tells how it changed.
func moves(right []rune) bool {
	ok, _ := growthBook.Exact(right)
	return ok
}

// predicate says that what follows a number tells how it went: 5894人[全部实现帮扶].
func predicate(right []rune) bool {
	for _, p := range []string{"全部", "均已", "均实现", "稳定在", "稳定", "保持", "位居", "高于", "低于", "已全部", "已完成", "顺利", "如期", "按期", "悉数"} {
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

// listed says that only list marks stand between the last measure and left.
func listed(rs []rune, left int, ctx *told) bool {
	return ctx.end >= 0 && strings.ContainsRune("、和及以与，", at(rs, left))
}

// stripRank takes 居全省, 列全国 off the end of a rank's subject.
func stripRank(rs []rune) []rune {
	s := string(rs)
	for _, cut := range []string{"居全", "位居", "位列", "列全", "排名", "排全", "稳居", "跃居", "分别居", "均居", "居", "名列", "升至"} {
		if i := strings.LastIndex(s, cut); i > 0 && len([]rune(s[i:])) <= 8 {
			s = s[:i]
		}
	}
	for _, t := range []string{"分别", "均", "由", "在"} {
		s = strings.TrimSuffix(s, t)
	}
	return []rune(s)
}

// ratioSubject: 三次产业结构由18.7：37.7：43.6调整为…
func (r *Report) ratioSubject(l *Line, w *where, n *number, ctx *told, cFrom int) (string, string) {
	rs := l.Runes
	start := n.i
	for start > cFrom && (digit(rs[start-1]) || rs[start-1] == '：' || rs[start-1] == '.') {
		start--
	}
	noun := string(stripTail(stripFront(rs[cFrom:start])))
	if i := strings.IndexAny(noun, "0123456789"); i > 0 {
		noun = strings.TrimSuffix(strings.TrimSuffix(noun[:i], "由"), "从")
	}
	if noun == "" || len([]rune(noun)) < 3 {
		noun = "三次产业结构"
	}
	noun = string(stripTail([]rune(noun)))
	ctx.subject, ctx.owner = noun, noun
	return noun + "（第" + string([]rune("一二三")[n.ofRatio-1]) + "产业）", "结构比"
}

// distributed gives each number of a list with 分别 its own head.
func distributed(rs []rune, w *where, ns []number, i int, ctx *told, cFrom, left int) (string, bool) {
	// the run of numbers in this clause, parted by 、 和 and their bounds
	first, last := i, i
	for first > 0 && ns[first-1].i >= cFrom && listGap(rs, &ns[first-1], &ns[first]) {
		first--
	}
	for last+1 < len(ns) && listGap(rs, &ns[last], &ns[last+1]) {
		last++
	}
	count := last - first + 1
	if count < 2 {
		return "", false
	}
	c := clauseStart(rs, w.from, ns[first].i)
	start := c
	if first > 0 && ns[first-1].j > c {
		start = ns[first-1].j
	}
	front := rs[start:ns[first].i]
	noun := stripTail(stripFront(front))
	if compares(noun) {
		noun = nil
	}
	var hs []string
	if hs = heads(string(noun), count); hs == nil {
		// no heads here: those of the list before
		if hs := heads(ctx.subject, count); hs != nil && len(noun) == 0 && strings.Contains(string(front), "分别") && !strings.Contains(ctx.subject, "“") {
			ctx.heads = hs // 财政收入和地方一般预算收入年均增长18%，分别达到…
		}
		if strings.Contains(string(front), "分别") && len(ctx.recent) >= count {
			ctx.heads = append(ctx.heads[:0], ctx.recent[len(ctx.recent)-count:]...)
		}
		if (isBareAttribute(noun) || len(noun) == 0 || verbless(noun)) && len(ctx.heads) == count && sameUnits(ns[first:last+1]) {
			hs = append([]string(nil), ctx.heads...)
			if len(noun) > 0 && isBareAttribute(noun) && string(noun) != "分别" {
				for k := range hs {
					hs[k] += string(noun)
				}
			}
			return clip(hs[i-first]), true
		}
		// heads may reach over commas back: 城镇、农村居民…，分别达到
		if len(noun) == 0 && strings.Contains(string(front), "分别") && c > w.from {
			if prev := previousClause(rs, w.from, c); prev != "" {
				for _, t := range []string{"实现", "双双", "均", "双"} {
					if k := strings.Index(prev, t); k > 0 {
						prev = prev[:k] // 起数、死亡人数实现“双下降”
					}
				}
				hs = heads(string(stripTail([]rune(prev))), count)
			}
		}
		if hs == nil {
			return "", false
		}
	} else if !strings.Contains(string(rs[start:ns[first].i]), "分别") && !sameUnits(ns[first:last+1]) {
		return "", false
	}
	if isBareAttribute([]rune(hs[0])) && isBareAttribute([]rune(hs[len(hs)-1])) && ctx.owner != "" && first > 0 {
		// 新引进项目58个，开工率、投产率分别为81%、46%
		owner := ctx.owner
		for k := range hs {
			hs[k] = ownerOf(owner, hs[k]) + hs[k]
		}
		if i == first {
			ctx.heads = hs
		}
		return clip(hs[i-first]), true
	}
	if i == first {
		ctx.heads = hs
		ctx.owner = hs[0]
		ctx.recent = ctx.recent[:0]
	}
	return clip(hs[i-first]), true
}

func verbless(noun []rune) bool { return len(noun) <= 2 }

func sameUnits(ns []number) bool {
	for i := 1; i < len(ns); i++ {
		if ns[i].sort != ns[0].sort {
			return false
		}
	}
	return true
}

// listGap says that two numbers stand in one list: 3.8%、3.5%, 36%、40.4%和12.4平方米.
func listGap(rs []rune, a, b *number) bool {
	gap := string(rs[a.j:b.i])
	for _, t := range []string{"以上", "左右", "以内", "以下", "多", "余"} {
		gap = strings.TrimPrefix(gap, t)
	}
	for _, t := range []string{"每人每月", "每人每年", "每户每年"} {
		gap = strings.TrimSuffix(gap, t)
	}
	switch gap {
	case "、", "和", "与", "，", "及":
		return gap != "，" || a.sort == b.sort && a.sort != counter
	case "、约", "和约", "、近", "和近", "、超过", "和超过", "、-", "和增长", "、增长", "和下降":
		return true
	}
	return false
}
