package democity

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
)

// asking is what somebody comes for: an item of the catalogue, or a bundle.
type asking struct {
	code, unit string
	answers    map[string]string
	data       func(*rand.Rand) map[string]any
	result     string
}

func shop(r *rand.Rand) map[string]any {
	kind := []string{"便利店", "小吃店", "早点铺", "水果店", "理发店", "文具店"}[r.IntN(6)]
	return map[string]any{"申请人": fmt.Sprintf("云泽市%s%s", []string{"好邻", "新福", "佳禾", "湖畔", "老街", "金谷"}[r.IntN(6)], kind), "服务对象": "其他组织", "字号名称": fmt.Sprintf("%s%d 号%s", roads[r.IntN(len(roads))], 1+r.IntN(180), kind),
		"经营场所": fmt.Sprintf("%s %d 号", roads[r.IntN(len(roads))], 1+r.IntN(180)), "经营范围": "预包装食品销售；日用百货零售", "从业人数": 1 + r.IntN(8)}
}

func firm(r *rand.Rand) map[string]any {
	name := fmt.Sprintf("云泽%s%s有限公司", []string{"恒达", "启明", "云帆", "绿洲", "匠心", "双河"}[r.IntN(6)], []string{"无纺布", "食品", "商贸", "机械", "物流"}[r.IntN(5)])
	return map[string]any{"申请人": name, "服务对象": "企业法人", "字号名称": name, "主体类型": "公司", "经营场所": fmt.Sprintf("%s %d 号", roads[r.IntN(len(roads))], 1+r.IntN(180)), "经营范围": "日用百货批发；普通货物仓储", "注册资本": 50 * (1 + r.IntN(20)), "从业人数": 2 + r.IntN(60)}
}

func resident(r *rand.Rand) map[string]any {
	return map[string]any{"申请人": fmt.Sprintf("居民（%s %d 号）", roads[r.IntN(len(roads))], 1+r.IntN(180)), "服务对象": "自然人"}
}

var askings = []asking{
	{"food-licence", "market", map[string]string{"谁来办": "本人"}, shop, "食品经营许可证"},
	{"food-licence", "market", map[string]string{"谁来办": "委托他人"}, shop, "食品经营许可证"},
	{"company", "market", map[string]string{"主体类型": "公司", "经营场所来源": "租用", "谁来办": "本人"}, firm, "营业执照"},
	{"food-filing", "market", map[string]string{"谁来办": "本人"}, shop, "备案信息"},
	{"hygiene-licence", "health", map[string]string{"谁来办": "本人"}, shop, "卫生许可证"},
	{"freight-licence", "transport", map[string]string{"谁来办": "本人"}, func(r *rand.Rand) map[string]any {
		d := firm(r)
		d["车牌号码"] = fmt.Sprintf("鄂Z%05d", r.IntN(100000))
		return d
	}, "道路运输经营许可证"},
	{"tobacco-licence", "tobacco", nil, shop, "烟草专卖零售许可证"},
	{"fund-withdrawal", "housing-fund", map[string]string{"提取缘由": "租房"}, func(r *rand.Rand) map[string]any {
		d := resident(r)
		d["提取原因"] = "租房"
		return d
	}, "提取决定"},
	{"social-card", "human-resources", nil, resident, "社会保障卡"},
}

// filled leaves of what somebody says what the form of an item asks.
func (a asking) filled(r *rand.Rand, w *desk.Workspace, l *life) (map[string]any, error) {
	c, err := w.CatalogueOf(l.ctx, a.code)
	if err != nil {
		return nil, err
	}
	data := map[string]any{"申请方式": []string{"窗口", "窗口", "电脑端网上", "移动端"}[r.IntN(4)]}
	fields := c.Guide(a.answers).Fields
	for k, v := range a.data(r) {
		if slices.Contains(fields, k) || k == "申请人" || k == "服务对象" {
			data[k] = v
		}
	}
	return data, nil
}

