package desk

import (
	"context"
	"crypto/subtle"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// ticketLetters leaves out what is misread; ticketLength of them are 39 bits,
// which nobody guesses through a page that counts its callers.
const (
	ticketLetters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
	ticketLength  = 8
)

// ticket gives a new case the code that whoever asked sees it by.
func (d *deed) ticket(c store.CaseRow) error {
	code := make([]byte, 0, ticketLength)
	var b [1]byte
	for len(code) < ticketLength {
		if _, err := d.w.means.Random.Read(b[:]); err != nil {
			return err
		}
		if n := int(b[0]); n < 256-256%len(ticketLetters) { // each letter as likely
			code = append(code, ticketLetters[n%len(ticketLetters)])
		}
	}
	return d.tx.AddTicket(c, string(code))
}

// CaseReceipt (收件凭证) is what is handed over the desk: the case and the code
// that whoever asked sees it by.
type CaseReceipt struct {
	*procedure.Case
	Units []staff.Unit
	Code  string
	Below []CaseReceipt
}

// ReadReceipt reads the receipt of a case that the public may see.
func (w *Workspace) ReadReceipt(ctx context.Context, by staff.Actor, id string) (CaseReceipt, error) {
	var r CaseReceipt
	scope, err := staff.ScopeOf(by, "case.list")
	if err != nil {
		return r, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.Case(scope, id)
		if err != nil {
			return err
		}
		r, err = w.receiptOf(tx, row)
		return err
	})
	return r, faulted(err)
}

// receiptOf is the receipt of a case with those of the cases below it.
func (w *Workspace) receiptOf(tx *store.Tx, row store.CaseRow) (CaseReceipt, error) {
	units, err := tx.Units(row.Division)
	if err != nil {
		return CaseReceipt{}, err
	}
	r, err := w.receipt(tx, row, units)
	if err != nil {
		return r, err
	}
	below, err := w.below(tx, row, r.Case)
	for _, b := range below {
		part, err := w.receipt(tx, b.Row, units)
		if err != nil {
			return r, err
		}
		r.Below = append(r.Below, part)
	}
	return r, err
}

func (w *Workspace) receipt(tx *store.Tx, row store.CaseRow, units []staff.Unit) (CaseReceipt, error) {
	_, f, _, err := w.fold(tx, row)
	if err != nil {
		return CaseReceipt{}, err
	}
	code, err := tx.TicketOf(row.Division, row.ID)
	if missing(err) {
		return CaseReceipt{}, fault.New(fault.NotFound, "“"+f.Procedure.Title+"”没有收件凭证。", "办事人看得到的办件才有。")
	}
	return CaseReceipt{Case: f, Units: units, Code: code}, err
}

// CaseTicket (查询凭证) is what whoever asked for a case shows: its number and the code of its receipt.
type CaseTicket struct{ Division, Number, Code string }

// TicketedCase (办事人的办件) is a case as whoever asked sees it.
type TicketedCase struct {
	*procedure.Case
	Row      store.CaseRow
	Calendar *civil.Calendar
	Now      civil.Instant
	Units    []staff.Unit
	Acts     []*procedure.Act // that whoever asked may do now
	Next     *procedure.Act   // that opens what follows, nil where there is none
	Done     bool             // what follows was opened already
}

// AskedCase shows a case to whoever shows its ticket.
func (w *Workspace) AskedCase(ctx context.Context, t CaseTicket) (TicketedCase, error) {
	s := TicketedCase{Now: civil.Instant(w.now())}
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if s.Row, err = w.ticketed(tx, t); err != nil {
			return err
		}
		if s.Calendar, err = w.calendarOf(tx, s.Row.Division); err != nil {
			return err
		}
		if _, s.Case, _, err = w.fold(tx, s.Row); err != nil {
			return err
		}
		for _, a := range s.Procedure.Acts {
			if a.ByApplicant() && !a.Opens() && s.May(procedure.Asker, a, nil) {
				s.Acts = append(s.Acts, a)
			}
		}
		p, a, carried := s.Following()
		if s.Next = a; p != nil && p.Key != "" {
			key, _ := carried[p.Key].(string)
			if _, err := tx.CaseByKey(s.Row.Division, p.ID, store.OwnKey, key); err == nil {
				s.Done = true
			} else if !missing(err) {
				return err
			}
		}
		s.Units, err = tx.Units(s.Row.Division)
		return err
	})
	return s, faulted(err)
}

// ticketed finds the case of a ticket. What is wrong with it is not told apart.
func (w *Workspace) ticketed(tx *store.Tx, t CaseTicket) (store.CaseRow, error) {
	wrong := fault.New(fault.NotFound, "编号或查询码不对。", "请照收件凭证上的写；字母不分大小写。").At("code")
	code := strings.ToUpper(strings.Join(strings.Fields(strings.ReplaceAll(t.Code, "-", "")), ""))
	number := strings.TrimSpace(t.Number)
	if number == "" || len(code) != ticketLength {
		return store.CaseRow{}, wrong
	}
	row, err := tx.CaseNumbered(t.Division, number)
	if missing(err) {
		return row, wrong
	}
	if err != nil {
		return row, err
	}
	kept, err := tx.TicketOf(t.Division, row.ID)
	if missing(err) || err == nil && subtle.ConstantTimeCompare([]byte(kept), []byte(code)) != 1 {
		return store.CaseRow{}, wrong
	}
	return row, err
}

// ActByTicket does an act of whoever asked; the files that it names wait under h.
func (w *Workspace) ActByTicket(ctx context.Context, call Call, t CaseTicket, h Holder, in procedure.Deed) (CaseKept, error) {
	return performed(ctx, w, staff.Actor{Division: t.Division}, "case.ask", call, func(d *deed) (CaseKept, error) {
		d.holder, _ = h.name() // who has none has no files waiting
		row, err := w.ticketed(d.tx, t)
		if err != nil {
			return CaseKept{}, err
		}
		if _, err := d.moment(&in); err != nil {
			return CaseKept{}, err
		}
		p, f, events, err := w.fold(d.tx, row)
		if err != nil {
			return CaseKept{}, err
		}
		e, err := f.Do(procedure.Asker, in)
		if err != nil {
			return CaseKept{}, err
		}
		d.reason = e.Reason
		return CaseKept{row.ID, row.Number, e.Seq}, d.add(&row, p, events, e)
	})
}

// FollowByTicket opens what follows a case that has ended: it is whoever asked who does.
func (w *Workspace) FollowByTicket(ctx context.Context, call Call, t CaseTicket, in procedure.Deed) (CaseKept, error) {
	return performed(ctx, w, staff.Actor{Division: t.Division}, "case.ask", call, func(d *deed) (CaseKept, error) {
		row, err := w.ticketed(d.tx, t)
		if err != nil {
			return CaseKept{}, err
		}
		if _, err := d.moment(&in); err != nil {
			return CaseKept{}, err
		}
		_, f, _, err := w.fold(d.tx, row)
		if err != nil {
			return CaseKept{}, err
		}
		p, e, err := f.Follow(in)
		if err != nil {
			return CaseKept{}, err
		}
		next, err := d.begin(p, e)
		return CaseKept{next.ID, next.Number, 1}, err
	})
}
