package desk

import (
	"fmt"

	"duban/internal/store"
)

// canonEntry is an entry with its spans: lists show them, so the ledger covers them.
func canonEntry(e store.EntryRow) (string, []byte) {
	type span struct {
		From   string         `json:"from"`
		Until  string         `json:"until"`
		Newest bool           `json:"newest"`
		Name   string         `json:"name"`
		Unit   string         `json:"unit"`
		Place  string         `json:"place"`
		Event  int            `json:"event"`
		Data   map[string]any `json:"data"`
	}
	spans := make([]span, len(e.Spans))
	for i, s := range e.Spans {
		until := ""
		if !s.Until.Zero() {
			until = s.Until.String()
		}
		spans[i] = span{s.From.String(), until, s.Newest, s.Name, s.Unit, s.Place, s.Event, s.Data}
	}
	return "entry/" + e.ID, canonical(struct {
		V        int    `json:"v"`
		Register string `json:"register"`
		Key      string `json:"key"`
		Name     string `json:"name"`
		Unit     string `json:"unit"`
		Events   int64  `json:"events"`
		Spans    []span `json:"spans"`
	}{1, e.Register, e.Key, e.Name, e.Unit, e.Events, spans})
}

func canonEntryEvent(e store.EntryEvent) (string, []byte) {
	begins := ""
	if !e.Begins.Zero() {
		begins = e.Begins.String()
	}
	return fmt.Sprintf("entry/%s/event/%d", e.Entry, e.Seq), canonical(struct {
		V        int            `json:"v"`
		Kind     string         `json:"kind"`
		On       string         `json:"on"`
		Begins   string         `json:"begins"`
		Person   string         `json:"person"`
		Post     string         `json:"post"`
		Unit     string         `json:"unit"`
		Recorded int64          `json:"recorded_at"`
		Reason   string         `json:"reason"`
		Data     map[string]any `json:"data"`
	}{1, string(e.Kind), e.On.String(), begins, e.Person, e.Post, e.Unit, int64(e.RecordedAt), e.Reason, e.Data})
}

// entries hands all entries of registers and their events to the ledger's check.
func entries(tx *store.Tx, division string, f func(string, []byte) error) error {
	all, err := tx.EveryEntry(division)
	if err := visit(all, err, canonEntry, f); err != nil {
		return err
	}
	return tx.EveryEntryEvent(division, func(e store.EntryEvent) (bool, error) { return true, f(canonEntryEvent(e)) })
}
