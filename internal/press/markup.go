package press

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// markup is HTML under way. raw takes our own markup; everything from a report
// goes through say or attr.
type markup struct{ b strings.Builder }

func (m *markup) raw(parts ...string) {
	for _, p := range parts {
		m.b.WriteString(p)
	}
}

func (m *markup) num(n int) {
	var buf [20]byte
	m.b.Write(strconv.AppendInt(buf[:0], int64(n), 10))
}

// say writes foreign words so that a browser reads back exactly them. A
// carriage return is written as a reference because parsers drop bare ones;
// what HTML cannot hold at all shows as U+FFFD.
func (m *markup) say(s string) {
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		var to string
		n := 1
		switch {
		case c == '&':
			to = "&amp;"
		case c == '<':
			to = "&lt;"
		case c == '>':
			to = "&gt;"
		case c == '"':
			to = "&quot;"
		case c == '\'':
			to = "&#39;"
		case c == '\r':
			to = "&#13;"
		case c == 0:
			to = "\uFFFD"
		case c >= utf8.RuneSelf:
			var r rune
			if r, n = utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError && n == 1 {
				to = "\uFFFD"
			}
		}
		if to != "" {
			m.b.WriteString(s[from:i])
			m.b.WriteString(to)
			from = i + n
		}
		i += n
	}
	m.b.WriteString(s[from:])
}

// attr writes an attribute with foreign words.
func (m *markup) attr(name, value string) {
	m.raw(" ", name, `="`)
	m.say(value)
	m.raw(`"`)
}

// ref writes an attribute that is a letter and a number: id="m12".
func (m *markup) ref(name, letter string, n int) {
	m.raw(" ", name, "=", letter)
	m.num(n)
}

// cell writes a table cell or another element that may stay open.
func (m *markup) cell(open, words string) {
	m.raw(open)
	m.say(words)
}

// field writes a pair of a definition list; nothing where there are no words.
func (m *markup) field(name, words string) {
	if words == "" {
		return
	}
	m.raw("<dt>", name, "<dd>")
	m.say(words)
}

// shape refers to a symbol of the page.
func (m *markup) shape(name, class string) {
	m.raw(`<svg class="sh `, class, `" aria-hidden="true"><use href="#s-`, name, `"/></svg>`)
}
