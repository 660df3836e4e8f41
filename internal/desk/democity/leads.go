package democity

import (
	"fmt"
	"math/rand/v2"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
)

// investors are those who are in talks with the city, all invented.
var investors = []struct {
	name, kind, from, project, line string
	wan                             int
	unit, site                      string // who was first, and where it may be built
}{
	{"江栖卫材有限公司", "专精特新企业", "市外省内", "医用非织造布生产线", "非织造布", 21000, "429099102", "429099102"},
	{"岚港食品集团", "民营500强", "省外", "黄鳝深加工基地", "食品", 38000, "429099118", "429099118"},
	{"启衡装备股份有限公司", "上市公司", "省外", "纺织机械整机厂", "装备制造", 52000, "429099401", "429099401"},
	{"沐川新能源有限公司", "其他企业", "省外", "储能电池包装配线", "新能源新材料", 120000, "429099401", "429099401"},
	{"云岫医药有限公司", "专精特新企业", "市外省内", "中药饮片车间", "生物医药", 16000, "commerce", "429099101"},
	{"海翎电子（港）有限公司", "其他企业", "港澳台", "连接器生产线", "电子信息", 45000, "industry", "429099401"},
	{"南栈冷链有限公司", "其他企业", "省外", "城东冷链物流园", "现代服务业", 30000, "commerce", "429099001"},
	{"稻朵农业有限公司", "其他企业", "市外省内", "再生稻加工厂", "现代农业", 9000, "429099101", "429099101"},
}

// lead is an investor from the first word to where the talks stand.
func (a *staged) lead(r *rand.Rand, n int) {
	x := investors[n]
	l := &life{staged: a, r: r, at: a.now - civil.Instant(20+40*n+r.IntN(20))*86_400_000_000}
	data := map[string]any{"投资方": x.name, "投资方类别": x.kind, "投资方所在地": x.from, "项目名称": x.project, "行业": x.line, "意向投资": x.wan, "线索来源": []string{"外出招商", "以商招商", "商会协会", "返乡投资", "推介活动"}[n%5],
		"归属单位": x.unit, "首次接触": civil.OfDays(l.at.Date().Days() - int64(r.IntN(12))).String(), "联系人": "投资部负责人", "联系电话": fmt.Sprintf("0278888%04d", n)}
	const office = "investment-promotion"
	if !l.open(x.unit, staff.Head, "lead", "report", data) || !l.later(1440, 4*1440) ||
		!l.do(office, staff.Head, "assess", "", map[string]any{"研判意见": "跟进", "研判说明": "符合产业方向，用地、用能有保障。"}, "") {
		return
	}
	for i, how := range []string{"外出拜访", "来访接待", "现场考察"} {
		if !l.later(6*1440, 18*1440) || !l.do(x.unit, staff.Head, "visit", "", map[string]any{"往来日期": l.at.Date().String(), "往来方式": how, "我方": "分管副市长", "对方": "董事长",
			"往来结果": []string{"介绍了本市的产业和园区，对方有意向。", "看了两处选址，对方倾向园区。", "设备、环评、用工逐项对了一遍。"}[i], "下一步": "归属单位两周内把选址图和成本测算送过去。"}, "") {
			return
		}
	}
	if !l.later(1440, 9*1440) || !l.do(x.unit, staff.Head, "negotiate", "", map[string]any{"洽谈要点": "用地、交地时间谈定，投资强度还在谈。", "要素需求": "用地 60 亩，用电 8000 千伏安。"}, "") || !l.later(3*1440, 15*1440) {
		return
	}
	signed := l.at.Date()
	if !l.do(x.unit, staff.Head, "sign", "", map[string]any{"合同编号": fmt.Sprintf("云招合%d-%d", signed.Year, n+1), "签约日期": signed.String(), "协议投资": x.wan, "责任单位": x.unit, "落地镇办": x.site, "项目类别": "产业",
		"建设内容": x.project + "及配套用房", "拟开工": civil.OfDays(signed.Days() + 150).String(), "约定条件": "每亩投资不少于 300 万元，一年半内投产。", "本市承诺": "三个月内交地。"}, "") ||
		!l.later(8*1440, 20*1440) || !l.do(x.unit, staff.Head, "settle-in", "", map[string]any{"公司名称": "云泽" + x.project + "有限公司", "统一社会信用代码": fmt.Sprintf("91429099MA4%05dX%d", 34010+n*37, n), "注册日期": l.at.Date().String(), "注册资本": x.wan / 10}, "") ||
		!l.later(40*1440, 70*1440) {
		return
	}
	by, ok := l.who(x.unit, staff.Head)
	if !ok {
		return
	}
	c, err := l.w.ShowCase(l.ctx, by, l.id)
	if !l.must(err) {
		return
	}
	of, _ := c.Case.Data["项目"].(string)
	if _, err = l.w.AdvanceProject(l.ctx, by, desk.Call{}, of, project.Step{To: project.Started, On: l.at.Date(), Note: "现场看到桩机作业，有照片", MainWorks: true}); l.must(err) && l.later(1440, 5*1440) {
		l.do(office, staff.Head, "begin", "", nil, "")
	}
}
