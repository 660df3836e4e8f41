package task

import (
	"fmt"
	"math/big"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
)

// Pace (进度) is how far a task has come against what is due on a day, with the
// reckoning.
type Pace struct {
	On       civil.Date
	AsOf     civil.Date        // the day whose due is compared: up to it somebody has reported, or had to
	Asked    bool              // something is due by then; else there is nothing to compare
	Done     quantity.Decimal  // the figure reached, or the weight of deliverables verified
	Due      quantity.Decimal  // what it is to be on the day
	Whole    quantity.Decimal  // what it is to be in the end
	Ratio    *quantity.Decimal // done ÷ due, four digits; nil where nothing is due
	Share    *quantity.Decimal // done ÷ whole
	Points   *quantity.Decimal // done's part of the whole less what is due of it, in 百分点
	Unit     string            // of Done, Due and Whole; "" for weights
	Of       civil.Month       // the report that Done comes from; none where nobody reported
	Overdue  bool              // the deadline has passed and the task is not closed out
	Stale    int               // months in a row without a signed report, where one was owed
	Sentence string            // the reckoning, in words
	Colour   Colour
	Why      string // the rule of the profile that gave the colour
	quiet    bool   // no words are made
}

// PaceOn reckons a task on a day by a profile. reportDay is the day of the
// month by which the month's report is due.
func (t *Task) PaceOn(on civil.Date, p Profile, reportDay int) Pace {
	return t.paceOn(Pace{On: on}, p, reportDay)
}

// ColourOn is the colour alone, for those who count.
func (t *Task) ColourOn(on civil.Date, p Profile, reportDay int) Colour {
	return t.paceOn(Pace{On: on, quiet: true}, p, reportDay).Colour
}

func (t *Task) paceOn(k Pace, p Profile, reportDay int) Pace {
	on := k.On
	switch {
	case t.Terms.Figure != nil:
		t.figurePace(&k, reportDay)
	case len(t.Terms.Deliverables) > 0:
		k.AsOf = on
		t.deliverablePace(&k)
	}
	// what an office brings in from before is never late for its past
	k.Overdue = !t.State.Ended() && t.State != Suspended && t.Terms.DueOn.Before(on) && !(t.Migrated && t.Terms.DueOn.Before(t.IssuedOn))
	if !k.quiet {
		k.Stale = t.staleOn(on, reportDay)
	}
	k.Colour, k.Why = p.colour(t, &k)
	return k
}

// figurePace reckons a quantified task. What is reported counts from the base:
// a level that is to go from 58 to 60 is half done at 59.
func (t *Task) figurePace(k *Pace, reportDay int) {
	f := t.Terms.Figure
	k.Unit, k.Whole, k.Done = f.Unit, f.Target, f.Base
	if of, done, ok := t.Reached(civil.MonthOf(k.On)); ok {
		k.Done, k.Of = done, of
	}
	k.AsOf = t.comparedOn(k.On, k.Of, reportDay)
	owed := !k.AsOf.Zero()
	if !owed {
		k.AsOf = k.On
	}
	due, part := t.Terms.dueOn(k.AsOf, t.Stops)
	k.Due = due
	grown, asked, whole := minus(k.Done, f.Base), minus(due, f.Base), minus(f.Target, f.Base)
	k.Asked = owed && part.Sign() > 0
	if f.Course == Constant { // the figure itself is compared: a rate has no way to go
		grown, asked, whole = k.Done.Rat(), due.Rat(), f.Target.Rat()
		k.Asked = !k.Of.Zero()
	}
	if f.AtMost {
		// staying below is done: what may be used, divided by what is
		k.Ratio = ratio(asked, grown)
		if grown.Sign() <= 0 && k.Asked {
			even := one
			k.Ratio = &even
		}
	} else {
		k.Ratio = ratio(grown, asked)
	}
	if !k.quiet {
		k.Share = ratio(grown, whole)
		k.Points = points(grown, asked, whole)
	}
	if !k.Asked {
		k.Ratio, k.Points = nil, nil
	}
	if !k.quiet {
		k.Sentence = figureSentence(k, f, part)
		if !owed {
			k.Sentence += "；还没有到第一次报送的日子，不比"
		}
	}
}

