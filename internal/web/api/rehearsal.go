package api

import (
	"errors"
	"fmt"
	"time"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/web/say"
)

// Rehearsal is a scenario as it was played; nothing of it is kept.
type Rehearsal struct {
	Title     string              `json:"title" doc:"情景的名称"`
	Procedure string              `json:"procedure" doc:"流程代码"`
	Edition   int64               `json:"edition" doc:"按本区划工作日历的第几版；0 是程序带的全国日历"`
	Moments   []RehearsedMoment   `json:"moments" nullable:"false"`
	Problems  []RehearsalProblem  `json:"problems" nullable:"false" doc:"读不了的、和应有的不同的，逐处"`
	Documents []RehearsedDocument `json:"documents" nullable:"false" doc:"最后的文书；号是演练的"`
}

// RehearsedMoment is the case as a step left it, or as it stands where the clock was moved to.
type RehearsedMoment struct {
	Step    int               `json:"step" doc:"第几步，从 1 起；拨钟的是步数加一"`
	At      *time.Time        `json:"at"`
	Stage   string            `json:"stage,omitempty" doc:"环节代码；没有就是还没立件"`
	Refused string            `json:"refused,omitempty" doc:"被拒绝的话"`
	Fell    []RehearsedFall   `json:"fell" nullable:"false" doc:"到期自己发生的"`
	Clocks  []CaseClock       `json:"clocks" nullable:"false"`
	Notices []RehearsedNotice `json:"notices" nullable:"false" doc:"这一步告诉了谁"`
	Waits   []string          `json:"waits" nullable:"false" doc:"等批的动作"`
	Done    []RehearsedDone   `json:"performed" nullable:"false" doc:"真办时会对所引的对象办成什么"`
	Unmet   int               `json:"unmet" doc:"和应有的不同的处数"`
}

// RehearsedDone is a named act that would be called on an object.
type RehearsedDone struct {
	Act  string            `json:"act" doc:"具名动作"`
	On   string            `json:"on" doc:"对象的代码"`
	With map[string]string `json:"with" doc:"给它的，按参数"`
}

// RehearsedFall is an act that followed by itself.
type RehearsedFall struct {
	Act    string     `json:"act"`
	Branch string     `json:"branch,omitempty"`
	At     *time.Time `json:"at"`
}

// RehearsedNotice is a notice with whom of the scenario's people it reached.
type RehearsedNotice struct {
	Notice string     `json:"notice" doc:"通知代码"`
	At     *time.Time `json:"at"`
	People []string   `json:"people" nullable:"false"`
	Units  []string   `json:"units" nullable:"false" doc:"哪些单位的人"`
}

// RehearsedDocument is a document of a rehearsal.
type RehearsedDocument struct {
	Document string `json:"document"`
	Number   string `json:"number,omitempty" doc:"演练的号，不占真的文号"`
	State    string `json:"state" enum:"pending,issued,voided,served"`
}

// RehearsalProblem is what is wrong with a scenario, and where.
type RehearsalProblem struct {
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Sentence string `json:"sentence"`
}

func rehearsals(a *API) {
	act(a, Operation{Path: "/mechanisms/{mechanism}/rehearsals", Act: "mechanism.rehearse", Noun: say.Text("机制"), Says: say.Text("演练一个情景，钟可以拨；什么都不存"),
		About: fmt.Sprintf("情景和 duban mechanism rehearse 用的是同一种写法，至多 %d 步、%d KB。", procedure.MostSteps, procedure.MostScenario>>10)}, func(c *call, in *struct {
		Mechanism string `path:"mechanism" doc:"机制代码"`
		Body      struct {
			Scenario string    `json:"scenario" minLength:"1" maxLength:"262144" doc:"情景，YAML"`
			Until    time.Time `json:"until,omitempty" doc:"演完以后把钟拨到什么时候；早于后面步骤的，演到那时为止"`
		} `nameHint:"NewRehearsal"`
	}) (Rehearsal, error) {
		ask := desk.Rehearse{Mechanism: in.Mechanism, Text: in.Body.Scenario, File: "scenario.yaml", Steps: desk.AllSteps}
		if !in.Body.Until.IsZero() {
			ask.Until = civil.Instant(in.Body.Until.UnixMicro())
		}
		r, err := c.desk.Rehearse(c, c.by, ask)
		if problems := (procedure.Problems)(nil); err != nil && !errors.As(err, &problems) {
			return Rehearsal{}, err
		}
		return ofRehearsal(r), nil
	})
}

func ofRehearsal(r desk.Rehearsed) Rehearsal {
	out := Rehearsal{Edition: r.Edition, Moments: []RehearsedMoment{}, Problems: []RehearsalProblem{}, Documents: []RehearsedDocument{}}
	for _, p := range r.Problems {
		out.Problems = append(out.Problems, RehearsalProblem{p.Line, p.Column, p.Sentence})
	}
	if r.Scenario == nil {
		return out
	}
	out.Title, out.Procedure = r.Scenario.Title, r.Scenario.Procedure.ID
	for _, m := range r.Moments {
		out.Moments = append(out.Moments, ofMoment(r, m))
	}
	if c := r.Shown.Case; c != nil {
		for _, d := range c.Documents {
			out.Documents = append(out.Documents, RehearsedDocument{d.Rule.ID, d.Number, d.State()})
		}
	}
	return out
}

func ofMoment(r desk.Rehearsed, m procedure.Moment) RehearsedMoment {
	x := RehearsedMoment{Step: m.Step + 1, At: moment(int64(m.At)), Fell: []RehearsedFall{}, Clocks: []CaseClock{}, Notices: []RehearsedNotice{}, Waits: []string{}, Done: []RehearsedDone{}, Unmet: len(r.Scenario.Problems(m))}
	if m.Refusal != nil {
		x.Refused = m.Refusal.Error()
	}
	for _, e := range m.Fell {
		x.Fell = append(x.Fell, RehearsedFall{e.Act, e.Branch, moment(int64(e.HappenedAt))})
	}
	for _, h := range m.Told {
		n := RehearsedNotice{Notice: h.Notice.Rule.ID, At: moment(int64(h.At)), People: append([]string{}, h.Names...), Units: []string{}}
		units, _ := h.Hearers()
		n.Units = append(n.Units, units...)
		x.Notices = append(x.Notices, n)
	}
	for _, p := range m.Performed {
		d := RehearsedDone{p.Rule.Act.ID, p.Object, map[string]string{}}
		for _, q := range p.Parameters() {
			d.With[q.ID] = p.Text(q.ID)
		}
		x.Done = append(x.Done, d)
	}
	if m.Case == nil {
		return x
	}
	x.Stage = m.Case.Stage.ID
	for _, k := range m.Case.Clocks {
		x.Clocks = append(x.Clocks, ofClock(k, r.Calendar, m.At))
	}
	for _, q := range m.Case.Requests {
		x.Waits = append(x.Waits, q.Act.ID)
	}
	return x
}
