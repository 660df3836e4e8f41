// Package press writes what was read for people: a page, a workbook, lines of
// JSON, CSV, and tables for a terminal. Whatever it writes leads back to the
// sentence it came from.
//
// It refuses to know where a report came from, what is stored, and what the
// time is. It decides nothing: it orders, words and sets out what the kernel
// has found. What is foreign is escaped here and nowhere else.
package press

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/kernel/statement"
)

// sort of a record; the order is that of nesting when spans are equal, outermost first.
type sort uint8

const (
	undertaking sort = iota
	mechanism
	project
	measure
)

var sortCodes = [...]string{"undertaking", "mechanism", "project", "measure"}

// record points at one statement of a report.
type record struct {
	sort    sort
	index   int // in the list of its sort
	span    cite.Span
	section int // index into the outline, -1 if none
}

// recordsOf lists everything a report states in the order of the text.
func recordsOf(r *statement.Report) []record {
	list := make([]record, 0, len(r.Measures)+len(r.Undertakings)+len(r.Projects)+len(r.Mechanisms))
	add := func(s sort, i int, span cite.Span, section int) {
		if section < -1 || section >= len(r.Outline.Sections) {
			section = -1
		}
		list = append(list, record{s, i, span, section})
	}
	for i := range r.Undertakings {
		add(undertaking, i, r.Undertakings[i].Span, r.Undertakings[i].Section)
	}
	for i := range r.Mechanisms {
		add(mechanism, i, r.Mechanisms[i].Span, r.Mechanisms[i].Section)
	}
	for i := range r.Projects {
		add(project, i, r.Projects[i].Span, r.Projects[i].Section)
	}
	for i := range r.Measures {
		add(measure, i, r.Measures[i].Span, r.Measures[i].Section)
	}
	slices.SortStableFunc(list, func(a, b record) int {
		return cmp.Or(cmp.Compare(a.span.Start, b.span.Start), cmp.Compare(b.span.End, a.span.End), cmp.Compare(a.sort, b.sort))
	})
	return list
}

// text finds stretches of a string by code points.
type text struct {
	s  string
	at []int32 // byte offset of each code point, and of the end
}

func textOf(s string) text {
	at := make([]int32, 0, len(s)/2+1)
	for i := range s {
		at = append(at, int32(i))
	}
	return text{s, append(at, int32(len(s)))}
}

func (t text) len() int { return len(t.at) - 1 }

// clip brings a span into the text; a span that makes no sense comes back empty.
func (t text) clip(s cite.Span) cite.Span {
	s.Start = min(max(s.Start, 0), t.len())
	s.End = min(max(s.End, s.Start), t.len())
	return s
}

func (t text) of(s cite.Span) string {
	s = t.clip(s)
	return t.s[t.at[s.Start]:t.at[s.End]]
}

// path is the list of headings of a section, never nil.
func path(r *statement.Report, section int) []string {
	if section < 0 || section >= len(r.Outline.Sections) {
		return []string{}
	}
	return r.Outline.Path(section)
}

// headings is the path of a section as a list shows it, without the stops of
// headings that run into their paragraphs.
func headings(r *statement.Report, section int) []string {
	list := path(r, section)
	for i := range list {
		list[i] = unstopped(list[i])
	}
	return list
}

func unstopped(heading string) string { return strings.TrimRight(heading, "。.；;：: ") }

// onward hands bytes to a writer; n is of no interest to callers.
func onward(w io.Writer, b []byte) error {
	_, err := w.Write(b)
	return err
}
