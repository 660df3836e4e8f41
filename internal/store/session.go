package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// Session is one connection with its prepared statements. One goroutine uses
// it at a time.
type Session struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	ctx   context.Context // of the act that runs
	name  func(error) error
	group any  // what the acts of one transaction leave for its end
	spent bool // an error showed that the connection is not to be used again

	weighs bool
	pipe   Pipe    // nil where the engine sends statements one by one
	shared *member // where acts share a transaction: the one whose session this is
}

// Weigh has the database count a table's rows, where it plans by them.
func (s *Session) Weigh(table string) error {
	if !s.weighs {
		return nil
	}
	_, err := s.Run("analyze " + table)
	return err
}

// Run does one statement by its text.
func (s *Session) Run(text string, args ...any) (int64, error) {
	if m := s.shared; m != nil {
		err := m.ask(question{Statement{text, args, Any}, false})
		return m.met, err
	}
	st, err := s.prepared(text)
	if err != nil {
		return 0, s.Name(err)
	}
	r, err := st.ExecContext(s.ctx, args...)
	if err != nil {
		return 0, s.Name(err)
	}
	n, err := r.RowsAffected()
	return n, err
}

// Ask runs one query by its text. An act that asks so shares no transaction.
func (s *Session) Ask(text string, args ...any) (*sql.Rows, error) {
	if s.shared != nil {
		s.broken(errBroken)
		return nil, errBroken
	}
	st, err := s.prepared(text)
	if err != nil {
		return nil, s.Name(err)
	}
	rows, err := st.QueryContext(s.ctx, args...)
	if err != nil {
		return nil, s.Name(err)
	}
	return rows, nil
}

func (s *Session) prepared(text string) (*sql.Stmt, error) {
	if st := s.stmts[text]; st != nil {
		return st, nil
	}
	st, err := s.conn.PrepareContext(s.ctx, text)
	if err != nil {
		return nil, err
	}
	s.stmts[text] = st
	return st, nil
}

// With has the session work for a context.
func (s *Session) With(ctx context.Context) *Session { s.ctx = ctx; return s }

// Name tells what an error of the driver means. After one that is not about
// rows the connection is used no more: it may be broken, or its prepared
// statements may be.
func (s *Session) Name(err error) error {
	err = s.name(err)
	s.broken(err)
	if !slices.ContainsFunc([]error{ErrDuplicate, ErrReference, ErrCheck, ErrStale}, func(known error) bool { return errors.Is(err, known) }) {
		s.spent = true
		if s.shared != nil {
			s.shared.of.base.spent = true
		}
	}
	return err
}

// close lets go of the connection, for good: database/sql would keep it for
// the next one, with a transaction that may still be open.
func (s *Session) close() {
	for _, st := range s.stmts {
		st.Close()
	}
	s.conn.Raw(func(any) error { return driver.ErrBadConn })
	s.conn.Close()
}

// Pool hands out sessions, at most a number at once.
type Pool struct {
	// Pipe, where it is set, gives the way to send several statements at once
	// on a connection of the driver.
	Pipe func(driverConn any) Pipe
	// Weighs says that the database plans by how many rows it has counted, and
	// has to be told to count a table that was just filled.
	Weighs bool

	db   *sql.DB
	name func(error) error
	room chan struct{}
	mu   sync.Mutex // guards idle
	idle []*Session
}

// NewPool makes a pool over a database. name tells what the driver's errors
// mean: one of the Err values wrapped with the cause, or the error as it is.
func NewPool(db *sql.DB, most int, name func(error) error) *Pool {
	return &Pool{db: db, name: name, room: make(chan struct{}, most)}
}

// take waits for a session, and says whether it was used before.
func (p *Pool) take(ctx context.Context) (s *Session, used bool, err error) {
	select {
	case p.room <- struct{}{}:
	case <-ctx.Done():
		return nil, false, ctx.Err()
	}
	p.mu.Lock()
	if n := len(p.idle); n > 0 {
		s := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return s.With(ctx), true, nil
	}
	p.mu.Unlock()
	conn, err := p.db.Conn(ctx)
	if err != nil {
		<-p.room
		if ctx.Err() != nil {
			return nil, false, ctx.Err()
		}
		return nil, false, gone(p.name(err))
	}
	pipe, err := piped(conn, p.Pipe)
	if err != nil {
		conn.Close()
		<-p.room
		return nil, false, gone(p.name(err))
	}
	return &Session{conn: conn, stmts: map[string]*sql.Stmt{}, ctx: ctx, name: p.name, pipe: pipe, weighs: p.Weighs}, false, nil
}

// give takes a session back; one that is not sound is closed.
func (p *Pool) give(s *Session, sound bool) {
	if sound && !s.spent {
		p.mu.Lock()
		p.idle = append(p.idle, s)
		p.mu.Unlock()
	} else {
		s.close()
	}
	<-p.room
}

// begun is a session in a transaction. Where the database went away and came
// back, all idle sessions are dead: the first to find out clears them, and
// begins anew on a fresh connection.
func (p *Pool) begun(ctx context.Context, begin string) (*Session, error) {
	for {
		s, used, err := p.take(ctx)
		if err != nil {
			return nil, err
		}
		if _, err = s.Run(begin); err == nil {
			s.group = nil
			return s, nil
		}
		p.give(s, false)
		if !used || ctx.Err() != nil {
			return nil, gone(err)
		}
		p.Rest()
	}
}

// Rest closes the idle sessions.
func (p *Pool) Rest() {
	p.mu.Lock()
	idle := p.idle
	p.idle = nil
	p.mu.Unlock()
	for _, s := range idle {
		s.close()
	}
}

// Close closes the idle sessions and the database.
func (p *Pool) Close() error {
	p.Rest()
	return p.db.Close()
}

// Transaction runs f between begin and commit on a session of the pool. A
// panic of f undoes the transaction and goes on.
func (p *Pool) Transaction(ctx context.Context, begin string, f func(*Session) error) (err error) {
	s, err := p.begun(ctx, begin)
	if err != nil {
		return err
	}
	sound := false
	defer func() { p.give(s, sound) }()
	done := false
	defer func() {
		if done {
			return
		}
		// the caller's context may be what ended
		_, back := s.With(context.WithoutCancel(ctx)).Run("rollback")
		sound = back == nil
	}()
	if err := f(s); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, err := s.With(context.WithoutCancel(ctx)).Run("commit"); err != nil {
		return gone(err)
	}
	done, sound = true, true
	return nil
}

// gone names an error at the borders of a transaction that has no name yet.
func gone(err error) error {
	for _, known := range []error{ErrGone, ErrFull, ErrDuplicate, ErrReference, ErrCheck, ErrStale, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, known) {
			return err
		}
	}
	return fmt.Errorf("%w: %w", ErrGone, err)
}
