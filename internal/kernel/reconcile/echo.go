package reconcile

import (
	"math/big"
	"strconv"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/kernel/statement"
)

// echoed answers a promise with a figure by words alone: the deed is reported,
// its amount is not. Words may still tell the amount, by naming each one done,
// or the verdict, by saying that the task was surpassed.
func (a *Answer) echoed(p *promise, after text, ds *deeds, y *rarity, k Knowledge) {
	best, score, uncounted := -1, 0.0, false
	weigh := func(i int, l likeness) {
		d := &ds.list[i]
		least := leastEchoed
		if _, ok := taskDone(d.words); ok {
			least = leastTask
		} else if n, _ := namedIn(d.words); n > 0 && p.countsFew() {
			least = leastNamed
		} else if len(d.units) > 0 {
			least = leastBeside
		}
		switch {
		case p.borrowed && p.amount.of == "元", p.measure.Kind == statement.Share && !hasAny(d.words, "率", "比重", "占比", "比例"):
			return
		}
		bare := false
		for n, unit := range d.units {
			of, _ := unitOf(unit)
			if p.amount.of == "元" {
				return
			}
			if !of.comparable(p.amount.of) || oddCounts(unit, p.measure.Unit) {
				continue
			}
			// of A和1000栋B the figure counts B alone
			head := 0.0
			if p.amount.countable() && d.before[n] > 0 {
				head = y.alike(p.about, y.thingOf(string([]rune(d.words)[:d.before[n]]))).recall
			}
			if head < leastBefore {
				return
			}
			l.recall, least, bare = head, leastBefore, true
		}
		if purse := p.scope.purse &^ invested; purse != 0 && sides(purses, d.words)&purse == 0 {
			return
		}
		if d.problem || l.recall < least || parted(p.subject, d.words) {
			return
		}
		if l.recall > score+1e-9 || l.recall > score-1e-9 && i < best {
			best, score, uncounted = i, max(score, l.recall), bare
		}
	}
	if len(p.about.grams) >= 3 {
		ds.each(p.about, y, weigh)
	}
	if best < 0 && p.alone && len(p.wide.grams) >= 5 {
		ds.each(p.wide, y, weigh)
	}
	if best < 0 {
		return
	}
	d := &ds.list[best]
	said := a.quoting(p, after, d)
	a.Likeness = min(score, 1)
	if v, ok := taskDone(d.words); ok {
		a.Verdict, a.Reason = v, said+"未给数，只说任务"+map[Verdict]string{Met: "完成", Exceeded: "超额完成"}[v]+"，照此判定。"
		return
	}
	if uncounted {
		a.Verdict, a.Reason = Unclear, said+"事已报告，句中的数是别的，不能比较。"
		return
	}
	switch first := p.measure.Kind == statement.Rank && p.amount.low.Cmp(one) == 0; {
	case first && hasAny(d.words, "连冠", "蝉联", "首位", "榜首", "第一"):
		a.Verdict, a.Reason = Met, said+"未给位次，但说居首，判为达到目标。"
		return
	case p.amount.countable() && allDone(d.words):
		a.Verdict, a.Reason = Met, said+"未给数，只说全部办成，照此判定。"
		return
	}
	if n, more := namedIn(d.words); n > 0 && p.countsFew() {
		v := judge(p.measure, p.amount, big.NewRat(int64(n), 1), big.NewRat(int64(n), 1), aimOf(p.measure, k))
		if !more || v != Missed {
			a.Verdict, a.Reason = v, said+"未给数，点名"+strconv.Itoa(n)+"个，"+sayVerdict[v]+"。"
			return
		}
	}
	a.Verdict, a.Reason = Unclear, said+"事已报告，数没有报告，不能比较。"
}

// The likeness that answers where words tell more or less than that a thing was done.
const (
	leastTask   = 0.45 // the task itself is said to be done
	leastNamed  = 0.60 // those that attained it are named
	leastBefore = 0.50 // it stands uncounted before another thing with its figure
	leastBeside = 0.80 // a figure of another unit stands there
)

// harvested answers a promised harvest by words that tell of it without its
// weight: 十九连丰.
func (a *Answer) harvested(p *promise, after text, ds *deeds) {
	if !strings.Contains(p.subject, "粮食") || !hasAny(p.subject, "产量", "总产", "年产") {
		return
	}
	for i := range ds.list {
		d := &ds.list[i]
		if !d.problem && len(d.units) == 0 && strings.Contains(d.words, "粮食") && hasAny(d.words, "连丰", "丰收", "粮食产量", "粮食总产") {
			a.Verdict, a.Reason = Unclear, a.quoting(p, after, d)+"只说丰收，产量没有报告，不能比较。"
			return
		}
	}
}

// taskDone reads what words say of a task as a whole: 超额完成演出任务.
func taskDone(words string) (Verdict, bool) {
	if !hasAny(words, "任务", "目标", "指标", "计划") {
		return "", false
	}
	switch {
	case hasAny(words, "超额完成", "超额实现"):
		return Exceeded, true
	case hasAny(words, "圆满完成", "如期完成", "全面完成", "全部完成", "按期完成"):
		return Met, true
	}
	return "", false
}

// countsFew says that a promise counts so few things that a report may name each.
func (p *promise) countsFew() bool {
	return p.amount.countable() && p.amount.top.Cmp(ten) <= 0
}

// honoured are the verbs before which a report names those who attained something.
var honoured = []string{"获评", "获批", "获得", "荣获", "被评为", "被认定为", "被命名为", "被确定为", "被列为", "通过", "入选", "成功创建", "建成", "竣工", "投用", "投入使用"}

