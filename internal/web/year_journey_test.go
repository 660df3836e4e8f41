package web

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"duban/internal/base/civil"
	"duban/internal/web/browsertest"
)

// handsIn puts a file into the form of a button and presses it.
func (j *journey) handsIn(button, name, path string) {
	j.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		j.Fatal(err)
	}
	j.run(button, `
		const b = [...document.querySelectorAll('main form button[type=submit]')].find(b => words(b) === `+quoted(button)+`), f = b.closest('form');
		const all = new DataTransfer(); all.items.add(new File([`+quoted(string(b))+`], `+quoted(name)+`)); f.querySelector('input[type=file]').files = all.files;
		for (const c of f.querySelectorAll('input[type=checkbox][required]')) if (!c.checked) c.click();
		b.click(); return '';`)
}

// until goes to a page again and again until it shows something.
func (j *journey) until(path, want string) string {
	j.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		text := j.at(path)
		if strings.Contains(text, want) {
			return text
		}
		if time.Now().After(end) {
			j.Fatalf("%s never says %q:\n%s", path, want, text)
		}
	}
}

// acceptsAll goes through the records of a report one by one, as the keys do.
func (j *journey) acceptsAll() {
	j.Helper()
	left := browsertest.Eval[int](j.p, `(async () => {
		const todo = () => [...document.querySelectorAll('.recs button[data-act=a]')];
		for (let turns = 0; turns < 400; turns++) {
			const b = todo()[0];
			if (!b) break;
			b.click();
			for (let i = 0; i < 500 && b.isConnected; i++) await new Promise(r => setTimeout(r, 10));
		}
		return todo().length;
	})()`)
	if left != 0 {
		j.Fatalf("%d records are not accepted:\n%s", left, j.text())
	}
}

// A year of the office, told in docs/year.md, from the report to the draft of the
// next one's review; every step is a page.
func TestANewUserPlaysTheYear(t *testing.T) {
	j := begunOn(t, civil.Date{Year: 2026, Month: 1, Day: 20})
	go j.tn.work.RunReader(t.Context())
	j.as("jianwenlan")
	j.at("/reports")
	j.handsIn("上传", "report.txt", filepath.Join("..", "..", "examples", "report.txt"))
	j.until("/reports", "云泽市 政府工作报告")
	j.follow("政府工作报告")
	j.acceptsAll()
	j.picture("review")
	j.run("入册", `window.leaving = true; document.querySelector('#ready button').click(); return '';`)
	j.do("生成任务草稿", nil, "项任务的草稿")
	j.picture("drafted")

	// 印发：缺东西的先不选，其余一次发
	j.follow("印发…")
	j.do("印发", fields{"文号", "云政办发〔2026〕3号", "成文日期", "2026-01-20", "标题", "关于印发2026年重点工作任务责任分解的通知", "主送", "各镇人民政府、街道办事处，市政府各部门", "正文", "现将任务分解给你们，请认真组织实施。"},
		"云政办发〔2026〕3号", "已下达")
	j.picture("issued")
	j.at("/tasks")
	j.follow("改造老旧小区45个")
	homes := strings.TrimPrefix(j.p.URL(), j.tn.URL)
	j.at("/tasks")
	j.follow("开展拖欠企业账款专项清理")
	debts := strings.TrimPrefix(j.p.URL(), j.tn.URL)

	// 签收；每月填报、审签
	j.tn.turnTo(civil.Date{Year: 2026, Month: 1, Day: 22})
	j.as("xiangshoutian")
	j.at(homes)
	j.do("签收", nil, "推进中")
	j.tn.turnTo(civil.Date{Year: 2026, Month: 2, Day: 27})
	j.as("suqingyang")
	t.Log(j.at(homes))
	t.Log(j.follow("填报"))
	_ = debts
}
