package part_test

import (
	"context"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/basemap"
	"duban/internal/web/part"
	"duban/internal/web/say"
	"duban/internal/web/visit"
)

const square = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"云台镇"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}}]}`

func day(month, d int) civil.Date { return civil.Date{Year: 2026, Month: month, Day: d} }

// all are the elements of a tag, with the class if one is given.
func all(n *html.Node, tag, class string) []*html.Node {
	var found []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == tag && (class == "" || strings.Contains(" "+attr(d, "class")+" ", " "+class+" ")) {
			found = append(found, d)
		}
	}
	return found
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestTheFrameSaysWhereOneIsAndInWhichLanguage(t *testing.T) {
	p := part.Page{Title: "任务", Division: "云泽市", Here: "/tasks?x=1", Wrong: true, Nav: []part.Link{{Text: "任务", Href: "/tasks", Current: true}, {Text: "报告", Href: "/reports"}}}
	for lang, want := range map[say.Language]struct{ tag, title, other string }{
		say.Chinese: {"zh-CN", "有错：任务 · 云泽市 · 督办", "en"},
		say.English: {"en", "Errors: 任务 · 云泽市 · Supervision", "zh"},
	} {
		var b strings.Builder
		if err := part.Shell(p).Render(visit.WithTheme(say.In(context.Background(), lang), "dark"), &b); err != nil {
			t.Fatal(err)
		}
		n := parse(t, b.String())
		root := all(n, "html", "")[0]
		if attr(root, "lang") != want.tag || attr(root, "data-theme") != "dark" {
			t.Errorf("lang %q, theme %q", attr(root, "lang"), attr(root, "data-theme"))
		}
		if got := text(all(n, "title", "")[0]); got != want.title {
			t.Errorf("title %q", got)
		}
		sections := all(n, "nav", "")
		if len(sections) != 2 {
			t.Errorf("%d navigations: the sections stand side by side and folded", len(sections))
		}
		for _, nav := range sections {
			var current []string
			for _, a := range all(nav, "a", "") {
				if attr(a, "aria-current") == "page" {
					current = append(current, text(a))
				}
			}
			if len(current) != 1 || current[0] != "任务" {
				t.Errorf("current: %v", current)
			}
		}
		lead, back := "", ""
		for _, b := range all(n, "button", "") {
			if attr(b, "name") == "lang" {
				lead = attr(b, "value")
			}
		}
		for _, i := range all(n, "input", "") {
			if attr(i, "name") == "back" {
				back = attr(i, "value")
			}
		}
		if lead != want.other || back != "/tasks?x=1" {
			t.Errorf("the switch leads to %q, back to %q", lead, back)
		}
		if len(all(n, "p", "no-secret")) != 1 {
			t.Error("the page does not say that secrets are kept out")
		}
	}
}

func TestAFieldKeepsItsValueAndSaysTheSameAsTheSummary(t *testing.T) {
	f := part.Field{Name: "total", Label: "累计完成", Hint: "已验收的", Value: "二十三", Error: "累计完成要写数字，如 24"}
	n := parse(t, render(t, part.NumberField(f, "座")))
	input := all(n, "input", "")[0]
	if attr(input, "value") != "二十三" || attr(input, "aria-invalid") != "true" {
		t.Errorf("value %q, invalid %q", attr(input, "value"), attr(input, "aria-invalid"))
	}
	described := strings.Fields(attr(input, "aria-describedby"))
	if len(described) != 2 {
		t.Fatalf("described by %v", described)
	}
	for i, want := range []string{f.Hint, f.Error} {
		got := ""
		for _, p := range all(n, "p", "") {
			if attr(p, "id") == described[i] {
				got = text(p)
			}
		}
		if got != want {
			t.Errorf("%s says %q", described[i], got)
		}
	}
	if label := all(n, "label", "")[0]; attr(label, "for") != attr(input, "id") || text(label) != f.Label {
		t.Errorf("the label is for %q", attr(label, "for"))
	}
	link := all(parse(t, render(t, part.ErrorSummary(f, part.Field{Name: "fine"}))), "a", "")
	if len(link) != 1 || attr(link[0], "href") != "#"+attr(input, "id") || text(link[0]) != f.Error {
		t.Errorf("the summary leads to %v", link)
	}
	if got := render(t, part.ErrorSummary(part.Field{Name: "fine"})); got != "" {
		t.Errorf("a summary without errors: %s", got)
	}
}

func TestATableSaysItsColumnsAndItsOrder(t *testing.T) {
	table := part.Table{
		Caption: "任务", Columns: []part.Column{{Title: "任务"}, {Title: "完成数", Short: "完成", Numeric: true, Sort: &part.Sorting{Href: "?sort=done", Order: part.Descending}}},
		Rows:  []part.Row{{Current: true, Cells: []part.Cell{{Text: "公厕", Head: true}, {Text: "24", Unit: "座"}}}},
		Empty: part.Empty("没有任务", ""),
	}
	n := parse(t, render(t, part.Grid(table)))
	sorted := all(n, "th", "num")
	if len(sorted) != 1 || attr(sorted[0], "aria-sort") != "descending" {
		t.Errorf("sorted: %v", sorted)
	}
	cells := all(n, "td", "num")
	if len(cells) != 1 || attr(cells[0], "data-l") != "完成" || text(cells[0]) != "24 座" {
		t.Errorf("cells: %v", cells)
	}
	if attr(all(n, "tr", "now")[0], "aria-current") != "true" {
		t.Error("the row at hand is not marked")
	}
	table.Rows = nil
	if n := parse(t, render(t, part.Grid(table))); len(all(n, "table", "")) != 0 || len(all(n, "div", "empty")) != 1 {
		t.Error("an empty table does not say why")
	}
}

func TestAStateIsShapeWordAndColour(t *testing.T) {
	for s, word := range map[part.State]string{part.NotDue: "未到期", part.Green: "绿", part.Yellow: "黄", part.Red: "红", part.Blue: "蓝", part.Suspended: "中止"} {
		n := parse(t, render(t, part.Chip(s, "说明")))
		chip := all(n, "span", "chip")
		if len(chip) != 1 || !strings.Contains(text(chip[0]), word) || !strings.Contains(attr(chip[0], "class"), s.Letter()) {
			t.Errorf("%s: %v", word, chip)
		}
		if use := all(n, "use", ""); len(use) != 1 || attr(use[0], "href") != "#s-"+s.Letter() || !strings.Contains(render(t, part.Sprite()), `id="s-`+s.Letter()+`"`) {
			t.Errorf("%s has no shape", word)
		}
	}
}

func TestADocumentsWordsAreShownWithoutASpaceMore(t *testing.T) {
	n := parse(t, render(t, part.Quoted([]part.Piece{
		{Text: "一"}, {Mark: part.MarkTask, Inside: []part.Piece{{Text: "二"}, {Mark: part.MarkMeasure, Text: "三", Href: "/m"}, {Text: "四"}}}, {Mark: part.MarkMechanism, Text: "五"}, {Text: "。"},
	})))
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	if b.String() != "一二三四五。" {
		t.Errorf("%q", b.String())
	}
}

func TestAFaultSpeaksAndAnInternalErrorDoesNot(t *testing.T) {
	f := fault.New(fault.Conflict, "第 57 条刚才被改过", "请重新打开。").Because(context.Canceled)
	if s := render(t, part.Trouble(f, "")); !strings.Contains(s, f.Sentence) || !strings.Contains(s, f.Hint) || strings.Contains(s, "canceled") {
		t.Error(s)
	}
	if s := render(t, part.Trouble(nil, "7F3A-21")); !strings.Contains(s, "7F3A-21") {
		t.Error(s)
	}
}

func TestAChartsNumbersStandInItsTable(t *testing.T) {
	d := func(s string) *quantity.Decimal { return part.Of(quantity.Must(s)) }
	for name, c := range map[string]part.Chart{
		"lines":    {Title: "少了", Labels: []string{"2025", "2026"}, Series: []part.Series{{Name: "新增", Values: []*quantity.Decimal{d("46.5"), nil}}}, Band: []part.Band{{To: d("50")}, {From: d("48"), To: d("55")}}},
		"bars":     {Title: "多了", Draw: part.Bars, Labels: []string{"甲"}, Series: []part.Series{{Name: "a", Values: []*quantity.Decimal{d("-3")}}, {Name: "b", Values: []*quantity.Decimal{d("0")}}}},
		"nothing":  {Title: "没有"},
		"too many": {Title: "超", Labels: []string{"甲"}, Series: []part.Series{{Name: "a", Values: []*quantity.Decimal{d("1"), d("2")}}}},
	} {
		s := render(t, part.Plot(c))
		if strings.Contains(s, "NaN") || strings.Contains(s, "Inf") {
			t.Errorf("%s: a place that is no number", name)
		}
		n := parse(t, s)
		if len(all(n, "table", "")) != 1 || len(all(n, "svg", "drawn")) != 1 {
			t.Errorf("%s: no picture or no table", name)
		}
		if name == "lines" {
			if got := text(all(n, "tbody", "")[0]); got != "2025 46.5 50 2026 — 48～55" {
				t.Errorf("the table says %q", got)
			}
		}
	}
}

func TestAMapWithoutAnApprovalNumberStaysInside(t *testing.T) {
	areas, err := basemap.Read([]byte(square), "name")
	if err != nil {
		t.Fatal(err)
	}
	m := part.Map{Title: "图", Areas: []part.MapArea{{Area: areas[0], State: part.Red, Mark: "3"}}}
	if s := render(t, part.MapFrame(m)); !strings.Contains(s, "不得公开") {
		t.Error("it does not say so")
	}
	m.Approval = "鄂S（2026）001号"
	s := render(t, part.MapFrame(m))
	if strings.Contains(s, "不得公开") || !strings.Contains(s, "审图号：鄂S（2026）001号") {
		t.Error("the number is not shown")
	}
	if !strings.Contains(s, "云台<tspan") {
		t.Error("the place is not named")
	}
}

func FuzzAMapOfAnyFile(f *testing.F) {
	f.Add([]byte(square))
	f.Add([]byte(strings.Replace(square, "Polygon\",\"coordinates\":[[[", "MultiPolygon\",\"coordinates\":[[[[", 1)))
	f.Fuzz(func(t *testing.T, file []byte) {
		areas, err := basemap.Read(file, "name")
		if err != nil {
			return
		}
		m := part.Map{Title: "图"}
		for _, a := range areas {
			m.Areas = append(m.Areas, part.MapArea{Area: a})
		}
		if s := render(t, part.MapFrame(m)); strings.Contains(s, "NaN") {
			t.Error("a place that is no number")
		}
	})
}

func TestADayThatCountsBearsItsNumber(t *testing.T) {
	r := part.Reckoning{Days: []part.Day{
		{On: day(9, 30), Kind: part.Starting}, {On: day(10, 1), Kind: part.Holiday}, {On: day(10, 9), Kind: part.Counted, Ordinal: 1, Today: true}, {On: day(10, 10), Kind: part.Due, Ordinal: 2, MakeUp: true},
	}}
	n := parse(t, render(t, part.Calendar(r)))
	if len(all(n, "table", "days")) != 2 {
		t.Fatal("two months have two tables")
	}
	for class, want := range map[string]string{"start": "30 起", "rest": "1 假", "used": "9 计第 1 日 1 今天", "due": "10 计第 2 日 2 到期"} {
		if got := all(n, "td", class); len(got) != 1 || text(got[0]) != want {
			t.Errorf("%s: %q", class, text(got[0]))
		}
	}
	// 1 October 2026 is a Thursday
	row := all(all(n, "table", "days")[1], "tr", "")[1]
	column := 0
	for c := range row.ChildNodes() {
		if c.Type == html.ElementNode {
			if strings.Contains(attr(c, "class"), "rest") && column != 3 {
				t.Errorf("1 October stands in column %d", column)
			}
			column++
		}
	}
}

func TestThePaceStaysInItsBar(t *testing.T) {
	n := parse(t, render(t, part.PaceBar(part.Pace{Done: 9000, Due: -5, Reading: "完成 450，目标 50"})))
	if done := all(n, "rect", "done"); len(done) != 1 || attr(done[0], "width") != "100.00%" {
		t.Errorf("%v", done)
	}
	if attr(all(n, "svg", "pace")[0], "aria-label") != "完成 450，目标 50" {
		t.Error("the reading is not said")
	}
}
