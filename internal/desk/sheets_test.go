package desk_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/statement"
	"duban/internal/kernel/task"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// stocked is an office with the units that sheets speak of, and one account.
func stocked(t *testing.T, e store.Engine) (*office, staff.Actor) {
	t.Helper()
	o, _ := found(t, e)
	system := worker(o, "sys", "", staff.SystemAdmin)
	for i, u := range []staff.Unit{
		{Code: "zj", Name: "云泽市住房和城乡建设局", Short: "市住建局", Kind: staff.Department}, {Code: "cg", Name: "云泽市城市管理执法局", Short: "市城管局", Kind: staff.Department},
		{Code: "cz", Name: "云泽市财政局", Short: "市财政局", Kind: staff.Department}, {Code: "jx", Name: "云泽市经济和信息化局", Short: "市经信局", Kind: staff.Department},
		{Code: "ny", Name: "云泽市农业农村局", Short: "市农业农村局", Kind: staff.Department}, {Code: "lh", Name: "柳河镇人民政府", Short: "柳河镇", Kind: staff.Town}, {Code: "sq", Name: "石桥镇人民政府", Short: "石桥镇", Kind: staff.Town},
	} {
		u.Parent, u.Rank = city, int64(20+i)
		if err := o.SetUnit(t.Context(), system, desk.Call{}, u); err != nil {
			t.Fatal(err)
		}
	}
	return o, worker(o, "sup", "dcs", staff.Supervisor)
}

