package paper

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Face (字体) is what a part of a document is set in.
type Face uint8

// The faces that GB/T 9704 asks for.
const (
	Fang  Face = iota // 仿宋: body
	Title             // 小标宋: title and red head
	Hei               // 黑体: first headings
	Song              // 宋体: page numbers
	faces
)

// Fonts are the fonts of a machine by face. A face without one is set in the
// next best; where there is none at all, the PDF names fonts without holding them.
type Fonts struct {
	mu   sync.Mutex // a font's buffer serves one document at a time
	of   [faces]*fontFile
	rest []*fontFile // for characters that a face's own font lacks
}

// fontFile is one font of a file, TrueType or OpenType.
type fontFile struct {
	name   string
	font   *sfnt.Font
	em     fixed.Int26_6
	units  int
	buffer sfnt.Buffer
}

// wanted are the names of fonts for each face, the best first: those that the
// standard asks for, then free ones.
var wanted = [faces][]string{
	Fang:  {"FangSong_GB2312", "FangSong", "STFangsong", "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "AR PL UMing CN", "Noto Sans CJK SC"},
	Title: {"FZXiaoBiaoSong-B05S", "FZXBSJW--GB1-0", "FZXiaoBiaoSong-B05", "Noto Serif CJK SC Bold", "Source Han Serif SC Bold", "Noto Serif CJK SC", "SimSun", "AR PL UMing CN"},
	Hei:   {"SimHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Zen Hei", "Noto Serif CJK SC Bold"},
	Song:  {"SimSun", "Noto Serif CJK SC", "Source Han Serif SC", "AR PL UMing CN"},
}

// Load chooses among font files, which stay in use. What is no font is left
// out: a machine's folders hold all kinds of files. Of two of one name the
// first is taken.
func Load(files ...io.ReaderAt) *Fonts {
	byName := map[string]*fontFile{}
	for _, b := range files {
		c, err := sfnt.ParseCollectionReaderAt(b)
		if err != nil {
			continue
		}
		for i := range c.NumFonts() {
			f, err := c.Font(i)
			if err != nil {
				continue
			}
			family, _ := f.Name(nil, sfnt.NameIDFamily)
			style, _ := f.Name(nil, sfnt.NameIDSubfamily)
			full := strings.TrimSpace(strings.TrimSuffix(family+" "+style, " Regular"))
			if byName[full] == nil && wants(full) {
				units := int(f.UnitsPerEm())
				byName[full] = &fontFile{name: full, font: f, em: fixed.I(units), units: units}
			}
		}
	}
	fonts := &Fonts{}
	for face, names := range wanted {
		for _, n := range names {
			x := byName[n]
			if x == nil {
				continue
			}
			if fonts.of[face] == nil {
				fonts.of[face] = x
			}
			if !slices.Contains(fonts.rest, x) {
				fonts.rest = append(fonts.rest, x)
			}
		}
	}
	return fonts
}

func wants(name string) bool {
	for _, names := range wanted {
		if slices.Contains(names, name) {
			return true
		}
	}
	return false
}

// Names says which fonts are used, for whoever runs the program.
func (f *Fonts) Names() []string {
	var list []string
	if f == nil {
		return nil
	}
	for _, x := range f.of {
		if x != nil && !slices.Contains(list, x.name) {
			list = append(list, x.name)
		}
	}
	return list
}

// find is the font that a character of a face is set in, and its glyph there;
// nil where no font has it.
func (f *Fonts) find(face Face, r rune) (*fontFile, sfnt.GlyphIndex) {
	if f == nil {
		return nil, 0
	}
	list := f.rest
	if own := f.of[face]; own != nil {
		list = append([]*fontFile{own}, f.rest...)
	}
	for _, x := range list {
		if g, err := x.font.GlyphIndex(&x.buffer, r); err == nil && g != 0 {
			return x, g
		}
	}
	return nil, 0
}

// advance is a glyph's width in thousandths of the size.
func (x *fontFile) advance(g sfnt.GlyphIndex) int {
	w, err := x.font.GlyphAdvance(&x.buffer, g, x.em, font.HintingNone)
	if err != nil {
		return 1000
	}
	return w.Round() * 1000 / x.units
}

// point is a corner of an outline as TrueType has it.
type point struct {
	x, y int16
	on   bool
}

// outline is a glyph as TrueType has it: cubic curves are written as several
// quadratic ones.
func (x *fontFile) outline(g sfnt.GlyphIndex) [][]point {
	segments, err := x.font.LoadGlyph(&x.buffer, g, x.em, nil)
	if err != nil {
		return nil
	}
	var contours [][]point
	var at [2]float64
	xy := func(p fixed.Point26_6) [2]float64 { return [2]float64{float64(p.X) / 64, -float64(p.Y) / 64} }
	add := func(p [2]float64, on bool) {
		last := len(contours) - 1
		if last < 0 {
			return
		}
		contours[last] = append(contours[last], point{round(p[0]), round(p[1]), on})
	}
	for _, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			contours = append(contours, nil)
			at = xy(s.Args[0])
			add(at, true)
		case sfnt.SegmentOpLineTo:
			at = xy(s.Args[0])
			add(at, true)
		case sfnt.SegmentOpQuadTo:
			add(xy(s.Args[0]), false)
			at = xy(s.Args[1])
			add(at, true)
		case sfnt.SegmentOpCubeTo:
			const parts = 4
			a, b, c, d := at, xy(s.Args[0]), xy(s.Args[1]), xy(s.Args[2])
			for i := range parts {
				p0, p1, p2, p3 := piece(a, b, c, d, float64(i)/parts, float64(i+1)/parts)
				add([2]float64{(3*(p1[0]+p2[0]) - p0[0] - p3[0]) / 4, (3*(p1[1]+p2[1]) - p0[1] - p3[1]) / 4}, false)
				add(p3, true)
			}
			at = d
		}
	}
	for i, c := range contours {
		if n := len(c); n > 1 && c[n-1] == c[0] { // the contour closes itself
			contours[i] = c[:n-1]
		}
	}
	return slices.DeleteFunc(contours, func(c []point) bool { return len(c) < 2 })
}

