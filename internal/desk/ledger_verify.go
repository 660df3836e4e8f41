package desk

import (
	"context"
	"errors"
	"runtime"

	"duban/internal/kernel/ledger"
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
// every kept version against its commitment, and every object as it stands now
// against the last entry about it.
func (w *Workspace) VerifyLedger(ctx context.Context, by staff.Actor) (Verified, error) {
	if err := staff.Permit(by, "ledger.verify", ""); err != nil {
		return Verified{}, err
	}
	return w.verify(ctx, by.Division)
}

// VerifyDivision is VerifyLedger for whoever has the database itself before him.
func (w *Workspace) VerifyDivision(ctx context.Context, division string) (Verified, error) {
	return w.verify(ctx, division)
}

func (w *Workspace) verify(ctx context.Context, division string) (Verified, error) {
	v := Verified{Division: division}
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		head, err := tx.Head(division)
		if err != nil && !missing(err) {
			return err
		}
		v.Size, v.Note = head.Size, head.Note
		real := division != logOfLogs
		audit := ledger.NewAudit(ledger.Plan{Tiles: tileReader{tx, division}, Size: head.Size, Objects: real, Chain: w.means.National, Workers: runtime.NumCPU()})
		err = tx.Acts(division, 0, 1<<62, func(a store.Act) (bool, error) {
			audit.Entry(a.Position, a.Entry, payloads(a))
			return true, ctx.Err()
		})
		if err != nil {
			return err
		}
		waiting, err := tx.ActsWaiting(division, 1_000_000)
		if err != nil {
			return err
		}
		v.Waiting = int64(len(waiting))
		for _, a := range waiting {
			audit.Unsequenced(a.Entry, payloads(a))
		}
		if real {
			err := everything(tx, division, func(object string, bytes []byte) error { audit.Object(object, bytes); return ctx.Err() })
			if err != nil {
				return err
			}
		}
		if head.Size == 0 {
			v.Report = audit.Close()
			return nil
		}
		c, err := ledger.OpenCheckpoint([]byte(head.Note), w.means.Verifiers...)
		if err != nil {
			// the note is not one of ours: say so as a finding, with what it claims
			c, err = ledger.ParseCheckpoint(head.Note)
			if err != nil {
				c = ledger.Checkpoint{Origin: ledger.Origin(division), Size: head.Size, Root: head.Root}
			}
		}
		v.Report = audit.Close(c)
		return nil
	})
	return v, faulted(err)
}

// payloads are the versions that an act left, as the audit wants them.
func payloads(a store.Act) []ledger.Payload {
	var list []ledger.Payload
	for _, p := range a.Payloads {
		if p.After == (ledger.Commitment{}) {
			continue
		}
		out := ledger.Payload{Object: p.Object, Bytes: []byte(p.Bytes)}
		if len(p.Salt) == len(out.Salt) {
			copy(out.Salt[:], p.Salt)
		} else {
			out.Erased = true
		}
		list = append(list, out)
	}
	if len(a.ReasonSalt) == len(ledger.Salt{}) {
		list = append(list, ledger.Payload{Object: ledger.ReasonObject(a.ActID), Salt: ledger.Salt(a.ReasonSalt), Bytes: []byte(a.Words)})
	}
	return list
}

type tileReader struct {
	tx       *store.Tx
	division string
}

func (r tileReader) Tile(level int, index int64, width int) ([]byte, error) {
	t, err := r.tx.Tile(r.division, level, index)
	if err != nil {
		return nil, err
	}
	if t.Width < width {
		return nil, errors.New("desk: a tile is narrower than the tree")
	}
	return t.Data, nil
}
