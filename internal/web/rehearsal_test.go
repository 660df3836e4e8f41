package web

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/web/browsertest"
	"duban/internal/web/frame"
)

// press presses a button or follows a link by its words, wherever its form stands.
func (j *journey) press(word string, want ...string) string {
	j.Helper()
	text := j.run(word, `
		const b = [...document.querySelectorAll('main button, main a')].find(b => b.textContent.replace(/\s+/g, ' ').trim() === `+quoted(word)+`);
		if (!b) return 'no such button among ' + [...document.querySelectorAll('main button')].map(words).join(' | ');
		window.leaving = true; b.click(); return '';`)
	j.sees(word, text, want...)
	return text
}

// turn moves the clock of a rehearsal.
func (j *journey) turn(to string, want ...string) string {
	j.Helper()
	return j.do("拨钟", fields{"时钟拨到", to}, want...)
}

func TestAnOfficialRehearsesAMechanismWatchesMovesTheClockAndPlaysOn(t *testing.T) {
	t.Parallel()
	j := begun(t)
	j.as("jianwenlan")
	j.at("/mechanisms/services")
	j.press("演练", "从头自己演", "演自己写的情景")
	j.picture("list")
	j.follow("五日没有告知，视为受理；延长一次")
	j.sees("the first step", j.text(), "第 1 步", "窗口", "收件", "全国工作日历")
	j.picture("first")
	j.press("下一步", "第 2 步", "看一眼", "符合")
	whole := j.press("演到底", "符合")
	if strings.Contains(whole, "不符") {
		t.Errorf("a shipped scenario does not hold:\n%s", whole)
	}
	j.picture("end")
	j.at("/mechanisms/services/rehearsal/deemed?step=1")
	j.turn("2021-09-26T12:00", "时钟拨到 2021年9月26日 12:00")
	j.turn("2021-09-27T00:30", "到期自己发生的", "视为受理")
	j.picture("deemed")

	// 从第一步接着自己演，两个人各办一件
	j.at("/mechanisms/services/rehearsal/deemed?step=1")
	j.press("从这里自己演", "1 步，演到第 1 步", "谁来办")
	j.press("市监经办", "“市监经办”现在能办")
	j.picture("clerk")
	j.press("＋1 个工作日", "9月18日")
	j.do("一次性告知补正", fields{"补正内容", "平面布置图"}, "第 2 步", "一次性补正告知书", "演练")
	j.picture("supplement")
	j.press("窗口")
	j.do("收补正", fields{"补来材料", "平面布置图"}, "第 3 步")
	j.press("市监经办")
	j.do("受理", nil, "受理通知书", "第 4 步")
	j.picture("accepted")

	// 存成情景文件，再交回来演
	text := browsertest.Eval[string](j.p, `(() => { const f = document.querySelector('#stay'); return fetch(f.action + '/file', {method: 'POST', body: new URLSearchParams(new FormData(f))}).then(r => r.text()); })()`)
	for _, want := range []string{"scenario:", "does: accept", "then:"} {
		if !strings.Contains(text, want) {
			t.Fatalf("the file has no %q:\n%s", want, text)
		}
	}
	j.at("/mechanisms/services/rehearsal")
	again := j.do("演", fields{"或把内容贴在这里", text}, "第 4 步", "受理通知书", "符合")
	if strings.Contains(again, "不符") {
		t.Errorf("what was saved does not hold:\n%s", again)
	}
	j.picture("again")
	j.at("/mechanisms/services/rehearsal")
	j.do("演", fields{"或把内容贴在这里", strings.Replace(text, "does: accept", "dose: accept", 1)}, "scenario.yaml:", "没有“dose”这一项")
	j.picture("mend")
}

