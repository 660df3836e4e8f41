package web

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"duban/internal/base/civil"
	"duban/internal/desk/democity"
	"duban/internal/kernel/staff"
	"duban/internal/web/browsertest"
)

// journey is a new user who has the page of a mechanism in docs/mechanisms
// beside the browser and does what it says, step by step.
type journey struct {
	*testing.T
	tn    *town
	p     *browsertest.Page
	shots int
}

// begun is the invented city as the demo has it, without its cases.
func begun(t *testing.T) *journey {
	t.Helper()
	return begunOn(t, civil.Instant(time.Now().UnixMicro()).Date())
}

// begunOn is the same on another day, in the morning; the house's clock goes on from there.
func begunOn(t *testing.T, on civil.Date) *journey {
	t.Helper()
	tn := ground(t)
	tn.turnTo(on)
	city := democity.Invented()
	city.Reports = nil
	who, err := democity.Settle(t.Context(), tn.work, city, password)
	if err != nil {
		t.Fatal(err)
	}
	security := ""
	for _, x := range who {
		if x.Role == staff.SecurityAdmin {
			security = x.Login
		}
	}
	if _, err := democity.Admit(t.Context(), tn.work, city, security, password); err != nil {
		t.Fatal(err)
	}
	return &journey{T: t, tn: tn, p: browsertest.Start(t).Tab(t, browsertest.Options{})}
}

// turnTo makes it this day's morning for the house; today is what it is.
func (tn *town) turnTo(on civil.Date) {
	now := civil.Instant(time.Now().UnixMicro())
	tn.later.Store(0)
	if now.Date() != on {
		tn.later.Store(int64(on.At(9, 0)) - int64(now))
	}
}

// player is what finds forms and fields by the words that stand beside them.
const player = `
const words = e => { const c = e.cloneNode(true); for (const x of c.querySelectorAll('.optional, .hint, .err, small, input, select, textarea')) x.remove(); return c.textContent.replace(/\s+/g, ' ').trim(); };
const set = (e, v) => { e.value = v; e.dispatchEvent(new Event('input', {bubbles: true})); e.dispatchEvent(new Event('change', {bubbles: true})); };
const fill = (f, label, value) => {
	for (const l of f.querySelectorAll('label, legend')) {
		if (words(l) !== label) continue;
		const box = l.tagName === 'LEGEND' ? l.closest('fieldset') : null;
		if (box) {
			const many = [...box.querySelectorAll('label')];
			for (const v of [].concat(value)) {
				const choice = many.find(m => words(m) === v) || many.find(m => words(m).includes(v));
				if (choice) { const i = choice.control || choice.querySelector('input'); if (!i.checked) i.click(); continue; }
				const s = box.querySelector('select');
				const o = s && [...s.options].find(o => o.textContent.includes(v));
				if (!o) return label + ' offers no ' + v + ': ' + many.map(words).join(' | ');
				set(s, o.value);
			}
			return '';
		}
		const e = l.control || l.querySelector('input, select, textarea');
		if (!e) continue;
		if (e.type === 'checkbox' || e.type === 'radio') { if (!e.checked) e.click(); return ''; }
		if (e.tagName === 'SELECT') {
			const o = [...e.options].find(o => o.textContent.trim() === value) || [...e.options].find(o => o.textContent.includes(value));
			if (!o) return label + ' offers no ' + value + ': ' + [...e.options].map(o => o.textContent.trim()).join(' | ');
			set(e, o.value);
			return '';
		}
		set(e, value);
		return '';
	}
	return 'no field ' + label + ' among ' + [...f.querySelectorAll('label, legend')].map(words).join(' | ');
};
`

// run does something in the page that leads to another, and waits for it.
func (j *journey) run(what, body string) string {
	j.Helper()
	wrong := browsertest.Eval[string](j.p, `(() => {`+player+body+`})()`)
	if wrong != "" {
		j.Fatalf("%s: %s\n%s", what, wrong, j.text())
	}
	for until := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		there, err := chromedp.Run(j.p.Context(), chromedp.Evaluate[bool](`document.readyState === 'complete' && !window.leaving`))
		if err == nil && there {
			return j.text()
		}
		if time.Now().After(until) {
			j.Fatalf("%s: no page came: %v", what, err)
		}
	}
}

