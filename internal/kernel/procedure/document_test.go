package procedure_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
)

// A licence with the documents that a licence has: own numbers, a number that
// another system gives, a clock that begins with service.
const licence = `
mechanism: licence
title: 许可
phrase: 许可
about: 试
system: here
version: 1
from: 2010-01-01
basis:
  - {basis: act, title: 行政许可法, article: 第三十二条}
procedures:
  - procedure: licence
    title: 许可
    number: 许{年}-{序3}
    subject: 事项
    forms:
      - form: ask
        schema:
          type: object
          required: [事项, 申请人]
          properties:
            事项: {type: string}
            申请人: {type: string}
            缺的材料: {type: array, items: {type: string}}
            有效至: {type: string, format: date}
    documents:
      - document: refusal
        title: 不予许可决定书
        kind: 决定书
        series: 仙政许〔{年}〕{序}号
        issuer: actor
        to: '{申请人}'
        body:
          - '你就“{事项}”提出的申请（{编号}），本单位于{立件日期}受理。'
          - {when: '有效至 != ""', text: '证件有效至{有效至}。'}
          - {each: 缺的材料, text: '{序}. {项}。'}
          - {each: 缺的材料, columns: [序号, 材料, 要求]}
        attachments:
          - {each: 缺的材料, text: '{项}'}
        cites: [act]
        serves: [direct, electronic, announced]
        remedies: true
      - {document: reply, title: 复函, kind: 函, given: true, issuer: licensing, body: [同意。]}
    stages:
      - {stage: asked, title: 待批}
      - {stage: refused, title: 不准, end: true}
    limits:
      - {limit: answer, rows: [{is: 5个工作日, basis: act}]}
    clocks:
      - {clock: appeal, title: 申辩, limit: answer, level: legal, starts: ['served:refusal'], ends: [refuse]}
    acts:
      - {act: ask, title: 申请, form: ask, by: [{role: clerk, unit: any}], to: asked}
      - {act: tell, title: 告知, from: [asked], writes: [refusal, reply], reason: true, by: [{role: clerk, unit: any}]}
      - {act: refuse, title: 不准, from: [asked], by: [{role: head, unit: any}], to: refused}
`

