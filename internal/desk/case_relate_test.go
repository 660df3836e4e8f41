package desk_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// Houses and their jobs; jobs also come from another system, whose codes are given.
const building = `
mechanism: building
title: 盖房
phrase: 盖房
about: 试
system: here
version: 1
from: 2021-01-01
basis:
  - {basis: rule, title: 办法}
procedures:
  - procedure: house
    title: 房
    number: 房{年}-{序3}
    subject: 名称
    key: 房号
    forms:
      - {form: house, schema: {type: object, required: [房号, 名称], properties: {房号: {type: string}, 名称: {type: string}}}}
      - {form: hand, schema: {type: object, required: [新活], properties: {新活: {type: string}}}}
    stages:
      - {stage: open, title: 在建}
      - {stage: done, title: 建成, end: true}
    limits:
      - {limit: whole, rows: [{is: 10个工作日, basis: rule}]}
    clocks: []
    totals:
      - {total: whole, title: 用时, of: [job/do], limit: whole, basis: rule}
    acts:
      - {act: begin, title: 动土, form: house, by: [{role: clerk, unit: any}], to: open}
      - {act: note-open, title: 记开工, from: [open, done], by: [{unit: program}]}
      - {act: note-end, title: 记完工, from: [open, done], by: [{unit: program}], turns: [{when: 未结下级件 == 0, to: done}]}
      - {act: hand, title: 派活, from: [open], form: hand, by: [{role: head, unit: initiator}], opens: {procedure: job, act: start, carries: {房号: 房号, 活: 新活}}}
  - procedure: job
    title: 活
    number: 活{年}-{序3}
    subject: 活
    filters: [活, 房号]
    under: {procedure: house, by: 房号, opened: note-open, ended: note-end}
    exchange:
      number: 工单
      event: 流水
      code: 状态
      at: 时间
      unit: 单位
      codes:
        - {code: '1', title: 开工, act: start}
        - {code: '3', title: 停工, act: stop}
        - {code: '4', title: 复工, act: go-on}
        - {code: '11', title: 完工, act: end}
    forms:
      - {form: start, schema: {type: object, required: [房号, 活], properties: {房号: {type: string}, 活: {type: string, maxLength: 10}}}}
    stages:
      - {stage: doing, title: 在做}
      - {stage: made, title: 做完, end: true, outcome: 做完}
    limits:
      - {limit: do, rows: [{is: 5个工作日, basis: rule}]}
    clocks:
      - {clock: do, title: 做, limit: do, level: promised, starts: [start], ends: [end]}
    acts:
      - {act: start, title: 开工, form: start, by: [{role: clerk, unit: any}], to: doing}
      - {act: stop, title: 停工, from: [doing], stops: true, by: [{role: clerk, unit: any}]}
      - {act: go-on, title: 复工, from: [doing], resumes: [stop], by: [{role: clerk, unit: any}]}
      - {act: end, title: 完工, from: [doing], by: [{role: clerk, unit: any}], to: made}
`

func builders(t *testing.T, e store.Engine) (o *office, clerk, head, supervisor staff.Actor) {
	t.Helper()
	first, grid, head, _, _ := manned(t, e)
	mechanisms := declared(t, building)
	o = first.again(func(m *desk.Means) { m.Mechanisms = mechanisms })
	return o, grid, head, worker(o, "sup", "street-a", staff.Supervisor)
}

