package cases

import (
	"context"
	"slices"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/rate"
	"duban/internal/web/say"
)

// inquiry is the page of whoever asked for a case: nobody is signed in, the
// number and the code of the receipt are shown each time.
type inquiry struct {
	desk.CaseTicket
	places []part.Option
	form   form
	word   string
	holder desk.Holder // under which files wait while a form is mended
}

// AskInquiry asks for the number and the code.
func AskInquiry(v *frame.Visit) error {
	return askInquiry(v, inquiry{CaseTicket: desk.CaseTicket{Number: v.Text("number"), Division: v.Actor.Division}}, nil)
}

func askInquiry(v *frame.Visit, q inquiry, err error) error {
	var status int
	if x, ok := fault.As(err); ok && x.Kind == fault.NotFound { // the ticket is wrong: mended like a form
		err = fault.New(fault.Invalid, x.Sentence, x.Hint).At(x.Field)
	}
	q.form, status, err = wrongForm(v.Ctx, err)
	if err != nil {
		return err
	}
	if q.places, err = divisions(v); err != nil {
		return err
	}
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "查我的办件"), At: "/guide", Styles: []string{style}, Wrong: q.form.fault != nil}, askTicket(v, q))
}

// ticket is what the form shows; it counts who asks.
func ticket(v *frame.Visit) (inquiry, error) {
	var q inquiry
	if v.House.Inquiries != nil {
		if s := v.House.Inquiries.Take(rate.Address(v.R)); !s.Granted {
			return q, fault.New(fault.Unavailable, "查得太快了。", "请过一分钟再查。")
		}
	}
	if err := received(v); err != nil {
		return q, err
	}
	q.CaseTicket = desk.CaseTicket{Division: v.Text("division"), Number: v.Text("number"), Code: v.R.PostFormValue("code")}
	q.holder = waitsUnder(v)
	if q.Division == "" {
		all, err := v.House.Desk.Divisions(v.Ctx)
		if err != nil {
			return q, err
		}
		if len(all) == 1 {
			q.Division = all[0].Code
		}
	}
	return q, nil
}

// Inquire shows the case.
func Inquire(v *frame.Visit) error {
	q, err := ticket(v)
	if err != nil {
		return err
	}
	return answered(v, q, "", nil)
}

// answered shows the case to whoever asked, after an act of his where there was one.
func answered(v *frame.Visit, q inquiry, act string, wrong error) error {
	f, status, err := wrongForm(v.Ctx, wrong)
	if err != nil {
		return err
	}
	c, err := v.House.Desk.AskedCase(v.Ctx, q.CaseTicket)
	if x, ok := fault.As(err); ok && x.Kind == fault.NotFound {
		return askInquiry(v, q, err)
	}
	if err != nil {
		return err
	}
	f.procedure, f.units = c.Procedure, c.Units
	if act != "" {
		f.values, f.reason = sent(v), v.Text("reason")
		if f.act = c.Procedure.Act(act); f.act == nil {
			f.act = c.Next
		}
	}
	q.form = f
	return v.ShowAs(status, frame.Sheet{Title: c.Title(), At: "/guide", Styles: []string{style}, Wrong: f.fault != nil}, asker(v, c, q))
}

// InquiryAct does an act of whoever asked.
func InquiryAct(v *frame.Visit) error {
	q, err := ticket(v)
	if err != nil {
		return err
	}
	c, err := v.House.Desk.AskedCase(v.Ctx, q.CaseTicket)
	if err != nil {
		return answered(v, q, "", nil)
	}
	a := c.Procedure.Act(v.At("act"))
	if a == nil || !a.ByApplicant() {
		return fault.New(fault.NotFound, "“"+c.Procedure.Title+"”没有这样的动作。", "请刷新页面再办。")
	}
	done, err := v.House.Desk.ActDone(v.Ctx, staff.Actor{Division: q.Division}, v.Call())
	if err == nil && !done {
		err = handFields(v, a.Form, outside(v, q.Division, q.holder))
	}
	if err != nil {
		return answered(v, q, a.ID, err)
	}
	if _, err = v.House.Desk.ActByTicket(v.Ctx, v.Call(), q.CaseTicket, q.holder, procedure.Deed{Act: a.ID, Data: Filled(v, a.Form), Reason: v.Text("reason")}); err == nil {
		q.word = say.T(v.Ctx, "“%s”办好了。", a.Title)
	}
	return answered(v, q, a.ID, err)
}

// InquiryNext opens what follows a case that has ended.
func InquiryNext(v *frame.Visit) error {
	q, err := ticket(v)
	if err != nil {
		return err
	}
	c, err := v.House.Desk.AskedCase(v.Ctx, q.CaseTicket)
	if err != nil {
		return answered(v, q, "", nil)
	}
	if c.Next == nil {
		return fault.New(fault.Conflict, "这一件现在没有可评的。", "办结以后再来。")
	}
	data := Filled(v, c.Next.Form)
	if _, err = v.House.Desk.FollowByTicket(v.Ctx, v.Call(), q.CaseTicket, procedure.Deed{Act: c.Next.ID, Data: data}); err == nil {
		q.word = say.T(v.Ctx, "收到了，谢谢。")
	}
	return answered(v, q, c.Next.ID, err)
}

// on is the form of an act of whoever asked.
func (q inquiry) on(c desk.TicketedCase, a *procedure.Act) form {
	f := q.form
	if f.act == nil || f.act.ID != a.ID {
		f = form{procedure: c.Procedure, units: c.Units, wrong: map[string]string{}}
	}
	f.act = a
	if a == c.Next && a.Form != nil {
		_, _, carried := c.Following()
		f.only = []procedure.Field{}
		for _, x := range a.Form.Fields {
			if _, known := carried[x.Name]; !known {
				f.only = append(f.only, x)
			}
		}
	}
	return f
}

// open are the facts that whoever asked sees.
func open(c desk.TicketedCase) []fact {
	return slices.DeleteFunc(told(c.Procedure, c.Data), func(x fact) bool { return !slices.Contains(c.Procedure.Public.Shows, x.name) })
}

// openStory is what happened as whoever asked sees it, oldest first: no persons,
// and nothing that waits inside for agreement.
func openStory(ctx context.Context, c desk.TicketedCase) []part.Event {
	var list []part.Event
	for _, e := range c.Events {
		if e.Kind == procedure.Asked || e.Kind == procedure.Declined {
			continue
		}
		a := c.ActOf(e)
		if a == nil {
			continue
		}
		x := part.Event{When: frame.Date(ctx, int64(e.HappenedAt)), Hour: frame.Clock(int64(e.HappenedAt)), ISO: frame.ISO(int64(e.HappenedAt)), What: a.Title, Mark: "i", By: UnitName(c.Units, e.Unit)}
		switch {
		case e.Post == procedure.ApplicantPost:
			x.By = say.T(ctx, "您")
		case e.Unit == "":
			x.By = say.T(ctx, "由程序办")
		}
		list = append(list, x)
	}
	return list
}

// shown is the case for the parts that show cases inside.
func shown(c desk.TicketedCase) desk.ShownCase {
	return desk.ShownCase{Case: c.Case, Row: c.Row, Calendar: c.Calendar, Now: c.Now, Units: c.Units}
}
