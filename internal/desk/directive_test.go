package desk_test

import (
	"bytes"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/directive"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/statement"
	"duban/internal/kernel/task"
	"duban/internal/press"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// governed is an office with a mayor, two departments and people in their posts.
func governed(t *testing.T, e store.Engine) (o *office, by staff.Actor, who map[string]staff.Actor) {
	t.Helper()
	o, by = found(t, e)
	who = seats(t, o, map[string][2]string{"mayor": {"gov", "leader"}, "deputy": {"gov", "leader"}, "clerk": {"housing", "clerk"}, "chief": {"housing", "head"}, "purse": {"finance", "head"}})
	system := o.actor("xitong", password)
	for code, names := range map[string][2]string{"housing": {"云泽市住房和城乡建设局", "市住建局"}, "finance": {"云泽市财政局", "市财政局"}} {
		if err := o.SetUnit(t.Context(), system, desk.Call{}, staff.Unit{Code: code, Parent: city, Name: names[0], Short: names[1], Kind: staff.Department, Rank: 20}); err != nil {
			t.Fatal(err)
		}
	}
	return o, by, who
}

func today(o *office) civil.Date { return civil.Instant(o.means.Clock()).Date() }

func instruction(o *office, words string) desk.GiveDirective {
	return desk.GiveDirective{Seat: "gov-mayor", On: today(o), Words: words, Paper: "信访专报第 3 期"}
}

func letters(t testing.TB, o *office, by staff.Actor) []desk.Notice {
	t.Helper()
	list, err := o.ListNotices(t.Context(), by, false, 0, "", 50)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestAnInstructionGoesToItsUnitAtOnceAndComesBackToWhoGaveIt(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, who := governed(t, e)
		ctx := t.Context()
		words := "请市住建局抓紧改造青年路易涝点，10个工作日内报结果。\n此件阅后存档。"
		k, err := o.AddDirective(ctx, by, desk.Call{ActID: "give"}, instruction(o, words))
		if err != nil {
			t.Fatal(err)
		}
		if again, err := o.AddDirective(ctx, by, desk.Call{ActID: "give"}, instruction(o, words)); err != nil || again != k {
			t.Error("the same act twice", again, err)
		}
		x, err := o.ShowDirective(ctx, by, k.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !k.Issued || x.State != directive.Open || x.Words != words || x.Unit != "housing" || x.Ground != directive.OfWords || x.Giver != who["mayor"].Person {
			t.Errorf("%+v %+v", k, x.Directive)
		}
		if s := x.Story; s.State != task.Issued || s.Document != x.Number || s.Terms.Category != task.Instruction || s.Origin.Words != words || len(s.Terms.Deliverables) == 0 || s.Terms.DueOn != x.DueOn || !s.Terms.Private {
			t.Errorf("its task: %s %q %+v", s.State, s.Document, s.Terms)
		}
		if !strings.HasPrefix(x.Number, "批示交办〔") {
			t.Error(x.Number)
		}
		for _, login := range []string{"clerk", "chief"} {
			if n := letters(t, o, who[login]); len(n) != 1 || n[0].Directive != k.ID || !strings.Contains(n[0].Words, "交由您单位办") {
				t.Errorf("%s is told %+v", login, n)
			}
		}
		if n := letters(t, o, who["purse"]); len(n) != 0 {
			t.Errorf("another unit is told %+v", n)
		}
		if _, err := o.ShowDirective(ctx, who["purse"], k.ID); !isKind(err, fault.NotFound) {
			t.Error("another unit sees it", err)
		}
		if l, err := o.ListDirectives(ctx, who["clerk"], desk.DirectivePage{Most: 9}); err != nil || len(l.Directives) != 1 {
			t.Error("its unit's list", len(l.Directives), err)
		}

		id, month := k.Task, civil.MonthOf(today(o))
		did := func(_ desk.TaskKept, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		did(o.SignForTask(ctx, who["clerk"], desk.Call{}, id))
		var claims []int
		for _, d := range x.Story.Terms.Deliverables {
			claims = append(claims, d.N)
		}
		did(o.FillProgress(ctx, who["clerk"], desk.Call{}, id, task.Report{Month: month, Steps: "已经改造完成", Claims: claims, Proofs: []task.Proof{{Title: "验收单", Link: "https://example.org/1"}}}))
		if n := letters(t, o, who["mayor"]); len(n) != 0 {
			t.Errorf("what nobody signed is told: %+v", n)
		}
		did(o.SignProgress(ctx, who["chief"], desk.Call{}, id, month.String()))
		if n := letters(t, o, who["mayor"]); len(n) != 1 || !strings.Contains(n[0].Words, "有了进展：已经改造完成") {
			t.Errorf("who gave it is told %+v", n)
		}
		if n := letters(t, o, by); len(n) != 1 {
			t.Errorf("who entered it is told %+v", n)
		}
		if _, err := o.AcknowledgeDirective(ctx, who["mayor"], desk.Call{}, k.ID); err == nil || !strings.Contains(err.Error(), "没有等您阅的结果") {
			t.Error("noted before it is done", err)
		}
		did(o.VerifyDeliverables(ctx, by, desk.Call{}, id, claims))
		did(o.ApplyToCloseTask(ctx, who["chief"], desk.Call{}, id, nil, "三处易涝点全部改造，汛期没有积水"))
		did(o.CloseTask(ctx, by, desk.Call{}, id, desk.Ground{}))
		n := letters(t, o, who["mayor"])
		if len(n) != 2 || !strings.Contains(n[0].Words, "已办结，结果：完成") {
			t.Errorf("who gave it is told %+v", n)
		}
		if x, err = o.ShowDirective(ctx, who["mayor"], k.ID); err != nil || x.State != directive.Answered {
			t.Fatal(x.State, err)
		}
		if said, on := x.Outcome(); said != "完成：三处易涝点全部改造，汛期没有积水。" || on != today(o) {
			t.Error(said, on)
		}
		if _, err := o.AcknowledgeDirective(ctx, who["deputy"], desk.Call{}, k.ID); !isKind(err, fault.Forbidden) {
			t.Error("another leader notes it", err)
		}
		if _, err := o.AcknowledgeDirective(ctx, who["mayor"], desk.Call{Version: x.Version}, k.ID); err != nil {
			t.Fatal(err)
		}
		if read, err := o.ReadNotices(ctx, who["mayor"], desk.Call{}); read != 2 || err != nil {
			t.Error(read, err)
		}
		if c, err := o.CountUnread(ctx, who["mayor"]); c != 0 || err != nil {
			t.Error(c, err)
		}
		for page, want := range map[desk.DirectivePage]int{{Mine: true, Most: 9}: 1, {State: directive.Open, Most: 9}: 0, {State: directive.Noted, Kind: directive.Instruction, Most: 9}: 1, {Kind: directive.Meeting, Most: 9}: 0} {
			if l, err := o.ListDirectives(ctx, who["mayor"], page); err != nil || len(l.Directives) != want {
				t.Errorf("%+v lists %d, want %d, %v", page, len(l.Directives), want, err)
			}
		}
		if l, err := o.ListDirectives(ctx, who["deputy"], desk.DirectivePage{Mine: true, Most: 9}); err != nil || len(l.Directives) != 0 {
			t.Error("another's own", len(l.Directives), err)
		}
		var file bytes.Buffer
		if err := o.ExportDirectives(ctx, by, desk.DirectivePage{}, desk.Handout{Write: func(l press.List) error { return press.ListCSV(&file, l, press.CSVOptions{}) }}); err != nil || !strings.Contains(file.String(), "此件阅后存档") {
			t.Error(file.String(), err)
		}
		o.intact()
	})
}

func TestAFurtherInstructionKeepsTheFirst(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, who := governed(t, e)
		ctx := t.Context()
		first, err := o.AddDirective(ctx, by, desk.Call{}, instruction(o, "请市住建局改造青年路易涝点。"))
		if err != nil {
			t.Fatal(err)
		}
		in := instruction(o, "汛期不等人，请抓紧。")
		in.Follows = first.ID
		second, err := o.AddDirective(ctx, who["mayor"], desk.Call{}, in)
		if err != nil || second.Task != first.Task || second.Number == first.Number {
			t.Fatal(second, err)
		}
		if n := letters(t, o, who["chief"]); len(n) != 2 || !strings.Contains(n[0].Words, "再批") {
			t.Errorf("%+v", n)
		}
		x, err := o.ShowDirective(ctx, by, first.ID)
		if err != nil || x.Words != "请市住建局改造青年路易涝点。" || len(x.Further) != 1 || x.Further[0].ID != second.ID {
			t.Error(x.Words, x.Further, err)
		}
		other := instruction(o, "请市财政局安排资金。")
		other.Follows = first.ID
		third, err := o.AddDirective(ctx, by, desk.Call{}, other)
		if err != nil || third.Task == first.Task {
			t.Error("another unit shares the task", third, err)
		}
		early := in
		early.On = civil.OfDays(today(o).Days() - 1)
		if _, err := o.AddDirective(ctx, by, desk.Call{}, early); err == nil || !strings.Contains(err.Error(), "在原批示的") {
			t.Error("a further one came before the first", err)
		}
		o.intact()
	})
}

