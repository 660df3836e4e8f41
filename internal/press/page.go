package press

import (
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"io"
	"slices"
	"strconv"

	"duban/internal/base/cite"
	"duban/internal/kernel/document"
	"duban/internal/kernel/proofread"
	"duban/internal/kernel/statement"
)

// The style and the script stand inside the page; their hashes are the only
// ones that its policy lets run.
var (
	//go:embed tokens.css
	tokensCSS string
	//go:embed page.css
	pageCSS string
	//go:embed print.css
	printCSS string
	//go:embed page.js
	pageJS string
	//go:embed shapes.svg
	shapes string

	style  = tokensCSS + pageCSS + printCSS
	policy = "default-src 'none'; img-src data:; style-src " + hashOf(style) + "; script-src " + hashOf(pageJS) + "; base-uri 'none'; form-action 'none'"
)

func hashOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// Source says what a report was read from.
type Source struct {
	Name   string // file name or address
	Form   string // txt, docx, pdf …
	Digest string // SHA-256 in hex, "" if not known
}

// PageOptions is what a page says beyond the report.
type PageOptions struct {
	Sources []Source // the document itself if empty
	Made    string   // 2026年9月15日, "" says nothing
	Maker   string   // name and version of the program, "" for 督办
}

// flagged is an alarm with its place on the sheet.
type flagged struct {
	*proofread.Alarm
	n      int // from 1, in the order of the text
	strip  int // -1 where it points nowhere
	record int // number of a record that it points at exactly, 0
	first  cite.Span
}

type page struct {
	markup
	*sheet
	alarms  []flagged
	options PageOptions
	marks   [][]mark       // of each strip
	ids     []bool         // by record number: its mark stands in the text
	numbers map[[2]int]int // record number by sort and index
}

// Page writes a report as one page that needs nothing else: the words with
// what was found marked in place, beside them the records in the same order.
func Page(w io.Writer, r *statement.Report, alarms []proofread.Alarm, o PageOptions) error {
	return onward(w, []byte(pageOf(sheetOf(r), alarms, o)))
}

func pageOf(s *sheet, alarms []proofread.Alarm, o PageOptions) string {
	p := &page{sheet: s, options: o}
	p.b.Grow(len(s.report.Document.Text)*2 + 800*len(s.records) + len(style) + len(pageJS) + 8192)
	p.place(alarms)
	p.draw()
	p.head()
	p.raw(`<main class="review">`)
	p.bar()
	p.raw(`<div class="panes"><article class="paper-col" id="main" tabindex="-1" aria-label="报告原文">`)
	p.body()
	p.raw(`</article><section class="rec-col" id="recs" tabindex="-1" aria-label="读出的记录">`)
	p.side()
	p.raw(`</section></div>`)
	p.sheets()
	p.keys()
	p.raw("</main>\n<script>", pageJS, "</script>\n</body>\n</html>\n")
	return p.b.String()
}

