// Package document is a text with the way back to where it came from.
//
// Document (文件) is what intake makes of foreign bytes: one text in Unicode,
// cut into paragraphs, each of which knows its place in the source. Every
// offset that duban prints is a code point of Document.Text, which is what
// `duban read FILE --format text` prints. This room refuses to know what the
// words mean; that is statement's.
package document

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"duban/internal/base/cite"
)

// Format names the kind of source a document was read from.
type Format string

const (
	Text Format = "txt"
	HTML Format = "html"
	DOCX Format = "docx"
	PDF  Format = "pdf"
	OFD  Format = "ofd"
	XLSX Format = "xlsx"
)

// Form is what the source says a paragraph is. Plain text says nothing.
type Form uint8

const (
	Prose    Form = iota // 正文
	Heading              // 标题, with Level
	Item                 // 列表项
	Cell                 // 表格单元格
	Footnote             // 脚注
)

// Place is the way back to the source. Zero values mean "not stated".
type Place struct {
	Byte  int64  `json:"byte,omitempty"`  // offset of the paragraph in the source bytes (txt, html)
	Page  int    `json:"page,omitempty"`  // from 1 (pdf, ofd)
	Para  int    `json:"para,omitempty"`  // from 1, the paragraph in the source part (docx, html)
	Sheet string `json:"sheet,omitempty"` // xlsx
	Cell  string `json:"cell,omitempty"`  // A1 notation (xlsx) or r2c3 of a table (docx, html)
	Note  int    `json:"note,omitempty"`  // footnote number
}

// Paragraph (段落) is a stretch of the text that belongs together. Its span
// holds no line end at its edges; inside it may, where the source broke lines.
type Paragraph struct {
	Span      cite.Span
	Form      Form
	Level     int    // heading level from 1, 0 unknown
	Label     string // the number the source generates for it ("一、", "（二）", "1."), not part of the text
	Place     Place
	byteStart int
	byteEnd   int
}

// Document (文件) is one text and its paragraphs in reading order.
type Document struct {
	Name       string // as the person named it
	Format     Format
	Text       string
	Paragraphs []Paragraph
}

// Of returns the words of a paragraph exactly as they stand in the text.
func (d *Document) Of(p Paragraph) string { return d.Text[p.byteStart:p.byteEnd] }

// Builder makes a document paragraph by paragraph; each is followed by one
// line end in the text.
type Builder struct {
	doc   Document
	text  strings.Builder
	runes int
}

// NewBuilder starts a document.
func NewBuilder(name string, f Format) *Builder {
	return &Builder{doc: Document{Name: name, Format: f}}
}

// Grow makes room for as many paragraphs and bytes of text as will be added.
func (b *Builder) Grow(paragraphs, size int) {
	b.doc.Paragraphs = slices.Grow(b.doc.Paragraphs, paragraphs)
	b.text.Grow(size)
}

// Add appends a paragraph with its words. Words without any visible character are skipped.
func (b *Builder) Add(words string, p Paragraph) {
	if strings.TrimSpace(words) == "" {
		return
	}
	n := utf8.RuneCountInString(words)
	p.byteStart, p.byteEnd = b.text.Len(), b.text.Len()+len(words)
	p.Span = cite.Span{Start: b.runes, End: b.runes + n}
	b.text.WriteString(words)
	b.text.WriteByte('\n')
	b.runes += n + 1
	b.doc.Paragraphs = append(b.doc.Paragraphs, p)
}

// Len is the number of code points so far.
func (b *Builder) Len() int { return b.runes }

// Document finishes. The text is valid UTF-8 if the words were.
func (b *Builder) Document() *Document {
	b.doc.Text = b.text.String()
	d := b.doc
	return &d
}

// Restore makes a document again of its text and its paragraphs with their
// spans, as they were kept. A span that the text does not hold is an error.
func Restore(name string, f Format, text string, paragraphs []Paragraph) (*Document, error) {
	d := &Document{Name: name, Format: f, Text: text, Paragraphs: slices.Clone(paragraphs)}
	runes, at := 0, 0
	to := func(offset int) (int, bool) {
		for runes < offset && at < len(text) {
			_, n := utf8.DecodeRuneInString(text[at:])
			at, runes = at+n, runes+1
		}
		return at, runes == offset
	}
	for i := range d.Paragraphs {
		p := &d.Paragraphs[i]
		var ok, ends bool
		p.byteStart, ok = to(p.Span.Start)
		p.byteEnd, ends = to(p.Span.End)
		if !ok || !ends {
			return nil, errors.New("document: a paragraph's span is not in the text, or not in order")
		}
	}
	return d, nil
}
