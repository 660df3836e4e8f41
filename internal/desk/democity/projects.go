package democity

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/project"
)

// SettleProjects gives the city its projects, as its office would: the ledger
// of all of them is imported once, and then a progress sheet for each month of
// the year that is due. The same day gives the same projects.
func SettleProjects(ctx context.Context, w *desk.Workspace, city City, supervisor, password string, now civil.Instant) error {
	s := &settler{ctx: ctx, w: w, city: city, password: password}
	by := s.actor(supervisor)
	if s.err != nil {
		return s.err
	}
	today := now.Date()
	due := project.DueMonth(today)
	var towns []Unit
	for _, u := range city.Units {
		if u.Kind == Town || u.Kind == Street {
			towns = append(towns, u)
		}
	}
	r := rand.New(rand.NewPCG(429099, 44))
	ledger := fmt.Sprintf("项目代码,项目名称,类别,建设性质,责任单位,所在镇办,总投资（万元）,%d年计划投资（万元）,建设内容,目前阶段,签约时间,实际开工时间,拟竣工时间,用地面积,立项,环评\n", due.Year())
	type running struct {
		name, town string
		plan       int
		speed      int // in per cent of what is due
		year       int
	}
	var works []running
	for i, k := range kinds {
		for n := range k.many {
			town := towns[r.IntN(len(towns))]
			name := strings.TrimSuffix(strings.TrimSuffix(town.Short, "街道"), "镇") + k.names[n%len(k.names)]
			total := k.least + r.IntN(k.most-k.least)
			stage := []string{"谋划", "签约", "落地", "开工", "在建", "在建", "在建", "在建", "竣工", "投产"}[r.IntN(10)]
			plan, started, signed := "", "", fmt.Sprintf("%d-%02d-15", due.Year()-1, 3+r.IntN(9))
			switch at := project.StageOf(stage); {
			case at >= project.Started && at < project.Completed:
				x := running{name: name, town: town.Short, plan: total * 6 / 10, speed: 55 + r.IntN(60)}
				works = append(works, x)
				plan, started = fmt.Sprint(x.plan), fmt.Sprintf("%d-12-08", due.Year()-1)
			case at < project.Signed:
				signed = ""
			}
			code := fmt.Sprintf("%02d%02d-429099-04-01-%05dX", (due.Year()-1)%100, 1+r.IntN(12), 10000+i*1000+n)
			ledger += strings.Join([]string{code, name, k.category, []string{"新建", "新建", "改扩建", "技改"}[r.IntN(4)], k.unit, town.Short, fmt.Sprint(total), plan, k.content, stage, signed, started, fmt.Sprintf("%d-12-20", due.Year()), fmt.Sprint(10 + r.IntN(190)), "已办", []string{"已办", "在办"}[r.IntN(2)]}, ",") + "\n"
		}
	}
	in := desk.ImportProjects{File: desk.SheetFile{Name: "项目台账.csv", Data: []byte(ledger)}, Reason: "年初台账迁入"}
	if _, err := w.ImportProjects(ctx, by, desk.Call{}, in); err != nil {
		return fmt.Errorf("democity: projects: %w", err)
	}
	for m := project.Month(due.Year()*100 + 1); m <= due; m = m.Next() {
		sheet := "项目名称,所在镇办,本月完成（万元）,形象进度,存在问题\n"
		for i := range works {
			x := &works[i]
			upTo := x.plan * m.Number() * x.speed / 1200
			problem := ""
			if x.speed < 80 && m == due {
				problem = []string{"施工用电还没有接通", "剩余两户没有搬迁", "银行授信等批", "图审意见没有回"}[i%4]
			}
			sheet += fmt.Sprintf("%s,%s,%d,%s,%s\n", x.name, x.town, max(0, upTo-x.year), visuals[min(len(visuals)-1, m.Number()*x.speed*len(visuals)/1300)], problem)
			x.year = max(x.year, upTo)
		}
		in := desk.ImportProjects{File: desk.SheetFile{Name: m.String() + "进度.csv", Data: []byte(sheet)}, Period: m, Reason: "月进度迁入"}
		if _, err := w.ImportProjects(ctx, by, desk.Call{}, in); err != nil {
			return fmt.Errorf("democity: progress of %s: %w", m, err)
		}
	}
	// the office tries how the year's accounts stand; nobody confirmed it yet
	if _, err := w.RunSettlement(ctx, by, desk.Call{}, desk.RunSettlement{Card: "projects", Year: due.Year()}); err != nil {
		return fmt.Errorf("democity: settlement of projects: %w", err)
	}
	return nil
}

// visuals are how far works are, from the first month to the last.
var visuals = []string{"桩基施工", "基础承台浇筑", "主体施工至二层", "主体施工至四层", "主体封顶", "外墙和屋面施工", "设备进场安装", "附属工程和绿化"}

// kinds are what the city builds, and how much of it.
var kinds = []struct {
	many        int
	category    string
	unit        string
	least, most int // 万元
	content     string
	names       []string
}{
	{14, "产业", "市经信局", 8000, 120000, "厂房和生产线", []string{"无纺布产业园", "汽车零部件基地", "电路板生产线", "食品加工园", "纺织印染改造", "医药中间体车间", "智能装备厂房", "包装材料二期", "新型建材基地", "锂电材料项目", "制鞋产业园", "水产加工厂", "冷链物流园", "标准厂房三期"}},
	{8, "产业", "市农业农村局", 2000, 15000, "种养殖基地和配套设施", []string{"黄鳝养殖基地", "稻虾共作示范区", "蔬菜大棚园区", "莲藕加工中心", "种业基地", "农机服务中心", "生猪养殖场改造", "粮食烘干中心"}},
	{12, "基础设施", "市住建局", 3000, 60000, "道路、管网和配套工程", []string{"滨河路改造", "雨污分流工程", "老旧小区改造", "污水处理厂扩建", "公共停车场", "供水管网更新", "燃气管网延伸", "人行天桥", "综合管廊", "口袋公园群", "垃圾转运站", "路灯节能改造"}},
	{6, "基础设施", "市交通运输局", 4000, 80000, "路基、路面和桥涵", []string{"一级公路改建", "通村公路提升", "客运站迁建", "码头改造", "危桥改造", "快速通道二期"}},
	{8, "社会民生", "市教育局", 1500, 20000, "校舍和运动场", []string{"中心小学迁建", "第二初中扩建", "幼儿园新建", "职教中心实训楼", "学校食堂改造", "体育馆", "乡村教师周转房", "高中图书馆"}},
}
