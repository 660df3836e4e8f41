package layout_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"duban/internal/intake/layout"
)

// text is a run of square characters with its top left corner at a place.
func text(x, y, size float64, words string) layout.Run {
	return layout.Run{Left: x, Top: y, Right: x + size*float64(utf8.RuneCountInString(words)), Bottom: y + size, Text: words}
}

// page is a page of A4 in points with lines in print of 12 from a height on,
// each at the margin or, if it begins with a wide blank, indented.
func page(y float64, lines ...string) layout.Page {
	p := layout.Page{Width: 595, Height: 842}
	for i, l := range lines {
		x := 90.0
		for strings.HasPrefix(l, "　") {
			l = strings.TrimPrefix(l, "　")
			x += 12
		}
		p.Runs = append(p.Runs, text(x, y+float64(i)*20, 12, l))
	}
	return p
}

// full is a line that fills its measure of 34 characters.
func full(begin string) string {
	n := 34 - utf8.RuneCountInString(begin)
	return begin + strings.Repeat("云", n)
}

func show(pages ...layout.Page) []string {
	var out []string
	for _, p := range layout.Paragraphs(pages) {
		s := fmt.Sprintf("%d ", p.Page)
		if p.Note {
			s += "注 "
		}
		if p.Cell != "" {
			s += p.Cell + " "
		}
		out = append(out, s+strings.ReplaceAll(p.Text, "云云云云云", ""))
	}
	return out
}

// squeezed takes the filling out of what is wanted, as show does.
func squeezed(s string) string { return strings.ReplaceAll(s, "云云云云云", "") }

