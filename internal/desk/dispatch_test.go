package desk_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/press"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

func TestAMeetingIsDraftedFromWhatIsStuckAndLeavesItemsWithOwnersAndDeadlines(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, grid, _, urban, housing := manned(t, e)
		o.at(2051, 6, 10)
		ctx := t.Context()
		sup, leader := worker(o, "sup", "office", staff.Supervisor), worker(o, "lead", "office", staff.Leader)
		k, err := o.AddProject(ctx, housing, desk.Call{}, desk.AddProject{Facts: works("plan.2051", "600", "leader", "分管副市长"), Stage: project.Signed, Since: on(2050, 11, 1), Note: "签约仪式"})
		if err != nil {
			t.Fatal(err)
		}
		raise := func(what, meeting string, more map[string]any) desk.CaseKept {
			t.Helper()
			data := map[string]any{"问题": what, "问题类别": "用地", "责任单位": "housing", "限办工作日": 5}
			if meeting != "" {
				data["会议"] = meeting
			}
			for f, v := range more {
				data[f] = v
			}
			c, err := o.OpenCase(ctx, sup, desk.Call{}, desk.OpenCase{Procedure: "problem", Deed: procedure.Deed{Act: "raise", Data: data}})
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		old := raise("征地没有完成", "", nil)
		o.at(2051, 6, 27)
		d, err := o.ReadDispatch(ctx, leader, civil.Month{})
		if err != nil || !d.Current || d.Month.String() != "2051-06" || len(d.Items) != 3 {
			t.Fatalf("%+v, %v", d, err)
		}
		for i, want := range []struct {
			why               desk.AgendaReason
			reckoned, decides string
		}{{desk.LateProblem, "已过 ", "责任单位"}, {desk.OverDwell, "到 2051-05-01 为止，已过 57 天", "分管副市长"}, {desk.RedPace, "完成 0 ÷ 计划 600 万元 = 0%", "分管副市长"}} {
			x := d.Items[i]
			if x.Why != want.why || !strings.Contains(x.Reckoning, want.reckoned) || x.Decides != want.decides || x.Decision == "" || x.Basis == "" || x.Unit != "housing" {
				t.Errorf("%+v", x)
			}
		}
		if !strings.Contains(d.Items[1].Decision, "施工许可没有登记") {
			t.Errorf("what it lacks to start is not said: %s", d.Items[1].Decision)
		}
		if other, err := o.ReadDispatch(ctx, urban, civil.Month{}); err != nil || len(other.Items) != 0 {
			t.Errorf("another unit's agenda: %+v, %v", other.Items, err)
		}
		if over, err := o.ReadDispatch(ctx, leader, civil.Month{Year: 2051, Month: 5}); err != nil || len(over.Items) != 0 || over.Current {
			t.Errorf("a month that is over has an agenda: %+v, %v", over, err)
		}

		m, err := o.OpenCase(ctx, sup, desk.Call{}, desk.OpenCase{Procedure: "meeting", Deed: procedure.Deed{Act: "convene", Data: map[string]any{"会议名称": "6月项目现场办公会", "月份": "2051-06", "会议日期": "2051-06-27", "地点": "街心公园工地", "主持人": "市长", "出席": []string{"市住建局局长", "街道办主任"}, "列席单位": []string{"housing"}}}})
		if err != nil {
			t.Fatal(err)
		}
		raise("38 亩用地｜没有报批", m.Number, map[string]any{"项目": k.ID})
		for _, a := range []struct {
			by   staff.Actor
			act  string
			data map[string]any
		}{{sup, "escalate", map[string]any{"提请协调": "要市里定安置房"}}, {leader, "settle", map[string]any{"协调意见": "本周腾出过渡房"}}} {
			if _, err := o.ActOnCase(ctx, a.by, desk.Call{}, old.ID, procedure.Deed{Act: a.act, Data: a.data}); err != nil {
				t.Fatal(err)
			}
		}
		if d, err = o.ReadDispatch(ctx, sup, civil.Month{}); err != nil || len(d.Meetings) != 1 {
			t.Fatalf("%+v, %v", d.Meetings, err)
		}
		held := d.Meetings[0]
		if got := held.Items(); len(got) != 1 || !strings.HasPrefix(got[0], "38 亩用地 没有报批（问2051-0002）｜housing｜2051年7月") || !strings.HasSuffix(got[0], "日前") {
			t.Errorf("%q", got)
		}
		if got := held.Before(); len(got) != 1 || got[0] != "征地没有完成（问2051-0001）｜housing｜协调意见：本周腾出过渡房" {
			t.Errorf("%q", got)
		}
		if _, err := o.ShowCase(ctx, housing, m.ID); err != nil {
			t.Errorf("a unit that was called does not see the meeting: %v", err)
		}
		if _, err := o.ShowCase(ctx, urban, m.ID); !isKind(err, fault.NotFound) {
			t.Errorf("one that was not does: %v", err)
		}
		minutes := procedure.Deed{Act: "minutes", Data: map[string]any{"议定事项": held.Items(), "以前事项": held.Before()}}
		if _, err := o.ActOnCase(ctx, grid, desk.Call{}, m.ID, minutes); err == nil {
			t.Error("a clerk of elsewhere writes the minutes")
		}
		if _, err := o.ActOnCase(ctx, sup, desk.Call{}, m.ID, minutes); err != nil {
			t.Fatal(err)
		}
		if d, err = o.ReadDispatch(ctx, sup, civil.Month{}); err != nil || d.Meetings[0].Open || !strings.HasSuffix(d.Meetings[0].Number, "项目纪要〔2051〕1号") {
			t.Fatalf("%+v, %v", d.Meetings, err)
		}
		p, err := o.ReadDocument(ctx, sup, m.ID, d.Meetings[0].Document)
		if err != nil || !p.Paper.Minutes || len(p.Paper.Attending) != 2 || p.Paper.Attending[0] != "出席：市住建局局长、街道办主任" || p.Paper.Attending[1] != "列席：housing" {
			t.Errorf("%+v, %v", p.Paper, err)
		}
		for _, as := range []string{"pdf", "docx"} {
			var file bytes.Buffer
			if err := o.PressAgenda(ctx, sup, civil.Month{}, as, func(_, _ string) io.Writer { return &file }); err != nil || file.Len() == 0 {
				t.Errorf("%s: %v", as, err)
			}
		}
		o.intact()
	})
}

