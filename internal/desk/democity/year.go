package democity

import (
	"context"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
)

// year is the city's year with its tasks, day by day.
type year struct {
	*staged
	clock   *Clock
	office  staff.Actor // the supervision office
	leaders []string    // names of the vice mayors' posts
	tasks   []*duty
}

// PlayYear has the city enter its newest report, make tasks of it, issue them,
// and report on them month by month until a day: most keep up, some lag, a few
// fall silent. The acts are those that people would do, on the days they would;
// the same city gives the same year. The clock is the workspace's own.
func PlayYear(ctx context.Context, w *desk.Workspace, city City, supervisor, password string, clock *Clock, until civil.Date) error {
	s := &settler{ctx: ctx, w: w, city: city, password: password}
	by := s.actor(supervisor)
	if s.err != nil {
		return s.err
	}
	all, err := w.ListStaff(ctx, by)
	if err != nil {
		return err
	}
	a, err := stagedBy(ctx, w, city, by, civil.Instant(clock.Now()))
	if err != nil {
		return err
	}
	y := &year{staged: a, clock: clock, office: by}
	for _, p := range all.Posts {
		if p.Role == staff.Leader && p.Name != "市长" {
			y.leaders = append(y.leaders, p.Name)
		}
	}
	given := city.Reports[len(city.Reports)-1].Given
	first := civil.OfDays(given.Days() + 6)
	if until.Before(first) {
		return nil
	}
	y.on(first, 9)
	report, err := y.enter(given.Year)
	if err != nil {
		return err
	}
	y.on(civil.OfDays(given.Days()+8), 9)
	if err := y.draft(report, given.Year); err != nil {
		return err
	}
	for day := given.Days() + 9; day <= until.Days(); day++ {
		on := civil.OfDays(day)
		y.on(on, 10)
		switch day - given.Days() {
		case 10:
			err = y.ask()
		case 17:
			err = y.issue(given.Year)
		case 19:
			err = y.allocate()
		default:
			err = y.live(on)
		}
		if err != nil {
			return fmt.Errorf("democity: %s: %w", on, err)
		}
	}
	return nil
}

func (y *year) on(d civil.Date, hour int) { y.clock.Set(d.At(hour, 0)) }

// enter accepts what of the newest report stands in no paragraph with an alarm,
// and puts it into the register; the rest waits for somebody to look.
func (y *year) enter(year int) (string, error) {
	all, err := y.w.ListReports(y.ctx, y.office, desk.ReportPage{Most: 50})
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(all, func(r desk.Listed) bool { return r.Year == year && r.Place == y.office.DivisionName })
	if i < 0 {
		return "", fmt.Errorf("democity: no report of %d", year)
	}
	v, err := y.w.ReviewReport(y.ctx, y.office, all[i].ID)
	if err != nil {
		return "", err
	}
	doubtful := func(r review.Record) bool {
		return slices.ContainsFunc(v.Alarms, func(a review.Alarm) bool {
			return slices.ContainsFunc(v.Paragraphs, func(p desk.Paragraph) bool {
				return p.Start <= a.Start && a.Start < p.End && p.Start <= r.Span.Start && r.Span.Start < p.End
			})
		})
	}
	for _, r := range v.Records {
		if r.State == review.Found && !doubtful(r) {
			if _, err := y.w.AcceptRecord(y.ctx, y.office, desk.Call{}, v.Report.ID, r.ID); err != nil {
				return "", err
			}
		}
	}
	_, err = y.w.EnterReport(y.ctx, y.office, desk.Call{}, v.Report.ID)
	return v.Report.ID, err
}

// temper is how a unit goes about a task.
type temper uint8

const (
	steady temper = iota
	slow
	late
	silent
)

// duty is one task as the year goes on.
type duty struct {
	r      *rand.Rand
	n      int // place among the tasks
	id     string
	lead   string
	terms  task.Terms
	temper temper
	quiet  civil.Month // from when on a silent one is
	pace   float64     // done ÷ due
	signs  int64       // days after the issue
	issued civil.Date
	object bool // has an objection
	parts  bool // was given out in parts
	part   bool // is one
	over   bool
	claim  map[int]bool // claimed, verified or refused and claimed again
	done   map[int]bool
	failed map[int]bool
	wait   []int // claimed, to be looked at
	look   int64 // on this day
	filled civil.Month
	signed civil.Month
	ends   int64 // the day on which the office closes it out, 0 before it was applied for
	last   quantity.Decimal
}

