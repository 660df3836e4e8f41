package storetest_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"duban/internal/base/fault"
	"duban/internal/store"
	"duban/internal/store/bucket"
	"duban/internal/store/folder"
	"duban/internal/store/storetest"
)

// files is what is asked of a store of files.
type files interface {
	Put(ctx context.Context, division string, data io.Reader, most int64) (string, int64, error)
	Open(ctx context.Context, division, sum string) (io.ReadCloser, error)
	Remove(ctx context.Context, division, sum string) error
	Check(ctx context.Context) error
}

// onFiles runs a test on each store of files; root is where its bytes lie.
func onFiles(t *testing.T, f func(t *testing.T, s files, root string)) {
	t.Run("folder", func(t *testing.T) {
		root := filepath.Join(t.TempDir(), "files")
		s, err := folder.Open(root)
		if err != nil {
			t.Fatal(err)
		}
		f(t, s, root)
	})
	in := func(b *storetest.Bucket, address string, dial func(context.Context, string, string) (net.Conn, error)) func(*testing.T) {
		return func(t *testing.T) {
			s, err := bucket.Open(address, bucket.Means{Env: b.Env, Spool: t.TempDir(), Clock: func() int64 { return 0 }, Dial: dial})
			if err != nil {
				t.Fatal(err)
			}
			f(t, s, filepath.Join(b.Root, "city", "files"))
		}
	}
	b := storetest.NewBucket(t)
	t.Run("bucket", in(b, b.Address(), nil))
	authority := storetest.NewAuthority(t)
	cert, key := authority.Issue(t, time.Now().Add(time.Hour), "127.0.0.1", "evidence.files.test")
	b = storetest.NewBucketAs(t, storetest.BucketAs{Cert: cert, Key: key, Domain: "files.test"})
	t.Run("bucket over https", in(b, b.Address()+"&ca="+authority.File, nil))
	b = storetest.NewBucketAs(t, storetest.BucketAs{Cert: cert, Key: key, Domain: "files.test"})
	k := storetest.NewBucketAs(t, storetest.BucketAs{Versions: true})
	t.Run("bucket that keeps versions", in(k, k.Address(), nil))
	t.Run("bucket named in the host", in(b, b.At("files.test")+"&style=host&ca="+authority.File, leads(t, b, "evidence.files.test:443")))
}

// leads goes to the server under the only name that it knows.
func leads(t *testing.T, b *storetest.Bucket, name string) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if address != name {
			t.Errorf("%s was looked for", address)
		}
		return new(net.Dialer).DialContext(ctx, network, b.Host())
	}
}

func sumOf(b []byte) string { s := sha256.Sum256(b); return hex.EncodeToString(s[:]) }

func read(s files, division, sum string) ([]byte, error) {
	r, err := s.Open(context.Background(), division, sum)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(r)
	return b, errors.Join(err, r.Close())
}

// lying are the files of a division as they lie there.
func lying(t *testing.T, root string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(root, path)
			all = append(all, rel)
		}
		return err
	})
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return all
}

const place, elsewhere = "429099", "429098"

func TestFilesAreKeptUnderTheirSum(t *testing.T) {
	onFiles(t, func(t *testing.T, s files, root string) {
		if err := s.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, data := range [][]byte{[]byte("进度佐证"), {}, bytes.Repeat([]byte("0123456789abcdef"), 2<<20)} {
			for range 2 { // the second time it is there already
				sum, n, err := s.Put(t.Context(), place, bytes.NewReader(data), 64<<20)
				if err != nil || sum != sumOf(data) || n != int64(len(data)) {
					t.Fatalf("%s %d %v", sum, n, err)
				}
			}
			got, err := read(s, place, sumOf(data))
			if err != nil || !bytes.Equal(got, data) {
				t.Errorf("%d bytes of %d, %v", len(got), len(data), err)
			}
			if _, err := os.Stat(filepath.Join(root, place, sumOf(data)[:2], sumOf(data))); err != nil {
				t.Errorf("it does not lie where it is said to: %v", err)
			}
			if _, err := read(s, elsewhere, sumOf(data)); !errors.Is(err, store.ErrAbsent) {
				t.Errorf("another division has it: %v", err)
			}
		}
		if all := lying(t, root); len(all) != 3 {
			t.Errorf("%q", all)
		}
	})
}

