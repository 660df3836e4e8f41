package procedure_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
	"duban/mechanisms"
)

// A fourth mechanism, declared alone: an allowance that is granted by silence.
const small = `
mechanism: leave
title: 请假
phrase: 请假制度
about: 一个小机制，只为试引擎
system: here
version: 1
from: 2021-01-01
basis:
  - {basis: rule, title: 本单位考勤办法, article: 第三条}
registers:
  - register: people
    title: 花名册
    about: 谁在这里
    basis: rule
    schema: {type: object, required: [工号, 姓名, 部门], properties: {工号: {type: string}, 姓名: {type: string}, 部门: {type: string, x-is: unit}, 电话: {type: string, x-masked: true}, 年限: {type: number}}}
    key: [工号]
    name: 姓名
    columns: [部门, 电话]
    filters: [部门]
    keeper: {of: 部门, role: clerk}
    unmasks: [head]
procedures:
  - procedure: leave
    title: 请假
    number: 假{年}-{序3}
    subject: 事由
    forms:
      - form: ask
        schema:
          type: object
          required: [事由, 天数]
          properties:
            事由: {type: string}
            工号: {type: string, x-is: entry, x-of: people}
            天数: {type: integer, minimum: 1}
    stages:
      - {stage: asked, title: 待批}
      - {stage: granted, title: 准假, end: true, outcome: 准假}
      - {stage: refused, title: 不准, end: true, outcome: 不准}
    limits:
      - limit: answer
        rows:
          - {when: 天数 <= 3, is: 2个工作日, basis: rule}
          - {is: 5个工作日, basis: rule}
    clocks:
      - {clock: answer, title: 答复, limit: answer, level: legal, starts: [ask], ends: [grant, refuse, silence], due: silence}
    acts:
      - act: ask
        title: 请假
        form: ask
        by: [{role: clerk, unit: any}]
        to: asked
      - act: grant
        title: 准假
        from: [asked]
        by: [{role: head, unit: initiator}]
        to: granted
      - act: refuse
        title: 不准
        from: [asked]
        reason: true
        by: [{role: head, unit: initiator}]
        to: refused
      - act: silence
        title: 视为准假
        from: [asked]
        by: [{unit: program}]
        to: granted
    notices:
      - {notice: asked, on: ask, to: [{role: head, unit: initiator}], text: '{编号} 请假 {天数} 天：{事由}'}
      - {notice: hurry, clock: answer, near: 1, to: [{role: head, unit: initiator}], text: '{到期} 不答复就视为准假'}
`

const smallScenario = `
scenario: 不答复，视为准假
procedure: leave
people:
  甲: {role: clerk, unit: a}
  乙: {role: head, unit: a}
  丙: {role: head, unit: b}
steps:
  - {at: 2021-09-17 09:00, who: 甲, does: ask, with: {事由: 探亲, 天数: 2}, then: {clocks: {answer: {due: 2021-09-22}}, notices: {甲: [], 乙: [asked], 丙: []}}}
  - {at: 2021-09-18 08:29, then: {notices: {乙: []}}}
  - {at: 2021-09-22 23:59, then: {stage: asked, notices: {乙: [hurry], 丙: []}}}
  - {at: 2021-09-23 08:00, then: {stage: granted, ended: true, clocks: {answer: {signal: toolate}}}}
`

