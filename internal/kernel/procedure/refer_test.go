package procedure_test

import (
	"slices"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/rule"
)

// wells are a noun that a declaration is told of.
var wells = procedure.Referable{ID: "well", Title: "水井",
	Facts: []procedure.Fact{{ID: "title", Title: "名称", Kind: rule.Text}, {ID: "keeper", Title: "管护单位", Kind: rule.Text, Is: "unit"}, {ID: "depth", Title: "深", Kind: rule.Number}},
	Acts: []procedure.NamedAct{
		{ID: "well.close", Title: "封停", Takes: []procedure.Parameter{{ID: "on", Title: "封停日", Kind: rule.Text, Is: "date", Required: true}, {ID: "reason", Title: "理由", Kind: rule.Text, Required: true}, {ID: "depth", Title: "填深", Kind: rule.Number}, {ID: "case", Title: "办件", Kind: rule.Text}, {ID: "document", Title: "文号", Kind: rule.Text}}},
		{ID: "well.keep", Title: "留用", Takes: []procedure.Parameter{{ID: "keepers", Title: "管护", Kind: rule.Texts}}},
	}}

const shut = `mechanism: wells
title: 封井
phrase: 封井
about: 试
system: here
version: 1
from: 2020-01-01
basis:
  - {basis: rule, title: 水井办法}
procedures:
  - procedure: closing
    title: 封井
    number: 封{年}-{序3}
    subject: 井名
    once: 井
    forms:
      - form: ask
        schema:
          type: object
          required: [井, 井名, 封停日]
          properties:
            井: {type: string, x-is: well}
            井名: {type: string, x-from: 井.title}
            单位: {type: string, x-is: unit, x-from: 井.keeper}
            深: {type: number, x-from: 井.depth}
            封停日: {type: string, format: date}
      - {form: agree, schema: {type: object, required: [同意], properties: {同意: {type: string, enum: [是, 否, 再看]}}}}
    stages:
      - {stage: asked, title: 待批}
      - {stage: closed, title: 已封, end: true}
    limits:
      - {limit: answer, rows: [{is: 5个工作日, basis: rule}]}
    clocks:
      - {clock: answer, title: 答复, limit: answer, level: legal, starts: [ask], ends: [agree]}
    documents:
      - {document: slip, title: 封井单, kind: 通知单, series: '封〔{年}〕{序}号', issuer: actor, body: ['封停{井}。']}
    acts:
      - {act: ask, title: 申请封井, form: ask, by: [{role: clerk, unit: any}], to: asked}
      - act: agree
        title: 批
        from: [asked]
        form: agree
        reason: true
        writes: slip
        by: [{role: head, unit: any}]
        asks: [{title: 督查批, by: [{role: supervisor, unit: any}]}]
        to: closed
        performs:
          - {act: well.close, on: 井, when: '同意 == "是"', with: {on: 封停日, reason: 理由, depth: 深, case: 编号, document: 文号}}
          - {act: well.keep, on: 井, when: '同意 == "否"'}
`

