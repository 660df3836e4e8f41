package desk_test

import (
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// TestEveryPromiseOfAReportIsAnsweredByItsTasksAsTheyStand follows promises from
// the draft to the day after their deadline, without a later report.
func TestEveryPromiseOfAReportIsAnsweredByItsTasksAsTheyStand(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, head, all := dutiful(t, e)
		ctx := t.Context()
		standing := func(want map[string]task.Verdict) desk.Fulfilment {
			t.Helper()
			v, err := o.ReadFulfilment(ctx, by, desk.FulfilmentPage{})
			if err != nil {
				t.Fatal(err)
			}
			counted := 0
			for _, n := range v.Counts {
				counted += n
			}
			if counted != len(v.Promises) || len(v.Promises) < len(want) {
				t.Errorf("%d promises, %d counted", len(v.Promises), counted)
			}
			for words, verdict := range want {
				found := false
				for _, f := range v.Promises {
					if !strings.Contains(f.Text, words) {
						continue
					}
					found = true
					if f.Standing != verdict {
						t.Errorf("%s: %s, want %s", f.Text, f.Standing, verdict)
					}
					if f.At.Record == "" {
						t.Errorf("%s: no record is named", f.Text)
					}
				}
				if !found {
					t.Errorf("%s is not among the promises", words)
				}
			}
			return v
		}
		standing(map[string]task.Verdict{"120公里": task.Unissued, "危桥20座": task.Unissued, "管理办法": task.Unissued})

		roads, bridges, plan := find(t, all, "农村公路"), find(t, all, "危桥20座"), find(t, all, "管理办法")
		for _, x := range []desk.ListedTask{roads, plan} {
			terms := x.Terms.Clone()
			terms.Lead, terms.Supports = "kj", nil
			if _, err := o.AmendTask(ctx, by, desk.Call{}, x.ID, terms, ""); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := o.IssueTasks(ctx, by, desk.Call{}, task.Issuance{Number: "云政办发〔2026〕3号", Title: "通知", Issuer: "云泽市人民政府办公室", To: "各单位", Words: "现印发给你们。", Tasks: []string{roads.ID, plan.ID}}); err != nil {
			t.Fatal(err)
		}
		for _, x := range []desk.ListedTask{bridges, find(t, all, "污水")} {
			if _, err := o.WithdrawTask(ctx, by, desk.Call{}, x.ID, "另有安排"); err != nil {
				t.Fatal(err)
			}
		}
		for _, id := range []string{roads.ID, plan.ID} {
			if _, err := o.SignForTask(ctx, head, desk.Call{}, id); err != nil {
				t.Fatal(err)
			}
		}
		month := civil.MonthOf(civil.Instant(o.means.Clock()).Date())
		reported := func(figure string) {
			t.Helper()
			f := quantity.Must(figure)
			if _, err := o.FillProgress(ctx, head, desk.Call{}, roads.ID, task.Report{Month: month, Figure: &f, Steps: "正在施工"}); err != nil {
				t.Fatal(err)
			}
			if _, err := o.SignProgress(ctx, head, desk.Call{}, roads.ID, month.String()); err != nil {
				t.Fatal(err)
			}
		}
		reported("60")
		v := standing(map[string]task.Verdict{"120公里": task.Behind, "危桥20座": task.Otherwise, "污水": task.NoTask})
		for _, f := range v.Promises {
			if strings.Contains(f.Text, "120公里") && (len(f.Tasks) != 1 || f.Tasks[0].ID != roads.ID || f.Tasks[0].Pace.Done != quantity.Must("60")) {
				t.Errorf("the figure of the page is not the task's: %+v", f.Tasks)
			}
		}
		if some, err := o.ReadFulfilment(ctx, by, desk.FulfilmentPage{Standing: task.NoTask}); err != nil || len(some.Promises) != v.Counts[task.NoTask] || len(some.Promises) == 0 {
			t.Error("those without a task alone:", len(some.Promises), err)
		}

		o.at(month.Year+1, 1, 20)
		standing(map[string]task.Verdict{"120公里": task.Missed, "管理办法": task.Missed})

		if _, err := o.ReadFulfilment(ctx, by, desk.FulfilmentPage{Standing: "anything"}); !is(err, fault.Invalid) {
			t.Error("a standing that there is none of:", err)
		}
		if _, err := o.ReadFulfilment(ctx, by, desk.FulfilmentPage{Report: "nothing"}); !is(err, fault.NotFound) {
			t.Error("a report that there is none of:", err)
		}
		if _, err := o.ReadFulfilment(ctx, worker(o, "kejiyuan", "kj", staff.Clerk), desk.FulfilmentPage{}); !is(err, fault.Forbidden) {
			t.Error("a unit reads the promises of all:", err)
		}
	})
}
