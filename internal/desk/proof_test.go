package desk_test

import (
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// invested is an office where housing owes a task of investment, with a project
// of its own that has a signed month and one that has not, one of another unit,
// and a problem of its own that is settled.
type invested struct {
	*office
	clerk, head, sup, urban staff.Actor
	task                    string
	park, square, foreign   string
	ended, going            string
	about, dropped          string // a problem of the task's own that is settled, and one that was given up
	month                   civil.Month
}

func investing(t *testing.T, e store.Engine) invested {
	t.Helper()
	o, _, _, urban, housing := manned(t, e)
	o.at(2061, 5, 20)
	ctx := t.Context()
	x := invested{office: o, clerk: worker(o, "houser", "housing", staff.Clerk), head: housing, sup: worker(o, "sup", "office", staff.Supervisor), urban: urban, month: civil.Month{Year: 2061, Month: 4}}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	terms := task.Annual(2061)
	terms.Title, terms.Lead, terms.Supports = "街心公园等城市公园完成投资", "housing", []string{"urban-management"}
	terms.Figure = &task.Figure{Subject: "城市公园完成投资", Unit: "万元", Target: quantity.Must("900"), Course: task.Line}
	k, err := o.DraftTask(ctx, x.sup, desk.Call{}, task.Origin{Words: "建好城市公园", Reference: "常务会议纪要〔2061〕1号"}, terms)
	must(err)
	x.task = k.ID
	_, err = o.IssueTasks(ctx, x.sup, desk.Call{}, task.Issuance{Number: "云政办发〔2061〕3号", Title: "通知", Issuer: "云泽市人民政府办公室", To: "各单位", Words: "现印发给你们。", Tasks: []string{x.task}})
	must(err)
	_, err = o.SignForTask(ctx, x.clerk, desk.Call{}, x.task)
	must(err)
	codes := map[string]string{"街心公园": "2017-429099-70-03-006747", "文化广场": "2101-429099-04-01-12345C"}
	for _, p := range []struct {
		into       *string
		name, unit string
		by         staff.Actor
		signed     bool
	}{{&x.square, "文化广场", "housing", housing, false}, {&x.park, "街心公园", "housing", housing, true}, {&x.foreign, "环卫中心", "urban-management", x.sup, false}} {
		k, err := o.AddProject(ctx, p.by, desk.Call{}, desk.AddProject{Facts: project.Facts{"name": p.name, "code": codes[p.name], "category": "基础设施", "unit": p.unit, "investment": "1200"}, Stage: project.Landed, Since: on(2061, 1, 5), Note: "不动产权证"})
		must(err)
		*p.into = k.ID
		if p.unit != "housing" {
			continue
		}
		_, err = o.AdvanceProject(ctx, p.by, desk.Call{}, k.ID, project.Step{To: project.Started, On: on(2061, 4, 1), Note: "打桩", MainWorks: true})
		must(err)
		_, err = o.ReportProject(ctx, p.by, desk.Call{}, k.ID, project.Filling{Month: 206104, Invested: "150", Visual: "桩基完成"})
		must(err)
		if p.signed {
			_, err = o.SignProject(ctx, housing, desk.Call{}, k.ID, 206104)
			must(err)
		}
	}
	at := on(2061, 4, 8).At(9, 0)
	for i, into := range []*string{&x.ended, &x.going, &x.about, &x.dropped} {
		in := desk.OpenCase{Procedure: "problem", Deed: procedure.Deed{At: at, Act: "raise", Data: map[string]any{"问题": "公园电力没有接", "问题类别": "水电气路", "责任单位": "housing", "限办工作日": quantity.Int(10)}}}
		if into == &x.about {
			in.Deed.Data["任务"] = x.task
		}
		c, err := o.OpenCase(ctx, x.sup, desk.Call{}, in)
		must(err)
		*into = c.ID
		switch i {
		case 3:
			_, err = o.ActOnCase(ctx, x.sup, desk.Call{}, c.ID, procedure.Deed{At: at + 1, Act: "drop", Reason: "提重了"})
			must(err)
		case 0, 2:
			_, err = o.ActOnCase(ctx, x.clerk, desk.Call{}, c.ID, procedure.Deed{At: at + 1, Act: "answer", Data: map[string]any{"解决情况": "电已经接通"}})
			must(err)
			_, err = o.ActOnCase(ctx, x.sup, desk.Call{}, c.ID, procedure.Deed{At: at + 2, Act: "verify", Data: map[string]any{"核实": "已经解决"}})
			must(err)
		}
	}
	return x
}

func (x invested) fill(by staff.Actor, proofs ...task.Proof) error {
	figure := quantity.Must("150")
	_, err := x.FillProgress(x.t.Context(), by, desk.Call{}, x.task, task.Report{Month: x.month, Figure: &figure, Proofs: proofs})
	return err
}

func TestAMonthIsProvedByWhatTheSystemHoldsAndItStaysAsItWasTaken(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		x := investing(t, e)
		ctx := t.Context()
		o, err := x.OfferProofs(ctx, x.clerk, x.task, desk.OfferQuery{Month: x.month})
		if err != nil {
			t.Fatal(err)
		}
		var titles []string
		for _, p := range o.Records {
			titles = append(titles, p.Title)
		}
		if all := strings.Join(titles, "|"); o.Found != 4 || !strings.HasPrefix(titles[0], "街心公园") || strings.Contains(all, "文化广场 2061 年") || !strings.Contains(all, "文化广场 开工") || !strings.Contains(all, "公园电力没有接") {
			t.Errorf("%d: %s", o.Found, all)
		}
		if narrow, err := x.OfferProofs(ctx, x.clerk, x.task, desk.OfferQuery{Month: x.month, Words: "广场", Chosen: []task.Proof{{Noun: task.OfProject, Object: x.park, Of: "2061-04"}, {Noun: task.OfProject, Object: x.square, Of: "2061-04"}}}); err != nil || narrow.Found != 1 || narrow.Chosen != 1 || narrow.Suggested == nil || narrow.Suggested.Figure.String() != "150" {
			t.Errorf("%+v, %v", narrow, err)
		}
		month := task.Proof{Title: "别信这句", Says: "也别信这句", Figure: &quantity.Decimal{}, Noun: task.OfProject, Object: x.park, Of: "2061-04"}
		if err := x.fill(x.clerk, month, task.Proof{Noun: task.OfProject, Object: x.square, Of: "started"}, task.Proof{Noun: task.OfCase, Object: x.ended}, task.Proof{Title: "照片", Link: "https://example.org/1"}); err != nil {
			t.Fatal(err)
		}
		kept := func(by staff.Actor) (desk.ShownTask, []task.Proof) {
			t.Helper()
			s, err := x.ShowTask(ctx, by, x.task)
			if err != nil {
				t.Fatal(err)
			}
			return s, s.Reports[0].Proofs
		}
		s, proofs := kept(x.clerk)
		if p := proofs[0]; p.Title != "街心公园 2061 年 4 月项目月报" || p.Says != "本月完成投资 150 万元，本年累计 150 万元，开工以来累计 150 万元；形象进度：桩基完成" || p.Figure.String() != "150" || !s.Seen(p) {
			t.Errorf("%+v", p)
		}
		if p := proofs[1]; p.Title != "文化广场 开工" || p.Says != "2061 年 4 月 1 日开工；依据：打桩" {
			t.Errorf("%+v", p)
		}
		if p := proofs[2]; !strings.HasPrefix(p.Title, "问题清单 问2061-0001 ") || !strings.Contains(p.Says, "2061 年 4 月 8 日结束：") || !s.Seen(p) {
			t.Errorf("%+v", p)
		}
		if s.Reports[0].Figure.String() != "150" {
			t.Errorf("the figure is not the clerk's: %s", s.Reports[0].Figure)
		}
		// who supports the task and sees none of the records has the words
		if s, proofs := kept(x.urban); s.Seen(proofs[0]) || s.Seen(proofs[1]) || s.Seen(proofs[2]) || !s.Seen(proofs[3]) || proofs[0].Says == "" {
			t.Errorf("%+v", proofs)
		}
		// the project's month is corrected
		if _, err := x.ReturnProject(ctx, x.sup, desk.Call{}, x.park, 206104, "数不对"); err != nil {
			t.Fatal(err)
		}
		if _, err := x.ReportProject(ctx, x.head, desk.Call{}, x.park, project.Filling{Month: 206104, Invested: "90", Visual: "桩基过半"}); err != nil {
			t.Fatal(err)
		}
		if _, after := kept(x.clerk); after[0].Says != proofs[0].Says || after[0].Figure.String() != "150" {
			t.Errorf("what was taken changed with the record: %+v", after[0])
		}
		// the report is filled in anew: its record can no longer be taken, and stays as it was taken
		chosen := desk.OfferQuery{Month: x.month, Chosen: []task.Proof{month}}
		if o, err := x.OfferProofs(ctx, x.clerk, x.task, chosen); err != nil || o.Chosen != 1 || o.Records[0].Says != proofs[0].Says {
			t.Errorf("%+v, %v", o, err)
		}
		if err := x.fill(x.clerk, month); err != nil {
			t.Error(err)
		}
		if _, after := kept(x.clerk); len(after) != 1 || after[0].Says != proofs[0].Says {
			t.Errorf("%+v", after)
		}
		// a report that was returned takes what the record says now, where it can be taken
		_, err = x.SignProgress(ctx, x.head, desk.Call{}, x.task, x.month.String())
		if err == nil {
			_, err = x.ReturnProgress(ctx, x.sup, desk.Call{}, x.task, x.month.String(), "数不对")
		}
		if err != nil {
			t.Fatal(err)
		}
		if o, err := x.OfferProofs(ctx, x.clerk, x.task, chosen); err != nil || o.Chosen != 1 || o.Records[0].Says != proofs[0].Says {
			t.Errorf("%+v, %v", o, err)
		}
		if _, err := x.SignProject(ctx, x.head, desk.Call{}, x.park, 206104); err != nil {
			t.Fatal(err)
		}
		if err := x.fill(x.clerk, month); err != nil {
			t.Error(err)
		}
		if _, after := kept(x.clerk); after[0].Figure.String() != "90" {
			t.Errorf("%+v", after)
		}
		// without it, a record is taken as any other
		if err := x.fill(x.clerk, task.Proof{Noun: task.OfProject, Object: x.foreign, Of: "landed"}); err == nil {
			t.Error("a record that the report never had is kept")
		}
		if err := x.SequenceAll(ctx); err != nil {
			t.Fatal(err)
		}
		if v, err := x.VerifyDivision(ctx, city); err != nil || !v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
	})
}

