package storetest

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/stdlib"

	"duban/internal/store"
	"duban/internal/store/postgres"
	"duban/internal/store/sqlite"
)

// Trouble is what befalls a statement.
type Trouble uint8

const (
	// Refused: the statement does not reach the database; the connection stands.
	Refused Trouble = iota + 1
	// Cut: the connection breaks before the statement reaches the database.
	Cut
	// Unheard: the statement is done, but the answer never comes back.
	Unheard
)

func (t Trouble) String() string {
	return map[Trouble]string{Refused: "refused", Cut: "cut", Unheard: "unheard"}[t]
}

// Faults stands between an engine and its driver. It counts the statements of
// writing transactions, their borders included, and has one of them fail.
type Faults struct {
	mu      sync.Mutex
	begin   string // how a writing transaction begins
	trouble Trouble
	left    int
	fired   string
	seen    []Statement
	watch   bool
}

// Statement is one that a writing transaction ran: the number of the
// transaction, the text and what stood for $1.
type Statement struct {
	Transaction int64
	Text        string
	First       any
}

// Arm has the nth statement from now fail.
func (f *Faults) Arm(n int, t Trouble) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.left, f.trouble, f.fired = n, t, ""
}

// Fired disarms and gives the statement that failed, "" if none was reached.
func (f *Faults) Fired() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.left = 0
	return f.fired
}

// Watch begins to remember the statements of writing transactions.
func (f *Faults) Watch() { f.mu.Lock(); f.watch, f.seen = true, nil; f.mu.Unlock() }

// Seen are the statements since Watch.
func (f *Faults) Seen() []Statement {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.seen)
}

// meet says what befalls a statement of a connection.
func (f *Faults) meet(c *conn, text string, args []driver.NamedValue) Trouble {
	f.mu.Lock()
	defer f.mu.Unlock()
	if text == f.begin {
		c.transaction = transactions.next()
	}
	if c.transaction == 0 {
		return 0
	}
	if f.watch {
		s := Statement{Transaction: c.transaction, Text: text}
		if len(args) > 0 {
			s.First = args[0].Value
		}
		f.seen = append(f.seen, s)
	}
	if text == "commit" || text == "rollback" {
		c.transaction = 0
	}
	if f.left == 0 {
		return 0
	}
	if f.left--; f.left > 0 {
		return 0
	}
	f.fired, _, _ = strings.Cut(text, "\n")
	return f.trouble
}

type counter struct {
	mu sync.Mutex
	n  int64
}

func (c *counter) next() int64 { c.mu.Lock(); defer c.mu.Unlock(); c.n++; return c.n }

var transactions counter

// errGone stands for a driver's error that SQLite gives when its file cannot be used.
var errGone = fmt.Errorf("%w: a fault of the test", store.ErrGone)

// errUnheard stands for an answer that is lost on its way.
var errUnheard = fmt.Errorf("receive message failed: %w", io.ErrUnexpectedEOF)

// OnBothWithFaults is OnBoth with faults between the engine and its driver.
func OnBothWithFaults(t *testing.T, f func(t *testing.T, e store.Engine, faults *Faults)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		faults := &Faults{begin: "begin immediate"}
		e, err := sqlite.Through(t.Context(), SQLite(t), faults.connect("sqlite"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := e.Close(); err != nil {
				t.Error(err)
			}
		})
		f(t, e, faults)
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		faults := &Faults{begin: "begin"}
		e, err := postgres.Through(t.Context(), created(t), faults.connect("pgx"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { e.Close() })
		f(t, e, faults)
	})
}

// connect opens a database whose driver stands behind the faults.
func (f *Faults) connect(name string) func(string) (*sql.DB, error) {
	return func(address string) (*sql.DB, error) {
		plain, err := sql.Open(name, address)
		if err != nil {
			return nil, err
		}
		defer plain.Close()
		return sql.OpenDB(connector{plain.Driver(), address, f}), nil
	}
}

type connector struct {
	inner   driver.Driver
	address string
	faults  *Faults
}

func (c connector) Driver() driver.Driver { return c.inner }

func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	inner, err := c.inner.Open(c.address)
	if err != nil {
		return nil, err
	}
	return &conn{inner: inner.(whole), faults: c.faults}, nil
}

// whole is what both drivers' connections can do.
type whole interface {
	driver.Conn
	driver.ConnPrepareContext
	driver.ConnBeginTx
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
}

type conn struct {
	inner       whole
	faults      *Faults
	transaction int64 // 0 outside a writing one
}

