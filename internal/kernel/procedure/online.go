package procedure

import (
	"maps"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
)

// Online (网上申请) is how whoever asks opens the case of an item himself: which
// items, and what of the window's form is otherwise.
type Online struct {
	Field, Code string            // the items that say this code in this field
	Fills       map[string]string // fields that are the same each time
	Leaves      []string          // fields that the window alone fills in
	Needs       []string          // fields that may be left open at the window and not here
	Note        string            // what is to be known before it is sent, and stands on the receipt
	at          place
}

// Offline are the items of a guidance that cannot be asked for online on a day.
func (c *Catalogue) Offline(g Guidance, day civil.Date) []*Item {
	var list []*Item
	for _, p := range g.Parts {
		if !c.TakenOnline(p.Item, day) {
			list = append(list, p.Item)
		}
	}
	return list
}

// TakenOnline says that an item can be asked for online on a day.
func (c *Catalogue) TakenOnline(i *Item, day civil.Date) bool {
	return c.Asking != nil && c.Asking.Online != nil && slices.Contains(i.On(day)[c.Asking.Online.Field], c.Asking.Online.Code)
}

// Asked are the fields of a form that are asked for the items at hand: those of
// every item and those of these, not what the catalogue fills in itself.
func (c *Catalogue) Asked(f *Form, g Guidance, online bool) []Field {
	a := c.Asking
	known := []string{a.Under, a.Situation, a.Brought, a.Spared}
	for _, of := range []*AskingOf{a.Item, a.Bundle} {
		known = slices.AppendSeq(known, maps.Keys(of.Fills))
	}
	if online {
		known = append(slices.AppendSeq(known, maps.Keys(a.Online.Fills)), a.Online.Leaves...)
	}
	for _, i := range c.Items {
		known = append(known, i.Form...)
	}
	var list []Field
	for _, x := range f.Fields {
		if slices.Contains(g.Fields, x.Name) {
			x.Required = true
			list = append(list, x)
		} else if !slices.Contains(known, x.Name) {
			x.Required = x.Required || online && slices.Contains(a.Online.Needs, x.Name)
			list = append(list, x)
		}
	}
	return list
}

// Applied is what whoever asked filled in with what is the same each time; what
// he was not asked, and what he was and left open, is refused.
func (c *Catalogue) Applied(f *Form, g Guidance, data map[string]any) (map[string]any, error) {
	all := map[string]any{}
	asked := c.Asked(f, g, true)
	for _, name := range slices.Sorted(maps.Keys(data)) {
		if !slices.ContainsFunc(asked, func(x Field) bool { return x.Name == name }) {
			return nil, fault.New(fault.Invalid, "表单里没有“"+name+"”。", "请按表单的字段填。")
		}
		all[name] = data[name]
	}
	for _, x := range asked {
		if v, ok := data[x.Name]; x.Required && (!ok || v == "") {
			return nil, fault.New(fault.Invalid, "“"+x.Name+"”没有填。", "这一项必填。").At(x.Name)
		}
	}
	for name, v := range c.Asking.Online.Fills {
		all[name] = v
	}
	return all, nil
}
