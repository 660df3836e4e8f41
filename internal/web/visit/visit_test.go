package visit

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"duban/internal/web/say"
)

// seen is what a page would find in its context.
func seen(t *testing.T, r *http.Request) (ctx context.Context, w *httptest.ResponseRecorder) {
	t.Helper()
	w = httptest.NewRecorder()
	Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { ctx = r.Context() })).ServeHTTP(w, r)
	return ctx, w
}

func TestALanguageIsFoundWhereItWasChosenLast(t *testing.T) {
	for name, c := range map[string]struct {
		target, cookie, accept string
		want                   say.Language
	}{
		"nothing said":          {"/", "", "", say.Chinese},
		"the browser's":         {"/", "", "fr, en-GB;q=0.8", say.English},
		"the cookie before it":  {"/", "zh", "en", say.Chinese},
		"the address before it": {"/?lang=en", "zh", "zh", say.English},
		"a language we lack":    {"/?lang=fr", "xx", "fr", say.Chinese},
	} {
		r := httptest.NewRequest(http.MethodGet, c.target, nil)
		r.Header.Set("Accept-Language", c.accept)
		if c.cookie != "" {
			r.AddCookie(&http.Cookie{Name: langCookie, Value: c.cookie})
		}
		if ctx, _ := seen(t, r); say.Lang(ctx) != c.want {
			t.Errorf("%s: %s", name, say.Lang(ctx))
		}
	}
}

func TestAThemeIsLightOrDarkOrNone(t *testing.T) {
	for target, want := range map[string]string{"/?theme=dark": "dark", "/?theme=light": "light", "/?theme=%22%3E": "", "/": ""} {
		if ctx, _ := seen(t, httptest.NewRequest(http.MethodGet, target, nil)); Theme(ctx) != want {
			t.Errorf("%s: %q", target, Theme(ctx))
		}
	}
}

func TestAMessageIsReadOnce(t *testing.T) {
	w := httptest.NewRecorder()
	Leave(w, httptest.NewRequest(http.MethodPost, "/", nil), "已采纳 3 条 <b>")
	r := httptest.NewRequest(http.MethodGet, "/tasks", nil)
	r.AddCookie(w.Result().Cookies()[0])
	ctx, answer := seen(t, r)
	if Said(ctx) != "已采纳 3 条 <b>" {
		t.Errorf("said %q", Said(ctx))
	}
	if c := answer.Result().Cookies(); len(c) != 1 || c[0].MaxAge >= 0 {
		t.Errorf("the message stays: %v", c)
	}
	long := httptest.NewRecorder()
	Leave(long, r, strings.Repeat("长", 2000))
	if n := len(long.Result().Cookies()[0].Value); n > 1300 {
		t.Errorf("a message of %d bytes", n)
	}
}

func TestASwitchLeadsBackAndNowhereElse(t *testing.T) {
	for back, want := range map[string]string{
		"/tasks?page=2":       "/tasks?page=2",
		"//elsewhere.invalid": "/", `/\elsewhere.invalid`: "/", "elsewhere": "/", "": "/", "/a\r\nSet-Cookie: x": "/",
	} {
		r := httptest.NewRequest(http.MethodPost, Path, strings.NewReader(url.Values{"lang": {"en"}, "theme": {"dark"}, "back": {back}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		Handler().ServeHTTP(w, r)
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
			t.Errorf("%q leads to %d %q", back, w.Code, w.Header().Get("Location"))
		}
		kept := map[string]string{}
		for _, c := range w.Result().Cookies() {
			kept[c.Name] = c.Value
		}
		if kept["lang"] != "en" || kept["theme"] != "dark" {
			t.Errorf("kept %v", kept)
		}
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, Path, nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("a GET gets %d", w.Code)
	}
}
