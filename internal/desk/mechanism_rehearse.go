package desk

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Shipped (自带情景) is a scenario that a mechanism carries, as a file.
type Shipped struct {
	Mechanism string
	Name      string // of the file, without its ending
	Text      string
}

// File is what the scenario is called in what is said of it.
func (s Shipped) File() string { return path.Join(s.Mechanism, "scenarios", s.Name+".yaml") }

// readScenarios reads <id>/scenarios/*.yaml.
func (m *Mechanisms) readScenarios(files fs.FS) error {
	names, err := fs.Glob(files, "*/scenarios/*.yaml")
	if err != nil {
		return err
	}
	slices.Sort(names)
	for _, file := range names {
		text, err := fs.ReadFile(files, file)
		if err != nil {
			return err
		}
		m.scenarios = append(m.scenarios, Shipped{path.Dir(path.Dir(file)), strings.TrimSuffix(path.Base(file), ".yaml"), string(text)})
	}
	return nil
}

// Rehearsable is a mechanism with the scenarios that it carries.
type Rehearsable struct {
	Mechanism *procedure.Mechanism
	Scenarios []RehearsableScenario
	Units     []staff.Unit
	Edition   int64 // of the division's calendar, 0 for the program's
	Calendar  *civil.Calendar
	Now       civil.Instant
}

// RehearsableScenario is a scenario to choose; where it is not read, Problems say why.
type RehearsableScenario struct {
	Name     string
	Scenario *procedure.Scenario
	Problems procedure.Problems
}

// Rehearsables are the scenarios of a mechanism that the program carries.
func (w *Workspace) Rehearsables(ctx context.Context, by staff.Actor, mechanism string) (Rehearsable, error) {
	r, err := w.rehearsable(ctx, by, mechanism)
	if err != nil {
		return r, err
	}
	for _, x := range w.means.Mechanisms.scenarios {
		if x.Mechanism != mechanism {
			continue
		}
		s := RehearsableScenario{Name: x.Name}
		if s.Scenario, err = procedure.ReadScenario(x.File(), []byte(x.Text), r.Mechanism); err != nil && !errors.As(err, &s.Problems) {
			return r, err
		}
		r.Scenarios = append(r.Scenarios, s)
	}
	return r, nil
}

// rehearsable is what a rehearsal goes by: nothing of it is written anywhere.
func (w *Workspace) rehearsable(ctx context.Context, by staff.Actor, mechanism string) (Rehearsable, error) {
	r := Rehearsable{Now: civil.Instant(w.now())}
	if err := staff.Permit(by, "mechanism.rehearse", ""); err != nil {
		return r, err
	}
	list := w.means.Mechanisms.InForce(r.Now.Date())
	i := slices.IndexFunc(list, func(m *procedure.Mechanism) bool { return m.ID == mechanism })
	if i < 0 {
		return r, fault.New(fault.NotFound, "没有“"+mechanism+"”这个机制。", "请从机制页进入。")
	}
	r.Mechanism = list[i]
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		a, err := w.almanac(tx, by.Division)
		if err != nil {
			return err
		}
		r.Edition, r.Calendar = a.edition, a.newest
		r.Units, err = tx.Units(by.Division)
		return err
	})
	return r, faulted(err)
}

// Rehearse (演练) asks for a scenario to be played. All that the rehearsal is
// stands in the request: nothing of it is kept.
type Rehearse struct {
	Mechanism string
	Shipped   string        // the name of a scenario that the mechanism carries, or
	Text      string        // one as YAML, or
	Begin     string        // the procedure of an empty one
	File      string        // what Text is called in problems
	Steps     int           // so many are played, AllSteps for all
	Until     civil.Instant // then the clock is moved to here, 0 for not at all; with AllSteps no step after it is played
	Cut       bool          // the steps after these are taken out
	Joins     *Player       // somebody who is new to the scenario
	As        string        // who acts, by his name in the scenario
	Does      *procedure.SceneStep
}

// AllSteps asks for a scenario to its end, or as far as the clock is moved.
const AllSteps = -1

// Player (演练人员) is somebody in a scenario.
type Player struct {
	Name string // "" for one made of his unit and role
	procedure.Who
}

// Rehearsed (演练结果) is a scenario as far as it was played. Shown is the case
// as its page shows one, with what the actor may do now; there is none in it
// before one was opened.
type Rehearsed struct {
	Rehearsable
	Scenario *procedure.Scenario
	Text     string // of the scenario as it now is
	Steps    int    // were played
	As       string
	Moments  []procedure.Moment
	Problems procedure.Problems
	Shown    ShownCase
	Papers   map[string]procedure.Paper // words of the documents by key
	Coming   []Doable                   // that another system may tell of
}

