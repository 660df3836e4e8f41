package store

import (
	"duban/internal/kernel/procedure"
)

// open is until when a case is that has not ended.
const open = int64(1) << 62

// PlaceCase notes where a case is, and since when it has ended.
func (t *Tx) PlaceCase(c CaseRow, at procedure.Spot) error {
	until := c.EndedAt
	if until == 0 {
		until = open
	}
	return t.put("case_place_set", c.Division, c.ID, c.Procedure, at.Cell(), at.East, at.North, until)
}

// NearCase is a case near a place.
type NearCase struct {
	ID string
	At procedure.Spot
}

// CasesNear are cases of a procedure in the cells around a place: those that are
// open, then those that ended since a moment, at most so many of each a row of
// cells. An open one is never left out for those that ended.
func (t *Tx) CasesNear(division, of string, at procedure.Spot, radius int, since int64, most int) ([]NearCase, error) {
	var all []NearCase
	seen := map[string]bool{}
	for _, from := range []int64{open, since} {
		for _, cells := range at.Around(radius) {
			found, err := list(t, "case_place_near", func(r row) (NearCase, error) {
				var n NearCase
				err := r.Scan(&n.ID, &n.At.East, &n.At.North)
				return n, err
			}, division, of, cells[0], cells[1], from, most)
			if err != nil {
				return nil, err
			}
			for _, n := range found {
				if !seen[n.ID] {
					seen[n.ID] = true
					all = append(all, n)
				}
			}
		}
	}
	return all, nil
}

// JoinCase notes that a case is of the same matter as another.
func (t *Tx) JoinCase(division, id, target string) error {
	return t.put("case_join_set", division, id, target)
}

// PartCase forgets that.
func (t *Tx) PartCase(division, id string) error { return t.put("case_join_drop", division, id) }

// JoinedTo is the case that a case was joined to; ErrNotFound for none.
func (t *Tx) JoinedTo(division, id string) (string, error) {
	return one(t, "case_joined_to", text, division, id)
}

// JoinedBy are the cases that were joined to one.
func (t *Tx) JoinedBy(division, id string) ([]string, error) {
	return list(t, "case_joined_by", text, division, id)
}
