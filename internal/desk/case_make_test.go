package desk_test

import (
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// led is what a unit reports of an investor.
func reportedLead(unit string) map[string]any {
	return map[string]any{"投资方": "江城卫材有限公司", "投资方类别": "其他企业", "投资方所在地": "市外省内", "项目名称": "医用非织造布生产线", "行业": "非织造布", "意向投资": 20000, "线索来源": "外出招商", "归属单位": unit, "首次接触": "2051-02-20"}
}

func TestACaseRegistersAProjectOnceAndTakesItOn(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, grid, _, urban, housing := manned(t, e)
		o.at(2051, 3, 1)
		ctx := t.Context()
		act := func(by staff.Actor, id, act, reason string, data map[string]any) error {
			t.Helper()
			_, err := o.ActOnCase(ctx, by, desk.Call{}, id, procedure.Deed{Act: act, Data: data, Reason: reason})
			return err
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		office := worker(o, "invest", "investment-promotion", staff.Head)
		c, err := o.OpenCase(ctx, housing, desk.Call{}, desk.OpenCase{Procedure: "lead", Deed: procedure.Deed{Act: "report", Data: reportedLead("housing")}})
		must(err)
		_, err = o.OpenCase(ctx, urban, desk.Call{}, desk.OpenCase{Procedure: "lead", Deed: procedure.Deed{Act: "report", Data: reportedLead("urban-management")}})
		if !isKind(err, fault.Conflict) || !strings.Contains(err.Error(), c.Number) {
			t.Errorf("a second unit is not told who was first: %v", err)
		}
		must(act(office, c.ID, "assess", "", map[string]any{"研判意见": "跟进", "研判说明": "实力够"}))
		o.at(2051, 4, 21)
		sign := map[string]any{"合同编号": "合2051-3", "签约日期": "2051-04-20", "协议投资": "", "责任单位": "housing", "落地镇办": "street-a", "项目类别": "没有的类别", "约定条件": "半年开工"}
		sign["协议投资"] = quantity.Must("20000.5")
		before, err := o.ListProjects(ctx, housing, desk.ProjectQuery{})
		must(err)
		if err := act(housing, c.ID, "sign", "", sign); !isKind(err, fault.Invalid) || !strings.Contains(err.Error(), "类别") {
			t.Errorf("a project is registered under a category that there is none of: %v", err)
		}
		if s, err := o.ShowCase(ctx, housing, c.ID); err != nil || s.Case.Stage.ID != "following" {
			t.Errorf("what was refused left something: %v %v", s.Case.Stage, err)
		}
		sign["项目类别"] = "产业"
		must(act(housing, c.ID, "sign", "", sign))
		after, err := o.ListProjects(ctx, housing, desk.ProjectQuery{})
		must(err)
		if after.Sums.Projects != before.Sums.Projects+1 {
			t.Fatalf("%d projects, then %d", before.Sums.Projects, after.Sums.Projects)
		}
		s, err := o.ShowCase(ctx, housing, c.ID)
		must(err)
		id, _ := s.Case.Data["项目"].(string)
		p, err := o.ShowProject(ctx, housing, id, 0)
		must(err)
		if f := p.Row.Facts; f["name"] != "医用非织造布生产线" || f["agreed"] != "20000.5" || f["owner"] != "江城卫材有限公司" || p.Row.Stage != project.Signed || f["reached.signed.on"] != "2051-04-20" || p.Row.Town != "street-a" {
			t.Errorf("%v", f)
		}
		if e := p.Events[len(p.Events)-1]; !strings.Contains(e.Reason, c.Number) {
			t.Errorf("its story does not say whence it came: %q", e.Reason)
		}
		about, err := o.CasesOf(ctx, housing, desk.ReferringPage{Noun: "project", Object: id, Most: 9})
		must(err)
		if len(about.Cases) != 1 || about.Cases[0].Number != c.Number {
			t.Errorf("its page does not list the case: %v", about.Cases)
		}
		o.at(2051, 5, 10)
		must(act(housing, c.ID, "settle-in", "", map[string]any{"公司名称": "江卫新材有限公司", "统一社会信用代码": "91429099MA4ABCDE1X", "注册日期": "2051-05-08"}))
		if p, err = o.ShowProject(ctx, housing, id, 0); err != nil || p.Row.Stage != project.Landed {
			t.Errorf("%v, %v", p.Row.Stage, err)
		}
		if err := act(office, c.ID, "begin", "", nil); !isKind(err, fault.Refused) {
			t.Errorf("main works that nobody registered count: %v", err)
		}
		if err := act(grid, c.ID, "claim", "", nil); err == nil {
			t.Error("whoever it does not belong to claims it")
		}
		o.intact()
	})
}

