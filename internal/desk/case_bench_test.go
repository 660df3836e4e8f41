package desk_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/postgres"
	"duban/internal/store/sqlite"
	"duban/internal/store/storetest"
)

// BenchmarkCasesAreOpened times opening a case: its number, its first event,
// its clocks, what lists narrow it by, those who are told, and the entry of the
// ledger, durable, by many at once.
func BenchmarkCasesAreOpened(b *testing.B) {
	onEach(b, func(b *testing.B, e store.Engine) {
		o, _ := found(b, e)
		if err := o.SetUnit(b.Context(), worker(o, "sys", "", staff.SystemAdmin), desk.Call{}, staff.Unit{Code: "street-a", Name: "street-a", Kind: "department"}); err != nil {
			b.Fatal(err)
		}
		grid := worker(o, "grid", "street-a", staff.Clerk)
		var beside sync.WaitGroup
		working, rest := context.WithCancel(b.Context())
		defer beside.Wait()
		defer rest()
		beside.Go(func() { o.RunSequencer(working) })
		var next atomic.Int64
		var wait sync.WaitGroup
		b.ResetTimer()
		for range 4 * writers {
			wait.Go(func() {
				for next.Add(1) <= int64(b.N) {
					if _, err := o.OpenCase(b.Context(), grid, desk.Call{}, reported()); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		wait.Wait()
		b.StopTimer()
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "cases/s")
	})
}

func onEach(b *testing.B, f func(*testing.B, store.Engine)) {
	b.Run("SQLite", func(b *testing.B) {
		e, err := sqlite.Create(b.Context(), b.TempDir()+"/duban.db")
		if err != nil {
			b.Fatal(err)
		}
		defer e.Close()
		f(b, e)
	})
	b.Run("PostgreSQL", func(b *testing.B) {
		e, err := postgres.Create(b.Context(), storetest.PostgreSQL(b))
		if err != nil {
			b.Fatal(err)
		}
		defer e.Close()
		f(b, e)
	})
}

// How large the listed city is: DUBAN_CASES cases of a hundred kinds, of 85 units.
func listedCases() int {
	if n, err := strconv.Atoi(os.Getenv("DUBAN_CASES")); err == nil {
		return n
	}
	return 20_000
}

// BenchmarkListsOfCases times a page of fifty for whoever sees one unit's cases
// and for whoever sees all, by every way to narrow it, at the top and deep down.
func BenchmarkListsOfCases(b *testing.B) {
	onEach(b, func(b *testing.B, e store.Engine) {
		o, _ := found(b, e)
		n := listedCases()
		fillCases(b, e, n)
		one := worker(o, "one", "unit-07", staff.Clerk)
		all := worker(o, "sup", "office", staff.Supervisor)
		field := []store.FieldIs{{Field: "类别", Value: "k3"}}
		two := append(slices.Clone(field), store.FieldIs{Field: "急缓", Value: "u1"})
		middle := int64(n/2) * 60_000_000
		for _, x := range []struct {
			name string
			by   staff.Actor
			page store.CasePage
		}{
			{"one unit", one, store.CasePage{}}, {"one unit, a kind", one, store.CasePage{Procedure: "p042"}}, {"one unit, a field", one, store.CasePage{Procedure: "p042", Fields: field}},
			{"one unit, two fields", one, store.CasePage{Procedure: "p042", Fields: two}}, {"one unit, late", one, store.CasePage{Which: "late"}}, {"one unit, deep", one, store.CasePage{Before: middle, BeforeID: "~"}},
			{"all", all, store.CasePage{}}, {"all, with the board", all, store.CasePage{Tallied: true}}, {"one unit, with the board", one, store.CasePage{Tallied: true}}, {"all, a kind", all, store.CasePage{Procedure: "p042"}}, {"all, a field", all, store.CasePage{Procedure: "p042", Fields: field}},
			{"all, two fields", all, store.CasePage{Procedure: "p042", Fields: two}}, {"all, late", all, store.CasePage{Which: "late"}}, {"all, open, a stage", all, store.CasePage{Procedure: "p042", Which: "open", Stage: "s2"}},
			{"all, deep", all, store.CasePage{Before: middle, BeforeID: "~"}},
		} {
			b.Run(strings.ReplaceAll(x.name, " ", "_"), func(b *testing.B) {
				x.page.Most = 51
				var took []time.Duration
				for b.Loop() {
					from := time.Now()
					if _, err := o.ListCases(b.Context(), x.by, x.page); err != nil {
						b.Fatal(err)
					}
					took = append(took, time.Since(from))
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			})
		}
	})
}

// filledAtFirst is how many cases are made one by one; more are copies of them,
// each lot after the one before, their ids among each other.
const filledAtFirst = 20_000

// fillCases puts cases straight into the tables, as lists see them.
func fillCases(b *testing.B, e store.Engine, n int) {
	first := min(n, filledAtFirst)
	fillFirst(b, e, first)
	err := e.Write(b.Context(), func(s *store.Session) error {
		for _, table := range []string{"case_file", "case_unit", "case_field"} {
			if err := s.Weigh(table); err != nil {
				return err
			}
		}
		return nil
	})
	for lot := first; lot < n && err == nil; lot += first {
		err = e.Write(b.Context(), func(s *store.Session) error {
			for _, text := range []string{
				`insert into case_file (division, casefile, mechanism, procedure, declared, number, title, place, stage, opened_at, opened_unit, ended_at, clock, due_at, halted, falls_at, events, edition, version, seal, gauges, gauged)
select division, casefile || 'x' || $2, mechanism, procedure, declared, number || 'x' || $2, title, place, stage, opened_at + $1, opened_unit, case when ended_at = 0 then 0 else ended_at + $1 end, clock, due_at, halted, falls_at, events, edition, version, seal, gauges, gauged from case_file where opened_at <= $3`,
				`insert into case_unit (division, unit, casefile, procedure, part, opened_at, stage, ended_at, due_at, halted)
select division, unit, casefile || 'x' || $2, procedure, part, opened_at + $1, stage, case when ended_at = 0 then 0 else ended_at + $1 end, due_at, halted from case_unit where opened_at <= $3`,
				`insert into case_field (division, procedure, field, value, opened_at, casefile)
select division, procedure, field, value, opened_at + $1, casefile || 'x' || $2 from case_field where opened_at <= $3`,
			} {
				if _, err := s.Run(text, int64(lot)*60_000_000, fmt.Sprint(lot/first), int64(first)*60_000_000); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		b.Fatal(err)
	}
}

func fillFirst(b *testing.B, e store.Engine, n int) {
	s := store.New(e)
	r := rand.New(rand.NewPCG(1, 2))
	for at := 0; at < n; {
		err := s.Write(b.Context(), func(tx *store.Tx) error {
			for range 5000 {
				if at++; at > n {
					return nil
				}
				c := store.CaseRow{Division: city, ID: fmt.Sprintf("c%09d", at), Mechanism: "m", Procedure: fmt.Sprintf("p%03d", r.IntN(100)), Declared: 1, Number: fmt.Sprintf("N%d", at), Title: "井盖不见", Place: "青年路",
					Stage: fmt.Sprintf("s%d", r.IntN(6)), OpenedAt: int64(at) * 60_000_000, OpenedUnit: fmt.Sprintf("unit-%02d", r.IntN(85)), Clock: "处置", Events: 3, Seal: []byte{}}
				if r.IntN(10) > 0 {
					c.EndedAt = c.OpenedAt + 1
				} else if c.DueAt = 1 << 61; r.IntN(5) == 0 {
					c.DueAt = 1
				}
				if err := tx.AddCase(c); err != nil {
					return err
				}
				for i, u := range []string{c.OpenedUnit, fmt.Sprintf("unit-%02d", r.IntN(85))} {
					if err := tx.AddCaseUnit(c, u, []string{"opened", "called"}[i]); err != nil {
						return err
					}
				}
				if err := tx.SetCaseFields(c, map[string]string{"类别": fmt.Sprintf("k%d", r.IntN(9)), "急缓": fmt.Sprintf("u%d", r.IntN(3))}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