func quoted(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

func (j *journey) text() string {
	return browsertest.Eval[string](j.p, `document.querySelector('main').innerText.replace(/[ \t]+/g, ' ')`)
}

// as signs somebody in, through the page.
func (j *journey) as(login string) {
	j.Helper()
	j.p.Visit(j.T, j.tn.URL+"/sign-in", nil)
	j.p.Fill("#f-login", login)
	j.p.Fill("#f-password", password)
	j.run("signing in", `window.leaving = true; document.querySelector('main button[type=submit]').click(); return '';`)
	if strings.Contains(j.p.URL(), "sign-in") {
		j.Fatalf("%s cannot sign in: %s", login, j.text())
	}
}

// at goes to an address of the site.
func (j *journey) at(path string) string {
	j.Helper()
	return j.run(path, `window.leaving = true; location.href = `+quoted(path)+`; return '';`)
}

// follow follows the first link with these words in what is shown.
func (j *journey) follow(words string) string {
	j.Helper()
	return j.run("link "+words, `const a = [...document.querySelectorAll('main a, header a, nav a')].find(a => a.textContent.trim() === `+quoted(words)+`) || [...document.querySelectorAll('main a')].find(a => a.textContent.includes(`+quoted(words)+`)); if (!a) return 'no such link'; window.leaving = true; a.click(); return '';`)
}

// fields are labels and what is filled in, in turn; a value may be several.
type fields []any

// do fills a form in and presses its button; the form is found by the words of
// the button, and where it is folded the user opens it.
func (j *journey) do(button string, in fields, want ...string) string {
	j.Helper()
	fill := ""
	for i := 0; i+1 < len(in); i += 2 {
		fill += `wrong = wrong || fill(f, ` + quoted(in[i]) + `, ` + quoted(in[i+1]) + `);`
	}
	text := j.run(button, `
		const b = [...document.querySelectorAll('main form button[type=submit]')].find(b => words(b) === `+quoted(button)+`);
		if (!b) return 'no such button among ' + [...document.querySelectorAll('main form button[type=submit]')].map(words).join(' | ');
		const f = b.closest('form'); for (let d = f.closest('details'); d; d = d.parentElement.closest('details')) d.open = true;
		let wrong = ''; `+fill+`
		if (wrong) return wrong;
		if (!f.noValidate && !f.checkValidity()) return 'the browser wants ' + [...f.querySelectorAll(':invalid')].map(e => e.name).join(', ');
		window.leaving = true; b.click(); return '';`)
	j.sees(button, text, want...)
	return text
}

// sees holds that a page says something.
func (j *journey) sees(after, text string, want ...string) {
	j.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			j.picture("missed")
			j.Fatalf("after %s the page does not say %q:\n%s", after, w, text)
		}
	}
}

// picture keeps what is shown where DUBAN_SHOTS names a folder, to be looked at.
func (j *journey) picture(name string) {
	if dir := os.Getenv("DUBAN_SHOTS"); dir != "" {
		j.shots++
		j.p.Screenshot(filepath.Join(dir, strings.ReplaceAll(j.Name(), "/", "-")+"-"+strconv.Itoa(j.shots)+"-"+name+".png"))
	}
}

func TestANewUserPlaysWhistleAndReport(t *testing.T) {
	t.Parallel()
	j := begun(t)
	j.as("tuqingshan")
	j.at("/cases")
	j.follow("上报")
	j.do("上报", fields{"事由", "小学旁井盖不见", "类别", "井盖缺失", "位置", "青年路 18 号", "急缓", "日常", "街道能办", "办不了"}, "街道核实", "核实")
	path := strings.TrimPrefix(j.p.URL(), j.tn.URL)
	j.as("maisiyuan")
	j.sees("opening the case", j.at(path), "现在能办", "吹哨")
	j.picture("called")
	j.do("吹哨", nil, "部门应哨", "响应", "到场", "处置", "吹哨单")
	j.as("juyouhe")
	j.sees("notices", j.at("/notices"), "小学旁井盖不见")
	j.at(path)
	j.do("响应", nil)
	j.do("到场", fields{"到场人", "两人"})
	j.do("报处置", fields{"处置情况", "已换新井盖"}, "街道评价")
	j.as("maisiyuan")
	j.at(path)
	j.do("评部门", fields{"部门评价", "满意"})
	j.do("回访", fields{"联系上", "是", "解决", "已解决", "评价", "满意"}, "办结")
	j.picture("ended")

	// 剔除和异议
	j.do("剔除", fields{"剔除事由", "不可抗力", "理由", "当日暴雨"}, "报上去了，等批")
	j.as("jianwenlan")
	j.at(path)
	j.do("同意", nil, "剔除异议期")
	j.as("jiwenzheng")
	j.at(path)
	j.do("对剔除提异议", fields{"异议理由", "已经办好，应当算"}, "异议复核")
	j.as("jianwenlan")
	j.at(path)
	if browsertest.Eval[bool](j.p, `[...document.querySelectorAll('main form button')].some(b => b.textContent.trim() === '异议决定')`) {
		t.Error("who agreed to the exclusion may decide the appeal")
	}
	j.as("tangxiaoman")
	j.at(path)
	j.do("异议决定", fields{"异议决定", "撤销剔除", "决定理由", "处置有照片为证"}, "办结")
	j.picture("appealed")
}

