package desk

import (
	"context"
	"fmt"

	"duban/internal/base/civil"
	"duban/internal/kernel/burden"
	"duban/internal/kernel/project"
	"duban/internal/kernel/scorecard"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// mostHeld is how many holdings are shown for one request.
const mostHeld = 5

// FindHeld looks for what somebody wants to know in all that the system holds.
func (w *Workspace) FindHeld(ctx context.Context, by staff.Actor, words string) ([]burden.Match, error) {
	if err := staff.Permit(by, "request.list", ""); err != nil {
		return nil, err
	}
	var found []burden.Match
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) {
		found, err = w.held(tx, by, words, civil.Instant(w.now()).Date())
		return err
	})
	return found, faulted(err)
}

// held looks in all that the division holds, whoever asks: that a figure is there
// is no secret, its value is shown to who may see it where it stands.
func (w *Workspace) held(tx *store.Tx, by staff.Actor, words string, today civil.Date) ([]burden.Match, error) {
	whole := staff.Actor{Division: by.Division, DivisionName: by.DivisionName, Person: by.Person, Role: staff.Supervisor, Armed: true}
	var all []burden.Holding
	for _, gather := range []func(tx *store.Tx, whole, by staff.Actor, today civil.Date) ([]burden.Holding, error){w.heldIndicators, w.heldTasks, w.heldFields, w.heldEntries, w.heldRequests} {
		list, err := gather(tx, whole, by, today)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return burden.Find(words, all, mostHeld), nil
}

func (w *Workspace) heldIndicators(tx *store.Tx, whole, by staff.Actor, _ civil.Date) (all []burden.Holding, err error) {
	scope, err := staff.ScopeOf(whole, "indicator.read")
	if err != nil {
		return nil, err
	}
	list, err := w.indicatorsIn(tx, scope, by.DivisionName, IndicatorPage{})
	for _, x := range list {
		if x.Result == nil && x.Promise == nil {
			continue
		}
		h := burden.Holding{Names: append([]string{x.Name}, x.Aliases...), Title: x.Name, Of: "统计指标", Href: "/indicators/" + x.Indicator.Code}
		if f := x.Result; f != nil {
			h.Latest = fmt.Sprintf("%d 年 %s%s", f.Year, f.Value, f.Unit)
		}
		all = append(all, h)
	}
	return all, err
}

// heldTasks are the figures of this year's tasks; the newest is the last that was signed.
func (w *Workspace) heldTasks(tx *store.Tx, whole, by staff.Actor, today civil.Date) (all []burden.Holding, err error) {
	scope, err := staff.ScopeOf(whole, "task.list")
	if err != nil {
		return nil, err
	}
	own, err := staff.ScopeOf(by, "task.list")
	if err != nil {
		return nil, err
	}
	rows, err := tx.Tasks(scope, store.TaskPage{Year: today.Year, Most: store.MostTasks})
	for _, r := range rows {
		t := r.Task
		if t.IssuedOn.Zero() || t.Terms.Figure == nil {
			continue
		}
		h := burden.Holding{Names: []string{t.Terms.Figure.Subject}, Title: t.Terms.Figure.Subject, Of: "任务月报（" + t.Number + "）", Href: "/tasks/" + t.ID}
		if m, figure, ok := t.Reached(civil.MonthOf(today)); ok && (own.All() || t.Terms.Answers(by.Unit)) {
			h.Latest = fmt.Sprintf("%s 累计 %s%s", m, figure, t.Terms.Figure.Unit)
		}
		all = append(all, h)
	}
	return all, err
}

// heldFields are what is kept of projects and for settlements.
func (w *Workspace) heldFields(*store.Tx, staff.Actor, staff.Actor, civil.Date) (all []burden.Holding, err error) {
	for _, f := range project.Fields(project.Standard()) {
		all = append(all, burden.Holding{Names: []string{"项目" + f.Title, "重点项目" + f.Title}, Title: f.Title, Of: "项目台账", Href: "/projects"})
	}
	for _, f := range burden.FixedForm(burden.ProjectMonth).Fields {
		all = append(all, burden.Holding{Names: []string{"项目" + f.Title, "重点项目" + f.Title, "项目" + f.Fact}, Title: f.Title, Of: "项目月报", Href: "/projects"})
	}
	for _, f := range scorecard.Facts {
		all = append(all, burden.Holding{Names: []string{f.Name}, Title: f.Name, Of: "考核事实", Href: "/settlements"})
	}
	return all, nil
}

// heldEntries are the registers and what they keep of an entry.
func (w *Workspace) heldEntries(tx *store.Tx, whole, by staff.Actor, today civil.Date) (all []burden.Holding, err error) {
	for _, r := range w.means.Mechanisms.registers(today) {
		scope, err := entryScope(whole, r.Register)
		if err != nil {
			return nil, err
		}
		n, err := tx.CountEntries(scope, r.ID, today, MostCounted)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			continue // nothing stands there yet
		}
		href, of := "/registers/"+r.ID, "名录“"+r.Title+"”"
		all = append(all, burden.Holding{Names: []string{r.Title, r.Title + "数", r.Title + "名单", r.Title + "台账"}, Title: r.Title, Of: "名录", Href: href, Latest: fmt.Sprintf("%d 条", n)})
		for _, f := range r.Form.Fields {
			all = append(all, burden.Holding{Names: []string{r.Title + f.Name}, Title: f.Name, Of: of, Href: href})
		}
	}
	return all, nil
}

// mostAsked is how many of the newest requests are looked at.
const mostAsked = 200

// heldRequests are what was asked before: nobody is asked again by another.
func (w *Workspace) heldRequests(tx *store.Tx, whole, _ staff.Actor, today civil.Date) (all []burden.Holding, err error) {
	scope, err := staff.ScopeOf(whole, "request.list")
	if err != nil {
		return nil, err
	}
	rows, err := tx.Requests(scope, store.RequestPage{Most: mostAsked})
	for _, r := range rows {
		if r.State == burden.Stopped || r.State == burden.Closed && today.Days()-r.AskedOn.Days() > staleAfter {
			continue
		}
		all = append(all, burden.Holding{Names: []string{r.Title}, Title: r.Title, Of: "报数要求 " + r.Number, Href: "/requests/" + r.ID})
	}
	return all, err
}

// staleAfter is after how many days an answered request may be asked again.
const staleAfter = 90
