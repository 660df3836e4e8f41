package browsertest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const head = `<!DOCTYPE html><html lang="en"><head><title>a page</title></head><body><main><h1>a page</h1>`

// site serves one body under a policy that allows nothing inline.
func site(t *testing.T, body string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/script.js" {
			fmt.Fprint(w, `document.querySelector("h1").textContent = "written"; document.addEventListener("keydown", e => document.title += e.key)`)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:")
		fmt.Fprint(w, head+body+"</main></body></html>")
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// What the helpers are to find, they find; and nothing where there is nothing.
func TestABrowserFindsWhatIsWrong(t *testing.T) {
	b := Start(t)
	fine := b.Open(t, site(t, `<p>fine</p><link rel="icon" href="data:,">`), Options{Width: 360})
	if c, v, w := fine.Complaints(), fine.Axe(), fine.WiderThanWindow(); len(c)+len(v)+len(w) > 0 {
		t.Errorf("a fine page: %v %v %v", c, v, w)
	}
	bad := b.Open(t, site(t, `<link rel="icon" href="data:,"><p style="color:red">styled</p><script>alert(1)</script><script src="/script.js"></script><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="900" height="5">`), Options{Width: 360})
	complaints := strings.Join(bad.Complaints(), "\n")
	if !strings.Contains(complaints, "style-src") || !strings.Contains(complaints, "script-src") {
		t.Errorf("the policy's refusals are not heard: %s", complaints)
	}
	found := false
	for _, v := range bad.Axe() {
		found = found || v.ID == "image-alt" && len(v.Nodes) == 1
	}
	if !found {
		t.Error("an image without words was not found")
	}
	if w := bad.WiderThanWindow(); len(w) != 1 || !strings.HasPrefix(w[0], "img") {
		t.Errorf("wider: %v", w)
	}
}

func TestABrowserWorksWithAndWithoutScript(t *testing.T) {
	b := Start(t)
	url := site(t, `<link rel="icon" href="data:,"><label>name <input id="name"></label><script src="/script.js"></script>`)
	with := b.Open(t, url, Options{})
	if got := with.Text("h1"); got != "written" {
		t.Errorf("with script it says %q", got)
	}
	with.Press("k")
	if got := Eval[string](with, "document.title"); got != "a pagek" {
		t.Errorf("after a key the title is %q", got)
	}
	with.Fill("#name", "督查室")
	if got := Eval[string](with, "document.querySelector('#name').value"); got != "督查室" {
		t.Errorf("filled in: %q", got)
	}
	without := b.Open(t, url, Options{NoScript: true})
	if got := without.Text("h1"); got != "a page" {
		t.Errorf("without script it says %q", got)
	}
	png, err := os.ReadFile(with.Screenshot(filepath.Join(t.TempDir(), "shots", "page.png")))
	if err != nil || !strings.HasPrefix(string(png), "\x89PNG") {
		t.Errorf("no picture: %v", err)
	}
}
