package desk_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"duban/internal/desk"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/postgres"
	"duban/internal/store/sqlite"
	"duban/internal/store/storetest"
)

// writers is how many people act at the same time in the figures of acts.
const writers = 16

// BenchmarkSmallActs times deciding on records: each act durable, with its
// entry in the ledger, and sequenced. The lag is how long an entry that was
// committed waited for its checkpoint.
func BenchmarkSmallActs(b *testing.B) {
	b.Run("SQLite", func(b *testing.B) {
		e, err := sqlite.Create(b.Context(), b.TempDir()+"/duban.db")
		if err != nil {
			b.Fatal(err)
		}
		defer e.Close()
		smallActs(b, e)
	})
	b.Run("PostgreSQL", func(b *testing.B) {
		e, err := postgres.Create(b.Context(), storetest.PostgreSQL(b))
		if err != nil {
			b.Fatal(err)
		}
		defer e.Close()
		smallActs(b, e)
	})
}

func smallActs(b *testing.B, e store.Engine) {
	o, by := found(b, e)
	ctx := b.Context()
	r := o.upload(by, "democity/reports/yunze-2026.txt")
	v, err := o.ReviewReport(ctx, by, r.ID)
	if err != nil {
		b.Fatal(err)
	}
	var beside sync.WaitGroup
	working, rest := context.WithCancel(ctx)
	defer beside.Wait()
	defer rest()
	beside.Go(func() { o.RunSequencer(working) })
	var lag atomic.Int64
	beside.Go(func() {
		for working.Err() == nil {
			time.Sleep(5 * time.Millisecond)
			err := o.store.Read(ctx, func(tx *store.Tx) error {
				waiting, err := tx.ActsWaiting(city, 1)
				if err == nil && len(waiting) > 0 {
					lag.Store(max(lag.Load(), time.Now().UnixMicro()-waiting[0].RecordedAt))
				}
				return err
			})
			if err != nil && working.Err() == nil {
				b.Error(err)
				return
			}
		}
	})
	var next atomic.Int64
	var wait sync.WaitGroup
	b.ResetTimer()
	for n := range writers {
		wait.Go(func() {
			mine := v.Records[n*30 : n*30+30]
			for i := 0; next.Add(1) <= int64(b.N); i++ {
				if err := decideInTurn(o, by, mine, i); err != nil {
					b.Error(fmt.Errorf("act %d: %w", i, err))
					return
				}
			}
		})
	}
	wait.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "acts/s")
	if err := o.SequenceAll(ctx); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(lag.Load())/1e6, "lag-s")
}

// decideInTurn accepts each record and then takes each decision back.
func decideInTurn(o *office, by staff.Actor, mine []review.Record, i int) error {
	x := mine[i%len(mine)]
	var err error
	if i/len(mine)%2 == 0 {
		_, err = o.AcceptRecord(o.t.Context(), by, desk.Call{}, x.Report, x.ID)
	} else {
		_, err = o.ReopenRecord(o.t.Context(), by, desk.Call{}, x.Report, x.ID)
	}
	return err
}
