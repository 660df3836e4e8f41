package api

import "duban/internal/desk"

// Duties are what tasks, cases and directives ask of one today.
type Duties struct {
	ReportBy   string            `json:"report_by,omitempty" format:"date" doc:"本月进展报到哪天"`
	ToReport   []ListedTask      `json:"to_report" nullable:"false" doc:"本单位牵头、要报进展的"`
	Returned   []ListedTask      `json:"returned" nullable:"false" doc:"进展或办结申请退回的"`
	ToSign     []ListedTask      `json:"to_sign" nullable:"false" doc:"进展等审签的"`
	ToTake     []ListedTask      `json:"to_take" nullable:"false" doc:"等签收的"`
	ToOpine    []ListedTask      `json:"to_opine" nullable:"false" doc:"征求意见的"`
	Late       []ListedTask      `json:"late" nullable:"false" doc:"过了时限的和红的"`
	Objections []ListedTask      `json:"objections" nullable:"false" doc:"有异议等答复的"`
	Applied    []ListedTask      `json:"applied" nullable:"false" doc:"申请办结等核验的"`
	Claimed    []ListedTask      `json:"claimed" nullable:"false" doc:"有成果等核实的"`
	Drafts     int               `json:"drafts" doc:"还没有印发的草稿"`
	Cases      []string          `json:"cases" nullable:"false" doc:"等本单位办的办件代码，到期早的在前；看新近的 20 件"`
	Addressed  []ListedDirective `json:"directives" nullable:"false" doc:"交由本单位办、还没有办结的批示"`
	ToHandOut  []ListedDirective `json:"directives_to_issue" nullable:"false" doc:"领导录的、等下达的批示"`
	CameBack   []ListedDirective `json:"directives_back" nullable:"false" doc:"自己批示的、办结回来等阅结的"`
	Unread     int               `json:"unread" doc:"没看的通知"`
	Asked      []ListedRequest   `json:"requests" nullable:"false" doc:"本单位还没有答复的报数要求"`
	Left       int64             `json:"forms_left" doc:"本月还要报的项数"`
	Minutes    int64             `json:"minutes_left" doc:"填它们约要几分钟"`
}

func ofDuties(d desk.Duties) Duties {
	tasks := func(list []desk.ListedTask) []ListedTask {
		all := []ListedTask{}
		for _, t := range list {
			all = append(all, ofTask(t.Task, t.Version, t.Pace))
		}
		return all
	}
	directives := func(list []desk.ListedDirective) []ListedDirective {
		all := []ListedDirective{}
		for _, x := range list {
			all = append(all, ofDirective(x))
		}
		return all
	}
	out := Duties{ToReport: tasks(d.ToReport), Returned: tasks(d.Returned), ToSign: tasks(d.ToSign), ToTake: tasks(d.ToTake), ToOpine: tasks(d.ToOpine), Late: tasks(d.Late),
		Objections: tasks(d.Objections), Applied: tasks(d.Applied), Claimed: tasks(d.Claimed), Drafts: d.Drafts, Cases: []string{},
		Addressed: directives(d.Addressed), ToHandOut: directives(d.ToHandOut), CameBack: directives(d.CameBack), Unread: d.Unread, Asked: []ListedRequest{}, Left: d.Burden.Left, Minutes: d.Burden.Minutes}
	for _, x := range d.Asked {
		out.Asked = append(out.Asked, ofRequest(x))
	}
	if d.Own {
		out.ReportBy = onDay(d.DueOn)
	}
	for _, c := range d.Cases {
		out.Cases = append(out.Cases, c.Row.ID)
	}
	return out
}
