package paper

import (
	"duban/internal/kernel/procedure"
)

// table sets a table: columns as wide as their words ask, its head again on
// each page.
func (s *setter) table(b procedure.Block) {
	widths := s.columns(b)
	const pad, leading = 4.0, 20.0
	cells := func(row []string) (list [][]line, height float64) {
		most := 1
		for i, text := range row {
			l := s.fonts.lines(Fang, smaller, 0, widths[i]-2*pad, widths[i]-2*pad, text)
			list, most = append(list, l), max(most, len(l))
		}
		return list, float64(most)*leading + 2*pad
	}
	rule := func(x, y, w, h float64) { s.put(mark{x: x, y: y, w: w, h: h}) }
	draw := func(row []string, face Face) {
		list, height := cells(row)
		x := leftEdge
		for i, lines := range list {
			y := s.y + (height-float64(len(lines))*leading)/2
			for _, l := range lines {
				at := x + pad
				if face == Hei || i == 0 || len(lines) == 1 && widths[i] < 5*smaller {
					at = x + (widths[i]-s.fonts.width(face, smaller, 0, l.text))/2
				}
				s.put(mark{x: at, y: y + leading/2 + smaller*0.38, text: l.text, face: face, size: smaller})
				y += leading
			}
			rule(x, s.y, 0.5, height)
			x += widths[i]
		}
		rule(x, s.y, 0.5, height)
		rule(leftEdge, s.y, areaWidth, 0.5)
		s.y += height
		rule(leftEdge, s.y, areaWidth+0.5, 0.5)
	}
	s.y += pad
	_, height := cells(b.Columns)
	if s.y+2*height > topEdge+areaHeight {
		s.page()
	}
	draw(b.Columns, Hei)
	for _, row := range b.Rows {
		if _, h := cells(row); s.y+h > topEdge+areaHeight {
			s.page()
			draw(b.Columns, Hei)
		}
		draw(row, Fang)
	}
	s.y += lineHeight / 2
}

// columns are the widths: the first, of ordinals, narrow; the others share what
// is left by the longest words in them, none less than four characters.
func (s *setter) columns(b procedure.Block) []float64 {
	n := len(b.Columns)
	ask := make([]float64, n)
	sum := 0.0
	for i := range ask {
		longest := len([]rune(b.Columns[i]))
		for _, r := range b.Rows {
			longest = max(longest, min(len([]rune(r[i])), 20))
		}
		ask[i] = float64(max(longest, 4))
		if i > 0 {
			sum += ask[i]
		}
	}
	first := 3.2 * smaller
	widths := make([]float64, n)
	widths[0] = first
	for i := 1; i < n; i++ {
		widths[i] = (areaWidth - first) * ask[i] / sum
	}
	return widths
}
