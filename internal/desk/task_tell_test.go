package desk_test

import (
	"testing"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/statement"
	"duban/internal/kernel/task"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

func TestWhoSitsInTwoUnitsThatHelpIsToldOnceAndTheTaskGoesOn(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, who := governed(t, e)
		ctx := t.Context()
		o.seatedToo(who["clerk"].Person, "finance-too", "finance", staff.Clerk)
		on := today(o)
		terms := task.Annual(on.Year)
		terms.Title, terms.Lead, terms.Supports = "编制城市更新规划", "gov", []string{"housing", "finance"}
		terms.Deliverables = []task.Deliverable{{Words: "印发规划", Evidence: statement.Issued, DueOn: civil.Date{Year: on.Year, Month: 12, Day: 31}, Weight: 1}}
		k, err := o.DraftTask(ctx, by, desk.Call{}, task.Origin{}, terms)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.AskOnTasks(ctx, by, desk.Call{}, []string{k.ID}); err != nil {
			t.Fatal(err)
		}
		for _, login := range []string{"clerk", "purse"} {
			if got := unread(t, o, who[login]); got != "asked-support" {
				t.Errorf("%s is told %q", login, got)
			}
		}
		o.intact()
	})
}
