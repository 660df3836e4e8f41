package desk

import (
	"encoding/json"

	"duban/internal/store"
)

func canonDirective(r store.DirectiveRow) (string, []byte) {
	content, _ := r.Kept()
	return "directive/" + r.ID, canonical(struct {
		V       int             `json:"v"`
		Number  string          `json:"number"`
		Kind    string          `json:"kind"`
		State   string          `json:"state"`
		Giver   string          `json:"giver"`
		GivenOn string          `json:"given_on"`
		Unit    string          `json:"unit"`
		Task    string          `json:"task"`
		Follows string          `json:"follows"`
		Content json.RawMessage `json:"content"`
	}{1, r.Number, string(r.Kind), string(r.State), r.Giver, r.GivenOn.String(), r.Unit, r.Task, r.Follows, json.RawMessage(content)})
}

func canonDirectiveNotice(n store.Notice) (string, []byte) {
	return "notice/" + n.ID, canonical(struct {
		V         int    `json:"v"`
		Directive string `json:"directive"`
		Rule      string `json:"rule"`
		Source    string `json:"source"`
		Person    string `json:"person"`
		Post      string `json:"post"`
		Words     string `json:"words"`
		ToldAt    int64  `json:"told_at"`
		ReadAt    int64  `json:"read_at"`
	}{1, n.Directive, n.Rule, n.Source, n.Person, n.Post, n.Words, n.ToldAt, n.ReadAt})
}
