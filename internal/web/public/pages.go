package public

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"duban/internal/base/quantity"
	"duban/internal/kernel/project"
	"duban/internal/kernel/snapshot"
	"duban/internal/kernel/task"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// sections are where the head of every page leads.
func (p page) sections(ctx context.Context) []part.Link {
	all := []part.Link{
		{Text: say.T(ctx, "总的情况"), Href: "index.html"},
		{Text: say.T(ctx, "民生实事"), Href: "livelihood/index.html"},
		{Text: say.T(ctx, "全部承诺"), Href: "promises/index.html"},
		{Text: say.T(ctx, "项目"), Href: "projects/index.html"},
		{Text: say.T(ctx, "数据"), Href: "data/index.html"},
		{Text: say.T(ctx, "怎么算的"), Href: "about/index.html"},
	}
	for i := range all {
		all[i].Current = all[i].Href == p.at
		all[i].Href = p.to(all[i].Href)
	}
	return all
}

// addPages makes all pages of a language.
func (b *Book) addPages(ctx context.Context) error {
	s := b.Snapshot
	var err error
	add := func(path, title, at string, body func(page) templ.Component) {
		if err == nil {
			err = b.add(ctx, path, title, at, body)
		}
	}
	add("index.html", say.T(ctx, "%d 年的承诺办得怎么样", s.Year), "index.html", func(p page) templ.Component { return home(p) })
	add("livelihood/index.html", say.T(ctx, "民生实事"), "livelihood/index.html", func(p page) templ.Component {
		return listed(p, listing{all: s.Promises, lede: say.T(ctx, "政府今年答应为群众办的实事，一件一件说"), keep: func(q snapshot.Promise) bool { return q.Category == task.Livelihood }})
	})
	for _, l := range listings(ctx, s) {
		add("promises/"+l.file, l.title, "promises/index.html", func(p page) templ.Component { return listed(p, l) })
	}
	for _, q := range s.Promises {
		at := "promises/index.html"
		if q.Category == task.Livelihood {
			at = "livelihood/index.html"
		}
		add(promisePath(q), q.Title, at, func(p page) templ.Component { return one(p, q) })
	}
	add("projects/index.html", say.T(ctx, "项目"), "projects/index.html", func(p page) templ.Component { return projects(p) })
	for _, x := range s.Projects {
		add(projectPath(x.ID), x.Name, "projects/index.html", func(p page) templ.Component { return site(p, x) })
	}
	add("data/index.html", say.T(ctx, "数据"), "data/index.html", func(p page) templ.Component { return data(p) })
	add("about/index.html", say.T(ctx, "怎么算的"), "about/index.html", func(p page) templ.Component { return about(p) })
	add("404.html", say.T(ctx, "没有这一页"), "", func(p page) templ.Component { return nowhere(p) })
	return err
}

func promisePath(p snapshot.Promise) string { return "promises/" + p.Number + ".html" }

func projectPath(id string) string { return "projects/" + id + ".html" }

// listing is a list of promises: all of them, or those that one choice keeps.
type listing struct {
	file, title, lede string
	kind, word        string // of the choice, "" for all
	all               []snapshot.Promise
	keep              func(snapshot.Promise) bool
}

func (l listing) promises() (kept []snapshot.Promise) {
	for _, p := range l.all {
		if l.keep(p) {
			kept = append(kept, p)
		}
	}
	return kept
}

// listings are the lists of promises, each a page, so that they can be chosen
// among without script and from a folder.
func listings(ctx context.Context, s *snapshot.Snapshot) []listing {
	title := say.T(ctx, "全部承诺")
	all := []listing{{file: "index.html", title: title, all: s.Promises, keep: func(snapshot.Promise) bool { return true }}}
	add := func(kind, code, word string, keep func(snapshot.Promise) bool) {
		if slices.ContainsFunc(s.Promises, keep) {
			all = append(all, listing{file: kind + "-" + code + ".html", title: word, kind: kind, word: word, all: s.Promises, keep: keep})
		}
	}
	for _, c := range categories {
		add("category", string(c), known(ctx, categoryWord, c), func(p snapshot.Promise) bool { return p.Category == c })
	}
	for _, v := range verdicts {
		add("verdict", string(v), known(ctx, verdictWord, v), func(p snapshot.Promise) bool { return p.Verdict == v })
	}
	var units []string
	for _, p := range s.Promises {
		if !slices.Contains(units, p.Lead) {
			units = append(units, p.Lead)
		}
	}
	slices.Sort(units)
	for _, u := range units {
		sum := sha256.Sum256([]byte(u))
		add("unit", hex.EncodeToString(sum[:5]), u, func(p snapshot.Promise) bool { return p.Lead == u })
	}
	return all
}

// choices are the links from one list of promises to the others of a kind.
func (p page) choices(ctx context.Context, kind string) (links []part.Link) {
	for _, l := range listings(ctx, p.Snapshot) {
		if l.kind == kind {
			links = append(links, part.Link{Text: l.word + " " + strconv.Itoa(len(l.promises())), Href: p.to("promises/" + l.file), Current: p.path == "promises/"+l.file})
		}
	}
	return links
}

