package desk_test

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/ledger"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/tour"
	"duban/internal/press"
	"duban/internal/store"
	"duban/internal/store/sqlite"
	"duban/internal/store/storetest"
)

// jury is an office with three projects and judges who hold posts: of housing, which
// answers for them, of urban management, and two leaders of the government.
type jury struct {
	*office
	sup      staff.Actor
	judges   map[string]staff.Actor
	projects []string
	basics   desk.TourBasics
}

func seated(t *testing.T, e store.Engine) *jury {
	t.Helper()
	o, grid, _, _, housing := manned(t, e)
	o.at(2057, 7, 1)
	ctx := t.Context()
	j := &jury{office: o, sup: worker(o, "sup", "office", staff.Supervisor), judges: map[string]staff.Actor{}}
	system, security := worker(o, "sys", "", staff.SystemAdmin), worker(o, "sec", "", staff.SecurityAdmin)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(o.SetUnit(ctx, system, desk.Call{}, staff.Unit{Code: "gov", Name: "市政府", Kind: staff.Government}))
	for _, x := range []struct {
		login, unit, post string
		role              staff.Role
	}{{"fangjian", "housing", "住建局局长", staff.Head}, {"chengguan", "urban-management", "城管局局长", staff.Head}, {"fushizhang", "gov", "分管副市长", staff.Leader}, {"shizhang", "gov", "市长", staff.Leader}, {"jiedao", "street-a", "街道主任", staff.Head}} {
		id, err := o.SetPerson(ctx, system, desk.Call{}, staff.Person{Login: x.login, Name: x.login})
		must(err)
		must(o.SetPost(ctx, system, desk.Call{}, staff.Post{Code: x.login, Unit: x.unit, Name: x.post, Proposed: x.role}))
		must(o.EmpowerPost(ctx, security, desk.Call{}, x.login))
		h, err := o.ProposeHolding(ctx, system, desk.Call{}, staff.Holding{Person: id, Post: x.login, Manner: staff.Regular, From: on(2050, 1, 1).Days()})
		must(err)
		must(o.ConfirmHolding(ctx, security, desk.Call{}, h))
		a := worker(o, x.login, x.unit, x.role)
		a.Person = id
		j.judges[x.login] = a
	}
	for i, p := range []project.Facts{works("lon", "113.45", "lat", "30.30"), works("name", "滨河路", "town", "", "leader", "分管副市长", "lon", "113.40", "lat", "30.36"), works("name", "标准厂房", "unit", "street-a", "investment", "900", "lon", "113.52", "lat", "30.40")} {
		if p["town"] == "" {
			delete(p, "town")
		}
		by := housing
		if i == 2 {
			by = grid
		}
		k, err := o.AddProject(ctx, by, desk.Call{}, desk.AddProject{Facts: p, Stage: project.Started, Since: on(2057, 1, 5), Note: "现场核实"})
		must(err)
		j.projects = append(j.projects, k.ID)
	}
	lon, lat := quantity.Must("113.44"), quantity.Must("30.36")
	j.basics = desk.TourBasics{Name: "上半年拉练观摩", Year: 2057, Half: 1, From: on(2057, 7, 6), Until: on(2057, 7, 7), Start: tour.Place{Name: "市政府", Lon: &lon, Lat: &lat}}
	return j
}

func (j *jury) persons(logins ...string) (all []string) {
	for _, l := range logins {
		all = append(all, j.judges[l].Person)
	}
	return all
}

