package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
)

// Docx writes a document as a Word file, for who must change it or put it into
// another system. The same words give the same bytes.
func Docx(w io.Writer, p procedure.Paper) error {
	z := zip.NewWriter(w)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", rootRels},
		{"docProps/core.xml", core(p)},
		{"word/document.xml", documentXML(p)},
		{"word/_rels/document.xml.rels", documentRels},
		{"word/styles.xml", styles},
		{"word/settings.xml", settings},
		{"word/footer1.xml", footer("right", "280")},
		{"word/footer2.xml", footer("left", "280")},
	} {
		f, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		if _, err := io.WriteString(f, part.text); err != nil {
			return err
		}
	}
	return z.Close()
}

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordNS  = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

	contentTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/word/footer2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`
	rootRels     = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`
	documentRels = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer2.xml"/></Relationships>`
	settings     = xmlHead + `<w:settings ` + wordNS + `><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/></w:settings>`
	// 三号 is 32 half points; the spacing makes 28 characters of it 156 mm wide
	styles = xmlHead + `<w:styles ` + wordNS + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="仿宋" w:hAnsi="仿宋" w:eastAsia="仿宋" w:cs="仿宋"/><w:spacing w:val="-5"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="579" w:lineRule="exact"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style></w:styles>`
)

func footer(side, in string) string {
	run := `<w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:sz w:val="28"/></w:rPr>`
	return xmlHead + `<w:ftr ` + wordNS + `><w:p><w:pPr><w:spacing w:line="280" w:lineRule="exact"/><w:ind w:left="` + in + `" w:right="` + in + `"/><w:jc w:val="` + side + `"/></w:pPr><w:r>` + run + `<w:t xml:space="preserve">— </w:t></w:r><w:r>` + run + `<w:fldChar w:fldCharType="begin"/></w:r><w:r>` + run + `<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r>` + run + `<w:fldChar w:fldCharType="separate"/></w:r><w:r>` + run + `<w:t>1</w:t></w:r><w:r>` + run + `<w:fldChar w:fldCharType="end"/></w:r><w:r>` + run + `<w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>`
}

func core(p procedure.Paper) string {
	return xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>` + escaped(p.Heading) + `</dc:title><dc:creator>` + escaped(p.Organ) + `</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">` + p.Day + `T00:00:00Z</dcterms:created></cp:coreProperties>`
}

