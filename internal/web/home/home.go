// Package home is the first page: what awaits whom.
package home

import (
	"duban/internal/desk"
	"duban/internal/web/frame"
	"duban/internal/web/say"
)

// Show is the first page.
func Show(v *frame.Visit) error {
	h, err := v.House.Desk.Home(v.Ctx, v.Actor)
	if err != nil {
		return err
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "今日"), At: "/"}, page(v, h))
}

func none(h desk.Home) bool {
	return len(h.Reports)+len(h.Undertakings)+h.Proposed+h.Unempowered+h.Moves+h.Year+len(h.Erasures) == 0
}