// opened is a tour to all projects that has begun.
func (j *jury) opened(t *testing.T, logins ...string) string {
	t.Helper()
	yes := true
	k, err := j.PlanTour(t.Context(), j.sup, desk.Call{}, desk.PlanTour{Basics: &j.basics, Stops: j.projects, Judges: j.persons(logins...), Trim: &yes,
		Criteria: []tour.Criterion{{Title: "进度", Weight: 60}, {Title: "管理", Weight: 40}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := j.OpenTour(t.Context(), j.sup, desk.Call{}, k.ID); err != nil {
		t.Fatal(err)
	}
	return k.ID
}

func TestATourGoesFromItsRouteToAPublishedResultThatIsReckonedAgainToTheByte(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		j := seated(t, e)
		ctx := t.Context()
		c, err := j.ChooseForTour(ctx, j.sup)
		if err != nil || len(c.Projects) != 3 || len(c.Judges) != 7 || !c.Projects[0].Suggested || c.Projects[1].Suggested || c.Projects[0].Name != "街心公园" {
			t.Fatalf("%+v, %v", c.Projects, err)
		}
		k, err := j.PlanTour(ctx, j.sup, desk.Call{ActID: "plan"}, desk.PlanTour{Basics: &j.basics, Stops: j.projects, Judges: j.persons("fangjian", "chengguan", "fushizhang", "shizhang")})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := j.RouteTour(ctx, j.sup, desk.Call{Version: 1}, k.ID, desk.RouteTour{By: desk.RouteByDistance}); err != nil {
			t.Fatal(err)
		}
		s, err := j.ShowTour(ctx, j.sup, k.ID)
		if err != nil || s.Plan.Stops[0].Name != "滨河路" || s.Metres == 0 || len(s.Plan.Criteria) != 4 || !s.May["tour.open"] {
			t.Fatalf("%+v, %v", s.Plan, err)
		}
		if _, err := j.ShowTour(ctx, j.judges["shizhang"], k.ID); err == nil {
			t.Error("a draft is seen by others than who plans it")
		}
		no := 0
		for _, as := range []string{"docx", "pdf"} {
			var file bytes.Buffer
			if err := j.PressRoute(ctx, j.sup, k.ID, as, func(title, _ string) io.Writer { no++; return &file }); err != nil || file.Len() < 1000 {
				t.Errorf("%s: %d bytes, %v", as, file.Len(), err)
			}
		}
		if no != 2 {
			t.Errorf("%d papers", no)
		}
		order := []string{j.projects[2], j.projects[0], j.projects[1]}
		if _, err := j.RouteTour(ctx, j.sup, desk.Call{}, k.ID, desk.RouteTour{By: desk.RouteByHand, Order: order}); err != nil {
			t.Fatal(err)
		}
		if _, err := j.OpenTour(ctx, j.sup, desk.Call{}, k.ID); err != nil {
			t.Fatal(err)
		}
		marks := map[string][]string{"fangjian": {"90", "90", "90", "90"}, "chengguan": {"80", "82.5", "84", "70"}, "fushizhang": {"70", "75", "80", "85"}, "shizhang": {"95", "85", "75", "65"}}
		for _, login := range []string{"fangjian", "chengguan", "fushizhang", "shizhang"} {
			by := j.judges[login]
			own, err := j.ShowStop(ctx, by, k.ID, "")
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range own.Own.Due {
				if _, err := j.ScoreStop(ctx, by, desk.Call{}, k.ID, x.Project, marks[login]); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := j.SubmitScores(ctx, by, desk.Call{}, k.ID); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := j.CloseTour(ctx, j.sup, desk.Call{}, k.ID, ""); err != nil {
			t.Fatal(err)
		}
		s, err = j.ShowTour(ctx, j.judges["jiedao"], k.ID)
		if err != nil || !s.Recheck.Same || s.Ranked != nil || s.Own != nil {
			t.Fatalf("%+v, %v", s.Recheck, err)
		}
		if got := s.Plan.Stops[0].Project; got != j.projects[2] {
			t.Errorf("the result is not in the order of the route: %s", got)
		}
		park, road, works := s.Result.Outcome(j.projects[0]), s.Result.Outcome(j.projects[1]), s.Result.Outcome(j.projects[2])
		if park.Recused != 1 || park.Sheets != 3 || road.Recused != 2 || road.Sheets != 2 || works.Sheets != 4 || works.Recused != 0 {
			t.Errorf("%+v %+v %+v", park, road, works)
		}
		// 80×30+82.5×40+84×20+70×10, 70×30+75×40+80×20+85×10, 95×30+85×40+75×20+65×10, a hundredth of each
		if want := "80.1"; !strings.HasPrefix(park.Score.String(), want) {
			t.Errorf("the park has %s", park.Score)
		}
		scores, err := j.ScoresOfProject(ctx, j.sup, j.projects[0])
		if err != nil || len(scores) != 1 || scores[0].Name != "上半年拉练观摩" || scores[0].Score.Cmp(*park.Score) != 0 {
			t.Errorf("%+v, %v", scores, err)
		}
		j.leads(t, k.ID)
		j.whole(t, e)
	})
}

// whole says that the ledger holds what the rows say, and notices a row that was altered.
func (j *jury) whole(t *testing.T, e store.Engine) {
	t.Helper()
	ctx := t.Context()
	if err := j.SequenceAll(ctx); err != nil {
		t.Fatal(err)
	}
	if v, err := j.VerifyDivision(ctx, city); err != nil || !v.Intact() {
		t.Fatalf("%+v, %v", v.Findings, err)
	}
	set := func(sql string) {
		t.Helper()
		if err := e.Write(ctx, func(tx *store.Session) error { _, err := tx.Run(sql+" where division = $1", city); return err }); err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range []struct{ alter, back, object string }{
		{"update tour_score set marks = replace(marks, '[', '[ ')", "update tour_score set marks = replace(marks, '[ ', '[')", ""}, // the same marks in other letters
		{"update tour_score set marks = replace(marks, '8', '9')", "update tour_score set marks = replace(marks, '9', '8')", "/score/"},
		{"update tour set until_on = until_on + 1", "update tour set until_on = until_on - 1", "tour/"},
		{"update tour set result = replace(result, '8', '9')", "update tour set result = replace(result, '9', '8')", "tour/"},
		{"update tour_handed set handed_at = handed_at + 1", "update tour_handed set handed_at = handed_at - 1", "/handed/"},
		{"update tour_stop set score = score + 100", "update tour_stop set score = score - 100", "/stop/"},
	} {
		set(x.alter)
		v, err := j.VerifyDivision(ctx, city)
		if found := slices.ContainsFunc(v.Findings, func(f ledger.Finding) bool { return strings.Contains(f.Object, x.object) }); err != nil || found != (x.object != "") {
			t.Errorf("%s: %v %v", x.alter, v.Findings, err)
		}
		set(x.back)
	}
}

// leads says that the file has places only once a document allows them.
func (j *jury) leads(t *testing.T, id string) {
	t.Helper()
	ctx := t.Context()
	titles := func() string {
		var all []string
		err := j.ExportTour(ctx, j.sup, id, desk.Handout{Write: func(l press.List) error {
			for _, c := range l.Columns {
				all = append(all, c.Title)
			}
			n := 0
			for _, err := range l.Rows {
				if err != nil {
					return err
				}
				n++
			}
			if n != 3 {
				return fmt.Errorf("%d rows", n)
			}
			return nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(all, " ")
	}
	if strings.Contains(titles(), "名次") {
		t.Error("places stand in the file without a document")
	}
	_, err := j.RankTour(ctx, j.sup, desk.Call{}, id, "", "", "")
	says(t, err, "number", "没有写准予评比的文件，不排名次")
	if _, err := j.RankTour(ctx, j.judges["shizhang"], desk.Call{}, id, "云政办发〔2057〕12号", "关于准予开展项目拉练评比的通知", "2057-05-20"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(titles(), "名次（云政办发〔2057〕12号）") {
		t.Error(titles())
	}
	s, err := j.ShowTour(ctx, j.sup, id)
	if err != nil || len(s.Ranked) != 3 || s.Ranked[0].Place != 1 || !s.Recheck.Same {
		t.Errorf("%+v, %v", s.Ranked, err)
	}
	_, err = j.RankTour(ctx, j.sup, desk.Call{}, id, "云政办发〔2057〕13号", "通知", "2057-05-20")
	says(t, err, "", "已经依据云政办发〔2057〕12号排了名次")
}

func TestTourOpenRefusesATourWithoutJudges(t *testing.T) {
	j := seated(t, alone(t))
	k, err := j.PlanTour(t.Context(), j.sup, desk.Call{}, desk.PlanTour{Basics: &j.basics, Stops: j.projects})
	if err != nil {
		t.Fatal(err)
	}
	_, err = j.OpenTour(t.Context(), j.sup, desk.Call{}, k.ID)
	says(t, err, "judges", "没有评委，不能开始打分")
	if _, err := j.OpenTour(t.Context(), j.judges["shizhang"], desk.Call{}, k.ID); err == nil {
		t.Error("a leader opens a tour")
	}
	_, err = j.AmendTour(t.Context(), j.sup, desk.Call{}, k.ID, desk.PlanTour{Judges: []string{"nobody"}})
	says(t, err, "judges", "不是在任的人")
	_, err = j.RouteTour(t.Context(), j.sup, desk.Call{}, k.ID, desk.RouteTour{By: desk.RouteByHand, Order: j.projects[:2]})
	says(t, err, "order", "各写一次")
	_, err = j.AmendTour(t.Context(), j.sup, desk.Call{Version: 7}, k.ID, desk.PlanTour{})
	says(t, err, "", "刚被别人改过")
}

func TestTourScoreRefusesMarksOutsideTheScaleAProjectOfTheOwnUnitAndWhoeverIsNoJudge(t *testing.T) {
	j := seated(t, alone(t))
	id := j.opened(t, "fangjian", "chengguan", "fushizhang")
	ctx := t.Context()
	_, err := j.ScoreStop(ctx, j.judges["chengguan"], desk.Call{}, id, j.projects[0], []string{"100.5", "80"})
	says(t, err, "mark-1", "不在 0 到 100 之间")
	_, err = j.ScoreStop(ctx, j.judges["fangjian"], desk.Call{}, id, j.projects[0], []string{"100", "80"})
	says(t, err, "", "“街心公园”您要回避：责任单位是本单位")
	_, err = j.ScoreStop(ctx, j.judges["fushizhang"], desk.Call{}, id, j.projects[1], []string{"100", "80"})
	says(t, err, "", "“滨河路”您要回避：包保的项目")
	_, err = j.ScoreStop(ctx, j.judges["jiedao"], desk.Call{}, id, j.projects[0], []string{"100", "80"})
	says(t, err, "", "您不是“上半年拉练观摩”的评委")
	_, err = j.SubmitScores(ctx, j.judges["chengguan"], desk.Call{}, id)
	says(t, err, "", "还有 3 个观摩点没有打分")
	_, err = j.AmendTour(ctx, j.sup, desk.Call{}, id, desk.PlanTour{})
	says(t, err, "", "已经开始打分，不能再改")
}

func TestTourScoreMayBeChangedUntilTheJudgeHandsInAndNotAfterTheClosing(t *testing.T) {
	j := seated(t, alone(t))
	id := j.opened(t, "fangjian", "chengguan", "shizhang")
	ctx := t.Context()
	one, other := j.judges["fangjian"], j.judges["chengguan"]
	factory := j.projects[2]
	if k, err := j.ScoreStop(ctx, one, desk.Call{}, id, factory, []string{"60", "60"}); err != nil || k.Version != 1 || k.Left != 0 {
		t.Fatalf("%+v, %v", k, err)
	}
	if k, err := j.ScoreStop(ctx, one, desk.Call{Version: 1}, id, factory, []string{"80", "60.5"}); err != nil || k.Version != 2 {
		t.Fatalf("%+v, %v", k, err)
	}
	_, err := j.ScoreStop(ctx, one, desk.Call{Version: 1}, id, factory, []string{"1", "1"})
	says(t, err, "", "这一张评分表刚被别人改过")
	if _, err := j.SubmitScores(ctx, one, desk.Call{}, id); err != nil {
		t.Fatal(err)
	}
	_, err = j.ScoreStop(ctx, one, desk.Call{}, id, factory, []string{"1", "1"})
	says(t, err, "", "您已经交卷，“标准厂房”的分不能再改")
	if _, err := j.ScoreStop(ctx, other, desk.Call{}, id, factory, []string{"10", "10"}); err != nil {
		t.Fatal(err)
	}
	_, err = j.CloseTour(ctx, j.sup, desk.Call{}, id, "")
	says(t, err, "reason", "还有 2 位评委没有交卷")
	if _, err := j.CloseTour(ctx, j.sup, desk.Call{}, id, "两位评委中途离队"); err != nil {
		t.Fatal(err)
	}
	_, err = j.ScoreStop(ctx, other, desk.Call{}, id, factory, []string{"99", "99"})
	says(t, err, "", "已经截止，不再收分")
	s, err := j.ShowTour(ctx, j.sup, id)
	if err != nil || s.Result.Absent != 2 || s.Result.Outcome(factory).Sheets != 1 || s.Result.Outcome(factory).Score.String() != "72.20" && s.Result.Outcome(factory).Score.String() != "72.2" || s.Result.Outcome(j.projects[0]).Score != nil {
		t.Errorf("%+v, %v", s.Result, err)
	}
	_, err = j.CloseTour(ctx, j.sup, desk.Call{}, id, "")
	says(t, err, "", "已经截止")
}

func TestNobodySeesTheScoresOfOthersBeforeTheClosingAndTheOfficeOnlyWhoIsMissing(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		j := seated(t, e)
		id := j.opened(t, "fangjian", "chengguan", "shizhang")
		ctx := t.Context()
		for _, login := range []string{"chengguan", "shizhang"} {
			if _, err := j.ScoreStop(ctx, j.judges[login], desk.Call{}, id, j.projects[2], []string{"87.5", "91.5"}); err != nil {
				t.Fatal(err)
			}
		}
		for name, by := range map[string]staff.Actor{"office": j.sup, "judge": j.judges["fangjian"], "leader": worker(j.office, "lead", "office", staff.Leader)} {
			s, err := j.ShowTour(ctx, by, id)
			if err != nil || s.Result != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if all := fmt.Sprintf("%+v", s); strings.Contains(all, "87.5") || strings.Contains(all, "coef:875") || strings.Contains(all, "915") {
				t.Errorf("%s sees what others gave", name)
			}
			if s.Own != nil {
				if _, v := s.Own.Sheet(j.projects[2]); v != 0 {
					t.Errorf("%s sees a sheet of another judge as the own one", name)
				}
			}
			i := slices.IndexFunc(s.Jury, func(x desk.ShownJudge) bool { return x.Person == j.judges["chengguan"].Person })
			if s.Jury[i].Scored != 1 || s.Jury[i].Due != 3 || s.Jury[i].HandedAt != 0 {
				t.Errorf("%+v", s.Jury[i])
			}
		}
		s, err := j.ShowTour(ctx, j.judges["chengguan"], id)
		if err != nil {
			t.Fatal(err)
		}
		if marks, v := s.Own.Sheet(j.projects[2]); v != 1 || len(marks) != 2 || marks[0].String() != "87.5" || len(s.Own.Left()) != 2 {
			t.Errorf("%v %d", marks, v)
		}
		_, err = j.RankTour(ctx, j.sup, desk.Call{}, id, "云政办发〔2057〕12号", "通知", "2057-05-20")
		says(t, err, "", "还没有截止，没有结果可以排")
	})
}

// alone is a new store of one engine, for what does not depend on it.
func alone(t *testing.T) store.Engine {
	t.Helper()
	e, err := sqlite.Create(t.Context(), filepath.Join(t.TempDir(), "duban.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}
