package calendar

import (
	"context"
	"strconv"
	"strings"

	"duban/internal/kernel/procedure"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

func weekdays(ctx context.Context) []string {
	return []string{say.T(ctx, "一"), say.T(ctx, "二"), say.T(ctx, "三"), say.T(ctx, "四"), say.T(ctx, "五"), say.T(ctx, "六"), say.T(ctx, "日")}
}

func years(d data) []part.Link {
	var list []part.Link
	for y := max(d.Year-1, 2000); y <= min(d.Year+1, 2059); y++ {
		l := yearLink(y)
		l.Current = y == d.Year
		list = append(list, l)
	}
	return list
}

func kind(ctx context.Context, d data) part.Field {
	f := d.field(ctx, "days", "works", say.T(ctx, "类别"), "", false)
	if f.Value == "" {
		f.Value = "rest"
	}
	return f
}

// days are the runs of the year that are not as their weekdays would have them.
func days(v *frame.Visit, d data) part.Table {
	ctx := v.Ctx
	t := part.Table{Caption: say.T(ctx, "放假和上班"), Quiet: true, Fold: true, Empty: part.Words(say.T(ctx, "这一年还没有。")),
		Columns: []part.Column{{Title: say.T(ctx, "日子")}, {Title: say.T(ctx, "类别")}, {Title: say.T(ctx, "名称")}, {Title: say.T(ctx, "依据")}, {Title: say.T(ctx, "来源")}}}
	may := v.Actor.May("calendar.lift")
	if may {
		t.Columns = append(t.Columns, part.Column{Title: say.T(ctx, "办理"), Hidden: true})
	}
	for _, s := range d.Calendar.In(d.Year) {
		e := d.entryOf(s)
		from := part.Cell{Text: source(ctx, s, e)}
		if e != nil && e.Person != "" {
			from.Sub = e.Person + "，" + frame.Date(ctx, e.SetAt)
		}
		row := part.Row{Cells: []part.Cell{{Text: span(s.From, s.To), Head: true}, {Text: works(ctx, s.Works)}, {Text: s.Name}, {Text: s.Basis}, from}}
		if may {
			c := part.Cell{}
			if e != nil && s.Local {
				c.Content = lift(d, e.ID, d.Edition)
			}
			row.Cells = append(row.Cells, c)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// changes are the editions, the newest first.
func changes(v *frame.Visit, d data) part.Table {
	ctx := v.Ctx
	t := part.Table{Caption: say.T(ctx, "谁改过"), Quiet: true, Fold: true, Empty: part.Words(say.T(ctx, "还没有人改过，用的是程序自带的全国放假安排。")),
		Columns: []part.Column{{Title: say.T(ctx, "版")}, {Title: say.T(ctx, "改了什么")}, {Title: say.T(ctx, "谁，什么时候")}, {Title: say.T(ctx, "改期")}}}
	for _, c := range d.Changes {
		what := part.Cell{Text: effect(ctx, c)}
		if c.Sum.Cases+c.Sum.Firm > 0 && v.Actor.May("case.list") {
			what.Href = "/calendar?y=" + strconv.Itoa(d.Year) + "&edition=" + strconv.FormatInt(c.Edition.Edition, 10) + "#moved"
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: strconv.FormatInt(c.Edition.Edition, 10), Head: true}, {Text: change(ctx, c)}, {Text: who(ctx, c), Sub: frame.Moment(ctx, c.RecordedAt)}, what}})
	}
	return t
}

// moved are the cases that an edition dated otherwise.
func moved(ctx context.Context, d data) part.Table {
	t := part.Table{Caption: say.T(ctx, "改了日期的办件"), Quiet: true, Fold: true, Empty: part.Words(say.T(ctx, "没有您看得到的。")),
		Columns: []part.Column{{Title: say.T(ctx, "编号")}, {Title: say.T(ctx, "事由")}, {Title: say.T(ctx, "计时")}}}
	for _, m := range d.moved {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: m.Row.Number, Href: "/cases/" + m.Case, Head: true}, {Text: m.Row.Title}, {Text: Clocks(ctx, m.Clocks)}}})
	}
	return t
}

// Clocks says how the clocks of a case were dated anew.
func Clocks(ctx context.Context, list []procedure.Moved) string {
	var words []string
	for _, m := range list {
		if m.Dated() {
			words = append(words, say.T(ctx, "%s：%s → %s", m.Clock, m.Before, m.After))
		} else {
			words = append(words, say.T(ctx, "%s：%s，由预计变为确定", m.Clock, m.After))
		}
	}
	return strings.Join(words, say.T(ctx, "；"))
}
