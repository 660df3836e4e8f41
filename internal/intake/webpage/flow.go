package webpage

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"duban/internal/kernel/document"
)

// block is a paragraph as a browser would set it.
type block struct {
	words  string
	offset int // in the decoded page, of its first visible character
	form   document.Form
	level  int
	label  string
	table  *node
	row    int
	column int
	in     *node // the innermost block element
	runes  int
	links  int
}

// flow lays the text of a tree into blocks.
type flow struct {
	text   string
	blocks []block
	cur    block
	words  strings.Builder
	last   rune // last character written
	gap    gap  // blanks since
	links  int  // open links
	pre    int
	items  []item
	cells  []*cell
}

type gap uint8

const (
	noGap  gap = iota
	spaces     // blanks within a line
	broken     // blanks with a line end
)

type item struct {
	list *node
	next int
}

// cell is where we are in a table of data; nil in a table for layout.
type cell struct {
	table       *node
	row, column int
	busy        [maxColumns + 1]int // rows a column is still taken by a cell above
}

// maxColumns is how many columns of a table are told apart. More exist only in
// pages made to take for ever.
const maxColumns = 256

func lay(root *node, text string) []block {
	measure(root, text)
	f := &flow{text: text}
	f.walk(root)
	f.end(root)
	return f.blocks
}

// measure counts visible characters bottom up.
func measure(n *node, text string) {
	if n.name == "" {
		n.runes = 0
		for _, r := range text[n.from:n.to] {
			if !document.Blank(r) {
				n.runes++
			}
		}
		return
	}
	if unseen(n) {
		return
	}
	for _, k := range n.kids {
		measure(k, text)
		n.runes += k.runes
	}
}

func unseen(n *node) bool {
	if n.hidden {
		return true
	}
	switch n.tag {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Iframe, atom.Svg, atom.Math,
		atom.Head, atom.Title, atom.Select, atom.Option, atom.Button, atom.Textarea, atom.Object,
		atom.Video, atom.Audio, atom.Canvas, atom.Nav, atom.Map, atom.Rp, atom.Rt, atom.Noframes,
		atom.Noembed, atom.Datalist, atom.Dialog:
		return true
	}
	return false
}

func (f *flow) walk(n *node) {
	if n.name == "" {
		f.write(n)
		return
	}
	if unseen(n) {
		return
	}
	if n.tag == atom.Br {
		f.end(n.parent)
		return
	}
	blockish := isBlock(n.tag)
	if blockish {
		f.end(n.parent)
	}
	f.enter(n)
	for _, k := range n.kids {
		f.walk(k)
	}
	if blockish {
		f.end(n)
	}
	f.leave(n)
}

func (f *flow) enter(n *node) {
	switch n.tag {
	case atom.A:
		f.links++
	case atom.Pre:
		f.pre++
	case atom.Ul, atom.Ol, atom.Menu:
		f.items = append(f.items, item{list: n, next: n.start})
	case atom.Li:
		f.cur.form = document.Item
		if k := len(f.items); k > 0 && f.items[k-1].list.tag == atom.Ol {
			f.cur.label = strconv.Itoa(f.items[k-1].next) + "."
			f.items[k-1].next++
		}
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		f.cur.form = document.Heading
		f.cur.level = int(n.name[1] - '0')
	case atom.Table:
		var c *cell
		if isData(n) {
			c = &cell{table: n}
		}
		f.cells = append(f.cells, c)
	case atom.Tr:
		if c := f.cell(); c != nil {
			for col := range c.busy {
				c.busy[col] = max(0, c.busy[col]-1)
			}
			c.row++
			c.column = 0
		}
	case atom.Td, atom.Th:
		if c := f.cell(); c != nil {
			c.column = min(c.column+1, maxColumns)
			for c.column < maxColumns && c.busy[c.column] > 0 {
				c.column++
			}
			if n.spanR > 1 {
				for i := c.column; i < min(c.column+n.spanC, maxColumns); i++ {
					c.busy[i] = n.spanR
				}
			}
		}
	}
}

func (f *flow) leave(n *node) {
	switch n.tag {
	case atom.A:
		f.links--
	case atom.Pre:
		f.pre--
	case atom.Li, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		f.cur = block{} // an empty one leaves its form to nobody
	case atom.Ul, atom.Ol, atom.Menu:
		f.items = f.items[:len(f.items)-1]
	case atom.Table:
		f.cells = f.cells[:len(f.cells)-1]
	case atom.Td, atom.Th:
		if c := f.cell(); c != nil {
			c.column = min(c.column+n.spanC-1, maxColumns)
		}
	}
}

