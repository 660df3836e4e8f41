package part_test

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/basemap"
	"duban/internal/web/part"
)

const hostile = `"'><script>alert(1)</script><x-hostile onclick=alert(1)>&` + "`"

// poison writes the hostile text into every text of a part's parameters.
// Addresses get a script instead, which is the text that hurts there.
func poison(v reflect.Value, name string, depth int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(hostile)
		switch name {
		case "Href", "Action", "Back", "Home", "Search", "SignOut", "Without", "Clear":
			v.SetString("javascript:alert(1)//" + hostile)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[quantity.Decimal]() {
			return
		}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if f.IsExported() && f.Name != "Styles" && f.Name != "Scripts" { // those are the program's own paths
				poison(v.Field(i), f.Name, depth)
			}
		}
	case reflect.Slice:
		if depth > 0 && v.CanSet() {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
			for i := range 2 {
				poison(v.Index(i), name, depth-1)
			}
		}
	case reflect.Pointer:
		if depth > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			poison(v.Elem(), name, depth-1)
		}
	}
}

func poisoned[T any]() T {
	var v T
	poison(reflect.ValueOf(&v).Elem(), "", 4)
	return v
}

func TestNoTextBecomesMarkup(t *testing.T) {
	f := poisoned[part.Field]()
	link := poisoned[part.Link]()
	dialog := poisoned[part.Dialog]()
	page := poisoned[part.Page]()
	areas, err := basemap.Read([]byte(square), "name")
	if err != nil {
		t.Fatal(err)
	}
	m := poisoned[part.Map]()
	shown := poisoned[part.MapArea]()
	shown.Area, shown.State = areas[0], part.Red
	m.Areas = []part.MapArea{shown}
	options := poisoned[[]part.Option]()
	tried := map[string]templ.Component{
		"shell": part.Shell(page), "head": part.Head(hostile, hostile), "crumb": part.Crumb(poisoned[[]part.Link]()),
		"section": part.Sec(hostile, hostile, hostile), "figure": part.Figure(poisoned[part.Amount]()), "mark": part.Mark(part.Source{Origin: part.Said, Note: hostile}),
		"facts": part.Facts([]part.Fact{{Name: hostile, Value: part.Words(hostile)}}), "chip": part.Chip(part.Red, hostile), "tally": part.Tally(poisoned[[]part.Share]()), "meter": part.Meter(1, 2, 3, hostile),
		"button": part.Submit(poisoned[part.Button]()), "go": part.Go(link, part.Main, hostile), "tip": part.Tip(part.Alarm, hostile), "note": part.InlineNote(part.Check, hostile, hostile, hostile),
		"toast": part.Toast(hostile), "empty": part.Empty(hostile, hostile), "trouble": part.Trouble(fault.New(fault.Invalid, hostile, hostile), hostile), "incident": part.Trouble(nil, hostile),
		"table": part.Grid(poisoned[part.Table]()), "pager": part.Pager("javascript:"+hostile, "javascript:"+hostile), "segment": part.Segment(hostile, poisoned[[]part.Link]()),
		"summary": part.ErrorSummary(f), "text": part.TextField(f), "number": part.NumberField(f, hostile), "date": part.DateField(f), "select": part.SelectField(f, options), "area": part.AreaField(f),
		"password": part.PasswordField(f), "file": part.FileField(f, hostile), "choice": part.ChoiceField(f, options), "check": part.CheckField(f), "segments": part.SegmentField(f, options),
		"filter": part.FilterBar(poisoned[part.Filter]()), "filter text": part.FilterText(f), "filter select": part.FilterSelect(f, options),
		"ask": part.Ask(dialog, "javascript:alert(1)", hostile, part.Plain), "dialog": part.DialogBox(dialog), "dialog page": part.DialogPage(dialog),
		"story": part.Story(hostile, poisoned[[]part.Event]()), "quote": part.Quote(marked(), hostile), "change": part.Change(hostile, hostile), "keys": part.KeyBar(poisoned[[]part.Key]()),
		"pace": part.PaceBar(poisoned[part.Pace]()), "chart": part.Plot(poisoned[part.Chart]()), "map": part.MapFrame(m),
		"calendar": part.Calendar(part.Reckoning{Sum: poisoned[[]part.SumRow](), Days: []part.Day{{On: day(9, 16), Kind: part.Starting, Word: hostile}}}),
	}
	for name, c := range tried {
		text := render(t, c)
		if strings.Contains(text, "<script>") || strings.Contains(text, "<x-hostile") {
			t.Errorf("%s writes its text as markup", name)
		}
		found := false
		for n := range parse(t, text).Descendants() {
			if n.Type == html.TextNode && strings.Contains(n.Data, "<x-hostile") {
				found = true
			}
			if n.Type != html.ElementNode {
				continue
			}
			if n.Data == "x-hostile" || n.Data == "script" && attr(n, "src") == "" {
				t.Errorf("%s: an element of the text's own: %s", name, n.Data)
			}
			for _, a := range n.Attr {
				if strings.Contains(a.Val, "<x-hostile") {
					found = true
				}
				if strings.HasPrefix(a.Key, "on") || a.Key == "style" {
					t.Errorf("%s: <%s %s>", name, n.Data, a.Key)
				}
				if strings.HasPrefix(strings.TrimSpace(strings.ToLower(a.Val)), "javascript:") && a.Key != "value" {
					t.Errorf("%s: %s leads to a script", name, a.Key)
				}
			}
		}
		if !found && name != "pager" && name != "tally" { // of those, texts are only addresses
			t.Errorf("%s does not show what it was given", name)
		}
	}
}

// marked are pieces of every mark, with and without an address.
func marked() []part.Piece {
	var all []part.Piece
	for m := part.Unmarked; m <= part.MarkMechanism; m++ {
		p := poisoned[part.Piece]()
		p.Mark, p.Inside = m, nil
		all = append(all, p, part.Piece{Text: hostile, Mark: m, No: hostile, Inside: []part.Piece{p}})
	}
	return all
}

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func parse(t *testing.T, text string) *html.Node {
	t.Helper()
	n, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
