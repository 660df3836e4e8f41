package cases

import (
	"context"
	"io"
	"net/http"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// load is another system's events on their way in as a table.
type load struct {
	procedure *procedure.Procedure
	got       *desk.CasesReceived
	unread    []string
	name      string
	fault     *fault.Fault
}

// Receive asks for another system's events as a table.
func Receive(v *frame.Visit) error { return receiving(v, load{}) }

func receiving(v *frame.Visit, l load) (err error) {
	if l.procedure, err = v.House.Desk.BlankEvents(v.Ctx, v.Actor, v.At("procedure")); err != nil {
		return err
	}
	status := http.StatusOK
	if l.fault != nil {
		status = frame.StatusOf(l.fault.Kind)
	}
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "收别的系统的事件"), At: "/cases", Styles: []string{style}, Wrong: l.fault != nil}, receivePage(v, l))
}

// EventsTemplate hands out the workbook to be filled in.
func EventsTemplate(v *frame.Visit) error {
	p, err := v.House.Desk.BlankEvents(v.Ctx, v.Actor, v.At("procedure"))
	if err != nil {
		return err
	}
	return frame.Workbook(v, p.Title+say.T(v.Ctx, "事件模板")+".xlsx", func(w io.Writer) error {
		return v.House.Desk.EventsTemplate(v.Actor, p.ID, w)
	})
}

// TakeEvents takes a table of events in and tells what became of each row.
func TakeEvents(v *frame.Visit) error {
	f, err := frame.Handed(v)
	var l load
	if err == nil {
		l.name = f.Name
		var got desk.CasesReceived
		got, l.unread, err = v.House.Desk.ReceiveFile(v.Ctx, v.Actor, v.Call(), v.At("procedure"), f)
		l.got = &got
	}
	if err != nil {
		x, err := frame.FaultOf(err)
		if err != nil {
			return err
		}
		l = load{fault: x}
	}
	return receiving(v, l)
}

// codesOf are the codes of the other system, and what each becomes here.
func codesOf(ctx context.Context, p *procedure.Procedure) part.Table {
	t := part.Table{Caption: say.T(ctx, "代码"), Quiet: true, Tight: true, Fold: true, Columns: []part.Column{{Title: p.Exchange.Code}, {Title: say.T(ctx, "对方的意思")}, {Title: say.T(ctx, "在这里办什么")}}}
	for _, c := range p.Exchange.Codes {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: c.Code, Head: true}, {Text: c.Title}, {Text: c.Act.Title}}})
	}
	return t
}
