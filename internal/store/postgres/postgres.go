// Package postgres is the engine for when one process is not enough: any
// number of programs on one PostgreSQL 15 or newer. It refuses to know tables;
// those are store's.
package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"duban/internal/base/fault"
	"duban/internal/store"
)

// Engine is a PostgreSQL database.
type Engine struct {
	db    *sql.DB
	pool  *store.Pool
	lines lines

	writes   atomic.Int64
	weighing sync.WaitGroup
	life     context.Context // of what goes on beside: until Close
	end      context.CancelFunc
}

// mostSessions is how many connections one program holds.
const mostSessions = 20

// Create gives an empty database its schema.
func Create(ctx context.Context, address string) (*Engine, error) {
	return CreateAt(ctx, address, store.Newest())
}

// CreateAt is Create with the schema of an earlier version.
func CreateAt(ctx context.Context, address string, upTo int) (*Engine, error) {
	e, err := Attach(ctx, address)
	if err != nil {
		return nil, err
	}
	version, _, err := e.Version(ctx)
	if err == nil && version > 0 {
		err = fault.New(fault.Conflict, "这个 PostgreSQL 数据库里已经建过库。", "要用它请运行 duban serve；要另建请换一个数据库。")
	}
	if err == nil {
		err = e.suits(ctx)
	}
	if err == nil {
		err = e.Migrate(ctx, upTo)
	}
	if err != nil {
		e.Close()
		return nil, err
	}
	return e, nil
}

// suits refuses a database that would sort or keep text otherwise than the program expects.
func (e *Engine) suits(ctx context.Context) error {
	var collation, encoding string
	var version int
	err := e.db.QueryRowContext(ctx, `select datcollate, pg_encoding_to_char(encoding), current_setting('server_version_num')::int from pg_database where datname = current_database()`).Scan(&collation, &encoding, &version)
	switch {
	case err != nil:
		return err
	case version < 150000:
		return fault.New(fault.Refused, fmt.Sprintf("PostgreSQL 是 %d 版，要 15 或更新的版本。", version/10000), "请先升级 PostgreSQL。")
	case encoding != "UTF8":
		return fault.New(fault.Refused, "数据库的编码是 "+encoding+"，要 UTF8。", "请这样建库：create database duban encoding 'UTF8' lc_collate 'C' template template0;")
	case collation != "C" && collation != "POSIX" && collation != "C.UTF-8":
		return fault.New(fault.Refused, "数据库的排序规则是 "+collation+"，要 C。", "请这样建库：create database duban encoding 'UTF8' lc_collate 'C' template template0;")
	}
	return nil
}

// Open opens a database whose version suits this program.
func Open(ctx context.Context, address string) (*Engine, error) {
	e, err := Attach(ctx, address)
	if err != nil {
		return nil, err
	}
	version, oldest, err := e.Version(ctx)
	if err == nil {
		err = store.Fit(version, oldest)
	}
	if err != nil {
		e.Close()
		return nil, err
	}
	return e, nil
}

// Attach opens a database whatever its version.
func Attach(ctx context.Context, address string) (*Engine, error) {
	return Through(ctx, address, func(address string) (*sql.DB, error) { return sql.Open("pgx", address) })
}

// Through is Attach over another way to the driver, such as one that has it fail.
func Through(ctx context.Context, address string, connect func(address string) (*sql.DB, error)) (*Engine, error) {
	address, err := byIndex(address)
	if err != nil {
		return nil, fault.New(fault.Usage, "PostgreSQL 的地址写得不对。", "例：postgres://duban:口令@127.0.0.1:5432/duban").Because(err)
	}
	db, err := connect(address)
	if err != nil {
		return nil, fault.New(fault.Usage, "PostgreSQL 的地址写得不对。", "例：postgres://duban:口令@127.0.0.1:5432/duban").Because(err)
	}
	db.SetMaxIdleConns(mostSessions)
	if err := db.PingContext(ctx); err != nil {
		db.Close()
		return nil, fault.New(fault.Unavailable, "连不上 PostgreSQL。", "看看它开了没有，地址、用户和口令对不对。").Because(err)
	}
	pool := store.NewPool(db, mostSessions, name)
	pool.Pipe, pool.Weighs = pipeOf, true
	life, end := context.WithCancel(context.Background())
	return &Engine{db: db, pool: pool, life: life, end: end}, nil
}

