package desk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"duban/internal/base/fault"
	"duban/internal/kernel/ledger"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// ProposeErasure asks that a report be erased; another person decides.
func (w *Workspace) ProposeErasure(ctx context.Context, by staff.Actor, call Call, report, reason string) (review.Erasure, error) {
	return perform(ctx, w, by, "erasure.propose", call, func(d *deed) (review.Erasure, error) {
		var none review.Erasure
		row, err := d.reportOf("erasure.propose", report)
		if err != nil {
			return none, err
		}
		all, err := d.tx.Erasures(by.Division, report)
		if err != nil {
			return none, err
		}
		if slices.ContainsFunc(all, func(e review.Erasure) bool { return e.State == review.ErasureProposed }) {
			return none, fault.New(fault.Conflict, "已经有人提请删除这份报告，还没有批。", "请另一位有权限的同志批准或不同意。")
		}
		e, err := row.Propose(d.newID(), reason, by.Person, d.now)
		if err != nil {
			return none, err
		}
		object, bytes := canonErasure(e)
		d.reason = e.Reason
		d.object, e.Seal, e.Version = object, d.seal(object, nil, bytes), 1
		return e, d.tx.AddErasure(e)
	})
}

// DeclineErasure leaves a report as it is.
func (w *Workspace) DeclineErasure(ctx context.Context, by staff.Actor, call Call, report, id, answer string) error {
	_, err := perform(ctx, w, by, "erasure.decline", call, func(d *deed) (struct{}, error) {
		var none struct{}
		if _, err := d.reportOf("erasure.decline", report); err != nil {
			return none, err
		}
		e, err := d.tx.Erasure(by.Division, report, id)
		if err != nil {
			return none, err
		}
		if err := call.current(e.Version, "这次删除"); err != nil {
			return none, err
		}
		declined, err := e.Decline(by.Person, answer, d.now)
		if err != nil {
			return none, err
		}
		d.object, d.reason = "erasure/"+report+"/"+id, declined.Answer
		return none, d.saveErasure(declined)
	})
	return err
}

// EraseReport approves an erasure and carries it out: what was read from the
// report and every version of it that the ledger stands for are destroyed, the
// entries stay, and verification says who erased lawfully. The file goes when
// nothing else refers to it. Archives that were made before still hold it.
func (w *Workspace) EraseReport(ctx context.Context, by staff.Actor, call Call, report, id string) error {
	var file string
	_, err := perform(ctx, w, by, "report.erase", call, func(d *deed) (struct{}, error) {
		var none struct{}
		d.object = "report/" + report
		row, err := d.reportOf("report.erase", report)
		if err != nil {
			return none, err
		}
		e, err := d.tx.Erasure(by.Division, report, id)
		if err != nil {
			return none, err
		}
		if err := call.current(e.Version, "这次删除"); err != nil {
			return none, err
		}
		approved, err := e.Approve(by.Person, d.now)
		if err != nil {
			return none, err
		}
		d.reason = approved.Reason
		if err := d.saveErasure(approved); err != nil {
			return none, err
		}
		if err := d.destroy(row.ID); err != nil {
			return none, err
		}
		if err := d.tx.UseFile(by.Division, review.NoFile, 0, "", d.now); err != nil {
			return none, err
		}
		if err := d.tx.ReleaseFile(by.Division, row.SHA256); err != nil {
			return none, err
		}
		file = row.SHA256
		blank := row.Blank()
		object, bytes := canonReport(blank)
		blank.Seal = d.seal(object, row.Seal, bytes)
		return none, d.tx.BlankReport(blank)
	})
	if err != nil {
		return err
	}
	// the act stands; a file that is not gone now goes with the next sweep
	if file == "" { // done before
		return nil
	}
	if err := w.dropFile(ctx, by.Division, file); err != nil {
		w.means.Report("removing the file of an erased report", err)
	}
	return nil
}

func (d *deed) reportOf(act, report string) (review.Report, error) {
	scope, err := staff.ScopeOf(d.by, act)
	if err != nil {
		return review.Report{}, err
	}
	return d.tx.Report(scope, report)
}

func (d *deed) saveErasure(e review.Erasure) error {
	object, bytes := canonErasure(e)
	e.Seal = d.seal(object, e.Seal, bytes)
	return d.tx.SetErasure(e)
}