func TestANewUserPlaysACommunityThatWhistlesAndMembersWhoReport(t *testing.T) {
	t.Parallel()
	j := begun(t)
	j.as("huomanting")
	j.at("/cases")
	j.follow("社区吹哨")
	j.do("社区吹哨", fields{"事由", "污水井冒水", "类别", "污水外溢", "位置", "老街 3 号", "所属街道", "柳河镇"}, "街道研判")
	path := strings.TrimPrefix(j.p.URL(), j.tn.URL)
	j.as("yonglide")
	j.at(path)
	j.do("街道研判", fields{"急缓", "日常", "街道能办", "办不了"})
	j.do("转吹部门", nil, "污水井冒水")
	j.picture("below")
	j.as("huomanting")
	j.at("/cases")
	j.follow("叫党员报到")
	j.do("叫党员报到", fields{"服务事项", "给独居老人大扫除", "服务类别", "扶老助残", "社区", "老街社区", "地点", "老街 8 号", "服务日期", "2026-12-05", "需要人数", "5", "报到单位", "市财政局"})
	path = strings.TrimPrefix(j.p.URL(), j.tn.URL)
	j.as("guyueming")
	j.at(path)
	j.do("认领", fields{"认领人数", "5", "带队人", "某某", "报到编号", "Q-01、Q-02"})
	j.picture("claimed")
}

func TestANewUserPlaysConstructionApproval(t *testing.T) {
	t.Parallel()
	j := begun(t)
	j.as("yanguilin")
	j.at("/cases")
	j.follow("立项登记")
	j.do("立项登记", fields{"项目代码", "2101-429099-04-01-12345C", "项目名称", "中学迁建", "建设单位", "市教育局", "建设地点", "学府路", "领域", "房屋建筑", "特殊工程", "否", "投资主体", "政府投资", "带方案出让", "否", "工业项目", "否", "建筑面积", "20000"}, "中学迁建", "80")
	project := strings.TrimPrefix(j.p.URL(), j.tn.URL)
	j.do("收事项", fields{"事项", "建筑工程施工许可证核发", "阶段", "3 施工许可", "承办部门", "市住建局", "法定时限", "7个自然日", "承诺时限", "3个工作日", "办理方式", "一般"}, "建筑工程施工许可证核发")
	j.follow("建筑工程施工许可证核发")
	item := strings.TrimPrefix(j.p.URL(), j.tn.URL)
	j.do("一次性告知补正", fields{"补正材料", "施工图审查合格书", "补正时限", "5个工作日"})
	j.do("补正结束", nil)
	j.do("窗口受理", nil)
	j.as("suqingyang")
	j.at(item)
	j.do("部门受理", nil)
	j.do("进入特别程序", fields{"特别程序", "专家评审", "特别程序时限", "10个工作日", "特别程序事由", "结构超限，要专家评审"})
	j.as("xiangshoutian")
	j.at(item)
	j.do("同意", nil)
	j.do("特别程序结束", nil)
	j.do("作出决定", fields{"决定", "通过"}, "办结")
	j.picture("decided")
	j.as("yanguilin")
	j.sees("the project", j.at(project), "审批用时")
	j.picture("project")
	j.do("发起会审", fields{"会审事由", "方案联审", "会审单位", []string{"市自然资源和规划局"}})
	j.as("yuzhihe")
	j.at(project)
	j.do("出会审意见", fields{"意见", "同意", "意见说明", "同意方案"})
	j.as("yanguilin")
	j.at(project)
	j.do("进入工程建设许可", nil)
	j.do("进入施工许可", nil)
	j.do("进入竣工验收", nil)
	j.as("xingshouzheng")
	j.at(project)
	j.do("全部办结", nil, "办结")
	j.as("jianwenlan")
	j.sees("the days", j.at("/cases/days/project"), "中学迁建")
	j.picture("days")
}

