package store

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
)

// ProjectRow is a project as it is kept: what lists are narrowed by beside the
// facts it follows from. Days are 0 where there is none.
type ProjectRow struct {
	Division   string
	ID         string
	Code       string
	Name       string
	Category   string
	Lists      []string
	Industry   string
	Nature     string
	Unit       string
	Town       string
	Stage      project.Stage
	Since      civil.Date // when the stage was reached
	Due        civil.Date // the end of a dwell limit
	Investment quantity.Decimal
	Agreed     quantity.Decimal
	Paid       quantity.Decimal
	Problem    string // of the newest month
	Events     int64
	Version    int64
	Seal       []byte
	Facts      project.Facts // nil in lists
	Years      []ProjectYear // where they were asked for
	Year       ProjectYear   // in lists
}

// ProjectYear is what was planned for a year and what signed months say was done.
type ProjectYear struct {
	Year    int
	Plan    *quantity.Decimal
	Done    quantity.Decimal
	Through project.Month
}

// cents are the hundredths of 万元 in which money is kept.
func cents(d quantity.Decimal) int64 {
	c, places := d.Scaled()
	for ; places < 2; places++ {
		c *= 10
	}
	return c
}

func ofCents(n int64) quantity.Decimal { return project.Plain(quantity.New(n, 2)) }

func dayNumber(d civil.Date) int64 {
	if d.Zero() {
		return 0
	}
	return d.Days()
}

func dayOfNumber(n int64) civil.Date {
	if n == 0 {
		return civil.Date{}
	}
	return civil.OfDays(n)
}

func scanProject(division string, more ...any) func(row) (ProjectRow, error) {
	return func(r row) (ProjectRow, error) {
		p := ProjectRow{Division: division}
		var stage, since, due, investment, agreed, paid int64
		var lists, data string
		into := []any{&p.ID, &p.Code, &p.Name, &p.Category, &lists, &p.Industry, &p.Nature, &p.Unit, &p.Town, &stage, &since, &due, &investment, &agreed, &paid, &p.Problem, &p.Events, &p.Version, &p.Seal, &data}
		if err := r.Scan(append(into, more...)...); err != nil {
			return p, err
		}
		p.Stage, p.Since, p.Due = project.Stage(stage), dayOfNumber(since), dayOfNumber(due)
		p.Investment, p.Agreed, p.Paid = ofCents(investment), ofCents(agreed), ofCents(paid)
		if lists != "" {
			p.Lists = strings.Split(lists, "\x1f")
		}
		return p, json.Unmarshal([]byte(data), &p.Facts)
	}
}

// SetProject keeps a project, new or at its version, with its years.
func (t *Tx) SetProject(p ProjectRow) error {
	data, err := json.Marshal(p.Facts)
	if err != nil {
		return err
	}
	args := []any{p.Division, p.ID, p.Code, p.Name, p.Category, strings.Join(p.Lists, "\x1f"), p.Industry, p.Nature, p.Unit, p.Town, int64(p.Stage), dayNumber(p.Since), dayNumber(p.Due),
		cents(p.Investment), cents(p.Agreed), cents(p.Paid), p.Problem, p.Events, p.Seal, string(data)}
	if p.Version == 0 {
		_, err = t.run("project_insert", args...)
	} else {
		err = t.versioned("project_update", append(args, p.Version)...)
	}
	if err != nil {
		return err
	}
	if p.Version != 0 {
		if _, err := t.run("project_years_drop", p.Division, p.ID); err != nil {
			return err
		}
	}
	for _, y := range p.Years {
		plan := int64(-1)
		if y.Plan != nil {
			plan = cents(*y.Plan)
		}
		if _, err := t.run("project_year_set", p.Division, p.ID, y.Year, plan, cents(y.Done), int64(y.Through)); err != nil {
			return err
		}
	}
	return nil
}

// Project finds a project that the scope sees: by its responsible unit, or by
// that of its site.
func (t *Tx) Project(scope staff.Scope, id string) (ProjectRow, error) {
	p, err := t.ProjectOf(scope.Division(), id)
	if err == nil && !scope.Sees(p.Unit) && !scope.Sees(p.Town) {
		err = ErrNotFound
	}
	return p, err
}

// ProjectOf finds a project of a division, with its years.
func (t *Tx) ProjectOf(division, id string) (ProjectRow, error) {
	p, err := one(t, "project_by_id", scanProject(division), division, id)
	if err != nil {
		return p, err
	}
	p.Years, err = t.years(division, id)
	return p, err
}

func (t *Tx) years(division, id string) ([]ProjectYear, error) {
	return list(t, "project_years", func(r row) (ProjectYear, error) { _, y, err := scanYear(r); return y, err }, division, id)
}

func scanYear(r row) (id string, y ProjectYear, err error) {
	var plan, done, through int64
	err = r.Scan(&id, &y.Year, &plan, &done, &through)
	return id, yearOf(y.Year, plan, done, through), err
}

