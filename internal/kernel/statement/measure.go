package statement

import (
	"strings"

	"duban/internal/base/civil"
)

// measures finds every number that says how much.
func (r *Report) measures(k Knowledge) {
	var clock clockwork
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Role != BodyLine && l.Role != TableLine {
			continue
		}
		clock.start(&r.Outline, l)
		r.lineMeasures(l, &clock, k)
	}
}

// lineMeasures reads one paragraph sentence by sentence.
func (r *Report) lineMeasures(l *Line, clock *clockwork, k Knowledge) {
	rs := l.Runes
	ns := numbers(rs, l.head, len(rs))
	if len(ns) == 0 {
		return
	}
	var ctx told
	ctx.whole = -1
	next := 0
	for from := l.head; from < len(rs); {
		to := sentenceEnd(rs, from)
		if m, k := markAt(rs[from:to]); m != noMark && m != chapter && from+k < to {
			from += k // 1. and 一是 number the item and measure nothing
			for next < len(ns) && ns[next].i < from {
				next++
			}
		}
		first := next
		for next < len(ns) && ns[next].i < to {
			next++
		}
		if next > first {
			to = max(to, ns[next-1].j) // a cut parts no number from its unit
			ctx = told{whole: -1, heads: ctx.heads[:0], subject: ctx.subject, owner: ctx.owner, end: -1}
			r.sentence(l, from, to, ns[first:next], &ctx, clock, k)
		}
		from = to
	}
}

// longestSentence in code points: longer ones are cut at a comma, for the rules
// look about in a sentence and must not take the square of its length. The
// longest of the real reports has 533.
const longestSentence = 800

// sentenceEnd is after the next 。！？ that is not inside quotes or brackets.
func sentenceEnd(rs []rune, from int) int {
	depth := 0
	for i := from; i < len(rs); i++ {
		switch rs[i] {
		case '“', '（', '《':
			depth++
		case '”', '）', '》':
			depth = max(depth-1, 0)
		case '。', '！', '？':
			if depth == 0 || i-from > 400 {
				return i + 1
			}
		case '，', '；', '、':
			if i-from > longestSentence {
				return i + 1
			}
		}
		if i-from > 2*longestSentence {
			return i + 1
		}
	}
	return len(rs)
}

func clauseStart(rs []rune, from, i int) int {
	depth := 0
	for j := i - 1; j >= from; j-- {
		switch rs[j] {
		case '”', '）', '》':
			depth++
		case '“', '（', '《':
			if depth == 0 && rs[j] != '（' {
				return j + 1
			}
			depth = max(depth-1, 0)
		case '，', '；', '。', '！':
			if depth == 0 {
				return j + 1
			}
		case '：':
			if depth == 0 && !(digit(at(rs, j+1)) && digit(at(rs, j-1))) {
				return j + 1
			}
		}
	}
	return from
}

func clauseEnd(rs []rune, i, to int) int {
	depth := 0
	for j := i; j < to; j++ {
		switch rs[j] {
		case '“', '（', '《':
			depth++
		case '”', '）', '》':
			depth = max(depth-1, 0)
		case '，', '；', '。', '！', '：':
			if depth == 0 {
				return j
			}
		}
	}
	return to
}

// inside is the length of the “…” or 《…》 that encloses i, 0 if none.
func inside(rs []rune, from, to, i int, open, shut rune) int {
	for j := i - 1; j >= from && i-j < 60; j-- {
		if rs[j] == shut {
			return 0
		}
		if rs[j] == open {
			for e := i; e < to && e-i < 60; e++ {
				if rs[e] == shut {
					return e - j - 1
				}
			}
			return 0
		}
	}
	return 0
}

func (r *Report) sentence(l *Line, from, to int, ns []number, ctx *told, clock *clockwork, k Knowledge) {
	rs := l.Runes
	w := where{rs: rs, from: from, to: to, role: r.roleOf(l.Section)}
	kept := ns[:0:0]
	for i := range ns {
		n := &ns[i]
		w.cFrom, w.cTo = clauseStart(rs, from, n.i), clauseEnd(rs, n.j, to)
		w.quote = inside(rs, from, to, n.i, '“', '”')
		w.title = inside(rs, from, to, n.i, '《', '》')
		if refused(&w, n) == "" {
			kept = append(kept, *n)
		}
	}
	kept = quotedFigures(rs, from, to, ns, kept)
	for i := range kept {
		r.measure(l, &w, kept, i, ctx, clock, k)
	}
}

