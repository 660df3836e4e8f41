package public

import (
	"bytes"
	"compress/gzip"
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"duban/internal/base/fault"
	"duban/internal/kernel/basemap"
	"duban/internal/web/say"
)

// Policy is what the pages may do: nothing but show their own style and pictures.
const Policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

// fresh is how long a browser may keep a page without asking.
const fresh = 5 * time.Minute

// Site (公开网站) serves the book of the newest snapshot.
type Site struct {
	reader  Reader
	imprint Imprint
	land    Land
	log     *slog.Logger

	mu   sync.RWMutex // guards book
	book *Book
}

// Land gives the map that projects are shown on now, none where there is none any more.
type Land func(context.Context) (basemap.Basemap, error)

// same says that a map is the one it was: whoever gives it gives the same areas again.
func same(a, b basemap.Basemap) bool {
	return a.Approval == b.Approval && len(a.Areas) == len(b.Areas) && (len(a.Areas) == 0 || &a.Areas[0] == &b.Areas[0])
}

// NewSite serves what a reader gives. Nothing is shown before Look has found a snapshot.
func NewSite(r Reader, i Imprint, land Land, log *slog.Logger) *Site {
	return &Site{reader: r, imprint: i, land: land, log: log}
}

// Look asks for the newest snapshot and makes its pages, where it is another one
// than is shown.
func (s *Site) Look(ctx context.Context) error {
	newest, err := s.reader.Newest(ctx)
	if err != nil {
		return err
	}
	land, err := s.land(ctx)
	if err != nil {
		return err
	}
	if b := s.shown(); b != nil && same(b.land, land) && b.Snapshot.Division == newest.Division && b.Snapshot.Number == newest.Number && b.Snapshot.TakenAt == newest.TakenAt {
		return nil
	}
	b, err := Make(ctx, newest, s.imprint, land)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.book = b
	s.mu.Unlock()
	s.log.Info("snapshot", "number", newest.Number, "digest", b.Digest, "files", len(b.Files))
	return nil
}

// Watch looks again and again until the context ends; what is shown stays where
// a look fails.
func (s *Site) Watch(ctx context.Context, every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if err := s.Look(ctx); err != nil && ctx.Err() == nil {
				s.log.Error("snapshot", "error", err.Error())
			}
		}
	}
}

func (s *Site) shown() *Book {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.book
}

// ServeHTTP answers with a file of the book. Only reading is answered.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", Policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
	ctx := say.In(r.Context(), say.Accepted(r.Header.Get("Accept-Language")))
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, say.Fault(ctx, "这里只能看，不能提交。"), http.StatusMethodNotAllowed)
		return
	}
	b := s.shown()
	if r.URL.Path == "/healthz" {
		if b == nil {
			http.Error(w, "no snapshot", http.StatusServiceUnavailable)
			return
		}
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte("snapshot " + strconv.FormatInt(b.Snapshot.Number, 10) + " " + b.Digest + "\n"))
		return
	}
	if b == nil {
		h.Set("Retry-After", "60")
		http.Error(w, say.Fault(ctx, "还没有公布过进展。"), http.StatusServiceUnavailable)
		return
	}
	path := strings.TrimPrefix(r.URL.Path, "/")
	if path == "" || strings.HasSuffix(path, "/") {
		path += "index.html"
	}
	f, ok := b.Files[path]
	if _, folder := b.Files[path+"/index.html"]; !ok && folder {
		http.Redirect(w, r, "/"+path+"/", http.StatusMovedPermanently)
		return
	}
	if !ok {
		s.nowhere(w, r, b, path)
		return
	}
	s.answer(w, r, b, f)
}

// nowhere answers an address that there is nothing under. The page's links go
// from the root, so it is sent there where the address lies deeper.
func (s *Site) nowhere(w http.ResponseWriter, r *http.Request, b *Book, path string) {
	name := "404.html"
	if strings.HasPrefix(path, "en/") {
		name = "en/404.html"
	}
	body := b.Files[name].Body
	base := []byte(`<head><base href="/` + strings.TrimSuffix(name, "404.html") + `"/>`)
	w.Header().Set("Content-Security-Policy", strings.Replace(Policy, "base-uri 'none'", "base-uri 'self'", 1))
	w.Header().Set("Content-Type", hypertext)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNotFound)
	if r.Method == http.MethodGet {
		_, _ = w.Write(bytes.Replace(body, []byte("<head>"), base, 1)) // the reader went away: nobody is left to tell
	}
}

func (s *Site) answer(w http.ResponseWriter, r *http.Request, b *Book, f File) {
	h := w.Header()
	tag := b.etag(f)
	h.Set("Content-Type", f.Kind)
	h.Set("ETag", tag)
	h.Set("Last-Modified", b.taken().UTC().Format(http.TimeFormat))
	h.Set("Cache-Control", "public, max-age="+strconv.Itoa(int(fresh.Seconds())))
	h.Set("Vary", "Accept-Encoding")
	for part := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		if strings.TrimPrefix(strings.TrimSpace(part), "W/") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	body := f.Body
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") && len(body) > 1400 && f.Kind != kindOf("x.zip") {
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		if _, err := z.Write(body); err == nil && z.Close() == nil {
			h.Set("Content-Encoding", "gzip")
			h.Set("ETag", "W/"+tag)
			body = packed.Bytes()
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body)
	}
}

// Unpublished says that there is no snapshot yet.
func Unpublished(err error) bool {
	f, ok := fault.As(err)
	return ok && f.Kind == fault.NotFound
}
