package bucket

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/store"
)

// TestHTTPDoesNotLeaveTheMachineUnasked goes where a name of this machine may be
// resolved to, or a proxy stand: 192.0.2.1, which is nobody's [RFC 5737].
func TestHTTPDoesNotLeaveTheMachineUnasked(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	conn, err := place{}.dialer().DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatalf("this machine: %v", err)
	}
	conn.Close()
	ended, cancel := context.WithCancel(t.Context()) // whoever would be gone to is not
	cancel()
	for _, at := range []place{{secure: true}, {plain: true}} {
		if d := at.dialer(); d.Control != nil {
			t.Errorf("%+v keeps to this machine", at)
		}
		if _, err := at.dialer().DialContext(ended, "tcp", "192.0.2.1:80"); errors.Is(err, errElsewhere) {
			t.Errorf("%+v: %v", at, err)
		}
	}

	b, err := Open("s3://evidence?endpoint=http://localhost:9000", Means{Env: func(string) string { return "key" }, Spool: t.TempDir(), Clock: func() int64 { return 0 },
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return place{}.dialer().DialContext(ctx, network, "192.0.2.1:80")
		}})
	if err != nil {
		t.Fatal(err)
	}
	_, _, put := b.Put(t.Context(), "429099", strings.NewReader("x"), 10)
	for what, err := range map[string]error{"put": put, "check": b.Check(t.Context())} {
		if f, ok := fault.As(err); !ok || f.Kind != fault.Unavailable || !strings.Contains(f.Sentence, "却通往别的机器") || f.Hint == "" || !errors.Is(err, store.ErrBarred) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
