package desk

import (
	"cmp"
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

// What is taken from outside, and given out to everybody, through Open311.

// Offerings are what may be reported from outside today.
func (w *Workspace) Offerings(context.Context) []procedure.Offering {
	return w.means.Mechanisms.offerings(civil.Instant(w.now()).Date())
}

func (m *Mechanisms) offerings(on civil.Date) []procedure.Offering {
	var list []procedure.Offering
	for _, d := range m.InForce(on) {
		for _, p := range d.Procedures {
			list = append(list, p.Offerings()...)
		}
	}
	return list
}

// apart holds that no two mechanisms offer something under one code.
func (m *Mechanisms) apart() error {
	of := map[string]*procedure.Procedure{}
	for _, d := range m.all {
		for _, p := range d.Procedures {
			for _, o := range p.Offerings() {
				if q := of[o.Code]; q != nil && (q.ID != p.ID || q.Mechanism.ID != d.ID) {
					return fmt.Errorf("desk: %s and %s both offer %q by open311", q.ID, p.ID, o.Code)
				}
				of[o.Code] = p
			}
		}
	}
	return nil
}

// Offering finds what may be reported by its code.
func (w *Workspace) Offering(ctx context.Context, code string) (procedure.Offering, error) {
	all := w.Offerings(ctx)
	i := slices.IndexFunc(all, func(o procedure.Offering) bool { return o.Code == code })
	if i < 0 {
		return procedure.Offering{}, fault.New(fault.NotFound, "没有代号是“"+code+"”的服务。", "先取服务清单，代号列在里面。").At("service_code")
	}
	return all[i], nil
}

// OpenReported opens the case of what was reported from outside. Who acts is
// the bearer of the token that it came with.
func (w *Workspace) OpenReported(ctx context.Context, by staff.Actor, call Call, code string, in procedure.Report) (CaseKept, error) {
	if err := staff.Permit(by, "case.open", ""); err != nil {
		return CaseKept{}, err
	}
	o, err := w.Offering(ctx, code)
	if err != nil {
		return CaseKept{}, err
	}
	own, err := o.Deed(in)
	if err != nil {
		return CaseKept{}, err
	}
	return w.OpenCase(ctx, by, call, OpenCase{Procedure: o.Procedure.ID, Deed: own})
}

// OutwardPage says which cases are read from outside, newest first.
type OutwardPage struct {
	Codes        []string      // of offerings; none for all
	Which        string        // open, ended; "" for both
	Since, Until civil.Instant // 0 for OutwardSpan on the other side of the other one
	Page         int           // from 1
	Most         int           // on a page, OutwardMost at most
}

// What the standard bounds a list by, and how far pages go.
const (
	OutwardMost  = 1000
	OutwardSpan  = 90 * civil.Day
	OutwardPages = 10 * OutwardMost
)

// OutwardCases lists what anybody may read of the cases of a division.
func (w *Workspace) OutwardCases(ctx context.Context, division string, in OutwardPage) ([]procedure.Outward, error) {
	now := civil.Instant(w.now())
	switch {
	case in.Since == 0 && in.Until == 0:
		in.Since, in.Until = now-OutwardSpan, now
	case in.Since == 0:
		in.Since = in.Until - OutwardSpan
	case in.Until == 0:
		in.Until = in.Since + OutwardSpan
	}
	if in.Until-in.Since > OutwardSpan {
		return nil, fault.New(fault.Invalid, "start_date 到 end_date 超过 90 天。", "请分几段取。").At("start_date")
	}
	if in.Page < 1 || in.Most < 1 || in.Most > OutwardMost || in.Page > OutwardPages/in.Most {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("page 从 1 起，page_size 是 1 到 %d，合起来到第 %d 件为止。", OutwardMost, OutwardPages), "更早的用 start_date 和 end_date 分段取。").At("page")
	}
	// a procedure with the fields that its cases are narrowed by
	narrowed := map[string]*store.OutwardPage{}
	for _, o := range w.Offerings(ctx) {
		p := narrowed[o.Procedure.ID]
		if p == nil && (len(in.Codes) == 0 || slices.Contains(in.Codes, o.Code)) {
			p = &store.OutwardPage{Procedure: o.Procedure.ID, Which: in.Which, Since: int64(in.Since), Until: int64(in.Until), Most: in.Page * in.Most}
			narrowed[o.Procedure.ID] = p
		}
		if slices.Contains(in.Codes, o.Code) {
			p.Is = append(p.Is, store.FieldIs{Field: o.Procedure.Open311.Service, Value: o.Name})
		}
	}
	for _, code := range in.Codes {
		if _, err := w.Offering(ctx, code); err != nil {
			return nil, err
		}
	}
	var all []procedure.Outward
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		all = nil
		var rows []store.CaseRow
		for _, p := range narrowed {
			more, err := tx.OutwardCases(division, *p)
			if err != nil {
				return err
			}
			rows = append(rows, more...)
		}
		slices.SortFunc(rows, func(a, b store.CaseRow) int {
			return cmp.Or(cmp.Compare(b.OpenedAt, a.OpenedAt), strings.Compare(b.ID, a.ID))
		})
		rows = rows[min(len(rows), (in.Page-1)*in.Most):min(len(rows), in.Page*in.Most)]
		cal, err := w.calendarOf(tx, division)
		if err != nil {
			return err
		}
		for _, row := range rows {
			_, f, _, err := w.fold(tx, row)
			if err != nil {
				return err
			}
			if o, ok := f.Outward(cal, now); ok {
				all = append(all, o)
			}
		}
		return nil
	})
	return all, faulted(err)
}

// OutwardCase is what anybody may read of one case, by its number.
func (w *Workspace) OutwardCase(ctx context.Context, division, number string) (procedure.Outward, error) {
	var o procedure.Outward
	none := fault.New(fault.NotFound, "没有编号是“"+number+"”的公开办件。", "请核对 service_request_id。").At("service_request_id")
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.CaseNumbered(division, number)
		if missing(err) {
			return none
		}
		if err != nil {
			return err
		}
		cal, err := w.calendarOf(tx, division)
		if err != nil {
			return err
		}
		_, f, _, err := w.fold(tx, row)
		if err != nil {
			return err
		}
		ok := false
		if o, ok = f.Outward(cal, civil.Instant(w.now())); !ok {
			return none
		}
		return nil
	})
	return o, faulted(err)
}