// namedIn counts the names listed before such a verb; more says that others
// are left unnamed (等).
func namedIn(words string) (n int, more bool) {
	at := -1
	for _, w := range honoured {
		if i := strings.Index(words, w); i > 0 && (at < 0 || i < at) {
			at = i
		}
	}
	if at < 0 {
		return 0, false
	}
	head := strings.TrimSuffix(strings.TrimSuffix(words[:at], "分别"), "先后")
	head, more = cutMore(head)
	names := strings.Split(head, "、")
	if i := strings.LastIndex(names[len(names)-1], "和"); i > 0 {
		last := names[len(names)-1]
		names = append(names[:len(names)-1], last[:i], last[i+len("和"):])
	}
	if len(names) < 2 {
		return 0, false
	}
	for _, w := range names {
		if size := len([]rune(bare(w))); size < 2 || size > 16 {
			return 0, false
		}
	}
	return len(names), more
}

func cutMore(s string) (string, bool) {
	if i := strings.LastIndex(s, "等"); i > 0 {
		return s[:i], true
	}
	return s, false
}

// byLead answers a promise with a figure by words that tell the fate of what
// its paragraph is about: 建设“大北环”。新建一级公路7.5公里。
func (a *Answer) byLead(p *promise, after text, ds *deeds, y *rarity) {
	lead := y.thingOf(p.lead)
	if !lead.named() || p.amount.of == "元" {
		return
	}
	best, score := -1, 0.0
	count := p.amount.countable() || p.amount.of == ""
	ds.each(lead, y, func(i int, l likeness) {
		d := &ds.list[i]
		if d.problem || l.recall < leastLead || !hasAny(d.words, notYet...) && !(count && allDone(d.words)) || parted(p.subject, d.words) {
			return
		}
		for _, unit := range d.units {
			if of, _ := unitOf(unit); of.comparable(p.amount.of) {
				return
			}
		}
		s := y.alike(p.wide, d.about).recall
		if quoted(p.lead) || s >= leastUnderLead/2 && y.alike(lead, p.wide).recall >= leastKept {
			s = max(s, leastUnderLead)
		}
		if s >= leastUnderLead && (s > score+1e-9 || s > score-1e-9 && i < best) {
			best, score = i, s
		}
	})
	if best < 0 {
		return
	}
	d := &ds.list[best]
	said := a.quoting(p, after, d)
	if hasAny(d.words, notYet...) {
		a.Verdict, a.Reason = Missed, said+"未给数，所属工程还没有动工，判为未完成。"
		return
	}
	a.Verdict, a.Reason = Met, said+"未给数，所属工程全部办成，照此判定。"
}

const (
	leastLead      = 0.9 // of what the paragraph is about
	leastUnderLead = 0.2 // of the promise itself, half of it where that goes on with the lead's words
	leastKept      = 0.3 // of the lead's words in the promise
)

// quoting takes a deed for the result and begins the reason with both sides.
func (a *Answer) quoting(p *promise, after text, d *deed) string {
	quote := after.quote(d.span)
	a.Result = &quote
	return "目标" + bare(p.subject) + figure(p.measure) + "，结果“" + brief(d.words) + "”："
}

// notYet says that a thing has not begun.
var notYet = []string{"即将启动", "即将开工", "即将实施", "尚未启动", "尚未开工", "未能开工", "未能启动"}

// each are the names of the things a figure counts, where the words before it
// name every one: “甲”、“乙”、“丙”3个品牌.
func (p *promise) each(t text) (names []string, theirs bool) {
	if !p.countsFew() || p.amount.low.Cmp(p.amount.top) != 0 {
		return nil, false
	}
	from := p.measure.Span.Start
	for from > 0 && !t.stop(from-1, true) {
		from--
	}
	names = strings.Split(strings.TrimSuffix(t.words(cite.Span{Start: from, End: p.measure.Span.Start}), "等"), "、")
	if i := strings.LastIndex(names[len(names)-1], "和"); i > 0 {
		last := names[len(names)-1]
		names = append(names[:len(names)-1], last[:i], last[i+len("和"):])
	}
	if len(names) < 2 || p.amount.low.Cmp(big.NewRat(int64(len(names)), 1)) != 0 {
		return nil, false
	}
	for i, n := range names {
		if _, inner, ok := strings.Cut(n, "“"); ok {
			n, _, _ = strings.Cut(inner, "”")
			theirs = true
		} else if i == 0 {
			n = string(bareName(n))
		}
		if names[i] = n; len([]rune(n)) < 3 {
			return nil, false
		}
	}
	return names, theirs
}

const leastNamedOf = 0.3 // of what is counted, where the names are those of places and so of anything

// byNames ticks off the things that a promise names one by one.
func (a *Answer) byNames(p *promise, before, after text, ds *deeds, y *rarity) {
	names, theirs := p.each(before)
	if names == nil {
		return
	}
	best, most := -1, 1
	for i := range ds.list {
		d, n := &ds.list[i], 0
		if d.problem || len(d.units) > 0 || !theirs && y.alike(p.about, d.about).recall < leastNamedOf {
			continue
		}
		for _, name := range names {
			if strings.Contains(d.words, name) {
				n++
			}
		}
		if n > most {
			best, most = i, n
		}
	}
	if best < 0 {
		return
	}
	d := &ds.list[best]
	said := a.quoting(p, after, d) + "点到其中" + strconv.Itoa(most) + "个，"
	switch {
	case most < len(names):
		a.Verdict, a.Reason = Partly, said+"其余没有提到，判为部分完成。"
	case hasAny(d.words, begunWords...) && !hasAny(d.words, finishWords...):
		a.Verdict, a.Reason = Partly, said+"但只说推进，判为部分完成。"
	default:
		a.Verdict, a.Reason = Met, said+"逐个都有回应，判为完成。"
	}
}