// ask takes in what somebody comes for; false where the day has not come.
func (l *life) ask(a asking) bool {
	by, ok := l.who("data", staff.Clerk)
	if !ok || l.at >= l.now {
		return false
	}
	data, err := a.filled(l.r, l.w, l)
	if err == nil {
		var k desk.CaseKept
		k, err = l.w.OpenAsked(l.ctx, by, desk.Call{}, desk.AskCase{Code: a.code, Answers: a.answers, Data: data, Brought: []string{"申请表"}, At: l.at})
		l.id = k.ID
	}
	return l.must(err)
}

// agreed has an act done that waits for the head of a unit, and the head's word.
func (l *life) agreed(unit string, role staff.Role, act, branch string, data map[string]any, reason, head string, yes bool) bool {
	by, ok := l.who(unit, role)
	other, found := l.who(head, staff.Head)
	if !ok || !found || by.Person == other.Person || l.at >= l.now {
		return false
	}
	k, err := l.w.ActOnCase(l.ctx, by, desk.Call{}, l.id, procedure.Deed{Act: act, Branch: branch, Data: data, Reason: reason, At: l.at})
	if !l.must(err) || !l.later(20, 300) {
		return false
	}
	_, err = l.w.AnswerCase(l.ctx, other, desk.Call{}, l.id, desk.CaseAnswer{Request: k.Event, Agree: yes, Reason: map[bool]string{false: "理由不足"}[yes], At: l.at})
	return l.must(err)
}

// service is what somebody asks for at the window, from the counter to the rating.
func (a *staged) service(r *rand.Rand) {
	l := &life{staged: a, r: r, at: a.daytime(r, []int{40, 40, 7}[r.IntN(3)])}
	x := askings[r.IntN(len(askings))]
	if l.ask(x) && l.decided(x) && l.r.IntN(2) == 0 && l.later(30, 2000) {
		l.rating(x)
	}
}

// decided takes an item to its end; false where it did not come to one in time.
func (l *life) decided(x asking) bool {
	unit, r := x.unit, l.r
	grant := map[string]any{"结果名称": x.result, "结果编号": fmt.Sprintf("YZ%06d", r.IntN(1_000_000))}
	if r.IntN(20) == 0 || !l.later(20, 900) { // nobody looks at it: the program deems it accepted
		return false
	}
	switch n := r.IntN(40); {
	case n == 0 && l.do("data", staff.Clerk, "no-need", "", nil, "只销售初级农产品，不用办"):
		return false
	case n == 1 && l.do(unit, staff.Clerk, "no-power", "", map[string]any{"应向何处申请": "省级主管部门"}, ""):
		return false
	case n == 2 && l.do("data", staff.Clerk, "withdraw", "", nil, "申请人改了主意"):
		return false
	case n < 8:
		if !l.do(unit, staff.Clerk, "notify", "", map[string]any{"补正内容": []any{"申请表没有签字", "经营场所平面图"}}, "") || r.IntN(4) == 0 || !l.later(1440, 9000) || !l.do("data", staff.Clerk, "supplement", "", map[string]any{"补来材料": []any{"申请表", "经营场所平面图"}}, "") || !l.later(20, 900) {
			return false
		}
	}
	switch x.code {
	case "company", "fund-withdrawal":
		return l.do(unit, staff.Clerk, "grant-at-once", "", grant, "")
	case "food-filing":
		return l.do(unit, staff.Clerk, "file", "", grant, "")
	case "hygiene-licence":
		grant["承诺内容"] = "经营场所、消毒设施和人员符合规定"
		if !l.do(unit, staff.Clerk, "pledge", "", grant, "") || !l.later(9000, 40_000) {
			return false
		}
		if r.IntN(6) == 0 {
			return l.do(unit, staff.Head, "revoke", "", nil, "现场没有消毒设施，与承诺不符")
		}
		return l.do(unit, staff.Clerk, "confirm", "", map[string]any{"核查结论": "符合"}, "")
	}
	if !l.do("data", staff.Clerk, "accept", "", nil, "") {
		return false
	}
	if r.IntN(8) == 0 && l.later(60, 900) {
		if !l.agreed(unit, staff.Clerk, "special", "", map[string]any{"特别程序种类": "检测", "预计天数": 5}, "要送检", unit, true) || !l.later(4000, 12_000) || !l.do(unit, staff.Clerk, "special-done", "", map[string]any{"特别程序结果": "合格"}, "") {
			return false
		}
	}
	if x.code != "social-card" && r.IntN(12) == 0 && l.later(60, 600) && !l.agreed(unit, staff.Clerk, "extend", "", map[string]any{"延长天数": 5}, "同期申请多，要逐户核查", unit, r.IntN(3) > 0) {
		return false
	}
	if !l.later(600, 7000) {
		return false
	}
	if x.code == "food-licence" && !l.do(unit, staff.Clerk, "inspect", "", map[string]any{"核查人员": []any{"核查员甲", "核查员乙"}, "核查结论": "符合"}, "") || !l.later(30, 1500) {
		return false
	}
	if r.IntN(12) == 0 {
		if !l.do(unit, staff.Head, "refuse", "", map[string]any{"不予理由": "经营场所和申请的项目不相适应"}, "") {
			return false
		}
	} else if !l.do(unit, staff.Head, "grant", "", grant, "") {
		return false
	}
	return l.later(200, 4000) && l.do("data", staff.Clerk, "deliver", "", map[string]any{"送达方式": "窗口领取"}, "")
}

