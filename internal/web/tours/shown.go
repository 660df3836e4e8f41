package tours

import (
	"cmp"
	"context"
	"strconv"

	"github.com/a-h/templ"

	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/tour"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

var stateWord = map[tour.State]say.Text{tour.Draft: say.Text("筹备"), tour.Open: say.Text("打分中"), tour.Closed: say.Text("已截止")}

func halfWord(ctx context.Context, year, half int) string {
	if half == 1 {
		return say.T(ctx, "%d 年上半年", year)
	}
	return say.T(ctx, "%d 年下半年", year)
}

func days(ctx context.Context, t tour.Tour) string {
	if t.From == t.Until {
		return t.From.String()
	}
	return say.T(ctx, "%s 至 %s", t.From, t.Until)
}

// halves are the half-years to choose from.
func (s form) halves(ctx context.Context, year int) (all []part.Option) {
	for y := year + 1; y >= year-2; y-- {
		for h := 2; h >= 1; h-- {
			all = append(all, part.Option{Value: strconv.Itoa(y) + "-" + strconv.Itoa(h), Text: halfWord(ctx, y, h)})
		}
	}
	return all
}

func (x listed) table(ctx context.Context) part.Table {
	t := part.Table{ID: "tours", Quiet: true, Fold: true, Caption: say.T(ctx, "拉练观摩"), Columns: []part.Column{{Title: say.T(ctx, "观摩")}, {Title: say.T(ctx, "哪几天")}, {Title: say.T(ctx, "观摩点"), Numeric: true}, {Title: say.T(ctx, "交卷")}, {Title: say.T(ctx, "到哪一步")}},
		Empty: part.Empty(say.T(ctx, "还没有办过观摩"), say.T(ctx, "半年一次，选项目、排路线、评委在手机上打分。"))}
	for _, r := range x.Tours {
		handed := ""
		if r.State != tour.Draft {
			handed = say.T(ctx, "%d 位评委，%d 位交了", len(r.Plan.Judges), r.Handed)
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: r.Plan.Name, Sub: halfWord(ctx, r.Plan.Year, r.Plan.Half), Href: "/tours/" + r.ID, Head: true}, {Text: days(ctx, r.Plan)}, {Text: strconv.Itoa(len(r.Plan.Stops))}, {Text: handed}, {Text: say.T(ctx, stateWord[r.State])}}})
	}
	return t
}

func decimal(d *quantity.Decimal) string {
	if d == nil {
		return ""
	}
	return d.String()
}

// route is the stops in the order of the route, as it stands.
func (s shown) route(ctx context.Context) part.Table {
	t := part.Table{ID: "stops", Quiet: true, Fold: true, Tight: true, Caption: say.T(ctx, "路线"), Columns: []part.Column{{Title: say.T(ctx, "序号")}, {Title: say.T(ctx, "观摩点")}, {Title: say.T(ctx, "所在地")}, {Title: say.T(ctx, "责任单位")}, {Title: say.T(ctx, "距上一点，公里"), Short: say.T(ctx, "公里"), Numeric: true}},
		Empty: part.Empty(say.T(ctx, "还没有观摩点"), say.T(ctx, "从下面的项目里选。"))}
	for i, x := range s.Plan.Stops {
		t.Rows = append(t.Rows, part.Row{ID: "stop-" + x.Project, Cells: []part.Cell{{Text: strconv.Itoa(i + 1), Index: true}, {Text: x.Name, Href: "/projects/" + x.Project, Head: true}, {Text: cmp.Or(where(s.ShownTour, x), "—")}, {Text: s.UnitName(x.Unit)}, {Text: s.leg(i)}}})
	}
	return t
}

// leg is the way to a stop in kilometres, a dash where a place is not known.
func (s shown) leg(i int) string {
	if !s.Legs[i].Known {
		return "—"
	}
	return tour.Kilometres(s.Legs[i].Metres)
}

