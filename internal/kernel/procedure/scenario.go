package procedure

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
)

// Scenario (情景) is a case played by dated events, with what must follow.
type Scenario struct {
	Title     string
	Procedure *Procedure
	People    map[string]Who
	Steps     []SceneStep
	File      string
}

// SceneStep (情景步骤) is one event of a scenario, or a look at the case.
type SceneStep struct {
	At      civil.Instant
	Who     string
	Does    string // an act
	Comes   string // an act that nobody here does: the program tells of it, or another system
	Agrees  string // the act asked for
	Refuses string // the act asked for
	Serves  string // a document
	Voids   string // a document
	Numbers string // a document that gets its number elsewhere
	Branch  string
	With    map[string]any
	Reason  string
	Refused string // part of the sentence that the step is refused with
	Then    *Outcome
	at      place
}

// Outcome (应有结果) is what must hold after a step.
type Outcome struct {
	Stage     string
	Branches  map[string]string
	Clocks    map[string]ClockWant
	Routes    []string
	Waits     []string // acts that wait for agreement
	Ended     *bool
	Documents map[string]string   // the newest of each: its state, or its number
	May       map[string][]string // who may do which acts on the case itself
	Notices   map[string][]string // who was told what since the step before
	at        place
}

// ClockWant (应有计时) is what must hold of a clock, "branch/clock" for a branch's.
type ClockWant struct {
	Due, Signal, Limit string
	Used, Left         *int
	Absent             bool
	at                 place
}

// ReadScenario reads a scenario of a mechanism. The error is Problems.
func ReadScenario(file string, text []byte, m *Mechanism) (*Scenario, error) {
	r := &reader{file: file}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil || len(doc.Content) != 1 {
		return nil, Problems{{file, 1, 1, fmt.Sprintf("YAML 的写法不对：%v", err)}}
	}
	r.plain(&doc)
	s := &Scenario{People: map[string]Who{}, File: file}
	r.mapping(doc.Content[0], "情景", keyed{
		"scenario": r.text(&s.Title),
		"procedure": func(n *yaml.Node) {
			if s.Procedure = m.Procedure(n.Value); s.Procedure == nil {
				r.wrong(at(n), "机制里没有流程“%s”", n.Value)
			}
		},
		"people": func(n *yaml.Node) {
			r.pairs(n, "人员", func(name string, v *yaml.Node) {
				w := Who{Person: name}
				r.mapping(v, "人员", keyed{"role": r.oneOf(&w.Role, Roles...), "unit": r.text(&w.Unit), "applicant": r.flag(&w.Applicant)})
				if w.Applicant != (w.Role == "" && w.Unit == "") {
					r.wrong(at(v), "人员要写 role 和 unit，或只写 applicant: true")
				}
				if w.Applicant {
					w = Asker
				}
				w.Units = []string{w.Unit}
				s.People[name] = w
			})
		},
		"steps": func(n *yaml.Node) {
			r.list(n, "步骤", func(c *yaml.Node) { s.Steps = append(s.Steps, r.step(c)) })
		},
	}, "scenario", "procedure", "people", "steps")
	for _, x := range s.Steps {
		if x.Who != "" {
			if _, ok := s.People[x.Who]; !ok {
				r.wrong(x.at, "人员里没有“%s”", x.Who)
			}
		}
	}
	if len(r.problems) > 0 {
		return nil, r.problems
	}
	return s, nil
}

func (r *reader) pairs(n *yaml.Node, what string, each func(string, *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.wrong(at(n), "%s要写成“名: 值”的样子", what)
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		each(n.Content[i].Value, n.Content[i+1])
	}
}

func (r *reader) step(n *yaml.Node) SceneStep {
	s := SceneStep{at: at(n)}
	r.mapping(n, "步骤", keyed{
		"at": func(n *yaml.Node) {
			t, err := civil.ParseInstant(n.Value)
			if err != nil {
				r.wrong(at(n), "“%s”不是时间，写成 2021-03-01 09:30 的样子", n.Value)
			}
			s.At = t
		},
		"who": r.text(&s.Who), "does": r.code(&s.Does), "comes": r.code(&s.Comes), "agrees": r.code(&s.Agrees), "declines": r.code(&s.Refuses), "serves": r.code(&s.Serves), "voids": r.code(&s.Voids), "numbers": r.code(&s.Numbers), "branch": r.text(&s.Branch), "reason": r.text(&s.Reason), "refused": r.text(&s.Refused),
		"with": func(n *yaml.Node) {
			s.With = map[string]any{}
			r.pairs(n, "内容", func(name string, v *yaml.Node) { s.With[name] = r.value(v) })
		},
		"then": func(n *yaml.Node) { s.Then = r.outcome(n) },
	}, "at")
	return s
}

