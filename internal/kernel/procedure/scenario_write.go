package procedure

import (
	"bytes"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
)

// Recorded is the scenario with what came out of each step as what must: played
// once more it holds. A moment after the last step becomes a look of its own.
func (s *Scenario) Recorded(cal *civil.Calendar, until civil.Instant) (*Scenario, error) {
	out := *s
	out.Steps = slices.Clone(s.Steps)
	if n := len(out.Steps); until != 0 && (n == 0 || out.Steps[n-1].At < until) {
		out.Steps = append(out.Steps, SceneStep{At: until})
	}
	p, before := out.Begin(cal), &Outcome{}
	for i := range out.Steps {
		x := &out.Steps[i]
		m, err := p.Step(*x)
		if err != nil {
			return nil, Problems{s.stopped(*x, err)}
		}
		x.Refused, x.Then = "", nil
		if m.Refusal != nil {
			x.Refused = m.Refusal.Error()
			if f, ok := fault.As(m.Refusal); ok {
				x.Refused = f.Sentence
			}
		}
		if m.Case != nil {
			now := p.outcome(m)
			x.Then = now.since(before)
			before = now
		}
	}
	return &out, nil
}

// outcome is what a moment came to, whole.
func (p *Playing) outcome(m Moment) *Outcome {
	ended := !m.Case.Open()
	o := &Outcome{Stage: m.Case.Stage.ID, Ended: &ended, Branches: map[string]string{}, Clocks: map[string]ClockWant{}, Documents: map[string]string{}, Notices: map[string][]string{}, Waits: []string{}}
	o.Waits = append(o.Waits, m.Case.waits()...)
	for _, b := range m.Case.Branches {
		o.Branches[b.Key] = b.Stage.ID
	}
	for _, r := range m.Case.Clocks {
		name := r.Rule.ID
		if r.Branch != "" {
			name = r.Branch + "/" + name
		}
		sig, k := r.Signal(p.cal, m.At)
		w := ClockWant{Due: k.DueOn.String(), Signal: string(sig), Limit: r.Clock.Limit.String()}
		if !r.Clock.Limit.Unit.InDays() {
			w.Due = k.Due.String()
		}
		o.Clocks[name] = w
	}
	for _, d := range m.Case.Documents {
		o.Documents[d.Rule.ID] = d.State()
		if d.State() == "issued" {
			o.Documents[d.Rule.ID] = d.Number
		}
	}
	for _, x := range m.Performed {
		o.Performed = wantOf(x)
	}
	for _, name := range p.Scenario.Names {
		if heard := p.telling.heard(name); len(heard) > 0 {
			o.Notices[name] = heard
		}
	}
	return o
}

// since leaves out what was so before.
func (o *Outcome) since(before *Outcome) *Outcome {
	n := &Outcome{Branches: map[string]string{}, Clocks: map[string]ClockWant{}, Documents: map[string]string{}, Notices: o.Notices, Performed: o.Performed}
	if o.Stage != before.Stage {
		n.Stage = o.Stage
	}
	if before.Ended == nil || *before.Ended != *o.Ended {
		n.Ended = o.Ended
	}
	if !slices.Equal(o.Waits, before.Waits) {
		n.Waits = o.Waits
	}
	for k, v := range o.Branches {
		if before.Branches[k] != v {
			n.Branches[k] = v
		}
	}
	for k, v := range o.Clocks {
		if w := before.Clocks[k]; w.Due != v.Due || w.Signal != v.Signal || w.Limit != v.Limit {
			n.Clocks[k] = v
		}
	}
	for k, v := range o.Documents {
		if before.Documents[k] != v {
			n.Documents[k] = v
		}
	}
	return n
}

// YAML is the scenario as ReadScenario reads it.
func (s *Scenario) YAML() ([]byte, error) {
	people, steps := mapped(), &yaml.Node{Kind: yaml.SequenceNode}
	for _, name := range s.Names {
		w, n := s.People[name], mapped()
		n.Style = yaml.FlowStyle
		if w.Applicant {
			put(n, "applicant", flagged(true))
		} else {
			put(n, "role", written(w.Role))
			put(n, "unit", written(w.Unit))
		}
		put(people, name, n)
	}
	for _, x := range s.Steps {
		steps.Content = append(steps.Content, x.node())
	}
	all := mapped()
	put(all, "scenario", written(s.Title))
	put(all, "procedure", written(s.Procedure.ID))
	put(all, "people", people)
	put(all, "steps", steps)
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(all); err != nil {
		return nil, err
	}
	if b.Len() > MostScenario {
		return nil, fault.New(fault.TooLarge, "演练记下来超过 "+strconv.Itoa(MostScenario>>10)+" KB。", "退几步，分成几个情景演。")
	}
	return b.Bytes(), nil
}

