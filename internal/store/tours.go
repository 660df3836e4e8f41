package store

import (
	"encoding/json"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/tour"
)

// TourRow is a tour as it is kept. In lists it comes without its result.
type TourRow struct {
	Division  string
	ID        string
	State     tour.State
	PlannedAt int64 // when the plan was last changed
	OpenedAt  int64 // 0 before
	ClosedAt  int64 // 0 before
	Person    string
	Version   int64
	Seal      []byte
	TourContent
	Result string // canonical, "" before the closing
}

// TourContent is what a row keeps of a tour beside its columns.
type TourContent struct {
	Plan     tour.Tour   `json:"plan"`
	ClosedBy string      `json:"closed_by,omitempty"`
	Reason   string      `json:"reason,omitempty"` // why it was closed without all sheets
	Digest   string      `json:"digest,omitempty"` // of the result
	Order    *tour.Order `json:"order,omitempty"`  // what allows to rank; nil, and nothing is ranked
	RankedAt int64       `json:"ranked_at,omitempty"`
	RankedBy string      `json:"ranked_by,omitempty"`
}

// Content writes it for keeping.
func (c TourContent) Content() (string, error) {
	b, err := json.Marshal(c)
	return string(b), err
}

func scanTour(division string) func(row) (TourRow, error) {
	return func(r row) (TourRow, error) {
		x := TourRow{Division: division}
		var from, until int64
		var name, content string
		if err := r.Scan(&x.ID, &x.State, &from, &until, &name, &x.PlannedAt, &x.OpenedAt, &x.ClosedAt, &x.Person, &x.Version, &x.Seal, &content, &x.Result); err != nil {
			return x, err
		}
		err := json.Unmarshal([]byte(content), &x.TourContent)
		// what lists go by is what is read, so that a column alone cannot be altered unseen
		x.Plan.From, x.Plan.Until, x.Plan.Name = dayOfNumber(from), dayOfNumber(until), name
		return x, err
	}
}

// SetTour keeps a tour, new or at its version.
func (t *Tx) SetTour(x TourRow) error {
	content, err := x.Content()
	if err != nil {
		return err
	}
	from, until := dayNumber(x.Plan.From), dayNumber(x.Plan.Until)
	if x.Version == 0 {
		return t.put("tour_insert", x.Division, x.ID, string(x.State), from, until, x.Plan.Name, x.PlannedAt, x.OpenedAt, x.ClosedAt, x.Person, x.Seal, content, x.Result)
	}
	return t.versioned("tour_update", x.Division, x.ID, string(x.State), from, until, x.Plan.Name, x.PlannedAt, x.OpenedAt, x.ClosedAt, x.Person, x.Seal, content, x.Result, x.Version)
}

// Tour finds a tour with its result.
func (t *Tx) Tour(division, id string) (TourRow, error) {
	return one(t, "tour_by_id", scanTour(division), division, id)
}

// TourKey is where a list of tours goes on.
type TourKey struct {
	On civil.Date // zero from the newest
	ID string
}

// Tours lists tours without their results, the newest first.
func (t *Tx) Tours(division string, after TourKey, most int) ([]TourRow, error) {
	on := dayNumber(after.On)
	if after.On.Zero() {
		on = 1<<63 - 1
	}
	return list(t, "tour_list", scanTour(division), division, on, after.ID, most)
}

// EveryTour calls f for every tour of a division.
func (t *Tx) EveryTour(division string, f func(TourRow) (bool, error)) error {
	return each(t, "tour_all", scanTour(division), f, division)
}

// TourScore is what a judge gave a stop.
type TourScore struct {
	Division   string
	Tour       string
	Person     string
	Project    string
	Marks      []quantity.Decimal
	RecordedAt int64
	Version    int64
	Seal       []byte
}

// Sheet is the score as the kernel reckons with it.
func (s TourScore) Sheet() tour.Sheet {
	return tour.Sheet{Judge: s.Person, Stop: s.Project, Marks: s.Marks}
}