// value reads what a form would have handed in.
func (r *reader) value(n *yaml.Node) any {
	switch {
	case n.Kind == yaml.SequenceNode:
		list := []any{}
		for _, c := range n.Content {
			list = append(list, r.value(c))
		}
		return list
	case n.Tag == "!!bool":
		return n.Value == "true"
	case n.Tag == "!!int" || n.Tag == "!!float":
		d, err := quantity.Parse(n.Value)
		if err != nil {
			r.wrong(at(n), "“%s”不是数", n.Value)
		}
		return Figure(d.String())
	}
	return n.Value
}

func (r *reader) outcome(n *yaml.Node) *Outcome {
	o := &Outcome{Branches: map[string]string{}, Clocks: map[string]ClockWant{}, May: map[string][]string{}, Notices: map[string][]string{}, at: at(n)}
	ended := false
	r.mapping(n, "结果", keyed{
		"stage": r.code(&o.Stage), "routes": r.texts(&o.Routes), "waits": r.texts(&o.Waits),
		"ended":    func(n *yaml.Node) { r.flag(&ended)(n); o.Ended = &ended },
		"branches": func(n *yaml.Node) { r.pairs(n, "分支", func(k string, v *yaml.Node) { o.Branches[k] = v.Value }) },
		"documents": func(n *yaml.Node) {
			o.Documents = map[string]string{}
			r.pairs(n, "文书", func(k string, v *yaml.Node) { o.Documents[k] = v.Value })
		},
		"may": func(n *yaml.Node) {
			r.pairs(n, "可办", func(k string, v *yaml.Node) {
				list := []string{}
				r.texts(&list)(v)
				o.May[k] = list
			})
		},
		"notices": func(n *yaml.Node) {
			r.pairs(n, "通知", func(k string, v *yaml.Node) {
				list := []string{}
				r.texts(&list)(v)
				o.Notices[k] = list
			})
		},
		"clocks": func(n *yaml.Node) {
			r.pairs(n, "计时", func(k string, v *yaml.Node) {
				w := ClockWant{at: at(v)}
				used, left := 0, 0
				r.mapping(v, "计时", keyed{"due": r.text(&w.Due), "signal": r.text(&w.Signal), "limit": r.text(&w.Limit), "absent": r.flag(&w.Absent),
					"used": func(n *yaml.Node) { r.number(&used)(n); w.Used = &used }, "left": func(n *yaml.Node) { r.number(&left)(n); w.Left = &left }})
				o.Clocks[k] = w
			})
		},
	})
	return o
}

// Moment (情景时刻) is a case as a step of a scenario left it.
type Moment struct {
	Step    int
	Case    *Case
	Refusal error
}

// Play plays a scenario; each step is handed to see, where that is given.
// What does not come as it must is Problems.
func (s *Scenario) Play(cal *civil.Calendar, see func(Moment)) error {
	r := &reader{file: s.File}
	var events []Event
	var c *Case
	fold := func() bool {
		var err error
		if c, err = Fold(s.Procedure, events); err != nil {
			r.wrong(place{1, 1}, "%s", err)
		}
		return err == nil
	}
	add := func(e Event, at civil.Instant) bool {
		e.RecordedAt = max(at, e.HappenedAt)
		events = append(events, e)
		return fold() && s.numbered(&events, &c, fold)
	}
	t := &telling{people: s.People}
	for i, x := range s.Steps {
		t.begin()
		for c != nil { // what falls due in between
			falls := c.Fall(cal, x.At)
			if len(falls) == 0 {
				t.remind(c, cal, x.At)
				break
			}
			first := slices.MinFunc(falls, func(a, b Event) int { return int(min(max(a.HappenedAt-b.HappenedAt, -1), 1)) })
			first.Seq = len(events) + 1
			t.remind(c, cal, first.HappenedAt-1)
			if !add(first, first.HappenedAt) {
				return r.problems
			}
			t.event(c, first, cal)
		}
		e, err := s.decide(c, x)
		switch {
		case err != nil && x.Refused == "":
			r.wrong(x.at, "这一步办不了：%s", err)
		case err != nil && !strings.Contains(err.Error(), x.Refused):
			r.wrong(x.at, "拒绝的话是“%s”，应有“%s”", err, x.Refused)
		case err == nil && x.Refused != "":
			r.wrong(x.at, "这一步应当被拒绝：%s", x.Refused)
		case err == nil && e.Act != "":
			if !add(e, x.At) {
				return r.problems
			}
			t.event(c, e, cal)
		}
		if see != nil {
			see(Moment{i, c, err})
		}
		if x.Then != nil {
			if c == nil {
				r.wrong(x.at, "还没有立件")
				continue
			}
			s.hold(r, c, x, cal)
			t.hold(r, x.Then)
		}
	}
	if len(r.problems) > 0 {
		return r.problems
	}
	return nil
}

