package democity

import (
	"fmt"
	"math/rand/v2"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/register"
	"duban/internal/kernel/staff"
)

// Of the invented city's communities one has people of its own.
const (
	community = "429099102001"
	itsTown   = "429099102"
)

// whistled is a community that whistles for the town, which does it itself or whistles on.
func (a *staged) whistled(r *rand.Rand) {
	l := &life{staged: a, r: r, at: a.daytime(r, 9)}
	m := matters[r.IntN(len(matters))]
	own := r.IntN(2) == 0
	if !l.open(community, staff.Head, "community", "ask", map[string]any{"事由": m.what, "类别": m.kind, "位置": fmt.Sprintf("老街 %d 号", 1+r.IntN(60)), "所属街道": itsTown, "来源": []string{"网格巡查", "群众反映", "议事会"}[r.IntN(3)]}) || !l.later(20, 900) {
		return
	}
	if r.IntN(12) == 0 {
		l.do(itsTown, staff.Head, "send-back", "", nil, "社区有经费，自己办得了")
		return
	}
	if !l.do(itsTown, staff.Head, "weigh", "", map[string]any{"急缓": "日常", "街道能办": map[bool]string{true: "办得了", false: "办不了"}[own]}, "") || !l.later(20, 200) {
		return
	}
	its := l.id
	if own {
		if !l.later(600, 6000) || !l.do(itsTown, staff.Head, "reply", "", map[string]any{"街道答复": "城管办当天带人清理，留了照片"}, "") {
			return
		}
	} else {
		if !l.do(itsTown, staff.Head, "pass-on", "", nil, "") {
			return
		}
		by, _ := l.who(itsTown, staff.Head)
		s, err := l.w.ShowCase(l.ctx, by, its)
		if !l.must(err) || len(s.Below) == 0 {
			return
		}
		if l.id = s.Below[0].Row.ID; !l.later(5, 200) || !l.called(itsTown, m.units) {
			return
		}
	}
	if l.id = its; l.later(60, 3000) {
		l.do(community, staff.Head, "judge", "", map[string]any{"社区评价": []string{"满意", "满意", "基本满意", "不满意"}[r.IntN(4)]}, "")
	}
}

// members are asked to help out in the community.
func (a *staged) members(r *rand.Rand) {
	l := &life{staged: a, r: r, at: a.daytime(r, 9)}
	units := []string{"finance", "human-resources", "education", "transport", "health"}
	r.Shuffle(len(units), func(i, j int) { units[i], units[j] = units[j], units[i] })
	units = units[:1+r.IntN(3)]
	kind := []string{"巡查值守", "矛盾调解", "扶老助残", "文明劝导", "政策宣讲"}[r.IntN(5)]
	what := map[string]string{"巡查值守": "夜间巡查老旧楼道", "矛盾调解": "调解楼上楼下漏水", "扶老助残": "给独居老人大扫除", "文明劝导": "路口劝导不闯红灯", "政策宣讲": "讲医保缴费怎么办"}[kind]
	if !l.open(community, staff.Head, "members", "ask-members", map[string]any{"服务事项": what, "服务类别": kind, "社区": "老街社区", "地点": fmt.Sprintf("老街 %d 号", 1+r.IntN(60)), "服务日期": (l.at + 3*civil.Day).Date().String(), "需要人数": 4 * len(units), "报到单位": units}) {
		return
	}
	for _, u := range units {
		if r.IntN(8) == 0 {
			if !l.later(30, 400) || !l.do(u, staff.Head, "decline", u, nil, "当天有全市会议") {
				return
			}
			continue
		}
		if r.IntN(10) == 0 || !l.later(30, 700) || !l.do(u, staff.Clerk, "claim", u, map[string]any{"认领人数": 4, "带队人": "支部委员"}, "") || !l.later(1000, 5000) ||
			!l.do(u, staff.Clerk, "serve", u, map[string]any{"实到人数": 3 + r.IntN(3), "服务时长": 6 + r.IntN(6), "服务情况": "按社区的安排做完"}, "") {
			return
		}
	}
	if by, ok := l.who(community, staff.Head); ok && l.later(60, 3000) {
		if s, err := l.w.ShowCase(l.ctx, by, l.id); l.must(err) && s.Stage.ID == "confirming" {
			l.do(community, staff.Head, "confirm", "", map[string]any{"社区评价": []string{"满意", "满意", "基本满意"}[r.IntN(3)]}, "")
		}
	}
}

// books fills some of the registers in.
func (a *staged) books() error {
	since := civil.OfDays(a.now.Date().Days() - 400)
	for _, street := range []string{"429099001", "429099101", "429099102", "429099118"} {
		by, ok := a.by[street+"/"+string(staff.Head)]
		if !ok {
			continue
		}
		for n := range 4 {
			if _, err := a.w.AddEntry(a.ctx, by, desk.Call{}, "grid", register.Deed{On: since, Data: map[string]any{"网格编码": fmt.Sprintf("%s001%03d", street, n+1), "网格名称": fmt.Sprintf("第 %d 网格", n+1), "所属街道": street, "社区": "一社区", "类型": "社区网格", "四至": "东至河，南至路，西至渠，北至堤", "户数": 280 + 30*n, "网格员": fmt.Sprintf("网格员 %d", n+1), "联系电话": fmt.Sprintf("1380000%04d", 10*n)}}); err != nil {
				return fmt.Errorf("democity: grids: %w", err)
			}
			if _, err := a.w.AddEntry(a.ctx, by, desk.Call{}, "members", register.Deed{On: since, Data: map[string]any{"报到编号": fmt.Sprintf("%s-%03d", street, n+1), "姓名": fmt.Sprintf("党员 %d", n+1), "所在单位": []string{"市财政局", "市教育局", "市人社局", "市卫健委"}[n], "街道": street, "报到社区": "一社区", "报到日期": "2026-03-05", "认领服务": []any{"巡查值守", "扶老助残"}, "服务时长": 4 + 2*n, "联系电话": fmt.Sprintf("1390000%04d", 10*n)}}); err != nil {
				return fmt.Errorf("democity: members: %w", err)
			}
		}
	}
	return nil
}
