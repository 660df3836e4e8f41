package api

import (
	"duban/internal/desk"
	"duban/internal/kernel/reconcile"
	"duban/internal/kernel/series"
	"duban/internal/kernel/task"
	"duban/internal/web/say"
)

// Indicator is an indicator that reports state figures of.
type Indicator struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	Unit    string `json:"unit" doc:"常用单位，- 是没有单位"`
	Entered int    `json:"entered" doc:"入册的数"`
	Waiting int    `json:"waiting" doc:"没入册的数"`
	Reports int    `json:"reports" doc:"几份本地的报告说过"`
	Others  int    `json:"others" doc:"可比的别处"`
}

// Figure is one figure that one report states of an indicator.
type Figure struct {
	Place    string `json:"place" doc:"哪个地方的"`
	Report   string `json:"report"`
	Record   string `json:"record"`
	Year     int    `json:"report_year,omitempty" doc:"哪一年的报告"`
	Section  string `json:"section,omitempty"`
	Subject  string `json:"subject" doc:"报告里的说法"`
	Value    string `json:"value"`
	To       string `json:"to,omitempty"`
	Unit     string `json:"unit"`
	Bound    string `json:"bound"`
	Kind     string `json:"kind"`
	Status   string `json:"status"`
	Period   string `json:"period,omitempty"`
	Standing string `json:"standing" enum:"entered,accepted,waiting,rejected" doc:"入册、采纳了没入册、待核、不采"`
}

var standings = map[series.Standing]string{series.Entered: "entered", series.Agreed: "accepted", series.Waiting: "waiting", series.Rejected: "rejected"}

func ofFigure(place string, f series.Figure) Figure {
	c := f.Record.Content
	return Figure{place, f.Record.Report, f.Record.ID, f.Report.Year, f.Record.Section, c.Subject, c.Value, c.To, c.Unit, string(f.Bound()), string(c.Kind), string(c.Status), c.Period, standings[f.Standing()]}
}

// Answer is a promise of one report with what a later one says to it.
type Answer struct {
	N         int               `json:"n" doc:"第几条承诺"`
	Promise   string            `json:"promise"`
	PromiseAt AnswerPlace       `json:"promise_at"`
	Result    string            `json:"answer,omitempty"`
	ResultAt  *AnswerPlace      `json:"answer_at,omitempty"`
	Verdict   reconcile.Verdict `json:"verdict" enum:"met,exceeded,missed,partly,unclear,unanswered"`
	Reason    string            `json:"reason" doc:"怎么算的"`
	Likeness  float64           `json:"likeness,omitempty" doc:"字面相近，0 到 1"`
}

// FollowedPromise is a promise of a report with the tasks that came of it.
type FollowedPromise struct {
	N         int            `json:"n" doc:"第几条承诺"`
	Promise   string         `json:"promise"`
	PromiseAt AnswerPlace    `json:"promise_at"`
	Standing  task.Verdict   `json:"standing" enum:"exceeded,met,on-track,waiting,behind,missed,halted,otherwise,unissued,no-task" doc:"几项任务里最差的"`
	Tasks     []PromisedTask `json:"tasks"`
}

// PromisedTask is a task that came of a promise.
type PromisedTask struct {
	ID       string       `json:"id"`
	Number   string       `json:"number"`
	Title    string       `json:"title"`
	Lead     string       `json:"lead" doc:"牵头单位的代码"`
	Standing task.Verdict `json:"standing" enum:"exceeded,met,on-track,waiting,behind,missed,halted,otherwise,unissued"`
	Reason   string       `json:"reason" doc:"怎么算的"`
}

// AnswerPlace is where words stand in a report.
type AnswerPlace struct {
	Report    string `json:"report"`
	Record    string `json:"record,omitempty" doc:"没有记录的只有段"`
	Paragraph int    `json:"paragraph"`
	Undecided bool   `json:"undecided,omitempty" doc:"还没有核对"`
}

func placed(p desk.Place) AnswerPlace {
	return AnswerPlace{p.Report, p.Record, p.Paragraph, p.Undecided}
}

// OpenReport is a report whose entries are open data.
type OpenReport struct {
	Report string `json:"report"`
	Title  string `json:"title"`
	Year   int    `json:"year,omitempty"`
	Where  string `json:"where" doc:"公开在哪里"`
}

