package desk

import (
	"context"
	"encoding/json"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/register"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// EntryKept is an entry after an act, and which event of it that was.
type EntryKept struct {
	ID    string `json:"id"`
	Key   string `json:"key"`
	Event int    `json:"event"`
}

// AddEntry adds an entry to a register, or takes one up again that had ended.
// Without a day it is in force from today.
func (w *Workspace) AddEntry(ctx context.Context, by staff.Actor, call Call, id string, in register.Deed) (EntryKept, error) {
	return perform(ctx, w, by, "entry.add", call, func(d *deed) (EntryKept, error) {
		r, err := w.means.Mechanisms.register(id, civil.Instant(d.now).Date())
		if err != nil {
			return EntryKept{}, err
		}
		in.Kind = register.Added
		if err := d.ready(&in); err != nil {
			return EntryKept{}, err
		}
		return d.addEntry(r, in)
	})
}

// ready makes what was handed in what JSON would make of it, and gives it a day.
func (d *deed) ready(in *register.Deed) error {
	if in.On.Zero() {
		in.On = civil.Instant(d.now).Date()
	}
	b, err := json.Marshal(in.Data)
	if err != nil {
		return err
	}
	in.Data = nil
	return plainJSON(b, &in.Data)
}

func (d *deed) addEntry(r ListedRegister, in register.Deed) (EntryKept, error) {
	row := EntryRow{Division: d.by.Division, Register: r.ID, Key: r.KeyOf(in.Data)}
	var e register.Entry
	old, err := d.tx.EntryByKey(d.by.Division, r.ID, row.Key)
	switch {
	case err == nil:
		row = old
		kept, err := d.tx.EntryEvents(d.by.Division, row.ID)
		if err != nil {
			return EntryKept{}, err
		}
		if e, err = register.Fold(plainEvents(kept)); err != nil {
			return EntryKept{}, err
		}
	case missing(err):
		row.ID = d.newID()
	default:
		return EntryKept{}, err
	}
	v, err := r.Decide(e, row.Unit, keeperOf(d.by), in)
	if err != nil {
		return EntryKept{}, err
	}
	return d.keepEntry(r, row, e, v)
}

// keepEntry keeps an event of an entry, with all that follows from it.
func (d *deed) keepEntry(r ListedRegister, row EntryRow, before register.Entry, v register.Event) (EntryKept, error) {
	v.RecordedAt = civil.Instant(d.now)
	if v.Data != nil {
		if err := d.unitsKnown(r.Form, v.Data); err != nil {
			return EntryKept{}, err
		}
		if err := d.entriesKnown(r.Mechanism, r.Form, v.Data, v.On); err != nil {
			return EntryKept{}, err
		}
	}
	e, err := register.Fold(append(slices.Clone(before.Events), v))
	if err != nil {
		return EntryKept{}, err
	}
	if row.Unit == "" {
		row.Unit = d.by.Unit
	}
	row.Events = int64(len(e.Events))
	row.Spans = spansOf(r.Register, row, e)
	newest := row.Spans[len(row.Spans)-1]
	row.Name, row.Unit, row.Key = newest.Name, newest.Unit, r.KeyOf(newest.Data)
	for i := range row.Spans {
		row.Spans[i].Key = row.Key
	}
	d.object = "entry/" + row.ID
	d.reason = v.Reason
	object, bytes := canonEntry(row)
	row.Seal = d.seal(object, row.Seal, bytes)
	if err := d.tx.SetEntry(row, r.Filtered); err != nil {
		return EntryKept{}, err
	}
	kept := store.EntryEvent{Event: v, Entry: row.ID}
	object, bytes = canonEntryEvent(kept)
	kept.Seal = d.seal(object, nil, bytes)
	return EntryKept{row.ID, row.Key, v.Seq}, d.tx.AddEntryEvent(d.by.Division, kept)
}

// entriesKnown refuses keys of entries that no register has on the day.
func (d *deed) entriesKnown(m *procedure.Mechanism, form *procedure.Form, data map[string]any, on civil.Date) error {
	if form == nil {
		return nil
	}
	for _, x := range form.Fields {
		key, _ := data[x.Name].(string)
		if x.Of == "" || key == "" {
			continue
		}
		row, err := d.tx.EntryByKey(d.by.Division, x.Of, key)
		if err != nil && !missing(err) {
			return err
		}
		if !slices.ContainsFunc(row.Spans, func(s EntrySpan) bool { return s.Holds(on) }) {
			return fault.New(fault.Invalid, "“"+m.Register(x.Of).Title+"”里 "+on.String()+" 没有“"+key+"”。", "请照台账填，或先登记。").At(x.Name)
		}
	}
	return nil
}

// link keeps which entries a case names.
func (d *deed) link(c store.CaseRow, f *procedure.Case) error {
	named := map[string]string{}
	asked := false
	for _, form := range f.Procedure.Forms {
		for _, x := range form.Fields {
			if x.Of == "" {
				continue
			}
			asked = true
			key, _ := f.Data[x.Name].(string)
			for _, b := range f.Branches {
				if s, ok := b.Data[x.Name].(string); ok && key == "" {
					key = s
				}
			}
			if key == "" {
				continue
			}
			row, err := d.tx.EntryByKey(c.Division, x.Of, key)
			if missing(err) {
				continue // what another system names may be registered later
			}
			if err != nil {
				return err
			}
			named[x.Name] = row.ID
		}
	}
	if !asked {
		return nil
	}
	return d.tx.SetCaseEntries(c, named)
}