// belongs says that an object of the ledger is a report or was read from it.
func belongs(object, report string) bool {
	noun, rest, _ := strings.Cut(object, "/")
	of, _, _ := strings.Cut(rest, "/")
	return of == report && slices.Contains([]string{"report", "text", "record", "alarm", "rereading"}, noun)
}

// destroy strips every earlier act about a report of versions, reasons and
// outcomes, and notes in this act what is erased.
func (d *deed) destroy(report string) error {
	acts, err := d.tx.ActsAbout(d.by.Division, report)
	if err != nil {
		return err
	}
	last := map[string]ledger.Commitment{}
	for _, a := range acts {
		if a.Position < 0 {
			// an entry that came after this one's could not be excused by it
			return fault.New(fault.Unavailable, "这份报告刚有人办过事，还没有记入账本。", "过几秒再批准。")
		}
		for i := range a.Payloads {
			if p := &a.Payloads[i]; belongs(p.Object, report) {
				last[p.Object] = p.After
				p.Salt, p.Bytes = nil, ""
			}
		}
		if a.Reason != ledger.Zero {
			d.done = append(d.done, store.Payload{Object: ledger.ReasonObject(a.ActID), Before: a.Reason})
			a.Words, a.ReasonSalt = "", a.Reason[:]
		}
		if err := d.tx.Strip(a); err != nil {
			return err
		}
	}
	for object, after := range last {
		if object != "report/"+report {
			d.done = append(d.done, store.Payload{Object: object, Before: after})
		}
	}
	return nil
}

// removalTime is how long the removal of one file may take: others wait for its
// transaction.
const removalTime = 5 * time.Second

// A sweep removes so many files, and tries so many that are locked where they lie:
// each try holds up whoever writes.
const (
	mostRemoved = 500
	mostLocked  = 50
)

// dropUnused removes files that nothing refers to. The row and the bytes go
// under the row's lock and are counted there, so that who uploads the same bytes
// meanwhile either keeps them or finds them gone and says so. Where one cannot be
// removed the rest waits for the next sweep: each would take as long to fail. One that
// is locked where it lies keeps nothing else back; the next sweep begins behind what
// this one tried, and tries it again when it has come round.
func (w *Workspace) dropUnused(ctx context.Context, division string) error {
	var stays error
	w.mu.Lock()
	after := w.swept[division]
	w.mu.Unlock()
	removed, held := 0, 0
	for removed < mostRemoved && held < mostLocked {
		var unused []string
		err := w.store.Read(ctx, func(tx *store.Tx) (err error) { unused, err = tx.UnusedFiles(division, after); return err })
		if err != nil {
			return err
		}
		if len(unused) == 0 {
			after = ""
			break
		}
		for _, sum := range unused[:min(len(unused), mostRemoved-removed)] {
			if held == mostLocked {
				break
			}
			switch err := w.dropFile(ctx, division, sum); {
			case errors.Is(err, store.ErrHeld):
				held, stays = held+1, err
			case err != nil:
				return err
			default:
				removed++
			}
			after = sum
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.swept == nil {
		w.swept = map[string]string{}
	}
	w.swept[division] = after
	return stays
}

func (w *Workspace) dropFile(ctx context.Context, division, sum string) error {
	return w.store.Write(ctx, func(tx *store.Tx) error {
		gone, err := tx.DropFile(division, sum)
		if err != nil || !gone {
			return err
		}
		if _, err := tx.NextNumber(division, removals); err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(ctx, removalTime)
		defer cancel()
		return w.means.Files.Remove(ctx, division, sum)
	})
}

// Erasing is a report's erasures as a page shows them.
type Erasing struct {
	Report review.Report
	All    []review.Erasure
	Names  map[string]string // of persons
}

// ShowErasures gives a report's erasures, newest first.
func (w *Workspace) ShowErasures(ctx context.Context, by staff.Actor, report string) (Erasing, error) {
	v := Erasing{Names: map[string]string{}}
	scope, err := staff.ScopeOf(by, "erasure.read")
	if err != nil {
		return v, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if v.Report, err = tx.Report(scope, report); err != nil {
			return err
		}
		if v.All, err = tx.Erasures(scope.Division(), report); err != nil {
			return err
		}
		for _, e := range v.All {
			for _, id := range []string{e.ProposedBy, e.DecidedBy} {
				p, err := tx.Person(scope.Division(), id)
				if err != nil && !missing(err) {
					return err
				}
				v.Names[id] = p.Name
			}
		}
		return nil
	})
	return v, faulted(err)
}
