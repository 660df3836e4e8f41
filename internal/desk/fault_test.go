package desk_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// attempt is one act that is tried, fails, and is tried again.
type attempt struct {
	name string
	// prepare makes what the nth try needs and gives the act itself.
	prepare func(n int) func(call desk.Call) (any, error)
	// secret acts draw their id themselves: a retry is another act
	secret bool
}

// attempts are acts of every shape: rows added, rows changed at their version,
// files, sign-ins.
func (o *office) attempts(by staff.Actor) []attempt {
	t := o.t
	ctx := t.Context()
	system, security := o.actor("xitong", password), o.actor("anquan", password)
	data := small(30)
	file := filepath.Join(t.TempDir(), "report.txt")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	report := o.upload(by, file)
	v, err := o.ReviewReport(ctx, by, report.ID)
	if err != nil {
		t.Fatal(err)
	}
	found := v.Records
	return []attempt{
		{name: "a unit set", prepare: func(n int) func(desk.Call) (any, error) {
			return func(c desk.Call) (any, error) {
				return nil, o.SetUnit(ctx, system, c, staff.Unit{Code: fmt.Sprintf("u%d", n), Parent: city, Name: fmt.Sprintf("第%d局", n), Kind: staff.Department, Rank: 50})
			}
		}},
		{name: "a unit changed", prepare: func(n int) func(desk.Call) (any, error) {
			return func(c desk.Call) (any, error) {
				return nil, o.SetUnit(ctx, system, c, staff.Unit{Code: "kj", Parent: city, Name: fmt.Sprintf("第%d科学技术局", n), Kind: staff.Department, Rank: 9})
			}
		}},
		{name: "a record accepted", prepare: func(int) func(desk.Call) (any, error) {
			for len(found) > 0 && found[0].State != review.Found {
				found = found[1:]
			}
			r := found[0]
			found = found[1:]
			return func(c desk.Call) (any, error) {
				c.Version = r.Version
				return o.AcceptRecord(ctx, by, c, report.ID, r.ID)
			}
		}},
		{name: "a report uploaded", prepare: func(n int) func(desk.Call) (any, error) {
			return func(c desk.Call) (any, error) {
				return o.UploadReport(ctx, by, c, desk.UploadReport{Name: fmt.Sprintf("第%d份.txt", n), Data: bytes.NewReader(fmt.Appendf(data, "\n%d\n", n)), Declared: true})
			}
		}},
		{name: "a holding confirmed", prepare: func(n int) func(desk.Call) (any, error) {
			person, err := o.SetPerson(ctx, system, desk.Call{}, staff.Person{Login: fmt.Sprintf("xin%d", n), Name: "新人"})
			if err != nil {
				t.Fatal(err)
			}
			holding, err := o.ProposeHolding(ctx, system, desk.Call{}, staff.Holding{Person: person, Post: "kj-1", Manner: staff.Delegated})
			if err != nil {
				t.Fatal(err)
			}
			return func(c desk.Call) (any, error) { return nil, o.ConfirmHolding(ctx, security, c, holding) }
		}},
		{name: "a sign-in", secret: true, prepare: func(int) func(desk.Call) (any, error) {
			return func(desk.Call) (any, error) {
				return o.OpenSession(ctx, desk.SignIn{Division: city, Login: "ducha", Password: password})
			}
		}},
	}
}

// small is a report of so many sentences, each with a figure.
func small(sentences int) []byte {
	b := []byte("云泽市政府工作报告\n\n一、2026年工作\n")
	for i := range sentences {
		b = fmt.Appendf(b, "城镇新增就业%d万人。\n", i+2)
	}
	return b
}

