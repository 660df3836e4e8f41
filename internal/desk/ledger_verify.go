package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"sync"

	"duban/internal/kernel/ledger"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Verified is what a check of a division's log found.
type Verified struct {
	ledger.Report
	Division string
	Size     int64
	Note     string
	Waiting  int64
}

// VerifyLedger re-hashes a division's whole log: every entry against the tree,
// every kept version against its commitment, every object as it stands now
// against the last entry about it, and every stored file against its sum.
func (w *Workspace) VerifyLedger(ctx context.Context, by staff.Actor) (Verified, error) {
	if err := staff.Permit(by, "ledger.verify", ""); err != nil {
		return Verified{}, err
	}
	return w.verify(ctx, by.Division, nil)
}

// VerifyDivision is VerifyLedger for whoever has the database itself before
// him. earlier are checkpoints that were kept elsewhere.
func (w *Workspace) VerifyDivision(ctx context.Context, division string, earlier ...ledger.Checkpoint) (Verified, error) {
	return w.verify(ctx, division, earlier)
}

func (w *Workspace) verify(ctx context.Context, division string, earlier []ledger.Checkpoint) (Verified, error) {
	v := Verified{Division: division}
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		head, err := headOf(tx, division)
		if err != nil {
			return err
		}
		placed, err := tx.Placed(division)
		if err != nil {
			return err
		}
		v.Size, v.Note = head.Size, head.Note
		whole := tx
		var broken []any // rows that cannot be read
		tx = tx.Forgiving(func(row any, _ error) { broken = append(broken, row) })
		kept, extra, err := w.keptCheckpoints(tx, division, earlier)
		if err != nil {
			return err
		}
		newest, found := w.openHead(head, placed, kept)
		extra = append(extra, found...)
		real := division != LogOfLogs
		audit := ledger.NewAudit(ledger.Plan{Tiles: w.tilesApart(ctx, division), Size: newest.Size, Objects: real, Chain: w.means.National, Workers: runtime.NumCPU()})
		found, err = auditActs(ctx, whole, division, max(newest.Size, placed), audit)
		if err != nil {
			return err
		}
		extra = append(extra, found...)
		waiting, err := tx.ActsWaiting(division, 1_000_000)
		if err != nil {
			return err
		}
		v.Waiting = int64(len(waiting))
		if real && placed == 0 && head.Version == 0 && len(waiting) == 0 {
			if _, err := tx.Division(division); err != nil {
				return err // nobody ever heard of it
			}
		}
		for _, a := range waiting {
			audit.Unsequenced(a.Entry, payloads(a))
		}
		if real {
			strayed := func(object, what string) {
				extra = append(extra, ledger.Finding{Kind: ledger.AlteredCopy, Position: -1, Until: -1, Other: -1, Object: object, Detail: what})
			}
			err := everything(tx, division, func(object string, bytes []byte) error { audit.Object(object, bytes); return ctx.Err() }, strayed)
			if err != nil {
				return err
			}
			found, err := w.verifyFiles(ctx, tx, division)
			if err != nil {
				return err
			}
			extra = append(extra, found...)
		}
		for _, row := range broken {
			if a, ok := row.(store.Act); ok {
				extra = append(extra, aside(ledger.BrokenRow, a))
			} else {
				audit.BrokenObject(nameOf(row))
			}
		}
		kept, found = before(kept, newest)
		extra = append(extra, found...)
		if newest.Size > 0 || len(kept) > 0 {
			kept = append(kept, newest)
		}
		v.Report = audit.Close(kept...)
		for i := range v.Findings {
			// a place is given in the moment in which the checkpoint is signed
			if f := &v.Findings[i]; f.Kind == ledger.UnsequencedEntry && f.Position >= 0 {
				f.Kind = ledger.UnsealedEntry
			}
		}
		v.Findings = append(extra, v.Findings...)
		return nil
	})
	return v, faulted(err)
}