// A rehearsal comes by POST, where the walk of the pages does not go.
func TestARehearsalIsPlayedWithoutScriptInANarrowWindow(t *testing.T) {
	tn := settled(t)
	b := browsertest.Start(t)
	for _, o := range []browsertest.Options{{Width: 360, Height: 780, NoScript: true}, {Width: 360, Height: 780, Dark: true}, {}} {
		o.Cookies = map[string]string{frame.CookieName: tn.cookies[staff.Supervisor]}
		p := b.Open(t, tn.URL+"/mechanisms/whistle/rehearsal", o)
		p.Submit("main form.begin button")
		p.Click("#cast input[value=clerk]")
		browsertest.Eval[bool](p, `(() => { const u = document.querySelector('#cast select'); u.selectedIndex = 1; return true; })()`)
		p.Submit("#cast button[value=join]")
		p.Wait("#do")
		browsertest.Eval[bool](p, `(() => { for (const d of document.querySelectorAll('details')) d.open = true; return true; })()`)
		if !o.NoScript {
			for _, v := range p.Axe() {
				t.Errorf("axe: %s", v)
			}
		}
		if wide := p.WiderThanWindow(); len(wide) > 0 {
			t.Errorf("it scrolls sideways: %v", wide)
		}
		for _, c := range p.Complaints() {
			t.Errorf("the browser complains: %s", c)
		}
	}
}

var played = regexp.MustCompile(`name="played" value="([^"]*)"`)

func TestARehearsalThatIsBadOrTooMuchIsAnsweredInWords(t *testing.T) {
	tn := settled(t)
	const path = "/mechanisms/whistle/rehearsal"
	code, text := tn.post(t, staff.Clerk, path, map[string]string{"begin": "whistle"})
	m := played.FindStringSubmatch(text)
	if code != http.StatusOK || m == nil {
		t.Fatalf("beginning answered %d: %s", code, text)
	}
	state := html.UnescapeString(m[1])
	for name, c := range map[string]struct {
		fields map[string]string
		words  string
	}{
		"a thousand years":        {map[string]string{"played": state, "at": "3026-01-01T09:00"}, "钟拨不到 3026 年"},
		"no time":                 {map[string]string{"played": state, "at": "tomorrow"}, "“tomorrow”不是时间"},
		"half a state":            {map[string]string{"played": state[:len(state)/2]}, "演练没有传完整"},
		"no state":                {map[string]string{}, "演练没有传完整"},
		"no procedure":            {map[string]string{"begin": "nobodys"}, "没有“nobodys”这种流程"},
		"no act":                  {map[string]string{"played": state, "do": "act", "act": "nobodys", "procedure": "whistle"}, "不是这个流程的动作"},
		"nobody acts":             {map[string]string{"played": state, "do": "act", "act": "report", "procedure": "whistle"}, "您不能办"},
		"a role of another table": {map[string]string{"played": state, "do": "join", "role": "audit_admin"}, "没有这种岗位"},
		"nothing to answer":       {map[string]string{"played": state, "do": "agree", "act": "stop"}, "还没有立件"},
	} {
		if code, text := tn.post(t, staff.Clerk, path, c.fields); code < 400 || code >= 500 || !strings.Contains(html.UnescapeString(text), c.words) {
			t.Errorf("%s answered %d without %q", name, code, c.words)
		}
	}
	for words, text := range map[string]string{
		"没有交情景":         " ",
		"步骤至多 200 个":    "scenario: x\nprocedure: whistle\npeople: {}\nsteps:\n" + strings.Repeat("  - {at: 2021-03-01}\n", procedure.MostSteps+1),
		"情景太长":          strings.Repeat("#", procedure.MostScenario+1),
		"没有流程“nobodys”": "scenario: x\nprocedure: nobodys\npeople: {}\nsteps: []\n",
	} {
		if code, page := tn.hand(t, staff.Clerk, path, "text/html", map[string]string{"text": text}, nil); code < 400 || code >= 500 || !strings.Contains(html.UnescapeString(page), words) {
			t.Errorf("%.40s answered %d without %q", text, code, words)
		}
	}
	if code, _ := tn.hand(t, staff.Clerk, path, "text/html", nil, map[string]string{"x.yaml": strings.Repeat("#", 3<<20)}); code != http.StatusRequestEntityTooLarge {
		t.Errorf("a huge file answered %d", code)
	}
	code, text = tn.hand(t, staff.Clerk, path, "text/html", nil, map[string]string{"x.yaml": "scenario: 空\nprocedure: whistle\npeople: {}\nsteps:\n  - {at: 2021-03-01 09:00}\n"})
	if code != http.StatusOK || !strings.Contains(text, "还没有立件") {
		t.Errorf("a file of one look answered %d", code)
	}
}