func TestARecordThatCannotBeTakenAsProofIsRefusedAndNothingIsKept(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		x := investing(t, e)
		ctx := t.Context()
		held := func(id, of string) task.Proof { return task.Proof{Noun: task.OfProject, Object: id, Of: of} }
		both := held(x.park, "2061-04")
		both.Title, both.Link = "两样", "https://example.org/1"
		for words, p := range map[string]task.Proof{
			"2061-04 的月报没有签":      held(x.square, "2061-04"),
			"2061-03 的月报没有签":      held(x.park, "2061-03"),
			"“" + x.foreign + "”": held(x.foreign, "landed"),
			"“nowhere”":           held("nowhere", "2061-04"),
			"没有登记到竣工的日子":          held(x.park, "completed"),
			"没有写是哪个月":             held(x.park, ""),
			"还没有办结":               {Noun: task.OfCase, Object: x.going},
			"办的就是这项任务":            {Noun: task.OfCase, Object: x.about},
			"没有办成就结束了":            {Noun: task.OfCase, Object: x.dropped},
			"编号是“x”":              {Noun: task.OfCase, Object: "x"},
			"没有“report”":          {Noun: "report", Object: "x"},
			"又是文件":                both,
		} {
			err := x.fill(x.clerk, p)
			if err == nil || !strings.Contains(err.Error(), words) {
				t.Errorf("%s: %v", words, err)
			}
		}
		if err := x.fill(x.urban, held(x.foreign, "landed")); err == nil {
			t.Error("who supports the task reports")
		}
		if s, err := x.ShowTask(ctx, x.sup, x.task); err != nil || len(s.Reports) != 0 {
			t.Errorf("something was kept: %+v, %v", s.Reports, err)
		}
		_, err := x.ApplyToCloseTask(ctx, x.head, desk.Call{}, x.task, []task.Proof{held(x.foreign, "landed")}, "办完了")
		says(t, err, "records", "不归您看")
		// who may be told what can be taken
		for _, by := range []staff.Actor{x.urban, x.sup, worker(x.office, "lead", "office", staff.Leader)} {
			if o, err := x.OfferProofs(ctx, by, x.task, desk.OfferQuery{Month: x.month}); err == nil {
				t.Errorf("%s is offered %+v", by.Role, o)
			}
		}
	})
}

