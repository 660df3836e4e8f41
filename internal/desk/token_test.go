package desk_test

import (
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

func (o *office) bearer(secret string) (staff.Actor, error) {
	division, rest, _ := strings.Cut(secret, ".")
	return o.Bearer(o.t.Context(), division, rest)
}

func TestATokenOpensItsScopesInItsPostUntilItIsRevoked(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		wish := desk.IssueToken{Label: "数据交换", Scopes: []string{"read", "record.*"}, Days: 30}
		k, err := o.IssueToken(ctx, by, desk.Call{ActID: "wish"}, wish)
		if err != nil {
			t.Fatal(err)
		}
		again, err := o.IssueToken(ctx, by, desk.Call{ActID: "wish"}, wish)
		if err != nil || again.ID != k.ID || again.Secret != "" {
			t.Errorf("a retry: %+v, %v; want the same token and no secret", again, err)
		}
		a, err := o.bearer(k.Secret)
		if err != nil {
			t.Fatal(err)
		}
		for act, may := range map[string]bool{"report.list": true, "record.accept": true, "report.upload": false, "token.issue": false, "token.revoke": false, "password.change": false, "unit.set": false, "ledger.read": false} {
			if a.May(act) != may {
				t.Errorf("%s by the token: %v", act, !may)
			}
		}
		if a.Person != by.Person || a.Holding != by.Holding || a.Token != k.ID || a.Session != "" {
			t.Errorf("the token stands for %+v", a)
		}
		list, err := o.ListTokens(ctx, by)
		if err != nil || len(list) != 1 || list[0].State != desk.Usable || list[0].UsedAt == 0 {
			t.Fatalf("listed %+v, %v", list, err)
		}
		if err := o.RevokeToken(ctx, o.actor("keji", password), desk.Call{}, k.ID); !is(err, fault.NotFound) {
			t.Errorf("somebody else revoked it: %v", err)
		}
		if err := o.RevokeToken(ctx, by, desk.Call{Version: 7}, k.ID); !desk.Stale(err) {
			t.Errorf("revoked at a version it never had: %v", err)
		}
		if err := o.RevokeToken(ctx, by, desk.Call{Version: list[0].Version}, k.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := o.bearer(k.Secret); !is(err, fault.Forbidden) {
			t.Errorf("a revoked token opens: %v", err)
		}
		if v := o.intact(); v.Size == 0 {
			t.Error("nothing was verified")
		}
	})
}

func TestATokenEndsWithItsTimeItsHoldingAndItsRole(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		system, security := o.actor("xitong", password), o.actor("anquan", password)
		issue := func(by staff.Actor, days int) string {
			t.Helper()
			k, err := o.IssueToken(ctx, by, desk.Call{}, desk.IssueToken{Label: "试", Scopes: []string{"*"}, Days: days})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := o.bearer(k.Secret); err != nil {
				t.Fatal(err)
			}
			return k.Secret
		}
		dead := func(secret, why string, want desk.TokenState, by staff.Actor) {
			t.Helper()
			if _, err := o.bearer(secret); !is(err, fault.Forbidden) {
				t.Errorf("%s: the token opens: %v", why, err)
			}
			if list, err := o.ListTokens(ctx, by); err != nil || list[0].State != want {
				t.Errorf("%s: listed %+v, %v; want %s", why, list, err, want)
			}
		}
		clerk := o.actor("keji", password)
		short, role, held := issue(clerk, 1), issue(by, 30), issue(clerk, 30)
		o.clock += 25 * 3600 * 1_000_000
		if _, err := o.bearer(short); !is(err, fault.Forbidden) {
			t.Errorf("a token of one day on the next: %v", err)
		}
		if err := o.EndHolding(ctx, security, desk.Call{}, clerk.Holding, "调走"); err != nil {
			t.Fatal(err)
		}
		dead(held, "the holding has ended", desk.Dormant, clerk)
		if err := o.SetPost(ctx, system, desk.Call{}, staff.Post{Code: "dcs-1", Unit: "dcs", Name: "督查室科员", Proposed: staff.Clerk}); err != nil {
			t.Fatal(err)
		}
		if err := o.EmpowerPost(ctx, security, desk.Call{}, "dcs-1"); err != nil {
			t.Fatal(err)
		}
		dead(role, "the post has another role", desk.Dormant, by)
	})
}

