package desk

import (
	"encoding/json"

	"duban/internal/store"
)

func canonBudget(r store.BudgetRow) (string, []byte) {
	return "burden/" + r.Kind + "/" + r.From.String(), canonical(struct {
		V        int    `json:"v"`
		Minutes  int64  `json:"minutes"`
		Refuses  bool   `json:"refuses"`
		Document string `json:"document"`
	}{1, r.Minutes, r.Refuses, r.Document})
}

func canonRequest(r store.RequestRow) (string, []byte) {
	content, _ := r.Kept()
	return "request/" + r.ID, canonical(struct {
		V       int             `json:"v"`
		Number  string          `json:"number"`
		State   string          `json:"state"`
		Office  string          `json:"office"`
		AskedOn string          `json:"asked_on"`
		DueOn   string          `json:"due_on"`
		Content json.RawMessage `json:"content"`
	}{1, r.Number, string(r.State), r.Office, r.AskedOn.String(), r.DueOn.String(), json.RawMessage(content)})
}

func canonReply(r store.ReplyRow) (string, []byte) {
	content, _ := r.Kept()
	return "request/" + r.Request + "/" + r.Unit, canonical(struct {
		V       int             `json:"v"`
		AskedOn string          `json:"asked_on"`
		DueOn   string          `json:"due_on"`
		Minutes int64           `json:"minutes"`
		Content json.RawMessage `json:"content"`
	}{1, r.AskedOn.String(), r.DueOn.String(), r.Minutes, json.RawMessage(content)})
}

// burdens calls f for all that is kept of budgets and data requests.
func burdens(tx *store.Tx, division string, f func(string, []byte) error) error {
	budgets, err := tx.Budgets(division)
	if err := visit(budgets, err, canonBudget, f); err != nil {
		return err
	}
	requests, err := tx.EveryRequest(division)
	if err := visit(requests, err, canonRequest, f); err != nil {
		return err
	}
	replies, err := tx.EveryReply(division)
	return visit(replies, err, canonReply, f)
}
