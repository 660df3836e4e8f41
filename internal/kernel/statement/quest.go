package statement

// quest is the search for what one number measures: where the number stands
// and the words around it.
type quest struct {
	r    *Report
	rs   []rune
	w    *where
	ns   []number
	i    int // the number in ns
	n    *number
	kind Kind
	ctx  *told

	cFrom, cTo int  // the clause
	left       int  // from where the words before the number are its own
	rightTo    int  // up to where the words after it are
	leans      bool // another measure stands before in this clause
	counted    bool // things or amounts, no share or rate
	of         bool // 其中: a part of what was told before

	front    []rune // the words before the number
	raw      []rune // front without what parts it from the words before
	noun     []rune // raw without adverbs, dates and predicates: what is measured, as a rule
	named    []rune // the noun of a count without the examples before 等
	verb     []rune // the verb, if there is nothing else
	deedOnly bool   // a count with nothing but a verb before it: 新建5座
}

// subjectRule answers what a number measures, if it can tell.
type subjectRule struct {
	name string
	find func(q *quest) (subject string, ok bool)
}

// subjectRules in the order they are asked; the first that can tell is heard.
var subjectRules = []struct {
	fits  func(q *quest) bool
	rules []subjectRule
}{
	{always, listRules},
	{always, outlayRules},
	{always, sideRules},
	{func(q *quest) bool { return q.deedOnly }, deedRules},
	{func(q *quest) bool { return len(q.noun) == 0 && q.counted }, countRules},
	{func(q *quest) bool { return len(q.noun) == 0 && !q.counted }, rateRules},
	{always, nounRules},
}

func always(*quest) bool { return true }

// subject finds what a number measures, with the name of the rule that knew.
func (r *Report) subject(l *Line, w *where, ns []number, i int, kind Kind, ctx *told, cFrom int) (subject, rule string) {
	q := &quest{r: r, rs: l.Runes, w: w, ns: ns, i: i, n: &ns[i], kind: kind, ctx: ctx, cFrom: cFrom}
	q.place()
	q.words()
	q.trim()
	q.deed()
	for _, part := range subjectRules {
		if !part.fits(q) {
			continue
		}
		for _, rule := range part.rules {
			if s, ok := rule.find(q); ok {
				return s, rule.name
			}
		}
	}
	return "", ""
}

// place finds which words around the number are its own.
func (q *quest) place() {
	q.leans = q.ctx.end >= q.cFrom
	q.counted = countKind(q.kind, q.n)
	q.left = q.cFrom
	if q.leans {
		q.left = q.ctx.end
		for _, b := range []string{"以上", "左右", "以内", "以下", "余", "多"} {
			if afterAny(q.rs, q.left, b) {
				q.left += len([]rune(b))
			}
		}
	}
	q.cTo = clauseEnd(q.rs, q.n.j, q.w.to)
	q.rightTo = q.cTo
	if q.i+1 < len(q.ns) && q.ns[q.i+1].i < q.rightTo {
		q.rightTo = q.ns[q.i+1].i
	}
}

// words takes what stands before the number and finds the noun in it.
func (q *quest) words() {
	q.front = q.rs[q.left:q.n.i]
	if hasPrefix(q.front, "其中") || q.leans && hasPrefix(stripSeparators(q.front), "其中") {
		q.of = true
	}
	if q.leans && q.i > 0 && groupOf(q.rs, &q.ns[q.i-1], q.cTo) {
		q.front = stripSeparators(trimPrefix(q.front, "的"))
	} else if q.leans {
		q.front = pastLeftover(q.front)
	}
	raw := stripSeparators(q.front)
	if (q.n.bare || q.n.chinese) && len(raw) > 0 && raw[len(raw)-1] == '上' {
		raw = raw[:len(raw)-1]
	}
	q.raw = without(raw, "至少")
	q.noun = stripTail(stripFront(q.raw))
	if whole := stripTail(q.raw); isBareAttribute(whole) {
		q.noun = whole
	}
	if compares(q.noun) || hollow(q.noun) {
		q.noun = nil
	}
	q.rest()
}

