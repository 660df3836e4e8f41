package desk_test

import (
	"slices"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/ledger"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/scorecard"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/statement"
	"duban/internal/kernel/task"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

const settledYear = 2028

// until moves the clock forward to an hour of a day.
func (o *office) until(month, day, hour int) {
	o.t.Helper()
	at := int64(civil.Date{Year: settledYear, Month: month, Day: day}.At(hour, 0))
	d := at - o.now().UnixMicro()
	if d < 0 {
		o.t.Fatalf("the clock is past %d-%d", month, day)
	}
	o.clock += d
}

// yearly are the terms of a task of the year with a figure.
func yearly(title, lead, target string) task.Terms {
	terms := task.Annual(settledYear)
	terms.Title, terms.Lead = title, lead
	terms.Figure = &task.Figure{Subject: title, Unit: "公里", Target: quantity.Must(target), Course: task.Line}
	return terms
}

// settling is an office with two departments, whose year has begun: kj has a
// task with a figure and one with a deliverable, zj one with a figure.
func settling(t *testing.T, e store.Engine) (o *office, by staff.Actor, roads, plan, canals string) {
	t.Helper()
	o, by = found(t, e)
	ctx := t.Context()
	if err := o.SetUnit(ctx, worker(o, "sys", "", staff.SystemAdmin), desk.Call{}, staff.Unit{Code: "zj", Parent: city, Name: "云泽市住房和城乡建设局", Short: "市住建局", Kind: staff.Department, Rank: 5}); err != nil {
		t.Fatal(err)
	}
	o.until(1, 10, 9)
	draft := func(terms task.Terms) string {
		x, err := o.DraftTask(ctx, by, desk.Call{}, task.Origin{}, terms)
		if err != nil {
			t.Fatal(err)
		}
		return x.ID
	}
	roads, canals = draft(yearly("新建农村公路120公里", "kj", "120")), draft(yearly("疏浚河道60公里", "zj", "60"))
	terms := task.Annual(settledYear)
	terms.Title, terms.Lead = "制定管理办法", "kj"
	terms.Deliverables = []task.Deliverable{{N: 1, Words: "印发办法", Evidence: statement.Issued, DueOn: civil.Date{Year: settledYear, Month: 3, Day: 31}, Weight: 1}}
	plan = draft(terms)
	all := []string{roads, canals, plan}
	if _, err := o.IssueTasks(ctx, by, desk.Call{}, task.Issuance{Number: "云政办发〔2028〕1号", Title: "任务分解", Issuer: "云泽市人民政府办公室", To: "各单位", Words: "现印发给你们。", Tasks: all}); err != nil {
		t.Fatal(err)
	}
	for _, id := range all {
		who := worker(o, "kjhead", "kj", staff.Head)
		if id == canals {
			who = worker(o, "zjhead", "zj", staff.Head)
		}
		if _, err := o.SignForTask(ctx, who, desk.Call{}, id); err != nil {
			t.Fatal(err)
		}
	}
	return o, by, roads, plan, canals
}

// reports fills and signs a month's report.
func (o *office) reports(unit, id string, month int, figure string) {
	o.t.Helper()
	r := task.Report{Month: civil.Month{Year: settledYear, Month: month}, Steps: "做了一步"}
	if figure != "" {
		f := quantity.Must(figure)
		r.Figure = &f
	}
	head := worker(o, unit+"head", unit, staff.Head)
	if _, err := o.FillProgress(o.t.Context(), head, desk.Call{}, id, r); err != nil {
		o.t.Fatal(err)
	}
	if _, err := o.SignProgress(o.t.Context(), head, desk.Call{}, id, r.Month.String()); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) settle(by staff.Actor, in desk.RunSettlement) desk.ShownSettlement {
	o.t.Helper()
	in.Year = settledYear
	if in.Card == "" && in.Declared == "" {
		in.Card = "units"
	}
	k, err := o.RunSettlement(o.t.Context(), by, desk.Call{}, in)
	if err != nil {
		o.t.Fatal(err)
	}
	s, err := o.ShowSettlement(o.t.Context(), by, k.ID)
	if err != nil {
		o.t.Fatal(err)
	}
	if !s.Rechecked.Same {
		o.t.Errorf("what was just kept does not come out again: %s", s.Rechecked.Why)
	}
	return s
}

func (o *office) enter(by staff.Actor, unit, fact, value string) {
	o.t.Helper()
	if _, err := o.EnterFact(o.t.Context(), by, desk.Call{}, desk.EnterFact{Year: settledYear, Subject: unit, Fact: fact, Value: value, Document: "云考办〔2028〕2号", Reason: "年度调查"}); err != nil {
		o.t.Fatal(err)
	}
}

func TestASettlementIsWhatWasKnownThen(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, roads, plan, canals := settling(t, e)
		ctx := t.Context()
		o.until(2, 20, 9)
		o.reports("kj", roads, 2, "20")
		o.reports("kj", plan, 2, "")
		o.reports("zj", canals, 2, "10")
		o.until(3, 20, 9)
		o.enter(by, "kj", "社会评价得分", "90")
		then := civil.Date{Year: settledYear, Month: 4, Day: 1}.At(12, 0)
		o.until(4, 5, 9)
		o.reports("kj", roads, 3, "30") // due on 28 March
		o.enter(by, "kj", "社会评价得分", "95.5")
		o.until(4, 10, 9)
		first, again := o.settle(by, desk.RunSettlement{AsOf: then}), o.settle(by, desk.RunSettlement{AsOf: then})
		if first.Digest != again.Digest || first.InputsDigest != again.InputsDigest || first.ID == again.ID || again.Number != 2 {
			t.Fatalf("the same facts gave %s and %s", first.Digest, again.Digest)
		}
		kj := first.Result.Result("kj")
		// the last report owed is March's: 31 March is day 91 of 366, 120 × 91 ÷ 366 = 29.84 are due, 20 were known; the deliverable is missing: 20 ÷ 29.84 and 0 share the weight
		if c := kj.Cell("tasks"); len(c.Rows) != 2 || !strings.Contains(c.Words, "× 0.670241 ÷ 2") || c.Score.String() != "20.95" || c.Rows[0].Source.Noun != "task" {
			t.Errorf("%+v", c)
		}
		if got := kj.Cell("reporting").Words; !strings.Contains(got, "0.3333") { // January and March of both tasks came late or never
			t.Error("reporting on time:", got)
		}
		if got := kj.Cell("public"); got.Inputs[0].Value.String() != "90" || !strings.Contains(got.Inputs[0].Source.Words, "云考办") {
			t.Errorf("%+v", got)
		}
		if got := kj.Cell("unreported").Inputs[0]; got.Value.String() != "4" || !strings.Contains(got.Source.Words, "3月") {
			t.Errorf("%+v", got)
		}
		if got := first.Result.Subjects; len(got) != 3 || got[0].ID != "dcs" || got[1].ID != "zj" || got[2].ID != "kj" {
			t.Errorf("not in the official order: %v", got)
		}
		i := slices.IndexFunc(first.Lacks, func(l desk.Lack) bool { return l.Subject == "zj" && strings.Contains(l.Words, "社会评价得分") })
		if i < 0 || first.Lacks[i].Effect != scorecard.Drop {
			t.Errorf("what nobody entered is not told: %+v", first.Lacks)
		}
		now := o.settle(by, desk.RunSettlement{})
		c, err := o.CompareSettlements(ctx, by, now.ID, first.ID)
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, s := range c.Difference.Subjects {
			for _, x := range s.Cells {
				for _, in := range x.Inputs {
					said = append(said, s.ID+" "+x.ID+" "+in.What+" "+in.Was+" "+in.Is)
				}
			}
		}
		for _, want := range []string{"kj tasks 完成 20 30", "kj public 社会评价得分 90 95.5"} {
			if !slices.Contains(said, want) {
				t.Errorf("the difference does not say %q: %q", want, said)
			}
		}
		o.intact()
	})
}