func (y *year) draft(report string, year int) error {
	drafted, err := y.w.DraftTasks(y.ctx, y.office, desk.Call{}, report, nil)
	if err != nil {
		return err
	}
	for i, k := range drafted.Tasks {
		shown, err := y.w.ShowTask(y.ctx, y.office, k.ID)
		if err != nil {
			return err
		}
		d := newDuty(i, k.ID, shown.Terms)
		if d.terms.Lead == "" || !y.can(d.terms.Lead) {
			d.terms.Lead = "government-office"
		}
		d.terms.Leader = y.leaders[(int(d.terms.Lead[0])*7+len(d.terms.Lead))%len(y.leaders)]
		if other := []string{"finance", "reform", "natural-resources", "housing"}[i%4]; other != d.terms.Lead && i%3 != 0 {
			d.terms.Supports = []string{other}
		}
		if f := d.terms.Figure; f != nil && f.Course == task.Line && i%4 == 0 {
			f.Course = task.ByNode
			for q, share := range []int64{15, 45, 75} { // in a hundred
				if v, err := f.Target.Add(f.Base.Neg()); err == nil {
					n := partOf(v, share*100, f.Target.Places())
					d.terms.Nodes[q].Figure = &n
				}
			}
		}
		d.lead = d.terms.Lead
		if _, err := y.w.AmendTask(y.ctx, y.office, desk.Call{}, d.id, d.terms, "定牵头单位和责任领导"); err != nil {
			return err
		}
		y.tasks = append(y.tasks, d)
	}
	return nil
}

// can says that a unit has a head and a clerk who can act.
func (y *year) can(unit string) bool {
	_, head := y.by[unit+"/"+string(staff.Head)]
	_, clerk := y.by[unit+"/"+string(staff.Clerk)]
	return head && clerk
}

func newDuty(n int, id string, terms task.Terms) *duty {
	r := rand.New(rand.NewPCG(429099, uint64(n)))
	d := &duty{r: r, n: n, id: id, lead: terms.Lead, terms: terms, claim: map[int]bool{}, done: map[int]bool{}, failed: map[int]bool{}}
	switch x := r.IntN(100); {
	case x < 64:
		d.temper, d.pace = steady, 1.0+r.Float64()*0.12
	case x < 84:
		d.temper, d.pace = slow, 0.82+r.Float64()*0.16
	case x < 95:
		d.temper, d.pace = late, 0.4+r.Float64()*0.36
	default:
		d.temper, d.pace = silent, 0.9
		d.quiet = civil.Month{Year: terms.Year, Month: 4 + r.IntN(4)}
	}
	d.signs = int64(1 + r.IntN(6))
	d.object = r.IntN(100) < 6
	return d
}

// ask puts all drafts before their units.
func (y *year) ask() error {
	var ids []string
	for _, d := range y.tasks {
		ids = append(ids, d.id)
	}
	_, err := y.w.AskOnTasks(y.ctx, y.office, desk.Call{}, ids)
	return err
}

// objections are what units say against a draft, and the office's answer.
var objections = [][2]string{
	{"目标高于省里下达的数，按下达数报。", "省里下达的是底数，按报告确定的目标执行。"},
	{"这项工作涉及两个部门，建议明确主办。", "由贵单位牵头，配合单位已经列明。"},
	{"资金没有落实，建议推迟到第三季度开工。", "资金由市财政局统筹，时限不变。"},
}

