package cli_test

import (
	"bufio"
	"context"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"duban/internal/store"
	"duban/internal/store/sqlite"
)

// duban runs the program to its end and gives what it said and its exit code.
func duban(t *testing.T, args ...string) (string, int) {
	t.Helper()
	out, err := exec.Command("duban", args...).CombinedOutput()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		t.Fatal(err)
	}
	code := 0
	if ended != nil {
		code = ended.ExitCode()
	}
	return string(out), code
}

// A workspace in national mode, from init over acts in the browser's way to a
// bundle that verifies by either key alone, and what was altered is found.
func TestAWorkspaceInNationalModeIsUsedAndVerified(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "city")
	said, code := duban(t, "init", "--data", dir, "--national")
	setup := regexp.MustCompile(`设置码：(\S+)`).FindStringSubmatch(said)
	if code != 0 || setup == nil {
		t.Fatalf("init: %d: %s", code, said)
	}
	key := func(name string) string { return filepath.Join(dir, "keys", name) }
	for _, name := range []string{"checkpoint.key", "checkpoint.key.pub", "checkpoint-sm2.key", "checkpoint-sm2.key.pub", "sealing.keys"} {
		if _, err := os.Stat(key(name)); err != nil {
			t.Error(err)
		}
	}

	server := exec.Command("duban", "serve", "--data", dir, "--listen", "127.0.0.1:0")
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer server.Process.Kill()
	line, err := bufio.NewReader(out).ReadString('\n')
	address := regexp.MustCompile(`http://[0-9.:]+`).FindString(line)
	if err != nil || address == "" {
		t.Fatalf("serve said %q, %v", line, err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	post := func(path string, fields ...string) {
		t.Helper()
		form := url.Values{}
		for i := 0; i < len(fields); i += 2 {
			form.Set(fields[i], fields[i+1])
		}
		a, err := browser.PostForm(address+path, form)
		if err != nil {
			t.Fatal(err)
		}
		a.Body.Close()
		if a.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s is answered %s", path, a.Status)
		}
	}
	const secret = "Correct.Horse.9b"
	post("/set-up", "setup", setup[1], "code", "429099", "name", "云泽市", "system.login", "xitong", "system.name", "林溪", "system.password", secret,
		"security.login", "anquan", "security.name", "安泉", "security.password", secret, "audit.login", "shenji", "audit.name", "沈稷", "audit.password", secret)
	post("/sign-in", "division", "429099", "login", "xitong", "password", secret)
	post("/units", "code", "keji", "parent", "429099", "name", "云泽市科学技术局", "short", "市科技局", "kind", "department", "rank", "20")
	if err := server.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := server.Wait(); err != nil {
		t.Fatal(err)
	}

	if said, code := duban(t, "ledger", "verify", "--data", dir); code != 0 || !strings.Contains(said, "核验通过。") {
		t.Fatalf("verify: %d: %s", code, said)
	}
	log := filepath.Join(t.TempDir(), "log")
	if said, code := duban(t, "ledger", "export", log, "--data", dir, "--contents"); code != 0 {
		t.Fatalf("export: %d: %s", code, said)
	}
	for _, name := range []string{"checkpoint.key.pub", "checkpoint-sm2.key.pub"} {
		if said, code := duban(t, "ledger", "verify", log, "--keys", key(name)); code != 0 || !strings.Contains(said, "核验通过。") {
			t.Errorf("by %s alone: %d: %s", name, code, said)
		}
	}

	// what a tool that knows only Ed25519 sees: a good note and a line it does not know
	signed, err := os.ReadFile(filepath.Join(log, "checkpoint"))
	if err != nil {
		t.Fatal(err)
	}
	public, err := os.ReadFile(key("checkpoint.key.pub"))
	if err != nil {
		t.Fatal(err)
	}
	known, err := note.NewVerifier(strings.TrimSpace(string(public)))
	if err != nil {
		t.Fatal(err)
	}
	n, err := note.Open(signed, note.VerifierList(known))
	if err != nil || len(n.Sigs) != 1 || len(n.UnverifiedSigs) != 1 || !strings.Contains(n.Text, "\nsm3-chain ") {
		t.Errorf("a foreign tool sees %+v, %v", n, err)
	}
	// an altered SM3 chain breaks both signatures
	other := strings.Replace(string(signed), "sm3-chain ", "sm3-chain A", 1)
	if _, err := note.Open([]byte(other), note.VerifierList(known)); err == nil {
		t.Error("another chain is signed too")
	}

	// one payload altered behind the program's back
	e, err := sqlite.Attach(t.Context(), filepath.Join(dir, "duban.db"))
	if err != nil {
		t.Fatal(err)
	}
	err = e.Write(context.Background(), func(s *store.Session) error {
		_, err := s.Run(`update act set changes = replace(changes, '云泽市科学技术局', '云泽市科学技术厅') where act = 'unit.set'`)
		return err
	})
	if err := errors.Join(err, e.Close()); err != nil {
		t.Fatal(err)
	}
	if said, code := duban(t, "ledger", "verify", "--data", dir); code != 6 || !strings.Contains(said, "“unit/keji”的内容与存证时不一致") {
		t.Errorf("altered: %d: %s", code, said)
	}
}