func TestWhatADeclarationSaysOfObjectsIsChecked(t *testing.T) {
	if _, err := procedure.Declare("wells.yaml", []byte(shut), nil, wells); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ was, is, want string }{
		{"x-is: well", "x-is: pond", "x-is 不认识"},
		{"x-is: well}", "x-is: well, x-from: 井.title}", "不写 x-from"},
		{"x-from: 井.title", "x-from: 井", "x-from 要写成"},
		{"x-from: 井.title", "x-from: 封停日.title", "不是引一个对象的字段"},
		{"x-from: 井.title", "x-from: 井.colour", "水井没有“colour”可取，有：title、keeper、depth"},
		{"{type: string, x-is: unit, x-from: 井.keeper}", "{type: string, x-from: 井.keeper}", "要写成一个单位"},
		{"{type: number, x-from: 井.depth}", "{type: string, x-from: 井.depth}", "要数，字段“深”不是那一种"},
		{"act: well.close", "act: well.open", "wells.yaml:49:19: 水井没有“well.open”这个动作，有：well.close、well.keep"},
		{"on: 井, when: '同意 == \"是\"'", "on: 封停日, when: '同意 == \"是\"'", "“封停日”不是引一个对象的字段"},
		{"reason: 理由, depth", "why: 理由, depth", "没有“why”这个参数，有：on、reason"},
		{"reason: 理由, ", "", "要给“reason”（理由）"},
		{"depth: 深", "depth: 井名", "要数，字段“井名”不是那一种"},
		{"with: {on: 封停日", "with: {on: 井名", "要日子（format: date）"},
		{"depth: 深", "depth: 哪里", "不是表单的字段，也不是 理由、编号、文号"},
		{"        reason: true\n", "", "却不要人写：写 reason: true"},
		{"{act: well.close, on: 井, when: '同意 == \"是\"', with", "{act: well.close, on: 井, with", "后面的轮不到"},
		{"by: [{role: supervisor, unit: any}]", "by: [{unit: applicant}]", "就得由单位的人办"},
		{"once: 井", "once: 深", "不是表单的文字字段"},
		{"subject: 井名", "subject: 井", "用 x-from 取它的名称"},
		{"procedures:\n", "registers:\n  - {register: r, title: 册, about: 试, basis: rule, schema: {type: object, required: [井], properties: {井: {type: string, x-is: well}}}, key: [井], name: 井, keeper: {role: [clerk]}, sees: all, confidence: internal}\nprocedures:\n", "台账的字段“井”不引对象"},
	} {
		text := strings.Replace(shut, c.was, c.is, 1)
		if text == shut {
			t.Fatalf("%s is nowhere", c.was)
		}
		if _, err := procedure.Declare("wells.yaml", []byte(text), nil, wells); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.is, err)
		}
	}
	if _, err := procedure.Declare("wells.yaml", []byte(shut), nil); err == nil || !strings.Contains(err.Error(), "x-is 不认识") {
		t.Errorf("told of no nouns: %v", err)
	}
}

const shutting = `
scenario: 封井
procedure: closing
people:
  甲: {role: clerk, unit: street}
  乙: {role: head, unit: street}
  丙: {role: supervisor, unit: office}
steps:
  - {at: 2021-03-01 09:00, who: 甲, does: ask, with: {井: W-1, 井名: 老井, 单位: street, 深: 12.5, 封停日: '2021-04-01'}, then: {performed: none}}
  - {at: 2021-03-02 09:00, who: 乙, does: agree, with: {同意: 是}, reason: 枯了, then: {performed: none}}
  - {at: 2021-03-03 09:00, who: 丙, agrees: agree, then: {stage: closed, performed: {act: well.close, on: W-1, with: {on: '2021-04-01', reason: 枯了, depth: '12.5', case: 演练, document: 封〔2021〕1号}}}}
`

func TestAScenarioSaysWhichNamedActIsCalled(t *testing.T) {
	m, err := procedure.Declare("wells.yaml", []byte(shut), nil, wells)
	if err != nil {
		t.Fatal(err)
	}
	cal := calendar(t)
	play := func(text string) error {
		t.Helper()
		s, err := procedure.ReadScenario("s.yaml", []byte(text), m)
		if err != nil {
			t.Fatal(err)
		}
		return s.Play(cal, nil)
	}
	if err := play(shutting); err != nil {
		t.Error(err)
	}
	if err := play(strings.Replace(shutting, "depth: '12.5'", "depth: '12'", 1)); err == nil || !strings.Contains(err.Error(), "办成的是 well.close W-1（case=演练，depth=12.5") {
		t.Errorf("%v", err)
	}
	if err := play(strings.Replace(shutting, "{同意: 是}", "{同意: 再看}", 1)); err == nil || !strings.Contains(err.Error(), "办成的是 none") {
		t.Errorf("%v", err)
	}
	kept := strings.Replace(shutting, "{同意: 是}", "{同意: 否}", 1)
	s, err := procedure.ReadScenario("s.yaml", []byte(kept), m)
	if err != nil {
		t.Fatal(err)
	}
	recorded, err := s.Recorded(cal, 0)
	if err != nil {
		t.Fatal(err)
	}
	text, err := recorded.YAML()
	if err != nil || !strings.Contains(string(text), "performed: {act: well.keep, on: W-1}") {
		t.Errorf("%s\n%v", text, err)
	}
	if err := play(string(text)); err != nil {
		t.Error(err)
	}
	if _, err := procedure.ReadScenario("s.yaml", []byte(strings.Replace(shutting, "performed: none", "performed: some", 1)), m); err == nil || !strings.Contains(err.Error(), "performed 要写 none") {
		t.Errorf("%v", err)
	}
}

