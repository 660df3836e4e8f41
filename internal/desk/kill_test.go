package desk_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/postgres"
	"duban/internal/store/sqlite"
	"duban/internal/store/storetest"
)

// A child process is this test program again, told by the environment which
// database to work on and how.
const (
	childDatabase = "DUBAN_TEST_DATABASE"
	childName     = "DUBAN_TEST_CHILD"
)

func openAt(ctx context.Context, database string) (store.Engine, error) {
	if strings.HasPrefix(database, "postgres://") {
		return postgres.Open(ctx, database)
	}
	return sqlite.Open(ctx, database)
}

// childWorks is what a child does: a thousand acts at once, again and again
// until it is killed, or a few one after another. Each line it writes is an act
// that was confirmed.
func childWorks(t *testing.T, name string) {
	e, err := openAt(t.Context(), os.Getenv(childDatabase))
	if err != nil {
		t.Fatal(err)
	}
	o := open(t, e)
	o.report = func(string, error) {}
	system := o.actor("xitong", password)
	act := func(id string) {
		var err error
		if strings.HasSuffix(id, "7") {
			err = o.SetUnit(t.Context(), system, desk.Call{ActID: id}, staff.Unit{Code: "kj", Parent: city, Name: "局" + id, Kind: staff.Department, Rank: 9})
		} else {
			_, err = o.SetPerson(t.Context(), system, desk.Call{ActID: id}, staff.Person{Login: id, Name: "新人"})
		}
		if err == nil {
			os.Stdout.WriteString("confirmed " + id + "\n")
		} else if !is(err, fault.Conflict) {
			t.Errorf("%s: %v", id, err)
		}
	}
	if strings.HasPrefix(name, "serial") {
		for i := range 10 {
			act(fmt.Sprintf("%s-%d", name, i))
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
		return
	}
	go o.RunSequencer(t.Context())
	atOnce, pause := 1000, time.Duration(0)
	if strings.HasPrefix(name, "slow") {
		atOnce, pause = 20, 50*time.Millisecond
	}
	for i := range atOnce {
		go func() {
			for n := 0; ; n++ {
				act(fmt.Sprintf("%s-%d-%d", name, n, i))
				time.Sleep(pause)
			}
		}()
	}
	select {} // until killed
}

// child is a process that works on a database.
type child struct {
	cmd       *exec.Cmd
	lines     *bufio.Scanner
	confirmed []string
}

func begin(t *testing.T, test, database, name string, before ...string) *child {
	t.Helper()
	args := append(before, os.Args[0], "-test.run=^"+test+"$")
	c := &child{cmd: exec.Command(args[0], args[1:]...)}
	c.cmd.Env = append(os.Environ(), childDatabase+"="+database, childName+"="+name, "DUBAN_TEST_KEYS="+strings.Join(keys(), "\n"))
	c.cmd.Stderr = os.Stderr
	out, err := c.cmd.StdoutPipe()
	if err == nil {
		err = c.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	c.lines = bufio.NewScanner(out)
	t.Cleanup(func() { c.cmd.Process.Kill() })
	return c
}

// until reads what the child confirms, at least so much, or to its end.
func (c *child) until(n int) {
	for len(c.confirmed) < n && c.lines.Scan() {
		if id, ok := strings.CutPrefix(c.lines.Text(), "confirmed "); ok {
			c.confirmed = append(c.confirmed, id)
		}
	}
}

// kill ends the child at once, and reads what it had confirmed.
func (c *child) kill() {
	c.cmd.Process.Kill()
	c.until(1 << 30)
	c.cmd.Wait()
}

// TestWhatWasConfirmedOutlivesAKill kills a process in the middle of a thousand acts.
func TestWhatWasConfirmedOutlivesAKill(t *testing.T) {
	if name := os.Getenv(childName); name != "" {
		childWorks(t, name)
		return
	}
	rounds := 2
	if storetest.AtLength() {
		rounds = 40
	}
	for _, engine := range []string{"SQLite", "PostgreSQL"} {
		t.Run(engine, func(t *testing.T) {
			database := settled(t, engine)
			if engine == "PostgreSQL" && !storetest.AtLength() {
				rounds = 1
			}
			for round := range rounds {
				c := begin(t, "TestWhatWasConfirmedOutlivesAKill", database, fmt.Sprintf("r%d", round))
				c.until(20 + rand.IntN(300))
				if engine == "SQLite" {
					if e, err := sqlite.Open(t.Context(), database); !is(err, fault.Conflict) || !strings.Contains(err.Error(), "正被另一个 duban 用着") {
						t.Errorf("a second process was let in: %v, %v", e, err)
					}
				}
				c.kill()
				outlived(t, database, c)
			}
		})
	}
}

// settled makes a city's database and gives its address.
func settled(t *testing.T, engine string) string {
	t.Helper()
	var e store.Engine
	var err error
	database := ""
	if engine == "SQLite" {
		database = filepath.Join(t.TempDir(), "duban.db")
		e, err = sqlite.Create(t.Context(), database)
	} else {
		database = storetest.PostgreSQL(t)
		e, err = postgres.Create(t.Context(), database)
	}
	if err != nil {
		t.Fatal(err)
	}
	found(t, e)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	return database
}

// outlived holds that all that children confirmed is there, that nothing is
// half there, and that the log goes on.
func outlived(t *testing.T, database string, children ...*child) {
	t.Helper()
	e, err := openAt(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	o := open(t, e)
	o.clock = 6_000_000 // the lease of the killed has ended
	n := 0
	err = o.store.Read(t.Context(), func(tx *store.Tx) error {
		for _, c := range children {
			for _, id := range c.confirmed {
				n++
				if _, err := tx.Act(city, id); err != nil {
					t.Errorf("%s was confirmed, and is lost: %v", id, err)
				}
			}
		}
		return nil
	})
	if err != nil || n == 0 {
		t.Fatalf("%d acts were confirmed, %v", n, err)
	}
	o.rename(o.actor("xitong", password), "kj", "还在的局")
	for {
		o.sequenced()
		var left int64
		err := o.store.Read(t.Context(), func(tx *store.Tx) (err error) { left, err = tx.CountWaiting(city); return err })
		if err != nil {
			t.Fatal(err)
		}
		if left == 0 {
			break
		}
	}
	v, err := o.VerifyDivision(t.Context(), city)
	if err != nil || v.Waiting != 0 || v.Entries != v.Size {
		t.Errorf("%d entries, size %d, %d wait, %v", v.Entries, v.Size, v.Waiting, err)
	}
	o.sound()
}

// TestASecondSequencerTakesOver has two processes on one PostgreSQL, and kills one.
func TestASecondSequencerTakesOver(t *testing.T) {
	if name := os.Getenv(childName); name != "" {
		childWorks(t, name)
		return
	}
	database := settled(t, "PostgreSQL")
	first := begin(t, "TestASecondSequencerTakesOver", database, "slow-a")
	second := begin(t, "TestASecondSequencerTakesOver", database, "slow-b")
	first.until(100)
	second.until(100)
	first.kill()
	e, err := openAt(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	size := func() (n int64) {
		err := store.New(e).Read(t.Context(), func(tx *store.Tx) error {
			h, err := tx.Head(city)
			n = h.Size
			return err
		})
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			t.Fatal(err)
		}
		return n
	}
	went := make(chan struct{})
	go func() { second.until(1 << 30); close(went) }()
	before := size()
	for deadline := time.Now().Add(30 * time.Second); size() <= before; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("nobody took the sequencing over")
		}
	}
	second.cmd.Process.Kill()
	<-went
	second.cmd.Wait()
	outlived(t, database, first, second)
}

// TestDataIsOnDiskBeforeAnActIsConfirmed reads the system calls of a process on SQLite.
func TestDataIsOnDiskBeforeAnActIsConfirmed(t *testing.T) {
	if name := os.Getenv(childName); name != "" {
		childWorks(t, name)
		return
	}
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed: the system calls are not looked at")
	}
	if err := exec.Command(strace, "-o", os.DevNull, "true").Run(); err != nil {
		t.Skip("strace may not trace here: the system calls are not looked at")
	}
	database := settled(t, "SQLite")
	trace := filepath.Join(t.TempDir(), "trace")
	c := begin(t, "TestDataIsOnDiskBeforeAnActIsConfirmed", database, "serial", strace, "-f", "-y", "-s", "40", "-e", "trace=pwrite64,write,fsync,fdatasync", "-o", trace)
	c.until(1 << 30)
	if err := c.cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	confirmed, written, synced := 0, 0, true
	syncing := map[string]bool{}
	for line := range strings.Lines(string(b)) {
		process, call, _ := strings.Cut(line, " ")
		call = strings.TrimSpace(call)
		wal := strings.Contains(call, "-wal>")
		switch {
		case strings.HasPrefix(call, "pwrite64(") && wal:
			written++
			synced = false
		case (strings.HasPrefix(call, "fdatasync(") || strings.HasPrefix(call, "fsync(")) && wal:
			if strings.Contains(call, "unfinished") {
				syncing[process] = true
			} else {
				synced = strings.HasSuffix(strings.TrimSpace(call), "= 0")
			}
		case strings.Contains(call, "sync resumed>") && syncing[process]:
			delete(syncing, process)
			synced = strings.HasSuffix(strings.TrimSpace(call), "= 0")
		case strings.HasPrefix(call, "write(1<") && strings.Contains(call, `"confirmed `):
			confirmed++
			if written == 0 || !synced {
				t.Errorf("confirmed act %d: %d pages written to the log, synced: %v", confirmed, written, synced)
			}
			written = 0
		}
	}
	if confirmed != 10 || len(c.confirmed) != 10 {
		t.Errorf("saw %d confirmed acts in the trace and %d on the pipe, want 10", confirmed, len(c.confirmed))
	}
}
