package api

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/web/say"
)

// Rates are the rates and days of a procedure over some time.
type Rates struct {
	Procedure  string      `json:"procedure" doc:"流程代码"`
	From       string      `json:"from" doc:"起，含当日"`
	To         string      `json:"to" doc:"止，含当日"`
	Cases      int         `json:"cases" doc:"几件"`
	Open       int         `json:"open" doc:"其中正在办的"`
	Rates      []Rate      `json:"rates" nullable:"false"`
	Composites []Composite `json:"composites" nullable:"false" doc:"几个指标按权重合成的"`
	Times      []TimeFor   `json:"times" nullable:"false" doc:"全程、各环节、各口钟"`
}

// tag is of what is said, as nothing of it has a version.
func (r Rates) tag() string {
	b, _ := json.Marshal(r)
	return fmt.Sprintf(`"%x"`, sha256.Sum256(b))
}

// Rate is a rate, in total and by unit.
type Rate struct {
	Of    string `json:"of" doc:"取明细时用，如 rate/response"`
	Title string `json:"title"`
	RateCount
	Units []RateOfUnit `json:"units" nullable:"false"`
}

// RateOfUnit is a rate as it is told by a unit.
type RateOfUnit struct {
	Unit string `json:"unit"`
	RateCount
}

// Composite is several rates put together.
type Composite struct {
	ID      string         `json:"id"`
	Title   string         `json:"title"`
	Weights map[string]int `json:"weights" doc:"每个指标百分之几"`
	Put
	Units []CompositeOfUnit `json:"units" nullable:"false"`
}

// CompositeOfUnit is that for a unit.
type CompositeOfUnit struct {
	Unit string `json:"unit"`
	Put
}

// Put is what the rates come to together.
type Put struct {
	Percent *quantity.Decimal `json:"percent,omitempty" doc:"没有计入的就没有"`
	Counted int               `json:"weight_counted" doc:"百分之几的权重有件计入；不足 100 的按比例折算"`
}

func ofPut(p desk.Put) Put {
	if p.Counted == 0 {
		return Put{}
	}
	return Put{&p.Percent, p.Counted}
}

// RateCount is what a rate was counted from.
type RateCount struct {
	Met     int               `json:"met" doc:"达到的，分子"`
	Partly  int               `json:"partly" doc:"部分达到的，按比例进分子"`
	Counted int               `json:"counted" doc:"计入的，分母"`
	Percent *quantity.Decimal `json:"percent,omitempty" doc:"百分之几；没有计入的就没有"`
	Out     int               `json:"left_out" doc:"不计的"`
	Waiting int               `json:"waiting" doc:"还没到算的时候的"`
	Why     []LeftOut         `json:"why,omitempty" doc:"不计的原因"`
}

// LeftOut is a reason not to count, and how often.
type LeftOut struct {
	Why string `json:"why"`
	N   int    `json:"n"`
}

// TimeFor is how long something took.
type TimeFor struct {
	Of            string           `json:"of" doc:"取明细时用，如 stage/triage"`
	Title         string           `json:"title,omitempty" doc:"全程没有"`
	Measure       string           `json:"measure" doc:"用时的单位；环节和全程是分钟"`
	N             int              `json:"n" doc:"件次"`
	Mean          quantity.Decimal `json:"mean"`
	Median        quantity.Decimal `json:"median"`
	Quarter       int              `json:"quarter_within"`
	ThreeQuarters int              `json:"three_quarters_within"`
	NineTenths    int              `json:"nine_tenths_within"`
	Longest       int              `json:"longest"`
	Late          int              `json:"late,omitempty" doc:"超期办结的"`
	Running       int              `json:"running_late,omitempty" doc:"超了还在走的"`
	RateCount
}

func ofParts(p desk.Parts) RateCount {
	c := RateCount{Met: p.Met, Partly: p.Partly, Counted: p.Over(), Out: p.Out, Waiting: p.Wait}
	if d, ok := p.Percent(); ok {
		c.Percent = &d
	}
	for _, w := range p.Why {
		c.Why = append(c.Why, LeftOut(w))
	}
	return c
}

func ofRates(r desk.Rates) Rates {
	out := Rates{r.Procedure.ID, r.Page.From.String(), r.Page.To.String(), r.Cases, r.Open, []Rate{}, []Composite{}, []TimeFor{}}
	for _, x := range r.Rates {
		rate := Rate{procedure.GaugeOf{Kind: procedure.OfRate, ID: x.Rate.ID}.String(), x.Rate.Title, ofParts(x.Parts), []RateOfUnit{}}
		for _, u := range x.Units {
			rate.Units = append(rate.Units, RateOfUnit{u.Unit, ofParts(u.Parts)})
		}
		out.Rates = append(out.Rates, rate)
	}
	for _, x := range r.Composites {
		c := Composite{x.Composite.ID, x.Composite.Title, map[string]int{}, ofPut(x.Put), []CompositeOfUnit{}}
		for _, w := range x.Weights.Of {
			c.Weights[w.Rate] = w.N
		}
		for _, u := range x.Units {
			c.Units = append(c.Units, CompositeOfUnit{u.Unit, ofPut(u.Put)})
		}
		out.Composites = append(out.Composites, c)
	}
	for _, d := range append(append([]desk.DaysCounted{r.Whole}, r.Stages...), r.Clocks...) {
		measure := civil.Minutes.String()
		if d.Of.Kind == procedure.OfClock {
			measure = d.Unit.String()
		}
		s := &d.Took
		out.Times = append(out.Times, TimeFor{d.Of.String(), d.Title, measure, s.N, s.Mean(), s.Median(), s.Within(25), s.Within(75), s.Within(90), s.Most(), d.Late, d.Goes, ofParts(d.Parts)})
	}
	return out
}

