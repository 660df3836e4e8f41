package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// mostApplied is how many applications of one day a division takes in online:
// more than its people bring, and not so many that nobody could sift them. It is
// counted in the database, so that no number of programs takes more.
const mostApplied = 2_000

// ApplyOnline opens the case of an item, or the cases of a bundle, for whoever
// asks himself: he has no account, and the receipt is all that he gets.
func (w *Workspace) ApplyOnline(ctx context.Context, call Call, division string, in AskCase) (CaseReceipt, error) {
	var r CaseReceipt
	k, err := performed(ctx, w, staff.Actor{Division: division}, "case.apply", call, func(d *deed) (CaseKept, error) {
		own := procedure.Deed{Data: in.Data} // it happens when it comes in, whatever is said
		at, err := d.moment(&own)
		if err != nil {
			return CaseKept{}, err
		}
		c, err := w.means.Mechanisms.asked(in.Code, at.Date())
		if err != nil {
			return CaseKept{}, err
		}
		if err := c.online(in.Answers); err != nil {
			return CaseKept{}, err
		}
		ask, g := in, c.Guide(in.Answers)
		ask.At, ask.Brought = at, g.FilledIn()
		if ask.Data, err = c.Catalogue.Applied(c.Applying().Form, g, own.Data); err != nil {
			return CaseKept{}, err
		}
		if len(in.Files) > 0 {
			if d.holder, err = in.Holder.name(); err != nil {
				return CaseKept{}, err
			}
			_, handed, err := c.Catalogue.Attached(g, in.Files)
			if err != nil {
				return CaseKept{}, err
			}
			ask.Brought = append(ask.Brought, handed...)
		}
		if err := d.room(c, at); err != nil {
			return CaseKept{}, err
		}
		a := c.Catalogue.Asking
		acts := [2]string{a.Item.Online}
		if a.Bundle != nil {
			acts[1] = a.Bundle.Online
		}
		return d.openAsked(c, procedure.Asker, ask, acts)
	})
	if err != nil {
		return r, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.CaseOf(division, k.ID)
		if err != nil {
			return err
		}
		r, err = w.receiptOf(tx, row)
		return err
	})
	return r, faulted(err)
}

// Applying is the act by which whoever asks opens a case of it, nil where he cannot.
func (c Catalogued) Applying() *procedure.Act {
	a := c.Catalogue.Asking
	if a == nil || a.Online == nil {
		return nil
	}
	of := a.Item
	if c.Bundle != nil {
		of = a.Bundle
	}
	return c.Mechanism.Procedure(of.Procedure).Act(of.Online)
}

// Offline are the items of it that cannot be asked for online in this situation.
func (c Catalogued) Offline(answers map[string]string) []*procedure.Item {
	return c.Catalogue.Offline(c.Guide(answers), c.On)
}

// online refuses what cannot be asked for without a window.
func (c Catalogued) online(answers map[string]string) error {
	if c.Applying() == nil {
		return fault.New(fault.NotFound, "“"+c.Title()+"”不能在网上申请。", "请到窗口办，看办事指南。")
	}
	var names []string
	for _, i := range c.Offline(answers) {
		names = append(names, i.Title)
	}
	if len(names) > 0 {
		return fault.New(fault.Refused, "“"+strings.Join(names, "”、“")+"”不能在网上申请。", "请到窗口办，看办事指南。")
	}
	return nil
}

// room refuses a division that is not there or has nobody whom the cases go to,
// and what is too much for one day.
func (d *deed) room(c Catalogued, at civil.Instant) error {
	if row, err := d.tx.Division(d.by.Division); missing(err) || err == nil && !row.Ready {
		return fault.New(fault.Invalid, "没有选在哪里办。", "请从列着的地方里选。").At("division")
	} else if err != nil {
		return err
	}
	units, err := d.tx.Units(d.by.Division)
	if err != nil {
		return err
	}
	lands := c.Mechanism.Procedure(c.landsIn()).Public.Lands
	if !slices.ContainsFunc(units, func(u staff.Unit) bool { return u.Code == lands && !u.Closed }) {
		return fault.New(fault.Refused, "这里还没有接网上申请的单位。", "请到窗口办；请系统管理员设好代码是“"+lands+"”的单位。")
	}
	n, err := d.tx.NextNumber(d.by.Division, "网上申请 "+at.Date().String())
	if err == nil && n > mostApplied {
		err = fault.New(fault.Refused, fmt.Sprintf("今天网上交来的申请已有 %d 件，收不下了。", mostApplied), "请明天再交，或到窗口办。")
	}
	return err
}

func (c Catalogued) landsIn() string {
	if c.Bundle != nil {
		return c.Catalogue.Asking.Bundle.Procedure
	}
	return c.Catalogue.Asking.Item.Procedure
}
