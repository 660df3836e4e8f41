package store

import (
	"cmp"
	"encoding/json"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/kernel/burden"
	"duban/internal/kernel/staff"
)

// RequestRow is a data request as it is kept.
type RequestRow struct {
	Division string
	burden.Request
	Version int64
	Seal    []byte
}

// Kept is the content as the row keeps it.
func (r RequestRow) Kept() (string, error) {
	b, err := json.Marshal(r.Content)
	return string(b), err
}

// scanRequest scans a data request, and what stands behind it in the row.
func scanRequest(division string, more ...any) func(row) (RequestRow, error) {
	return func(r row) (RequestRow, error) {
		x := RequestRow{Division: division}
		var asked, due int64
		var content string
		if err := r.Scan(append([]any{&x.ID, &x.Number, &x.State, &x.Office, &asked, &due, &x.Version, &x.Seal, &content}, more...)...); err != nil {
			return x, err
		}
		x.AskedOn, x.DueOn = civil.OfDays(asked), civil.OfDays(due)
		return x, figures(content, &x.Content)
	}
}

// SetRequest keeps a data request, new or at its version: of one that is there
// only its state and its content may become others.
func (t *Tx) SetRequest(r RequestRow) error {
	content, err := r.Kept()
	if err != nil {
		return err
	}
	if r.Version == 0 {
		return t.put("data_request_insert", r.Division, r.ID, r.Number, string(r.State), r.Office, r.AskedOn.Days(), r.DueOn.Days(), r.Seal, content)
	}
	return t.versioned("data_request_update", r.Division, r.ID, string(r.State), r.Seal, content, r.Version)
}

// Request finds a data request that the scope may see: whole divisions see all,
// units what they ask and what they are asked.
func (t *Tx) Request(scope staff.Scope, id string) (RequestRow, error) {
	r, err := one(t, "data_request_by_id", scanRequest(scope.Division()), scope.Division(), id)
	if err != nil || scope.Sees(r.Office) {
		return r, err
	}
	for _, u := range scope.Units() {
		if _, err := t.ReplyOf(scope.Division(), id, u); err == nil {
			return r, nil
		}
	}
	return RequestRow{}, ErrNotFound
}

// RequestPage says which data requests a list shows, the newest first.
type RequestPage struct {
	State    burden.RequestState
	Before   civil.Date
	BeforeID string // of the last one shown
	Most     int
}

// Requests lists data requests that the scope may see.
func (t *Tx) Requests(scope staff.Scope, p RequestPage) ([]RequestRow, error) {
	before := int64(1) << 40
	if p.BeforeID != "" {
		before = p.Before.Days()
	}
	args := []any{scope.Division(), before, p.BeforeID, string(p.State), p.Most}
	scan := scanRequest(scope.Division())
	if scope.All() {
		return list(t, "data_request_list", scan, args...)
	}
	var found []RequestRow
	for _, u := range scope.Units() {
		for _, name := range []string{"data_request_list_office", "data_request_list_unit"} {
			rows, err := list(t, name, scan, append(slices.Clone(args), u)...)
			if err != nil {
				return nil, err
			}
			found = append(found, rows...)
		}
	}
	slices.SortFunc(found, func(a, b RequestRow) int {
		return cmp.Or(cmp.Compare(b.AskedOn.Days(), a.AskedOn.Days()), cmp.Compare(b.ID, a.ID))
	})
	found = slices.CompactFunc(found, func(a, b RequestRow) bool { return a.ID == b.ID })
	return found[:min(len(found), p.Most)], nil
}

// EveryRequest is all data requests of a division, for the ledger's check.
func (t *Tx) EveryRequest(division string) ([]RequestRow, error) {
	return list(t, "data_request_all", scanRequest(division), division)
}

// The states of a reply.
const (
	ReplyOwed  = "owed"
	ReplyGiven = "given"
)

// ReplyRow is what a unit is asked by a request, with its answer.
type ReplyRow struct {
	Division string
	Request  string
	AskedOn  civil.Date
	DueOn    civil.Date
	Minutes  int64
	burden.Answer
	Version int64
	Seal    []byte
}

// State says whether the unit has answered.
func (r ReplyRow) State() string {
	if r.Given() {
		return ReplyGiven
	}
	return ReplyOwed
}

// Kept is the answer as the row keeps it.
func (r ReplyRow) Kept() (string, error) {
	b, err := json.Marshal(r.Answer)
	return string(b), err
}

func scanReply(division string) func(row) (ReplyRow, error) {
	return func(r row) (ReplyRow, error) {
		x := ReplyRow{Division: division}
		var asked, due int64
		var state, unit, content string
		if err := r.Scan(&x.Request, &unit, &asked, &due, &x.Minutes, &state, &x.Version, &x.Seal, &content); err != nil {
			return x, err
		}
		x.AskedOn, x.DueOn = civil.OfDays(asked), civil.OfDays(due)
		err := figures(content, &x.Answer)
		x.Unit = unit
		return x, err
	}
}

// SetReply keeps what a unit is asked, or its answer at the row's version.
func (t *Tx) SetReply(r ReplyRow) error {
	content, err := r.Kept()
	if err != nil {
		return err
	}
	if r.Version == 0 {
		return t.put("data_request_unit_insert", r.Division, r.Request, r.Unit, r.AskedOn.Days(), r.DueOn.Days(), r.Minutes, r.State(), r.Seal, content)
	}
	return t.versioned("data_request_unit_update", r.Division, r.Request, r.Unit, r.State(), r.Seal, content, r.Version)
}

// Replies are what the units of a request are asked and have answered.
func (t *Tx) Replies(division, request string) ([]ReplyRow, error) {
	return list(t, "data_request_units", scanReply(division), division, request)
}

// ReplyOf is what one unit is asked by a request.
func (t *Tx) ReplyOf(division, request, unit string) (ReplyRow, error) {
	return one(t, "data_request_unit_of", scanReply(division), division, request, unit)
}

// OwedReply is a data request with a unit that has not answered it.
type OwedReply struct {
	RequestRow
	Unit string
}

// OwedReplies are the answers to open data requests that were due between two
// days and are not there.
func (t *Tx) OwedReplies(division string, from, until civil.Date) ([]OwedReply, error) {
	return list(t, "data_request_owed", func(r row) (x OwedReply, err error) {
		x.RequestRow, err = scanRequest(division, &x.Unit)(r)
		return x, err
	}, division, from.Days(), until.Days())
}

// EveryReply is all replies of a division, for the ledger's check.
func (t *Tx) EveryReply(division string) ([]ReplyRow, error) {
	return list(t, "data_request_unit_all", scanReply(division), division)
}
