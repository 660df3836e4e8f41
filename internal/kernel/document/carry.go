package document

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// The form in which a document is carried from the process that read it to the
// one that asked: name, format and text, each with its length, then the
// paragraphs, of which only what they hold is written. Spans are not carried,
// they follow from the bytes.
//
// encoding is raised whenever the form changes.
const encoding = 1

// What a paragraph holds beside its words, one bit each.
const (
	hasLevel = 1 << iota
	hasLabel
	hasByte
	hasPage
	hasPara
	hasSheet // another than the paragraph before
	hasCell
	hasNote
)

// errCarried is the answer to bytes that no Encode has written.
var errCarried = errors.New("document: not an encoded document")

// ErrTooLong is the answer to more than the limit that Decode was given.
var ErrTooLong = errors.New("document: longer than agreed")

// carryBuffer is as long as any number and most strings.
const carryBuffer = 16 << 10

// Encode writes the document so that Decode makes the same of it.
func (d *Document) Encode(w io.Writer) error {
	b := bufio.NewWriterSize(w, carryBuffer)
	var scratch [binary.MaxVarintLen64]byte
	number := func(n int) { b.Write(binary.AppendUvarint(scratch[:0], uint64(n))) }
	words := func(s string) { number(len(s)); b.WriteString(s) }
	b.WriteByte(encoding)
	words(d.Name)
	words(string(d.Format))
	words(d.Text)
	number(len(d.Paragraphs))
	at, sheet := 0, ""
	for _, p := range d.Paragraphs {
		if p.byteStart < at || p.byteEnd < p.byteStart || p.byteEnd > len(d.Text) {
			return fmt.Errorf("document: a paragraph at %d to %d after %d", p.byteStart, p.byteEnd, at)
		}
		number(p.byteStart - at)
		number(p.byteEnd - p.byteStart)
		at = p.byteEnd
		b.WriteByte(byte(p.Form))
		numbers := []int{p.Level, 0, int(p.Place.Byte), p.Place.Page, p.Place.Para, 0, 0, p.Place.Note}
		texts := []string{1: p.Label, 6: p.Place.Cell, 7: ""}
		var holds byte
		for i := range numbers {
			if numbers[i] != 0 || texts[i] != "" {
				holds |= 1 << i
			}
		}
		if p.Place.Sheet != sheet {
			sheet = p.Place.Sheet
			texts[5] = sheet
			holds |= hasSheet
		}
		b.WriteByte(holds)
		for i := range numbers {
			switch bit := byte(1) << i; {
			case holds&bit == 0:
			case bit&(hasLabel|hasSheet|hasCell) != 0:
				words(texts[i])
			default:
				number(numbers[i])
			}
		}
	}
	return b.Flush() // a bufio.Writer keeps the first error
}

// Decode reads what Encode has written, of at most limit bytes in all. Nothing
// in it is trusted: whoever read a foreign file may have fallen to it.
func Decode(r io.Reader, limit int64) (*Document, error) {
	c := &carrier{r: bufio.NewReaderSize(r, carryBuffer), left: limit}
	if v := c.byte(); c.err == nil && v != encoding {
		return nil, fmt.Errorf("%w: of form %d", errCarried, v)
	}
	d := &Document{Name: c.raw(), Format: Format(c.words()), Text: c.words()}
	count := c.number()
	if c.err == nil && count > len(d.Text) {
		return nil, fmt.Errorf("%w: %d paragraphs of %d bytes", errCarried, count, len(d.Text))
	}
	if c.err == nil && count > 0 {
		d.Paragraphs = make([]Paragraph, 0, count)
	}
	at, runes, sheet := 0, 0, ""
	for range count {
		gap, length := c.number(), c.number()
		if c.err != nil {
			break
		}
		if gap > len(d.Text)-at || length == 0 || length > len(d.Text)-at-gap {
			return nil, fmt.Errorf("%w: a paragraph beyond the text", errCarried)
		}
		p := Paragraph{byteStart: at + gap, byteEnd: at + gap + length}
		if !whole(d.Text, p.byteStart) || !whole(d.Text, p.byteEnd) {
			return nil, fmt.Errorf("%w: a paragraph cuts a character", errCarried)
		}
		p.Span.Start = runes + utf8.RuneCountInString(d.Text[at:p.byteStart])
		p.Span.End = p.Span.Start + utf8.RuneCountInString(d.Of(p))
		at, runes = p.byteEnd, p.Span.End
		c.rest(&p, &sheet)
		d.Paragraphs = append(d.Paragraphs, p)
	}
	if c.err != nil {
		return nil, fmt.Errorf("%w: %w", errCarried, c.err)
	}
	return d, nil
}

// whole says that no character is cut at a byte of a text.
func whole(text string, at int) bool { return at == len(text) || utf8.RuneStart(text[at]) }

// carrier reads numbers and words and keeps the first error.
type carrier struct {
	r    *bufio.Reader
	left int64
	err  error
}

// rest reads what a paragraph holds beside its words.
func (c *carrier) rest(p *Paragraph, sheet *string) {
	p.Form = Form(c.byte())
	if c.err == nil && p.Form > Footnote {
		c.err = fmt.Errorf("form %d", p.Form)
	}
	holds := c.byte()
	number := func(bit byte, into *int) {
		if holds&bit != 0 {
			*into = c.number()
		}
	}
	words := func(bit byte, into *string) {
		if holds&bit != 0 {
			*into = c.words()
		}
	}
	number(hasLevel, &p.Level)
	words(hasLabel, &p.Label)
	var offset int
	number(hasByte, &offset)
	p.Place.Byte = int64(offset)
	number(hasPage, &p.Place.Page)
	number(hasPara, &p.Place.Para)
	words(hasSheet, sheet)
	p.Place.Sheet = *sheet
	words(hasCell, &p.Place.Cell)
	number(hasNote, &p.Place.Note)
}

// ReadByte lets binary.ReadUvarint count.
func (c *carrier) ReadByte() (byte, error) {
	if c.left--; c.left < 0 {
		return 0, ErrTooLong
	}
	b, err := c.r.ReadByte()
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return b, err
}

func (c *carrier) byte() byte {
	if c.err != nil {
		return 0
	}
	b, err := c.ReadByte()
	c.err = err
	return b
}

// number is never negative and fits an int of any machine that holds such a text.
func (c *carrier) number() int {
	if c.err != nil {
		return 0
	}
	n, err := binary.ReadUvarint(c)
	if err == nil && int64(int(n)) != int64(n) || int64(n) < 0 {
		err = errors.New("a number out of range")
	}
	if c.err = err; err != nil {
		return 0
	}
	return int(n)
}

func (c *carrier) words() string {
	s := c.raw()
	if c.err == nil && !utf8.ValidString(s) {
		c.err = errors.New("not UTF-8")
	}
	return s
}

// raw are bytes of any kind: the name of a file may be in an encoding of its system.
func (c *carrier) raw() string {
	n := c.number()
	if c.err == nil && int64(n) > c.left {
		c.err = ErrTooLong
	}
	if c.err != nil {
		return ""
	}
	c.left -= int64(n)
	var b strings.Builder
	b.Grow(min(n, 64<<20)) // beyond it, what was promised must come first
	if _, err := io.CopyN(&b, c.r, int64(n)); err != nil {
		c.err = io.ErrUnexpectedEOF
		return ""
	}
	return b.String()
}