// TestAFaultAtAnyStatementLeavesNothingHalfDone has each statement of an act
// fail in its turn, before the database hears of it and after it was done.
func TestAFaultAtAnyStatementLeavesNothingHalfDone(t *testing.T) {
	storetest.OnBothWithFaults(t, func(t *testing.T, e store.Engine, faults *storetest.Faults) {
		o, by := found(t, e)
		o.report = func(string, error) {}
		n := 0
		for _, a := range o.attempts(by) {
			for _, trouble := range troubles(e) {
				if trouble == storetest.Cut && a.name != "a record accepted" && !storetest.AtLength() {
					continue
				}
				reached := 0
				for k := 1; ; k++ {
					n++
					act := a.prepare(n)
					o.sequenced()
					before := storetest.Dump(t, e)
					id := fmt.Sprintf("try-%d", n)
					faults.Arm(k, trouble)
					_, err := act(desk.Call{ActID: id})
					statement := faults.Fired()
					if statement == "" {
						if err != nil {
							t.Fatalf("%s without a fault: %v", a.name, err)
						}
						break
					}
					reached++
					o.afterFault(e, fmt.Sprintf("%s, statement %d (%s) %s", a.name, k, statement, trouble), a, act, id, before, err, statement == "commit", trouble)
				}
				if reached < 5 {
					t.Errorf("%s, %s: only %d statements failed", a.name, trouble, reached)
				}
			}
		}
		o.intact()
	})
}

// afterFault holds what must be true after one statement failed, whichever.
func (o *office) afterFault(e store.Engine, where string, a attempt, act func(desk.Call) (any, error), id string, before []string, err error, commit bool, trouble storetest.Trouble) {
	t := o.t
	t.Helper()
	after := storetest.Dump(t, e)
	gone, come := storetest.Differences(before, after)
	kept := acts(come) > 0
	switch {
	case err == nil && !kept:
		t.Errorf("%s: confirmed, and not kept", where)
	case err == nil && trouble == storetest.Refused && commit:
		t.Errorf("%s: confirmed what was never committed", where)
	case err != nil && !is(err, fault.Unavailable):
		t.Errorf("%s: no clear words: %v", where, err)
	case err != nil && !errors.Is(err, store.ErrGone):
		t.Errorf("%s: the log does not learn why: %v", where, err)
	case !kept && len(gone)+len(come) > 0:
		t.Errorf("%s: half done:\n%s\n%s", where, strings.Join(gone, "\n"), strings.Join(come, "\n"))
	case commit && kept != (trouble == storetest.Unheard):
		t.Errorf("%s: kept is %v", where, kept)
	case commit && err == nil:
		t.Errorf("%s: the commit failed and the caller heard nothing", where)
	}
	second, err := act(desk.Call{ActID: id})
	if err != nil {
		t.Errorf("%s: the retry: %v", where, err)
		return
	}
	third, err := act(desk.Call{ActID: id})
	if err != nil {
		t.Errorf("%s: the second retry: %v", where, err)
	}
	gone, come = storetest.Differences(after, storetest.Dump(t, e))
	switch n := acts(come); {
	case a.secret && n != 2:
		t.Errorf("%s: two retries kept %d acts", where, n)
	case a.secret:
		return
	case !kept && n != 1:
		t.Errorf("%s: two retries kept %d acts", where, n)
	case kept && len(gone)+len(come) > 0:
		t.Errorf("%s: the retries did it again:\n%s\n%s", where, strings.Join(gone, "\n"), strings.Join(come, "\n"))
	case told(second) != told(third):
		t.Errorf("%s: outcomes differ: %s, %s", where, told(second), told(third))
	}
	if commit {
		if v, err := o.VerifyDivision(t.Context(), city); err != nil || !v.Intact() {
			t.Errorf("%s: the ledger: %v %v", where, v.Findings, err)
		}
	}
}

// troubles are what may befall a statement of an engine: SQLite has no
// connection to cut, and a refused statement of PostgreSQL is walked only at length.
func troubles(e store.Engine) []storetest.Trouble {
	switch {
	case e.Dialect() == store.SQLite:
		return []storetest.Trouble{storetest.Refused, storetest.Unheard}
	case storetest.AtLength():
		return []storetest.Trouble{storetest.Refused, storetest.Cut, storetest.Unheard}
	}
	return []storetest.Trouble{storetest.Cut, storetest.Unheard}
}

