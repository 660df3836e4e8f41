package projects

import (
	"math/big"
	"strings"

	"github.com/a-h/templ"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/project"
	"duban/internal/web/cases"
	"duban/internal/web/frame"
	"duban/internal/web/say"
	"duban/internal/web/tours"
)

// shown is a project with the form that was sent and has to be mended.
type shown struct {
	desk.ShownProject
	act    string // the form that was sent
	fault  *fault.Fault
	values map[string][]string // as they were sent
	about  templ.Component     // the cases that refer to it
	tours  templ.Component     // its scores on tours
}

func (s shown) at(path string) string { return "/projects/" + s.Row.ID + path }

// value is what was sent in a field of a form, or what it begins with.
func (s shown) value(act, name, begin string) string {
	if s.act == act && len(s.values[name]) > 0 {
		return s.values[name][0]
	}
	return begin
}

// dueOf is what of a plan is due after so many months.
func dueOf(plan quantity.Decimal, months int) quantity.Decimal {
	return quantity.FromRat(new(big.Rat).Mul(plan.Rat(), big.NewRat(int64(months), 12)), 2)
}

// Show is a project.
func Show(v *frame.Visit) error { return show(v, "", nil) }

func show(v *frame.Visit, act string, err error) error {
	var f *fault.Fault
	status := 200
	if err != nil {
		if f, err = frame.FaultOf(err); err != nil {
			return err
		}
		status = frame.StatusOf(f.Kind)
	}
	known := civil.Instant(0)
	if s := v.Text("known"); s != "" && act == "" {
		d, err := civil.ParseDate(s)
		if err != nil {
			return fault.New(fault.Invalid, "“"+s+"”不是日子。", "写成 2021-03-01 的样子。").At("known")
		}
		known = civil.OfDays(d.Days()+1).At(0, 0) - 1 // by the end of the day
	}
	x, err := v.House.Desk.ShowProject(v.Ctx, v.Actor, v.At("project"), known)
	if err != nil {
		return err
	}
	about, err := cases.About(v, "project", x.Row.ID)
	if err != nil {
		return err
	}
	scores, err := tours.About(v, x.Row.ID)
	if err != nil {
		return err
	}
	page := sheet(x.Project.Name, f != nil)
	page.Styles = append(page.Styles, cases.Style)
	return v.ShowAs(status, page, one(v, shown{ShownProject: x, act: act, fault: f, values: v.R.PostForm, about: about, tours: scores}))
}

func dayOf(v *frame.Visit, name string) (civil.Date, error) {
	s := v.Text(name)
	if s == "" {
		return civil.Date{}, nil
	}
	d, err := civil.ParseDate(s)
	if err != nil {
		return d, fault.New(fault.Invalid, "“"+s+"”不是日子。", "写成 2021-03-01 的样子。").At(name)
	}
	return d, nil
}

// Advance takes a project on to a stage.
func Advance(v *frame.Visit) error {
	on, err := dayOf(v, "on")
	if err == nil {
		step := project.Step{To: project.StageOf(v.Text("to")), On: on, Note: v.Text("note"), MainWorks: v.Text("main_works") == "yes", Documents: v.R.PostForm["documents"], Skip: v.Text("skip")}
		_, err = v.House.Desk.AdvanceProject(v.Ctx, v.Actor, v.Call(), v.At("project"), step)
	}
	if err != nil {
		return show(v, "advance", err)
	}
	v.Back("/projects/"+v.At("project"), say.T(v.Ctx, "记下了。"))
	return nil
}

// Retreat takes a project back.
func Retreat(v *frame.Visit) error {
	if _, err := v.House.Desk.RetreatProject(v.Ctx, v.Actor, v.Call(), v.At("project"), project.StageOf(v.Text("to")), v.Text("reason")); err != nil {
		return show(v, "retreat", err)
	}
	v.Back("/projects/"+v.At("project"), say.T(v.Ctx, "退回了。"))
	return nil
}

// form is the facts of a project being written.
type form struct {
	id      string // "" for one to be added
	name    string
	version int64
	facts   map[string]string
	stage   string
	since   string
	note    string
	reason  string
	from    [2]string           // the report and the record that it is taken from
	words   string              // of the record
	options desk.ProjectListing // units and choices
	years   []int
	fault   *fault.Fault
}

// prefix stands before a fact's key, so that none is taken for a field of ours.
const prefix = "x."

