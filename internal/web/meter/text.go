package meter

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"time"

	"duban/internal/desk"
)

// ContentType is that of the text form,
// https://prometheus.io/docs/instrumenting/exposition_formats/.
const ContentType = "text/plain; version=0.0.4; charset=utf-8"

// Handler serves the counts and, read as they are asked for, how the program stands.
func (m *Meter) Handler(version string, health func(context.Context) desk.Health) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
		defer cancel()
		var t text
		t.family("duban_build_info", "gauge", "The version of the program; always 1.")
		t.line("duban_build_info", 1, "version", version, "go", runtime.Version())
		m.write(&t)
		t.health(health(ctx))
		t.runtime()
		w.Header().Set("Content-Type", ContentType)
		w.Write(t.Bytes())
	})
	return mux
}

// text is written family by family.
type text struct{ bytes.Buffer }

func (t *text) family(name, kind, help string) {
	fmt.Fprintf(t, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

var escaped = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// line writes a sample; labels are names and values in turn.
func (t *text) line(name string, value float64, labels ...string) {
	t.WriteString(name)
	for i := 0; i+1 < len(labels); i += 2 {
		fmt.Fprintf(t, `%s%s="%s"`, []string{"{", ","}[min(i, 1)], labels[i], escaped.Replace(labels[i+1]))
	}
	if len(labels) > 1 {
		t.WriteByte('}')
	}
	t.WriteString(" " + number(value) + "\n")
}

func (t *text) gauge(name, help string, value float64) {
	t.family(name, "gauge", help)
	t.line(name, value)
}

func (m *Meter) write(t *text) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t.family("duban_requests_total", "counter", "Requests answered, by route and status.")
	for _, a := range slices.SortedFunc(maps.Keys(m.answers), func(a, b answer) int {
		return cmp.Or(cmp.Compare(a.route, b.route), cmp.Compare(a.status, b.status))
	}) {
		t.line("duban_requests_total", float64(m.answers[a]), "route", a.route, "status", fmt.Sprint(a.status))
	}
	t.family("duban_request_seconds", "histogram", "How long requests took, by route.")
	for _, route := range slices.Sorted(maps.Keys(m.times)) {
		of, sum := m.times[route], int64(0)
		for i, n := range of.classes {
			sum += n
			upper := "+Inf"
			if i < len(bounds) {
				upper = number(bounds[i])
			}
			t.line("duban_request_seconds_bucket", float64(sum), "route", route, "le", upper)
		}
		t.line("duban_request_seconds_sum", of.sum.Seconds(), "route", route)
		t.line("duban_request_seconds_count", float64(sum), "route", route)
	}
	t.family("duban_panics_total", "counter", "Requests that broke off.")
	t.line("duban_panics_total", float64(m.panics))
	t.family("duban_acts_total", "counter", "Acts committed by this process, by name.")
	for _, act := range slices.Sorted(maps.Keys(m.acts)) {
		t.line("duban_acts_total", float64(m.acts[act]), "act", act)
	}
}

func (t *text) health(h desk.Health) {
	up := 1.0
	if h.Database != nil {
		up = 0
	}
	t.gauge("duban_database_up", "Whether the database answers.", up)
	if h.Database != nil {
		return // what is not known is left out rather than told as nothing
	}
	files := 1.0
	if h.Files != nil {
		files = 0
	}
	t.gauge("duban_files_up", "Whether files can be had.", files)
	t.gauge("duban_schema_version", "The newest migration that was applied.", float64(h.Schema))
	t.gauge("duban_sequencer_waiting", "Acts that wait for their place in the ledger.", float64(h.Unsequenced))
	t.gauge("duban_sequencer_lag_seconds", "How long the oldest of them has waited.", h.SequencerLag.Seconds())
	t.gauge("duban_ledgers_adrift", "Logs that do not fit their checkpoint and take nothing more.", float64(h.LedgersAdrift))
	t.family("duban_deliveries", "gauge", "Webhook deliveries that did not arrive, by state.")
	t.line("duban_deliveries", float64(h.DeliveriesWaiting), "state", "waiting")
	t.line("duban_deliveries", float64(h.DeliveriesFailed), "state", "failed")
	t.gauge("duban_delivery_oldest_seconds", "How long the oldest waiting delivery has waited.", h.OldestDelivery.Seconds())
}

func (t *text) runtime() {
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	t.gauge("go_goroutines", "Goroutines.", float64(runtime.NumGoroutine()))
	t.gauge("go_memstats_heap_inuse_bytes", "Memory in spans of the heap in use.", float64(mem.HeapInuse))
	t.gauge("go_memstats_heap_alloc_bytes", "Memory of live and not yet swept objects.", float64(mem.HeapAlloc))
	t.gauge("go_memstats_sys_bytes", "Memory got from the system.", float64(mem.Sys))
	t.family("go_gc_cycles_total", "counter", "Collections of garbage.")
	t.line("go_gc_cycles_total", float64(mem.NumGC))
	t.family("go_gc_pause_seconds_total", "counter", "Time for which collections stopped everything.")
	t.line("go_gc_pause_seconds_total", time.Duration(mem.PauseTotalNs).Seconds())
}
