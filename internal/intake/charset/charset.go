// Package charset turns foreign bytes into Unicode and keeps the way back: for
// every offset in the text it can say the offset in the source.
//
// It reads what Chinese offices really have: UTF-8, UTF-16 of both orders and
// GB18030 with its subsets GBK and GB2312. It judges by the bytes; a label is
// only heard when the bytes leave a doubt, because labels lie. It refuses to
// know what a paragraph is.
package charset

import (
	"bytes"
	"errors"
	"sort"
	"strings"
	"unicode/utf8"
)

// ErrUndecodable says that the bytes are no text in any encoding we read.
var ErrUndecodable = errors.New("charset: no known encoding fits")

// Decoded is a text and where it came from.
type Decoded struct {
	Text     string
	Encoding string // "UTF-8", "UTF-16LE", "UTF-16BE" or "GB18030"
	source   []byte
	step     stepper // nil: the text is the source, byte for byte
	marks    []mark
}

// mark says that text offset and source offset belong together. They stand
// every markEvery characters; between them we count.
type mark struct{ text, source int }

const markEvery = 1024

// stepper reads the character at the head of p, which is not empty, and says
// how many bytes it took, one at least.
type stepper func(p []byte) (rune, int)

// Source is the offset in the source of an offset in the text.
func (d *Decoded) Source(text int) int64 {
	if d.step == nil {
		return int64(text)
	}
	i := sort.Search(len(d.marks), func(i int) bool { return d.marks[i].text > text }) - 1
	at := mark{}
	if i >= 0 {
		at = d.marks[i]
	}
	for at.text < text && at.source < len(d.source) {
		r, n := d.step(d.source[at.source:])
		at.source += n
		at.text += utf8.RuneLen(r)
	}
	return int64(at.source)
}

// Decode finds the encoding and decodes. label is what the source says of
// itself, or "".
func Decode(data []byte, label string) (*Decoded, error) {
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}):
		return accept(data, "UTF-16LE", utf16le)
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		return accept(data, "UTF-16BE", utf16be)
	}
	if utf8.Valid(data) && bytes.IndexByte(data, 0) < 0 {
		if mostlyControls(data) {
			return nil, ErrUndecodable
		}
		return &Decoded{Text: string(data), Encoding: "UTF-8"}, nil
	}
	best, name, step := 0.0, "", stepper(nil)
	for _, c := range []struct {
		name   string
		step   stepper
		labels string
	}{
		{"UTF-8", utf8Step, "utf-8 utf8"},
		{"GB18030", gb18030, "gb18030 gbk gb2312 gb_2312-80 cp936 x-gbk"},
		{"UTF-16LE", utf16le, "utf-16le utf-16"},
		{"UTF-16BE", utf16be, "utf-16be"},
	} {
		score := plausible(data, c.step)
		for _, l := range strings.Fields(c.labels) {
			if strings.EqualFold(l, label) {
				score += 0.02
			}
		}
		if score > best {
			best, name, step = score, c.name, c.step
		}
	}
	if best < acceptAt {
		return nil, ErrUndecodable
	}
	return decode(data, name, step), nil
}

// accept decodes what has a byte order mark, unless the rest belies it.
func accept(data []byte, name string, step stepper) (*Decoded, error) {
	if len(data) > 2 && plausible(data, step) < acceptAt {
		return nil, ErrUndecodable
	}
	return decode(data, name, step), nil
}

func decode(data []byte, name string, step stepper) *Decoded {
	d := &Decoded{Encoding: name, source: data, step: step}
	var text strings.Builder
	text.Grow(len(data) + len(data)/2)
	for i, n := 0, 0; i < len(data); n++ {
		if n%markEvery == 0 {
			d.marks = append(d.marks, mark{text.Len(), i})
		}
		r, size := step(data[i:])
		text.WriteRune(r)
		i += size
	}
	d.Text = text.String()
	return d
}