// sent are the facts of a form as they came: those that it asked for, empty ones too.
func sent(v *frame.Visit) project.Facts {
	_ = v.Text("") // reads the form
	f := project.Facts{}
	for name, values := range v.R.PostForm {
		if key, ok := strings.CutPrefix(name, prefix); ok && len(values) > 0 {
			f[key] = strings.TrimSpace(strings.ReplaceAll(values[len(values)-1], "\r\n", "\n"))
		}
	}
	return f
}

func writing(v *frame.Visit, f form, err error) error {
	status := 200
	if err != nil {
		if f.fault, err = frame.FaultOf(err); err != nil {
			return err
		}
		status = frame.StatusOf(f.fault.Kind)
	}
	if f.options, err = v.House.Desk.ListProjects(v.Ctx, v.Actor, desk.ProjectQuery{}); err != nil {
		return err
	}
	y := f.options.Today.Year
	f.years = []int{y - 1, y, y + 1}
	title := say.T(v.Ctx, "登记项目")
	if f.id != "" {
		title = say.T(v.Ctx, "改项目")
	}
	return v.ShowAs(status, sheet(title, f.fault != nil), write(v, f))
}

// New is the form that registers a project.
func New(v *frame.Visit) error {
	f := form{facts: map[string]string{"unit": v.Actor.Unit}, stage: project.Planned.ID()}
	if v.Text("report") != "" {
		if err := f.take(v); err != nil {
			return err
		}
		f.facts = map[string]string{"name": f.name}
	}
	return writing(v, f, nil)
}

// take looks the record up that a project is to be taken from.
func (f *form) take(v *frame.Visit) error {
	f.from = [2]string{v.Text("report"), v.Text("record")}
	r, err := v.House.Desk.ProjectRecord(v.Ctx, v.Actor, f.from[0], f.from[1])
	f.name, f.words = r.Title(), r.Words
	return err
}

// Take registers a project that a report names.
func Take(v *frame.Visit) error {
	f := form{facts: sent(v), stage: v.Text("stage"), since: v.Text("since"), note: v.Text("note")}
	if err := f.take(v); err != nil {
		return err
	}
	since, err := dayOf(v, "since")
	if err != nil {
		return writing(v, f, err)
	}
	k, err := v.House.Desk.TakeProject(v.Ctx, v.Actor, v.Call(), f.from[0], f.from[1], desk.AddProject{Facts: sent(v), Stage: project.StageOf(f.stage), Since: since, Note: f.note})
	if err != nil {
		return writing(v, f, err)
	}
	v.Back("/projects/"+k.ID, say.T(v.Ctx, "登记好了。"))
	return nil
}

// Add registers a project.
func Add(v *frame.Visit) error {
	f := form{facts: sent(v), stage: v.Text("stage"), since: v.Text("since"), note: v.Text("note")}
	since, err := dayOf(v, "since")
	if err != nil {
		return writing(v, f, err)
	}
	k, err := v.House.Desk.AddProject(v.Ctx, v.Actor, v.Call(), desk.AddProject{Facts: sent(v), Stage: project.StageOf(f.stage), Since: since, Note: f.note})
	if err != nil {
		return writing(v, f, err)
	}
	v.Back("/projects/"+k.ID, say.T(v.Ctx, "登记好了。"))
	return nil
}

// Edit is the form that changes a project.
func Edit(v *frame.Visit) error {
	s, err := v.House.Desk.ShowProject(v.Ctx, v.Actor, v.At("project"), 0)
	if err != nil {
		return err
	}
	return writing(v, form{id: s.Row.ID, name: s.Row.Name, version: s.Row.Version, facts: s.Row.Facts}, nil)
}

// Change changes a project.
func Change(v *frame.Visit) error {
	s, err := v.House.Desk.ShowProject(v.Ctx, v.Actor, v.At("project"), 0)
	if err != nil {
		return err
	}
	written := sent(v)
	if _, err := v.House.Desk.ChangeProject(v.Ctx, v.Actor, v.Call(), s.Row.ID, written, v.Text("reason")); err != nil {
		return writing(v, form{id: s.Row.ID, name: s.Row.Name, version: s.Row.Version, facts: written, reason: v.Text("reason")}, err)
	}
	v.Back("/projects/"+s.Row.ID, say.T(v.Ctx, "改好了。"))
	return nil
}