func law(t testing.TB) *procedure.Remedies {
	t.Helper()
	l, err := procedure.ReadRemedies(os.DirFS("../../../law"))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func names() procedure.Names {
	return procedure.Names{Division: "云泽市", Unit: func(code string) string { return "〈" + code + "〉" }}
}

// told is a licence refused on a day, with its documents pending.
func told(t *testing.T, on civil.Date) (*procedure.Procedure, []procedure.Event, *procedure.Case) {
	t.Helper()
	m, err := procedure.Declare("licence.yaml", []byte(licence), nil)
	if err != nil {
		t.Fatal(err)
	}
	p := m.Procedures[0]
	events := []procedure.Event{
		{Seq: 1, Act: "ask", Kind: procedure.Done, Unit: "window", HappenedAt: on.At(9, 0), Data: map[string]any{"事项": "开店", "申请人": "甲公司", "缺的材料": []any{"章程｜原件", "照片"}}},
		{Seq: 2, Act: "tell", Kind: procedure.Done, Unit: "licensing", HappenedAt: on.At(10, 0), Reason: "材料不齐"},
	}
	return p, events, folded(t, p, events)
}

func folded(t *testing.T, p *procedure.Procedure, events []procedure.Event) *procedure.Case {
	t.Helper()
	c, err := procedure.Fold(p, events)
	if err != nil {
		t.Fatal(err)
	}
	c.Number = "许2021-001"
	return c
}

func TestADocumentIsWrittenFromItsTemplate(t *testing.T) {
	on := civil.Date{Year: 2021, Month: 3, Day: 1}
	_, _, c := told(t, on)
	if len(c.Documents) != 2 || c.Documents[0].State() != "pending" || c.Documents[1].Unit != "licensing" {
		t.Fatalf("documents are %+v", c.Documents)
	}
	p, err := c.Paper(c.Documents[0], on, names(), law(t))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, x := range p.Body {
		b.WriteString(x.Text)
		for _, r := range x.Rows {
			b.WriteString("[" + strings.Join(r, ",") + "]")
		}
		b.WriteString("\n")
	}
	want := "你就“开店”提出的申请（许2021-001），本单位于2021年3月1日受理。\n1. 章程｜原件。\n2. 照片。\n[1,章程,原件][2,照片,]\n" +
		"如不服本文书所载决定，可以自收到本文书之日起六十日内，向云泽市人民政府或者上一级主管部门申请行政复议；也可以自收到本文书之日起六个月内，向云泽市人民法院提起行政诉讼。\n"
	if b.String() != want {
		t.Errorf("it says\n%swant\n%s", b.String(), want)
	}
	if p.Organ != "〈licensing〉" || p.To != "甲公司" || p.Heading != "不予许可决定书" || len(p.Attachments) != 2 || p.Cites[0] != "《行政许可法》第三十二条" {
		t.Errorf("around it: %+v", p)
	}
}

func TestTheRemediesAreThoseOfTheDay(t *testing.T) {
	for _, x := range []struct{ day, says, not string }{
		{"1999-10-01", "三个月内", "六个月"},
		{"2015-04-30", "三个月内，向云泽市人民法院", "六个月"},
		{"2015-05-01", "六个月内，向云泽市人民法院", "三个月"},
		{"2023-12-31", "六十日内，向云泽市人民政府或者上一级主管部门", "三个月"},
		{"2024-01-01", "六十日内，向云泽市人民政府申请行政复议", "上一级"},
		{"2026-11-26", "六个月内", "上一级"},
	} {
		day, _ := civil.ParseDate(x.day)
		text, err := law(t).Tell(day, "云泽市")
		if err != nil || !strings.Contains(text, x.says) || strings.Contains(text, x.not) {
			t.Errorf("on %s it tells %s, %v", x.day, text, err)
		}
		if len(law(t).Cite(day)) != 2 {
			t.Errorf("on %s without provisions", x.day)
		}
	}
	if _, err := law(t).Tell(civil.Date{Year: 1999, Month: 9, Day: 30}, "云泽市"); !kindOf(err, fault.Refused) {
		t.Errorf("a day before the table: %v", err)
	}
	for _, x := range []struct{ from, to string }{{"2021-12-31", "2022-03-01"}, {"2022-01-01", "2022-01-31"}} {
		day, _ := civil.ParseDate(x.from)
		if got, _, err := law(t).AnnouncedBy(day); err != nil || got.String() != x.to {
			t.Errorf("announced on %s it counts as served on %s, %v", x.from, got, err)
		}
	}
}

func kindOf(err error, k fault.Kind) bool {
	f, ok := fault.As(err)
	return ok && f.Kind == k
}

func TestABadTableOfRemediesIsRefusedWithItsLine(t *testing.T) {
	good, err := os.ReadFile("../../../law/remedies.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ from, to, want string }{
		{"remedy\tfrom", "kind\tfrom", "remedies.tsv:1: the columns"},
		{"suit\t2015-05-01", "suit\t2015-05-02", "remedies.tsv:5: the row before ends on"},
		{"suit\t1990-10-01", "court\t1990-10-01", `remedies.tsv:4: no kind "court"`},
		{"6个月", "6天", `limit "6天"`},
		{"6个月", "6个工作日", "natural days or months"},
		{"{期限}内，向{区划}人民政府申请", "六十日内，向{区划}人民政府申请", "remedies.tsv:3: a row needs a text with {期限}"},
		{"2015-05-01\t\t", "2015-05-01\t2014-01-01\t", "is no day after"},
		{"1990-10-01", "1990-13-01", "is no day"},
	} {
		text := strings.Replace(string(good), x.from, x.to, 1)
		if _, err := procedure.ReadRemedies(fstest.MapFS{"remedies.tsv": {Data: []byte(text)}}); err == nil || text == string(good) || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: said %v, want %s", x.to, err, x.want)
		}
	}
}

func TestANumberIsEnteredOnlyAsTheStandardHasIt(t *testing.T) {
	on := civil.Date{Year: 2021, Month: 3, Day: 1}
	p, events, c := told(t, on)
	clerk := procedure.Who{Person: "k", Role: "clerk", Unit: "licensing", Units: []string{"licensing"}}
	other := procedure.Who{Person: "o", Role: "clerk", Unit: "window", Units: []string{"window"}}
	for _, x := range []struct {
		who      procedure.Who
		key, no  string
		kind     fault.Kind
		sentence string
	}{
		{other, "reply-2", "仙政办函〔2021〕5号", fault.Forbidden, "您不能登记"},
		{clerk, "reply-2", "第五号", fault.Invalid, "不是发文字号"},
		{clerk, "reply-2", "仙政办函[2021]第05号", fault.Invalid, "写得不规范"},
		{clerk, "refusal-2", "仙政许〔2021〕5号", fault.Refused, "由本系统编"},
		{clerk, "lost-2", "仙政许〔2021〕5号", fault.NotFound, "没有这份文书"},
	} {
		_, err := c.Enter(x.who, x.key, x.no, on.At(11, 0))
		if !kindOf(err, x.kind) || !strings.Contains(err.Error(), x.sentence) {
			t.Errorf("%s %s: %v", x.key, x.no, err)
		}
	}
	e, err := c.Enter(clerk, "reply-2", " 仙政办函〔2021〕5号 ", on.At(11, 0))
	if err != nil {
		t.Fatal(err)
	}
	c = folded(t, p, append(events, e))
	if d := c.Document("reply-2"); d.Number != "仙政办函〔2021〕5号" || d.State() != "issued" {
		t.Errorf("%+v", d)
	}
	if _, err := c.Enter(clerk, "reply-2", "仙政办函〔2021〕6号", on.At(12, 0)); !kindOf(err, fault.Conflict) {
		t.Errorf("a second number: %v", err)
	}
}