func TestACaseBelowIsToldToTheOneAboveWhicheverCameFirst(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, clerk, head, supervisor := builders(t, e)
		ctx := t.Context()
		open := func(procedureID, act string, data map[string]any) (desk.CaseKept, error) {
			return o.OpenCase(ctx, clerk, desk.Call{}, desk.OpenCase{Procedure: procedureID, Deed: procedure.Deed{Act: act, Data: data}})
		}
		if _, err := open("job", "start", map[string]any{"房号": "H1", "活": "砌墙"}); !isKind(err, fault.Invalid) || !strings.Contains(err.Error(), "没有“房号”是 H1 的“房”") {
			t.Errorf("a job of no house: %v", err)
		}
		// another system's job may come before its house
		got, err := o.ReceiveCases(ctx, supervisor, desk.Call{}, desk.ReceiveCases{Procedure: "job", Rows: []procedure.ForeignRow{
			{Line: 2, Cells: map[string]string{"工单": "F1", "流水": "1", "状态": "1", "时间": "2021-03-01 09:00", "单位": "housing", "房号": "H1", "活": "上梁"}}}})
		if err != nil || got.Taken != 1 || got.Cases != 1 {
			t.Fatalf("%+v, %v", got, err)
		}
		h, err := open("house", "begin", map[string]any{"房号": "H1", "名称": "新房"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := open("house", "begin", map[string]any{"房号": "H1", "名称": "又一处"}); !isKind(err, fault.Conflict) || !strings.Contains(err.Error(), h.Number) {
			t.Errorf("a key taken twice: %v", err)
		}
		if _, err := o.ActOnCase(ctx, head, desk.Call{}, h.ID, procedure.Deed{Act: "hand", Data: map[string]any{"新活": "盖瓦"}}); err != nil {
			t.Fatal(err)
		}
		if narrow, err := o.ShowCase(ctx, clerk, h.ID); err != nil || len(narrow.Below) != 1 || narrow.Totals[0].Used == 0 {
			t.Errorf("who is of one part sees %d parts, %v", len(narrow.Below), err)
		}
		shown, err := o.ShowCase(ctx, supervisor, h.ID)
		if err != nil {
			t.Fatal(err)
		}
		var acts []string
		for _, x := range shown.Events {
			acts = append(acts, x.Act)
		}
		if got := strings.Join(acts, " "); got != "begin note-open hand note-open" {
			t.Errorf("the house knows %s", got)
		}
		if len(shown.Below) != 2 || shown.Totals[0].Used == 0 {
			t.Fatalf("%d are below, %d days spent", len(shown.Below), shown.Totals[0].Used)
		}
		own := shown.Below[1]
		if own.Row.Title != "盖瓦" {
			own = shown.Below[0]
		}
		foreign := shown.Below[0]
		if foreign.Row.ID == own.Row.ID {
			foreign = shown.Below[1]
		}
		if _, err := o.ActOnCase(ctx, clerk, desk.Call{}, own.Row.ID, procedure.Deed{Act: "end"}); err != nil {
			t.Fatal(err)
		}
		if _, err := o.ActOnCase(ctx, supervisor, desk.Call{}, foreign.Row.ID, procedure.Deed{Act: "end"}); err == nil || !strings.Contains(err.Error(), "的数据从别的系统来") {
			t.Errorf("what is done elsewhere is done here: %v", err)
		}
		if got, err := o.ReceiveCases(ctx, supervisor, desk.Call{}, desk.ReceiveCases{Procedure: "job", Rows: []procedure.ForeignRow{
			{Line: 2, Cells: map[string]string{"工单": "F1", "流水": "2", "状态": "11", "时间": "2021-03-05 09:00", "单位": "housing"}}}}); err != nil || got.Taken != 1 {
			t.Fatalf("%+v, %v", got, err)
		}
		if shown, err = o.ShowCase(ctx, clerk, h.ID); err != nil || shown.Stage.ID != "done" {
			t.Errorf("the house stands in %s, %v", shown.Stage.ID, err)
		}
		if err := o.SequenceAll(ctx); err != nil {
			t.Fatal(err)
		}
		if v, err := o.VerifyDivision(ctx, city); err != nil || !v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
	})
}

