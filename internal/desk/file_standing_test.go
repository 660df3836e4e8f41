package desk_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// troubled are files of a store that may be slow or away.
type troubled struct {
	desk.Files
	put     func() error
	opened  func() // after something was opened
	removed func() error
}

func (f *troubled) Put(ctx context.Context, division string, data io.Reader, most int64) (string, int64, error) {
	if f.put != nil {
		if err := f.put(); err != nil {
			return "", 0, err
		}
	}
	return f.Files.Put(ctx, division, data, most)
}

func (f *troubled) Open(ctx context.Context, division, sum string) (io.ReadCloser, error) {
	r, err := f.Files.Open(ctx, division, sum)
	if f.opened != nil {
		f.opened()
	}
	return r, err
}

func (f *troubled) Remove(ctx context.Context, division, sum string) error {
	if f.removed != nil {
		if err := f.removed(); err != nil {
			return err
		}
	}
	return f.Files.Remove(ctx, division, sum)
}

func away() error {
	return fault.New(fault.Unavailable, "文件存储暂时连不上。", "过一会儿再试。")
}

func TestAStoreOfFilesThatHangsKeepsNobodyFromWriting(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, grid, _, _, _ := manned(t, e)
		reached, release := make(chan struct{}, 3), make(chan struct{})
		slow := o.again(func(m *desk.Means) {
			m.Files = &troubled{Files: m.Files, opened: func() { reached <- struct{}{}; <-release }}
		})
		supervisor := grid
		supervisor.Role = "supervisor"
		hand := map[string]func() error{
			"photo": func() error {
				_, err := slow.HandPhoto(t.Context(), grid, desk.Call{}, bytes.NewReader(photograph(t, 60)))
				return err
			},
			"file": func() error {
				_, err := slow.HandFile(t.Context(), grid, desk.Call{}, "办法.pdf", strings.NewReader(onePage))
				return err
			},
			"report": func() error {
				_, err := slow.UploadReport(t.Context(), supervisor, desk.Call{}, desk.UploadReport{Name: "报告.txt", Data: strings.NewReader("全文"), Declared: true})
				return err
			},
		}
		done := make(chan error, len(hand))
		for _, f := range hand {
			go func() { done <- f() }()
			select {
			case <-reached:
			case err := <-done:
				t.Fatalf("it never looked for the bytes: %v", err)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if err := o.store.Write(ctx, func(tx *store.Tx) error { _, err := tx.NextNumber(city, "别的事"); return err }); err != nil {
			t.Errorf("somebody else waits for the files: %v", err)
		}
		close(release)
		for range hand {
			if err := <-done; err != nil {
				t.Errorf("once it goes on: %v", err)
			}
		}
	})
}

func TestAFileThatIsSweptWhileItIsHandedInIsSaidNotToBeKept(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, grid, head, _, _ := manned(t, e)
		ctx := t.Context()
		p, err := o.HandPhoto(ctx, grid, desk.Call{}, bytes.NewReader(photograph(t, 70)))
		if err != nil {
			t.Fatal(err)
		}
		later := o.again(func(m *desk.Means) {
			clock := m.Clock
			m.Clock = func() int64 { return clock() + 31*24*3600*1_000_000 }
		})
		sweeps := 0
		under := later.again(func(m *desk.Means) {
			m.Files = &troubled{Files: m.Files, opened: func() {
				if sweeps++; sweeps == 1 {
					if err := later.SweepAll(ctx); err != nil {
						t.Error(err)
					}
				}
			}}
		})
		if _, err := under.HandPhoto(ctx, head, desk.Call{}, bytes.NewReader(photograph(t, 70))); !isKind(err, fault.Unavailable) || !strings.Contains(err.Error(), "没有存上") {
			t.Errorf("its bytes were swept under it: %v", err)
		}
		again, err := under.HandPhoto(ctx, head, desk.Call{}, bytes.NewReader(photograph(t, 70)))
		if err != nil || again.Photo != p.Photo {
			t.Fatalf("the next try: %v", err)
		}
		if _, err := under.OpenHandedPhoto(ctx, head, p.Photo, false); err != nil {
			t.Errorf("what was taken in cannot be opened: %v", err)
		}
	})
}

func TestASweepEndsWhereTheStoreOfFilesIsAwayAndIsMadeUpFor(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, grid, _, _, _ := manned(t, e)
		ctx := t.Context()
		var sums []string
		for i := range 3 {
			p, err := o.HandPhoto(ctx, grid, desk.Call{}, bytes.NewReader(photograph(t, uint8(80+20*i))))
			if err != nil {
				t.Fatal(err)
			}
			sums = append(sums, store.SumOf(p.Photo))
		}
		tried, out := 0, atomic.Bool{}
		out.Store(true)
		swept := func(days int64) error {
			return o.again(func(m *desk.Means) {
				clock := m.Clock
				m.Clock = func() int64 { return clock() + days*24*3600*1_000_000 }
				m.Files = &troubled{Files: m.Files, removed: func() error {
					if tried++; out.Load() {
						return away()
					}
					return nil
				}}
			}).SweepAll(ctx)
		}
		if err := swept(31); !isKind(err, fault.Unavailable) {
			t.Errorf("the store is away: %v", err)
		}
		if tried != 1 {
			t.Errorf("a store that is away was asked %d times", tried)
		}
		for _, s := range sums {
			if f, err := o.files.Open(ctx, city, s); err != nil {
				t.Errorf("it went all the same: %v", err)
			} else {
				f.Close()
			}
		}
		out.Store(false)
		if err := swept(32); err != nil {
			t.Fatal(err)
		}
		for _, s := range sums {
			if _, err := o.files.Open(ctx, city, s); !errors.Is(err, store.ErrAbsent) {
				t.Errorf("it is kept: %v", err)
			}
		}
	})
}