func TestAFourthMechanismNeedsNoGo(t *testing.T) {
	m, err := procedure.Declare("small.yaml", []byte(small), nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := procedure.ReadScenario("scenario.yaml", []byte(smallScenario), m)
	if err != nil {
		t.Fatal(err)
	}
	var last *procedure.Case
	if err := s.Play(calendar(t), func(at procedure.Moment) { last = at.Case }); err != nil {
		t.Error(err)
	}
	if e := last.Events[1]; e.Act != "silence" || e.Person != "" || e.HappenedAt.String() != "2021-09-23 00:00" {
		t.Errorf("silence is %+v", e)
	}
}

// outside is a bad specimen of what is taken from outside, with a further mistake.
func outside(from, to string) string {
	const bad = "    subject: 事由\n    open311: {act: ask, service: 事由, codes: {a: b}, description: 事由, address: 工号, sets: {天数: 1}}\n"
	return strings.Replace(bad, from, to, 1)
}

func TestABadDeclarationIsRefusedWithItsPlaceAndReason(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"title: 请假\nphrase", "titel: 请假\nphrase", `3:1: 机制里没有“titel”这一项`},
		{"version: 1", "version: 1\nversion: 2", `8:1: 机制里“version”写了两次`},
		{"from: 2021-01-01", "from: 2021-13-01", `8:7: “2021-13-01”不是日子`},
		{"is: 2个工作日, basis: rule", "is: 2个工作日", `期限没有依据`},
		{"is: 2个工作日", "is: 2天", `“2天”看不出是哪种日`},
		{"when: 天数 <= 3", "when: 日数 <= 3", `没有“日数”这个字段或函数`},
		{"basis: rule}\n          - {is", "basis: law}\n          - {is", `依据里没有“law”`},
		{"      - act: grant\n        title: 准假\n        from: [asked]", "      - act: grant\n        title: 准假\n        from: [granted]", ``},
		{"to: refused", "to: asked", `环节“不准”走不到`},
		{"      - {stage: refused", "      - {stage: lost, title: 遗失}\n      - {stage: refused", `环节“遗失”走不到`},
		{"        to: refused\n", "        to: refused\n      - {act: lose, title: 丢, from: [asked], by: [{role: head, unit: any}], to: lost}\n", `说到的环节“lost”没有`},
		{"by: [{unit: program}]", "by: []", `没有人能办`},
		{"by: [{unit: program}]", "by: [{role: king, unit: any}]", `没有“king”这种角色`},
		{"        reason: true\n", "        reason: true\n        recuses: [lose]\n", `的 recuses 里“lose”不是本流程的另一个动作`},
		{"        form: ask\n", "        form: ask\n        recuses: [grant]\n", `立件的动作“请假”没有谁要回避：grant`},
		{"by: [{unit: program}]", "by: [{role: head, unit: branch}]", `主线上没有分支单位`},
		{"ends: [grant, refuse, silence], due", "ends: [grant, refuse], due", `到期办了“视为准假”还在走`},
		{"end: true, outcome: 准假", "outcome: 准假", `走不出去`},
		{"    notices:\n", "    rates:\n      - {rate: kept, title: 准假率, over: true, of: true, partly: [{when: 天数 > 3, share: 100, from: 2021-01-01, basis: rule}], basis: rule}\n    notices:\n", `部分达到的 share 是百分之几，要在 1 到 99 之间`},
		{"    notices:\n", "    rates:\n      - {rate: kept, title: 准假率, over: true, of: true, basis: rule}\n    composites:\n      - {composite: all, title: 综合, rows: [{from: 2021-01-01, basis: rule, weights: {kept: 90}}]}\n    notices:\n", `权重相加是 90，应是 100`},
		{"    notices:\n", "    composites:\n      - {composite: all, title: 综合, rows: [{from: 2021-01-01, basis: rule, weights: {lost: 100}}]}\n    notices:\n", `没有“lost”这个指标`},
		{"    subject: 事由\n", "    subject: 事由\n    retention: [{is: 十年, basis: rule}]\n", `“十年”不是保管期限，写“永久”或“30年”的样子`},
		{"天数: {type: integer, minimum: 1}", "天数: {type: days}", `的 type 只能是`},
		{"required: [事由, 天数]", "required: [事由, 姓名]", `不是表单的字段`},
		{"subject: 事由", "subject: 天数", `不是哪张表单的文字字段`},
		{"number: 假{年}-{序3}", "number: 假{年}", `要有一个 {序4} 这样的序号`},
		{"starts: [ask]", "starts: [beg]", `说到的动作或环节“beg”没有`},
		{"事由: {type: string}", "事由: &a {type: string}", `不用锚`},
		{"mechanism: leave", "mechanism: [leave", `YAML 的写法不对`},
		{"unit: initiator}]\n        to: refused", "unit: anyone}]\n        to: refused", `“anyone”不在可选的里面`},
		{"    clocks:\n", "      - {limit: sooner, rows: [{when: 天数 <= 3, is: 1个工作日, basis: rule}, {is: 6个工作日, basis: rule}]}\n    clocks:\n      - {clock: sooner, title: 早答复, limit: sooner, level: promised, starts: [ask], ends: [grant, refuse, silence]}\n", `“早答复”承诺 6个工作日，不能长于“答复”法定的 5个工作日`},
		{"on: ask", "on: beg", `说到的动作或环节“beg”没有`},
		{"on: ask", "on: ask, clock: answer", `要写 on、waits、clock 之一`},
		{"on: ask", "waits: [ask]", `不是要报批的动作`},
		{"on: ask, to: [{role: head, unit: initiator}]", "on: ask", `没有说通知谁`},
		{"on: ask, to: [{role: head, unit: initiator}]", "on: ask, to: [{role: head, unit: branch}]", `却不是分支上的事`},
		{"on: ask, to: [{role: head, unit: initiator}]", "on: ask, to: [{unit: program}]", `通知不到人`},
		{"clock: answer, near: 1", "clock: answer", `要写 near、due、after 之一`},
		{"clock: answer, near: 1", "clock: answer, near: 1, due: true", `只能写一个`},
		{"clock: answer, near: 1", "clock: answer, due: false", `到期时提醒写 due: true`},
		{"clock: answer, near: 1", "clock: reply, near: 1", `计时里没有“reply”`},
		{"on: ask,", "on: ask, near: 1,", `不跟着计时走，不写 near`},
		{"notice: hurry", "notice: asked", `通知“asked”写了两次`},
		{"{天数} 天", "{日数} 天", `“{日数}”不是字段`},
		{"{天数} 天", "{到期} 天", `“{到期}”不是字段`},
		{"key: [工号]", "key: [号]", `key 里的“号”不是这个台账的字段`},
		{"key: [工号]", "key: [电话]", `key 里的“电话”要是必填的文字字段`},
		{"name: 姓名", "name: 年限", `name 里的“年限”要是文字字段`},
		{"filters: [部门]", "filters: [电话]", `: filters 里的“电话”要是单值字段，不遮盖`},
		{"columns: [部门, 电话]", "columns: [照片]", `columns 里的“照片”不是这个台账的字段`},
		{"keeper: {of: 部门, role: clerk}", "keeper: {of: 姓名, role: clerk}", `of 里的“姓名”要是必填的单位字段`},
		{"keeper: {of: 部门, role: clerk}", "keeper: {of: 部门, role: king}", `没有“king”这种角色`},
		{"keeper: {of: 部门, role: clerk}", "keeper: {of: 部门, unit: office, role: clerk}", `unit 和 of 只写一个`},
		{"    keeper: {of: 部门, role: clerk}\n", "", `台账缺“keeper”`},
		{"unmasks: [head]", "unmasks: [head]\n    confidence: sensitive", `不能人人看`},
		{", x-masked: true", "", `没有遮盖的字段`},
		{"年限: {type: number}", "年限: {type: number, x-masked: true}", `要遮盖，就得是 type: string`},
		{"电话: {type: string, x-masked: true}", "电话: {type: array, items: {type: string}, x-is: photo}", `不能是照片`},
		{"x-of: people", "x-of: nobody", `没有“nobody”这个台账，有：people`},
		{", x-of: people", "", `x-is: entry 和 x-of 一起写`},
		{"        to: asked\n      - act: grant", "        to: asked\n        phone: [天数]\n      - act: grant", `phone 里缺“事由”：它必填`},
		{"        to: asked\n      - act: grant", "        to: asked\n        phone: [天数, 事由, 天数]\n      - act: grant", `phone 里“天数”写了两次`},
		{"        to: asked\n      - act: grant", "        to: asked\n        phone: [事由, 天数, 照片]\n      - act: grant", `phone 里“照片”不在它的表单里`},
		{"        reason: true\n", "        reason: true\n        phone: [事由]\n", `就要是有表单、由工作人员立件的动作`},
		{"    subject: 事由\n", outside("", ""), `“天数”要是“请假”的表单里能写“1”的文字字段`},
		{"    subject: 事由\n", outside("act: ask", "act: grant"), `open311 的 act“grant”要是有表单、由工作人员立件的动作`},
		{"    subject: 事由\n", outside("service: 事由", "service: 工号"), `可选几种的字段`},
		{"    subject: 事由\n", outside("address: 工号", "address: 事由"), `open311 里“事由”用了两次`},
		{"    subject: 事由\n", outside(", sets: {天数: 1}", ""), `open311 里缺“天数”：它必填`},
		{"    subject: 事由\n", outside("sets: {天数: 1}", "point: 天数"), `x-is: point 的字段`},
		{"    subject: 事由\n", outside("act: ask, ", ""), `open311缺“act”`},
		{"    subject: 事由\n", outside("{a: b}", "{a: B}"), `代号“B”只能用小写字母`},
		{"    subject: 事由\n", outside("act: ask", "act: ask, person: 工号"), `open311里没有“person”这一项`},
		{small, "", `声明是空的`},
	} {
		if c.want == "" {
			continue
		}
		text := strings.Replace(small, c.from, c.to, 1)
		if text == small {
			t.Errorf("%s does not stand in the declaration", c.from)
		}
		_, err := procedure.Declare("small.yaml", []byte(text), nil)
		var p procedure.Problems
		if !errors.As(err, &p) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: said %v, want %s", c.to, err, c.want)
			continue
		}
		for _, x := range p {
			if x.File != "small.yaml" || x.Line < 1 || x.Column < 1 {
				t.Errorf("%s: no place in %+v", c.to, x)
			}
		}
	}
}

