package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"duban/internal/kernel/calendar"
	"duban/internal/kernel/procedure"
	"duban/internal/store"
)

func canonCase(c store.CaseRow) (string, []byte) {
	return "case/" + c.ID, canonical(struct {
		V         int    `json:"v"`
		Mechanism string `json:"mechanism"`
		Procedure string `json:"procedure"`
		Declared  int64  `json:"declared"`
		Number    string `json:"number"`
		Title     string `json:"title"`
		Place     string `json:"place"`
		Stage     string `json:"stage"`
		OpenedAt  int64  `json:"opened_at"`
		Opened    string `json:"opened_unit"`
		EndedAt   int64  `json:"ended_at"`
		Clock     string `json:"clock"`
		DueAt     int64  `json:"due_at"`
		Halted    bool   `json:"halted"`
		FallsAt   int64  `json:"falls_at"`
		Events    int64  `json:"events"`
	}{1, c.Mechanism, c.Procedure, c.Declared, c.Number, c.Title, c.Place, c.Stage, c.OpenedAt, c.OpenedUnit, c.EndedAt, c.Clock, c.DueAt, c.Halted, c.FallsAt, c.Events})
}

func canonCaseEvent(e store.CaseEvent) (string, []byte) {
	return fmt.Sprintf("case/%s/event/%d", e.Case, e.Seq), canonical(struct {
		V        int            `json:"v"`
		Act      string         `json:"act"`
		Kind     string         `json:"kind"`
		Answers  int            `json:"answers"`
		Branch   string         `json:"branch"`
		Person   string         `json:"person"`
		Post     string         `json:"post"`
		Unit     string         `json:"unit"`
		Happened int64          `json:"happened_at"`
		Recorded int64          `json:"recorded_at"`
		Reason   string         `json:"reason"`
		Alien    string         `json:"alien"`
		Data     map[string]any `json:"data"`
	}{1, e.Act, string(e.Kind), e.Of, e.Branch, e.Person, e.Post, e.Unit, int64(e.HappenedAt), int64(e.RecordedAt), e.Reason, e.Foreign, e.Data})
}

// canonDocument commits to a document's words by their hash, so that what was
// issued can be proven by the words alone.
func canonDocument(r store.DocumentRow) (string, []byte) {
	sum := sha256.Sum256([]byte(r.Paper))
	return "case/" + r.Case + "/document/" + r.Key, canonical(struct {
		V        int    `json:"v"`
		Rule     string `json:"rule"`
		Title    string `json:"title"`
		Unit     string `json:"unit"`
		Series   string `json:"series"`
		Year     int64  `json:"year"`
		Serial   int64  `json:"serial"`
		Number   string `json:"number"`
		State    string `json:"state"`
		Written  int64  `json:"written_at"`
		Issued   int64  `json:"issued_at"`
		Voided   int64  `json:"voided_at"`
		ServedOn int64  `json:"served_on"`
		Why      string `json:"why"`
		Paper    string `json:"paper"` // sha256
	}{1, r.Rule, r.Title, r.Unit, r.Series, r.Year, r.Serial, r.Number, r.State, r.WrittenAt, r.IssuedAt, r.VoidedAt, r.ServedOn, r.Why, hex.EncodeToString(sum[:])})
}

func canonEdition(e store.Edition) (string, []byte) {
	return fmt.Sprintf("calendar/%d", e.Edition), canonical(struct {
		V        int    `json:"v"`
		Law      string `json:"law"`
		Kind     string `json:"kind"`
		Title    string `json:"title"`
		Person   string `json:"person"`
		Post     string `json:"post"`
		Recorded int64  `json:"recorded_at"`
		Open     int64  `json:"open_cases"`
	}{1, e.Law, e.Kind, e.Title, e.Person, e.Post, e.RecordedAt, e.Open})
}

func canonCalendarEntry(e calendar.Entry) (string, []byte) {
	return "calendar/days/" + e.ID, canonical(struct {
		V     int    `json:"v"`
		From  string `json:"from"`
		To    string `json:"to"`
		Works bool   `json:"works"`
		Title string `json:"title"`
		Basis string `json:"basis"`
		Year  int    `json:"year"`
		Since int64  `json:"since"`
		Until int64  `json:"until"`
	}{1, e.From.String(), e.To.String(), e.Works, e.Title, e.Basis, e.Year, e.Since, e.Until})
}

func canonMove(m store.Move) (string, []byte) {
	return fmt.Sprintf("case/%s/calendar/%d", m.Case, m.Edition), canonical(struct {
		V        int               `json:"v"`
		Recorded int64             `json:"recorded_at"`
		Clocks   []procedure.Moved `json:"clocks"`
	}{1, m.RecordedAt, m.Clocks})
}

// calendars calls f for what a division's calendar is made of.
func calendars(tx *store.Tx, division string, f func(object string, bytes []byte) error, strayed func(object, what string)) error {
	editions, err := tx.Editions(division)
	if err := visit(editions, err, canonEdition, f); err != nil {
		return err
	}
	entries, err := tx.CalendarEntries(division)
	if err := visit(entries, err, canonCalendarEntry, f); err != nil {
		return err
	}
	laws, err := tx.Laws(division)
	for _, l := range laws {
		if digestOf([]byte(l.Days)) != l.Digest { // which the editions commit to
			strayed("calendar/law/"+l.Digest, "days")
		}
	}
	if err != nil {
		return err
	}
	return tx.EveryMove(division, func(m store.Move) (bool, error) { return true, f(canonMove(m)) })
}
