package desk

import (
	"context"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/register"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// ListedRegister is a register with its mechanism and how much it holds.
type ListedRegister struct {
	*register.Register
	Mechanism *procedure.Mechanism
	Count     int64 // in force today, as far as the actor sees, at most MostCounted
}

// MostCounted is up to where entries are counted.
const MostCounted = 10_000

// registers are those of the mechanisms in force on a day.
func (m *Mechanisms) registers(on civil.Date) (list []ListedRegister) {
	for _, d := range m.InForce(on) {
		for _, r := range d.Registers {
			list = append(list, ListedRegister{Register: r, Mechanism: d})
		}
	}
	return list
}

// register finds a register of the mechanisms in force on a day.
func (m *Mechanisms) register(id string, on civil.Date) (ListedRegister, error) {
	list := m.registers(on)
	i := slices.IndexFunc(list, func(r ListedRegister) bool { return r.ID == id })
	if i < 0 {
		return ListedRegister{}, fault.New(fault.NotFound, "没有“"+id+"”这个台账。", "请从名录页进入。")
	}
	return list[i], nil
}

// entryScope is what of a register the actor may see: an open one whole, else
// what his units keep.
func entryScope(by staff.Actor, r *register.Register) (staff.Scope, error) {
	if r.Open {
		return staff.ScopeOf(by, "register.list")
	}
	return staff.ScopeOf(by, "register.read")
}

// ListRegisters lists the registers with what each holds today.
func (w *Workspace) ListRegisters(ctx context.Context, by staff.Actor) ([]ListedRegister, []staff.Unit, error) {
	if err := staff.Permit(by, "register.list", ""); err != nil {
		return nil, nil, err
	}
	today := civil.Instant(w.now()).Date()
	all := w.means.Mechanisms.registers(today)
	var units []staff.Unit
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) {
		for i, r := range all {
			scope, err := entryScope(by, r.Register)
			if err != nil {
				return err
			}
			if all[i].Count, err = tx.CountEntries(scope, r.ID, today, MostCounted); err != nil {
				return err
			}
		}
		units, err = tx.Units(by.Division)
		return err
	})
	return all, units, faulted(err)
}
