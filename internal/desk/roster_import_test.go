package desk_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	form "duban/internal/kernel/roster"
	"duban/internal/kernel/staff"
	"duban/internal/press"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// handedIn is a workbook with rows under the titles of the form.
func handedIn(t testing.TB, units, posts, people [][]string) []desk.RosterFile {
	t.Helper()
	var tables []form.Table
	for i, rows := range [][][]string{units, posts, people} {
		s := form.Sheets[i]
		table := form.Table{Sheet: s.Name, HeadRow: 1}
		for _, c := range s.Columns {
			table.Titles = append(table.Titles, c.Title)
		}
		table.Columns = table.Titles
		for n, row := range rows {
			table.Numbers, table.Rows = append(table.Numbers, n+2), append(table.Rows, row)
		}
		tables = append(tables, table)
	}
	return []desk.RosterFile{{Name: "名册.xlsx", Data: workbook(t, tables)}}
}

func workbook(t testing.TB, tables []form.Table) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := press.RosterProblems(&b, tables, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// county is 60 units, 25 towns and 400 people, each with a post.
func county() (units, posts, people [][]string) {
	for i := range 85 {
		kind, name := "部门", fmt.Sprintf("云泽市第%d局", i)
		if i >= 60 {
			kind, name = "乡镇", fmt.Sprintf("第%d镇", i)
		}
		units = append(units, []string{fmt.Sprintf("U%02d", i), city, name, "", kind, ""})
	}
	roles := []string{"负责人", "经办", "经办", "经办", "经办"}
	for i := range 400 {
		unit := fmt.Sprintf("U%02d", i%85)
		code := fmt.Sprintf("%s-%d", unit, i/85)
		posts = append(posts, []string{code, unit, fmt.Sprintf("岗位%d", i/85), roles[i/85]})
		people = append(people, []string{fmt.Sprintf("p%03d", i), fmt.Sprintf("甲%d", i), "", "", code, "正式", "", ""})
	}
	return units, posts, people
}

func TestARosterIsImportedConfirmedAndItsPeopleSetTheirPasswords(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		ctx := t.Context()
		system, security := o.actor("xitong", password), o.actor("anquan", password)
		files := handedIn(t, first(county()), second(county()), third(county()))
		plan, err := o.PlanRoster(ctx, system, files)
		if err != nil || plan.Refused() || plan.Count("", desk.NewRow) != 885 || plan.Count("", desk.SameRow) != 0 {
			t.Fatalf("%v, plan %+v", err, plan.Problems)
		}
		if s, err := o.ListStaff(ctx, system); err != nil || len(s.Units) != 3 {
			t.Fatalf("a plan changed something: %d units, %v", len(s.Units), err)
		}
		call := desk.Call{ActID: "import-once"}
		taken, err := o.ImportRoster(ctx, system, call, desk.ImportRoster{Files: files, Digest: plan.Digest})
		if want := (desk.RosterTaken{Units: 85, Posts: 400, Persons: 400, Holdings: 400}); err != nil || taken != want {
			t.Fatalf("took %+v, %v", taken, err)
		}
		if again, err := o.ImportRoster(ctx, system, call, desk.ImportRoster{Files: files, Digest: plan.Digest}); err != nil || again != taken {
			t.Errorf("a retry gave %+v, %v", again, err)
		}
		if _, err := o.ImportRoster(ctx, system, desk.Call{}, desk.ImportRoster{Files: files}); !is(err, fault.Invalid) {
			t.Errorf("the same roster once more: %v", err)
		}
		s, err := o.ListStaff(ctx, system)
		if err != nil || len(s.Units) != 88 || len(s.Holdings) != 405 {
			t.Fatalf("%d units, %d holdings, %v", len(s.Units), len(s.Holdings), err)
		}
		var codes, holdings []string
		for _, p := range s.Posts {
			if p.Role == "" {
				codes = append(codes, p.Code)
			}
		}
		for _, h := range s.Holdings {
			if h.State == staff.Proposed {
				holdings = append(holdings, h.ID)
			}
		}
		if _, err := o.ConfirmHoldings(ctx, system, desk.Call{}, holdings); !is(err, fault.Forbidden) {
			t.Errorf("who proposed also confirmed: %v", err)
		}
		if n, err := o.EmpowerPosts(ctx, security, desk.Call{}, codes); n != 400 || err != nil {
			t.Fatal(n, err)
		}
		if n, err := o.ConfirmHoldings(ctx, security, desk.Call{}, holdings); n != 400 || err != nil {
			t.Fatal(n, err)
		}
		if _, err := o.IssueInvitations(ctx, system, desk.Call{}, nil); !is(err, fault.Forbidden) {
			t.Errorf("the system administrator drew slips: %v", err)
		}
		slips, err := o.IssueInvitations(ctx, security, desk.Call{ActID: "slips"}, nil)
		if err != nil || len(slips.Slips) != 400 || len(slips.Slips[0].Code) != 19 {
			t.Fatalf("%d slips, %v", len(slips.Slips), err)
		}
		if again, err := o.IssueInvitations(ctx, security, desk.Call{ActID: "slips"}, nil); err != nil || len(again.Slips) != 400 || again.Slips[0].Code != "" {
			t.Errorf("a retry shows a code again: %v", err)
		}
		slip := slips.Slips[0]
		use := func(code string) error {
			return o.UseInvitation(ctx, desk.Call{}, desk.UseInvitation{Division: city, Login: slip.Login, Code: code, New: password, Again: password})
		}
		if err := use("abcd-efgh-abcd-efgh"); !is(err, fault.Forbidden) {
			t.Errorf("a code that nobody was given: %v", err)
		}
		if err := use(" " + strings.ToUpper(strings.ReplaceAll(slip.Code, "-", " "))); err != nil {
			t.Fatal(err)
		}
		if err := use(slip.Code); !is(err, fault.Forbidden) {
			t.Errorf("a slip opens twice: %v", err)
		}
		if a := o.actor(slip.Login, password); a.MustChange || !a.May("search.read") {
			t.Errorf("came in as %+v", a)
		}
		o.clock += 15 * 24 * 3600 * 1_000_000
		slip = slips.Slips[1]
		if err := use(slip.Code); !is(err, fault.Forbidden) {
			t.Errorf("a slip opens after its time: %v", err)
		}
		o.intact()
	})
}

