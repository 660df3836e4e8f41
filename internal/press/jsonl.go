package press

import (
	"encoding/json"
	"io"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/base/quantity"
	"duban/internal/kernel/indicator"
	"duban/internal/kernel/proofread"
	"duban/internal/kernel/reconcile"
	"duban/internal/kernel/statement"
)

// The field names below are a contract with other programs; see docs. Fields
// of a sort stand only on records of that sort.

type place struct {
	Type    string   `json:"type"`
	Start   int      `json:"start"`
	End     int      `json:"end"`
	Text    string   `json:"text"`
	Section []string `json:"section"`
}

type measureLine struct {
	place
	Value     quantity.Decimal  `json:"value"`
	To        *quantity.Decimal `json:"to,omitempty"`
	Unit      string            `json:"unit"`
	Bound     statement.Bound   `json:"bound"`
	Kind      statement.Kind    `json:"kind"`
	Status    statement.Status  `json:"status"`
	Period    string            `json:"period"`
	Subject   string            `json:"subject"`
	Indicator string            `json:"indicator"`
	Direction string            `json:"direction,omitempty"` // higher, lower or steady, of the indicator
	Nature    string            `json:"nature,omitempty"`    // binding or anticipatory in the national plan of the period
}

type undertakingLine struct {
	place
	Verb       string               `json:"verb"`
	Object     string               `json:"object"`
	Deadline   string               `json:"deadline"`
	DeadlineOn string               `json:"deadline_on"` // ISO, "" if the words name no day
	Quantified bool                 `json:"quantified"`
	Measures   []int                `json:"measures"` // start of each
	Evidence   []statement.Evidence `json:"evidence"`
	Livelihood bool                 `json:"livelihood"`
	Lead       []statement.Lead     `json:"lead"`
}

type projectLine struct {
	place
	Name       string `json:"name"`
	Size       string `json:"size"`
	Investment string `json:"investment"`
	Stage      string `json:"stage"`
}

type mechanismLine struct {
	place
	Name string `json:"name"`
	Sort string `json:"sort"`
}

// lines writes values as JSON, one a line, with < > & as they are. The first
// trouble stays.
type lines struct {
	enc *json.Encoder
	err error
}

func newLines(w io.Writer) *lines {
	l := &lines{enc: json.NewEncoder(w)}
	l.enc.SetEscapeHTML(false)
	return l
}

func (l *lines) add(v any) {
	if l.err == nil {
		l.err = l.enc.Encode(v)
	}
}

// JSONL writes every statement of a report, one JSON object a line, in the
// order of the text.
func JSONL(w io.Writer, r *statement.Report) error {
	t, out := textOf(r.Document.Text), newLines(w)
	for _, rec := range recordsOf(r) {
		at := place{sortCodes[rec.sort], rec.span.Start, rec.span.End, t.of(rec.span), path(r, rec.section)}
		switch rec.sort {
		case measure:
			m := &r.Measures[rec.index]
			direction, nature := "", ""
			if c := indicator.Standard(); m.Indicator != "" {
				if in, ok := c.Indicator(m.Indicator); ok {
					direction = in.Direction.String()
				}
				if n := c.Nature(m.Indicator, m.Period.To); n != indicator.Unplanned {
					nature = n.String()
				}
			}
			unit := m.Unit
			if strings.HasSuffix(unit, "%") && strings.HasSuffix(at.Text, "％") {
				unit = strings.TrimSuffix(unit, "%") + "％" // the contract asks for the unit as written
			}
			out.add(measureLine{at, m.Value, m.To, unit, m.Bound, m.Kind, m.Status, m.Period.String(), m.Subject, m.Indicator, direction, nature})
		case undertaking:
			u := &r.Undertakings[rec.index]
			line := undertakingLine{place: at, Verb: u.Verb, Object: u.Object, Deadline: u.Deadline.Text, DeadlineOn: u.Deadline.On.String(),
				Quantified: u.Quantified, Measures: []int{}, Evidence: u.Evidence, Livelihood: u.Livelihood, Lead: u.Lead}
			for _, i := range u.Measures {
				if i >= 0 && i < len(r.Measures) {
					line.Measures = append(line.Measures, r.Measures[i].Span.Start)
				}
			}
			if line.Evidence == nil {
				line.Evidence = []statement.Evidence{}
			}
			if line.Lead == nil {
				line.Lead = []statement.Lead{}
			}
			out.add(line)
		case project:
			p := &r.Projects[rec.index]
			out.add(projectLine{at, p.Name, p.Size, p.Investment, p.Stage})
		case mechanism:
			m := &r.Mechanisms[rec.index]
			out.add(mechanismLine{at, m.Name, m.Sort})
		}
	}
	return out.err
}

type quoteLine struct {
	cite.Span
	Text string `json:"text"`
}

type alarmLine struct {
	Type     string          `json:"type"`
	Rule     string          `json:"rule"`
	Grade    proofread.Grade `json:"grade"`
	Sentence string          `json:"sentence"`
	Sum      string          `json:"sum"`
	Places   []quoteLine     `json:"places"`
}

// Alarms writes findings, one JSON object a line, in the order given, each
// place with its words.
func Alarms(w io.Writer, r *statement.Report, alarms []proofread.Alarm) error {
	t, out := textOf(r.Document.Text), newLines(w)
	for _, a := range alarms {
		line := alarmLine{"alarm", a.Rule, a.Grade, a.Sentence, a.Sum, []quoteLine{}}
		for _, s := range a.Places {
			line.Places = append(line.Places, quoteLine{s, t.of(s)})
		}
		out.add(line)
	}
	return out.err
}

// Answers writes promises with their answers, one JSON object a line.
func Answers(w io.Writer, answers []reconcile.Answer) error {
	out := newLines(w)
	for _, a := range answers {
		out.add(a)
	}
	return out.err
}
