package paper

import (
	"strings"
	"unicode"
)

// A line does not begin with one of these, nor end with one of those.
const (
	neverFirst = "，。、；：！？”’）》〉】〕」』…—·%％℃,.;:!?)]}"
	neverLast  = "“‘（《〈【〔「『([{"
)

// line is a line of a paragraph.
type line struct {
	text string
	last bool // of its paragraph
}

// lines breaks a paragraph: between any two characters, but not inside a word
// or a figure, and keeping marks where a line may have them.
func (f *Fonts) lines(face Face, size, space, first, rest float64, text string) []line {
	var list []line
	var row []string
	room, used := first, 0.0
	for _, u := range units(text) {
		w := f.width(face, size, space, u)
		if used+w <= room+0.01 || len(row) == 0 {
			row, used = append(row, u), used+w
			continue
		}
		var down []string
		next := u
		for len(row) > 1 && len(down) < 4 && (strings.Contains(neverFirst, firstOf(next)) || strings.Contains(neverLast, lastOf(row[len(row)-1]))) {
			next = row[len(row)-1]
			down = append([]string{next}, down...)
			row = row[:len(row)-1]
		}
		list = append(list, line{text: strings.Join(row, "")})
		row, room, used = append(down, u), rest, 0
		for _, d := range row {
			used += f.width(face, size, space, d)
		}
	}
	return append(list, line{strings.Join(row, ""), true})
}

func firstOf(s string) string { return string([]rune(s)[:1]) }
func lastOf(s string) string  { r := []rune(s); return string(r[len(r)-1:]) }

// units are what a line is not broken inside of; a very long word is cut.
func units(text string) []string {
	const longest = 24
	var list []string
	word := ""
	flush := func() {
		if word != "" {
			list, word = append(list, word), ""
		}
	}
	for _, r := range text {
		if r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-./_@%", r)) && len(word) < longest {
			word += string(r)
			continue
		}
		flush()
		list = append(list, string(r))
	}
	flush()
	return list
}
