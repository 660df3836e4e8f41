package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// MostReceived is how many rows of another system come in at once.
const MostReceived = 20_000

// ReceiveCases is a load of another system's events.
type ReceiveCases struct {
	Procedure string
	Rows      []procedure.ForeignRow
}

// CasesReceived says what became of each row: taken, known already, or refused.
type CasesReceived struct {
	Taken   int          `json:"taken"`
	Known   int          `json:"known"`
	Cases   int          `json:"cases"` // new ones
	Refused []RefusedRow `json:"refused,omitempty"`
}

// RefusedRow is a row that was not taken, and how to mend it.
type RefusedRow struct {
	Line     int    `json:"line"`
	Column   string `json:"column,omitempty"`
	Sentence string `json:"sentence"`
	Hint     string `json:"hint,omitempty"`
}

// ReceiveCases takes another system's events in, row by row, in any order and
// as late as they come: a row that was there before changes nothing, a bad one
// is told and the others go on. The rows of one case are one act.
func (w *Workspace) ReceiveCases(ctx context.Context, by staff.Actor, call Call, in ReceiveCases) (CasesReceived, error) {
	var out CasesReceived
	if err := staff.Permit(by, "case.receive", ""); err != nil {
		return out, err
	}
	p, err := w.means.Mechanisms.Beginning(in.Procedure, civil.Instant(w.now()).Date())
	switch {
	case err != nil:
		return out, err
	case p.Exchange == nil:
		return out, fault.New(fault.Refused, "“"+p.Title+"”没有声明对接，别的系统的数据进不来。", "请先在机制的声明里写 exchange。")
	case len(in.Rows) > MostReceived:
		return out, fault.New(fault.TooLarge, fmt.Sprintf("一次最多收 %d 行。", MostReceived), "请分几次交。")
	case len(in.Rows) == 0:
		return out, fault.New(fault.Invalid, "一行数据也没有。", "请核对文件。")
	}
	scope, err := staff.ScopeOf(by, "case.receive")
	if err != nil {
		return out, err
	}
	var units []staff.Unit
	if err := w.store.Read(ctx, func(tx *store.Tx) (err error) { units, err = tx.Units(by.Division); return err }); err != nil {
		return out, faulted(err)
	}
	var order []string
	groups := map[string][]received{}
	for _, row := range in.Rows {
		x, err := p.Receive(row)
		if err == nil {
			err = ofUnit(&x.Event, p.Exchange.Unit, units, scope, by)
		}
		if err != nil {
			if err := out.refuse(row.Line, err); err != nil {
				return out, err
			}
			continue
		}
		if groups[x.Number] == nil {
			order = append(order, x.Number)
		}
		groups[x.Number] = append(groups[x.Number], received{row.Line, x.Event})
	}
	for i, number := range order {
		part := call
		if call.ActID != "" {
			part.ActID = fmt.Sprintf("%s/%d", call.ActID, i+1)
		}
		got, err := w.receive(ctx, by, part, p, number, groups[number])
		if err != nil {
			if err := out.refuse(groups[number][0].line, err); err != nil {
				return out, err
			}
			continue
		}
		out.Taken, out.Known, out.Cases = out.Taken+got.Taken, out.Known+got.Known, out.Cases+got.Cases
		out.Refused = append(out.Refused, got.Refused...)
	}
	slices.SortStableFunc(out.Refused, func(a, b RefusedRow) int { return a.Line - b.Line })
	return out, nil
}

type received struct {
	line  int
	event procedure.Event
}

// refuse tells what is wrong with a row; what is no fault of it goes on.
func (r *CasesReceived) refuse(line int, err error) error {
	f, ok := fault.As(err)
	if !ok || f.Kind == fault.Unavailable {
		return err
	}
	r.Refused = append(r.Refused, RefusedRow{line, f.Field, f.Sentence, f.Hint})
	return nil
}

// ofUnit makes the code of the unit that did an event out of what the row says.
func ofUnit(e *procedure.Event, column string, units []staff.Unit, scope staff.Scope, by staff.Actor) error {
	if e.Unit == "" {
		e.Unit = by.Unit
		return nil
	}
	i := slices.IndexFunc(units, func(u staff.Unit) bool { return u.Code == e.Unit || u.Name == e.Unit })
	if i < 0 {
		return fault.New(fault.Invalid, "没有“"+e.Unit+"”这个单位。", "请写单位清单里的代码或名称。").At(column)
	}
	if e.Unit = units[i].Code; !scope.Sees(e.Unit) {
		return fault.New(fault.Forbidden, "“"+units[i].Name+"”的数据不由您送。", "只能送本单位的，或请督查送。").At(column)
	}
	return nil
}

