package web

import (
	"regexp"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/project"
	"duban/internal/web/browsertest"
)

// An investor from the first word to the reward, through the pages, as
// docs/mechanisms/investment.md says; what was signed is not typed again.
func TestANewUserPlaysInvestmentPromotion(t *testing.T) {
	t.Parallel()
	j := begunOn(t, civil.Date{Year: 2026, Month: 3, Day: 2})
	day := func(month, day int) { j.tn.turnTo(civil.Date{Year: 2026, Month: month, Day: day}) }
	below := func(number string) string { // the case below whose number begins so
		j.at(browsertest.Eval[string](j.p, `(() => { const r = [...document.querySelectorAll('main table tr')].find(r => r.textContent.includes('`+number+`')); return r.querySelector('a[href^="/cases/"]').getAttribute('href'); })()`))
		return strings.TrimPrefix(j.p.URL(), j.tn.URL)
	}
	here := func() string { return strings.TrimPrefix(j.p.URL(), j.tn.URL) }
	as := func(login, path string) { j.as(login); j.at(path) }

	j.as("zuozhiwei")
	j.at("/projects")
	j.sees("the page of projects", j.follow("招商线索"), "报线索")
	j.follow("报线索")
	report := fields{"投资方", "江栖卫材有限公司", "投资方类别", "其他企业", "投资方所在地", "市外省内", "项目名称", "医用非织造布生产线", "行业", "非织造布", "意向投资", "20000", "线索来源", "外出招商", "归属单位", "市经信局", "首次接触", "2026-02-20", "联系人", "投资部负责人", "联系电话", "02788880000"}
	j.do("报线索", report, "线索研判")
	lead := here()
	number := regexp.MustCompile(`招2026-[0-9]+`).FindString(j.text())
	if strings.Contains(j.text(), "02788880000") {
		t.Error("a contact is shown bare")
	}
	j.as("yonglide") // a town, later
	j.at("/cases?procedure=lead")
	j.follow("报线索")
	report[15] = "柳河镇"
	j.do("报线索", report, number)
	as("shuijingshu", lead)
	j.do("研判线索", fields{"研判意见", "跟进", "研判说明", "方向对"}, "跟踪对接", "首报保护")
	as("zuozhiwei", lead)
	j.do("记往来", fields{"往来日期", "2026-03-02", "往来方式", "外出拜访", "我方", "副市长", "往来结果", "有意向", "下一步", "送选址图"})
	j.do("转入洽谈", fields{"洽谈要点", "用地 60 亩"}, "合同洽谈")
	j.picture("talks")
	day(4, 20)
	as("zuozhiwei", lead)
	j.do("登记合同", fields{"合同编号", "云招合2026-1", "签约日期", "2026-04-20", "协议投资", "20000.5", "责任单位", "市经信局", "落地镇办", "柳河镇", "项目类别", "产业", "约定条件", "半年内开工"}, "已签合同", "医用非织造布生产线")
	j.picture("signed")
	day(5, 11)
	as("zuozhiwei", lead)
	j.do("登记落户公司", fields{"公司名称", "云泽江栖新材有限公司", "统一社会信用代码", "91429099MA4ABCDE1X", "注册日期", "2026-05-08"}, "公司已注册")
	house := browsertest.Eval[string](j.p, `document.querySelector('main a[href^="/projects/"]').getAttribute('href')`)
	j.sees("the project", j.at(house), "20000.5", "落地", number)
	j.picture("project")

	day(9, 1)
	as("geyuqing", house)
	j.do("推进", fields{"到哪个阶段", "开工", "哪天到的", "2026-08-28", "依据", "现场看到桩机", "主体工程已经动工", "是"}, "开工")
	id := strings.TrimPrefix(house, "/projects/")
	head := j.actor("geyuqing")
	aug, err := project.ReadMonth("2026-08")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := j.tn.work.ReportProject(t.Context(), head, desk.Call{}, id, project.Filling{Month: aug, Invested: "12345.67", Visual: "主体动工"}); err != nil {
		t.Fatal(err)
	}
	if _, err := j.tn.work.SignProject(t.Context(), head, desk.Call{}, id, aug); err != nil {
		t.Fatal(err)
	}
	as("shuijingshu", lead)
	j.do("核实动工", nil, "已核实开工", "12345.67")
	as("geyuqing", lead)
	j.do("申请引进认定", nil, "认2026-")
	found := below("认2026-")
	share := fields{"公司名称", "云泽江栖新材有限公司", "统一社会信用代码", "91429099MA4ABCDE1X", "注册日期", "2026-05-08", "引进层级", "市直单位", "公司性质", "新注册企业", "排除情形", "都不是", "外来资金", "9000", "佐证", []string{"投资合同", "营业执照", "资金到账凭证"}, "引进份额", "66.67", "共同引进一", "市商务局", "份额一", "33.34"}
	j.do("报认定材料", share, "正好是 100")
	share[len(share)-1] = "33.33"
	j.do("报认定材料", share, "认定审核", "5000")
	as("shuijingshu", found)
	j.do("送统计审计会签", fields{"第一个单位", "市统计局", "第 2 个单位", "市审计局", "审核意见", "齐全"}, "待会签")
	for _, who := range []string{"ranqiming", "jingzhaoran"} {
		as(who, found)
		j.do("出会签意见", fields{"会签意见", "没有意见"})
	}
	as("shuijingshu", found)
	j.do("发认定公示", fields{"认定金额", "12145.67"}, "认定公示", "引进项目认定公示")
	j.picture("noticed")
	day(9, 9)
	if _, err := j.tn.work.SweepDeadlines(t.Context()); err != nil {
		t.Fatal(err)
	}
	as("linzhiyuan", found)
	j.do("作认定决定", fields{"认定决定", "认定", "理由", "符合条件"}, "已认定引进", "8097.52", "4048.15", "引进项目认定书")
	j.picture("recognised")
	as("geyuqing", found)
	j.do("申请奖励", nil, "奖2026-")
	reward := below("奖2026-")
	j.do("申报奖励", fields{"奖励对象", "引进单位", "收款方", "市经信局", "公平竞争审查", "不涉及特定经营者", "审查文号", "云公审〔2026〕4号"}, "财政核定", "8.1", "引进单位认定额 × 0.001（引进单位认定额 8097.52） = 8.1，最多 50")
	as("guyueming", reward)
	j.do("核定奖励", fields{"核定金额", "8.11"}, "不能多于应奖金额")
	j.do("核定奖励", fields{"核定金额", "8.1"}, "待批奖励")
	as("linzhiyuan", reward)
	j.do("批奖励", fields{"奖励决定", "同意兑现", "理由", "同意"}, "待拨付奖励")
	j.picture("granted")
	as("guyueming", reward)
	j.do("记拨付", fields{"拨付金额", "8.1", "拨付日期", "2026-09-09", "凭证号", "2026-77"}, "已拨付，看承诺")
	j.as("jianwenlan")
	j.sees("the rates", j.at("/mechanisms/investment"), "签约率", "开工率", "标准", "取值待核")
	j.picture("mechanism")
}