// place finds where each alarm stands and numbers them in that order.
func (p *page) place(alarms []proofread.Alarm) {
	for i := range alarms {
		f := flagged{Alarm: &alarms[i], strip: -1}
		if len(f.Places) > 0 {
			f.first = p.text.clip(f.Places[0])
			f.strip = p.stripAt(f.first.Start)
		}
		p.alarms = append(p.alarms, f)
	}
	slices.SortStableFunc(p.alarms, func(a, b flagged) int {
		return cmp.Or(cmp.Compare(b2i(a.strip < 0), b2i(b.strip < 0)), cmp.Compare(a.first.Start, b.first.Start))
	})
	for i := range p.alarms {
		p.alarms[i].n = i + 1
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// draw turns records, alarms and run-in headings into marks and deals them to the strips.
func (p *page) draw() {
	marks := make([]mark, 0, len(p.records)+2*len(p.alarms)+len(p.runin))
	exact := make(map[cite.Span]int, len(p.records))
	p.ids = make([]bool, len(p.records)+1)
	for i, r := range p.records {
		span := p.text.clip(r.span)
		p.ids[i+1] = !span.Empty() && p.stripAt(span.Start) >= 0
		if !span.Empty() {
			exact[span] = len(marks)
			marks = append(marks, mark{span: span, ink: inkOf[r.sort], n: i + 1})
		}
	}
	for i := range p.alarms {
		f := &p.alarms[i]
		for k, place := range f.Places {
			place = p.text.clip(place)
			if place.Empty() {
				continue
			}
			if at, ok := exact[place]; ok {
				if k == 0 {
					f.record = marks[at].n
				}
				if marks[at].flag == "" || f.Grade == proofread.Wrong {
					marks[at].flag = gradeClass(f.Grade)
				}
				continue
			}
			marks = append(marks, mark{span: place, ink: flagInk, n: f.n, flag: gradeClass(f.Grade)})
		}
	}
	for _, i := range p.runin {
		marks = append(marks, mark{span: p.text.clip(p.report.Outline.Sections[i].Span), ink: boldInk, n: i})
	}
	p.marks = make([][]mark, len(p.strips))
	for _, m := range marks {
		for i := max(p.stripAt(m.span.Start), 0); i < len(p.strips) && p.strips[i].span.Start < m.span.End; i++ {
			if p.strips[i].span.Overlaps(m.span) {
				p.marks[i] = append(p.marks[i], m)
			}
		}
	}
}

// gradeClass names state by colour, which the style pairs with a shape and a word.
func gradeClass(g proofread.Grade) string {
	switch g {
	case proofread.Wrong:
		return "r"
	case proofread.Doubt:
		return "y"
	}
	return "i"
}

func (p *page) title() string {
	if t := p.report.Outline.Title; t != "" {
		return t
	}
	return p.report.Document.Name
}

func (p *page) head() {
	p.raw("<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"", policy, "\">\n",
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n<title>")
	if place := p.report.Outline.Place; place != "" {
		p.say(place + " ")
	}
	p.say(p.title())
	p.raw(" · 读出的内容</title>\n<style>", style, "</style>\n</head>\n<body>\n", shapes,
		`<a class="skip" href="#main">跳到正文</a><a class="skip" href="#recs">跳到记录</a>`)
}

// bar is the head of the page: what it is, how much was found, how to read the marks.
func (p *page) bar() {
	o := &p.report.Outline
	p.raw(`<header class="subbar"><b class="seal" aria-hidden="true">督</b><div class="what"><h1>`)
	p.say(p.title())
	p.raw(`</h1><p class="small soft">`)
	facts := []string{o.Place, dateWords(o.Date), o.Occasion}
	first := true
	for _, f := range facts {
		if f == "" {
			continue
		}
		if !first {
			p.raw(`<i class="gap"></i>`)
		}
		p.say(f)
		first = false
	}
	p.raw(`</p></div><ul class="tally" aria-label="读出多少">`)
	n := p.counts()
	for _, c := range []struct {
		name, unit, key string
		n               int
	}{{"数据", "条", "num", n[measure]}, {"任务", "条", "task", n[undertaking]}, {"项目", "个", "prop", n[project]}, {"机制", "项", "mech", n[mechanism]}, {"核对", "处", "flag", len(p.alarms)}} {
		p.raw(`<li><label for="k-`, c.key, `">`, c.name, ` <b>`, strconv.Itoa(c.n), `</b><i class="u">`, c.unit, `</i></label>`)
	}
	p.raw("</ul></header>\n", `<nav class="swap" aria-label="切换"><a href="#main">原文</a><a href="#recs">记录</a></nav>`)
	p.raw(`<div class="legend"><span><span class="mk-task"><a class="no" data-n="12"></a>任务</span></span><span><span class="mk-num">数据</span></span><span><span class="mk-prop">项目</span></span><span><span class="mk-mech">机制</span></span><span><span class="mk-num y">核对</span></span>`)
	p.contents()
	p.raw(`</div>`)
}

// counts is how many records there are of each sort.
func (p *page) counts() (n [4]int) {
	for _, r := range p.records {
		n[r.sort]++
	}
	return n
}

// contents is the outline, folded: it opens over the report.
func (p *page) contents() {
	sections := p.report.Outline.Sections
	if len(sections) == 0 {
		return
	}
	p.raw(`<details class="toc"><summary>目录 `)
	p.num(len(sections))
	p.raw(` 节</summary><ol>`)
	for i := range sections {
		level := min(max(sections[i].Level, 1), 4)
		p.raw(`<li class="l`, strconv.Itoa(level), `"><a`)
		p.ref("href", "#s", i)
		p.raw(`>`)
		p.say(unstopped(sections[i].Heading))
		p.raw(`</a>`)
	}
	p.raw(`</ol></details>`)
}

// sources is what the report was read from, said under it.
func (p *page) sources() {
	list := p.options.Sources
	if len(list) == 0 {
		d := p.report.Document
		list = []Source{{Name: d.Name, Form: string(d.Format)}}
	}
	p.raw(`<footer class="src-foot"><h2>来源</h2><ul>`)
	for _, s := range list {
		p.cell("<li>", s.Name)
		if s.Form != "" {
			p.cell(`<i class="gap"></i>`, formatWord(s.Form))
		}
		if s.Digest != "" {
			p.cell(`<br><span class="mono quiet">SHA-256 `, s.Digest)
			p.raw("</span>")
		}
	}
	p.raw(`</ul><p>全文 `)
	p.say(grouped10(p.text.len()))
	p.raw(` 字。原文一字未改；号码、标记和说明是读出时加的，复制原文时不会带上。`)
	if p.options.Made != "" {
		p.cell("读出日期 ", p.options.Made)
		p.raw("。")
	}
	p.raw(`</p><p class="quiet">`)
	p.say(cmp.Or(p.options.Maker, "督办 duban"))
	p.raw(`</p></footer>`)
}

func formatWord(f string) string {
	switch document.Format(f) {
	case document.Text:
		return "纯文本"
	case document.HTML:
		return "网页"
	case document.DOCX:
		return "Word 文档"
	case document.PDF:
		return "PDF"
	case document.OFD:
		return "OFD 版式文件"
	case document.XLSX:
		return "Excel 工作簿"
	}
	return f
}
