package desk_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// a project of housing on the ground of street-a
func works(also ...string) project.Facts {
	f := project.Facts{"name": "街心公园", "category": "基础设施", "unit": "housing", "town": "street-a", "investment": "1200"}
	for i := 0; i < len(also); i += 2 {
		f[also[i]] = also[i+1]
	}
	return f
}

func says(t *testing.T, err error, field, words string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Field != field || !strings.Contains(f.Sentence, words) {
		t.Errorf("at %q %q wanted, got %v", field, words, err)
	}
}

// at sets the office's clock to a morning that is still to come: it never goes back.
func (o *office) at(y, m, d int) { o.clock = int64(on(y, m, d).At(9, 0)) - time.Now().UnixMicro() }

const projectCode = "2101-429099-04-01-12345C"

func TestAProjectGoesFromTheRegisterToASignedMonthWithItsLedger(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, grid, head, urban, housing := manned(t, e)
		o.at(2061, 6, 10)
		ctx := t.Context()
		sup := worker(o, "sup", "office", staff.Supervisor)
		leader := worker(o, "lead", "office", staff.Leader)

		k, err := o.AddProject(ctx, housing, desk.Call{ActID: "add"}, desk.AddProject{Facts: works("code", projectCode, "plan.2061", "600"), Stage: project.Signed, Since: on(2060, 11, 1), Note: "签约仪式"})
		if err != nil {
			t.Fatal(err)
		}
		if again, err := o.AddProject(ctx, housing, desk.Call{ActID: "add"}, desk.AddProject{Facts: works()}); err != nil || again != k {
			t.Errorf("sent twice: %+v, %v", again, err)
		}
		s, err := o.ShowProject(ctx, leader, k.ID, 0)
		if err != nil || len(s.Dwells) != 1 || s.Dwells[0].Over != 40 || s.May["project.change"] || s.Pace.Colour != project.Red {
			t.Fatalf("%+v, %v", s, err)
		}
		beforeStart := s.Events[0].RecordedAt
		if _, err := o.AdvanceProject(ctx, grid, desk.Call{Version: 1}, k.ID, project.Step{To: project.Landed, On: on(2061, 1, 5), Note: "不动产权证"}); err != nil {
			t.Fatalf("the town of the site: %v", err)
		}
		_, err = o.AdvanceProject(ctx, housing, desk.Call{Version: 1}, k.ID, project.Step{To: project.Started, On: on(2061, 2, 1), Note: "打桩", MainWorks: true})
		if !desk.Stale(err) {
			t.Errorf("an older version is taken: %v", err)
		}
		_, err = o.AdvanceProject(ctx, housing, desk.Call{}, k.ID, project.Step{To: project.Started, On: on(2061, 2, 1), Note: "场地平整"})
		says(t, err, "main_works", "不算开工")
		if _, err = o.AdvanceProject(ctx, housing, desk.Call{}, k.ID, project.Step{To: project.Started, On: on(2061, 2, 1), Note: "打桩", MainWorks: true}); err != nil {
			t.Fatal(err)
		}
		if _, err = o.ReportProject(ctx, grid, desk.Call{}, k.ID, project.Filling{Month: 206104, Invested: "150", Visual: "桩基完成", Problem: "电力未接"}); err != nil {
			t.Fatal(err)
		}
		if s, err = o.ShowProject(ctx, housing, k.ID, 0); err != nil || s.Pace.Done.Sign() != 0 {
			t.Errorf("what nobody signed counts: %+v, %v", s.Pace, err)
		}
		_, err = o.SignProject(ctx, grid, desk.Call{}, k.ID, 206104)
		if !isKind(err, fault.Forbidden) {
			t.Errorf("a clerk signs: %v", err)
		}
		if _, err = o.SignProject(ctx, head, desk.Call{}, k.ID, 206104); err != nil {
			t.Fatal(err)
		}
		if _, err = o.ReturnProject(ctx, sup, desk.Call{}, k.ID, 206104, "照片不清"); err != nil {
			t.Fatal(err)
		}
		if _, err = o.ReportProject(ctx, grid, desk.Call{}, k.ID, project.Filling{Month: 206104, Invested: "200.50", Visual: "桩基完成", Problem: "电力未接"}); err != nil {
			t.Fatal(err)
		}
		if _, err = o.SignProject(ctx, housing, desk.Call{}, k.ID, 206104); err != nil {
			t.Fatal(err)
		}
		l, err := o.ListProjects(ctx, sup, desk.ProjectQuery{Most: 10})
		if err != nil || len(l.Projects) != 1 || l.Sums.Done.Amount.String() != "200.5" || l.Sums.Plan.Of != 1 || l.Projects[0].Problem != "电力未接" || l.Projects[0].Pace.Rate.String() != "33.42" || !l.Projects[0].Owed {
			t.Errorf("%+v, %v", l, err)
		}
		if l.Towns["street-a"].Projects != 1 || l.Due != 206105 {
			t.Errorf("%+v", l)
		}
		if _, err := o.ShowProject(ctx, urban, k.ID, 0); !isKind(err, fault.NotFound) {
			t.Errorf("another unit sees it: %v", err)
		}
		if l, err := o.ListProjects(ctx, urban, desk.ProjectQuery{Most: 10}); err != nil || l.Sums.Projects != 0 {
			t.Errorf("another unit's list: %+v, %v", l.Sums, err)
		}
		if was, err := o.ShowProject(ctx, sup, k.ID, beforeStart); err != nil || was.Project.Stage != project.Signed || len(was.Months) != 0 || was.May["project.change"] {
			t.Errorf("as it was known before: %+v, %v", was.Project, err)
		}
		_, err = o.RetreatProject(ctx, sup, desk.Call{}, k.ID, project.Landed, "")
		says(t, err, "reason", "没有写理由")
		if _, err := o.RetreatProject(ctx, sup, desk.Call{}, k.ID, project.Landed, "照片是别处的工地"); err != nil {
			t.Fatal(err)
		}
		if s, err = o.ShowProject(ctx, sup, k.ID, 0); err != nil || s.Project.Stage != project.Landed || !slices.ContainsFunc(s.Events, func(x desk.ToldProjectEvent) bool {
			return slices.ContainsFunc(x.Changes, func(c project.Change) bool {
				return c.Key == "reached.started.on" && c.Before == "2061-02-01" && c.After == ""
			})
		}) {
			t.Errorf("the old date is not in the history: %+v, %v", s.Events, err)
		}
		if err := o.SequenceAll(ctx); err != nil {
			t.Fatal(err)
		}
		if v, err := o.VerifyDivision(ctx, city); err != nil || !v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
		for _, change := range []string{"update project set problem = $1 where division = $2", "update project_year set done = 7 where division = $2 and $1 <> ''", "update project_month set invested = 7 where division = $2 and $1 <> ''", "update project_event set reason = $1 where division = $2"} {
			if err := e.Write(ctx, func(tx *store.Session) error { _, err := tx.Run(change, "别的", city); return err }); err != nil {
				t.Fatal(err)
			}
			if v, err := o.VerifyDivision(ctx, city); err != nil || v.Intact() {
				t.Errorf("nobody finds out: %s, %v", change, err)
			}
		}
	})
}

