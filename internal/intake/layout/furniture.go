package layout

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

var (
	pageNumber = regexp.MustCompile(`^[\s—\-–·•第共页/]*[0-9ivxIVX]{1,4}[\s—\-–·•页/共第0-9]*$`)
	digits     = regexp.MustCompile(`[0-9]+`)
	noteMark   = regexp.MustCompile(`^(?:[①-⑳]|\[[0-9]{1,3}\]|〔[0-9]{1,3}〕|［[0-9]{1,3}］|[0-9]{1,2}\s?[^0-9.．、%％]|\*|注[：:0-9])`)
)

// band is the part of a page, at the top and at the foot, where running heads
// and page numbers stand.
const band = 0.12

// withoutFurniture drops page numbers and the lines that stand at the same
// place of most pages with the same words.
func withoutFurniture(lines []line, pages int) []line {
	seen := map[string]int{}
	counted := map[string]int{} // the page that was counted last
	key := func(l line) string {
		return digits.ReplaceAllString(strings.Join(strings.Fields(l.text), ""), "#")
	}
	edge := func(l line) bool {
		return l.cell == "" && l.height > 0 && (l.bottom < l.height*band || l.top > l.height*(1-band))
	}
	for _, l := range lines {
		if edge(l) {
			if k := key(l); counted[k] != l.page {
				counted[k] = l.page
				seen[k]++
			}
		}
	}
	return slices.DeleteFunc(lines, func(l line) bool {
		if !edge(l) {
			return false
		}
		if pageNumber.MatchString(l.text) {
			return true
		}
		n := seen[key(l)]
		// Left and right pages may have heads of their own.
		return n >= 3 && n*5 >= pages*2 || n == 2 && pages == 2 && utf8.RuneCountInString(l.text) < 40
	})
}

// apart takes the footnotes out, so that they cut no sentence that goes on
// overleaf: lines at the foot of a page in smaller print than the text, from
// the one that begins with a mark.
func apart(lines []line) (body, notes []line) {
	sizes := map[float64]int{}
	for _, l := range lines {
		if l.cell == "" {
			sizes[float64(int(l.size*10))/10] += len(l.text)
		}
	}
	size, most := 0.0, 0
	for s, n := range sizes {
		if n > most || n == most && s > size {
			size, most = s, n
		}
	}
	for from := 0; from < len(lines); {
		to := from
		for to < len(lines) && lines[to].page == lines[from].page {
			to++
		}
		begin := to
		for i := to - 1; i >= from; i-- {
			l := lines[i]
			if l.cell != "" || l.size > 0.9*size || l.top < 0.5*l.height {
				break
			}
			if noteMark.MatchString(l.text) {
				begin = i
			}
		}
		body = append(body, lines[from:begin]...)
		notes = append(notes, lines[begin:to]...)
		from = to
	}
	return body, notes
}
