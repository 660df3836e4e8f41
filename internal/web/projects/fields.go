package projects

import (
	"context"
	"slices"
	"strings"

	"duban/internal/base/quantity"
	"duban/internal/kernel/project"
	"duban/internal/web/cases"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// field is a field of an act's form on the project's page.
func (s shown) field(act, name, label, hint, begin string) part.Field {
	return part.Field{Name: name, Label: label, Hint: hint, Value: s.value(act, name, begin), Error: s.wrong(act, name)}
}

// named is field with an id of its own where another form of the page has the same name.
func (s shown) named(act, name, id, label, hint string) part.Field {
	f := s.field(act, name, label, hint, "")
	if s.act != act {
		f.ID = id
	}
	return f
}

func (s shown) optional(name, label, hint string) part.Field {
	f := s.field("advance", name, label, hint, "")
	f.Optional = true
	return f
}

func (s shown) check(name, label, hint string) part.Field {
	return part.Field{Name: name, Label: label, Hint: hint, Value: s.value("advance", name, ""), Error: s.wrong("advance", name)}
}

func (s shown) wrong(act, name string) string {
	if s.fault == nil || s.act != act || s.fault.Field != name {
		return ""
	}
	return s.fault.Sentence + s.fault.Hint
}

func (s shown) sent(name string) []string {
	if s.act != "advance" {
		return nil
	}
	return s.values[name]
}

// goes says that the project may go on to a stage.
func (s shown) goes(to project.Stage) bool { return slices.Contains(s.Project.Next(), to) }

func (s shown) next(ctx context.Context) []part.Option {
	var all []part.Option
	for i, x := range s.Project.Next() {
		o := part.Option{Value: x.ID(), Text: stageOf(ctx, x)}
		if i > 0 {
			o.Text = say.T(ctx, "%s（越过%s）", o.Text, stageOf(ctx, s.Project.Stage+1))
		}
		all = append(all, o)
	}
	return all
}

func (s shown) earlier(ctx context.Context) []part.Option {
	var all []part.Option
	for x := s.Project.Stage - 1; x >= project.Planned; x-- {
		all = append(all, part.Option{Value: x.ID(), Text: stageOf(ctx, x)})
	}
	return all
}

// enrolment says how the project is enrolled.
func (s shown) enrolment(ctx context.Context) string {
	enough, direct, least := s.Project.Enrolment(s.Today)
	switch {
	case !enough:
		return say.T(ctx, "总投资不到 %s 万元的不入库", least)
	case direct:
		return say.T(ctx, "到入库要核；这样大的项目联网直报")
	}
	return say.T(ctx, "到入库要核")
}

// funds says what of the investment has a source.
func (s shown) funds(ctx context.Context) string {
	if len(s.Project.Funds) == 0 {
		return ""
	}
	gap := project.Minus(*s.Project.Investment, s.Project.Funded())
	if gap.Sign() == 0 {
		return say.T(ctx, "资金来源都有着落")
	}
	return say.T(ctx, "还差 %s 万元没有来源：%s", wan(gap), s.Project.Shortfall)
}

func (s shown) rate(ctx context.Context) string {
	if s.Pace.Colour == project.NoColour {
		return ""
	}
	return say.T(ctx, "完成率 %s%%，%s", s.Pace.Rate, lead(ctx, s.Pace))
}

// last is the newest month that was signed, nil for none.
func (s shown) last() *project.Progress {
	for i := len(s.Months) - 1; i >= 0; i-- {
		if s.Months[i].State == project.Endorsed {
			return &s.Months[i]
		}
	}
	return nil
}

func (s shown) total() string {
	if g := s.last(); g != nil {
		return wan(g.Total)
	}
	return ""
}

func (s shown) ofTotal(ctx context.Context) string {
	g := s.last()
	if g == nil || s.Project.Investment == nil || s.Project.Investment.Sign() == 0 {
		return ""
	}
	return say.T(ctx, "占总投资 %s%%", project.Reckon(s.Project.Investment, g.Total, 12, s.Today).Rate)
}

func (s shown) problems() []project.Progress {
	var all []project.Progress
	for _, g := range slices.Backward(s.Months) {
		if g.Problem != "" {
			all = append(all, g)
		}
	}
	return all
}

type shot struct {
	name  string
	month project.Month
	n     int
}

func (s shown) photos() []shot {
	var all []shot
	for _, g := range slices.Backward(s.Months) {
		for i, name := range g.Photos {
			all = append(all, shot{name, g.Month, i + 1})
		}
	}
	return all
}

// known are the facts that stand beside the page's own sections.
func (s shown) known(ctx context.Context) [][2]string {
	p := s.Project
	var all [][2]string
	put := func(name, value string) {
		if value != "" {
			all = append(all, [2]string{name, value})
		}
	}
	put(say.T(ctx, "责任单位"), cases.UnitName(s.Units, p.Unit))
	put(say.T(ctx, "包保领导岗位"), p.Leader)
	put(say.T(ctx, "建设地点"), strings.TrimSpace(cases.UnitName(s.Units, p.Town)+" "+p.Place))
	if p.Lon != nil && p.Lat != nil {
		put(say.T(ctx, "经纬度"), p.Lon.String()+"，"+p.Lat.String())
	}
	put(say.T(ctx, "建设单位"), p.Owner)
	put(say.T(ctx, "建设性质"), p.Nature)
	put(say.T(ctx, "行业"), p.Industry)
	put(say.T(ctx, "规模及内容"), p.Content)
	for _, f := range p.Funds {
		put(f.Source, say.T(ctx, "%s 万元", wan(f.Amount)))
	}
	put(say.T(ctx, "资金缺口"), p.Shortfall)
	money := func(name string, d *quantity.Decimal) {
		if d != nil {
			put(name, say.T(ctx, "%s 万元", wan(*d)))
		}
	}
	money(say.T(ctx, "协议投资"), p.Agreed)
	money(say.T(ctx, "到位资金"), p.Paid)
	for _, y := range p.Plans {
		put(say.T(ctx, "%d 年计划投资", y.Year), say.T(ctx, "%s 万元", wan(y.Amount)))
	}
	put(say.T(ctx, "拟开工"), day(p.StartsOn))
	put(say.T(ctx, "拟竣工"), day(p.EndsOn))
	return all
}

// title is what a fact is called.
func title(ctx context.Context, key string) string { return project.Title(key) }

func (m month) words(ctx context.Context) [][2]string {
	var all [][2]string
	for _, x := range [][2]string{{say.T(ctx, "形象进度"), m.progress.Visual}, {say.T(ctx, "存在问题"), m.progress.Problem}, {say.T(ctx, "下步安排"), m.progress.Next}, {say.T(ctx, "累计数说明"), m.progress.Why}} {
		if x[1] != "" {
			all = append(all, x)
		}
	}
	return all
}

func (m month) fillTitle(ctx context.Context) string {
	if m.progress == nil {
		return say.T(ctx, "填报")
	}
	return say.T(ctx, "重填")
}

// before says from which sums the month goes on.
func (m month) before(ctx context.Context) string {
	for _, g := range slices.Backward(m.Months) {
		if g.Month < m.period {
			return say.T(ctx, "上次报到 %s，开工以来累计 %s 万元；没有投资的写 0", monthName(ctx, g.Month), wan(g.Total))
		}
	}
	return say.T(ctx, "没有投资的写 0")
}

// amount is a figure of the month: as it was sent, else as it stands.
func (m month) amount(name, label, hint string, optional bool) part.Field {
	begin := ""
	if m.progress != nil && name == "invested" {
		begin = m.progress.Invested.String()
	}
	f := m.field("report", name, label, hint, begin)
	f.Optional = optional
	return f
}

func (m month) text(name, label, hint string, optional bool) part.Field {
	begin := ""
	if m.progress != nil {
		begin = map[string]string{"visual": m.progress.Visual, "problem": m.progress.Problem, "next": m.progress.Next, "why": m.progress.Why}[name]
	}
	f := m.field("report", name, label, hint, begin)
	f.Optional, f.Attributes = optional, map[string]any{"maxlength": "500"}
	return f
}

func (m month) opensSums() bool {
	return m.act == "report" && m.fault != nil && slices.Contains([]string{"year", "total", "why"}, m.fault.Field)
}

// picture is where a photograph stands: in the month, or handed in and in no month yet.
func (m month) picture(name string) string {
	if m.progress != nil && slices.Contains(m.progress.Photos, name) {
		return m.at("/photos/" + name + "/file?small=1")
	}
	return "/photos/" + name + "/file?small=1"
}

func (f form) field(key, label, hint string, optional bool) part.Field {
	p := part.Field{Name: prefix + key, ID: "f-" + key, Label: label, Hint: hint, Value: f.facts[key], Optional: optional}
	if f.fault != nil && f.fault.Field == key {
		p.Error = f.fault.Sentence + f.fault.Hint
	}
	return p
}

func (f form) own(name, label, hint, value string, optional bool) part.Field {
	p := part.Field{Name: name, Label: label, Hint: hint, Value: value, Optional: optional}
	if f.fault != nil && f.fault.Field == name {
		p.Error = f.fault.Sentence + f.fault.Hint
	}
	return p
}

// opens says that something was written under one of these keys, or is wrong there.
func (f form) opens(prefixes ...string) bool {
	for _, p := range prefixes {
		if f.fault != nil && strings.HasPrefix(f.fault.Field, p) {
			return true
		}
		for k, s := range f.facts {
			if s != "" && strings.HasPrefix(k, p) {
				return true
			}
		}
	}
	return false
}

func (f form) way(ctx context.Context) []part.Link {
	way := []part.Link{{Text: say.T(ctx, "项目"), Href: "/projects"}}
	if f.id != "" {
		way = append(way, part.Link{Text: f.name, Href: "/projects/" + f.id})
	}
	return append(way, part.Link{Text: f.title(ctx)})
}

func (f form) title(ctx context.Context) string {
	if f.id != "" {
		return say.T(ctx, "改项目")
	}
	return say.T(ctx, "登记项目")
}

func (f form) verb(ctx context.Context) string {
	if f.id != "" {
		return say.T(ctx, "改好")
	}
	return say.T(ctx, "登记")
}

func (f form) action() string {
	if f.id != "" {
		return "/projects/" + f.id + "/edit"
	}
	if f.from[0] != "" {
		return "/projects/take"
	}
	return "/projects/new"
}
