package web

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"duban/internal/kernel/staff"
	"duban/internal/web/frame"
)

func TestEveryRouteStandsForAnActOfTheTable(t *testing.T) {
	for _, r := range routes {
		if r.act == open {
			continue
		}
		act, ok := staff.Named(r.act)
		if !ok {
			t.Errorf("%s: no act is called %s", r.pattern, r.act)
		}
		if act.Reads && strings.HasPrefix(r.pattern, "POST") && r.act != "ledger.verify" && r.act != "mechanism.rehearse" {
			t.Errorf("%s changes something by the reading act %s", r.pattern, r.act)
		}
	}
}

func TestAPageThatIsNotThereIsAPageOfOurs(t *testing.T) {
	site := Site(&frame.House{Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	w := httptest.NewRecorder()
	site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/nowhere", nil))
	if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "没有这一页") || !strings.Contains(w.Body.String(), "</html>") {
		t.Errorf("status %d: %s", w.Code, w.Body.String())
	}
	if !strings.Contains(w.Header().Get("Content-Security-Policy"), "script-src 'self'") {
		t.Error("no content security policy")
	}
	w = httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/language", strings.NewReader("lang=en"))
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	site.ServeHTTP(w, r)
	if w.Code != http.StatusUnauthorized && w.Code != http.StatusForbidden {
		t.Errorf("a form of another site: %d", w.Code)
	}
}

func TestTroubleIsToldInTheVisitorsLanguage(t *testing.T) {
	site := Site(&frame.House{Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	for path, want := range map[string]string{"/nowhere": "There is no such page.", "/assets/nothing.css": "There is no such file.", "/a%00": "There is no such page.", "/sign-in?q=%FF": "What was sent holds bytes that are no text."} {
		for accept, english := range map[string]bool{"en-GB": true, "": false} {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.Header.Set("Accept-Language", accept)
			w := httptest.NewRecorder()
			site.ServeHTTP(w, r)
			if strings.Contains(w.Body.String(), want) != english {
				t.Errorf("%s in %q: %s", path, accept, w.Body)
			}
		}
	}
}

// Whoever looks for the act behind a button goes by its name, or by the table of HOUSE.md.
func TestTheActBehindEveryRouteIsFoundByItsName(t *testing.T) {
	house, err := os.ReadFile("../../docs/HOUSE.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range routes {
		if r.act == open {
			continue
		}
		file := strings.ReplaceAll(r.act, ".", "_") + ".go"
		_, err := os.Stat("../desk/" + file)
		for line := range strings.Lines(string(house)) {
			if cells := strings.Split(line, "|"); len(cells) == 4 && strings.Contains(cells[1], "`"+r.act+"`") {
				if err == nil {
					t.Errorf("%s stands in %s, HOUSE.md says otherwise", r.act, file)
				}
				_, err = os.Stat("../desk/" + strings.Trim(cells[2], " `"))
			}
		}
		if err != nil {
			t.Errorf("%s: neither internal/desk/%s nor a row in HOUSE.md: %v", r.act, file, err)
		}
	}
}
