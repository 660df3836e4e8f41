package desk_test

import (
	"context"
	"net/http"
	"testing"

	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

func TestHealthTellsOfTheSchemaTheSequencerAndTheQueue(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		system, security := o.actor("xitong", password), o.actor("anquan", password)
		r := receive(t)
		o.listed(security, r, "unit.changed")
		if err := o.SequenceAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		h := o.Health(t.Context())
		if h.Bad() || h.Schema != store.Newest() || h.Unsequenced != 0 || h.SequencerLag != 0 || h.DeliveriesWaiting != 0 {
			t.Fatalf("%+v", h)
		}
		r.take(http.StatusGone)
		for code, name := range map[string]string{"tj": "云泽市统计局", "sj": "云泽市审计局"} {
			if err := o.SetUnit(t.Context(), system, desk.Call{}, staff.Unit{Code: code, Parent: city, Name: name, Kind: staff.Department, Rank: 12}); err != nil {
				t.Fatal(err)
			}
		}
		o.send(1)                   // 410: that one has failed for good, the other waits
		o.actor("xitong", password) // an act that nobody gives its place
		o.clock += 10 * 60 * 1_000_000
		h = o.Health(t.Context())
		if h.DeliveriesWaiting != 1 || h.DeliveriesFailed != 1 || h.OldestDelivery < 600e9 {
			t.Errorf("%+v", h)
		}
		if e.Dialect() == store.PostgreSQL { // with one writer an act has its place when it is committed
			if h.Unsequenced == 0 || !h.SequencerStands() || !h.Bad() {
				t.Errorf("nobody notices that the sequencer stands: %+v", h)
			}
		}
		if err := o.SequenceAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if h := o.Health(t.Context()); h.Bad() || h.Unsequenced != 0 {
			t.Errorf("a failed delivery makes it bad: %+v", h)
		}
		ended, end := context.WithCancel(t.Context())
		end()
		if h := o.Health(ended); h.Database == nil || !h.Bad() {
			t.Errorf("a database that does not answer is well: %+v", h)
		}
	})
}
