package desk

import (
	"context"
	"fmt"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/snapshot"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// SnapshotList is what was published, the newest first, and what would be now.
type SnapshotList struct {
	Snapshots []ListedSnapshot
	More      bool
	Next      Drawn // what would be published now
	Today     civil.Date
}

// ListedSnapshot is a snapshot in a list, with who published it.
type ListedSnapshot struct {
	store.SnapshotRow
	Who string
}

// mostSnapshots is how many snapshots a page of the list shows.
const mostSnapshots = 50

// ListSnapshots lists what was published before a number, 0 from the newest, and
// draws what would be published now of a year, 0 for the day's.
func (w *Workspace) ListSnapshots(ctx context.Context, by staff.Actor, year int, before int64) (SnapshotList, error) {
	at := civil.Instant(w.now())
	out := SnapshotList{Today: at.Date()}
	if year == 0 {
		year = out.Today.Year
	}
	if _, err := staff.ScopeOf(by, "snapshot.list"); err != nil {
		return out, err
	}
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Snapshots(by.Division, before, mostSnapshots+1)
		if err != nil {
			return err
		}
		if out.More = len(rows) > mostSnapshots; out.More {
			rows = rows[:mostSnapshots]
		}
		names := map[string]string{}
		for _, r := range rows {
			if _, known := names[r.Person]; !known {
				p, err := tx.Person(by.Division, r.Person)
				if err != nil && !missing(err) {
					return err
				}
				names[r.Person] = p.Name
			}
			out.Snapshots = append(out.Snapshots, ListedSnapshot{r, names[r.Person]})
		}
		out.Next, err = w.drawSnapshot(tx, by, year, at)
		return err
	})
	return out, faulted(err)
}

// PublishedSnapshots lists what was published before a number, 0 from the newest.
func (w *Workspace) PublishedSnapshots(ctx context.Context, by staff.Actor, before int64, most int) ([]store.SnapshotRow, error) {
	if _, err := staff.ScopeOf(by, "snapshot.list"); err != nil {
		return nil, err
	}
	var rows []store.SnapshotRow
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) { rows, err = tx.Snapshots(by.Division, before, most); return err })
	return rows, faulted(err)
}

// ReadSnapshot is a published snapshot as it was written; 0 is the newest.
func (w *Workspace) ReadSnapshot(ctx context.Context, by staff.Actor, number int64) (store.SnapshotRow, error) {
	if _, err := staff.ScopeOf(by, "snapshot.list"); err != nil {
		return store.SnapshotRow{}, err
	}
	var row store.SnapshotRow
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if number == 0 {
			row, err = tx.NewestSnapshot(by.Division)
		} else {
			row, err = tx.Snapshot(by.Division, number)
		}
		return err
	})
	return row, faulted(err)
}

// PublicSnapshot is the newest snapshot of a division, for whoever asks: it was
// published. Nothing else of the workspace is read.
func (w *Workspace) PublicSnapshot(ctx context.Context, division string) (*snapshot.Snapshot, error) {
	var row store.SnapshotRow
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) { row, err = tx.NewestSnapshot(division); return err })
	if missing(err) {
		return nil, fault.New(fault.NotFound, "还没有公布过进展。", "请先在工作台的“公布”页公布一次。").Because(err)
	}
	if err != nil {
		return nil, faulted(err)
	}
	s, err := snapshot.Read([]byte(row.Content))
	if err == nil && snapshot.Digest([]byte(row.Content)) != row.Digest {
		err = fmt.Errorf("desk: snapshot %d is not what its digest says", row.Number)
	}
	return s, err
}
