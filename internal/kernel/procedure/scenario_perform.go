package procedure

import (
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// performWant reads which named act a step must have called: none, or the act
// with its object and what it must have been told.
func (r *reader) performWant(n *yaml.Node) *PerformWant {
	w := &PerformWant{With: map[string]string{}, at: at(n)}
	if n.Kind == yaml.ScalarNode {
		if n.Value != "none" {
			r.wrong(at(n), "performed 要写 none，或 {act, on, with}")
		}
		return w
	}
	r.mapping(n, "应办成", keyed{
		"act": r.text(&w.Act), "on": r.text(&w.On),
		"with": func(n *yaml.Node) { r.pairs(n, "with", func(k string, v *yaml.Node) { w.With[k] = v.Value }) },
	}, "act", "on")
	return w
}

func (k *checking) performed(m Moment, want *PerformWant) {
	if want == nil {
		return
	}
	got := "none"
	if n := len(m.Performed); n > 0 {
		got = wantOf(m.Performed[n-1]).String()
	}
	k.add(CheckPerform, "", want.String(), got, got == want.String(), "办成的是 %s，应是 %s", got, want)
}

// wantOf is a performance as a scenario would ask for it.
func wantOf(x *Performance) *PerformWant {
	w := &PerformWant{Act: x.Rule.Act.ID, On: x.Object, With: map[string]string{}}
	for _, p := range x.Parameters() {
		w.With[p.ID] = x.Text(p.ID)
	}
	return w
}

// String is the act, its object, and all that it is told.
func (w *PerformWant) String() string {
	if w.Act == "" {
		return "none"
	}
	var list []string
	for _, k := range slices.Sorted(maps.Keys(w.With)) {
		list = append(list, k+"="+w.With[k])
	}
	return w.Act + " " + w.On + "（" + strings.Join(list, "，") + "）"
}

func (w *PerformWant) node() *yaml.Node {
	n, with := flow(), flow()
	put(n, "act", written(w.Act))
	put(n, "on", written(w.On))
	for _, k := range slices.Sorted(maps.Keys(w.With)) {
		put(with, k, written(w.With[k]))
	}
	if len(with.Content) > 0 {
		put(n, "with", with)
	}
	return n
}
