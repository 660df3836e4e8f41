package procedure

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
)

// Moment (情景时刻) is a case as a step of a scenario left it, with what came
// about since the step before: what followed by itself, who was told what.
type Moment struct {
	Step    int // from 0; the number of steps for a moment after the last of them
	At      civil.Instant
	Case    *Case // nil before one was opened
	Refusal error
	Fell    []Event
	Told    []Hearing
	// Performed are the named acts that would have been called on objects: a
	// rehearsal shows them and does none.
	Performed []*Performance
	Checks    []Check
}

// Playing (情景演练) is a scenario as far as it has been played. It keeps
// nothing anywhere: whoever holds it holds all of it.
type Playing struct {
	Scenario *Scenario
	Case     *Case // nil before one was opened
	Now      civil.Instant
	cal      *civil.Calendar
	events   []Event
	fell     []Event
	done     []*Performance
	made     map[string]string // by field, the objects that acts made: in a rehearsal none is
	telling  telling
	played   int
	work     int
}

// Unnumbered (演练号) stands where a case has its number: none is drawn for a rehearsal.
const Unnumbered = "演练"

// mostWork bounds what one playing may cost: each fold goes through all events
// and all clocks once more.
const mostWork = 1_500_000

// Begin begins to play a scenario.
func (s *Scenario) Begin(cal *civil.Calendar) *Playing {
	return &Playing{Scenario: s, cal: cal, telling: telling{people: s.People}}
}

// Step plays the next step. The error is one that playing ends with; what does
// not come as it must is in the moment's checks.
func (p *Playing) Step(x SceneStep) (Moment, error) {
	p.begin()
	m := Moment{Step: p.played, At: x.At}
	if err := p.pass(x.At); err != nil {
		return m, err
	}
	e, err := p.Scenario.decide(p.Case, x)
	if err == nil && e.Act != "" {
		if err := p.add(e, x.At); err != nil {
			return m, err
		}
		p.telling.event(p.Case, e, p.cal)
	}
	p.played++
	m.Case, m.Refusal, m.Fell, m.Told, m.Performed = p.Case, err, p.fell, p.telling.told, p.done
	m.Checks = p.check(x, m)
	return m, nil
}

// Wait lets time go by after the steps that were played: what falls due until
// then happens.
func (p *Playing) Wait(until civil.Instant) (Moment, error) {
	p.begin()
	m := Moment{Step: p.played, At: until}
	if y := until.Date().Year; y < FirstYear || y > LastYear {
		return m, fault.New(fault.Invalid, fmt.Sprintf("钟拨不到 %d 年。", y), fmt.Sprintf("工作日历从 %d 年到 %d 年。", FirstYear, LastYear)).At("at")
	}
	if until < p.Now {
		return m, fault.New(fault.Invalid, "钟已经走到 "+p.Now.String()+"，不能往回拨。", "要看早些时候，退到前面的步骤。").At("at")
	}
	err := p.pass(until)
	m.Case, m.Fell, m.Told = p.Case, p.fell, p.telling.told
	return m, err
}

func (p *Playing) begin() {
	p.fell, p.done = nil, nil
	p.telling.begin()
}

func (p *Playing) pass(until civil.Instant) error {
	for p.Case != nil { // what falls due in between
		falls := p.Case.Fall(p.cal, until)
		if len(falls) == 0 {
			p.telling.remind(p.Case, p.cal, until)
			break
		}
		first := slices.MinFunc(falls, func(a, b Event) int { return int(min(max(a.HappenedAt-b.HappenedAt, -1), 1)) })
		first.Seq = len(p.events) + 1
		p.telling.remind(p.Case, p.cal, first.HappenedAt-1)
		if err := p.add(first, first.HappenedAt); err != nil {
			return err
		}
		p.fell = append(p.fell, first)
		p.telling.event(p.Case, first, p.cal)
	}
	p.Now = max(p.Now, until)
	return nil
}

// add folds the case once more, with an event and the numbers that it brings about.
func (p *Playing) add(e Event, at civil.Instant) error {
	e.RecordedAt = max(at, e.HappenedAt)
	p.events = append(p.events, e)
	if err := p.fold(); err != nil {
		return err
	}
	if err := p.number(); err != nil {
		return err
	}
	if x := p.Case.Performs(e, ""); x != nil {
		if x.Rule.Act.Makes {
			if p.made == nil {
				p.made = map[string]string{}
			}
			x.Object = "演练" + strconv.Itoa(len(p.made)+1)
			p.made[x.Rule.On], p.Case.Data[x.Rule.On] = x.Object, x.Object
		}
		p.done = append(p.done, x)
	}
	return nil
}

