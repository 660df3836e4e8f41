package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/indicator"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/statement"
	"duban/internal/kernel/task"
)

// DraftedTasks are the tasks that an act drafted, in the order of their numbers.
type DraftedTasks struct {
	Tasks []TaskKept `json:"tasks"`
}

// DraftTask drafts a task by hand: of a meeting, an instruction, from above, or
// one that no report holds.
func (w *Workspace) DraftTask(ctx context.Context, by staff.Actor, call Call, o task.Origin, terms task.Terms) (TaskKept, error) {
	return perform(ctx, w, by, "task.draft", call, func(d *deed) (TaskKept, error) {
		o.Report, o.Record = "", ""
		return d.draft(call, o, "", terms)
	})
}

func (d *deed) draft(call Call, o task.Origin, parent string, terms task.Terms) (TaskKept, error) {
	in, err := d.taskDeed(call)
	if err != nil {
		return TaskKept{}, err
	}
	number, err := d.taskNumber(terms.Year)
	if err != nil {
		return TaskKept{}, err
	}
	e, err := task.Drafting(number, o, parent, terms, in)
	if err != nil {
		return TaskKept{}, err
	}
	t, err := d.newTask(e)
	if err != nil {
		return TaskKept{}, err
	}
	return TaskKept{t.ID, number, 1}, nil
}

// AmendTask changes a task that was not issued yet.
func (w *Workspace) AmendTask(ctx context.Context, by staff.Actor, call Call, id string, terms task.Terms, reason string) (TaskKept, error) {
	return w.onTask(ctx, by, "task.amend", call, id, func(_ *deed, t *task.Task, in task.Deed) (task.Event, error) {
		in.Reason = reason
		return t.Amending(terms, in)
	})
}

// WithdrawTask drops a draft.
func (w *Workspace) WithdrawTask(ctx context.Context, by staff.Actor, call Call, id, reason string) (TaskKept, error) {
	return w.onTask(ctx, by, "task.withdraw", call, id, func(_ *deed, t *task.Task, in task.Deed) (task.Event, error) {
		in.Reason = reason
		return t.Withdrawing(in)
	})
}

// mostDrafted is how many tasks one report gives at once.
const mostDrafted = 2_000

// DraftTasks drafts a task of each undertaking and each target of a report that
// stands in the register and has none yet; with records, of these alone. The
// figure of an undertaking is the target that stands within it.
func (w *Workspace) DraftTasks(ctx context.Context, by staff.Actor, call Call, report string, records []string) (DraftedTasks, error) {
	return perform(ctx, w, by, "task.draft", call, func(d *deed) (DraftedTasks, error) {
		var out DraftedTasks
		scope, err := staff.ScopeOf(by, "task.draft")
		if err != nil {
			return out, err
		}
		row, err := d.tx.Report(scope, report)
		if err != nil {
			return out, err
		}
		all, err := d.tx.RecordsOf(by.Division, report)
		if err != nil {
			return out, err
		}
		have, err := d.tx.TaskOfRecords(by.Division, report)
		if err != nil {
			return out, err
		}
		units, err := d.tx.Units(by.Division)
		if err != nil {
			return out, err
		}
		for _, s := range sentences(row, all, w.asked(units)) {
			if have[s.Origin.Record] != "" || len(records) > 0 && !slices.Contains(records, s.Origin.Record) {
				continue
			}
			if len(out.Tasks) == mostDrafted {
				return out, fault.New(fault.TooLarge, fmt.Sprintf("一次至多生成 %d 项任务。", mostDrafted), "请分几次，按章节选。")
			}
			terms := task.Propose(s, row.Year)
			kept, err := d.draft(call, s.Origin, "", terms)
			if err != nil {
				return out, err
			}
			out.Tasks = append(out.Tasks, kept)
		}
		if len(out.Tasks) == 0 {
			return out, fault.New(fault.Invalid, "“"+row.Title+"”里没有还没生成任务的条目。", "先在核对页采纳并入册；已经生成过的不再生成。")
		}
		d.object = "report/" + report
		return out, nil
	})
}

