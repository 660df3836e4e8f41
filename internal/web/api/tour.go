package api

import (
	"strconv"
	"time"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/tour"
	"duban/internal/web/say"
)

// TourHead is a tour in a list.
type TourHead struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Year   int    `json:"year"`
	Half   int    `json:"half" enum:"1,2"`
	From   string `json:"from" format:"date"`
	Until  string `json:"until" format:"date"`
	State  string `json:"state" enum:"draft,open,closed" doc:"筹备、打分中、已截止"`
	Stops  int    `json:"stops"`
	Judges int    `json:"judges"`
	Handed int    `json:"handed" doc:"交了卷的评委"`
}

// TourWhole is a tour as far as the caller may see it: before the closing no
// marks but the caller's own, after it what all of them come to.
type TourWhole struct {
	TourHead
	Start    string          `json:"start,omitempty"`
	Metres   int64           `json:"metres" doc:"路线的直线距离，米；不是行车里程"`
	Criteria []TourCriterion `json:"criteria" nullable:"false"`
	Most     string          `json:"most" doc:"每项的满分"`
	Trim     bool            `json:"trim" doc:"人够时去掉一个最高分、一个最低分"`
	Route    []TourStop      `json:"route" nullable:"false" doc:"照路线的先后，不分高低"`
	Own      []TourSheet     `json:"own,omitempty" doc:"调用的人是评委时，自己打的"`
	Order    *TourOrder      `json:"order,omitempty" doc:"准予评比的文件；没有就没有名次"`
	ClosedAt *time.Time      `json:"closed_at,omitempty"`
	Digest   string          `json:"digest,omitempty" doc:"结果的 SHA-256"`
	Rerun    bool            `json:"rerun,omitempty" doc:"用留存的评分表重算，逐字节一样"`
	version  int64
}

func (t TourWhole) tag() string { return tagOf(t.version) }

// TourCriterion is what is marked.
type TourCriterion struct {
	Title  string `json:"title" minLength:"1" maxLength:"20"`
	Weight int    `json:"weight" minimum:"1" maximum:"100" doc:"合计 100"`
	About  string `json:"about,omitempty" maxLength:"200"`
}

// TourStop is a stop of the route, with its result once the tour is closed.
type TourStop struct {
	Project   string   `json:"project"`
	Name      string   `json:"name"`
	Unit      string   `json:"unit"`
	Town      string   `json:"town,omitempty"`
	Road      string   `json:"road,omitempty"`
	Post      string   `json:"post,omitempty" doc:"桩号，公里"`
	Metres    *int64   `json:"metres,omitempty" doc:"距上一点的直线距离"`
	Score     string   `json:"score,omitempty"`
	Sheets    int      `json:"sheets,omitempty" doc:"几位评委打了"`
	Dropped   int      `json:"dropped,omitempty" doc:"其中去掉几张"`
	Recused   int      `json:"recused,omitempty" doc:"几位回避"`
	Min       string   `json:"min,omitempty"`
	Lower     string   `json:"lower,omitempty" doc:"下四分位"`
	Median    string   `json:"median,omitempty"`
	Upper     string   `json:"upper,omitempty" doc:"上四分位"`
	Max       string   `json:"max,omitempty"`
	Deviation string   `json:"deviation,omitempty" doc:"标准差"`
	Means     []string `json:"means,omitempty" doc:"各评分项的平均，照评分项的先后"`
	Place     int      `json:"place,omitempty" doc:"名次；有准予评比的文件才有"`
}

// TourSheet is what the caller gave a stop.
type TourSheet struct {
	Project string   `json:"project"`
	Marks   []string `json:"marks" nullable:"false" doc:"照评分项的先后"`
	Version int64    `json:"version" doc:"第几次打的"`
}

// TourOrder is the document that allows to rank.
type TourOrder struct {
	Number   string `json:"number" minLength:"1" maxLength:"60" doc:"文号"`
	Title    string `json:"title" minLength:"1" maxLength:"100"`
	IssuedOn string `json:"issued_on" format:"date"`
}

