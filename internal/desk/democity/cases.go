package democity

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
)

// staged are the city's people as they do what cases need of them.
type staged struct {
	ctx     context.Context
	w       *desk.Workspace
	now     civil.Instant
	by      map[string]staff.Actor // unit/role
	trouble chan error
}

// SettleCases fills the city with cases that its people opened and took as far
// as time has brought them: those of the last days stand in every stage, older
// ones are done. The acts are those that people would do, at the times they
// would; the same seed gives the same city.
func SettleCases(ctx context.Context, w *desk.Workspace, city City, supervisor, password string, many int, now civil.Instant) error {
	s := &settler{ctx: ctx, w: w, city: city, password: password}
	by := s.actor(supervisor)
	if s.err != nil {
		return fmt.Errorf("democity: who is there: %w", s.err)
	}
	a, err := stagedBy(ctx, w, city, by, now)
	if err != nil {
		return fmt.Errorf("democity: who is there: %w", err)
	}
	works := []func(*rand.Rand){}
	for _, share := range []struct {
		of   int // in a hundred
		work func(*rand.Rand)
	}{{52, a.whistle}, {26, a.service}, {3, a.bundle}, {2, a.relay}, {4, a.whistled}, {3, a.members}} {
		for range (many*share.of + 99) / 100 {
			works = append(works, share.work)
		}
	}
	if err := a.books(); err != nil {
		return err
	}
	for n := range max(many/100, 1) {
		works = append(works, func(r *rand.Rand) { a.project(r, n) })
	}
	for n := range min(len(investors), many) {
		works = append(works, func(r *rand.Rand) { a.lead(r, n) })
	}
	next := make(chan int)
	var wait sync.WaitGroup
	for range 16 {
		wait.Go(func() {
			for i := range next {
				works[i](rand.New(rand.NewPCG(429099, uint64(i))))
			}
		})
	}
	for i := range works {
		select {
		case next <- i:
		case err = <-a.trouble:
		case <-ctx.Done():
			err = ctx.Err()
		}
		if err != nil {
			break
		}
	}
	close(next)
	wait.Wait()
	select {
	case err = <-a.trouble:
	default:
	}
	return err
}

// stagedBy are the city's people who hold a post at an instant.
func stagedBy(ctx context.Context, w *desk.Workspace, city City, by staff.Actor, now civil.Instant) (*staged, error) {
	all, err := w.ListStaff(ctx, by)
	if err != nil {
		return nil, err
	}
	a := &staged{ctx: ctx, w: w, now: now, by: map[string]staff.Actor{}, trouble: make(chan error, 1)}
	today := now.Date().Days()
	for _, h := range all.Holdings {
		i := slices.IndexFunc(all.Posts, func(p staff.Post) bool { return p.Code == h.Post })
		if i < 0 || h.State != staff.Confirmed || h.From > today || h.Until != 0 && h.Until < today {
			continue
		}
		p := all.Posts[i]
		key := p.Unit + "/" + string(p.Role)
		if _, ok := a.by[key]; !ok {
			a.by[key] = acting(city, h, p)
		}
	}
	return a, nil
}

// acting is whoever holds a post, as the demo has them act.
func acting(city City, h staff.Holding, p staff.Post) staff.Actor {
	return staff.Actor{Division: city.Division.Code, Person: h.Person, Holding: h.ID, Post: p.Code, PostName: p.Name, Role: p.Role, Unit: p.Unit, Units: []string{p.Unit}, Armed: true, Session: "demo"}
}

// life is one case as time goes on.
type life struct {
	*staged
	r      *rand.Rand
	at     civil.Instant
	id     string
	number string
}

// later lets between so many and so many minutes pass; false once now has been reached.
func (l *life) later(least, most int) bool {
	l.at += civil.Instant(least+l.r.IntN(most-least+1)) * 60_000_000
	return l.at < l.now
}

// who is somebody of a unit in a role, else its head.
func (a *staged) who(unit string, role staff.Role) (staff.Actor, bool) {
	for _, r := range []staff.Role{role, staff.Head} {
		if by, ok := a.by[unit+"/"+string(r)]; ok {
			return by, true
		}
	}
	return staff.Actor{}, false
}

func (a *staged) must(err error) bool {
	if err == nil {
		return true
	}
	select {
	case a.trouble <- err:
	default:
	}
	return false
}

func (l *life) open(unit string, role staff.Role, kind, act string, data map[string]any) bool {
	by, ok := l.who(unit, role)
	if !ok || l.at >= l.now {
		return false
	}
	k, err := l.w.OpenCase(l.ctx, by, desk.Call{}, desk.OpenCase{Procedure: kind, Deed: procedure.Deed{Act: act, Data: data, At: l.at}})
	l.id, l.number = k.ID, k.Number
	return l.must(err)
}

