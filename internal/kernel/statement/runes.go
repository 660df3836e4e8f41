package statement

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