// openHead is the newest checkpoint by its signed note. What the row beside the
// note says otherwise, and a note that is not ours, are findings; then the
// longest of those that were kept elsewhere stands for it. A log without any
// act needs none.
func (w *Workspace) openHead(head store.Head, placed int64, kept []ledger.Checkpoint) (ledger.Checkpoint, []ledger.Finding) {
	told := ledger.Checkpoint{Origin: ledger.Origin(head.Division), Size: head.Size, Root: head.Root}
	f := ledger.Finding{Position: -1, Until: -1, Other: -1}
	if head.Version == 0 && placed == 0 && len(kept) == 0 {
		return told, nil
	}
	if head.Version == 0 {
		f.Kind, f.Detail = ledger.MissingCheckpoint, fmt.Sprintf("%d 条", placed)
		return longest(told, kept), []ledger.Finding{f}
	}
	c, err := ledger.OpenCheckpoint([]byte(head.Note), w.means.Verifiers...)
	if err != nil {
		f.Kind = ledger.UnknownKey
		return longest(told, kept), []ledger.Finding{f}
	}
	if chain, ok := c.Chain(); c.Size != head.Size || c.Root != head.Root || c.Origin != told.Origin || ok && chain != head.Chain {
		f.Kind, f.Detail = ledger.WrongRoot, fmt.Sprintf("%s，%d 条", told.Origin, head.Size)
		return c, []ledger.Finding{f}
	}
	return c, nil
}

// aside is a finding about an act that has no place in the log.
func aside(k ledger.Kind, a store.Act) ledger.Finding {
	return ledger.Finding{Kind: k, Position: -1, Until: -1, Other: -1, ActID: a.ActID, Act: a.Act, Object: a.Object, Detail: fmt.Sprint(a.Position)}
}

// nameOf names the object of a row of which not all could be read.
func nameOf(row any) (object string) {
	switch v := row.(type) {
	case review.Record:
		object, _ = canonRecord(v)
	case review.Alarm:
		object, _ = canonAlarm(v)
	case store.Rereading:
		object, _ = canonRereading(v)
	case store.SettlementRow:
		object = "settlement/" + v.ID
	case store.TourRow:
		object = "tour/" + v.ID
	default:
		object = fmt.Sprintf("%T", row) // no other kind of row holds text that must be taken apart
	}
	return object
}

// longest is the checkpoint kept that covers most, or the one that is told where none is.
func longest(told ledger.Checkpoint, kept []ledger.Checkpoint) ledger.Checkpoint {
	if len(kept) == 0 {
		return told
	}
	return slices.MaxFunc(kept, func(x, y ledger.Checkpoint) int { return cmp.Compare(x.Size, y.Size) })
}

// keptCheckpoints are those that the log of logs holds and those that were
// handed in. One of another log is a finding.
func (w *Workspace) keptCheckpoints(tx *store.Tx, division string, earlier []ledger.Checkpoint) (kept []ledger.Checkpoint, found []ledger.Finding, err error) {
	notes, err := notesOf(tx, division)
	if err != nil {
		return nil, nil, err
	}
	for _, n := range notes {
		// one that does not open was signed by a key that is gone
		if c, err := ledger.OpenCheckpoint([]byte(n), w.means.Verifiers...); err == nil {
			kept = append(kept, c)
		}
	}
	for _, c := range earlier {
		if c.Origin == ledger.Origin(division) {
			kept = append(kept, c)
		} else {
			found = append(found, fork(c))
		}
	}
	return kept, found, nil
}

// before are the checkpoints that can be beginnings of the newest one's log; the others are findings.
func before(kept []ledger.Checkpoint, newest ledger.Checkpoint) (fit []ledger.Checkpoint, found []ledger.Finding) {
	for _, c := range kept {
		if c.Size <= newest.Size {
			fit = append(fit, c)
		} else {
			found = append(found, fork(c))
		}
	}
	return fit, found
}

func fork(c ledger.Checkpoint) ledger.Finding {
	return ledger.Finding{Kind: ledger.Fork, Position: -1, Until: -1, Other: -1, Detail: fmt.Sprintf("%s，%d 条", c.Origin, c.Size)}
}

