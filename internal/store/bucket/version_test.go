package bucket_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/minio/minio-go/v7"

	"duban/internal/base/fault"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// under counts what a bucket keeps under a prefix, older versions and markers as well.
func under(t *testing.T, c *minio.Client, in, prefix string) (n int) {
	t.Helper()
	for o := range c.ListObjects(t.Context(), in, minio.ListObjectsOptions{Prefix: prefix, WithVersions: true, Recursive: true}) {
		if o.Err != nil {
			t.Fatal(o.Err)
		}
		n++
	}
	return n
}

// anywhere says whether a server still has bytes in some file of its own.
func anywhere(t *testing.T, s *storetest.Bucket, data string) bool {
	t.Helper()
	found := false
	err := filepath.WalkDir(filepath.Join(s.Root, "..", ".."), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		found = found || bytes.Contains(b, []byte(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestWhatIsRemovedIsRemovedInEveryVersion(t *testing.T) {
	s := storetest.NewBucketAs(t, storetest.BucketAs{Versions: true})
	c, b := s.Client(t), opened(t, s.Address(), s.Env)
	const secret, neighbour = "当事人的身份证复印件", "别人的材料"
	other, _, err := b.Put(t.Context(), city, strings.NewReader(neighbour), 1<<10)
	if err != nil {
		t.Fatal(err)
	}
	for _, then := range []struct {
		name string
		set  func() error
	}{
		{"kept from now on", func() error { return nil }},
		{"kept until a while ago", func() error { return c.SuspendVersioning(t.Context(), "evidence") }},
	} {
		t.Run(then.name, func(t *testing.T) {
			sum, _, err := b.Put(t.Context(), city, strings.NewReader(secret), 1<<10)
			if err != nil {
				t.Fatal(err)
			}
			key := "city/files/" + city + "/" + sum[:2] + "/" + sum
			if err := c.RemoveObject(t.Context(), "evidence", key, minio.RemoveObjectOptions{}); err != nil { // by somebody else's hand
				t.Fatal(err)
			}
			if _, err := b.Open(t.Context(), city, sum); !errors.Is(err, store.ErrAbsent) || !anywhere(t, s, secret) {
				t.Fatalf("the bucket keeps no versions: %v", err)
			}
			if _, _, err := b.Put(t.Context(), city, strings.NewReader(secret), 1<<10); err != nil {
				t.Fatal(err)
			}
			if n := under(t, c, "evidence", key); n != 3 {
				t.Fatalf("%d versions, not 2 and a marker", n)
			}
			if err := then.set(); err != nil {
				t.Fatal(err)
			}
			if err := b.Lingers(t.Context()); err != nil {
				t.Errorf("it goes: %v", err)
			}
			for range 2 {
				if err := b.Remove(t.Context(), city, sum); err != nil {
					t.Fatal(err)
				}
			}
			if n := under(t, c, "evidence", key); n != 0 || anywhere(t, s, secret) {
				t.Errorf("%d versions are left, its bytes are there: %v", n, anywhere(t, s, secret))
			}
			if r, err := b.Open(t.Context(), city, other); err != nil {
				t.Errorf("what lies beside it: %v", err)
			} else {
				r.Close()
			}
		})
	}
}

func TestWhatIsLockedIsSaidToStay(t *testing.T) {
	s := storetest.NewBucketAs(t, storetest.BucketAs{Versions: true})
	c := s.Client(t)
	if err := c.MakeBucket(t.Context(), "locked", minio.MakeBucketOptions{ObjectLocking: true}); err != nil {
		t.Fatal(err)
	}
	b := opened(t, strings.Replace(s.Address(), "evidence", "locked", 1), s.Env)
	free, _, err := b.Put(t.Context(), city, strings.NewReader("先前的"), 100)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Lingers(t.Context()); err != nil {
		t.Errorf("a lock that nothing is under: %v", err)
	}
	if err := b.Remove(t.Context(), city, free); err != nil {
		t.Errorf("a lock that nothing is under: %v", err)
	}
	mode, days, unit := minio.Compliance, uint(1), minio.Days
	if err := c.SetBucketObjectLockConfig(t.Context(), "locked", &mode, &days, &unit); err != nil {
		t.Fatal(err)
	}
	if f, ok := fault.As(b.Lingers(t.Context())); !ok || !strings.Contains(f.Sentence, "对象锁") || f.Hint == "" || f.Cause == nil {
		t.Errorf("%v", f)
	}
	sum, _, err := b.Put(t.Context(), city, strings.NewReader("锁住的"), 100)
	if err != nil {
		t.Fatal(err)
	}
	err = b.Remove(t.Context(), city, sum)
	if f, ok := fault.As(err); !ok || f.Kind != fault.Unavailable || !strings.Contains(f.Sentence, "不让删") || f.Hint == "" || !errors.Is(err, store.ErrHeld) || errors.Is(err, store.ErrBarred) {
		t.Errorf("%v", err)
	}
	if r, err := b.Open(t.Context(), city, sum); err != nil {
		t.Errorf("it is hidden, and not removed: %v", err)
	} else {
		r.Close()
	}
}

func TestKeysThatMayNotAskOrRemoveVersionsAreSaidToBeShort(t *testing.T) {
	const plain = `"s3:GetObject","s3:PutObject","s3:DeleteObject"`
	for name, c := range map[string]struct{ onBucket, onObjects, lingers, removal string }{
		"may not ask":    {`"s3:ListBucket"`, plain, "没有说存储桶留不留旧版本", ""},
		"may not list":   {`"s3:ListBucket","s3:GetBucketVersioning"`, plain, "不让这里列出来", "没有这个存储桶的权限"},
		"may not remove": {`"s3:ListBucket","s3:GetBucketVersioning","s3:ListBucketVersions"`, plain, "", "不让删这个文件"},
		"may all":        {`"s3:ListBucket","s3:GetBucketVersioning","s3:ListBucketVersions"`, plain + `,"s3:DeleteObjectVersion"`, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := storetest.NewBucketAs(t, storetest.BucketAs{Versions: true})
			b := opened(t, s.Address(), s.Another(t, c.onBucket, c.onObjects))
			if err := b.Check(t.Context()); err != nil {
				t.Fatal(err)
			}
			sum, _, err := b.Put(t.Context(), city, strings.NewReader("要删的"), 100)
			if err != nil {
				t.Fatal(err)
			}
			lingers, removal := b.Lingers(t.Context()), b.Remove(t.Context(), city, sum)
			for want, err := range map[*string]error{&c.lingers: lingers, &c.removal: removal} {
				if f, ok := fault.As(err); ok != (*want != "") || ok && (!strings.Contains(f.Sentence, *want) || f.Hint == "") || !ok && err != nil {
					t.Errorf("%q: %v", *want, err)
				}
			}
		})
	}
}

func TestAServerWithoutVersionsHasNothingLinger(t *testing.T) {
	s := storetest.NewBucket(t)
	if err := opened(t, s.Address(), s.Env).Lingers(t.Context()); err != nil {
		t.Errorf("%v", err)
	}
	s.Crash(t)
	if f, ok := fault.As(opened(t, s.Address(), s.Env).Lingers(t.Context())); !ok || !strings.Contains(f.Sentence, "连不上") {
		t.Errorf("a store that is away: %v", f)
	}
}
