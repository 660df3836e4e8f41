// Package web is the office's site: pages in folders, each with its template
// and its handlers; routes.go is the table of contents. It calls the desk and
// nothing below it, and refuses to decide who may do what.
package web

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/basemap"
	"duban/internal/kernel/staff"
	"duban/internal/web/api"
	"duban/internal/web/asset"
	"duban/internal/web/feeds"
	"duban/internal/web/frame"
	"duban/internal/web/meter"
	"duban/internal/web/open311"
	"duban/internal/web/parts"
	"duban/internal/web/rate"
	"duban/internal/web/say"
	"duban/internal/web/visit"
)

// mostBody is the largest form that is taken, in bytes; uploads have their own limit.
const mostBody = 1 << 20

// inquiries is how often one address may look after a case by its code.
var inquiries = rate.Limit{Most: 30, Every: time.Minute}

// applying is how often one address may ask for something without signing in, a
// household or an office behind one address included, and applyingAll all of them.
var (
	applying    = rate.Limit{Most: 30, Every: 10 * time.Minute}
	applyingAll = rate.Limit{Most: 600, Every: 10 * time.Minute}
)

// voting is how often one address may hand in answers to a poll, a household or a
// street behind one address included, and votingAll all of them.
var (
	voting    = rate.Limit{Most: 60, Every: 10 * time.Minute}
	votingAll = rate.Limit{Most: 6000, Every: 10 * time.Minute}
)

// subscribing is how many letters to be confirmed one address may have sent, and
// subscribingAll all of them.
var (
	subscribing    = rate.Limit{Most: 10, Every: time.Hour}
	subscribingAll = rate.Limit{Most: 1000, Every: time.Hour}
)

// outside is how many files one address may hand in without signing in.
var outside = rate.Limit{Most: 300, Every: 24 * time.Hour}

// mostPhotos is how many photographs of the largest size one form may carry.
const mostPhotos = 9

// Site serves the office's pages.
func Site(h *frame.House) http.Handler {
	if h.Inquiries == nil {
		h.Inquiries = rate.NewCounter(inquiries, time.Now)
	}
	if h.Applying == nil {
		h.Applying = rate.NewGate(applying, applyingAll, time.Now)
	}
	if h.Voting == nil {
		h.Voting = rate.NewGate(voting, votingAll, time.Now)
	}
	if h.Subscribing == nil {
		h.Subscribing = rate.NewGate(subscribing, subscribingAll, time.Now)
	}
	if h.Outside == nil {
		h.Outside = rate.NewCounter(outside, time.Now)
	}
	mux := http.NewServeMux()
	for _, r := range routes {
		page := r.page
		if r.act != open {
			page = frame.Signed(allowed(r.act, page))
		}
		mux.Handle(r.pattern, h.Page(sound(page)))
	}
	mux.Handle("GET "+asset.Prefix, asset.Handler())
	mux.Handle("POST "+visit.Path, visit.Handler())
	mux.Handle("GET /parts", parts.Handler())
	mux.HandleFunc("GET /healthz", health(h))
	mux.Handle("/", h.Page(func(v *frame.Visit) error {
		return fault.New(fault.NotFound, "没有这一页。", "看看地址是不是写错了。")
	}))
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(h.Page(func(*frame.Visit) error {
		return fault.New(fault.Forbidden, "这次提交来自别的网站。", "请从本系统的页面上办。")
	}))
	all := http.NewServeMux()
	// the API looks at no cookie, so a page of another site gets nowhere with it
	all.Handle(api.Root+"/", api.New(h))
	all.Handle(api.Root+"/{$}", http.RedirectHandler(api.Root, http.StatusMovedPermanently))
	// nor does what speaks Open311: whoever reports shows a token
	all.Handle(open311.Root+"/", open311.New(h))
	pages := visit.Wrap(guard.Handler(meter.Routed(mux)))
	all.Handle(api.Root, pages)
	all.Handle("/", pages)
	return logged(h, headers(limited(all)))
}

