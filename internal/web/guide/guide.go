// Package guide is the pages that tell whoever asks, before he asks, what there
// is to be had: the items and bundles of the catalogues, which of them his
// situation needs, what to bring, and what not to bring and why. They are open
// to everybody, and know no item by name.
package guide

import (
	"context"
	_ "embed"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

//go:embed guide.css
var css []byte

// Style is the guides', which the window shares.
var Style = asset.Add("guide.css", css)

// Prefix stands before a question's name in an address.
const Prefix = "q."

// List lists what there is, or what was looked for.
func List(v *frame.Visit) error {
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "办事指南"), At: "/guide", Styles: []string{Style}}, list(v, v.Text("words"), v.House.Desk.Catalogues(v.Ctx)))
}

// One is an item or a bundle, in the situation that the answers tell.
func One(v *frame.Visit) error {
	c, err := v.House.Desk.CatalogueOf(v.Ctx, v.At("item"))
	if err != nil {
		return err
	}
	answers := Answers(v)
	return v.Show(frame.Sheet{Title: c.Title(), At: "/guide", Styles: []string{Style}}, one(v, c, c.Guide(answers), answers))
}

// Answers are those that an address or a form bears.
func Answers(v *frame.Visit) map[string]string {
	answers := map[string]string{}
	v.R.ParseForm()
	for name, values := range v.R.Form {
		if q, ok := strings.CutPrefix(name, Prefix); ok && len(values) > 0 {
			answers[q] = values[0]
		}
	}
	return answers
}

// Query is the answers as an address bears them.
func Query(answers map[string]string) string {
	q := url.Values{}
	for k, a := range answers {
		q.Set(Prefix+k, a)
	}
	return q.Encode()
}

// Options are the choices of a question.
func Options(q procedure.Answered) []part.Option {
	list := make([]part.Option, len(q.Choices))
	for i, c := range q.Choices {
		list[i] = part.Option{Value: c, Text: c}
	}
	return list
}

// Field is a question as a part of a page.
func Field(q procedure.Answered, wrong string) part.Field {
	return part.Field{Name: Prefix + q.Name, ID: "q-" + q.Name, Label: q.Asks, Hint: q.Why, Value: q.Answer, Error: wrong}
}

// limits are the first field of a catalogue that may not exceed another, the
// promise, and that other, the law's.
func limits(c *procedure.Catalogue) (promised, legal string) {
	for _, f := range c.Fields {
		if f.Within != "" {
			return f.Name, f.Within
		}
	}
	return "", ""
}

func items(ctx context.Context, c desk.Catalogued, words string) part.Table {
	promised, legal := limits(c.Catalogue)
	t := part.Table{Caption: say.T(ctx, "事项"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "事项")}, {Title: say.T(ctx, "谁办")}, {Title: say.T(ctx, "承诺"), Numeric: true}, {Title: say.T(ctx, "法定"), Numeric: true}},
		Empty: part.Empty(say.T(ctx, "没有找到"), say.T(ctx, "换个说法，或写拼音首字母，如 spjyxk。"))}
	for _, f := range c.Catalogue.Search(words) {
		if f.Bundle != nil {
			continue
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: f.Item.Title, Href: "/guide/" + f.Item.Code, Head: true, Sub: strings.Join(f.Item.Aliases, "、")}, {Text: who(c, f.Item)}, {Text: limitText(ctx, c, f.Item, promised)}, {Text: limitText(ctx, c, f.Item, legal)}}})
	}
	return t
}

func bundles(c desk.Catalogued, words string) []*procedure.Bundle {
	var list []*procedure.Bundle
	for _, f := range c.Catalogue.Search(words) {
		if f.Bundle != nil {
			list = append(list, f.Bundle)
		}
	}
	return list
}

// who is the name of the body that does an item, as the first needed text field says it.
func who(c desk.Catalogued, i *procedure.Item) string {
	for _, f := range c.Catalogue.Fields {
		if f.Needed && f.Table == nil && !f.Limit && !f.Many {
			return c.Catalogue.Word(i, f.Name, c.On)
		}
	}
	return ""
}

func limitText(ctx context.Context, c desk.Catalogued, i *procedure.Item, field string) string {
	s := c.Catalogue.Word(i, field, c.On)
	if s == "" {
		return "—"
	}
	return s
}

func unverified(ctx context.Context, i *procedure.Item, field string) string {
	if slices.Contains(i.Unverified, field) {
		return say.T(ctx, "（取值待核）")
	}
	return ""
}

