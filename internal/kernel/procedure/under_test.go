package procedure_test

import (
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
)

// A house is built of jobs, each with the limit that its sheet says; what runs
// side by side counts once.
const building = `
mechanism: building
title: 盖房
phrase: 盖房
about: 只为试上下级件
system: here
version: 1
from: 2021-01-01
basis:
  - {basis: rule, title: 本单位办法}
procedures:
  - procedure: house
    title: 房
    number: 房{年}-{序3}
    subject: 名称
    key: 房号
    filters: [房号, 大小]
    forms:
      - form: house
        schema:
          type: object
          required: [房号, 名称, 面积]
          properties:
            房号: {type: string}
            名称: {type: string}
            面积: {type: integer}
    derives:
      - {field: 大小, is: '面积 > 100 ? "大" : "小"', basis: rule}
    stages:
      - {stage: open, title: 在建}
      - {stage: done, title: 建成, end: true, outcome: 建成}
    limits:
      - limit: whole
        rows:
          - {when: '大小 == "大"', is: 10个工作日, basis: rule}
          - {is: 4个工作日, basis: rule}
      - limit: check
        rows:
          - {is: 5个工作日, basis: rule}
    clocks:
      - {clock: check, title: 查验, limit: check, level: stage, starts: [note-end], since: {note-end: begin}, ends: [finish, done]}
    totals:
      - {total: whole, title: 建房用时, of: [job/do], limit: whole, basis: rule}
    acts:
      - {act: begin, title: 动土, form: house, by: [{role: clerk, unit: any}], to: open}
      - {act: note-open, title: 记开工, from: [open], by: [{unit: program}]}
      - act: note-end
        title: 记完工
        from: [open]
        by: [{unit: program}]
        turns: [{when: 未结下级件 == 0, to: done}]
      - {act: finish, title: 收尾, from: [open], by: [{role: head, unit: any}], to: done}
      - act: hand
        title: 派活
        from: [open]
        form: hand
        by: [{role: head, unit: initiator}]
        opens: {procedure: job, act: start, carries: {房号: 房号, 活: 新活, 几天: 新活时限}}
  - procedure: job
    title: 活
    number: 活{年}-{序3}
    subject: 活
    under: {procedure: house, by: 房号, opened: note-open, ended: note-end}
    forms:
      - form: start
        schema:
          type: object
          required: [房号, 活, 几天]
          properties:
            房号: {type: string}
            活: {type: string}
            几天: {type: string, x-is: limit}
    stages:
      - {stage: doing, title: 在做}
      - {stage: made, title: 做完, end: true, outcome: 做完}
    limits:
      - limit: do
        rows:
          - {of: 几天, basis: rule}
    clocks:
      - {clock: do, title: 做, limit: do, level: promised, starts: [start], ends: [end]}
    acts:
      - {act: start, title: 开工, form: start, by: [{role: clerk, unit: any}], to: doing}
      - {act: end, title: 完工, from: [doing], by: [{role: clerk, unit: any}], to: made}
`

var built = strings.Replace(building, "    derives:\n", `      - form: hand
        schema:
          type: object
          required: [新活, 新活时限]
          properties:
            新活: {type: string}
            新活时限: {type: string, x-is: limit}
    derives:
`, 1)