func told(outcome any) string {
	b, err := json.Marshal(outcome)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// acts counts the acts among lines of a dump that do not only get their place.
func acts(lines []string) int {
	n := 0
	for _, l := range lines {
		if strings.HasPrefix(l, "act ") {
			n++
		}
	}
	return n
}

// sequenced has nothing wait for its place in the log.
func (o *office) sequenced() {
	o.t.Helper()
	if err := o.SequenceAll(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
}

// TestAFaultInSequencingLeavesNoGap has each statement of the sequencer fail.
// On SQLite it runs in the commit of an act, and fails with it.
func TestAFaultInSequencingLeavesNoGap(t *testing.T) {
	storetest.OnBothWithFaults(t, func(t *testing.T, e store.Engine, faults *storetest.Faults) {
		if e.Dialect() == store.SQLite {
			t.Skip("the sequencer's statements fail among the act's")
		}
		o, _ := found(t, e)
		system := o.actor("xitong", password)
		for _, trouble := range troubles(e) {
			for k := 1; ; k++ {
				for i := range 3 {
					err := o.SetUnit(t.Context(), system, desk.Call{}, staff.Unit{Code: "kj", Parent: city, Name: fmt.Sprintf("第%d局", 10*k+i), Kind: staff.Department, Rank: 9})
					if err != nil {
						t.Fatal(err)
					}
				}
				faults.Arm(k, trouble)
				err := o.SequenceAll(t.Context())
				statement := faults.Fired()
				if statement == "" {
					break
				}
				// a transaction that cannot begin on an old connection begins on a new one
				if err == nil && k > 1 {
					t.Errorf("statement %d (%s) %s: nobody heard", k, statement, trouble)
				}
				o.intact()
			}
		}
	})
}

// TestAFaultInReadingLeavesTheReportWaiting has statements of the longest act fail.
func TestAFaultInReadingLeavesTheReportWaiting(t *testing.T) {
	storetest.OnBothWithFaults(t, func(t *testing.T, e store.Engine, faults *storetest.Faults) {
		o, by := found(t, e)
		ctx := t.Context()
		step := 29
		if storetest.AtLength() {
			step = 1
		}
		for k := 1; ; k += step {
			r, err := o.UploadReport(ctx, by, desk.Call{}, desk.UploadReport{Name: "r.txt", Data: bytes.NewReader(fmt.Appendf(small(12), "%d\n", k)), Declared: true})
			if err != nil {
				t.Fatal(err)
			}
			faults.Arm(k, storetest.Unheard)
			_, err = o.ReadWaiting(ctx)
			statement := faults.Fired()
			if statement == "" {
				if err != nil || k < 3*step {
					t.Fatalf("%d statements: %v", k, err)
				}
				break
			}
			if err == nil && k > 1 {
				t.Errorf("statement %d (%s): nobody heard", k, statement)
			}
			before, err := o.ReviewReport(ctx, by, r.ID)
			if err != nil {
				t.Fatal(err)
			}
			if waits := before.Report.State == review.Waiting; waits != (len(before.Records) == 0) || waits != (len(before.Paragraphs) == 0) {
				t.Errorf("statement %d (%s): %s with %d records and %d paragraphs", k, statement, before.Report.State, len(before.Records), len(before.Paragraphs))
			}
			if _, err := o.ReadWaiting(ctx); err != nil {
				t.Errorf("statement %d (%s): the next try: %v", k, statement, err)
			}
			after, err := o.ReviewReport(ctx, by, r.ID)
			if err != nil || after.Report.State != review.InReview || len(after.Records) < 12 {
				t.Errorf("statement %d (%s): then %s with %d records, %v", k, statement, after.Report.State, len(after.Records), err)
			}
		}
		o.intact()
	})
}