// DueBy is what the figure of a quantified task is to be on a day.
func (t *Task) DueBy(on civil.Date) quantity.Decimal {
	due, _ := t.Terms.dueOn(on, t.Stops)
	return due
}

// comparedOn is the day whose due a figure is measured by. A figure that is
// reported once a month is as old as its report: what has become due since is
// asked of the next one, or everybody would be behind at the end of each month.
// None where no report has been owed yet.
func (t *Task) comparedOn(on civil.Date, of civil.Month, reportDay int) civil.Date {
	if t.IssuedOn.Zero() || !on.Before(t.Terms.DueOn) || t.State.Ended() {
		return on
	}
	this, last := civil.MonthOf(on), lastOwed(on, reportDay)
	if of.Zero() && last.Before(t.FirstOwed()) {
		return civil.Date{}
	}
	if last == this {
		return on
	}
	if of == this { // reported before it had to be
		if r := t.ReportIn(this); r != nil && len(t.Allocation) == 0 && r.FilledAt != 0 && r.FilledAt.Date().Before(on) {
			return r.FilledAt.Date()
		}
		return on
	}
	if last.Before(of) {
		last = of
	}
	return last.Last()
}

func figureSentence(k *Pace, f *Figure, part *big.Rat) string {
	reached := "还没有审签过的数"
	if !k.Of.Zero() {
		reached = fmt.Sprintf("截至 %d 月 %s%s", k.Of.Month, k.Done, f.Unit)
	}
	if f.Course == Constant {
		word := "每期都应达到"
		if f.AtMost {
			word = "每期都不应超过"
		}
		return fmt.Sprintf("%s %s%s；%s", word, f.Target, f.Unit, reached)
	}
	way := map[Course]string{Line: "按日均匀", Season: "按往年各月份额", ByNode: "按季度节点"}[f.Course]
	from := ""
	if f.Base.Sign() != 0 {
		from = fmt.Sprintf("从 %s 起，", f.Base)
	}
	return fmt.Sprintf("%s%s到 %d 月 %d 日应完成 %s%%，即 %s%s；%s", from, way, k.AsOf.Month, k.AsOf.Day, percent(part), k.Due, f.Unit, reached)
}

// deliverablePace reckons a task of deliverables: those verified against those
// due, by weight.
func (t *Task) deliverablePace(k *Pace) {
	var done, due, whole, n int64
	for _, d := range t.Terms.Deliverables {
		whole += d.Weight
		m, there := t.Verified[d.N]
		if there = there && !k.On.Before(m.On); there {
			done += d.Weight
		}
		if t.Migrated && !there && d.DueOn.Before(t.IssuedOn) { // of a past that nobody asked it for
			continue
		}
		if !k.On.Before(t.shifted(d.DueOn, k.On)) {
			due += d.Weight
			n++
		}
	}
	k.Asked = due > 0
	k.Done, k.Due, k.Whole = quantity.Int(done), quantity.Int(due), quantity.Int(whole)
	if k.Asked {
		k.Ratio = ratio(k.Done.Rat(), k.Due.Rat())
		k.Points = points(k.Done.Rat(), k.Due.Rat(), k.Whole.Rat())
	}
	k.Share = ratio(k.Done.Rat(), k.Whole.Rat())
	if k.quiet {
		return
	}
	k.Sentence = fmt.Sprintf("到 %d 月 %d 日应有 %d 件成果、权重 %d；经核实的权重 %d，全部 %d", k.On.Month, k.On.Day, n, due, done, whole)
}

// shifted is a day later by the days that the task stood still before it.
func (t *Task) shifted(d, now civil.Date) civil.Date {
	days := d.Days()
	for _, s := range t.Stops {
		if days < s.From.Days() {
			break
		}
		to := s.To
		if to.Zero() {
			to = now
		}
		days += max(0, to.Days()-s.From.Days())
	}
	return civil.OfDays(days)
}

// dueOn is what the figure is to be on a day, and which part of the way that is.
func (t *Terms) dueOn(on civil.Date, stops []Stop) (quantity.Decimal, *big.Rat) {
	f := t.Figure
	if f.Course == Constant {
		return f.Target, big.NewRat(1, 1)
	}
	if f.Course == ByNode {
		return t.nodeDue(on)
	}
	part := t.lineTo(on, stops)
	if f.Course == Season && len(f.Shares) == 12 {
		part = t.seasonTo(on)
	}
	way := new(big.Rat).Mul(part, minus(f.Target, f.Base))
	return round(way.Add(way, f.Base.Rat()), places(f)), part
}