// Last is the moment that the rehearsal stands at.
func (r Rehearsed) Last() (m procedure.Moment) {
	if n := len(r.Moments); n > 0 {
		return r.Moments[n-1]
	}
	return m
}

// Rehearse plays a scenario as far as is asked, does one more step where one is
// given, and says what came out. A refused step is the error, beside what
// stood before it. Where the scenario cannot be read or played the error is a
// fault that stands before its Problems.
func (w *Workspace) Rehearse(ctx context.Context, by staff.Actor, in Rehearse) (Rehearsed, error) {
	var r Rehearsed
	var err error
	if r.Rehearsable, err = w.rehearsable(ctx, by, in.Mechanism); err != nil {
		return r, err
	}
	if err := w.sceneOf(&r, in); err != nil {
		errors.As(err, &r.Problems)
		return r, unplayable(err)
	}
	if err := r.arrange(in); err != nil {
		return r, err
	}
	p, err := r.Scenario.PlayTo(r.Calendar, r.Steps, in.Until, func(m procedure.Moment) {
		r.Moments = append(r.Moments, m)
		r.Problems = append(r.Problems, r.Scenario.Problems(m)...)
	})
	if stopped := (procedure.Problems)(nil); errors.As(err, &stopped) {
		r.Problems = append(r.Problems, stopped...)
	}
	if err == nil && in.Does != nil {
		err = r.do(p, *in.Does)
	}
	r.show(p, by, w.means.Mechanisms.Remedies)
	return r, unplayable(err)
}

// sceneOf is the scenario that is asked for.
func (w *Workspace) sceneOf(r *Rehearsed, in Rehearse) error {
	var err error
	switch {
	case in.Begin != "":
		p := r.Mechanism.Procedure(in.Begin)
		if p == nil {
			return fault.New(fault.NotFound, "机制“"+r.Mechanism.Title+"”没有“"+in.Begin+"”这种流程。", "请从机制页进入。")
		}
		r.Scenario = &procedure.Scenario{Title: procedure.Unnumbered + "：" + p.Title, Procedure: p, People: map[string]procedure.Who{}, File: in.File}
		return r.write()
	case in.Shipped != "":
		list := w.means.Mechanisms.scenarios
		i := slices.IndexFunc(list, func(x Shipped) bool { return x.Mechanism == in.Mechanism && x.Name == in.Shipped })
		if i < 0 {
			return fault.New(fault.NotFound, "机制“"+r.Mechanism.Title+"”没有带“"+in.Shipped+"”这个情景。", "请从演练页里选。")
		}
		in.Text, in.File = list[i].Text, list[i].File()
	}
	r.Text = in.Text
	r.Scenario, err = procedure.ReadScenario(in.File, []byte(in.Text), r.Mechanism)
	return err
}

// arrange sets how far to play and who acts.
func (r *Rehearsed) arrange(in Rehearse) error {
	s := r.Scenario
	r.Steps, r.As = in.Steps, in.As
	if r.Steps < 0 || r.Steps > len(s.Steps) {
		r.Steps = len(s.Steps)
		if in.Until != 0 {
			for r.Steps > 0 && s.Steps[r.Steps-1].At > in.Until {
				r.Steps--
			}
		}
	}
	if in.Cut || in.Does != nil {
		s.Steps = slices.Clone(s.Steps[:r.Steps])
	}
	if in.Joins != nil {
		if err := r.join(*in.Joins); err != nil {
			return err
		}
	}
	if _, ok := s.People[r.As]; !ok {
		r.As = ""
	}
	if in.Cut || in.Joins != nil {
		return r.write()
	}
	return nil
}

func (r *Rehearsed) write() error {
	text, err := r.Scenario.YAML()
	r.Text = string(text)
	return err
}

