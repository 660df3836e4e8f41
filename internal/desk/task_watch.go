package desk

import (
	"context"
	"encoding/json"
	"time"

	"duban/internal/base/civil"
	"duban/internal/kernel/notice"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// RunTaskWatch looks at the tasks and the data requests of every division once a
// day, while the context lasts.
func (w *Workspace) RunTaskWatch(ctx context.Context) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		if _, err := w.WatchTasks(ctx); err != nil && ctx.Err() == nil {
			w.means.Report("watching tasks", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// watchFrom is the minute of the day from which tasks are looked at, so that
// what a day brings is told before the digests of the morning.
const watchFrom = notice.Morning - 30

// WatchTasks tells what the day brings for the tasks of each division that was
// not looked at today: deadlines near and passed, reports to come, what has
// turned red; and for data requests that units have not answered. The version of what was last seen decides which of several
// programs does it. It says how many divisions it looked at.
func (w *Workspace) WatchTasks(ctx context.Context) (int, error) {
	now := civil.Instant(w.now())
	if now < now.Date().At(watchFrom/60, watchFrom%60) {
		return 0, nil
	}
	today, looked := now.Date(), 0
	var divisions []store.DivisionRow
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.Divisions()
		for _, d := range all {
			if err != nil {
				return err
			}
			var last store.TaskWatch
			if last, err = tx.TaskWatch(d.Code); err == nil && d.Ready && last.On < today.Days() {
				divisions = append(divisions, d)
			}
		}
		return err
	})
	for _, d := range divisions {
		if err == nil {
			err = w.watchTasks(ctx, d.Code, today)
			if Stale(err) {
				err = nil // another program was quicker
				continue
			}
			looked++
		}
	}
	return looked, faulted(err)
}

func (w *Workspace) watchTasks(ctx context.Context, division string, today civil.Date) error {
	_, err := performed(ctx, w, machine(division), "task.watch", Call{}, func(d *deed) (int, error) {
		d.object = "division/" + division
		last, err := d.tx.TaskWatch(division)
		if err != nil {
			return 0, err
		}
		if last.On >= today.Days() {
			return 0, store.ErrStale
		}
		before := map[string]task.Colour{}
		if last.Version > 0 {
			if err := json.Unmarshal([]byte(last.Colours), &before); err != nil {
				return 0, err
			}
		}
		scope, err := staff.ScopeOf(staff.Actor{Division: division, Person: "duban", Role: staff.Supervisor, Armed: true}, "task.list")
		if err != nil {
			return 0, err
		}
		now := map[string]task.Colour{}
		from := civil.OfDays(last.On)
		if last.Version == 0 { // the first look tells what today brings, not what was before
			from = civil.OfDays(today.Days() - 1)
		}
		for _, year := range []int{today.Year - 1, today.Year} {
			tasks, practice, err := w.pacedTasks(d.tx, scope, year, today)
			if err != nil {
				return 0, err
			}
			for _, t := range tasks {
				if !t.State.Running() {
					continue
				}
				now[t.ID] = t.Pace.Colour
				for _, rule := range t.DayBrings(from, today, before[t.ID], t.Pace.Colour, practice.ReportDay) {
					for _, x := range task.Day(rule) {
						d.tiding(tiding{telling: x, source: "day/" + today.String()}, t.Task, audience(x.To, t.Task, task.Event{}))
					}
				}
			}
		}
		owed, err := d.tellOwed(from, today)
		if err != nil {
			return 0, err
		}
		colours, err := json.Marshal(now)
		if err != nil {
			return 0, err
		}
		last.On, last.Colours = today.Days(), string(colours)
		return len(d.told) + owed, d.tx.SetTaskWatch(division, last)
	})
	return err
}