// TestFilesThatAreLockedKeepNoOthersFromGoing has more of them locked than one look at
// what nothing refers to takes in.
func TestFilesThatAreLockedKeepNoOthersFromGoing(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		ctx := t.Context()
		unused := func() (n int) {
			t.Helper()
			err := o.store.Read(ctx, func(tx *store.Tx) error {
				for after := ""; ; {
					some, err := tx.UnusedFiles(city, after)
					if n += len(some); err != nil || len(some) == 0 {
						return err
					}
					after = some[len(some)-1]
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		err := o.store.Write(ctx, func(tx *store.Tx) error {
			for i := range 510 {
				sum := fmt.Sprintf("%064x", i)
				if err := errors.Join(tx.UseFile(city, sum, 1, "", o.means.Clock()), tx.ReleaseFile(city, sum)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || unused() != 510 {
			t.Fatal(err, unused())
		}
		tried, locked := 0, 60
		swept := o.again(func(m *desk.Means) {
			m.Files = &troubled{Files: m.Files, removed: func() error {
				if tried++; tried <= locked {
					return fault.New(fault.Unavailable, "文件存储不让删这个文件，它还在存储桶里。", "过一会儿再试。").Because(store.ErrHeld)
				}
				return nil
			}}
		})
		for i, want := range []int{510, 60} { // the first tries no more than fifty, the second goes on behind them
			if err := swept.SweepAll(ctx); !isKind(err, fault.Unavailable) || !errors.Is(err, store.ErrHeld) {
				t.Errorf("sweep %d: some are locked: %v", i+1, err)
			}
			if n := unused(); n != want {
				t.Errorf("sweep %d: %d wait for the next, not %d; %d were tried", i+1, n, want, tried)
			}
		}
		if err := swept.SweepAll(ctx); err != nil {
			t.Fatal(err)
		}
		if n := unused(); n != 0 {
			t.Errorf("%d are left once nothing is locked", n)
		}
	})
}

func TestWhatIsLockedInOneDivisionKeepsNoOtherFromItsSweep(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		ctx := t.Context()
		const other = "429199"
		left := func(division string) (n int) {
			t.Helper()
			err := o.store.Read(ctx, func(tx *store.Tx) error {
				some, err := tx.UnusedFiles(division, "")
				n = len(some)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		sum := fmt.Sprintf("%064x", 7)
		err := e.Write(ctx, func(c *store.Session) error {
			_, err := c.Run(`insert into division (division, name, parent, ready, created_at, version, seal) values ($1, '别的市', '', 1, 1, 1, $2)`, other, []byte{})
			return err
		})
		if err == nil {
			err = o.store.Write(ctx, func(tx *store.Tx) error {
				return errors.Join(tx.UseFile(city, sum, 1, "", o.means.Clock()), tx.ReleaseFile(city, sum))
			})
		}
		if err == nil {
			err = o.store.Write(ctx, func(tx *store.Tx) error {
				return errors.Join(tx.UseFile(other, sum, 1, "", o.means.Clock()), tx.ReleaseFile(other, sum))
			})
		}
		if err != nil {
			t.Fatal(err)
		}
		first := true
		swept := o.again(func(m *desk.Means) {
			m.Files = &troubled{Files: m.Files, removed: func() error {
				if first {
					first = false
					return fault.New(fault.Unavailable, "文件存储不让删这个文件，它还在存储桶里。", "过一会儿再试。").Because(store.ErrHeld)
				}
				return nil
			}}
		})
		if err := swept.SweepAll(ctx); !errors.Is(err, store.ErrHeld) {
			t.Errorf("nobody is told of what is locked: %v", err)
		}
		if a, b := left(city), left(other); a != 1 || b != 0 {
			t.Errorf("%d of the first division and %d of the other are left", a, b)
		}
	})
}

func TestRoomOfAFileThatWasNotKeptIsGivenBack(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _, _, _, _ := manned(t, e)
		ctx, out := t.Context(), true
		shaky := o.again(func(m *desk.Means) {
			m.Files = &troubled{Files: m.Files, put: func() error {
				if out {
					return away()
				}
				return nil
			}}
		})
		counted := func() (n int64) {
			t.Helper()
			day := civil.Instant(o.means.Clock()).Date().String()
			if err := o.store.Read(ctx, func(tx *store.Tx) (err error) { n, err = tx.LastNumber(city, "网上材料 "+day); return err }); err != nil {
				t.Fatal(err)
			}
			return n
		}
		for _, want := range []int64{0, 1} {
			_, err := shaky.HandFileOutside(ctx, city, desk.Holder(strings.Repeat("h", 26)), "证明.pdf", strings.NewReader(onePage))
			if (err == nil) != (want == 1) {
				t.Errorf("the store is away: %t; %v", out, err)
			}
			if n := counted(); n != want {
				t.Errorf("%d parts are counted, not %d", n, want)
			}
			out = false
		}
	})
}
