// Package asset serves the style, the scripts and the vendored libraries of the
// web under names that carry a hash of their content, so that a browser may keep
// them for ever and never shows yesterday's style under today's page. A page's
// own style is added by the page with Add. The room refuses to know what a page
// looks like; what came from elsewhere, with version and licence, is listed in
// vendored/README.md, and vendored/refresh makes it anew.
package asset

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"duban/internal/web/say"
)

// Policy is the content security policy under which every page and every
// vendored library works: nothing inline, nothing foreign, no eval.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Prefix is where the integrator mounts Handler.
const Prefix = "/assets/"

//go:embed files
var embedded embed.FS

type file struct {
	path   string // Prefix + hash + name
	etag   string
	kind   string
	plain  []byte
	packed func() []byte // gzip, made once; nil bytes where it does not pay
}

var shelf = struct {
	sync.RWMutex
	byName map[string]*file
	byPath map[string]*file
}{byName: map[string]*file{}, byPath: map[string]*file{}}

func init() {
	entries, err := embedded.ReadDir("files")
	if err != nil {
		panic(err)
	}
	for _, e := range entries {
		content, err := embedded.ReadFile(path.Join("files", e.Name()))
		if err != nil {
			panic(err)
		}
		Add(e.Name(), content)
	}
}

// Add puts a file on the shelf and returns the path under which it is served.
// A page calls it once, for its embedded style or script:
//
//	var style = asset.Add("review.css", css)
//
// A name is given once; a second file of that name is a mistake of the program.
func Add(name string, content []byte) string {
	sum := sha256.Sum256(content)
	hash := hex.EncodeToString(sum[:])[:16]
	kind := mime.TypeByExtension(path.Ext(name))
	switch path.Ext(name) { // not left to the machine's tables
	case ".css":
		kind = "text/css; charset=utf-8"
	case ".js":
		kind = "text/javascript; charset=utf-8"
	case ".svg":
		kind = "image/svg+xml"
	}
	if kind == "" {
		kind = "application/octet-stream"
	}
	f := &file{path: Prefix + hash + "/" + name, etag: `"` + hash + `"`, kind: kind, plain: content}
	f.packed = sync.OnceValue(func() []byte { return pack(content) })
	shelf.Lock()
	defer shelf.Unlock()
	if old, there := shelf.byName[name]; there && old.path != f.path {
		panic(fmt.Sprintf("asset: %s was added twice", name))
	}
	shelf.byName[name], shelf.byPath[f.path] = f, f
	return f.path
}

// Path is where the named file is served. An unknown name is a mistake of the
// program and panics.
func Path(name string) string {
	shelf.RLock()
	defer shelf.RUnlock()
	f, ok := shelf.byName[name]
	if !ok {
		panic("asset: there is no " + name)
	}
	return f.path
}

// Handler serves the shelf under Prefix.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "", http.StatusMethodNotAllowed)
			return
		}
		shelf.RLock()
		f, ok := shelf.byPath[r.URL.Path]
		shelf.RUnlock()
		if !ok {
			http.Error(w, say.Fault(say.In(r.Context(), say.Accepted(r.Header.Get("Accept-Language"))), "没有这个文件。"), http.StatusNotFound)
			return
		}
		h := w.Header()
		h.Set("Content-Type", f.kind)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("Vary", "Accept-Encoding")
		body, etag := f.plain, f.etag
		if accepts(r.Header.Get("Accept-Encoding")) {
			if p := f.packed(); p != nil {
				body, etag = p, strings.TrimSuffix(f.etag, `"`)+`-gz"`
				h.Set("Content-Encoding", "gzip")
			}
		}
		h.Set("ETag", etag)
		if known(r.Header.Get("If-None-Match"), etag) {
			h.Del("Content-Encoding")
			w.WriteHeader(http.StatusNotModified)
			return
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method == http.MethodGet {
			_, _ = w.Write(body) // the reader went away: nobody is left to tell
		}
	})
}

func pack(content []byte) []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
	if _, err := z.Write(content); err != nil || z.Close() != nil || b.Len() >= len(content) {
		return nil
	}
	return b.Bytes()
}

// accepts reads Accept-Encoding as far as gzip goes; q=0 is a refusal.
func accepts(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name != "gzip" {
			continue
		}
		q, said := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=")
		if !said {
			return true
		}
		v, err := strconv.ParseFloat(q, 64)
		return err == nil && v > 0
	}
	return false
}

func known(header, etag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		if part = strings.TrimPrefix(strings.TrimSpace(part), "W/"); part == etag || part == "*" {
			return true
		}
	}
	return false
}

// Content is a file of the shelf by its name, for pages that lie in a folder of
// their own.
func Content(name string) ([]byte, bool) {
	shelf.RLock()
	defer shelf.RUnlock()
	f, ok := shelf.byName[name]
	if !ok {
		return nil, false
	}
	return f.plain, true
}
