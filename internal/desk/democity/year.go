package democity

import (
	"context"
	"fmt"
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
	matters []*matter // what the office moves
	units   []Unit
	chief   staff.Actor // the mayor
	poll    desk.PollKept
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
	y := &year{staged: a, clock: clock, office: by, units: city.Units}
	for _, p := range all.Posts {
		if p.Role == staff.Leader && p.Name != "市长" {
			y.leaders = append(y.leaders, p.Name)
		}
	}
	if y.chief, err = holderOf(all, city, "市长", civil.Instant(clock.Now()).Date()); err != nil {
		return err
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
			if err = y.live(on); err == nil && day > given.Days()+19 {
				if err = y.oversee(on, given.Year); err == nil {
					err = y.voices(on, given.Year)
				}
			}
		}
		if err != nil {
			return fmt.Errorf("democity: %s: %w", on, err)
		}
	}
	return nil
}

// holderOf is whoever holds the post of a name on a day.
func holderOf(all desk.Staff, city City, post string, on civil.Date) (staff.Actor, error) {
	for _, h := range all.Holdings {
		i := slices.IndexFunc(all.Posts, func(p staff.Post) bool { return p.Code == h.Post })
		if i < 0 || all.Posts[i].Name != post || h.State != staff.Confirmed || h.From > on.Days() || h.Until != 0 && h.Until < on.Days() {
			continue
		}
		return acting(city, h, all.Posts[i]), nil
	}
	return staff.Actor{}, fmt.Errorf("democity: nobody is %s on %s", post, on)
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