func TestComparingVersionsNamesWhatTheirOutcomesDo(t *testing.T) {
	before, err := procedure.Declare("wells.yaml", []byte(shut), nil, wells)
	if err != nil {
		t.Fatal(err)
	}
	after, err := procedure.Declare("wells.yaml", []byte(strings.NewReplacer("version: 1", "version: 2", "    once: 井\n", "", "depth: 深, ", "", "{type: number, x-from: 井.depth}", "{type: number}").Replace(shut)), nil, wells)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, d := range procedure.Compare(before, after) {
		said = append(said, d.String())
	}
	all := strings.Join(said, "\n")
	for _, want := range []string{"同一“井”不同时办两件", "对“井”办 well.close（case=编号，depth=深", "取自井.depth"} {
		if !strings.Contains(all, want) {
			t.Errorf("%s is not in\n%s", want, all)
		}
	}
	if len(said) != 3 || slices.Contains(said, "") {
		t.Errorf("%d differences:\n%s", len(said), all)
	}
}

const digging = `mechanism: wells
title: 打井
phrase: 打井
about: 试
system: here
version: 1
from: 2020-01-01
basis:
  - {basis: rule, title: 水井办法, article: 第三条}
  - {basis: guess, title: 打井约定, unverified: true}
procedures:
  - procedure: digging
    title: 打井
    number: 打{年}-{序3}
    subject: 井名
    forms:
      - {form: ask, schema: {type: object, required: [井名, 进尺], properties: {井名: {type: string}, 进尺: {type: number}, 岩层: {type: string, enum: [土, 石]}}}}
      - {form: dig, schema: {type: object, properties: {井: {type: string, x-is: well}, 现深: {type: number, x-from: 井.depth}}}}
    derives:
      - field: 补助
        rows:
          - {title: 石层, when: '岩层 == "石"', is: 进尺 * 33.335, most: 1000, from: 2020-01-01, basis: rule}
          - {title: 老标准, is: 进尺 * 10, from: 2020-01-01, until: 2021-01-01, basis: guess}
          - {title: 新标准, is: 进尺 / 3, from: 2021-01-01, basis: guess}
        says: 补助算法
    stages:
      - {stage: asked, title: 待打}
      - {stage: dug, title: 已打, end: true}
    limits: []
    clocks: []
    acts:
      - {act: ask, title: 申请打井, form: ask, by: [{role: clerk, unit: any}], to: asked}
      - act: dig
        title: 打成
        from: [asked]
        form: dig
        by: [{role: clerk, unit: any}]
        to: dug
        performs:
          - {act: well.dig, on: 井, with: {name: 井名}}
          - {act: well.keep, on: 井, when: 现深 > 0}
`

// diggable are wells that a case may also dig.
var diggable = procedure.Referable{ID: "well", Title: "水井", Facts: wells.Facts, Acts: append([]procedure.NamedAct{{ID: "well.dig", Title: "登记", Makes: true, Takes: []procedure.Parameter{{ID: "name", Title: "名称", Kind: rule.Text, Required: true}}}}, wells.Acts...)}