// rest is for 剩余388户771人贫困人口 and 其余22个: what is left is named behind, or before.
func (q *quest) rest() {
	switch string(q.noun) {
	case "剩余", "剩下", "其余", "其他":
		q.noun = nil
	}
}

// trim takes off the noun what says nothing of the figure.
func (q *quest) trim() {
	if s, _ := pace(q.rs, q.n.j); s != 0 && q.n.sort == percent {
		// 非急需支出以不低于8%的幅度压减: what moves stands before 以 and 按
		for _, by := range []string{"以", "按", "保持"} {
			if k := indexWithin(q.noun, 1, len(q.noun), by); k > 0 {
				q.noun = q.noun[:k]
			}
		}
	}
	for _, gain := range []string{"增收", "减负", "减支"} {
		// 农民年均增收3000元: the gain is what is measured
		if c := stripTailOnce(q.raw, gain); c != nil && q.kind == Change {
			q.noun = append(append([]rune(nil), stripTail(stripFront(c))...), []rune(gain)...)
		}
	}
	for _, v := range []string{"实现", "完成"} {
		// 实现地区生产总值, 完成一般公共预算收入: the verb says nothing of the figure
		if rest := trimPrefix(q.noun, v); len(rest) < len(q.noun) && (len(rest) >= 4 && metricEnd(string(rest)) != "" || isBareAttribute(rest)) {
			q.noun = rest
		}
	}
	if q.of {
		q.noun = stripTail(stripFront(trimPrefix(stripFront(q.noun), "其中")))
	}
}

// deed finds whether there is nothing but a verb, and which.
func (q *quest) deed() {
	var only bool
	if q.verb, only = isVerbOnly(q.noun); len(q.noun) == 0 {
		q.verb, only = isVerbOnly(stripFront(q.raw))
		if only && (q.kind != Level || arrivesAt(q.raw)) {
			only = false
		}
	}
	if only && q.leans && arrivesAt(q.raw) && q.i > 0 && fromValue(q.rs, &q.ns[q.i-1], q.w.to) {
		q.noun, only = nil, false // 时限从120个工作日压减至50个工作日
	}
	if isBareAttribute(q.noun) && (len(q.noun) > 2 || q.ctx.owner != "" && q.i > 0) {
		only = false
	}
	switch string(q.noun) {
	case "建", "创", "修":
		q.verb, only = q.noun, true // 今年再建35个
	}
	switch string(q.verb) {
	case "完成", "实现", "达成":
		if only && !(q.n.sort == counter && q.i > 0 && q.ns[q.i-1].unit == q.n.unit) && q.right() == nil {
			q.noun, only = nil, false // 零售总额稳定增长，2017年完成94.8亿元
		}
	}
	q.deedOnly = only && q.counted
	if q.named = q.noun; q.counted {
		q.named = afterExamples(q.noun)
	}
}

// right is what stands after the number, up to the next.
func (q *quest) right() []rune { return rightNoun(q.rs, q.n.j, q.rightTo) }

// thing is what is counted behind the number, over numbers that stand beside it.
func (q *quest) thing() []rune {
	return cutTail(shared(q.rs, q.ns, q.i, q.n.j, q.cTo, q.rightTo))
}

func countKind(k Kind, n *number) bool {
	return (k == Level || k == Change) && n.sort != percent && n.sort != points && n.word == ""
}

// told is what the measures before in the same sentence said, for those that
// lean on them: 增长5.7% after 县域生产总值完成145.2亿元.
type told struct {
	subject string   // full subject of the last measure
	owner   string   // what a bare attribute belongs to
	verb    string   // verb of a list: 建成 in 建成示范村40个、整治村90个
	heads   []string // the subjects of the last list with 分别
	recent  []string // subjects of this sentence, for a later 分别
	whole   int      // index of the last total, for 其中
	end     int      // normal index where the last measure ended
	chain   string   // what stands before a run of counts: 禁煤区 in 禁煤区8个乡镇63个村
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