func (s shown) jury(ctx context.Context) part.Table {
	t := part.Table{ID: "jury", Quiet: true, Fold: true, Tight: true, Caption: say.T(ctx, "评委"), Columns: []part.Column{{Title: say.T(ctx, "评委")}, {Title: say.T(ctx, "单位")}, {Title: say.T(ctx, "打了几个"), Numeric: true}, {Title: say.T(ctx, "交卷")}}}
	for _, j := range s.Jury {
		handed := say.T(ctx, "还没有交")
		if j.HandedAt != 0 {
			handed = say.T(ctx, "%s 交", frame.Moment(ctx, j.HandedAt))
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: j.Name, Sub: j.Post, Head: true}, {Text: s.UnitName(j.Unit)}, {Text: say.T(ctx, "%d / %d", j.Scored, j.Due)}, {Text: handed}}})
	}
	return t
}

// named is who was chosen, with how many stops each may mark.
func (s shown) named(ctx context.Context) part.Table {
	t := part.Table{ID: "named", Quiet: true, Tight: true, Fold: true, Caption: say.T(ctx, "评委"), Columns: []part.Column{{Title: say.T(ctx, "评委")}, {Title: say.T(ctx, "单位")}, {Title: say.T(ctx, "可以打几个"), Numeric: true}}}
	for _, j := range s.Jury {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: j.Name, Sub: j.Post, Head: true}, {Text: s.UnitName(j.Unit)}, {Text: strconv.Itoa(j.Due)}}})
	}
	return t
}

// hundredths are a mark in whole ones.
func hundredths(d quantity.Decimal) int64 {
	c, places := quantity.FromRat(d.Rat(), 2).Scaled()
	for ; places < 2; places++ {
		c *= 10
	}
	return c
}

// two writes a score with two places, so that a column can be compared.
func two(d quantity.Decimal) string { return d.Rat().FloatString(2) }

// low is where the drawn scale begins: the ten below the lowest total.
func (s shown) low() int64 {
	low := int64(100)
	for _, o := range s.Result.Stops {
		if o.Spread != nil {
			low = min(low, hundredths(o.Spread.Min)/1000*10)
		}
	}
	return max(0, min(low, 90))
}

func (s shown) results(ctx context.Context) part.Table {
	t := part.Table{ID: "result", Quiet: true, Fold: true, Tight: true, Caption: say.T(ctx, "得分和离散，照路线的先后"), Columns: []part.Column{{Title: say.T(ctx, "路线"), Numeric: true}, {Title: say.T(ctx, "观摩点")}, {Title: say.T(ctx, "得分"), Numeric: true}, {Title: say.T(ctx, "评委的分怎么散的，%d 到 %s 分", s.low(), s.Plan.Most), Short: say.T(ctx, "离散")}, {Title: say.T(ctx, "中位数"), Numeric: true}, {Title: say.T(ctx, "标准差"), Numeric: true}, {Title: say.T(ctx, "评委")}}}
	for i, x := range s.Plan.Stops {
		o := s.Result.Outcome(x.Project)
		row := []part.Cell{{Text: strconv.Itoa(i + 1), Index: true}, {Text: x.Name, Sub: means(ctx, o), Href: "/projects/" + x.Project, Head: true}}
		if o.Score == nil {
			row = append(row, part.Cell{Text: "—"}, part.Cell{Text: say.T(ctx, "没有评委打分")}, part.Cell{}, part.Cell{})
		} else {
			row = append(row, part.Cell{Text: two(*o.Score)}, part.Cell{Content: strip(drawn(ctx, o, s.low(), s.Plan.Most)), Sub: say.T(ctx, "%s — %s，中间一半 %s — %s", two(o.Spread.Min), two(o.Spread.Max), two(o.Spread.Lower), two(o.Spread.Upper))}, part.Cell{Text: two(o.Spread.Median)}, part.Cell{Text: two(o.Spread.Deviation)})
		}
		t.Rows = append(t.Rows, part.Row{Cells: append(row, part.Cell{Text: judges(ctx, o)})})
	}
	return t
}

