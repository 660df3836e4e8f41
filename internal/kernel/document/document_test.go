package document_test

import (
	"testing"

	"duban/internal/base/cite"
	"duban/internal/kernel/document"
)

func TestPlainCutsParagraphsAtLineEnds(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"every kind of line end", "甲\n乙\r\n丙\r丁\f戊\v己", []string{"甲", "乙", "丙", "丁", "戊", "己"}},
		{"line ends that an export wrote out", `甲\r\n乙\n丙`, []string{"甲", "乙", "丙"}},
		{"blanks of every width at the edges", "\uFEFF　 \u00A0甲 乙\u200B\t\n", []string{"甲 乙"}},
		{"private characters at the edges show nothing", "\uE004甲\uF8FF", []string{"甲"}},
		{"a backslash that is none of them", `C:\a`, []string{`C:\a`}},
		{"a text without a line end", "甲", []string{"甲"}},
		{"nothing", "", nil},
		{"nothing but blanks", " \n　\n", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := document.Plain("报告.txt", c.text, nil)
			if d.Text != c.text {
				t.Errorf("the text was changed to %q", d.Text)
			}
			if len(d.Paragraphs) != len(c.want) {
				t.Fatalf("%d paragraphs, want %d", len(d.Paragraphs), len(c.want))
			}
			runes := []rune(c.text)
			for i, p := range d.Paragraphs {
				if d.Of(p) != c.want[i] || string(runes[p.Span.Start:p.Span.End]) != c.want[i] {
					t.Errorf("paragraph %d is %q and at %v %q, want %q", i, d.Of(p), p.Span, string(runes[p.Span.Start:p.Span.End]), c.want[i])
				}
			}
		})
	}
}

func TestPlainAsksForTheWayBack(t *testing.T) {
	d := document.Plain("报告.txt", "甲\n乙", func(at int) int64 { return int64(at) * 2 })
	if got := d.Paragraphs[1].Place.Byte; got != 8 {
		t.Errorf("byte %d, want 8", got)
	}
	if got := document.Plain("报告.txt", "甲\n乙", nil).Paragraphs[1].Place.Byte; got != 4 {
		t.Errorf("byte %d, want 4", got)
	}
}

func TestBuilderCountsCodePoints(t *testing.T) {
	b := document.NewBuilder("报告.docx", document.DOCX)
	b.Add("𠮷日", document.Paragraph{Form: document.Heading, Level: 1})
	b.Add(" \t　", document.Paragraph{})
	b.Add("乙", document.Paragraph{Label: "一、"})
	d := b.Document()
	if d.Text != "𠮷日\n乙\n" || b.Len() != 5 {
		t.Errorf("text %q of %d", d.Text, b.Len())
	}
	if len(d.Paragraphs) != 2 || d.Paragraphs[1].Span != (cite.Span{Start: 3, End: 4}) || d.Of(d.Paragraphs[1]) != "乙" {
		t.Errorf("paragraphs %+v", d.Paragraphs)
	}
}

func FuzzPlain(f *testing.F) {
	f.Add("甲\r\n\\r\\n乙\uFEFF")
	f.Add("a\xff\n\xf0")
	f.Fuzz(func(t *testing.T, text string) {
		d := document.Plain("报告.txt", text, nil)
		if d.Text != text {
			t.Fatal("the text was changed")
		}
		runes, last := []rune(text), 0
		for _, p := range d.Paragraphs {
			if p.Span.Start < last || p.Span.End <= p.Span.Start || p.Span.End > len(runes) {
				t.Fatalf("span %v after %d", p.Span, last)
			}
			if got, want := []rune(d.Of(p)), runes[p.Span.Start:p.Span.End]; string(got) != string(want) {
				t.Fatalf("%q at %v is %q", string(got), p.Span, string(want))
			}
			last = p.Span.End
		}
	})
}
