package press

import (
	"strings"

	"github.com/xuri/excelize/v2"
)

// listStyles are the styles of a list's cells.
type listStyles struct {
	title, remark, head int
	words               int // text
	bare                int // text that looks like a formula, a number or a date and must stay as it is
	bareNumber          int // a number with more digits than a spreadsheet keeps
	link                int
	date, instant       int
	places              [exactPlaces + 1]int // numbers, by digits after the point
}

// asText is the number format by which a cell holds what is written into it.
const asText = 49

func listStylesOf(f *excelize.File) (s listStyles, err error) {
	add := func(style excelize.Style) (id int) {
		if err == nil {
			id, err = f.NewStyle(&style)
		}
		return id
	}
	body := func(horizontal string, format string) excelize.Style {
		style := excelize.Style{Font: song, Border: thin, Alignment: aligned(horizontal)}
		if format != "" {
			style.CustomNumFmt = &format
		}
		return style
	}
	s.title = add(excelize.Style{Font: &excelize.Font{Family: "黑体", Size: 16}, Alignment: aligned("center")})
	s.remark = add(excelize.Style{Font: &excelize.Font{Family: "宋体", Size: 9, Color: "595959"}, Alignment: aligned("left")})
	s.head = add(excelize.Style{Font: headFont, Border: thin, Fill: headFill, Alignment: aligned("center")})
	s.words = add(body("left", ""))
	bare := body("left", "")
	bare.NumFmt = asText
	s.bare = add(bare)
	bare = body("right", "")
	bare.NumFmt = asText
	s.bareNumber = add(bare)
	link := body("left", "")
	link.Font = &excelize.Font{Family: "宋体", Size: 10.5, Color: "1F4E79", Underline: "single"}
	s.link = add(link)
	s.date = add(body("center", "yyyy-mm-dd"))
	s.instant = add(body("center", "yyyy-mm-dd hh:mm:ss"))
	for n := range s.places {
		format := "0"
		if n > 0 {
			format += "." + strings.Repeat("0", n)
		}
		s.places[n] = add(body("right", format))
	}
	return s, err
}