// merged is a sheet with cells made one.
func merged(t *testing.T, f desk.SheetFile, cells ...[2]string) desk.SheetFile {
	t.Helper()
	x, err := excelize.OpenReader(bytes.NewReader(f.Data))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	for _, c := range cells {
		if err := x.MergeCell("Sheet1", c[0], c[1]); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	return desk.SheetFile{Name: f.Name, Data: b.Bytes()}
}

// taskSheets are tables of tasks in three layouts: quarters in four columns under
// one title and categories made one; the lead first among all units and the nodes
// in one cell, in CSV; the target in columns of its own and groups as rows.
func taskSheets(t *testing.T) []desk.SheetFile {
	return []desk.SheetFile{
		merged(t, sheetFile(t, "责任分解.xlsx",
			[]any{"云泽市 2061 年政府工作报告重点任务责任分解表"},
			[]any{"序号", "类别", "工作任务", "年度目标", "季度节点", "", "", "", "责任领导", "牵头单位", "责任(配合)单位", "完成时限", "备注"},
			[]any{"", "", "", "", "一季度", "二季度", "三季度", "四季度"},
			[]any{1, "民生实事", "推进城市公厕建设", "新建城市公厕57座", "5座", "20座", "40座", "57座", "分管副市长", "市城管局", "市财政局、市住建局", "12月底", ""},
			[]any{2, "", "改造老旧小区30个", "", "完成摸底", "开工", "主体完工", "验收", "分管副市长", "住建局", "各镇（办）", 58987, ""},
			[]any{3, "重点工作", "制定工业企业技术改造奖补办法", "印发实施", "", "", "", "", "常务副市长", "市经信局", "市财政局、各有关单位", "9月底前", ""},
			[]any{"合计", "", "3 项"}),
			[2]string{"A1", "M1"}, [2]string{"E2", "H2"}, [2]string{"A2", "A3"}, [2]string{"B2", "B3"}, [2]string{"C2", "C3"}, [2]string{"D2", "D3"}, [2]string{"B4", "B5"}),
		{Name: "农业重点工作.csv", Data: []byte("2061年农业农村重点工作,,,,\n项次,重点任务,时间节点,责任单位,时限要求\n1,新建高标准农田10万亩,上半年：完成4万亩；下半年：完成10万亩,市农业农村局、市财政局、柳河镇,2061年11月\n2,举办农民丰收节活动,三季度举办,农业农村局,三季度\n合计,2项,,,\n")},
		sheetFile(t, "会议议定.xlsx",
			[]any{"工作事项", "计划数", "计量单位", "完成时间", "承办单位", "协办单位"},
			[]any{"一、产业发展"},
			[]any{"新增规上工业企业", 50, "家", "全年", "市经信局", "柳河、石桥镇"},
			[]any{"二、城市建设"},
			[]any{"建成城北污水处理厂", "", "", "2061.6", "市住建局", ""},
			[]any{"小计", 50}),
	}
}

func TestAnOfficeThatStartsInJulyWithNothingButItsSheets(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, sup := stocked(t, e)
		ctx := t.Context()
		o.at(2061, 7, 4)
		for i, f := range taskSheets(t) {
			plan, err := o.PlanTasks(ctx, sup, desk.ImportTasks{File: f})
			if err != nil || len(plan.Refused) > 0 || plan.Count(desk.NewRow) != []int{3, 2, 2}[i] {
				t.Fatalf("%s: %+v, %v", f.Name, plan, err)
			}
			in := desk.ImportTasks{File: f, Document: "云政办发〔2061〕2号", Reason: "转入", Digest: ""}
			if plan, err = o.PlanTasks(ctx, sup, in); err != nil {
				t.Fatal(err)
			}
			in.Digest = plan.Digest
			act := fmt.Sprint("tasks-", i)
			if got, err := o.ImportTasks(ctx, sup, desk.Call{ActID: act}, in); err != nil || got.Added != []int{3, 2, 2}[i] {
				t.Fatalf("%s: %+v, %v", f.Name, got, err)
			}
			if _, err := o.ImportTasks(ctx, sup, desk.Call{ActID: act}, in); err != nil {
				t.Errorf("the same act twice: %v", err)
			}
			again, err := o.PlanTasks(ctx, sup, desk.ImportTasks{File: f})
			if err != nil || again.Count(desk.NewRow) != 0 || again.Count(desk.SameRow) != []int{3, 2, 2}[i] {
				t.Errorf("%s sent twice: %+v, %v", f.Name, again, err)
			}
			if read, err := o.ReadSheet(ctx, sup, desk.TaskSheets, f); err != nil || !read.Remembered {
				t.Errorf("the layout of %s is forgotten: %v", f.Name, err)
			}
		}
		l, err := o.ListTasks(ctx, sup, desk.TaskPage{Year: 2061})
		if err != nil || len(l.Tasks) != 7 {
			t.Fatalf("%d tasks, %v", len(l.Tasks), err)
		}
		toilets, homes, rules := find(t, l.Tasks, "公厕"), find(t, l.Tasks, "老旧小区"), find(t, l.Tasks, "奖补办法")
		fields, festival, firms, sewage := find(t, l.Tasks, "农田"), find(t, l.Tasks, "丰收节"), find(t, l.Tasks, "规上"), find(t, l.Tasks, "污水")
		if x := toilets.Terms; x.Category != task.Livelihood || x.Figure == nil || x.Figure.Target.String() != "57" || x.Figure.Unit != "座" || x.Figure.Course != task.ByNode || x.Nodes[1].Figure.String() != "20" || x.Lead != "cg" || !slices.Equal(x.Supports, []string{"cz", "zj"}) || x.Leader != "分管副市长" || x.DueOn != on(2061, 12, 31) {
			t.Errorf("%+v %+v", x, x.Figure)
		}
		if x := homes.Terms; x.Category != task.Livelihood || x.Figure == nil || x.Figure.Course != task.Line || x.Nodes[3].Words != "验收" || x.Lead != "zj" || !slices.Equal(x.Supports, []string{"lh", "sq"}) || x.DueOn != on(2061, 6, 30) {
			t.Errorf("%+v %+v", x, x.Figure)
		}
		if x := rules.Terms; x.Figure != nil || len(x.Deliverables) == 0 || x.Deliverables[0].Evidence != statement.Issued || x.Deliverables[0].DueOn.Before(on(2061, 7, 4)) || x.DueOn != on(2061, 9, 30) || !slices.Equal(x.Supports, []string{"cz"}) {
			t.Errorf("%+v", x)
		}
		if x := fields.Terms; x.Figure == nil || x.Figure.Unit != "万亩" || x.Nodes[1].Figure.String() != "4" || x.Lead != "ny" || !slices.Equal(x.Supports, []string{"cz", "lh"}) || x.DueOn != on(2061, 11, 30) {
			t.Errorf("%+v %+v", x, x.Figure)
		}
		if x := firms; x.Terms.Figure.Target.String() != "50" || x.Origin.Section != "一、产业发展" || !slices.Equal(x.Terms.Supports, []string{"lh", "sq"}) || x.Document != "云政办发〔2061〕2号" || !x.Migrated || x.State != task.Underway {
			t.Errorf("%+v", x)
		}
		if x := sewage; x.Terms.DueOn != on(2061, 6, 30) || x.Pace.Overdue || x.Pace.Colour == task.Red || festival.Terms.DueOn != on(2061, 9, 30) {
			t.Errorf("%+v %+v", x.Terms, x.Pace)
		}

		// what was reported from January to June, a layout for each stretch
		progress := []desk.SheetFile{
			sheetFile(t, "1-3月.xlsx", []any{"2061年一季度重点工作进展情况"}, []any{"序号", "工作任务", "牵头单位", "截至本期完成值", "完成率", "工作进展", "存在问题", "下一步措施", "填报人", "审核人（单位负责人）"},
				[]any{1, "推进城市公厕建设", "市城管局", 6, "10.5%", "选址完成", "", "", "经办甲", "局长乙"}, []any{2, "改造老旧小区30个", "市住建局", "3个", "10%", "开工三个", "", "", "经办丙", "局长丁"}, []any{"合计", "", "", 9}),
			{Name: "农业.csv", Data: []byte("农业农村重点工作进展（2061年1-5月）\n重点任务,累计完成,进展情况,困难问题,下步打算,预计完成时间\n新建高标准农田10万亩,3.5万亩,主体完工,雨水多,抢晴天,10月底\n举办农民丰收节活动,,方案起草,,,\n")},
			sheetFile(t, "上半年.xlsx", []any{"事项", "所属月份", "累计完成数", "完成情况", "负责人"}, []any{"新增规上工业企业", "2061年4月", 12, "培育", "局长戊"}, []any{"新增规上工业企业", "2061年6月", 22, "入库审核", "局长戊"}, []any{"推进城市公厕建设", "2061年6月", 21, "在建", "局长乙"}, []any{"建成城北污水处理厂", "2061年6月", "", "试运行", "局长丁"}),
		}
		for i, f := range progress {
			plan, err := o.PlanProgress(ctx, sup, desk.ImportProgress{File: f})
			if err != nil || len(plan.Refused) > 0 || plan.Count(desk.NewRow) != []int{2, 2, 4}[i] {
				t.Fatalf("%s: %+v, %v", f.Name, plan, err)
			}
			if got, err := o.ImportProgress(ctx, sup, desk.Call{}, desk.ImportProgress{File: f, Digest: plan.Digest}); err != nil || got.Taken != []int{2, 2, 4}[i] {
				t.Fatalf("%s: %+v, %v", f.Name, got, err)
			}
			if again, err := o.PlanProgress(ctx, sup, desk.ImportProgress{File: f}); err != nil || again.Count(desk.SameRow) != len(again.Rows) {
				t.Errorf("%s sent twice: %+v, %v", f.Name, again, err)
			}
		}
		shown, err := o.ShowTask(ctx, sup, toilets.ID)
		if err != nil || len(shown.Reports) != 2 || !shown.Reports[0].Migrated || shown.Reports[0].Filler != "经办甲" || shown.Reports[0].Reviewer != "局长乙" || shown.Reports[1].Month.Month != 6 || shown.Reports[1].State != task.Signed {
			t.Fatalf("%+v, %v", shown.Reports, err)
		}

		// a sheet for each unit goes out, is filled in, sorted, and comes back
		o.at(2061, 7, 29)
		month := civil.Month{Year: 2061, Month: 7}
		_, units, err := o.ProgressSheets(ctx, sup, month)
		if err != nil || len(units) != 4 {
			t.Fatalf("%+v, %v", units, err)
		}
		var all bytes.Buffer
		if err := o.HandProgressSheets(ctx, sup, month, "", func(string, string) io.Writer { return &all }); err != nil {
			t.Fatal(err)
		}
		z, err := zip.NewReader(bytes.NewReader(all.Bytes()), int64(all.Len()))
		if err != nil || len(z.File) != 4 {
			t.Fatalf("%+v, %v", z, err)
		}
		filled := map[string]desk.SheetFile{}
		for _, u := range units {
			var b bytes.Buffer
			if err := o.HandProgressSheets(ctx, sup, month, u.Code, func(string, string) io.Writer { return &b }); err != nil {
				t.Fatal(err)
			}
			empty := desk.SheetFile{Name: "表.xlsx", Data: b.Bytes()}
			if plan, err := o.PlanProgress(ctx, sup, desk.ImportProgress{File: empty}); err != nil || len(plan.Refused) > 0 || plan.Count(desk.SameRow) != u.Tasks {
				t.Errorf("%s as it went out: %+v, %v", u.Name, plan, err)
			}
			filled[u.Code] = fillIn(t, empty, map[string][]string{
				toilets.Number: {"31", "二十一座投用", "", "加快选址"}, homes.Number: {"19", "全面开工", "", ""}, rules.Number: {"", "征求意见稿已印发征求意见", "", ""},
				fields.Number: {"6.2", "", "", ""}, festival.Number: {"", "场地定了", "", ""}, firms.Number: {"29", "", "", ""}, sewage.Number: {"", "通过验收", "", ""},
			})
		}
		for code, f := range filled {
			read, err := o.ReadSheet(ctx, sup, desk.ProgressSheets, f)
			if err != nil || !read.Remembered || read.Month != month {
				t.Fatalf("%s is not known again: %+v, %v", code, read, err)
			}
			plan, err := o.PlanProgress(ctx, sup, desk.ImportProgress{File: f})
			if err != nil || len(plan.Refused) > 0 {
				t.Fatalf("%s: %+v, %v", code, plan, err)
			}
			got, err := o.ImportProgress(ctx, sup, desk.Call{}, desk.ImportProgress{File: f})
			if err != nil || got.Taken != len(plan.Rows) || got.Signed != got.Taken {
				t.Fatalf("%s: %+v, %v", code, got, err)
			}
			before, _ := o.ListTasks(ctx, sup, desk.TaskPage{Year: 2061})
			_, err = o.ImportProgress(ctx, sup, desk.Call{}, desk.ImportProgress{File: f})
			says(t, err, "file", "没有新的进展")
			after, _ := o.ListTasks(ctx, sup, desk.TaskPage{Year: 2061})
			for i := range before.All {
				if before.All[i].Version != after.All[i].Version {
					t.Errorf("%s sent twice changes %s", code, before.All[i].Number)
				}
			}
		}
		if l, err = o.ListTasks(ctx, sup, desk.TaskPage{Year: 2061}); err != nil {
			t.Fatal(err)
		}
		for _, x := range l.Tasks {
			if x.Pace.Overdue || x.Pace.Stale > 0 {
				t.Errorf("%s is late: %+v", x.Terms.Title, x.Pace)
			}
		}
		shown, err = o.ShowTask(ctx, sup, toilets.ID)
		if r := shown.ReportOf("2061-07"); err != nil || r == nil || r.Migrated || r.State != task.Signed || r.Filler != "填的人" || r.Reviewer != "审的人" || r.FilledBy != sup.Person || r.Figure.String() != "31" {
			t.Fatalf("%+v, %v", r, err)
		}
		bulletin, err := o.DraftAccount(ctx, sup, desk.AccountOf{Kind: "bulletin", Year: 2061, Month: 7})
		if err != nil || !strings.Contains(strings.Join(bulletin.Lines(), "\n"), "纳入督办的任务 7 项") {
			t.Fatalf("%v, %v", bulletin.Lines(), err)
		}
		var doc bytes.Buffer
		if err := o.PressAccount(ctx, sup, bulletin.Of, "docx", func(string, string) io.Writer { return &doc }); err != nil || !bytes.HasPrefix(doc.Bytes(), []byte("PK")) {
			t.Fatal("the bulletin is not printed", err)
		}
		if err := o.SequenceAll(ctx); err != nil {
			t.Fatal(err)
		}
		if v, err := o.VerifyDivision(ctx, city); err != nil || !v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
	})
}

