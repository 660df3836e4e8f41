package project_test

import (
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/project"
)

func on(y, m, d int) civil.Date { return civil.Date{Year: y, Month: m, Day: d} }

var standard = project.Standard()

func facts(also ...string) project.Facts {
	f := project.Facts{"name": "无纺布产业园", "category": "产业", "unit": "u-industry", "town": "t-pengchang", "investment": "12000", "nature": "新建"}
	for i := 0; i < len(also); i += 2 {
		f[also[i]] = also[i+1]
	}
	return f
}

func read(t *testing.T, also ...string) project.Project {
	t.Helper()
	p, err := project.Read(facts(also...), &standard)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func refused(t *testing.T, err error, field, words string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Field != field || !strings.Contains(f.Sentence, words) {
		t.Errorf("at %q %q wanted, got %+v", field, words, err)
	}
}

func TestAProjectIsWrittenDownAndReadBackTheSame(t *testing.T) {
	f := facts("code", "2101-429099-04-01-12345C", "industry", "C1781", "lon", "113.45", "lat", "30.36", "list.在建", "是", "list.储备", "是", "fund.企业自筹", "8000", "fund.银行贷款", "4000",
		"plan.2021", "6000.5", "plan.2022", "5999.5", "starts_on", "2021-03-01", "ends_on", "2022-12-31", "permit.立项.state", "已办", "permit.立项.number", "仙发改备〔2021〕1号", "permit.立项.on", "2021-01-20",
		"need.用地.amount", "120.5", "need.用地.met", "部分落实", "agreed", "15000", "paid", "3000", "stage", "started", "reached.planned.on", "2020-12-01", "reached.started.on", "2021-03-02", "reached.started.note", "桩基施工",
		"source.report", "r1", "source.record", "12", "source.words", "建设无纺布产业园")
	p, err := project.Read(f, &standard)
	if err != nil {
		t.Fatal(err)
	}
	back := p.Facts()
	if d := project.Differences(f, back); len(d) > 0 {
		t.Errorf("became different: %+v", d)
	}
	if p.Started() != on(2021, 3, 2) || p.Plan(2021).String() != "6000.5" || p.Plan(2020) != nil {
		t.Errorf("%+v", p)
	}
	if d := project.Differences(f, f.Over(project.Facts{"paid": "", "stage": "capacity", "owner": "甲公司"})); len(d) != 2 || d[0].Key != "owner" || d[1].After != "" {
		t.Errorf("%+v", d)
	}
	for _, c := range project.Differences(nil, f) {
		if project.Title(c.Key) == c.Key || project.Title(c.Key) == "" {
			t.Errorf("%s has no title", c.Key)
		}
	}
}

func TestWhatPracticeRefusesOfAProjectsFacts(t *testing.T) {
	for _, c := range []struct{ key, s, field, words string }{
		{"code", "2113-429099-04-01-12345C", "code", "不是投资项目在线平台的项目代码"},
		{"code", "2101-429099-04-01-1234", "code", "涉密项目另行编码，不得录入本系统"},
		{"name", "某基地（机密）", "name", "涉密项目不得录入本系统"},
		{"content", "涉密工程二期", "content", "涉密项目不得录入本系统"},
		{"category", "其他", "category", "没有“其他”这一项"},
		{"industry", "Z99", "industry", "不是行业代码"},
		{"investment", "-1", "investment", "负数"},
		{"investment", "12000.123", "investment", "小数超过两位"},
		{"investment", "一亿", "investment", "不是金额"},
		{"fund.企业自筹", "11000", "shortfall", "比总投资 12000 万元少 1000 万元"},
		{"fund.企业自筹", "13000", "investment", "多于总投资"},
		{"lon", "113.4", "lon", "只写了一个"},
		{"list.别的", "是", "list.别的", "没有“别的”这个清单"},
		{"starts_on", "2021-02-30", "starts_on", "不是日子"},
		{"colour", "绿", "colour", "没有“colour”这一项"},
	} {
		_, err := project.Read(facts(c.key, c.s), &standard)
		refused(t, err, c.field, c.words)
	}
	for _, key := range []string{"name", "category", "unit"} {
		f := facts()
		delete(f, key)
		_, err := project.Read(f, &standard)
		if x, ok := fault.As(err); !ok || x.Field != key {
			t.Errorf("without %s: %v", key, err)
		}
	}
	_, err := project.Read(facts("starts_on", "2021-05-01", "ends_on", "2021-04-01"), &standard)
	refused(t, err, "ends_on", "早于拟开工")
	if _, err := project.Read(facts("fund.企业自筹", "11000", "shortfall", "银行授信未批"), &standard); err != nil {
		t.Errorf("what is missing was said: %v", err)
	}
}

func TestCodesInBothForms(t *testing.T) {
	for s, want := range map[string]string{"2101-429099-04-01-12345C": "2101-429099-04-01-12345C", "2017-440607-70-03-006747": "2017-440607-70-03-006747", " 2101－429099－04－01－12345c": "2101-429099-04-01-12345C"} {
		if got, err := project.ReadCode(s); err != nil || got != want || !project.CodeShape(s) {
			t.Errorf("%q: %q, %v", s, got, err)
		}
	}
}

func TestStagesGoForwardOneAtATime(t *testing.T) {
	today := on(2021, 9, 1)
	p := read(t, "stage", "planned", "reached.planned.on", "2021-01-05")
	step := func(to project.Stage, d civil.Date) project.Step {
		return project.Step{To: to, On: d, Note: "现场核实"}
	}
	_, err := p.Advance(step(project.Landed, on(2021, 2, 1)), today)
	refused(t, err, "skip", "没有写理由")
	_, err = p.Advance(step(project.Building, on(2021, 2, 1)), today)
	refused(t, err, "to", "不能一步到在建")
	_, err = p.Advance(step(project.Signed, on(2021, 10, 1)), today)
	refused(t, err, "on", "还没有到")
	_, err = p.Advance(step(project.Signed, on(2021, 1, 1)), today)
	refused(t, err, "on", "不能早于它")
	_, err = p.Advance(project.Step{To: project.Signed, On: on(2021, 2, 1)}, today)
	refused(t, err, "note", "签约的依据")
	p, err = p.Advance(step(project.Signed, on(2021, 2, 1)), today)
	if err != nil {
		t.Fatal(err)
	}
	skipped := step(project.Started, on(2021, 8, 5))
	skipped.Skip = "厂内技改，不新供地"
	_, err = p.Advance(skipped, today)
	refused(t, err, "main_works", "主体工程没有动工，不算开工")
	skipped.MainWorks = true
	p, err = p.Advance(skipped, today)
	if err != nil || p.Stage != project.Started || p.ReachedOn(project.Landed) != (civil.Date{}) || p.Reached[2].Skipped == "" {
		t.Fatalf("%+v, %v", p.Reached, err)
	}
	enrol := step(project.Enrolled, on(2021, 8, 20))
	_, err = p.Advance(enrol, today)
	refused(t, err, "documents", "入库还缺：立项审批、核准或备案文件、施工合同")
	enrol.Documents = p.Documents()
	small := p
	least := quantity.Must("499.99")
	small.Investment = &least
	_, err = small.Advance(enrol, today)
	refused(t, err, "to", "不到入库的 500 万元")
	p, err = p.Advance(enrol, today)
	if err != nil {
		t.Fatal(err)
	}
	if enough, direct, _ := p.Enrolment(today); !enough || !direct {
		t.Error("120 million are reported on line")
	}
	_, err = p.Advance(step(project.Signed, today), today)
	refused(t, err, "to", "往前推不到签约")
	_, err = p.Retreat(project.Started, " ")
	refused(t, err, "reason", "没有写理由")
	_, err = p.Retreat(project.Completed, "错了")
	refused(t, err, "to", "退不到那里")
	back, err := p.Retreat(project.Started, "照片是别的工地")
	if err != nil || back.Stage != project.Started || !back.ReachedOn(project.Enrolled).Zero() || p.ReachedOn(project.Enrolled).Zero() {
		t.Errorf("%+v, %v", back, err)
	}
}

func TestAProjectPastItsDwellLimitSaysSince(t *testing.T) {
	p := read(t, "stage", "landed", "reached.signed.on", "2021-03-31", "reached.landed.on", "2021-05-01")
	d := p.Dwells(on(2021, 10, 20))
	if len(d) != 1 || d[0].DueOn != on(2021, 9, 30) || d[0].Over != 20 || !strings.Contains(d[0].Basis, "[unverified]") {
		t.Errorf("%+v", d)
	}
	if d := p.Dwells(on(2021, 9, 30)); len(d) != 1 || d[0].Over != 0 {
		t.Errorf("on its last day: %+v", d)
	}
	p = read(t, "stage", "started", "reached.signed.on", "2021-03-31", "reached.started.on", "2021-05-01")
	if d := p.Dwells(on(2022, 1, 1)); len(d) != 0 {
		t.Errorf("begun, and still under it: %+v", d)
	}
}

func TestTheRateLessMonthsOfTwelve(t *testing.T) {
	plan := quantity.Must("1000")
	for _, c := range []struct {
		done         string
		months       int
		lead, colour string
	}{
		{"309", 3, "5.9", "green"}, // 江门 2021: 30.90 % after a quarter, 5.90 points ahead
		{"250", 3, "0", "green"}, {"249.99", 3, "0", "yellow"}, {"200", 3, "-5", "yellow"}, {"199.99", 3, "-5", "red"}, {"0", 1, "-8.33", "red"}, {"0", 0, "0", ""},
	} {
		p := project.Reckon(&plan, quantity.Must(c.done), c.months, on(2021, 4, 1))
		if p.Colour.Name() != c.colour || p.Lead.Cmp(quantity.Must(c.lead)) != 0 {
			t.Errorf("%s after %d months: %s %s", c.done, c.months, p.Lead, p.Colour.Name())
		}
	}
	if p := project.Reckon(nil, plan, 3, on(2021, 4, 1)); p.Colour != project.NoColour {
		t.Error("a colour without a plan")
	}
	if p := project.PaceIn(2021, &plan, quantity.Must("250"), 202103, on(2021, 6, 28)); p.Month != 6 || p.Colour != project.Red {
		t.Errorf("what was not reported counts as not done: %+v", p)
	}
	if p := project.PaceIn(2021, &plan, quantity.Must("250"), 202103, on(2021, 4, 27)); p.Month != 3 {
		t.Errorf("before the day April is not due: %+v", p)
	}
}