// CountedCase is a case behind a number.
type CountedCase struct {
	ID       string        `json:"id"`
	Number   string        `json:"number" doc:"编号"`
	Title    string        `json:"title" doc:"事由"`
	OpenedAt *time.Time    `json:"opened_at"`
	EndedAt  *time.Time    `json:"ended_at,omitempty"`
	Counts   []CountedPart `json:"counts" nullable:"false" doc:"一件里几个单位各算一次"`
}

// CountedPart is how a case, or a branch of it, was counted.
type CountedPart struct {
	Branch  string         `json:"branch,omitempty"`
	Units   []string       `json:"units" nullable:"false"`
	Part    procedure.Part `json:"part" enum:"met,partly,unmet,out,wait"`
	Why     string         `json:"why,omitempty" doc:"不计的原因"`
	Took    *int           `json:"took,omitempty" doc:"用时；还在走的没有"`
	Measure string         `json:"measure,omitempty" doc:"用时的单位"`
}

// RateTime is the time that figures are of, in the query.
type RateTime struct {
	Procedure string `path:"procedure" doc:"流程代码"`
	Period    string `query:"period" enum:"month,last-month,quarter,last-quarter,year,last-year" doc:"时段；写了起止就不看它，都不写是本年"`
	From      string `query:"from" format:"date" doc:"起，含当日"`
	To        string `query:"to" format:"date" doc:"止，含当日；不写是今天"`
	By        string `query:"by" enum:"opened,ended" doc:"按立件还是办结的日期"`
	Unit      string `query:"unit" maxLength:"60" doc:"只要这个单位的"`
}

func (t RateTime) asked() (desk.RatePage, error) {
	p := desk.RatePage{Procedure: t.Procedure, Period: t.Period, Ended: t.By == "ended", Unit: t.Unit}
	for text, into := range map[*string]*civil.Date{&t.From: &p.From, &t.To: &p.To} {
		if *text == "" {
			continue
		}
		d, err := civil.ParseDate(*text)
		if err != nil {
			return p, fault.New(fault.Invalid, "“"+*text+"”不是日子。", "写成 2021-03-01 的样子。")
		}
		*into = d
	}
	return p, nil
}

func rates(a *API) {
	noun := say.Text("办件")
	one(a, Operation{Path: "/procedures/{procedure}/rates", Act: "case.list", Noun: noun, Says: say.Text("一个流程的比率和用时，从每一件的经过算出")}, func(c *call, in *RateTime) (Rates, error) {
		p, err := in.asked()
		if err != nil {
			return Rates{}, err
		}
		r, err := c.desk.ReadRates(c, c.by, p)
		if err != nil {
			return Rates{}, err
		}
		return ofRates(r), nil
	})
	list(a, Operation{Path: "/procedures/{procedure}/rates/cases", Act: "case.list", Noun: noun, Says: say.Text("一个数字背后的办件，新的在前")}, func(c *call, in *struct {
		RateTime
		Paging
		Of   string           `query:"of" required:"true" maxLength:"80" doc:"哪个指标，如 rate/response、stage/triage、clock/check、whole"`
		Part []procedure.Part `query:"part" enum:"met,partly,unmet,out,wait" doc:"怎么算的；不写是全部"`
		Why  string           `query:"why" maxLength:"120" doc:"不计的原因"`
	}) ([]CountedCase, func(int) cursor, error) {
		p, err := in.asked()
		if err != nil {
			return nil, nil, err
		}
		of, ok := procedure.ParseGaugeOf(in.Of)
		if !ok {
			return nil, nil, fault.New(fault.Invalid, "“"+in.Of+"”不是指标。", "写成 rate/response 的样子，见 rates 里的 of。").At("of")
		}
		from, err := in.from(2)
		if err != nil {
			return nil, nil, err
		}
		before, err := at(from[0])
		if err != nil {
			return nil, nil, err
		}
		l, err := c.desk.ListBehindRate(c, c.by, desk.Behind{RatePage: p, Of: of, Parts: in.Part, Why: in.Why, Before: before, BeforeID: from[1], Most: in.Limit + 1})
		if err != nil {
			return nil, nil, err
		}
		var all []CountedCase
		for _, x := range l.Cases {
			k := CountedCase{x.Case.ID, x.Case.Number, x.Case.Title, moment(x.Case.OpenedAt), moment(x.Case.EndedAt), []CountedPart{}}
			for _, g := range x.Gauges {
				k.Counts = append(k.Counts, ofGauge(g))
			}
			all = append(all, k)
		}
		return all, func(i int) cursor {
			moment, id := l.Place(i)
			return cursor{moment, id}
		}, nil
	})
}

func ofGauge(g procedure.Gauge) CountedPart {
	p := CountedPart{Branch: g.Branch, Units: g.Units, Part: g.Part, Why: g.Why}
	switch {
	case g.Of.Kind == procedure.OfRate || g.N == procedure.Goes:
	case g.Of.Kind == procedure.OfClock:
		p.Took, p.Measure = &g.N, g.Unit.String()
	default:
		p.Took, p.Measure = &g.Took, civil.Minutes.String()
	}
	return p
}
