package press

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"duban/internal/base/cite"
	"duban/internal/kernel/document"
	"duban/internal/kernel/statement"
)

// body writes the report: its front, its strips with their marks, under each
// the alarms that begin there. What is not the report proper is folded away
// where it stood.
func (p *page) body() {
	at := p.alarmsByStrip()
	for i := 0; i < len(p.strips); {
		if p.strips[i].role == statement.FrontLine {
			i = p.fronts(i, at)
			continue
		}
		if !p.strips[i].folded() {
			p.block(i)
			p.notes(at[i])
			i++
			continue
		}
		role, to := p.strips[i].role, i
		for to < len(p.strips) && p.strips[to].role == role {
			to++
		}
		p.raw(`<details class="fold"><summary><b>`)
		p.raw(foldWords[role])
		p.raw(`</b><span class="quiet">`)
		p.num(to - i)
		p.raw(` 段　`)
		p.say(p.glimpse(i))
		p.raw("</span></summary>\n")
		for ; i < to; i++ {
			p.block(i)
			p.notes(at[i])
		}
		p.raw("</details>\n")
	}
	p.notes(at[len(p.strips)])
	p.sources()
}

// alarmsByStrip deals the alarms to the strips; the last list points nowhere.
func (p *page) alarmsByStrip() [][]*flagged {
	at := make([][]*flagged, len(p.strips)+1)
	for i := range p.alarms {
		k := p.alarms[i].strip
		if k < 0 {
			k = len(p.strips)
		}
		at[k] = append(at[k], &p.alarms[i])
	}
	return at
}

// fronts writes title, occasion and salutation together and says where they end.
func (p *page) fronts(i int, at [][]*flagged) int {
	begin := i
	p.raw(`<header class="doc">`)
	for ; i < len(p.strips) && p.strips[i].role == statement.FrontLine; i++ {
		p.front(i)
	}
	p.raw("</header>\n")
	for k := begin; k < i; k++ {
		p.notes(at[k])
	}
	return i
}

// glimpse is how a folded stretch begins.
func (p *page) glimpse(i int) string {
	words := strings.Join(strings.Fields(p.text.of(p.strips[i].span)), " ")
	if utf8.RuneCountInString(words) <= 18 {
		return words
	}
	return string([]rune(words)[:16]) + "…"
}

func (p *page) front(i int) {
	words := strings.Join(strings.Fields(p.text.of(p.strips[i].span)), "")
	title := strings.Join(strings.Fields(p.report.Outline.Title), "")
	even := strings.NewReplacer("(", "（", ")", "）")
	switch {
	case title != "" && even.Replace(words) == even.Replace(title):
		p.raw(`<p class="title t">`)
	case strings.HasSuffix(words, "：") || strings.HasSuffix(words, ":") || utf8.RuneCountInString(words) > 60:
		p.raw(`<p class="hail t">`)
	default:
		p.raw(`<p class="t">`)
	}
	p.words(i)
	p.raw("</p>")
}

// block writes one strip as heading or paragraph.
func (p *page) block(i int) {
	s := &p.strips[i]
	tag := "p"
	switch {
	case s.heading >= 0:
		tag = "h" + strconv.Itoa(min(max(p.report.Outline.Sections[s.heading].Level, 1), 4)+1)
		p.raw("<", tag, ` class="t"`)
		p.ref("id", "s", s.heading)
	case s.role == statement.HeadingLine:
		tag = "h5"
		p.raw(`<h5 class="t"`)
	case s.role == statement.TableLine || s.para.Form == document.Cell:
		p.raw(`<p class="cell t"`)
	default:
		p.raw(`<p class="t"`)
	}
	if s.number > 0 {
		p.ref("id", "p", s.number)
		p.ref("data-p", "", s.number)
	}
	p.raw(">")
	if s.para.Label != "" && s.span.Start == s.para.Span.Start {
		p.raw("<span class=label")
		p.attr("data-l", s.para.Label)
		p.raw("></span>")
	}
	p.words(i)
	p.raw("</", tag, ">\n")
}

// words writes the text of a strip, character by character as it stands, with its marks.
func (p *page) words(i int) {
	p.run(p.strips[i].span, nest(p.strips[i].span, p.marks[i]), nil)
}

// run writes a stretch with marks inside it. owner is the innermost record mark
// around it, whose plain pieces have to be links: a link cannot hold another.
func (p *page) run(span cite.Span, inner []drawn, owner *drawn) {
	at, linked := span.Start, false
	plain := func(to int) {
		if at >= to {
			return
		}
		if owner == nil {
			p.plain(cite.Span{Start: at, End: to})
			return
		}
		p.raw("<a")
		p.ref("href", "#r", owner.n)
		if linked || owner.goes {
			p.raw(" tabindex=-1")
		}
		p.raw(">")
		p.plain(cite.Span{Start: at, End: to})
		p.raw("</a>")
		linked = true
	}
	for k := range inner {
		plain(inner[k].span.Start)
		p.mark(&inner[k], owner)
		at = inner[k].span.End
	}
	plain(span.End)
}

