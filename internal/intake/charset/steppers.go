package charset

import (
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func utf8Step(p []byte) (rune, int) { return utf8.DecodeRune(p) }

func utf16le(p []byte) (rune, int) {
	return utf16Step(p, func(p []byte) rune { return rune(p[0]) | rune(p[1])<<8 })
}

func utf16be(p []byte) (rune, int) {
	return utf16Step(p, func(p []byte) rune { return rune(p[1]) | rune(p[0])<<8 })
}

func utf16Step(p []byte, unit func([]byte) rune) (rune, int) {
	if len(p) < 2 {
		return utf8.RuneError, len(p)
	}
	r := unit(p)
	if !utf16.IsSurrogate(r) {
		return r, 2
	}
	if len(p) >= 4 {
		if pair := utf16.DecodeRune(r, unit(p[2:])); pair != utf8.RuneError {
			return pair, 4
		}
	}
	return utf8.RuneError, 2
}

const (
	leads  = 0xFE - 0x81 + 1
	trails = 0xFE - 0x40 + 1
)

// pairs is the two-byte part of GB18030; level1 the characters of GB/T 2312
// level 1, the 3,755 that make up nearly all of a modern text.
var pairs, level1 = sync.OnceValue(func() *[leads * trails]rune {
	table, _ := tables()
	return table
}), sync.OnceValue(func() map[rune]bool {
	_, set := tables()
	return set
})

var tables = sync.OnceValues(func() (*[leads * trails]rune, map[rune]bool) {
	var table [leads * trails]rune
	set := make(map[rune]bool, 3755)
	decoder := simplifiedchinese.GB18030.NewDecoder()
	for lead := 0x81; lead <= 0xFE; lead++ {
		for trail := 0x40; trail <= 0xFE; trail++ {
			r := utf8.RuneError
			if trail != 0x7F {
				r = one(decoder.Bytes([]byte{byte(lead), byte(trail)}))
			}
			table[(lead-0x81)*trails+trail-0x40] = r
			if lead >= 0xB0 && lead <= 0xD7 && trail >= 0xA1 && r != utf8.RuneError {
				set[r] = true
			}
		}
	}
	return &table, set
})

func common(r rune) bool { return level1()[r] }

// one is the character that a decoder made of one sequence, if it made one.
func one(p []byte, err error) rune {
	r, n := utf8.DecodeRune(p)
	if err != nil || n != len(p) {
		return utf8.RuneError
	}
	return r
}

func gb18030(p []byte) (rune, int) {
	lead := p[0]
	switch {
	case lead < 0x80:
		return rune(lead), 1
	case lead == 0x80: // as Windows code page 936 has it
		return '€', 1
	case lead == 0xFF || len(p) < 2:
		return utf8.RuneError, 1
	}
	trail := p[1]
	switch {
	case trail >= 0x40 && trail != 0x7F && trail != 0xFF:
		r := pairs()[(int(lead)-0x81)*trails+int(trail)-0x40]
		if r == utf8.RuneError && trail < 0x80 {
			return r, 1 // the second byte may well be a letter of its own
		}
		return r, 2
	case trail >= 0x30 && trail <= 0x39 && len(p) >= 4 && p[2] >= 0x81 && p[2] <= 0xFE && p[3] >= 0x30 && p[3] <= 0x39:
		r := one(simplifiedchinese.GB18030.NewDecoder().Bytes(p[:4]))
		return r, 4
	}
	return utf8.RuneError, 1
}