func TestServiceStartsTheClockAndTheOldLawIsNotServed(t *testing.T) {
	on := civil.Date{Year: 2015, Month: 4, Day: 20}
	p, events, c := told(t, on)
	clerk := procedure.Who{Person: "k", Role: "clerk", Unit: "licensing", Units: []string{"licensing"}}
	head := procedure.Who{Person: "h", Role: "head", Unit: "licensing", Units: []string{"licensing"}}
	l := law(t)
	words, err := l.Tell(on, "云泽市")
	if err != nil {
		t.Fatal(err)
	}
	d := c.Document("refusal-2")
	served := procedure.Delivery{Way: procedure.Direct, On: on, To: "甲公司", By: "乙", Receipt: "送达回证"}
	now := civil.Date{Year: 2015, Month: 5, Day: 20}.At(9, 0)
	if _, err := c.Serve(clerk, d.Key(), served, words, "云泽市", l, now); !kindOf(err, fault.Conflict) {
		t.Errorf("served without a number: %v", err)
	}
	events = append(events, c.Issue(d, clerk, "仙政许〔2015〕1号", on.At(10, 0)))
	c = folded(t, p, events)
	for _, x := range []struct {
		change   func(*procedure.Delivery)
		kind     fault.Kind
		sentence string
	}{
		{func(d *procedure.Delivery) { d.Way = procedure.Post }, fault.Invalid, "不能这样送达"},
		{func(d *procedure.Delivery) { d.On = civil.Date{Year: 2015, Month: 4, Day: 19} }, fault.Invalid, "早于发出"},
		{func(d *procedure.Delivery) { d.On = civil.Date{Year: 2015, Month: 5, Day: 21} }, fault.Invalid, "还没有到"},
		{func(d *procedure.Delivery) { d.On = civil.Date{} }, fault.Invalid, "没有填送达的日子"},
		{func(d *procedure.Delivery) { d.To = " " }, fault.Invalid, "没有填收件人"},
		{func(d *procedure.Delivery) { d.By = "" }, fault.Invalid, "没有填送达人"},
		{func(d *procedure.Delivery) { d.Receipt = "" }, fault.Invalid, "没有填送达的凭据"},
		{func(d *procedure.Delivery) { d.Way = procedure.Electronic }, fault.Refused, "要受送达人同意"},
		{func(d *procedure.Delivery) { d.Way = procedure.Announced }, fault.Refused, "公告送达到 2015-06-19 才算送达"},
		{func(d *procedure.Delivery) { d.On = civil.Date{Year: 2015, Month: 5, Day: 4} }, fault.Refused, "不是送达日 2015-05-04 的法"},
	} {
		in := served
		x.change(&in)
		if _, err := c.Serve(clerk, d.Key(), in, words, "云泽市", l, now); !kindOf(err, x.kind) || !strings.Contains(err.Error(), x.sentence) {
			t.Errorf("%s: %v", x.sentence, err)
		}
	}
	if len(c.Clocks) != 0 {
		t.Error("the clock runs before service")
	}
	e, err := c.Serve(clerk, d.Key(), served, words, "云泽市", l, now)
	if err != nil {
		t.Fatal(err)
	}
	c = folded(t, p, append(events, e))
	if len(c.Clocks) != 1 || c.Clocks[0].Clock.Start.Date() != on {
		t.Errorf("service starts no clock: %+v", c.Clocks)
	}
	// voided and written anew
	if _, err := c.Void(clerk, d.Key(), "错字", true, now); !kindOf(err, fault.Forbidden) {
		t.Errorf("a clerk voids: %v", err)
	}
	if _, err := c.Void(head, d.Key(), " ", true, now); !kindOf(err, fault.Invalid) {
		t.Errorf("voided without a reason: %v", err)
	}
	v, err := c.Void(head, d.Key(), "错字", true, now)
	if err != nil {
		t.Fatal(err)
	}
	v.Seq = len(c.Events) + 1
	c = folded(t, p, append(events, e, v))
	if old := c.Document("refusal-2"); old.State() != "voided" || old.Number == "" || old.Why != "错字" {
		t.Errorf("%+v", old)
	}
	if again := c.Document("refusal-5"); again == nil || again.State() != "pending" || again.Replaces != "refusal-2" {
		t.Errorf("%+v", c.Documents)
	}
	if _, err := c.Void(head, "refusal-2", "再来", false, now); !kindOf(err, fault.Conflict) {
		t.Errorf("voided twice: %v", err)
	}
}

