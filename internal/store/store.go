// Package store remembers: it is the contract with the database, the schema
// and every query, one file a noun, the same text on SQLite and PostgreSQL.
//
// Write runs one act in a transaction that is on disk before it returns; Read
// sees one moment. An Engine says how its database begins, commits and names
// what went wrong; store/sqlite and store/postgres are the two there are. The
// room refuses to decide: what may be written, by whom and with which ledger
// entry is the desk's. Start reading at Tx.
package store

import (
	"context"
	"errors"
)

// What an engine makes of a driver's errors. Never a message's text.
var (
	ErrNotFound  = errors.New("store: no such row")
	ErrStale     = errors.New("store: the row has another version")
	ErrDuplicate = errors.New("store: a unique key is taken")
	ErrReference = errors.New("store: a row that is referred to is not there, or is still referred to")
	ErrCheck     = errors.New("store: a check refuses the row")
	ErrFull      = errors.New("store: the disk is full")
	ErrGone      = errors.New("store: the database cannot be reached")
)

// What a store of files makes of one that cannot be given.
var (
	ErrAbsent  = errors.New("store: the file is not there")
	ErrAltered = errors.New("store: the file is not what was kept")
	ErrBarred  = errors.New("store: where files are kept answers, and does not let us in")
	ErrHeld    = errors.New("store: where files are kept answers, and does not let this one go")
)

// Engine is a database of one kind.
type Engine interface {
	// Write runs f in a transaction of its own, committed and synced before it
	// returns nil. f may be run on a context that outlives ctx. Where several
	// run as a group, an error of one undoes only that one.
	Write(ctx context.Context, f func(*Session) error) error
	// WriteTogether is Write of a small act of one division, which may share its
	// transaction with others that wait. f may run more than once; what it did
	// before the last time is undone.
	WriteTogether(ctx context.Context, division string, f func(*Session) error) error
	// Read runs f on one consistent state.
	Read(ctx context.Context, f func(*Session) error) error
	// AfterGroup is called in the transaction after the acts of a group, where
	// one writer sequences the ledger itself; nil where nobody does.
	AfterGroup(f func(*Session) error) (single bool)
	// Ready answers nil while the database answers.
	Ready(ctx context.Context) error
	// Migrate brings the schema up to a version.
	Migrate(ctx context.Context, upTo int) error
	// Version is where the schema stands, and the oldest program that may run on it.
	Version(ctx context.Context) (version, oldest int, err error)
	Dialect() Dialect
	Close() error
}

// Store is a database through its contract.
type Store struct {
	engine Engine
	kept   *tallies // where one writer is sure that nobody else writes
	stood  standings
}

// New puts the contract over an engine.
func New(e Engine) *Store { return &Store{engine: e} }

// Write runs one act. The error of f comes back as it is.
func (s *Store) Write(ctx context.Context, f func(*Tx) error) error {
	t := &Tx{}
	defer func() { s.kept.forget(t.touched) }()
	return s.engine.Write(ctx, func(c *Session) error { t.c = c; return f(t) })
}

// WriteTogether runs one small act of a division, which may share its
// transaction with others that wait at the same time: its own fate stays its
// own. f may run more than once, and is not to hold up the others.
func (s *Store) WriteTogether(ctx context.Context, division string, f func(*Tx) error) error {
	t := &Tx{}
	defer func() { s.kept.forget(t.touched) }()
	return s.engine.WriteTogether(ctx, division, func(c *Session) error { t.c = c; return f(t) })
}

// Read runs f on one consistent state.
func (s *Store) Read(ctx context.Context, f func(*Tx) error) error {
	t := &Tx{kept: s.kept, stood: &s.stood}
	if s.kept != nil {
		t.turn = s.kept.turn()
	}
	return s.engine.Read(ctx, func(c *Session) error { t.c = c; return f(t) })
}

// AfterGroup has f run at the end of each group of acts, where the engine
// writes alone; it answers false where others must see to it.
func (s *Store) AfterGroup(f func(*Tx) error) bool {
	alone := s.engine.AfterGroup(func(c *Session) error { return f(&Tx{c: c}) })
	if alone {
		s.kept = &tallies{of: map[report][]Tally{}, memos: map[string]map[any]any{}}
	}
	return alone
}

// Ready answers nil while the database answers.
func (s *Store) Ready(ctx context.Context) error { return s.engine.Ready(ctx) }

// Version is where the schema stands, 0 before there is one.
func (s *Store) Version(ctx context.Context) (int, error) {
	version, _, err := s.engine.Version(ctx)
	return version, err
}

// Dialect is the engine's.
func (s *Store) Dialect() Dialect { return s.engine.Dialect() }

// Close lets go of the database.
func (s *Store) Close() error { return s.engine.Close() }
