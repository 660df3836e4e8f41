// Package storetest is the conformance suite of the store's contract and the
// real databases that tests run on: it starts its own PostgreSQL on a free
// port and stops it. It is for tests only.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"duban/internal/store"
	"duban/internal/store/postgres"
	"duban/internal/store/sqlite"
)

// server is the one PostgreSQL of a test program.
type server struct {
	once    sync.Once
	dir     string
	port    int
	cmd     *exec.Cmd
	trouble error
	options []string // of the server itself
	mu      sync.Mutex
	count   int
	model   string // a database that has the schema, "" before one was made
}

// The shared one never crashes, and what is on its disk nobody reads again.
var shared = server{options: []string{"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"}}

// Main runs the tests of a package and stops what they started.
func Main(m *testing.M) {
	code := m.Run()
	Stop()
	os.Exit(code)
}

// Stop ends what PostgreSQL started, for a package with a main of its own.
func Stop() { shared.stop() }

// binaries is where PostgreSQL's programs are, newest first.
func binaries() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	path, err := exec.LookPath("initdb")
	return filepath.Dir(path), err
}

// humble runs a command as somebody who is not root: PostgreSQL refuses root.
func humble(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT}
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return err
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return nil
}

func (s *server) start() {
	s.once.Do(func() {
		bin, err := binaries()
		if err != nil {
			s.trouble = errors.New("no PostgreSQL is installed")
			return
		}
		if s.dir, s.trouble = os.MkdirTemp("", "duban-pg-"); s.trouble != nil {
			return
		}
		data := filepath.Join(s.dir, "data")
		if err := os.Chmod(s.dir, 0o777); err != nil {
			s.trouble = err
			return
		}
		initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "--locale=C", "-E", "UTF8", "-A", "trust", "-U", "duban", "--no-sync")
		if s.trouble = humble(initdb); s.trouble != nil {
			return
		}
		if out, err := initdb.CombinedOutput(); err != nil {
			s.trouble = fmt.Errorf("initdb: %w: %s", err, out)
			return
		}
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			s.trouble = err
			return
		}
		s.port = l.Addr().(*net.TCPAddr).Port
		l.Close()
		s.trouble = s.run(bin)
	})
}

func (s *server) run(bin string) error {
	s.cmd = exec.Command(filepath.Join(bin, "postgres"), append([]string{"-D", filepath.Join(s.dir, "data"), "-p", strconv.Itoa(s.port), "-h", "127.0.0.1", "-k", s.dir,
		"-c", "max_connections=200", "-c", "shared_buffers=128MB"}, s.options...)...)
	if err := humble(s.cmd); err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	for range 200 {
		conn, err := pgx.Connect(context.Background(), s.address("postgres"))
		if err == nil {
			return conn.Close(context.Background())
		}
		time.Sleep(50 * time.Millisecond)
	}
	return errors.New("PostgreSQL did not come up")
}

func (s *server) address(database string) string {
	return fmt.Sprintf("postgres://duban@127.0.0.1:%d/%s?sslmode=disable", s.port, database)
}

func (s *server) stop() {
	if s.cmd != nil && s.cmd.Process != nil {
		s.cmd.Process.Signal(syscall.SIGINT) // a fast shutdown
		s.cmd.Wait()
	}
	if s.dir != "" {
		os.RemoveAll(s.dir)
	}
}

// Server is a PostgreSQL of one test, which may stop and start it.
type Server struct{ server }

// Own starts a server for one test, or skips the test.
func Own(t testing.TB) *Server {
	t.Helper()
	s := &Server{}
	s.start()
	t.Cleanup(s.stop)
	if s.trouble != nil {
		t.Skipf("PostgreSQL is not to be had: %v", s.trouble)
	}
	return s
}

// Address is where the server's own database is, empty at first.
func (s *Server) Address() string { return s.address("postgres") }

// Crash ends the server without letting it tidy up.
func (s *Server) Crash(t testing.TB) {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGQUIT); err != nil {
		t.Fatal(err)
	}
	s.cmd.Wait()
	s.cmd = nil
}

// Start starts the server again.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	bin, err := binaries()
	if err == nil {
		err = s.run(bin)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// begun sees that the shared server runs, or skips the test.
func begun(t testing.TB) {
	t.Helper()
	shared.start()
	if shared.trouble != nil {
		t.Skipf("PostgreSQL is not to be had: %v", shared.trouble)
	}
}

// PostgreSQL gives the address of a new empty database, or skips the test
// with a notice where no server can be had.
func PostgreSQL(t testing.TB) string {
	t.Helper()
	begun(t)
	shared.mu.Lock()
	defer shared.mu.Unlock()
	name, err := shared.database(t.Context(), "template0")
	if err != nil {
		t.Fatal(err)
	}
	return shared.address(name)
}

// database makes a database after another one. The caller holds the lock.
func (s *server) database(ctx context.Context, model string) (string, error) {
	conn, err := pgx.Connect(ctx, s.address("postgres"))
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	s.count++
	name := fmt.Sprintf("test%d", s.count)
	_, err = conn.Exec(ctx, "create database "+name+" encoding 'UTF8' lc_collate 'C' lc_ctype 'C' template "+model)
	return name, err
}

// created gives the address of a new database with the schema, as
// postgres.Create leaves it: one of a test program is created, and the others are
// copies of it.
func created(t testing.TB) string {
	t.Helper()
	begun(t)
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if shared.model == "" {
		name, err := shared.database(t.Context(), "template0")
		if err != nil {
			t.Fatal(err)
		}
		e, err := postgres.Create(t.Context(), shared.address(name))
		if err == nil {
			err = e.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		shared.model = name
	}
	name, err := shared.database(t.Context(), shared.model)
	if err != nil {
		t.Fatal(err)
	}
	return shared.address(name)
}

// SQLite is the path of a new database file with the schema, as sqlite.Create
// leaves it: one of a test program is created, and the others are copies of it.
func SQLite(t testing.TB) string {
	t.Helper()
	model.once.Do(func() {
		var dir string
		if dir, model.trouble = os.MkdirTemp("", "duban-model-"); model.trouble != nil {
			return
		}
		defer os.RemoveAll(dir)
		path := filepath.Join(dir, "duban.db")
		e, err := sqlite.Create(context.Background(), path)
		if err == nil {
			err = e.Close()
		}
		if err == nil {
			model.file, err = os.ReadFile(path)
		}
		model.trouble = err
	})
	path := filepath.Join(t.TempDir(), "duban.db")
	err := model.trouble
	if err == nil {
		err = os.WriteFile(path, model.file, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var model struct {
	once    sync.Once
	file    []byte
	trouble error
}

// AtLength says that long tests run at their full length: ./check full sets it.
func AtLength() bool { return os.Getenv("DUBAN_AT_LENGTH") != "" }

// OnBoth runs a test on a new store of either engine.
func OnBoth(t *testing.T, f func(t *testing.T, e store.Engine)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		e, err := sqlite.Open(t.Context(), SQLite(t))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := e.Close(); err != nil {
				t.Error(err)
			}
		})
		f(t, e)
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		e, err := postgres.Open(t.Context(), created(t))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { e.Close() })
		f(t, e)
	})
}

// Several gives a new PostgreSQL database opened by several programs: the
// first, and so many more.
func Several(t testing.TB, more int) (store.Engine, []store.Engine) {
	t.Helper()
	address := created(t)
	first, err := postgres.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { first.Close() })
	var others []store.Engine
	for range more {
		e, err := postgres.Open(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { e.Close() })
		others = append(others, e)
	}
	return first, others
}
