package desk_test

import (
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// seats is an office whose units have people in their posts, as actors by login.
func seats(t testing.TB, o *office, logins map[string][2]string) map[string]staff.Actor {
	t.Helper()
	ctx := t.Context()
	system, security := o.actor("xitong", password), o.actor("anquan", password)
	all, units := map[string]staff.Actor{}, map[string]bool{}
	for login, at := range logins {
		unit, role := at[0], staff.Role(at[1])
		if !units[unit] {
			units[unit] = true
			if err := o.SetUnit(ctx, system, desk.Call{}, staff.Unit{Code: unit, Parent: city, Name: "云泽市" + unit, Short: unit, Kind: staff.Department, Rank: 20}); err != nil {
				t.Fatal(err)
			}
		}
		post := unit + "-" + login
		if err := o.SetPost(ctx, system, desk.Call{}, staff.Post{Code: post, Unit: unit, Name: "岗位", Proposed: role}); err != nil {
			t.Fatal(err)
		}
		if err := o.EmpowerPost(ctx, security, desk.Call{}, post); err != nil {
			t.Fatal(err)
		}
		all[login] = staff.Actor{Division: city, Person: o.seated(system, security, login, post), Name: login, Post: post, Role: role, Unit: unit, Units: []string{unit}, Armed: true, Session: "s"}
	}
	return all
}

var whistleSeats = map[string][2]string{
	"grid": {"street-a", "clerk"}, "head": {"street-a", "head"}, "urban": {"urban-management", "clerk"}, "chief": {"urban-management", "head"}, "housing": {"housing", "head"},
}

// unread are the rules of somebody's unread notices, newest first.
func unread(t testing.TB, o *office, by staff.Actor) string {
	t.Helper()
	list, err := o.ListNotices(t.Context(), by, false, 0, "", 50)
	if err != nil {
		t.Fatal(err)
	}
	var rules []string
	for _, n := range list {
		rules = append(rules, n.Rule)
	}
	return strings.Join(rules, " ")
}

func TestThoseAreToldWhomTheDeclarationNamesEachOnce(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, supervisor := found(t, e)
		who := seats(t, o, whistleSeats)
		ctx := t.Context()
		c, err := o.OpenCase(ctx, who["grid"], desk.Call{}, reported())
		if err != nil {
			t.Fatal(err)
		}
		do := func(by, act, branch string, data map[string]any) {
			t.Helper()
			if _, err := o.ActOnCase(ctx, who[by], desk.Call{}, c.ID, procedure.Deed{Act: act, Branch: branch, Data: data, Reason: "不归我们管"}); err != nil {
				t.Fatal(err)
			}
		}
		hold := func(want map[string]string) {
			t.Helper()
			for login, rules := range want {
				if got := unread(t, o, who[login]); got != rules {
					t.Errorf("%s was told %q, want %q", login, got, rules)
				}
			}
		}
		hold(map[string]string{"head": "", "urban": ""})
		do("head", "call", "", map[string]any{"应哨单位": []any{"urban-management"}})
		hold(map[string]string{"head": "", "grid": "", "urban": "called", "chief": "called", "housing": ""})
		n, err := o.ListNotices(ctx, who["urban"], false, 0, "", 9)
		if err != nil || !strings.HasPrefix(n[0].Words, "street-a吹哨，叫到urban-management：井盖不见（青年路 18 号）。请在 ") || strings.Contains(n[0].Words, "{") {
			t.Errorf("%+v, %v", n, err)
		}

		sweep := func(minutes int64, want int) {
			t.Helper()
			o.minutes(minutes)
			for i, want := range []int{want, 0} {
				if did, err := o.SweepDeadlines(ctx); did != want || err != nil {
					t.Errorf("sweep %d did %d, want %d, %v", i, did, want, err)
				}
			}
		}
		sweep(8, 1)
		hold(map[string]string{"urban": "answer-near called", "head": ""})
		sweep(3, 1)
		hold(map[string]string{"urban": "answer-overdue answer-near called", "chief": "answer-overdue answer-near called", "head": "answer-overdue", "grid": ""})
		do("chief", "agree-return", "urban-management", nil)
		hold(map[string]string{"head": "to-agree answer-overdue", "chief": "answer-overdue answer-near called"})
		if got := unread(t, o, supervisor); got != "to-agree" {
			t.Errorf("the supervisor was told %q", got)
		}

		if count, err := o.CountUnread(ctx, who["urban"]); count != 3 || err != nil {
			t.Errorf("%d are unread, %v", count, err)
		}
		if _, err := o.ReadNotice(ctx, who["chief"], desk.Call{}, n[0].ID); !isKind(err, fault.NotFound) {
			t.Errorf("somebody else's notice is read: %v", err)
		}
		for range 2 {
			if read, err := o.ReadNotice(ctx, who["urban"], desk.Call{}, n[0].ID); err != nil || read.ReadAt == 0 {
				t.Errorf("%+v, %v", read, err)
			}
		}
		hold(map[string]string{"urban": "answer-overdue answer-near"})
		if read, err := o.ReadNotices(ctx, who["urban"], desk.Call{}); read != 2 || err != nil {
			t.Errorf("read %d, %v", read, err)
		}
		if _, err := o.ReadNotices(ctx, who["urban"], desk.Call{}); !isKind(err, fault.Conflict) {
			t.Errorf("nothing is read once more: %v", err)
		}
		if old, err := o.ListNotices(ctx, who["urban"], true, 0, "", 9); len(old) != 3 || err != nil {
			t.Errorf("%d were read, %v", len(old), err)
		}
		if _, err := o.ListNotices(ctx, o.actor("xitong", password), false, 0, "", 9); !isKind(err, fault.Forbidden) {
			t.Errorf("an administrator has notices: %v", err)
		}
		o.intact()
	})
}

