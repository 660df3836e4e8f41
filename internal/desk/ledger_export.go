package desk

import (
	"context"
	"fmt"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/kernel/ledger"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Exported says what an exported bundle reaches to.
type Exported struct {
	Division string
	Size     int64
	Note     string
}

// ExportLedger hands out the actor's division's log file by file, as
// ledger.Bundle names them, without what the commitments stand for.
func (w *Workspace) ExportLedger(ctx context.Context, by staff.Actor, put func(name string, data []byte) error) (Exported, error) {
	if err := staff.Permit(by, "ledger.read", ""); err != nil {
		return Exported{}, err
	}
	return w.ExportDivision(ctx, by.Division, false, put)
}

// ExportDivision is ExportLedger for whoever has the database itself before
// him; contents adds the canonical bytes and salts that are still kept.
func (w *Workspace) ExportDivision(ctx context.Context, division string, contents bool, put func(name string, data []byte) error) (Exported, error) {
	out := Exported{Division: division}
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		head, err := tx.Head(division)
		if missing(err) {
			return fault.New(fault.NotFound, fmt.Sprintf("区划 %s 还没有记过账。", division), "看看代码是不是写错了；刚建的库先设定地方。")
		}
		if err != nil {
			return err
		}
		out.Size, out.Note = head.Size, head.Note
		if err := put(ledger.CheckpointPath, []byte(head.Note)); err != nil {
			return err
		}
		if err := put(ledger.KeysPath, []byte(strings.Join(w.means.PublicKeys, "\n")+"\n")); err != nil {
			return err
		}
		earlier, err := notesOf(tx, division)
		if err != nil {
			return err
		}
		if len(earlier) > 0 {
			if err := put(ledger.CheckpointsPath, []byte(strings.Join(earlier, "\n")+"\n")); err != nil {
				return err
			}
		}
		if err := exportTiles(tx, head, put); err != nil {
			return err
		}
		return exportEntries(ctx, tx, head, contents, put)
	})
	return out, faulted(err)
}

// notesOf are checkpoints of a division that the log of logs holds, the last of
// each day, oldest first.
func notesOf(tx *store.Tx, division string) ([]string, error) {
	var notes []string
	last := int64(-1)
	err := tx.Acts(LogOfLogs, 0, 1<<62, func(a store.Act) (bool, error) {
		for _, p := range a.Payloads {
			for _, n := range ledger.SplitNotes([]byte(p.Bytes)) {
				if !strings.HasPrefix(string(n), ledger.Origin(division)+"\n") {
					continue
				}
				if today := dayOf(a.RecordedAt); today != last || len(notes) == 0 {
					notes, last = append(notes, string(n)), today
				} else {
					notes[len(notes)-1] = string(n)
				}
			}
		}
		return true, nil
	})
	return notes, err
}

// incomplete refuses to export a log that would not verify for a reason that
// verification here names better.
func incomplete(what string) error {
	return fault.New(fault.Invalid, "账本不全，"+what+"。", "先运行 duban ledger verify 看看缺在哪里。")
}

func exportTiles(tx *store.Tx, head store.Head, put func(string, []byte) error) error {
	for level := 0; head.Size>>(ledger.TileHeight*level) > 0; level++ {
		n := head.Size >> (ledger.TileHeight * level)
		for index := int64(0); index*ledger.TileWidth < n; index++ {
			want := ledger.Tile{Level: level, Index: index, Width: int(min(n-index*ledger.TileWidth, ledger.TileWidth))}
			data, err := tilesOf(tx, head.Division).Tile(level, index, want.Width)
			if err != nil || len(data) < want.Width*len(ledger.Hash{}) {
				return incomplete("缺 " + want.Path())
			}
			if err := put(want.Path(), data[:want.Width*len(ledger.Hash{})]); err != nil {
				return err
			}
		}
	}
	return nil
}

func exportEntries(ctx context.Context, tx *store.Tx, head store.Head, contents bool, put func(string, []byte) error) error {
	var leaf, entries, changes, versions []byte
	next := int64(0)
	flush := func() error {
		index, width := (next-1)/ledger.TileWidth, int((next-1)%ledger.TileWidth)+1
		if err := put(ledger.EntryPath(index, width), entries); err != nil {
			return err
		}
		if err := put(ledger.ChangesPath(index, width), changes); err != nil {
			return err
		}
		if contents {
			if err := put(ledger.PayloadsPath(index, width), versions); err != nil {
				return err
			}
		}
		entries, changes, versions = entries[:0], changes[:0], versions[:0]
		return ctx.Err()
	}
	err := tx.Acts(head.Division, 0, head.Size, func(a store.Act) (bool, error) {
		if a.Position != next {
			return false, incomplete(fmt.Sprintf("缺第 %d 条记录", next+1))
		}
		var err error
		if leaf, err = a.AppendLeaf(leaf[:0]); err != nil {
			return false, err
		}
		if entries, err = ledger.AppendBundle(entries, leaf); err != nil {
			return false, err
		}
		changes = ledger.AppendChangesBundle(changes, a.Changes)
		if contents {
			for _, p := range payloads(a) {
				if versions, err = ledger.AppendPayload(versions, a.Position, p); err != nil {
					return false, err
				}
			}
		}
		next++
		if next%ledger.TileWidth == 0 {
			return true, flush()
		}
		return true, nil
	})
	if err == nil && next != head.Size {
		err = incomplete(fmt.Sprintf("缺第 %d 条记录", next+1))
	}
	if err == nil && next%ledger.TileWidth != 0 {
		err = flush()
	}
	return err
}
