package desk_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/project"
	"duban/internal/kernel/scorecard"
	"duban/internal/kernel/staff"
	"duban/internal/press"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// building registers a project of a unit, on the ground of zj, whose main works
// began on 5 January.
func (o *office) building(unit, name, plan string) string {
	o.t.Helper()
	k, err := o.AddProject(o.t.Context(), worker(o, unit+"head", unit, staff.Head), desk.Call{}, desk.AddProject{Stage: project.Started, Since: civil.Date{Year: settledYear, Month: 1, Day: 5}, Note: "打桩",
		Facts: project.Facts{"name": name, "category": "产业", "unit": unit, "town": "zj", "investment": "90000", "plan.2028": plan, "starts_on": "2028-01-03", "ends_on": "2028-12-20"}})
	if err != nil {
		o.t.Fatal(err)
	}
	return k.ID
}

// progress fills the progress of a month in and signs it.
func (o *office) progress(unit, id string, m project.Month, invested string) {
	o.t.Helper()
	head := worker(o, unit+"head", unit, staff.Head)
	if _, err := o.ReportProject(o.t.Context(), head, desk.Call{}, id, project.Filling{Month: m, Invested: invested, Visual: "主体施工"}); err != nil {
		o.t.Fatal(err)
	}
	if _, err := o.SignProject(o.t.Context(), head, desk.Call{}, id, m); err != nil {
		o.t.Fatal(err)
	}
}

func inputOf(t *testing.T, r *scorecard.Result, item, fact string) scorecard.Input {
	t.Helper()
	if r == nil || r.Cell(item) == nil {
		t.Fatalf("no cell %s: %+v", item, r)
	}
	for _, in := range r.Cell(item).Inputs {
		if in.Fact == fact {
			return in
		}
	}
	t.Fatalf("%s was reckoned without %s: %+v", item, fact, r.Cell(item))
	return scorecard.Input{}
}

func TestProjectsAreSettledAsTheyWereKnownThen(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, _, _, _ := settling(t, e)
		ctx := t.Context()
		park, bridge := o.building("kj", "智能装备产业园", "12000"), o.building("zj", "新港大桥", "6000")
		if _, err := o.AddProject(ctx, by, desk.Call{}, desk.AddProject{Facts: project.Facts{"name": "谋划中的码头", "category": "基础设施", "unit": "zj"}}); err != nil {
			t.Fatal(err)
		}
		o.until(1, 25, 9)
		o.progress("kj", park, 202801, "900")
		if _, err := o.OpenCase(ctx, by, desk.Call{}, desk.OpenCase{Procedure: "problem", Deed: procedure.Deed{Act: "raise", Data: map[string]any{"问题": "施工用电没有接通", "问题类别": "水电气路", "责任单位": "kj", "限办工作日": 5, "项目": park}}}); err != nil {
			t.Fatal(err)
		}
		o.until(2, 1, 9)
		o.progress("zj", bridge, 202801, "300") // due on 28 January
		o.until(2, 25, 9)
		o.progress("kj", park, 202802, "1100")
		then := civil.Date{Year: settledYear, Month: 3, Day: 1}.At(12, 0)
		o.until(3, 5, 9)
		sup := worker(o, "sup", "", staff.Supervisor)
		if _, err := o.ReturnProject(ctx, sup, desk.Call{}, park, 202802, "多报了设备款"); err != nil {
			t.Fatal(err)
		}
		o.progress("kj", park, 202802, "700")
		if _, err := o.EnterFact(ctx, by, desk.Call{}, desk.EnterFact{Year: settledYear, Subject: park, Fact: "批评次数", Value: "1", Document: "云督通〔2028〕3号", Reason: "通报"}); err != nil {
			t.Fatal(err)
		}
		o.until(3, 10, 9)
		run := desk.RunSettlement{Card: "projects", AsOf: then}
		first, again := o.settle(by, run), o.settle(by, run)
		if first.Digest != again.Digest || first.InputsDigest != again.InputsDigest || first.Inputs == nil || first.ID == again.ID || again.Number != 2 {
			t.Fatalf("the same facts gave %s and %s", first.Digest, again.Digest)
		}
		if first.Of != scorecard.Project || len(first.Result.Subjects) != 2 {
			t.Fatalf("%s, %+v", first.Of, first.Result.Subjects)
		}
		p, b := first.Result.Result(park), first.Result.Result(bridge)
		if p.Name != "智能装备产业园" || p.Unit != "kj" || p.Group != "产业" || first.Units["kj"] == "" {
			t.Errorf("%+v, %v", p, first.Units)
		}
		if got := p.Cell("investment"); got.Score.String() != "10.00" && got.Score.String() != "10" {
			t.Errorf("2000 of 12000: %+v", got)
		}
		if in := inputOf(t, p, "investment", "年度完成投资"); in.Value.String() != "2000" || in.Source.Noun != "project" || in.Source.ID != park || in.Source.Field != "month.2028-02.state" || !strings.Contains(in.Source.Words, "2028-02-25 记下，第 5 条经过") {
			t.Errorf("%+v", in)
		}
		for _, x := range []struct {
			r                       *scorecard.Result
			item, fact, value, says string
		}{
			{p, "nature", "建设性质", "新开工", "2028-01-05 开工"}, {p, "unreported", "逾期未报次数", "0", "应报 2 个月，按时 2 个月"}, {b, "unreported", "逾期未报次数", "2", "没有按时：2028-01、2028-02"},
			{p, "problems", "逾期问题个数", "1", "问2028-0001 2028-"}, {b, "problems", "逾期问题个数", "0", "无"}, {p, "late-start", "开工推迟天数", "2", "拟开工 2028-01-03"},
			{p, "dwelling", "停留超期天数", "0", "没有超过"}, {b, "size", "年度计划投资", "6000", "第 1 条经过"},
		} {
			if in := inputOf(t, x.r, x.item, x.fact); in.Value.String() != x.value || !strings.Contains(in.Source.Words, x.says) {
				t.Errorf("%s: %+v", x.item, in)
			}
		}
		if c := p.Cell("criticised"); c.Effect != scorecard.Drop {
			t.Errorf("nobody had entered it then: %+v", c)
		}
		// the month that was returned and filled in anew
		now := o.settle(by, desk.RunSettlement{Card: "projects"})
		if in := inputOf(t, now.Result.Result(park), "criticised", "批评次数"); in.Value.String() != "1" || !strings.Contains(in.Source.Words, "云督通") {
			t.Errorf("%+v", in)
		}
		c, err := o.CompareSettlements(ctx, by, now.ID, first.ID)
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, s := range c.Difference.Subjects {
			for _, x := range s.Cells {
				for _, in := range x.Inputs {
					said = append(said, s.Name+" "+x.ID+" "+in.What+" "+in.Was+" "+in.Is)
				}
			}
		}
		if !slices.Contains(said, "智能装备产业园 investment 年度完成投资 2000 1600") || slices.ContainsFunc(said, func(s string) bool { return strings.HasPrefix(s, "新港大桥") }) {
			t.Errorf("%q", said)
		}
		o.intact()
	})
}

