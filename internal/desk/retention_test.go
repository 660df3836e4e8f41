package desk_test

import (
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/retention"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

const days = 24 * 3600 * 1_000_000

func TestWhatIsPastItsTimeIsSweptOnceWithAnEntry(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		r := o.upload(by, "../../examples/report.txt")
		v, err := o.ReviewReport(ctx, by, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		security := o.actor("anquan", password)
		if err := o.SetRetention(ctx, security, desk.Call{}, retention.Rule{Kind: retention.Session, Days: 100, Basis: "想短一点"}); !is(err, fault.Refused) {
			t.Errorf("less than the law asks: %v", err)
		}
		if err := o.SetRetention(ctx, by, desk.Call{}, retention.Rule{Kind: retention.Session, Days: 500, Basis: "市里要求"}); !is(err, fault.Forbidden) {
			t.Errorf("a supervisor set retention: %v", err)
		}
		if err := o.SetRetention(ctx, security, desk.Call{}, retention.Rule{Kind: retention.Session, Days: 500, Basis: "市里要求"}); err != nil {
			t.Fatal(err)
		}
		if rules, err := o.ListRetention(ctx, security); err != nil || len(rules) != 7 || rules[0].Days != 500 {
			t.Errorf("%v, %v", rules, err)
		}
		if _, err := o.AcceptRecord(ctx, by, desk.Call{ActID: "old"}, r.ID, v.Records[0].ID); err != nil {
			t.Fatal(err)
		}
		o.intact()
		sessions := func() int { return strings.Count(parts(t, archived(t, e, o.files.Open))["tables/session.jsonl"], "\n") }
		before := sessions()
		sweep := func() {
			t.Helper()
			if err := o.SweepAll(ctx); err != nil {
				t.Fatal(err)
			}
		}
		sweep()
		if n := o.intact().Entries; n == 0 || sessions() != before {
			t.Errorf("swept what is not due: %d of %d sessions", sessions(), before)
		}
		o.clock += 95 * days // outcomes are due, sessions are not
		sweep()
		if _, err := o.AcceptRecord(ctx, by, desk.Call{ActID: "old"}, r.ID, v.Records[0].ID); !is(err, fault.Conflict) {
			t.Errorf("a retry after its outcome was swept: %v", err)
		}
		if sessions() != before {
			t.Errorf("%d of %d sessions after 95 days", sessions(), before)
		}
		o.clock += 330 * days // by the program's rule they would be
		sweep()
		if sessions() != before {
			t.Errorf("%d of %d sessions after 425 days, where the city keeps 500", sessions(), before)
		}
		o.clock += 100 * days
		sweep()
		entries := o.intact().Entries
		if sessions() != 0 {
			t.Errorf("%d sessions after 525 days", sessions())
		}
		o.clock += days
		sweep()
		if again := o.intact().Entries; again > entries+1 { // what the last sweep itself left falls due later
			t.Errorf("a sweep with nothing to do left %d entries", again-entries)
		}
	})
}