func first[A, B, C any](a A, _ B, _ C) A  { return a }
func second[A, B, C any](_ A, b B, _ C) B { return b }
func third[A, B, C any](_ A, _ B, c C) C  { return c }

func TestARosterIsLaidBesideWhatIsKnown(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		system := o.actor("xitong", password)
		if _, err := o.PlanRoster(ctx, by, nil); !is(err, fault.Forbidden) {
			t.Errorf("a supervisor plans a roster: %v", err)
		}
		tables, err := o.PresentRoster(ctx, system)
		if err != nil {
			t.Fatal(err)
		}
		present := []desk.RosterFile{{Name: "现有.xlsx", Data: workbook(t, tables)}}
		plan, err := o.PlanRoster(ctx, system, present)
		if err != nil || plan.Refused() || plan.Count("", desk.SameRow) != 7 || len(plan.Rows) != 7 {
			t.Fatalf("what is known, handed in again: %+v %+v %v", plan.Rows, plan.Problems, err)
		}
		files := handedIn(t,
			[][]string{{"kj-2", "kj", "科技服务中心", "", "事业单位", ""}, {"kj", "", "云泽市科学技术局", "市科技办", "部门", ""}},
			[][]string{{"kj-1", "kj", "科技局经办", "负责人"}, {"kj-9", "kj-2", "中心经办", "经办"}},
			[][]string{{"keji", "林keji", "13800000001", "", "kj-1", "正式", "", ""}, {"ducha", "林ducha", "", "", "dcs-1", "代理", "", ""}, {"xin", "新来的", "", "", "kj-9", "主持工作", "2026-11-01", ""}})
		plan, err = o.PlanRoster(ctx, system, files)
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, r := range plan.Rows {
			cells := ""
			for _, c := range r.Cells {
				cells += fmt.Sprintf(" %s[%s→%s]", c.Title, c.Old, c.New)
			}
			said = append(said, fmt.Sprintf("%s %s %s%s", r.Sheet, r.Code, r.Standing, cells))
		}
		want := []string{
			"单位 kj-2 new 上级代码[→kj] 名称[→科技服务中心] 类别[→事业单位] 排序[→10]",
			"单位 kj changed 简称[市科技局→市科技办]",
			"岗位 kj-1 changed 角色[经办→负责人]",
			"岗位 kj-9 new 单位代码[→kj-2] 名称[→中心经办] 角色[→经办]",
			"人员 keji changed 手机[→13800000001]",
			"人员 ducha same",
			"人员 xin new 姓名[→新来的] 岗位代码[→kj-9] 任职方式[→主持工作] 起[→2026-11-01]",
		}
		if got, want := strings.Join(said, "\n"), strings.Join(want, "\n"); got != want {
			t.Errorf("plan\n%s\nwant\n%s", got, want)
		}
		if len(plan.Problems) != 1 || !plan.Problems[0].Remark || plan.Problems[0].Row != 3 {
			t.Errorf("problems %+v", plan.Problems)
		}
		clerk, err := o.OpenSession(ctx, desk.SignIn{Division: city, Login: "keji", Password: password})
		if err != nil {
			t.Fatal(err)
		}
		// somebody else changes a unit between preview and confirmation
		if err := o.SetUnit(ctx, system, desk.Call{}, staff.Unit{Code: "kj", Parent: city, Name: "云泽市科学技术局", Short: "科技局", Kind: staff.Department, Rank: 9}); err != nil {
			t.Fatal(err)
		}
		if _, err := o.ImportRoster(ctx, system, desk.Call{}, desk.ImportRoster{Files: files, Digest: plan.Digest}); !is(err, fault.Conflict) {
			t.Errorf("a preview that no longer holds was taken in: %v", err)
		}
		taken, err := o.ImportRoster(ctx, system, desk.Call{}, desk.ImportRoster{Files: files})
		if want := (desk.RosterTaken{Units: 1, Posts: 1, Persons: 1, Holdings: 1, Changed: 3}); err != nil || taken != want {
			t.Fatalf("took %+v, %v", taken, err)
		}
		if _, err := o.Actor(ctx, city, clerk.Secret); !is(err, fault.Forbidden) {
			if a, _ := o.Actor(ctx, city, clerk.Secret); a.Role != "" {
				t.Errorf("whose post lost its role goes on as %q: %v", a.Role, err)
			}
		}
		o.intact()
	})
}

