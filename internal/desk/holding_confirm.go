package desk

import (
	"context"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
)

// ConfirmHolding puts a proposed holding in force.
func (w *Workspace) ConfirmHolding(ctx context.Context, by staff.Actor, call Call, id string) error {
	_, err := perform(ctx, w, by, "holding.confirm", call, func(d *deed) (struct{}, error) {
		d.object = "holding/" + id
		if err := d.tx.HoldStaff(by.Division); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, d.confirm(call, id)
	})
	w.forget()
	return err
}

// ConfirmHoldings puts proposed holdings in force, all of them or none: those
// that an import brought.
func (w *Workspace) ConfirmHoldings(ctx context.Context, by staff.Actor, call Call, ids []string) (int, error) {
	if len(ids) == 0 {
		return 0, fault.New(fault.Invalid, "没有选任职。", "请先勾选要确认的任职。")
	}
	n, err := perform(ctx, w, by, "holding.confirm", call, func(d *deed) (int, error) {
		d.object = "division/" + by.Division
		if err := d.tx.HoldStaff(by.Division); err != nil {
			return 0, err
		}
		for _, id := range ids {
			if err := d.confirm(Call{}, id); err != nil {
				return 0, d.naming(err, id)
			}
		}
		return len(ids), nil
	})
	w.forget()
	return n, err
}

// naming says whose holding a fault is about.
func (d *deed) naming(err error, holding string) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	h, err := d.tx.Holding(d.by.Division, holding)
	if err != nil {
		return err
	}
	p, err := d.tx.Person(d.by.Division, h.Person)
	if err != nil {
		return err
	}
	return fault.New(f.Kind, p.Name+"："+f.Sentence, f.Hint+"这一次一条也没有确认。").Because(f)
}

func (d *deed) confirm(call Call, id string) error {
	h, err := d.tx.Holding(d.by.Division, id)
	if err != nil {
		return err
	}
	if err := call.current(h.Version, "这次任职"); err != nil {
		return err
	}
	if h.State != staff.Proposed {
		return fault.New(fault.Conflict, "这次任职已经办过了。", "请刷新看看。")
	}
	post, err := d.tx.Post(d.by.Division, h.Post)
	if err != nil {
		return err
	}
	if h.Person == d.by.Person {
		return fault.New(fault.Refused, "不能确认自己的任职。", "请另一位安全管理员确认。")
	}
	if err := d.together(h.Person, h.ID, post.Role); err != nil {
		return err
	}
	return d.moveHolding(h, staff.Confirmed, h.Until)
}

func (d *deed) moveHolding(old staff.Holding, state staff.HoldingState, until int64) error {
	h := old
	h.State, h.Until = state, until
	object, bytes := canonHolding(h)
	h.Seal = d.seal(object, old.Seal, bytes)
	return d.tx.SetHolding(h)
}
