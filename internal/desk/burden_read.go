package desk

import (
	"cmp"
	"context"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/kernel/burden"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// MostBurdenMonths is how many months one page shows.
const MostBurdenMonths = 12

// BurdenPage says which months and whose; zero values leave open.
type BurdenPage struct {
	Until  civil.Month // the last one; this month where it is zero
	Months int         // how many; 6 where it is 0
	Unit   string
	Only   string // over: units past their budget in the last month
}

// BurdenLine is a unit with what it was asked in each month.
type BurdenLine struct {
	Unit   staff.Unit
	Sums   []burden.Sum // by month, as Burden.Months
	Change int64        // minutes of the last month less those of the one before
	Budget burden.Budget
	Over   bool // in the last month
}

// Burden is what units were asked to fill in.
type Burden struct {
	Months  []civil.Month
	Lines   []BurdenLine // in official order; units that were asked nothing are left out
	Totals  []burden.Sum
	Asks    []burden.Ask // of the last month, of the unit that the page asks for or of all, the heaviest first
	Every   []burden.Ask // of all months, by unit and month
	Heavy   []burden.Weight
	Forms   map[string]burden.Form
	Units   map[string]staff.Unit
	Budgets []store.BudgetRow
	Usual   int64
	Today   civil.Date
	Own     bool // a unit's own: no other is seen
}

// ReadBurden reckons what units were and are asked, from what was owed: a unit
// sees its own, the office all.
func (w *Workspace) ReadBurden(ctx context.Context, by staff.Actor, p BurdenPage) (Burden, error) {
	scope, err := staff.ScopeOf(by, "burden.read")
	if err != nil {
		return Burden{}, err
	}
	var out Burden
	err = w.store.Read(ctx, func(tx *store.Tx) error { out, err = w.burdenIn(tx, scope, p); return err })
	return out, faulted(err)
}

func (w *Workspace) burdenIn(tx *store.Tx, scope staff.Scope, p BurdenPage) (Burden, error) {
	out := Burden{Today: civil.Instant(w.now()).Date(), Own: !scope.All()}
	this := civil.MonthOf(out.Today)
	if p.Until.Zero() || this.Before(p.Until) {
		p.Until = this
	}
	if p.Months <= 0 || p.Months > MostBurdenMonths {
		p.Months = 6
	}
	for i := range p.Months {
		out.Months = append(out.Months, p.Until.Plus(i+1-p.Months))
	}
	out.Forms = w.formsOn(out.Today)
	var err error
	if out.Units, err = unitsOf(tx, scope.Division()); err != nil {
		return out, err
	}
	budgets, err := out.budgets(tx, scope.Division())
	if err != nil {
		return out, err
	}
	asks, err := w.asks(tx, scope, p.Unit, out.Months, out.Today, out.Forms)
	if err != nil {
		return out, err
	}
	t := burden.Reckon(asks)
	last := out.Months[len(out.Months)-1]
	for _, m := range out.Months {
		out.Totals = append(out.Totals, t.In(m))
	}
	out.Every, out.Heavy = t.Asks, t.Heaviest(last)
	for _, a := range t.Asks {
		if a.Month == last {
			out.Asks = append(out.Asks, a)
		}
	}
	slices.SortStableFunc(out.Asks, func(a, b burden.Ask) int { return cmp.Compare(b.Took, a.Took) })
	for code, u := range out.Units {
		l := BurdenLine{Unit: u, Budget: budgets.For(string(u.Kind), last)}
		var asked int64
		for _, m := range out.Months {
			s := t.Of(code, m)
			l.Sums, asked = append(l.Sums, s), asked+s.Times
		}
		n := len(l.Sums)
		if n > 1 {
			l.Change = l.Sums[n-1].Took - l.Sums[n-2].Took
		}
		l.Over = l.Budget.Over(l.Sums[n-1].Took)
		if asked > 0 && (p.Only != "over" || l.Over) {
			out.Lines = append(out.Lines, l)
		}
	}
	slices.SortFunc(out.Lines, func(a, b BurdenLine) int {
		return cmp.Or(cmp.Compare(a.Unit.Rank, b.Unit.Rank), cmp.Compare(a.Unit.Code, b.Unit.Code))
	})
	return out, nil
}

func (b *Burden) budgets(tx *store.Tx, division string) (burden.Budgets, error) {
	set, usual, err := budgetsOf(tx, division)
	b.Budgets, b.Usual = set, usual
	return budgetsFrom(set, usual), err
}

func budgetsOf(tx *store.Tx, division string) ([]store.BudgetRow, int64, error) {
	practice, err := tx.PracticeOf(division)
	if err != nil {
		return nil, 0, err
	}
	set, err := tx.Budgets(division)
	return set, int64(practice.Minutes), err
}

func budgetsFrom(set []store.BudgetRow, usual int64) burden.Budgets {
	b := burden.Budgets{Usual: usual}
	for _, r := range set {
		b.Set = append(b.Set, r.Budget)
	}
	return b
}

// asks gathers what was owed in months and what of it was filled in: the reports
// of tasks and of projects, the acts on cases, the replies to data requests.
func (w *Workspace) asks(tx *store.Tx, scope staff.Scope, unit string, months []civil.Month, today civil.Date, forms map[string]burden.Form) ([]burden.Ask, error) {
	g := &asking{tx: tx, scope: scope, months: months, today: today, forms: forms, mechanisms: w.means.Mechanisms}
	switch {
	case unit != "" && !scope.Sees(unit):
		return nil, nil
	case unit != "":
		g.units = []string{unit}
	case scope.All():
		g.units = []string{""}
	default:
		g.units = scope.Units()
	}
	err := g.gather()
	return g.all, err
}

func (g *asking) gather() error {
	for _, f := range []func() error{g.tasks, g.projects, g.cases, g.waiting, g.requests} {
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}

// asking gathers asks; units are those asked about, "" alone for all.
type asking struct {
	tx         *store.Tx
	scope      staff.Scope
	units      []string
	months     []civil.Month
	today      civil.Date
	forms      map[string]burden.Form
	mechanisms *Mechanisms
	all        []burden.Ask
}

func (g *asking) first() civil.Month { return g.months[0] }
func (g *asking) last() civil.Month  { return g.months[len(g.months)-1] }

func (g *asking) asks(unit string) bool {
	return len(g.units) == 1 && g.units[0] == "" || slices.Contains(g.units, unit)
}

// add counts a form; what is filled in is asked.
func (g *asking) add(unit string, m civil.Month, form string, filled bool, parts ...string) {
	took := g.forms[form].Minutes(m.Last(), parts...)
	a := burden.Ask{Unit: unit, Month: m, Form: form, Times: 1, Took: took}
	if filled {
		a.Filled, a.Done = 1, took
	}
	g.all = append(g.all, a)
}

// taskParts are the parts of the monthly form that a task is asked for.
func taskParts(t *task.Task) (parts []string) {
	if t.Terms.Figure != nil && len(t.Allocation) == 0 {
		parts = append(parts, burden.OfFigure)
	} else {
		parts = append(parts, burden.OfWords)
	}
	for _, d := range t.Terms.Deliverables {
		if _, there := t.Verified[d.N]; !there {
			return append(parts, burden.OfDeliverable)
		}
	}
	return parts
}

// tasks counts the months that tasks owe; a task may run on into the next year.
func (g *asking) tasks() error {
	practice, err := g.tx.PracticeOf(g.scope.Division())
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for year := g.first().Year - 1; year <= g.last().Year; year++ {
		for _, u := range g.units {
			rows, err := g.tx.Tasks(g.scope, store.TaskPage{Year: year, Most: store.MostTasks, Unit: u})
			if err != nil {
				return err
			}
			for _, r := range rows {
				t := r.Task
				if seen[t.ID] || !g.asks(t.Terms.Lead) {
					continue
				}
				seen[t.ID] = true
				parts := taskParts(t)
				for _, m := range g.months {
					report := t.ReportOf(m.String())
					if report != nil && report.Migrated || !t.OwedOn(m, m.Plus(1).First(), practice.ReportDay) {
						continue
					}
					g.add(t.Terms.Lead, m, burden.TaskMonth, report != nil && report.State != task.Returned, parts...)
					g.add(t.Terms.Lead, m, burden.TaskSign, report != nil && report.State == task.Signed)
				}
			}
		}
	}
	return nil
}

// projects counts the months that projects owe: while they are under way, and
// what was reported in any case.
func (g *asking) projects() error {
	type month struct {
		project string
		of      civil.Month
	}
	for _, u := range g.units {
		reported, err := g.tx.ReportedMonths(g.scope.Division(), g.first(), g.last(), u)
		if err != nil {
			return err
		}
		there := map[month]bool{}
		for _, r := range reported {
			if there[month{r.Project, r.Month}] = true; !r.Migrated {
				g.add(r.Unit, r.Month, burden.ProjectMonth, true)
				g.add(r.Unit, r.Month, burden.ProjectSign, r.Signed)
			}
		}
		err = g.tx.Projects(g.scope, store.ProjectPage{Unit: u, Year: g.last().Year}, func(p ProjectRow) (bool, error) {
			if p.Stage < project.Started || p.Stage >= project.Completed || !g.asks(p.Unit) {
				return true, nil
			}
			for _, m := range g.months {
				if !there[month{p.ID, m}] && !m.Last().Before(p.Since) {
					g.add(p.Unit, m, burden.ProjectMonth, false)
					g.add(p.Unit, m, burden.ProjectSign, false)
				}
			}
			return true, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// cases counts what units did on cases in a month.
func (g *asking) cases() error {
	for _, u := range g.units {
		for _, m := range g.months {
			from, until := int64(m.First().At(0, 0)), int64(m.Plus(1).First().At(0, 0))
			done, err := g.tx.DoneActs(g.scope.Division(), from, until, u)
			if err != nil {
				return err
			}
			for _, d := range done {
				if f, ok := g.forms[d.Procedure+"/"+d.Act]; ok && f.ByUnits {
					took := f.Minutes(m.Last()) * d.Times
					g.all = append(g.all, burden.Ask{Unit: d.Unit, Month: m, Form: f.ID, Times: d.Times, Filled: d.Times, Took: took, Done: took})
				}
			}
		}
	}
	return nil
}

// waiting counts the open cases that wait for units this month: each by the one
// act of those that its stage offers whose form takes longest.
func (g *asking) waiting() error {
	this := civil.MonthOf(g.today)
	if g.last() != this {
		return nil
	}
	for _, u := range g.units {
		open, err := g.tx.CasesInHand(g.scope.Division(), u)
		if err != nil {
			return err
		}
		for _, o := range open {
			p, err := g.mechanisms.procedure(o.Mechanism, o.Procedure, o.Declared)
			if err != nil {
				continue // its declaration is gone; the list of cases says so
			}
			if f, ok := g.heaviest(p, o.Stage, o.Part); ok {
				g.all = append(g.all, burden.Ask{Unit: o.Unit, Month: this, Form: f.ID, Times: o.Open, Took: f.Minutes(this.Last()) * o.Open})
			}
		}
	}
	return nil
}

// heaviest is the longest form that a stage asks of a unit with such a part: of
// the ways on, and only where there is none of the ways out.
func (g *asking) heaviest(p *procedure.Procedure, stage, part string) (best burden.Form, found bool) {
	onward := false
	for _, a := range p.Acts {
		here := slices.Contains(a.From, stage) && a.To != "" && !a.Back || a.Branch && part == "called"
		mine := slices.ContainsFunc(a.By, func(r procedure.ActorRule) bool {
			return (r.Unit == procedure.Initiator && part == "opened" || (r.Unit == procedure.OfBranch || r.Unit == procedure.ByRule) && part == "called") &&
				(slices.Contains(r.Roles, string(staff.Clerk)) || slices.Contains(r.Roles, string(staff.Head)))
		})
		f, ok := g.forms[p.ID+"/"+a.ID]
		if !here || !mine || a.Opens() || !ok {
			continue
		}
		on := !slices.ContainsFunc(p.Stages, func(s *procedure.Stage) bool { return s.ID == a.To && s.End })
		if !found || on && !onward || on == onward && f.Minutes(g.today) > best.Minutes(g.today) {
			best, found, onward = f, true, on
		}
	}
	return best, found
}

// requests counts the replies that are due in a month.
func (g *asking) requests() error {
	for _, u := range g.units {
		all, err := g.tx.RequestedReplies(g.scope.Division(), g.first().First(), g.last().Last(), u)
		if err != nil {
			return err
		}
		for _, r := range all {
			a := burden.Ask{Unit: r.Unit, Month: civil.MonthOf(r.DueOn), Form: burden.Reply, Times: 1, Took: r.Minutes}
			if r.Given {
				a.Filled, a.Done = 1, r.Minutes
			}
			g.all = append(g.all, a)
		}
	}
	return nil
}