func TestFilesThatAreTooLargeOrCutOffLeaveNothing(t *testing.T) {
	onFiles(t, func(t *testing.T, s files, root string) {
		_, _, err := s.Put(t.Context(), place, strings.NewReader("123456789"), 8)
		if f, ok := fault.As(err); !ok || f.Kind != fault.TooLarge {
			t.Errorf("too large: %v", err)
		}
		_, _, err = s.Put(t.Context(), place, io.MultiReader(strings.NewReader("half"), failing{}), 1<<20)
		if !errors.Is(err, errCut) {
			t.Errorf("cut off: %v", err)
		}
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if _, _, err = s.Put(ended, place, strings.NewReader("ended"), 1<<20); !errors.Is(err, context.Canceled) {
			t.Errorf("nobody waits any more: %v", err)
		}
		if all := lying(t, root); len(all) != 0 {
			t.Errorf("left: %q", all)
		}
	})
}

var errCut = errors.New("cut off")

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errCut }

func TestFilesThatWereAlteredAreNotGivenAsWhole(t *testing.T) {
	onFiles(t, func(t *testing.T, s files, root string) {
		data := []byte("原来的内容")
		sum, _, err := s.Put(t.Context(), place, bytes.NewReader(data), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		for _, other := range []string{"换了的内容", "原来的内", "原来的内容，多一点"} {
			if err := os.WriteFile(filepath.Join(root, place, sum[:2], sum), []byte(other), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := read(s, place, sum)
			if f, ok := fault.As(err); !ok || f.Kind != fault.Unreadable || !errors.Is(err, store.ErrAltered) {
				t.Errorf("%q: %v", other, err)
			}
			if string(got) != other {
				t.Errorf("who keeps the evidence gets %q of %q", got, other)
			}
			// the same, handed in anew, mends it
			if _, _, err := s.Put(t.Context(), place, bytes.NewReader(data), 1<<20); err != nil {
				t.Fatal(err)
			}
			if got, err := read(s, place, sum); err != nil || !bytes.Equal(got, data) {
				t.Errorf("%q, %v", got, err)
			}
		}
	})
}

func TestFilesAreRemovedOnceAndForAll(t *testing.T) {
	onFiles(t, func(t *testing.T, s files, root string) {
		sum, _, err := s.Put(t.Context(), place, strings.NewReader("要删的"), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Put(t.Context(), elsewhere, strings.NewReader("要删的"), 1<<20); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := s.Remove(t.Context(), place, sum); err != nil {
				t.Fatal(err)
			}
			if _, err := read(s, place, sum); !errors.Is(err, store.ErrAbsent) {
				t.Errorf("%v", err)
			}
		}
		if _, err := read(s, elsewhere, sum); err != nil {
			t.Errorf("the other division's is gone too: %v", err)
		}
	})
}

func TestFilesHaveNoOtherNames(t *testing.T) {
	onFiles(t, func(t *testing.T, s files, root string) {
		for _, name := range [][2]string{{"..", sumOf(nil)}, {"", sumOf(nil)}, {place, "../" + sumOf(nil)[3:]}, {place, ""}, {place, strings.ToUpper(sumOf([]byte("a")))}} {
			if _, err := s.Open(t.Context(), name[0], name[1]); err == nil || errors.Is(err, store.ErrAbsent) {
				t.Errorf("open %q: %v", name, err)
			}
			if err := s.Remove(t.Context(), name[0], name[1]); err == nil {
				t.Errorf("removed %q", name)
			}
		}
		if _, _, err := s.Put(t.Context(), "../x", strings.NewReader("x"), 1<<20); err == nil {
			t.Error("put elsewhere")
		}
	})
}

func TestTheSameFileHandedInByManyAtOnceIsWhole(t *testing.T) {
	onFiles(t, func(t *testing.T, s files, root string) {
		data := bytes.Repeat([]byte("并发"), 100_000)
		var wg sync.WaitGroup
		for range 12 {
			wg.Go(func() {
				if _, _, err := s.Put(t.Context(), place, bytes.NewReader(data), 1<<20); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got, err := read(s, place, sumOf(data)); err != nil || !bytes.Equal(got, data) {
			t.Errorf("%d bytes, %v", len(got), err)
		}
		if all := lying(t, root); len(all) != 1 {
			t.Errorf("%q", all)
		}
	})
}
