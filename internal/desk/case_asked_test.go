package desk_test

import (
	"context"
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// hall is an office with a service hall and the bodies that a company asks.
func hall(t *testing.T, e store.Engine) (o *office, window, market, chief staff.Actor) {
	t.Helper()
	o, _ = found(t, e)
	system := worker(o, "sys", "", staff.SystemAdmin)
	for i, u := range []string{"data", "market", "police", "tax", "human-resources", "housing-fund"} {
		if err := o.SetUnit(t.Context(), system, desk.Call{}, staff.Unit{Code: u, Name: u, Kind: "department", Rank: int64(i)}); err != nil {
			t.Fatal(err)
		}
	}
	return o, worker(o, "window", "data", staff.Clerk), worker(o, "clerk", "market", staff.Clerk), worker(o, "chief", "market", staff.Head)
}

var company = desk.AskCase{Code: "open-company",
	Answers: map[string]string{"主体类型": "公司", "经营场所来源": "租用", "谁来办": "本人", "雇工": "招", "银行户": "不要"},
	Data:    map[string]any{"申请人": "某某公司", "申请方式": "窗口", "证件号码": "420100199001011234", "字号名称": "某某", "主体类型": "公司", "经营场所": "青年路 1 号", "经营范围": "日用百货销售", "注册资本": "100", "从业人数": "3"},
	Brought: []string{"公司章程", "房屋租赁合同", "不在清单里的"}}

func with(in desk.AskCase, field string, value any) desk.AskCase {
	data := map[string]any{}
	for k, v := range in.Data {
		data[k] = v
	}
	if data[field] = value; value == nil {
		delete(data, field)
	}
	in.Data = data
	return in
}

func TestABundleIsAskedForWithOneFormAndEndsWithItsLastItem(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, window, market, _ := hall(t, e)
		ctx := t.Context()
		in := with(with(company, "注册资本", 100), "从业人数", 3)
		for what, bad := range map[string]desk.AskCase{
			"“经营场所”没有填":   with(in, "经营场所", nil),
			"禁止违规开展金融":    with(in, "经营范围", "日用百货销售；吸收存款"),
			"没有“nothing”": {Code: "nothing"},
			"招不招员工":       {Code: in.Code, Answers: map[string]string{"主体类型": "公司", "经营场所来源": "租用", "谁来办": "本人", "银行户": "不要"}, Data: in.Data},
			"“证件号码”的格式":   with(in, "证件号码", "1"),
		} {
			if _, err := o.OpenAsked(ctx, window, desk.Call{}, bad); err == nil || !strings.Contains(err.Error(), what) {
				t.Errorf("%s: %v", what, err)
			}
		}
		k, err := o.OpenAsked(ctx, window, desk.Call{ActID: "bundle"}, in)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := o.OpenAsked(ctx, window, desk.Call{ActID: "bundle"}, in); err != nil || again != k {
			t.Errorf("sent twice: %+v, %v", again, err)
		}
		whole, err := o.ShowCase(ctx, window, k.ID)
		if err != nil || len(whole.Below) != 5 || whole.Stage.ID != "running" {
			t.Fatalf("%d below, %v", len(whole.Below), err)
		}
		if got := whole.Data["已收材料"].([]any); len(got) != 2 {
			t.Errorf("brought: %v", got)
		}
		stages := map[string]string{}
		ids := map[string]string{}
		for _, b := range whole.Below {
			code := b.Case.Data["事项编码"].(string)
			stages[code], ids[code] = b.Case.Stage.ID, b.Row.ID
		}
		if stages["company"] != "checking" || stages["seal"] != "awaiting" || stages["invoice"] != "awaiting" {
			t.Errorf("%v", stages)
		}
		if _, err := o.ShowCase(ctx, market, ids["company"]); err != nil {
			t.Errorf("the body that does it does not see it: %v", err)
		}
		if _, err := o.ShowCase(ctx, market, ids["seal"]); !isKind(err, fault.NotFound) {
			t.Errorf("it sees another's: %v", err)
		}
		r, err := o.ReadReceipt(ctx, window, k.ID)
		if err != nil || len(r.Code) != 8 || len(r.Below) != 5 || r.Below[0].Code == r.Code {
			t.Errorf("the receipt is %+v, %v", r.Code, err)
		}
		units := map[string]staff.Actor{"company": market}
		for code, unit := range map[string]string{"seal": "police", "invoice": "tax", "staff-insurance": "human-resources", "fund-opening": "housing-fund"} {
			units[code] = worker(o, "of "+unit, unit, staff.Clerk)
		}
		for code, by := range units {
			if stages[code] == "awaiting" {
				if _, err := o.ActOnCase(ctx, by, desk.Call{}, ids[code], procedure.Deed{Act: "begin"}); err != nil {
					t.Fatal(code, err)
				}
			}
			if _, err := o.ActOnCase(ctx, by, desk.Call{}, ids[code], procedure.Deed{Act: "grant-at-once", Data: map[string]any{"结果名称": "证"}}); err != nil {
				t.Fatal(code, err)
			}
		}
		if whole, err = o.ShowCase(ctx, window, k.ID); err != nil || whole.Stage.ID != "gathered" {
			t.Errorf("the bundle stands in %s, %v", whole.Stage.ID, err)
		}
		if err := o.SequenceAll(ctx); err != nil {
			t.Fatal(err)
		}
		if v, err := o.VerifyDivision(ctx, city); err != nil || !v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
	})
}