// promiseTable lists promises: what is promised, how far it is, and the verdict.
func (p page) promiseTable(ctx context.Context, caption string, list []snapshot.Promise) part.Table {
	t := part.Table{Caption: caption, Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "承诺")}, {Title: say.T(ctx, "完成"), Numeric: true}, {Title: say.T(ctx, "目标"), Numeric: true}, {Title: say.T(ctx, "进度"), Bars: true}, {Title: say.T(ctx, "期限")}, {Title: say.T(ctx, "结果")}},
		Empty: part.Empty(say.T(ctx, "这里没有承诺"), say.T(ctx, "这一次公布的里面没有这一类。"))}
	for _, q := range list {
		done, whole, unit := "—", "—", ""
		if f := q.Figure; f != nil {
			whole, unit = f.Target.String(), f.Unit
			if f.Done != nil {
				done = f.Done.String()
			}
		} else {
			found := 0
			for _, d := range q.Deliverables {
				if !d.VerifiedOn.Zero() {
					found++
				}
			}
			done, whole, unit = strconv.Itoa(found), strconv.Itoa(len(q.Deliverables)), say.T(ctx, "件成果")
		}
		unitOf := unit
		if done == "—" {
			unitOf = ""
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: q.Title, Href: p.to(promisePath(q)), Head: true, Sub: q.Lead}, {Text: done, Unit: unitOf}, {Text: whole, Unit: unit},
			{Content: p.bar(ctx, q)}, {Text: day(ctx, q.DueOn)}, {Content: part.ChipSaid(state(q), known(ctx, verdictWord, q.Verdict))}}})
	}
	return t
}

// bar is the pace of a promise; nothing where there is no way to go.
func (p page) bar(ctx context.Context, q snapshot.Promise) templ.Component {
	x, ok := pace(ctx, p.Snapshot, q)
	if !ok {
		return part.Words("—")
	}
	return part.PaceBar(x)
}

// pace is a promise in thousandths of its target, counted from its base.
func pace(ctx context.Context, s *snapshot.Snapshot, q snapshot.Promise) (x part.Pace, ok bool) {
	x.Reading = lead(ctx, s, q)
	if f := q.Figure; f != nil {
		if f.Course == task.Constant || f.AtMost {
			return x, false
		}
		at := func(n quantity.Decimal) int { return thousandths(n, f.Base.Decimal, f.Target.Decimal) }
		x.Due, x.NotDue = at(f.Due.Decimal), q.Verdict == task.Waiting
		if f.Done != nil {
			x.Done = at(f.Done.Decimal)
		}
		if f.Low != nil && f.High != nil {
			x.Low, x.High = at(f.Low.Decimal), at(f.High.Decimal)
		}
		return x, true
	}
	var done, due, whole int64
	for _, d := range q.Deliverables {
		whole += d.Weight
		if !d.VerifiedOn.Zero() {
			done += d.Weight
		}
		if !s.On.Before(d.DueOn) {
			due += d.Weight
		}
	}
	if whole == 0 {
		return x, false
	}
	x.Done, x.Due, x.NotDue = int(done*1000/whole), int(due*1000/whole), due == 0
	return x, true
}

// thousandths is how far n has come from base to target.
func thousandths(n, base, target quantity.Decimal) int {
	whole := new(big.Rat).Sub(target.Rat(), base.Rat())
	if whole.Sign() == 0 {
		return 0
	}
	r := new(big.Rat).Sub(n.Rat(), base.Rat())
	r.Mul(r.Quo(r, whole), big.NewRat(1000, 1))
	f, _ := r.Float64()
	return int(max(-1e6, min(1e6, f)))
}

// chart is the way of a quantified promise, month by month.
func (p page) chart(ctx context.Context, q snapshot.Promise) (part.Chart, bool) {
	f := q.Figure
	if f == nil || f.Done == nil {
		return part.Chart{}, false
	}
	c := part.Chart{ID: "way", Still: true, Unit: f.Unit, Title: lead(ctx, p.Snapshot, q), Note: say.T(ctx, "%s，%s；每月的数由单位负责人审签", f.Subject, f.Unit)}
	done, due := part.Series{Name: say.T(ctx, "审签的数")}, part.Series{Name: say.T(ctx, "月底应有"), Hollow: true}
	for _, m := range q.Months {
		c.Labels = append(c.Labels, strconv.Itoa(m.Month.Month))
		var v *quantity.Decimal
		if m.Figure != nil {
			v = part.Of(m.Figure.Decimal)
		}
		done.Values, due.Values = append(done.Values, v), append(due.Values, part.Of(m.Due.Decimal))
	}
	c.Series = []part.Series{done, due}
	return c, true
}

