package web

import (
	"strconv"
	"testing"
	"time"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
)

// toured gives the town three tours: one that is planned, one that is being
// marked, and one that is closed.
func (tn *town) toured(t *testing.T) {
	t.Helper()
	ctx, by := t.Context(), tn.actors[staff.Supervisor]
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	today := civil.Instant(time.Now().UnixMicro()).Date()
	var stops []string
	for i, name := range []string{"通海口标准厂房", "沔城路改造", "南城初中迁建"} {
		k, err := tn.work.AddProject(ctx, by, desk.Call{}, desk.AddProject{Stage: project.Started, Since: civil.Date{Year: today.Year - 1, Month: 3, Day: 1}, Note: "主体工程开工",
			Facts: project.Facts{"name": name, "category": "产业", "unit": tn.actors[staff.Clerk].Unit, "investment": strconv.Itoa(5000 - i), "lon": "113." + strconv.Itoa(31+4*i), "lat": "30." + strconv.Itoa(38-5*i)}})
		must(err)
		stops = append(stops, k.ID)
	}
	plan := func(name string) string {
		k, err := tn.work.PlanTour(ctx, by, desk.Call{}, desk.PlanTour{Basics: &desk.TourBasics{Name: name, Year: today.Year, Half: 1, From: today, Until: today}, Stops: stops,
			Judges: []string{by.Person, tn.actors[staff.Leader].Person, tn.actors[staff.Head].Person}})
		must(err)
		return k.ID
	}
	tn.paths["tour-draft"], tn.paths["tour"], tn.paths["tour-closed"] = plan("下一次拉练观摩"), plan("正在办的拉练观摩"), plan("办完的拉练观摩")
	tn.paths["stop"] = stops[0]
	for _, id := range []string{tn.paths["tour"], tn.paths["tour-closed"]} {
		_, err := tn.work.OpenTour(ctx, by, desk.Call{}, id)
		must(err)
	}
	_, err := tn.work.ScoreStop(ctx, by, desk.Call{}, tn.paths["tour"], stops[0], []string{"86.5", "90", "75", "80"})
	must(err)
	for role, mark := range map[staff.Role]string{staff.Supervisor: "81.5", staff.Leader: "92", staff.Head: "68"} {
		shown, err := tn.work.ShowTour(ctx, tn.actors[role], tn.paths["tour-closed"])
		must(err)
		for _, s := range shown.Own.Due { // a head of the same unit has none
			_, err := tn.work.ScoreStop(ctx, tn.actors[role], desk.Call{}, tn.paths["tour-closed"], s.Project, []string{mark, mark, "80", "70"})
			must(err)
		}
		_, err = tn.work.SubmitScores(ctx, tn.actors[role], desk.Call{}, tn.paths["tour-closed"])
		must(err)
	}
	_, err = tn.work.CloseTour(ctx, by, desk.Call{}, tn.paths["tour-closed"], "")
	must(err)
	_, err = tn.work.RankTour(ctx, by, desk.Call{}, tn.paths["tour-closed"], "云政办发〔2026〕12号", "关于准予开展项目拉练评比的通知", "2026-01-05")
	must(err)
}