// lineTo is the part of the days from the first to the last that have passed,
// the day itself counted; days on which the task stood still are not counted.
func (t *Terms) lineTo(on civil.Date, stops []Stop) *big.Rat {
	first, last := t.BeginsOn.Days(), t.DueOn.Days()
	whole := last - first + 1
	if whole < 1 {
		whole = 1
	}
	passed := min(max(on.Days()-first+1, 0), whole)
	for _, s := range stops {
		from := max(s.From.Days(), first)
		if still := min(on.Days(), last) - from; s.To.Zero() && still > 0 {
			passed -= still
		}
		if still := min(s.To.Days(), last) - from; !s.To.Zero() && still > 0 {
			passed -= max(0, min(still, on.Days()-from))
			whole -= still
		}
	}
	if whole < 1 {
		whole = 1
	}
	return big.NewRat(min(max(passed, 0), whole), whole)
}

// seasonTo is the part of the year's shares up to a day; within a month, its
// days have equal parts.
func (t *Terms) seasonTo(on civil.Date) *big.Rat {
	first, last := civil.MonthOf(t.BeginsOn), civil.MonthOf(t.DueOn)
	passed, whole := new(big.Rat), new(big.Rat)
	for m := first; !last.Before(m); m = m.Plus(1) {
		share := big.NewRat(t.Figure.Shares[m.Month-1], 1)
		whole.Add(whole, share)
		switch this := civil.MonthOf(on); {
		case m.Before(this):
			passed.Add(passed, share)
		case m == this:
			passed.Add(passed, share.Mul(share, big.NewRat(int64(on.Day), int64(m.Last().Day))))
		}
	}
	if whole.Sign() == 0 {
		return whole
	}
	return passed.Quo(passed, whole)
}

// nodeDue goes straight from node to node; a quarter without a figure is passed over.
func (t *Terms) nodeDue(on civil.Date) (quantity.Decimal, *big.Rat) {
	type point struct {
		day int64
		at  *big.Rat
	}
	f := t.Figure
	way := []point{{t.BeginsOn.Days() - 1, f.Base.Rat()}}
	for q, n := range t.Nodes {
		if end := civil.EndOfMonth(t.Year, 3*q+3); n.Figure != nil && t.BeginsOn.Before(end) && end.Before(t.DueOn) {
			way = append(way, point{end.Days(), n.Figure.Rat()})
		}
	}
	way = append(way, point{t.DueOn.Days(), f.Target.Rat()})
	at := way[0].at
	for i, to := range way[1:] {
		from := way[i]
		if on.Days() >= to.day {
			at = to.at
			continue
		}
		if on.Days() > from.day {
			step := new(big.Rat).Sub(to.at, from.at)
			at = step.Add(step.Mul(step, big.NewRat(on.Days()-from.day, to.day-from.day)), from.at)
		}
		break
	}
	due := round(at, places(f))
	part := new(big.Rat)
	if whole := minus(f.Target, f.Base); whole.Sign() != 0 {
		part.Quo(minus(due, f.Base), whole)
	}
	return due, part
}

// Reached is the figure that counts by a month, and the month it is of: the
// last signed report's, or the sum of the parts of an allocated task.
func (t *Task) Reached(by civil.Month) (of civil.Month, figure quantity.Decimal, ok bool) {
	if len(t.Allocation) > 0 {
		for i := len(t.Sums) - 1; i >= 0; i-- {
			if s := t.Sums[i]; !by.Before(s.Month) {
				return s.Month, s.Figure, true
			}
		}
		return of, figure, false
	}
	for i := len(t.Reports) - 1; i >= 0; i-- {
		if r := &t.Reports[i]; r.Counts() && r.Figure != nil && !by.Before(r.Month) {
			return r.Month, *r.Figure, true
		}
	}
	return of, figure, false
}