func yearOf(year int, plan, done, through int64) ProjectYear {
	y := ProjectYear{Year: year, Done: ofCents(done), Through: project.Month(through)}
	if plan >= 0 {
		d := ofCents(plan)
		y.Plan = &d
	}
	return y
}

// ProjectByCode finds the project that bears a national code.
func (t *Tx) ProjectByCode(division, code string) (ProjectRow, error) {
	p, err := one(t, "project_by_code", scanProject(division), division, code)
	if err != nil {
		return p, err
	}
	p.Years, err = t.years(division, p.ID)
	return p, err
}

// ProjectsByName are the projects of a name.
func (t *Tx) ProjectsByName(division, name string) ([]ProjectRow, error) {
	all, err := list(t, "project_by_name", scanProject(division), division, name)
	for i := range all {
		if err == nil {
			all[i].Years, err = t.years(division, all[i].ID)
		}
	}
	return all, err
}

// EveryProject is all projects of a division with their years, for the ledger's check.
func (t *Tx) EveryProject(division string) ([]ProjectRow, error) {
	all, err := list(t, "project_all", scanProject(division), division)
	if err != nil {
		return nil, err
	}
	at := make(map[string]int, len(all))
	for i, p := range all {
		at[p.ID] = i
	}
	type named struct {
		id string
		ProjectYear
	}
	err = each(t, "project_year_all", func(r row) (n named, err error) { n.id, n.ProjectYear, err = scanYear(r); return n, err }, func(n named) (bool, error) {
		i, ok := at[n.id]
		if !ok { // the ledger knows none such
			i, at[n.id] = len(all), len(all)
			all = append(all, ProjectRow{Division: division, ID: n.id})
		}
		all[i].Years = append(all[i].Years, n.ProjectYear)
		return true, nil
	}, division)
	return all, err
}

// ProjectPage says which projects a list shows, the largest investment first;
// zero values leave open. Year is that of plan and done.
type ProjectPage struct {
	Unit  string
	Town  string
	Year  int
	After ProjectKey // the last one shown
}

// ProjectKey is a project's place in a list.
type ProjectKey struct {
	Investment quantity.Decimal
	ID         string
}

// projectsAtOnce is how many rows one statement reads.
const projectsAtOnce = 400

// Projects calls f for the projects of a page that the scope may see, until it
// has enough.
func (t *Tx) Projects(scope staff.Scope, p ProjectPage, f func(ProjectRow) (bool, error)) error {
	after := ProjectKey{p.After.Investment, p.After.ID}
	from, id := cents(after.Investment), after.ID
	if id == "" {
		from, id = 1<<62, "~"
	}
	type source struct{ name, unit string }
	var sources []source
	switch {
	case p.Unit != "":
		sources = []source{{"project_list_unit", p.Unit}}
	case p.Town != "":
		sources = []source{{"project_list_town", p.Town}}
	case scope.All():
		sources = []source{{"project_list", ""}}
	default:
		for _, u := range scope.Units() {
			sources = append(sources, source{"project_list_unit", u}, source{"project_list_town", u})
		}
	}
	for {
		var all []ProjectRow
		whole := false
		for _, s := range sources {
			args := []any{scope.Division(), from, id, projectsAtOnce, p.Year}
			if s.name != "project_list" {
				args = append(args, s.unit)
			}
			rows, err := list(t, s.name, scanListed(scope.Division(), p.Year), args...)
			if err != nil {
				return err
			}
			whole = whole || len(rows) == projectsAtOnce
			all = append(all, rows...)
		}
		slices.SortFunc(all, func(a, b ProjectRow) int {
			return cmp.Or(b.Investment.Cmp(a.Investment), cmp.Compare(b.ID, a.ID))
		})
		all = slices.CompactFunc(all, func(a, b ProjectRow) bool { return a.ID == b.ID })
		// what one source had cut off may belong before the last of another
		for i, r := range all {
			if whole && i == projectsAtOnce {
				break
			}
			from, id = cents(r.Investment), r.ID
			if p.Town != "" && r.Town != p.Town || !scope.Sees(r.Unit) && !scope.Sees(r.Town) {
				continue
			}
			if more, err := f(r); err != nil || !more {
				return err
			}
		}
		if !whole {
			return nil
		}
	}
}

func scanListed(division string, year int) func(row) (ProjectRow, error) {
	return func(r row) (ProjectRow, error) {
		var plan, done, through int64
		p, err := scanProject(division, &plan, &done, &through)(r)
		p.Facts, p.Year = nil, yearOf(year, plan, done, through)
		return p, err
	}
}

// ProjectEvent is an event with what the row keeps of its seal.
type ProjectEvent struct {
	project.Event
	Project string
	Seal    []byte
}