func TestALeadersOwnInstructionWaitsForTheOfficeToHandItOut(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, who := governed(t, e)
		ctx := t.Context()
		k, err := o.AddDirective(ctx, who["mayor"], desk.Call{}, desk.GiveDirective{On: today(o), Words: "请市财政局研究提出意见。"})
		if err != nil || k.Issued {
			t.Fatal(k, err)
		}
		x, err := o.ShowDirective(ctx, by, k.ID)
		if err != nil || x.State != directive.Drafted || x.Giver != who["mayor"].Person || x.By != "岗位" || x.Ground != directive.OfParameter {
			t.Fatalf("%+v %v", x.Directive, err)
		}
		if l, err := o.ListDirectives(ctx, who["purse"], desk.DirectivePage{Most: 9}); err != nil || len(l.Directives) != 0 || len(letters(t, o, who["purse"])) != 0 {
			t.Error("a unit sees what was not handed out", len(l.Directives), err)
		}
		if _, err := o.IssueTasks(ctx, by, desk.Call{}, task.Issuance{Number: "云督交〔2026〕1号", Title: "交办通知", Issuer: "云泽市人民政府办公室", To: "市财政局：", Words: "请办理。", Tasks: []string{k.Task}}); err != nil {
			t.Fatal(err)
		}
		if x, err = o.ShowDirective(ctx, who["purse"], k.ID); err != nil || x.State != directive.Open || len(letters(t, o, who["purse"])) != 1 {
			t.Error(x.State, err)
		}
		if _, err := o.AddDirective(ctx, who["purse"], desk.Call{}, instruction(o, "请市住建局办理。")); !isKind(err, fault.Forbidden) {
			t.Error("a unit enters one", err)
		}
		dropped, err := o.AddDirective(ctx, who["mayor"], desk.Call{}, desk.GiveDirective{On: today(o), Words: "请市财政局再研究。"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.WithdrawTask(ctx, by, desk.Call{}, dropped.Task, "并入前一件"); err != nil {
			t.Fatal(err)
		}
		if x, err = o.ShowDirective(ctx, by, dropped.ID); err != nil || x.State != directive.Dropped {
			t.Error(x.State, err)
		}
		o.intact()
	})
}

