package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// A notice with a number of our own and a letter with one of another system.
const notice = `
mechanism: notice
title: 告知
phrase: 告知
about: 试
system: here
version: 1
from: 2021-01-01
basis:
  - {basis: rule, title: 办法}
procedures:
  - procedure: notice
    title: 告知
    number: 告{年}-{序3}
    subject: 事由
    forms:
      - {form: ask, schema: {type: object, required: [事由], properties: {事由: {type: string}}}}
    documents:
      - {document: decision, title: 决定书, kind: 决定书, series: '仙政许〔{年}〕{序}号', issuer: initiator, to: 甲公司, body: ['{事由}。'], serves: [direct], remedies: true, copies: [申请人, 存档]}
      - {document: letter, title: 函, kind: 函, given: true, issuer: initiator, body: ['{事由}。']}
    stages:
      - {stage: asked, title: 待发}
      - {stage: done, title: 办结, end: true}
    limits:
      - {limit: answer, rows: [{is: 5个工作日, basis: rule}]}
    clocks:
      - {clock: appeal, title: 申辩, limit: answer, level: legal, starts: ['served:decision'], ends: [close]}
    acts:
      - {act: ask, title: 立件, form: ask, by: [{role: clerk, unit: any}], to: asked}
      - {act: tell, title: 发文, from: [asked], writes: [decision, letter], by: [{role: clerk, unit: initiator}]}
      - {act: close, title: 办结, from: [asked], by: [{role: head, unit: initiator}], to: done}
`

// noticed is an office that gives notices, and a case that one may be given of.
func noticed(t *testing.T, e store.Engine) (o *office, clerk, head, other staff.Actor) {
	t.Helper()
	first, clerk, head, other, _ := manned(t, e)
	mechanisms := declared(t, notice)
	return first.again(func(m *desk.Means) { m.Mechanisms = mechanisms }), clerk, head, other
}

func (o *office) ask(t *testing.T, by staff.Actor) string {
	t.Helper()
	c, err := o.OpenCase(t.Context(), by, desk.Call{}, desk.OpenCase{Procedure: "notice", Deed: procedure.Deed{Act: "ask", Data: map[string]any{"事由": "开店"}}})
	if err != nil {
		t.Fatal(err)
	}
	return c.ID
}