// byIndex has the server read by index wherever there is one. A statement that
// is prepared while a table is young would else read the whole of it for good.
func byIndex(address string) (string, error) {
	c, err := pgx.ParseConfig(address)
	if err != nil {
		return "", err
	}
	c.RuntimeParams["enable_seqscan"] = "off"
	c.RuntimeParams["enable_bitmapscan"] = "off"             // it gives up the order, and a page is sorted out of a division
	c.RuntimeParams["max_parallel_workers_per_gather"] = "0" // pages are many and short
	c.RuntimeParams["jit"] = "off"                           // the price put on reading a whole table would start it
	return stdlib.RegisterConnConfig(c), nil
}

// Dialect says how definitions are written.
func (e *Engine) Dialect() store.Dialect { return store.PostgreSQL }

// AfterGroup is nothing here: several programs write, one of them sequences under a lease.
func (e *Engine) AfterGroup(func(*store.Session) error) bool { return false }

// Version is where the schema stands, and the oldest program that may run on it.
func (e *Engine) Version(ctx context.Context) (int, int, error) {
	return store.Version(ctx, e.db, noTable)
}

// migrating is the number of the lock that keeps two programs from migrating at once.
const migrating = 4290043

// Migrate applies what is missing up to a version, one program at a time.
func (e *Engine) Migrate(ctx context.Context, upTo int) error {
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "select pg_advisory_lock($1)", migrating); err != nil {
		return err
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), "select pg_advisory_unlock($1)", migrating)
	return e.Dialect().Migrate(ctx, e.db, upTo)
}

// Ready answers nil while the server answers.
func (e *Engine) Ready(ctx context.Context) error {
	if err := e.db.PingContext(ctx); err != nil {
		return fmt.Errorf("%w: %w", store.ErrGone, err)
	}
	return nil
}

// Read sees one moment of the database.
func (e *Engine) Read(ctx context.Context, f func(*store.Session) error) error {
	return e.pool.Transaction(ctx, "begin isolation level repeatable read read only", f)
}

// Write commits on its own; PostgreSQL groups the syncs of several by itself.
func (e *Engine) Write(ctx context.Context, f func(*store.Session) error) error {
	defer e.wrote()
	return e.pool.Transaction(ctx, "begin", f)
}

// Close lets go of the server.
func (e *Engine) Close() error {
	e.end()
	e.weighing.Wait()
	return e.pool.Close()
}

// name tells what SQLSTATE codes mean (PostgreSQL, appendix A).
func name(err error) error {
	var p *pgconn.PgError
	kind := error(nil)
	var connect *pgconn.ConnectError
	var network net.Error
	switch {
	case errors.As(err, &p):
		switch {
		case p.Code == "23505":
			kind = store.ErrDuplicate
		case p.Code == "23503":
			kind = store.ErrReference
		case p.Code == "23514", p.Code == "23502":
			kind = store.ErrCheck
		case p.Code == "53100":
			kind = store.ErrFull
		case p.Code == "40001", p.Code == "40P01":
			kind = store.ErrStale
		case strings.HasPrefix(p.Code, "57P"), strings.HasPrefix(p.Code, "08"), p.Code == "53300":
			kind = store.ErrGone
		}
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
	case errors.As(err, &connect), pgconn.SafeToRetry(err), errors.As(err, &network),
		errors.Is(err, sql.ErrConnDone), errors.Is(err, driver.ErrBadConn), errors.Is(err, net.ErrClosed), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		kind = store.ErrGone
	}
	if kind == nil {
		return err
	}
	return fmt.Errorf("%w: %w", kind, err)
}

func noTable(err error) bool {
	var p *pgconn.PgError
	return errors.As(err, &p) && p.Code == "42P01"
}