// rating is what whoever asked says of it, as the window notes it down.
func (l *life) rating(x asking) {
	by, ok := l.who("data", staff.Clerk)
	if !ok {
		return
	}
	s, err := l.w.ShowCase(l.ctx, by, l.id)
	if !l.must(err) {
		return
	}
	level := []string{"1 非常满意", "1 非常满意", "2 满意", "2 满意", "3 基本满意", "4 不满意", "5 非常不满意"}[l.r.IntN(7)]
	if !l.open("data", staff.Clerk, "rating", "rate", map[string]any{"办件编号": s.Number, "评价事项": s.Title(), "被评单位": x.unit, "满意度": level, "评价渠道": "电话"}) || level[0] < '4' || !l.later(30, 500) {
		return
	}
	if l.r.IntN(4) == 0 {
		l.do("data", staff.Head, "verify-untrue", "", nil, "录像里没有让申请人再来一趟")
		return
	}
	if l.do("data", staff.Clerk, "verify", "", map[string]any{"核实结论": "属实", "核实情况": "同一份材料要了两次", "整改单位": x.unit}, "") && l.later(1000, 9000) &&
		l.do(x.unit, staff.Head, "mend", "", map[string]any{"整改情况": "退回多收的材料，窗口的清单改了"}, "") && l.later(500, 4000) {
		l.do("data", staff.Clerk, "call-back", "", map[string]any{"联系上": "是", "回访结果": "满意"}, "")
	}
}

var bundled = []asking{
	{"open-company", "", map[string]string{"主体类型": "公司", "经营场所来源": "租用", "谁来办": "本人", "雇工": "招", "银行户": "要"}, func(r *rand.Rand) map[string]any {
		d := firm(r)
		d["开户银行"] = "云泽农商银行"
		return d
	}, "营业执照"},
	{"open-shop", "", map[string]string{"经营场所来源": "自有", "谁来办": "本人", "食品经营方式": "散装食品或现场制售", "售卖烟草": "卖", "面积": "不超过"}, shop, "许可证"},
	{"newborn", "", map[string]string{"父母婚姻": "已登记", "落户随谁": "随母"}, func(r *rand.Rand) map[string]any {
		d := resident(r)
		d["新生儿姓名"], d["出生日期"], d["母亲姓名"], d["父亲姓名"], d["落户地址"] = "某宝宝", "2026-09-01", "某女士", "某先生", "建设街 12 号"
		return d
	}, "证件"},
}

