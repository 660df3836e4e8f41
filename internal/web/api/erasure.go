package api

import (
	"time"

	"duban/internal/base/fault"
	"duban/internal/kernel/review"
	"duban/internal/web/say"
)

// Erasure is a report's erasure, asked for by one person and decided by another.
type Erasure struct {
	ID         string              `json:"id"`
	State      review.ErasureState `json:"state" doc:"走到哪一步"`
	Reason     string              `json:"reason" doc:"为什么删"`
	ProposedBy string              `json:"proposed_by" doc:"提请的人，人员代码"`
	ProposedAt *time.Time          `json:"proposed_at"`
	DecidedBy  string              `json:"decided_by,omitempty" doc:"批的人，人员代码"`
	DecidedAt  *time.Time          `json:"decided_at"`
	Answer     string              `json:"answer,omitempty" doc:"不同意的理由"`
	ETag       string              `json:"etag"`
}

func (e Erasure) tag() string { return e.ETag }

func ofErasure(e review.Erasure) Erasure {
	return Erasure{e.ID, e.State, e.Reason, e.ProposedBy, moment(e.ProposedAt), e.DecidedBy, moment(e.DecidedAt), e.Answer, tagOf(e.Version)}
}

// ErasureAt names an erasure of a report in the path.
type ErasureAt struct {
	Report  string `path:"report" doc:"报告代码"`
	Erasure string `path:"erasure" doc:"删除代码"`
}

func erasures(a *API) {
	noun := say.Text("删除报告")
	list(a, Operation{Path: "/reports/{report}/erasures", Act: "erasure.read", Noun: noun, Says: say.Text("一份报告的删除")}, func(c *call, in *struct {
		ReportAt
		Paging
	}) ([]Erasure, func(int) cursor, error) {
		found, err := c.desk.ShowErasures(c, c.by, in.Report)
		if err != nil {
			return nil, nil, err
		}
		var all []Erasure
		for _, x := range found.All {
			all = append(all, ofErasure(x))
		}
		return rest(&in.Paging, all, func(x Erasure) string { return x.ID })
	})
	one(a, Operation{Path: "/reports/{report}/erasures/{erasure}", Act: "erasure.read", Noun: noun, Says: say.Text("一次删除")}, func(c *call, in *ErasureAt) (Erasure, error) {
		found, err := c.desk.ShowErasures(c, c.by, in.Report)
		for _, x := range found.All {
			if x.ID == in.Erasure {
				return ofErasure(x), err
			}
		}
		if err == nil {
			err = fault.New(fault.NotFound, "没有这次删除。", "重新取列表看看。")
		}
		return Erasure{}, err
	})
	create(a, Operation{Path: "/reports/{report}/erasures", Act: "erasure.propose", Noun: noun, Says: say.Text("提请删除")}, func(c *call, in *struct {
		ReportAt
		Body Reasoned
	}) (Erasure, string, error) {
		e, err := c.desk.ProposeErasure(c, c.by, c.act, in.Report, in.Body.Reason)
		return ofErasure(e), "/reports/" + in.Report + "/erasures/" + e.ID, err
	})
	done(a, Operation{Path: "/reports/{report}/erasures/{erasure}/approve", Act: "report.erase", Noun: noun, Says: say.Text("批准删除，要另一个人办"), Existing: true}, func(c *call, in *ErasureAt) error {
		return c.desk.EraseReport(c, c.by, c.act, in.Report, in.Erasure)
	})
	done(a, Operation{Path: "/reports/{report}/erasures/{erasure}/decline", Act: "erasure.decline", Noun: noun, Says: say.Text("不同意删除"), Existing: true}, func(c *call, in *struct {
		ErasureAt
		Body Reasoned
	}) error {
		return c.desk.DeclineErasure(c, c.by, c.act, in.Report, in.Erasure, in.Body.Reason)
	})
}