func TestWhoeverAskedSeesItByTheReceiptAndRatesItOnce(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, window, market, chief := hall(t, e)
		ctx := t.Context()
		ask := func() (desk.CaseKept, desk.CaseTicket) {
			t.Helper()
			k, err := o.OpenAsked(ctx, window, desk.Call{}, desk.AskCase{Code: "food-filing", Answers: map[string]string{"谁来办": "本人"},
				Data: map[string]any{"申请人": "某店", "申请方式": "窗口", "联系电话": "13800000000", "字号名称": "某店", "经营场所": "青年路 2 号", "经营范围": "食品销售"}})
			if err != nil {
				t.Fatal(err)
			}
			r, err := o.ReadReceipt(ctx, window, k.ID)
			if err != nil {
				t.Fatal(err)
			}
			return k, desk.CaseTicket{Division: city, Number: k.Number, Code: r.Code}
		}
		k, ticket := ask()
		for what, x := range map[string]desk.CaseTicket{
			"another code": {city, ticket.Number, "22222222"}, "no code": {city, ticket.Number, ""}, "another number": {city, "政20200101-0001", ticket.Code}, "another city": {"429098", ticket.Number, ticket.Code},
		} {
			if _, err := o.AskedCase(ctx, x); !isKind(err, fault.NotFound) || !strings.Contains(err.Error(), "编号或查询码不对") {
				t.Errorf("%s: %v", what, err)
			}
		}
		c, err := o.AskedCase(ctx, desk.CaseTicket{Division: city, Number: " " + ticket.Number, Code: strings.ToLower(ticket.Code[:4]) + " " + ticket.Code[4:]})
		if err != nil || len(c.Acts) != 1 || c.Acts[0].ID != "withdraw" || c.Next != nil {
			t.Fatalf("%+v, %v", c.Acts, err)
		}
		rate := func(data map[string]any) error {
			_, err := o.FollowByTicket(ctx, desk.Call{}, ticket, procedure.Deed{Act: "rate", Data: data})
			return err
		}
		bad := map[string]any{"满意度": "5 非常不满意", "评价渠道": "移动端", "办件编号": "别人的"}
		if err := rate(bad); !isKind(err, fault.Conflict) {
			t.Errorf("rated before its end: %v", err)
		}
		if _, err := o.ActByTicket(ctx, desk.Call{}, ticket, "", procedure.Deed{Act: "file", Data: map[string]any{"结果名称": "x"}}); !isKind(err, fault.Forbidden) {
			t.Errorf("whoever asked decides: %v", err)
		}
		if _, err := o.ActOnCase(ctx, market, desk.Call{}, k.ID, procedure.Deed{Act: "file", Data: map[string]any{"结果名称": "备案信息"}}); err != nil {
			t.Fatal(err)
		}
		if err := rate(map[string]any{"满意度": "好", "评价渠道": "移动端"}); !isKind(err, fault.Invalid) {
			t.Errorf("a level that is none: %v", err)
		}
		if err := rate(bad); err != nil {
			t.Fatal(err)
		}
		if err := rate(bad); !isKind(err, fault.Conflict) {
			t.Errorf("rated twice: %v", err)
		}
		if c, err = o.AskedCase(ctx, ticket); err != nil || !c.Done || c.Next == nil {
			t.Errorf("%v %v, %v", c.Done, c.Next, err)
		}
		seen := func(by staff.Actor) int {
			t.Helper()
			l, err := o.ListCases(ctx, by, store.CasePage{Procedure: "rating", Most: 9})
			if err != nil {
				t.Fatal(err)
			}
			return len(l.Cases)
		}
		if seen(market) != 0 || seen(chief) != 0 || seen(window) != 1 {
			t.Errorf("ratings are seen by %d, %d, %d", seen(market), seen(chief), seen(window))
		}
		l, err := o.ListCases(ctx, window, store.CasePage{Procedure: "rating", Most: 9})
		if err != nil {
			t.Fatal(err)
		}
		rated, err := o.ShowCase(ctx, window, l.Cases[0].ID)
		if err != nil || rated.Data["办件编号"] != ticket.Number || rated.Data["被评单位"] != "market" || rated.Stage.ID != "verifying" || rated.Events[0].Post != procedure.ApplicantPost {
			t.Errorf("%+v, %v", rated.Data, err)
		}
		if _, err := o.ActOnCase(ctx, window, desk.Call{}, rated.ID, procedure.Deed{Act: "verify", Data: map[string]any{"核实结论": "属实", "核实情况": "是", "整改单位": "market"}}); err != nil {
			t.Fatal(err)
		}
		if seen(chief) != 1 {
			t.Error("who has to mend does not see it")
		}
		other, mine := ask()
		if _, err := o.ActByTicket(ctx, desk.Call{}, mine, "", procedure.Deed{Act: "withdraw", Reason: "不开了"}); err != nil {
			t.Fatal(err)
		}
		if x, err := o.ShowCase(ctx, window, other.ID); err != nil || x.Stage.ID != "withdrawn" {
			t.Errorf("%v", err)
		}
		if err := o.SequenceAll(context.Background()); err != nil {
			t.Fatal(err)
		}
		if v, err := o.VerifyDivision(ctx, city); err != nil || !v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
	})
}
