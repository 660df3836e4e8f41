package desk_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/postgres"
	"duban/internal/store/sqlite"
	"duban/internal/store/storetest"
)

// TestADatabaseThatGoesAndComesBackIsTakenUpAgain crashes the server under warm
// sessions and starts it again.
func TestADatabaseThatGoesAndComesBackIsTakenUpAgain(t *testing.T) {
	server := storetest.Own(t)
	e, err := postgres.Create(t.Context(), server.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	o, _ := found(t, e)
	o.report = func(string, error) {}
	system := o.actor("xitong", password)
	many := func(name string) (errs []error) {
		errs = make([]error, 24)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() {
				_, errs[i] = o.SetPerson(t.Context(), system, desk.Call{ActID: fmt.Sprintf("%s-%d", name, i)}, staff.Person{Login: fmt.Sprintf("%s%d", name, i), Name: "新人"})
			})
		}
		wg.Wait()
		return errs
	}
	for _, err := range many("warm") {
		if err != nil {
			t.Fatal(err)
		}
	}
	server.Crash(t)
	for _, err := range many("gone") {
		if f, ok := fault.As(err); !ok || f.Kind != fault.Unavailable || f.Hint == "" {
			t.Errorf("while the server is down: %v", err)
		}
	}
	if err := o.Ready(t.Context()); !is(err, fault.Unavailable) {
		t.Errorf("the health of it: %v", err)
	}
	if err := o.SequenceAll(t.Context()); err == nil {
		t.Error("the sequencer heard nothing")
	}
	server.Start(t)
	for _, name := range []string{"gone", "warm", "back"} {
		for i, err := range many(name) {
			if err != nil {
				t.Errorf("the server is back, %s %d: %v", name, i, err)
			}
		}
	}
	o.intact()
	// once more, with sessions that have died unnoticed
	server.Crash(t)
	server.Start(t)
	for i, err := range many("again") {
		if err != nil {
			t.Errorf("the server was away unnoticed, %d: %v", i, err)
		}
	}
	o.intact()
}

// TestAFullDiskRefusesAndRecovers fills the disk of a SQLite database and frees it again.
func TestAFullDiskRefusesAndRecovers(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=4m"); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	defer syscall.Unmount(dir, syscall.MNT_DETACH)
	e, err := sqlite.Create(t.Context(), filepath.Join(dir, "duban.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	o, _ := found(t, e)
	o.report = func(string, error) {}
	system := o.actor("xitong", password)
	ballast := filepath.Join(dir, "ballast")
	n := 0
	for round := range 3 {
		f, err := os.Create(ballast)
		if err != nil {
			t.Fatal(err)
		}
		for err == nil {
			_, err = f.Write(make([]byte, 4096))
		}
		f.Close()
		refused := 0
		var kept []string
		for range 6 {
			var wg sync.WaitGroup
			var mu sync.Mutex
			for range 40 {
				n++
				id := fmt.Sprintf("xin%d", n)
				wg.Go(func() {
					_, err := o.SetPerson(t.Context(), system, desk.Call{ActID: id}, staff.Person{Login: id, Name: strings.Repeat("新", 20)})
					mu.Lock()
					defer mu.Unlock()
					switch {
					case err == nil:
						kept = append(kept, id)
					case is(err, fault.Unavailable) && strings.Contains(err.Error(), "磁盘满了"):
						refused++
					default:
						t.Errorf("round %d: %v", round, err)
					}
				})
			}
			wg.Wait()
		}
		if refused == 0 {
			t.Errorf("round %d: the disk was never full", round)
		}
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
		o.rename(system, "kj", fmt.Sprintf("第%d局", round))
		err = o.store.Read(t.Context(), func(tx *store.Tx) error {
			for _, id := range kept {
				if _, err := tx.Act(city, id); err != nil {
					return fmt.Errorf("%s: %w", id, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Errorf("round %d: confirmed, and lost: %v", round, err)
		}
		o.intact()
	}
}