// AddProjectEvent keeps an event of a project.
func (t *Tx) AddProjectEvent(division string, e ProjectEvent) error {
	data, err := json.Marshal(e.Changes)
	if err != nil {
		return err
	}
	_, err = t.run("project_event_insert", division, e.Project, e.Seq, string(e.Kind), e.On.Days(), e.Person, e.Post, e.Unit, int64(e.RecordedAt), e.Reason, e.Seal, string(data))
	return err
}

func scanProjectEvent(r row) (ProjectEvent, error) {
	var e ProjectEvent
	var on, recorded int64
	var data string
	if err := r.Scan(&e.Project, &e.Seq, &e.Kind, &on, &e.Person, &e.Post, &e.Unit, &recorded, &e.Reason, &e.Seal, &data); err != nil {
		return e, err
	}
	e.On, e.RecordedAt = civil.OfDays(on), civil.Instant(recorded)
	return e, json.Unmarshal([]byte(data), &e.Changes)
}

// ProjectEvents are the events of a project in the order they were recorded.
func (t *Tx) ProjectEvents(division, id string) ([]ProjectEvent, error) {
	return list(t, "project_events", scanProjectEvent, division, id)
}

// EveryProjectEvent calls f for every event of a division's projects.
func (t *Tx) EveryProjectEvent(division string, f func(ProjectEvent) (bool, error)) error {
	return each(t, "project_event_all", scanProjectEvent, f, division)
}

// ProjectMonth is a month's progress as it is kept.
type ProjectMonth struct {
	project.Progress
	Project string
	Version int64
	Seal    []byte
}

// monthWords is what of a month lists are not narrowed by.
type monthWords struct {
	Visual   string   `json:"visual,omitempty"`
	Problem  string   `json:"problem,omitempty"`
	Next     string   `json:"next,omitempty"`
	Why      string   `json:"why,omitempty"`
	Return   string   `json:"return,omitempty"`
	Migrated bool     `json:"migrated,omitempty"`
	Photos   []string `json:"photos,omitempty"`
}

// SetProjectMonth keeps a month, new or at its version.
func (t *Tx) SetProjectMonth(division string, m ProjectMonth) error {
	data, err := json.Marshal(monthWords{m.Visual, m.Problem, m.Next, m.Why, m.Return, m.Migrated, m.Photos})
	if err != nil {
		return err
	}
	args := []any{division, m.Project, int64(m.Month), string(m.State), cents(m.Invested), cents(m.Progress.Year), cents(m.Total), m.Seal, string(data)}
	if m.Version == 0 {
		_, err = t.run("project_month_insert", args...)
		return err
	}
	return t.versioned("project_month_update", append(args, m.Version)...)
}

func scanMonth(r row) (ProjectMonth, error) {
	var m ProjectMonth
	var period, invested, year, total int64
	var data string
	if err := r.Scan(&m.Project, &period, &m.State, &invested, &year, &total, &m.Version, &m.Seal, &data); err != nil {
		return m, err
	}
	m.Month, m.Invested, m.Progress.Year, m.Total = project.Month(period), ofCents(invested), ofCents(year), ofCents(total)
	var w monthWords
	err := json.Unmarshal([]byte(data), &w)
	m.Visual, m.Problem, m.Next, m.Why, m.Return, m.Migrated, m.Photos = w.Visual, w.Problem, w.Next, w.Why, w.Return, w.Migrated, w.Photos
	return m, err
}

// ProjectMonths are the months of a project, oldest first.
func (t *Tx) ProjectMonths(division, id string) ([]ProjectMonth, error) {
	return list(t, "project_months", scanMonth, division, id)
}

// EveryProjectMonth calls f for every month of a division's projects.
func (t *Tx) EveryProjectMonth(division string, f func(ProjectMonth) (bool, error)) error {
	return each(t, "project_month_all", scanMonth, f, division)
}

// ProjectChoice is what a division lets one choose from.
type ProjectChoice struct {
	Kind    string // category, list
	Names   []string
	Version int64
	Seal    []byte
}

// SetProjectChoice keeps what a division chooses from, new or at its version.
func (t *Tx) SetProjectChoice(division string, c ProjectChoice) error {
	names, err := json.Marshal(c.Names)
	if err != nil {
		return err
	}
	if c.Version == 0 {
		_, err = t.run("project_choice_insert", division, c.Kind, string(names), c.Seal)
		return err
	}
	return t.versioned("project_choice_update", division, c.Kind, string(names), c.Seal, c.Version)
}

// ProjectChoices is all that a division has said of what it chooses from.
func (t *Tx) ProjectChoices(division string) ([]ProjectChoice, error) {
	return list(t, "project_choice_all", func(r row) (c ProjectChoice, err error) {
		var names string
		if err = r.Scan(&c.Kind, &names, &c.Version, &c.Seal); err == nil {
			err = json.Unmarshal([]byte(names), &c.Names)
		}
		return c, err
	}, division)
}