func TestCasesBelowAreToldToTheCaseAboveAndTheirDaysCountOnce(t *testing.T) {
	m, err := procedure.Declare("building.yaml", []byte(built), nil)
	if err != nil {
		t.Fatal(err)
	}
	cal := calendar(t)
	house, job := m.Procedure("house"), m.Procedure("job")
	day := func(d int) civil.Instant { return civil.Date{Year: 2021, Month: 3, Day: d}.At(9, 0) }
	who := procedure.Who{Role: "head", Unit: "a", Units: []string{"a"}}
	clerk := procedure.Who{Role: "clerk", Unit: "b", Units: []string{"b"}}
	begin, err := house.Start(procedure.Who{Role: "clerk", Unit: "a", Units: []string{"a"}}, procedure.Deed{Act: "begin", At: day(1), Data: map[string]any{"房号": "H1", "名称": "新房", "面积": procedure.Figure("120")}})
	if err != nil {
		t.Fatal(err)
	}
	events := []procedure.Event{begin}
	fold := func(p *procedure.Procedure, e ...procedure.Event) *procedure.Case {
		t.Helper()
		c, err := procedure.Fold(p, e)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	h := fold(house, events...)
	if h.Data["大小"] != "大" || h.OwnKey() != "H1" {
		t.Errorf("derived %v, key %s", h.Data, h.OwnKey())
	}
	var jobs []*procedure.Case
	for i, x := range []struct {
		name, limit string
		start, end  int
	}{{"砌墙", "3个工作日", 1, 4}, {"上梁", "5个工作日", 2, 5}, {"盖瓦", "1个工作日", 9, 10}} {
		handed, err := h.Do(who, procedure.Deed{Act: "hand", At: day(x.start), Data: map[string]any{"新活": x.name, "新活时限": x.limit}})
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, handed)
		h = fold(house, events...)
		p, d := h.Bears(handed)
		if p != job {
			t.Fatalf("handing opens %v", p)
		}
		begun, err := p.Bear(who, d)
		if err != nil {
			t.Fatal(err)
		}
		end, err := fold(job, begun).Do(clerk, procedure.Deed{Act: "end", At: day(x.end)})
		if err != nil {
			t.Fatal(err)
		}
		c := fold(job, begun, end)
		c.ID = string(rune('x' + i))
		c.Number = "活" + c.ID
		if c.AboveKey() != "H1" || c.Clocks[0].Clock.Limit.String() != x.limit {
			t.Errorf("%s is under %s with %s", x.name, c.AboveKey(), c.Clocks[0].Clock.Limit)
		}
		jobs = append(jobs, c)
	}
	for _, j := range jobs[:2] {
		told := j.Tells(h)
		if len(told) != 2 || told[1].Data[procedure.BelowOutcome] != "做完" {
			t.Fatalf("tells %+v", told)
		}
		events = append(events, told...)
		h = fold(house, events...)
		if again := j.Tells(h); len(again) != 0 {
			t.Errorf("tells again %+v", again)
		}
	}
	// 上梁 was opened before 砌墙 ended, so the house went on; with both ended it is done
	if h.Stage.ID != "done" {
		t.Errorf("the house stands in %s", h.Stage.ID)
	}
	if k := h.Clocks[0]; k.Clock.Start != day(1) {
		t.Errorf("the check counts from %s", k.Clock.Start)
	}
	s := h.Spent(house.Totals[0], jobs, cal, day(20))
	var days []string
	for _, d := range s.Days {
		days = append(days, d.Date.String())
	}
	// 2 and 3 and 4 March 砌墙, 3 to 5 March 上梁, 10 March 盖瓦
	if got, want := strings.Join(days, " "), "2021-03-02 2021-03-03 2021-03-04 2021-03-05 2021-03-10"; got != want || s.Used != 5 {
		t.Errorf("the days are %s, want %s", got, want)
	}
	if left, ok := s.Left(); !ok || left != 5 || len(s.Days[1].Ran) != 2 {
		t.Errorf("left %d, on the second day ran %v", left, s.Days[1].Ran)
	}
}

func TestBadRelationsAreRefusedWithTheirReason(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"by: 房号, opened", "by: 门号, opened", "under 里 by“门号”不是文字字段"},
		{"under: {procedure: house", "under: {procedure: hut", "上级件“hut”不是本机制的流程"},
		{"ended: note-end}", "ended: finish}", "不是它主线上由程序办、不填表的动作"},
		{"opens: {procedure: job, act: start", "opens: {procedure: job, act: end", "没有这个立件的动作"},
		{"活: 新活,", "工: 新活,", "下级件的表单里没有“工”"},
		{"几天: 新活时限}", "几天: 面积}", "两边不是同一种值"},
		{"of: [job/do]", "of: [job/make]", "不是本流程或其下级件的"},
		{"{of: 几天, basis: rule}", "{of: 活, basis: rule}", "不是数，也不是哪张表单里 x-is: limit 的字段"},
		{"{of: 几天, basis: rule}", "{of: 几天, in: 工作日, basis: rule}", "是文字就不写"},
		{"{of: 几天, basis: rule}", "{basis: rule}", "要写 is 或 of 之一"},
		{"since: {note-end: begin}", "since: {finish: begin}", "要是它的 starts"},
		{"field: 大小, is", "field: 名称, is", "和别的字段重名"},
		{"面积 > 100 ?", "体积 > 100 ?", "没有“体积”这个字段或函数"},
		{"level: promised, starts: [start]", "level: promised, hands: 工班, starts: [start]", "hands“工班”不是文字字段"},
		{"key: 房号", "key: 面积", "不是哪张表单的文字字段"},
	} {
		text := strings.Replace(built, c.from, c.to, 1)
		if text == built {
			t.Errorf("%s does not stand in the declaration", c.from)
		}
		if _, err := procedure.Declare("building.yaml", []byte(text), nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: said %v, want %s", c.to, err, c.want)
		}
	}
	p, err := procedure.Declare("building.yaml", []byte(built), nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Procedure("job").Start(procedure.Who{Role: "clerk", Unit: "a"}, procedure.Deed{Act: "start", Data: map[string]any{"房号": "H1", "活": "砌墙", "几天": "三天"}})
	if err == nil || !strings.Contains(err.Error(), "看不出是多久") {
		t.Errorf("a limit that is none: %v", err)
	}
}
