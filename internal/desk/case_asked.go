package desk

import (
	"context"
	"maps"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
)

// AskCase is an item or a bundle of a catalogue as somebody asks for it: the
// situation, what the form says, and which materials were brought.
type AskCase struct {
	Code    string
	Answers map[string]string
	Data    map[string]any
	Brought []string            // titles
	Files   map[string][]string // by the codes of their materials, as form.File writes them; online alone
	Holder  Holder              // that they wait under
	At      civil.Instant       // when it was asked for, 0 for now
}

// OpenAsked opens the case of an item; of a bundle, its case and one for each of
// its items, those that wait for others behind them.
func (w *Workspace) OpenAsked(ctx context.Context, by staff.Actor, call Call, in AskCase) (CaseKept, error) {
	return perform(ctx, w, by, "case.open", call, func(d *deed) (CaseKept, error) {
		own := procedure.Deed{Data: in.Data, At: in.At}
		at, err := d.moment(&own)
		if err != nil {
			return CaseKept{}, err
		}
		c, err := w.means.Mechanisms.asked(in.Code, at.Date())
		if err != nil {
			return CaseKept{}, err
		}
		in.Data, in.At = own.Data, at
		a := c.Catalogue.Asking
		acts := [2]string{a.Item.Act}
		if a.Bundle != nil {
			acts[1] = a.Bundle.Act
		}
		return d.openAsked(c, whoIs(by), in, acts)
	})
}

// openAsked opens the cases by these acts, of an item and of a bundle.
func (d *deed) openAsked(c Catalogued, who procedure.Who, in AskCase, acts [2]string) (CaseKept, error) {
	g := c.Guide(in.Answers)
	data, err := c.filled(g, in.Data, in.Brought)
	if err != nil {
		return CaseKept{}, err
	}
	a := c.Catalogue.Asking
	open := func(of *procedure.AskingOf, act string, says, more map[string]any, items ...*procedure.Item) (CaseKept, error) {
		p, err := d.w.means.Mechanisms.Beginning(of.Procedure, in.At.Date())
		if err != nil {
			return CaseKept{}, err
		}
		opens := p.Act(act)
		if opens == nil { // the version in force is older than the catalogue
			return CaseKept{}, fault.New(fault.NotFound, "“"+p.Title+"”没有这样的立件动作。", "请从办件页重新进入。")
		}
		form, all := opens.Form, map[string]any{}
		for _, from := range []map[string]any{data, says, more} {
			for k, v := range from {
				if form.Field(k) != nil {
					all[k] = v
				}
			}
		}
		if len(in.Files) > 0 { // each body gets what its item needs, and no more
			named, _, err := c.Catalogue.Attached(g, in.Files, items...)
			if err != nil {
				return CaseKept{}, err
			}
			if delete(all, a.Online.Files); len(named) > 0 {
				all[a.Online.Files] = named
			}
		}
		e, err := p.Start(who, procedure.Deed{Act: act, Data: all, At: in.At})
		if err != nil {
			return CaseKept{}, err
		}
		row, err := d.begin(p, e)
		return CaseKept{row.ID, row.Number, 1}, err
	}
	if c.Bundle == nil {
		return open(a.Item, acts[0], c.Catalogue.ItemData(c.Item, in.At.Date()), nil)
	}
	whole, err := open(a.Bundle, acts[1], c.Catalogue.BundleData(c.Bundle), nil)
	if err != nil {
		return whole, err
	}
	for _, part := range g.Parts {
		act := acts[0]
		if part.Wave > 1 && a.Item.Later != "" {
			act = a.Item.Later
		}
		if _, err := open(a.Item, act, c.Catalogue.ItemData(part.Item, in.At.Date()), map[string]any{a.Under: whole.Number}, part.Item); err != nil {
			return whole, err
		}
	}
	return whole, nil
}

// filled is what the cases say of the situation and of what was filled in; it
// refuses what is left open and what a checklist bars.
func (c Catalogued) filled(g procedure.Guidance, data map[string]any, brought []string) (map[string]any, error) {
	for _, q := range g.Questions {
		if q.Answer == "" {
			return nil, fault.New(fault.Invalid, "“"+q.Asks+"”没有选。", "选了才知道要办哪几项、交哪些材料。").At(q.Name)
		}
	}
	for _, name := range g.Fields {
		if v, ok := data[name]; !ok || v == "" {
			return nil, fault.New(fault.Invalid, "“"+name+"”没有填。", "这一件要填这一项。").At(name)
		}
	}
	for name, v := range data {
		text, _ := v.(string)
		l, met, _ := c.Catalogue.Check(name, text, c.On)
		for _, e := range met {
			if e.Bars {
				return nil, fault.New(fault.Refused, "“"+name+"”里有“"+l.Title+"”禁止的内容："+e.Title+"。", "请改了再交；清单以外的都可以依法进入。").At(name)
			}
		}
	}
	all := map[string]any{}
	maps.Copy(all, data)
	a := c.Catalogue.Asking
	var got, spared []any
	for _, l := range g.Bring {
		if slices.Contains(brought, l.Material.Title) {
			got = append(got, l.Material.Title)
		}
	}
	for _, l := range g.Spared {
		switch l.Why {
		case procedure.HeldBy:
			spared = append(spared, l.Material.Title+"：由"+l.Material.Held+"提供")
		case procedure.GivenBy:
			spared = append(spared, l.Material.Title+"：由“"+l.Giver.Title+"”产生")
		}
	}
	for name, list := range map[string][]any{a.Brought: got, a.Spared: spared} {
		if len(list) > 0 {
			all[name] = list
		}
	}
	if s := g.Situation(); len(s) > 0 {
		all[a.Situation] = listed(s)
	}
	return all, nil
}

func listed(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}