func TestAUnitSeesItsOwnProjectsOfAConfirmedSettlement(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, _, _, _ := settling(t, e)
		ctx := t.Context()
		park, bridge := o.building("kj", "智能装备产业园", "12000"), o.building("zj", "新港大桥", "6000")
		o.until(1, 25, 9)
		o.progress("kj", park, 202801, "900")
		was := o.settle(by, desk.RunSettlement{Card: "projects"})
		clerk, leader := worker(o, "kjyuan", "kj", staff.Clerk), worker(o, "shizhang", "", staff.Leader)
		if _, err := o.ShowSettlement(ctx, clerk, was.ID); !isKind(err, fault.NotFound) {
			t.Error("a unit sees what nobody confirmed:", err)
		}
		if _, err := o.ConfirmSettlement(ctx, leader, desk.Call{}, was.ID); err != nil {
			t.Fatal(err)
		}
		own, err := o.ShowSettlement(ctx, clerk, was.ID)
		if err != nil || len(own.Result.Subjects) != 1 || own.Result.Subjects[0].ID != park || own.Inputs != nil || len(own.Lacks) == 0 || slices.ContainsFunc(own.Lacks, func(l desk.Lack) bool { return l.Subject != park }) {
			t.Fatalf("%+v %+v %v", own.Result, own.Lacks, err)
		}
		var sheet bytes.Buffer
		if err := o.ExportSettlement(ctx, clerk, was.ID, desk.Handout{Site: "https://duban.example", Write: func(l press.List) error { return press.ListCSV(&sheet, l, press.CSVOptions{}) }}); err != nil {
			t.Fatal(err)
		}
		if got := sheet.String(); !strings.Contains(got, "智能装备产业园") || !strings.Contains(got, "/projects/"+park) || !strings.Contains(got, own.Units["kj"]) || strings.Contains(got, "新港大桥") {
			t.Error(got)
		}
		// the ground of both is zj's, and it answers for one
		other, err := o.ShowSettlement(ctx, worker(o, "zjyuan", "zj", staff.Clerk), was.ID)
		if err != nil || len(other.Result.Subjects) != 1 || other.Result.Subjects[0].ID != bridge {
			t.Errorf("%+v %v", other.Result, err)
		}
		if none, err := o.ShowSettlement(ctx, worker(o, "dcsyuan", "dcs", staff.Clerk), was.ID); err != nil || len(none.Result.Subjects) != 0 || len(none.Lacks) != 0 {
			t.Errorf("%+v %v", none.Result, err)
		}
		facts := []desk.Supposed{{Subject: park, Fact: "年度完成投资", Value: "12000"}}
		trial, err := o.SupposeSettlement(ctx, by, was.ID, facts)
		if err != nil || trial.Trial.Result(park).Total.Cmp(was.Result.Result(park).Total.Decimal) <= 0 {
			t.Fatal(trial.Difference, err)
		}
		k, err := o.AmendSettlement(ctx, by, desk.Call{}, was.ID, facts, "云考办决〔2028〕1号", "审计认定")
		if err != nil {
			t.Fatal(err)
		}
		is, err := o.ShowSettlement(ctx, by, k.ID)
		if err != nil || !is.Rechecked.Same || is.Difference == nil || len(is.Difference.Subjects) != 1 || is.Difference.Subjects[0].ID != park || is.Result.Result(park).Unit != "kj" {
			t.Errorf("%+v %v", is.Difference, err)
		}
		enter := func(subject, fact string) error {
			return refusal(o.EnterFact(ctx, by, desk.Call{}, desk.EnterFact{Year: settledYear, Subject: subject, Fact: fact, Value: "1", Document: "文", Reason: "由"}))
		}
		says(t, enter("kj", "批评次数"), "subject", "是项目的事实")
		says(t, enter(park, "社会评价得分"), "subject", "是单位的事实")
		says(t, enter("nobody", "批评次数"), "subject", "没有代码是")
		if err := enter(park, "批评次数"); err != nil {
			t.Fatal(err)
		}
		l, err := o.ListFacts(ctx, by, settledYear)
		if err != nil || len(l.Facts) != 1 || l.Facts[0].Name != "智能装备产业园" || len(l.Projects) != 2 {
			t.Errorf("%+v %v", l, err)
		}
		o.intact()
	})
}

