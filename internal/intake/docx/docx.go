// Package docx reads Word documents (ECMA-376, GB/T 37965 alike): headings,
// the numbers that Word generates, tables and notes.
//
// What a reader of the printed page would not see stays out: tracked
// deletions, hidden text, field instructions, comments, page headers and
// footers, and the table of contents, which says everything twice. It refuses
// to know how a page looks.
package docx

import (
	"encoding/xml"
	"fmt"
	"path"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/intake/container"
	"duban/internal/kernel/document"
)

// Is says whether a package calls its main part a Word document.
func Is(p *container.Package) bool { return mainPart(p) != "" }

// Read makes a document of a package.
func Read(name string, p *container.Package) (*document.Document, error) {
	part := mainPart(p)
	if part == "" {
		part = "word/document.xml"
	}
	body, found, err := p.Part(part)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fault.New(fault.Unreadable,
			fmt.Sprintf("“%s”缺少正文部分，文件不完整。", name), "请用 Word 或 WPS 打开后另存为 .docx。")
	}
	related, err := relations(p, part)
	if err != nil {
		return nil, err
	}
	look := styles{}
	if err := optional(p, related.of("styles", part), &look); err != nil {
		return nil, err
	}
	numbers := numbering{}
	if err := optional(p, related.of("numbering", part), &numbers); err != nil {
		return nil, err
	}
	t := newTeller(&look, newCounters(&numbers))
	if err := p.Walk(part, body, t); err != nil {
		return nil, err
	}
	t.finish()
	b := document.NewBuilder(name, document.DOCX)
	size := 0
	for _, para := range t.paragraphs {
		size += len(para.words) + 1
	}
	b.Grow(len(t.paragraphs), size)
	for _, para := range t.paragraphs {
		b.Add(para.words, para.Paragraph)
	}
	if err := addNotes(b, p, t, related, part); err != nil {
		return nil, err
	}
	doc := b.Document()
	if len(doc.Paragraphs) == 0 {
		return nil, fault.New(fault.Invalid,
			fmt.Sprintf("“%s”里没有文字。", name), "内容可能是图片；请换一份文字版，或先识别成文字。")
	}
	return doc, nil
}

// addNotes puts footnotes and endnotes at the end, so that they cut no
// sentence, in the order in which the text refers to them.
func addNotes(b *document.Builder, p *container.Package, t *teller, related relationships, from string) error {
	for _, kind := range []struct {
		name string
		refs []string
	}{{"footnotes", t.footnotes}, {"endnotes", t.endnotes}} {
		if len(kind.refs) == 0 {
			continue
		}
		n := newTeller(t.styles, t.counters)
		n.inNotes = true
		if err := optional(p, related.of(kind.name, from), n); err != nil {
			return err
		}
		n.finish()
		byID := map[string][]paragraph{}
		for _, para := range n.paragraphs {
			byID[para.note] = append(byID[para.note], para)
		}
		told := map[string]bool{}
		for i, id := range kind.refs {
			if told[id] {
				continue
			}
			told[id] = true
			for _, para := range byID[id] {
				b.Add(para.words, document.Paragraph{
					Form: document.Footnote, Place: document.Place{Para: para.Place.Para, Note: i + 1},
				})
			}
		}
	}
	return nil
}

func optional(p *container.Package, part string, h container.Handler) error {
	data, found, err := p.Part(part)
	if err != nil || !found {
		return err
	}
	return p.Walk(part, data, h)
}

// mainPart is the part that the package's relations call the document, if it
// is one of Word's.
func mainPart(p *container.Package) string {
	r, err := relations(p, "")
	if err != nil {
		return ""
	}
	target := r["officeDocument"]
	if target == "" || !p.Has(target) || !wordly(p, target) {
		return ""
	}
	return target
}

// wordly asks the content types, since xlsx and pptx have an officeDocument too.
func wordly(p *container.Package, part string) bool {
	data, found, err := p.Part("[Content_Types].xml")
	if err != nil || !found {
		return strings.HasPrefix(part, "word/")
	}
	c := contentTypes{}
	if err := p.Walk("[Content_Types].xml", data, &c); err != nil {
		return strings.HasPrefix(part, "word/")
	}
	return strings.Contains(c["/"+part], "wordprocessingml") || strings.Contains(c["/"+part], "ms-word")
}

type contentTypes map[string]string

func (c *contentTypes) Start(e xml.StartElement) {
	if *c == nil {
		*c = map[string]string{}
	}
	if e.Name.Local == "Override" {
		(*c)["/"+strings.TrimPrefix(container.Attr(e, "PartName"), "/")] = container.Attr(e, "ContentType")
	}
}
func (*contentTypes) Text([]byte)  {}
func (*contentTypes) End(xml.Name) {}

// relationships are the targets that a part names, by the last word of their kind.
type relationships map[string]string

// of is the target of a kind, or where it usually is.
func (r relationships) of(kind, from string) string {
	if target := r[kind]; target != "" {
		return target
	}
	return container.Join(from, kind+".xml")
}

func relations(p *container.Package, part string) (relationships, error) {
	r := &relationReader{from: part, found: relationships{}}
	rels := container.Join("", path.Join(path.Dir(part), "_rels", path.Base(part)+".rels"))
	if part == "" {
		rels = "_rels/.rels"
	}
	err := optional(p, rels, r)
	return r.found, err
}

type relationReader struct {
	from  string
	found relationships
}

func (r *relationReader) Start(e xml.StartElement) {
	if e.Name.Local != "Relationship" || container.Attr(e, "TargetMode") == "External" {
		return
	}
	kind := path.Base(container.Attr(e, "Type"))
	if _, twice := r.found[kind]; !twice {
		r.found[kind] = container.Join(r.from, container.Attr(e, "Target"))
	}
}
func (*relationReader) Text([]byte)  {}
func (*relationReader) End(xml.Name) {}
