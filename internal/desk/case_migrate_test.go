package desk_test

import (
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/store"
	"duban/internal/store/storetest"
	"duban/law"
)

// errands are the versions of the errand, the first alone or both.
func errands(t testing.TB, both bool, change ...string) *desk.Mechanisms {
	t.Helper()
	files := fstest.MapFS{}
	for _, name := range []string{"mechanism.1.yaml", "mechanism.yaml"} {
		text, err := os.ReadFile("../kernel/procedure/testdata/errand/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if both || name == "mechanism.1.yaml" {
			files["errand/"+name] = &fstest.MapFile{Data: []byte(strings.NewReplacer(change...).Replace(string(text)))}
		}
	}
	m, err := desk.ReadMechanisms(files, law.Files)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func errand(title string) desk.OpenCase {
	return desk.OpenCase{Procedure: "errand", Deed: procedure.Deed{Act: "file", Data: map[string]any{"事由": title, "联系人": "老张"}}}
}

var errandSeats = map[string][2]string{"clerk": {"street-a", "clerk"}, "head": {"street-a", "head"}, "other": {"housing", "clerk"}}

func TestACaseStaysOnItsVersionUntilSomebodyMigratesIt(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		first, supervisor := found(t, e)
		who := seats(t, first, errandSeats)
		old := first.again(func(m *desk.Means) { m.Mechanisms = errands(t, false) })
		ctx := t.Context()
		c, err := old.OpenCase(ctx, who["clerk"], desk.Call{}, errand("修路"))
		if err != nil {
			t.Fatal(err)
		}
		o := first.again(func(m *desk.Means) { m.Mechanisms = errands(t, true) })
		if _, err := o.ActOnCase(ctx, who["clerk"], desk.Call{}, c.ID, procedure.Deed{Act: "look"}); err != nil {
			t.Fatal(err)
		}
		s, err := o.ShowCase(ctx, supervisor, c.ID)
		if err != nil || s.Row.Declared != 1 || s.Row.Stage != "checked" || s.Newer == nil || s.Newer.Refused != nil || s.Newer.Stage != "审查" || len(s.Newer.Moves) != 3 {
			t.Fatalf("%+v %+v, %v", s.Row, s.Newer, err)
		}
		if seen, err := o.ShowCase(ctx, who["clerk"], c.ID); err != nil || seen.Newer != nil {
			t.Errorf("who may not migrate is told %+v, %v", seen.Newer, err)
		}
		if _, err := o.MigrateCase(ctx, who["head"], desk.Call{}, c.ID, "法改了"); !isKind(err, fault.Forbidden) {
			t.Errorf("a head migrates: %v", err)
		}
		if _, err := o.MigrateCase(ctx, supervisor, desk.Call{}, c.ID, " "); !isKind(err, fault.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		if _, err := o.MigrateCase(ctx, supervisor, desk.Call{Version: s.Row.Version - 1}, c.ID, "法改了"); !desk.Stale(err) {
			t.Errorf("as it was before: %v", err)
		}
		call := desk.Call{ActID: "once", Version: s.Row.Version}
		for range 2 { // sent twice, done once
			if k, err := o.MigrateCase(ctx, supervisor, call, c.ID, "法改了"); err != nil || k.Event != 3 {
				t.Fatalf("%+v, %v", k, err)
			}
		}
		s, err = o.ShowCase(ctx, supervisor, c.ID)
		if err != nil || s.Row.Declared != 2 || s.Row.Stage != "review" || s.Procedure.Mechanism.Version != 2 || s.Newer != nil || s.Shown()["联系人"] != "老张" {
			t.Fatalf("%+v, %v", s.Row, err)
		}
		if x := s.Events[2]; x.Kind != procedure.Migrated || x.Reason != "法改了" || len(x.Moves()) != 3 || x.Person != supervisor.Person {
			t.Errorf("the event is %+v", x)
		}
		if got := unread(t, o, who["clerk"]); got != "moved" {
			t.Errorf("told are %q", got)
		}
		if _, err := o.MigrateCase(ctx, supervisor, desk.Call{}, c.ID, "再来"); !isKind(err, fault.Conflict) {
			t.Errorf("a second time: %v", err)
		}
		must := func(_ desk.CaseKept, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(o.ActOnCase(ctx, who["clerk"], desk.Call{}, c.ID, procedure.Deed{Act: "send", Data: map[string]any{"承办单位": []any{"housing"}}}))
		must(o.ActOnCase(ctx, who["other"], desk.Call{}, c.ID, procedure.Deed{Act: "say", Branch: "housing", Data: map[string]any{"结果说明": "好了"}}))
		if n := stored(t, o, supervisor); n != 1 {
			t.Errorf("%d cases were looked at", n)
		}
		if err := o.SequenceAll(ctx); err != nil {
			t.Fatal(err)
		}
		if v, err := o.VerifyDivision(ctx, city); err != nil || !v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
	})
}

func TestOfAMigrationAndAnActAtOnceNeitherIsLost(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		first, supervisor := found(t, e)
		who := seats(t, first, errandSeats)
		old := first.again(func(m *desk.Means) { m.Mechanisms = errands(t, false) })
		o := first.again(func(m *desk.Means) { m.Mechanisms = errands(t, true) })
		ctx := t.Context()
		for range 8 {
			c, err := old.OpenCase(ctx, who["clerk"], desk.Call{}, errand("修路"))
			if err != nil {
				t.Fatal(err)
			}
			var group sync.WaitGroup
			did := make([]bool, 2)
			try := func(i int, f func() error) {
				group.Go(func() {
					switch err := f(); {
					case err == nil:
						did[i] = true
					case !desk.Stale(err):
						t.Error(err)
					}
				})
			}
			try(0, func() error {
				_, err := o.MigrateCase(ctx, supervisor, desk.Call{}, c.ID, "法改了")
				return err
			})
			try(1, func() error {
				_, err := o.ActOnCase(ctx, who["clerk"], desk.Call{}, c.ID, procedure.Deed{Act: "look"})
				return err
			})
			group.Wait()
			s, err := o.ShowCase(ctx, supervisor, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			want := map[[2]bool]string{{true, true}: "review 2", {true, false}: "filed 2", {false, true}: "checked 1"}[[2]bool(did)]
			if got := s.Row.Stage + " " + string(rune('0'+s.Row.Declared)); got != want {
				t.Errorf("%v left it at %s", did, got)
			}
		}
		stored(t, o, supervisor)
	})
}

