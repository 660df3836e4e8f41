package desk

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/kernel/notice"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// tiding is what a deed has to tell a unit of its tasks: those of one act go
// out together.
type tiding struct {
	telling task.Telling
	unit    string // "" for the office
	source  string
	reason  string
	month   civil.Month
	tasks   []*task.Task
}

// tidings collects what an event tells of a task. What the outcome of a case
// does to a task, that case tells.
func (d *deed) tidings(t *task.Task, e task.Event) error {
	if d.outcome.Case != "" || (e.Report != nil && e.Report.Migrated) {
		return nil
	}
	of := task.TellingsOf(e.Act)
	if c := t.Terms.Category; len(of) > 0 && (c == task.Instruction || c == task.Resolved) && (e.Act == task.Issue || e.Act == task.Relead) {
		rows, err := d.tx.DirectivesOfTask(d.by.Division, t.ID)
		if err != nil || len(rows) > 0 { // the directive tells the unit, in the words of who gave it
			return err
		}
	}
	for _, x := range of {
		if x.Rule == "to-sign" {
			if r := t.ReportOf(e.Report.Month.String()); r == nil || r.State != task.Filled {
				continue // the head filled it in himself
			}
		}
		month := civil.Month{}
		if e.Report != nil {
			month = e.Report.Month
		} else if e.Month != "" {
			month, _ = civil.ParseMonth(e.Month) // which the act named by a report of it
		}
		d.tiding(tiding{telling: x, source: fmt.Sprintf("event/%d", e.Seq), reason: e.Reason, month: month}, t, audience(x.To, t, e))
	}
	return nil
}

// audience are the units that are told, "" for the office.
func audience(to task.Audience, t *task.Task, e task.Event) []string {
	switch to {
	case task.ToLead, task.ToHead:
		return []string{t.Terms.Lead}
	case task.ToSupports:
		return t.Terms.Supports
	case task.ToObjector:
		for _, o := range t.Opinions {
			if o.Event == e.Answers {
				return []string{o.Unit}
			}
		}
		return nil
	}
	return []string{""}
}

// tiding adds a task to what a unit is told by the deed.
func (d *deed) tiding(x tiding, t *task.Task, units []string) {
	for _, u := range units {
		i := slices.IndexFunc(d.told, func(o tiding) bool { return o.telling.Rule == x.telling.Rule && o.unit == u && o.telling.Many != "" })
		if i >= 0 {
			d.told[i].tasks = append(d.told[i].tasks, t)
			continue
		}
		x.unit, x.tasks = u, []*task.Task{t}
		d.told = append(d.told, x)
	}
}

// tellTasks keeps the notices of what the deed has to tell of tasks.
func (d *deed) tellTasks() error {
	kept := map[string]bool{} // who sits in two of the units is told once
	for _, x := range d.told {
		listeners, err := d.tx.Listeners(d.by.Division, x.unit, dayOf(d.now))
		if err != nil {
			return err
		}
		reportOn := civil.Date{}
		if x.telling.Rule == task.DayReport {
			practice, err := d.tx.PracticeOf(d.by.Division)
			if err != nil {
				return err
			}
			x.month, reportOn = task.ReportOn(civil.Instant(d.now).Date(), practice.ReportDay)
		}
		words := x.telling.Say(x.tasks, x.month, reportOn)
		row := store.Notice{Division: d.by.Division, Rule: x.telling.Rule, Source: x.source, Kind: x.telling.Kind, Urgent: x.telling.Urgent, ToldAt: d.now, Words: words}
		subject := "unit/" + x.unit
		if len(x.tasks) == 1 {
			row.Task, subject = x.tasks[0].ID, "task/"+x.tasks[0].ID
			if x.telling.Kind != notice.Inform {
				row.DueOn = x.tasks[0].Terms.DueOn.Days()
			}
		} else {
			row.Source = "act/" + d.id
		}
		if !reportOn.Zero() {
			row.DueOn = reportOn.Days()
		}
		item := row.Item()
		key := subject + "\x00" + row.Source + "\x00" + row.Rule
		unit := x.unit
		if x.reason != "" && x.telling.Reason && len(x.tasks) == 1 {
			row.Words += " " + x.reason
		}
		told := map[string]bool{d.by.Person: true}
		units := map[string]bool{}
		for _, l := range listeners {
			if !x.hears(l) {
				continue
			}
			units[l.Unit] = true
			if told[l.Person] || len(told) > mostTold {
				continue
			}
			told[l.Person] = true
			row.ID, row.Person, row.Post = taskNoticeID(key, l.Person), l.Person, l.Post
			if kept[row.ID] {
				continue
			}
			kept[row.ID] = true
			if err := d.keepNotice(row, l); err != nil {
				return err
			}
		}
		if unit != "" {
			units[unit] = true
		}
		if err := d.announce(units, item, key, x.telling.Urgent); err != nil {
			return err
		}
	}
	d.told = nil
	return nil
}

// hears says that somebody in a post is told.
func (x tiding) hears(l store.Listener) bool {
	switch x.telling.To {
	case task.ToOffice:
		return l.Role == staff.Supervisor
	case task.ToHead:
		return l.Role == staff.Head
	}
	return l.Role == staff.Head || l.Role == staff.Clerk
}

// taskNoticeID is the notice's key: the same of the same source to the same person.
func taskNoticeID(key, person string) string {
	sum := sha256.Sum256([]byte(key + "\x00" + person))
	return "t" + lower32.EncodeToString(sum[:15])
}

// keepNotice keeps one notice, and the letter that goes with it.
func (d *deed) keepNotice(row store.Notice, l store.Listener) error {
	object, bytes := canonNotice(row)
	row.Seal = d.seal(object, nil, bytes)
	if err := d.tx.AddNotice(row); err != nil {
		return err
	}
	if d.w.means.Postman == nil || l.Mail == "" || l.How != notice.AtOnce && !row.Urgent {
		return nil // without a mail server, or for the digest
	}
	if row.Case != "" {
		return d.tx.AddMail(row.Division, row.ID, d.now)
	}
	return d.tx.AddLetter(store.Mail{Division: row.Division, Notice: row.ID, Subject: "督办：" + subjectOf(row.Words), Words: row.Words, Path: row.Path()}, row.Person, d.now)
}

// subjectOf is the head of a notice, for a letter's subject.
func subjectOf(words string) string {
	head, _, _ := strings.Cut(words, "：")
	return cut(head, 40)
}
