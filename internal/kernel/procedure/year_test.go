package procedure_test

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
)

// A year of building projects: each one's days are counted a second time, day
// by day, from what happened alone.
func TestTheDaysOfAYearOfProjectsAreThoseOnWhichAClockRan(t *testing.T) {
	m, cal := declared(t, "construction"), calendar(t)
	project, item := m.Procedure("project"), m.Procedure("item")
	late := map[string]int{}
	for seed := range 200 {
		r := rand.New(rand.NewPCG(80_60_40, uint64(seed)))
		begun := civil.Date{Year: 2021, Month: 1, Day: 5}.At(9, 0) + civil.Instant(r.IntN(60))*civil.Day
		facts := map[string]any{"项目代码": "2101-429099-04-01-1234" + strconv.Itoa(r.IntN(10)) + "C", "项目名称": "新房", "建设单位": "城建公司", "建设地点": "城东", "领域": "房屋建筑", "特殊工程": "否",
			"投资主体": []string{"政府投资", "社会投资"}[r.IntN(2)], "带方案出让": []string{"是", "否"}[r.IntN(2)], "工业项目": "否", "建筑面积": procedure.Figure(strconv.Itoa(500 + r.IntN(40_000)))}
		house, err := procedure.Fold(project, []procedure.Event{{Seq: 1, Act: "enter", Kind: procedure.Done, Unit: "data", HappenedAt: begun, Data: facts}})
		if err != nil {
			t.Fatal(err)
		}
		type halt struct{ from, until int64 }
		type run struct {
			from, until int64
			halts       []halt
		}
		var parts []*procedure.Case
		var runs []run
		for n := range 4 + r.IntN(8) {
			at := begun + civil.Instant(r.IntN(250))*civil.Day
			var events []procedure.Event
			add := func(act string, data map[string]any) {
				events = append(events, procedure.Event{Seq: len(events) + 1, Act: act, Kind: procedure.Done, Unit: "housing", HappenedAt: at, Data: data})
			}
			pass := func(most int) { at += civil.Instant(1+r.IntN(most)) * civil.Day / 2 }
			add("receive", map[string]any{"项目代码": facts["项目代码"], "事项": "事项" + strconv.Itoa(n), "阶段": "3 施工许可", "承办部门": "housing", "法定时限": "20个工作日", "承诺时限": "7个工作日", "办理方式": "一般"})
			pass(6)
			add("accept", nil)
			x := run{from: at.DayNumber()}
			pass(4)
			add("take-up", nil)
			for range r.IntN(3) {
				pass(10)
				from := at.DayNumber()
				add("special-elsewhere", map[string]any{"特别程序": "专家评审"})
				pass(30)
				add("special-done", nil)
				x.halts = append(x.halts, halt{from, at.DayNumber()})
			}
			pass(30)
			add("decided", map[string]any{"决定": "通过"})
			x.until = at.DayNumber()
			c, err := procedure.Fold(item, events)
			if err != nil {
				t.Fatal(err)
			}
			parts, runs = append(parts, c), append(runs, x)
		}
		now := civil.Date{Year: 2022, Month: 6, Day: 1}.At(9, 0)
		got := house.Spent(project.Totals[0], parts, cal, now)
		want := 0
		for day := begun.DayNumber(); day <= now.DayNumber(); day++ {
			counts := false
			for _, x := range runs {
				ran := x.from < day && day <= x.until
				for _, h := range x.halts {
					ran = ran && (day <= h.from || day > h.until)
				}
				counts = counts || ran
			}
			if counts && cal.Kind(civil.OfDays(day)).Works() {
				want++
			}
		}
		if got.Used != want {
			t.Errorf("project %d used %d workdays, of which %d are counted", seed, want, got.Used)
		}
		class, _ := house.Data["审批类别"].(string)
		if left, ok := got.Left(); !ok || got.Row.Limit.String() != class+"个工作日" || left != got.Row.Limit.N-want {
			t.Errorf("project %d of class %s: limit %v, left %d", seed, class, got.Row, left)
		} else if left < 0 {
			late[class]++
		}
	}
	if len(late) != 3 {
		t.Errorf("of each class some are late: %v", late)
	}
}
