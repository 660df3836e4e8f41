package paper

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf16"

	"golang.org/x/image/font/sfnt"
)

// mark is something on a page: text where its baseline begins, or a filled
// box. Measures are points from the upper left corner.
type mark struct {
	x, y  float64
	text  string
	face  Face
	size  float64
	space float64 // added after each character
	red   bool
	w, h  float64 // of a box
}

// writer writes a PDF: pages of marks, with the glyphs they use.
type writer struct {
	fonts  *Fonts
	used   []*usedFont
	out    bytes.Buffer
	starts []int
}

// usedFont is a font with the glyphs that were used, numbered from 1.
type usedFont struct {
	file   *fontFile // nil for one that is named and not held
	face   Face
	glyphs []sfnt.GlyphIndex
	runes  []rune
	at     map[sfnt.GlyphIndex]int
	object int
}

func (w *writer) use(face Face, r rune) (*usedFont, string, int) {
	file, g := w.fonts.find(face, r)
	i := slices.IndexFunc(w.used, func(u *usedFont) bool { return u.file == file && (file != nil || u.face == face) })
	if i < 0 {
		i = len(w.used)
		w.used = append(w.used, &usedFont{file: file, face: face, at: map[sfnt.GlyphIndex]int{}})
	}
	u := w.used[i]
	if file == nil {
		code := ""
		for _, c := range utf16.Encode([]rune{r}) {
			code += fmt.Sprintf("%04X", c)
		}
		return u, code, plainWidth(r)
	}
	n, ok := u.at[g]
	if !ok {
		u.glyphs, u.runes = append(u.glyphs, g), append(u.runes, r)
		n = len(u.glyphs)
		u.at[g] = n
	}
	return u, fmt.Sprintf("%04X", n), file.advance(g)
}

// plainWidth is a character's width where no font says it.
func plainWidth(r rune) int {
	if r < 0x2000 && r != '—' {
		return 500
	}
	return 1000
}

// width is how far a text reaches, in points.
func (f *Fonts) width(face Face, size, space float64, text string) float64 {
	sum := 0.0
	for _, r := range text {
		w := plainWidth(r)
		if file, g := f.find(face, r); file != nil {
			w = file.advance(g)
		}
		sum += float64(w)/1000*size + space
	}
	return sum
}

func (w *writer) object(body string, args ...any) int {
	w.starts = append(w.starts, w.out.Len())
	fmt.Fprintf(&w.out, "%d 0 obj\n%s\nendobj\n", len(w.starts), fmt.Sprintf(body, args...))
	return len(w.starts)
}

func (w *writer) stream(more string, data []byte) int {
	var z bytes.Buffer
	c, _ := zlib.NewWriterLevel(&z, zlib.BestCompression)
	_, _ = c.Write(data)
	_ = c.Close()
	return w.object("<< %s/Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream", more, z.Len(), z.String())
}

// write writes the document; the same pages and fonts give the same bytes.
func (w *writer) write(to io.Writer, pages [][]mark, title, day string) error {
	w.out.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	contents := make([]int, len(pages))
	for i, p := range pages {
		contents[i] = w.stream("", w.page(p))
	}
	for i, u := range w.used {
		u.object = w.font(u, i)
	}
	var fonts strings.Builder
	for i, u := range w.used {
		fmt.Fprintf(&fonts, "/F%d %d 0 R ", i, u.object)
	}
	tree := len(w.starts) + len(pages) + 1
	var kids strings.Builder
	for _, c := range contents {
		n := w.object("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %s %s] /Resources << /Font << %s>> >> /Contents %d 0 R >>", tree, number(pageWidth), number(pageHeight), fonts.String(), c)
		fmt.Fprintf(&kids, "%d 0 R ", n)
	}
	w.object("<< /Type /Pages /Kids [%s] /Count %d >>", kids.String(), len(pages))
	catalog := w.object("<< /Type /Catalog /Pages %d 0 R /Lang (zh-CN) /ViewerPreferences << /DisplayDocTitle true >> >>", tree)
	info := w.object("<< /Title <%s> /Producer (duban) /CreationDate (D:%s) >>", utf16Hex(title), strings.ReplaceAll(day, "-", ""))
	sum := sha256.Sum256(w.out.Bytes())
	xref := w.out.Len()
	fmt.Fprintf(&w.out, "xref\n0 %d\n0000000000 65535 f \n", len(w.starts)+1)
	for _, s := range w.starts {
		fmt.Fprintf(&w.out, "%010d 00000 n \n", s)
	}
	fmt.Fprintf(&w.out, "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%x> <%x>] >>\nstartxref\n%d\n%%%%EOF\n", len(w.starts)+1, catalog, info, sum[:16], sum[:16], xref)
	_, err := to.Write(w.out.Bytes())
	return err
}

