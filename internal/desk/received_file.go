package desk

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/intake/grid"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/press"
)

// exchanging is a procedure that another system's events come in for.
func (w *Workspace) exchanging(by staff.Actor, id string) (*procedure.Procedure, error) {
	if err := staff.Permit(by, "case.receive", ""); err != nil {
		return nil, err
	}
	p, err := w.means.Mechanisms.Beginning(id, civil.Instant(w.now()).Date())
	if err == nil && p.Exchange == nil {
		err = fault.New(fault.Refused, "“"+p.Title+"”没有声明对接，别的系统的数据进不来。", "请先在机制的声明里写 exchange。")
	}
	return p, err
}

// BlankEvents is a procedure whose events somebody may hand in as a table.
func (w *Workspace) BlankEvents(_ context.Context, by staff.Actor, id string) (*procedure.Procedure, error) {
	return w.exchanging(by, id)
}

// ReceiveFile takes another system's events in from a table, as ReceiveCases
// does; it also gives the titles that the procedure does not have.
func (w *Workspace) ReceiveFile(ctx context.Context, by staff.Actor, call Call, id string, f SheetFile) (CasesReceived, []string, error) {
	p, err := w.exchanging(by, id)
	if err != nil {
		return CasesReceived{}, nil, err
	}
	x := p.Exchange
	var columns []grid.Column
	for _, title := range p.Columns() {
		c := grid.Column{Title: title, Needed: slices.Contains([]string{x.Number, x.Event, x.Code, x.At}, title)}
		switch field := foreignField(p, title); {
		case title == x.At:
			c.Sense = grid.Moment
		case c.Needed || title == x.Unit:
			c.Sense = grid.Name
		case field != nil:
			c.Sense = columnOf(*field, false).Sense
		}
		columns = append(columns, c)
	}
	t, err := tableOf(f, columns)
	if err != nil {
		return CasesReceived{}, nil, err
	}
	load := ReceiveCases{Procedure: id}
	for _, line := range t.Rows {
		load.Rows = append(load.Rows, procedure.ForeignRow{Line: line.Number, Cells: line.Cells})
	}
	got, err := w.ReceiveCases(ctx, by, call, load)
	return got, t.Unread, err
}

// foreignField is the field that a column fills in, nil for those of the exchange.
func foreignField(p *procedure.Procedure, title string) *procedure.Field {
	for _, c := range p.Exchange.Codes {
		if c.Act.Form == nil {
			continue
		}
		if f := c.Act.Form.Field(title); f != nil {
			return f
		}
	}
	return nil
}

// EventsTemplate writes the workbook in which another system's events are handed in.
func (w *Workspace) EventsTemplate(by staff.Actor, id string, out io.Writer) error {
	p, err := w.exchanging(by, id)
	if err != nil {
		return err
	}
	x := p.Exchange
	var codes []string
	for _, c := range x.Codes {
		codes = append(codes, c.Code+" "+c.Title)
	}
	meaning := map[string]string{
		x.Number: "对方系统里这一件的编号；同一件的事件都写它。",
		x.Event:  "对方系统里这一个事件的编号；再来一次不会重复。",
		x.Code:   "照代码写：" + strings.Join(codes, "、") + "。",
		x.At:     "发生的时间，例：2021-03-01 09:30。",
	}
	if x.Unit != "" {
		meaning[x.Unit] = "哪个单位办的，写名称或代码；不填算本单位。"
	}
	var columns []press.BlankColumn
	for _, title := range p.Columns() {
		if m, ours := meaning[title]; ours {
			columns = append(columns, press.BlankColumn{Title: title, Meaning: m, Needed: title != x.Unit})
		} else if f := foreignField(p, title); f != nil {
			columns = append(columns, blankOf(*f, false))
		}
	}
	return press.Blank(out, fmt.Sprintf("%s·事件", p.Title), columns)
}
