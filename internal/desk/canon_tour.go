package desk

import (
	"encoding/json"
	"fmt"

	"duban/internal/base/quantity"
	"duban/internal/store"
)

// canonTour commits to the plan, and to the result by its digest.
func canonTour(r store.TourRow) (string, []byte, error) {
	content, err := r.Content()
	return "tour/" + r.ID, canonical(struct {
		V         int             `json:"v"`
		State     string          `json:"state"`
		PlannedAt int64           `json:"planned_at"`
		OpenedAt  int64           `json:"opened_at"`
		ClosedAt  int64           `json:"closed_at"`
		Person    string          `json:"person"`
		Content   json.RawMessage `json:"content"`
		Result    string          `json:"result"`
	}{1, string(r.State), r.PlannedAt, r.OpenedAt, r.ClosedAt, r.Person, json.RawMessage(content), sha(r.Result)}), err
}

func canonTourScore(s store.TourScore) (string, []byte) {
	return "tour/" + s.Tour + "/score/" + s.Person + "/" + s.Project, canonical(struct {
		V          int                `json:"v"`
		Marks      []quantity.Decimal `json:"marks"`
		RecordedAt int64              `json:"recorded_at"`
	}{1, s.Marks, s.RecordedAt})
}

func canonTourHanded(h store.TourHanded) (string, []byte) {
	return fmt.Sprintf("tour/%s/handed/%s", h.Tour, h.Person), canonical(struct {
		V        int   `json:"v"`
		HandedAt int64 `json:"handed_at"`
		Sheets   int64 `json:"sheets"`
	}{1, h.HandedAt, h.Sheets})
}

func canonStopScore(s store.StopScore) (string, []byte) {
	score := ""
	if s.Score != nil {
		score = s.Score.String()
	}
	return fmt.Sprintf("tour/%s/stop/%s", s.Tour, s.Project), canonical(struct {
		V      int    `json:"v"`
		Until  string `json:"until"`
		Score  string `json:"score"`
		Sheets int64  `json:"sheets"`
	}{1, s.Until.String(), score, s.Sheets})
}

// tours hands all tours, with what was given, handed in and came of it, to the ledger's check.
func tours(tx *store.Tx, division string, f func(string, []byte) error) error {
	err := tx.EveryTour(division, func(r store.TourRow) (bool, error) {
		object, bytes, err := canonTour(r)
		if err != nil {
			return false, err
		}
		return true, f(object, bytes)
	})
	if err != nil {
		return err
	}
	if err := tx.EveryTourScore(division, func(s store.TourScore) (bool, error) { return true, f(canonTourScore(s)) }); err != nil {
		return err
	}
	if err := tx.EveryTourHanded(division, func(h store.TourHanded) (bool, error) { return true, f(canonTourHanded(h)) }); err != nil {
		return err
	}
	return tx.EveryStopScore(division, func(s store.StopScore) (bool, error) { return true, f(canonStopScore(s)) })
}