func TestWhatTheActsOnProjectsRefuse(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, grid, _, urban, housing := manned(t, e)
		o.at(2061, 6, 10)
		ctx := t.Context()
		sup := worker(o, "sup", "office", staff.Supervisor)
		add := func(by staff.Actor, also ...string) (desk.ProjectKept, error) {
			return o.AddProject(ctx, by, desk.Call{}, desk.AddProject{Facts: works(also...)})
		}
		k, err := add(sup, "code", projectCode)
		if err != nil {
			t.Fatal(err)
		}
		_, err = add(sup, "name", "另一个", "code", projectCode)
		says(t, err, "code", "已经是“街心公园”的")
		_, err = add(sup, "code", "1234")
		says(t, err, "code", "涉密项目另行编码")
		_, err = add(sup, "unit", "nowhere")
		says(t, err, "unit", "没有代码是“nowhere”的单位")
		_, err = add(urban)
		says(t, err, "unit", "不归您的单位管")
		_, err = o.AddProject(ctx, sup, desk.Call{}, desk.AddProject{Facts: works(), Since: on(2061, 6, 11)})
		says(t, err, "since", "还没有到")
		if _, err := add(worker(o, "lead", "office", staff.Leader)); !isKind(err, fault.Forbidden) {
			t.Errorf("a leader adds: %v", err)
		}
		change := func(by staff.Actor, reason string, also ...string) error {
			f := project.Facts{}
			for i := 0; i < len(also); i += 2 {
				f[also[i]] = also[i+1]
			}
			_, err := o.ChangeProject(ctx, by, desk.Call{}, k.ID, f, reason)
			return err
		}
		says(t, change(sup, "", "investment", "1300"), "reason", "改了“街心公园”的总投资，没有写理由")
		says(t, change(sup, "", "name", "街心公园"), "", "没有什么不同")
		says(t, change(grid, "移交", "unit", "urban-management", "town", "urban-management"), "unit", "不归您的单位管")
		if err := change(housing, "概算批复", "investment", "1300", "stage", "capacity"); err != nil {
			t.Error(err)
		}
		s, err := o.ShowProject(ctx, sup, k.ID, 0)
		if err != nil || s.Project.Investment.String() != "1300" || s.Project.Stage != project.Planned || s.Events[1].Reason != "概算批复" {
			t.Errorf("%+v, %v", s.Project, err)
		}
		_, err = o.ReportProject(ctx, housing, desk.Call{}, k.ID, project.Filling{Month: 206105, Invested: "1", Visual: "平场", Migrated: true})
		says(t, err, "invested", "还没有开工，不能报投资")
		_, err = o.ReportProject(ctx, housing, desk.Call{}, k.ID, project.Filling{Month: 206105, Invested: "0", Visual: "平场", Photos: []string{strings.Repeat("a", 64) + ".jpg"}})
		says(t, err, "photos", "还没有传上来")
		_, err = o.SignProject(ctx, housing, desk.Call{}, k.ID, 206105)
		says(t, err, "period", "还没有填")
	})
}

