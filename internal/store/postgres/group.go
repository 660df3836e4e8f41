package postgres

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"time"

	"duban/internal/store"
)

// lines are the acts that wait for a group, by division: a transaction that
// reaches over two would be one over two shards.
type lines struct {
	mu sync.Mutex
	of map[string]*line
}

type line struct {
	waiting []*request
	running int           // groups
	last    int           // how many the last group had
	come    chan struct{} // rung when one more waits
}

type request struct {
	ctx   context.Context
	f     func(*store.Session) error
	taken bool // by a group; under the lines' lock
	reply chan verdict
}

type verdict struct {
	err      error
	answered bool
}

const (
	// groupsAtOnce is how many groups of a division a program has under way: one
	// is made up while the other is being synced.
	groupsAtOnce = 2
	// mostInGroup bounds how many acts share one commit, and so how long one waits for others.
	mostInGroup = 64
	// patience is how long a group waits for as many acts as the last one had: a
	// fraction of what a sync takes. Who acts alone waits for nobody.
	patience = 300 * time.Microsecond
)

// WriteTogether runs f in a transaction that it may share with other acts of
// the division which wait at the same time. Where that does not go well,
// nothing of it is kept and f runs once more, as Write runs it.
func (e *Engine) WriteTogether(ctx context.Context, division string, f func(*store.Session) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	r := &request{ctx: ctx, f: f, reply: make(chan verdict, 1)}
	e.lines.join(e.pool, division, r)
	var v verdict
	select {
	case v = <-r.reply:
	case <-ctx.Done():
		if e.lines.leave(division, r) {
			return ctx.Err()
		}
		v = <-r.reply
	}
	if !v.answered {
		return e.Write(ctx, f)
	}
	e.wrote()
	return v.err
}

func (l *lines) join(pool *store.Pool, division string, r *request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.of == nil {
		l.of = map[string]*line{}
	}
	d := l.of[division]
	if d == nil {
		d = &line{come: make(chan struct{}, 1)}
		l.of[division] = d
	}
	d.waiting = append(d.waiting, r)
	if d.running < groupsAtOnce {
		d.running++
		go l.run(pool, division, d)
	}
	select {
	case d.come <- struct{}{}:
	default:
	}
}

// leave takes a request out of its line; false where a group has it already.
func (l *lines) leave(division string, r *request) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if r.taken {
		return false
	}
	r.taken = true
	d := l.of[division]
	d.waiting = slices.DeleteFunc(slices.Clone(d.waiting), func(w *request) bool { return w == r })
	return true
}

// run does groups of a division while any act waits.
func (l *lines) run(pool *store.Pool, division string, d *line) {
	for {
		group := l.gather(division, d)
		if group == nil {
			return
		}
		together(pool, group)
	}
}

// gather takes those who wait, and those who are about to; nil ends the
// groups, where another group has taken all or those who waited have left.
func (l *lines) gather(division string, d *line) []*request {
	runtime.Gosched() // those who were ready to run get in too
	late := time.NewTimer(patience)
	defer late.Stop()
	for waited := false; ; {
		group, some := l.cut(division, d, waited)
		if group != nil || !some {
			return group
		}
		select {
		case <-d.come:
		case <-late.C:
			waited = true
		}
	}
}

// cut takes a group out of a line, unless it is worth while to wait for more.
// Where nobody waits it strikes the group off those under way.
func (l *lines) cut(division string, d *line, waited bool) (group []*request, some bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := len(d.waiting)
	switch {
	case n == 0:
		if d.running--; d.running == 0 {
			delete(l.of, division)
		}
		return nil, false
	case n < d.last && !waited:
		return nil, true
	}
	n = min(n, mostInGroup)
	group = d.waiting[:n:n]
	d.waiting, d.last = slices.Clone(d.waiting[n:]), n
	for _, r := range group {
		r.taken = true
	}
	return group, true
}

// together runs a group. Its statements last as long as anybody waits for them.
func together(pool *store.Pool, group []*request) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var mu sync.Mutex
	left := len(group)
	acts := make([]func(*store.Session) error, len(group))
	for i, r := range group {
		acts[i] = r.f
		stop := context.AfterFunc(r.ctx, func() {
			mu.Lock()
			defer mu.Unlock()
			if left--; left == 0 {
				cancel()
			}
		})
		defer stop()
	}
	errs, answered := pool.Together(ctx, "begin", acts)
	for i, r := range group {
		v := verdict{answered: answered}
		if answered {
			v.err = errs[i]
		}
		r.reply <- v
	}
}
