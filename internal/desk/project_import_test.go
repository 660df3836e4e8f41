package desk_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

func sheetFile(t *testing.T, name string, rows ...[]any) desk.SheetFile {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return desk.SheetFile{Name: name, Data: b.Bytes()}
}

func TestLedgersOfThreeLayoutsComeIntoTheRegister(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, grid, _, _, _ := manned(t, e)
		o.at(2061, 6, 10)
		ctx := t.Context()
		sup := worker(o, "sup", "office", staff.Supervisor)

		// the project office's own: units in the titles, every column by its usual name
		office := sheetFile(t, "重点项目.xlsx",
			[]any{"云泽市 2061 年重点项目台账"},
			[]any{"序号", "项目代码", "项目名称", "项目类别", "建设性质", "责任单位", "所在镇办", "总投资（亿元）", "2061年计划投资（万元）", "本月完成投资（万元）", "本年累计完成（万元）", "开工以来累计（万元）", "形象进度", "开工时间", "项目状态", "存在问题", "联系电话"},
			[]any{1, "6001-429099-04-01-12345C", "无纺布产业园", "产业项目", "新建", "housing", "street-a", 1.2, 6000, 500, 2100.5, 4100.25, "主体封顶", "2060年3月", "建设中", "电力未接", "13800000000"},
			[]any{2, "", "滨河路改造", "基础设施", "改建", "urban-management", "street-a", 0.3, "", "", "", "", "前期", "", "前期", "", ""},
			[]any{"合计", "", "", "", "", "", "", 1.5})
		read, err := o.ReadProjectSheet(ctx, sup, office)
		if err != nil || read.Remembered || read.Mapping[2] != "name" || read.Mapping[16] != "" || read.Rows != 2 || len(read.Left) != 1 {
			t.Fatalf("%+v, %v", read, err)
		}
		in := desk.ImportProjects{File: office, Mapping: read.Mapping, Period: 206105}
		plan, err := o.PlanProjects(ctx, sup, in)
		if err != nil || len(plan.Refused) > 0 || plan.Count(desk.NewRow) != 2 || !plan.Rows[1].Wordy || !slices.Equal(plan.Unread, []string{"序号", "联系电话"}) {
			t.Fatalf("%+v, %v", plan, err)
		}
		in.Digest = plan.Digest
		if got, err := o.ImportProjects(ctx, sup, desk.Call{ActID: "one"}, in); err != nil || got.Added != 2 {
			t.Fatalf("%+v, %v", got, err)
		}
		if got, err := o.ImportProjects(ctx, sup, desk.Call{ActID: "one"}, in); err != nil || got.Added != 2 {
			t.Errorf("sent twice: %+v, %v", got, err)
		}
		l, err := o.ListProjects(ctx, sup, desk.ProjectQuery{Most: 10})
		if err != nil || l.Sums.Projects != 2 || l.Projects[0].Name != "无纺布产业园" || l.Projects[0].Investment.String() != "12000" || l.Projects[0].Stage != project.Building || l.Sums.Done.Amount.String() != "2100.5" || l.Projects[1].Nature != "改扩建" {
			t.Fatalf("%+v, %v", l, err)
		}
		first := l.Projects[0].ID
		s, err := o.ShowProject(ctx, sup, first, 0)
		if err != nil || s.Project.Started() != on(2060, 3, 1) || len(s.Months) != 1 || !s.Months[0].Migrated || s.Months[0].State != project.Endorsed || s.Months[0].Total.String() != "4100.25" {
			t.Errorf("%+v, %v", s, err)
		}

		// next month's file of the same layout goes straight to its preview
		june := sheetFile(t, "重点项目6月.xlsx",
			[]any{"云泽市 2061 年重点项目台账"},
			[]any{"序号", "项目代码", "项目名称", "项目类别", "建设性质", "责任单位", "所在镇办", "总投资（亿元）", "2061年计划投资（万元）", "本月完成投资（万元）", "本年累计完成（万元）", "开工以来累计（万元）", "形象进度", "开工时间", "项目状态", "存在问题", "联系电话"},
			[]any{1, "6001-429099-04-01-12345C", "无纺布产业园", "产业项目", "新建", "housing", "street-a", 1.2, 6000, 400, 2500.5, 4500.25, "设备安装", "2060年3月", "建设中", "", ""})
		if read, err = o.ReadProjectSheet(ctx, sup, june); err != nil || !read.Remembered {
			t.Errorf("the layout is forgotten: %+v, %v", read, err)
		}
		plan, err = o.PlanProjects(ctx, sup, desk.ImportProjects{File: june, Period: 206106})
		if err != nil || plan.Count(desk.ChangedRow) != 1 || len(plan.Rows[0].Changes) != 6 {
			t.Fatalf("%+v, %v", plan, err)
		}
		if _, err := o.ImportProjects(ctx, sup, desk.Call{}, desk.ImportProjects{File: june, Period: 206106}); err != nil {
			t.Fatal(err)
		}
		if plan, err = o.PlanProjects(ctx, sup, desk.ImportProjects{File: june, Period: 206106}); err != nil || plan.Count(desk.SameRow) != 1 {
			t.Errorf("what came in is different: %+v, %v", plan, err)
		}

		// a street's CSV: other words, found by name and town, one column that a person has to point out
		street := desk.SheetFile{Name: "街道.csv", Data: []byte("工程名称,投资方,属地,拟投(万元),计划开工时间,竣工时间\n滨河路改造,城投公司,street-a,3200,2061.7,\n口袋公园,园林处,street-a,80.125,44256,\n")}
		read, err = o.ReadProjectSheet(ctx, grid, street)
		if err != nil || read.Mapping[3] != "" {
			t.Fatalf("%q, %v", read.Mapping, err)
		}
		m := slices.Clone(read.Mapping)
		m[3] = "investment"
		in = desk.ImportProjects{File: street, Mapping: m, Category: "社会民生", Unit: "street-a"}
		plan, err = o.PlanProjects(ctx, grid, in)
		if err != nil || len(plan.Refused) != 0 || plan.Count(desk.NewRow) != 1 || plan.Count(desk.ChangedRow) != 1 || !slices.Equal(plan.Rounded, []string{"拟投(万元)"}) {
			t.Fatalf("%+v, %v", plan, err)
		}
		if got, err := o.ImportProjects(ctx, grid, desk.Call{}, in); err != nil || got.Added != 1 || got.Changed != 1 {
			t.Fatalf("%+v, %v", got, err)
		}
		l, err = o.ListProjects(ctx, sup, desk.ProjectQuery{Most: 10, Town: "street-a"})
		if err != nil || l.Sums.Projects != 3 {
			t.Fatalf("%+v, %v", l.Sums, err)
		}
		if s, err = o.ShowProject(ctx, sup, l.Projects[1].ID, 0); err != nil || s.Project.Owner != "城投公司" || s.Project.Unit != "urban-management" || s.Project.StartsOn != on(2061, 7, 1) || s.Project.Investment.String() != "3200" {
			t.Errorf("%+v, %v", s.Project, err)
		}
		if err := o.SequenceAll(ctx); err != nil {
			t.Fatal(err)
		}
		if v, err := o.VerifyDivision(ctx, city); err != nil || !v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
		if err := e.Write(ctx, func(tx *store.Session) error {
			_, err := tx.Run("update column_mapping set mapping = $1 where division = $2", "[]", city)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if v, err := o.VerifyDivision(ctx, city); err != nil || v.Intact() {
			t.Errorf("a mapping is altered and nobody finds out: %v", err)
		}
	})
}