// fillIn fills a handed-out sheet in by the numbers of its tasks, and turns its
// rows round, as sorting does.
func fillIn(t *testing.T, f desk.SheetFile, by map[string][]string) desk.SheetFile {
	t.Helper()
	x, err := excelize.OpenReader(bytes.NewReader(f.Data))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	tab := x.GetSheetName(0)
	rows, err := x.GetRows(tab)
	if err != nil {
		t.Fatal(err)
	}
	body := slices.Clone(rows[3:])
	slices.Reverse(body)
	for i, row := range body {
		row = append(slices.Clone(row), make([]string, 14)...)[:14]
		copy(row[6:], by[row[0]])
		row[12], row[13] = "填的人", "审的人"
		for k, words := range row {
			at, _ := excelize.CoordinatesToCellName(k+1, 4+i)
			if err := x.SetCellStr(tab, at, words); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	return desk.SheetFile{Name: f.Name, Data: b.Bytes()}
}

func TestASheetOfTasksIsRefusedWholeByRowAndColumn(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, sup := stocked(t, e)
		o.at(2061, 7, 4)
		ctx := t.Context()
		f := sheetFile(t, "表.xlsx", []any{"任务", "年度目标", "目标值", "牵头单位", "配合单位", "完成时限"},
			[]any{"新建公厕", "57座", "", "市城管局", "", "12月底"},
			[]any{"甲", "", "", "市城管局", "市财证局", "12月底"},
			[]any{"乙", "", "", "", "", "全年"},
			[]any{"丙", "", "", "市住建局", "", "尽快"},
			[]any{"丁", "", 20, "市住建局", "", ""},
			[]any{"", "", "", "市住建局", "", "全年"},
			[]any{"新建公厕", "57座", "", "市城管局", "", "12月底"},
			[]any{"戊", "", "", "市住建局", "", "2060年6月"},
			[]any{"己", "", "", "不存在的局", "", ""})
		plan, err := o.PlanTasks(ctx, sup, desk.ImportTasks{File: f})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range [][3]string{{"配合单位", "没有“市财证局”这个单位", "市财政局"}, {"牵头单位", "没有牵头单位", ""}, {"完成时限", "不是日子", ""}, {"目标值", "没有单位", ""}, {"任务", "没有写工作任务", ""}, {"任务", "和第 2 行是同一项任务", ""}, {"完成时限", "之前", ""}, {"牵头单位", "没有“不存在的局”这个单位", ""}} {
			if i >= len(plan.Refused) {
				t.Fatalf("%d are refused", len(plan.Refused))
			}
			if r := plan.Refused[i]; r.Line != i+3 || r.Column != want[0] || !strings.Contains(r.Sentence, want[1]) || !strings.Contains(r.Hint, want[2]) {
				t.Errorf("%+v, want %q", r, want)
			}
		}
		_, err = o.ImportTasks(ctx, sup, desk.Call{}, desk.ImportTasks{File: f})
		says(t, err, "file", "一条也没有导入")
		if l, err := o.ListTasks(ctx, sup, desk.TaskPage{Year: 2061}); err != nil || len(l.All) != 0 {
			t.Errorf("something came in: %d, %v", len(l.All), err)
		}
		if _, err := o.PlanTasks(ctx, worker(o, "head", "zj", staff.Head), desk.ImportTasks{File: f}); !isKind(err, fault.Forbidden) {
			t.Errorf("a unit imports tasks: %v", err)
		}
	})
}

