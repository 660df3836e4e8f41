package cases

import (
	"context"

	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// Migrate takes a case over to the version in force.
func Migrate(v *frame.Visit) error {
	reason := v.Text("reason")
	k, err := v.House.Desk.MigrateCase(v.Ctx, v.Actor, v.Call(), v.At("case"), reason)
	if err != nil {
		return show(v, procedure.OnMigration, "", err)
	}
	v.Back("/cases/"+k.ID, say.T(v.Ctx, "%s 迁好了，往后按新版办。", k.Number))
	return nil
}

// moved says in a line what a migration makes of a clock.
func moved(ctx context.Context, c desk.ShownCase, m procedure.Moved) string {
	name := m.Clock
	if m.Branch != "" {
		name += " " + UnitName(c.Units, m.Branch)
	}
	before, after := m.Before, m.After
	if before == after { // within a day
		before, after = moment(ctx, m.From), moment(ctx, m.To)
	}
	switch {
	case m.Before == "":
		return say.T(ctx, "%s：从迁移起走，%s 到期", name, after)
	case m.After == "":
		return say.T(ctx, "%s：到迁移为止，原定 %s 到期", name, before)
	case !m.Dated():
		return say.T(ctx, "%s：期限变了，仍是 %s 到期", name, after)
	}
	return say.T(ctx, "%s：%s → %s", name, before, after)
}

// dates is the table of the clocks that a migration would date otherwise.
func dates(ctx context.Context, c desk.ShownCase) part.Table {
	t := part.Table{Quiet: true, Tight: true, Caption: say.T(ctx, "到期日"), Columns: []part.Column{{Title: say.T(ctx, "钟")}, {Title: say.T(ctx, "现在")}, {Title: say.T(ctx, "迁移后")}}}
	for _, m := range c.Newer.Moves {
		before, after := m.Before, m.After
		if before == after {
			before, after = moment(ctx, m.From), moment(ctx, m.To)
		}
		if before == "" {
			before = say.T(ctx, "没有")
		}
		if after == "" {
			after = say.T(ctx, "止")
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: m.Clock, Sub: UnitName(c.Units, m.Branch), Head: true}, {Text: before}, {Text: after}}})
	}
	return t
}

// touches are what the newer version says otherwise of the case, beside its clocks.
func touches(ctx context.Context, x *procedure.Effect) []string {
	var list []string
	for _, t := range x.Touches {
		switch t.Of {
		case procedure.TouchActs:
			list = append(list, say.T(ctx, "在“%s”能办的动作变了", t.Name))
		case procedure.TouchAsked:
			list = append(list, say.T(ctx, "报批的“%s”没有了", t.Name))
		case procedure.TouchField:
			list = append(list, say.T(ctx, "填过的“%s”新版不再要，留在经过里", t.Name))
		}
	}
	return list
}

// migrationReason and migrationError are what was sent for a migration and what is wrong with it.
func (f form) migrationReason() string {
	if f.migrating {
		return f.reason
	}
	return ""
}

func (f form) migrationError() string {
	if f.migrating {
		return f.wrong["reason"]
	}
	return ""
}
