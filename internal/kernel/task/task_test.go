package task_test

import (
	"fmt"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/statement"
	"duban/internal/kernel/task"
)

func on(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func month(s string) civil.Month {
	m, err := civil.ParseMonth(s)
	if err != nil {
		panic(err)
	}
	return m
}

func dec(s string) *quantity.Decimal { d := quantity.Must(s); return &d }

// roads is a quantified task: 120 km of road by the end of the year, day by day.
func roads() task.Terms {
	t := task.Annual(2026)
	t.Title, t.Lead, t.Supports = "新建改建农村公路 120 公里", "transport", []string{"finance"}
	t.Figure = &task.Figure{Subject: "新建改建农村公路", Unit: "公里", Target: quantity.Must("120"), Course: task.Line}
	return t
}

// plan is a task of deliverables.
func plan() task.Terms {
	t := task.Annual(2026)
	t.Title, t.Lead = "编制城市更新规划", "housing"
	t.Deliverables = []task.Deliverable{
		{N: 1, Words: "形成征求意见稿", Evidence: statement.Issued, DueOn: on("2026-06-30"), Weight: 1},
		{N: 2, Words: "印发规划", Evidence: statement.Issued, DueOn: on("2026-12-31"), Weight: 3},
	}
	return t
}

type year struct {
	t    *testing.T
	task *task.Task
	day  civil.Date
}

func begin(t *testing.T, terms task.Terms) *year {
	t.Helper()
	y := &year{t, nil, on("2026-02-01")}
	e, err := task.Drafting("2026-001", task.Origin{Words: "原句"}, "", terms, y.deed("", ""))
	if err != nil {
		t.Fatal(err)
	}
	if y.task, err = task.Fold("t", []task.Event{e}); err != nil {
		t.Fatal(err)
	}
	return y
}

func (y *year) deed(reason, document string) task.Deed {
	return task.Deed{At: y.day.At(9, 0), Person: "p", Unit: y.lead(), Reason: reason, Document: document}
}

func (y *year) lead() string {
	if y.task == nil {
		return ""
	}
	return y.task.Terms.Lead
}

// does lets an act happen that must be allowed.
func (y *year) does(e task.Event, err error) *year {
	y.t.Helper()
	if err == nil {
		err = y.task.Take(e)
	}
	if err != nil {
		y.t.Fatal(err)
	}
	return y
}

func (y *year) at(day string) *year { y.day = on(day); return y }

func (y *year) underway() *year {
	y.t.Helper()
	y.does(y.task.Issuing(y.deed("", "云政办发〔2026〕5号")))
	return y.does(y.task.SigningFor(y.deed("", "")))
}

func (y *year) report(m, figure string, claims ...int) *year {
	y.t.Helper()
	r := task.Report{Month: month(m), Steps: "按计划推进", Claims: claims}
	if figure != "" {
		r.Figure = dec(figure)
	}
	if len(claims) > 0 {
		r.Proofs = []task.Proof{{Title: "文件", Link: "https://example.org/1"}}
	}
	y.does(y.task.Filling(r, y.deed("", "")))
	return y.does(y.task.Signing(m, y.deed("", "")))
}

func refused(t *testing.T, err error, words string) {
	t.Helper()
	if err == nil {
		t.Fatalf("nothing was refused, want %q", words)
	}
	f, ok := fault.As(err)
	if !ok || !strings.Contains(f.Sentence, words) {
		t.Fatalf("refused with %v, want %q", err, words)
	}
}

func TestAQuantifiedTaskIsGreenWhileItsFigureKeepsUpWithTheDays(t *testing.T) {
	y := begin(t, roads()).underway()
	for _, c := range []struct {
		on, month, figure string
		due, ratio        string
		colour            task.Colour
	}{
		{"2026-03-31", "2026-03", "29.59", "29.59", "1", task.Green}, // 90/365 of 120
		{"2026-04-30", "2026-04", "32", "39.45", "0.8112", task.Yellow},
		{"2026-06-30", "2026-06", "40", "59.51", "0.6722", task.Red},
		{"2026-12-31", "2026-12", "120", "120", "1", task.Green},
	} {
		y.at(c.on).report(c.month, c.figure)
		p := y.task.PaceOn(on(c.on), task.ProfileNamed("standard"), 28)
		if p.Due.String() != c.due || p.Ratio.String() != c.ratio || p.Colour != c.colour {
			t.Errorf("on %s: due %s, ratio %s, %s; want %s, %s, %s (%s)", c.on, p.Due, p.Ratio, p.Colour, c.due, c.ratio, c.colour, p.Sentence)
		}
		if !strings.Contains(p.Sentence, p.Due.String()) || c.colour != task.Green && !strings.Contains(p.Why, "÷") {
			t.Errorf("the reckoning does not hold its numbers: %s; %s", p.Sentence, p.Why)
		}
	}
}

func TestAReportCountsOnlyOnceItIsSignedAndNoLongerOnceItIsReturned(t *testing.T) {
	y := begin(t, roads()).underway().at("2026-03-31")
	r := task.Report{Month: month("2026-03"), Figure: dec("30")}
	y.does(y.task.Filling(r, y.deed("", "")))
	if p := y.task.PaceOn(y.day, task.ProfileNamed(""), 28); p.Done.Sign() != 0 {
		t.Fatal("an unsigned figure counts", p.Done)
	}
	y.does(y.task.Signing("2026-03", y.deed("", "")))
	if p := y.task.PaceOn(y.day, task.ProfileNamed(""), 28); p.Done.String() != "30" || p.Points.String() != "0.3" {
		t.Fatal(p.Done, p.Points)
	}
	y.does(y.task.Returning("2026-03", y.deed("数和统计不一致", "")))
	if p := y.task.PaceOn(y.day, task.ProfileNamed(""), 28); p.Done.Sign() != 0 || y.task.ReportOf("2026-03").Remark != "数和统计不一致" {
		t.Fatal("a returned figure counts", p.Done)
	}
}

func TestATaskOfDeliverablesIsPacedByTheWeightsVerified(t *testing.T) {
	y := begin(t, plan()).underway()
	if p := y.task.PaceOn(on("2026-05-31"), task.ProfileNamed(""), 28); p.Asked || p.Colour != task.Grey {
		t.Fatal("nothing is due in May", p)
	}
	if p := y.task.PaceOn(on("2026-06-30"), task.ProfileNamed(""), 28); p.Colour != task.Red || p.Ratio.Sign() != 0 {
		t.Fatal("the draft is due on 30 June", p)
	}
	y.at("2026-06-30").report("2026-06", "", 1)
	if p := y.task.PaceOn(y.day, task.ProfileNamed(""), 28); p.Colour != task.Red {
		t.Fatal("a claim is not a finding", p)
	}
	y.does(y.task.Verifying([]int{1}, y.deed("", "")))
	if p := y.task.PaceOn(y.day, task.ProfileNamed(""), 28); p.Colour != task.Green || p.Share.String() != "0.25" {
		t.Fatal(p.Colour, p.Share)
	}
	y.does(y.task.Disputing([]int{1}, y.deed("只有目录，没有正文", "")))
	if p := y.task.PaceOn(y.day, task.ProfileNamed(""), 28); p.Colour != task.Red || y.task.Claimed(1) {
		t.Fatal("what was disputed still counts", p)
	}
	y.at("2026-07-20").report("2026-07", "", 1)
	if !y.task.Claimed(1) {
		t.Fatal("a newer claim waits to be looked at")
	}
}

func TestWhatIsDueGoesByTheCourse(t *testing.T) {
	season := roads()
	season.Figure.Course, season.Figure.Shares = task.Season, []int64{0, 0, 10, 20, 20, 20, 0, 0, 10, 10, 10, 0}
	nodes := roads()
	nodes.Figure.Course = task.ByNode
	nodes.Nodes[0].Figure, nodes.Nodes[1].Figure, nodes.Nodes[2].Figure = dec("20"), dec("60"), dec("100")
	level := roads()
	level.Figure = &task.Figure{Subject: "城镇化率", Unit: "%", Base: quantity.Must("58"), Target: quantity.Must("60"), Course: task.Line}
	rate := roads()
	rate.Figure = &task.Figure{Subject: "生产总值增速", Unit: "%", Target: quantity.Must("7"), Course: task.Constant}
	capped := roads()
	capped.Figure = &task.Figure{Subject: "能源消费", Unit: "万吨标准煤", Target: quantity.Must("365"), Course: task.Line, AtMost: true}
	for _, c := range []struct {
		name, day, figure string
		terms             task.Terms
		due, ratio        string
		colour            task.Colour
	}{
		{"season, before it begins", "2026-02-28", "0", season, "0", "", task.Grey},
		{"season, half way through April", "2026-04-15", "24", season, "24", "1", task.Green},
		{"season, in the dead of summer", "2026-08-31", "84", season, "84", "1", task.Green},
		{"nodes, at the first", "2026-03-31", "10", nodes, "20", "0.5", task.Red},
		{"nodes, between the second and third", "2026-08-15", "72", nodes, "80", "0.9", task.Yellow},
		{"a level counts from its base", "2026-07-02", "59", level, "59", "1", task.Green}, // 183/365 of the way, two digits
		{"a rate is due all along", "2026-03-31", "6.3", rate, "7", "0.9", task.Yellow},
		{"what is to stay below", "2026-01-31", "40", capped, "31", "0.775", task.Red},
		{"what stays below", "2026-02-28", "50", capped, "59", "1.18", task.Green},
	} {
		t.Run(c.name, func(t *testing.T) {
			y := begin(t, c.terms).at("2026-02-01").underway()
			y.day = on("2026-12-31") // when it is written down does not matter here
			y.report(c.day[:7], c.figure)
			p := y.task.PaceOn(on(c.day), task.ProfileNamed(""), 28)
			ratio := ""
			if p.Ratio != nil {
				ratio = p.Ratio.String()
			}
			if p.Due.String() != c.due && !strings.HasPrefix(p.Due.String(), c.due+".0") || ratio != c.ratio && c.name != "a level counts from its base" || p.Colour != c.colour {
				t.Errorf("due %s, ratio %s, %s; want %s, %s, %s (%s)", p.Due, ratio, p.Colour, c.due, c.ratio, c.colour, p.Sentence)
			}
		})
	}
}

func TestAFigureIsMeasuredByWhatWasDueWhenItHadToBeReported(t *testing.T) {
	y := begin(t, roads()).underway() // 120 公里 from January on, a report by the 28th of each month
	p := func(day string) task.Pace { return y.task.PaceOn(on(day), task.ProfileNamed(""), 28) }
	first := y.task.FirstOwed()
	if x := p(first.Plus(-1).Last().String()); x.Asked || x.Colour != task.Grey || !strings.Contains(x.Sentence, "第一次报送") {
		t.Fatal("behind before anybody had to report", x.Colour, x.Sentence)
	}
	if x := p(first.String() + "-28"); x.Colour != task.Grey {
		t.Fatal("the report day itself is still time to report", x.Colour)
	}
	if x := p(first.Plus(1).String() + "-01"); x.Colour != task.Red || x.AsOf != first.Last() {
		t.Fatal("nobody reported", x.Colour, x.AsOf)
	}
	y.at("2026-03-29").report("2026-03", "30")
	for _, day := range []string{"2026-03-31", "2026-04-01", "2026-04-28"} {
		if x := p(day); x.Colour != task.Green {
			t.Fatal("who kept up in March is behind on", day, x.Sentence)
		}
	}
	if x := p("2026-04-29"); x.Colour != task.Red && x.Colour != task.Yellow {
		t.Fatal("April is not reported", x.Colour)
	}
	y.at("2026-04-10").report("2026-04", "33")
	if x := p("2026-04-27"); x.AsOf != on("2026-04-10") || x.Colour != task.Green {
		t.Fatal("reported early, measured by the day it was reported", x.AsOf, x.Sentence)
	}
	if x := p("2026-12-31"); x.AsOf != on("2026-12-31") {
		t.Fatal("at the deadline everything is due", x.AsOf)
	}
}

func TestNothingIsDueWhileATaskStandsStill(t *testing.T) {
	y := begin(t, roads()).underway().at("2026-04-01")
	y.does(y.task.Suspending(y.deed("用地政策调整", "云政办函〔2026〕9号")))
	if p := y.task.PaceOn(on("2026-06-30"), task.ProfileNamed(""), 28); p.Colour != task.Grey || p.Overdue {
		t.Fatal(p)
	}
	y.at("2026-07-01")
	y.does(y.task.Resuming(y.deed("新的用地指标下达", "")))
	// 90 days of 365 − 91 have passed
	if p := y.task.PaceOn(on("2026-07-01"), task.ProfileNamed(""), 28); p.Due.String() != fmt.Sprint(quantity.Must("39.85")) {
		t.Fatal(p.Due, p.Sentence)
	}
	if y.task.State != task.Underway || y.task.OwedOn(month("2026-05"), y.day, 28) {
		t.Fatal("a report is owed for a month that stood still")
	}
}

func TestMonthsWithoutAReportAreCounted(t *testing.T) {
	y := begin(t, roads()).underway() // issued on 1 February
	for _, c := range []struct {
		day   string
		stale int
	}{{"2026-02-28", 0}, {"2026-03-01", 1}, {"2026-03-28", 1}, {"2026-03-29", 2}} {
		if p := y.task.PaceOn(on(c.day), task.ProfileNamed(""), 28); p.Stale != c.stale {
			t.Errorf("on %s: %d months, want %d", c.day, p.Stale, c.stale)
		}
	}
	y.at("2026-03-29").report("2026-03", "20")
	if p := y.task.PaceOn(y.day, task.ProfileNamed(""), 28); p.Stale != 0 {
		t.Error("reported, and still stale", p.Stale)
	}
}

func TestWhatAnOfficeBringsInFromBeforeIsNeverLate(t *testing.T) {
	terms := plan()
	terms.DueOn, terms.Deliverables[1].DueOn = on("2026-06-30"), on("2026-06-30")
	d := task.Deed{At: on("2026-07-10").At(9, 0), Person: "p"}
	e, err := task.Migrating("2026-001", task.Origin{}, terms, d)
	if err != nil {
		t.Fatal(err)
	}
	m, err := task.Fold("t", []task.Event{e})
	if err != nil {
		t.Fatal(err)
	}
	if p := m.PaceOn(on("2026-07-20"), task.ProfileNamed(""), 28); p.Overdue || p.Stale != 0 {
		t.Fatal("it is late for its past", p)
	}
	fill, err := m.Filling(task.Report{Month: month("2026-05"), Steps: "原表进展", Claims: []int{1}, Migrated: true}, d)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Take(fill); err != nil {
		t.Fatal(err)
	}
	if p := m.PaceOn(on("2026-07-31"), task.ProfileNamed(""), 28); p.Stale != 1 || p.Done.String() != "1" {
		t.Fatal("July is owed from then on, and what the old sheet says is there counts", p)
	}
}

func TestTheActsRefuseWhatPracticeRefuses(t *testing.T) {
	bare := func() task.Terms { t := task.Annual(2026); t.Title, t.Lead = "加强作风建设", "office"; return t }
	for _, c := range []struct {
		name, words string
		do          func(*testing.T) error
	}{
		{"draft: without a title", "没有写工作任务", func(*testing.T) error {
			_, err := task.Drafting("1", task.Origin{}, "", task.Annual(2026), task.Deed{})
			return err
		}},
		{"draft: the lead is no supporter", "又列为配合单位", func(*testing.T) error {
			r := roads()
			r.Supports = []string{"transport"}
			_, err := task.Drafting("1", task.Origin{}, "", r, task.Deed{})
			return err
		}},
		{"issue: without a figure or a dated deliverable", "既没有量化目标", func(t *testing.T) error {
			y := begin(t, bare())
			_, err := y.task.Issuing(y.deed("", "文号"))
			return err
		}},
		{"issue: without a lead", "没有牵头单位", func(t *testing.T) error {
			r := roads()
			r.Lead = ""
			y := begin(t, r)
			_, err := y.task.Issuing(y.deed("", "文号"))
			return err
		}},
		{"issue: without a document", "没有写文号", func(t *testing.T) error {
			y := begin(t, roads())
			_, err := y.task.Issuing(y.deed("", ""))
			return err
		}},
		{"issue: an objection is not answered", "还有一条异议没有答复", func(t *testing.T) error {
			y := begin(t, roads())
			y.does(y.task.Asking(y.deed("", "")))
			y.does(y.task.Opining(false, y.deed("目标高于上级下达数", "")))
			_, err := y.task.Issuing(y.deed("", "文号"))
			return err
		}},
		{"object: without reasons", "提异议没有写理由", func(t *testing.T) error {
			y := begin(t, roads())
			y.does(y.task.Asking(y.deed("", "")))
			_, err := y.task.Opining(false, y.deed(" ", ""))
			return err
		}},
		{"claim: a unit that is not asked", "没有把您的单位列为", func(t *testing.T) error {
			y := begin(t, roads())
			y.does(y.task.Asking(y.deed("", "")))
			d := y.deed("", "")
			d.Unit = "culture"
			_, err := y.task.Opining(true, d)
			return err
		}},
		{"amend: after the issue", "不能改稿", func(t *testing.T) error {
			y := begin(t, roads()).underway()
			_, err := y.task.Amending(roads(), y.deed("", ""))
			return err
		}},
		{"fill: before it is signed for", "请先签收", func(t *testing.T) error {
			y := begin(t, roads())
			y.does(y.task.Issuing(y.deed("", "文号")))
			_, err := y.task.Filling(task.Report{Month: month("2026-02"), Figure: dec("1")}, y.deed("", ""))
			if f, ok := fault.As(err); ok && strings.Contains(f.Hint, "请先签收") {
				return fault.New(fault.Refused, f.Hint, "")
			}
			return err
		}},
		{"fill: a figure falls without an explanation", "比 3 月的 30公里少", func(t *testing.T) error {
			y := begin(t, roads()).underway().at("2026-03-31").report("2026-03", "30").at("2026-04-30")
			_, err := y.task.Filling(task.Report{Month: month("2026-04"), Figure: dec("29")}, y.deed("", ""))
			return err
		}},
		{"fill: a month that has not come", "还没有到", func(t *testing.T) error {
			y := begin(t, roads()).underway()
			_, err := y.task.Filling(task.Report{Month: month("2026-05"), Figure: dec("29")}, y.deed("", ""))
			return err
		}},
		{"fill: a month that is signed", "已经审签", func(t *testing.T) error {
			y := begin(t, roads()).underway().at("2026-03-31").report("2026-03", "30")
			_, err := y.task.Filling(task.Report{Month: month("2026-03"), Figure: dec("31")}, y.deed("", ""))
			return err
		}},
		{"fill: a deliverable without evidence", "没有附佐证材料", func(t *testing.T) error {
			y := begin(t, plan()).underway()
			_, err := y.task.Filling(task.Report{Month: month("2026-02"), Steps: "有了", Claims: []int{1}}, y.deed("", ""))
			return err
		}},
		{"fill: nothing was done", "没有写工作进展", func(t *testing.T) error {
			y := begin(t, plan()).underway()
			_, err := y.task.Filling(task.Report{Month: month("2026-02"), Steps: "  "}, y.deed("", ""))
			return err
		}},
		{"verify: what nobody claimed", "没有审签过的进展报它", func(t *testing.T) error {
			y := begin(t, plan()).underway()
			_, err := y.task.Verifying([]int{1}, y.deed("", ""))
			return err
		}},
		{"return: without a reason", "退回没有写理由", func(t *testing.T) error {
			y := begin(t, roads()).underway().at("2026-03-31").report("2026-03", "30")
			_, err := y.task.Returning("2026-03", y.deed("", ""))
			return err
		}},
		{"extend: without a document", "没有写依据文号", func(t *testing.T) error {
			y := begin(t, roads()).underway()
			_, err := y.task.Extending(on("2027-03-31"), y.deed("政策调整", ""))
			return err
		}},
		{"extend: to an earlier day", "要晚于现在的 2026-12-31", func(t *testing.T) error {
			y := begin(t, roads()).underway()
			_, err := y.task.Extending(on("2026-11-30"), y.deed("政策调整", "文号"))
			return err
		}},
		{"retarget: dropping what was verified", "已经核实，不能去掉", func(t *testing.T) error {
			y := begin(t, plan()).underway().at("2026-06-30").report("2026-06", "", 1)
			y.does(y.task.Verifying([]int{1}, y.deed("", "")))
			to := plan()
			to.Deliverables = to.Deliverables[1:]
			_, err := y.task.Retargeting(to, y.deed("政策调整", "文号"))
			return err
		}},
		{"relead: to the same unit", "没有选另一个牵头单位", func(t *testing.T) error {
			y := begin(t, roads()).underway()
			_, err := y.task.Releading("transport", y.deed("机构调整", "文号"))
			return err
		}},
		{"apply: without a figure", "还没有审签过的数", func(t *testing.T) error {
			y := begin(t, roads()).underway()
			_, err := y.task.Applying(nil, y.deed("完成了", ""))
			return err
		}},
		{"apply: without any evidence", "没有一件佐证材料", func(t *testing.T) error {
			y := begin(t, roads()).underway().at("2026-12-31").report("2026-12", "120")
			_, err := y.task.Applying(nil, y.deed("完成了", ""))
			return err
		}},
		{"apply: a deliverable was never reported", "还没有报过", func(t *testing.T) error {
			y := begin(t, plan()).underway().at("2026-06-30").report("2026-06", "", 1)
			_, err := y.task.Applying(nil, y.deed("完成了", ""))
			return err
		}},
		{"close out: nobody applied", "不能销号", func(t *testing.T) error {
			y := begin(t, roads()).underway()
			_, err := y.task.ClosingOut(y.deed("", ""))
			return err
		}},
		{"close out: the target is not reached, and no ground is given", "没有达到目标 120公里", func(t *testing.T) error {
			y := begin(t, roads()).underway().at("2026-12-31").report("2026-12", "100")
			y.does(y.task.Applying([]task.Proof{{Title: "统计表", Link: "https://example.org"}}, y.deed("完成 100 公里", "")))
			_, err := y.task.ClosingOut(y.deed("", ""))
			return err
		}},
		{"close out: a deliverable is not verified", "还没有核实", func(t *testing.T) error {
			y := begin(t, plan()).underway().at("2026-12-20").report("2026-12", "", 1, 2)
			y.does(y.task.Applying(nil, y.deed("完成了", "")))
			_, err := y.task.ClosingOut(y.deed("", ""))
			return err
		}},
		{"send back: without a reason", "退回没有写理由", func(t *testing.T) error {
			y := begin(t, roads()).underway().at("2026-12-31").report("2026-12", "120")
			y.does(y.task.Applying([]task.Proof{{Title: "统计表", Link: "https://example.org"}}, y.deed("完成", "")))
			_, err := y.task.SendingBack(y.deed("", ""))
			return err
		}},
		{"an act before the last one", "在上一步", func(t *testing.T) error {
			y := begin(t, roads()).underway().at("2026-01-15")
			_, err := y.task.Extending(on("2027-03-31"), y.deed("政策调整", "文号"))
			return err
		}},
		{"allocate: the parts do not add up", "各份合计 100公里，目标 120公里，还差 20公里", func(t *testing.T) error {
			y := begin(t, roads()).underway()
			_, err := y.task.Allocating([]task.Part{{Lead: "a", Amount: quantity.Must("60")}, {Lead: "b", Amount: quantity.Must("40")}}, y.deed("", ""))
			return err
		}},
		{"withdraw: after the issue", "不能撤回", func(t *testing.T) error {
			y := begin(t, roads()).underway()
			_, err := y.task.Withdrawing(y.deed("不要了", ""))
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) { refused(t, c.do(t), c.words) })
	}
}

func TestAChangeOfAnIssuedTaskKeepsTheOldValue(t *testing.T) {
	y := begin(t, roads()).underway().at("2026-05-10")
	y.does(y.task.Extending(on("2027-03-31"), y.deed("政策调整", "云政办函〔2026〕12号")))
	y.does(y.task.Releading("water", y.deed("机构调整", "云政办函〔2026〕13号")))
	if y.task.Terms.DueOn != on("2027-03-31") || y.task.Terms.Lead != "water" || y.task.State != task.Issued {
		t.Fatal(y.task.Terms, y.task.State)
	}
	var deadlines []string
	for _, e := range y.task.Events {
		if e.Terms != nil {
			deadlines = append(deadlines, e.Terms.DueOn.String()+" "+e.Terms.Lead)
		}
	}
	if got := strings.Join(deadlines, "；"); got != "2026-12-31 transport；2027-03-31 transport；2027-03-31 water" {
		t.Fatal(got)
	}
	if before, err := task.Fold("t", task.KnownAt(withRecords(y.task.Events), on("2026-05-09").At(0, 0))); err != nil || before.Terms.Lead != "transport" {
		t.Fatal("as it was known before", before.Terms.Lead, err)
	}
}

func withRecords(events []task.Event) []task.Event {
	for i := range events {
		events[i].RecordedAt = events[i].HappenedAt
	}
	return events
}

func TestThePartsOfAnAllocatedTaskAddUpToIt(t *testing.T) {
	y := begin(t, roads()).underway()
	parts := []task.Part{{Task: "a", Lead: "town-a", Amount: quantity.Must("70.5")}, {Task: "b", Lead: "town-b", Amount: quantity.Must("49.5")}}
	y.does(y.task.Allocating(parts, y.deed("", "")))
	var children []*task.Task
	for i, p := range parts {
		c := begin(t, y.task.PartTerms(p)).underway().at("2026-03-31").report("2026-03", []string{"20", "12.5"}[i])
		children = append(children, c.task)
	}
	if err := y.task.Gather(children); err != nil {
		t.Fatal(err)
	}
	if p := y.task.PaceOn(on("2026-03-31"), task.ProfileNamed(""), 28); p.Done.String() != "32.5" || p.Of != month("2026-03") || p.Colour != task.Green {
		t.Fatal(p.Done, p.Of, p.Colour)
	}
	_, err := y.task.Filling(task.Report{Month: month("2026-02"), Figure: dec("1"), Steps: "x"}, y.deed("", ""))
	refused(t, err, "数由各份的数加起来")
}

func TestATaskStandsInListsAsItDoesByItsEvents(t *testing.T) {
	y := begin(t, plan()).underway().at("2026-06-30").report("2026-06", "", 1)
	y.does(y.task.Verifying([]int{1}, y.deed("", "")))
	s, err := y.task.Standing()
	if err != nil {
		t.Fatal(err)
	}
	o, err := task.OfStanding("t", s)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range task.Profiles() {
		for d := on("2026-01-01"); d.Before(on("2027-02-01")); d = civil.OfDays(d.Days() + 7) {
			a, b := y.task.PaceOn(d, p, 28), o.PaceOn(d, p, 28)
			if fmt.Sprint(a.Colour, a.Sentence, a.Why, a.Stale, a.Overdue) != fmt.Sprint(b.Colour, b.Sentence, b.Why, b.Stale, b.Overdue) {
				t.Fatalf("on %s: %v\n%v", d, a, b)
			}
			if c := o.ColourOn(d, p, 28); c != a.Colour {
				t.Fatalf("on %s: %s where a pace says %s", d, c, a.Colour)
			}
		}
	}
	for i := range y.task.Events {
		e := y.task.Events[i]
		text, err := e.MarshalContent()
		if err != nil {
			t.Fatal(err)
		}
		again := task.Event{Seq: e.Seq, Act: e.Act, HappenedAt: e.HappenedAt, RecordedAt: e.RecordedAt, Person: e.Person, Post: e.Post, Unit: e.Unit, Reason: e.Reason}
		if err := again.UnmarshalContent(text); err != nil || fmt.Sprintf("%+v", again.Content.Terms) != fmt.Sprintf("%+v", e.Content.Terms) {
			t.Fatal(text, err)
		}
	}
}

func TestAPromiseWithoutAFigureGetsDatedDeliverablesByItsVerb(t *testing.T) {
	for _, c := range []struct{ verb, title, want string }{
		{"建成", "建成城北污水处理厂", "2026-07-31 主体工程开工(开工)；2026-12-31 竣工验收或投入使用(验收)"},
		{"制定", "制定公共停车管理办法", "2026-07-31 形成征求意见稿(文件)；2026-12-31 印发文件(文件)"},
		{"争创", "争创国家卫生城市", "2026-07-31 申报材料上报(文件)；2026-12-31 取得批复或授牌(授牌批复)"},
		{"举办", "举办农民丰收节", "2026-12-31 召开会议或举办活动(会议)"},
		{"弘扬", "弘扬优良作风", "2026-07-31 上半年推进情况报告(检查整改)；2026-12-31 全年推进情况报告(检查整改)"},
	} {
		terms := task.Propose(task.Sentence{Title: c.title, Verb: c.verb}, 2026)
		var got []string
		for _, d := range terms.Deliverables {
			got = append(got, d.DueOn.String()+" "+d.Words+"("+task.EvidenceWords[d.Evidence]+")")
		}
		if strings.Join(got, "；") != c.want {
			t.Errorf("%s: %s, want %s", c.title, strings.Join(got, "；"), c.want)
		}
	}
	growth := task.Propose(task.Sentence{Title: "地区生产总值增长 7%", Subject: "地区生产总值", Indicator: "gdp", Expected: true, Value: dec("7"), Unit: "%", Kind: statement.Growth}, 2026)
	if growth.Figure.Course != task.Constant || growth.Category != task.Expected {
		t.Error(growth.Figure, growth.Category)
	}
}

func TestADraftStaysInTheYearOfItsNumber(t *testing.T) {
	y := begin(t, roads())
	terms := roads()
	terms.Year++
	_, err := y.task.Amending(terms, y.deed("", ""))
	if f, ok := fault.As(err); !ok || f.Field != "year" || !strings.Contains(f.Sentence, "不能改到 2027 年") {
		t.Errorf("moved to another year: %v", err)
	}
	if _, err := y.task.Amending(roads(), y.deed("", "")); err != nil {
		t.Error(err)
	}
}