func TestASheetOfProgressIsRefusedByRowAndColumnAndEachUnitBringsItsOwn(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, sup := stocked(t, e)
		o.at(2061, 7, 4)
		ctx := t.Context()
		tasks := sheetFile(t, "表.xlsx", []any{"任务", "牵头单位"}, []any{"新建公厕57座", "市城管局"}, []any{"改造老旧小区30个", "市住建局"}, []any{"制定奖补办法", "市经信局"})
		if _, err := o.ImportTasks(ctx, sup, desk.Call{}, desk.ImportTasks{File: tasks}); err != nil {
			t.Fatal(err)
		}
		head := []any{"任务", "完成值", "进展情况", "填报人", "审核人", "预计完成时间"}
		june := sheetFile(t, "6月进展.xlsx", head, []any{"新建公厕57座", 20, "在建", "", "", ""}, []any{"改造老旧小区30个", 10, "", "", "", ""}, []any{"制定奖补办法", "60%", "初稿", "", "", ""})
		if _, err := o.ImportProgress(ctx, sup, desk.Call{}, desk.ImportProgress{File: june}); err != nil {
			t.Fatal(err)
		}
		bad := sheetFile(t, "7月进展.xlsx", head,
			[]any{"新建公厕57座", 18, "在建", "甲", "乙", ""}, []any{"改造老旧小区30个", "一些", "", "甲", "乙", ""}, []any{"制定奖补办法", "", "送审", "", "乙", ""}, []any{"制订奖补办法", "", "送审", "甲", "乙", ""})
		plan, err := o.PlanProgress(ctx, sup, desk.ImportProgress{File: bad})
		if err != nil || len(plan.Refused) != 4 {
			t.Fatalf("%+v, %v", plan, err)
		}
		for i, want := range [][3]string{{"原因说明", "比 6 月的 20座少", ""}, {"完成值", "不是数", ""}, {"填报人", "没有写填报人", ""}, {"任务", "没有“制订奖补办法”这项任务", "制定奖补办法"}} {
			if r := plan.Refused[i]; r.Line != i+2 || r.Column != want[0] || !strings.Contains(r.Sentence, want[1]) || !strings.Contains(r.Hint, want[2]) {
				t.Errorf("%+v, want %q", r, want)
			}
		}
		if _, err := o.ImportProgress(ctx, sup, desk.Call{}, desk.ImportProgress{File: bad, Reason: "核减"}); err == nil {
			t.Error("half of a sheet came in")
		}
		july := func(rows ...[]any) desk.ImportProgress {
			return desk.ImportProgress{File: sheetFile(t, "7月进展.xlsx", append([][]any{head}, rows...)...)}
		}
		in := july([]any{"新建公厕57座", 18, "重新核过", "甲", "乙", ""})
		in.Reason = "核减"
		if _, err := o.ImportProgress(ctx, sup, desk.Call{}, in); err != nil {
			t.Errorf("a fall that is explained: %v", err)
		}
		clerk, boss := worker(o, "clerk", "zj", staff.Clerk), worker(o, "boss", "zj", staff.Head)
		plan, err = o.PlanProgress(ctx, clerk, july([]any{"新建公厕57座", 30, "", "甲", "乙", ""}))
		if err != nil || len(plan.Refused) != 1 || !strings.Contains(plan.Refused[0].Sentence, "没有“新建公厕57座”这项任务") {
			t.Errorf("another unit's task: %+v, %v", plan, err)
		}
		if got, err := o.ImportProgress(ctx, clerk, desk.Call{}, july([]any{"改造老旧小区30个", 12, "", "甲", "乙", ""})); err != nil || got.Taken != 1 || got.Signed != 0 {
			t.Errorf("%+v, %v", got, err)
		}
		l, _ := o.ListTasks(ctx, sup, desk.TaskPage{Year: 2061})
		homes := find(t, l.Tasks, "老旧小区")
		if _, err := o.SignProgress(ctx, boss, desk.Call{}, homes.ID, "2061-07"); err != nil {
			t.Errorf("the head signs what the clerk imported: %v", err)
		}
		plan, err = o.PlanProgress(ctx, sup, july([]any{"改造老旧小区30个", 14, "", "甲", "乙", ""}))
		if err != nil || len(plan.Refused) != 1 || !strings.Contains(plan.Refused[0].Sentence, "已经审签") {
			t.Errorf("what is signed is replaced: %+v, %v", plan, err)
		}
		plan, err = o.PlanProgress(ctx, clerk, desk.ImportProgress{File: june, Month: civil.Month{Year: 2061, Month: 5}})
		if err != nil || len(plan.Refused) != 3 {
			t.Errorf("a clerk brings in what was before: %+v, %v", plan, err)
		}
		aug := july([]any{"改造老旧小区30个", 14, "", "甲", "乙", ""})
		aug.Month = civil.Month{Year: 2061, Month: 8}
		if plan, err = o.PlanProgress(ctx, sup, aug); err != nil || len(plan.Refused) != 1 || !strings.Contains(plan.Refused[0].Sentence, "还没有到") {
			t.Errorf("%+v, %v", plan, err)
		}
	})
}