func (l *life) do(unit string, role staff.Role, act, branch string, data map[string]any, reason string) bool {
	by, ok := l.who(unit, role)
	if !ok || l.at >= l.now {
		return false
	}
	_, err := l.w.ActOnCase(l.ctx, by, desk.Call{}, l.id, procedure.Deed{Act: act, Branch: branch, Data: data, Reason: reason, At: l.at})
	if err != nil {
		err = fmt.Errorf("democity: %s on %s: %w", act, l.id, err)
	}
	return l.must(err)
}

// daytime is a moment between eight and half past five of a day so many days ago.
func (a *staged) daytime(r *rand.Rand, days int) civil.Instant {
	d := civil.OfDays(a.now.Date().Days() - int64(r.IntN(days)))
	return d.At(8, 0) + civil.Instant(r.IntN(9*60+30))*60_000_000
}

var matters = []struct {
	kind, what string
	units      []string
}{
	{"井盖缺失", "井盖不见了", []string{"urban-management"}}, {"路面破损", "路面塌了一块", []string{"urban-management"}}, {"路灯不亮", "一排路灯不亮", []string{"urban-management"}},
	{"垃圾堆放", "装修垃圾堆在路边", []string{"urban-management"}}, {"占道经营", "夜市占了盲道", []string{"urban-management"}},
	{"污水外溢", "污水井冒水", []string{"housing", "ecology"}}, {"违法建设", "楼顶搭了棚子", []string{"natural-resources", "urban-management"}}, {"消防隐患", "楼道堆放电动车", []string{"emergency"}},
}

var roads = []string{"青年路", "建设街", "沿河路", "新城大道", "文化巷", "钱沟路", "老街口", "丝宝路", "仙源大道", "何李路"}

func (a *staged) whistle(r *rand.Rand) {
	l := &life{staged: a, r: r, at: a.daytime(r, 45)}
	unit := []string{"429099001", "429099101", "429099102", "429099118"}[r.IntN(4)]
	m := matters[r.IntN(len(matters))]
	urgency := []string{"日常", "日常", "日常", "日常", "应急", "攻坚"}[r.IntN(6)]
	own := r.IntN(5) == 0
	road, house := r.IntN(len(roads)), 1+r.IntN(180)
	point := func(off float64) string { // along its road
		return fmt.Sprintf("%.6f,%.6f", 113.41+0.01*float64(road)+0.0003*float64(house)+off, 30.34+0.004*float64(road)+off/2)
	}
	data := map[string]any{"事由": m.what, "类别": m.kind, "位置": fmt.Sprintf("%s %d 号", roads[road], house), "坐标": point(0), "急缓": urgency, "街道能办": "办不了",
		"来源": []string{"网格巡查", "群众反映", "12345 转办", "上级交办"}[r.IntN(4)]}
	if own {
		data["街道能办"] = "办得了"
	}
	if r.IntN(3) == 0 {
		data["网格"] = fmt.Sprintf("%s001%03d", unit, 1+r.IntN(4))
	}
	if !l.open(unit, staff.Clerk, "whistle", "report", data) || !l.later(5, 240) {
		return
	}
	if r.IntN(20) == 0 { // somebody else reports it too
		again := &life{staged: a, r: r, at: l.at}
		data["坐标"], data["来源"] = point(0.0002), "群众反映"
		if !again.open(unit, staff.Clerk, "whistle", "report", data) || !again.later(5, 60) || !again.do(unit, staff.Clerk, "merge", "", map[string]any{"并入编号": l.number}, "同一处，先有人报了") {
			return
		}
		l.at = again.at
	}
	switch {
	case r.IntN(30) == 0:
		l.do(unit, staff.Head, "drop", "", nil, "现场核实，情况已经消失")
		return
	case own:
		if l.do(unit, staff.Head, "take-over", "", nil, "") && l.later(60, 2880) && l.do(unit, staff.Head, "own-done", "", map[string]any{"自办结果": "社区当天清理"}, "") {
			l.calledBack(unit)
		}
		return
	}
	l.called(unit, m.units)
}

