package desk

import (
	"context"
	"fmt"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/snapshot"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// PublishSnapshot says what is let be seen.
type PublishSnapshot struct {
	Year int  // 0 for the day's
	Seen bool // whoever publishes has looked at where persons seem to be named
}

// SnapshotKept is a published snapshot.
type SnapshotKept struct {
	Number   int64  `json:"number"`
	Digest   string `json:"digest"`
	Promises int    `json:"promises"`
	Projects int    `json:"projects"`
	Changes  int    `json:"changes"`
}

// PublishSnapshot lets the public see the year as it stands now. It is refused
// where there is nothing to see, and, until somebody has looked, where the name
// of a person of the office stands in what would be shown.
func (w *Workspace) PublishSnapshot(ctx context.Context, by staff.Actor, call Call, in PublishSnapshot) (SnapshotKept, error) {
	return perform(ctx, w, by, "snapshot.publish", call, func(d *deed) (SnapshotKept, error) {
		at := civil.Instant(d.now)
		if in.Year == 0 {
			in.Year = at.Date().Year
		}
		if in.Year < 1990 || in.Year > 2200 {
			return SnapshotKept{}, fault.New(fault.Invalid, fmt.Sprintf("年度“%d”不对。", in.Year), "写四位年份，例 2026。").At("year")
		}
		s, err := w.drawSnapshot(d.tx, by, in.Year, at)
		if err != nil {
			return SnapshotKept{}, err
		}
		if len(s.Promises) == 0 {
			return SnapshotKept{}, fault.New(fault.Refused, fmt.Sprintf("%d 年没有可以公布的任务。", in.Year), "先印发从报告来的任务；草稿、不公开的和会议、批示、上级交办的不公布。").At("year")
		}
		if len(s.Named) > 0 && !in.Seen {
			return SnapshotKept{}, fault.New(fault.Refused, "要公布的文字里像是有人名："+strings.Join(s.Named[:min(3, len(s.Named))], "；")+"。", "改掉人名，或把它标为不公开；看过确实不是人名的，勾上“看过了”再公布。").At("seen")
		}
		text := s.Canonical()
		row := store.SnapshotRow{Division: by.Division, Number: s.Number, Year: s.Year, TakenAt: d.now, Person: by.Person, Post: by.Post, Digest: snapshot.Digest(text),
			Promises: int64(len(s.Promises)), Projects: int64(len(s.Projects)), Changes: int64(len(s.History[0].Changes)), Content: string(text)}
		object, bytes := canonSnapshot(row)
		d.object = object
		row.Seal = d.seal(object, nil, bytes)
		if err := d.tx.AddPublication(store.Publication{Division: by.Division, Snapshot: row.Number}); err != nil {
			return SnapshotKept{}, err
		}
		return SnapshotKept{row.Number, row.Digest, len(s.Promises), len(s.Projects), int(row.Changes)}, d.tx.AddSnapshot(row)
	})
}