func (x SceneStep) node() *yaml.Node {
	n := mapped()
	put(n, "at", written(x.At.String()))
	for _, p := range []struct{ key, value string }{{"who", x.Who}, {"branch", x.Branch}, {"does", x.Does}, {"comes", x.Comes}, {"agrees", x.Agrees}, {"declines", x.Refuses}, {"serves", x.Serves}, {"voids", x.Voids}, {"numbers", x.Numbers}, {"reason", x.Reason}} {
		if p.value != "" {
			put(n, p.key, written(p.value))
		}
	}
	if len(x.With) > 0 {
		with := flow()
		for _, k := range sortedKeys(x.With) {
			put(with, k, valued(x.With[k]))
		}
		put(n, "with", with)
	}
	if x.Refused != "" {
		put(n, "refused", written(x.Refused))
	}
	if x.Then != nil {
		if then := x.Then.node(); len(then.Content) > 0 {
			put(n, "then", then)
		}
	}
	return n
}

func (o *Outcome) node() *yaml.Node {
	n := flow()
	if o.Stage != "" {
		put(n, "stage", written(o.Stage))
	}
	if o.Ended != nil {
		put(n, "ended", flagged(*o.Ended))
	}
	if o.Routes != nil {
		put(n, "routes", listed(o.Routes))
	}
	if o.Waits != nil {
		put(n, "waits", listed(o.Waits))
	}
	texts := func(key string, m map[string]string) {
		if len(m) > 0 {
			into := flow()
			for _, k := range sortedKeys(m) {
				put(into, k, written(m[k]))
			}
			put(n, key, into)
		}
	}
	lists := func(key string, m map[string][]string) {
		if len(m) > 0 {
			into := flow()
			for _, k := range sortedKeys(m) {
				put(into, k, listed(m[k]))
			}
			put(n, key, into)
		}
	}
	texts("branches", o.Branches)
	if len(o.Clocks) > 0 {
		into := flow()
		for _, k := range sortedKeys(o.Clocks) {
			put(into, k, o.Clocks[k].node())
		}
		put(n, "clocks", into)
	}
	texts("documents", o.Documents)
	if o.Performed != nil {
		put(n, "performed", o.Performed.node())
	}
	lists("may", o.May)
	lists("notices", o.Notices)
	return n
}

func (w ClockWant) node() *yaml.Node {
	n := flow()
	for _, p := range []struct{ key, value string }{{"due", w.Due}, {"signal", w.Signal}, {"limit", w.Limit}} {
		if p.value != "" {
			put(n, p.key, written(p.value))
		}
	}
	for _, p := range []struct {
		key   string
		value *int
	}{{"used", w.Used}, {"left", w.Left}} {
		if p.value != nil {
			put(n, p.key, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: strconv.Itoa(*p.value)})
		}
	}
	if w.Absent {
		put(n, "absent", flagged(true))
	}
	return n
}

func mapped() *yaml.Node { return &yaml.Node{Kind: yaml.MappingNode} }
func flow() *yaml.Node   { return &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle} }

// written is a text, in quotes where it would be read as something else.
func written(s string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
}

func flagged(b bool) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: strconv.FormatBool(b)}
}

func listed(list []string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, s := range list {
		n.Content = append(n.Content, written(s))
	}
	return n
}

func put(n *yaml.Node, key string, value *yaml.Node) {
	n.Content = append(n.Content, written(key), value)
}

// valued is what a form handed in, so that it is read as it was.
func valued(v any) *yaml.Node {
	switch v := v.(type) {
	case bool:
		return flagged(v)
	case Figure:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: v.String()}
	case []string:
		return listed(v)
	case []any:
		n := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
		for _, e := range v {
			n.Content = append(n.Content, valued(e))
		}
		return n
	case string:
		return written(v)
	}
	return written("")
}
