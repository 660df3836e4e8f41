package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/press"
	"duban/internal/store"
)

// Quarter is a quarter of a year, in which projects are signed and started together.
type Quarter struct{ Year, Number int }

// String is how the ceremony's form writes the quarter: 2021Q1.
func (q Quarter) String() string { return fmt.Sprintf("%04dQ%d", q.Year, q.Number) }

// Last is the quarter's last day.
func (q Quarter) Last() civil.Date { return civil.EndOfMonth(q.Year, q.Number*3) }

// ReadQuarter reads 2021Q1; "" is the zero one.
func ReadQuarter(s string) (q Quarter, err error) {
	if s == "" {
		return q, nil
	}
	if _, err := fmt.Sscanf(s, "%4dQ%1d", &q.Year, &q.Number); err != nil || q.String() != s || q.Number < 1 || q.Number > 4 {
		return q, fault.New(fault.Invalid, "“"+s+"”不是季度。", "写成 2021Q1 的样子。").At("quarter")
	}
	return q, nil
}

// Candidate is a project that may be announced for a ceremony, with what it lacks.
type Candidate struct {
	Row   ProjectRow
	Lacks []project.Lack
}

// Announced is a project that was announced for a ceremony, and what came of it.
type Announced struct {
	Case      store.CaseRow
	Stage     string // of the case, in words
	Ceremony  project.Ceremony
	On        civil.Date // of the ceremony
	Project   ProjectRow
	Lacks     []project.Lack // what it lacks today, where it has not come so far
	ReachedOn civil.Date     // the stage that counts; zero where it has not
	Evidence  string
	Months    int // after the ceremony
}

// CeremonyList is the projects of a quarter's signing and start.
type CeremonyList struct {
	Quarter    Quarter
	Today      civil.Date
	Candidates map[project.Ceremony][]Candidate // those that lack least first
	Announced  []Announced
	Units      []staff.Unit
}

// ReadCeremony tells who is ready to be signed or started in a quarter and what
// the others lack, who was announced, and which of those have really come so
// far. The zero quarter is this one.
func (w *Workspace) ReadCeremony(ctx context.Context, by staff.Actor, q Quarter) (CeremonyList, error) {
	l := CeremonyList{Quarter: q, Today: civil.Instant(w.now()).Date(), Candidates: map[project.Ceremony][]Candidate{}}
	if q == (Quarter{}) {
		l.Quarter = Quarter{l.Today.Year, (l.Today.Month + 2) / 3}
	}
	scope, err := staff.ScopeOf(by, "dispatch.read")
	if err != nil {
		return l, err
	}
	return l, faulted(w.store.Read(ctx, func(tx *store.Tx) error { return w.ceremony(tx, scope, &l) }))
}

func (w *Workspace) ceremony(tx *store.Tx, scope staff.Scope, l *CeremonyList) (err error) {
	if l.Units, err = tx.Units(scope.Division()); err != nil {
		return err
	}
	named, err := w.announced(tx, scope, l)
	if err != nil {
		return err
	}
	if l.Quarter.Last().Before(l.Today) { // a quarter that is over announces nobody any more
		return nil
	}
	var rows []ListedProject
	if err := eachProject(tx, scope, ProjectQuery{}, l.Today, func(p ListedProject) error {
		if p.Stage < project.Started {
			rows = append(rows, p)
		}
		return nil
	}); err != nil {
		return err
	}
	for _, r := range rows {
		row, p, err := readProject(tx, scope.Division(), r.ID)
		if err != nil {
			return err
		}
		for _, c := range project.Ceremonies {
			// a project that means to start later is not asked what it lacks
			later := c == project.Starting && (p.StartsOn.Zero() && p.Stage == project.Planned || l.Quarter.Last().Before(p.StartsOn))
			if c.Open(p) && !later && !named[c][r.ID] {
				l.Candidates[c] = append(l.Candidates[c], Candidate{row, p.Lacks(c, l.Today)})
			}
		}
	}
	for _, all := range l.Candidates {
		slices.SortStableFunc(all, func(a, b Candidate) int { return cmp.Compare(len(a.Lacks), len(b.Lacks)) })
	}
	return nil
}

func readProject(tx *store.Tx, division, id string) (ProjectRow, project.Project, error) {
	row, err := tx.ProjectOf(division, id)
	if err != nil {
		return row, project.Project{}, err
	}
	p, err := project.Read(row.Facts, nil)
	return row, p, err
}

