// Package ofd reads the text of OFD pages (GB/T 33190-2016). It knows the
// package, the page tree and text objects; it refuses to know fonts, images,
// seals and signatures.
package ofd

import (
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/intake/container"
	"duban/internal/intake/layout"
	"duban/internal/kernel/document"
)

// MaxPages is how many pages are read of one file.
const MaxPages = 5000

// Read makes a document of an OFD package.
func Read(name string, p *container.Package) (*document.Document, error) {
	var root rootReader
	if err := part(p, "OFD.xml", &root, name); err != nil {
		return nil, err
	}
	b := document.NewBuilder(name, document.OFD)
	for _, doc := range root.docs {
		docPath := container.Join("", doc)
		var tree pageReader
		if err := part(p, docPath, &tree, name); err != nil {
			return nil, err
		}
		if len(tree.pages) > MaxPages {
			return nil, fault.New(fault.TooLarge, fmt.Sprintf("“%s”有 %d 页，超过上限 %d 页。", name, len(tree.pages), MaxPages), "请拆成几份。")
		}
		pages := make([]layout.Page, 0, len(tree.pages))
		for _, loc := range tree.pages {
			c := content{page: layout.Page{Width: tree.width, Height: tree.height}}
			data, found, err := p.Part(container.Join(docPath, loc))
			if err != nil {
				return nil, err
			}
			if found {
				if err := p.Walk(loc, data, &c); err != nil {
					return nil, err
				}
			}
			pages = append(pages, c.page)
		}
		for _, para := range layout.Paragraphs(pages) {
			b.Add(para.Text, document.Paragraph{Form: layout.FormOf(para), Place: document.Place{Page: para.Page, Cell: para.Cell}})
		}
	}
	d := b.Document()
	if len(d.Paragraphs) == 0 {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("“%s”的页面上没有文字，可能是扫描的图片。", name), "请换一份文字版，或先识别成文字。")
	}
	return d, nil
}

func part(p *container.Package, path string, h container.Handler, name string) error {
	data, found, err := p.Part(path)
	if err != nil {
		return err
	}
	if !found {
		return fault.New(fault.Unreadable, fmt.Sprintf("“%s”缺少“%s”，文件不完整。", name, path), "请重新取一份。")
	}
	return p.Walk(path, data, h)
}

type rootReader struct {
	docs   []string
	inRoot bool
	words  strings.Builder
}

func (r *rootReader) Start(e xml.StartElement) {
	if r.inRoot = e.Name.Local == "DocRoot"; r.inRoot {
		r.words.Reset()
	}
}
func (r *rootReader) Text(b []byte) {
	if r.inRoot {
		r.words.Write(b)
	}
}
func (r *rootReader) End(n xml.Name) {
	if n.Local == "DocRoot" {
		if w := strings.TrimSpace(r.words.String()); w != "" {
			r.docs = append(r.docs, w)
		}
		r.inRoot = false
	}
}

type pageReader struct {
	pages         []string
	width, height float64
	inBox         bool
	words         strings.Builder
}

func (r *pageReader) Start(e xml.StartElement) {
	switch e.Name.Local {
	case "Page":
		if loc := container.Attr(e, "BaseLoc"); loc != "" {
			r.pages = append(r.pages, loc)
		}
	case "PhysicalBox":
		r.inBox = true
		r.words.Reset()
	}
}
func (r *pageReader) Text(b []byte) {
	if r.inBox {
		r.words.Write(b)
	}
}
func (r *pageReader) End(n xml.Name) {
	if n.Local == "PhysicalBox" {
		if f := floats(r.words.String()); len(f) == 4 && r.width == 0 {
			r.width, r.height = f[2], f[3]
		}
		r.inBox = false
	}
}

// content gathers the text objects of a page.
type content struct {
	page layout.Page
	box  pageReader

	boundary []float64
	ctm      []float64
	size     float64
	object   bool
	code     bool
	x, y     float64
	deltaX   string
	words    strings.Builder
}

