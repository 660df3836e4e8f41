package desk

import (
	"encoding/json"
	"fmt"

	"duban/internal/store"
)

func canonTask(r store.TaskRow) (string, []byte) {
	return "task/" + r.Task.ID, canonical(struct {
		V        int             `json:"v"`
		Year     int             `json:"year"`
		Number   string          `json:"number"`
		State    string          `json:"state"`
		Lead     string          `json:"lead"`
		Parent   string          `json:"parent"`
		Report   string          `json:"report"`
		Record   string          `json:"record"`
		Events   int64           `json:"events"`
		Standing json.RawMessage `json:"standing"`
	}{1, r.Task.Terms.Year, r.Task.Number, string(r.Task.State), r.Task.Terms.Lead, r.Task.Parent, r.Task.Origin.Report, r.Task.Origin.Record, r.Events, json.RawMessage(r.Standing())})
}

func canonTaskEvent(e store.TaskEvent) (string, []byte, error) {
	content, err := e.MarshalContent()
	return fmt.Sprintf("task/%s/event/%d", e.Task, e.Seq), canonical(struct {
		V        int             `json:"v"`
		Act      string          `json:"act"`
		Person   string          `json:"person"`
		Post     string          `json:"post"`
		Unit     string          `json:"unit"`
		Happened int64           `json:"happened_at"`
		Recorded int64           `json:"recorded_at"`
		Reason   string          `json:"reason"`
		Content  json.RawMessage `json:"content"`
	}{1, string(e.Act), e.Person, e.Post, e.Unit, int64(e.HappenedAt), int64(e.RecordedAt), e.Reason, json.RawMessage(content)}), err
}

func canonIssuance(r store.IssuanceRow) (string, []byte) {
	content, _ := r.Content()
	return "issuance/" + r.ID, canonical(struct {
		V        int             `json:"v"`
		Year     int             `json:"year"`
		Number   string          `json:"number"`
		Title    string          `json:"title"`
		IssuedOn string          `json:"issued_on"`
		Content  json.RawMessage `json:"content"`
	}{1, r.Year, r.Number, r.Title, r.IssuedOn.String(), json.RawMessage(content)})
}

func canonPractice(r store.PracticeRow) (string, []byte) {
	content, _ := r.Content()
	return "practice", canonical(struct {
		V       int             `json:"v"`
		Content json.RawMessage `json:"content"`
	}{1, json.RawMessage(content)})
}

// tasks hands all tasks, their events and what goes with them to the ledger's check.
func tasks(tx *store.Tx, division string, f func(string, []byte) error) error {
	all, err := tx.EveryTask(division)
	if err := visit(all, err, canonTask, f); err != nil {
		return err
	}
	give := func(object string, bytes []byte, err error) error {
		if err != nil {
			return err
		}
		return f(object, bytes)
	}
	if err := tx.EveryTaskEvent(division, func(e store.TaskEvent) (bool, error) { return true, give(canonTaskEvent(e)) }); err != nil {
		return err
	}
	issued, err := tx.EveryIssuance(division)
	if err := visit(issued, err, canonIssuance, f); err != nil {
		return err
	}
	p, err := tx.PracticeOf(division)
	if err != nil || p.Version == 0 {
		return err
	}
	return f(canonPractice(p))
}
