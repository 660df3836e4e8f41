package procedure_test

import (
	"slices"
	"strings"
	"testing"

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
