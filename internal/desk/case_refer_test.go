package desk_test

import (
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/register"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
	"duban/law"
	"duban/mechanisms"
)

// A well is closed by a case: asked for, agreed to by its keeper, or by two.
const closing = `
mechanism: wells
title: 封井
phrase: 封井
about: 试
system: here
version: 1
from: 2020-01-01
basis:
  - {basis: rule, title: 水井办法}
registers:
  - register: wells
    title: 水井
    about: 试
    basis: rule
    schema: {type: object, required: [编号, 名称, 街道], properties: {编号: {type: string}, 名称: {type: string}, 街道: {type: string, x-is: unit}}}
    key: [编号]
    name: 名称
    columns: [名称, 街道]
    keeper: {of: 街道, role: [clerk, head, supervisor]}
    sees: keeper
    confidence: internal
procedures:
  - procedure: closing
    title: 封井
    number: 封{年}-{序3}
    subject: 井名
    once: 井
    forms:
      - {form: ask, schema: {type: object, required: [井, 井名, 街道, 封停日], properties: {井: {type: string, x-is: well}, 井名: {type: string, x-from: 井.title}, 街道: {type: string, x-is: unit, x-from: 井.keeper}, 封停日: {type: string, format: date}}}}
      - {form: agree, schema: {type: object, required: [同意], properties: {同意: {type: string, enum: [是, 否]}, 依据文号: {type: string}}}}
    stages:
      - {stage: asked, title: 待批}
      - {stage: closed, title: 已封, end: true}
      - {stage: kept, title: 不封, end: true}
    limits:
      - {limit: answer, rows: [{is: 5个工作日, basis: rule}]}
    clocks:
      - {clock: answer, title: 答复, limit: answer, level: legal, starts: [ask], ends: [agree, agree-above]}
    documents:
      - {document: slip, title: 封井单, kind: 通知单, series: '封〔{年}〕{序}号', issuer: actor, body: ['封停{井}（{井名}），自{封停日}。']}
    acts:
      - {act: ask, title: 申请封井, form: ask, by: [{role: clerk, unit: any}], to: asked}
      - act: agree
        title: 批
        from: [asked]
        form: agree
        reason: true
        by: [{role: [clerk, head], units: 街道}]
        turns: [{when: '同意 == "是"', to: closed}]
        to: kept
        performs: {act: entry.end, on: 井, when: '同意 == "是"', with: {on: 封停日, reason: 理由, document: 依据文号}}
      - act: agree-above
        title: 报督查批
        from: [asked]
        reason: true
        by: [{role: head, units: 街道}]
        asks: [{title: 督查批, by: [{role: supervisor, unit: any}]}]
        writes: slip
        to: closed
        performs: {act: entry.end, on: 井, with: {on: 封停日, reason: 理由, document: 文号}}
      - {act: again, title: 重来, from: [kept], by: [{role: clerk, unit: initiator}], to: asked}
`

