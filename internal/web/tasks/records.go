package tasks

import (
	"context"
	"strings"

	"duban/internal/kernel/task"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// recordRef names a record in a form; recordsOf undoes it.
func recordRef(p task.Proof) string {
	return strings.TrimSuffix(p.Noun+"/"+p.Object+"/"+p.Of, "/")
}

// recordsOf are the records that a form names. What they say is not the form's
// to tell; it is asked of the records.
func recordsOf(refs []string) (all []task.Proof) {
	for _, s := range refs {
		noun, rest, _ := strings.Cut(s, "/")
		object, of, _ := strings.Cut(rest, "/")
		all = append(all, task.Proof{Title: s, Noun: noun, Object: object, Of: of})
	}
	return all
}

// asks says that there are records to choose from, or something to say of them.
func (f filling) asks() bool {
	return len(f.offered.Records) > 0 || f.values["find"] != "" || f.fault != nil && f.fault.Field == "records"
}

func (f filling) options() (all []part.Option) {
	for _, p := range f.offered.Records {
		all = append(all, part.Option{Value: recordRef(p), Text: p.Title, Reason: p.Says})
	}
	return all
}

// offering says what is listed, and of how many.
func (f filling) offering(ctx context.Context) string {
	switch shown := len(f.offered.Records) - f.offered.Chosen; {
	case f.values["find"] != "" && f.offered.Found == 0 && f.offered.Cut > 0:
		return say.T(ctx, "没有找到含“%s”的记录；记录多，每个单位只找了 %d 个项目、%d 件办件", f.values["find"], f.offered.Cut, f.offered.Cut)
	case f.values["find"] != "" && f.offered.Found == 0:
		return say.T(ctx, "没有找到含“%s”的记录", f.values["find"])
	case f.offered.Cut > 0:
		return say.T(ctx, "选了就是佐证，不用再传文件。%s的记录多，每个单位只看了 %d 个项目、%d 件办件，其中签过的项目月报、到的阶段、办结的办件有 %d 条，列出和这项任务最像的 %d 条", MonthWord(ctx, f.month), f.offered.Cut, f.offered.Cut, f.offered.Found, shown)
	case f.offered.Found > shown:
		return say.T(ctx, "选了就是佐证，不用再传文件。%s签过的项目月报、到的阶段、办结的办件共 %d 条，列出和这项任务最像的 %d 条", MonthWord(ctx, f.month), f.offered.Found, shown)
	}
	return say.T(ctx, "选了就是佐证，不用再传文件。%s签过的项目月报、到的阶段、办结的办件", MonthWord(ctx, f.month))
}

// reckoning is how a suggested figure was added up.
func reckoning(ctx context.Context, s task.Suggestion) string {
	var of []string
	for _, p := range s.Of {
		if s.Before == nil {
			of = append(of, say.T(ctx, "%s：本年累计 %s 万元", p.Title, *p.Figure))
		} else {
			of = append(of, p.Title)
		}
	}
	if s.Before == nil {
		return say.T(ctx, "取自项目月报：%s；合计 %s%s。", strings.Join(of, "；"), s.Figure, s.Unit)
	}
	return say.T(ctx, "以前报的 %s%s，加上没有算过的 %d%s：%s；合计 %s%s。", *s.Before, s.Unit, s.Counts, s.Unit, strings.Join(of, "；"), s.Figure, s.Unit)
}