func scanScore(division string) func(row) (TourScore, error) {
	return func(r row) (TourScore, error) {
		x := TourScore{Division: division}
		var marks string
		if err := r.Scan(&x.Tour, &x.Person, &x.Project, &marks, &x.RecordedAt, &x.Version, &x.Seal); err != nil {
			return x, err
		}
		return x, json.Unmarshal([]byte(marks), &x.Marks)
	}
}

// SetTourScore keeps what a judge gave a stop, new or at its version.
func (t *Tx) SetTourScore(s TourScore) error {
	marks, err := json.Marshal(s.Marks)
	if err != nil {
		return err
	}
	if s.Version == 0 {
		return t.put("tour_score_insert", s.Division, s.Tour, s.Person, s.Project, string(marks), s.RecordedAt, s.Seal)
	}
	return t.versioned("tour_score_update", s.Division, s.Tour, s.Person, s.Project, string(marks), s.RecordedAt, s.Seal, s.Version)
}

// TourScore finds what a judge gave a stop.
func (t *Tx) TourScore(division, id, person, project string) (TourScore, error) {
	return one(t, "tour_score_by_key", scanScore(division), division, id, person, project)
}

// TourScores are all scores of a tour.
func (t *Tx) TourScores(division, id string) ([]TourScore, error) {
	return list(t, "tour_score_list", scanScore(division), division, id)
}

// OwnTourScores are the scores of one judge.
func (t *Tx) OwnTourScores(division, id, person string) ([]TourScore, error) {
	return list(t, "tour_score_own", scanScore(division), division, id, person)
}

// EveryTourScore calls f for every score of a division.
func (t *Tx) EveryTourScore(division string, f func(TourScore) (bool, error)) error {
	return each(t, "tour_score_all", scanScore(division), f, division)
}

// TourHanded says that a judge handed in.
type TourHanded struct {
	Division string
	Tour     string
	Person   string
	HandedAt int64
	Sheets   int64
	Seal     []byte
}

func scanHanded(division string) func(row) (TourHanded, error) {
	return func(r row) (TourHanded, error) {
		x := TourHanded{Division: division}
		return x, r.Scan(&x.Tour, &x.Person, &x.HandedAt, &x.Sheets, &x.Seal)
	}
}

// AddTourHanded keeps that a judge handed in.
func (t *Tx) AddTourHanded(h TourHanded) error {
	return t.put("tour_handed_insert", h.Division, h.Tour, h.Person, h.HandedAt, h.Sheets, h.Seal)
}

// ToursHanded are the judges of a tour who handed in.
func (t *Tx) ToursHanded(division, id string) ([]TourHanded, error) {
	return list(t, "tour_handed_list", scanHanded(division), division, id)
}

// EveryTourHanded calls f for every judge who handed in.
func (t *Tx) EveryTourHanded(division string, f func(TourHanded) (bool, error)) error {
	return each(t, "tour_handed_all", scanHanded(division), f, division)
}

// StopScore is the score that a project got on a tour that is closed.
type StopScore struct {
	Tour, Project string
	Name          string // of the tour, in lists
	Until         civil.Date
	Score         *quantity.Decimal // nil where nobody marked it
	Sheets        int64
	Seal          []byte
}

// AddStopScore keeps the score of a stop.
func (t *Tx) AddStopScore(division string, s StopScore) error {
	score := int64(-1)
	if s.Score != nil {
		score = cents(*s.Score)
	}
	return t.put("tour_stop_insert", division, s.Project, dayNumber(s.Until), s.Tour, score, s.Sheets, s.Seal)
}

func scanStopScore(r row) (s StopScore, err error) {
	var until, score int64
	err = r.Scan(&s.Tour, &s.Project, &s.Name, &until, &score, &s.Sheets, &s.Seal)
	s.Until = dayOfNumber(until)
	if score >= 0 {
		d := quantity.New(score, 2)
		s.Score = &d
	}
	return s, err
}

// StopScores are the scores of a project, the newest first.
func (t *Tx) StopScores(division, project string, most int) ([]StopScore, error) {
	return list(t, "tour_stop_list", scanStopScore, division, project, most)
}

// EveryStopScore calls f for every score of a stop.
func (t *Tx) EveryStopScore(division string, f func(StopScore) (bool, error)) error {
	return each(t, "tour_stop_all", scanStopScore, f, division)
}
