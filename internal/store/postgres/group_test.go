package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/postgres"
	"duban/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

const city = "429099"

func unit(code, name string) staff.Unit {
	return staff.Unit{Division: city, Code: code, Name: name, Kind: staff.Department, Mark: staff.Mark{Seal: []byte{1}}}
}

// founded is a city with units u0 to u5.
func founded(t *testing.T, e store.Engine) *store.Store {
	t.Helper()
	s := store.New(e)
	err := s.Write(t.Context(), func(tx *store.Tx) error {
		err := tx.AddDivision(store.DivisionRow{Code: city, Name: "云泽市", Mark: staff.Mark{Seal: []byte{1}}})
		for i := range 6 {
			err = errors.Join(err, tx.AddUnit(unit(fmt.Sprintf("u%d", i), "局")))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// names are all units, with their names and versions.
func names(t *testing.T, s *store.Store) (all []string) {
	t.Helper()
	err := s.Read(t.Context(), func(tx *store.Tx) error {
		units, err := tx.Units(city)
		for _, u := range units {
			all = append(all, fmt.Sprintf("%s %s %d", u.Code, u.Name, u.Version))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

// caught takes the acts instead of doing them.
type caught struct {
	store.Engine
	acts []func(*store.Session) error
}

func (c *caught) WriteTogether(_ context.Context, _ string, f func(*store.Session) error) error {
	c.acts = append(c.acts, f)
	return nil
}

type act = func(*store.Tx) error

// group runs acts in one transaction.
func group(t *testing.T, e store.Engine, acts ...act) ([]error, bool) {
	t.Helper()
	c := &caught{Engine: e}
	for _, f := range acts {
		if err := store.New(c).WriteTogether(t.Context(), city, f); err != nil {
			t.Fatal(err)
		}
	}
	return e.(*postgres.Engine).Together(t.Context(), c.acts)
}

func add(code string) act {
	return func(tx *store.Tx) error { return tx.AddUnit(unit(code, "新局")) }
}

// rename reads a unit and changes it.
func rename(code, name string) act {
	return func(tx *store.Tx) error {
		u, err := tx.Unit(city, code)
		if err != nil {
			return err
		}
		u.Name = name
		return tx.SetUnit(u)
	}
}

var errRefused = errors.New("refused")

func then(f act, last error) act {
	return func(tx *store.Tx) error { return errors.Join(f(tx), last) }
}

func TestActsOfAGroup(t *testing.T) {
	e, err := postgres.Create(t.Context(), storetest.PostgreSQL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	for _, c := range []struct {
		name     string
		acts     []act
		answered bool
		refused  int // which act, -1 for none
		want     string
	}{
		{"each gets the answer to what it asked", []act{rename("u0", "甲"), rename("u1", "乙"), rename("u2", "丙")}, true, -1, "u0 甲 2, u1 乙 2, u2 丙 2"},
		{"one that refuses leaves the others kept, and nothing of its own", []act{rename("u0", "甲"), then(add("x"), errRefused), add("y")}, true, 1, "u0 甲 2, y 新局 1"},
		{"one that finds nothing leaves the others kept", []act{rename("u0", "甲"), rename("none", "乙")}, true, 1, "u0 甲 2"},
		{"all refuse", []act{then(add("x"), errRefused)}, true, 0, ""},
		{"nobody does anything", []act{func(*store.Tx) error { return nil }}, true, -1, ""},
		{"two change one row", []act{rename("u0", "甲"), rename("u0", "乙")}, false, -1, ""},
		{"a version that is past", []act{add("x"), func(tx *store.Tx) error { return tx.SetUnit(unit("u0", "甲")) }}, false, -1, ""},
		{"a key that is taken", []act{add("x"), add("u0")}, false, -1, ""},
		{"one refuses after a change of it was sent", []act{add("y"), func(tx *store.Tx) error { return errors.Join(add("x")(tx), rename("u0", "甲")(tx), errRefused) }}, false, -1, ""},
		{"one panics", []act{add("x"), func(*store.Tx) error { panic("a fault of the test") }}, false, -1, ""},
		{"one swallows what went wrong", []act{add("x"), func(tx *store.Tx) error { add("u0")(tx); rename("u1", "甲")(tx); return nil }}, false, -1, ""},
		{"one counts the rows it met", []act{rename("u0", "甲"), func(tx *store.Tx) error {
			if first, err := tx.Spend(city, "t", 5, 1); err != nil || !first {
				return fmt.Errorf("%v %w", first, err)
			}
			return add("x")(tx)
		}}, true, -1, "u0 甲 2, x 新局 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, table := range []string{"unit", "spent", "division"} {
				if err := e.Write(t.Context(), func(s *store.Session) error { _, err := s.Run("delete from " + table); return err }); err != nil {
					t.Fatal(err)
				}
			}
			s := founded(t, e)
			errs, answered := group(t, e, c.acts...)
			if answered != c.answered {
				t.Fatalf("answered is %v, %v", answered, errs)
			}
			for i, err := range errs {
				if (err != nil) != (i == c.refused) {
					t.Errorf("act %d: %v", i, err)
				}
			}
			got := slices.DeleteFunc(names(t, s), func(n string) bool { return strings.HasSuffix(n, " 局 1") })
			if g := strings.Join(got, ", "); g != c.want {
				t.Errorf("kept %q, want %q", g, c.want)
			}
			// the session is sound
			if errs, answered := group(t, e, add("last")); !answered || errs[0] != nil {
				t.Errorf("the next group: %v, %v", errs, answered)
			}
		})
	}
}

// TestAFaultInAGroupTellsEverybodyTheTruth has each statement of a group fail in its turn.
func TestAFaultInAGroupTellsEverybodyTheTruth(t *testing.T) {
	storetest.OnBothWithFaults(t, func(t *testing.T, e store.Engine, faults *storetest.Faults) {
		if e.Dialect() == store.SQLite {
			t.Skip("its groups are walked by the acts' own tests")
		}
		s := founded(t, e)
		for _, trouble := range []storetest.Trouble{storetest.Refused, storetest.Cut, storetest.Unheard} {
			reached := 0
			for k := 1; ; k++ {
				before := names(t, s)
				name := fmt.Sprintf("%s %d", trouble, k)
				faults.Arm(k, trouble)
				errs, answered := group(t, e, rename("u0", name), rename("u1", name), add(strings.ReplaceAll(name, " ", "")))
				statement := faults.Fired()
				after := names(t, s)
				kept := !slices.Equal(before, after)
				switch {
				case statement == "":
					if !answered || !kept || slices.ContainsFunc(errs, func(err error) bool { return err != nil }) {
						t.Fatalf("without a fault: %v, %v", errs, answered)
					}
				case statement == "commit":
					if !answered || kept != (trouble == storetest.Unheard) {
						t.Errorf("%s: the commit: answered is %v, kept is %v", name, answered, kept)
					}
					for i, err := range errs {
						if !errors.Is(err, store.ErrGone) {
							t.Errorf("%s: act %d heard %v", name, i, err)
						}
					}
				case answered || kept:
					t.Errorf("%s (%s): answered is %v, kept is %v", name, statement, answered, kept)
				}
				if statement == "" {
					break
				}
				reached++
			}
			if reached != 7 { // begin, two questions, three changes, commit
				t.Errorf("%s: %d statements failed", trouble, reached)
			}
		}
	})
}

// TestWhatIsSentAheadFallsWithItsGroup has statements fail that went to the
// database while the acts behind them were still at work.
func TestWhatIsSentAheadFallsWithItsGroup(t *testing.T) {
	storetest.OnBothWithFaults(t, func(t *testing.T, e store.Engine, faults *storetest.Faults) {
		if e.Dialect() == store.SQLite {
			t.Skip("its groups are walked by the acts' own tests")
		}
		s := founded(t, e)
		busy := func(code, name string) act { // as much as a dozen acts
			return func(tx *store.Tx) error {
				err := rename(code, name)(tx)
				for i := range 60 {
					err = errors.Join(err, add(fmt.Sprintf("%s-%s-%d", code, name, i))(tx))
				}
				return err
			}
		}
		round := func(name string) ([]error, bool) {
			return group(t, e, busy("u0", name), busy("u1", name), rename("u2", name))
		}
		if errs, answered := round("a"); !answered || errors.Join(errs...) != nil || len(names(t, s)) != 6+120 {
			t.Fatalf("without a fault: %v, %v", errs, answered)
		}
		for i, k := range []int{5, 6, 40, 66, 67, 100, 125, 126, 127} { // begin, three questions, twice 61 changes, one
			for _, trouble := range []storetest.Trouble{storetest.Refused, storetest.Cut, storetest.Unheard} {
				before := names(t, s)
				faults.Arm(k, trouble)
				errs, answered := round(fmt.Sprintf("%d%s", i, trouble))
				if statement := faults.Fired(); statement == "" || statement == "commit" || answered || !slices.Equal(names(t, s), before) {
					t.Errorf("%s at %d (%s): answered is %v, %v", trouble, k, statement, answered, errs)
				}
			}
		}
		if errs, answered := round("z"); !answered || errors.Join(errs...) != nil || len(names(t, s)) != 6+240 {
			t.Errorf("afterwards: %v, %v", errs, answered)
		}
	})
}

func TestANewTableIsCountedBeforeTheServerGetsRoundToIt(t *testing.T) {
	e, err := postgres.Create(t.Context(), storetest.PostgreSQL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	counted := func() (rows float64) {
		t.Helper()
		err := e.Read(t.Context(), func(s *store.Session) error {
			r, err := s.Ask("select reltuples::float8 from pg_class where relname = 'unit'")
			if err != nil {
				return err
			}
			defer r.Close()
			r.Next()
			return r.Scan(&rows)
		})
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	s := founded(t, e)
	if n := counted(); n >= 0 {
		t.Fatalf("%v rows are counted of a table that is new", n)
	}
	for i := range 60 {
		if err := s.WriteTogether(t.Context(), city, add(fmt.Sprintf("x%d", i))); err != nil {
			t.Fatal(err)
		}
	}
	n := counted()
	for range 100 {
		if n >= 50 {
			return
		}
		time.Sleep(50 * time.Millisecond)
		n = counted()
	}
	t.Errorf("%v rows are counted", n)
}

func TestClosingDoesNotWaitForATableThatSomebodyElseLooksAfter(t *testing.T) {
	address := storetest.PostgreSQL(t)
	e, err := postgres.Create(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	other, err := postgres.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	s := founded(t, e)
	err = other.Write(t.Context(), func(held *store.Session) error {
		if _, err := held.Run("lock table unit in share update exclusive mode"); err != nil {
			return err
		}
		for i := range 60 {
			if err := s.WriteTogether(t.Context(), city, add(fmt.Sprintf("x%d", i))); err != nil {
				return err
			}
		}
		return e.Close() // hangs, and the test with it, if it waits for the lock
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestActsOfSeveralProgramsAreEachToldTheTruth has three programs change the same
// units at once, some from a version that is past.
func TestActsOfSeveralProgramsAreEachToldTheTruth(t *testing.T) {
	first, others := storetest.Several(t, 2)
	s := founded(t, first)
	all := []*store.Store{s, store.New(others[0]), store.New(others[1])}
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := map[string]int64{}
	for n := range 48 {
		wg.Go(func() {
			code := fmt.Sprintf("u%d", n%4)
			for i := range 6 {
				err := all[n%3].WriteTogether(t.Context(), city, then(rename(code, fmt.Sprintf("第%d局", n)), map[bool]error{true: errRefused}[i == 3]))
				switch {
				case err == nil:
					mu.Lock()
					won[code]++
					mu.Unlock()
				case errors.Is(err, errRefused), errors.Is(err, store.ErrStale):
				default:
					t.Errorf("%d: %v", n, err)
				}
			}
		})
	}
	wg.Wait()
	err := s.Read(t.Context(), func(tx *store.Tx) error {
		for code, n := range won {
			u, err := tx.Unit(city, code)
			if err != nil {
				return err
			}
			if u.Version != 1+n {
				t.Errorf("%s: %d were told that it was kept, its version is %d", code, n, u.Version)
			}
		}
		return nil
	})
	if err != nil || len(won) != 4 {
		t.Errorf("%v, %v", won, err)
	}
}

// TestWhoLeavesDoesNotHoldUpTheLine has callers go away while they wait or are
// being served. Afterwards the line is as it was, and nobody was told a lie.
func TestWhoLeavesDoesNotHoldUpTheLine(t *testing.T) {
	e, err := postgres.Create(t.Context(), storetest.PostgreSQL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	s := founded(t, e)
	var wg sync.WaitGroup
	var mu sync.Mutex
	told := map[string]bool{}
	for n := range 64 {
		wg.Go(func() {
			for i := range 4 {
				code := fmt.Sprintf("n%d-%d", n, i)
				ctx, cancel := context.WithCancel(t.Context())
				if n%4 != 0 {
					cancel = func() {}
				}
				go cancel()
				err := s.WriteTogether(ctx, city, add(code))
				switch {
				case err == nil:
					mu.Lock()
					told[code] = true
					mu.Unlock()
				case n%4 != 0 || !errors.Is(err, context.Canceled):
					t.Errorf("%s: %v", code, err)
				}
			}
		})
	}
	wg.Wait()
	if err := s.WriteTogether(t.Context(), city, add("last")); err != nil {
		t.Error(err)
	}
	kept := map[string]bool{}
	for _, name := range names(t, s) {
		code, _, _ := strings.Cut(name, " ")
		kept[code] = true
	}
	for code := range told {
		if !kept[code] {
			t.Errorf("%s: confirmed, and not kept", code)
		}
	}
	if len(told) < 192 || len(kept) != len(told)+6+1 {
		t.Errorf("%d were confirmed, %d are kept", len(told), len(kept))
	}
}
