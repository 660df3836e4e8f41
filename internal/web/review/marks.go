package review

import (
	"slices"
	"strconv"

	"duban/internal/desk"
	"duban/internal/kernel/review"
	"duban/internal/kernel/statement"
)

// node is a stretch of a paragraph: words, or a record's mark around others.
type node struct {
	words string
	item  *item
	kids  []node
}

// nodes sets the marks of records into a paragraph. Where two overlap without
// one holding the other, the later is cut to the earlier.
func nodes(p desk.Paragraph, items []item) []node {
	text := []rune(p.Words)
	var inside []*item
	for i := range items {
		if x := &items[i]; x.Span.Start < p.End && x.Span.End > p.Start && x.State != review.Rejected {
			inside = append(inside, x)
		}
	}
	list, _ := within(text, p.Start, p.Start, p.Start+len(text), inside)
	return list
}

// within builds the nodes from one place to another, and gives the items that begin after it.
func within(text []rune, base, from, to int, items []*item) ([]node, []*item) {
	var list []node
	at := from
	plain := func(end int) {
		if end > at {
			list = append(list, node{words: string(text[at-base : end-base])})
			at = end
		}
	}
	for len(items) > 0 && items[0].Span.Start < to {
		x := items[0]
		start, end := max(x.Span.Start, at), min(x.Span.End, to)
		if start >= end {
			items = items[1:]
			continue
		}
		plain(start)
		var kids []node
		kids, items = within(text, base, start, end, items[1:])
		list = append(list, node{item: x, kids: kids})
		at = end
	}
	plain(to)
	return list, items
}

// cuts are the places where a record's words may be split: before which character, with both halves.
type cut struct {
	at          int
	left, right string
}

func cuts(words string) []cut {
	runes := []rune(words)
	var list []cut
	for i, r := range runes {
		switch r {
		case '，', '、', '；', '。', ',', ';', '和':
			if i+1 < len(runes) && i > 0 {
				at := i + 1
				if r == '和' {
					at = i
				}
				list = append(list, cut{at, tail(runes[:at]), head(runes[at:])})
			}
		}
	}
	return list
}

func tail(r []rune) string {
	if len(r) > 10 {
		return "…" + string(r[len(r)-9:])
	}
	return string(r)
}

func head(r []rune) string {
	if len(r) > 10 {
		return string(r[:9]) + "…"
	}
	return string(r)
}

func anchor(n int) string { return "p" + strconv.Itoa(n) }

func share(n, all int) string {
	if all == 0 {
		return "0"
	}
	return strconv.FormatFloat(100*float64(n)/float64(all), 'f', 1, 64) + "%"
}

func kindClass(s review.Sort) string {
	return map[review.Sort]string{review.Measure: "num", review.Undertaking: "task", review.Project: "prop", review.Mechanism: "mech"}[s]
}

func has(list []statement.Evidence, e statement.Evidence) bool { return slices.Contains(list, e) }

// wrong says that the form's fault is about a field.
func (i item) wrong(name string) bool { return i.fault != nil && i.fault.Field == name }

// unitName is a unit's short name.
func (d data) unitName(code string) string {
	for _, u := range d.Units {
		if u.Code == code {
			if u.Short != "" {
				return u.Short
			}
			return u.Name
		}
	}
	return ""
}

type leading struct{ code, name, reason string }

// leads are the suggested units that the division has, and the chosen one.
func (d data) leads(i item) []leading {
	var list []leading
	for _, l := range i.Content.Leads {
		if code := d.LeadCode(l.Unit); code != "" && !slices.ContainsFunc(list, func(x leading) bool { return x.code == code }) {
			list = append(list, leading{code, d.unitName(code), l.Reason})
		}
	}
	if c := i.Content.Lead; c != "" && !slices.ContainsFunc(list, func(x leading) bool { return x.code == c }) {
		list = append(list, leading{c, d.unitName(c), ""})
	}
	return list
}

func (d data) led(i item, code string) bool {
	return slices.ContainsFunc(d.leads(i), func(x leading) bool { return x.code == code })
}

// others are the paragraphs of an alarm's places beside the one it stands under.
func (d data) others(here desk.Paragraph, a review.Alarm) []int {
	var list []int
	for _, s := range a.Places {
		for _, p := range d.Paragraphs {
			if p.Start <= s.Start && s.Start < p.End && p.N != here.N && !slices.Contains(list, p.N) {
				list = append(list, p.N)
			}
		}
	}
	return list
}
