package passkey

import (
	"crypto/rand"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	virtual "github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// desk is the server side of the page in testdata: one holder, what is kept
// between begin and finish, and the time, which the test turns.
type desk struct {
	party *Party
	h     Holder
	kept  []byte
}

func (d *desk) serve(w http.ResponseWriter, r *http.Request) {
	reply, err := io.ReadAll(r.Body)
	var out []byte
	if err == nil {
		switch r.URL.Path {
		case "/":
			http.ServeFile(w, r, "testdata/page.html")
			return
		case "/register/begin":
			out, d.kept, err = d.party.BeginRegistration(d.h, now)
		case "/second/begin":
			out, d.kept, err = d.party.BeginAssertion(d.h, now)
		case "/nologin/begin":
			out, d.kept, err = d.party.BeginSignIn(now)
		case "/register/finish":
			var k Passkey
			if k, err = d.party.FinishRegistration(d.h, d.kept, reply, now); err == nil {
				d.h.Passkeys = append(d.h.Passkeys, k)
				out, err = json.Marshal("registered")
			}
		case "/signin/finish":
			var k Passkey
			if _, k, err = d.party.FinishAssertion(d.kept, reply, finder(d.h), now); err == nil {
				d.h.Passkeys[0] = k
				out, err = json.Marshal("signed in")
			}
		default:
			http.NotFound(w, r)
			return
		}
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	w.Write(out)
}

func TestARealBrowserRegistersAndSignsIn(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil && path == "" {
			path = p
		}
	}
	if path == "" {
		t.Skip("no chromium here: passkeys are tested with the software device alone")
	}
	d := &desk{h: Holder{Login: "wangke", Name: "王科"}}
	server := httptest.NewServer(http.HandlerFunc(d.serve))
	defer server.Close()
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	origin := "http://localhost:" + port // a relying party is a name, not an address
	if d.party, err = New(Settings{ID: "localhost", Name: "云泽市督查室", Origins: []string{origin}}, rand.Reader); err != nil {
		t.Fatal(err)
	}
	if d.h.Handle, err = NewHandle(rand.Reader); err != nil {
		t.Fatal(err)
	}

	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("host-resolver-rules", "MAP localhost 127.0.0.1, MAP * ~NOTFOUND"))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.Flag("no-sandbox", true)) // it refuses to start otherwise
	}
	alone, closeBrowser := chromedp.NewExecAllocator(t.Context(), options...)
	defer closeBrowser()
	ctx, closeTab := chromedp.NewContext(alone)
	defer closeTab()
	if err := chromedp.Do(ctx, chromedp.Navigate(origin+"/")); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, virtual.Enable, virtual.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	phone, err := chromedp.Call(ctx, virtual.AddVirtualAuthenticator, virtual.AddVirtualAuthenticatorParams{Options: &virtual.VirtualAuthenticatorOptions{
		Protocol: virtual.AuthenticatorProtocolCtap2, Transport: virtual.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}})
	if err != nil {
		t.Fatal(err)
	}
	act := func(script, want string) {
		t.Helper()
		got, err := chromedp.Run(ctx, chromedp.Evaluate[string]("told("+script+")", chromedp.EvalAwaitPromise))
		if err != nil || !strings.Contains(got, want) {
			t.Fatalf("%s: %q, %v; want %q", script, got, err, want)
		}
	}

	act("signIn('second')", "还没有登记通行密钥")
	act("register()", "registered")
	if k := d.h.Passkeys[0]; len(k.ID) == 0 || len(k.Transports) != 1 || k.Transports[0] != "internal" {
		t.Errorf("%+v", k)
	}
	act("register()", "InvalidStateError") // the phone holds one already
	act("signIn('nologin')", "signed in")
	before := d.h.Passkeys[0].SignCount
	act("signIn('second')", "signed in")
	if after := d.h.Passkeys[0].SignCount; after <= before {
		t.Errorf("the counter went from %d to %d", before, after)
	}

	// The right passkey, in a phone whose counter was set back: a copy.
	none := 0.0
	if _, err := chromedp.Call(ctx, virtual.SetCredentialProperties, virtual.SetCredentialPropertiesParams{
		AuthenticatorID: phone.AuthenticatorID, CredentialID: d.h.Passkeys[0].ID, SignCount: &none}); err != nil {
		t.Fatal(err)
	}
	act("signIn('nologin')", "可能被复制过")
	act("signIn('nologin')", "可能被复制过")

	// Somebody else's thumb.
	if _, err := chromedp.Call(ctx, virtual.SetUserVerified, virtual.SetUserVerifiedParams{AuthenticatorID: phone.AuthenticatorID}); err != nil {
		t.Fatal(err)
	}
	act("signIn('nologin')", "NotAllowedError")
	if d.h.Passkeys[0].SignCount <= before {
		t.Error("a refused sign-in changed what is stored")
	}
}