func number(f float64) string {
	s := strings.TrimRight(fmt.Sprintf("%.3f", f), "0")
	return strings.TrimSuffix(s, ".")
}

func utf16Hex(s string) string {
	var b strings.Builder
	b.WriteString("FEFF")
	for _, c := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", c)
	}
	return b.String()
}

func (w *writer) page(marks []mark) []byte {
	var b bytes.Buffer
	for _, m := range marks {
		colour := "0 g"
		if m.red {
			colour = "1 0 0 rg"
		}
		if m.text == "" {
			fmt.Fprintf(&b, "%s %s %s %s %s re f\n", colour, number(m.x), number(pageHeight-m.y-m.h), number(m.w), number(m.h))
			continue
		}
		x := m.x
		var last *usedFont
		codes, from := "", x
		flush := func() {
			if codes != "" {
				fmt.Fprintf(&b, "BT %s /F%d %s Tf %s Tc 1 0 0 1 %s %s Tm <%s> Tj ET\n", colour, slices.Index(w.used, last), number(m.size), number(m.space), number(from), number(pageHeight-m.y), codes)
			}
		}
		for _, r := range m.text {
			u, code, width := w.use(m.face, r)
			if u != last {
				flush()
				last, codes, from = u, "", x
			}
			codes += code
			x += float64(width)/1000*m.size + m.space
		}
		flush()
	}
	return b.Bytes()
}

// named are the fonts that a PDF names where the machine has none to hold:
// the reader's program sets them in what it has.
var named = [faces]string{Fang: "FangSong", Title: "SimSun,Bold", Hei: "SimHei", Song: "SimSun"}

func (w *writer) font(u *usedFont, i int) int {
	if u.file == nil {
		name := named[u.face]
		descriptor := w.object("<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 80 >>", name)
		below := w.object("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor %d 0 R /DW 1000 /W [1 95 500 814 939 500] >>", name, descriptor)
		return w.object("<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /UniGB-UTF16-H /DescendantFonts [%d 0 R] >>", name, below)
	}
	name := psName(u.file.name, i)
	data := u.file.subset(u.glyphs)
	file := w.stream(fmt.Sprintf("/Length1 %d ", len(data)), data)
	descriptor := w.object("<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [-250 -250 1250 1250] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 80 /FontFile2 %d 0 R >>", name, file)
	var widths, map16 strings.Builder
	for n, g := range u.glyphs {
		fmt.Fprintf(&widths, "%d [%d] ", n+1, u.file.advance(g))
		fmt.Fprintf(&map16, "<%04X> <%s>\n", n+1, utf16Hex(string(u.runes[n]))[4:])
		if n%100 == 99 && n+1 < len(u.glyphs) { // a block holds a hundred at most
			fmt.Fprintf(&map16, "endbfchar\n%d beginbfchar\n", min(100, len(u.glyphs)-n-1))
		}
	}
	below := w.object("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor %d 0 R /CIDToGIDMap /Identity /DW 1000 /W [%s] >>", name, descriptor, widths.String())
	unicode := w.stream("", []byte(fmt.Sprintf("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n%d beginbfchar\n%sendbfchar\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n", min(100, len(u.glyphs)), map16.String())))
	return w.object("<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>", name, below, unicode)
}