func TestACaseThatBearsTheCodeStandsBesideItsProject(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _, _, _, housing := manned(t, e)
		ctx := t.Context()
		k, err := o.AddProject(ctx, housing, desk.Call{}, desk.AddProject{Facts: works("code", projectCode)})
		if err != nil {
			t.Fatal(err)
		}
		window := worker(o, "window", "housing", staff.Clerk)
		above, err := o.OpenCase(ctx, window, desk.Call{}, desk.OpenCase{Procedure: "project", Deed: procedure.Deed{Act: "enter", Data: map[string]any{"项目代码": projectCode, "项目名称": "街心公园", "建设单位": "园林处", "建设地点": "青年路", "领域": "房屋建筑", "特殊工程": "否", "投资主体": "政府投资", "带方案出让": "否", "工业项目": "否", "建筑面积": 4200}}})
		if err != nil {
			t.Fatal(err)
		}
		c, err := o.OpenCase(ctx, window, desk.Call{}, desk.OpenCase{Procedure: "item", Deed: procedure.Deed{Act: "receive", Data: map[string]any{"项目代码": projectCode, "事项": "建筑工程施工许可", "阶段": "3 施工许可", "承办部门": "housing", "法定时限": "7个自然日", "承诺时限": "3个工作日", "办理方式": "一般"}}})
		if err != nil {
			t.Fatal(err)
		}
		s, err := o.ShowProject(ctx, housing, k.ID, 0)
		if err != nil || len(s.Cases) != 2 || s.Cases[0].Row.ID != above.ID || s.Cases[0].Permit != "" || s.Cases[1].Row.ID != c.ID || s.Cases[1].Permit != "施工许可" || s.Cases[1].Stage == "" {
			t.Errorf("%+v, %v", s.Cases, err)
		}
	})
}

func TestProjectsAreListedTheLargestFirstPageByPage(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, grid, _, _, _ := manned(t, e)
		o.at(2061, 6, 10)
		ctx := t.Context()
		sup := worker(o, "sup", "office", staff.Supervisor)
		for i := range 12 {
			f := works("name", fmt.Sprintf("项目%02d", i), "investment", strconv.Itoa(100*(i/2)), "unit", []string{"housing", "street-a"}[i%2], "agreed", "10", "paid", "3")
			if i%3 == 0 {
				f["list.在建"], f["category"] = "是", "产业"
			}
			if i > 5 {
				delete(f, "town")
			}
			if _, err := o.AddProject(ctx, sup, desk.Call{}, desk.AddProject{Facts: f}); err != nil {
				t.Fatal(err)
			}
		}
		var names []string
		q := desk.ProjectQuery{Most: 5}
		for range 4 {
			l, err := o.ListProjects(ctx, sup, q)
			if err != nil || l.Sums.Projects != 12 || l.Sums.Investment.Amount.String() != "3000" || l.Sums.Investment.Of != 10 || l.Sums.Agreed.Amount.String() != "120" || l.Sums.Paid.Amount.String() != "36" {
				t.Fatalf("%+v, %v", l.Sums, err)
			}
			for _, p := range l.Projects {
				names = append(names, p.Name)
			}
			if !l.More {
				break
			}
			last := l.Projects[len(l.Projects)-1]
			q.After = store.ProjectKey{Investment: last.Investment, ID: last.ID}
		}
		seen := map[string]bool{}
		for _, n := range names {
			seen[n] = true
		}
		if len(names) != 12 || len(seen) != 12 || names[0] < "项目10" {
			t.Errorf("%v", names)
		}
		l, err := o.ListProjects(ctx, grid, desk.ProjectQuery{Most: 20})
		if err != nil || l.Sums.Projects != 9 { // its own six, and three on its ground
			t.Errorf("a street sees %+v, %v", l.Sums, err)
		}
		l, err = o.ListProjects(ctx, sup, desk.ProjectQuery{Most: 20, List: "在建", Category: "产业", Town: "street-a"})
		if err != nil || l.Sums.Projects != 2 {
			t.Errorf("narrowed to %+v, %v", l.Sums, err)
		}
	})
}
