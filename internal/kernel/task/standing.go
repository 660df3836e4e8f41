package task

import (
	"encoding/json"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
)

// standing (现状) is what lists need of a task: all that a pace is reckoned by, of
// the words of its reports the problem and the next step, and none of its events.
type standing struct {
	Number     string       `json:"number"`
	Origin     Origin       `json:"origin"`
	Parent     string       `json:"parent,omitempty"`
	Terms      Terms        `json:"terms"`
	State      State        `json:"state"`
	Before     State        `json:"before,omitempty"`
	Document   string       `json:"document,omitempty"`
	IssuedOn   civil.Date   `json:"issued_on,omitzero"`
	SignedOn   civil.Date   `json:"signed_on,omitzero"`
	ClosedOn   civil.Date   `json:"closed_on,omitzero"`
	Migrated   bool         `json:"migrated,omitempty"`
	Reports    []standingOf `json:"reports,omitempty"`
	Verified   map[int]Mark `json:"verified,omitempty"`
	Refused    map[int]Mark `json:"refused,omitempty"`
	Opinions   []Opinion    `json:"opinions,omitempty"`
	SentBack   string       `json:"sent_back,omitempty"`
	Stops      []Stop       `json:"stops,omitempty"`
	Allocation []Part       `json:"allocation,omitempty"`
}

type standingOf struct {
	Month    civil.Month       `json:"month"`
	Figure   *quantity.Decimal `json:"figure,omitempty"`
	Expected civil.Date        `json:"expected,omitzero"`
	Claims   []int             `json:"claims,omitempty"`
	Problem  string            `json:"problem,omitempty"`
	Next     string            `json:"next,omitempty"`
	View     Colour            `json:"view,omitempty"`
	State    ReportState       `json:"state"`
	FilledAt civil.Instant     `json:"filled_at"`
	SignedAt civil.Instant     `json:"signed_at,omitempty"`
	Event    int               `json:"event"`
	Migrated bool              `json:"migrated,omitempty"`
}

// Standing writes how a task stands, for lists.
func (t *Task) Standing() (string, error) {
	s := standing{t.Number, t.Origin, t.Parent, t.Terms, t.State, t.Before, t.Document, t.IssuedOn, t.SignedOn, t.ClosedOn, t.Migrated,
		nil, t.Verified, t.Refused, t.Opinions, t.SentBack, t.Stops, t.Allocation}
	for _, r := range t.Reports {
		s.Reports = append(s.Reports, standingOf{r.Month, r.Figure, r.Expected, r.Claims, r.Problem, r.Next, r.View, r.State, r.FilledAt, r.SignedAt, r.Event, r.Migrated})
	}
	b, err := json.Marshal(s)
	return string(b), err
}

// OfStanding is the task that stands so, without its events and the words of its reports.
func OfStanding(id, text string) (*Task, error) {
	var s standing
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return nil, err
	}
	t := &Task{past: &past{}, ID: id, Number: s.Number, Origin: s.Origin, Parent: s.Parent, Terms: s.Terms, State: s.State, Before: s.Before,
		Document: s.Document, IssuedOn: s.IssuedOn, SignedOn: s.SignedOn, ClosedOn: s.ClosedOn, Migrated: s.Migrated,
		Verified: s.Verified, Refused: s.Refused, Opinions: s.Opinions, SentBack: s.SentBack, Stops: s.Stops, Allocation: s.Allocation}
	for _, r := range s.Reports {
		t.Reports = append(t.Reports, Report{Month: r.Month, Figure: r.Figure, Expected: r.Expected, Claims: r.Claims, Problem: r.Problem, Next: r.Next, View: r.View,
			State: r.State, FilledAt: r.FilledAt, SignedAt: r.SignedAt, Event: r.Event, Migrated: r.Migrated})
	}
	return t, nil
}
