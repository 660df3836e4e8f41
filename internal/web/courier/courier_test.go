package courier

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"duban/internal/credential"
	"duban/internal/desk"
	"duban/internal/kernel/webhook"
)

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}

func parcel(address string, networks []netip.Prefix) desk.Parcel {
	return desk.Parcel{Address: address, Networks: networks, ContentType: webhook.ContentType, Body: []byte(`{"a":1}`),
		Head: credential.WebhookHead{ID: "e1", Timestamp: "1800000000", Signature: "v1,x"}}
}

func TestAParcelArrivesAsItWasSigned(t *testing.T) {
	got := make(chan http.Header, 1)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil || string(b) != `{"a":1}` || r.Method != http.MethodPost || r.URL.Path != "/hook" {
			t.Errorf("%s %s %s %v", r.Method, r.URL, b, err)
		}
		got <- r.Header
		w.WriteHeader(http.StatusAccepted)
	}))
	defer s.Close()
	if a := New("1").Send(t.Context(), parcel(s.URL+"/hook", loopback)); !a.OK() || a.Status != http.StatusAccepted {
		t.Fatalf("%+v", a)
	}
	h := <-got
	for name, want := range map[string]string{"Webhook-Id": "e1", "Webhook-Timestamp": "1800000000", "Webhook-Signature": "v1,x", "Content-Type": webhook.ContentType, "User-Agent": "duban/1", "Cookie": "", "Authorization": ""} {
		if h.Get(name) != want {
			t.Errorf("%s: %q", name, h.Get(name))
		}
	}
}

// A name that is harmless when it is listed and leads inside when it is called
// is refused by its number, whatever it is written like.
func TestNothingIsSentIntoAnInnerNetwork(t *testing.T) {
	var calls atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls.Add(1) }))
	defer s.Close()
	secure := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls.Add(1) }))
	defer secure.Close()
	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	for _, address := range []string{s.URL, secure.URL, "http://localhost:" + port, "http://[::ffff:127.0.0.1]:" + port, "http://0.0.0.0:" + port} {
		if a := New("1").Send(t.Context(), parcel(address, nil)); a.OK() || a.Status != 0 {
			t.Errorf("%s: %+v", address, a)
		}
	}
	for _, address := range []string{s.URL, "http://localhost:" + port, "http://169.254.169.254/latest/meta-data/"} {
		if a := New("1").Send(t.Context(), parcel(address, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")})); !a.Gone() || !a.Refused {
			t.Errorf("%s with another network allowed: %+v", address, a)
		}
	}
	if calls.Load() != 0 {
		t.Errorf("%d calls came through", calls.Load())
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	var calls atomic.Int32
	s := httptest.NewServer(nil)
	defer s.Close()
	s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		http.Redirect(w, r, s.URL+"/inner", http.StatusTemporaryRedirect)
	})
	if a := New("1").Send(t.Context(), parcel(s.URL, loopback)); a.OK() || a.Status != http.StatusTemporaryRedirect || !strings.Contains(a.Trouble, "转向") {
		t.Errorf("%+v", a)
	}
	if calls.Load() != 1 {
		t.Errorf("%d calls", calls.Load())
	}
}

func TestAReceiverThatKeepsUsWaitingIsLeft(t *testing.T) {
	hold := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-hold:
		case <-r.Context().Done():
		}
	}))
	defer s.Close()
	defer close(hold)
	c := New("1")
	c.whole = 50 * time.Millisecond
	if a := c.Send(t.Context(), parcel(s.URL, loopback)); a.OK() || !strings.Contains(a.Trouble, "按时") {
		t.Errorf("%+v", a)
	}
}

func TestWhateverAReceiverAnswersIsNotRead(t *testing.T) {
	raw := func(answer string) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				c.Read(make([]byte, 1<<16)) // the question, before the answer
				io.WriteString(c, answer)
				c.(*net.TCPConn).CloseWrite()
				io.Copy(io.Discard, c)
				c.Close()
			}
		}()
		return "http://" + l.Addr().String()
	}
	for name, answer := range map[string]string{
		"no HTTP":         "SSH-2.0-OpenSSH_9.2\r\n",
		"endless headers": "HTTP/1.1 200 OK\r\n" + strings.Repeat("X: "+strings.Repeat("y", 1000)+"\r\n", 100) + "\r\n",
		"nothing":         "",
	} {
		if a := New("1").Send(t.Context(), parcel(raw(answer), loopback)); a.OK() {
			t.Errorf("%s was taken for a success", name)
		}
	}
	if a := New("1").Send(t.Context(), parcel(raw("HTTP/1.1 204 No Content\r\n\r\n"), loopback)); !a.OK() {
		t.Errorf("%+v", a)
	}
	for _, status := range []int{400, 404, 410, 429, 500, 503} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		a := New("1").Send(t.Context(), parcel(s.URL, loopback))
		if a.OK() || a.Status != status || a.Gone() != (status == 410) {
			t.Errorf("%d: %+v", status, a)
		}
		s.Close()
	}
	if a := New("1").Send(t.Context(), parcel("http://127.0.0.1:1/", loopback)); a.OK() || a.Gone() {
		t.Errorf("nobody there: %+v", a)
	}
}

func TestAnUntrustedCertificateIsNotTaken(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it came through") }))
	defer s.Close()
	if a := New("1").Send(t.Context(), parcel(s.URL, loopback)); a.OK() || !strings.Contains(a.Trouble, "证书") {
		t.Errorf("%+v", a)
	}
}
