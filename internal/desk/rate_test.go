package desk_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// whistled makes cases that went different ways and different lengths of them,
// with time between.
func whistled(t testing.TB, o *office, who map[string]staff.Actor, n int, r *rand.Rand) {
	t.Helper()
	first := desk.CaseKept{}
	for range n {
		in := reported()
		in.Deed.Data["急缓"] = []string{"应急", "日常"}[r.IntN(2)]
		c, err := o.OpenCase(t.Context(), who["grid"], desk.Call{}, in)
		if err != nil {
			t.Fatal(err)
		}
		if first.ID == "" {
			first = c // others are joined to it
		}
		called := []any{"urban-management"}
		if r.IntN(2) == 0 {
			called = append(called, "housing")
		}
		steps := []struct {
			by, act, branch string
			data            map[string]any
		}{
			{"head", "call", "", map[string]any{"应哨单位": called}},
			{"urban", "answer", "urban-management", nil},
			{"housing", "answer", "housing", nil},
			{"urban", "arrive", "urban-management", map[string]any{"到场人": "许师傅"}},
			{"housing", "finish", "housing", map[string]any{"处置情况": "已疏通"}},
			{"urban", "finish", "urban-management", map[string]any{"处置情况": "已换"}},
			{"head", "judge", "", map[string]any{"部门评价": "满意"}},
			{"grid", "call-back", "", map[string]any{"联系上": []string{"是", "是", "否"}[r.IntN(3)], "解决": []string{"已解决", "部分解决", "部分解决", "不适用"}[r.IntN(4)], "评价": []string{"满意", "不满意", "未评价"}[r.IntN(3)]}},
		}
		if r.IntN(6) == 0 && first.ID != c.ID {
			steps = append(steps[:0:0], struct {
				by, act, branch string
				data            map[string]any
			}{"head", "merge", "", map[string]any{"并入编号": first.Number}})
		}
		for _, s := range steps[:min(len(steps), r.IntN(len(steps)+4))] {
			if s.branch == "housing" && len(called) == 1 {
				continue
			}
			o.minutes(int64(1 + r.IntN(25)))
			if _, err := o.ActOnCase(t.Context(), who[s.by], desk.Call{}, c.ID, procedure.Deed{Act: s.act, Branch: s.branch, Data: s.data, Reason: "同一件事"}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// recounted counts rates from the events of every case that somebody sees.
func recounted(t testing.TB, o *office, by staff.Actor) map[string][4]int {
	t.Helper()
	l, err := o.ListCases(t.Context(), by, store.CasePage{Procedure: "whistle", Most: 500})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][4]int{}
	for _, row := range l.Cases {
		s, err := o.ShowCase(t.Context(), by, row.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range procedure.Rated(s.Procedure, []*procedure.Case{s.Case}, s.Calendar, s.Now) {
			n := all[x.Rate.ID]
			all[x.Rate.ID] = [4]int{n[0] + len(x.Of), n[1] + len(x.Part), n[2] + len(x.Over) - len(x.Of) - len(x.Part), n[3] + len(x.Out)}
		}
	}
	return all
}

func TestTheRatesAreThoseOfTheEventsAndEachNumberHasItsCases(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, supervisor := found(t, e)
		who := seats(t, o, whistleSeats)
		ctx := t.Context()
		whistled(t, o, who, 24, rand.New(rand.NewPCG(3, 15)))
		today := civil.Instant(o.now().UnixMicro()).Date()
		page := desk.RatePage{Procedure: "whistle", From: civil.OfDays(today.Days() - 2), To: civil.OfDays(today.Days() + 40)}
		half, together := 0, 0
		for _, later := range []int64{0, 40, 3 * 24 * 60, 30 * 24 * 60} { // what runs comes to be late by itself
			o.minutes(later)
			for name, by := range map[string]staff.Actor{"supervision": supervisor, "the street": who["grid"], "a department": who["housing"]} {
				r, err := o.ReadRates(ctx, by, page)
				if err != nil {
					t.Fatal(err)
				}
				want := recounted(t, o, by)
				for _, x := range r.Rates {
					if got := [4]int{x.Met, x.Partly, x.Unmet, x.Out}; got != want[x.Rate.ID] {
						t.Errorf("%s, %d minutes on: %s is %v, by the events %v", name, later, x.Rate.Title, got, want[x.Rate.ID])
					}
					if !x.Rate.Branch && x.Over()+x.Out+x.Wait != r.Cases {
						t.Errorf("%s: %s counts %+v of %d cases", name, x.Rate.Title, x.Parts, r.Cases)
					}
					of := procedure.GaugeOf{Kind: procedure.OfRate, ID: x.Rate.ID}
					behind(t, o, by, desk.Behind{RatePage: page, Of: of, Parts: []procedure.Part{procedure.Met}}, x.Met)
					behind(t, o, by, desk.Behind{RatePage: page, Of: of, Parts: []procedure.Part{procedure.Met, procedure.Partly, procedure.Unmet}}, x.Over())
					behind(t, o, by, desk.Behind{RatePage: page, Of: of, Parts: []procedure.Part{procedure.Partly}}, x.Partly)
					if d, ok := x.Percent(); ok && d != quantity.FromRat(big.NewRat(int64(200*x.Met+100*x.Partly), int64(2*x.Over())), 1) {
						t.Errorf("%s: %v of %+v", x.Rate.Title, d, x.Parts)
					}
					half += x.Partly
					behind(t, o, by, desk.Behind{RatePage: page, Of: of, Parts: []procedure.Part{procedure.Wait}}, x.Wait)
					outs := 0
					for _, y := range x.Why {
						outs += y.N
						behind(t, o, by, desk.Behind{RatePage: page, Of: of, Why: y.Why}, y.N)
					}
					if outs != x.Out {
						t.Errorf("%s: %d do not count, with reasons %d", x.Rate.Title, x.Out, outs)
					}
					for _, u := range x.Units {
						q := page
						q.Unit = u.Unit
						behind(t, o, by, desk.Behind{RatePage: q, Of: of, Parts: []procedure.Part{procedure.Met}}, u.Met)
						one, err := o.ReadRates(ctx, by, q)
						for _, y := range one.Rates {
							if slices.ContainsFunc(y.Units, func(v desk.UnitParts) bool { return v.Unit != u.Unit }) {
								t.Errorf("asked for %s, %s is told by %v", u.Unit, y.Rate.Title, y.Units)
							}
						}
						for _, y := range one.Composites {
							if slices.ContainsFunc(y.Units, func(v desk.UnitPut) bool { return v.Unit != u.Unit }) {
								t.Errorf("asked for %s, %s is told by %v", u.Unit, y.Composite.Title, y.Units)
							}
						}
						if err != nil || one.Rates[slices.IndexFunc(r.Rates, func(y desk.RateCounted) bool { return y.Rate == x.Rate })].Over() != u.Over() {
							t.Errorf("%s by %s: %v", x.Rate.Title, u.Unit, err)
						}
					}
				}
				for _, x := range r.Composites {
					for _, u := range append([]desk.UnitPut{{Put: x.Put}}, x.Units...) {
						sum, weight := new(big.Rat), int64(0)
						for _, w := range x.Weights.Of {
							y := r.Rates[slices.IndexFunc(r.Rates, func(y desk.RateCounted) bool { return y.Rate.ID == w.Rate })]
							p := y.Parts
							if u.Unit != "" {
								p = desk.Parts{}
								if i := slices.IndexFunc(y.Units, func(v desk.UnitParts) bool { return v.Unit == u.Unit }); i >= 0 {
									p = y.Units[i].Parts
								}
							}
							if d, ok := p.Percent(); ok {
								sum.Add(sum, new(big.Rat).Mul(d.Rat(), big.NewRat(int64(w.N), 1)))
								weight += int64(w.N)
							}
						}
						if int64(u.Counted) != weight || weight > 0 && u.Percent != quantity.FromRat(sum.Quo(sum, big.NewRat(weight, 1)), 1) {
							t.Errorf("%s, %s of %s: %v by %d of the weight", name, x.Composite.Title, u.Unit, u.Percent, u.Counted)
						}
						together++
					}
				}
				for _, d := range append(append(slices.Clone(r.Stages), r.Clocks...), r.Whole) {
					behind(t, o, by, desk.Behind{RatePage: page, Of: d.Of, Clock: d.Unit, Parts: []procedure.Part{procedure.Met, procedure.Unmet}, Over: true}, d.Took.N)
					behind(t, o, by, desk.Behind{RatePage: page, Of: d.Of, Clock: d.Unit, Goes: true}, d.Goes)
				}
			}
		}
		if half == 0 || together < 10 {
			t.Errorf("%d are met in part, %d composites were looked at", half, together)
		}
		ended := page
		ended.Ended = true
		r, err := o.ReadRates(ctx, who["grid"], ended)
		if err != nil || r.Open > 0 || r.Cases == 0 || r.Whole.Took.N+r.Whole.Out != r.Cases {
			t.Errorf("by the day of their end: %d cases, %d open, %d over, %v", r.Cases, r.Open, r.Whole.Took.N, err)
		}
		// what another declaration counted is counted anew
		before, err := o.ReadRates(ctx, supervisor, page)
		if err != nil {
			t.Fatal(err)
		}
		if err := e.Write(ctx, func(s *store.Session) error {
			_, err := s.Run("update case_file set gauges = $1 where division = $2", "vanother\nrsolved\tu\t\tstreet-a\t\t\t\t\t\t\n", city)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if after, err := o.ReadRates(ctx, supervisor, page); err != nil || !slices.EqualFunc(before.Rates, after.Rates, func(a, b desk.RateCounted) bool {
			return a.Parts.Over() == b.Parts.Over() && a.Partly == b.Partly && a.Met == b.Met
		}) {
			t.Errorf("by the rates of another declaration: %v", err)
		}
		page.From = civil.OfDays(today.Days() + 3)
		if r, err := o.ReadRates(ctx, supervisor, page); err != nil || r.Cases != 0 {
			t.Errorf("of days to come: %d, %v", r.Cases, err)
		}
		page.To = today
		if _, err := o.ReadRates(ctx, supervisor, page); !isKind(err, fault.Invalid) {
			t.Errorf("from after to: %v", err)
		}
		if _, err := o.ReadRates(ctx, worker(o, "sys", "", staff.SystemAdmin), desk.RatePage{Procedure: "whistle", From: today, To: today}); !isKind(err, fault.Forbidden) {
			t.Errorf("an administrator: %v", err)
		}
		if _, err := o.ListBehindRate(ctx, supervisor, desk.Behind{RatePage: desk.RatePage{Procedure: "whistle", From: today, To: today}, Of: procedure.GaugeOf{Kind: procedure.OfRate, ID: "nothing"}}); !isKind(err, fault.NotFound) {
			t.Errorf("of nothing: %v", err)
		}
	})
}

// behind holds that a number has as many cases and branches behind it, page by page.
func behind(t testing.TB, o *office, by staff.Actor, b desk.Behind, n int) {
	t.Helper()
	seen := map[string]bool{}
	b.Most = 5
	for {
		l, err := o.ListBehindRate(t.Context(), by, b)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range l.Cases {
			for _, g := range x.Gauges {
				seen[fmt.Sprint(x.Case.ID, g)] = true
			}
		}
		if len(l.Cases) < b.Most {
			break
		}
		b.Before, b.BeforeID = l.Place(b.Most - 1)
	}
	if len(seen) != n {
		t.Errorf("behind %s %v %s of %q stand %d, the number is %d", b.Of, b.Parts, b.Why, b.Unit, len(seen), n)
	}
}
