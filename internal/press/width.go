package press

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// columnsOfRune is how many columns a terminal gives a character. Those that
// East Asian fonts set wide or narrow at will (“ ” —) count one, as most
// terminals do.
func columnsOfRune(r rune) int {
	switch {
	case r < 0x20 || r == 0x7F:
		return 0
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

func columnsOf(s string) (n int) {
	for _, r := range s {
		n += columnsOfRune(r)
	}
	return n
}

// tame makes foreign words harmless to a terminal: no escapes, no line ends,
// no characters that turn the direction of writing.
func tame(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		case r == unicode.ReplacementChar:
			return '?'
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// left and right fill up to a width; what is longer stays whole.
func left(s string, w int) string  { return s + strings.Repeat(" ", max(0, w-columnsOf(s))) }
func right(s string, w int) string { return strings.Repeat(" ", max(0, w-columnsOf(s))) + s }

// neverFirst may not begin a line (行首禁则); what is in neverLast may not end one.
const (
	neverFirst = "，。、；：？！”’）》」』】〕％%…—～·"
	neverLast  = "“‘（《「『【〔"
)

// wrap breaks words into lines of at most w columns. Runs of letters and
// figures stay together where a line can hold them.
func wrap(s string, w int) []string {
	w = max(w, 4)
	var out []string
	rs := []rune(s)
	for len(rs) > 0 {
		n, used := 0, 0
		for n < len(rs) && used+columnsOfRune(rs[n]) <= w {
			used += columnsOfRune(rs[n])
			n++
		}
		if n < len(rs) {
			n = breakBefore(rs, n)
		}
		out = append(out, strings.TrimSpace(string(rs[:n])))
		rs = rs[n:]
		for len(rs) > 0 && rs[0] == ' ' {
			rs = rs[1:]
		}
	}
	if len(out) == 0 {
		out = []string{""}
	}
	return out
}

// breakBefore moves a break back to where it is allowed, or keeps it.
func breakBefore(rs []rune, n int) int {
	solid := func(r rune) bool { return r < 0x80 && r != ' ' }
	for k := n; k > n/2 && k > 1; k-- {
		if strings.ContainsRune(neverFirst, rs[k]) || strings.ContainsRune(neverLast, rs[k-1]) || solid(rs[k]) && solid(rs[k-1]) {
			continue
		}
		return k
	}
	return max(n, 1)
}