// judges says how many judges a score is from.
func judges(ctx context.Context, o *tour.Outcome) string {
	words := say.T(ctx, "%d 位打分", o.Sheets)
	if o.Dropped > 0 {
		words += say.T(ctx, "，去掉最高最低")
	}
	if o.Recused > 0 {
		words += say.T(ctx, "，%d 位回避", o.Recused)
	}
	return words
}

func means(ctx context.Context, o *tour.Outcome) string {
	words := ""
	for i, m := range o.Criteria {
		if i > 0 {
			words += " · "
		}
		words += say.T(ctx, "%s %s", m.Title, two(m.Mark))
	}
	return words
}

func (s shown) places(ctx context.Context) part.Table {
	t := part.Table{ID: "places", Quiet: true, Tight: true, Caption: say.T(ctx, "名次"), Columns: []part.Column{{Title: say.T(ctx, "名次"), Numeric: true}, {Title: say.T(ctx, "观摩点")}, {Title: say.T(ctx, "得分"), Numeric: true}}}
	for _, r := range s.Ranked {
		x := s.Plan.Stop(r.Project)
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: strconv.Itoa(r.Place)}, {Text: x.Name, Head: true}, {Text: two(*s.Result.Outcome(r.Project).Score)}}})
	}
	return t
}

// stripe is a drawn spread: positions in per cent of its width.
type stripe struct {
	label                  string
	min, max, lower, width string
	median, score          string
}

func drawn(ctx context.Context, o *tour.Outcome, low int64, most quantity.Decimal) stripe {
	at := func(d quantity.Decimal) int64 { // in hundredths of a per cent of what is drawn
		return 100 + (hundredths(d)-low*100)*9800/max(1, hundredths(most)-low*100)
	}
	pc := func(n int64) string { return quantity.New(n, 2).String() + "%" }
	s := o.Spread
	return stripe{label: say.T(ctx, "最低 %s，下四分位 %s，中位数 %s，上四分位 %s，最高 %s，得分 %s", two(s.Min), two(s.Lower), two(s.Median), two(s.Upper), two(s.Max), two(*o.Score)),
		min: pc(at(s.Min)), max: pc(at(s.Max)), lower: pc(at(s.Lower)), width: pc(max(60, at(s.Upper)-at(s.Lower))), median: pc(at(s.Median)), score: pc(at(*o.Score))}
}

// candidates are the options of the stops, the chosen ones checked.
func (s shown) chosen() (all []string) {
	if s.form.act == "stops" {
		return s.form.values["stop"]
	}
	for _, x := range s.Plan.Stops {
		all = append(all, x.Project)
	}
	if len(all) == 0 {
		for _, c := range s.choices.Projects {
			if c.Suggested && c.Placed {
				all = append(all, c.Project)
			}
		}
	}
	return all
}

func (s shown) chosenJudges() (all []string) {
	if s.form.act == "judges" {
		return s.form.values["judge"]
	}
	for _, j := range s.Plan.Judges {
		all = append(all, j.Person)
	}
	return all
}

// group is options under a name.
type group struct {
	name    string
	options []part.Option
}

// towns are the projects to choose from, by town.
func (s shown) towns(ctx context.Context) (all []group) {
	for _, c := range s.choices.Projects {
		name := s.UnitName(c.Town)
		if c.Town == "" {
			name = say.T(ctx, "没有定镇办")
		}
		if len(all) == 0 || all[len(all)-1].name != name {
			all = append(all, group{name: name})
		}
		why := c.Stage.String()
		if !c.Placed {
			why += say.T(ctx, "，没有坐标")
		}
		if c.Suggested {
			why += say.T(ctx, "，建议")
		}
		g := &all[len(all)-1]
		g.options = append(g.options, part.Option{Value: c.Project, Text: c.Name, Reason: why})
	}
	return all
}

