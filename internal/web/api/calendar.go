package api

import (
	"time"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/web/say"
)

// Calendar is a year of the division's workdays.
type Calendar struct {
	Year      int           `json:"year"`
	Published bool          `json:"published" doc:"这一年的放假安排已公布并导入；没有就是推算"`
	Edition   int64         `json:"edition" doc:"日历的版本，改一次加一"`
	Days      []CalendarDay `json:"days" nullable:"false" doc:"和星期不一样的日子"`
}

func (c Calendar) tag() string { return tagOf(c.Edition) }

// CalendarDay is a run of days off or days worked.
type CalendarDay struct {
	ID     string     `json:"id,omitempty" doc:"本地设的和导入的才有"`
	From   string     `json:"from" format:"date"`
	To     string     `json:"to" format:"date"`
	Works  bool       `json:"works" doc:"上班"`
	Local  bool       `json:"local" doc:"本地设的"`
	Title  string     `json:"title"`
	Basis  string     `json:"basis" doc:"依据"`
	SetAt  *time.Time `json:"set_at,omitempty"`
	Person string     `json:"person,omitempty" doc:"谁设的"`
}

// CalendarKept is what a change of the calendar came to.
type CalendarKept struct {
	Edition int64 `json:"edition"`
	Open    int64 `json:"open" doc:"改的时候在办几件"`
	Cases   int64 `json:"cases" doc:"几件有计时改了日期"`
	Clocks  int64 `json:"clocks" doc:"几个计时改了日期"`
	Firm    int64 `json:"firm" doc:"几个计时由预计变为确定"`
	Left    bool  `json:"left,omitempty" doc:"还有没看完的，正在逐件改期"`
}

func calendars(a *API) {
	noun := say.Text("工作日历")
	one(a, Operation{Path: "/calendar/{year}", Act: "calendar.read", Noun: noun, Says: say.Text("一年的工作日历")}, func(c *call, in *struct {
		Year int `path:"year" minimum:"2000" maximum:"2059"`
	}) (Calendar, error) {
		y, err := c.desk.ReadCalendar(c, c.by, in.Year)
		if err != nil {
			return Calendar{}, err
		}
		out := Calendar{y.Year, y.Published, y.Edition, []CalendarDay{}}
		for _, s := range y.Calendar.In(y.Year) {
			d := CalendarDay{From: s.From.String(), To: s.To.String(), Works: s.Works, Local: s.Local, Title: s.Name, Basis: s.Basis}
			for _, e := range y.Entries {
				if e.From == s.From && e.To == s.To && e.Works == s.Works && (e.Year == 0) == s.Local {
					d.ID, d.SetAt, d.Person = e.ID, moment(e.SetAt), e.Person
				}
			}
			out.Days = append(out.Days, d)
		}
		return out, nil
	})
	act(a, Operation{Path: "/calendar/days", Act: "calendar.set", Noun: noun, Says: say.Text("设本地放假或上班，在办的计时改期")}, func(c *call, in *struct {
		Body struct {
			From  string `json:"from" format:"date"`
			To    string `json:"to" format:"date"`
			Works bool   `json:"works" doc:"上班；不写是放假"`
			Title string `json:"title" minLength:"1" maxLength:"40"`
			Basis string `json:"basis" minLength:"1" maxLength:"200" doc:"依据的文件"`
		} `nameHint:"NewCalendarDay"`
	}) (CalendarKept, error) {
		b := in.Body
		days := desk.SetDays{Works: b.Works, Title: b.Title, Basis: b.Basis}
		days.From, _ = civil.ParseDate(b.From) // what is no day the act refuses
		days.To, _ = civil.ParseDate(b.To)
		k, err := c.desk.SetCalendar(c, c.by, c.act, days)
		return CalendarKept(k), err
	})
	act(a, Operation{Path: "/calendar/days/{days}/lift", Act: "calendar.lift", Noun: noun, Says: say.Text("撤销本地放假或上班，在办的计时改期"), Existing: true, About: "If-Match 写日历的 ETag。"}, func(c *call, in *struct {
		Days string `path:"days" doc:"日子的代码"`
	}) (CalendarKept, error) {
		k, err := c.desk.LiftCalendar(c, c.by, c.act, in.Days)
		return CalendarKept(k), err
	})
	act(a, Operation{Path: "/calendar/years", Act: "calendar.import", Noun: noun, Says: say.Text("导入一年的全国放假安排，在办的计时改期")}, func(c *call, in *struct {
		Body struct {
			Year  int    `json:"year" minimum:"2000" maximum:"2059"`
			Days  string `json:"days" minLength:"1" maxLength:"8000" doc:"每行四栏：起、止、放假或上班、名称，用制表符或逗号隔开"`
			Basis string `json:"basis" minLength:"1" maxLength:"200" doc:"依据的通知"`
		} `nameHint:"NewCalendarYear"`
	}) (CalendarKept, error) {
		k, err := c.desk.ImportCalendar(c, c.by, c.act, desk.ImportYear{Year: in.Body.Year, Days: in.Body.Days, Basis: in.Body.Basis})
		return CalendarKept(k), err
	})
}