func TestUnitsSeeTheirOwnRowOfAConfirmedSettlement(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, roads, _, _ := settling(t, e)
		ctx := t.Context()
		o.until(2, 20, 9)
		o.reports("kj", roads, 2, "20")
		o.enter(by, "kj", "社会评价得分", "90")
		s := o.settle(by, desk.RunSettlement{})
		clerk, leader := worker(o, "kjyuan", "kj", staff.Clerk), worker(o, "shizhang", "", staff.Leader)
		if _, err := o.ShowSettlement(ctx, clerk, s.ID); err == nil {
			t.Error("a unit sees what nobody confirmed")
		}
		if l, err := o.ListSettlements(ctx, clerk, desk.SettlementPage{Year: settledYear}); err != nil || len(l.Settlements) != 0 {
			t.Error(l.Settlements, err)
		}
		if _, err := o.ConfirmSettlement(ctx, by, desk.Call{}, s.ID); err == nil {
			t.Error("who ran it confirms it")
		}
		if _, err := o.RunSettlement(ctx, leader, desk.Call{}, desk.RunSettlement{Card: "units", Year: settledYear}); err == nil {
			t.Error("a leader runs a settlement")
		}
		if _, err := o.AmendSettlement(ctx, by, desk.Call{}, s.ID, []desk.Supposed{{Subject: "kj", Fact: "社会评价得分", Value: "99"}}, "决定", "重新调查"); err == nil || !strings.Contains(err.Error(), "还没有确认") {
			t.Error("corrected before anybody could appeal:", err)
		}
		if _, err := o.ConfirmSettlement(ctx, leader, desk.Call{Version: 1}, s.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := o.ConfirmSettlement(ctx, leader, desk.Call{}, s.ID); err == nil {
			t.Error("confirmed twice")
		}
		own, err := o.ShowSettlement(ctx, clerk, s.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(own.Result.Subjects) != 1 || own.Result.Subjects[0].ID != "kj" || own.Inputs != nil || len(own.Result.Cuts) != 0 || slices.ContainsFunc(own.Lacks, func(l desk.Lack) bool { return l.Subject != "kj" }) {
			t.Errorf("a unit sees of others: %+v %+v", own.Result, own.Lacks)
		}
		if own.Appeal == nil || own.Appeal.Ends || own.Appeal.File.N != 3 {
			t.Errorf("%+v", own.Appeal)
		}
		town := worker(o, "zhen", "zj", staff.Head)
		if other, err := o.ShowSettlement(ctx, town, s.ID); err != nil || other.Result.Result("kj") != nil {
			t.Error("another unit's row", err)
		}
		for what, err := range map[string]error{
			"what-if":       refusal(o.SupposeSettlement(ctx, clerk, s.ID, nil)),
			"entered facts": refusal(o.ListFacts(ctx, clerk, settledYear)),
			"entering":      refusal(o.EnterFact(ctx, clerk, desk.Call{}, desk.EnterFact{Year: settledYear, Subject: "kj", Fact: "社会评价得分", Value: "99", Document: "x", Reason: "y"})),
			"an admin":      refusal(o.ShowSettlement(ctx, worker(o, "sys", "", staff.SystemAdmin), s.ID)),
		} {
			if err == nil {
				t.Error(what, "was not refused")
			}
		}
		o.intact()
	})
}

