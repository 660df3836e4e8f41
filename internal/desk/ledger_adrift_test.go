package desk_test

import (
	"slices"
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/ledger"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// kinds are what verification of the city finds.
func (o *office) kinds() (all []ledger.Kind) {
	o.t.Helper()
	v, err := o.VerifyDivision(o.t.Context(), city)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, f := range v.Findings {
		all = append(all, f.Kind)
	}
	return all
}

func TestALogWhoseCheckpointWasTakenAwayDoesNotVerify(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		o.intact()
		if o.Health(ctx).Bad() {
			t.Error("a sound ledger is in bad health")
		}
		early := checkpoint(t, o)
		if err := o.GatherCheckpoints(ctx); err != nil {
			t.Fatal(err)
		}
		o.upload(by, "../../examples/report.txt")
		o.intact()
		write(t, e, "update head set size = 0 where division = '429099'")
		if got := o.kinds(); !slices.Contains(got, ledger.WrongRoot) {
			t.Errorf("a head that says 0: %v", got)
		}
		if !o.Health(ctx).Bad() {
			t.Error("a head that says 0 is no bad health")
		}
		write(t, e, "update act set person = 'nobody' where act = 'division.found'")
		write(t, e, "delete from head where division = '429099'")
		got := o.kinds()
		for _, k := range []ledger.Kind{ledger.MissingCheckpoint, ledger.AlteredEntry, ledger.UnsealedEntry} {
			if !slices.Contains(got, k) {
				t.Errorf("a head that is gone, with a checkpoint in the log of logs: kind %d is not in %v", k, got)
			}
		}
		write(t, e, "delete from act where division = '0'")
		if got := o.kinds(); !slices.Contains(got, ledger.MissingCheckpoint) {
			t.Errorf("a head that is gone: %v", got)
		}
		v, err := o.VerifyDivision(ctx, city, early)
		if err != nil || !slices.ContainsFunc(v.Findings, func(f ledger.Finding) bool { return f.Kind == ledger.AlteredEntry && f.Act == "division.found" }) {
			t.Errorf("against a checkpoint that was copied: %v, %v", v.Findings, err)
		}

		// nothing goes on, and everybody is told why
		if all, err := o.Ledgers(ctx); err != nil || !slices.Equal(all, []string{city, desk.LogOfLogs}) {
			t.Errorf("the ledgers: %v, %v", all, err)
		}
		for what, o := range map[string]*office{"at work": o, "begun anew": o.beside(e)} {
			if !o.Health(ctx).Bad() {
				t.Errorf("%s: a head that is gone is no bad health", what)
			}
			adrift, err := o.LedgersAdrift(ctx)
			if err != nil || !slices.ContainsFunc(adrift, func(err error) bool { return is(err, fault.Unavailable) && strings.Contains(err.Error(), city) }) {
				t.Errorf("%s: said of the ledgers: %v, %v", what, adrift, err)
			}
			_, err = o.OpenSession(ctx, desk.SignIn{Division: city, Login: "xitong", Password: password})
			if e.Dialect() == store.PostgreSQL && err == nil {
				err = o.SequenceAll(ctx)
			}
			if !is(err, fault.Unavailable) || !strings.Contains(err.Error(), "账本和检查点对不上") {
				t.Errorf("%s: signing in: %v", what, err)
			}
		}
	})
}

func TestALogThatWasCutBackToAnEarlierCheckpointDoesNotVerify(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		o.intact()
		var head store.Head
		read := func() {
			err := o.store.Read(t.Context(), func(tx *store.Tx) (err error) { head, err = tx.Head(city); return err })
			if err != nil {
				t.Fatal(err)
			}
		}
		read()
		early := head
		o.upload(by, "../../examples/report.txt")
		o.intact()
		read()
		early.Version = head.Version
		if err := o.store.Write(t.Context(), func(tx *store.Tx) error { return tx.SetHead(early) }); err != nil {
			t.Fatal(err)
		}
		if got := o.kinds(); !slices.Contains(got, ledger.UnsealedEntry) {
			t.Errorf("acts behind the checkpoint: %v", got)
		}
	})
}