// refused names the rule that says a number is no measure, "" if none does.
func refused(w *where, n *number) string {
	for i := range refusals {
		if refusals[i].fits(w, n) {
			return refusals[i].name
		}
	}
	return ""
}

// quotedFigures lets in “80、60、40”目标: quotes that hold nothing but figures.
func quotedFigures(rs []rune, from, to int, all, kept []number) []number {
	for _, n := range all {
		if n.unit != "" || n.chinese || n.ranked {
			continue
		}
		q := inside(rs, from, to, n.i, '“', '”')
		if q == 0 || q > 30 {
			continue
		}
		start := n.i
		for rs[start-1] != '“' {
			start--
		}
		only, figures := true, 0
		for j := start; j < start+q; j++ {
			if !digit(rs[j]) && rs[j] != '、' {
				only = false
			}
			if rs[j] == '、' {
				figures++
			}
		}
		if only && figures > 0 && afterAny(rs, start+q+1, "目标", "要求", "时限", "限时", "标准") {
			at := 0
			for at < len(kept) && kept[at].i < n.i {
				at++
			}
			kept = append(kept[:at:at], append([]number{n}, kept[at:]...)...)
		}
	}
	return kept
}

func (r *Report) roleOf(section int) Role {
	if section < 0 {
		if r.defaultRole() == Tasks && len(r.Outline.Sections) == 0 {
			return Tasks
		}
		return Opening
	}
	return r.Outline.Sections[section].Role
}