func TestAnInstructionThatNamesNobodyAsksForTheUnit(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, _ := governed(t, e)
		ctx := t.Context()
		in := instruction(o, "城区老旧小区改造要加快推进。")
		_, err := o.AddDirective(ctx, by, desk.Call{}, in)
		f, _ := fault.As(err)
		if f == nil || f.Field != "lead" || !strings.Contains(f.Hint, "按职责像是市住建局") {
			t.Fatalf("%+v", f)
		}
		if l, err := o.ListDirectives(ctx, by, desk.DirectivePage{Most: 9}); err != nil || len(l.Directives) != 0 {
			t.Error("half of it was kept", len(l.Directives), err)
		}
		in.Lead, in.Deliverable, in.Evidence = "housing", "整改情况报告", statement.Inspection
		in.DueOn = civil.OfDays(today(o).Days() + 5)
		k, err := o.AddDirective(ctx, by, desk.Call{}, in)
		if err != nil {
			t.Fatal(err)
		}
		x, err := o.ShowDirective(ctx, by, k.ID)
		if d := x.Story.Terms.Deliverables; err != nil || d[len(d)-1].Words != "整改情况报告" || d[len(d)-1].Evidence != statement.Inspection || x.Ground != directive.OfPerson {
			t.Error(d, err)
		}
		in.Seat = "nowhere"
		if _, err := o.AddDirective(ctx, by, desk.Call{}, in); err == nil || !strings.Contains(err.Error(), "nowhere") {
			t.Error("a seat that there is none of", err)
		}
		in.Seat, in.By = "", "分管城建副市长"
		if k, err = o.AddDirective(ctx, by, desk.Call{}, in); err != nil {
			t.Fatal(err)
		}
		if x, err = o.ShowDirective(ctx, by, k.ID); err != nil || x.Giver != "" || x.By != "分管城建副市长" {
			t.Error(x.Directive, err)
		}
	})
}

