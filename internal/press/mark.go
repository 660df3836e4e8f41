package press

import (
	"cmp"
	"slices"

	"duban/internal/base/cite"
)

// ink is how a mark is drawn; the order is that of nesting when spans are
// equal, outermost first. The first ones are the sorts of records.
type ink uint8

const (
	taskInk ink = iota
	flagInk     // what an alarm points at and no record covers exactly
	boldInk     // a heading that runs into its paragraph
	mechInk
	propInk
	numInk
)

var inkOf = [...]ink{undertaking: taskInk, mechanism: mechInk, project: propInk, measure: numInk}

// mark is one stretch of the text that is drawn.
type mark struct {
	span cite.Span
	ink  ink
	n    int    // number of the record, of the alarm, or of the section
	flag string // class of the gravest alarm on exactly this span, ""
}

// drawn is a mark, or a part of one, inside one strip, with what stands inside it.
type drawn struct {
	*mark
	span  cite.Span
	inner []drawn
	goes  bool // the mark begins earlier
	cut   bool // the mark goes on later
}

// byPlace orders marks so that what is outside comes first.
func byPlace(a, b drawn) int {
	return cmp.Or(cmp.Compare(a.span.Start, b.span.Start), cmp.Compare(b.span.End, a.span.End), cmp.Compare(a.ink, b.ink), cmp.Compare(a.n, b.n))
}

// nest makes a tree of the marks that touch a window. Where two cross, the one
// that begins later is split at the end of the other, so that the parts nest.
func nest(window cite.Span, marks []mark) []drawn {
	var queue []drawn
	for i := range marks {
		m := &marks[i]
		d := drawn{mark: m, span: m.span}
		if d.span.Start < window.Start {
			d.span.Start, d.goes = window.Start, true
		}
		if d.span.End > window.End {
			d.span.End, d.cut = window.End, true
		}
		if !d.span.Empty() {
			queue = append(queue, d)
		}
	}
	slices.SortStableFunc(queue, byPlace)
	tree, _ := gather(queue, window.End)
	return tree
}

// gather takes from the queue what begins before end and lies inside it.
// What it returns of the queue begins at end or later.
func gather(queue []drawn, end int) (tree, rest []drawn) {
	for len(queue) > 0 && queue[0].span.Start < end {
		d := queue[0]
		queue = queue[1:]
		if d.span.End > end {
			late := d
			late.span.Start, late.goes = end, true
			d.span.End, d.cut = end, true
			at, _ := slices.BinarySearchFunc(queue, late, byPlace)
			queue = slices.Insert(slices.Clone(queue), at, late)
		}
		d.inner, queue = gather(queue, d.span.End)
		tree = append(tree, d)
	}
	return tree, queue
}