func TestARosterThatIsWrongInOnePlaceChangesNothing(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		ctx := t.Context()
		system := o.actor("xitong", password)
		if _, err := o.SetPerson(ctx, system, desk.Call{}, staff.Person{Login: "lao", Name: "老人"}); err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			units, posts, people [][]string
			want                 string
		}{
			"a second government":     {units: [][]string{{"YZ", "", "云泽市政府", "", "政府", ""}}, want: "单位 2 本级政府已经有了：“云泽市人民政府”，代码是“429099”。"},
			"a unit under itself":     {units: [][]string{{"dcs", "kj", "云泽市人民政府督查室", "", "办公室", ""}, {"kj", "dcs", "云泽市科学技术局", "", "部门", ""}}, want: "单位 2 上级绕成了一圈：“dcs”（第 2 行）→“kj”（第 3 行）→又回到开头。"},
			"an administrator's post": {posts: [][]string{{"audit", city, "审计管理员", "督查"}}, want: "岗位 2 “审计管理员”是管理员的岗位，不能从名册改。"},
			"an administrator with a second post": {people: [][]string{{"shenji", "管理员shenji", "", "", "dcs-1", "正式", "", ""}},
				want: "人员 2 管理员shenji已经任“审计管理员”：管理员不能再任别的岗位，业务岗位也不能兼管理员。"},
			"somebody else's login": {people: [][]string{{"lao", "新人", "", "", "dcs-1", "正式", "", ""}}, want: "人员 2 登录名“lao”已经是老人的。"},
		} {
			good := [][]string{{"ok-1", city, "好单位", "", "部门", ""}}
			files := handedIn(t, append(c.units, good...), c.posts, c.people)
			plan, err := o.PlanRoster(ctx, system, files)
			if err != nil {
				t.Fatal(err)
			}
			said := []string{}
			for _, p := range plan.Problems {
				if !p.Remark {
					said = append(said, fmt.Sprintf("%s %d %s", p.Sheet, p.Row, p.Sentence))
				}
			}
			if got := strings.Join(said, "\n"); got != c.want {
				t.Errorf("%s: %s", name, got)
			}
			if _, err := o.ImportRoster(ctx, system, desk.Call{}, desk.ImportRoster{Files: files}); !is(err, fault.Invalid) {
				t.Errorf("%s was taken in: %v", name, err)
			}
		}
		if s, err := o.ListStaff(ctx, system); err != nil || len(s.Units) != 3 {
			t.Errorf("%d units, %v", len(s.Units), err)
		}
		o.intact()
	})
}
