package desk

import (
	"crypto/sha256"
	"fmt"

	"duban/internal/base/civil"
	"duban/internal/kernel/directive"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// bringBack lets the directives that a task answers follow it, and tells those
// concerned: the unit that it was handed out, who gave it that the unit reported
// and that it is done. t is the task after the event.
func (d *deed) bringBack(t *task.Task, e task.Event) error {
	if t.Terms.Category != task.Instruction && t.Terms.Category != task.Resolved || e.Act == task.Draft {
		return nil
	}
	rows, err := d.tx.DirectivesOfTask(d.by.Division, t.ID)
	if err != nil {
		return err
	}
	for _, r := range rows {
		was := r.Directive
		r.Unit = t.Terms.Lead
		switch {
		case e.Act == task.Issue && r.State == directive.Drafted:
			r.State = directive.Open
		case e.Act == task.CloseOut:
			r.State = directive.Answered
		case e.Act == task.Withdraw:
			r.State = directive.Dropped
		}
		if r.State != was.State || r.Unit != was.Unit {
			if err := d.keepDirective(r); err != nil {
				return err
			}
		}
		if err := d.tellOf(r, t, e); err != nil {
			return err
		}
	}
	return nil
}

func (d *deed) tellOf(r store.DirectiveRow, t *task.Task, e task.Event) error {
	what := r.By + "批示"
	if r.Kind == directive.Meeting {
		what = r.By + "议定事项"
	}
	of := fmt.Sprintf("%s%s“%s”", shortDay(r.GivenOn), what, clipped(r.Words))
	switch e.Act {
	case task.Issue:
		return d.tellUnit(r, "given", fmt.Sprintf("%s交由您单位办（%s），%s前办结并报告。", of, r.Number, shortDay(t.Terms.DueOn)))
	case task.Relead:
		return d.tellUnit(r, fmt.Sprintf("given-%d", e.Seq), fmt.Sprintf("%s改由您单位办（%s），%s前办结并报告。", of, r.Number, shortDay(t.Terms.DueOn)))
	case task.Sign:
		said := ""
		if rep := t.ReportOf(e.Month); rep != nil {
			said = "：" + clipped(rep.Steps)
		}
		return d.tellBack(r, fmt.Sprintf("reported-%d", e.Seq), of+"有了进展"+said+"。")
	case task.CloseOut:
		p, err := d.tx.PracticeOf(d.by.Division)
		if err != nil {
			return err
		}
		k := t.PaceOn(civil.Instant(d.now).Date(), task.ProfileNamed(p.Profile), p.ReportDay)
		return d.tellBack(r, fmt.Sprintf("answered-%d", e.Seq), fmt.Sprintf("%s已办结，结果：%s。", of, task.VerdictWords[t.Result(k)]))
	}
	return nil
}

// tellUnit tells the heads and clerks of the unit that is to do it.
func (d *deed) tellUnit(r store.DirectiveRow, rule, words string) error {
	list, err := d.tx.Listeners(d.by.Division, r.Unit, dayOf(d.now))
	if err != nil {
		return err
	}
	told := map[string]bool{d.by.Person: true}
	for _, l := range list {
		if told[l.Person] || l.Role != staff.Head && l.Role != staff.Clerk || len(told) > mostTold {
			continue
		}
		told[l.Person] = true
		if err := d.tellDirective(r, rule, l.Person, l.Post, words); err != nil {
			return err
		}
	}
	return nil
}

// tellBack tells who gave it, and who entered it for him.
func (d *deed) tellBack(r store.DirectiveRow, rule, words string) error {
	told := map[string]bool{d.by.Person: true, "": true}
	for _, to := range [][2]string{{r.Giver, r.Seat}, {r.Person, r.Post}} {
		if told[to[0]] {
			continue
		}
		told[to[0]] = true
		if err := d.tellDirective(r, rule, to[0], to[1], words); err != nil {
			return err
		}
	}
	return nil
}

// tellDirective keeps one notice. A directive, a rule and a person give one.
func (d *deed) tellDirective(r store.DirectiveRow, rule, person, post, words string) error {
	sum := sha256.Sum256(fmt.Appendf(nil, "directive\x00%s\x00%s\x00%s", r.ID, rule, person))
	n := store.Notice{Division: r.Division, ID: lower32.EncodeToString(sum[:15]), Directive: r.ID, Rule: rule, Source: "task/" + r.Task, Person: person, Post: post, Words: words, ToldAt: d.now}
	object, bytes := canonNotice(n)
	n.Seal = d.seal(object, nil, bytes)
	return d.tx.AddNotice(n)
}

func shortDay(d civil.Date) string { return fmt.Sprintf("%d月%d日", d.Month, d.Day) }

// clipped is the beginning of words, for a notice.
func clipped(words string) string {
	if rs := []rune(words); len(rs) > 60 {
		return string(rs[:59]) + "…"
	}
	return words
}
