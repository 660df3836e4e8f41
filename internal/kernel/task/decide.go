package task

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
)

// Deed (办理) is who does an act, when, and on what ground.
type Deed struct {
	At       civil.Instant // when it happened
	Person   string
	Post     string
	Unit     string
	Reason   string
	Document string // 文号
	Case     string // whose outcome it is, "" for none
}

const (
	mostWords  = 2000
	mostTitle  = 300
	mostReason = 1000
)

// event begins the event of an act.
func (t *Task) event(act Act, d Deed) (Event, error) {
	d.Reason = strings.TrimSpace(d.Reason)
	if n := utf8.RuneCountInString(d.Reason); n > mostReason {
		return Event{}, fault.New(fault.Invalid, fmt.Sprintf("理由有 %d 字，至多 %d 字。", n, mostReason), "请写短一些，长的放进附件。").At("reason")
	}
	if n := len(t.Events); n > 0 && d.At.Date().Before(t.Events[n-1].HappenedAt.Date()) && act != Fill {
		return Event{}, fault.New(fault.Invalid, fmt.Sprintf("日子 %s 在上一步 %s 之前。", d.At.Date(), t.Events[n-1].HappenedAt.Date()), "请写实际办理的日子，不早于上一步。").At("on")
	}
	e := Event{Seq: len(t.Events) + 1, Act: act, HappenedAt: d.At, Person: d.Person, Post: d.Post, Unit: d.Unit, Reason: d.Reason}
	e.Document, e.Case = strings.TrimSpace(d.Document), d.Case
	return e, nil
}

func (t *Task) name() string {
	s := t.Terms.Title
	if utf8.RuneCountInString(s) > 24 {
		s = string([]rune(s)[:23]) + "…"
	}
	return t.Number + "“" + s + "”"
}

// refuse says that a task is not in the state that an act wants.
func (t *Task) refuse(what, hint string) error {
	return fault.New(fault.Refused, fmt.Sprintf("%s现在是“%s”，不能%s。", t.name(), StateWords[t.State], what), hint)
}

// Drafting begins a task.
func Drafting(number string, o Origin, parent string, terms Terms, d Deed) (Event, error) {
	t := &Task{Number: number, Terms: terms}
	terms.number(1)
	if err := terms.check(); err != nil {
		return Event{}, err
	}
	e, err := t.event(Draft, d)
	e.Number, e.Origin, e.Parent, e.Terms = number, &o, parent, &terms
	return e, err
}

// Amending changes a task that was not issued yet.
func (t *Task) Amending(terms Terms, d Deed) (Event, error) {
	if t.State != Drafted && t.State != Asked {
		return Event{}, t.refuse("改稿", "已下达的，按延期、调整目标、调整牵头单位分别办，原来的值会留着。")
	}
	if terms.Year != t.Terms.Year { // its number and its list are of the year
		return Event{}, fault.New(fault.Invalid, fmt.Sprintf("%s是 %d 年的，不能改到 %d 年。", t.name(), t.Terms.Year, terms.Year), "请撤回这一条，在那一年另立。").At("year")
	}
	terms.number(t.NextDeliverable())
	if err := terms.check(); err != nil {
		return Event{}, err
	}
	e, err := t.event(Amend, d)
	e.Terms = &terms
	return e, err
}

// Asking puts a draft before the units that are to answer for it.
func (t *Task) Asking(d Deed) (Event, error) {
	if t.State != Drafted {
		return Event{}, t.refuse("征求意见", "只有草拟的任务能征求意见。")
	}
	if err := t.Terms.ready(); err != nil {
		return Event{}, err
	}
	return t.event(Ask, d)
}

// Opining is what a unit says of a draft: it claims it, or objects with reasons.
func (t *Task) Opining(claim bool, d Deed) (Event, error) {
	if t.State != Asked {
		return Event{}, t.refuse("表示意见", "征求意见时才收意见。")
	}
	if !t.Terms.Answers(d.Unit) {
		return Event{}, fault.New(fault.Forbidden, t.name()+"没有把您的单位列为牵头或配合。", "要承担它，请和督查机构说。")
	}
	act := Object
	if claim {
		act = Claim
	} else if strings.TrimSpace(d.Reason) == "" {
		return Event{}, fault.New(fault.Invalid, "提异议没有写理由。", "例：职责在某局；目标高于上级下达数。").At("reason")
	}
	return t.event(act, d)
}

// Settling answers an objection; where it is accepted the draft is amended
// by an act of its own.
func (t *Task) Settling(objection int, accepted bool, d Deed) (Event, error) {
	i := slices.IndexFunc(t.Opinions, func(o Opinion) bool { return o.Event == objection && !o.Claim })
	if i < 0 {
		return Event{}, fault.New(fault.NotFound, t.name()+"没有这条异议，或已经答复。", "请刷新看看。")
	}
	if strings.TrimSpace(d.Reason) == "" {
		return Event{}, fault.New(fault.Invalid, "答复异议没有写理由。", "写明采纳了什么，或为什么不采纳。").At("reason")
	}
	e, err := t.event(Settle, d)
	e.Answers, e.Accepted = objection, accepted
	return e, err
}

// Issuing gives a task out under a document.
func (t *Task) Issuing(d Deed) (Event, error) {
	if t.State != Drafted && t.State != Asked {
		return Event{}, t.refuse("印发", "")
	}
	if err := t.Terms.ready(); err != nil {
		return Event{}, err
	}
	for _, o := range t.Opinions {
		if !o.Claim {
			return Event{}, fault.New(fault.Refused, t.name()+"还有一条异议没有答复。", "先答复异议，再印发。")
		}
	}
	if strings.TrimSpace(d.Document) == "" {
		return Event{}, fault.New(fault.Invalid, "印发没有写文号。", "例：云政办发〔2026〕5号。").At("document")
	}
	return t.event(Issue, d)
}

// Migrating brings in a task that an office kept before; its past is never late.
func Migrating(number string, o Origin, terms Terms, d Deed) (Event, error) {
	t := &Task{Number: number, Terms: terms}
	if err := terms.check(); err != nil {
		return Event{}, err
	}
	if err := terms.placed(); err != nil {
		return Event{}, err
	}
	e, err := t.event(Migrate, d)
	e.Number, e.Origin, e.Terms = number, &o, &terms
	return e, err
}

// Signing for a task is the lead unit's word that it has it.
func (t *Task) SigningFor(d Deed) (Event, error) {
	if t.State != Issued {
		return Event{}, t.refuse("签收", "")
	}
	return t.event(SignFor, d)
}

// Withdrawing drops a draft.
func (t *Task) Withdrawing(d Deed) (Event, error) {
	if t.State != Drafted && t.State != Asked {
		return Event{}, t.refuse("撤回", "已下达的只能中止或办结。")
	}
	if strings.TrimSpace(d.Reason) == "" {
		return Event{}, fault.New(fault.Invalid, "撤回没有写理由。", "例：并入另一项任务；不是本级职责。").At("reason")
	}
	return t.event(Withdraw, d)
}