// besideAll are the shipped mechanisms with that of the wells.
func besideAll(t *testing.T) *desk.Mechanisms {
	t.Helper()
	all := fstest.MapFS{"wells/mechanism.yaml": {Data: []byte(closing)}}
	err := fs.WalkDir(mechanisms.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(mechanisms.Files, name)
		all[name] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	m, err := desk.ProbeMechanisms(all, law.Files)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// dug is an office with a well of a street and one of another unit.
func dug(t *testing.T, e store.Engine) (o *office, grid, head, urban staff.Actor, well, other string) {
	t.Helper()
	o, grid, head, urban, _ = manned(t, e)
	m, err := desk.ProbeMechanisms(fstest.MapFS{"wells/mechanism.yaml": {Data: []byte(closing)}}, law.Files)
	if err != nil {
		t.Fatal(err)
	}
	o = o.again(func(x *desk.Means) { x.Mechanisms = m })
	for i, by := range []staff.Actor{grid, urban} {
		k, err := o.AddEntry(t.Context(), by, desk.Call{}, "wells", register.Deed{On: on(2020, 1, 1), Data: map[string]any{"编号": string(rune('1' + i)), "名称": "老井" + by.Unit, "街道": by.Unit}})
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			well = k.ID
		} else {
			other = k.ID
		}
	}
	return o, grid, head, urban, well, other
}

func closingOf(well, on string) desk.OpenCase {
	return desk.OpenCase{Procedure: "closing", Deed: procedure.Deed{Act: "ask", Data: map[string]any{"井": well, "封停日": on, "井名": "别的名字"}}}
}

func TestAnOutcomeCallsTheNamedActOnWhatTheCaseRefersTo(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, grid, head, urban, well, other := dug(t, e)
		ctx := t.Context()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		refused := func(err error, kind fault.Kind, sentence string) {
			t.Helper()
			if !isKind(err, kind) || !strings.Contains(err.Error(), sentence) {
				t.Errorf("%v; it should say %s", err, sentence)
			}
		}
		_, err := o.OpenCase(ctx, grid, desk.Call{}, closingOf(other, "2020-06-01"))
		refused(err, fault.Invalid, "没有这个水井，或者您看不到它")
		_, err = o.OpenCase(ctx, grid, desk.Call{}, closingOf("nothing", "2020-06-01"))
		refused(err, fault.Invalid, "没有这个水井")
		b, err := o.BlankCase(ctx, grid, "closing")
		if err != nil || len(b.Choices["well"]) != 1 || b.Choices["well"][0].ID != well {
			t.Errorf("to choose from there is %+v, %v", b.Choices, err)
		}
		c, err := o.OpenCase(ctx, grid, desk.Call{}, closingOf(well, "2019-06-01")) // before there was a well
		must(err)
		s, err := o.ShowCase(ctx, head, c.ID)
		must(err)
		if s.Data["井名"] != "老井street-a" || s.Data["街道"] != "street-a" || s.Title() != "老井street-a" {
			t.Errorf("taken of the well: %v", s.Data)
		}
		if len(s.Referred) != 1 || s.Referred[0].Name != "老井street-a" || s.Referred[0].Field != "井" || s.Referred[0].Kind != "水井" {
			t.Errorf("it refers to %+v", s.Referred)
		}
		act := func(by staff.Actor, id, act string, data map[string]any) error {
			_, err := o.ActOnCase(ctx, by, desk.Call{}, id, procedure.Deed{Act: act, Data: data, Reason: "枯了"})
			return err
		}
		ended := func() bool {
			t.Helper()
			x, err := o.ShowEntry(ctx, head, well, on(2020, 12, 1), 0)
			must(err)
			return len(x.Versions) > 1
		}

		if err := act(head, c.ID, "agree", map[string]any{"同意": "是"}); err == nil || !strings.Contains(err.Error(), "在 2019-06-01 不在册") {
			t.Errorf("what the well's act refuses is done: %v", err)
		}
		again, err := o.ShowCase(ctx, head, c.ID)
		must(err)
		if len(again.Events) != 1 || again.Stage.ID != "asked" || again.Row.Version != s.Row.Version || ended() {
			t.Errorf("something was kept: %d events, in %s", len(again.Events), again.Stage.ID)
		}
		must(act(head, c.ID, "agree", map[string]any{"同意": "否"}))
		if ended() {
			t.Error("declined, and yet performed")
		}

		c, err = o.OpenCase(ctx, grid, desk.Call{}, closingOf(well, "2020-06-01"))
		must(err)
		token := head
		token.Session, token.Token, token.Scopes = "", "t", []string{"case.*"}
		refused(act(token, c.ID, "agree", map[string]any{"同意": "是"}), fault.Forbidden, "终止条目")
		must(act(head, c.ID, "agree", map[string]any{"同意": "是", "依据文号": "街办〔2020〕1号"}))
		x, err := o.ShowEntry(ctx, head, well, on(2020, 12, 1), 0)
		must(err)
		if last := x.Versions[len(x.Versions)-1].Event; last.Kind != register.Ended || last.On != on(2020, 6, 1) || last.Reason != "枯了街办〔2020〕1号" || last.Person != head.Person {
			t.Errorf("the well's last event: %+v", last)
		}

		list, err := o.CasesOf(ctx, head, desk.ReferringPage{Noun: "well", Object: well, Most: 1})
		must(err)
		if len(list.Cases) != 1 || list.Cases[0].ID != c.ID || !list.More || len(list.Openable) != 0 {
			t.Errorf("of the well there are %+v", list)
		}
		list, err = o.CasesOf(ctx, grid, desk.ReferringPage{Noun: "well", Object: well, Most: 1, Before: list.Cases[0].OpenedAt, BeforeID: list.Cases[0].ID})
		must(err)
		if len(list.Cases) != 1 || list.Cases[0].ID == c.ID || list.More || len(list.Openable) != 1 || list.Openable[0].Field != "井" {
			t.Errorf("before that there are %+v", list)
		}
		if list, err := o.CasesOf(ctx, urban, desk.ReferringPage{Noun: "well", Object: well, Most: 9}); err != nil || len(list.Cases) != 0 {
			t.Errorf("another unit sees %d, %v", len(list.Cases), err)
		}
		must(o.SequenceAll(ctx))
		if v, err := o.VerifyDivision(ctx, city); err != nil || !v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
	})
}

