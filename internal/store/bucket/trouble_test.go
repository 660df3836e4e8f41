package bucket_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"duban/internal/base/fault"
	"duban/internal/store"
	"duban/internal/store/bucket"
	"duban/internal/store/storetest"
)

const city = "429099"

func opened(t *testing.T, address string, env func(string) string) *bucket.Bucket {
	t.Helper()
	return openedAt(t, address, env, func() int64 { return 0 })
}

func openedAt(t *testing.T, address string, env func(string) string, clock func() int64) *bucket.Bucket {
	t.Helper()
	b, err := bucket.Open(address, bucket.Means{Env: env, Spool: t.TempDir(), Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// all says what each way into a store answers.
func all(b *bucket.Bucket) map[string]error {
	_, _, put := b.Put(context.Background(), city, strings.NewReader("x"), 10)
	_, open := b.Open(context.Background(), city, strings.Repeat("ab", 32))
	return map[string]error{"put": put, "open": open, "remove": b.Remove(context.Background(), city, strings.Repeat("ab", 32)), "check": b.Check(context.Background())}
}

func TestWhoIsNotLetInIsToldSo(t *testing.T) {
	s := storetest.NewBucket(t)
	const other = "OTHER-SECRET-OF-NOBODY"
	for name, env := range map[string]func(string) string{
		"another secret": func(n string) string {
			return map[string]string{"AWS_ACCESS_KEY_ID": s.ID, "AWS_SECRET_ACCESS_KEY": other}[n]
		},
		"another id": func(n string) string {
			return map[string]string{"AWS_ACCESS_KEY_ID": "nobody-here", "AWS_SECRET_ACCESS_KEY": s.Secret}[n]
		},
	} {
		for what, err := range all(opened(t, s.Address(), env)) {
			f, ok := fault.As(err)
			if !ok || f.Kind != fault.Unavailable || !strings.Contains(f.Sentence, "不认这里的密钥") || f.Hint == "" || !errors.Is(err, store.ErrBarred) {
				t.Errorf("%s, %s: %v (%v)", name, what, err, errors.Unwrap(err))
				continue
			}
			for _, secret := range []string{other, s.Secret, "nobody-here", s.ID} {
				if strings.Contains(fmt.Sprint(err, f.Cause), secret) {
					t.Errorf("%s, %s: a key is told: %v", name, what, f.Cause)
				}
			}
		}
	}
	for what, err := range all(opened(t, strings.Replace(s.Address(), "evidence", "nothing-here", 1), s.Env)) {
		if f, ok := fault.As(err); !ok || f.Kind != fault.Unavailable || !strings.Contains(f.Sentence, "没有存储桶“nothing-here”") || !errors.Is(err, store.ErrBarred) {
			t.Errorf("no bucket, %s: %v", what, err)
		}
	}
	if _, err := os.Stat(filepath.Join(s.Root, "city")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("something was kept: %v", err)
	}
}

func TestAStoreThatIsAwayIsToldAndTakenUpAgain(t *testing.T) {
	s := storetest.NewBucket(t)
	var now int64
	b := openedAt(t, s.Address(), s.Env, func() int64 { return now })
	sum, _, err := b.Put(t.Context(), city, strings.NewReader("先前的"), 100)
	if err != nil {
		t.Fatal(err)
	}
	s.Crash(t)
	for what, err := range all(b) {
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Unavailable || !strings.Contains(f.Sentence, "暂时连不上") || errors.Is(err, store.ErrAbsent) || errors.Is(err, store.ErrBarred) {
			t.Errorf("%s: %v", what, err)
		}
	}
	s.Start(t)
	if r, err := b.Open(t.Context(), city, sum); err != nil {
		t.Errorf("it is back: %v", err)
	} else if got, err := io.ReadAll(r); err != nil || string(got) != "先前的" {
		t.Errorf("%q, %v", got, err)
	}
	if now = 4_999_999; b.Check(t.Context()) == nil {
		t.Error("what was found is not remembered")
	}
	now = 5_000_000
	if err := b.Check(t.Context()); err != nil {
		t.Errorf("it is back: %v", err)
	}
}

// silent takes connections, and says nothing on them.
func silent() (dial func(context.Context, string, string) (net.Conn, error), end func()) {
	var mu sync.Mutex
	var all []net.Conn
	return func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			mu.Lock()
			defer mu.Unlock()
			all = append(all, ours, theirs)
			go io.Copy(io.Discard, theirs)
			return ours, nil
		}, func() {
			for _, c := range all {
				c.Close()
			}
		}
}

func TestAStoreThatDoesNotAnswerIsNotWaitedForWithoutEnd(t *testing.T) {
	spool := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		dial, end := silent()
		defer end()
		b, err := bucket.Open("s3://evidence?endpoint=http://127.0.0.1:1", bucket.Means{Env: func(string) string { return "key" }, Spool: spool, Clock: func() int64 { return 0 }, Dial: dial})
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now() // of the bubble, where nobody waits
		err = b.Check(context.Background())
		if f, ok := fault.As(err); !ok || f.Kind != fault.Unavailable || time.Since(start) > 30*time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		for what, err := range all(b) {
			if f, ok := fault.As(err); !ok || f.Kind != fault.Unavailable || !strings.Contains(f.Sentence, "暂时连不上") || errors.Is(err, store.ErrAbsent) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

// tap carries bytes to a server, and calls cut once so many have passed.
func tap(t *testing.T, to string, after int64, cut func()) (at string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	var once sync.Once
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer in.Close()
				out, err := net.Dial("tcp", to)
				if err != nil {
					return
				}
				defer out.Close()
				go io.Copy(in, out)
				if n, _ := io.CopyN(out, in, after); n == after {
					once.Do(cut)
				}
				io.Copy(out, in)
			}()
		}
	}()
	return l.Addr().String()
}

func TestAServerThatIsKilledWhileAFileIsWrittenKeepsNoHalf(t *testing.T) {
	s := storetest.NewBucket(t)
	killed := make(chan struct{})
	at := tap(t, s.Host(), 8<<20, func() { s.Crash(t); close(killed) })
	data := bytes.Repeat([]byte("0123456789abcdef"), 2<<20)
	b := opened(t, s.At(at), s.Env)
	_, _, err := b.Put(t.Context(), city, bytes.NewReader(data), 64<<20)
	if f, ok := fault.As(err); !ok || f.Kind != fault.Unavailable || !strings.Contains(f.Sentence, "没有存上") {
		t.Fatalf("the server was killed under it: %v", err)
	}
	select {
	case <-killed:
	default:
		t.Fatal("the server was not killed under it")
	}
	s.Start(t)
	again := opened(t, s.Address(), s.Env)
	sum := fmt.Sprintf("%x", sha256.Sum256(data))
	if _, err := again.Open(t.Context(), city, sum); !errors.Is(err, store.ErrAbsent) {
		t.Errorf("a half is there: %v", err)
	}
	if got, n, err := again.Put(t.Context(), city, bytes.NewReader(data), 64<<20); err != nil || got != sum || n != int64(len(data)) {
		t.Errorf("the next try: %s %d %v", got, n, err)
	}
	r, err := again.Open(t.Context(), city, sum)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, data) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

func TestAFileThatIsCutOffWhileItIsReadIsNotTakenForWhole(t *testing.T) {
	s := storetest.NewBucket(t)
	data := bytes.Repeat([]byte("0123456789abcdef"), 2<<20)
	b := opened(t, s.Address(), s.Env)
	sum, _, err := b.Put(t.Context(), city, bytes.NewReader(data), 64<<20)
	if err != nil {
		t.Fatal(err)
	}
	r, err := b.Open(t.Context(), city, sum)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := io.CopyN(io.Discard, r, 1<<20); err != nil {
		t.Fatal(err)
	}
	s.Crash(t)
	_, err = io.Copy(io.Discard, r)
	if f, ok := fault.As(err); !ok || f.Kind != fault.Unavailable || errors.Is(err, store.ErrAltered) {
		t.Errorf("%v", err)
	}
}

// page answers every request with a page of a proxy, which is no store.
func page(t *testing.T, status string) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	const said = "<html><body><h1>nginx</h1></body></html>"
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				if _, err := bufio.NewReader(conn).ReadString('\n'); err != nil {
					return
				}
				fmt.Fprintf(conn, "HTTP/1.1 %s\r\nContent-Type: text/html\r\nLast-Modified: Mon, 02 Jan 2006 15:04:05 GMT\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", status, len(said), said)
			}()
		}
	}()
	return "s3://evidence/city?endpoint=http://" + l.Addr().String()
}