// The engine's rooms hold no word of any mechanism.
func TestTheEngineKnowsNoMechanismByName(t *testing.T) {
	words := map[string]bool{}
	folders, err := fs.Glob(mechanisms.Files, "*/mechanism.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		m := declared(t, filepath.Dir(f))
		if m.ID == "dispatch" { // has pages of its own beside the engine, which name its cases: docs/adr/0030
			continue
		}
		words[m.ID], words[m.Title] = true, true
		for _, r := range m.Registers {
			words[r.Title] = true
		}
		for _, p := range m.Procedures {
			words[p.Title] = true
			for _, s := range p.Stages {
				words[s.Title] = true
			}
			for _, a := range p.Acts {
				words[a.Title] = true
			}
		}
	}
	delete(words, "办结")                             // the law's own word, the glossary has it
	for _, w := range []string{"恢复", "答复", "不同意"} { // any office's words, which the engine says of clocks and of agreement
		delete(words, w)
	}
	for _, w := range []string{"提出异议", "答复异议"} { // acts of a task, whose outcome a case calls
		delete(words, w)
	}
	delete(words, "investment") // what any project costs, a fact of its register
	delete(words, "窗口收件")       // what the window does, whatever a declaration calls its act
	text := regexp.MustCompile(`"[^"\n]*"`)
	// beyond the rooms that only cases are of, words of three letters or more that no office has of itself
	general := map[string]bool{}
	for w := range words {
		if len([]rune(w)) < 4 {
			general[w] = true
		}
	}
	rooms := []string{".", "../rule", "../form", "../register", "../../base/civil"}
	narrow := len(rooms)
	rooms = append(rooms, "../../desk", "../../store", "../../web", "../../web/cases", "../../web/mechanisms", "../../web/guide", "../../web/registers", "../../web/notices", "../../web/frame", "../../web/part", "../../web/api", "../../cli")
	for n, room := range rooms {
		files, err := filepath.Glob(room + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatal(room, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, said := range text.FindAllString(string(b), -1) {
				for w := range words {
					if strings.Contains(said, w) && (n < narrow || !general[w]) {
						t.Errorf("%s says %s, a word of a mechanism: %s", file, w, said)
					}
				}
			}
		}
	}
}

func TestAnEventRecordedLaterChangesNothingThatWasKnownBefore(t *testing.T) {
	m, err := procedure.Declare("small.yaml", []byte(small), nil)
	if err != nil {
		t.Fatal(err)
	}
	p := m.Procedures[0]
	day := func(d int) civil.Instant { return civil.Date{Year: 2021, Month: 3, Day: d}.At(9, 0) }
	events := []procedure.Event{
		{Seq: 1, Act: "ask", Kind: procedure.Done, Unit: "a", HappenedAt: day(1), RecordedAt: day(1), Data: map[string]any{"事由": "探亲"}},
		{Seq: 2, Act: "grant", Kind: procedure.Done, Unit: "a", HappenedAt: day(2), RecordedAt: day(5)},
	}
	for _, k := range []struct {
		known civil.Instant
		stage string
	}{{day(4), "asked"}, {day(6), "granted"}} {
		c, err := procedure.Fold(p, procedure.KnownAt(events, k.known))
		if err != nil || c.Stage.ID != k.stage {
			t.Errorf("on %s it stands in %v, %v", k.known, c.Stage, err)
		}
	}
	if !events[1].BackEntered() || events[0].BackEntered() {
		t.Error("back entry is not seen")
	}
}

func FuzzDeclare(f *testing.F) {
	f.Add(small)
	text, err := mechanisms.Files.ReadFile("whistle/mechanism.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text))
	f.Fuzz(func(t *testing.T, text string) {
		_, _ = procedure.Declare("x.yaml", []byte(text), nil)
	})
}