func TestAnActWritesItsDocumentWithItsNumberAndTheLedgerHoldsIt(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, clerk, head, other := noticed(t, e)
		ctx := t.Context()
		id := o.ask(t, clerk)
		tell := func() {
			t.Helper()
			if _, err := o.ActOnCase(ctx, clerk, desk.Call{}, id, procedure.Deed{Act: "tell"}); err != nil {
				t.Fatal(err)
			}
		}
		tell()
		year := civil.Instant(o.now().UnixMicro()).Date().Year
		number := func(n int) string { return fmt.Sprintf("仙政许〔%d〕%d号", year, n) }
		list := func(by staff.Actor) []string {
			t.Helper()
			s, err := o.ShowCase(ctx, by, id)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range s.Documents {
				got = append(got, strings.TrimSpace(d.Key()+" "+d.State()+" "+d.Number))
			}
			return got
		}
		if got := list(clerk); !slices.Equal(got, []string{"decision-2 issued " + number(1), "letter-2 pending"}) {
			t.Fatalf("documents are %v", got)
		}
		paper, err := o.ReadDocument(ctx, clerk, id, "decision-2")
		if err != nil || paper.Number != number(1) || paper.Organ != "street-a" || paper.Body[0].Text != "开店。" || !strings.Contains(paper.Remedies, "六个月内") {
			t.Errorf("the paper is %+v, %v", paper, err)
		}
		if _, err := o.ReadDocument(ctx, other, id, "decision-2"); !isKind(err, fault.NotFound) {
			t.Errorf("a unit without a part in the case reads its document: %v", err)
		}

		today := civil.Instant(o.now().UnixMicro()).Date()
		served := procedure.Delivery{Way: procedure.Direct, On: today, To: "甲公司", By: "乙", Receipt: "回证"}
		if _, err := o.ServeDocument(ctx, clerk, desk.Call{}, id, "decision-2", procedure.Delivery{Way: procedure.Direct, On: today, Proof: "x"}); !isKind(err, fault.Invalid) {
			t.Errorf("a proof that is no hash: %v", err)
		}
		if _, err := o.ServeDocument(ctx, other, desk.Call{}, id, "decision-2", served); !isKind(err, fault.NotFound) {
			t.Errorf("another unit serves: %v", err)
		}
		if _, err := o.ServeDocument(ctx, clerk, desk.Call{}, id, "decision-2", served); err != nil {
			t.Fatal(err)
		}
		s, err := o.ShowCase(ctx, clerk, id)
		if err != nil || len(s.Clocks) != 1 || s.Clocks[0].Rule.ID != "appeal" {
			t.Errorf("service starts no clock: %+v, %v", s.Clocks, err)
		}
		if _, err := o.EnterNumber(ctx, clerk, desk.Call{}, id, "letter-2", number(1)); !isKind(err, fault.Conflict) {
			t.Errorf("a number is given twice: %v", err)
		}
		// a number that another system gave in our series is passed over
		if _, err := o.EnterNumber(ctx, clerk, desk.Call{}, id, "letter-2", number(2)); err != nil {
			t.Fatal(err)
		}
		if _, err := o.VoidDocument(ctx, head, desk.Call{}, id, "decision-2", "错字", true); err != nil {
			t.Fatal(err)
		}
		got := list(clerk)
		if want := []string{"decision-2 voided " + number(1), "letter-2 issued " + number(2), "decision-6 issued " + number(3)}; len(got) != 3 || got[0] != want[0] || got[1] != want[1] || !strings.HasSuffix(got[2], want[2][len("decision-6"):]) {
			t.Errorf("documents are %v, want %v", got, want)
		}

		book, err := o.ListDocuments(ctx, clerk, "", 0, 9)
		if err != nil || len(book.Series) != 1 || book.Series[0].Count != 3 || book.Series[0].Voided != 1 || len(book.Rows) != 3 || book.Rows[2].State != "voided" || book.Rows[2].Number != number(1) {
			t.Errorf("the book is %+v, %v", book, err)
		}
		if b, err := o.ListDocuments(ctx, other, "", 0, 9); err != nil || len(b.Rows) != 0 {
			t.Errorf("another unit sees %d, %v", len(b.Rows), err)
		}
		if _, err := o.ListDocuments(ctx, worker(o, "sys", "", staff.SystemAdmin), "", 0, 9); !isKind(err, fault.Forbidden) {
			t.Errorf("an administrator reads the book: %v", err)
		}

		if err := o.SequenceAll(ctx); err != nil {
			t.Fatal(err)
		}
		if v, err := o.VerifyDivision(ctx, city); err != nil || !v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
		write(t, e, "update case_document set paper = replace(paper, '开店', '关店') where document = 'decision-2'")
		if v, err := o.VerifyDivision(ctx, city); err != nil || v.Intact() {
			t.Errorf("words that were changed are not found, %v", err)
		}
	})
}

func TestTwoActsAtOnceNeverShareANumberAndLeaveNoGap(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, clerk, head, _ := noticed(t, e)
		ctx := t.Context()
		const n = 24
		ids := make([]string, n)
		for i := range ids {
			ids[i] = o.ask(t, clerk)
		}
		var group sync.WaitGroup
		for _, id := range ids {
			group.Go(func() {
				for {
					_, err := o.ActOnCase(ctx, clerk, desk.Call{}, id, procedure.Deed{Act: "tell"})
					if err == nil {
						break
					}
					if !isKind(err, fault.Unavailable) && !desk.Stale(err) {
						t.Error(err)
						break
					}
				}
				// one that fails gives its number back
				if _, err := o.ActOnCase(ctx, clerk, desk.Call{Version: 1}, id, procedure.Deed{Act: "tell"}); !desk.Stale(err) {
					t.Errorf("an older version is taken: %v", err)
				}
			})
		}
		group.Wait()
		if _, err := o.VoidDocument(ctx, head, desk.Call{}, ids[3], "decision-2", "错字", false); err != nil {
			t.Fatal(err)
		}
		book, err := o.ListDocuments(ctx, clerk, "", 0, 99)
		if err != nil || len(book.Rows) != n {
			t.Fatalf("%d in the book, %v", len(book.Rows), err)
		}
		for i, r := range book.Rows {
			if r.Serial != int64(n-i) {
				t.Errorf("number %d stands where %d should", r.Serial, n-i)
			}
		}
		// the voided number is not given again
		id := o.ask(t, clerk)
		if _, err := o.ActOnCase(ctx, clerk, desk.Call{}, id, procedure.Deed{Act: "tell"}); err != nil {
			t.Fatal(err)
		}
		if s, err := o.ShowCase(ctx, clerk, id); err != nil || !strings.HasSuffix(s.Documents[0].Number, fmt.Sprintf("〕%d号", n+1)) {
			t.Errorf("the next number is %s, %v", s.Documents[0].Number, err)
		}
	})
}
