package document_test

import (
	"bytes"
	"io"
	"reflect"
	"strings"
	"testing"

	"duban/internal/kernel/document"
)

// filled holds every form and every way back there is.
func filled() *document.Document {
	b := document.NewBuilder("报告.docx", document.DOCX)
	b.Add("政府工作报告", document.Paragraph{Form: document.Heading, Level: 1, Place: document.Place{Para: 1}})
	b.Add("一年来，\n完成投资61.4亿元。", document.Paragraph{Label: "（一）", Place: document.Place{Para: 2, Byte: 1 << 40}})
	b.Add("学校5所", document.Paragraph{Form: document.Item, Label: "1.", Place: document.Place{Page: 3}})
	b.Add("指标", document.Paragraph{Form: document.Cell, Place: document.Place{Sheet: "表一", Cell: "A1"}})
	b.Add("数值", document.Paragraph{Form: document.Cell, Place: document.Place{Sheet: "表一", Cell: "B1"}})
	b.Add("另表", document.Paragraph{Form: document.Cell, Place: document.Place{Sheet: "表二", Cell: "A1"}})
	b.Add("注：初步核算数", document.Paragraph{Form: document.Footnote, Place: document.Place{Note: 7}})
	return b.Document()
}

func carried(t *testing.T, d *document.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := d.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestADocumentArrivesAsItWasSent(t *testing.T) {
	for name, d := range map[string]*document.Document{
		"every form and place":     filled(),
		"a text kept unchanged":    document.Plain("报告.txt", "\uFEFF　甲\r\n\r\n乙\\r\\n丙 \n𠮷", func(i int) int64 { return int64(2*i + 1) }),
		"a text without paragraph": {Name: "空", Format: document.Text, Text: "\n\n"},
		"a long text":              document.Plain("长.txt", strings.Repeat("完成投资61.4亿元，增长6%。\n", 40_000), nil),
	} {
		t.Run(name, func(t *testing.T) {
			data := carried(t, d)
			got, err := document.Decode(inPieces(data), int64(len(data)))
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, d) {
				t.Errorf("got\n%+v\nwant\n%+v", got, d)
			}
			if len(data) > len(d.Text)+len(d.Paragraphs)*24+100 {
				t.Errorf("%d bytes for a text of %d", len(data), len(d.Text))
			}
		})
	}
}

// inPieces hands out a few bytes at a time, as pipes may.
func inPieces(data []byte) io.Reader {
	return io.MultiReader(bytes.NewReader(data[:3]), bytes.NewReader(data[3:]))
}

func TestADocumentCutShortIsRefused(t *testing.T) {
	data := carried(t, filled())
	for n := range data {
		if _, err := document.Decode(bytes.NewReader(data[:n]), 1<<20); err == nil {
			t.Fatalf("%d of %d bytes were taken for the whole", n, len(data))
		}
		if _, err := document.Decode(bytes.NewReader(data), int64(n)); err == nil {
			t.Fatalf("a limit of %d let %d bytes through", n, len(data))
		}
	}
}

func TestAnotherFormIsRefused(t *testing.T) {
	data := carried(t, filled())
	data[0]++
	if _, err := document.Decode(bytes.NewReader(data), 1<<20); err == nil || !strings.Contains(err.Error(), "form") {
		t.Fatalf("got %v", err)
	}
}

// Whatever comes, the answer is an error or a document whose paragraphs lie in
// order inside its text.
func FuzzDecode(f *testing.F) {
	var b bytes.Buffer
	if err := filled().Encode(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("\x01\x00\x00\x03\xe7\x94\xb2\x01\x01\x01\x00\x00"))
	f.Add([]byte("\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := document.Decode(bytes.NewReader(data), 1<<20)
		if err != nil {
			return
		}
		at := 0
		runes := []rune(d.Text)
		for _, p := range d.Paragraphs {
			if p.Span.Start < at || p.Span.End <= p.Span.Start || p.Span.End > len(runes) {
				t.Fatalf("%v after %d in %d", p.Span, at, len(runes))
			}
			if d.Of(p) != string(runes[p.Span.Start:p.Span.End]) {
				t.Fatalf("%v and %q differ", p.Span, d.Of(p))
			}
			at = p.Span.End
		}
	})
}