func (f *flow) cell() *cell {
	if len(f.cells) == 0 {
		return nil
	}
	return f.cells[len(f.cells)-1]
}

// write adds a text. It is decoded character by character so that the first
// visible one knows where it stands.
func (f *flow) write(n *node) {
	raw := f.text[n.from:n.to]
	for i := 0; i < len(raw); {
		at := n.from + i
		r, size := utf8.DecodeRuneInString(raw[i:])
		decoded := ""
		if r == '&' {
			decoded, size = entity(raw[i:])
		}
		if r == '\\' && i+1 < len(raw) && (raw[i+1] == 'n' || raw[i+1] == 'r') {
			f.end(n.parent) // a line end that an export wrote out
			i += 2
			continue
		}
		i += size
		if decoded == "" {
			f.rune(r, at, n)
			continue
		}
		for _, r := range decoded {
			if r == 0xA0 {
				r = 0x2002 // a hard blank: shown, but not collapsed
			}
			f.rune(r, at, n)
		}
	}
}

func (f *flow) rune(r rune, at int, n *node) {
	switch r {
	case '\n', '\r':
		if f.pre > 0 {
			f.end(n.parent)
			return
		}
		f.gap = broken
		return
	case ' ', '\t', '\f', '\v':
		f.gap = max(f.gap, spaces)
		return
	case 0xAD, 0x200B, 0xFEFF, 0x2060, 0:
		return
	case 0xA0, 0x2002:
		r = ' '
	}
	if f.words.Len() == 0 {
		if document.Blank(r) {
			return
		}
		f.cur.offset = at
	} else if f.gap == spaces || f.gap == broken && !(wide(f.last) && wide(r)) {
		f.words.WriteByte(' ')
	}
	f.gap = noGap
	f.words.WriteRune(r)
	f.last = r
	if r != ' ' && r != 0x3000 {
		f.cur.runes++
		if f.links > 0 {
			f.cur.links++
		}
	}
}

// end finishes the paragraph, if there is one.
func (f *flow) end(in *node) {
	words := strings.TrimRightFunc(f.words.String(), document.Blank)
	f.words.Reset()
	f.gap, f.last = noGap, 0
	if words == "" {
		return
	}
	b := f.cur
	b.words = words
	for b.in = in; b.in.parent != nil && !isBlock(b.in.tag); b.in = b.in.parent {
	}
	if c := f.cell(); c != nil && c.row > 0 && c.column > 0 {
		b.form, b.level, b.label = document.Cell, 0, ""
		b.table, b.row, b.column = c.table, c.row, c.column
	} else if b.form == document.Prose {
		b.form, b.level = formOf(b.in)
	}
	f.blocks = append(f.blocks, b)
	f.cur = block{}
}

// formOf is for the second and later paragraphs of an element.
func formOf(n *node) (document.Form, int) {
	for ; n != nil; n = n.parent {
		switch n.tag {
		case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
			return document.Heading, int(n.name[1] - '0')
		case atom.Li:
			return document.Item, 0
		case atom.Td, atom.Th, atom.Div, atom.Section, atom.Article, atom.Body:
			return document.Prose, 0
		}
	}
	return document.Prose, 0
}

// entity decodes the character reference at the head of s.
func entity(s string) (string, int) {
	const longest = 34
	end := strings.IndexByte(s[:min(len(s), longest)], ';')
	if end < 0 {
		// Old pages leave the semicolon out.
		for _, old := range []string{"&nbsp", "&amp", "&lt", "&gt", "&quot"} {
			if strings.HasPrefix(s, old) {
				return html.UnescapeString(old + ";"), len(old)
			}
		}
		return "&", 1
	}
	decoded := html.UnescapeString(s[:end+1])
	if decoded == s[:end+1] {
		if strings.HasPrefix(s, "&nbsp") {
			return "\u00A0", len("&nbsp")
		}
		return "&", 1
	}
	return decoded, end + 1
}

// wide says that no blank belongs beside a character at a line end in the source.
func wide(r rune) bool {
	return r >= 0x2E80 && r < 0xE000 || r >= 0xF900 && r <= 0xFAFF || r >= 0xFE30 && r <= 0xFE4F ||
		r >= 0xFF00 && r <= 0xFFEF || r >= 0x2010 && r <= 0x2027 || r >= 0x20000
}