func TestANamedActIsCalledWhenTheLastHasAgreed(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, grid, head, _, well, _ := dug(t, e)
		ctx := t.Context()
		c, err := o.OpenCase(ctx, grid, desk.Call{}, closingOf(well, "2020-06-01"))
		if err != nil {
			t.Fatal(err)
		}
		k, err := o.ActOnCase(ctx, head, desk.Call{}, c.ID, procedure.Deed{Act: "agree-above", Reason: "塌了"})
		if err != nil {
			t.Fatal(err)
		}
		if x, err := o.ShowEntry(ctx, head, well, on(2020, 12, 1), 0); err != nil || len(x.Versions) != 1 {
			t.Errorf("asked for, and yet done: %+v, %v", x.Versions, err)
		}
		sup := worker(o, "sup", "dcs", staff.Supervisor)
		if _, err := o.AnswerCase(ctx, sup, desk.Call{ActID: "yes"}, c.ID, desk.CaseAnswer{Request: k.Event, Agree: true}); err != nil {
			t.Fatal(err)
		}
		x, err := o.ShowEntry(ctx, head, well, on(2020, 12, 1), 0)
		if err != nil || len(x.Versions) != 2 || !strings.HasPrefix(x.Versions[1].Reason, "塌了封〔20") || x.Versions[1].Event.Person != sup.Person {
			t.Fatalf("with the number of its document: %+v, %v", x.Versions, err)
		}
		// one entry of the ledger, of the case, holds both
		err = e.Read(ctx, func(s *store.Session) error {
			rows, err := s.Ask("select object, changes from act where division = $1 and act_id = $2", city, "yes")
			if err != nil {
				return err
			}
			defer rows.Close()
			n := 0
			for rows.Next() {
				var object, payloads string
				if err := rows.Scan(&object, &payloads); err != nil {
					return err
				}
				if n++; object != "case/"+c.ID || !strings.Contains(payloads, "entry/"+well) {
					t.Errorf("the entry is of %s", object)
				}
			}
			if n != 1 {
				t.Errorf("%d entries", n)
			}
			return rows.Err()
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestOfWhatIsHadOnceASecondOpenCaseIsRefused(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, grid, head, _, well, _ := dug(t, e)
		ctx := t.Context()
		errs := make([]error, 6)
		kept := make([]desk.CaseKept, len(errs))
		var group sync.WaitGroup
		for i := range errs {
			group.Go(func() { kept[i], errs[i] = o.OpenCase(ctx, grid, desk.Call{}, closingOf(well, "2020-06-01")) })
		}
		group.Wait()
		var first desk.CaseKept
		for i, err := range errs {
			if err == nil && first.ID == "" {
				first = kept[i]
			} else if !isKind(err, fault.Conflict) {
				t.Errorf("one more is opened at once: %v", err)
			}
		}
		_, err := o.OpenCase(ctx, grid, desk.Call{}, closingOf(well, "2020-06-01"))
		if !isKind(err, fault.Conflict) || !strings.Contains(err.Error(), first.Number) {
			t.Errorf("a second one: %v", err)
		}
		if _, err := o.ActOnCase(ctx, head, desk.Call{}, first.ID, procedure.Deed{Act: "agree", Data: map[string]any{"同意": "否"}, Reason: "还要用"}); err != nil {
			t.Fatal(err)
		}
		second, err := o.OpenCase(ctx, grid, desk.Call{}, closingOf(well, "2020-06-01"))
		if err != nil {
			t.Fatalf("the first has ended: %v", err)
		}
		if _, err := o.ActOnCase(ctx, grid, desk.Call{}, first.ID, procedure.Deed{Act: "again"}); !isKind(err, fault.Conflict) || !strings.Contains(err.Error(), second.Number) {
			t.Errorf("the first is taken up again beside it: %v", err)
		}
	})
}