// verifyFiles re-hashes the files that reports were read from, and those that events
// of cases and of tasks, months of projects and answers to requests name.
func (w *Workspace) verifyFiles(ctx context.Context, tx *store.Tx, division string) ([]ledger.Finding, error) {
	reports, err := tx.EveryReport(division)
	if err != nil {
		return nil, err
	}
	var found []ledger.Finding
	check := func(object, sum string) error {
		f, err := w.verifyFile(ctx, division, object, sum)
		if f != nil {
			found = append(found, *f)
		}
		return err
	}
	for _, r := range reports {
		if r.State == review.Erased {
			continue
		}
		if err := check("report/"+r.ID, r.SHA256); err != nil {
			return nil, err
		}
	}
	procedures := map[string]*procedure.Procedure{}
	cases, err := tx.EveryCase(division)
	if err != nil {
		return nil, err
	}
	for _, c := range cases {
		// a declaration that is gone is said where the case is shown
		if p, err := w.means.Mechanisms.procedure(c.Mechanism, c.Procedure, c.Declared); err == nil {
			procedures[c.ID] = p
		}
	}
	type named struct{ object, sum string }
	var photos []named // hashed once the rows are read: one session reads one thing at a time
	err = tx.EveryCaseEvent(division, func(e store.CaseEvent) (bool, error) {
		if p := procedures[e.Case]; p != nil {
			for _, n := range namedEver(p, e.Event) {
				name := n.name
				object, _ := canonCaseEvent(e)
				photos = append(photos, named{object, store.SumOf(name)})
			}
		}
		return true, ctx.Err()
	})
	if err == nil {
		err = w.namedByOffices(tx, division, func(object, name string) { photos = append(photos, named{object, store.SumOf(name)}) })
	}
	for _, x := range photos {
		if err == nil {
			err = check(x.object, x.sum)
		}
	}
	return found, err
}

// namedByOffices tells the files that tasks, projects and data requests name, each with
// the object that names it.
func (w *Workspace) namedByOffices(tx *store.Tx, division string, tell func(object, name string)) error {
	err := tx.EveryTaskEvent(division, func(e store.TaskEvent) (bool, error) {
		object, _, err := canonTaskEvent(e)
		for _, p := range proofsOf(e.Event) {
			if p.File != "" {
				tell(object, p.File)
			}
		}
		return true, err
	})
	if err != nil {
		return err
	}
	err = tx.EveryProjectMonth(division, func(m store.ProjectMonth) (bool, error) {
		object, _ := canonProjectMonth(m)
		for _, name := range m.Photos {
			tell(object, name)
		}
		return true, nil
	})
	if err != nil {
		return err
	}
	replies, err := tx.EveryReply(division)
	for _, x := range replies {
		if object, _ := canonReply(x); x.File != "" {
			tell(object, x.File)
		}
	}
	return err
}

// verifyFile re-hashes one file; nil says that it is as it was.
func (w *Workspace) verifyFile(ctx context.Context, division, object, sum string) (*ledger.Finding, error) {
	f := ledger.Finding{Position: -1, Until: -1, Other: -1, Object: object, Detail: sum}
	data, err := w.means.Files.Open(ctx, division, sum)
	if errors.Is(err, store.ErrAbsent) {
		f.Kind = ledger.RemovedFile
		return &f, nil
	}
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	_, err = io.Copy(h, data)
	if err = errors.Join(err, data.Close()); err != nil && !errors.Is(err, store.ErrAltered) {
		return nil, err
	}
	if hex.EncodeToString(h.Sum(nil)) != sum {
		f.Kind = ledger.AlteredFile
		return &f, nil
	}
	return nil, nil
}

// actsAtOnce is how many acts are read and taken apart together.
const actsAtOnce = 2000

// stretch is a part of the log as it was read, or why it could not be.
type stretch struct {
	rows []store.Stored
	err  error
}

// auditActs hands the log to an audit, a stretch at a time: while one is taken
// apart and hashed on all processors, the next is read. The audit reads its
// tiles by another session.
func auditActs(ctx context.Context, tx *store.Tx, division string, size int64, audit *ledger.Audit) (found []ledger.Finding, err error) {
	ctx, stop := context.WithCancel(ctx)
	read := make(chan stretch, 1)
	var reader sync.WaitGroup
	reader.Go(func() {
		defer close(read)
		for from := int64(0); from <= size; from += actsAtOnce {
			to := from + actsAtOnce
			if to > size {
				to = 1 << 62 // with what stands behind the end, and should not
			}
			first := from
			if from == 0 {
				first = math.MinInt64 // with what stands before the beginning
			}
			s := stretch{rows: make([]store.Stored, 0, actsAtOnce)}
			s.err = tx.StoredActs(division, first, to, func(a store.Stored) (bool, error) { s.rows = append(s.rows, a); return true, ctx.Err() })
			select {
			case read <- s:
			case <-ctx.Done():
				return
			}
			if s.err != nil {
				return
			}
		}
	})
	defer reader.Wait()
	defer stop()
	for s := range read {
		if s.err != nil {
			return nil, s.err
		}
		found = append(found, auditStretch(s.rows, audit)...)
	}
	return found, ctx.Err()
}