// monthTable is the same as numbers, with the day of each signature.
func monthTable(ctx context.Context, q snapshot.Promise) part.Table {
	t := part.Table{Caption: say.T(ctx, "每月的数"), Quiet: true, Tight: true, Columns: []part.Column{{Title: say.T(ctx, "月份")}, {Title: say.T(ctx, "审签的数"), Numeric: true}, {Title: say.T(ctx, "月底应有"), Numeric: true}, {Title: say.T(ctx, "审签日")}}}
	for _, m := range q.Months {
		done := "—"
		if m.Figure != nil {
			done = m.Figure.String()
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: month(ctx, m.Month), Head: true}, {Text: done}, {Text: m.Due.String()}, {Text: day(ctx, m.SignedOn)}}})
	}
	return t
}

func deliverableTable(ctx context.Context, q snapshot.Promise) part.Table {
	t := part.Table{Caption: say.T(ctx, "成果"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "成果")}, {Title: say.T(ctx, "凭什么证明")}, {Title: say.T(ctx, "期限")}, {Title: say.T(ctx, "是否核实")}}}
	for _, d := range q.Deliverables {
		chip := part.ChipSaid(part.NotDue, say.T(ctx, "还没到期"))
		switch {
		case !d.VerifiedOn.Zero():
			chip = part.ChipSaid(part.Blue, say.T(ctx, "%s核实", day(ctx, d.VerifiedOn)))
		case d.Late:
			chip = part.ChipSaid(part.Red, say.T(ctx, "到期没有核实"))
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: d.Words, Head: true}, {Text: known(ctx, evidenceWord, d.Evidence)}, {Text: day(ctx, d.DueOn)}, {Content: chip}}})
	}
	return t
}

// town is a town's projects.
type town struct {
	name     string
	projects []snapshot.Project
}

// towns are the projects by town, in the order of their names; those without one last.
func towns(s *snapshot.Snapshot) (all []town) {
	for _, x := range s.Projects {
		i := slices.IndexFunc(all, func(t town) bool { return t.name == x.Town })
		if i < 0 {
			i, all = len(all), append(all, town{name: x.Town})
		}
		all[i].projects = append(all[i].projects, x)
	}
	slices.SortStableFunc(all, func(a, b town) int {
		if (a.name == "") != (b.name == "") {
			return map[bool]int{true: 1, false: -1}[a.name == ""]
		}
		return strings.Compare(a.name, b.name)
	})
	return all
}

func amount(n *snapshot.Number) string {
	if n == nil {
		return "—"
	}
	return n.String()
}

func (p page) projectTable(ctx context.Context, caption string, list []snapshot.Project) part.Table {
	t := part.Table{Caption: caption, Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "项目")}, {Title: say.T(ctx, "阶段")}, {Title: say.T(ctx, "总投资（万元）"), Short: say.T(ctx, "总投资"), Numeric: true}, {Title: say.T(ctx, "%d 年计划（万元）", p.Snapshot.Year), Short: say.T(ctx, "今年计划"), Numeric: true}, {Title: say.T(ctx, "今年完成（万元）"), Short: say.T(ctx, "今年完成"), Numeric: true}}}
	for _, x := range list {
		sub := x.Place
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: x.Name, Href: p.to(projectPath(x.ID)), Head: true, Sub: sub}, {Text: known(ctx, stageWord, x.Stage)}, {Text: amount(x.Investment)}, {Text: amount(x.Plan)}, {Text: amount(x.Done)}}})
	}
	return t
}

// sums are the totals over all projects, each with how many have the figure.
func sums(s *snapshot.Snapshot) (plan, done quantity.Decimal, planned, reported int) {
	for _, x := range s.Projects {
		if x.Plan != nil {
			plan, planned = project.Sum(plan, x.Plan.Decimal), planned+1
		}
		if x.Done != nil {
			done, reported = project.Sum(done, x.Done.Decimal), reported+1
		}
	}
	return plan, done, planned, reported
}

// projectMap shows the projects that have coordinates; ok is false without a map.
func (p page) projectMap(ctx context.Context) (part.Map, bool) {
	if len(p.land.Areas) == 0 {
		return part.Map{}, false
	}
	m := part.Map{ID: "map", Approval: p.land.Approval}
	count := map[string]int{}
	for _, x := range p.Snapshot.Projects {
		count[x.Town]++
		if x.Lon != nil && x.Lat != nil {
			m.Points = append(m.Points, part.MapPoint{Lon: x.Lon.Decimal, Lat: x.Lat.Decimal, Name: x.Name, Href: p.to(projectPath(x.ID))})
		}
	}
	if len(m.Points) == 0 {
		return part.Map{}, false
	}
	m.Title = say.T(ctx, "%d 个项目在哪里", len(m.Points))
	m.Table = part.Table{Caption: say.T(ctx, "各镇办的项目"), Quiet: true, Tight: true, Columns: []part.Column{{Title: say.T(ctx, "镇办")}, {Title: say.T(ctx, "项目"), Numeric: true}}}
	for _, a := range p.land.Areas {
		m.Areas = append(m.Areas, part.MapArea{Area: a})
	}
	for _, t := range towns(p.Snapshot) {
		if t.name != "" {
			m.Table.Rows = append(m.Table.Rows, part.Row{Cells: []part.Cell{{Text: t.name, Head: true}, {Text: strconv.Itoa(count[t.name])}}})
		}
	}
	return m, true
}
