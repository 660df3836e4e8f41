package pdf

import (
	"math"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"duban/internal/intake/layout"
)

// maxObjects is how many drawn objects of a file are looked at for the rules
// of tables; pdfium keeps a handle of each until the file is closed.
const maxObjects = 100_000

// reader reads pages of an opened document.
type reader struct {
	in       pdfium.Pdfium
	document references.FPDF_DOCUMENT
	objects  int
	named    int // characters that the fonts give a meaning
	nameless int
}

// char is a character with the box of its advance, ascent and descent. The box
// of the ink is no use: a comma's would stand on a line of its own.
type char struct {
	r                        rune
	turn                     int // quarters, -1 slanted
	left, right, top, bottom float64
}

// page reads the characters of a page one by one. The texts that pdfium itself
// joins have blanks where a font spaces its punctuation narrowly.
func (r *reader) page(index int) (layout.Page, error) {
	loaded, err := r.in.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: r.document, Index: index})
	if err != nil {
		return layout.Page{}, err
	}
	defer r.in.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page})
	page := requests.Page{ByReference: &loaded.Page}
	box, err := r.in.FPDF_GetPageBoundingBox(&requests.FPDF_GetPageBoundingBox{Page: page})
	if err != nil {
		return layout.Page{}, err
	}
	v := view{left: float64(box.Rect.Left), right: float64(box.Rect.Right), top: float64(box.Rect.Top), bottom: float64(box.Rect.Bottom)}
	chars, err := r.chars(page)
	if err != nil {
		return layout.Page{}, err
	}
	v.turn = mostTurned(chars)
	out := layout.Page{Width: v.right - v.left, Height: v.top - v.bottom}
	if v.turn%2 == 1 {
		out.Width, out.Height = out.Height, out.Width
	}
	out.Runs = runs(chars, v)
	if len(out.Runs) > 0 {
		out.Rules = r.rules(page, v)
	}
	return out, nil
}

func (r *reader) chars(page requests.Page) ([]char, error) {
	text, err := r.in.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return nil, err
	}
	defer r.in.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage})
	count, err := r.in.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text.TextPage})
	if err != nil {
		return nil, err
	}
	chars := make([]char, 0, count.Count)
	high := rune(0)
	for i := range count.Count {
		code, err := r.in.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: text.TextPage, Index: i})
		if err != nil {
			return nil, err
		}
		c := char{r: rune(uint32(code.Unicode))}
		if generated, err := r.in.FPDFText_IsGenerated(&requests.FPDFText_IsGenerated{TextPage: text.TextPage, Index: i}); err != nil || generated.IsGenerated {
			continue
		}
		switch {
		case c.r >= 0xD800 && c.r < 0xDC00:
			high = c.r
			continue
		case utf16.IsSurrogate(c.r):
			c.r = utf16.DecodeRune(high, c.r)
		case c.r == 0xFFFE: // as pdfium marks a hyphen at a line end
			c.r = '-'
		}
		high = 0
		switch {
		case c.r == 0 || c.r == 0xFFFF || !utf8.ValidRune(c.r):
			if !r.inked(text.TextPage, i) {
				continue // some fonts do not say that their blank is one
			}
			// A gap would hide that something stood there.
			c.r = utf8.RuneError
			r.nameless++
		case c.r < ' ' || c.r == 0x7F:
			continue
		default:
			r.named++
		}
		box, err := r.in.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: text.TextPage, Index: i})
		if err != nil {
			continue
		}
		c.left, c.right = float64(box.Rect.Left), float64(box.Rect.Right)
		c.top, c.bottom = float64(box.Rect.Top), float64(box.Rect.Bottom)
		if angle, err := r.in.FPDFText_GetCharAngle(&requests.FPDFText_GetCharAngle{TextPage: text.TextPage, Index: i}); err == nil {
			c.turn = quarters(float64(angle.CharAngle))
		}
		chars = append(chars, c)
	}
	return chars, nil
}