func (c *content) Start(e xml.StartElement) {
	c.box.Start(e)
	switch e.Name.Local {
	case "PathObject":
		if b := floats(container.Attr(e, "Boundary")); len(b) == 4 && container.Attr(e, "Visible") != "false" {
			stroked := container.Attr(e, "Stroke") != "false"
			c.page.Rules = append(c.page.Rules, layout.Border(b[0], b[0]+b[2], b[1], b[1]+b[3], stroked)...)
		}
	case "TextObject":
		c.object = true
		c.boundary = floats(container.Attr(e, "Boundary"))
		c.ctm = floats(container.Attr(e, "CTM"))
		c.size, _ = strconv.ParseFloat(container.Attr(e, "Size"), 64)
		c.x, c.y = 0, 0
		if container.Attr(e, "Visible") == "false" {
			c.object = false
		}
	case "TextCode":
		c.code = c.object
		c.words.Reset()
		// X and Y may be left out: then they are those of the code before
		if v, err := strconv.ParseFloat(container.Attr(e, "X"), 64); err == nil {
			c.x = v
		}
		if v, err := strconv.ParseFloat(container.Attr(e, "Y"), 64); err == nil {
			c.y = v
		}
		c.deltaX = container.Attr(e, "DeltaX")
	}
}

func (c *content) Text(b []byte) {
	c.box.Text(b)
	if c.code {
		c.words.Write(b)
	}
}

func (c *content) End(n xml.Name) {
	c.box.End(n)
	switch n.Local {
	case "PhysicalBox":
		if c.box.width > 0 {
			c.page.Width, c.page.Height = c.box.width, c.box.height
		}
	case "TextCode":
		if c.code {
			c.add()
		}
		c.code = false
	case "TextObject":
		c.object = false
	}
}

func (c *content) add() {
	words := c.words.String()
	if strings.TrimSpace(words) == "" || len(c.boundary) != 4 {
		return
	}
	n := len([]rune(words))
	width := advance(c.deltaX, n-1) + c.size
	if c.deltaX == "" {
		width = float64(n) * c.size
	}
	x0, y0 := c.transform(c.x, c.y-c.size*0.86)
	x1, y1 := c.transform(c.x+width, c.y+c.size*0.14)
	for _, v := range []float64{x0, y0, x1, y1} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return
		}
	}
	c.page.Runs = append(c.page.Runs, layout.Run{
		Left: c.boundary[0] + min(x0, x1), Right: c.boundary[0] + max(x0, x1),
		Top: c.boundary[1] + min(y0, y1), Bottom: c.boundary[1] + max(y0, y1), Text: words,
	})
}

func (c *content) transform(x, y float64) (float64, float64) {
	if m := c.ctm; len(m) == 6 {
		return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
	}
	return x, y
}

// advance adds the first n distances; "g 10 5.57" stands for ten of 5.57 (GB/T 33190 11.3).
func advance(s string, n int) float64 {
	sum, told := 0.0, 0
	f := strings.Fields(s)
	last := 0.0
	for i := 0; i < len(f) && told < n; i++ {
		if f[i] == "g" && i+2 < len(f) {
			times, err := strconv.Atoi(f[i+1])
			v, err2 := strconv.ParseFloat(f[i+2], 64)
			i += 2
			if err != nil || err2 != nil || times < 0 {
				continue
			}
			times = min(times, n-told)
			sum += float64(times) * v
			told += times
			last = v
			continue
		}
		if v, err := strconv.ParseFloat(f[i], 64); err == nil {
			sum += v
			told++
			last = v
		}
	}
	return sum + float64(max(n-told, 0))*last
}

func floats(s string) []float64 {
	var out []float64
	for _, f := range strings.Fields(s) {
		v, err := strconv.ParseFloat(f, 64)
		if err != nil {
			return nil
		}
		out = append(out, v)
	}
	return out
}
