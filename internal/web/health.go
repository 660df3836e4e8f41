package web

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"duban/internal/base/fault"
	"duban/internal/web/frame"
)

// health answers whoever watches the program, a load balancer or a person:
// 503 says that work should not come here. It tells neither names nor why a
// database or a store of files is away; the log does.
func health(h *frame.House) http.HandlerFunc {
	type check struct {
		Name   string `json:"name"`
		OK     bool   `json:"ok"`
		Detail any    `json:"detail,omitempty"`
	}
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
		defer cancel()
		now := h.Desk.Health(ctx)
		answer := struct {
			OK     bool    `json:"ok"`
			Checks []check `json:"checks"`
		}{!now.Bad(), []check{{"database", now.Database == nil, nil}}}
		if now.Database != nil {
			h.Log.Error("database does not answer", "error", now.Database.Error())
		} else {
			type queue struct {
				Waiting int64 `json:"waiting"`
				Failed  int64 `json:"failed"`
				Oldest  int64 `json:"oldest_seconds"`
			}
			if now.Files != nil {
				h.Log.Error("files cannot be had", "error", now.Files.Error(), "cause", said(now.Files))
			}
			answer.Checks = append(answer.Checks,
				check{"files", now.Files == nil, nil},
				check{"schema", now.SchemaMisfit == nil, map[string]int{"version": now.Schema}},
				check{"sequencer", !now.SequencerStands(), map[string]int64{"waiting": now.Unsequenced, "lag_seconds": int64(now.SequencerLag.Seconds())}},
				check{"ledger", now.LedgersAdrift == 0, map[string]int{"adrift": now.LedgersAdrift}},
				check{"calendar", now.YearMissing == 0, map[string]int64{"year": int64(now.YearMissing), "divisions": now.CalendarsWithout}},
				check{"deliveries", now.DeliveriesFailed == 0, queue{now.DeliveriesWaiting, now.DeliveriesFailed, int64(now.OldestDelivery.Seconds())}})
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		if !answer.OK {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		json.NewEncoder(w).Encode(answer) // whoever asked may be gone
	}
}

// said is what stands behind a sentence for people; "" for nothing.
func said(err error) string {
	if f, ok := fault.As(err); ok && f.Cause != nil {
		return f.Cause.Error()
	}
	return ""
}
