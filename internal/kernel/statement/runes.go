package statement

import "unicode/utf8"

// runes is a set of code points below U+10000 that answers in one load.
type runes [1024]uint64

func runesOf(s string) *runes {
	var set runes
	for _, r := range s {
		set[r>>6] |= 1 << (r & 63)
	}
	return &set
}

func (s *runes) has(r rune) bool {
	return r >= 0 && r < 0x10000 && s[r>>6]&(1<<(r&63)) != 0
}

func at(rs []rune, i int) rune {
	if i < 0 || i >= len(rs) {
		return 0
	}
	return rs[i]
}

func hasPrefix(rs []rune, s string) bool {
	for _, r := range s {
		if len(rs) == 0 || rs[0] != r {
			return false
		}
		rs = rs[1:]
	}
	return true
}

func before(rs []rune, i int, s string) bool {
	for len(s) > 0 {
		r, n := utf8.DecodeLastRuneInString(s)
		i--
		if i < 0 || rs[i] != r {
			return false
		}
		s = s[:len(s)-n]
	}
	return true
}

func beforeAny(rs []rune, i int, words ...string) bool {
	for _, w := range words {
		if before(rs, i, w) {
			return true
		}
	}
	return false
}

func afterAny(rs []rune, i int, words ...string) bool {
	for _, w := range words {
		if i <= len(rs) && hasPrefix(rs[i:], w) {
			return true
		}
	}
	return false
}

func indexWithin(rs []rune, from, to int, s string) int {
	w := []rune(s)
	for i := from; i+len(w) <= min(to, len(rs)); i++ {
		if hasPrefix(rs[i:], s) {
			return i
		}
	}
	return -1
}
