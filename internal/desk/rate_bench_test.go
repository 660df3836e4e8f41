package desk_test

import (
	"math/rand/v2"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/store"
)

// counted is how many copies of some thirty cases the figures are counted over.
const counted = 170_000

// BenchmarkRatesAreCounted times the figures of a year, and the first page
// behind a number of them.
func BenchmarkRatesAreCounted(b *testing.B) {
	onEach(b, func(b *testing.B, e store.Engine) {
		o, supervisor := found(b, e)
		whistled(b, o, seats(b, o, whistleSeats), 30, rand.New(rand.NewPCG(3, 15)))
		err := e.Write(b.Context(), func(s *store.Session) error {
			_, err := s.Run(`insert into case_file (division, casefile, mechanism, procedure, declared, number, title, place, stage, opened_at, opened_unit, ended_at, clock, due_at, halted, falls_at, events, edition, version, seal, gauges, gauged)
with recursive copy (i) as (select 1 union all select i + 1 from copy where i < $1)
select division, casefile || 'x' || i, mechanism, procedure, declared, number || 'x' || i, title, place, stage, opened_at - cast(i as bigint) * 1000000, opened_unit, ended_at, clock, due_at, halted, 0, events, edition, version, seal, gauges, gauged from case_file, copy`, counted/30)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		today := civil.Instant(o.now().UnixMicro()).Date()
		page := desk.RatePage{Procedure: "whistle", From: civil.OfDays(today.Days() - 30), To: today}
		b.Run("figures", func(b *testing.B) {
			for b.Loop() {
				r, err := o.ReadRates(b.Context(), supervisor, page)
				if err != nil || r.Cases < counted {
					b.Fatal(r.Cases, err)
				}
			}
		})
		b.Run("behind", func(b *testing.B) {
			for b.Loop() {
				l, err := o.ListBehindRate(b.Context(), supervisor, desk.Behind{RatePage: page, Of: procedure.GaugeOf{Kind: procedure.OfRate, ID: "response"}, Parts: []procedure.Part{procedure.Met}, Most: 51})
				if err != nil || len(l.Cases) < 51 {
					b.Fatal(len(l.Cases), err)
				}
			}
		})
	})
}
