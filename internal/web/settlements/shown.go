package settlements

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/scorecard"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

func effect(ctx context.Context, m scorecard.Missing) string {
	return map[scorecard.Missing]string{scorecard.Zero: say.T(ctx, "按 0 分计"), scorecard.Drop: say.T(ctx, "不计"), scorecard.Stop: say.T(ctx, "补上才能结算"), scorecard.Full: say.T(ctx, "记满分")}[m]
}

// table is the settlements of a year, the newest first.
func (d list) table(ctx context.Context) part.Table {
	t := part.Table{Caption: say.T(ctx, "结算"), Quiet: true, Fold: true, Empty: part.Empty(say.T(ctx, "这一年还没有结算"), say.T(ctx, "算好并经领导确认以后，各单位看得到自己的一行。")),
		Columns: []part.Column{{Title: say.T(ctx, "考核表")}, {Title: say.T(ctx, "事实截至")}, {Title: say.T(ctx, "谁算的")}, {Title: say.T(ctx, "考核对象"), Numeric: true}, {Title: say.T(ctx, "缺数"), Numeric: true}, {Title: say.T(ctx, "状态")}}}
	for _, s := range d.Settlements {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: title(ctx, s), Href: "/settlements/" + s.ID, Head: true, Sub: s.Document}, {Text: frame.Moment(ctx, s.AsOf)}, {Text: s.Who, Sub: frame.Moment(ctx, s.RunAt)},
			{Text: strconv.Itoa(s.Subjects), Sub: ofWhat(ctx, s.Of)}, {Text: strconv.Itoa(s.Findings)}, {Text: state(ctx, s), Sub: when(ctx, s)}}})
	}
	return t
}

// ofWhat is what a settlement is of.
func ofWhat(ctx context.Context, of scorecard.Of) string {
	return map[scorecard.Of]string{scorecard.Unit: say.T(ctx, "市直单位"), scorecard.Town: say.T(ctx, "镇办场园"), scorecard.Project: say.T(ctx, "重点项目")}[of]
}

func state(ctx context.Context, s desk.ListedSettlement) string {
	switch {
	case s.ConfirmedAt == 0 && s.Amends != "":
		return say.T(ctx, "更正，待确认")
	case s.ConfirmedAt == 0:
		return say.T(ctx, "待确认")
	case s.Amends != "":
		return say.T(ctx, "更正，已确认")
	}
	return say.T(ctx, "已确认")
}

func when(ctx context.Context, s desk.ListedSettlement) string {
	if s.ConfirmedAt == 0 {
		return ""
	}
	return s.Confirmed + " " + frame.Moment(ctx, s.ConfirmedAt)
}

func (d list) cards(ctx context.Context) (options []part.Option) {
	for _, c := range d.Cards {
		options = append(options, part.Option{Value: c.ID, Text: say.T(ctx, "%s（第 %d 版）", c.Title, c.Version)})
	}
	return options
}

func (d list) kinds(ctx context.Context) []part.Option {
	options := []part.Option{{Text: say.T(ctx, "全部")}}
	for _, c := range d.Cards {
		options = append(options, part.Option{Value: c.ID, Text: c.Title})
	}
	return options
}