// TourBasics is what a tour is called, when it is and where it sets out.
type TourBasics struct {
	Name  string `json:"name" minLength:"1" maxLength:"60"`
	Year  int    `json:"year" minimum:"1990" maximum:"2200"`
	Half  int    `json:"half" minimum:"1" maximum:"2"`
	From  string `json:"from" format:"date"`
	Until string `json:"until" format:"date"`
	Start string `json:"start,omitempty" maxLength:"60" doc:"从哪里出发"`
	Lon   string `json:"lon,omitempty" maxLength:"20" doc:"出发地经度"`
	Lat   string `json:"lat,omitempty" maxLength:"20"`
}

func (b TourBasics) basics() (*desk.TourBasics, error) {
	x := &desk.TourBasics{Name: b.Name, Year: b.Year, Half: b.Half, Start: tour.Place{Name: b.Start}}
	var err error
	if x.From, err = civil.ParseDate(b.From); err == nil {
		x.Until, err = civil.ParseDate(b.Until)
	}
	if err != nil {
		return nil, problem("invalid", "观摩的日子不对。", "写成 2026-07-06 的样子。")
	}
	for _, c := range []struct {
		s    string
		into **quantity.Decimal
	}{{b.Lon, &x.Start.Lon}, {b.Lat, &x.Start.Lat}} {
		if c.s == "" {
			continue
		}
		d, err := quantity.Parse(c.s)
		if err != nil || d.Places() > 7 || d.Cmp(quantity.Int(180)) > 0 || d.Cmp(quantity.Int(-180)) < 0 {
			return nil, problem("invalid", "坐标“"+c.s+"”不对。", "写度数，例 113.4539。")
		}
		*c.into = &d
	}
	return x, nil
}

// TourKept is a tour after an act.
type TourKept struct {
	ID      string `json:"id"`
	version int64
}

func (k TourKept) tag() string { return tagOf(k.version) }

func ofTour(k desk.TourKept, err error) (TourKept, error) { return TourKept{k.ID, k.Version}, err }

// TourScoreKept is a sheet after an act.
type TourScoreKept struct {
	Left    int `json:"left" doc:"还有几个观摩点没有打"`
	version int64
}

func (k TourScoreKept) tag() string { return tagOf(k.version) }

func headOf(id string, t tour.Tour, state tour.State, handed int) TourHead {
	return TourHead{id, t.Name, t.Year, t.Half, t.From.String(), t.Until.String(), string(state), len(t.Stops), len(t.Judges), handed}
}

func wholeTour(s desk.ShownTour) TourWhole {
	handed := 0
	for _, j := range s.Jury {
		if j.HandedAt != 0 {
			handed++
		}
	}
	out := TourWhole{TourHead: headOf(s.ID, s.Plan, s.State, handed), Start: s.Plan.Start.Name, Metres: s.Metres, Criteria: []TourCriterion{}, Most: s.Plan.Most.String(), Trim: s.Plan.Trim, Route: []TourStop{}, ClosedAt: moment(s.ClosedAt), Digest: s.Digest, Rerun: s.Recheck.Same, version: s.Version}
	for _, c := range s.Plan.Criteria {
		out.Criteria = append(out.Criteria, TourCriterion(c))
	}
	if s.Order != nil {
		out.Order = &TourOrder{s.Order.Number, s.Order.Title, s.Order.IssuedOn.String()}
	}
	for i, x := range s.Plan.Stops {
		stop := TourStop{Project: x.Project, Name: x.Name, Unit: x.Unit, Town: x.Town, Road: x.Road}
		if x.Post != nil {
			stop.Post = x.Post.String()
		}
		if s.Legs[i].Known {
			stop.Metres = &s.Legs[i].Metres
		}
		if s.Result != nil {
			stop.result(s.Result.Outcome(x.Project))
		}
		for _, r := range s.Ranked {
			if r.Project == x.Project {
				stop.Place = r.Place
			}
		}
		out.Route = append(out.Route, stop)
		if s.Own != nil {
			if marks, v := s.Own.Sheet(x.Project); v != 0 {
				sheet := TourSheet{x.Project, []string{}, v}
				for _, m := range marks {
					sheet.Marks = append(sheet.Marks, m.String())
				}
				out.Own = append(out.Own, sheet)
			}
		}
	}
	return out
}

