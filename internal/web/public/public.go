// Package public is the site that the public sees: pages made of a published
// snapshot alone, the same whether a server shows them or a folder holds them.
// Start reading at Make. The room refuses to know the workspace: it has a Reader,
// which gives the newest snapshot and nothing else; it knows no session, sets no
// cookie and takes no form.
package public

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/a-h/templ"

	"duban/internal/kernel/basemap"
	"duban/internal/kernel/snapshot"
	"duban/internal/web/asset"
	"duban/internal/web/say"
)

//go:embed public.css
var css []byte

// Reader gives the newest published snapshot.
type Reader interface {
	Newest(ctx context.Context) (*snapshot.Snapshot, error)
}

// Imprint (网站标识) is what every page says of who answers for it; what is empty
// is left out.
type Imprint struct {
	Host     string // 主办单位
	Phone    string
	SiteCode string // 网站标识码
	ICP      string
	Police   string // 公安备案号
	Faults   string // address of 政府网站找错
	Portal   string // address of the government's own site
	Origin   string // where these pages are opened, for ids of data sets
	Licence  string // address of the licence of the data
	Voice    string // where the public may answer polls and subscribe by mail; "" for nowhere
}

// DefaultLicence is that of the data where nobody says otherwise.
const DefaultLicence = "https://creativecommons.org/licenses/by/4.0/"

// File is one file of the site.
type File struct {
	Kind string // media type
	Body []byte
}

// Book (公开页册) is the whole site of a snapshot: its files by path.
type Book struct {
	Snapshot *snapshot.Snapshot
	Digest   string
	Files    map[string]File

	imprint Imprint
	land    basemap.Basemap
	text    []byte
}

const hypertext = "text/html; charset=utf-8"

// Make makes the site of a snapshot. The same snapshot gives the same bytes.
func Make(ctx context.Context, s *snapshot.Snapshot, i Imprint, land basemap.Basemap) (*Book, error) {
	if i.Licence == "" {
		i.Licence = DefaultLicence
	}
	if land.Approval == "" {
		land.Areas = nil
	}
	text := s.Canonical()
	b := &Book{Snapshot: s, Digest: snapshot.Digest(text), Files: map[string]File{}, imprint: i, land: land, text: text}
	if err := b.addStyles(); err != nil {
		return nil, err
	}
	for _, lang := range []say.Language{say.Chinese, say.English} {
		if err := b.addPages(say.In(ctx, lang)); err != nil {
			return nil, err
		}
	}
	return b, b.addData()
}

// styles are the files of the shelf that pages here use, in their order.
var styles = []string{"tokens.css", "parts.css"}

func (b *Book) addStyles() error {
	for _, name := range append([]string{"icon.svg"}, styles...) {
		f, ok := asset.Content(name)
		if !ok {
			return fmt.Errorf("public: no %s on the shelf", name)
		}
		b.Files["assets/"+name] = File{kindOf(name), f}
	}
	b.Files["assets/public.css"] = File{kindOf("public.css"), css}
	return nil
}

func kindOf(name string) string {
	switch name[strings.LastIndexByte(name, '.'):] {
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".json":
		return "application/json; charset=utf-8"
	case ".csv":
		return "text/csv; charset=utf-8"
	case ".zip":
		return "application/zip"
	case ".atom":
		return "application/atom+xml; charset=utf-8"
	}
	return hypertext
}

// page is one page as it is made: whose book, where it lies and what it is called.
type page struct {
	*Book
	lang  say.Language
	path  string // without the folder of its language
	title string
	at    string // the section that it belongs to
}

// folder is where a language's pages lie.
func folder(l say.Language) string {
	if l == say.English {
		return "en/"
	}
	return ""
}

// root leads from the page up to where the site begins.
func (p page) root() string { return strings.Repeat("../", strings.Count(folder(p.lang)+p.path, "/")) }

// to leads to a page of the same language, so that the pages work under any
// address and from a folder.
func (p page) to(path string) string { return p.root() + folder(p.lang) + path }

// other leads to the same page in the other language.
func (p page) other() string {
	l := say.English
	if p.lang == say.English {
		l = say.Chinese
	}
	return p.root() + folder(l) + p.path
}

// add makes a page.
func (b *Book) add(ctx context.Context, path, title, at string, body func(page) templ.Component) error {
	p := page{b, say.Lang(ctx), path, title, at}
	full := folder(p.lang) + path
	if _, there := b.Files[full]; there {
		return fmt.Errorf("public: %s is made twice", full)
	}
	var out bytes.Buffer
	if err := shell(p).Render(templ.WithChildren(ctx, body(p)), &out); err != nil {
		return errors.Join(fmt.Errorf("public: %s", full), err)
	}
	b.Files[full] = File{hypertext, out.Bytes()}
	return nil
}

// taken is when the snapshot was taken.
func (b *Book) taken() time.Time { return time.UnixMicro(int64(b.Snapshot.TakenAt)) }
