package desk_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/ledger"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// TestThirtyTwoAtOnceWithOneActIDDoItOnce sends each act 32 times at once.
func TestThirtyTwoAtOnceWithOneActIDDoItOnce(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		for n, a := range o.attempts(by) {
			if a.secret {
				continue
			}
			act := a.prepare(1000 + n)
			o.sequenced()
			before := storetest.Dump(t, e)
			var wg sync.WaitGroup
			outcomes, errs := make([]string, 32), make([]error, 32)
			for i := range outcomes {
				wg.Go(func() {
					out, err := act(desk.Call{ActID: fmt.Sprintf("same-%d", n)})
					outcomes[i], errs[i] = told(out), err
				})
			}
			wg.Wait()
			for i := range outcomes {
				if errs[i] != nil || outcomes[i] != outcomes[0] {
					t.Errorf("%s, try %d: %v, %s; the first got %s", a.name, i, errs[i], outcomes[i], outcomes[0])
				}
			}
			if _, come := storetest.Differences(before, storetest.Dump(t, e)); acts(come) != 1 {
				t.Errorf("%s: %d acts were kept", a.name, acts(come))
			}
		}
		o.intact()
	})
}

// TestOfManyWhoSawTheSameVersionOneWins has 32 people change one unit from the same page.
func TestOfManyWhoSawTheSameVersionOneWins(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		system := o.actor("xitong", password)
		var wg sync.WaitGroup
		errs := make([]error, 32)
		for i := range errs {
			wg.Go(func() {
				errs[i] = o.SetUnit(t.Context(), system, desk.Call{Version: 1}, staff.Unit{Code: "kj", Parent: city, Name: fmt.Sprintf("第%d局", i), Kind: staff.Department, Rank: 9})
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case !is(err, fault.Conflict):
				t.Errorf("not a conflict: %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d won", won)
		}
		o.intact()
	})
}

func (o *office) rename(by staff.Actor, unit, name string) {
	o.t.Helper()
	err := o.SetUnit(o.t.Context(), by, desk.Call{}, staff.Unit{Code: unit, Parent: city, Name: name, Kind: staff.Department, Rank: 9})
	if err != nil {
		o.t.Fatal(err)
	}
}

// sound holds that the ledger verifies but for remarks, and gives them.
func (o *office) sound() []ledger.Finding {
	o.t.Helper()
	v, err := o.VerifyDivision(o.t.Context(), city)
	if err != nil {
		o.t.Fatal(err)
	}
	if !v.Intact() {
		for _, f := range v.Findings {
			o.t.Errorf("ledger: %s", f.Sentence())
		}
	}
	return v.Findings
}

// TestClocksThatDifferDoNotBreakTheOrder has a machine whose clock is an hour
// behind change what another has just changed.
func TestClocksThatDifferDoNotBreakTheOrder(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		a, _ := found(t, e)
		b := open(t, e)
		b.clock = -3600 * 1_000_000
		system := a.actor("xitong", password)
		for i := range 6 {
			who := a
			if i%2 == 1 {
				who = b
			}
			who.rename(system, "kj", fmt.Sprintf("第%d局", i))
		}
		a.sequenced()
		a.sound()
	})
}

// TestALeaseOfAClockSetBackBindsNobody has the holder of the lease die and the
// clock be set back by a day.
func TestALeaseOfAClockSetBackBindsNobody(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		a, _ := found(t, e)
		a.sequenced()
		b := open(t, e)
		b.clock = -24 * 3600 * 1_000_000
		b.rename(a.actor("xitong", password), "kj", "新的名称")
		b.sequenced()
		v, err := b.VerifyDivision(t.Context(), city)
		if err != nil || v.Waiting != 0 || !v.Intact() {
			t.Errorf("%d wait, %v, %v", v.Waiting, v.Findings, err)
		}
	})
}

// TestTwoSequencersAtOnceMakeNoFork has several believe that the lease is theirs.
func TestTwoSequencersAtOnceMakeNoFork(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		if e.Dialect() == store.SQLite {
			t.Skip("SQLite's one writer sequences")
		}
		o, _ := found(t, e)
		system := o.actor("xitong", password)
		all := []*office{o, open(t, e), open(t, e)}
		all[1].clock, all[2].clock = 60*1_000_000, -60*1_000_000 // each takes the others' lease for one that ended or cannot be
		for i := range 12 {
			o.rename(system, "kj", fmt.Sprintf("第%d局", i))
			var wg sync.WaitGroup
			for _, w := range all {
				wg.Go(func() {
					if err := w.SequenceAll(t.Context()); err != nil {
						t.Errorf("sequencing: %v", err)
					}
				})
			}
			wg.Wait()
		}
		o.intact()
		if strings.Contains(fmt.Sprint(o.sound()), "fork") {
			t.Error("a fork")
		}
	})
}

// TestNoActWritesTwoDivisions looks at what stands for the division in every
// statement that acts write.
func TestNoActWritesTwoDivisions(t *testing.T) {
	storetest.OnBothWithFaults(t, func(t *testing.T, e store.Engine, faults *storetest.Faults) {
		if e.Dialect() == store.SQLite {
			t.Skip("a commit of SQLite holds the acts of several")
		}
		faults.Watch()
		o, by := found(t, e)
		for n, a := range o.attempts(by) {
			if _, err := a.prepare(n)(desk.Call{}); err != nil {
				t.Fatal(err)
			}
		}
		o.sequenced()
		if err := o.GatherCheckpoints(t.Context()); err != nil {
			t.Fatal(err)
		}
		o.sequenced()
		division := map[int64]any{}
		writes := 0
		for _, s := range faults.Seen() {
			verb, _, _ := strings.Cut(s.Text, " ")
			if verb != "insert" && verb != "update" && verb != "delete" {
				continue
			}
			writes++
			if first, ok := division[s.Transaction]; ok && first != s.First {
				t.Errorf("one transaction writes %v and %v: %s", first, s.First, s.Text)
			}
			division[s.Transaction] = s.First
		}
		if writes < 100 || len(division) < 20 {
			t.Errorf("only %d writes in %d transactions were seen", writes, len(division))
		}
	})
}