func TestAnAppealsDecisionIsSettledAnewAndTheOldStays(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, roads, _, _ := settling(t, e)
		ctx := t.Context()
		o.until(2, 20, 9)
		o.reports("kj", roads, 2, "20")
		o.enter(by, "kj", "社会评价得分", "80")
		was := o.settle(by, desk.RunSettlement{})
		leader := worker(o, "shizhang", "", staff.Leader)
		if _, err := o.ConfirmSettlement(ctx, leader, desk.Call{}, was.ID); err != nil {
			t.Fatal(err)
		}
		trial, err := o.SupposeSettlement(ctx, by, was.ID, []desk.Supposed{{Subject: "kj", Fact: "社会评价得分", Value: "100"}, {Subject: "kj", Row: roads, Fact: "完成", Value: "40"}})
		if err != nil || trial.Difference.Empty() || trial.Trial.Result("kj").Total.Cmp(was.Result.Result("kj").Total.Decimal) <= 0 {
			t.Fatal(trial.Difference, err)
		}
		if l, err := o.ListSettlements(ctx, by, desk.SettlementPage{Year: settledYear}); err != nil || len(l.Settlements) != 1 {
			t.Error("a trial was kept", len(l.Settlements), err)
		}
		facts := []desk.Supposed{{Subject: "kj", Fact: "社会评价得分", Value: "100"}}
		for _, bad := range [][]desk.Supposed{nil, {{Subject: "kj", Fact: "社会评价得分", Value: "很好"}}, {{Subject: "kj", Fact: "身高", Value: "1"}}, {{Subject: "nobody", Fact: "社会评价得分", Value: "1"}}, {{Subject: "kj", Row: "none", Fact: "完成", Value: "1"}}} {
			if _, err := o.AmendSettlement(ctx, by, desk.Call{}, was.ID, bad, "决定", "理由"); err == nil {
				t.Errorf("%v was taken", bad)
			}
		}
		if _, err := o.AmendSettlement(ctx, by, desk.Call{}, was.ID, facts, "", "理由"); err == nil {
			t.Error("corrected without a document")
		}
		k, err := o.AmendSettlement(ctx, by, desk.Call{ActID: "amend"}, was.ID, facts, "云考办决〔2028〕1号", "第三方重新调查")
		if err != nil {
			t.Fatal(err)
		}
		if same, err := o.AmendSettlement(ctx, by, desk.Call{ActID: "amend"}, was.ID, facts, "云考办决〔2028〕1号", "第三方重新调查"); err != nil || same != k {
			t.Error("the same act twice", same, err)
		}
		is, err := o.ShowSettlement(ctx, by, k.ID)
		if err != nil || is.Amends.ID != was.ID || !is.Rechecked.Same || is.AsOf != was.AsOf {
			t.Fatal(is.Amends, is.Rechecked, err)
		}
		if d := is.Difference; d == nil || len(d.Subjects) != 1 || len(d.Subjects[0].Cells) != 1 || *d.Subjects[0].Cells[0].Score != (scorecard.Changed{What: "得分", Was: "10.00", Is: "12.50"}) {
			t.Errorf("%+v", d)
		}
		if in := is.Result.Result("kj").Cell("public").Inputs[0]; in.Value.String() != "100" || !strings.Contains(in.Source.Words, "云考办决") {
			t.Errorf("%+v", in)
		}
		if old, err := o.ShowSettlement(ctx, by, was.ID); err != nil || old.Digest != was.Digest || len(old.Amended) != 1 || !old.Rechecked.Same {
			t.Error("the old one did not stay", old.Digest, err)
		}
		if _, err := o.ConfirmSettlement(ctx, leader, desk.Call{}, k.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := o.AmendSettlement(ctx, by, desk.Call{}, was.ID, facts, "决定", "理由"); err == nil || !strings.Contains(err.Error(), "第 2 次更正") {
			t.Error("what was corrected is corrected again beside it:", err)
		}
		o.intact()
	})
}

