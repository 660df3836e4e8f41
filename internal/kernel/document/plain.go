package document

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"duban/internal/base/cite"
)

// shortLine is a line of text so short, in bytes, that texts do not consist of it.
const shortLine = 48

// Plain makes a document of a text that is kept unchanged, line ends and byte
// order mark included. Paragraphs are its lines; a literal \r\n or \n written
// out in the text (as careless exports leave them) ends a paragraph too.
// at turns a byte offset in text into one in the source; nil means they are equal.
func Plain(name, text string, at func(int) int64) *Document {
	d := &Document{Name: name, Format: Text, Text: text}
	// Room for the paragraphs, unless the lines are so short that most are blank.
	d.Paragraphs = make([]Paragraph, 0, min(strings.Count(text, "\n")+1, len(text)/shortLine+1))
	runes, start, startRune := 0, 0, 0
	flush := func(end, endRune int) {
		s, e, sr, er := trim(text, start, end, startRune, endRune)
		if s < e {
			place := Place{Byte: int64(s)}
			if at != nil {
				place.Byte = at(s)
			}
			d.Paragraphs = append(d.Paragraphs, Paragraph{
				Span: cite.Span{Start: sr, End: er}, Place: place, byteStart: s, byteEnd: e,
			})
		}
	}
	for i := 0; i < len(text); {
		c := text[i]
		if c == '\n' || c == '\r' || c == '\f' || c == '\v' {
			flush(i, runes)
			i++
			runes++
			start, startRune = i, runes
			continue
		}
		if c == '\\' && i+1 < len(text) && (text[i+1] == 'n' || text[i+1] == 'r') {
			flush(i, runes)
			i += 2
			runes += 2
			start, startRune = i, runes
			continue
		}
		if c < utf8.RuneSelf {
			i++
		} else {
			_, n := utf8.DecodeRuneInString(text[i:])
			i += n
		}
		runes++
	}
	flush(len(text), runes)
	return d
}

// trim takes blank characters off both ends, counting code points as it goes.
func trim(text string, s, e, sr, er int) (int, int, int, int) {
	for s < e {
		r, n := utf8.DecodeRuneInString(text[s:e])
		if !Blank(r) {
			break
		}
		s += n
		sr++
	}
	for s < e {
		r, n := utf8.DecodeLastRuneInString(text[s:e])
		if !Blank(r) {
			break
		}
		e -= n
		er--
	}
	return s, e, sr, er
}

// Blank says that a character shows nothing: spaces of every width, the byte
// order mark, zero-width and control characters.
func Blank(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\r', '\v', '\f', 0x3000, 0xA0, 0xFEFF, 0x200B, 0x200C, 0x200D, 0x2060, 0xAD:
		return true
	}
	if r < 0x2000 {
		return r < 0x20 || r == 0x7F || r == 0x85
	}
	return unicode.IsSpace(r) || r >= 0xE000 && r <= 0xF8FF
}
