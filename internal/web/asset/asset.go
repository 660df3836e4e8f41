// Package asset serves the embedded style sheets and scripts under names that
// carry a hash of their content, so that a browser may keep them for good. It
// refuses to know pages.
package asset

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed static
var static embed.FS

type file struct {
	path, media string
	data, gz    []byte
}

var files = sync.OnceValue(func() map[string]*file {
	all := map[string]*file{}
	err := fs.WalkDir(static, "static", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := static.ReadFile(p)
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(p, "static/")
		sum := sha256.Sum256(data)
		f := &file{path: "/assets/" + hex.EncodeToString(sum[:8]) + "/" + name, media: mime.TypeByExtension(path.Ext(name)), data: data}
		var b bytes.Buffer
		z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if err != nil {
			return err
		}
		if _, err := z.Write(data); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return err
		}
		if b.Len() < len(data) {
			f.gz = b.Bytes()
		}
		all[name] = f
		return nil
	})
	if err != nil {
		panic(err)
	}
	return all
})

// Path is the address of a file by its name. A name that is not there is a
// mistake of ours and panics.
func Path(name string) string {
	f := files()[name]
	if f == nil {
		panic("asset: no file is called " + name)
	}
	return f.path
}

// Handler serves /assets/.
func Handler() http.Handler {
	byPath := map[string]*file{}
	for _, f := range files() {
		byPath[f.path] = f
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f := byPath[r.URL.Path]
		if f == nil {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", f.media)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("Vary", "Accept-Encoding")
		data := f.data
		if f.gz != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			data = f.gz
		}
		if r.Method == http.MethodHead {
			return
		}
		w.Write(data)
	})
}
