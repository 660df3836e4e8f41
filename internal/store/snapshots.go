package store

// SnapshotRow is a published snapshot as it is kept. In lists it comes without
// its text.
type SnapshotRow struct {
	Division string
	Number   int64 // of the division's snapshots, from 1
	Year     int
	TakenAt  int64
	Person   string
	Post     string
	Digest   string // SHA-256 of the text
	Promises int64
	Projects int64
	Changes  int64 // against the one before
	Seal     []byte
	Content  string // canonical
}

func scanSnapshot(division string, text bool) func(row) (SnapshotRow, error) {
	return func(r row) (SnapshotRow, error) {
		x := SnapshotRow{Division: division}
		into := []any{&x.Number, &x.Year, &x.TakenAt, &x.Person, &x.Post, &x.Digest, &x.Promises, &x.Projects, &x.Changes, &x.Seal}
		if text {
			into = append(into, &x.Content)
		}
		return x, r.Scan(into...)
	}
}

// AddSnapshot keeps a new snapshot.
func (t *Tx) AddSnapshot(s SnapshotRow) error {
	return t.put("snapshot_insert", s.Division, s.Number, s.Year, s.TakenAt, s.Person, s.Post, s.Digest, s.Promises, s.Projects, s.Changes, s.Seal, s.Content)
}

// Snapshots lists snapshots without their texts, the newest first, from before
// a number on; 0 is from the newest.
func (t *Tx) Snapshots(division string, before int64, most int) ([]SnapshotRow, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	return list(t, "snapshot_list", scanSnapshot(division, false), division, before, most)
}

// Snapshot finds a snapshot with its text.
func (t *Tx) Snapshot(division string, number int64) (SnapshotRow, error) {
	return one(t, "snapshot_by_number", scanSnapshot(division, true), division, number)
}

// NewestSnapshot is the one that the public sees.
func (t *Tx) NewestSnapshot(division string) (SnapshotRow, error) {
	all, err := t.Snapshots(division, 0, 1)
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return SnapshotRow{}, err
	}
	return t.Snapshot(division, all[0].Number)
}

// EverySnapshot calls f for every snapshot of a division.
func (t *Tx) EverySnapshot(division string, f func(SnapshotRow) (bool, error)) error {
	return each(t, "snapshot_all", scanSnapshot(division, true), f, division)
}