func escaped(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

// look is how a paragraph of the Word file looks.
type look struct {
	font        string // "" for the body's
	half        int    // size in half points, 0 for the body's
	red         bool
	align       string // "" for both edges
	first       int    // characters the first line is in, in hundredths
	left, right int
	line        int // exact, in twentieths of a point; 0 for the body's
	before      int
	keep        bool   // with the next
	lead        string // a word in 黑体 that the text begins with
	borders     string // w:pBdr's content
}

func (l look) write(b *strings.Builder, text string) {
	b.WriteString("<w:p><w:pPr>")
	if l.keep {
		b.WriteString("<w:keepNext/>")
	}
	if l.borders != "" {
		b.WriteString("<w:pBdr>" + l.borders + "</w:pBdr>")
	}
	if l.line > 0 || l.before > 0 {
		line := l.line
		if line == 0 {
			line = 579
		}
		fmt.Fprintf(b, `<w:spacing w:before="%d" w:line="%d" w:lineRule="exact"/>`, l.before, line)
	}
	if l.first != 0 || l.left != 0 || l.right != 0 {
		const char = 3.15 // a hundredth of a character in twentieths of a point
		fmt.Fprintf(b, `<w:ind w:leftChars="%d" w:left="%d" w:rightChars="%d" w:right="%d"`, l.left, int(float64(l.left)*char), l.right, int(float64(l.right)*char))
		if l.first < 0 {
			fmt.Fprintf(b, ` w:hangingChars="%d" w:hanging="%d"/>`, -l.first, int(float64(-l.first)*char))
		} else {
			fmt.Fprintf(b, ` w:firstLineChars="%d" w:firstLine="%d"/>`, l.first, int(float64(l.first)*char))
		}
	}
	if align := l.align; align != "" {
		b.WriteString(`<w:jc w:val="` + align + `"/>`)
	} else {
		b.WriteString(`<w:jc w:val="both"/>`)
	}
	b.WriteString("</w:pPr>")
	if l.lead != "" {
		b.WriteString(`<w:r><w:rPr><w:rFonts w:ascii="黑体" w:hAnsi="黑体" w:eastAsia="黑体"/></w:rPr><w:t xml:space="preserve">` + escaped(l.lead) + `</w:t></w:r>`)
	}
	if text != "" {
		b.WriteString("<w:r><w:rPr>")
		if l.font != "" {
			fmt.Fprintf(b, `<w:rFonts w:ascii="%s" w:hAnsi="%s" w:eastAsia="%s"/>`, l.font, l.font, l.font)
		}
		if l.red {
			b.WriteString(`<w:color w:val="FF0000"/>`)
		}
		if l.half > 0 {
			fmt.Fprintf(b, `<w:spacing w:val="0"/><w:sz w:val="%d"/><w:szCs w:val="%d"/>`, l.half, l.half)
		}
		b.WriteString(`</w:rPr><w:t xml:space="preserve">` + escaped(text) + `</w:t></w:r>`)
	}
	b.WriteString("</w:p>")
}

const small = "方正小标宋简体"

func documentXML(p procedure.Paper) string {
	var b strings.Builder
	b.WriteString(xmlHead + `<w:document ` + wordNS + `><w:body>`)
	blank := func() { look{}.write(&b, "") }
	if p.Letterhead || p.Minutes {
		name := p.Organ + "文件"
		if p.Minutes {
			name = p.Heading
		}
		size := int(min(50, areaWidth*0.96/float64(len([]rune(name)))) * 2)
		look{font: small, half: size, red: true, align: "center", line: size * 12, before: 35 * 1440 / 25}.write(&b, name)
		blank()
		look{align: "center", borders: `<w:bottom w:val="single" w:sz="12" w:space="8" w:color="FF0000"/>`}.write(&b, p.Number)
		if !p.Minutes {
			blank()
			look{font: small, half: 44, align: "center", line: 640}.write(&b, p.Heading)
		}
	} else {
		look{font: small, half: 44, align: "center", line: 640}.write(&b, p.Organ)
		look{font: small, half: 44, align: "center", line: 640}.write(&b, p.Heading)
		if p.Number != "" {
			look{align: "right", before: 200}.write(&b, p.Number)
		}
	}
	blank()
	if p.To != "" {
		look{}.write(&b, strings.TrimRight(p.To, "：:")+"：")
	}
	for _, x := range p.Body {
		switch {
		case x.Columns != nil:
			docxTable(&b, x)
		case x.Heading:
			look{font: "黑体", first: 200, keep: true}.write(&b, x.Text)
		default:
			look{first: 200}.write(&b, x.Text)
		}
	}
	if len(p.Attachments) > 0 {
		blank()
		for i, a := range p.Attachments {
			label, left := "附件：", 500
			if i > 0 {
				label = "　　　"
			}
			if len(p.Attachments) > 1 {
				label += strconv.Itoa(i+1) + "."
				left = 600
			}
			look{left: left, first: -(left - 200)}.write(&b, label+a)
		}
	}
	day := p.Day
	if on, err := civil.ParseDate(p.Day); err == nil {
		day = procedure.ChineseDay(on)
	}
	for _, a := range p.Attending {
		word, names, _ := strings.Cut(a, "：")
		blank()
		in := 300 + 100*len([]rune(word))
		look{left: in, first: 200 - in, lead: word + "："}.write(&b, names)
	}
	if !p.Minutes { // which nobody signs
		signature(&b, p, day)
	}
	switch {
	case p.Letterhead || p.Minutes:
		thick, thin := `w:val="single" w:sz="8" w:space="1" w:color="000000"`, `w:val="single" w:sz="6" w:space="1" w:color="000000"`
		blank()
		if p.CopyTo != "" {
			look{half: 28, left: 100, right: 100, line: 440, borders: `<w:top ` + thick + `/><w:bottom ` + thin + `/>`}.write(&b, "抄送："+strings.TrimRight(p.CopyTo, "。")+"。")
		}
		top := `<w:top ` + thick + `/>`
		if p.CopyTo != "" {
			top = ""
		}
		look{half: 28, left: 100, right: 100, line: 440, borders: top + `<w:bottom ` + thick + `/>`}.write(&b, p.Organ+"　　"+day+"印发")
	case len(p.Copies) > 0:
		look{half: 28, first: 200, before: 300}.write(&b, "本文书一式"+chineseCopies(len(p.Copies))+"份："+strings.Join(p.Copies, "、")+"各一份。")
	}
	b.WriteString(`<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="even" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1310" w:gutter="0"/><w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr></w:body></w:document>`)
	return b.String()
}

// signature sets the name centred over the day, which ends four characters before the edge.
func signature(b *strings.Builder, p procedure.Paper, day string) {
	look{keep: true}.write(b, "")
	look{keep: true}.write(b, "")
	over := max(1, 4+(len([]rune(day))-2)/3-len([]rune(p.Organ))/2)
	look{align: "right", right: over * 100, keep: true}.write(b, p.Organ)
	look{align: "right", right: 400}.write(b, day)
	if p.Note != "" {
		look{first: 200}.write(b, "（"+strings.Trim(p.Note, "（）")+"）")
	}
}

func docxTable(b *strings.Builder, t procedure.Block) {
	widths := (&setter{fonts: &Fonts{}}).columns(t)
	edge := `w:val="single" w:sz="4" w:space="0" w:color="000000"`
	b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="8844" w:type="dxa"/><w:tblBorders><w:top ` + edge + `/><w:left ` + edge + `/><w:bottom ` + edge + `/><w:right ` + edge + `/><w:insideH ` + edge + `/><w:insideV ` + edge + `/></w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	for _, w := range widths {
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, int(w*20))
	}
	b.WriteString("</w:tblGrid>")
	row := func(cells []string, head bool) {
		b.WriteString("<w:tr><w:trPr><w:cantSplit/>")
		if head {
			b.WriteString("<w:tblHeader/>")
		}
		b.WriteString("</w:trPr>")
		for i, c := range cells {
			fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>`, int(widths[i]*20))
			l := look{half: 28, line: 400, align: "left"}
			if head {
				l.font, l.align = "黑体", "center"
			} else if i == 0 {
				l.align = "center"
			}
			l.write(b, c)
			b.WriteString("</w:tc>")
		}
		b.WriteString("</w:tr>")
	}
	row(t.Columns, true)
	for _, r := range t.Rows {
		row(r, false)
	}
	b.WriteString("</w:tbl>")
}
