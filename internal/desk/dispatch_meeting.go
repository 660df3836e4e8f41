package desk

import (
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// DispatchMeeting is a meeting that was called, with the problems that were
// raised in it and what was done that day about older ones.
type DispatchMeeting struct {
	Row      store.CaseRow
	Stage    string
	On       civil.Date
	Place    string
	Chair    string
	Open     bool             // its minutes are still to be written
	Raised   []MeetingProblem // in it
	Acted    []MeetingProblem // older ones, acted upon since the meeting began
	Document string           // the key of the minutes, "" before they are written
	Number   string           // of the minutes
}

// MeetingProblem is a problem as a meeting's minutes speak of it.
type MeetingProblem struct {
	Row   store.CaseRow
	Unit  string // its name
	Stage string
	DueOn civil.Date // zero where no clock runs
	What  string     // was done about an older one
}

// Items are the lines of the minutes for the problems that were raised, as the
// form of the minutes takes them.
func (m DispatchMeeting) Items() []string {
	all := make([]string, len(m.Raised))
	for i, p := range m.Raised {
		due := p.Stage
		if !p.DueOn.Zero() {
			due = procedure.ChineseDay(p.DueOn) + "前"
		}
		all[i] = minuted(p, due)
	}
	return all
}

// Before are the lines of the minutes for older problems.
func (m DispatchMeeting) Before() []string {
	all := make([]string, len(m.Acted))
	for i, p := range m.Acted {
		all[i] = minuted(p, p.What)
	}
	return all
}

func minuted(p MeetingProblem, last string) string {
	plain := strings.NewReplacer("｜", " ", "|", " ", "\n", "；", "\r", "")
	return fmt.Sprintf("%s（%s）｜%s｜%s", plain.Replace(p.Row.Title), p.Row.Number, plain.Replace(p.Unit), plain.Replace(last))
}

// meetingsOf are the meetings of a month.
func (w *Workspace) meetingsOf(tx *store.Tx, scope staff.Scope, month civil.Month) ([]DispatchMeeting, error) {
	rows, err := tx.Cases(scope, store.CasePage{Procedure: MeetingProcedure, Fields: []store.FieldIs{{Field: "月份", Value: month.String()}}, Most: mostDispatched})
	if err != nil {
		return nil, err
	}
	units, err := tx.Units(scope.Division())
	if err != nil {
		return nil, err
	}
	var all []DispatchMeeting
	for _, r := range rows {
		_, f, _, err := w.fold(tx, r)
		if err != nil {
			return nil, err
		}
		m := DispatchMeeting{Row: r, Stage: f.Stage.Title, Place: stated(f, "地点"), Chair: stated(f, "主持人"), Open: f.Stage.ID == "called"}
		m.On, _ = civil.ParseDate(stated(f, "会议日期")) // which the form held to be a date
		for _, d := range f.Documents {
			if d.VoidedAt == 0 {
				m.Document, m.Number = d.Key(), d.Number
			}
		}
		if err := w.meetingProblems(tx, scope, units, &m); err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}

// meetingProblems finds the problems that a meeting spoke of. Of the older ones
// those count that are open, or were ended since.
func (w *Workspace) meetingProblems(tx *store.Tx, scope staff.Scope, units []staff.Unit, m *DispatchMeeting) error {
	rows, err := tx.Cases(scope, store.CasePage{Procedure: ProblemProcedure, Fields: []store.FieldIs{{Field: "会议", Value: m.Row.Number}}, Most: mostDispatched})
	if err != nil {
		return err
	}
	slices.Reverse(rows) // as they were raised
	for _, r := range rows {
		p, _, err := w.meetingProblem(tx, units, r)
		if err != nil {
			return err
		}
		m.Raised = append(m.Raised, p)
	}
	if !m.Open { // what the minutes say of older ones stands in them
		return nil
	}
	older, err := tx.Cases(scope, store.CasePage{Procedure: ProblemProcedure, Most: mostDispatched})
	if err != nil {
		return err
	}
	for _, r := range older {
		if slices.ContainsFunc(rows, func(x store.CaseRow) bool { return x.ID == r.ID }) {
			continue
		}
		p, f, err := w.meetingProblem(tx, units, r)
		if err != nil {
			return err
		}
		for _, e := range f.Events {
			a := f.Procedure.Act(e.Act)
			if a == nil || a.Opens() || e.HappenedAt.Date() != m.On {
				continue
			}
			if p.What = a.Title; e.Act == "settle" {
				opinion, _ := e.Data["协调意见"].(string)
				p.What += "：" + opinion
			}
		}
		if p.What != "" {
			m.Acted = append(m.Acted, p)
		}
	}
	return nil
}

func (w *Workspace) meetingProblem(tx *store.Tx, units []staff.Unit, r store.CaseRow) (MeetingProblem, *procedure.Case, error) {
	_, f, _, err := w.fold(tx, r)
	if err != nil {
		return MeetingProblem{}, nil, err
	}
	p := MeetingProblem{Row: r, Unit: unitNamed(units, stated(f, "责任单位")), Stage: f.Stage.Title}
	if r.DueAt != 0 {
		p.DueOn = civil.Instant(r.DueAt).Date()
	}
	return p, f, nil
}
