// Package visit holds what a reader chose for the pages, without an account and
// without script: language, light or dark, and the one message that a redirect
// carries to the next page. Chosen things live in cookies; `?lang=en` and
// `?theme=dark` hold for the one page. The room refuses to know who is signed in.
package visit

import (
	"context"
	"encoding/base64"
	"net/http"
	"strings"

	"duban/internal/web/say"
)

// Path is where the integrator mounts Handler; the switches of part.Shell post to it.
const Path = "/visit"

const (
	langCookie  = "lang"
	themeCookie = "theme"
	saidCookie  = "said"
	year        = 365 * 24 * 60 * 60
	saidLimit   = 900 // bytes; a sentence, not a document
)

type key struct{}

type choice struct{ theme, said string }

// Theme is "light", "dark" or "", which leaves it to the machine.
func Theme(ctx context.Context) string {
	c, _ := ctx.Value(key{}).(choice)
	return c.theme
}

// Said is the message that the last act left for this page, "" if none.
func Said(ctx context.Context) string {
	c, _ := ctx.Value(key{}).(choice)
	return c.said
}

// WithTheme sets the theme; tests and the page of parts use it.
func WithTheme(ctx context.Context, theme string) context.Context {
	c, _ := ctx.Value(key{}).(choice)
	c.theme = theme
	return context.WithValue(ctx, key{}, c)
}

// Wrap reads the choices and hands them on in the request's context. Where
// nothing was chosen the language is the first of Accept-Language that we speak,
// and Chinese otherwise.
func Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lang := say.Accepted(r.Header.Get("Accept-Language"))
		c := choice{}
		if k, err := r.Cookie(langCookie); err == nil {
			if l, ok := say.Parse(k.Value); ok {
				lang = l
			}
		}
		if k, err := r.Cookie(themeCookie); err == nil {
			c.theme = theme(k.Value)
		}
		query := r.URL.Query()
		if l, ok := say.Parse(query.Get("lang")); ok {
			lang = l
		}
		if t := theme(query.Get("theme")); t != "" {
			c.theme = t
		}
		// A message waits for a page that is read, not for a script's request.
		if k, err := r.Cookie(saidCookie); err == nil && r.Method == http.MethodGet && !strings.HasPrefix(r.URL.Path, "/assets/") {
			if b, err := base64.RawURLEncoding.DecodeString(k.Value); err == nil && len(b) <= saidLimit {
				c.said = string(b)
			}
			http.SetCookie(w, &http.Cookie{Name: saidCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteLaxMode})
		}
		ctx := say.In(context.WithValue(r.Context(), key{}, c), lang)
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// Leave keeps a message for the page that a redirect leads to. Call it before
// the header is written.
func Leave(w http.ResponseWriter, r *http.Request, message string) {
	for len(message) > saidLimit {
		runes := []rune(message)
		message = string(runes[:len(runes)-1])
	}
	http.SetCookie(w, &http.Cookie{Name: saidCookie, Value: base64.RawURLEncoding.EncodeToString([]byte(message)), Path: "/", MaxAge: 60, HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteLaxMode})
}

// Handler keeps what the switches post (lang, theme) and leads back to the page
// they stood on (back, a path of this site).
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", "POST")
			http.Error(w, "", http.StatusMethodNotAllowed)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, 4096)
		if err := r.ParseForm(); err != nil {
			http.Error(w, "", http.StatusBadRequest)
			return
		}
		keep := func(name, value string, age int) {
			http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteLaxMode})
		}
		if l, ok := say.Parse(r.PostForm.Get("lang")); ok {
			keep(langCookie, string(l), year)
		}
		switch t := r.PostForm.Get("theme"); {
		case theme(t) != "":
			keep(themeCookie, t, year)
		case t == "auto":
			keep(themeCookie, "", -1)
		}
		http.Redirect(w, r, Local(r.PostForm.Get("back")), http.StatusSeeOther)
	})
}

// Local is the path if it stays on this site, else "/". A browser reads
// "//host" and "/\host" as another site.
func Local(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return path
}

func theme(s string) string {
	if s == "light" || s == "dark" {
		return s
	}
	return ""
}