// bundle is several bodies' matters asked for with one form.
func (a *staged) bundle(r *rand.Rand) {
	l := &life{staged: a, r: r, at: a.daytime(r, 6)}
	if !l.ask(bundled[r.IntN(len(bundled))]) {
		return
	}
	by, _ := l.who("data", staff.Clerk)
	whole := l.id
	s, err := l.w.ShowCase(l.ctx, by, whole)
	if !l.must(err) {
		return
	}
	if r.IntN(6) == 0 {
		return // nobody has begun
	}
	for _, p := range s.Below {
		unit, _ := p.Case.Data["承办单位"].(string)
		kind, _ := p.Case.Data["办件类型"].(string)
		l.id = p.Row.ID
		if r.IntN(12) == 0 || !l.later(20, 500) || p.Case.Stage.ID == "awaiting" && !l.do("data", staff.Clerk, "begin", "", nil, "") || !l.later(10, 200) {
			return
		}
		grant := map[string]any{"结果名称": "办理结果"}
		done := false
		switch {
		case p.Case.Data["改革方式"] == "审批改为备案":
			done = l.do(unit, staff.Clerk, "file", "", grant, "")
		case kind == "即办件":
			done = l.do(unit, staff.Clerk, "grant-at-once", "", grant, "")
		default:
			done = l.do("data", staff.Clerk, "accept", "", nil, "") && l.later(600, 5000) && l.do(unit, staff.Head, "grant", "", grant, "") && l.later(60, 900) && l.do("data", staff.Clerk, "deliver", "", map[string]any{"送达方式": "窗口领取"}, "")
		}
		if !done {
			return
		}
	}
	if l.id = whole; l.later(60, 2000) {
		l.do("data", staff.Clerk, "hand-over", "", map[string]any{"送达方式": "窗口领取"}, "")
	}
}

// relay is taken in here for another province.
func (a *staged) relay(r *rand.Rand) {
	l := &life{staged: a, r: r, at: a.daytime(r, 40)}
	data := map[string]any{"事项": []string{"户口迁移", "住房公积金提取", "社会保障卡申领", "道路运输从业资格换证"}[r.IntN(4)], "通办模式": []string{"异地代收代办", "全程网办", "多地联办"}[r.IntN(3)], "属地": "邻省甲市", "属地部门": "甲市政务服务中心", "已收材料": []any{"申请表", "居民身份证"}}
	for k, v := range resident(r) {
		data[k] = v
	}
	if !l.open("data", staff.Clerk, "relay", "take-in", data) || !l.later(60, 2500) || !l.do("data", staff.Clerk, "hand-on", "", map[string]any{"流转方式": "网上传递"}, "") || !l.later(600, 6000) {
		return
	}
	if r.IntN(10) == 0 {
		l.do("data", staff.Clerk, "send-back", "", nil, "属地说不符合条件")
		return
	}
	if !l.do("data", staff.Clerk, "taken-there", "", map[string]any{"属地受理号": fmt.Sprintf("J%07d", r.IntN(10_000_000)), "属地承诺时限": "5个工作日"}, "") || !l.later(60, 900) {
		return
	}
	if r.IntN(5) == 0 && (!l.do("data", staff.Clerk, "wanted-there", "", map[string]any{"属地要求": "补一张近期照片"}, "") || !l.later(900, 5000) || !l.do("data", staff.Clerk, "sent-more", "", map[string]any{}, "")) {
		return
	}
	if l.later(2000, 9000) && l.do("data", staff.Clerk, "decided-there", "", map[string]any{"属地结果": "准予"}, "") && l.later(300, 4000) {
		l.do("data", staff.Clerk, "given", "", map[string]any{"送达方式": "窗口领取"}, "")
	}
}