func (c *conn) Prepare(text string) (driver.Stmt, error) {
	return c.PrepareContext(context.Background(), text)
}
func (c *conn) Close() error              { return c.inner.Close() }
func (c *conn) Begin() (driver.Tx, error) { return c.BeginTx(context.Background(), driver.TxOptions{}) }
func (c *conn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	return c.inner.BeginTx(ctx, o)
}
func (c *conn) Ping(ctx context.Context) error         { return c.inner.Ping(ctx) }
func (c *conn) ResetSession(ctx context.Context) error { return c.inner.ResetSession(ctx) }
func (c *conn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	return c.inner.ExecContext(ctx, text, args)
}
func (c *conn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	return c.inner.QueryContext(ctx, text, args)
}

// IsValid is asked before a connection goes back into the pool.
func (c *conn) IsValid() bool {
	v, ok := c.inner.(driver.Validator)
	return !ok || v.IsValid()
}

// CheckNamedValue leaves the arguments as the driver wants them.
func (c *conn) CheckNamedValue(v *driver.NamedValue) error {
	if n, ok := c.inner.(driver.NamedValueChecker); ok {
		return n.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

func (c *conn) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	inner, err := c.inner.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	return &stmt{inner.(wholeStmt), c, text}, nil
}

// cut breaks the connection under the driver; it says whether there is one.
func (c *conn) cut() bool {
	p, ok := c.inner.(*stdlib.Conn)
	if ok {
		p.Conn().PgConn().Conn().Close()
	}
	return ok
}

// Pipe gives the way to send several statements at once through the faults.
func (c *conn) Pipe(inner func(any) store.Pipe) store.Pipe { return pipe{inner(c.inner), c} }

type pipe struct {
	store.Pipe
	conn *conn
}

// Send has the statements before the one that fails go through.
func (p pipe) Send(ctx context.Context, queue []store.Statement) store.Answers {
	for i, s := range queue {
		switch p.met(s) {
		case Refused:
			return &faulty{Answers: p.Pipe.Send(ctx, queue[:i]), of: p, left: i, err: errGone}
		case Cut:
			p.conn.cut()
			return &faulty{Answers: p.Pipe.Send(ctx, queue), of: p, left: len(queue)}
		case Unheard:
			p.Pipe.Send(ctx, queue[:i+1]).Close()
			p.conn.cut()
			return &faulty{Answers: p.Pipe.Send(ctx, nil), of: p, err: errUnheard}
		}
	}
	return &faulty{Answers: p.Pipe.Send(ctx, queue), of: p, left: len(queue)}
}

func (p pipe) met(s store.Statement) Trouble {
	args := make([]driver.NamedValue, len(s.Args))
	for k, v := range s.Args {
		args[k] = driver.NamedValue{Ordinal: k + 1, Value: v}
	}
	return p.conn.faults.meet(p.conn, s.Text, args)
}

// faulty are so many answers and then, where there is one, an error.
type faulty struct {
	store.Answers
	of   pipe
	left int
	err  error
}

// More sends what follows; what is sent in vain is undone with its transaction.
func (a *faulty) More(queue []store.Statement) bool {
	if a.err != nil || !a.Answers.More(queue) {
		return false
	}
	for i, s := range queue {
		switch a.of.met(s) {
		case Refused:
			a.left, a.err = a.left+i, errGone
			return true
		case Cut:
			a.of.conn.cut()
		case Unheard:
			a.of.conn.cut()
			a.left, a.err = a.left+i, errUnheard
			return true
		}
	}
	a.left += len(queue)
	return true
}

func (a *faulty) ends() bool {
	a.left--
	return a.err != nil && a.left < 0
}

func (a *faulty) Met() (int64, error) {
	if a.ends() {
		return 0, a.err
	}
	return a.Answers.Met()
}

func (a *faulty) Ask() (store.Rows, error) {
	if a.ends() {
		return nil, a.err
	}
	return a.Answers.Ask()
}

type wholeStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

type stmt struct {
	wholeStmt
	conn *conn
	text string
}

// meet runs a statement, or has it fail.
func (s *stmt) meet(args []driver.NamedValue, run func() error) error {
	switch s.conn.faults.meet(s.conn, s.text, args) {
	case Refused:
		return errGone
	case Cut:
		if !s.conn.cut() {
			return errGone
		}
	case Unheard:
		if err := run(); err != nil {
			return err
		}
		if s.conn.cut() {
			return fmt.Errorf("receive message failed: %w", io.ErrUnexpectedEOF)
		}
		return errGone
	}
	return run()
}

func (s *stmt) ExecContext(ctx context.Context, args []driver.NamedValue) (r driver.Result, err error) {
	err = s.meet(args, func() (err error) { r, err = s.wholeStmt.ExecContext(ctx, args); return err })
	return r, err
}

func (s *stmt) QueryContext(ctx context.Context, args []driver.NamedValue) (r driver.Rows, err error) {
	err = s.meet(args, func() (err error) { r, err = s.wholeStmt.QueryContext(ctx, args); return err })
	if err != nil && r != nil {
		r.Close()
	}
	return r, err
}
