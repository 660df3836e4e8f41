package web

import (
	"strings"
	"testing"

	"duban/internal/web/browsertest"
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