// sure is the score from which a few words say whose duty they are; below it the
// unit of their sentence answers for them.
const sure = 0.3

// asked answers from the place's units, the catalogue of duties and the table of indicators.
func (w *Workspace) asked(units []staff.Unit) asked {
	lead := leadCodes(w.Desk, units)
	return asked{
		lead: lead,
		suggest: func(words, section string) string {
			for _, x := range w.units.Suggest(words, strings.Split(section, between)) {
				if code := lead(x.Unit); code != "" && x.Score >= sure {
					return code
				}
			}
			return ""
		},
		kept: func(code string) bool {
			return w.indicators.Direction(code) == indicator.Lower || strings.HasPrefix(code, "price.")
		},
	}
}

// mostFigures is how many targets a sentence may hold that is a task of its own:
// one with more is a list of targets (主要预期目标), and each of them is a task.
const mostFigures = 4

// asked is what making tasks of a report asks of the other rooms.
type asked struct {
	lead    func(name string) string           // the unit that a report calls so, "" for none here
	suggest func(words, section string) string // whose duty something is
	kept    func(indicator string) bool        // an indicator that is to stay low or within bounds
}

// sentences are what of a report tasks are made of, in the order of the text. A
// task has one figure: where an undertaking holds several targets each is a task,
// and what it promises beside them is one too.
func sentences(row review.Report, all []review.Record, ask asked) (list []task.Sentence) {
	stands := func(r review.Record) bool { return r.EnteredAt != 0 && r.State == review.Accepted }
	target := func(r review.Record) bool {
		p, err := civil.ParsePeriod(r.Content.Period)
		return r.Sort == review.Measure && stands(r) && r.Content.Status == statement.Target && r.Content.Value != "" && (err != nil || p.Zero() || p.From == row.Year && p.To == row.Year) && aim(r.Content)
	}
	within := map[string]bool{}
	for _, u := range all {
		if u.Sort != review.Undertaking || !stands(u) {
			continue
		}
		s := task.Sentence{Origin: origin(u), Title: titled(u), Verb: u.Content.Verb, Evidence: u.Content.Evidence, Livelihood: u.Content.Livelihood, Lead: u.Content.Lead}
		s.Deadline, _ = civil.ParseDate(u.Content.DeadlineOn)
		for i := 0; s.Lead == "" && i < len(u.Content.Leads); i++ {
			s.Lead = ask.lead(u.Content.Leads[i].Unit)
		}
		var own []review.Record
		for _, m := range all {
			if target(m) && m.Span.Start >= u.Span.Start && m.Span.End <= u.Span.End {
				within[m.ID] = true
				own = append(own, m)
			}
		}
		list = append(list, ofUndertaking(u, s, own, ask)...)
	}
	for _, m := range all {
		if target(m) && !within[m.ID] && m.Content.Indicator != "" {
			s := task.Sentence{Origin: origin(m), Title: titled(m), Lead: ask.suggest(titled(m), m.Section)}
			if figure(&s, m, ask); s.Value != nil {
				list = append(list, s)
			}
		}
	}
	expected(list, all)
	return list
}

// expected marks the main targets of the year (主要预期目标): those of a sentence or
// section that says so, or of a long list of targets. In a report without such
// words every figure with an indicator is one; that is asked of all records that
// were not rejected, so that it does not matter what was accepted first.
func expected(list []task.Sentence, all []review.Record) {
	figures := map[string]int{} // by sentence
	for _, s := range list {
		if s.Indicator != "" {
			figures[s.Origin.Words]++
		}
	}
	named := func(words, section string) bool {
		return slices.ContainsFunc([]string{"预期目标", "主要目标", "奋斗目标"}, func(w string) bool { return strings.Contains(words, w) || strings.Contains(section, w) })
	}
	none := !slices.ContainsFunc(all, func(r review.Record) bool {
		return r.State != review.Rejected && r.State != review.Replaced && r.Sort == review.Undertaking && named(r.Words, r.Section)
	})
	for i, s := range list {
		list[i].Expected = s.Indicator != "" && (none || named(s.Origin.Words, s.Origin.Section) || figures[s.Origin.Words] > mostFigures)
	}
}

