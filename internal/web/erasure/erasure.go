// Package erasure is the page where a report's erasure is proposed by one
// person and approved or declined by another.
package erasure

import (
	"context"
	"net/http"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/review"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

type data struct {
	desk.Erasing
	fault  *fault.Fault
	reason string // as it was written
	answer string
}

// open is the erasure that waits for a word, if any.
func (d data) open() *review.Erasure {
	for i := range d.All {
		if d.All[i].State == review.ErasureProposed {
			return &d.All[i]
		}
	}
	return nil
}

func (d data) at() string { return "/reports/" + d.Report.ID }

// wrong is what is wrong with a field.
func (d data) wrong(ctx context.Context, field string) string {
	if d.fault != nil && d.fault.Field == field {
		return say.Whole(ctx, d.fault)
	}
	return ""
}

// Show tells how far it has come.
func Show(v *frame.Visit) error { return show(v, nil) }

func show(v *frame.Visit, err error) error {
	d := data{reason: v.Text("reason"), answer: v.Text("answer")}
	status := http.StatusOK
	if err != nil {
		f, other := frame.FaultOf(err)
		if f == nil || f.Field == "" {
			return other
		}
		d.fault, status = f, http.StatusUnprocessableEntity
	}
	if d.Erasing, err = v.House.Desk.ShowErasures(v.Ctx, v.Actor, v.At("report")); err != nil {
		return err
	}
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "删除报告"), At: "/reports"}, page(v, d))
}

// Propose asks for it.
func Propose(v *frame.Visit) error {
	if _, err := v.House.Desk.ProposeErasure(v.Ctx, v.Actor, v.Call(), v.At("report"), v.Text("reason")); err != nil {
		return showOr(v, err)
	}
	v.Back("/reports/"+v.At("report")+"/erasure", say.T(v.Ctx, "已提请删除，等另一位同志批准。"))
	return nil
}

// Decline leaves the report as it is.
func Decline(v *frame.Visit) error {
	if err := v.House.Desk.DeclineErasure(v.Ctx, v.Actor, v.Call(), v.At("report"), v.At("erasure"), v.Text("answer")); err != nil {
		return showOr(v, err)
	}
	v.Back("/reports/"+v.At("report")+"/erasure", say.T(v.Ctx, "没有删除，报告照旧。"))
	return nil
}

// Approve carries it out.
func Approve(v *frame.Visit) error {
	if err := v.House.Desk.EraseReport(v.Ctx, v.Actor, v.Call(), v.At("report"), v.At("erasure")); err != nil {
		return err
	}
	v.Back("/reports/"+v.At("report")+"/erasure", say.T(v.Ctx, "已删除，账本里留有这件事。"))
	return nil
}

// showOr shows the form again where a field is wrong; other trouble goes on.
func showOr(v *frame.Visit, err error) error {
	if f, ok := fault.As(err); ok && f.Field != "" {
		return show(v, err)
	}
	return err
}

var stateWord = map[review.ErasureState]say.Text{review.ErasureProposed: say.Text("待批准"), review.ErasureApproved: say.Text("已删除"), review.ErasureDeclined: say.Text("没有删除")}

func events(v *frame.Visit, d data) []part.Event {
	var list []part.Event
	for _, e := range d.All {
		by := d.Names[e.ProposedBy]
		if e.DecidedAt != 0 {
			list = append(list, part.Event{When: frame.Date(v.Ctx, e.DecidedAt), Hour: frame.Clock(e.DecidedAt), What: say.T(v.Ctx, stateWord[e.State]), By: d.Names[e.DecidedBy], Mark: "i", Body: words(e.Answer)})
		}
		list = append(list, part.Event{When: frame.Date(v.Ctx, e.ProposedAt), Hour: frame.Clock(e.ProposedAt), What: say.T(v.Ctx, "提请删除"), By: by, Mark: "i", Body: words(e.Reason)})
	}
	return list
}