func TestAnEnteredFactKeepsWhatItWas(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		enter := func(version int64, fact, value, document string) error {
			return refusal(o.EnterFact(ctx, by, desk.Call{Version: version}, desk.EnterFact{Year: 2026, Subject: "kj", Fact: fact, Value: value, Document: document, Reason: "录入"}))
		}
		for _, bad := range [][3]string{{"社会评价得分", "", "文"}, {"社会评价得分", "101", "文"}, {"社会评价得分", "-1", "文"}, {"社会评价得分", "好", "文"}, {"社会评价得分", "90", ""}, {"安全生产否决", "1", "文"}, {"督办次数", "1", "文"}} {
			if err := enter(0, bad[0], bad[1], bad[2]); err == nil {
				t.Errorf("%v was taken", bad)
			}
		}
		for i, v := range []string{"90", "92", ""} {
			if err := enter(int64(i), "社会评价得分", v, "云考办〔2026〕"+v); err != nil {
				t.Fatal(err)
			}
		}
		if err := enter(1, "社会评价得分", "93", "文"); !desk.Stale(err) {
			t.Error("entered over what was entered meanwhile:", err)
		}
		if err := enter(0, "安全生产否决", "是", "文"); err != nil {
			t.Fatal(err)
		}
		if err := enter(0, "安全生产否决", "是", "文"); err == nil {
			t.Error("entered what it is already")
		}
		l, err := o.ListFacts(ctx, by, 2026)
		if err != nil || len(l.Facts) != 2 {
			t.Fatal(l.Facts, err)
		}
		for _, f := range l.Facts {
			if f.Fact == "社会评价得分" && (len(f.Story) != 3 || f.Story[0].Value.String() != "90" || f.Story[2].Value.Kind() != "" || f.Story[1].Person == "") {
				t.Errorf("%+v", f.Story)
			}
		}
		o.intact()
	})
}

func TestASettlementThatIsStoppedIsNotKept(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, _, _, _ := settling(t, e)
		ctx := t.Context()
		card := strings.Replace(string(standardCard(t, "units").Text), "missing: drop", "missing: stop", 1)
		_, err := o.RunSettlement(ctx, by, desk.Call{}, desk.RunSettlement{Declared: card, Year: settledYear})
		if err == nil || !strings.Contains(err.Error(), "社会评价得分") {
			t.Fatal(err)
		}
		if l, err := o.ListSettlements(ctx, by, desk.SettlementPage{Year: settledYear}); err != nil || len(l.Settlements) != 0 {
			t.Error("half a settlement was kept", err)
		}
		for what, in := range map[string]desk.RunSettlement{
			"projects where none is": {Card: "projects", Year: settledYear},
			"no such card":           {Card: "none", Year: settledYear},
			"a card that is none":    {Declared: "card: x", Year: settledYear},
			"before the card":        {Card: "units", Year: 2019},
			"what is not known yet":  {Card: "units", Year: settledYear, AsOf: civil.Instant(o.now().UnixMicro()) + civil.Day},
			"before the year":        {Card: "units", Year: settledYear, AsOf: civil.Date{Year: 2027, Month: 6, Day: 1}.At(0, 0)},
			"towns where none is":    {Card: "towns", Year: settledYear},
		} {
			if _, err := o.RunSettlement(ctx, by, desk.Call{}, in); err == nil {
				t.Error(what, "was settled")
			}
		}
		o.intact()
	})
}