// called is a whistle from the call on; true where it came to its end.
func (l *life) called(unit string, units []string) bool {
	r := l.r
	if !l.do(unit, staff.Head, "call", "", map[string]any{"应哨单位": units}, "") {
		return false
	}
	for _, u := range units {
		if r.IntN(25) == 0 && len(units) > 1 && u == units[1] { // not its business
			if !l.later(5, 200) || !l.agreed(u, staff.Head, "agree-return", u, nil, "查了职责目录，不归本单位", unit, true) {
				return false
			}
			continue
		}
		if !l.later(3, 400) || !l.do(u, staff.Clerk, "answer", u, nil, "") {
			return false
		}
		if r.IntN(25) == 0 && l.later(10, 90) && !l.agreed(u, staff.Head, "stop", u, nil, "等供水公司迁管", unit, true) {
			return false
		}
		if r.IntN(25) == 0 && l.later(10, 90) {
			l.do(u, staff.Head, "more-time", u, map[string]any{"延长": 3}, "要等材料到货")
		}
		if !l.later(10, 700) || !l.do(u, staff.Clerk, "arrive", u, map[string]any{"到场人": "养护科两人"}, "") {
			return false
		}
		if !l.later(30, 6000) || !l.do(u, staff.Clerk, "finish", u, map[string]any{"处置情况": "当天和社区负责人对接，已修复，现场清理干净"}, "") {
			return false
		}
	}
	return l.later(60, 2000) && l.do(unit, staff.Head, "judge", "", map[string]any{"部门评价": []string{"满意", "满意", "基本满意", "不满意"}[r.IntN(4)]}, "") && l.calledBack(unit)
}

// calledBack is what the street hears when it asks whoever reported it; some of
// these are ruled out of the rates, and some of that is objected to.
func (l *life) calledBack(unit string) bool {
	r := l.r
	data := map[string]any{"联系上": "是", "解决": []string{"已解决", "已解决", "已解决", "部分解决", "未解决"}[r.IntN(5)], "评价": []string{"满意", "满意", "基本满意", "不满意", "未评价"}[r.IntN(5)]}
	if r.IntN(12) == 0 {
		data = map[string]any{"联系上": "否", "解决": "不适用", "评价": "未评价"}
	}
	if !l.later(60, 3000) || !l.do(unit, staff.Head, "call-back", "", data, "") {
		return false
	}
	if r.IntN(30) > 0 || !l.later(60, 600) {
		return true
	}
	head, ok := l.who(unit, staff.Head)
	chief, found := l.who("supervision-office", staff.Supervisor)
	if !ok || !found {
		return true
	}
	k, err := l.w.ActOnCase(l.ctx, head, desk.Call{}, l.id, procedure.Deed{Act: "exclude", Data: map[string]any{"剔除事由": "重复反映"}, Reason: "同一事项前一天已经办结", At: l.at})
	if !l.must(err) || r.IntN(3) == 0 || !l.later(60, 900) {
		return true
	}
	if _, err = l.w.AnswerCase(l.ctx, chief, desk.Call{}, l.id, desk.CaseAnswer{Request: k.Event, Agree: true, At: l.at}); !l.must(err) || r.IntN(2) == 0 || !l.later(60, 2000) {
		return true
	}
	if l.do(unit, staff.Head, "appeal", "", map[string]any{"异议理由": "两件不是同一处，照片可以看出"}, "") && r.IntN(2) == 0 && l.later(600, 9000) {
		l.do("government", staff.Leader, "decide-appeal", "", map[string]any{"异议决定": "撤销剔除", "决定理由": "两处相距一公里"}, "")
	}
	return true
}

var items = []struct {
	name, stage, unit, legal, promised string
}{
	{"建设项目用地预审与选址意见书核发", "1 立项用地规划许可", "natural-resources", "20个工作日", "5个工作日"},
	{"建设用地规划许可证核发", "1 立项用地规划许可", "natural-resources", "20个工作日", "5个工作日"},
	{"建设项目环境影响报告表审批", "5 并行推进", "ecology", "30个自然日", "10个工作日"},
	{"建设工程设计方案审查", "2 工程建设许可", "natural-resources", "20个工作日", "7个工作日"},
	{"建设工程规划许可证核发", "2 工程建设许可", "natural-resources", "20个工作日", "5个工作日"},
	{"特殊建设工程消防设计审查", "3 施工许可", "housing", "15个工作日", "7个工作日"},
	{"建筑工程施工许可证核发", "3 施工许可", "housing", "7个自然日", "3个工作日"},
	{"建设工程规划条件核实", "4 竣工验收", "natural-resources", "20个工作日", "5个工作日"},
	{"建设工程消防验收", "4 竣工验收", "housing", "15个工作日", "7个工作日"},
	{"房屋建筑和市政基础设施工程竣工验收备案", "4 竣工验收", "housing", "15个工作日", "2个工作日"},
}