// matrix is a row a subject and a column an item, in the official order.
func matrix(ctx context.Context, s desk.ShownSettlement) part.Table {
	r := s.Result.Rounding
	t := part.Table{ID: "matrix", Caption: title(ctx, s.ListedSettlement), Quiet: true, Tight: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "考核对象")}},
		Empty: part.Empty(say.T(ctx, "没有您单位的一行"), say.T(ctx, "这次结算考的不是您的单位。"))}
	if s.Card.Of == scorecard.Project {
		t.Empty = part.Empty(say.T(ctx, "没有您单位的项目"), say.T(ctx, "这次结算考的项目里，没有您单位负责的。"))
	}
	ranked := s.Card.Ranking != nil
	if ranked {
		t.Columns = append(t.Columns, part.Column{Title: say.T(ctx, "名次"), Numeric: true})
	}
	for _, x := range s.Card.Items {
		t.Columns = append(t.Columns, part.Column{Title: x.Title + " " + x.Weight.String(), Short: x.Title, Numeric: true})
	}
	t.Columns = append(t.Columns, part.Column{Title: say.T(ctx, "扣分"), Numeric: true}, part.Column{Title: say.T(ctx, "加分"), Numeric: true}, part.Column{Title: say.T(ctx, "总分"), Numeric: true}, part.Column{Title: say.T(ctx, "等次")})
	for _, x := range s.Result.Subjects {
		to := "/settlements/" + s.ID + "/" + url.PathEscape(x.ID)
		row := []part.Cell{{Text: x.Name, Sub: beside(ctx, s, x), Head: true, Href: to}}
		if ranked {
			row = append(row, part.Cell{Text: strconv.Itoa(x.Rank)})
		}
		for _, c := range x.Cells {
			row = append(row, part.Cell{Text: score(ctx, r, c), Href: to + "#i-" + c.ID})
		}
		row = append(row, part.Cell{Text: summed(r, x.Deductions), Href: to + "#deductions"}, part.Cell{Text: summed(r, x.Bonuses), Href: to + "#bonuses"})
		grade := part.Cell{Text: x.Grade, Href: to + "#grade"}
		for _, v := range x.Vetoes {
			if v.Held {
				grade.Sub = say.T(ctx, "%s否决", v.Title)
			}
		}
		total := part.Cell{Text: say.T(ctx, "不出"), Href: to + "#grade"}
		if x.Scored {
			total.Text = r.Write(x.Total.Decimal)
		}
		if grade.Text == "" {
			grade.Text, grade.Href = "—", ""
		}
		t.Rows = append(t.Rows, part.Row{Cells: append(row, total, grade)})
	}
	return t
}

// beside is what stands under a subject's name: its group, and who answers for it.
func beside(ctx context.Context, s desk.ShownSettlement, x scorecard.Result) string {
	if x.Unit == "" {
		return x.Group
	}
	return say.T(ctx, "%s，%s", cmp.Or(s.Units[x.Unit], x.Unit), x.Group)
}

// aside is what is said under a subject's name on its own page.
func aside(ctx context.Context, s subject) string {
	if s.Result.Unit == "" {
		return title(ctx, s.ListedSettlement)
	}
	return say.T(ctx, "%s；责任单位 %s", title(ctx, s.ListedSettlement), cmp.Or(s.Units[s.Result.Unit], s.Result.Unit))
}

func score(ctx context.Context, r scorecard.Rounding, c scorecard.Cell) string {
	if c.Effect == scorecard.Drop || c.Effect == scorecard.Stop {
		return effect(ctx, c.Effect)
	}
	return r.Write(c.Score.Decimal)
}

// summed are points of several cells together.
func summed(r scorecard.Rounding, cells []scorecard.Cell) string {
	sum := quantity.Int(0)
	for _, c := range cells {
		if c.Effect != scorecard.Drop {
			if s, err := sum.Add(c.Score.Decimal); err == nil {
				sum = s
			}
		}
	}
	return r.Write(sum)
}

// lacking are the missing facts, a row a subject and fact.
func lacking(ctx context.Context, s desk.ShownSettlement) part.Table {
	t := part.Table{Caption: say.T(ctx, "缺的事实"), Quiet: true, Tight: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "考核对象")}, {Title: say.T(ctx, "缺什么")}, {Title: say.T(ctx, "怎么办了")}, {Title: say.T(ctx, "哪些项目")}, {Title: say.T(ctx, "哪几行")}}}
	for _, l := range s.Lacks {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: l.Name, Href: "/settlements/" + s.ID + "/" + url.PathEscape(l.Subject), Head: true}, {Text: l.Words}, {Text: effect(ctx, l.Effect)}, {Text: strings.Join(l.Items, "、")}, {Text: strings.Join(l.Rows, "；")}}})
	}
	return t
}

// to is where a source can be opened, "" for nowhere.
func to(v *frame.Visit, year int, s scorecard.Source) string {
	switch s.Noun {
	case "task":
		if v.Actor.May("task.list") {
			return "/tasks/" + url.PathEscape(s.ID)
		}
	case "unit":
		if v.Actor.May("task.list") {
			return "/tasks?year=" + strconv.Itoa(year) + "&unit=" + url.QueryEscape(s.ID)
		}
	case "project":
		if v.Actor.May("project.list") {
			at := "/projects/" + url.PathEscape(s.ID)
			parts := strings.Split(s.Field, ".")
			switch {
			case parts[0] == "month" && len(parts) > 1:
				return at + "/progress/" + url.PathEscape(parts[1])
			case parts[0] == "month":
				return at + "#progress"
			case parts[0] == "reached" || parts[0] == "stage":
				return at + "#line"
			case parts[0] == "problems":
				return at
			}
			return at + "#facts"
		}
	case "decision":
		if s.ID != "" && v.Actor.May("case.list") {
			return "/cases/" + url.PathEscape(s.ID)
		}
	case "fact":
		if v.Actor.May("fact.list") {
			_, rest, _ := strings.Cut(s.ID, "/")
			return "/settlements/facts?y=" + strconv.Itoa(year) + "#f-" + url.PathEscape(strings.ReplaceAll(rest, "/", "-"))
		}
	}
	return ""
}