// retries is how often a load tries again where somebody acts on the same case.
const retries = 3

func (w *Workspace) receive(ctx context.Context, by staff.Actor, call Call, p *procedure.Procedure, number string, rows []received) (got CasesReceived, err error) {
	for range retries {
		got, err = performed(ctx, w, by, "case.receive", call, func(d *deed) (CasesReceived, error) { return d.receive(p, number, rows) })
		if !Stale(err) {
			break
		}
	}
	return got, err
}

func (d *deed) receive(p *procedure.Procedure, number string, rows []received) (CasesReceived, error) {
	var out CasesReceived
	var c store.CaseRow
	var events []store.CaseEvent
	id, err := d.tx.CaseByKey(d.by.Division, p.ID, store.AlienKey, number)
	switch {
	case err == nil:
		if c, err = d.tx.CaseOf(d.by.Division, id); err != nil {
			return out, err
		}
		if p, _, events, err = d.w.fold(d.tx, c); err != nil {
			return out, err
		}
	case !missing(err):
		return out, err
	}
	for _, r := range rows {
		if i := slices.IndexFunc(events, func(b store.CaseEvent) bool { return b.Foreign == r.event.Foreign }); i >= 0 {
			if sameForeign(events[i].Event, r.event) {
				out.Known++
			} else {
				out.Refused = append(out.Refused, RefusedRow{r.line, p.Exchange.Event, "事件 " + r.event.Foreign + " 已收过，这次内容不同。", "更正要用新的事件编号。"})
			}
			continue
		}
		a := actAt(p, events, r.event)
		if a == nil {
			if err := out.refuse(r.line, fault.New(fault.Conflict, fmt.Sprintf("%s 那时按第 %d 版办，没有这件事。", number, c.Declared), "请核对"+p.Exchange.Code+"和时间；要按新版办，请先迁移这一件。").At(p.Exchange.Code)); err != nil {
				return out, err
			}
			continue
		}
		if a.Opens() && slices.ContainsFunc(events, func(b store.CaseEvent) bool { x := actAt(p, events, b.Event); return x != nil && x.Opens() }) {
			out.Refused = append(out.Refused, RefusedRow{r.line, p.Exchange.Code, number + " 已经立过件。", "请核对" + p.Exchange.Code + "。"})
			continue
		}
		if c.ID == "" {
			if c, err = d.begin(p, r.event); err != nil {
				return out, err
			}
			if _, err := d.tx.KeyCase(c, store.AlienKey, number); err != nil {
				return out, err
			}
			out.Cases++
		} else if err := d.add(&c, p, events, r.event); err != nil {
			return out, err
		}
		r.event.Seq, r.event.RecordedAt = len(events)+1, civil.Instant(d.now)
		events = append(events, store.CaseEvent{Event: r.event, Case: c.ID})
		out.Taken++
		// what it set off, on this case too, is read anew
		if row, err := d.tx.CaseOf(d.by.Division, c.ID); err != nil {
			return out, err
		} else if row.Version != c.Version {
			c = row
			if events, err = d.tx.CaseEvents(d.by.Division, c.ID); err != nil {
				return out, err
			}
		}
	}
	if d.object == "" {
		d.object = "case/" + c.ID
	}
	return out, nil
}

// actAt is the act of an event, as the version has it that the case was under
// when it happened.
func actAt(p *procedure.Procedure, events []store.CaseEvent, e procedure.Event) *procedure.Act {
	plain := make([]procedure.Event, len(events))
	for i, b := range events {
		plain[i] = b.Event
	}
	if e.Seq == 0 {
		e.Seq = len(events) + 1
	}
	if p = p.At(plain, e); p == nil {
		return nil
	}
	return p.Act(e.Act)
}

// sameForeign says that an event came a second time as it was.
func sameForeign(a, b procedure.Event) bool {
	if a.Act != b.Act || a.HappenedAt != b.HappenedAt || a.Unit != b.Unit || len(a.Data) != len(b.Data) {
		return false
	}
	x, errX := json.Marshal(a.Data)
	y, errY := json.Marshal(b.Data)
	return errX == nil && errY == nil && string(x) == string(y)
}