func TestATokenEndsWhenAnAdministratorResetsThePassword(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		ctx := t.Context()
		clerk := o.actor("keji", password)
		k, err := o.IssueToken(ctx, clerk, desk.Call{}, desk.IssueToken{Label: "试", Scopes: []string{"*"}, Days: 30})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.bearer(k.Secret); err != nil {
			t.Fatal(err)
		}
		if _, err := o.UnlockPerson(ctx, o.actor("anquan", password), desk.Call{}, clerk.Person); err != nil {
			t.Fatal(err)
		}
		if _, err := o.bearer(k.Secret); !is(err, fault.Forbidden) {
			t.Errorf("the token outlived the password: %v", err)
		}
		o.intact()
	})
}

func TestATokenMayNoMoreThanThePost(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		good := desk.IssueToken{Label: "试", Scopes: []string{"report.list"}, Days: 10}
		for name, spoil := range map[string]func(*desk.IssueToken){
			"an administrator's act": func(w *desk.IssueToken) { w.Scopes = []string{"unit.set"} },
			"no act at all":          func(w *desk.IssueToken) { w.Scopes = []string{"nothing.*"} },
			"two in one":             func(w *desk.IssueToken) { w.Scopes = []string{"report.list unit.set"} },
			"one's password":         func(w *desk.IssueToken) { w.Scopes = []string{"password.change"} },
			"nothing":                func(w *desk.IssueToken) { w.Scopes = nil },
			"no use":                 func(w *desk.IssueToken) { w.Label = " " },
			"no day":                 func(w *desk.IssueToken) { w.Days = 0 },
			"for ever":               func(w *desk.IssueToken) { w.Days = 3650 },
		} {
			wish := good
			spoil(&wish)
			if _, err := o.IssueToken(ctx, by, desk.Call{}, wish); !is(err, fault.Invalid) {
				t.Errorf("a token for %s: %v", name, err)
			}
		}
		admin := good
		admin.Scopes, admin.Days = []string{"*"}, desk.MostTokenDaysAdmin+1
		if _, err := o.IssueToken(ctx, o.actor("xitong", password), desk.Call{}, admin); !is(err, fault.Invalid) {
			t.Errorf("an administrator's token for too long: %v", err)
		}
		k, err := o.IssueToken(ctx, by, desk.Call{}, good)
		if err != nil {
			t.Fatal(err)
		}
		a, err := o.bearer(k.Secret)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.IssueToken(ctx, a, desk.Call{}, good); !is(err, fault.Forbidden) {
			t.Errorf("a token issued a token: %v", err)
		}
		for _, wrong := range []string{"", "429099.", "429099.duban_pat_x", "000000" + k.Secret[6:], strings.Replace(k.Secret, "pat", "ses", 1), k.Secret + "a"} {
			if _, err := o.bearer(wrong); !is(err, fault.Forbidden) {
				t.Errorf("%q opens: %v", wrong, err)
			}
		}
	})
}

func TestAnIdOfAnActIsNotUsedForAnother(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		ctx := t.Context()
		system := o.actor("xitong", password)
		unit := staff.Unit{Code: "wj", Parent: city, Name: "云泽市卫生健康局", Kind: staff.Department, Rank: 20}
		call := desk.Call{ActID: "k", Version: desk.Fresh, Asked: "one"}
		for range 2 {
			if err := o.SetUnit(ctx, system, call, unit); err != nil {
				t.Fatal(err)
			}
		}
		call.Asked = "two"
		if err := o.SetUnit(ctx, system, call, unit); !desk.Reused(err) {
			t.Errorf("the id for another request: %v", err)
		}
		if err := o.SetUnit(ctx, system, desk.Call{Version: desk.Fresh}, unit); !is(err, fault.Conflict) || desk.Stale(err) {
			t.Errorf("made twice: %v", err)
		}
		unit.Code = "nowhere"
		if err := o.SetUnit(ctx, system, desk.Call{Version: 3}, unit); !is(err, fault.NotFound) {
			t.Errorf("changed what is not there: %v", err)
		}
	})
}
