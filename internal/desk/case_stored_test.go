package desk_test

import (
	"testing"

	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// stored holds that every case's row says what follows from its events.
func stored(t testing.TB, o *office, supervisor staff.Actor) int {
	t.Helper()
	l, err := o.ListCases(t.Context(), supervisor, store.CasePage{Most: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range l.Cases {
		s, err := o.ShowCase(t.Context(), supervisor, row.ID)
		if err != nil {
			t.Fatal(err)
		}
		last := s.Events[len(s.Events)-1].RecordedAt
		clock, due, halted := "", int64(0), false
		if r, sig, k := s.Pressing(s.Calendar, last); r != nil {
			clock, due, halted = r.Rule.Title, int64(k.Due), sig == procedure.Halted
		}
		if row.Stage != s.Stage.ID || row.EndedAt != int64(s.EndedAt) || row.Title != s.Title() || int(row.Events) != len(s.Events) || row.Clock != clock || row.DueAt != due || row.Halted != halted || row.FallsAt != int64(s.NextFall(s.Calendar, last)) {
			t.Errorf("%s: the row says %+v; by its events %s, %s due %d, next %d", row.Number, row, s.Stage.ID, clock, due, s.NextFall(s.Calendar, last))
		}
	}
	return len(l.Cases)
}

func TestWhatIsStoredOfACaseIsWhatFollowsFromItsEvents(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, supervisor := found(t, e)
		who := seats(t, o, whistleSeats)
		steps := []struct {
			by, act, branch string
			data            map[string]any
		}{
			{"head", "call", "", map[string]any{"应哨单位": []any{"urban-management"}}},
			{"urban", "answer", "urban-management", nil},
			{"chief", "stop", "urban-management", nil},
			{"urban", "finish", "urban-management", map[string]any{"处置情况": "已换"}},
			{"head", "judge", "", map[string]any{"部门评价": "满意"}},
			{"grid", "call-back", "", map[string]any{"联系上": "是", "解决": "已解决", "评价": "满意"}},
		}
		for n := range len(steps) + 1 { // a case for each length of the way
			c, err := o.OpenCase(t.Context(), who["grid"], desk.Call{}, reported())
			for _, s := range steps[:n] {
				if err == nil {
					_, err = o.ActOnCase(t.Context(), who[s.by], desk.Call{}, c.ID, procedure.Deed{Act: s.act, Branch: s.branch, Data: s.data, Reason: "等供水公司"})
				}
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if n := stored(t, o, supervisor); n != len(steps)+1 {
			t.Errorf("%d cases were looked at", n)
		}
	})
}
