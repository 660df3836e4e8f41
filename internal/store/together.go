package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Statement is one of several that go to the database in one message.
type Statement struct {
	Text string
	Args []any
	Want int64 // how many rows it must meet; Any for whatever it meets
}

// Any number of rows is right.
const Any = -1

// Pipe sends statements to the database in one message and hears of all of
// them in one answer.
type Pipe interface {
	// Send does the statements in order until one fails, and says how many rows
	// each met. Where asks is true, the last one is a query; its rows are to be
	// closed before the next message.
	Send(ctx context.Context, queue []Statement, asks bool) (met []int64, rows Rows, err error)
}

// Rows is what a query gives, row by row.
type Rows interface {
	Next() bool
	Scan(...any) error
	Err() error
	Close() error
}

// sharing is what a session keeps while acts share its transaction. Their
// changes wait for the next question and go with it: nobody looks at what came
// of them before that.
type sharing struct {
	queue  []Statement
	mark   int  // where in the queue the act that runs began
	wrote  bool // something of the act that runs was sent
	begun  bool // the database knows of the transaction
	broken error
}

// later does a statement whose outcome the act does not look at: at once, or
// where acts share the transaction with the next question.
func (s *Session) later(text string, want int64, args ...any) error {
	if s.shared != nil {
		s.shared.queue = append(s.shared.queue, Statement{text, args, want})
		return nil
	}
	n, err := s.Run(text, args...)
	if err == nil && want != Any && n != want {
		err = ErrStale
	}
	return err
}

// ask is Ask; what waits goes with the question.
func (s *Session) ask(text string, args ...any) (Rows, error) {
	if s.shared == nil {
		return s.Ask(text, args...)
	}
	_, rows, err := s.send(&Statement{text, args, Any})
	return rows, err
}

// send sends what waits, with a question after it if there is one.
func (s *Session) send(question *Statement) (met []int64, rows Rows, err error) {
	g := s.shared
	if g.broken != nil {
		return nil, nil, g.broken
	}
	g.wrote = g.wrote || len(g.queue) > g.mark
	g.begun = true
	queue := g.queue
	g.queue, g.mark = g.queue[:0], 0
	asks := question != nil
	if asks {
		queue = append(queue, *question)
	}
	met, rows, err = s.pipe.Send(s.ctx, queue, asks)
	if err != nil {
		return nil, nil, s.Name(err)
	}
	for i, n := range met {
		if want := queue[i].Want; want != Any && n != want {
			if rows != nil {
				rows.Close()
			}
			g.broken = fmt.Errorf("%w: %d rows", ErrStale, n)
			return nil, nil, g.broken
		}
	}
	return met, rows, nil
}

// broken notes that the acts which share the transaction cannot go on.
func (s *Session) broken(err error) {
	if s.shared != nil && s.shared.broken == nil {
		s.shared.broken = err
	}
}

// flush sends what waits.
func (s *Session) flush() error {
	if len(s.shared.queue) == 0 {
		return s.shared.broken
	}
	_, _, err := s.send(nil)
	return err
}

// errBroken says that acts which shared a transaction must be done each on its own.
var errBroken = errors.New("store: the acts cannot share a transaction")

// Together runs acts one after the other in one transaction, and gives the
// error of each. It hopes that all goes well: an act may refuse as long as
// nothing of it was sent; after anything else none is kept, and answered is
// false. Then each is to be done on its own, where it meets what befell it. An
// error of the commit is everybody's, and the last word.
func (p *Pool) Together(ctx context.Context, begin string, acts []func(*Session) error) (errs []error, answered bool) {
	s, _, err := p.take(ctx)
	if err != nil {
		return nil, false
	}
	sound := false
	defer func() { p.give(s, sound) }()
	if s.pipe == nil {
		sound = true
		return nil, false
	}
	g := &sharing{queue: append(s.queue[:0], Statement{begin, nil, Any})}
	s.shared, s.group = g, nil
	defer func() { s.queue, s.shared = g.queue[:0], nil }()
	errs = make([]error, len(acts))
	for i, f := range acts {
		g.mark, g.wrote = len(g.queue), false
		errs[i] = guarded(s, f)
		if errs[i] != nil && g.wrote && g.broken == nil {
			g.broken = errBroken
		}
		if g.broken != nil {
			break
		}
		if errs[i] != nil {
			clear(g.queue[g.mark:])
			g.queue = g.queue[:g.mark]
		}
	}
	if g.broken == nil && !g.begun && len(g.queue) == 1 {
		sound = true // nobody asked or changed anything
		return errs, true
	}
	if g.broken == nil && s.flush() == nil && ctx.Err() == nil {
		s.shared = nil
		if _, err := s.With(context.WithoutCancel(ctx)).Run("commit"); err != nil {
			for i := range errs {
				errs[i] = gone(err)
			}
			return errs, true
		}
		sound = true
		return errs, true
	}
	s.shared = nil
	_, back := s.With(context.WithoutCancel(ctx)).Run("rollback")
	sound = back == nil
	return nil, false
}

// guarded runs an act; a panic is left for when the act runs on its own.
func guarded(s *Session, f func(*Session) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			s.shared.broken = fmt.Errorf("%w: %v", errBroken, p)
			err = s.shared.broken
		}
	}()
	return f(s)
}

// piped gives the way to send several statements at once on a connection.
func piped(conn *sql.Conn, pipe func(driverConn any) Pipe) (p Pipe, err error) {
	if pipe == nil {
		return nil, nil
	}
	err = conn.Raw(func(c any) error { p = pipe(c); return nil })
	return p, err
}