func (s *Scenario) decide(c *Case, x SceneStep) (Event, error) {
	who := s.People[x.Who]
	d := Deed{Act: x.Does, Branch: x.Branch, Data: x.With, Reason: x.Reason, At: x.At}
	answered := x.Agrees + x.Refuses
	switch {
	case x.Comes != "":
		a := s.Procedure.Act(x.Comes)
		if a == nil || !s.Procedure.isTold(a) && !s.Procedure.Entrusted(a) {
			return Event{}, fault.New(fault.NotFound, "“"+x.Comes+"”不是别处来的动作。", "用 does 写这里办的。")
		}
		e := Event{Seq: 1, Act: a.ID, Kind: Done, HappenedAt: x.At, Data: x.With, Reason: x.Reason, Unit: who.Unit}
		if c != nil {
			e.Seq = len(c.Events) + 1
		}
		if s.Procedure.Entrusted(a) {
			e.Foreign = strconv.Itoa(e.Seq)
		}
		return e, nil
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
	}
	return Event{}, nil
}

func (s *Scenario) hold(r *reader, c *Case, x SceneStep, cal *civil.Calendar) {
	o := x.Then
	if o.Stage != "" && c.Stage.ID != o.Stage {
		r.wrong(o.at, "环节是 %s，应是 %s", c.Stage.ID, o.Stage)
	}
	if o.Ended != nil && *o.Ended == c.Open() {
		r.wrong(o.at, "是否办结与应有的不同")
	}
	for key, want := range o.Branches {
		b := c.Branch(key)
		if b == nil || b.Stage.ID != want {
			r.wrong(o.at, "分支 %s 应在 %s", key, want)
		}
	}
	if o.Routes != nil {
		var got []string
		for _, d := range s.Procedure.Mechanism.Route(c.Data) {
			got = append(got, d.Unit)
		}
		if !slices.Equal(got, o.Routes) {
			r.wrong(o.at, "派给 %s，应是 %s", strings.Join(got, "、"), strings.Join(o.Routes, "、"))
		}
	}
	if o.Waits != nil {
		var got []string
		for _, q := range c.Requests {
			got = append(got, q.Act.ID)
		}
		sort.Strings(got)
		want := slices.Sorted(slices.Values(o.Waits))
		if !slices.Equal(got, want) {
			r.wrong(o.at, "等批的是 %s，应是 %s", strings.Join(got, "、"), strings.Join(want, "、"))
		}
	}
	s.holdDocuments(r, c, o)
	for name, acts := range o.May {
		var got []string
		for _, a := range s.Procedure.Acts {
			if !a.Branch && !a.Opens() && c.May(s.People[name], a, nil) {
				got = append(got, a.ID)
			}
		}
		sort.Strings(got)
		if want := slices.Sorted(slices.Values(acts)); !slices.Equal(got, want) {
			r.wrong(o.at, "%s可办 %s，应是 %s", name, strings.Join(got, "、"), strings.Join(want, "、"))
		}
	}
	for name, want := range o.Clocks {
		branch, clock, ok := strings.Cut(name, "/")
		if !ok {
			branch, clock = "", name
		}
		var last *Running
		for _, k := range c.Clocks {
			if k.Rule.ID == clock && k.Branch == branch {
				last = k
			}
		}
		if last == nil || want.Absent {
			if (last == nil) != want.Absent {
				r.wrong(want.at, "计时 %s 是否在走与应有的不同", name)
			}
			continue
		}
		sig, k := last.Signal(cal, x.At)
		due := k.DueOn.String()
		if len(want.Due) > len(due) {
			due = k.Due.String()
		}
		if want.Due != "" && due != want.Due {
			r.wrong(want.at, "计时 %s 到期 %s，应是 %s", name, due, want.Due)
		}
		if want.Signal != "" && string(sig) != want.Signal {
			r.wrong(want.at, "计时 %s 的状态是 %s，应是 %s", name, sig, want.Signal)
		}
		if want.Limit != "" && last.Clock.Limit.String() != want.Limit {
			r.wrong(want.at, "计时 %s 的期限是 %s，应是 %s", name, last.Clock.Limit, want.Limit)
		}
		if want.Used != nil && k.Used != *want.Used {
			r.wrong(want.at, "计时 %s 用了 %d，应是 %d", name, k.Used, *want.Used)
		}
		if want.Left != nil && k.Left != *want.Left {
			r.wrong(want.at, "计时 %s 还剩 %d，应是 %d", name, k.Left, *want.Left)
		}
	}
}