func round(f float64) int16 {
	if f < 0 {
		return -int16(-f + 0.5)
	}
	return int16(f + 0.5)
}

// piece is the stretch of a cubic curve between two parameters.
func piece(a, b, c, d [2]float64, t0, t1 float64) (p0, p1, p2, p3 [2]float64) {
	blossom := func(u, v, w float64) (p [2]float64) {
		mix := func(x, y, t float64) float64 { return x + (y-x)*t }
		for i := range p {
			ab, bc, cd := mix(a[i], b[i], u), mix(b[i], c[i], u), mix(c[i], d[i], u)
			p[i] = mix(mix(ab, bc, v), mix(bc, cd, v), w)
		}
		return p
	}
	return blossom(t0, t0, t0), blossom(t0, t0, t1), blossom(t0, t1, t1), blossom(t1, t1, t1)
}

// subset writes a TrueType font of some glyphs, numbered anew from 1 in the
// order given; glyph 0 is empty. It is what a PDF embeds.
func (x *fontFile) subset(glyphs []sfnt.GlyphIndex) []byte {
	var glyf, hmtx bytes.Buffer
	loca := []uint32{0, 0}
	be := func(b *bytes.Buffer, v ...any) {
		for _, a := range v {
			_ = binary.Write(b, binary.BigEndian, a)
		}
	}
	be(&hmtx, uint16(x.units), int16(0))
	mostPoints, mostContours := 0, 0
	for _, g := range glyphs {
		contours := x.outline(g)
		left := int16(0) // a reader moves a glyph until it begins there
		for i, c := range contours {
			for j, p := range c {
				if i+j == 0 || p.x < left {
					left = p.x
				}
			}
		}
		if len(contours) > 0 {
			writeGlyph(&glyf, contours)
		}
		points := 0
		for _, c := range contours {
			points += len(c)
		}
		mostPoints, mostContours = max(mostPoints, points), max(mostContours, len(contours))
		for glyf.Len()%4 != 0 {
			glyf.WriteByte(0)
		}
		loca = append(loca, uint32(glyf.Len()))
		be(&hmtx, uint16(x.advance(g)*x.units/1000), left)
	}
	n := uint16(len(glyphs) + 1)
	var head, hhea, maxp, locas bytes.Buffer
	be(&head, uint32(0x00010000), uint32(0), uint32(0), uint32(0x5F0F3CF5), uint16(0x000B), uint16(x.units), int64(0), int64(0),
		int16(-x.units/4), int16(-x.units/4), int16(x.units+x.units/4), int16(x.units+x.units/4), uint16(0), uint16(8), int16(2), int16(1), int16(0))
	be(&hhea, uint32(0x00010000), int16(x.units*88/100), int16(-x.units*12/100), int16(0), uint16(x.units), int16(0), int16(0), int16(x.units), int16(1), int16(0), int16(0), int64(0), int16(0), n)
	be(&maxp, uint32(0x00010000), n, uint16(mostPoints), uint16(mostContours), uint16(0), uint16(0), uint16(2), uint16(0), uint16(0), uint16(0), uint16(0), uint16(0), uint16(0), uint16(0), uint16(0))
	be(&locas, loca)
	tables := []struct {
		tag  string
		data []byte
	}{{"glyf", glyf.Bytes()}, {"head", head.Bytes()}, {"hhea", hhea.Bytes()}, {"hmtx", hmtx.Bytes()}, {"loca", locas.Bytes()}, {"maxp", maxp.Bytes()}}
	var out bytes.Buffer
	be(&out, uint32(0x00010000), uint16(len(tables)), uint16(64), uint16(2), uint16(len(tables)*16-64))
	offset := 12 + 16*len(tables)
	for _, t := range tables {
		be(&out, []byte(t.tag), checksum(t.data), uint32(offset), uint32(len(t.data)))
		offset += (len(t.data) + 3) &^ 3
	}
	for _, t := range tables {
		out.Write(t.data)
		for out.Len()%4 != 0 {
			out.WriteByte(0)
		}
	}
	return out.Bytes()
}

