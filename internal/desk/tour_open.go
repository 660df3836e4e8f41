package desk

import (
	"context"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/tour"
)

// OpenTour lets the judges begin. What the register says of the stops and what
// posts the judges hold is taken as of now, and stays.
func (w *Workspace) OpenTour(ctx context.Context, by staff.Actor, call Call, id string) (TourKept, error) {
	return perform(ctx, w, by, "tour.open", call, func(d *deed) (TourKept, error) {
		row, err := d.tourAt(call, id)
		if err != nil {
			return TourKept{}, err
		}
		if row.State != tour.Draft {
			return TourKept{}, fault.New(fault.Conflict, "“"+row.Plan.Name+"”已经开始打分。", "请刷新看看。")
		}
		if err := d.fillTour(&row.Plan); err != nil {
			return TourKept{}, err
		}
		if err := row.Plan.Ready(); err != nil {
			return TourKept{}, err
		}
		row.State, row.OpenedAt = tour.Open, d.now
		return d.keepTour(row)
	})
}