func TestARecordIsFoundByTheCodeOfItsProjectAndTheNumberOfItsCase(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		x := investing(t, e)
		for words, want := range map[string]string{"70-03-006747": "街心公园", "04-01-12345c": "文化广场", " 问2061-0001 ": "问2061-0001"} {
			o, err := x.OfferProofs(t.Context(), x.clerk, x.task, desk.OfferQuery{Month: x.month, Words: words})
			if err != nil || o.Found == 0 || o.Found != len(o.Records) || o.Cut != 0 {
				t.Fatalf("%s: %+v, %v", words, o, err)
			}
			for _, p := range o.Records {
				if !strings.Contains(p.Title, want) {
					t.Errorf("%s: %s", words, p.Title)
				}
			}
		}
	})
}

func TestMoreThanTwentyRecordsAreRefusedBeforeOneIsLookedAt(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		x := investing(t, e)
		many := make([]task.Proof, 21)
		for i := range many {
			many[i] = task.Proof{Noun: task.OfProject, Object: "nowhere", Of: "2061-04"}
		}
		// that none of them is there is not what is said
		says(t, x.fill(x.clerk, many...), "proofs", "有 21 件，至多 20 件")
		_, err := x.OfferProofs(t.Context(), x.clerk, x.task, desk.OfferQuery{Month: x.month, Chosen: many})
		says(t, err, "proofs", "有 21 件，至多 20 件")
		_, err = x.ApplyToCloseTask(t.Context(), x.head, desk.Call{}, x.task, many, "办完了")
		says(t, err, "proofs", "有 21 件，至多 20 件")
	})
}