func TestALedgerIsRefusedWholeByRowAndColumn(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, grid, _, urban, _ := manned(t, e)
		o.at(2061, 6, 10)
		ctx := t.Context()
		sup := worker(o, "sup", "office", staff.Supervisor)
		if _, err := o.AddProject(ctx, sup, desk.Call{}, desk.AddProject{Facts: works("code", projectCode), Stage: project.Completed, Since: on(2061, 1, 5), Note: "竣工备案"}); err != nil {
			t.Fatal(err)
		}
		file := sheetFile(t, "台账.xlsx",
			[]any{"项目名称", "项目代码", "类别", "责任单位", "总投资", "阶段", "本月完成", "拟开工"},
			[]any{"街心公园", projectCode, "基础设施", "housing", 1200, "在建", "", ""},
			[]any{"甲", "123", "基础设施", "housing", 1200, "", "", ""},
			[]any{"乙", "", "别的", "housing", 1200, "", "", ""},
			[]any{"丙", "", "基础设施", "没有的局", 1200, "", "", ""},
			[]any{"丁", "", "基础设施", "housing", "约一亿", "", "", ""},
			[]any{"戊", "", "基础设施", "housing", 1200, "谋划", 50, ""},
			[]any{"己", "", "基础设施", "housing", 1200, "", "", "待定"},
			[]any{"庚（机密）", "", "基础设施", "housing", 1200, "", "", ""},
			[]any{"辛", "", "基础设施", "housing", 1200, "", "", ""},
			[]any{"辛", "", "基础设施", "housing", 1300, "", "", ""})
		plan, err := o.PlanProjects(ctx, sup, desk.ImportProjects{File: file})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range [][2]string{{"阶段", "表里写的是在建，这里已经到了竣工"}, {"项目代码", "涉密项目另行编码"}, {"类别", "没有“别的”这个类别"}, {"责任单位", "没有“没有的局”这个单位"}, {"总投资", "不是金额"}, {"拟开工", "不是日子"}, {"项目名称", "涉密项目不得录入"}, {"项目名称", "和第 10 行重复"}} {
			if i >= len(plan.Refused) {
				t.Fatalf("%d are refused", len(plan.Refused))
			}
			r := plan.Refused[i]
			if r.Column != want[0] || !strings.Contains(r.Sentence, want[1]) {
				t.Errorf("line %d: %+v, want %q", r.Line, r, want)
			}
		}
		_, err = o.ImportProjects(ctx, sup, desk.Call{}, desk.ImportProjects{File: file})
		says(t, err, "file", "一条也没有导入")
		if l, err := o.ListProjects(ctx, sup, desk.ProjectQuery{Most: 10}); err != nil || l.Sums.Projects != 1 {
			t.Errorf("something came in: %+v, %v", l.Sums, err)
		}
		others := sheetFile(t, "台账.xlsx", []any{"项目名称", "项目代码", "类别", "责任单位", "总投资"}, []any{"街心公园", projectCode, "基础设施", "housing", 1300}, []any{"自己的", "", "基础设施", "urban-management", 1})
		plan, err = o.PlanProjects(ctx, urban, desk.ImportProjects{File: others})
		if err != nil || len(plan.Refused) != 1 || !strings.Contains(plan.Refused[0].Sentence, "不归您的单位管") || plan.Count(desk.NewRow) != 1 {
			t.Errorf("%+v, %v", plan, err)
		}
		ours := sheetFile(t, "台账.xlsx", []any{"项目名称", "项目代码", "类别", "责任单位", "总投资"}, []any{"街心公园", projectCode, "基础设施", "housing", 1300})
		in := desk.ImportProjects{File: ours}
		if plan, err = o.PlanProjects(ctx, grid, in); err != nil || plan.Count(desk.ChangedRow) != 1 {
			t.Fatalf("the street of the site: %+v, %v", plan, err)
		}
		in.Digest = plan.Digest
		if _, err := o.ChangeProject(ctx, sup, desk.Call{}, plan.Rows[0].ID, project.Facts{"owner": "甲公司"}, ""); err != nil {
			t.Fatal(err)
		}
		_, err = o.ImportProjects(ctx, grid, desk.Call{}, in)
		says(t, err, "", "预览之后，台账又有人改过")
		_, err = o.PlanProjects(ctx, worker(o, "lead", "office", staff.Leader), in)
		if !isKind(err, fault.Forbidden) {
			t.Errorf("a leader imports: %v", err)
		}
	})
}
