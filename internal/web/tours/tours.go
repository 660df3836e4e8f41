// Package tours is the pages of the half-year's tour of projects: the list, the
// plan with its route, one stop before a judge on a phone, and the published
// result with its spread. Who sees what, and what a mark comes to, the desk and the kernel say.
package tours

import (
	"context"
	_ "embed"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/tour"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

//go:embed tours.css
var css []byte

var style = asset.Add("tours.css", css)

const pageSize = 30

func sheet(title string, wrong bool) frame.Sheet {
	return frame.Sheet{Title: title, At: "/projects", Styles: []string{style}, Wrong: wrong}
}

// form is which form of a page was sent and what is wrong with it.
type form struct {
	act    string
	fault  *fault.Fault
	values map[string][]string
}

// sent is a form that has to be mended; another error is passed on.
func sent(v *frame.Visit, act string, err error) (form, error) {
	f, err := frame.FaultOf(err)
	if err != nil {
		return form{}, err
	}
	return form{act, f, v.R.PostForm}, nil
}

func (f form) field(act, name, label, hint, begin string, optional bool) part.Field {
	x := part.Field{Name: name, Label: label, Hint: hint, Value: begin, Optional: optional, ID: "f-" + act + "-" + name}
	if f.act != act {
		return x
	}
	if all, ok := f.values[name]; ok && len(all) > 0 {
		x.Value = all[0]
	}
	if f.fault != nil && f.fault.Field == name {
		x.Error = f.fault.Sentence
	}
	return x
}

func (f form) status() int {
	if f.fault == nil {
		return http.StatusOK
	}
	return frame.StatusOf(f.fault.Kind)
}

// listed is a page of the list.
type listed struct {
	desk.TourList
	form form
	next string
}

// List shows the tours.
func List(v *frame.Visit) error { return list(v, form{}) }

func list(v *frame.Visit, f form) error {
	var after desk.TourKey
	if on, id, ok := strings.Cut(v.Text("after"), "."); ok {
		if d, err := civil.ParseDate(on); err == nil {
			after = desk.TourKey{On: d, ID: id}
		}
	}
	l, err := v.House.Desk.ListTours(v.Ctx, v.Actor, after, pageSize)
	if err != nil {
		return err
	}
	x := listed{TourList: l, form: f}
	if l.More {
		last := l.Tours[len(l.Tours)-1]
		x.next = frame.With(v.R, "after", last.Plan.From.String()+"."+last.ID)
	}
	return v.ShowAs(f.status(), sheet(say.T(v.Ctx, "拉练观摩"), f.fault != nil), listPage(v, x))
}

// Plan drafts a tour.
func Plan(v *frame.Visit) error {
	b, err := basics(v)
	var k desk.TourKept
	if err == nil {
		k, err = v.House.Desk.PlanTour(v.Ctx, v.Actor, v.Call(), desk.PlanTour{Basics: &b})
	}
	if err != nil {
		f, err := sent(v, "basics", err)
		if err != nil {
			return err
		}
		return list(v, f)
	}
	v.Back("/tours/"+k.ID, say.T(v.Ctx, "建好了，接着选观摩点和评委。"))
	return nil
}

// basics reads the form of what a tour is called, when it is and where it begins.
func basics(v *frame.Visit) (b desk.TourBasics, err error) {
	b.Name = v.Text("name")
	year, half, _ := strings.Cut(v.Text("half"), "-")
	b.Year, _ = strconv.Atoi(year)
	b.Half, _ = strconv.Atoi(half)
	for _, d := range []struct {
		name string
		into *civil.Date
	}{{"from", &b.From}, {"until", &b.Until}} {
		if *d.into, err = civil.ParseDate(v.Text(d.name)); err != nil {
			return b, fault.New(fault.Invalid, "日子“"+v.Text(d.name)+"”不对。", "写成 2026-07-06 的样子。").At(d.name)
		}
	}
	b.Start.Name = v.Text("start")
	for _, c := range []struct {
		name string
		most int64
		into **quantity.Decimal
	}{{"lon", 180, &b.Start.Lon}, {"lat", 90, &b.Start.Lat}} {
		s := v.Text(c.name)
		if s == "" {
			continue
		}
		d, err := quantity.Parse(s)
		if err != nil || d.Places() > 7 || d.Cmp(quantity.Int(c.most)) > 0 || d.Cmp(quantity.Int(-c.most)) < 0 {
			return b, fault.New(fault.Invalid, "坐标“"+s+"”不对。", "经度例 113.4539，纬度例 30.3649。").At(c.name)
		}
		*c.into = &d
	}
	return b, nil
}

// shown is a tour's page.
type shown struct {
	desk.ShownTour
	choices desk.TourChoices
	form    form
	today   civil.Date
}

func (s shown) at(path string) string { return "/tours/" + s.ID + path }

// Show shows a tour.
func Show(v *frame.Visit) error { return show(v, form{}) }

func show(v *frame.Visit, f form) error {
	t, err := v.House.Desk.ShowTour(v.Ctx, v.Actor, v.At("tour"))
	if err != nil {
		return err
	}
	s := shown{ShownTour: t, form: f, today: t.Today}
	if t.May["tour.amend"] {
		if s.choices, err = v.House.Desk.ChooseForTour(v.Ctx, v.Actor); err != nil {
			return err
		}
	}
	return v.ShowAs(f.status(), sheet(t.Plan.Name, f.fault != nil), page(v, s))
}

// done leads back to the tour, or shows the form that was sent with what is wrong.
func done(v *frame.Visit, act, anchor, word string, err error) error {
	if err != nil {
		f, err := sent(v, act, err)
		if err != nil {
			return err
		}
		return show(v, f)
	}
	v.Back("/tours/"+v.At("tour")+anchor, word)
	return nil
}

// Amend changes one part of a draft.
func Amend(v *frame.Visit) error {
	act := v.Text("part")
	var in desk.PlanTour
	var err error
	switch act {
	case "stops":
		in.Stops = append([]string{}, v.R.PostForm["stop"]...)
	case "judges":
		in.Judges = append([]string{}, v.R.PostForm["judge"]...)
	case "criteria":
		trim := v.Text("trim") != ""
		in.Trim = &trim
		in.Criteria, err = criteria(v.Text("criteria"))
	default:
		act = "basics"
		var b desk.TourBasics
		b, err = basics(v)
		in.Basics = &b
	}
	if err == nil {
		_, err = v.House.Desk.AmendTour(v.Ctx, v.Actor, v.Call(), v.At("tour"), in)
	}
	return done(v, act, "#"+act, say.T(v.Ctx, "存好了。"), err)
}

// criteria reads what is marked, one a line: title, weight, what it means.
func criteria(text string) ([]tour.Criterion, error) {
	all := []tour.Criterion{}
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		cells := strings.Split(strings.ReplaceAll(line, "|", "｜"), "｜")
		n, err := 0, error(nil)
		if len(cells) > 1 {
			n, err = strconv.Atoi(strings.TrimSpace(cells[1]))
		}
		if len(cells) < 2 || err != nil {
			return nil, fault.New(fault.Invalid, "“"+line+"”不是一个评分项。", "一行一项：名称｜权重｜看什么，例：建设进度｜40｜形象进度和年度计划比。").At("criteria")
		}
		c := tour.Criterion{Title: strings.TrimSpace(cells[0]), Weight: n}
		if len(cells) > 2 {
			c.About = strings.TrimSpace(strings.Join(cells[2:], "｜"))
		}
		all = append(all, c)
	}
	return all, nil
}

