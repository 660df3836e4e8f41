// Package calendar is the page of the workdays of the division: a year's days
// off and days worked with where each comes from, the forms that set them, and
// what every change did to open cases. It refuses to know how a limit is counted.
package calendar

import (
	"context"
	_ "embed"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

//go:embed calendar.css
var css []byte

var style = asset.Add("calendar.css", css)

// movesInAPage is how many cases the page lists of those that a change dated otherwise.
const movesInAPage = 100

type data struct {
	desk.CalendarYear
	form    map[string]string // as it was written
	about   string            // which form is wrong: days, year
	fault   *fault.Fault
	edition int64 // whose moved cases are shown, 0 for none
	moved   []desk.MovedCase
	next    string
}

// Show shows a year.
func Show(v *frame.Visit) error { return show(v, "", nil) }

func show(v *frame.Visit, about string, err error) error {
	d := data{about: about, form: map[string]string{}}
	status := http.StatusOK
	if err != nil {
		f, _ := frame.FaultOf(err)
		if f == nil || f.Kind != fault.Invalid && f.Kind != fault.TooLarge && (f.Kind != fault.Conflict || f.Field == "") {
			return err
		}
		d.fault, status = f, http.StatusUnprocessableEntity
		for _, name := range []string{"from", "to", "works", "title", "basis", "days", "year"} {
			d.form[name] = v.Text(name)
		}
	}
	if d.CalendarYear, err = v.House.Desk.ReadCalendar(v.Ctx, v.Actor, v.Number("y")); err != nil {
		return err
	}
	if n := v.Number("edition"); n > 0 && v.Actor.May("case.list") {
		d.edition = int64(n)
		if d.moved, d.next, err = v.House.Desk.MovedCases(v.Ctx, v.Actor, d.edition, v.Text("after"), movesInAPage); err != nil {
			return err
		}
		if d.next != "" {
			d.next = frame.With(v.R, "after", d.next) + "#moved"
		}
	}
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "工作日历"), At: "/calendar", Styles: []string{style}, Wrong: d.fault != nil}, page(v, d))
}

// Set sets days of the place.
func Set(v *frame.Visit) error {
	in := desk.SetDays{Works: v.Text("works") == "work", Title: v.Text("title"), Basis: v.Text("basis")}
	in.From, _ = civil.ParseDate(v.Text("from")) // what is no day the act refuses
	in.To, _ = civil.ParseDate(v.Text("to"))
	if v.Text("to") == "" {
		in.To = in.From
	}
	k, err := v.House.Desk.SetCalendar(v.Ctx, v.Actor, v.Call(), in)
	return done(v, "days", in.From.Year, k, err)
}

// Lift takes days of the place back.
func Lift(v *frame.Visit) error {
	k, err := v.House.Desk.LiftCalendar(v.Ctx, v.Actor, v.Call(), v.At("days"))
	return done(v, "", v.Number("y"), k, err)
}

// Import takes a published year in.
func Import(v *frame.Visit) error {
	in := desk.ImportYear{Year: v.Number("year"), Days: v.Text("days"), Basis: v.Text("basis")}
	k, err := v.House.Desk.ImportCalendar(v.Ctx, v.Actor, v.Call(), in)
	return done(v, "year", in.Year, k, err)
}

func done(v *frame.Visit, about string, year int, k desk.CalendarKept, err error) error {
	if err != nil {
		return show(v, about, err)
	}
	to := "/calendar?y=" + strconv.Itoa(year)
	if k.Cases+k.Firm > 0 {
		to += "&edition=" + strconv.FormatInt(k.Edition, 10) + "#moved"
	}
	v.Back(to, told(v.Ctx, k))
	return nil
}

// told says what a change did to open cases.
func told(ctx context.Context, k desk.CalendarKept) string {
	words := say.T(ctx, "在办 %d 件：%d 件、%d 个计时改了日期，%d 个由预计变为确定。办结的不变。", k.Open, k.Cases, k.Clocks, k.Firm)
	if k.Left {
		words += say.T(ctx, "还有没看完的，正在逐件改期，刷新可见。")
	}
	return words
}

