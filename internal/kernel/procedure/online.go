package procedure

import (
	"maps"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/form"
)

// Online (网上申请) is how whoever asks opens the case of an item himself: which
// items, and what of the window's form is otherwise.
type Online struct {
	Field, Code string            // the items that say this code in this field
	Fills       map[string]string // fields that are the same each time
	Leaves      []string          // fields that the window alone fills in
	Needs       []string          // fields that may be left open at the window and not here
	Files       string            // the field with the files that come with it, "" where none are taken
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
	if a.Online != nil { // they come material by material
		known = append(known, a.Online.Files)
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

// Uploads are the materials of a guidance that are taken as files.
func (c *Catalogue) Uploads(g Guidance) []Listed {
	if c.Asking == nil || c.Asking.Online == nil || c.Asking.Online.Files == "" {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(g.Bring), func(l Listed) bool { return !l.Material.File })
}

// Attached are the files of an application by the codes of their materials, as
// the field of files says them, and the titles of the materials; for some of
// the items, or for all where none are named.
func (c *Catalogue) Attached(g Guidance, files map[string][]string, items ...*Item) (named []any, brought []string, err error) {
	uploads := c.Uploads(g)
	for code := range files {
		if !slices.ContainsFunc(uploads, func(l Listed) bool { return l.Material.Code == code }) {
			return nil, nil, fault.New(fault.Invalid, "有一个文件不是这一件要的材料。", "请按列着的材料交。")
		}
	}
	for _, l := range uploads {
		if len(items) > 0 && !slices.ContainsFunc(l.For, func(i *Item) bool { return slices.Contains(items, i) }) {
			continue
		}
		for i, s := range files[l.Material.Code] {
			f := form.FileOf(s)
			if !f.Stands() {
				return nil, nil, fault.New(fault.Invalid, "有一个文件还没有传上来。", "请重新选这个文件，再提交。").At(l.Material.Code)
			}
			if slices.ContainsFunc(files[l.Material.Code][:i], func(o string) bool { return form.FileOf(o).Name == f.Name }) {
				continue // the same bytes twice for one material
			}
			named = append(named, f.Under(l.Material.Title).String())
		}
		if len(files[l.Material.Code]) > 0 {
			brought = append(brought, l.Material.Title)
		}
	}
	return named, brought, nil
}
