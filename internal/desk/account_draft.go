package desk

import (
	"context"
	"io"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/press/account"
	"duban/internal/store"
)

// AccountOf says which paper is drafted.
type AccountOf struct {
	Kind    string // bulletin, quarter, review
	Year    int    // 0 for this one
	Month   int    // of a bulletin; 0 for the last whose reports were due
	Quarter int    // of a quarterly report; 0 for the last that is over
}

// DraftedAccount is a draft with the tasks that its sentences come from.
type DraftedAccount struct {
	account.Draft
	Of     AccountOf
	On     civil.Date // as of which day
	Titles map[string]string
}

// DraftAccount drafts a paper from the register as of the end of its period, or
// today where that is earlier.
func (w *Workspace) DraftAccount(ctx context.Context, by staff.Actor, of AccountOf) (DraftedAccount, error) {
	out := DraftedAccount{Of: of, Titles: map[string]string{}}
	scope, err := staff.ScopeOf(by, "account.draft")
	if err != nil {
		return out, err
	}
	if !scope.All() { // a paper is drawn from the whole register
		return out, fault.New(fault.Forbidden, "您的岗位不能起草通报和报告。", "请和督查机构说。")
	}
	today := civil.Instant(w.now()).Date()
	var units map[string]staff.Unit
	var drawn drawnRows
	var known map[task.Category][]quantity.Decimal
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		practice, err := tx.PracticeOf(by.Division)
		if err != nil {
			return err
		}
		if err := out.settle(today, practice.ReportDay); err != nil {
			return err
		}
		y, err := w.years.of(tx, scope.Division(), out.Of.Year, today)
		if err != nil {
			return err
		}
		back := -1
		if out.Of.Kind == "quarter" {
			back = -3
		}
		question := drawnOn{out.On, civil.MonthOf(out.On).Plus(back).Last()}
		drawn = following(y, question, func() drawnRows { return question.draw(y) })
		if out.Of.Kind == "quarter" {
			if known, _, err = w.ended.of(tx, scope, out.Of.Year-1, civil.MonthOf(out.On)); err != nil {
				return err
			}
		}
		units, err = unitsOf(tx, by.Division)
		return err
	})
	if err != nil {
		return out, faulted(err)
	}
	var rows []account.Row
	for _, r := range drawn.rows {
		r.Lead = units[r.Terms.Lead].Called()
		rows = append(rows, r)
		out.Titles[r.ID] = r.Number + " " + r.Terms.Title
	}
	was, earlier := drawn.was, drawn.earlier
	p := account.Period{Year: out.Of.Year, Month: out.Of.Month, Quarter: out.Of.Quarter}
	switch out.Of.Kind {
	case "bulletin":
		p.Quarter = 0
		out.Draft = account.Bulletin(p, rows, out.On, was, earlier)
	case "quarter":
		var missed []account.Missed
		for _, r := range rows {
			if f, ok := r.ForecastOn(out.On, known[r.Terms.Category]); ok && f.Doubtful {
				missed = append(missed, account.Missed{Row: r, Forecast: f})
			}
		}
		out.Draft = account.Quarterly(p, rows, out.On, was, earlier, missed)
	case "review":
		out.Draft = account.Review(out.Of.Year, rows)
	}
	if len(rows) == 0 {
		return out, fault.New(fault.Invalid, "这一年没有印发的任务，没有可写的。", "先印发任务，或换一个年度。").At("year")
	}
	return out, nil
}

// drawnOn asks a year how its issued tasks stood on a day, and how many had which
// colour on an earlier one.
type drawnOn struct{ on, earlier civil.Date }

type drawnRows struct {
	rows    []account.Row // without the names of units
	was     map[task.Colour]int
	earlier civil.Date
}

func (q drawnOn) draw(y *taskYear) drawnRows {
	profile, day := task.ProfileNamed(y.practice.Profile), y.practice.ReportDay
	d := drawnRows{was: map[task.Colour]int{}, earlier: q.earlier}
	for _, t := range y.tasks {
		if t.Document == "" && !t.Migrated || t.Parent != "" {
			continue
		}
		then := t.Then(q.on)
		then.Sums = t.Sums
		p := then.PaceOn(q.on, profile, day)
		d.rows = append(d.rows, account.Row{Task: then, Pace: p, Verdict: then.Result(p)})
		if t.IssuedOn.Before(q.earlier) {
			d.was[t.Then(q.earlier).ColourOn(q.earlier, profile, day)]++
		}
	}
	return d
}

// settle fills in what was left open, and says as of which day the draft is.
func (d *DraftedAccount) settle(today civil.Date, reportDay int) error {
	of := &d.Of
	if of.Year == 0 {
		of.Year = today.Year
	}
	last := civil.MonthOf(today)
	if today.Day <= min(reportDay, last.Last().Day) {
		last = last.Plus(-1)
	}
	var end civil.Date
	switch of.Kind {
	case "bulletin":
		if of.Month == 0 {
			of.Year, of.Month = last.Year, last.Month
		}
		if of.Month < 1 || of.Month > 12 {
			return fault.New(fault.Invalid, "没有这个月份。", "写 1 到 12。").At("month")
		}
		end = civil.EndOfMonth(of.Year, of.Month)
	case "quarter":
		if of.Quarter == 0 {
			m := civil.MonthOf(today).Plus(-3)
			of.Year, of.Quarter = m.Year, (m.Month-1)/3+1
		}
		if of.Quarter < 1 || of.Quarter > 4 {
			return fault.New(fault.Invalid, "没有这个季度。", "写 1 到 4。").At("quarter")
		}
		of.Month = of.Quarter * 3
		end = civil.EndOfMonth(of.Year, of.Month)
	case "review":
		end = civil.Date{Year: of.Year + 1, Month: 1, Day: 31}
	default:
		return fault.New(fault.Invalid, "没有“"+of.Kind+"”这种稿子。", "可以起草通报、季度报告、工作回顾。").At("kind")
	}
	if d.On = end; today.Before(end) {
		d.On = today
	}
	return nil
}

// PressAccount writes a draft as a file, docx or pdf: a paper without a red head
// and without a number, for people to edit.
func (w *Workspace) PressAccount(ctx context.Context, by staff.Actor, of AccountOf, as string, begin func(title, name string) io.Writer) error {
	d, err := w.DraftAccount(ctx, by, of)
	if err != nil {
		return err
	}
	p := procedure.Paper{Kind: "稿", Organ: by.DivisionName + "人民政府督查室", Heading: d.Heading, Day: d.On.String(), Body: d.Blocks()}
	return w.pressPaper(p, as, func() io.Writer { return begin(d.Heading, d.Of.Kind) })
}