func indicators(a *API) {
	noun := say.Text("指标")
	list(a, Operation{Path: "/indicators", Act: "indicator.read", Noun: noun, Says: say.Text("报告说过的指标")}, func(c *call, in *struct {
		Paging
		Words  string `query:"q" maxLength:"60" doc:"名称里有这几个字的"`
		Domain string `query:"domain" maxLength:"40" doc:"只要代码以它开头的，如 finance"`
	}) ([]Indicator, func(int) cursor, error) {
		lines, err := c.desk.ListIndicators(c, c.by, desk.IndicatorPage{Words: in.Words, Domain: in.Domain})
		if err != nil {
			return nil, nil, err
		}
		var all []Indicator
		for _, x := range lines {
			all = append(all, Indicator{x.Indicator.Code, x.Name, x.Unit, x.Entered, x.Waiting, x.Reports, x.Others})
		}
		return rest(&in.Paging, all, func(x Indicator) string { return x.Code })
	})
	list(a, Operation{Path: "/indicators/{code}/figures", Act: "indicator.read", Noun: noun, Says: say.Text("一个指标的每个数，本地的在前")}, func(c *call, in *struct {
		Code string `path:"code" doc:"指标代码"`
		Paging
	}) ([]Figure, func(int) cursor, error) {
		v, err := c.desk.ReadIndicator(c, c.by, in.Code)
		if err != nil {
			return nil, nil, err
		}
		var all []Figure
		for _, p := range append([]desk.PlaceFigures{v.Own}, v.Others...) {
			for _, f := range p.All {
				all = append(all, ofFigure(p.Name, f))
			}
		}
		return rest(&in.Paging, all, func(f Figure) string { return f.Report + "/" + f.Record })
	})
	list(a, Operation{Path: "/reconciliation", Act: "reconciliation.read", Noun: say.Text("对账"), Says: say.Text("前一年的承诺，后一年怎么回应"), About: "不写两份报告，就是最近的两年。"}, func(c *call, in *struct {
		Paging
		Earlier string `query:"earlier" doc:"前一份报告的代码"`
		Later   string `query:"later" doc:"后一份报告的代码"`
		Verdict string `query:"verdict" enum:"met,exceeded,missed,partly,unclear,unanswered"`
	}) ([]Answer, func(int) cursor, error) {
		v, err := c.desk.ReadReconciliation(c, c.by, desk.ReconciliationPage{Earlier: in.Earlier, Later: in.Later, Verdict: reconcile.Verdict(in.Verdict)})
		if err != nil {
			return nil, nil, err
		}
		var all []Answer
		for i, x := range v.Answers {
			w := Answer{N: i + 1, Promise: x.Promise.Text, PromiseAt: placed(x.PromiseAt), Verdict: x.Verdict, Reason: x.Reason, Likeness: x.Likeness}
			if x.Result != nil {
				at := placed(x.ResultAt)
				w.Result, w.ResultAt = x.Result.Text, &at
			}
			all = append(all, w)
		}
		return rest(&in.Paging, all, func(x Answer) string { return itoa(x.N) })
	})
	list(a, Operation{Path: "/fulfilment", Act: "reconciliation.read", Noun: say.Text("承诺兑现"), Says: say.Text("一份报告的承诺，今天的任务台账怎么回应"), About: "不写报告，就是今年或最近的一份。"}, func(c *call, in *struct {
		Paging
		Report   string `query:"report" doc:"报告的代码"`
		Standing string `query:"standing" enum:"exceeded,met,on-track,waiting,behind,missed,halted,otherwise,unissued,no-task"`
	}) ([]FollowedPromise, func(int) cursor, error) {
		v, err := c.desk.ReadFulfilment(c, c.by, desk.FulfilmentPage{Report: in.Report, Standing: task.Verdict(in.Standing)})
		if err != nil {
			return nil, nil, err
		}
		var all []FollowedPromise
		for i, x := range v.Promises {
			f := FollowedPromise{N: i + 1, Promise: x.Text, PromiseAt: placed(x.At), Standing: x.Standing, Tasks: []PromisedTask{}}
			for _, t := range x.Tasks {
				f.Tasks = append(f.Tasks, PromisedTask{t.ID, t.Number, t.Terms.Title, t.Terms.Lead, t.Standing, t.Pace.Sentence})
			}
			all = append(all, f)
		}
		return rest(&in.Paging, all, func(x FollowedPromise) string { return itoa(x.N) })
	})
	list(a, Operation{Path: "/open", Act: "package.read", Noun: say.Text("公开数据"), Says: say.Text("已公开的报告：其中入册的是公开数据")}, func(c *call, in *struct{ Paging }) ([]OpenReport, func(int) cursor, error) {
		v, err := c.desk.ReadOpenPart(c, c.by)
		if err != nil {
			return nil, nil, err
		}
		var all []OpenReport
		for _, r := range v.Reports {
			all = append(all, OpenReport{r.ID, r.Title, r.Year, r.Where})
		}
		return rest(&in.Paging, all, func(r OpenReport) string { return r.Report })
	})
	done(a, Operation{Path: "/reports/{report}/publish", Act: "report.publish", Noun: say.Text("公开数据"), Says: say.Text("标为已公开，写明公开在哪里"), Existing: true}, func(c *call, in *struct {
		ReportAt
		Body struct {
			Where string `json:"where" minLength:"1" maxLength:"400" doc:"网址或公报期号"`
		} `nameHint:"Published"`
	}) error {
		return c.desk.PublishReport(c, c.by, c.act, in.Report, in.Body.Where)
	})
}