// measure turns one accepted number into a statement.
func (r *Report) measure(l *Line, w *where, ns []number, i int, ctx *told, clock *clockwork, k Knowledge) {
	rs, n := l.Runes, &ns[i]
	cFrom := clauseStart(rs, w.from, n.i)
	left := max(cFrom, ctx.end)
	b, boundWhy := bound(rs, n, left, w.to)
	if b == Exact && boundWhy == "" {
		b, boundWhy = boundOfList(rs, w, ns, i, cFrom)
	}
	r.boundBack(l, ns, i, cFrom, b, boundWhy)
	kind, negative, kindWhy := kindOf(rs, n, left)
	if i > 0 && n.word == "" && ctx.end >= cFrom && ns[i-1].sort == n.sort && listGap(rs, &ns[i-1], n) {
		// 分别增长8.9%、7.7%: the word of growth stands once for the list
		if before := r.Measures[len(r.Measures)-1]; before.Kind == Growth || before.Kind == Change {
			kind, negative, kindWhy = before.Kind, before.Value.Sign() < 0, "承前一个数"
		}
	}
	if kind == Level && n.sort != money && indexWithin(rs, left, n.i, "净增") >= 0 {
		kind, kindWhy = Change, "净增"
	}
	m := Measure{Span: l.span(n.i, n.j), Value: n.value, To: n.to, Unit: n.unit, Bound: b, Kind: kind, Section: l.Section, PartOf: -1}
	m.Trace = append(m.Trace, Step{"数字与单位", l.Words(n.i, n.j)})
	if negative && m.Value.Sign() > 0 {
		m.Value = m.Value.Neg()
		if m.To != nil {
			t := m.To.Neg()
			m.To = &t
		}
	}
	if boundWhy != "" {
		m.Trace = append(m.Trace, Step{"口径", boundWhy})
	}
	m.Trace = append(m.Trace, Step{"类型", kindWhy})
	aimed := targetBeside(rs, n)
	if aimed && kind == Share && i > 0 && len(r.Measures) > 0 && r.Measures[len(r.Measures)-1].Kind == Growth && ns[i-1].unit == n.unit {
		kind, kindWhy = Growth, "增速的目标" // 增长6.5%（年度目标6%以上）
		m.Kind = kind
	}
	subject, rule := r.subject(l, w, ns, i, kind, ctx, cFrom)
	if aimed && i > 0 && ctx.end >= 0 && inBrackets(rs, n.i) {
		subject, rule = r.Measures[len(r.Measures)-1].Subject, "括号里的目标"
		ctx.subject = subject
	}
	m.Subject = subject
	if kind == Level && n.sort != money && strings.HasPrefix(subject, "净增") {
		kind, m.Kind = Change, Change // 净增合作社85家、家庭农场210家
	}
	m.Trace = append(m.Trace, Step{"主体：" + rule, subject})
	averaged := indexWithin(rs, max(cFrom, n.i-12), n.i, "年均") >= 0 || indexWithin(rs, max(cFrom, n.i-12), n.i, "年递增") >= 0 || strings.Contains(subject, "年均")
	period, named, why := clock.at(&r.Outline, l.Section, n.i, w.from, w.role, kind, averaged)
	m.From = fromValue(rs, n, w.to)
	m.Period = period
	m.Status = status(w.role, rs, cFrom, w.from, n.i, named, clock.year, period)
	if aimed {
		m.Status = Target
	}
	if m.From {
		m.Period, why = civil.Period{}, "起始值"
		m.Status = Done
		if based := startYear(clock.line, ratioStart(rs, n)); based > 0 {
			m.Period = civil.YearOf(based)
		} else {
			// 由“十二五”末的41亿元增长到50亿元；投资由53亿元增长到69亿元: the same start
			for _, before := range r.Measures[max(0, len(r.Measures)-i):] {
				if before.From && before.Period.Years() == 1 && before.Kind == kind {
					m.Period, why = before.Period, "承前的起始年"
				}
			}
		}
	}
	if kind == Level && !m.From && period.Years() == 1 && beforeAny(rs, n.i, "比上年", "较上年", "比去年", "较去年", "上年的", "去年的") || m.From && period.Years() == 1 && indexWithin(rs, max(cFrom, n.i-8), n.i, "上年") >= 0 {
		// 比上年190天增加19天
		m.From, m.Period, why = true, civil.YearOf(period.To-1), "上年的数"
	}
	m.Trace = append(m.Trace, Step{"时期：" + why, m.Period.String()})
	m.Sentence = l.span(w.from, w.to)
	if k.Indicator != nil {
		m.Indicator = k.Indicator(m.Subject, m.Unit, m.Kind)
	}
	if strings.HasPrefix(string(rs[left:n.i]), "其中") || beforeAny(rs, left, "其中", "其中：") {
		m.PartOf = ctx.whole
	} else if kind == Level {
		ctx.whole = len(r.Measures)
	}
	r.Measures = append(r.Measures, m)
	ctx.end = n.j
}

// boundOfList: 分别突破900亿元、600亿元, the word of bound stands once for the list.
func boundOfList(rs []rune, w *where, ns []number, i, cFrom int) (Bound, string) {
	if i == 0 || ns[i-1].i < cFrom || !listGap(rs, &ns[i-1], &ns[i]) {
		return Exact, ""
	}
	c := string(rs[cFrom:ns[i-1].i])
	if !strings.Contains(c, "分别") {
		return Exact, ""
	}
	b, word := bound(rs, &ns[i-1], cFrom, w.to)
	if word == "" || !strings.HasSuffix(c, word) {
		return Exact, ""
	}
	return b, "承前一个数的" + word
}

// boundBack: 分别达到25%和15%左右, the word of bound stands once, behind the list.
func (r *Report) boundBack(l *Line, ns []number, i, cFrom int, b Bound, word string) {
	switch word {
	case "以上", "左右", "以内", "以下":
	default:
		return
	}
	rs := l.Runes
	for k := i - 1; k >= 0 && ns[k].i >= cFrom && listGap(rs, &ns[k], &ns[k+1]); k-- {
		before := &r.Measures[len(r.Measures)-(i-k)]
		if before.Bound != Exact || before.Span != l.span(ns[k].i, ns[k].j) || !strings.Contains(string(rs[cFrom:ns[k].i]), "分别") {
			return
		}
		before.Bound = b
		before.Trace = append(before.Trace, Step{"口径", "列举之后的" + word})
	}
}

