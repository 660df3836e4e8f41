package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/burden"
	"duban/internal/kernel/notice"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// AskRequest is what somebody wants to know from units.
type AskRequest struct {
	Title   string
	Why     string
	Sort    burden.Sort
	Measure string
	DueOn   civil.Date
	Units   []string // codes
	Differs string   // how it differs from what the system holds that is like it
}

// RequestKept is a data request after an act.
type RequestKept struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	State  string `json:"state"`
}

// AskForData registers a data request and puts it before the units. What the
// system holds is refused with the place where it stands.
func (w *Workspace) AskForData(ctx context.Context, by staff.Actor, call Call, in AskRequest) (RequestKept, error) {
	return perform(ctx, w, by, "request.ask", call, func(d *deed) (RequestKept, error) {
		today := civil.Instant(d.now).Date()
		slices.Sort(in.Units)
		in.Units = slices.Compact(in.Units)
		x := burden.Request{ID: d.newID(), State: burden.Open, Office: by.Unit, AskedOn: today, DueOn: in.DueOn,
			Content: burden.Content{Title: in.Title, Why: in.Why, Sort: in.Sort, Measure: in.Measure, Differs: in.Differs, Person: by.Person, Post: by.Post, Entered: civil.Instant(d.now)}}
		if err := x.Check(in.Units); err != nil {
			return RequestKept{}, err
		}
		found, err := w.held(d.tx, by, x.Title, today)
		if err == nil {
			err = x.Refused(found)
		}
		if err != nil {
			return RequestKept{}, err
		}
		for _, m := range found {
			x.Near = append(x.Near, m.Title+"（"+m.Of+"）")
		}
		if len(found) == 0 {
			x.Differs = ""
		}
		x.Minutes = burden.FixedForm(burden.Reply).Minutes(today, x.Parts()...)
		if err := d.askable(x, in.Units); err != nil {
			return RequestKept{}, err
		}
		n, err := d.tx.NextNumber(by.Division, fmt.Sprintf("报数 %d", today.Year))
		if err != nil {
			return RequestKept{}, err
		}
		x.Number = fmt.Sprintf("数%d-%04d", today.Year, n)
		d.object = "request/" + x.ID
		row := store.RequestRow{Division: by.Division, Request: x}
		if err := d.keepRequest(row); err != nil {
			return RequestKept{}, err
		}
		for _, u := range in.Units {
			if err := d.keepReply(store.ReplyRow{Division: by.Division, Request: x.ID, AskedOn: today, DueOn: x.DueOn, Minutes: x.Minutes, Answer: burden.Answer{Unit: u}}); err != nil {
				return RequestKept{}, err
			}
		}
		asks, err := d.requestAsks(row)
		if err == nil {
			err = d.tellAsked(row, asks, in.Units)
		}
		return RequestKept{x.ID, x.Number, string(x.State)}, err
	})
}

// askable holds the units of a request against the register of units and, where
// a budget refuses, against the budgets.
func (d *deed) askable(x burden.Request, codes []string) error {
	units, err := unitsOf(d.tx, d.by.Division)
	if err != nil {
		return err
	}
	var added []burden.Added
	for _, code := range codes {
		u, ok := units[code]
		switch {
		case !ok || u.Closed:
			return fault.New(fault.Invalid, fmt.Sprintf("没有代码是“%s”的单位，或它已经撤销。", code), "请从列表里选单位。").At("units")
		case code == d.by.Unit:
			return fault.New(fault.Invalid, "选了“"+u.Called()+"”自己。", "本单位的数不用要。").At("units")
		}
		added = append(added, burden.Added{Unit: code, Times: 1, More: x.Minutes})
	}
	ok, err := d.bounded()
	if err != nil || !ok {
		return err
	}
	today := civil.Instant(d.now).Date()
	whole := staff.Actor{Division: d.by.Division, Person: d.by.Person, Role: staff.Supervisor, Armed: true}
	scope, err := staff.ScopeOf(whole, "burden.read")
	if err != nil {
		return err
	}
	if err := d.w.laden(d.tx, scope, added, civil.MonthOf(x.DueOn), today, d.w.formsOn(today)); err != nil {
		return err
	}
	return d.refuseOver(added)
}

func (d *deed) keepRequest(r store.RequestRow) error {
	object, bytes := canonRequest(r)
	r.Seal = d.seal(object, r.Seal, bytes)
	return d.tx.SetRequest(r)
}

func (d *deed) keepReply(r store.ReplyRow) error {
	object, bytes := canonReply(r)
	r.Seal = d.seal(object, r.Seal, bytes)
	return d.tx.SetReply(r)
}

// StopRequest ends a data request that is not wanted any more: units that have
// not answered need not.
func (w *Workspace) StopRequest(ctx context.Context, by staff.Actor, call Call, id, reason string) (RequestKept, error) {
	return perform(ctx, w, by, "request.stop", call, func(d *deed) (RequestKept, error) {
		scope, err := staff.ScopeOf(by, "request.list")
		if err != nil {
			return RequestKept{}, err
		}
		r, err := d.tx.Request(scope, id)
		if err != nil {
			return RequestKept{}, err
		}
		if err := staff.Permit(by, "request.stop", r.Office); err != nil {
			return RequestKept{}, err
		}
		if err := call.current(r.Version, "“"+r.Title+"”"); err != nil {
			return RequestKept{}, err
		}
		reason = strings.TrimSpace(reason)
		switch {
		case r.State != burden.Open:
			return RequestKept{}, fault.New(fault.Refused, "“"+r.Title+"”已经不收了。", "请刷新看看。")
		case reason == "" || len([]rune(reason)) > 200:
			return RequestKept{}, fault.New(fault.Invalid, "没有写为什么不要了，或超过 200 个字。", "写一句，答过的单位看得到。").At("reason")
		}
		r.State, r.Stop = burden.Stopped, reason
		d.object, d.reason = "request/"+r.ID, reason
		if err := d.keepRequest(r); err != nil {
			return RequestKept{}, err
		}
		replies, err := d.tx.Replies(by.Division, r.ID)
		if err != nil {
			return RequestKept{}, err
		}
		var units []string
		for _, a := range replies {
			units = append(units, a.Unit)
		}
		return RequestKept{r.ID, r.Number, string(r.State)}, d.tellAsked(r, telling{rule: requestStopped, kind: notice.Inform, words: fmt.Sprintf("“%s”（%s）不要了，没有报的不用再报。", r.Title, r.Number), reason: reason}, units)
	})
}