func criteriaText(all []tour.Criterion) string {
	lines := make([]string, len(all))
	for i, c := range all {
		lines[i] = c.Title + "｜" + strconv.Itoa(c.Weight)
		if c.About != "" {
			lines[i] += "｜" + c.About
		}
	}
	return strings.Join(lines, "\n")
}

// Route puts the stops into an order: by a button of one stop, or of all.
func Route(v *frame.Visit) error {
	in := desk.RouteTour{By: v.Text("by"), Roads: strings.Split(v.Text("roads"), "\n"), Along: map[string]desk.RoadPlace{}}
	for _, id := range v.R.PostForm["stop"] {
		in.Along[id] = desk.RoadPlace{Road: v.Text("road-" + id), Post: v.Text("post-" + id)}
	}
	anchor := "#route"
	if way, id, ok := strings.Cut(in.By, ":"); ok {
		in.By, in.Order = desk.RouteByHand, slices.Clone(v.R.PostForm["stop"])
		i := slices.Index(in.Order, id)
		k := i + 1
		if way == "up" {
			k = i - 1
		}
		if i >= 0 && k >= 0 && k < len(in.Order) {
			in.Order[i], in.Order[k] = in.Order[k], in.Order[i]
		}
		anchor = "#stop-" + id
	}
	_, err := v.House.Desk.RouteTour(v.Ctx, v.Actor, v.Call(), v.At("tour"), in)
	return done(v, "route", anchor, say.T(v.Ctx, "路线排好了。"), err)
}

// Open lets the judges begin.
func Open(v *frame.Visit) error {
	_, err := v.House.Desk.OpenTour(v.Ctx, v.Actor, v.Call(), v.At("tour"))
	return done(v, "open", "", say.T(v.Ctx, "可以打分了，评委在手机上打开这一页。"), err)
}

// Close fixes the scores.
func Close(v *frame.Visit) error {
	_, err := v.House.Desk.CloseTour(v.Ctx, v.Actor, v.Call(), v.At("tour"), v.Text("reason"))
	return done(v, "close", "", say.T(v.Ctx, "截止了，结果公布在这一页。"), err)
}

// Rank puts the result into places.
func Rank(v *frame.Visit) error {
	_, err := v.House.Desk.RankTour(v.Ctx, v.Actor, v.Call(), v.At("tour"), v.Text("number"), v.Text("title"), v.Text("issued_on"))
	return done(v, "rank", "#ranked", say.T(v.Ctx, "名次排好了，依据写在旁边。"), err)
}

// File is the route sheet as a paper, or the result as a table.
func File(v *frame.Visit) error {
	id := v.At("tour")
	if frame.PaperMedia[v.Text("as")] != "" {
		return v.HandOutPaper("", func(as string, begin func(title, name string) io.Writer) error {
			return v.House.Desk.PressRoute(v.Ctx, v.Actor, id, as, begin)
		})
	}
	return v.HandOut("tour", "", func(ctx context.Context, h desk.Handout) error { return v.House.Desk.ExportTour(ctx, v.Actor, id, h) })
}

// begun is how the form of the basics begins.
type begun struct{ name, half, from, until, start, lon, lat string }

// begin is a form for the half-year of the day.
func (x listed) begin(ctx context.Context) begun {
	half := 1 + (x.Today.Month-1)/6
	return begun{half: strconv.Itoa(x.Today.Year) + "-" + strconv.Itoa(half), name: say.T(ctx, "%s项目拉练观摩", halfWord(ctx, x.Today.Year, half))}
}

// begin is a form that holds what the plan has.
func (s shown) begin() begun {
	t := s.Plan
	return begun{t.Name, strconv.Itoa(t.Year) + "-" + strconv.Itoa(t.Half), t.From.String(), t.Until.String(), t.Start.Name, decimal(t.Start.Lon), decimal(t.Start.Lat)}
}