// Bring is the table of what to bring.
func Bring(ctx context.Context, g procedure.Guidance) part.Table {
	t := part.Table{Caption: say.T(ctx, "要交的材料"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "第几样"), Hidden: true}, {Title: say.T(ctx, "材料")}, {Title: say.T(ctx, "份数")}, {Title: say.T(ctx, "谁出具")}, {Title: say.T(ctx, "用在")}},
		Empty: part.Empty(say.T(ctx, "什么也不用带"), say.T(ctx, "要的材料这个城市都有。"))}
	for n, l := range g.Bring {
		sub := l.Material.Note
		if l.Optional {
			sub = say.T(ctx, "有就带，没有也能办") + sub
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: strconv.Itoa(n + 1), Index: true}, {Text: l.Material.Title, Sub: sub, Head: true}, {Text: copies(ctx, l)}, {Text: l.Material.Issuer}, {Text: forItems(l)}}})
	}
	return t
}

// Spared is the table of what not to bring, and why.
func Spared(ctx context.Context, g procedure.Guidance) part.Table {
	t := part.Table{Caption: say.T(ctx, "不用交的材料"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "材料")}, {Title: say.T(ctx, "为什么不用交")}, {Title: say.T(ctx, "用在")}}}
	for _, l := range g.Spared {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: l.Material.Title, Head: true}, {Text: Why(ctx, l)}, {Text: forItems(l)}}})
	}
	return t
}

// Why says why a material is not to be brought.
func Why(ctx context.Context, l procedure.Listed) string {
	switch l.Why {
	case procedure.HeldBy:
		return say.T(ctx, "%s有，由窗口核对", l.Material.Held)
	case procedure.GivenBy:
		return say.T(ctx, "由前面的“%s”产生", l.Giver.Title)
	}
	return say.T(ctx, "这种情形用不着")
}

func copies(ctx context.Context, l procedure.Listed) string {
	switch {
	case l.Copies == 0:
		return say.T(ctx, "原件 %d", l.Originals)
	case l.Originals == 0:
		return say.T(ctx, "复印件 %d", l.Copies)
	}
	return say.T(ctx, "原件 %d，复印件 %d", l.Originals, l.Copies)
}

func forItems(l procedure.Listed) string { return titles(l.For) }

func titles(items []*procedure.Item) string {
	names := make([]string, len(items))
	for i, x := range items {
		names[i] = x.Title
	}
	return strings.Join(names, "、")
}

// order is the table of a bundle's items, in their order.
func order(ctx context.Context, c desk.Catalogued, g procedure.Guidance) part.Table {
	promised, _ := limits(c.Catalogue)
	t := part.Table{Caption: say.T(ctx, "要办的几项"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "第几步"), Numeric: true}, {Title: say.T(ctx, "事项")}, {Title: say.T(ctx, "谁办")}, {Title: say.T(ctx, "各自承诺"), Numeric: true}, {Title: say.T(ctx, "等谁")}}}
	parts := slices.Clone(g.Parts)
	slices.SortStableFunc(parts, func(a, b procedure.GuidedPart) int { return a.Wave - b.Wave })
	for _, p := range parts {
		var after []string
		for _, i := range p.After {
			after = append(after, i.Title)
		}
		wait := say.T(ctx, "不用等")
		if len(after) > 0 {
			wait = strings.Join(after, "、")
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: strconv.Itoa(p.Wave)}, {Text: p.Title, Href: "/guide/" + p.Code, Head: true}, {Text: who(c, p.Item)}, {Text: limitText(ctx, c, p.Item, promised)}, {Text: wait}}})
	}
	return t
}

// checks are the checklists that a text of the form is held against.
func checks(c desk.Catalogued, g procedure.Guidance) []string {
	var list []string
	for _, l := range c.Catalogue.Checklists {
		if slices.Contains(g.Fields, l.Against) && !slices.Contains(list, l.Against) {
			list = append(list, l.Against)
		}
	}
	return list
}

func met(ctx context.Context, c desk.Catalogued, list []procedure.ChecklistEntry) part.Table {
	t := part.Table{Caption: say.T(ctx, "碰到的条目"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "条目")}, {Title: say.T(ctx, "内容")}, {Title: say.T(ctx, "怎么办")}}}
	for _, e := range list {
		do := part.Cell{Text: say.T(ctx, "先取得许可再经营")}
		switch i := c.Catalogue.Item(e.Item); {
		case e.Bars:
			do = part.Cell{Content: part.ChipSaid(part.Red, say.T(ctx, "不能经营"))}
		case i != nil:
			do = part.Cell{Text: i.Title, Href: "/guide/" + i.Code, Sub: say.T(ctx, "先取得许可再经营")}
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: e.Number, Sub: e.Kind, Head: true}, {Text: e.Title}, do}})
	}
	return t
}

func href(s string) templ.SafeURL { return templ.SafeURL(s) }