// inputs are the facts that a score was reckoned with.
func inputs(v *frame.Visit, year int, caption string, all []scorecard.Input) part.Table {
	ctx := v.Ctx
	t := part.Table{Caption: caption, Quiet: true, Tight: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "事实")}, {Title: say.T(ctx, "值"), Numeric: true}, {Title: say.T(ctx, "来处")}}}
	for _, x := range all {
		from := part.Cell{Text: x.Source.Words, Href: to(v, year, x.Source)}
		if from.Text == "" {
			from.Text = "—"
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: x.Fact, Head: true}, {Text: x.Value.String()}, from}})
	}
	return t
}

// rows are the shares of a table's rows.
func rows(v *frame.Visit, year int, caption string, all []scorecard.RowScore) part.Table {
	ctx := v.Ctx
	t := part.Table{Caption: caption, Quiet: true, Tight: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "任务")}, {Title: say.T(ctx, "权重"), Numeric: true}, {Title: say.T(ctx, "得分率"), Numeric: true}, {Title: say.T(ctx, "算式")}}}
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b scorecard.RowScore) int { return strings.Compare(a.Title, b.Title) })
	for _, x := range all {
		share := x.Share.String()
		if x.Effect != "" {
			share = effect(ctx, x.Effect)
		}
		words := part.Cell{Text: x.Words}
		for _, in := range x.Inputs {
			if in.Source.Field == "pace" {
				words.Sub = in.Source.Words
			}
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: x.Title, Href: to(v, year, x.Source), Head: true}, {Text: x.Weight.String()}, {Text: share}, words}})
	}
	return t
}

// differs is a row a score that changed, with the facts that did.
func differs(ctx context.Context, d scorecard.Difference) part.Table {
	t := part.Table{Caption: say.T(ctx, "变了的得分"), Quiet: true, Fold: true, Empty: part.EmptyPage(say.T(ctx, "没有一格不同"), ""),
		Columns: []part.Column{{Title: say.T(ctx, "考核对象")}, {Title: say.T(ctx, "哪一格")}, {Title: say.T(ctx, "原来"), Numeric: true}, {Title: say.T(ctx, "现在"), Numeric: true}, {Title: say.T(ctx, "因为哪个事实")}}}
	for _, s := range d.Subjects {
		switch {
		case s.Added:
			t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: s.Name, Head: true}, {Text: say.T(ctx, "新参评")}, {}, {}, {}}})
		case s.Removed:
			t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: s.Name, Head: true}, {Text: say.T(ctx, "不再参评")}, {}, {}, {}}})
		}
		for _, c := range s.Cells {
			row := []part.Cell{{Text: s.Name, Head: true}, {Text: c.Title}, {Text: "—"}, {Text: say.T(ctx, "得分没变")}, {Content: because(c)}}
			if c.Score != nil {
				row[2], row[3] = part.Cell{Text: c.Score.Was}, part.Cell{Text: c.Score.Is}
			}
			t.Rows = append(t.Rows, part.Row{Cells: row})
		}
		for _, r := range s.Results {
			t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: s.Name, Head: true}, {Text: r.What}, {Text: none(r.Was)}, {Text: none(r.Is)}, {}}})
		}
	}
	return t
}

func none(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

// short is the beginning of a digest.
func short(digest string) string { return digest[:min(len(digest), 12)] }

// lackCount is how many lack a fact.
type lackCount struct {
	words  string
	effect scorecard.Missing
	n      int
}

func lackCounts(s desk.ShownSettlement) (all []lackCount) {
	for _, l := range s.Lacks {
		i := slices.IndexFunc(all, func(c lackCount) bool { return c.words == l.Words && c.effect == l.Effect })
		if i < 0 {
			i, all = len(all), append(all, lackCount{words: l.Words, effect: l.Effect})
		}
		all[i].n++
	}
	return all
}