func checksum(b []byte) (sum uint32) {
	for i := 0; i < len(b); i += 4 {
		var w [4]byte
		copy(w[:], b[i:])
		sum += binary.BigEndian.Uint32(w[:])
	}
	return sum
}

func writeGlyph(b *bytes.Buffer, contours [][]point) {
	be := func(v any) { _ = binary.Write(b, binary.BigEndian, v) }
	low, high := contours[0][0], contours[0][0]
	for _, c := range contours {
		for _, p := range c {
			low.x, low.y, high.x, high.y = min(low.x, p.x), min(low.y, p.y), max(high.x, p.x), max(high.y, p.y)
		}
	}
	be([]int16{int16(len(contours)), low.x, low.y, high.x, high.y})
	end := -1
	for _, c := range contours {
		end += len(c)
		be(uint16(end))
	}
	be(uint16(0)) // no instructions
	for _, c := range contours {
		for _, p := range c {
			flag := byte(0)
			if p.on {
				flag = 1
			}
			b.WriteByte(flag)
		}
	}
	var x, y int16
	for _, c := range contours {
		for _, p := range c {
			be(p.x - x)
			x = p.x
		}
	}
	for _, c := range contours {
		for _, p := range c {
			be(p.y - y)
			y = p.y
		}
	}
}

// psName is a font's name as a PDF has it.
func psName(name string, i int) string {
	kept := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return -1
	}, name)
	return fmt.Sprintf("DUBAN%c+%s", 'A'+i%26, kept)
}