func TestParagraphs(t *testing.T) {
	head := func(p layout.Page, words string) layout.Page {
		p.Runs = append(p.Runs, text(200, 30, 10, words))
		return p
	}
	foot := func(p layout.Page, words string) layout.Page {
		p.Runs = append(p.Runs, text(290, 800, 10, words))
		return p
	}
	small := func(p layout.Page, y float64, words string) layout.Page {
		p.Runs = append(p.Runs, text(90, y, 9, words))
		return p
	}
	narrow := func(x float64, begin string, lines int) (runs []layout.Run) {
		for i := range lines {
			w := strings.Repeat("云", 17)
			if i == 0 {
				w = begin + w[:3*(15-utf8.RuneCountInString(begin))]
				runs = append(runs, text(x+24, 200, 12, w))
				continue
			}
			if i == lines-1 {
				w = "完。"
			}
			runs = append(runs, text(x, 200+20*float64(i), 12, w))
		}
		return runs
	}
	for _, c := range []struct {
		name  string
		pages []layout.Page
		want  []string
	}{
		{"broken lines are rejoined",
			[]layout.Page{page(100, "　　"+full("一是")[:3*32], full("修"), "路。", "　　二是建桥。")},
			[]string{"1 " + squeezed(full("一是")[:3*32]+full("修")) + "路。", "1 二是建桥。"}},
		{"a paragraph goes on overleaf, running heads and page numbers are out",
			[]layout.Page{
				foot(head(page(100, "　　甲。", full("乙")), "云泽市文件"), "— 1 —"),
				foot(head(page(100, "丙。", full("丁")), "云泽市文件"), "— 2 —"),
				foot(head(page(100, "戊。"), "云泽市文件"), "第 3 页")},
			[]string{"1 甲。", "1 " + squeezed(full("乙")) + "丙。", "2 " + squeezed(full("丁")) + "戊。"}},
		{"a figure at the top of one page is no page number of its band",
			[]layout.Page{page(100, "2025", "甲。")},
			[]string{"1 2025", "1 甲。"}},
		{"paragraphs set apart by space and not by indents",
			[]layout.Page{{Width: 595, Height: 842, Runs: []layout.Run{
				text(90, 100, 12, full("甲")), text(90, 118, 12, full("乙")), text(90, 136, 12, full("丙")), text(90, 154, 12, full("丁")), text(90, 172, 12, full("戊。")),
				text(90, 204, 12, full("己")), text(90, 222, 12, full("庚"))}}},
			[]string{"1 " + squeezed(full("甲")+full("乙")+full("丙")+full("丁")+full("戊。")), "1 " + squeezed(full("己")+full("庚"))}},
		{"a full line that ends a sentence before a new item",
			[]layout.Page{page(100, full("甲")[:3*33]+"。", "二、乙", "——丙")},
			[]string{"1 " + squeezed(full("甲")[:3*33]) + "。", "1 二、乙", "1 ——丙"}},
		{"a heading in larger print stands by itself",
			[]layout.Page{{Width: 595, Height: 842, Runs: []layout.Run{text(90, 100, 18, strings.Repeat("题", 22)), text(90, 130, 12, full("甲"))}}},
			[]string{"1 " + strings.Repeat("题", 22), "1 " + squeezed(full("甲"))}},
		{"footnotes stand at the end and cut no sentence",
			[]layout.Page{
				small(small(page(500, full("甲"), full("乙")), 700, "①一网通办：一个网站办完。"), 712, "②双随机：随机抽人。"),
				page(100, "丙。")},
			[]string{"1 " + squeezed(full("甲")+full("乙")) + "丙。", "1 注 ①一网通办：一个网站办完。", "1 注 ②双随机：随机抽人。"}},
		{"two columns under a title and over a line that spans both",
			[]layout.Page{{Width: 595, Height: 842, Runs: slices.Concat(
				[]layout.Run{text(200, 150, 20, "云泽政务简报第一期"), text(90, 400, 12, full("通栏"))},
				narrow(90, "左", 8), narrow(320, "右", 8))}},
			[]string{"1 云泽政务简报第一期", "1 " + squeezed("左"+strings.Repeat("云", 14+17*6)) + "完。", "1 " + squeezed("右"+strings.Repeat("云", 14+17*6)) + "完。", "1 " + squeezed(full("通栏"))}},
		{"rows without rules stay rows",
			[]layout.Page{{Width: 595, Height: 842, Runs: []layout.Run{
				text(90, 100, 12, "序号"), text(200, 100, 12, "任务"), text(400, 100, 12, "单位"),
				text(90, 120, 12, "1"), text(200, 120, 12, "修路"), text(400, 120, 12, "市交通局"),
				text(90, 140, 12, "2"), text(200, 140, 12, "建桥"), text(400, 140, 12, "市水务局")}}},
			[]string{"1 序号 任务 单位", "1 1 修路 市交通局", "1 2 建桥 市水务局"}},
		{"a raised figure and a low mark belong to their line",
			[]layout.Page{{Width: 595, Height: 842, Runs: []layout.Run{text(90, 100, 12, "面积5m"), {Left: 138, Right: 144, Top: 98, Bottom: 105, Text: "2"}, text(144, 100, 12, "。")}}},
			[]string{"1 面积5m2。"}},
		{"runs that are no runs are left out",
			[]layout.Page{{Width: 595, Height: 842, Runs: []layout.Run{text(90, 100, 12, "甲。"), text(90, 120, 12, " \n"), {Left: math.NaN(), Right: 1, Top: 1, Bottom: 2, Text: "乙"}, {Left: 1, Right: 2, Top: 3, Bottom: 3, Text: "丙"}}}},
			[]string{"1 甲。"}},
		{"nothing", nil, nil},
		{"an empty page", []layout.Page{{}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := show(c.pages...); !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func across(x, y, w float64) layout.Rule {
	return layout.Rule{Left: x, Right: x + w, Top: y, Bottom: y + 0.5}
}
func down(x, y, h float64) layout.Rule {
	return layout.Rule{Left: x, Right: x + 0.5, Top: y, Bottom: y + h}
}

func TestRuledTables(t *testing.T) {
	grid := func(y float64) []layout.Rule {
		return []layout.Rule{
			across(90, y, 400), across(90, y+40, 400), across(90, y+80, 400),
			down(90, y, 80), down(190, y, 80), down(490, y, 80),
		}
	}
	for _, c := range []struct {
		name string
		page layout.Page
		want []string
	}{
		{"cells whose words wrap are read whole, row by row",
			layout.Page{Runs: []layout.Run{
				text(100, 110, 12, "序号"), text(200, 110, 12, "任务"),
				text(100, 155, 12, "1"), text(200, 145, 12, strings.Repeat("路", 23)), text(200, 161, 12, "建成。"),
				text(90, 60, 12, "表前。"), text(90, 200, 12, "表后。")}, Rules: grid(100)},
			[]string{"1 表前。", "1 r1c1 序号", "1 r1c2 任务", "1 r2c1 1", "1 r2c2 " + strings.Repeat("路", 23) + "建成。", "1 表后。"}},
		{"cells that no rule parts are one",
			layout.Page{Runs: []layout.Run{text(100, 130, 12, "合并"), text(200, 110, 12, "甲"), text(200, 150, 12, "乙")},
				Rules: []layout.Rule{across(90, 100, 400), across(190, 140, 300), across(90, 180, 400), down(90, 100, 80), down(190, 100, 80), down(490, 100, 80)}},
			[]string{"1 r1c1 合并", "1 r1c2 甲", "1 r2c2 乙"}},
		{"borders drawn in pieces",
			layout.Page{Runs: []layout.Run{text(100, 110, 12, "甲"), text(200, 110, 12, "乙"), text(100, 150, 12, "丙"), text(200, 150, 12, "丁")},
				Rules: slices.Concat(
					[]layout.Rule{across(90, 100, 100), across(190, 100, 300), across(90, 140, 100), across(190, 140, 300), across(90, 180, 100), across(190, 180, 300)},
					[]layout.Rule{down(90, 100, 40), down(90, 140, 40), down(190, 100, 40), down(190, 140, 40), down(490, 100, 40), down(490, 140, 40)})},
			[]string{"1 r1c1 甲", "1 r1c2 乙", "1 r2c1 丙", "1 r2c2 丁"}},
		{"two tables on a page keep apart",
			layout.Page{Runs: []layout.Run{text(100, 110, 12, "甲"), text(200, 110, 12, "乙"), text(90, 250, 12, "之间。"), text(100, 410, 12, "丙"), text(200, 410, 12, "丁")}, Rules: slices.Concat(grid(400), grid(100))},
			[]string{"1 r1c1 甲", "1 r1c2 乙", "1 之间。", "1 r1c1 丙", "1 r1c2 丁"}},
		{"a frame around a text is no table",
			layout.Page{Runs: []layout.Run{text(100, 110, 12, "框里的话。")}, Rules: []layout.Rule{across(90, 100, 400), across(90, 180, 400), down(90, 100, 80), down(490, 100, 80)}},
			[]string{"1 框里的话。"}},
		{"a line under a heading is no table",
			layout.Page{Runs: []layout.Run{text(100, 80, 12, "文件")}, Rules: []layout.Rule{across(90, 100, 400), across(90, 103, 400)}},
			[]string{"1 文件"}},
		{"a figure in a cell at the head of a page is no page number",
			layout.Page{Runs: []layout.Run{text(100, 30, 12, "1"), text(200, 30, 12, "修路")}, Rules: grid(20)},
			[]string{"1 r1c1 1", "1 r1c2 修路"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.page.Width, c.page.Height = 595, 842
			if got := show(c.page); !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestBorder(t *testing.T) {
	for _, c := range []struct {
		name    string
		w, h    float64
		stroked bool
		rules   int
	}{
		{"a thin filled box is a line", 100, 0.5, false, 1},
		{"a stroke is a line", 0, 80, true, 1},
		{"a stroked box is four", 100, 80, true, 4},
		{"a long stroked cell is four", 400, 20, true, 4},
		{"a shade is none", 100, 80, false, 0},
	} {
		if got := len(layout.Border(10, 10+c.w, 10, 10+c.h, c.stroked)); got != c.rules {
			t.Errorf("%s: %d rules", c.name, got)
		}
	}
}

// Pages made to take for ever: quadratic time would not end.
func TestManyRunsAndRules(t *testing.T) {
	var p layout.Page
	p.Width, p.Height = 595, 842
	for i := range 200_000 {
		p.Runs = append(p.Runs, text(float64(i%500), float64(i/500), 1, "云"))
	}
	for i := range 20_000 {
		p.Rules = append(p.Rules, across(float64(i%100), float64(i/30), 3), down(float64(i/30), float64(i%100), 3))
	}
	if len(layout.Paragraphs([]layout.Page{p})) == 0 {
		t.Error("nothing was read")
	}
}

// FuzzParagraphs lays words at places taken from bytes: none may be lost but
// furniture, and none invented.
func FuzzParagraphs(f *testing.F) {
	f.Add([]byte("0123456789abcdef0123456789"), uint16(3))
	f.Add([]byte{0xFF, 0, 0x80, 9, 200, 1, 1, 1, 1, 1, 1, 1, 1, 1}, uint16(0))
	f.Fuzz(func(t *testing.T, data []byte, rules uint16) {
		pages := make([]layout.Page, 1+len(data)%3)
		given := 0
		for i := 0; i+4 <= len(data); i += 4 {
			p := &pages[i%len(pages)]
			p.Width, p.Height = 255, 255
			x, y, w, h := float64(data[i]), float64(data[i+1]), float64(data[i+2]), float64(data[i+3]%32)
			if i/4 < int(rules%64) {
				p.Rules = append(p.Rules, layout.Border(x, x+w, y, y+h, w > 128)...)
				continue
			}
			p.Runs = append(p.Runs, layout.Run{Left: x, Right: x + w, Top: y, Bottom: y + h, Text: "甲" + strings.Repeat("乙", int(w)/8)})
			if h > 0 {
				given++
			}
		}
		got := 0
		for _, p := range layout.Paragraphs(pages) {
			if p.Page < 1 || p.Page > len(pages) || strings.TrimSpace(p.Text) == "" || !utf8.ValidString(p.Text) {
				t.Fatalf("%+v", p)
			}
			got += strings.Count(p.Text, "甲")
		}
		if got > given {
			t.Fatalf("%d words of %d", got, given)
		}
	})
}
