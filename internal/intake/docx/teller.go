package docx

import (
	"encoding/xml"
	"fmt"
	"strings"

	"duban/internal/intake/container"
	"duban/internal/kernel/document"
)

// paragraph is a w:p with what the reader of the page sees of it.
type paragraph struct {
	document.Paragraph
	words string
	note  string // id of the note it belongs to
}

// teller follows the body of a part and tells its paragraphs.
type teller struct {
	styles   *styles
	counters *counters

	paragraphs []paragraph
	footnotes  []string // ids in the order of reference
	endnotes   []string
	inNotes    bool

	count  int // w:p of the body so far
	note   string
	open   []*pending
	skip   int // depth inside something that is not shown
	tables []*table
	hidden bool // run under w:vanish
	inText bool
	fields []bool // per open complex field: true while its instruction runs
	drop   bool   // the note is a separator
}

type pending struct {
	words             strings.Builder
	style, num, level string
	outline           int
	numbered          bool
	inTable           bool
}

type table struct{ row, cell, para int }

func newTeller(s *styles, c *counters) *teller { return &teller{styles: s, counters: c} }

// unseen are elements whose content the page does not show.
func unseen(local string) bool {
	switch local {
	case "del", "moveFrom", "Fallback", "instrText", "delText", "annotationRef", "pict", "sectPr", "rPrChange", "pPrChange", "delInstrText":
		return true
	}
	return false
}

func (t *teller) cur() *pending {
	if len(t.open) == 0 {
		return nil
	}
	return t.open[len(t.open)-1]
}

func (t *teller) Start(e xml.StartElement) {
	local := e.Name.Local
	if t.skip > 0 || unseen(local) && (isWord(e.Name) || local == "Fallback") {
		t.skip++
		return
	}
	if !isWord(e.Name) {
		return
	}
	val := container.Attr(e, "val")
	p := t.cur()
	switch local {
	case "footnote", "endnote":
		t.note = container.Attr(e, "id")
		kind := container.Attr(e, "type")
		t.drop = kind != "" && kind != "normal"
	case "p":
		t.count++
		t.open = append(t.open, &pending{inTable: len(t.tables) > 0})
	case "tbl":
		t.tables = append(t.tables, &table{para: t.count + 1})
	case "tr":
		if n := len(t.tables); n > 0 {
			t.tables[n-1].row++
			t.tables[n-1].cell = 0
		}
	case "tc":
		if n := len(t.tables); n > 0 {
			t.tables[n-1].cell++
		}
	case "r":
		t.hidden = false
	case "vanish":
		t.hidden = on(e)
	case "t":
		t.inText = true
	case "tab", "br", "cr":
		if p != nil && local != "tab" && !t.hidden {
			if kind := container.Attr(e, "type"); kind == "" || kind == "textWrapping" {
				p.words.WriteByte('\n')
			}
		} else if p != nil && local == "tab" && p.words.Len() > 0 && container.Attr(e, "pos") == "" {
			p.words.WriteByte('\t')
		}
	case "noBreakHyphen":
		if p != nil {
			p.words.WriteByte('-')
		}
	case "sym":
		// a picture font: nothing that can be read
	case "fldChar":
		t.field(container.Attr(e, "fldCharType"))
	case "footnoteReference":
		t.footnotes = append(t.footnotes, container.Attr(e, "id"))
	case "endnoteReference":
		t.endnotes = append(t.endnotes, container.Attr(e, "id"))
	default:
		t.property(p, local, val)
	}
}

func (t *teller) property(p *pending, local, val string) {
	if p == nil {
		return
	}
	switch local {
	case "pStyle":
		p.style = val
	case "numId":
		p.num, p.numbered = val, true
	case "ilvl":
		p.level = val
	case "outlineLvl":
		if n, ok := number(val); ok {
			p.outline = n + 1
		}
	}
}

// field follows a complex field: between begin and separate stands its
// instruction, which nobody sees.
func (t *teller) field(kind string) {
	switch kind {
	case "begin":
		t.fields = append(t.fields, true)
	case "separate":
		if n := len(t.fields); n > 0 {
			t.fields[n-1] = false
		}
	case "end":
		if n := len(t.fields); n > 0 {
			t.fields = t.fields[:n-1]
		}
	}
}

func (t *teller) instructing() bool {
	for _, f := range t.fields {
		if f {
			return true
		}
	}
	return false
}

func (t *teller) Text(chars []byte) {
	if p := t.cur(); p != nil && t.inText && t.skip == 0 && !t.hidden && !t.instructing() {
		p.words.Write(chars)
	}
}

func (t *teller) End(n xml.Name) {
	if t.skip > 0 {
		t.skip--
		return
	}
	if !isWord(n) {
		return
	}
	switch n.Local {
	case "t":
		t.inText = false
	case "r":
		t.hidden = false
	case "p":
		if k := len(t.open); k > 0 {
			t.close(t.open[k-1])
			t.open = t.open[:k-1]
		}
	case "tbl":
		if k := len(t.tables); k > 0 {
			t.tables = t.tables[:k-1]
		}
	case "footnote", "endnote":
		t.note, t.drop = "", false
	}
}

// close makes the paragraph; a line break within it begins another, since
// reports type their lists that way.
func (t *teller) close(p *pending) {
	look := t.styles.resolve(p.style)
	if look.contents || t.drop {
		return
	}
	num, ilvl, style := look.numID, look.ilvl, look.numberedFrom
	if p.numbered {
		num, style = p.num, p.style
	}
	if p.level != "" {
		ilvl = p.level
	}
	words := strings.ReplaceAll(p.words.String(), "\u00ad", "")
	label, item := "", false
	if num != "" && num != "0" && strings.TrimSpace(words) != "" {
		label, item = t.counters.next(num, ilvl, style)
	}
	heading, level := look.heading, look.level
	if p.outline > 0 {
		heading, level = p.outline < bodyText, p.outline
	}
	for i, line := range strings.Split(words, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		out := paragraph{words: strings.TrimRight(line, " \t"), note: t.note}
		out.Place = document.Place{Para: t.count}
		if i == 0 {
			out.Label = label
		}
		switch n := len(t.tables); {
		case t.inNotes:
			out.Form = document.Footnote
		case n > 0 && p.inTable:
			out.Form = document.Cell
			out.Place = document.Place{Para: t.tables[0].para, Cell: fmt.Sprintf("r%dc%d", t.tables[n-1].row, t.tables[n-1].cell)}
		case heading && level > 0:
			out.Form, out.Level = document.Heading, level
		case item:
			out.Form = document.Item
		}
		t.paragraphs = append(t.paragraphs, out)
	}
}

// finish closes what a broken file left open.
func (t *teller) finish() {
	for k := len(t.open); k > 0; k = len(t.open) {
		t.close(t.open[k-1])
		t.open = t.open[:k-1]
	}
}
