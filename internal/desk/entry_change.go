package desk

import (
	"context"

	"duban/internal/kernel/register"
	"duban/internal/kernel/staff"
)

// ChangeEntry says that an entry became different on a day. call.Version is the
// entry's as the person saw it.
func (w *Workspace) ChangeEntry(ctx context.Context, by staff.Actor, call Call, id string, in register.Deed) (EntryKept, error) {
	in.Kind = register.Changed
	return w.onEntry(ctx, by, "entry.change", call, id, in)
}

// CorrectEntry says that what was recorded of an entry was wrong, on the day
// and all along with it.
func (w *Workspace) CorrectEntry(ctx context.Context, by staff.Actor, call Call, id string, in register.Deed) (EntryKept, error) {
	in.Kind = register.Corrected
	return w.onEntry(ctx, by, "entry.correct", call, id, in)
}

// EndEntry ends an entry: from the day on it is not in the register.
func (w *Workspace) EndEntry(ctx context.Context, by staff.Actor, call Call, id string, in register.Deed) (EntryKept, error) {
	in.Kind = register.Ended
	return w.onEntry(ctx, by, "entry.end", call, id, in)
}

func (w *Workspace) onEntry(ctx context.Context, by staff.Actor, act string, call Call, id string, in register.Deed) (EntryKept, error) {
	return perform(ctx, w, by, act, call, func(d *deed) (EntryKept, error) {
		row, r, err := w.seenEntry(d.tx, by, id)
		if err != nil {
			return EntryKept{}, err
		}
		if err := call.current(row.Version, "“"+row.Key+"”"); err != nil {
			return EntryKept{}, err
		}
		if err := d.ready(&in); err != nil {
			return EntryKept{}, err
		}
		return d.onEntry(r, row, in)
	})
}

func (d *deed) onEntry(r ListedRegister, row EntryRow, in register.Deed) (EntryKept, error) {
	kept, err := d.tx.EntryEvents(d.by.Division, row.ID)
	if err != nil {
		return EntryKept{}, err
	}
	e, err := register.Fold(plainEvents(kept))
	if err != nil {
		return EntryKept{}, err
	}
	v, err := r.Decide(e, row.Unit, keeperOf(d.by), in)
	if err != nil {
		return EntryKept{}, err
	}
	return d.keepEntry(r, row, e, v)
}