// people are those who may be judges, by unit.
func (s shown) people() (all []group) {
	for _, j := range s.choices.Judges {
		name := s.UnitName(j.Unit)
		if len(all) == 0 || all[len(all)-1].name != name {
			all = append(all, group{name: name})
		}
		g := &all[len(all)-1]
		g.options = append(g.options, part.Option{Value: j.Person, Text: j.Name, Reason: j.Post})
	}
	return all
}

// About is the scores of a project for its page, nothing where it was on no tour.
func About(v *frame.Visit, project string) (templ.Component, error) {
	if !v.Actor.May("tour.list") {
		return templ.NopComponent, nil
	}
	all, err := v.House.Desk.ScoresOfProject(v.Ctx, v.Actor, project)
	if err != nil || len(all) == 0 {
		return templ.NopComponent, err
	}
	return about(scores(v.Ctx, all)), nil
}

func scores(ctx context.Context, all []desk.StopScore) part.Table {
	t := part.Table{Quiet: true, Tight: true, Fold: true, Caption: say.T(ctx, "拉练观摩"), Columns: []part.Column{{Title: say.T(ctx, "观摩")}, {Title: say.T(ctx, "得分"), Numeric: true}, {Title: say.T(ctx, "评委")}}}
	for _, s := range all {
		score := "—"
		if s.Score != nil {
			score = two(*s.Score)
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: s.Name, Sub: s.Until.String(), Href: "/tours/" + s.Tour, Head: true}, {Text: score}, {Text: say.T(ctx, "%d 位打分", int(s.Sheets))}}})
	}
	return t
}

func (s shown) lede(ctx context.Context) string {
	words := say.T(ctx, "%s，%s，%d 个观摩点，%d 位评委", halfWord(ctx, s.Plan.Year, s.Plan.Half), days(ctx, s.Plan), len(s.Plan.Stops), len(s.Plan.Judges))
	return words
}

// length says how long the route is, and what kind of kilometres they are.
func (s shown) length(ctx context.Context) string {
	if s.Metres == 0 {
		return say.T(ctx, "有坐标的才算得出距离")
	}
	return say.T(ctx, "直线距离合计 %s 公里，只用来排先后；行车里程以实际道路为准", tour.Kilometres(s.Metres))
}

func (s shown) roads() string {
	text := ""
	for _, r := range s.Plan.Roads {
		text += r + "\n"
	}
	return text
}

func (s shown) wrongPost(x tour.Stop) bool {
	return s.form.act == "route" && s.form.fault != nil && s.form.fault.Field == "post-"+x.Project
}

// waiting is how many judges have not handed in.
func (s shown) waiting() (n int) {
	for _, j := range s.Jury {
		if j.HandedAt == 0 {
			n++
		}
	}
	return n
}

func (s shown) howReckoned(ctx context.Context) string {
	words := say.T(ctx, "%d 位评委交卷，各打各的；得分是各评委按权重合计的平均，照路线的先后，不分高低", s.Result.Judges)
	if s.Plan.Trim {
		words += say.T(ctx, "；%d 位以上打分的去掉一个最高分、一个最低分", s.Plan.Least)
	}
	return words
}

func (s shown) ownLede(ctx context.Context) string {
	if s.Own.HandedAt != 0 {
		return say.T(ctx, "%s 交的卷，只有您自己看得到", frame.Moment(ctx, s.Own.HandedAt))
	}
	return say.T(ctx, "只有您自己看得到，交卷以前可以改")
}

// closedWord says why a judge does not score any more.
func (s judged) closedWord(ctx context.Context) string {
	switch {
	case s.Own.HandedAt != 0:
		return say.T(ctx, "您已经交卷，分数封存")
	case s.State == tour.Closed:
		return say.T(ctx, "已经截止，不再收分")
	}
	return say.T(ctx, "还没有开始打分")
}
