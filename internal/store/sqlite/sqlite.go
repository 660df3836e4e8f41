// Package sqlite is the engine that needs nothing installed: one file, one
// process, one writer that commits acts in groups. It refuses to know tables;
// those are store's.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"runtime"
	"sync"
	"time"

	driver "modernc.org/sqlite"

	"duban/internal/base/fault"
	"duban/internal/store"
)

// Engine is a SQLite database. Acts wait in a queue; the writer takes all that
// wait, runs each within a savepoint, and commits once for all.
type Engine struct {
	path    string
	db      *sql.DB
	readers *store.Pool
	lock    *os.File

	queue  chan *request
	closed chan struct{}
	done   chan struct{}
	once   sync.Once
	after  func(*store.Session) error // set before the first write
}

type request struct {
	ctx   context.Context
	f     func(*store.Session) error
	err   error
	reply chan struct{}
}

// mostInGroup bounds how many acts share one commit, and so how long one waits for others.
const mostInGroup = 256

// Create makes an empty database where none is, with its schema.
func Create(ctx context.Context, path string) (*Engine, error) {
	return CreateAt(ctx, path, store.Newest())
}

// CreateAt is Create with the schema of an earlier version.
func CreateAt(ctx context.Context, path string, version int) (*Engine, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil, fault.New(fault.Conflict, fmt.Sprintf("“%s”已经有了，不能再建一次。", path), "要用它请运行 duban serve；要另建请换一个文件夹。")
	}
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	e, err := open(ctx, path, connect)
	if err != nil {
		return nil, err
	}
	if err := e.Migrate(ctx, version); err != nil {
		e.Close()
		return nil, err
	}
	return e, nil
}

// Open opens a database that is there, whose version suits this program.
func Open(ctx context.Context, path string) (*Engine, error) {
	e, err := Attach(ctx, path)
	if err != nil {
		return nil, err
	}
	if err := e.fit(ctx); err != nil {
		e.Close()
		return nil, err
	}
	return e, nil
}

func (e *Engine) fit(ctx context.Context) error {
	version, oldest, err := e.Version(ctx)
	if err != nil {
		return err
	}
	return store.Fit(version, oldest)
}

// Attach opens a database that is there, whatever its version.
func Attach(ctx context.Context, path string) (*Engine, error) {
	if err := present(path); err != nil {
		return nil, err
	}
	return open(ctx, path, connect)
}

// Through opens a database that is there over another way to the driver, such
// as one that has it fail.
func Through(ctx context.Context, path string, connect func(address string) (*sql.DB, error)) (*Engine, error) {
	return open(ctx, path, connect)
}

func connect(address string) (*sql.DB, error) { return sql.Open("sqlite", address) }

func present(path string) error {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return fault.New(fault.NotFound, fmt.Sprintf("没有“%s”这个数据库。", path), "先运行 duban init，或看看路径是不是写错了。")
	}
	return nil
}

// Look opens a database to read only, beside the program that works on it: it
// takes no lock and cannot write. Under WAL a reader neither waits for the
// writer nor holds it up; the log file grows while one long reading lasts.
func Look(ctx context.Context, path string) (*Engine, error) {
	if err := present(path); err != nil {
		return nil, err
	}
	e, err := reach(ctx, path, connect, "busy_timeout(10000)", "query_only(1)", "cache_size(-16000)", "temp_store(MEMORY)")
	if err != nil {
		return nil, err
	}
	close(e.closed)
	close(e.done)
	return e, nil
}

func open(ctx context.Context, path string, connect func(string) (*sql.DB, error)) (*Engine, error) {
	lock, err := lockFile(path + ".lock")
	if err != nil {
		return nil, err
	}
	// what is deleted is overwritten, so that an erasure leaves nothing in the
	// file; the log is written back every 32 MB, so that a page which many acts
	// touch goes into the file once
	e, err := reach(ctx, path, connect, "busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)", "cache_size(-16000)", "temp_store(MEMORY)", "wal_autocheckpoint(8000)")
	if err != nil {
		lock.Close()
		return nil, err
	}
	e.lock = lock
	go e.write()
	return e, nil
}

func reach(ctx context.Context, path string, connect func(string) (*sql.DB, error), pragmas ...string) (*Engine, error) {
	db, err := connect("file:" + (&url.URL{Path: path}).EscapedPath() + "?" + url.Values{"_pragma": pragmas}.Encode())
	if err != nil {
		return nil, err
	}
	e := &Engine{path: path, db: db,
		readers: store.NewPool(db, max(4, runtime.NumCPU()), name),
		queue:   make(chan *request, 4*mostInGroup), closed: make(chan struct{}), done: make(chan struct{})}
	var tables int
	if err := db.QueryRowContext(ctx, "select count(*) from sqlite_master").Scan(&tables); err != nil {
		db.Close()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fault.New(fault.Unreadable, fmt.Sprintf("“%s”不是能用的数据库。", path), "请用 duban restore 从备份恢复。").Because(err)
	}
	return e, nil
}

// Dialect says how definitions are written.
func (e *Engine) Dialect() store.Dialect { return store.SQLite }

// AfterGroup has f run before each commit: the one writer sequences the ledger.
// Who only looks, beside a program that may be writing, is not that one.
func (e *Engine) AfterGroup(f func(*store.Session) error) bool { e.after = f; return e.lock != nil }

