package open311

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
)

// mostNumbers is how many cases are asked for by their numbers at once.
const mostNumbers = 100

// list is GET requests: those that are named, or those of some days.
func (s *site) list(q *ask) (any, error) {
	division, err := s.division(q, "")
	if err != nil {
		return nil, err
	}
	if numbers := words(q.FormValue("service_request_id")); len(numbers) > 0 {
		if len(numbers) > mostNumbers {
			return nil, refused(http.StatusBadRequest, fault.New(fault.Invalid, "service_request_id 一次写得太多。", "一次至多 "+strconv.Itoa(mostNumbers)+" 个。"))
		}
		var all []procedure.Outward
		for _, n := range numbers {
			o, err := s.house.Desk.OutwardCase(q.Context(), division, n)
			if f, ok := fault.As(err); ok && f.Kind == fault.NotFound {
				continue
			}
			if err != nil {
				return nil, err
			}
			all = append(all, o)
		}
		return told(all), nil
	}
	in := desk.OutwardPage{Codes: words(q.FormValue("service_code")), Page: 1, Most: desk.OutwardMost}
	open, closed := false, false
	for _, w := range words(q.FormValue("status")) {
		switch w {
		case "open":
			open = true
		case "closed":
			closed = true
		default:
			return nil, refused(http.StatusBadRequest, fault.New(fault.Invalid, "status 里没有“"+w+"”这一种。", "写 open 或 closed，两个都要用逗号隔开。"))
		}
	}
	switch {
	case open && !closed:
		in.Which = "open"
	case closed && !open:
		in.Which = "ended"
	}
	if in.Since, err = moment(q, "start_date"); err != nil {
		return nil, err
	}
	if in.Until, err = moment(q, "end_date"); err != nil {
		return nil, err
	}
	for name, into := range map[string]*int{"page": &in.Page, "page_size": &in.Most} {
		if text := q.FormValue(name); text != "" {
			if *into, err = strconv.Atoi(text); err != nil {
				return nil, refused(http.StatusBadRequest, fault.New(fault.Invalid, name+" 要写整数。", "例："+name+"=1。"))
			}
		}
	}
	all, err := s.house.Desk.OutwardCases(q.Context(), division, in)
	return told(all), err
}

// words are the values of a list with commas.
func words(s string) []string {
	var list []string
	for w := range strings.SplitSeq(s, ",") {
		if w = strings.TrimSpace(w); w != "" {
			list = append(list, w)
		}
	}
	return list
}

// beijing is the one time of the country.
var beijing = time.FixedZone("+08:00", 8*3600)

// moment reads a time of the standard, 0 where none is said. A plus that came
// through an address as a blank is a plus.
func moment(q *ask, name string) (civil.Instant, error) {
	text := q.FormValue(name)
	if text == "" {
		return 0, nil
	}
	t, err := time.Parse(time.RFC3339, strings.ReplaceAll(text, " ", "+"))
	if err != nil {
		t, err = time.ParseInLocation(time.DateOnly, text, beijing)
	}
	if err != nil || t.Year() < 1970 || t.Year() > 9999 {
		return 0, refused(http.StatusBadRequest, fault.New(fault.Invalid, name+" 不是时间。", "写成 2026-01-05T09:00:00Z 的样子。"))
	}
	return civil.Instant(t.UnixMicro()), nil
}

// date is an instant as the standard writes it, "" for none.
func date(i civil.Instant) text {
	if i == 0 {
		return ""
	}
	return text(time.UnixMicro(int64(i)).In(beijing).Format(time.RFC3339))
}
