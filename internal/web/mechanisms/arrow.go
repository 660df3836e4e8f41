package mechanisms

import "fmt"

// lead draws the arrow between two boxes: across between columns, down within
// one, and back underneath.
func lead(a, b box, word string) arrow {
	r := arrow{word: word, branch: a.stage.Branch}
	switch {
	case b.x > a.x:
		x1, y1, x2, y2 := a.x+a.w, a.y+a.h/2, b.x, b.y+b.h/2
		mid := x2 - gapX/2
		r.path = fmt.Sprintf("M%d %dH%dV%dH%d", x1, y1, mid, y2, x2-2)
		r.x, r.y = mid+(x2-mid)/2, y2-5
		if y1 == y2 {
			r.x = (x1 + x2) / 2
		}
	case b.x == a.x:
		r.path = fmt.Sprintf("M%d %dV%d", a.x+a.w/2, a.y+a.h, b.y-2)
		r.x, r.y = a.x+a.w/2+4, (a.y+a.h+b.y)/2+4
		if b.y < a.y {
			r.path = fmt.Sprintf("M%d %dV%d", a.x+a.w/2, a.y, b.y+b.h+2)
		}
	default:
		low := max(a.y, b.y) + a.h + gapY/2
		r.path = fmt.Sprintf("M%d %dV%dH%dV%d", a.x+a.w/2, a.y+a.h, low, b.x+b.w/2, b.y+b.h+2)
		r.x, r.y = (a.x+a.w/2+b.x+b.w/2)/2, low-3
	}
	return r
}
