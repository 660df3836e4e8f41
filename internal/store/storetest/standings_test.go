package storetest_test

import (
	"errors"
	"fmt"
	"testing"

	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// What was read once is not read again while its version stands, so that a version
// must never be remembered with words that were taken back.
func TestAListShowsEachTaskAsItWasLastWrittenForGood(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		s := store.New(e)
		scope, err := staff.ScopeOf(staff.Actor{Division: "429099", Role: staff.Supervisor, Unit: "dcs", Units: []string{"429099"}, Armed: true, Session: "x", Post: "p", Person: "p"}, "task.list")
		if err != nil {
			t.Fatal(err)
		}
		err = e.Write(t.Context(), func(c *store.Session) error {
			_, err := c.Run(`insert into division (division, name, parent, ready, created_at, version, seal) values ('429099', '云泽市', '', 1, 1, 1, $1)`, []byte{})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		list := func(tx *store.Tx) []store.TaskRow {
			t.Helper()
			rows, err := tx.Tasks(scope, store.TaskPage{Year: 2026, Most: store.MostTasks})
			if err != nil {
				t.Fatal(err)
			}
			return rows
		}
		set := func(tx *store.Tx, x *task.Task, version int64) error {
			r, err := store.TaskRow{Division: "429099", Version: version}.Becomes(x)
			if err != nil {
				return err
			}
			return tx.SetTask(r)
		}
		named := func(i int, title string) *task.Task {
			x := &task.Task{ID: fmt.Sprintf("t%02d", i), Number: fmt.Sprintf("%02d", 50-i), State: task.Underway, Terms: task.Annual(2026)}
			x.Terms.Title, x.Terms.Lead = title, "housing"
			return x
		}
		const n = 40 // more than one statement asks for
		err = s.Write(t.Context(), func(tx *store.Tx) error {
			for i := range n {
				if err := set(tx, named(i, "原来的"), 0); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		shown := func(which int, title string, version int64) {
			t.Helper()
			for range 2 {
				err := s.Read(t.Context(), func(tx *store.Tx) error {
					rows := list(tx)
					if len(rows) != n {
						t.Fatalf("%d tasks", len(rows))
					}
					for i, r := range rows {
						want, v := "原来的", int64(1)
						if r.Task.ID == fmt.Sprintf("t%02d", which) {
							want, v = title, version
						}
						if i > 0 && rows[i-1].Task.Number >= r.Task.Number || r.Task.Terms.Title != want || r.Version != v {
							t.Errorf("%s at version %d says %s, not %s at %d", r.Task.ID, r.Version, r.Task.Terms.Title, want, v)
						}
						r.Task.Terms.Title = "谁也没有这样写" // a page's own
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		shown(-1, "", 0)
		taken := errors.New("taken back")
		err = s.Write(t.Context(), func(tx *store.Tx) error {
			if err := set(tx, named(7, "没有写成的"), 1); err != nil {
				return err
			}
			for _, r := range list(tx) {
				if r.Task.ID == "t07" && r.Task.Terms.Title != "没有写成的" {
					t.Errorf("the act itself reads %s", r.Task.Terms.Title)
				}
			}
			return taken
		})
		if !errors.Is(err, taken) {
			t.Fatal(err)
		}
		shown(-1, "", 0)
		if err := s.Write(t.Context(), func(tx *store.Tx) error { return set(tx, named(7, "写成了的"), 1) }); err != nil {
			t.Fatal(err)
		}
		shown(7, "写成了的", 2)
	})
}
