package desk_test

import (
	"fmt"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// The division that is settled: 60 units, 140 tasks, a year of reports.
const (
	settledUnits = 60
	settledTasks = 140
)

// BenchmarkADivisionIsSettled times a settlement of a year from the first row
// read to the last one kept, and opening it with all of it reckoned again.
func BenchmarkADivisionIsSettled(b *testing.B) {
	onEach(b, func(b *testing.B, e store.Engine) {
		o, by := found(b, e)
		reported12(b, o, by)
		var kept desk.SettlementKept
		b.Run("settle", func(b *testing.B) {
			for b.Loop() {
				var err error
				if kept, err = o.RunSettlement(b.Context(), by, desk.Call{}, desk.RunSettlement{Card: "units", Year: settledYear}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("open", func(b *testing.B) {
			for b.Loop() {
				s, err := o.ShowSettlement(b.Context(), by, kept.ID)
				if err != nil || !s.Rechecked.Same || len(s.Result.Subjects) < settledUnits {
					b.Fatal(s.Rechecked, err)
				}
			}
		})
	})
}

// reported12 is a year in which every task was reported on and signed each month.
func reported12(b *testing.B, o *office, by staff.Actor) {
	b.Helper()
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	ctx := b.Context()
	system := worker(o, "sys", "", staff.SystemAdmin)
	heads := make([]staff.Actor, settledUnits)
	for i := range heads {
		code := fmt.Sprintf("unit-%02d", i)
		must(o.SetUnit(ctx, system, desk.Call{}, staff.Unit{Code: code, Parent: city, Name: "单位" + code, Kind: staff.Department, Rank: int64(20 + i)}))
		heads[i] = worker(o, code, code, staff.Head)
	}
	o.until(1, 10, 9)
	var ids []string
	for i := range settledTasks {
		terms := yearly(fmt.Sprintf("第 %d 项", i), heads[i%settledUnits].Unit, "1200")
		if i%5 == 0 {
			terms.Category = task.Livelihood
		}
		x, err := o.DraftTask(ctx, by, desk.Call{}, task.Origin{}, terms)
		must(err)
		ids = append(ids, x.ID)
	}
	_, err := o.IssueTasks(ctx, by, desk.Call{}, task.Issuance{Number: "云政办发〔2028〕1号", Title: "任务分解", Issuer: "云泽市人民政府办公室", To: "各单位", Words: "现印发给你们。", Tasks: ids})
	must(err)
	for i, id := range ids {
		_, err := o.SignForTask(ctx, heads[i%settledUnits], desk.Call{}, id)
		must(err)
	}
	for m := 1; m <= 12; m++ {
		o.until(m, 20, 9)
		for i, id := range ids {
			f := quantity.Int(int64(m * (60 + i%50)))
			month := civil.Month{Year: settledYear, Month: m}
			_, err := o.FillProgress(ctx, heads[i%settledUnits], desk.Call{}, id, task.Report{Month: month, Figure: &f, Steps: "照计划推进，完成了本月的工程量，正在组织下一段的施工。"})
			must(err)
			_, err = o.SignProgress(ctx, heads[i%settledUnits], desk.Call{}, id, month.String())
			must(err)
		}
	}
	o.until(12, 31, 9)
	for i, h := range heads {
		for _, fact := range []string{"社会评价得分", "领导评价得分"} {
			_, err := o.EnterFact(ctx, by, desk.Call{}, desk.EnterFact{Year: settledYear, Subject: h.Unit, Fact: fact, Value: fmt.Sprint(80 + i%20), Document: "云考办〔2028〕9号", Reason: "年度调查"})
			must(err)
		}
	}
}
