package procedure

import (
	"fmt"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
)

// Scenario (情景) is a case played by dated events, with what must follow.
type Scenario struct {
	Title     string
	Procedure *Procedure
	People    map[string]Who
	Names     []string // of the people, in order
	Steps     []SceneStep
	File      string
}

// Bounds of a scenario, so that playing one that somebody hands in stays small.
const (
	MostSteps    = 200
	MostPeople   = 60
	MostScenario = 256 << 10 // bytes
	FirstYear    = 2000      // as the calendar has them
	LastYear     = 2059
)

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
	Performed *PerformWant        // the named act that the step must have called, nil where nothing is said
	at        place
}

// PerformWant (应办成) is the named act that must have been called on an object:
// with all that it must have been told, or, with Act "", none.
type PerformWant struct {
	Act, On string
	With    map[string]string
	at      place
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
	if len(text) > MostScenario {
		return nil, Problems{{file, 1, 1, fmt.Sprintf("情景太长，至多 %d KB：分成几个写", MostScenario>>10)}}
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil || len(doc.Content) != 1 {
		line, said := 1, "没有内容"
		if err != nil {
			said = err.Error()
			fmt.Sscanf(said, "yaml: line %d:", &line)
		}
		return nil, Problems{{file, line, 1, "YAML 的写法不对：" + said}}
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
				if _, twice := s.People[name]; twice {
					r.wrong(at(v), "人员“%s”写了两次", name)
					return
				}
				s.People[name], s.Names = w, append(s.Names, name)
			})
			if len(s.People) > MostPeople {
				r.wrong(at(n), "人员至多 %d 个", MostPeople)
			}
		},
		"steps": func(n *yaml.Node) {
			if len(n.Content) > MostSteps {
				r.wrong(at(n), "步骤至多 %d 个：分成几个情景写", MostSteps)
				return
			}
			r.list(n, "步骤", func(c *yaml.Node) { s.Steps = append(s.Steps, r.step(c)) })
		},
	}, "scenario", "procedure", "people", "steps")
	r.checkSteps(s)
	if len(r.problems) > 0 {
		return nil, r.problems
	}
	return s, nil
}

func (r *reader) checkSteps(s *Scenario) {
	known := func(name string, p place) {
		if _, ok := s.People[name]; !ok {
			r.wrong(p, "人员里没有“%s”", name)
		}
	}
	before := civil.Instant(0)
	for _, x := range s.Steps {
		if x.Who != "" {
			known(x.Who, x.at)
		}
		if x.At != 0 && x.At < before {
			r.wrong(x.at, "%s 早于上一步的 %s：步骤按先后写", x.At, before)
		}
		before = max(before, x.At)
		if x.Then == nil {
			continue
		}
		for _, names := range []map[string][]string{x.Then.May, x.Then.Notices} {
			for _, name := range slices.Sorted(maps.Keys(names)) {
				known(name, x.Then.at)
			}
		}
	}
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
				return
			}
			if y := t.Date().Year; y < FirstYear || y > LastYear {
				r.wrong(at(n), "%d 年不在工作日历里，写 %d 年到 %d 年的", y, FirstYear, LastYear)
				return
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
		"performed": func(n *yaml.Node) { o.Performed = r.performWant(n) },
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