func (p *Playing) fold() error {
	c, err := Fold(p.Scenario.Procedure, p.events)
	if err != nil {
		return err
	}
	c.Number = Unnumbered
	for field, object := range p.made {
		c.Data[field] = object
	}
	p.Case = c
	p.work += len(p.events)*(1+len(c.Clocks)+len(c.Branches)) + (20+len(c.Branches))*len(c.Clocks)
	if p.work > mostWork {
		return fault.New(fault.TooLarge, "这次演练太大，演不到头。", "少叫几个单位、少几个步骤，或把钟拨近些。")
	}
	return nil
}

// Play plays a scenario; each step is handed to see, where that is given.
// What does not come as it must is Problems.
func (s *Scenario) Play(cal *civil.Calendar, see func(Moment)) error {
	var problems Problems
	p := s.Begin(cal)
	for _, x := range s.Steps {
		m, err := p.Step(x)
		if err != nil {
			return append(problems, s.stopped(x, err))
		}
		if see != nil {
			see(m)
		}
		problems = append(problems, s.Problems(m)...)
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// Problems are what did not come as it must at a moment.
func (s *Scenario) Problems(m Moment) Problems {
	var list Problems
	for _, c := range m.Checks {
		if !c.Met {
			list = append(list, Problem{s.File, c.at.line, c.at.column, c.said})
		}
	}
	return list
}

// stopped is the problem that playing ended with at a step.
func (s *Scenario) stopped(x SceneStep, err error) Problem {
	return Problem{s.File, max(x.at.line, 1), max(x.at.column, 1), err.Error()}
}

// PlayTo plays the first steps of a scenario, then lets time go by until a
// moment where that is given. Each moment is handed to see. The error is a
// fault, or Problems where playing ended at a step.
func (s *Scenario) PlayTo(cal *civil.Calendar, steps int, until civil.Instant, see func(Moment)) (*Playing, error) {
	p := s.Begin(cal)
	for _, x := range s.Steps[:min(max(steps, 0), len(s.Steps))] {
		m, err := p.Step(x)
		if err != nil {
			return p, Problems{s.stopped(x, err)}
		}
		see(m)
	}
	if until == 0 {
		return p, nil
	}
	m, err := p.Wait(until)
	if f := (*fault.Fault)(nil); err != nil && !errors.As(err, &f) {
		return p, Problems{{s.File, 1, 1, err.Error()}}
	}
	if err == nil {
		see(m)
	}
	return p, err
}

// decide is the event that a step asks for, none where it only looks.
func (s *Scenario) decide(c *Case, x SceneStep) (Event, error) {
	who := s.People[x.Who]
	d := Deed{Act: x.Does, Branch: x.Branch, Data: x.With, Reason: x.Reason, At: x.At}
	answered := x.Agrees + x.Refuses
	switch {
	case x.Comes != "":
		return s.comes(c, x, who)
	case x.Serves+x.Voids+x.Numbers != "" && c != nil:
		return s.filed(c, x, who)
	case x.Does != "" && c == nil:
		return s.Procedure.Start(who, d)
	case x.Does != "":
		return c.Do(who, d)
	case answered != "" && c != nil:
		for _, q := range c.Requests {
			if q.Act.ID == answered && q.Event.Branch == x.Branch {
				return c.Answer(who, q.Event.Seq, x.Agrees != "", x.Reason, x.At)
			}
		}
		return Event{}, fault.New(fault.Conflict, "这项报批已经答复过了。", "请刷新看看现在的样子。")
	case answered+x.Serves+x.Voids+x.Numbers != "":
		return Event{}, fault.New(fault.Conflict, "还没有立件。", "先立件，再办别的。")
	}
	return Event{}, nil
}

// comes is an event that nobody here does.
func (s *Scenario) comes(c *Case, x SceneStep, who Who) (Event, error) {
	a := s.Procedure.Act(x.Comes)
	if a == nil || !s.Procedure.isTold(a) && !s.Procedure.Entrusted(a) {
		return Event{}, fault.New(fault.NotFound, "“"+x.Comes+"”不是别处来的动作。", "用 does 写这里办的。")
	}
	if w := a.Form.Check(x.With); s.Procedure.Entrusted(a) && len(w) > 0 {
		return Event{}, fault.New(fault.Invalid, w[0].Sentence, w[0].Hint).At(w[0].Field).Because(&Unfit{w})
	}
	e := Event{Seq: 1, Act: a.ID, Kind: Done, HappenedAt: x.At, Data: x.With, Reason: x.Reason, Unit: who.Unit}
	if c != nil {
		e.Seq = len(c.Events) + 1
	}
	if s.Procedure.Entrusted(a) {
		e.Foreign = strconv.Itoa(e.Seq)
	}
	return e, nil
}
