package cases

import (
	"context"
	"io"
	"net/url"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// DocumentFile hands a document out as PDF or as a Word file.
func DocumentFile(v *frame.Visit) error {
	return v.HandOutPaper("pdf", func(as string, begin func(title, name string) io.Writer) error {
		return v.House.Desk.PressDocument(v.Ctx, v.Actor, v.At("case"), v.At("document"), as, func(p desk.ReadPaper) io.Writer {
			return begin(strings.TrimSpace(p.Heading+" "+p.Number), p.Row.Key)
		})
	})
}

// VoidDocument voids a document, and writes it anew where that is asked.
func VoidDocument(v *frame.Visit) error {
	_, err := v.House.Desk.VoidDocument(v.Ctx, v.Actor, v.Call(), v.At("case"), v.At("document"), v.Text("reason"), v.Text("again") == "yes")
	return filed(v, err, say.T(v.Ctx, "作废了，号留在登记簿里。"))
}

// ServeDocument enters a service.
func ServeDocument(v *frame.Visit) error {
	on, _ := civil.ParseDate(v.Text("on"))
	_, err := v.House.Desk.ServeDocument(v.Ctx, v.Actor, v.Call(), v.At("case"), v.At("document"), procedure.Delivery{
		Way: procedure.Way(v.Text("way")), On: on, To: v.Text("to"), By: v.Text("by"), Receipt: v.Text("receipt"), Proof: strings.ToLower(v.Text("proof")), Consented: v.Text("consented") == "yes"})
	return filed(v, err, say.T(v.Ctx, "送达登记好了。"))
}

// NumberDocument enters a number that another system gave.
func NumberDocument(v *frame.Visit) error {
	_, err := v.House.Desk.EnterNumber(v.Ctx, v.Actor, v.Call(), v.At("case"), v.At("document"), v.Text("number"))
	return filed(v, err, say.T(v.Ctx, "文号登记好了。"))
}

func filed(v *frame.Visit, err error, word string) error {
	if err != nil {
		return show(v, "", "", err)
	}
	v.Back("/cases/"+v.At("case")+"#documents", word)
	return nil
}

// DocumentState is how a document stands as a chip.
func DocumentState(ctx context.Context, state string) (part.State, string) {
	switch state {
	case "voided":
		return part.Suspended, say.T(ctx, "作废")
	case "served":
		return part.Green, say.T(ctx, "已送达")
	case "pending":
		return part.Yellow, say.T(ctx, "待编号")
	}
	return part.Blue, say.T(ctx, "已发")
}

func wayWord(ctx context.Context, w procedure.Way) string {
	return map[procedure.Way]string{procedure.Direct: say.T(ctx, "直接送达"), procedure.Left: say.T(ctx, "留置送达"), procedure.Post: say.T(ctx, "邮寄送达"),
		procedure.Electronic: say.T(ctx, "电子送达"), procedure.Announced: say.T(ctx, "公告送达")}[w]
}

func ways(ctx context.Context, d *procedure.Document) []part.Option {
	var list []part.Option
	for _, w := range d.Rule.Ways {
		list = append(list, part.Option{Value: string(w), Text: wayWord(ctx, w)})
	}
	return list
}

// asked is a field of a form about a document: as it was sent and what is
// wrong with it, where it is the one that was sent.
func (f form) asked(v *frame.Visit, d *procedure.Document, name, label, hint string, optional bool) part.Field {
	p := part.Field{Name: name, ID: d.Key() + "-" + name, Label: label, Hint: hint, Optional: optional}
	if f.fault != nil && v.At("document") == d.Key() {
		p.Value, p.Error = v.Text(name), f.wrong[name]
		if p.Error != "" {
			p.ID = "f-" + name // the summary of what is wrong leads here
		}
	}
	return p
}

func fileOf(c desk.ShownCase, d *procedure.Document, as string) string {
	return "/cases/" + c.ID + "/documents/" + d.Key() + "/file?as=" + as
}

func civilDay(ctx context.Context, d civil.Date) string { return frame.Date(ctx, int64(d.At(0, 0))) }

type book struct {
	desk.DocumentBook
	next string
}

// Book is the book of numbers that were given, voided ones among them.
func Book(v *frame.Visit) error {
	b, err := v.House.Desk.ListDocuments(v.Ctx, v.Actor, v.Text("series"), int64(v.Number("before")), pageSize+1)
	if err != nil {
		return err
	}
	next := ""
	if len(b.Rows) > pageSize {
		b.Rows = b.Rows[:pageSize]
		next = "/documents?series=" + url.QueryEscape(b.At) + "&before=" + strconv.FormatInt(b.Rows[pageSize-1].Serial, 10)
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "发文登记簿"), At: "/cases", Styles: []string{style}}, register(v, book{b, next}))
}

func (b book) series(ctx context.Context) []part.Option {
	var list []part.Option
	for _, s := range b.Series {
		list = append(list, part.Option{Value: s.Series, Text: say.T(ctx, "%s　%d 份，作废 %d", s.Series, s.Count, s.Voided)})
	}
	return list
}

func (b book) table(ctx context.Context) part.Table {
	t := part.Table{Quiet: true, Fold: true, Caption: say.T(ctx, "发文登记簿"), Columns: []part.Column{{Title: say.T(ctx, "文号")}, {Title: say.T(ctx, "文书")}, {Title: say.T(ctx, "发文单位")}, {Title: say.T(ctx, "发出")}, {Title: say.T(ctx, "状态")}},
		Empty: part.Empty(say.T(ctx, "还没有发过文"), say.T(ctx, "办件里写出文书，号就登记在这里。"))}
	for _, r := range b.Rows {
		state, word := DocumentState(ctx, r.State)
		sub := ""
		switch {
		case r.State == "voided":
			sub = r.Why
		case r.ServedOn != 0:
			sub = civilDay(ctx, civil.OfDays(r.ServedOn))
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: r.Number, Href: "/cases/" + r.Case + "#documents", Head: true}, {Text: r.Title}, {Text: UnitName(b.Units, r.Unit)},
			{Text: frame.Date(ctx, r.IssuedAt)}, {Content: part.ChipSaid(state, word), Sub: sub}}})
	}
	return t
}