func TestWhatWasAnnouncedCountsWhenMainWorksHaveBegun(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _, _, urban, housing := manned(t, e)
		o.at(2051, 2, 20)
		ctx := t.Context()
		sup := worker(o, "sup", "office", staff.Supervisor)
		facts := works("starts_on", "2051-03-02", "need.用地.met", "已落实", "fund.本级财政", "1200")
		for _, kind := range project.PermitKinds() {
			facts["permit."+kind+".state"] = "已办"
		}
		k, err := o.AddProject(ctx, housing, desk.Call{}, desk.AddProject{Facts: facts, Stage: project.Landed, Since: on(2051, 1, 5), Note: "不动产权证"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.AddProject(ctx, housing, desk.Call{}, desk.AddProject{Facts: works("name", "智能装备园")}); err != nil {
			t.Fatal(err)
		}
		l, err := o.ReadCeremony(ctx, sup, desk.Quarter{})
		if err != nil || l.Quarter.String() != "2051Q1" || len(l.Candidates[project.Starting]) != 1 || len(l.Candidates[project.Starting][0].Lacks) != 0 {
			t.Fatalf("%+v, %v", l, err)
		}
		if s := l.Candidates[project.Signing]; len(s) != 1 || desk.Lacking(s[0].Lacks) != "没有投资方、没有协议投资额" {
			t.Errorf("%+v", s)
		}
		announce := desk.OpenCase{Procedure: "announced", Deed: procedure.Deed{Act: "list", Data: map[string]any{"项目": k.ID, "活动": "集中开工", "季度": "2051Q1", "活动日期": "2051-03-02"}}}
		c, err := o.OpenCase(ctx, housing, desk.Call{}, announce)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.OpenCase(ctx, sup, desk.Call{}, announce); err == nil {
			t.Error("a project is announced twice")
		}
		o.at(2051, 5, 20)
		count := procedure.Deed{Act: "count", Data: map[string]any{"核实依据": "现场看到桩机"}}
		_, err = o.ActOnCase(ctx, sup, desk.Call{}, c.ID, count)
		if err == nil || !strings.Contains(err.Error(), "主体工程动工") {
			t.Errorf("counted before main works began: %v", err)
		}
		if _, err := o.AdvanceProject(ctx, housing, desk.Call{}, k.ID, project.Step{To: project.Started, On: on(2051, 5, 8), Note: "桩机进场打桩", MainWorks: true}); err != nil {
			t.Fatal(err)
		}
		if _, err := o.ActOnCase(ctx, sup, desk.Call{}, c.ID, count); err != nil {
			t.Fatal(err)
		}
		q, err := desk.ReadQuarter("2051Q1")
		if err != nil {
			t.Fatal(err)
		}
		if l, err = o.ReadCeremony(ctx, housing, q); err != nil || len(l.Announced) != 1 || len(l.Candidates) != 0 {
			t.Fatalf("%+v, %v", l, err)
		}
		if a := l.Announced[0]; a.ReachedOn != on(2051, 5, 8) || a.Months != 3 || a.Evidence != "桩机进场打桩" || a.Stage != "已兑现" {
			t.Errorf("%+v", a)
		}
		if l, err = o.ReadCeremony(ctx, urban, q); err != nil || len(l.Announced) != 0 {
			t.Errorf("another unit's list: %+v, %v", l.Announced, err)
		}
		var rows int
		err = o.ExportCeremony(ctx, sup, q, desk.Handout{Write: func(l press.List) error {
			for _, err := range l.Rows {
				if err != nil {
					return err
				}
				rows++
			}
			return nil
		}})
		if err != nil || rows != 1 {
			t.Errorf("%d rows, %v", rows, err)
		}
		_, err = desk.ReadQuarter("2051-1")
		says(t, err, "quarter", "不是季度")
		o.intact()
	})
}