func (t *TourStop) result(o *tour.Outcome) {
	if o == nil {
		return
	}
	t.Sheets, t.Dropped, t.Recused = o.Sheets, o.Dropped, o.Recused
	if o.Score == nil {
		return
	}
	d := o.Spread
	t.Score, t.Min, t.Lower, t.Median, t.Upper, t.Max, t.Deviation = o.Score.String(), d.Min.String(), d.Lower.String(), d.Median.String(), d.Upper.String(), d.Max.String(), d.Deviation.String()
	for _, m := range o.Criteria {
		t.Means = append(t.Means, m.Mark.String())
	}
}

// TourAt names a tour.
type TourAt struct {
	Tour string `path:"tour" doc:"观摩代码"`
}

func tours(a *API) {
	noun := say.Text("拉练观摩")
	list(a, Operation{Path: "/tours", Act: "tour.list", Noun: noun, Says: say.Text("观摩，新的在前；筹备中的只有筹备的人看得到")}, func(c *call, in *struct{ Paging }) ([]TourHead, func(int) cursor, error) {
		from, err := in.from(2)
		if err != nil {
			return nil, nil, err
		}
		var after desk.TourKey
		if from[0] != "" {
			n, err := strconv.ParseInt(from[0], 10, 64)
			if err != nil {
				return nil, nil, problem("invalid", "翻页的记号不对。", "用上一页给的 next，不要自己拼。")
			}
			after = desk.TourKey{On: civil.OfDays(n), ID: from[1]}
		}
		l, err := c.desk.ListTours(c, c.by, after, in.Limit+1)
		var all []TourHead
		for _, t := range l.Tours {
			all = append(all, headOf(t.ID, t.Plan, t.State, t.Handed))
		}
		return all, func(i int) cursor { return cursor{l.Tours[i].Plan.From.Days(), l.Tours[i].ID} }, err
	})
	one(a, Operation{Path: "/tours/{tour}", Act: "tour.list", Noun: noun, Says: say.Text("一次观摩：路线，自己打的分，截止以后的得分和离散")}, func(c *call, in *TourAt) (TourWhole, error) {
		s, err := c.desk.ShowTour(c, c.by, in.Tour)
		if err != nil {
			return TourWhole{}, err
		}
		return wholeTour(s), nil
	})
	create(a, Operation{Path: "/tours", Act: "tour.plan", Noun: noun, Says: say.Text("筹备一次观摩"), About: "评分项照程序带的表开始，可以改。"}, func(c *call, in *struct{ Body TourBasics }) (TourKept, string, error) {
		b, err := in.Body.basics()
		if err != nil {
			return TourKept{}, "", err
		}
		k, err := ofTour(c.desk.PlanTour(c, c.by, c.act, desk.PlanTour{Basics: b}))
		return k, place("tours", k.ID), err
	})
	act(a, Operation{Path: "/tours/{tour}/amend", Act: "tour.amend", Noun: noun, Says: say.Text("改筹备中的观摩"), About: "没有写的部分不动。", Existing: true}, func(c *call, in *struct {
		TourAt
		Body struct {
			Basics   *TourBasics     `json:"basics,omitempty"`
			Stops    []string        `json:"stops,omitempty" maxItems:"60" doc:"项目代码，照路线的先后"`
			Judges   []string        `json:"judges,omitempty" maxItems:"60" doc:"人员代码"`
			Criteria []TourCriterion `json:"criteria,omitempty" maxItems:"12"`
			Trim     *bool           `json:"trim,omitempty" doc:"人够时去掉一个最高分、一个最低分"`
		} `nameHint:"TourAmendment"`
	}) (TourKept, error) {
		p := desk.PlanTour{Stops: in.Body.Stops, Judges: in.Body.Judges, Trim: in.Body.Trim}
		if in.Body.Basics != nil {
			b, err := in.Body.Basics.basics()
			if err != nil {
				return TourKept{}, err
			}
			p.Basics = b
		}
		for _, x := range in.Body.Criteria {
			p.Criteria = append(p.Criteria, tour.Criterion(x))
		}
		return ofTour(c.desk.AmendTour(c, c.by, c.act, in.Tour, p))
	})
	act(a, Operation{Path: "/tours/{tour}/route", Act: "tour.route", Noun: noun, Says: say.Text("排路线：按直线距离、按道路桩号，或照给的先后"), Existing: true}, func(c *call, in *struct {
		TourAt
		Body struct {
			By    string   `json:"by" enum:"distance,roads,hand,kept" doc:"kept 只存道路和桩号"`
			Order []string `json:"order,omitempty" maxItems:"60" doc:"by 是 hand 时，项目代码照先后"`
			Roads []string `json:"roads,omitempty" maxItems:"60" doc:"车队走的道路，照先后"`
			Along []struct {
				Project string `json:"project" minLength:"1" maxLength:"64"`
				Road    string `json:"road" maxLength:"30"`
				Post    string `json:"post,omitempty" maxLength:"12" doc:"公里"`
			} `json:"along,omitempty" maxItems:"60"`
		} `nameHint:"TourRoute"`
	}) (TourKept, error) {
		r := desk.RouteTour{By: in.Body.By, Order: in.Body.Order, Roads: in.Body.Roads, Along: map[string]desk.RoadPlace{}}
		for _, x := range in.Body.Along {
			r.Along[x.Project] = desk.RoadPlace{Road: x.Road, Post: x.Post}
		}
		return ofTour(c.desk.RouteTour(c, c.by, c.act, in.Tour, r))
	})
	act(a, Operation{Path: "/tours/{tour}/open", Act: "tour.open", Noun: noun, Says: say.Text("开始打分"), Existing: true}, func(c *call, in *TourAt) (TourKept, error) {
		return ofTour(c.desk.OpenTour(c, c.by, c.act, in.Tour))
	})
	act(a, Operation{Path: "/tours/{tour}/scores/{stop}", Act: "tour.score", Noun: noun, Says: say.Text("给一个观摩点打分，交卷以前可以再打"), About: "只有评委自己打自己的，后打的算数。"}, func(c *call, in *struct {
		TourAt
		Stop string `path:"stop" doc:"项目代码"`
		Body struct {
			Marks []string `json:"marks" minItems:"1" maxItems:"12" nullable:"false" doc:"照评分项的先后"`
		} `nameHint:"TourMarks"`
	}) (TourScoreKept, error) {
		k, err := c.desk.ScoreStop(c, c.by, c.act, in.Tour, in.Stop, in.Body.Marks)
		return TourScoreKept{k.Left, k.Version}, err
	})
	act(a, Operation{Path: "/tours/{tour}/submit", Act: "tour.submit", Noun: noun, Says: say.Text("交卷，封存自己打的分"), Existing: true}, func(c *call, in *TourAt) (TourScoreKept, error) {
		k, err := c.desk.SubmitScores(c, c.by, c.act, in.Tour)
		return TourScoreKept{k.Left, k.Version}, err
	})
	act(a, Operation{Path: "/tours/{tour}/close", Act: "tour.close", Noun: noun, Says: say.Text("截止打分，公布得分和离散"), About: "没有交卷的不计入，要写理由。", Existing: true}, func(c *call, in *struct {
		TourAt
		Body struct {
			Reason string `json:"reason,omitempty" maxLength:"400" doc:"还有评委没有交卷时，为什么不等"`
		} `nameHint:"TourClosing"`
	}) (TourKept, error) {
		return ofTour(c.desk.CloseTour(c, c.by, c.act, in.Tour, in.Body.Reason))
	})
	act(a, Operation{Path: "/tours/{tour}/rank", Act: "tour.rank", Noun: noun, Says: say.Text("依据准予评比的文件排名次"), Existing: true}, func(c *call, in *struct {
		TourAt
		Body TourOrder
	}) (TourKept, error) {
		return ofTour(c.desk.RankTour(c, c.by, c.act, in.Tour, in.Body.Number, in.Body.Title, in.Body.IssuedOn))
	})
}
