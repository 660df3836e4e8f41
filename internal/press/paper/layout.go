// Package paper sets documents of cases by GB/T 9704-2012, as PDF and as docx:
// A4, a type area of 156 by 225 mm, 22 lines of 28 characters. One with the red
// head is an official document, the others are forms without it.
//
// It takes a document's words and changes none of them. The same words and
// fonts give the same bytes. It refuses to know where fonts lie and what a
// case is; seals are put on paper by hand.
package paper

import (
	"io"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
)

// Measures of GB/T 9704-2012, in points.
const (
	mm         = 72 / 25.4
	pageWidth  = 210 * mm
	pageHeight = 297 * mm
	topEdge    = 37 * mm
	leftEdge   = 28 * mm
	areaWidth  = 156 * mm
	areaHeight = 225 * mm
	perPage    = 22
	perLine    = 28
	lineHeight = areaHeight / perPage
	cell       = areaWidth / perLine
	body       = 16.0 // 三号
	titleSize  = 22.0 // 二号
	smaller    = 14.0 // 四号
	spacing    = cell - body
)

// setter sets a document page by page.
type setter struct {
	fonts *Fonts
	pages [][]mark
	y     float64 // the upper edge of the next line
}

// PDF writes a document as PDF.
func PDF(w io.Writer, p procedure.Paper, f *Fonts) error {
	if f == nil {
		f = &Fonts{}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	s := &setter{fonts: f}
	s.page()
	s.head(p)
	s.body(p)
	s.foot(p)
	s.pageNumbers()
	title := p.Heading
	if p.Number != "" {
		title += " " + p.Number
	}
	return (&writer{fonts: f}).write(w, s.pages, title, p.Day)
}

func (s *setter) page() {
	s.pages = append(s.pages, nil)
	s.y = topEdge
}

func (s *setter) put(m mark) { s.pages[len(s.pages)-1] = append(s.pages[len(s.pages)-1], m) }

// left is how many lines the page still takes.
func (s *setter) left() int { return int((topEdge + areaHeight - s.y + 0.5) / lineHeight) }

// need begins a page where it does not take so many lines.
func (s *setter) need(lines int) {
	if s.left() < lines {
		s.page()
	}
}

// set puts text on the line at y: the baseline stands where the middle of the
// characters is the middle of the line.
func (s *setter) set(x, y float64, face Face, size, space float64, red bool, text string) {
	if text == "" {
		return
	}
	s.put(mark{x: x, y: y + lineHeight/2 + size*0.38, text: text, face: face, size: size, space: space, red: red})
}

func (s *setter) centred(face Face, size float64, red bool, text string) {
	s.need(1)
	w := s.fonts.width(face, size, 0, text)
	s.set(leftEdge+(areaWidth-w)/2, s.y, face, size, 0, red, text)
	s.y += lineHeight
}

// paragraph sets running text: the first line begins so many cells in, the others so many.
func (s *setter) paragraph(face Face, first, rest float64, text string) {
	s.rows(s.fonts.lines(face, body, spacing, areaWidth-first*cell, areaWidth-rest*cell, text), face, first, rest)
}

func (s *setter) rows(lines []line, face Face, first, rest float64) {
	in := first
	for _, l := range lines {
		s.need(1)
		space := spacing
		width := areaWidth - in*cell
		if n := len([]rune(l.text)); !l.last && n > 1 {
			if slack := width - (s.fonts.width(face, body, spacing, l.text) - spacing); slack > 0 && slack < 5*cell {
				space += slack / float64(n-1)
			}
		}
		s.set(leftEdge+in*cell, s.y, face, body, space, false, l.text)
		s.y += lineHeight
		in = rest
	}
}

// title sets the heading, centred, two or three lines in the shape of a trapezium.
func (s *setter) title(text string) {
	for _, l := range balanced(s.fonts, text) {
		s.centred(Title, titleSize, false, l)
	}
}

// balanced breaks a heading into lines of nearly the same length, the first not
// the shortest, without cutting a word in two where a mark allows better.
func balanced(f *Fonts, text string) []string {
	w := f.width(Title, titleSize, 0, text)
	most := areaWidth - 2*titleSize
	if w <= most {
		return []string{text}
	}
	n := int(w/most) + 1
	var list []string
	for ; ; n++ {
		aim := w/float64(n) + titleSize
		list = nil
		for _, l := range f.lines(Title, titleSize, 0, min(aim, areaWidth), min(aim, areaWidth), text) {
			list = append(list, l.text)
		}
		if len(list) <= n {
			return list
		}
	}
}

func (s *setter) head(p procedure.Paper) {
	switch {
	case p.Minutes:
		s.red(p.Heading)
		s.centred(Fang, body, false, p.Number)
		s.put(mark{x: leftEdge, y: s.y + 4*mm - lineHeight/2 + body/2, w: areaWidth, h: 0.5 * mm, red: true})
		s.y += 2 * lineHeight
	case !p.Letterhead:
		s.centred(Title, titleSize, false, p.Organ)
		s.title(p.Heading)
		s.y += lineHeight / 2
		if p.Number != "" {
			s.right(0, p.Number)
		}
		s.y += lineHeight / 2
	default:
		s.red(p.Organ + "文件")
		s.centred(Fang, body, false, p.Number)
		s.put(mark{x: leftEdge, y: s.y + 4*mm - lineHeight/2 + body/2, w: areaWidth, h: 0.5 * mm, red: true})
		s.y += 2 * lineHeight
		s.title(p.Heading)
		s.y += lineHeight
	}
	if p.To != "" {
		s.paragraph(Fang, 0, 0, strings.TrimRight(p.To, "：:")+"：")
	}
}

// red sets the name that stands above an official document or minutes.
func (s *setter) red(name string) {
	size := min(50, areaWidth*0.96/float64(len([]rune(name))))
	s.y = topEdge + 35*mm // the upper edge of the name stands 35 mm below that of the type area
	w := s.fonts.width(Title, size, 0, name)
	s.put(mark{x: leftEdge + (areaWidth-w)/2, y: s.y + size*0.88, text: name, face: Title, size: size, red: true})
	s.y += size + 2*lineHeight
}

// right sets text that ends so many cells before the edge.
func (s *setter) right(cells float64, text string) {
	s.need(1)
	w := s.fonts.width(Fang, body, spacing, text) - spacing
	s.set(leftEdge+areaWidth-cells*cell-w, s.y, Fang, body, spacing, false, text)
	s.y += lineHeight
}

// signed is how many lines the signature takes: two free ones, the name, the day.
const signed = 4

func (s *setter) body(p procedure.Paper) {
	for i, b := range p.Body {
		switch {
		case b.Columns != nil:
			s.table(b)
		case b.Heading:
			s.need(2) // a heading does not stand alone at the foot
			s.paragraph(Hei, 2, 0, b.Text)
		default:
			lines := s.fonts.lines(Fang, body, spacing, areaWidth-2*cell, areaWidth, b.Text)
			// the signature never stands alone on a page
			if i == len(p.Body)-1 && !p.Minutes && len(p.Attachments) == 0 && s.left() >= len(lines) && s.left() < len(lines)+signed && len(lines) > 0 {
				keep := max(len(lines)-2, 0)
				s.rows(lines[:keep], Fang, 2, 0)
				s.page()
				first := 0.0
				if keep == 0 {
					first = 2
				}
				s.rows(lines[keep:], Fang, first, 0)
				continue
			}
			s.rows(lines, Fang, 2, 0)
		}
	}
	s.attachments(p.Attachments)
	if p.Minutes { // which nobody signs
		s.attending(p.Attending)
		return
	}
	s.signature(p)
}

// attending sets who was there: the word in 黑体, the names behind it, further
// lines under the first name.
func (s *setter) attending(list []string) {
	for _, a := range list {
		word, names, _ := strings.Cut(a, "：")
		word += "："
		in := 2 + s.fonts.width(Hei, body, spacing, word)/cell
		lines := s.fonts.lines(Fang, body, spacing, areaWidth-in*cell, areaWidth-in*cell, names)
		s.y += lineHeight
		s.need(min(2, len(lines)))
		s.set(leftEdge+2*cell, s.y, Hei, body, spacing, false, word)
		s.rows(lines, Fang, in, in)
	}
}

func (s *setter) attachments(list []string) {
	if len(list) == 0 {
		return
	}
	s.y += lineHeight
	if s.left() < 1+signed && s.left() < len(list) {
		s.page()
	}
	for i, a := range list {
		label := "附件："
		if i > 0 {
			label = "　　　"
		}
		in := 5.0
		if len(list) > 1 {
			label += strconv.Itoa(i+1) + "."
			in = 2 + s.fonts.width(Fang, body, spacing, label)/cell
		}
		s.need(1)
		lines := s.fonts.lines(Fang, body, spacing, areaWidth-in*cell, areaWidth-in*cell, a)
		s.set(leftEdge+2*cell, s.y, Fang, body, spacing, false, label)
		s.rows(lines, Fang, in, in)
	}
}

func (s *setter) signature(p procedure.Paper) {
	s.need(signed)
	s.y += 2 * lineHeight
	day := p.Day
	if on, err := civil.ParseDate(p.Day); err == nil {
		day = procedure.ChineseDay(on)
	}
	// with a seal the day ends four cells before the edge, the name is centred over it
	dayWidth := s.fonts.width(Fang, body, spacing, day) - spacing
	nameWidth := s.fonts.width(Fang, body, spacing, p.Organ) - spacing
	centre := areaWidth - 4*cell - dayWidth/2
	if centre+nameWidth/2 > areaWidth-cell {
		centre = areaWidth - cell - nameWidth/2
	}
	s.set(leftEdge+max(0, centre-nameWidth/2), s.y, Fang, body, spacing, false, p.Organ)
	s.y += lineHeight
	s.right(4, day)
	if p.Note != "" {
		s.paragraph(Fang, 2, 0, "（"+strings.Trim(p.Note, "（）")+"）")
	}
}

func (s *setter) foot(p procedure.Paper) {
	if !p.Letterhead && !p.Minutes {
		if len(p.Copies) > 0 {
			s.need(2)
			s.y += lineHeight / 2
			s.small("本文书一式" + chineseCopies(len(p.Copies)) + "份：" + strings.Join(p.Copies, "、") + "各一份。")
		}
		return
	}
	// the imprint stands at the foot of the last page, an even one
	lines := 1
	var copyTo []line
	if p.CopyTo != "" {
		copyTo = s.fonts.lines(Fang, smaller, 0, areaWidth-2*smaller, areaWidth-5*smaller, "抄送："+strings.TrimRight(p.CopyTo, "。")+"。")
		lines += len(copyTo)
	}
	if len(s.pages)%2 == 1 || s.left() < lines+1 {
		s.page()
		if len(s.pages)%2 == 1 {
			s.page()
		}
	}
	step := 22.0
	y := topEdge + areaHeight - float64(lines)*step - 2
	rule := func(y, h float64) { s.put(mark{x: leftEdge, y: y, w: areaWidth, h: h}) }
	rule(y, 0.35*mm)
	for i, l := range copyTo {
		x := leftEdge + smaller
		if i > 0 {
			x += 3 * smaller
		}
		s.put(mark{x: x, y: y + step - 6, text: l.text, face: Fang, size: smaller})
		y += step
	}
	if len(copyTo) > 0 {
		rule(y, 0.25*mm)
	}
	issued := "印发"
	if on, err := civil.ParseDate(p.Day); err == nil {
		issued = procedure.ChineseDay(on) + "印发"
	}
	s.put(mark{x: leftEdge + smaller, y: y + step - 6, text: p.Organ, face: Fang, size: smaller})
	s.put(mark{x: leftEdge + areaWidth - smaller - s.fonts.width(Fang, smaller, 0, issued), y: y + step - 6, text: issued, face: Fang, size: smaller})
	rule(y+step, 0.35*mm)
}

func chineseCopies(n int) string {
	words := []rune("零一两三四五六七八九")
	if n < len(words) {
		return string(words[n])
	}
	return strconv.Itoa(n)
}

// small sets a line in the smaller size.
func (s *setter) small(text string) {
	for _, l := range s.fonts.lines(Fang, smaller, 0, areaWidth-2*cell, areaWidth, text) {
		s.need(1)
		s.set(leftEdge+2*cell, s.y, Fang, smaller, 0, false, l.text)
		s.y += lineHeight
	}
}

// pageNumbers puts 四号 numbers 7 mm below the type area: odd ones at the
// right, even ones at the left, one character in.
func (s *setter) pageNumbers() {
	for i := range s.pages {
		text := "— " + strconv.Itoa(i+1) + " —"
		x := leftEdge + smaller
		if i%2 == 0 {
			x = leftEdge + areaWidth - smaller - s.fonts.width(Song, smaller, 0, text)
		}
		s.pages[i] = append(s.pages[i], mark{x: x, y: topEdge + areaHeight + 7*mm + smaller*0.8, text: text, face: Song, size: smaller})
	}
}