// Gather adds up what the parts of an allocated task have reached, month by month.
func (t *Task) Gather(parts []*Task) error {
	t.Sums = nil
	if t.Terms.Figure == nil {
		return nil
	}
	months := map[civil.Month]bool{}
	for _, p := range parts {
		for i := range p.Reports {
			if r := &p.Reports[i]; r.Counts() && r.Figure != nil {
				months[r.Month] = true
			}
		}
	}
	for m := range months {
		sum := t.Terms.Figure.Base
		for _, p := range parts {
			if _, figure, ok := p.Reached(m); ok {
				var err error
				if sum, err = sum.Add(figure); err != nil {
					return err
				}
			}
		}
		t.Sums = append(t.Sums, Sum{m, sum})
	}
	slices.SortFunc(t.Sums, func(a, b Sum) int { return int(a.Month.Number() - b.Month.Number()) })
	return nil
}

// staleOn counts the months in a row, up to the last whose report was due by a
// day, for which no report was signed.
func (t *Task) staleOn(on civil.Date, reportDay int) int {
	if t.State != Issued && t.State != Underway || t.IssuedOn.Zero() {
		return 0
	}
	n := 0
	for m := lastOwed(on, reportDay); !m.Before(t.FirstOwed()); m = m.Plus(-1) {
		if r := t.ReportIn(m); r != nil && r.State != Returned || t.stoodStill(m) {
			break
		}
		n++
	}
	return n
}

// FirstOwed is the first month that a report is owed for: that of the issue,
// where it came before the middle of the month.
func (t *Task) FirstOwed() civil.Month {
	m := civil.MonthOf(t.IssuedOn)
	if t.IssuedOn.Day > 15 {
		m = m.Plus(1)
	}
	return m
}

// OwedOn says whether a report of a month is owed by a day.
func (t *Task) OwedOn(m civil.Month, on civil.Date, reportDay int) bool {
	if t.IssuedOn.Zero() || m.Before(t.FirstOwed()) || lastOwed(on, reportDay).Before(m) || t.stoodStill(m) {
		return false
	}
	return t.ClosedOn.Zero() || !civil.MonthOf(t.ClosedOn).Before(m)
}

func (t *Task) stoodStill(m civil.Month) bool {
	return slices.ContainsFunc(t.Stops, func(s Stop) bool {
		return !m.Last().Before(s.From) && (s.To.Zero() || !s.To.Before(m.Last()))
	})
}

// lastOwed is the last month whose report was due by a day: due is the end of
// the report day.
func lastOwed(on civil.Date, reportDay int) civil.Month {
	m := civil.MonthOf(on)
	if on.Day > min(reportDay, m.Last().Day) {
		return m
	}
	return m.Plus(-1)
}

var one = quantity.Int(1)

func minus(a, b quantity.Decimal) *big.Rat { return new(big.Rat).Sub(a.Rat(), b.Rat()) }

// places is how exactly what is due is told: as the target is written, and at
// least two digits.
func places(f *Figure) int { return max(2, f.Target.Places(), f.Base.Places()) }

func round(r *big.Rat, n int) quantity.Decimal { return quantity.FromRat(r, n) }

// ratio divides, four digits; nil where there is nothing to divide by.
func ratio(a, b *big.Rat) *quantity.Decimal {
	if b.Sign() == 0 {
		return nil
	}
	d := round(new(big.Rat).Quo(a, b), 4)
	return &d
}

// points is by how many 百分点 of the whole one is ahead of the other.
func points(done, due, whole *big.Rat) *quantity.Decimal {
	if whole.Sign() == 0 {
		return nil
	}
	r := new(big.Rat).Sub(done, due)
	d := round(r.Mul(r.Quo(r, whole), big.NewRat(100, 1)), 1)
	return &d
}

func percent(part *big.Rat) string {
	return round(new(big.Rat).Mul(part, big.NewRat(100, 1)), 1).String()
}

// Due is the month to report next: the earliest that is owed and not signed by a
// day, else the day's own.
func (t *Task) Due(on civil.Date, reportDay int) civil.Month {
	this := civil.MonthOf(on)
	if t.IssuedOn.Zero() {
		return this
	}
	for m := t.FirstOwed(); m.Before(this); m = m.Plus(1) {
		if r := t.ReportIn(m); (r == nil || r.State == Returned) && t.OwedOn(m, on, reportDay) {
			return m
		}
	}
	return this
}
