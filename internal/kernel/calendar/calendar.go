// Package calendar is the workdays of a place: the country's days, the years
// that its people entered when the State Council published them, and its own
// days off and days worked.
//
// An entry holds from the edition that set it until the one that took it back,
// so that every earlier edition can be made again. The room refuses to know
// where entries are kept and what runs by the days. Start reading at Compose.
package calendar

import (
	"fmt"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
)

// Entry (日历条目) is a run of days that a place set.
type Entry struct {
	ID       string
	From, To civil.Date
	Works    bool
	Title    string // 火把节
	Basis    string // the document it rests on
	Year     int    // of the country's year that it is a part of, 0 for a day of the place
	Since    int64  // the edition that set it
	Until    int64  // the edition that took it back, 0 while it holds
	Version  int64
	Seal     []byte
}

// Holds says that the entry is part of an edition.
func (e Entry) Holds(edition int64) bool {
	return e.Since <= edition && (e.Until == 0 || e.Until > edition)
}

func (e Entry) stretch() civil.Stretch {
	return civil.Stretch{From: e.From, To: e.To, Works: e.Works, Local: e.Year == 0, Name: e.Title, Basis: e.Basis}
}

// Compose makes the calendar of an edition: the country's days as the law's
// table has them, a year that was entered instead of the table's, and the
// place's own days over both.
func Compose(law string, entries []Entry, edition int64) (*civil.Calendar, error) {
	stretches, published, err := civil.ParseStretches(law)
	if err != nil {
		return nil, err
	}
	var years, local []civil.Stretch
	entered := map[int]bool{}
	for _, e := range entries {
		switch {
		case !e.Holds(edition):
		case e.Year != 0:
			years = append(years, e.stretch())
			entered[e.Year] = true
		default:
			local = append(local, e.stretch())
		}
	}
	var all []civil.Stretch
	for _, s := range stretches {
		all = append(all, outside(s, entered)...)
	}
	for y := range entered {
		if !slices.Contains(published, y) {
			published = append(published, y)
		}
	}
	return civil.NewCalendar(published, append(append(all, years...), local...), nil)
}

// outside is what of a stretch lies in none of the years.
func outside(s civil.Stretch, years map[int]bool) (list []civil.Stretch) {
	for y := s.From.Year; y <= s.To.Year; y++ {
		if years[y] {
			continue
		}
		part := s
		if y > s.From.Year {
			part.From = civil.Date{Year: y, Month: 1, Day: 1}
		}
		if y < s.To.Year {
			part.To = civil.Date{Year: y, Month: 12, Day: 31}
		}
		list = append(list, part)
	}
	return list
}

// mostDays is how long a run of a place's own days may be.
const mostDays = 31

// Check refuses a day of the place that says nothing, rests on nothing, or
// lies over one that holds already.
func (e Entry) Check(now *civil.Calendar, held []Entry) error {
	switch {
	case !e.From.Valid() || !e.To.Valid() || e.From.Year < 2000 || e.To.Year > 2059:
		return fault.New(fault.Invalid, "起止日期不对。", "年月日都要写，2000 年到 2059 年之间，例：2027-08-01。").At("from")
	case e.To.Before(e.From):
		return fault.New(fault.Invalid, "止于 "+e.To.String()+"，在开始之前。", "只有一天的，起止写同一天。").At("to")
	case e.To.Days()-e.From.Days() >= mostDays:
		return fault.New(fault.Invalid, fmt.Sprintf("一次最多设 %d 天。", mostDays), "请分几次设。").At("to")
	case e.Title == "" || len([]rune(e.Title)) > 40:
		return fault.New(fault.Invalid, "名称没有写，或超过 40 个字。", "例：火把节、防汛停工。").At("title")
	case e.Basis == "" || len([]rune(e.Basis)) > 200:
		return fault.New(fault.Invalid, "依据没有写，或超过 200 个字。", "写文件的名称和文号，例：云政办发〔2027〕3号。").At("basis")
	}
	changes := false
	for n := e.From.Days(); n <= e.To.Days(); n++ {
		d := civil.OfDays(n)
		changes = changes || now.Kind(d).Works() != e.Works
		for _, h := range held {
			if h.Until == 0 && h.Year == 0 && !d.Before(h.From) && !h.To.Before(d) {
				return fault.New(fault.Conflict, d.String()+" 已经设为“"+h.Title+"”。", "要改，请先撤销那一条。").At("from")
			}
		}
	}
	if !changes {
		already := "放假"
		if e.Works {
			already = "上班"
		}
		return fault.New(fault.Invalid, e.From.String()+" 起的这几天本来就"+already+"。", "请核对日期；不用再设。").At("from")
	}
	return nil
}