func TestAllCasesOfAVersionAreMigratedEachByItselfAndWhatCannotBeIsSaid(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		first, supervisor := found(t, e)
		who := seats(t, first, errandSeats)
		old := first.again(func(m *desk.Means) { m.Mechanisms = errands(t, false) })
		o := first.again(func(m *desk.Means) { m.Mechanisms = errands(t, true) })
		ctx := t.Context()
		const n = 24
		for i := range n {
			c, err := old.OpenCase(ctx, who["clerk"], desk.Call{}, errand("修路"))
			if err != nil {
				t.Fatal(err)
			}
			act := ""
			switch i % 6 {
			case 0:
				act = "waive" // waits for what the new version does not have
			case 1:
				act = "look"
			}
			if act != "" {
				if _, err := old.ActOnCase(ctx, who["clerk"], desk.Call{}, c.ID, procedure.Deed{Act: act}); err != nil {
					t.Fatal(err)
				}
			}
		}
		fresh, err := o.OpenCase(ctx, who["clerk"], desk.Call{}, desk.OpenCase{Procedure: "errand", Deed: procedure.Deed{Act: "file", Data: map[string]any{"事由": "新的"}}})
		if err != nil {
			t.Fatal(err)
		}
		v, err := o.MechanismVersions(ctx, supervisor, "errand")
		if err != nil || len(v.Versions) != 2 || len(v.Versions[0].Changes) == 0 || len(v.Older) != 1 {
			t.Fatalf("%+v, %v", v, err)
		}
		if x := v.Older[0]; x.Version != 1 || x.Open != n || x.Looked != n || x.Touched != n || x.Dated != n || x.Refused != n/6 || len(x.Stages) != 2 || len(x.Reasons) != 1 || x.Reasons[0].N != n/6 || len(x.Reasons[0].First) != n/6 {
			t.Errorf("before: %+v", x)
		}
		if seen, err := o.MechanismVersions(ctx, who["clerk"], "errand"); err != nil || len(seen.Versions) != 2 || seen.Older != nil {
			t.Errorf("a clerk is told of %+v, %v", seen.Older, err)
		}
		if l, err := o.ListCases(ctx, supervisor, store.CasePage{Procedure: "errand", Version: 1, Stage: "checked", Most: 50}); err != nil || len(l.Cases) != n/6 {
			t.Errorf("%d are listed, %v", len(l.Cases), err)
		}
		if l, err := o.ListCases(ctx, who["clerk"], store.CasePage{Procedure: "errand", Version: 1, Most: 50}); err != nil || len(l.Cases) != n {
			t.Errorf("a clerk has %d listed, %v", len(l.Cases), err)
		}
		in := desk.MigrateCases{Procedure: "errand", From: 1, Reason: "办法改了"}
		if _, err := o.MigrateCases(ctx, who["head"], desk.Call{}, in); !isKind(err, fault.Forbidden) {
			t.Errorf("a head migrates: %v", err)
		}
		for _, bad := range []desk.MigrateCases{{Procedure: "errand", From: 1}, {Procedure: "errand", From: 2, Reason: "办法改了"}} {
			if _, err := o.MigrateCases(ctx, supervisor, desk.Call{}, bad); !isKind(err, fault.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		var group sync.WaitGroup // two at once
		sum := make(chan int, 2)
		for range 2 {
			group.Go(func() {
				got, err := o.MigrateCases(ctx, supervisor, desk.Call{}, in)
				if err != nil {
					t.Error(err)
				}
				sum <- got.Migrated
			})
		}
		group.Wait()
		if all := <-sum + <-sum; all != n-n/6 {
			t.Errorf("%d were migrated", all)
		}
		again, err := o.MigrateCases(ctx, supervisor, desk.Call{}, in)
		if err != nil || again.Migrated != 0 || len(again.Skipped) != n/6 || again.After != "" || again.Skipped[0].Hint != "先答复，再迁。" {
			t.Errorf("again: %+v, %v", again, err)
		}
		l, err := o.ListCases(ctx, supervisor, store.CasePage{Most: 100})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range l.Cases {
			s, err := o.ShowCase(ctx, supervisor, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			moved := 0
			for _, e := range s.Events {
				if e.Kind == procedure.Migrated {
					moved++
				}
			}
			want := 1
			if len(s.Requests) > 0 || c.ID == fresh.ID {
				want = 0
			}
			if moved != want || (s.Row.Declared == 2) != (want == 1 || c.ID == fresh.ID) {
				t.Errorf("%s was migrated %d times and is under version %d", c.Number, moved, s.Row.Declared)
			}
		}
		stored(t, o, supervisor)
		if err := o.SequenceAll(ctx); err != nil {
			t.Fatal(err)
		}
		if v, err := o.VerifyDivision(ctx, city); err != nil || !v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
	})
}

func TestWhatAnotherSystemTellsLateOfAMigratedCaseIsReadByTheVersionOfThen(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		first, supervisor := found(t, e)
		who := seats(t, first, errandSeats)
		// dropping is of the second version alone
		change := []string{"system: here", "system: elsewhere", "    stages:\n      - {stage: filed, title: 登记}\n      - {stage: checked",
			"    exchange: {number: 单号, event: 流水, code: 代码, at: 时间, codes: [{code: F, title: 登记, act: file}, {code: L, title: 看过, act: look}]}\n    stages:\n      - {stage: filed, title: 登记}\n      - {stage: checked",
			"    stages:\n      - {stage: filed, title: 登记}\n      - {stage: review",
			"    exchange: {number: 单号, event: 流水, code: 代码, at: 时间, codes: [{code: F, title: 登记, act: file}, {code: L, title: 看过, act: look}, {code: D, title: 撤件, act: drop}]}\n    stages:\n      - {stage: filed, title: 登记}\n      - {stage: review"}
		old := first.again(func(m *desk.Means) { m.Mechanisms = errands(t, false, change...) })
		o := first.again(func(m *desk.Means) { m.Mechanisms = errands(t, true, change...) })
		ctx := t.Context()
		send := func(o *office, event, code string, at civil.Instant) desk.CasesReceived {
			t.Helper()
			cells := map[string]string{"单号": "X1", "流水": event, "代码": code, "时间": at.String()}
			if code == "F" {
				cells["事由"] = "修路"
			}
			got, err := o.ReceiveCases(ctx, who["clerk"], desk.Call{}, desk.ReceiveCases{Procedure: "errand", Rows: []procedure.ForeignRow{{Line: 1, Cells: cells}}})
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		begun := civil.Instant(time.Now().Add(-time.Hour).UnixMicro())
		if got := send(old, "1", "F", begun); got.Taken != 1 {
			t.Fatalf("%+v", got)
		}
		l, err := o.ListCases(ctx, supervisor, store.CasePage{Most: 5})
		if err != nil || len(l.Cases) != 1 {
			t.Fatalf("%d cases, %v", len(l.Cases), err)
		}
		id := l.Cases[0].ID
		if _, err := o.MigrateCase(ctx, supervisor, desk.Call{}, id, "法改了"); err != nil {
			t.Fatal(err)
		}
		stands := func(stage string) {
			t.Helper()
			s, err := o.ShowCase(ctx, supervisor, id)
			if err != nil || s.Row.Stage != stage || s.Row.Declared != 2 {
				t.Errorf("it stands in %s under version %d, %v", s.Row.Stage, s.Row.Declared, err)
			}
		}
		stands("filed")
		// what was not of the version of then is refused, and what was is taken
		if got := send(o, "2", "D", begun+10*civil.Minute); len(got.Refused) != 1 || !strings.Contains(got.Refused[0].Sentence, "没有这件事") {
			t.Errorf("%+v", got)
		}
		if got := send(o, "3", "L", begun+20*civil.Minute); got.Taken != 1 {
			t.Errorf("%+v", got)
		}
		stands("review")
		if got := send(o, "3", "L", begun+20*civil.Minute); got.Known != 1 {
			t.Errorf("sent again: %+v", got)
		}
		stored(t, o, supervisor)
		if err := o.SequenceAll(ctx); err != nil {
			t.Fatal(err)
		}
		if v, err := o.VerifyDivision(ctx, city); err != nil || !v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
	})
}