const pasted = `云泽市人民政府第12次常务会议纪要
市长主持召开市政府第12次常务会议。会议议定：
（一）由市住建局牵头，市财政局配合，两个月内完成青年路易涝点改造。
（二）市财政局要在10个工作日内拿出资金方案。
（三）加快老旧小区改造，责任落实到人。
`

func TestAPastedMinuteBecomesTasksAllOrNone(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, who := governed(t, e)
		ctx := t.Context()
		m, err := o.ReadMinute(ctx, by, pasted)
		if err != nil || len(m.Items) != 3 || m.Name != "云泽市人民政府第12次常务会议" {
			t.Fatalf("%+v %v", m, err)
		}
		if m.Items[0].Lead != "housing" || m.Items[0].Supports[0] != "finance" || m.Items[1].Lead != "finance" || m.Items[2].Named || m.Items[2].Lead != "housing" {
			t.Errorf("%+v", m.Items)
		}
		if _, err := o.ReadMinute(ctx, by, "大家都很高兴。"); err == nil || !strings.Contains(err.Error(), "没有读出") {
			t.Error(err)
		}
		in := desk.TakeMinute{Name: m.Name, Seat: "gov-mayor", On: m.On, Paper: "云政常纪〔2026〕12号"}
		for _, i := range m.Items {
			in.Items = append(in.Items, desk.TakeItem{Words: i.Words, Lead: i.Lead, Supports: i.Supports, DueOn: i.DueOn})
		}
		bad := in
		bad.Items = append([]desk.TakeItem{}, in.Items...)
		bad.Items[1].Lead, bad.Items[2].DueOn = "", civil.Date{Year: 2020, Month: 1, Day: 1}
		taken, err := o.TakeMinute(ctx, by, desk.Call{}, bad)
		if f, _ := fault.As(err); f == nil || f.Field != "item_2" || len(taken.Refused) != 2 || taken.Refused[1].Fault.Field != "due_on" {
			t.Fatalf("%+v %v", taken.Refused, err)
		}
		if l, err := o.ListDirectives(ctx, by, desk.DirectivePage{Most: 9}); err != nil || len(l.Directives) != 0 {
			t.Error("a refused minute left something", len(l.Directives), err)
		}
		taken, err = o.TakeMinute(ctx, by, desk.Call{}, in)
		if err != nil || len(taken.Kept) != 3 || !taken.Kept[2].Issued {
			t.Fatal(taken, err)
		}
		x, err := o.ShowDirective(ctx, by, taken.Kept[0].ID)
		if err != nil || x.Number != taken.Number+"-1" || x.Kind != directive.Meeting || x.By != m.Name || x.Story.Document != taken.Number || x.Story.Terms.Category != task.Resolved || x.Giver != who["mayor"].Person {
			t.Errorf("%+v %v", x.Directive, err)
		}
		if !strings.Contains(x.Story.Origin.Words, "青年路易涝点") || !strings.Contains(x.Story.Origin.Reference, "云政常纪") || x.Story.Origin.Giver != m.Name {
			t.Errorf("%+v", x.Story.Origin)
		}
		issued, err := o.ListIssuances(ctx, by, 0)
		if err != nil || len(issued) != 1 || len(issued[0].Tasks) != 3 || issued[0].To != "市住建局、市财政局：" {
			t.Errorf("%+v %v", issued, err)
		}
		none := in
		none.Items = nil
		if _, err := o.TakeMinute(ctx, by, desk.Call{}, none); err == nil || !strings.Contains(err.Error(), "一条议定事项也没有选") {
			t.Error(err)
		}
		o.intact()
	})
}

func TestAnAlteredDirectiveIsFoundByTheLedger(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, _ := governed(t, e)
		if _, err := o.AddDirective(t.Context(), by, desk.Call{}, instruction(o, "请市住建局抓紧办理。")); err != nil {
			t.Fatal(err)
		}
		o.intact()
		for _, text := range []string{"update directive set state = 'noted'", "update directive_notice set read_at = 7"} {
			if err := e.Write(t.Context(), func(s *store.Session) error { _, err := s.Run(text); return err }); err != nil {
				t.Fatal(err)
			}
		}
		v, err := o.VerifyDivision(t.Context(), city)
		if err != nil || len(v.Findings) < 3 {
			t.Errorf("%+v, %v", v.Findings, err)
		}
	})
}
