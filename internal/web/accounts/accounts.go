// Package accounts is the drafts of the papers in which the office gives account:
// bulletin, quarterly report, review of the next report. Each sentence leads to
// the tasks that its figures come from.
package accounts

import (
	"context"
	_ "embed"
	"io"
	"net/url"
	"strconv"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/press/account"
	"duban/internal/web/asset"
	"duban/internal/web/cases"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

//go:embed accounts.css
var css []byte

var style = asset.Add("accounts.css", css)

// kinds are the papers, in the order of a list to choose from.
var kinds = []struct {
	name string
	word say.Text
}{{"bulletin", say.Text("通报")}, {"quarter", say.Text("季度报告")}, {"review", say.Text("工作回顾")}}

// The fields of the bulletin's case as the supervision mechanism declares them.
var (
	fieldSort  = cases.FieldName("通报种类")
	fieldTitle = cases.FieldName("标题")
	fieldTo    = cases.FieldName("主送")
	fieldWords = cases.FieldName("正文")
)

// usualTo is whom bulletins go to, until somebody writes otherwise.
const usualTo = "各镇人民政府、街道办事处，市政府各部门："

type data struct {
	desk.DraftedAccount
	fault *fault.Fault
}

func of(v *frame.Visit) desk.AccountOf {
	o := desk.AccountOf{Kind: v.Text("kind"), Year: v.Number("year"), Month: v.Number("month"), Quarter: v.Number("quarter")}
	if o.Kind == "" {
		o.Kind = "bulletin"
	}
	return o
}

// Show is a draft, with where its figures come from.
func Show(v *frame.Visit) error {
	d := data{}
	var err error
	if d.DraftedAccount, err = v.House.Desk.DraftAccount(v.Ctx, v.Actor, of(v)); err != nil {
		if d.fault, err = frame.FaultOf(err); err != nil {
			return err
		}
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "起草"), At: "/tasks", Styles: []string{style}}, page(v, d))
}

// File is a draft as Word or PDF.
func File(v *frame.Visit) error {
	return v.HandOutPaper("docx", func(as string, begin func(title, name string) io.Writer) error {
		return v.House.Desk.PressAccount(v.Ctx, v.Actor, of(v), as, begin)
	})
}

func (d data) query(key, value string) string {
	q := url.Values{"kind": {d.Of.Kind}, "year": {strconv.Itoa(d.Of.Year)}}
	if d.Of.Kind == "bulletin" {
		q.Set("month", strconv.Itoa(d.Of.Month))
	}
	if d.Of.Kind == "quarter" {
		q.Set("quarter", strconv.Itoa(d.Of.Quarter))
	}
	q.Set(key, value)
	return q.Encode()
}

func (d data) kinds(ctx context.Context) (all []part.Link) {
	for _, k := range kinds {
		all = append(all, part.Link{Text: say.T(ctx, k.word), Href: "/accounts?kind=" + k.name, Current: d.Of.Kind == k.name})
	}
	return all
}

// periods are the neighbours of the period at hand.
func (d data) periods(ctx context.Context) (all []part.Link) {
	switch d.Of.Kind {
	case "bulletin":
		for m := range 12 {
			all = append(all, part.Link{Text: say.T(ctx, "%d月", m+1), Href: "/accounts?" + d.query("month", strconv.Itoa(m+1)), Current: d.Of.Month == m+1})
		}
	case "quarter":
		for q := range 4 {
			all = append(all, part.Link{Text: say.T(ctx, "第 %d 季度", q+1), Href: "/accounts?" + d.query("quarter", strconv.Itoa(q+1)), Current: d.Of.Quarter == q+1})
		}
	}
	return all
}

// sources are the tasks behind a sentence, the first few by name.
func (d data) sources(s account.Sentence) (links []part.Link, more int) {
	for _, id := range s.From {
		if len(links) == 3 {
			return links, len(s.From) - len(links)
		}
		links = append(links, part.Link{Text: strings.SplitN(d.Titles[id], " ", 2)[0], Href: "/tasks/" + id})
	}
	return links, 0
}

func table(title string, b *procedure.Block) part.Table {
	t := part.Table{ID: "account", Caption: title, Quiet: true, Tight: true, Fold: true}
	for i, c := range b.Columns {
		t.Columns = append(t.Columns, part.Column{Title: c, Numeric: i == 0 || i >= 3 && i <= 5})
	}
	for _, r := range b.Rows {
		row := part.Row{}
		for i, c := range r {
			row.Cells = append(row.Cells, part.Cell{Text: c, Head: i == 1, Index: i == 0})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// lines are the whole draft, a paragraph a line, with the rows of its tables.
func (d data) lines() string {
	var all []string
	for _, p := range d.Parts {
		all = append(all, p.Title)
		for _, s := range p.Sentences {
			all = append(all, s.Text)
		}
		if p.Table != nil {
			for _, r := range p.Table.Rows {
				line := r[0] + ". " + r[1] + "（" + r[2] + "）：完成 " + r[3] + "，应完成 " + r[4]
				if r[5] != "—" {
					line += "，差 " + strings.TrimPrefix(r[5], "-") + " 个百分点"
				}
				if r[6] != "" {
					line += "。" + strings.TrimRight(r[6], "。")
				}
				all = append(all, line+"。")
			}
		}
	}
	return strings.Join(all, "\n")
}

// sort is what the supervision mechanism calls the draft.
func (d data) sort() string {
	if d.Of.Kind == "quarter" {
		return "季度"
	}
	return "月度"
}
