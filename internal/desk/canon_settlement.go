package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"duban/internal/store"
)

// canonSettlement commits to the three texts by their digests: the texts are
// long, and stand in the row.
func canonSettlement(r store.SettlementRow) (string, []byte, error) {
	content, err := r.Content()
	return "settlement/" + r.ID, canonical(struct {
		V           int             `json:"v"`
		Year        int             `json:"year"`
		Card        string          `json:"card"`
		Number      int64           `json:"number"`
		AsOf        int64           `json:"as_of"`
		RunAt       int64           `json:"run_at"`
		Person      string          `json:"person"`
		Post        string          `json:"post"`
		Amends      string          `json:"amends"`
		ConfirmedAt int64           `json:"confirmed_at"`
		ConfirmedBy string          `json:"confirmed_by"`
		Declared    string          `json:"declared"`
		Inputs      string          `json:"inputs"`
		Result      string          `json:"result"`
		Content     json.RawMessage `json:"content"`
	}{1, r.Year, r.Card, r.Number, r.AsOf, r.RunAt, r.Person, r.Post, r.Amends, r.ConfirmedAt, r.ConfirmedBy, sha(r.Declared), sha(r.Inputs), sha(r.Result), json.RawMessage(content)}), err
}

func sha(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func canonFact(f store.FactRow) (string, []byte) {
	return fmt.Sprintf("fact/%d/%s/%s/%d", f.Year, f.Subject, f.Fact, f.Seq), canonical(struct {
		V          int    `json:"v"`
		Value      string `json:"value"`
		Document   string `json:"document"`
		Reason     string `json:"reason"`
		Person     string `json:"person"`
		Post       string `json:"post"`
		RecordedAt int64  `json:"recorded_at"`
	}{1, f.Value, f.Document, f.Reason, f.Person, f.Post, f.RecordedAt})
}

// settlements hands all settlements and entered facts to the ledger's check.
func settlements(tx *store.Tx, division string, f func(string, []byte) error) error {
	err := tx.EverySettlement(division, func(r store.SettlementRow) (bool, error) {
		object, bytes, err := canonSettlement(r)
		if err != nil {
			return false, err
		}
		return true, f(object, bytes)
	})
	if err != nil {
		return err
	}
	return tx.EveryFact(division, func(x store.FactRow) (bool, error) { return true, f(canonFact(x)) })
}
