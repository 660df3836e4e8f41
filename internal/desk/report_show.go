package desk

import (
	"context"
	"maps"
	"slices"

	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Listed is a report in a list, with how far its review has come.
type Listed struct {
	review.Report
	Uploader                          string
	Records, Accepted, Entered, Alarm int
}

// ListReports lists the reports the actor may see, newest first.
func (w *Workspace) ListReports(ctx context.Context, by staff.Actor, p store.ReportPage) ([]Listed, error) {
	scope, err := staff.ScopeOf(by, "report.list")
	if err != nil {
		return nil, err
	}
	var list []Listed
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) { list, err = reportsIn(tx, scope, p); return err })
	return list, faulted(err)
}

func reportsIn(tx *store.Tx, scope staff.Scope, p store.ReportPage) ([]Listed, error) {
	rows, err := tx.Reports(scope, p)
	if err != nil {
		return nil, err
	}
	tallies, err := tx.TalliesOf(scope.Division(), idsOf(rows))
	if err != nil {
		return nil, err
	}
	var list []Listed
	names := map[string]string{}
	for _, r := range rows {
		l := Listed{Report: r}
		for _, t := range tallies[r.ID] {
			if t.State == review.Replaced {
				continue
			}
			l.Records += t.Count
			l.Entered += t.Entered
			if t.State == review.Accepted {
				l.Accepted += t.Count
			}
		}
		if _, ok := names[r.UploadedBy]; !ok {
			p, err := tx.Person(scope.Division(), r.UploadedBy)
			if err != nil && !missing(err) {
				return nil, err
			}
			names[r.UploadedBy] = p.Name
		}
		l.Uploader = names[r.UploadedBy]
		list = append(list, l)
	}
	return list, nil
}

func idsOf(reports []review.Report) []string {
	list := make([]string, len(reports))
	for i, r := range reports {
		list[i] = r.ID
	}
	return list
}

// Reviewed is everything the page of a review shows.
type Reviewed struct {
	Report     review.Report
	Paragraphs []store.Paragraph
	Records    []review.Record // without those that were replaced
	Alarms     []review.Alarm
	Units      []staff.Unit
	Acts       []Told                   // who did what, newest first
	LeadCode   func(name string) string // the division's unit for a suggested one, "" if it has none
	Reader     string                   // at work now; another one than the report's may read it otherwise
	Rereads    int                      // differences of a rereading that wait for a person's word
}

// Told is an act as a page tells it.
type Told struct {
	store.Act
	Title string // of the act
	Who   string // name of the person
	Where string // post or unit
}

// ReviewReport gives a report with all that was read from it.
func (w *Workspace) ReviewReport(ctx context.Context, by staff.Actor, report string) (Reviewed, error) {
	var v Reviewed
	scope, err := staff.ScopeOf(by, "report.read")
	if err != nil {
		return v, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if v.Report, err = tx.Report(scope, report); err != nil {
			return err
		}
		if v.Paragraphs, err = tx.Paragraphs(by.Division, report); err != nil {
			return err
		}
		err = tx.Records(scope, store.RecordPage{Report: report, Most: 100_000}, func(r review.Record) (bool, error) {
			v.Records = append(v.Records, r)
			return true, nil
		})
		if err != nil {
			return err
		}
		if v.Units, err = tx.Units(by.Division); err != nil {
			return err
		}
		v.LeadCode = leadCodes(w.Desk, v.Units)
		v.Reader = w.readerVersion()
		if !scope.All() {
			return nil
		}
		if v.Alarms, err = tx.AlarmsOf(by.Division, report); err != nil {
			return err
		}
		rereadings, err := tx.Rereadings(by.Division, report)
		if err != nil {
			return err
		}
		for _, x := range rereadings {
			if !x.Settled {
				v.Rereads++
			}
		}
		acts, err := tx.ActsOn(by.Division, "report/"+report, 1<<62, 30)
		if err != nil {
			return err
		}
		v.Acts, err = tell(tx, by.Division, acts)
		return err
	})
	return v, faulted(err)
}

// ReviewRecord gives one record as the page of a review shows it: the others
// only by their place and state, without the text.
func (w *Workspace) ReviewRecord(ctx context.Context, by staff.Actor, report, record string) (Reviewed, error) {
	var v Reviewed
	scope, err := staff.ScopeOf(by, "report.read")
	if err != nil {
		return v, err
	}
	if !scope.All() { // sees but some of the records: as ReviewReport says
		return w.ReviewReport(ctx, by, report)
	}
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if v.Report, err = tx.Report(scope, report); err != nil {
			return err
		}
		if v.Records, err = tx.Outline(by.Division, report); err != nil {
			return err
		}
		for i := range v.Records {
			if v.Records[i].ID == record {
				if v.Records[i], err = tx.Record(by.Division, report, record); err != nil {
					return err
				}
			}
		}
		if v.Units, err = tx.Units(by.Division); err != nil {
			return err
		}
		v.LeadCode = leadCodes(w.Desk, v.Units)
		v.Alarms, err = tx.AlarmsOf(by.Division, report)
		return err
	})
	return v, faulted(err)
}

// tell adds names to acts.
func tell(tx *store.Tx, division string, acts []store.Act) ([]Told, error) {
	names, posts := map[string]string{"duban": "系统"}, map[string]string{}
	var list []Told
	for _, a := range acts {
		if _, ok := names[a.Person]; !ok {
			p, err := tx.Person(division, a.Person)
			if err != nil && !missing(err) {
				return nil, err
			}
			names[a.Person] = p.Name
		}
		if _, ok := posts[a.Post]; !ok && a.Post != "" {
			p, err := tx.Post(division, a.Post)
			if err != nil && !missing(err) {
				return nil, err
			}
			posts[a.Post] = p.Name
		}
		list = append(list, Told{a, ActTitle(a.Act), names[a.Person], posts[a.Post]})
	}
	return list, nil
}

// machineActs are what the program does by itself, and what has no actor yet.
var machineActs = map[string]string{"report.read": "读报告", "report.fail": "读不出", "division.found": "建立", "session.open": "登录", "session.refuse": "登录被拒", "checkpoint.gather": "汇集检查点", "invitation.use": "凭开通单设口令", "webhook.pause": "暂停推送", "retention.sweep": "清理到期的", "person.rescue": "在本机救回管理员", "case.fall": "到期自办", "task.watch": "看任务到期和转红", "robot.pause": "暂停群机器人", "case.redate": "按日历改期", "calendar.take": "采用全国放假安排"}

// MachineTitles are the titles of what no table of permission names.
func MachineTitles() []string { return slices.Sorted(maps.Values(machineActs)) }

// ActTitle is an act as a person says it.
func ActTitle(act string) string {
	if t, ok := machineActs[act]; ok {
		return t
	}
	if a, ok := staff.Named(act); ok {
		return a.Title
	}
	return act
}
