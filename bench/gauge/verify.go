package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"runtime/pprof"
	"time"
)

// verify times the whole check of the city's ledger.
func verify(ctx context.Context, at where) error {
	w, s, err := open(ctx, at.data, "", func() int64 { return time.Now().UnixMicro() }, rand.Reader)
	if err != nil {
		return err
	}
	defer s.Close()
	if p := os.Getenv("GAUGE_PROFILE"); p != "" {
		f, err := os.Create(p)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	best := 0.0
	for range at.rounds {
		start := time.Now()
		v, err := w.VerifyDivision(ctx, division)
		if err != nil {
			return err
		}
		for _, f := range v.Findings {
			return fmt.Errorf("the ledger does not verify: %s", f.Sentence())
		}
		best = max(best, per(int(v.Entries), time.Since(start)))
	}
	row("ledger verify, entries a second", fmt.Sprintf("%.0f", best), "100 000")
	return nil
}
