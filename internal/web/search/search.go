// Package search finds words in everything that the visitor may see.
package search

import (
	"context"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/web/frame"
	"duban/internal/web/say"
)

type data struct {
	q     string
	found desk.Found
	fault *fault.Fault
}

const most = 50

// Show is the search page.
func Show(v *frame.Visit) error {
	d := data{q: v.Text("q")}
	if d.q != "" {
		var err error
		if d.found, err = v.House.Desk.Search(v.Ctx, v.Actor, d.q, most); err != nil {
			if d.fault, err = frame.FaultOf(err); err != nil {
				return err
			}
		}
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "搜索")}, page(v, d))
}

// File hands out every paragraph that is found.
func File(v *frame.Visit) error {
	q := v.Text("q")
	return v.HandOut("search", q, func(ctx context.Context, h desk.Handout) error {
		return v.House.Desk.ExportSearch(ctx, v.Actor, q, h)
	})
}

// piece is a stretch of a paragraph, found or not.
type piece struct {
	words string
	hit   bool
}

// pieces marks the words in a paragraph and leaves out what is far from them.
func pieces(text, q string) []piece {
	var list []piece
	low, want := strings.ToLower(text), strings.ToLower(q)
	if len(low) != len(text) {
		low = text
	}
	first := true
	for {
		i := strings.Index(low, want)
		if i < 0 || want == "" {
			break
		}
		before := text[:i]
		if r := []rune(before); first && len(r) > 40 {
			before = "…" + string(r[len(r)-40:])
		}
		first = false
		list = append(list, piece{before, false}, piece{text[i : i+len(want)], true})
		text, low = text[i+len(want):], low[i+len(want):]
	}
	if r := []rune(text); len(r) > 80 {
		text = string(r[:80]) + "…"
	}
	return append(list, piece{text, false})
}
