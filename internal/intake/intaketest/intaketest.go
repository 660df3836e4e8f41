// Package intaketest builds the files that the tests of the readers read, and
// shows what came of them. Nothing but tests imports it.
package intaketest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"duban/internal/base/fault"
	"duban/internal/kernel/document"
)

// Part is one file of a package.
type Part struct{ Name, Text string }

// File is a part.
func File(name, text string) Part { return Part{name, text} }

// Zip packs parts in order.
func Zip(parts ...Part) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.Create(p.Name)
		if err == nil {
			_, err = io.WriteString(w, p.Text)
		}
		if err != nil {
			panic(err) // a buffer takes everything
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordNS  = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ` +
		`xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" ` +
		`xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" ` +
		`xmlns:v="urn:schemas-microsoft-com:vml"`
)

// Word wraps the inside of a part of a Word document: document, styles,
// numbering, footnotes or endnotes.
func Word(part, inside string) Part {
	root := part
	if part == "document" {
		inside = "<w:body>" + inside + "</w:body>"
	}
	return Part{"word/" + part + ".xml", xmlHead + "<w:" + root + " " + wordNS + ">" + inside + "</w:" + root + ">"}
}

// Docx is a Word document of a body and other parts.
func Docx(body string, more ...Part) []byte {
	parts := []Part{
		{"[Content_Types].xml", xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		Word("document", body),
	}
	return Zip(append(parts, more...)...)
}

// P is a paragraph of a Word document: its properties, then runs of words.
func P(properties string, words ...string) string {
	var b strings.Builder
	b.WriteString("<w:p>")
	if properties != "" {
		b.WriteString("<w:pPr>" + properties + "</w:pPr>")
	}
	for _, w := range words {
		if !strings.HasPrefix(w, "<") {
			w = `<w:r><w:t xml:space="preserve">` + w + "</w:t></w:r>"
		}
		b.WriteString(w)
	}
	b.WriteString("</w:p>")
	return b.String()
}

// OFD is a document of pages, each the inside of its layer.
func OFD(pages ...string) []byte {
	const ns = ` xmlns:ofd="http://www.ofdspec.org/2016"`
	var list strings.Builder
	parts := []Part{
		{"OFD.xml", xmlHead + `<ofd:OFD` + ns + ` Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`},
	}
	for i, page := range pages {
		fmt.Fprintf(&list, `<ofd:Page ID="%d" BaseLoc="Pages/Page_%d/Content.xml"/>`, i+1, i)
		parts = append(parts, Part{fmt.Sprintf("Doc_0/Pages/Page_%d/Content.xml", i), xmlHead + `<ofd:Page` + ns + `><ofd:Content><ofd:Layer ID="9">` + page + `</ofd:Layer></ofd:Content></ofd:Page>`})
	}
	parts = append(parts, Part{"Doc_0/Document.xml", xmlHead + `<ofd:Document` + ns + `><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>` + list.String() + `</ofd:Pages></ofd:Document>`})
	return Zip(parts...)
}

// OFDText is a line of words of a size at a place, in millimetres.
func OFDText(x, y, size float64, words string) string {
	n := utf8.RuneCountInString(words)
	return fmt.Sprintf(`<ofd:TextObject ID="1" Boundary="%g %g %g %g" Font="1" Size="%g"><ofd:TextCode X="0" Y="%g" DeltaX="g %d %g">%s</ofd:TextCode></ofd:TextObject>`,
		x, y, float64(n)*size, size, size, size*0.86, n-1, size, words)
}

// Show writes a document paragraph by paragraph: form, way back, label, words.
func Show(d *document.Document) string {
	forms := map[document.Form]string{document.Prose: "文", document.Heading: "题", document.Item: "项", document.Cell: "格", document.Footnote: "注"}
	var b strings.Builder
	for _, p := range d.Paragraphs {
		b.WriteString(forms[p.Form])
		if p.Level > 0 {
			fmt.Fprintf(&b, "%d", p.Level)
		}
		for _, place := range []struct {
			name  string
			value int
		}{{"页", p.Place.Page}, {"段", p.Place.Para}, {"注", p.Place.Note}} {
			if place.value > 0 {
				fmt.Fprintf(&b, " %s%d", place.name, place.value)
			}
		}
		if p.Place.Sheet != "" {
			b.WriteString(" " + p.Place.Sheet)
		}
		if p.Place.Cell != "" {
			b.WriteString(" " + p.Place.Cell)
		}
		b.WriteString(" | ")
		if p.Label != "" {
			b.WriteString("[" + p.Label + "]")
		}
		b.WriteString(d.Of(p) + "\n")
	}
	return b.String()
}

// Same compares what Show wrote with what must be there, line ends and the
// indentation of the test aside.
func Same(t *testing.T, got, want string) {
	t.Helper()
	clean := func(s string) []string {
		var out []string
		for l := range strings.Lines(s) {
			if l = strings.Trim(l, "\t\n"); l != "" {
				out = append(out, l)
			}
		}
		return out
	}
	g, w := clean(got), clean(want)
	for i := range max(len(g), len(w)) {
		switch {
		case i >= len(g):
			t.Errorf("missing: %s", w[i])
		case i >= len(w):
			t.Errorf("too much: %s", g[i])
		case g[i] != w[i]:
			t.Errorf("line %d\n got %s\nwant %s", i+1, g[i], w[i])
		}
	}
}

// Sound checks what holds of every document: valid text, paragraphs in order
// and inside it, spans and words agreeing.
func Sound(t *testing.T, d *document.Document) {
	t.Helper()
	if !utf8.ValidString(d.Text) {
		t.Fatal("the text is not valid UTF-8")
	}
	if len(d.Paragraphs) == 0 {
		t.Fatal("a document without paragraphs is no document")
	}
	bytesAt, runesAt := 0, 0
	advance := func(to int) int {
		for runesAt < to && bytesAt < len(d.Text) {
			_, n := utf8.DecodeRuneInString(d.Text[bytesAt:])
			bytesAt += n
			runesAt++
		}
		if runesAt != to {
			t.Fatalf("a paragraph ends at %d, the text at %d", to, runesAt)
		}
		return bytesAt
	}
	for i, p := range d.Paragraphs {
		if p.Span.Start < runesAt || p.Span.End <= p.Span.Start {
			t.Fatalf("paragraph %d at %v begins before %d or is empty", i, p.Span, runesAt)
		}
		start := advance(p.Span.Start)
		if end := advance(p.Span.End); d.Of(p) != d.Text[start:end] {
			t.Fatalf("paragraph %d: span and words differ", i)
		}
		if q := p.Place; q.Byte < 0 || q.Page < 0 || q.Para < 0 || q.Note < 0 {
			t.Fatalf("paragraph %d: place %+v", i, q)
		}
	}
}

// Refused checks that an error is a fault of a kind, for people: it names the
// file and says what to do next.
func Refused(t *testing.T, err error, kind fault.Kind, name string) {
	t.Helper()
	if err == nil {
		t.Fatal("was read")
	}
	f, ok := fault.As(err)
	if !ok {
		t.Fatalf("is an internal error: %v", err)
	}
	if f.Kind != kind {
		t.Errorf("kind %d, want %d: %s", f.Kind, kind, f.Sentence)
	}
	if !strings.Contains(f.Sentence, name) || !strings.HasSuffix(f.Sentence, "。") {
		t.Errorf("the sentence does not name %q: %s", name, f.Sentence)
	}
	if f.Hint == "" {
		t.Errorf("no hint after: %s", f.Sentence)
	}
}

// Corpus is the path of a file of the corpus of real reports, which lies
// beside the project or where DUBAN_CORPUS says; without it the test is
// skipped.
func Corpus(t *testing.T, name string) string {
	t.Helper()
	tried := []string{os.Getenv("DUBAN_CORPUS")}
	if dir, err := os.Getwd(); err == nil {
		for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
			tried = append(tried, filepath.Join(dir, "shared", "corpus"))
		}
	}
	for _, dir := range tried {
		if dir == "" {
			continue
		}
		if p := filepath.Join(dir, name); exists(p) {
			return p
		}
	}
	t.Skip("the corpus of real reports is not beside the project")
	return ""
}

func exists(p string) bool { _, err := os.Stat(p); return err == nil }
