package asset

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func get(t *testing.T, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestAFileMayBeKeptForEver(t *testing.T) {
	for _, name := range []string{"tokens.css", "parts.css", "page.js", "plot.js", "htmx.min.js", "chart.min.js", "icon.svg"} {
		r := get(t, Path(name))
		if r.StatusCode != 200 || !strings.Contains(r.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d, %q", name, r.StatusCode, r.Header.Get("Cache-Control"))
		}
		if r.Header.Get("X-Content-Type-Options") != "nosniff" || strings.HasPrefix(r.Header.Get("Content-Type"), "application/octet") {
			t.Errorf("%s is served as %s", name, r.Header.Get("Content-Type"))
		}
		again := get(t, Path(name), "If-None-Match", r.Header.Get("ETag"))
		if again.StatusCode != http.StatusNotModified {
			t.Errorf("%s is sent again: %d", name, again.StatusCode)
		}
	}
}

func TestAFileIsPackedForWhoAcceptsIt(t *testing.T) {
	plain, _ := io.ReadAll(get(t, Path("parts.css")).Body)
	r := get(t, Path("parts.css"), "Accept-Encoding", "br, gzip;q=0.5")
	if r.Header.Get("Content-Encoding") != "gzip" {
		t.Fatal("it is not packed")
	}
	z, err := gzip.NewReader(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(z)
	if err != nil || !bytes.Equal(unpacked, plain) {
		t.Errorf("unpacked it is another file: %v", err)
	}
	for _, refusal := range []string{"", "br", "gzip;q=0", "gzip; q=0.0"} {
		if get(t, Path("parts.css"), "Accept-Encoding", refusal).Header.Get("Content-Encoding") != "" {
			t.Errorf("packed for %q", refusal)
		}
	}
	if get(t, Path("parts.css")).Header.Get("ETag") == r.Header.Get("ETag") {
		t.Error("packed and plain bear the same tag")
	}
}

func TestNothingElseIsServed(t *testing.T) {
	for _, path := range []string{"/assets/", "/assets/0000000000000000/parts.css", "/assets/../asset.go", "/assets/files/parts.css"} {
		if code := get(t, path).StatusCode; code != http.StatusNotFound {
			t.Errorf("%s: %d", path, code)
		}
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, Path("parts.css"), nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("a POST gets %d", w.Code)
	}
}

func TestANewContentHasANewName(t *testing.T) {
	a, b := Add("one-test.css", []byte("a{}")), Add("two-test.css", []byte("b{}"))
	if a == b || Path("one-test.css") != a {
		t.Errorf("%s, %s", a, b)
	}
	defer func() {
		if recover() == nil {
			t.Error("a name was given twice")
		}
	}()
	Add("one-test.css", []byte("c{}"))
}

// Styles fetch nothing: no import, no address of another host.
func TestOurStylesReachForNothing(t *testing.T) {
	for _, name := range []string{"tokens.css", "parts.css"} {
		text, _ := io.ReadAll(get(t, Path(name)).Body)
		for _, word := range []string{"url(", "@import", "http:", "https:"} {
			if strings.Contains(string(text), word) {
				t.Errorf("%s holds %s", name, word)
			}
		}
	}
}