func TestANumberFollowsFromTheDatedRowThatWasInForceAndSaysHow(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _, _, _, housing := manned(t, e)
		ctx := t.Context()
		head := worker(o, "housed", "housing", staff.Head)
		finance := worker(o, "money", "finance", staff.Head)
		for _, c := range []struct {
			year                  int
			kind, line, to, audit string
			share, reward, how    string
		}{
			{2023, "其他企业", "非织造布", "引进单位", "不涉及特定经营者", "8097.52", "8.1", "引进单位，其他的：引进单位认定额 × 0.001（引进单位认定额 8097.52） = 8.1，最多 50。"},
			{2023, "中国500强", "非织造布", "引进单位", "不涉及特定经营者", "60000.01", "100", "= 120，最多 100，取 100。"},
			{2024, "其他企业", "生物医药", "引进单位", "不涉及特定经营者", "3.33", "0", "= 0，"}, // 0.004995 is nothing to the cent
			{2025, "其他企业", "生物医药", "引进单位", "不涉及特定经营者", "3.34", "0.01", "= 0.01"},
			{2025, "其他企业", "生物医药", "投资企业", "没有依据", "3.34", "", ""},
		} {
			at := on(c.year, 9, 2).At(9, 0)
			k, err := o.AddProject(ctx, housing, desk.Call{}, desk.AddProject{Facts: works(), Note: "x"})
			if err != nil {
				t.Fatal(err)
			}
			n, err := o.OpenCase(ctx, head, desk.Call{}, desk.OpenCase{Procedure: "recognition", Deed: procedure.Deed{At: at, Act: "apply", Data: map[string]any{"项目": k.ID, "引进单位": "housing", "投资方": "某公司", "投资方类别": c.kind, "投资方所在地": "省外", "行业": c.line}}})
			if err != nil {
				t.Fatal(err)
			}
			r, err := o.OpenCase(ctx, head, desk.Call{}, desk.OpenCase{Procedure: "reward", Deed: procedure.Deed{At: at, Act: "open", Data: map[string]any{"项目": k.ID, "认定编号": n.Number, "引进单位": "housing", "投资方": "某公司", "投资方类别": c.kind, "行业": c.line, "认定金额": quantity.Must("60000.01"), "引进单位认定额": quantity.Must(c.share)}}})
			if err != nil {
				t.Fatal(err)
			}
			if _, err = o.ActOnCase(ctx, head, desk.Call{}, r.ID, procedure.Deed{Act: "apply", Data: map[string]any{"奖励对象": c.to, "收款方": "某公司", "企业承诺": "投产", "公平竞争审查": c.audit, "审查文号": "1号"}}); err != nil {
				t.Fatal(err)
			}
			s, err := o.ShowCase(ctx, finance, r.ID)
			if err != nil {
				t.Fatal(err)
			}
			got, _ := s.Case.Data["应奖金额"].(quantity.Decimal)
			how, _ := s.Case.Data["应奖算法"].(string)
			if _, there := s.Case.Data["应奖金额"]; there != (c.reward != "") || there && got.String() != c.reward || !strings.Contains(how, c.how) {
				t.Errorf("%+v: %v, %s", c, got, how)
			}
		}
	})
}