// ofUndertaking are the tasks of an undertaking and the targets within it.
func ofUndertaking(u review.Record, s task.Sentence, own []review.Record, ask asked) (list []task.Sentence) {
	if len(own) == 0 {
		return []task.Sentence{s}
	}
	clauses := task.Clauses(u.Words)
	in := func(m review.Record) int { // the clause that a target stands in
		return slices.IndexFunc(clauses, func(c task.Clause) bool {
			return m.Span.Start-u.Span.Start >= c.From && m.Span.Start-u.Span.Start < c.To
		})
	}
	first := in(own[0])
	switch {
	case len(own) > mostFigures:
		s.Livelihood = false
	case first > 0 && task.Concrete(clauses[0].Words):
		beside := s
		beside.Title, beside.Verb, beside.Evidence = string([]rune(u.Words)[:clauses[first-1].To]), "", nil
		list = append(list, beside)
	case len(own) == 1:
		figure(&s, own[0], ask)
		return []task.Sentence{s}
	}
	for i, m := range own {
		f := task.Sentence{Origin: origin(m), Title: titled(m), Livelihood: s.Livelihood, Lead: s.Lead, Deadline: s.Deadline}
		if len(list) == 0 && i == 0 {
			f.Origin = s.Origin
		}
		f.Origin.Words = u.Words
		if at := in(m); at >= 0 && len(own) <= mostFigures && !slices.ContainsFunc(own, func(x review.Record) bool { return x.ID != m.ID && in(x) == at }) {
			f.Title = clauses[at].Words
		}
		if unit := ask.suggest(f.Title, m.Section); unit != "" && (i > 0 || len(own) > mostFigures) {
			f.Lead = unit
		}
		if figure(&f, m, ask); f.Value != nil {
			list = append(list, f)
		}
	}
	return list
}

// aim says that a number is what is to be reached: what a project costs is not,
// and a bare number without a unit or an indicator counts nothing that can be
// reported.
func aim(c review.Content) bool {
	return !strings.HasSuffix(c.Subject, "总投资") && (c.Unit != "" || c.Indicator != "")
}

func origin(r review.Record) task.Origin {
	return task.Origin{Report: r.Report, Record: r.ID, Words: r.Words, Section: r.Section}
}

var boundWord = map[statement.Bound]string{statement.AtLeast: "以上", statement.Over: "以上", statement.AtMost: "以内", statement.Under: "以下", statement.About: "左右"}

// titled is what a task is called: the words of an undertaking, and of a target
// what is measured with how much.
func titled(r review.Record) string {
	s := r.Words
	if r.Sort == review.Measure {
		grown := ""
		value, down := strings.CutPrefix(r.Content.Value, "-")
		switch {
		case down && (r.Content.Kind == statement.Growth || r.Content.Kind == statement.Change):
			grown = "下降"
		case r.Content.Kind == statement.Growth:
			value, grown = r.Content.Value, "增长"
		default:
			value = r.Content.Value
		}
		s = r.Content.Subject + grown + value + r.Content.Unit + boundWord[r.Content.Bound]
	}
	if n := []rune(s); len(n) > 290 {
		s = string(n[:290]) + "…"
	}
	return s
}

func figure(s *task.Sentence, m review.Record, ask asked) {
	v, err := quantity.Parse(m.Content.Value)
	if err != nil {
		return
	}
	s.Value, s.Subject, s.Indicator, s.Unit, s.Kind, s.Bound = &v, m.Content.Subject, m.Content.Indicator, m.Content.Unit, m.Content.Kind, m.Content.Bound
	s.Kept = m.Content.Indicator != "" && ask.kept(m.Content.Indicator)
}