// project is a building from its entry to where it stands; the items of some
// come from the platform of the province.
func (a *staged) project(r *rand.Rand, n int) {
	l := &life{staged: a, r: r, at: a.daytime(r, 330)}
	day := l.at.Date()
	code := fmt.Sprintf("%02d%02d-429099-04-01-%05d%d", day.Year%100, day.Month, 10000+n, r.IntN(10))
	public := r.IntN(2) == 0
	name := []string{"中学迁建", "污水处理厂扩建", "标准厂房", "商住小区", "卫生院改建", "城东物流仓库", "文化馆", "冷链加工车间"}[r.IntN(8)]
	data := map[string]any{"项目代码": code, "项目名称": fmt.Sprintf("云泽%s（%d 号）", name, n+1), "建设单位": "云泽城建公司", "建设地点": fmt.Sprintf("%s %d 号", roads[r.IntN(len(roads))], 1+r.IntN(99)), "领域": "房屋建筑", "特殊工程": "否",
		"投资主体": map[bool]string{true: "政府投资", false: "社会投资"}[public], "带方案出让": map[bool]string{true: "是", false: "否"}[!public && r.IntN(4) == 0], "工业项目": "否", "建筑面积": 900 + r.IntN(60000)}
	if !l.open("data", staff.Clerk, "project", "enter", data) {
		return
	}
	house := l.id
	foreign := n%3 == 0
	serial := 0
	steps := []string{"", "to-design", "to-building", "to-completing"}
	for stage, step := range steps {
		l.id = house
		if step != "" && !(l.later(1440, 30000) && l.do("data", staff.Clerk, step, "", nil, "")) {
			return
		}
		for _, x := range items {
			if x.stage[0] != byte('1'+stage) && !(x.stage[0] == '5' && stage == 1) {
				continue
			}
			serial++
			done := false
			if foreign {
				done = l.foreignItem(code, x.name, x.stage, x.unit, x.legal, x.promised, fmt.Sprintf("S%05d-%02d", n+1, serial))
			} else {
				done = l.item(code, x.name, x.stage, x.unit, x.legal, x.promised)
			}
			if !done {
				return
			}
		}
	}
	l.id = house
	if l.later(1440, 5000) {
		l.do("data", staff.Head, "complete", "", nil, "")
	}
}

// item takes an item of a project to its decision; false where time or trouble stopped it.
func (l *life) item(code, name, stage, unit, legal, promised string) bool {
	way := []string{"一般", "一般", "一般", "容缺受理", "告知承诺"}[l.r.IntN(5)]
	if !l.later(200, 4000) || !l.open("data", staff.Clerk, "item", "receive", map[string]any{"项目代码": code, "事项": name, "阶段": stage, "承办部门": unit, "法定时限": legal, "承诺时限": promised, "办理方式": way}) {
		return false
	}
	if l.r.IntN(4) == 0 {
		if !l.later(60, 1500) || !l.do("data", staff.Clerk, "supplement", "", map[string]any{"补正材料": "授权委托书缺签章", "补正时限": "10个工作日"}, "") || !l.later(600, 9000) || !l.do("data", staff.Clerk, "supplemented", "", nil, "") {
			return false
		}
	}
	if !l.later(30, 1000) || !l.do("data", staff.Clerk, "accept", "", nil, "") {
		return false
	}
	if way == "告知承诺" {
		return l.later(10, 200) && l.do(unit, staff.Clerk, "promise", "", nil, "")
	}
	if !l.later(30, 600) || !l.do(unit, staff.Clerk, "take-up", "", nil, "") {
		return false
	}
	decision := "通过"
	if way == "容缺受理" {
		decision = "容缺通过"
	}
	return l.later(300, 11000) && l.do(unit, staff.Head, "decide", "", map[string]any{"决定": decision}, "")
}

// foreignItem comes from another system as it would send it, event by event.
func (l *life) foreignItem(code, name, stage, unit, legal, promised, number string) bool {
	by, ok := l.by["supervision-office/"+string(staff.Supervisor)]
	if !ok {
		return false
	}
	for i, x := range []struct {
		code        string
		least, most int
	}{{"1", 200, 3000}, {"3", 30, 900}, {"8", 30, 600}, {"9", 100, 900}, {"10", 1000, 6000}, {"11", 300, 9000}} {
		if !l.later(x.least, x.most) {
			return false
		}
		row := procedure.ForeignRow{Line: i + 1, Cells: map[string]string{"实例编码": number, "事件编号": fmt.Sprint(i + 1), "办理状态": x.code, "办理时间": l.at.String(), "审批部门": unit}}
		if x.code == "1" {
			for k, v := range map[string]string{"项目代码": code, "事项": name, "阶段": stage, "承办部门": unit, "法定时限": legal, "承诺时限": promised, "办理方式": "一般"} {
				row.Cells[k] = v
			}
		}
		got, err := l.w.ReceiveCases(l.ctx, by, desk.Call{}, desk.ReceiveCases{Procedure: "item", Rows: []procedure.ForeignRow{row}})
		if !l.must(err) {
			return false
		}
		if len(got.Refused) > 0 {
			return l.must(fmt.Errorf("democity: %s: %s", number, got.Refused[0].Sentence))
		}
	}
	return true
}
