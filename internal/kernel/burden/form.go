package burden

import (
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/table"
)

// When a field of a fixed form is asked.
const (
	Always = "always"
	Seldom = "seldom" // only where something unusual happened: shown, and not counted
)

// Which of the parts of a fixed form one object is asked for.
const (
	OfFigure      = "figure"      // of a task with a figure
	OfWords       = "words"       // of one without
	OfDeliverable = "deliverable" // of one with deliverables that are not verified
)

// Field (表的栏目) is one thing that a form asks for.
type Field struct {
	Name     string // in the form
	Title    string
	Sort     Sort
	When     string // Always, Seldom, or the part that it belongs to
	Optional bool
	Taken    bool   // the system takes it from what it holds; nobody is asked
	Declared Tenths // the declaration's own, 0 for that of its sort
	About    string // the noun that it is a fact of
	Fact     string // which fact
}

// Form (报表) is what is asked of a unit at once.
type Form struct {
	ID        string
	Title     string
	Href      string   // where it is filled in
	Recurs    bool     // every month
	ByUnits   bool     // filled in by the people of a unit, not by the office
	Procedure string   // that it belongs to, "" for none
	Sheet     string   // the declared form that it is filled in on, which acts may share
	From      []string // stages in which it may be asked; none for one that opens a case
	Fields    []Field
}

var formRows = table.Rows(data, "data/forms.tsv")

// The fixed forms: those that no declaration makes.
const (
	TaskMonth    = "task.month"
	TaskSign     = "task.sign"
	ProjectMonth = "project.month"
	ProjectSign  = "project.sign"
	Reply        = "request.reply"
)

var fixed = []Form{
	{ID: TaskMonth, Title: "任务月报", Href: "/tasks", Recurs: true, ByUnits: true},
	{ID: TaskSign, Title: "审签任务月报", Href: "/tasks", Recurs: true, ByUnits: true},
	{ID: ProjectMonth, Title: "项目月报", Href: "/projects", Recurs: true, ByUnits: true},
	{ID: ProjectSign, Title: "签项目月报", Href: "/projects", Recurs: true, ByUnits: true},
	{ID: Reply, Title: "答复报数要求", Href: "/requests", ByUnits: true},
}

// Fixed are the forms that no declaration makes, with their fields.
func Fixed() []Form {
	all := slices.Clone(fixed)
	for i := range all {
		for _, r := range formRows {
			if r[0] == all[i].ID {
				all[i].Fields = append(all[i].Fields, Field{Name: r[1], Title: r[2], Sort: Sort(r[3]), When: r[4], Optional: r[5] == "yes", About: r[6], Fact: r[7]})
			}
		}
	}
	return all
}

// FixedForm finds one of the fixed forms.
func FixedForm(id string) Form {
	all := Fixed()
	i := slices.IndexFunc(all, func(f Form) bool { return f.ID == id })
	if i < 0 {
		panic("burden: no form " + id)
	}
	return all[i]
}

// Asks says whether the form asks a field of something that has these parts.
func (f Field) Asks(parts ...string) bool {
	return !f.Taken && f.When != Seldom && (f.When == Always || f.When == "" || slices.Contains(parts, f.When))
}

// Takes is how long a field takes on a day; one that need not be filled in counts by its share.
func (f Field) Takes(on civil.Date) Tenths {
	t := f.Declared
	if t == 0 {
		t, _ = Declared(f.Sort, on)
	}
	if f.Optional {
		share, _ := OptionalShare(on)
		t = Tenths((int64(t)*share + 50) / 100)
	}
	return t
}

// Minutes is how long the form takes for something that has these parts: whole
// minutes, so that sums of forms add up as they are shown.
func (f Form) Minutes(on civil.Date, parts ...string) int64 {
	var sum Tenths
	for _, x := range f.Fields {
		if x.Asks(parts...) {
			sum += x.Takes(on)
		}
	}
	return sum.Minutes()
}
