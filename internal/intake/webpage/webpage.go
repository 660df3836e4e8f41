// Package webpage reads the main part of a web page.
//
// Government sites put the report between a header, a navigation bar, lists of
// other news, share links and a footer, none of which may reach the kernel: a
// figure in a side bar is not a promise. This package finds the part with the
// prose and cuts it into paragraphs, each with its byte offset in the source.
// It refuses to fetch anything, to run script and to know what the prose says.
package webpage

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/net/html/atom"

	"duban/internal/base/fault"
	"duban/internal/intake/charset"
	"duban/internal/kernel/document"
)

const headBytes = 4096 // where a page says what it is

var label = regexp.MustCompile(`(?i)charset\s*=\s*["']?\s*([a-z0-9_\-]+)`)

// Label is the encoding that the head of a page claims, or "". Only a page is
// asked: a text that talks about charsets claims nothing.
func Label(data []byte) string {
	head := data[:min(len(data), headBytes)]
	if m := label.FindSubmatch(head); m != nil && strings.Contains(string(head), "<") {
		return strings.ToLower(string(m[1]))
	}
	return ""
}

// Is says whether a text is a page: it says so in its head, or begins with an
// element of HTML.
func Is(text string) bool {
	head := strings.ToLower(text[:min(len(text), headBytes)])
	for _, sign := range []string{"<!doctype html", "<html", "<body"} {
		if strings.Contains(head, sign) {
			return true
		}
	}
	head = strings.TrimLeft(head, "\uFEFF \t\r\n\f\u3000")
	for strings.HasPrefix(head, "<!--") {
		_, after, closed := strings.Cut(head, "-->")
		if !closed {
			return false
		}
		head = strings.TrimLeft(after, " \t\r\n")
	}
	if !strings.HasPrefix(head, "<") {
		return false
	}
	tag := strings.IndexFunc(head[1:], func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') })
	return tag > 0 && atom.Lookup([]byte(head[1:1+tag])) != 0 &&
		strings.ContainsRune(" \t\r\n/>", rune(head[1+tag]))
}

// Read makes a document of a decoded page.
func Read(name string, d *charset.Decoded) (*document.Document, error) {
	root := grow(d.Text)
	blocks := lay(root, d.Text)
	kept := mainPart(root, blocks)
	b := document.NewBuilder(name, document.HTML)
	size := 0
	for _, k := range kept {
		size += len(k.words) + 1
	}
	b.Grow(len(kept), size)
	para, table, tablePara := 0, (*node)(nil), 0
	for _, k := range kept {
		para++
		place := document.Place{Byte: d.Source(k.offset), Para: para}
		if k.table != nil {
			// All cells of a table say the paragraph with which the table begins.
			if k.table != table {
				table, tablePara = k.table, para
			}
			place.Para = tablePara
			place.Cell = fmt.Sprintf("r%dc%d", k.row, k.column)
		}
		b.Add(k.words, document.Paragraph{Form: k.form, Level: k.level, Label: k.label, Place: place})
	}
	doc := b.Document()
	if len(doc.Paragraphs) == 0 {
		return nil, fault.New(fault.Invalid,
			fmt.Sprintf("网页“%s”里找不到正文。", name),
			"正文可能由脚本载入或是图片；请在浏览器里复制正文存成文本，或存为 PDF 再交。")
	}
	return doc, nil
}
