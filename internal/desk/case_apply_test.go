package desk_test

import (
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// shop is what somebody sends who opens a restaurant.
var shop = desk.AskCase{Code: "food-licence", Answers: map[string]string{"谁来办": "本人"},
	Data: map[string]any{"申请人": "某店", "证件号码": "420100199001011234", "联系电话": "13800000000", "字号名称": "某店", "经营场所": "青年路 2 号", "经营范围": "餐饮服务"}}

func TestWhatIsAskedOnlineComesToTheUnitThatAnswersForItAtOnce(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, window, market, _ := hall(t, e)
		ctx := t.Context()
		for what, c := range map[string]struct {
			in   desk.AskCase
			city string
			kind fault.Kind
		}{
			"“联系电话”没有填":   {with(shop, "联系电话", nil), city, fault.Invalid},
			"表单里没有“收件地”":  {with(shop, "收件地", "某市"), city, fault.Invalid},
			"表单里没有“申请方式”": {with(shop, "申请方式", "窗口"), city, fault.Invalid},
			"“证件号码”的格式":   {with(shop, "证件号码", "1"), city, fault.Invalid},
			"“谁到场办”没有选":   {desk.AskCase{Code: shop.Code, Data: shop.Data}, city, fault.Invalid},
			"不能在网上申请":     {desk.AskCase{Code: "disability", Data: shop.Data}, city, fault.Refused},
			"没有“nothing”": {desk.AskCase{Code: "nothing"}, city, fault.NotFound},
			"没有选在哪里办":     {shop, "429098", fault.Invalid},
		} {
			if _, err := o.ApplyOnline(ctx, desk.Call{}, c.city, c.in); !isKind(err, c.kind) || !strings.Contains(err.Error(), what) {
				t.Errorf("%s: %v", what, err)
			}
		}
		late := shop
		late.At = 1 // whoever asks does not say when it came in
		r, err := o.ApplyOnline(ctx, desk.Call{ActID: "apply", Asked: "x"}, city, late)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := o.ApplyOnline(ctx, desk.Call{ActID: "apply", Asked: "x"}, city, late); err != nil || again.Number != r.Number || again.Code != r.Code {
			t.Errorf("sent twice: %v, %v", again.Number, err)
		}
		if _, err := o.ApplyOnline(ctx, desk.Call{ActID: "apply", Asked: "y"}, city, shop); !isKind(err, fault.Conflict) {
			t.Errorf("another form under the same id: %v", err)
		}
		c, err := o.ShowCase(ctx, market, r.ID)
		if err != nil {
			t.Fatal("the unit that answers for it does not see it:", err)
		}
		first := c.Events[0]
		if first.Post != procedure.ApplicantPost || first.Person != "" || first.Unit != "data" || first.HappenedAt != first.RecordedAt || c.Data["申请方式"] != "电脑端网上" {
			t.Errorf("how it came in: %+v", first)
		}
		if got := c.Data["已收材料"].([]any); len(got) != 1 || got[0] != "申请表" {
			t.Errorf("brought: %v", got)
		}
		if _, err := o.ShowCase(ctx, window, r.ID); err != nil {
			t.Errorf("the unit that it goes to does not see it: %v", err)
		}
		if err := o.SequenceAll(ctx); err != nil {
			t.Fatal(err)
		}
		if v, err := o.VerifyDivision(ctx, city); err != nil || !v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
	})
}

func TestADayTakesInSoManyApplicationsAndNoMore(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _, _, _ := hall(t, e)
		ctx := t.Context()
		r, err := o.ApplyOnline(ctx, desk.Call{}, city, shop)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.store.Write(ctx, func(tx *store.Tx) error {
			for n := int64(0); n < 2_000 && err == nil; {
				n, err = tx.NextNumber(city, "网上申请 "+r.OpenedBy.HappenedAt.Date().String())
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := o.ApplyOnline(ctx, desk.Call{}, city, shop); !isKind(err, fault.Refused) || !strings.Contains(err.Error(), "今天网上交来的申请已有 2000 件") {
			t.Errorf("%v", err)
		}
	})
}
