package web

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/desk/democity"
	"duban/internal/kernel/basemap"
	"duban/internal/kernel/snapshot"
	"duban/internal/web/browsertest"
	"duban/internal/web/public"
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
	j.p.Wait(".sent li") // the page sends it beside itself, and says how that went
	if wrong := browsertest.Eval[string](j.p, `(async () => {
		for (let i = 0; i < 3000 && document.querySelector('.sent progress'); i++) await new Promise(r => setTimeout(r, 10));
		return [...document.querySelectorAll('.sent li.bad')].map(l => l.textContent).join();
	})()`); wrong != "" {
		j.Fatal(button, ": ", wrong)
	}
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

// public looks at what everybody sees of what was published.
func (j *journey) public(want ...string) {
	j.Helper()
	site := public.NewSite(published{j.tn.work, democity.Invented().Division.Code}, public.Imprint{}, func(context.Context) (basemap.Basemap, error) { return basemap.Basemap{}, nil }, slog.New(slog.DiscardHandler))
	if err := site.Look(j.Context()); err != nil {
		j.Fatal(err)
	}
	s := httptest.NewServer(site)
	defer s.Close()
	j.p.Visit(j.T, s.URL, nil)
	j.sees("publishing", j.text(), want...)
	j.picture("public")
}

// published gives the newest snapshot of a division.
type published struct {
	work     *desk.Workspace
	division string
}

func (p published) Newest(ctx context.Context) (*snapshot.Snapshot, error) {
	return p.work.PublicSnapshot(ctx, p.division)
}

// A year of the office, told in docs/year.md, from the report to the draft of the
// next one's review; every step is a page.
func TestANewUserPlaysTheYear(t *testing.T) {
	t.Parallel()
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
	day := func(month, day int) { j.tn.turnTo(civil.Date{Year: 2026, Month: month, Day: day}) }
	day(1, 22)
	j.as("xiangshoutian")
	j.at(homes)
	j.do("签收", nil, "推进中")
	j.as("geyuqing")
	j.at(debts)
	j.do("签收", nil, "推进中")
	reports := func(path, month, clerk, head string, in fields) {
		t.Helper()
		j.as(clerk)
		j.at(path)
		j.follow("填报进展…")
		j.follow(month)
		in = append(fields{"截至 " + month + "累计完成", in[0]}, in[1:]...)
		j.do("报给负责人审签", in)
		j.as(head)
		j.at(path)
		j.do("审签", nil)
	}
	day(2, 27)
	reports(homes, "2026年2月", "suqingyang", "xiangshoutian", fields{"8", "工作进展", "8 个小区进场施工", "下一步措施", "3 月再开工 6 个", "或能看到它的地址", "https://yunze.example/homes/2"})
	j.sees("February", j.text(), "达到序时进度")
	j.picture("green")

	// 三月没有报，清单也没有建：变红
	day(4, 1)
	j.as("jianwenlan")
	j.sees("April", j.at(homes), "不到应完成的八成", "到 3月31日应完成")
	j.picture("red")
	j.sees("the mayor's page", j.at("/mayor"), "改造老旧小区45个")
	j.picture("mayor")

	// 提醒、催办、单位说明
	j.at(homes)
	j.follow("立督办")
	j.do("立督办", fields{"事项", "老旧小区改造三月没有报，进度不到八成", "单型", "逐级督办", "起点", "提醒", "要求", "五个工作日内说明原因"}, "督查提醒单", "改造老旧小区45个")
	urging := strings.TrimPrefix(j.p.URL(), j.tn.URL)
	day(4, 10)
	j.as("jianwenlan")
	j.at(urging)
	j.do("催办", fields{"催办要求", "三个工作日内报开工计划"}, "催办单")
	j.picture("urged")
	j.as("suqingyang")
	j.sees("notices", j.at("/notices"), "老旧小区改造三月没有报")
	j.at(urging)
	j.do("说明情况", fields{"原因说明", "6 个小区的设计变更没有批", "采取措施", "分两班施工", "预计完成", "2026-11-20"}, "单位已说明")

	// 现场办公会：问题、纪要
	day(4, 15)
	j.as("jianwenlan")
	j.at("/dispatch/meeting")
	j.follow("开现场办公会")
	j.do("开现场办公会", fields{"会议名称", "四月现场办公会", "月份", "2026-04", "会议日期", "2026-04-15", "地点", "青年路改造现场", "主持人", "市长", "出席", "市住建局局长\n市自然资源和规划局局长"}, "四月现场办公会")
	j.at("/dispatch/meeting")
	j.follow("提一个问题")
	j.do("提问题", fields{"问题", "6 个小区的设计变更没有批", "任务", "改造老旧小区45个", "问题类别", "审批", "责任单位", "市自然资源和规划局", "限办工作日", "10"}, "待解决")
	problem := strings.TrimPrefix(j.p.URL(), j.tn.URL)
	j.at("/dispatch/meeting")
	j.do("出会议纪要", nil, "纪要", "6 个小区的设计变更没有批")
	j.picture("meeting")
	j.as("yuzhihe")
	j.at(problem)
	j.do("报解决", fields{"解决情况", "六个变更 4 月 20 日批了"})
	day(4, 21)
	j.as("jianwenlan")
	j.at(problem)
	j.do("核实销号", fields{"核实", "已经解决"}, "已解决")

	// 赶上来；办结、销号；督办销单
	day(5, 27)
	reports(homes, "2026年5月", "suqingyang", "xiangshoutian", fields{"21", "工作进展", "21 个完工", "或能看到它的地址", "https://yunze.example/homes/5"})
	j.sees("May", j.text(), "达到序时进度")
	j.as("jianwenlan")
	j.at(urging)
	j.do("已落实，销单", fields{"理由", "五月赶上了进度"}, "已落实")
	day(11, 26)
	reports(homes, "2026年11月", "suqingyang", "xiangshoutian", fields{"45", "工作进展", "45 个全部完工", "或能看到它的地址", "https://yunze.example/homes/11"})
	j.do("申请办结", fields{"完成情况", "45 个小区全部完工并验收", "或能看到它的地址", "https://yunze.example/homes/accepted"}, "申请办结")
	day(11, 30)
	j.as("jianwenlan")
	j.at(homes)
	j.do("办结销号", nil, "已办结")
	j.picture("closed")

	// 年终结算，公布，起草下一年报告的回顾
	day(12, 31)
	j.as("jianwenlan")
	j.at("/settlements")
	j.do("结算", fields{"考核表", "市直单位年度绩效考核", "年度", "2026"}, "待确认", "市住建局")
	settlement := strings.TrimPrefix(j.p.URL(), j.tn.URL)
	j.follow("市住建局")
	j.sees("the unit's score", j.text(), "min(1, 45 ÷ 45)")
	j.picture("settled")
	j.as("linzhiyuan")
	j.at(settlement)
	j.do("确认，给各单位看", nil, "已确认")
	j.as("jianwenlan")
	j.at("/snapshots")
	j.do("公布", nil, "已经公布", "简文澜")
	j.picture("published")
	j.public("改造老旧小区45个")
	j.as("jianwenlan")
	j.sees("the review of the year", j.at("/accounts?kind=review"), "改造老旧小区45个，为目标的 100%", "2026 年 11 月进展，2026-11-26 审签", "任务 2026-0041")
	j.picture("review-of-the-year")
}