func TestAUnitAppealsForAProjectThatItAnswersFor(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, _, _, _ := settling(t, e)
		ctx := t.Context()
		park, bridge := o.building("kj", "智能装备产业园", "12000"), o.building("zj", "新港大桥", "6000")
		was := o.settle(by, desk.RunSettlement{Card: "projects"})
		head, leader := worker(o, "kjhead", "kj", staff.Head), worker(o, "shizhang", "", staff.Leader)
		if _, err := o.ConfirmSettlement(ctx, leader, desk.Call{}, was.ID); err != nil {
			t.Fatal(err)
		}
		ask := func(of string) (desk.CaseKept, error) {
			data := map[string]any{"考核": was.ID, "申诉单位": "kj", "事实": "年度完成投资", "应为": "3000"}
			if of != "" {
				data["申诉项目"] = of
			}
			return o.OpenCase(ctx, head, desk.Call{}, desk.OpenCase{Procedure: "appeal", Deed: procedure.Deed{Act: "ask", Data: data, Reason: "少计了设备款"}})
		}
		if _, err := ask(""); err == nil {
			t.Error("no project was chosen:", err)
		}
		if _, err := ask(bridge); err == nil {
			t.Error("another unit's project")
		}
		c, err := ask(park)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range []struct {
			by staff.Actor
			d  procedure.Deed
		}{{by, procedure.Deed{Act: "weigh", Data: map[string]any{"核查情况": "设备已到场"}}}, {leader, procedure.Deed{Act: "decide", Data: map[string]any{"决定": "支持", "更正为": "3000"}, Reason: "核查属实"}}, {by, procedure.Deed{Act: "correct", Reason: "照决定"}}} {
			if _, err := o.ActOnCase(ctx, x.by, desk.Call{}, c.ID, x.d); err != nil {
				t.Fatal(err)
			}
		}
		l, err := o.ListSettlements(ctx, by, desk.SettlementPage{Year: settledYear})
		if err != nil || len(l.Settlements) != 2 || l.Settlements[0].Amends != was.ID {
			t.Fatalf("%+v %v", l.Settlements, err)
		}
		is, err := o.ShowSettlement(ctx, by, l.Settlements[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		if in := inputOf(t, is.Result.Result(park), "investment", "年度完成投资"); in.Value.String() != "3000" {
			t.Errorf("%+v", in)
		}
		o.intact()
	})
}
