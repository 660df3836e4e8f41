// Package meter counts what the program does, for whoever watches machines: in
// the text form that Prometheus reads, and by a trace that gives the log lines
// of one request the same number.
//
// It refuses to know who asked and what was answered: no name, no address, no
// path with an object in it becomes a label.
package meter

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// bounds are the upper ends of the classes of latency, in seconds.
var bounds = []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}

type answer struct {
	route  string
	status int
}

type times struct {
	classes []int64 // the last one is for what is longer than every bound
	sum     time.Duration
}

// Meter counts. The zero value is ready; a nil one counts nothing.
type Meter struct {
	mu      sync.Mutex // guards all below
	answers map[answer]int64
	times   map[string]*times // by route
	acts    map[string]int64
	panics  int64
}

// Trace follows one request.
type Trace struct {
	ID string

	mu    sync.Mutex // guards all below
	route string
	acts  []string
}

type traceKey struct{}

// Begin makes a context that carries the trace of a request.
func Begin(ctx context.Context, id string) (context.Context, *Trace) {
	t := &Trace{ID: id}
	return context.WithValue(ctx, traceKey{}, t), t
}

// Of is the trace of a context; one that has none gets an empty one of its own.
func Of(ctx context.Context) *Trace {
	if t, ok := ctx.Value(traceKey{}).(*Trace); ok {
		return t
	}
	return &Trace{}
}

// Route is the pattern that the request met, "none" where it met none.
func (t *Trace) Route() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.route == "" {
		return "none"
	}
	return t.route
}

// Acts are the ids of the acts that the request did, as the ledger names them.
func (t *Trace) Acts() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.acts)
}

// Routed notes the pattern that a mux found.
func Routed(mux http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			t := Of(r.Context())
			t.mu.Lock()
			defer t.mu.Unlock()
			t.route = r.Pattern
		}()
		mux.ServeHTTP(w, r)
	})
}

// Performed counts an act and notes it in the trace of its request.
func (m *Meter) Performed(ctx context.Context, act, id string) {
	t := Of(ctx)
	t.mu.Lock()
	t.acts = append(t.acts, id)
	t.mu.Unlock()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.acts == nil {
		m.acts = map[string]int64{}
	}
	m.acts[act]++
}

// Answered counts a request that is over.
func (m *Meter) Answered(t *Trace, status int, took time.Duration) {
	if m == nil {
		return
	}
	route := t.Route()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.answers == nil {
		m.answers, m.times = map[answer]int64{}, map[string]*times{}
	}
	m.answers[answer{route, status}]++
	of := m.times[route]
	if of == nil {
		of = &times{classes: make([]int64, len(bounds)+1)}
		m.times[route] = of
	}
	class, _ := slices.BinarySearch(bounds, took.Seconds())
	of.classes[class]++
	of.sum += took
}

// Panicked counts a request that broke off.
func (m *Meter) Panicked() {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.panics++
}

func number(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