// opine is the round in which units are asked: six days, then the office answers.
func (y *year) opine(d *duty, day int64, given int64) error {
	head := y.by[d.lead+"/"+string(staff.Head)]
	words := objections[d.n%len(objections)]
	switch {
	case day == given+11+int64(d.n%4):
		reason := ""
		if d.object {
			reason = words[0]
		}
		_, err := y.w.OpineOnTask(y.ctx, head, desk.Call{}, d.id, !d.object, reason)
		return err
	case d.object && day == given+16:
		shown, err := y.w.ShowTask(y.ctx, y.office, d.id)
		if err != nil {
			return err
		}
		for _, o := range shown.Opinions {
			if !o.Claim {
				if _, err := y.w.SettleOpinion(y.ctx, y.office, desk.Call{}, d.id, o.Event, false, words[1]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (y *year) issue(year int) error {
	i := task.Issuance{Number: fmt.Sprintf("云政办发〔%d〕3号", year), Title: fmt.Sprintf("云泽市人民政府办公室关于印发%d年政府工作报告重点任务责任分解的通知", year),
		Issuer: "云泽市人民政府办公室", To: "各镇人民政府、街道办事处，市政府各部门：", Copies: "市委办公室，市人大常委会办公室，市政协办公室。",
		Words: fmt.Sprintf("%d年政府工作报告确定的重点任务已经责任分解，现印发给你们，请认真组织实施。\n牵头单位对任务负总责，配合单位按职责分工配合。每月28日前报送进展，附佐证材料。", year)}
	on := civil.Instant(y.clock.Now()).Date()
	for _, d := range y.tasks {
		i.Tasks = append(i.Tasks, d.id)
		d.issued = on
	}
	_, err := y.w.IssueTasks(y.ctx, y.office, desk.Call{}, i)
	return err
}

// allocate gives the figures of a few tasks out to the towns.
func (y *year) allocate() error {
	var towns []string
	for key := range y.by {
		unit, role, _ := strings.Cut(key, "/")
		if role == string(staff.Head) && strings.HasPrefix(unit, "429099") && y.can(unit) {
			towns = append(towns, unit)
		}
	}
	slices.Sort(towns)
	given := 0
	for _, d := range y.tasks {
		f := d.terms.Figure
		if f == nil || f.Course != task.Line || f.AtMost || f.Base.Sign() != 0 || given == 3 || len(towns) < 4 {
			continue
		}
		whole, places := f.Target.Scaled()
		if whole < int64(len(towns))*3 || places > 1 {
			continue
		}
		var parts []task.Part
		left := whole
		for i, t := range towns {
			share := whole / int64(len(towns))
			if i == len(towns)-1 {
				share = left
			}
			left -= share
			parts = append(parts, task.Part{Lead: t, Amount: quantity.New(share, places)})
		}
		if _, err := y.w.AllocateTask(y.ctx, y.office, desk.Call{}, d.id, parts); err != nil {
			return err
		}
		d.parts = true
		given++
		shown, err := y.w.ShowTask(y.ctx, y.office, d.id)
		if err != nil {
			return err
		}
		for i, p := range shown.Parts {
			c := newDuty(1000*given+i, p.ID, p.Terms)
			c.issued, c.part = shown.IssuedOn, true
			y.tasks = append(y.tasks, c)
		}
	}
	return nil
}

// live is a day of all tasks; they do not wait for each other.
func (y *year) live(on civil.Date) error {
	given := y.tasks[0].issued
	next := make(chan *duty)
	var wait sync.WaitGroup
	var once sync.Once
	var trouble error
	for range 8 {
		wait.Go(func() {
			for d := range next {
				var err error
				if given.Zero() {
					err = y.opine(d, on.Days(), civil.Date{Year: d.terms.Year, Month: 1, Day: 20}.Days())
				} else {
					err = y.day(d, on)
				}
				if err != nil {
					once.Do(func() { trouble = fmt.Errorf("%s: %w", d.terms.Title, err) })
				}
			}
		})
	}
	for _, d := range y.tasks {
		next <- d
	}
	close(next)
	wait.Wait()
	return trouble
}

// day is what happens to a task on a day.
func (y *year) day(d *duty, on civil.Date) error {
	if d.over || !y.can(d.lead) {
		return nil
	}
	head, clerk := y.by[d.lead+"/"+string(staff.Head)], y.by[d.lead+"/"+string(staff.Clerk)]
	since := on.Days() - d.issued.Days()
	if since == d.signs+2 {
		_, err := y.w.SignForTask(y.ctx, clerk, desk.Call{}, d.id)
		return err
	}
	if since <= d.signs+2 {
		return nil
	}
	month := civil.MonthOf(on)
	switch {
	case len(d.wait) > 0 && on.Days() >= d.look && d.signed == d.filled:
		return y.verify(d)
	case d.ends > 0 && on.Days() >= d.ends:
		d.over = true
		_, err := y.w.CloseTask(y.ctx, y.office, desk.Call{}, d.id, desk.Ground{})
		return err
	case d.filled == month && d.signed != month && on.Day >= 20+d.n%7+d.r.IntN(2):
		d.signed = month
		_, err := y.w.SignProgress(y.ctx, head, desk.Call{}, d.id, month.String())
		return err
	case d.filled != month && on.Day == 18+d.n%8 && !(d.temper == silent && d.quiet.Before(month)):
		return y.fill(d, clerk, month)
	case d.ends == 0 && d.signed == month && on.Day >= 29-d.n%3 && d.reached():
		d.ends = on.Days() + int64(4+d.r.IntN(9))
		_, err := y.w.ApplyToCloseTask(y.ctx, head, desk.Call{}, d.id, []task.Proof{{Title: "完成情况的证明", Link: "https://yunze.example/records/" + d.id}}, "目标已经完成，佐证齐全。")
		return err
	}
	return nil
}

// reached says that nothing is left to do.
func (d *duty) reached() bool {
	if f := d.terms.Figure; f != nil {
		return !d.parts && f.Course != task.Constant && !f.AtMost && d.last.Cmp(f.Target) >= 0
	}
	return len(d.done) == len(d.terms.Deliverables)
}

var (
	steps    = []string{"方案已经定，正在逐项落实。", "现场推进，本月完成计划的工作量。", "召开调度会两次，问题逐条交办。", "材料已经报上，等着审核。", "施工队伍进场，白天连班。", "本月走访企业，收集问题并分头解决。"}
	problems = []string{"用地指标还没有下来。", "资金到位慢于进度。", "雨水多，有效施工天数少。", "群众对选址有不同意见。", "上级的评审排期在下个月。", "施工单位人手不够。"}
	nexts    = []string{"下月补上欠的进度，每周调度一次。", "请市自然资源和规划局协调用地。", "和财政对接，先拨一部分。", "另选两处备用地块，公示后定。"}
)

// fill reports a month as the unit's temper has it.
func (y *year) fill(d *duty, clerk staff.Actor, month civil.Month) error {
	r := task.Report{Month: month, Steps: steps[(d.n+month.Month)%len(steps)]}
	if d.temper == slow || d.temper == late {
		r.Problem, r.Next = problems[(d.n+month.Month)%len(problems)], nexts[d.n%len(nexts)]
	}
	if f := d.terms.Figure; f != nil && !d.parts {
		v := d.figure(month)
		r.Figure = &v
		if v.Cmp(d.last) < 0 && f.Course != task.Constant {
			r.Explain = "统计口径调整，核减重复计算的部分。"
		}
		d.last = v
	}
	r.View = task.Green
	if d.temper == late && d.n%3 != 0 {
		r.View = task.Yellow
	}
	for _, x := range d.terms.Deliverables {
		if d.claim[x.N] || month.Before(d.ready(x)) {
			continue
		}
		d.claim[x.N] = true
		r.Claims = append(r.Claims, x.N)
	}
	if len(r.Claims) > 0 {
		r.Proofs = []task.Proof{{Title: "佐证材料", Link: fmt.Sprintf("https://yunze.example/records/%s/%s", d.id, month)}}
		d.wait, d.look = append(d.wait, r.Claims...), month.Last().Days()+int64(2+d.r.IntN(8))
	}
	d.filled = month
	_, err := y.w.FillProgress(y.ctx, clerk, desk.Call{}, d.id, r)
	return err
}

// ready is the month in which a unit has a deliverable.
func (d *duty) ready(x task.Deliverable) civil.Month {
	m := civil.MonthOf(x.DueOn)
	switch d.temper {
	case slow:
		return m.Plus(1)
	case late:
		return m.Plus(2 + d.n%3)
	}
	return m.Plus(-(d.n % 2))
}

// figure is how far a quantified task has come at the end of a month.
func (d *duty) figure(month civil.Month) quantity.Decimal {
	f := d.terms.Figure
	places := max(f.Target.Places(), 0)
	if f.Course == task.Constant {
		part := 9300 + d.r.IntN(1200)
		if f.AtMost {
			part = 9000 + d.r.IntN(1300)
		}
		return partOf(f.Target, int64(part), max(places, 1))
	}
	whole := float64(12)
	pace := d.pace
	if d.temper == late {
		pace = d.pace * (1 - float64(month.Month)*0.015)
	}
	part := float64(month.Month) / whole * pace * (0.97 + d.r.Float64()*0.06)
	if month.Month == 12 && d.temper == steady {
		part = 1 + d.r.Float64()*0.04
	}
	grown, err := f.Target.Add(f.Base.Neg())
	if err != nil {
		return f.Base
	}
	v, err := partOf(grown, int64(part*10_000), places).Add(f.Base)
	if err != nil {
		return f.Base
	}
	if d.n%23 != 0 && v.Cmp(d.last) < 0 { // but for a few, a figure does not fall
		return d.last
	}
	return v
}

// partOf is so many ten-thousandths of a figure.
func partOf(d quantity.Decimal, parts int64, places int) quantity.Decimal {
	r := d.Rat()
	return quantity.FromRat(r.Mul(r, big.NewRat(parts, 10_000)), places)
}

// verify is the office's look at what was claimed; one in twelve is not there yet.
func (y *year) verify(d *duty) error {
	items := d.wait
	d.wait = nil
	if d.r.IntN(12) == 0 && !d.failed[items[0]] {
		for _, n := range items {
			d.failed[n] = true
			delete(d.claim, n)
		}
		_, err := y.w.DisputeDeliverables(y.ctx, y.office, desk.Call{}, d.id, items, "现场看，还没有完工；材料是计划，不是结果。")
		return err
	}
	for _, n := range items {
		d.done[n] = true
	}
	_, err := y.w.VerifyDeliverables(y.ctx, y.office, desk.Call{}, d.id, items)
	return err
}