func standardCard(t *testing.T, id string) *scorecard.Card {
	t.Helper()
	all := desk.StandardScorecards()
	i := slices.IndexFunc(all, func(c *scorecard.Card) bool { return c.ID == id })
	if i < 0 {
		t.Fatal("no card", id)
	}
	return all[i]
}

func TestAKeptSettlementThatWasAlteredIsFound(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, _, _, _ := settling(t, e)
		ctx := t.Context()
		o.enter(by, "kj", "社会评价得分", "80")
		s := o.settle(by, desk.RunSettlement{})
		o.intact()
		alter := func(sql string) {
			t.Helper()
			if err := e.Write(ctx, func(x *store.Session) error { return refusal(x.Run(sql)) }); err != nil {
				t.Fatal(err)
			}
			if err := o.SequenceAll(ctx); err != nil {
				t.Fatal(err)
			}
			v, err := o.VerifyDivision(ctx, city)
			if err != nil || !slices.ContainsFunc(v.Findings, func(f ledger.Finding) bool {
				return strings.HasPrefix(f.Object, "settlement/") || strings.HasPrefix(f.Object, "fact/")
			}) {
				t.Errorf("%s was not found: %v %v", sql, v.Findings, err)
			}
		}
		alter("update settlement set inputs = replace(inputs, '\"80\"', '\"98\"')")
		shown, err := o.ShowSettlement(ctx, by, s.ID)
		if err != nil || shown.Rechecked.Same || !strings.Contains(shown.Rechecked.Why, "事实") {
			t.Error("reckoned from altered facts to the same:", shown.Rechecked, err)
		}
		alter("update settlement set inputs = replace(inputs, '\"98\"', '\"80\"'), result = replace(result, '\"score\":\"', '\"score\":\"9')")
		if shown, err = o.ShowSettlement(ctx, by, s.ID); err != nil || shown.Rechecked.Same {
			t.Error("an altered result is taken for what comes out", err)
		}
		alter("update settlement_fact set value = replace(value, '80', '99')")
	})
}

func TestSupervisionIsCountedByItsRungs(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, roads, plan, _ := settling(t, e)
		o.until(5, 1, 9)
		leader := worker(o, "shizhang", "", staff.Leader)
		c, err := o.OpenCase(t.Context(), by, desk.Call{}, desk.OpenCase{Procedure: "supervise", Deed: procedure.Deed{Act: "open", Data: map[string]any{"事项": "公路进展慢", "单型": "逐级督办", "起点": "督办", "督办单位": "kj", "重要紧急": true}}})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range []struct {
			by staff.Actor
			d  procedure.Deed
		}{{by, procedure.Deed{Act: "propose", Data: map[string]any{"督查类型": "日常督办", "督查方式": []any{"听取汇报"}, "督查方案": "到现场看", "督查组长": "督查室主任"}}}, {leader, procedure.Deed{Act: "approve"}}} {
			if _, err := o.ActOnCase(t.Context(), x.by, desk.Call{}, c.ID, x.d); err != nil {
				t.Fatal(err)
			}
		}
		// rungs that stand in tasks without a case are counted too
		at := civil.Instant(o.now().UnixMicro())
		err = o.store.Write(t.Context(), func(tx *store.Tx) error {
			for id, rungs := range map[string][]string{roads: {task.RungNotice, "remind", task.RungNotice, task.RungBulletin}, plan: {task.RungNotice}} {
				events, err := tx.TaskEvents(city, id)
				if err != nil {
					return err
				}
				for i, r := range rungs {
					ev := task.Event{Seq: len(events) + i + 1, Act: task.Supervise, HappenedAt: at, RecordedAt: at, Person: "x", Content: task.Content{Rung: r}}
					if err := tx.AddTaskEvent(city, store.TaskEvent{Event: ev, Task: id}); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		s := o.settle(by, desk.RunSettlement{})
		kj := s.Result.Result("kj")
		if in := kj.Cell("supervised").Inputs[0]; in.Value.String() != "4" || !strings.Contains(in.Source.Words, "2028-0001") || !strings.Contains(in.Source.Words, "督2028-0001") {
			t.Errorf("%+v", in)
		}
		if in := kj.Cell("criticised").Inputs[0]; in.Value.String() != "1" {
			t.Errorf("%+v", in)
		}
	})
}

func refusal[T any](_ T, err error) error { return err }