// Version is where the schema stands, and the oldest program that may run on it.
func (e *Engine) Version(ctx context.Context) (int, int, error) {
	return store.Version(ctx, e.db, noTable)
}

// Migrate applies what is missing up to a version.
func (e *Engine) Migrate(ctx context.Context, upTo int) error {
	return e.Dialect().Migrate(ctx, e.db, upTo)
}

// Ready answers nil while the file can be read.
func (e *Engine) Ready(ctx context.Context) error {
	return e.Read(ctx, func(s *store.Session) error {
		rows, err := s.Ask("select 1")
		if err == nil {
			err = rows.Close()
		}
		return err
	})
}

// Read sees the last commit before it began.
func (e *Engine) Read(ctx context.Context, f func(*store.Session) error) error {
	return e.readers.Transaction(ctx, "begin", f)
}

// Write waits for its turn and for the commit. Once it is in the queue the act
// runs to its end, whatever happens to ctx: a statement cut off in the middle
// would undo everybody's.
func (e *Engine) Write(ctx context.Context, f func(*store.Session) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if e.lock == nil {
		return errors.New("sqlite: opened to read only")
	}
	r := &request{ctx: context.WithoutCancel(ctx), f: f, reply: make(chan struct{})}
	select {
	case e.queue <- r:
	case <-ctx.Done():
		return ctx.Err()
	case <-e.closed:
		return store.ErrGone
	}
	select {
	case <-r.reply:
		return r.err
	case <-e.done:
		select { // the last group may have been answered
		case <-r.reply:
			return r.err
		default:
			return store.ErrGone
		}
	}
}

// WriteTogether is Write: all acts are in groups here.
func (e *Engine) WriteTogether(ctx context.Context, _ string, f func(*store.Session) error) error {
	return e.Write(ctx, f)
}

// write is the one writer. It owns its session.
func (e *Engine) write() {
	defer close(e.done)
	pool := store.NewPool(e.db, 1, name)
	defer pool.Rest() // the last connection to go writes the log file back
	last := 0
	for {
		var group []*request
		select {
		case r := <-e.queue:
			group = append(group, r)
		case <-e.closed:
			return
		}
		group = e.gather(group, last)
		last = len(group)
		err := pool.Transaction(context.Background(), "begin immediate", func(s *store.Session) error {
			for _, r := range group {
				var whole bool
				if r.err, whole = e.apart(s, r); !whole {
					return r.err
				}
			}
			if e.after == nil {
				return nil
			}
			return e.after(s.With(context.Background()))
		})
		for _, r := range group {
			if err != nil {
				r.err = err // nobody's act was kept
			}
			close(r.reply)
		}
	}
}

// patience is how long a group waits for as many acts as the last one had: a
// fraction of what a sync takes. Who acts alone waits for nobody.
const patience = 400 * time.Microsecond

// gather takes in those who wait, and those who are about to.
func (e *Engine) gather(group []*request, last int) []*request {
	runtime.Gosched() // those who were ready to run get in too
	var late <-chan time.Time
	for len(group) < mostInGroup {
		select {
		case r := <-e.queue:
			group = append(group, r)
			continue
		default:
		}
		if len(group) >= last {
			break
		}
		if late == nil {
			late = time.After(patience)
		}
		select {
		case r := <-e.queue:
			group = append(group, r)
		case <-late:
			return group
		case <-e.closed:
			return group
		}
	}
	return group
}

// apart runs one act so that its failure undoes only itself. The group is not
// whole any more where that fails: a full disk or a failing one has SQLite undo
// all of the transaction by itself (https://www.sqlite.org/lang_transaction.html).
func (e *Engine) apart(s *store.Session, r *request) (err error, whole bool) {
	if _, err := s.With(r.ctx).Run("savepoint act"); err != nil {
		return err, false
	}
	ok := false
	whole = true
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
		s.With(r.ctx)
		if !ok {
			if _, back := s.Run("rollback to act"); back != nil {
				err, whole = errors.Join(err, back), false
				return
			}
		}
		if _, rel := s.Run("release act"); rel != nil {
			err, whole = errors.Join(err, rel), false
		}
	}()
	if err := r.f(s); err != nil {
		return err, true
	}
	ok = true
	return nil, true
}

// Close waits for the group that runs, and lets go of the file.
func (e *Engine) Close() error {
	var err error
	e.once.Do(func() {
		if e.lock == nil {
			err = e.readers.Close()
			return
		}
		close(e.closed)
		<-e.done
		err = e.readers.Close()
		if l := e.lock.Close(); err == nil {
			err = l
		}
	})
	return err
}

// name tells what the driver's codes mean (https://www.sqlite.org/rescode.html).
func name(err error) error {
	var d *driver.Error
	if !errors.As(err, &d) {
		return err
	}
	kind := map[int]error{2067: store.ErrDuplicate, 1555: store.ErrDuplicate, 787: store.ErrReference, 275: store.ErrCheck, 1299: store.ErrCheck}[d.Code()]
	if kind == nil {
		kind = map[int]error{13: store.ErrFull, 5: store.ErrGone, 6: store.ErrGone, 10: store.ErrGone, 14: store.ErrGone, 8: store.ErrGone, 11: store.ErrGone, 26: store.ErrGone}[d.Code()&0xff]
	}
	if kind == nil {
		return err
	}
	return fmt.Errorf("%w: %w", kind, err)
}

func noTable(err error) bool {
	var d *driver.Error
	return errors.As(err, &d) && d.Code() == 1
}