// plain writes words; a line end inside them is kept but not shown, because
// browsers set it as a blank between Chinese characters.
func (p *page) plain(span cite.Span) {
	words := p.text.of(span)
	for {
		at := strings.IndexAny(words, "\r\n")
		if at < 0 {
			p.say(words)
			return
		}
		n := at + 1
		for n < len(words) && (words[n] == '\n' || words[n] == '\r') {
			n++
		}
		p.say(words[:at])
		p.raw(`<span class="nl">`)
		p.say(words[at:n])
		p.raw(`</span>`)
		words = words[n:]
	}
}

var inkClass = [...]string{taskInk: "mk-task", flagInk: "mk-flag", boldInk: "runin", mechInk: "mk-mech", propInk: "mk-prop", numInk: "mk-num"}

// mark writes one mark with what it holds.
func (p *page) mark(d *drawn, owner *drawn) {
	class := inkClass[d.ink]
	if d.flag != "" && d.ink != flagInk {
		class += " " + d.flag
	}
	switch d.ink {
	case boldInk:
		p.raw("<b class=runin")
		if !d.goes {
			p.ref("id", "s", d.n)
		}
		p.raw(">")
		p.run(d.span, d.inner, owner)
		p.raw("</b>")
		return
	case flagInk:
		p.raw(`<span class="mk-flag `, d.flag, `">`)
		p.run(d.span, d.inner, owner)
		p.raw("</span>")
		return
	case taskInk:
		if d.cut {
			class += " cut"
		}
		p.raw(`<span class="`, class, `"`)
		p.name(d)
		p.raw(">")
		if !d.goes {
			p.raw("<a class=no")
			p.ref("href", "#r", d.n)
			p.ref("data-n", "", d.n)
			p.raw(` aria-label="任务 `, strconv.Itoa(d.n), `"></a>`)
		}
		p.run(d.span, d.inner, owner)
		p.raw("</span>")
		return
	}
	if len(d.inner) > 0 {
		p.raw(`<span class="`, class, ` out"`)
		p.name(d)
		p.raw(">")
		p.run(d.span, d.inner, d)
		p.raw("</span>")
		return
	}
	p.raw("<a")
	if strings.Contains(class, " ") {
		p.raw(` class="`, class, `"`)
	} else {
		p.raw(" class=", class)
	}
	p.name(d)
	p.ref("href", "#r", d.n)
	if d.goes {
		p.raw(" tabindex=-1")
	}
	p.raw(">")
	p.plain(d.span)
	p.raw("</a>")
}

// name gives the first part of a mark its anchor, the rest the number for the script.
func (p *page) name(d *drawn) {
	if d.goes {
		p.ref("data-m", "", d.n)
		return
	}
	p.ref("id", "m", d.n)
}

// notes writes the alarms that stand under a strip, with their arithmetic.
func (p *page) notes(list []*flagged) {
	for _, f := range list {
		class := gradeClass(f.Grade)
		p.raw(`<aside class="note `, class, `"`)
		p.ref("id", "a", f.n)
		p.raw(` aria-label="核对 `, strconv.Itoa(f.n), `">`)
		p.shape(class, "")
		p.raw(`<div><p><strong>核对 `, strconv.Itoa(f.n), "　")
		p.say(word(gradeWords, f.Grade))
		p.raw("</strong>　")
		p.say(f.Sentence)
		p.raw("</p>")
		if f.Sum != "" {
			p.raw(`<p class="sumline"><span class="src calc" aria-hidden="true">算</span><span class="say">算法：</span>`)
			p.say(f.Sum)
			p.raw("</p>")
		}
		p.elsewhere(f)
		p.raw("</div></aside>\n")
	}
}

// elsewhere leads to the other places an alarm rests on.
func (p *page) elsewhere(f *flagged) {
	if len(f.Places) == 0 {
		p.raw(`<p class="acts quiet">没有指明位置</p>`)
		return
	}
	p.raw(`<p class="acts">`)
	for _, place := range f.Places[1:] {
		k := p.stripAt(place.Start)
		if k < 0 {
			continue
		}
		p.raw(`<a href="`, p.anchor(place, k), `">`)
		if k == f.strip {
			p.raw("同一段")
		} else if n := p.strips[k].number; n > 0 {
			p.raw("见第 ", strconv.Itoa(n), " 段")
		} else {
			p.raw("见标题处")
		}
		p.say("“" + short(p.text.of(place), 16) + "”")
		p.raw("</a>")
	}
	p.raw(`<a href="#k`, strconv.Itoa(f.n), `">`)
	p.raw(`记录</a></p>`)
}

// anchor is the nearest thing to a place that can be linked to.
func (p *page) anchor(place cite.Span, strip int) string {
	for _, m := range p.marks[strip] {
		if m.span == place && m.ink != flagInk && m.ink != boldInk {
			return "#m" + strconv.Itoa(m.n)
		}
	}
	s := &p.strips[strip]
	switch {
	case s.number > 0:
		return "#p" + strconv.Itoa(s.number)
	case s.heading >= 0:
		return "#s" + strconv.Itoa(s.heading)
	}
	return "#main"
}

// short keeps the beginning of words for a link or a terminal line; the whole stands elsewhere.
func short(s string, n int) string {
	s = strings.Join(strings.Fields(s), "")
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}

func grouped10(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