// targetBeside says that the words beside a number call it a target:
// （年度目标6%以上）, 低于13%左右的预期目标.
func targetBeside(rs []rune, n *number) bool {
	for j := n.i - 1; j >= 0 && n.i-j < 10 && !strings.ContainsRune("，；。）", rs[j]); j-- {
		if rs[j] == '（' {
			return containsAny(string(rs[j:n.i]), []string{"目标", "计划", "任务"})
		}
	}
	j := n.j
	for _, t := range []string{"左右", "以上", "以内"} {
		if afterAny(rs, j, t) {
			j += 2
		}
	}
	return afterAny(rs, j, "的预期目标", "的年度目标", "的目标任务", "的年初目标")
}

// inBrackets says that a bracket opened shortly before i.
func inBrackets(rs []rune, i int) bool {
	for j := i - 1; j >= 0 && i-j < 10; j-- {
		if rs[j] == '（' {
			return true
		}
		if rs[j] == '）' {
			return false
		}
	}
	return false
}

// fromValue: 由29.1亿元增长到50.1亿元, the first of the two.
func fromValue(rs []rune, n *number, to int) bool {
	i := ratioStart(rs, n)
	for j := i - 1; j >= max(0, i-14); j-- {
		if strings.ContainsRune("，。；、", rs[j]) {
			return n.ofRatio > 0 && strings.Contains(string(rs[max(0, i-20):i]), "由") && strings.ContainsAny(string(rs[n.j:min(to, n.j+16)]), "调整优化")
		}
		if digit(rs[j]) && n.ofRatio == 0 {
			k := j
			for digit(at(rs, k)) {
				k++
			}
			if at(rs, k) != '年' {
				return false // another number stands between
			}
		}
		if rs[j] == '由' && !before(rs, j, "自") || rs[j] == '从' {
			tail := string(rs[n.j:min(to, n.j+24)])
			for _, t := range []string{"到", "至", "为", "调整", "转为", "达"} {
				if strings.Contains(tail, t) {
					return true
				}
			}
		}
	}
	return false
}

// ratioStart is where a number begins, or the structure whose share it is: 14.2：41.5：44.3.
func ratioStart(rs []rune, n *number) int {
	i := n.i
	for n.ofRatio > 1 && i > 0 && (digit(rs[i-1]) || rs[i-1] == '.' || rs[i-1] == '：') {
		i--
	}
	return i
}

func startYear(ws []when, i int) int {
	for n := len(ws) - 1; n >= 0; n-- {
		if ws[n].from < i && ws[n].base && i-ws[n].at < 6 {
			return ws[n].period.To
		}
	}
	return 0
}

// status tells a result from a promise, by section and by verb.
func status(role Role, rs []rune, cFrom, sFrom, i int, named when, year int, p civil.Period) Status {
	clause := string(rs[cFrom:i])
	switch role {
	case Tasks, Goals:
		if named.at > 0 && !named.base && named.period.To < year && named.point {
			return Done
		}
		for _, s := range []string{"已建成", "已完成", "目前已", "截至目前", "去年", "近年来", "以来", "现有"} {
			if i := strings.Index(clause, s); i >= 0 && !strings.HasSuffix(clause[:i], "比") && !strings.HasSuffix(clause[:i], "较") && !strings.HasSuffix(clause[:i], "与") {
				return Done
			}
		}
		if sentence := string(rs[sFrom:i]); strings.Contains(sentence, "截至目前") && strings.Contains(clause, "已") {
			return Done
		} else if k := strings.Index(sentence, "近年来"); k >= 0 && !containsAny(sentence[k:], []string{"今年", "再", "将", "要", "力争", "确保"}) {
			return Done
		}
		if strings.Contains(clause, "预计") && strings.Contains(clause, "今年") && !strings.Contains(clause, "目标") {
			return Done
		}
		return Target
	}
	if named.future && p.To >= year && year > 0 {
		return Target
	}
	return Done
}
