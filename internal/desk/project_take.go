package desk

import (
	"context"
	"slices"

	"duban/internal/base/fault"
	"duban/internal/kernel/project"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// TakeProject registers a project that a report names, with the sentence it
// came from. What the record says stands in for a name that is not given.
func (w *Workspace) TakeProject(ctx context.Context, by staff.Actor, call Call, report, record string, in AddProject) (ProjectKept, error) {
	return perform(ctx, w, by, "project.take", call, func(d *deed) (ProjectKept, error) {
		r, err := projectRecord(d.tx, by, report, record)
		if err != nil {
			return ProjectKept{}, err
		}
		if r.State != review.Accepted && r.EnteredAt == 0 {
			return ProjectKept{}, fault.New(fault.Refused, "记录“"+r.Title()+"”还没有采纳。", "先在报告里核过、采纳，再立为项目。")
		}
		all, err := d.tx.EveryProject(by.Division)
		if err != nil {
			return ProjectKept{}, err
		}
		if i := slices.IndexFunc(all, func(p ProjectRow) bool {
			return p.Facts["source.report"] == report && p.Facts["source.record"] == record
		}); i >= 0 {
			return ProjectKept{}, fault.New(fault.Conflict, "这条记录已经立为项目“"+all[i].Name+"”。", "到那个项目的页面上接着办。")
		}
		f := project.Facts{"name": r.Title()}.Over(in.Facts)
		if f["name"] == "" {
			f["name"] = r.Title()
		}
		in.Facts = f
		return d.addProject("project.take", in, project.Event{Kind: project.Taken}, project.Facts{"source.report": report, "source.record": record, "source.words": r.Words})
	})
}

func projectRecord(tx *store.Tx, by staff.Actor, report, record string) (review.Record, error) {
	scope, err := staff.ScopeOf(by, "record.list")
	if err != nil {
		return review.Record{}, err
	}
	r, err := tx.RecordIn(scope, report, record)
	if err == nil && r.Sort != review.Project {
		err = fault.New(fault.Invalid, "记录“"+r.Title()+"”说的不是项目。", "只有“项目”一类的记录能立为项目。")
	}
	return r, err
}

// ProjectRecord is the record of a report from which a project is to be taken.
func (w *Workspace) ProjectRecord(ctx context.Context, by staff.Actor, report, record string) (r review.Record, err error) {
	if err := staff.Permit(by, "project.take", ""); err != nil {
		return r, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		r, err = projectRecord(tx, by, report, record)
		return err
	})
	return r, faulted(err)
}