// announced reads who was announced for the quarter.
func (w *Workspace) announced(tx *store.Tx, scope staff.Scope, l *CeremonyList) (map[project.Ceremony]map[string]bool, error) {
	named := map[project.Ceremony]map[string]bool{project.Signing: {}, project.Starting: {}}
	rows, err := tx.Cases(scope, store.CasePage{Procedure: AnnouncedProcedure, Fields: []store.FieldIs{{Field: "季度", Value: l.Quarter.String()}}, Most: mostDispatched})
	if err != nil {
		return named, err
	}
	slices.Reverse(rows)
	for _, r := range rows {
		_, f, _, err := w.fold(tx, r)
		if err != nil {
			return named, err
		}
		a := Announced{Case: r, Stage: f.Stage.Title, Ceremony: project.Starting}
		if stated(f, "活动") == project.Signing.String() {
			a.Ceremony = project.Signing
		}
		a.On, _ = civil.ParseDate(stated(f, "活动日期")) // which the form held to be a date
		var p project.Project
		if a.Project, p, err = readProject(tx, scope.Division(), stated(f, "项目")); err != nil {
			return named, err
		}
		if a.ReachedOn = p.ReachedOn(a.Ceremony.Reaches()); a.ReachedOn.Zero() {
			a.Lacks = p.Lacks(a.Ceremony, l.Today)
		} else {
			a.Months = project.MonthsAfter(a.On, a.ReachedOn)
			for _, x := range p.Reached {
				if x.Stage == a.Ceremony.Reaches() {
					a.Evidence = x.Note
				}
			}
		}
		named[a.Ceremony][a.Project.ID] = true
		l.Announced = append(l.Announced, a)
	}
	return named, nil
}

// Lacking are the words of what is lacking.
func Lacking(all []project.Lack) string {
	words := make([]string, len(all))
	for i, l := range all {
		words[i] = l.What
	}
	return strings.Join(words, "、")
}

// ExportCeremony hands out who was announced for a quarter, with what came of it.
func (w *Workspace) ExportCeremony(ctx context.Context, by staff.Actor, q Quarter, h Handout) error {
	l, err := w.ReadCeremony(ctx, by, q)
	if err != nil {
		return err
	}
	list := press.List{Title: l.Quarter.title() + "集中签约、集中开工名单", Columns: []press.Column{
		{Key: "ceremony", Title: "活动", English: "Ceremony"}, {Key: "on", Title: "活动日期", English: "Ceremony on", Kind: press.Date}, {Key: "name", Title: "项目名称", English: "Name", Kind: press.Link, Width: 40}, {Key: "category", Title: "类别", English: "Category"},
		{Key: "unit", Title: "责任单位", English: "Responsible unit"}, {Key: "town", Title: "建设地点所在镇办", English: "Town"}, {Key: "investment", Title: "总投资（万元）", English: "Total investment, 10,000 yuan", Kind: press.Quantity},
		{Key: "agreed", Title: "协议投资（万元）", English: "Signed investment, 10,000 yuan", Kind: press.Quantity}, {Key: "stage", Title: "现在的阶段", English: "Stage now"}, {Key: "reached", Title: "兑现日期", English: "Reached on", Kind: press.Date},
		{Key: "months", Title: "活动后几个月", English: "Months after", Kind: press.Number}, {Key: "evidence", Title: "依据", English: "Evidence", Width: 40}, {Key: "lacks", Title: "还缺", English: "Lacks", Width: 40},
	}}
	return w.handOut(ctx, by, "dispatch.read", "announced", list, h, func(_ *store.Tx, _ staff.Scope, add func(...press.Value) error) error {
		for _, a := range l.Announced {
			var months press.Value
			if !a.ReachedOn.Zero() {
				months = a.Months
			}
			if err := add(a.Ceremony.String(), dayCell(a.On), h.link(a.Project.Name, "/projects/"+a.Project.ID), a.Project.Category, unitNamed(l.Units, a.Project.Unit), unitNamed(l.Units, a.Project.Town), amountCell(a.Project.Investment),
				amountCell(a.Project.Agreed), a.Project.Stage.String(), dayCell(a.ReachedOn), months, a.Evidence, Lacking(a.Lacks)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (q Quarter) title() string {
	return fmt.Sprintf("%d 年%s季度", q.Year, []string{"一", "二", "三", "四"}[q.Number-1])
}