// join takes somebody into the scenario; whoever is in it already acts.
func (r *Rehearsed) join(x Player) error {
	s := r.Scenario
	roles, applicant := s.Procedure.Cast()
	switch {
	case x.Applicant && !applicant:
		return fault.New(fault.Invalid, "“"+s.Procedure.Title+"”里没有申请人的事。", "选一个岗位和单位。").At("role")
	case x.Applicant:
		x.Name, x.Who = "申请人", procedure.Asker
	case !slices.Contains(roles, x.Role):
		return fault.New(fault.Invalid, "“"+s.Procedure.Title+"”里没有这种岗位。", "选一个声明里有的。").At("role")
	case !slices.ContainsFunc(r.Units, func(u staff.Unit) bool { return u.Code == x.Unit }):
		return fault.New(fault.Invalid, "没有选单位。", "选这个人在哪个单位。").At("unit")
	}
	if x.Name = strings.TrimSpace(x.Name); x.Name == "" {
		x.Name = shortName(r.Units, x.Unit) + procedure.RoleName(x.Role)
	}
	if len([]rune(x.Name)) > 40 {
		return fault.New(fault.Invalid, "人的称呼太长。", "至多 40 个字。").At("name")
	}
	if old, ok := s.People[x.Name]; ok && (old.Role != x.Role || old.Unit != x.Unit) {
		return fault.New(fault.Conflict, "已经有叫“"+x.Name+"”的，岗位或单位不同。", "换一个称呼。").At("name")
	} else if !ok {
		if len(s.Names) == procedure.MostPeople {
			return fault.New(fault.TooLarge, "演练里的人太多。", "用已经有的人来办。").At("name")
		}
		x.Person, x.Units = x.Name, []string{x.Unit}
		s.People[x.Name], s.Names = x.Who, append(slices.Clip(s.Names), x.Name)
	}
	r.As = x.Name
	return nil
}

// do does one more step. A refused one is the error.
func (r *Rehearsed) do(p *procedure.Playing, x procedure.SceneStep) error {
	if len(r.Scenario.Steps) == procedure.MostSteps {
		return fault.New(fault.TooLarge, "演练的步骤太多。", "存下来，另起一个接着演。")
	}
	if x.At == 0 {
		x.At = p.Now
	}
	if x.At == 0 {
		x.At = r.Now - r.Now%civil.Minute
	}
	b, err := json.Marshal(x.With)
	if err != nil {
		return err
	}
	x.With = nil
	if err := plainJSON(b, &x.With); err != nil {
		return err
	}
	before := *r
	m, err := p.Step(x)
	if err == nil {
		err = m.Refusal
	}
	if err != nil {
		return err
	}
	r.Scenario.Steps = append(r.Scenario.Steps, x)
	if err := r.write(); err != nil {
		*r = before
		return err
	}
	r.Steps = len(r.Scenario.Steps)
	r.Moments = append(r.Moments, m)
	return nil
}

// show makes of what was played what the page of a case shows.
func (r *Rehearsed) show(p *procedure.Playing, by staff.Actor, law *procedure.Remedies) {
	c, who := p.Case, r.Scenario.People[r.As]
	r.Shown = ShownCase{Case: c, Row: store.CaseRow{Number: procedure.Unnumbered}, Calendar: r.Calendar, Now: p.Now, Units: r.Units, Persons: map[string]string{}}
	if r.Shown.Now == 0 {
		r.Shown.Now = r.Rehearsable.Now - r.Rehearsable.Now%civil.Minute
	}
	for _, name := range r.Scenario.Names {
		r.Shown.Persons[name] = name
	}
	r.Coming = r.Scenario.Procedure.Coming(c)
	if c == nil {
		r.Shown.Acts = r.Scenario.Procedure.Startable(who)
		return
	}
	r.Shown.Acts, r.Shown.Answers = c.Ables(who), c.Answerable(who)
	for _, x := range c.Procedure.Totals {
		r.Shown.Totals = append(r.Shown.Totals, c.Spent(x, nil, r.Calendar, p.Now))
	}
	r.Papers = map[string]procedure.Paper{}
	names := procedure.Names{Division: by.DivisionName, Unit: func(code string) string { return unitNamed(r.Units, code) }}
	for _, d := range c.Documents {
		on := max(d.WrittenAt, d.IssuedAt)
		if words, err := c.Paper(d, on.Date(), names, law); err == nil { // of a day that the law of remedies does not reach there are no words
			r.Papers[d.Key()] = words
		}
	}
}

// RecordRehearsal is a rehearsal as a scenario that go test and the command
// line play: what came out of each step is what must.
func (w *Workspace) RecordRehearsal(ctx context.Context, by staff.Actor, in Rehearse) (*procedure.Scenario, []byte, error) {
	in.Cut, in.Does = in.Steps != AllSteps, nil
	r, err := w.Rehearse(ctx, by, in)
	if err != nil {
		return nil, nil, err
	}
	s, err := r.Scenario.Recorded(r.Calendar, in.Until)
	if err != nil {
		return nil, nil, unplayable(err)
	}
	text, err := s.YAML()
	return s, text, err
}
