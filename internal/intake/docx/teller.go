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
	fields []field // open complex fields
	drop   bool    // the note is a separator

	carried string // words of paragraphs whose mark is deleted

	instructing int    // of them, those whose instruction runs
	contents    int    // open tables of contents, as fields or content controls
	controls    []bool // open content controls: true for a table of contents
	simple      []bool // open simple fields: the same
}

// field is a complex field: an instruction, which nobody sees, then its result.
type field struct {
	instruction []byte
	result      bool // the result runs
	contents    bool // it is a table of contents
}

type pending struct {
	words             strings.Builder
	style, num, level string
	outline           int
	numbered          bool
	inTable           bool
	marking           bool // within its properties, where those of its mark stand
	runsOn            bool // its mark is deleted: the next paragraph takes its words
}

// table is where we are in a table. Cells are counted in columns of its grid,
// so that those under a merged one keep their number.
type table struct{ row, cell, next, para int }

// maxColumns is the most a table of Word has.
const maxColumns = 63

func newTeller(s *styles, c *counters) *teller { return &teller{styles: s, counters: c} }

// unseen are elements whose content the page does not show.
func unseen(local string) bool {
	switch local {
	case "del", "moveFrom", "Fallback", "delText", "annotationRef", "sectPr", "rt", "rPrChange", "pPrChange", "delInstrText":
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
	if p := t.cur(); p != nil && p.marking && t.skip == 0 && isWord(e.Name) && (local == "del" || local == "moveFrom") {
		p.runsOn = true
	}
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
		p := &pending{inTable: len(t.tables) > 0}
		p.words.WriteString(t.carried)
		t.carried = ""
		t.open = append(t.open, p)
	case "pPr":
		if p != nil {
			p.marking = true
		}
	case "tbl":
		t.tables = append(t.tables, &table{para: t.count + 1})
	case "tr":
		if n := len(t.tables); n > 0 {
			t.tables[n-1].row++
			t.tables[n-1].cell, t.tables[n-1].next = 0, 1
		}
	case "tc":
		if n := len(t.tables); n > 0 {
			t.tables[n-1].cell = t.tables[n-1].next
			t.tables[n-1].next++
		}
	case "gridSpan":
		if n := len(t.tables); n > 0 {
			if span, ok := number(val); ok && span > 0 {
				t.tables[n-1].next = t.tables[n-1].cell + min(span, maxColumns)
			}
		}
	case "gridBefore":
		if n := len(t.tables); n > 0 {
			if skipped, ok := number(val); ok {
				t.tables[n-1].next = 1 + min(skipped, maxColumns)
			}
		}
	case "sdt":
		t.controls = append(t.controls, false)
	case "docPartGallery":
		if n := len(t.controls); n > 0 && !t.controls[n-1] && val == "Table of Contents" {
			t.controls[n-1] = true
			t.contents++
		}
	case "fldSimple":
		is := isContents(container.Attr(e, "instr"))
		t.simple = append(t.simple, is)
		if is {
			t.contents++
		}
	case "r":
		t.hidden = false
	case "vanish":
		t.hidden = on(e)
	case "t", "instrText":
		t.inText = true
	case "tab", "br", "cr":
		if p != nil && local != "tab" && t.shown() {
			if kind := container.Attr(e, "type"); kind == "" || kind == "textWrapping" {
				p.words.WriteByte('\n')
			}
		} else if p != nil && local == "tab" && t.shown() && p.words.Len() > 0 && container.Attr(e, "pos") == "" {
			p.words.WriteByte('\t')
		}
	case "noBreakHyphen":
		if p != nil && t.shown() {
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
// instruction.
func (t *teller) field(kind string) {
	n := len(t.fields)
	switch {
	case kind == "begin":
		t.fields = append(t.fields, field{})
		t.instructing++
	case n == 0:
	case kind == "separate" && !t.fields[n-1].result:
		f := &t.fields[n-1]
		f.result = true
		t.instructing--
		if f.contents = isContents(string(f.instruction)); f.contents {
			t.contents++
		}
	case kind == "end":
		f := t.fields[n-1]
		t.fields = t.fields[:n-1]
		if !f.result {
			t.instructing--
		}
		if f.contents {
			t.contents--
		}
	}
}

// isContents says that a field makes a table of contents, which says every
// heading a second time.
func isContents(instruction string) bool {
	word, _, _ := strings.Cut(strings.TrimSpace(instruction), " ")
	return strings.EqualFold(word, "TOC")
}

// shown says that words at this place are on the page.
func (t *teller) shown() bool {
	return t.skip == 0 && !t.hidden && t.instructing == 0 && t.contents == 0
}

// longestInstruction is as much of an instruction as is kept: the first word says all.
const longestInstruction = 64

func (t *teller) Text(chars []byte) {
	if !t.inText || t.skip > 0 {
		return
	}
	if t.instructing > 0 {
		if f := &t.fields[len(t.fields)-1]; !f.result && len(f.instruction) < longestInstruction {
			f.instruction = append(f.instruction, chars[:min(len(chars), longestInstruction)]...)
		}
		return
	}
	if p := t.cur(); p != nil && t.shown() {
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
	case "t", "instrText":
		t.inText = false
	case "sdt":
		if k := len(t.controls); k > 0 {
			if t.controls[k-1] {
				t.contents--
			}
			t.controls = t.controls[:k-1]
		}
	case "fldSimple":
		if k := len(t.simple); k > 0 {
			if t.simple[k-1] {
				t.contents--
			}
			t.simple = t.simple[:k-1]
		}
	case "r":
		t.hidden = false
	case "pPr":
		if p := t.cur(); p != nil {
			p.marking = false
		}
	case "p":
		if k := len(t.open); k > 0 {
			if p := t.open[k-1]; p.runsOn && k == 1 {
				t.carried = p.words.String()
				t.open = t.open[:0]
				return
			}
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
			out.Place = document.Place{Para: t.tables[n-1].para, Cell: fmt.Sprintf("r%dc%d", t.tables[n-1].row, t.tables[n-1].cell)}
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
	if t.carried != "" && len(t.open) == 0 {
		p := &pending{}
		p.words.WriteString(t.carried)
		t.open = append(t.open, p)
	}
	for k := len(t.open); k > 0; k = len(t.open) {
		t.close(t.open[k-1])
		t.open = t.open[:k-1]
	}
}