func TestAnActMakesAnObjectOnlyWhereNoneWasNamed(t *testing.T) {
	for _, c := range []struct{ was, is, want string }{
		{"type: object, properties: {井: {type", "type: object, required: [井], properties: {井: {type", "可不填的"},
		{"        form: dig\n", "", "可不填的"},
		{"to: dug\n", "to: dug\n        asks: [{title: 批, by: [{role: head, unit: any}]}]\n", "也不要批"},
		{"is: 进尺 / 3, ", "", "标准的行缺“is”"},
		{"until: 2021-01-01", "until: 2019-01-01", "不晚于 from"},
		{"most: 1000", "most: 很多", "most 写最多是多少"},
		{"says: 补助算法", "says: 井名", "和别的字段重名"},
		{"says: 补助算法", "is: '1'", "要么写 is，要么写 rows"},
	} {
		text := strings.Replace(digging, c.was, c.is, 1)
		if text == digging {
			t.Fatalf("%q is not there", c.was)
		}
		if _, err := procedure.Declare("wells.yaml", []byte(text), nil, diggable); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s → %s: %v", c.was, c.is, err)
		}
	}
	m, err := procedure.Declare("wells.yaml", []byte(digging), nil, diggable)
	if err != nil {
		t.Fatal(err)
	}
	p := m.Procedures[0]
	if !p.Makes("well") || p.Makes("task") {
		t.Error("what its cases make is not told")
	}
	case_ := func(year int, data, dug map[string]any) (*procedure.Case, procedure.Event) {
		t.Helper()
		at := civil.Date{Year: year, Month: 6, Day: 1}.At(9, 0)
		dig := procedure.Event{Seq: 2, Act: "dig", Kind: procedure.Done, HappenedAt: at + 1, RecordedAt: at + 1, Data: dug}
		c, err := procedure.Fold(p, []procedure.Event{{Seq: 1, Act: "ask", Kind: procedure.Done, HappenedAt: at, RecordedAt: at, Data: data}, dig})
		if err != nil {
			t.Fatal(err)
		}
		return c, dig
	}
	c, e := case_(2021, map[string]any{"井名": "一号", "进尺": procedure.Figure("10")}, nil)
	if x := c.Performs(e, ""); x == nil || x.Rule.Act.ID != "well.dig" || x.Object != "" || x.Text("name") != "一号" {
		t.Errorf("%+v", x)
	}
	c, e = case_(2021, map[string]any{"井名": "一号", "进尺": procedure.Figure("10")}, map[string]any{"井": "w7", "现深": procedure.Figure("3")})
	if x := c.Performs(e, ""); x == nil || x.Rule.Act.ID != "well.keep" || x.Object != "w7" {
		t.Errorf("one that was named is made anew: %+v", x)
	}
	if x := c.Performs(e, "w7"); x == nil || x.Rule.Act.ID != "well.dig" || x.Object != "w7" {
		t.Errorf("one that is being made: %+v", x)
	}
	for _, d := range []struct {
		year       int
		bed, depth string
		want, says string
	}{
		{2021, "石", "10", "333.35", "石层：进尺 × 33.335（进尺 10） = 333.35，最多 1000。依据：水井办法第三条"},
		{2021, "石", "29.999", "1000", "= 1000.02，最多 1000，取 1000。"},
		{2020, "土", "10.5", "105", "老标准：进尺 × 10（进尺 10.5） = 105。依据：打井约定（取值待核）"},
		{2021, "土", "10", "3.33", "新标准：进尺 ÷ 3（进尺 10） = 3.33。"},
		{2019, "土", "10", "", ""},
	} {
		c, _ := case_(d.year, map[string]any{"井名": "一号", "进尺": procedure.Figure(d.depth), "岩层": d.bed}, nil)
		got := ""
		if v, ok := c.Data["补助"].(quantity.Decimal); ok {
			got = v.String()
		}
		if says, _ := c.Data["补助算法"].(string); got != d.want || !strings.Contains(says, d.says) {
			t.Errorf("%+v: %s, %s", d, got, says)
		}
	}
}