// inked says that a character shows something.
func (r *reader) inked(text references.FPDF_TEXTPAGE, i int) bool {
	box, err := r.in.FPDFText_GetCharBox(&requests.FPDFText_GetCharBox{TextPage: text, Index: i})
	return err == nil && box.Right > box.Left && box.Top > box.Bottom
}

// quarters is an angle, which pdfium counts clockwise, in quarter turns to the
// left, or -1 if it is none.
func quarters(angle float64) int {
	q := -angle / (math.Pi / 2)
	if math.IsNaN(q) || math.IsInf(q, 0) || math.Abs(q-math.Round(q)) > 0.06 {
		return -1
	}
	return ((int(math.Round(q)) % 4) + 4) % 4
}

// mostTurned is the way most of a page is written: tables are often set
// lying. What is written another way is a stamp or a watermark.
func mostTurned(chars []char) int {
	var n [4]int
	for _, c := range chars {
		if c.turn >= 0 {
			n[c.turn]++
		}
	}
	best := 0
	for i := range n {
		if n[i] > n[best] {
			best = i
		}
	}
	return best
}

// view is a page and the quarter turns in which it is read.
type view struct {
	left, right, top, bottom float64 // points count from the foot of the page
	turn                     int
}

// see is a box as who reads the page sees it, counted from the top left.
func (v view) see(left, right, top, bottom float64) (l, r, t, b float64) {
	switch v.turn {
	case 1:
		l, r, t, b = bottom-v.bottom, top-v.bottom, left-v.left, right-v.left
	case 2:
		l, r, t, b = v.right-right, v.right-left, bottom-v.bottom, top-v.bottom
	case 3:
		l, r, t, b = v.top-top, v.top-bottom, v.right-right, v.right-left
	default:
		l, r, t, b = left-v.left, right-v.left, v.top-top, v.top-bottom
	}
	return min(l, r), max(l, r), min(t, b), max(t, b)
}

// runs joins characters that follow each other on a line.
func runs(chars []char, v view) []layout.Run {
	var out []layout.Run
	var words strings.Builder
	var last layout.Run
	flush := func() {
		if words.Len() > 0 {
			last.Text = words.String()
			out = append(out, last)
			words.Reset()
		}
	}
	for _, c := range chars {
		if c.turn != v.turn {
			continue
		}
		l, r, t, b := v.see(c.left, c.right, c.top, c.bottom)
		if !(b > t) { // a font without ascent and descent
			t, b = t-max(r-l, 1)*0.8, t+max(r-l, 1)*0.2
		}
		size := b - t
		follows := words.Len() > 0 && math.Abs(t-last.Top) < 0.3*size && math.Abs(b-last.Bottom) < 0.3*size &&
			l-last.Right < 0.2*size && l-last.Right > -0.6*size
		if !follows {
			flush()
			last = layout.Run{Left: l, Right: r, Top: t, Bottom: b}
		}
		last.Right = max(last.Right, r)
		last.Top, last.Bottom = min(last.Top, t), max(last.Bottom, b)
		words.WriteRune(c.r)
	}
	flush()
	return out
}

// rules are the straight lines drawn on a page. What cannot be looked at is
// left out: without rules a table is read as lines.
func (r *reader) rules(page requests.Page, v view) []layout.Rule {
	count, err := r.in.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	if err != nil {
		return nil
	}
	var out []layout.Rule
	for i := range count.Count {
		if r.objects++; r.objects > maxObjects {
			return out
		}
		object, err := r.in.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: i})
		if err != nil {
			continue
		}
		kind, err := r.in.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object.PageObject})
		if err != nil || kind.Type != enums.FPDF_PAGEOBJ_PATH {
			continue
		}
		box, err := r.in.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: object.PageObject})
		if err != nil {
			continue
		}
		left, right, top, bottom := v.see(float64(box.Left), float64(box.Right), float64(box.Top), float64(box.Bottom))
		mode, err := r.in.FPDFPath_GetDrawMode(&requests.FPDFPath_GetDrawMode{PageObject: object.PageObject})
		out = append(out, layout.Border(left, right, top, bottom, err == nil && mode.Stroke)...)
	}
	return out
}