func TestANewUserPlaysOneStopServices(t *testing.T) {
	t.Parallel()
	j := begun(t)
	j.p.Visit(t, j.tn.URL+"/guide?words=spjyxk", nil)
	j.sees("the guide", j.text(), "食品经营许可")
	j.p.Visit(t, j.tn.URL+"/guide", nil)
	j.sees("the bundle", j.follow("开便利店、餐馆"), "您是哪种情形")
	j.picture("guide")

	// 窗口收一件食品经营许可，补正、受理、核查、准予、送达
	j.as("yanguilin")
	j.at("/window")
	j.run("finding", `set(document.querySelector('main input[type=search]'), 'spjyxk'); window.leaving = true; document.querySelector('main form button').click(); return '';`)
	j.answered()
	j.do("收件，出凭证", j.blanks(), "收件凭证")
	j.picture("receipt")
	receipt := j.text()
	code := regexp.MustCompile(`([0-9A-Z]{4}) ([0-9A-Z]{4})`).FindStringSubmatch(receipt)
	number := regexp.MustCompile(`政[0-9]{8}-[0-9]+`).FindString(receipt)
	if code == nil || number == "" {
		t.Fatalf("no number and code on the receipt:\n%s", receipt)
	}
	path := "/cases/" + regexp.MustCompile(`/receipts/([0-9A-Za-z_-]+)`).FindStringSubmatch(j.p.URL())[1]
	j.as("chuwenda")
	j.sees("the case", j.at(path), "不需要许可", "不属职权", "当场更正")
	j.do("一次性告知补正", fields{"补正内容", "平面布置图"}, "一次性补正告知书")
	j.as("yanguilin")
	j.at(path)
	j.do("收补正", fields{"补来材料", "平面布置图"})
	j.as("chuwenda")
	j.at(path)
	j.do("受理", nil, "受理通知书", "法定", "承诺")
	j.picture("accepted")
	j.do("实地核查", fields{"核查人员", "某甲\n某乙", "核查结论", "符合"})
	j.as("tongxiaolan")
	j.at(path)
	j.do("准予", fields{"结果名称", "食品经营许可证"}, "准予许可决定书")
	j.as("yanguilin")
	j.at(path)
	j.do("交给申请人", fields{"送达方式", "窗口领取"}, "办结")
	j.picture("ended")

	// 申请人不登录，自己查、自己评
	j.p.Visit(t, j.tn.URL+"/inquiry", nil)
	j.do("查", fields{"办件编号", number, "查询码", code[1] + code[2]}, "办结")
	j.picture("inquiry")
	j.do("评价", fields{"满意度", "5 非常不满意", "评价渠道", "电脑端", "评价内容", []string{"多跑了路", "超过时限"}})
	j.as("yanguilin")
	j.at("/cases?procedure=rating")
	j.follow("食品经营许可")
	rating := strings.TrimPrefix(j.p.URL(), j.tn.URL)
	j.do("核实差评", fields{"核实结论", "属实", "核实情况", "多跑了一趟", "整改单位", "市市场监管局"})
	j.as("tongxiaolan")
	j.at(rating)
	j.do("报整改", fields{"整改情况", "改为一次告知"})
	j.as("yanguilin")
	j.at(rating)
	j.do("回访", fields{"联系上", "是", "回访结果", "满意"}, "差评办结")
	j.picture("rated")
}

// answered gives the first answer to every question of the situation.
func (j *journey) answered() {
	j.Helper()
	if browsertest.Eval[bool](j.p, `!!document.querySelector('main .asks')`) {
		j.run("the situation", `for (const f of document.querySelectorAll('main .asks fieldset')) f.querySelector('input').click(); const b = document.querySelector('main .asks').closest('form').querySelector('button'); window.leaving = true; b.click(); return '';`)
	}
}

// blanks fills in every field of the window's form that is needed and empty, with
// what its kind allows.
func (j *journey) blanks() fields {
	j.Helper()
	j.picture("window")
	browsertest.Eval[bool](j.p, `(() => {`+player+`
		const f = [...document.querySelectorAll('main form')].pop();
		for (const e of f.querySelectorAll('input, select, textarea')) {
			if (!e.required && e.closest('.field') && e.closest('.field').querySelector('.optional')) continue;
			if (e.type === 'checkbox' || e.type === 'hidden') continue;
			if (e.type === 'radio') { if (!f.querySelector('input[name="' + e.name + '"]:checked')) e.click(); continue; }
			if (e.value) continue;
			if (e.tagName === 'SELECT') { set(e, [...e.options].find(o => o.value).value); continue; }
			set(e, e.type === 'date' ? '2026-01-05' : e.inputMode === 'numeric' || e.inputMode === 'decimal' || e.type === 'number' ? '3' : '某某');
		}
		return true;
	})()`)
	return nil
}