// allowed refuses before the page is built; the desk refuses in any case.
func allowed(act string, page func(*frame.Visit) error) func(*frame.Visit) error {
	return func(v *frame.Visit) error {
		if err := staff.Permit(v.Actor, act, ""); err != nil {
			return err
		}
		return page(v)
	}
}

// headers are set on every answer.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", asset.Policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
		if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

func limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, mostOf(r))
		next.ServeHTTP(w, r)
	})
}

// mostOf is how much a request may carry: files only where a page takes them.
func mostOf(r *http.Request) int64 {
	path := r.URL.Path
	if strings.HasPrefix(path, api.Root+"/") { // where each operation has a bound of its own
		return desk.MostUpload + mostBody
	}
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return mostBody
	}
	switch {
	case path == "/reports":
		return 20 * desk.MostUpload
	case strings.HasPrefix(path, "/cases/"):
		return mostPhotos*desk.MostPhoto + mostBody
	case strings.HasPrefix(path, "/guide/"), strings.HasPrefix(path, "/inquiry/acts/"), strings.HasPrefix(path, "/tasks/"), strings.HasPrefix(path, "/requests/"):
		return desk.MostFiles + mostBody // and sheets of tasks, which are less
	case strings.HasPrefix(path, "/projects/"):
		return mostPhotos*desk.MostPhoto + mostBody // and ledgers
	case strings.HasPrefix(path, "/registers/"):
		return 2*desk.MostSheet + mostBody // the file, or it as text within text
	case path == "/basemap":
		return basemap.MostBytes + mostBody
	case strings.HasPrefix(path, "/units/import"):
		return 4 * desk.MostRoster // two files, or both as text
	}
	return mostBody
}

// answer remembers the status for the log.
type answer struct {
	http.ResponseWriter
	status int
	size   int
}

func (a *answer) WriteHeader(s int) {
	if a.status == 0 {
		a.status = s
	}
	a.ResponseWriter.WriteHeader(s)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.size += n
	return n, err
}

// Unwrap lets the server's own means through.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// logPath is a request's path as the log has it: the address of a calendar, and
// of a letter to a subscriber, is a key.
func logPath(r *http.Request) string {
	for _, root := range []string{feeds.Root, desk.ConfirmRoot, desk.UnsubscribeRoot} {
		if strings.HasPrefix(r.URL.Path, root) {
			return root + "…"
		}
	}
	return r.URL.Path
}

// logged writes one line a request, counts it, and answers a panic with an incident.
func logged(h *frame.House, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var b [8]byte
		rand.Read(b[:]) // never fails
		id := hex.EncodeToString(b[:])
		ctx, trace := meter.Begin(r.Context(), id)
		a := &answer{ResponseWriter: w}
		a.Header().Set("X-Request-Id", id)
		start := time.Now()
		defer func() {
			if p := recover(); p != nil {
				h.Meter.Panicked()
				if p == http.ErrAbortHandler {
					panic(p)
				}
				h.Log.Error("panic", "request", id, "path", logPath(r), "panic", p, "stack", string(debug.Stack()))
				if a.status == 0 {
					http.Error(a, say.Fault(say.In(ctx, say.Accepted(r.Header.Get("Accept-Language"))), "系统出了差错。请把编号告诉系统管理员："+id), http.StatusInternalServerError)
				}
			}
			took := time.Since(start)
			h.Meter.Answered(trace, a.status, took)
			line := []any{"request", id, "method", r.Method, "path", logPath(r), "status", a.status, "bytes", a.size, "ms", took.Milliseconds()}
			if acts := trace.Acts(); len(acts) > 0 {
				line = append(line, "acts", acts)
			}
			h.Log.Info("request", line...)
		}()
		next.ServeHTTP(a, r.WithContext(ctx))
	})
}