func TestAnAlteredNoticeIsFoundByTheLedger(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		who := seats(t, o, whistleSeats)
		ctx := t.Context()
		c, err := o.OpenCase(ctx, who["grid"], desk.Call{}, reported())
		if err == nil {
			_, err = o.ActOnCase(ctx, who["head"], desk.Call{}, c.ID, procedure.Deed{Act: "call", Data: map[string]any{"应哨单位": []any{"housing"}}})
		}
		if err != nil {
			t.Fatal(err)
		}
		o.intact()
		if err := e.Write(ctx, func(s *store.Session) error { _, err := s.Run("update notice set read_at = 7"); return err }); err != nil {
			t.Fatal(err)
		}
		v, err := o.VerifyDivision(ctx, city)
		if err != nil || v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
	})
}

func TestWhoeverAskedForAgreementIsToldTheAnswer(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		who := seats(t, o, map[string][2]string{"window": {"data", "clerk"}, "clerk": {"market", "clerk"}, "colleague": {"market", "clerk"}, "chief": {"market", "head"}})
		ctx := t.Context()
		r, err := o.ApplyOnline(ctx, desk.Call{}, city, shop)
		if err != nil {
			t.Fatal(err)
		}
		if got := unread(t, o, who["clerk"]) + ", " + unread(t, o, who["chief"]) + ", " + unread(t, o, who["window"]); got != "applied, applied, " {
			t.Errorf("told of the application: %s", got)
		}
		ask := func() int {
			t.Helper()
			k, err := o.ActOnCase(ctx, who["clerk"], desk.Call{}, r.ID, procedure.Deed{Act: "extend", Data: map[string]any{"延长天数": 10}, Reason: "要现场检验"})
			if err != nil {
				t.Fatal(err)
			}
			return k.Event
		}
		answer := func(request int, agree bool, reason string) {
			t.Helper()
			if _, err := o.AnswerCase(ctx, who["chief"], desk.Call{}, r.ID, desk.CaseAnswer{Request: request, Agree: agree, Reason: reason}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := o.ActOnCase(ctx, who["clerk"], desk.Call{}, r.ID, procedure.Deed{Act: "accept"}); err != nil {
			t.Fatal(err)
		}
		answer(ask(), false, strings.Repeat("再抓紧", 40))
		answer(ask(), true, "")
		if got := unread(t, o, who["clerk"]); got != "answered answered applied" {
			t.Errorf("who asked is told %s", got)
		}
		list, err := o.ListNotices(ctx, who["clerk"], false, 0, "", 9)
		if err != nil {
			t.Fatal(err)
		}
		of := "“食品经营许可”（" + r.Number + "）"
		if list[0].Words != "您报的“延长审批”同意了："+of || list[1].Words != "您报的“延长审批”没有同意："+of+"，理由："+strings.Repeat("再抓紧", 20)+"…" {
			t.Errorf("%s; %s", list[0].Words, list[1].Words)
		}
		if got := unread(t, o, who["colleague"]) + ", " + unread(t, o, who["chief"]); got != "applied, applied" {
			t.Errorf("others are told %s", got)
		}
	})
}