// auditStretch hands a stretch to the audit. What it finds itself is what the audit
// cannot see, since the entry says nothing of it.
func auditStretch(rows []store.Stored, audit *ledger.Audit) (found []ledger.Finding) {
	type opened struct {
		act      store.Act
		payloads []ledger.Payload
		err      error
	}
	all := make([]opened, len(rows))
	var wait sync.WaitGroup
	share := max(1, (len(rows)+runtime.NumCPU()-1)/runtime.NumCPU())
	for from := 0; from < len(rows); from += share {
		wait.Go(func() {
			for i := from; i < min(from+share, len(rows)); i++ {
				o := &all[i]
				if o.act, o.err = rows[i].Act(); o.err == nil {
					o.payloads = payloads(o.act)
				}
			}
		})
	}
	wait.Wait()
	for i := range all {
		o := &all[i]
		a := &o.act
		switch {
		case a.Position < 0:
			found = append(found, aside(ledger.UnplacedEntry, *a))
			continue
		case o.err != nil:
			audit.Broken(a.Position, a.Entry)
			continue
		case a.Foreign:
			f := aside(ledger.AlteredChanges, *a)
			f.Position, f.Until = a.Position, a.Position
			found = append(found, f)
		}
		audit.Entry(a.Position, a.Entry, o.payloads)
	}
	return found
}

// payloads are the versions that an act left, as the audit wants them. Text that
// stands without its salt or its commitment is handed over with no salt: it does
// not hold.
func payloads(a store.Act) []ledger.Payload {
	var list []ledger.Payload
	for _, p := range a.Payloads {
		if p.After == (ledger.Commitment{}) && p.Bytes == "" {
			continue
		}
		out := ledger.Payload{Object: p.Object, Bytes: []byte(p.Bytes)}
		if len(p.Salt) == len(out.Salt) {
			copy(out.Salt[:], p.Salt)
		} else {
			out.Erased = p.Bytes == ""
		}
		list = append(list, out)
	}
	switch n := len(a.ReasonSalt); {
	case n != len(ledger.Salt{}) && a.Words != "":
		list = append(list, ledger.Payload{Object: ledger.ReasonObject(a.ActID), Bytes: []byte(a.Words)})
	case n == len(ledger.Salt{}):
		list = append(list, ledger.Payload{Object: ledger.ReasonObject(a.ActID), Salt: ledger.Salt(a.ReasonSalt), Bytes: []byte(a.Words)})
	case n == len(ledger.Commitment{}):
		list = append(list, ledger.Payload{Object: ledger.ReasonObject(a.ActID), Erased: true})
	}
	return list
}

// tileReader gives tiles that reach far enough.
type tileReader func(level int, index int64) (ledger.Tile, error)

// tilesOf reads tiles in the moment of a transaction.
func tilesOf(tx *store.Tx, division string) tileReader {
	return func(level int, index int64) (ledger.Tile, error) { return tx.Tile(division, level, index) }
}

// tilesApart reads each tile in a moment of its own, beside a session that is
// busy: a full tile never changes, and the last one only grows.
func (w *Workspace) tilesApart(ctx context.Context, division string) tileReader {
	return func(level int, index int64) (t ledger.Tile, err error) {
		err = w.store.Read(ctx, func(tx *store.Tx) (err error) { t, err = tx.Tile(division, level, index); return err })
		return t, err
	}
}

// Tile is for the kernel.
func (r tileReader) Tile(level int, index int64, width int) ([]byte, error) {
	t, err := r(level, index)
	if err != nil {
		return nil, err
	}
	if t.Width < width {
		return nil, errors.New("desk: a tile is narrower than the tree")
	}
	return t.Data, nil
}