func TestEventsOfAnotherSystemComeInAnyOrderTwiceAndStillSayTheSame(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _, _, supervisor := builders(t, e)
		ctx := t.Context()
		row := func(line int, number, event, code, at string, more ...string) procedure.ForeignRow {
			r := procedure.ForeignRow{Line: line, Cells: map[string]string{"工单": number, "流水": event, "状态": code, "时间": at, "单位": "housing"}}
			for i := 0; i+1 < len(more); i += 2 {
				r.Cells[more[i]] = more[i+1]
			}
			return r
		}
		life := func(number string) []procedure.ForeignRow {
			return []procedure.ForeignRow{
				row(2, number, "a", "1", "2021-04-01 09:00", "房号", "H9", "活", "砌墙"),
				row(3, number, "b", "3", "2021-04-06 10:00"),
				row(4, number, "c", "4", "2021-04-12 10:00"),
				row(5, number, "d", "11", "2021-04-14 16:00"),
			}
		}
		random := rand.New(rand.NewPCG(4, 9))
		for i := range 12 {
			number := fmt.Sprintf("F%d", i)
			rows := life(number)
			random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
			taken, known := 0, 0
			for _, r := range append(rows, rows[0]) { // each on its own, the first twice
				got, err := o.ReceiveCases(ctx, supervisor, desk.Call{}, desk.ReceiveCases{Procedure: "job", Rows: []procedure.ForeignRow{r}})
				if err != nil || len(got.Refused) > 0 {
					t.Fatalf("%v: %+v, %v", r, got, err)
				}
				taken, known = taken+got.Taken, known+got.Known
			}
			if taken != 4 || known != 1 {
				t.Errorf("%s: %d taken, %d known", number, taken, known)
			}
		}
		l, err := o.ListCases(ctx, supervisor, store.CasePage{Procedure: "job", Most: 50})
		if err != nil || len(l.Cases) != 12 {
			t.Fatalf("%d cases, %v", len(l.Cases), err)
		}
		for _, c := range l.Cases {
			s, err := o.ShowCase(ctx, supervisor, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			_, k := s.Clocks[len(s.Clocks)-1].Signal(s.Calendar, s.Now)
			// 2, 6 April; the stop from the 6th to the 12th; 13 and 14 April. 3 to 5 April is Qingming
			if s.Stage.ID != "made" || c.Title != "砌墙" || k.Used != 4 || k.Late || s.Foreign == "" {
				t.Errorf("%s: %s %q, used %d", c.Number, s.Stage.ID, c.Title, k.Used)
			}
		}
		for want, p := range map[int]store.CasePage{12: {Fields: []store.FieldIs{{Field: "活", Value: "砌墙"}}}, 0: {Fields: []store.FieldIs{{Field: "活", Value: "砌墙"}, {Field: "房号", Value: "H8"}}}, 5: {Fields: []store.FieldIs{{Field: "活", Value: "砌墙"}, {Field: "房号", Value: "H9"}}}} {
			p.Procedure, p.Most = "job", 50
			if want == 5 {
				p.Most = 5
			}
			for _, by := range []staff.Actor{supervisor, worker(o, "housed", "housing", staff.Clerk)} {
				if l, err := o.ListCases(ctx, by, p); err != nil || len(l.Cases) != want {
					t.Errorf("%s, by %+v: %d, %v", by.Role, p.Fields, len(l.Cases), err)
				}
			}
		}
		bad := []procedure.ForeignRow{
			row(2, "G", "a", "99", "2021-04-01 09:00"), row(3, "G", "a", "1", "昨天"), row(4, "G", "", "1", "2021-04-01 09:00"),
			row(5, "G", "a", "1", "2021-04-01 09:00", "房号", "H9", "活", "一项名字太长太长太长的活"),
			row(6, "F0", "a", "1", "2021-04-01 09:00", "房号", "H9", "活", "改了"),
			row(7, "F0", "z", "1", "2021-04-01 09:00", "房号", "H9", "活", "砌墙"),
			{Line: 8, Cells: map[string]string{"工单": "G", "流水": "a", "状态": "3", "时间": "2021-04-01 09:00", "单位": "没有的局"}},
			row(9, "G", "b", "1", "2021-04-01 09:00", "房号", "H9", "活", "好的"),
		}
		got, err := o.ReceiveCases(ctx, supervisor, desk.Call{}, desk.ReceiveCases{Procedure: "job", Rows: bad})
		if err != nil || got.Taken != 1 || len(got.Refused) != 7 {
			t.Fatalf("%+v, %v", got, err)
		}
		for i, want := range []string{"“状态”里的“99”不认识", "不是时间", "“流水”没有填", "“活”太长", "已收过，这次内容不同", "F0 已经立过件", "没有“没有的局”这个单位"} {
			if r := got.Refused[i]; r.Line != i+2 || !strings.Contains(r.Sentence, want) {
				t.Errorf("line %d: %+v, want %s", i+2, r, want)
			}
		}
	})
}