func TestAProxysPageIsNotTakenForAFileThatIsGone(t *testing.T) {
	b := opened(t, page(t, "404 Not Found"), func(string) string { return "key" })
	for what, err := range all(b) {
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Unavailable || !strings.Contains(f.Sentence, "不是 S3 存储") || f.Hint == "" || errors.Is(err, store.ErrAbsent) || errors.Is(err, store.ErrBarred) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := b.Vacant(t.Context()); err == nil {
		t.Error("a page is taken for an empty prefix")
	}
}

func TestAProxysPageIsNotTakenForAStore(t *testing.T) {
	err := opened(t, page(t, "200 OK"), func(string) string { return "key" }).Check(t.Context())
	if f, ok := fault.As(err); !ok || f.Kind != fault.Unavailable || !strings.Contains(f.Sentence, "不是 S3 存储") {
		t.Errorf("%v", err)
	}
}

func TestWhoWaitsForAnothersCheckInVainDoesNotSpeakForTheStore(t *testing.T) {
	s := storetest.NewBucket(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	taken, release := make(chan struct{}), make(chan struct{})
	go func() { // holds the first request until it is told, then carries on
		for first := true; ; first = false {
			in, err := l.Accept()
			if err != nil {
				return
			}
			if first {
				close(taken)
				<-release
			}
			go func() {
				defer in.Close()
				out, err := net.Dial("tcp", s.Host())
				if err != nil {
					return
				}
				defer out.Close()
				go io.Copy(in, out)
				io.Copy(out, in)
			}()
		}
	}()
	b := opened(t, s.At(l.Addr().String()), s.Env)
	done := make(chan error, 1)
	go func() { done <- b.Check(context.Background()) }()
	<-taken
	hurried, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := b.Check(hurried); err == nil {
		t.Error("who did not wait was told that all is well")
	}
	close(release)
	if err := <-done; err != nil {
		t.Errorf("who waited: %v", err)
	}
	if err := b.Check(t.Context()); err != nil {
		t.Errorf("what is remembered: %v", err)
	}
}