func TestABadDocumentIsRefusedWithItsPlaceAndReason(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"{申请人}'\n", "{申请者}'\n", `licence.yaml:32:14: 模板里的“{申请者}”不是表单的字段`},
		{"证件有效至{有效至}。", "证件有效至{有效至。", `没有配上“}”`},
		{"证件有效至{有效至}。", "证件有效至有效至}。", `模板里多了一个“}”`},
		{"'有效至 != \"\"'", "'有效期 != \"\"'", `没有“有效期”这个字段`},
		{"{each: 缺的材料, text: '{序}. {项}。'}", "{each: 申请人, text: '{序}. {项}。'}", `each 说的“申请人”不是`},
		{"'{序}. {项}。'", "'{序}. {条}。'", `“{条}”不是表单的字段`},
		{"columns: [序号, 材料, 要求]}", "columns: [序号]}", `至少两个 columns`},
		{"series: 仙政许〔{年}〕{序}号", "series: 仙政许〔{年}〕号", `要有一个 {序}`},
		{"series: 仙政许〔{年}〕{序}号", "series: 仙政许{序}号", `要有一个 {年}`},
		{"series: 仙政许〔{年}〕{序}号", "series: 仙政许〔{年}〕{月}{序}号", `只认 {年}、{序}`},
		{"series: 仙政许〔{年}〕{序}号", "series: 仙政许2〔{年}〕{序}号", `不写数字`},
		{"        series: 仙政许〔{年}〕{序}号\n", "", `要写 series，或写 given: true`},
		{"given: true, ", "given: true, series: '仙〔{年}〕{序}号', ", `只写一样`},
		{"given: true, ", "given: true, layout: poster, ", `“poster”不在可选的里面`},
		{"given: true, ", "given: true, colour: red, ", `文书里没有“colour”这一项`},
		{"given: true, ", "given: true, remedies: true, ", `就要送达：写 serves`},
		{"issuer: licensing, ", "", `文书缺“issuer”`},
		{"serves: [direct, electronic, announced]", "serves: [direct, pigeon]", `“pigeon”不在可选的里面`},
		{"serves: [direct, electronic, announced]", "serves: [direct, direct]", `写了两次`},
		{"cites: [act]", "cites: [law]", `依据里没有“law”`},
		{"writes: [refusal, reply]", "writes: [refusal]", `文书“复函”没有动作写它`},
		{"writes: [refusal, reply]", "writes: [refusal, letter]", `文书里没有“letter”`},
		{"issuer: licensing", "issuer: branch", `写不出由分支单位发的`},
		{"issuer: licensing", "issuer: '{事项}'", `issuer“{事项}”不是哪张表单里 x-is: unit 的字段`},
		{"issuer: licensing", "issuer: licensing, when: 天数 > 3", `没有“天数”这个字段`},
		{"'served:refusal'", "'served:reply'", `等“复函”送达，它却不送达`},
		{"'served:refusal'", "'served:letter'", `说到的动作或环节“served:letter”没有`},
	} {
		text := strings.Replace(licence, c.from, c.to, 1)
		if text == licence {
			t.Errorf("%s does not stand in the declaration", c.from)
		}
		_, err := procedure.Declare("licence.yaml", []byte(text), nil)
		var p procedure.Problems
		if !errors.As(err, &p) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: said %v, want %s", c.to, err, c.want)
		}
	}
	_, err := procedure.Declare("licence.yaml", []byte(licence), func(unit string) bool { return unit != "licensing" })
	if err == nil || !strings.Contains(err.Error(), "发文单位“licensing”不认识") {
		t.Errorf("an unknown issuer: %v", err)
	}
}

// The ready templates of the page in docs read as they stand there.
func TestTheTemplatesOfTheManualAreGoodDeclarations(t *testing.T) {
	page, err := os.ReadFile("../../../docs/mechanisms/documents.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```yaml\n")
	block, _, ok := strings.Cut(rest, "```")
	before, _, _ := strings.Cut(licence, "    documents:\n")
	_, after, _ := strings.Cut(licence, "    stages:\n")
	text := before + block + "    stages:\n" + after
	for _, x := range [][2]string{{"申请人: {type: string}", "申请人: {type: string}\n            不予理由: {type: string}\n            补正材料: {type: array, items: {type: string}}"},
		{"{basis: act,", "{basis: licence-act, title: 行政许可法}\n  - {basis: act,"}, {"writes: [refusal, reply]", "writes: [acceptance, supplement, non-acceptance, grant, refusal]"}} {
		text = strings.Replace(text, x[0], x[1], 1)
	}
	m, err := procedure.Declare("manual.yaml", []byte(text), nil)
	if err != nil || !ok || len(m.Procedures[0].Documents) != 5 {
		t.Fatalf("%v", err)
	}
}
