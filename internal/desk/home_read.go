package desk

import (
	"context"

	"duban/internal/base/civil"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Home is what awaits the actor.
type Home struct {
	Reports      []AwaitingReport
	Duties       Duties          // of tasks, cases and directives
	Undertakings []review.Record // of the actor's unit, in the register, while it has no tasks
	Proposed     int             // holdings to confirm
	Unempowered  int             // posts to empower
	Moves        int             // of units, to agree to
	Erasures     []review.Report // whose erasure waits for a word that is not the proposer's
	Year         int             // to come, whose days off are not in the calendar though it is December; 0 for none
	Paused       []ListedWebhook // addresses that the program no longer pushes to
}

// AwaitingReport is a report with records to decide or to enter.
type AwaitingReport struct {
	review.Report
	Found, Ready int
}

// Home lists what awaits the actor, by what the post may do.
func (w *Workspace) Home(ctx context.Context, by staff.Actor) (Home, error) {
	var h Home
	if _, err := staff.ScopeOf(by, "home.read"); err != nil {
		return h, err
	}
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		if by.May("record.accept") {
			scope, err := staff.ScopeOf(by, "report.list")
			if err != nil {
				return err
			}
			rows, err := tx.Reports(scope, store.ReportPage{Most: 30})
			if err != nil {
				return err
			}
			tallies, err := tx.TalliesOf(by.Division, idsOf(rows))
			if err != nil {
				return err
			}
			for _, r := range rows {
				a := AwaitingReport{Report: r}
				for _, t := range tallies[r.ID] {
					switch t.State {
					case review.Found:
						a.Found += t.Count
					case review.Accepted:
						a.Ready += t.Count - t.Entered
					}
				}
				if a.Found+a.Ready > 0 || r.State == review.Waiting || r.State == review.Failed {
					h.Reports = append(h.Reports, a)
				}
			}
		}
		tasks, err := w.duties(tx, by, &h.Duties)
		if err != nil {
			return err
		}
		if tasks == 0 && !by.May("record.accept") && by.May("record.list") {
			scope, err := staff.ScopeOf(by, "record.list")
			if err != nil {
				return err
			}
			if !scope.All() {
				err := tx.Records(scope, store.RecordPage{Sort: review.Undertaking, Entered: true, Most: 20}, func(r review.Record) (bool, error) {
					h.Undertakings = append(h.Undertakings, r)
					return true, nil
				})
				if err != nil {
					return err
				}
			}
		}
		if by.May("calendar.import") {
			cal, err := w.calendarOf(tx, by.Division)
			if err != nil {
				return err
			}
			h.Year = missingYear(cal, civil.Instant(w.now()).Date())
		}
		if by.May("report.erase") {
			open, err := tx.OpenErasures(by.Division)
			if err != nil {
				return err
			}
			scope, err := staff.ScopeOf(by, "report.erase")
			if err != nil {
				return err
			}
			for _, e := range open {
				if e.ProposedBy == by.Person {
					continue
				}
				r, err := tx.Report(scope, e.Report)
				if err != nil {
					return err
				}
				h.Erasures = append(h.Erasures, r)
			}
		}
		if by.May("webhook.list") {
			hooks, err := listedWebhooks(tx, by.Division)
			if err != nil {
				return err
			}
			for _, l := range hooks {
				if l.PausedAt != 0 && !l.Stopped {
					h.Paused = append(h.Paused, l)
				}
			}
		}
		if by.May("holding.confirm") {
			all, err := tx.Holdings(by.Division)
			if err != nil {
				return err
			}
			for _, x := range all {
				if x.State == staff.Proposed {
					h.Proposed++
				}
			}
			units, err := tx.Units(by.Division)
			if err != nil {
				return err
			}
			for _, u := range units {
				if u.Proposed != "" {
					h.Moves++
				}
			}
			posts, err := tx.Posts(by.Division)
			if err != nil {
				return err
			}
			for _, p := range posts {
				if p.Proposed != p.Role && !p.Closed {
					h.Unempowered++
				}
			}
		}
		return nil
	})
	return h, faulted(err)
}