// field is a field of a form as it was written, with what is wrong with it.
func (d data) field(ctx context.Context, about, name, label, hint string, optional bool) part.Field {
	f := part.Field{Name: name, Label: label, Hint: hint, Optional: optional}
	if d.about != about { // the summary leads to the fields of the form that is wrong
		f.ID = "f-" + about + "-" + name
	} else {
		f.Value = d.form[name]
		if d.fault != nil && d.fault.Field == name {
			f.Error = say.Whole(ctx, d.fault)
		}
	}
	return f
}

// day is a square of a month.
type day struct {
	on    civil.Date
	kind  civil.DayKind
	why   string
	today bool
}

// months lays a year in weeks that begin on Monday.
func (d data) months() (all [12][][7]*day) {
	for m := 1; m <= 12; m++ {
		var week [7]*day
		last := civil.EndOfMonth(d.Year, m).Day
		for n := 1; n <= last; n++ {
			on := civil.Date{Year: d.Year, Month: m, Day: n}
			x := day{on: on, kind: d.Calendar.Kind(on), today: on == d.Today}
			if s, ok := d.Calendar.Named(on); ok {
				x.why = s.Name
			}
			column := (on.Weekday() + 6) % 7
			week[column] = &x
			if column == 6 || n == last {
				all[m-1] = append(all[m-1], week)
				week = [7]*day{}
			}
		}
	}
	return all
}

func (x day) class() string {
	c := [...]string{"", "rest", "off", "on", "off own", "on own"}[min(int(x.kind), 5)]
	if x.today {
		c += " now"
	}
	return strings.TrimSpace(c)
}

// mark is the small word of a day that is not as its weekday would have it.
func (x day) mark(ctx context.Context) string {
	switch x.kind {
	case civil.Holiday, civil.LocalRest:
		return say.T(ctx, "休")
	case civil.MakeUp, civil.LocalWork:
		return say.T(ctx, "班")
	}
	return ""
}

// source is where a run of days comes from.
func source(ctx context.Context, s civil.Stretch, entry *desk.CalendarEntry) string {
	switch {
	case s.Local:
		return say.T(ctx, "本地")
	case entry != nil:
		return say.T(ctx, "全国，导入")
	}
	return say.T(ctx, "全国，程序自带")
}

// entryOf finds the entry that a run of days is.
func (d data) entryOf(s civil.Stretch) *desk.CalendarEntry {
	for i, e := range d.Entries {
		if e.From == s.From && e.To == s.To && e.Title == s.Name && e.Works == s.Works && (e.Year == 0) == s.Local {
			return &d.Entries[i]
		}
	}
	return nil
}

func span(from, to civil.Date) string {
	if from == to {
		return from.String()
	}
	return from.String() + " – " + to.String()
}

func works(ctx context.Context, yes bool) string {
	if yes {
		return say.T(ctx, "上班")
	}
	return say.T(ctx, "放假")
}

// change says what brought an edition about.
func change(ctx context.Context, c desk.CalendarChange) string {
	switch c.Kind {
	case "days":
		return say.T(ctx, "设了“%s”", c.Title)
	case "lifted":
		return say.T(ctx, "撤销“%s”", c.Title)
	case "year":
		return say.T(ctx, "导入 %s 年全国放假安排", c.Title)
	}
	return say.T(ctx, "采用程序自带的全国放假安排，到 %s 年", c.Title)
}

// effect says what an edition did to open cases.
func effect(ctx context.Context, c desk.CalendarChange) string {
	if c.Edition.Edition == 1 {
		return say.T(ctx, "照旧")
	}
	return say.T(ctx, "在办 %d 件：%d 件、%d 个计时改了日期，%d 个由预计变为确定", c.Open, c.Sum.Cases, c.Sum.Clocks, c.Sum.Firm)
}

func who(ctx context.Context, c desk.CalendarChange) string {
	if c.Person == "" {
		return say.T(ctx, "程序")
	}
	return c.Person
}

func monthName(ctx context.Context, year, month int) string {
	if say.Lang(ctx) == say.English {
		return [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}[month-1]
	}
	return fmt.Sprintf("%d 月", month)
}

func yearLink(year int) part.Link {
	return part.Link{Text: strconv.Itoa(year), Href: "/calendar?y=" + strconv.Itoa(year)}
}
