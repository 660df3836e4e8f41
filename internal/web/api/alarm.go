package api

import (
	"duban/internal/base/cite"
	"duban/internal/base/fault"
	"duban/internal/kernel/review"
	"duban/internal/web/say"
)

// Alarm is what the checks found at places of a report.
type Alarm struct {
	ID        string      `json:"id"`
	Rule      string      `json:"rule" doc:"哪条规则"`
	Grade     string      `json:"grade" doc:"轻重"`
	Sentence  string      `json:"sentence" doc:"一句话"`
	Reckoning string      `json:"reckoning,omitempty" doc:"怎么算的"`
	Places    []cite.Span `json:"places" nullable:"false" doc:"在原文哪里"`
	Settled   bool        `json:"settled" doc:"有人核过"`
	Reason    string      `json:"reason,omitempty"`
	ETag      string      `json:"etag"`
}

func (a Alarm) tag() string { return a.ETag }

func ofAlarm(a review.Alarm) Alarm {
	places := a.Places
	if places == nil {
		places = []cite.Span{}
	}
	return Alarm{a.ID, a.Rule, a.Grade, a.Sentence, a.Reckoning, places, a.Settled, a.Reason, tagOf(a.Version)}
}

// AlarmAt names an alarm of a report in the path.
type AlarmAt struct {
	Report string `path:"report" doc:"报告代码"`
	Alarm  string `path:"alarm" doc:"核对提示代码"`
}

func alarms(a *API) {
	noun := say.Text("核对提示")
	list(a, Operation{Path: "/reports/{report}/alarms", Act: "report.read", Noun: noun, Says: say.Text("一份报告的核对提示"), About: "只看得到本单位的人看不到。"}, func(c *call, in *struct {
		ReportAt
		Paging
	}) ([]Alarm, func(int) cursor, error) {
		found, err := c.desk.ReportAlarms(c, c.by, in.Report)
		if err != nil {
			return nil, nil, err
		}
		var all []Alarm
		for _, x := range found {
			all = append(all, ofAlarm(x))
		}
		return rest(&in.Paging, all, func(x Alarm) string { return x.ID })
	})
	one(a, Operation{Path: "/reports/{report}/alarms/{alarm}", Act: "report.read", Noun: noun, Says: say.Text("一处核对提示")}, func(c *call, in *AlarmAt) (Alarm, error) {
		found, err := c.desk.ReportAlarms(c, c.by, in.Report)
		for _, x := range found {
			if x.ID == in.Alarm {
				return ofAlarm(x), err
			}
		}
		if err == nil {
			err = fault.New(fault.NotFound, "没有这处核对。", "重新取列表看看。")
		}
		return Alarm{}, err
	})
	done(a, Operation{Path: "/reports/{report}/alarms/{alarm}/settle", Act: "alarm.settle", Noun: noun, Says: say.Text("核过：改了，或原文没有错"), Existing: true}, func(c *call, in *struct {
		AlarmAt
		Body Reasoned
	}) error {
		return c.desk.SettleAlarm(c, c.by, c.act, in.Report, in.Alarm, in.Body.Reason)
	})
}
