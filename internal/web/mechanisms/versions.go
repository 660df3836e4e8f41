package mechanisms

import (
	"context"
	"net/http"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// sweep is the form that migrates the cases of a version, as it was sent.
type sweep struct {
	fault     *fault.Fault
	procedure string
	from      int64
	reason    string
	after     string // those opened before were looked at
}

// Migrate takes all open cases of a procedure that are under a version over to
// the one in force.
func Migrate(v *frame.Visit) error {
	s := sweep{procedure: v.Text("procedure"), from: int64(v.Number("from")), reason: v.Text("reason"), after: v.Text("after")}
	out, err := v.House.Desk.MigrateCases(v.Ctx, v.Actor, v.Call(), desk.MigrateCases{Procedure: s.procedure, From: s.from, Reason: s.reason, After: s.after})
	if err != nil {
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Invalid {
			return err
		}
		s.fault = f
		return shown(v, http.StatusUnprocessableEntity, s)
	}
	to, word := "/mechanisms/"+v.At("mechanism"), say.T(v.Ctx, "迁了 %d 件，不能迁的 %d 件，原因列在下面。", out.Migrated, len(out.Skipped))
	if len(out.Skipped) == 0 {
		word = say.T(v.Ctx, "迁了 %d 件。", out.Migrated)
	}
	if out.After != "" {
		to, word = to+"?after="+out.After, word+say.T(v.Ctx, "还没有看完，再按一次接着迁。")
	}
	v.Back(to+"#versions", word)
	return nil
}

var partWords = map[string]say.Text{"机制": say.Text("机制"), "依据": say.Text("依据"), "职责": say.Text("职责"), "流程": say.Text("流程"), "表单": say.Text("表单"), "推定字段": say.Text("推定字段"),
	"环节": say.Text("环节"), "期限": say.Text("期限"), "计时": say.Text("计时"), "动作": say.Text("动作"), "指标": say.Text("指标"), "综合指标": say.Text("综合指标"), "累计": say.Text("累计")}

// changes is the table of what a version says otherwise than the one before.
func changes(ctx context.Context, s desk.VersionStand) part.Table {
	t := part.Table{Quiet: true, Tight: true, Fold: true, Caption: say.T(ctx, "第 %d 版改了什么", s.Version), Columns: []part.Column{{Title: say.T(ctx, "哪里")}, {Title: say.T(ctx, "原来")}, {Title: say.T(ctx, "现在")}}}
	for _, d := range s.Changes {
		word := d.Part
		if w, ok := partWords[d.Part]; ok {
			word = say.T(ctx, w)
		}
		before, after := d.Before, d.After
		if before == "" {
			before = say.T(ctx, "没有")
		}
		if after == "" {
			after = say.T(ctx, "没有了")
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: word + " " + d.Name, Sub: d.Procedure, Head: true}, {Text: before}, {Text: after}}})
	}
	return t
}

// older is the table of the stages that open cases of a version stand in.
func older(ctx context.Context, o desk.Older) part.Table {
	t := part.Table{Quiet: true, Tight: true, Caption: say.T(ctx, "按第 %d 版办着的", o.Version), Columns: []part.Column{{Title: say.T(ctx, "环节")}, {Title: say.T(ctx, "件数"), Numeric: true}, {Title: say.T(ctx, "有变"), Numeric: true}, {Title: say.T(ctx, "不能迁"), Numeric: true}}}
	for _, s := range o.Stages {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: s.Title, Href: casesUnder(o) + "&stage=" + s.ID, Head: true}, {Text: frame.Itoa(int(s.Open))}, {Text: frame.Itoa(int(s.Touched))}, {Text: frame.Itoa(int(s.Refused))}}})
	}
	return t
}

// casesUnder leads to the list of the open cases of a version.
func casesUnder(o desk.Older) string {
	return "/cases?procedure=" + o.ID + "&which=open&version=" + frame.Itoa(int(o.Version))
}

// in is the form of one version: with what was sent, where it is that one's.
func (s sweep) in(o desk.Older) sweep {
	if s.procedure == o.ID && s.from == o.Version {
		return s
	}
	return sweep{after: s.after}
}

func (s sweep) wrong(ctx context.Context) string {
	if s.fault != nil && s.fault.Field == "reason" {
		return say.Whole(ctx, s.fault)
	}
	return ""
}

// goes says that cases of a version can be migrated to the one in force.
func goes(m *procedure.Mechanism, o desk.Older) bool {
	return o.Under != nil && m.Procedure(o.ID) != nil && o.Looked > o.Refused
}
