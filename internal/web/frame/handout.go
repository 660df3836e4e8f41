package frame

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/press"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// form is a way to write a list down.
type form struct {
	ending, media string
	write         func(io.Writer, press.List) error
}

var forms = []form{
	{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", press.ListWorkbook},
	{"csv", "text/csv; charset=utf-8", func(w io.Writer, l press.List) error { return press.ListCSV(w, l, press.CSVOptions{BOM: true}) }},
	{"jsonl", "application/jsonl; charset=utf-8", press.ListJSONL},
}

var formWord = map[string]say.Text{"xlsx": "Excel", "csv": "CSV", "jsonl": "JSONL"}

// Files are the ways to take a list along, with the filter of the page that
// shows it and without its place in the list. path is the list's own file route.
func Files(v *Visit, path string) []part.Link {
	var all []part.Link
	for _, f := range forms {
		q := url.Values{}
		for k, x := range v.R.URL.Query() {
			if k != "after" && k != "before" && k != "id" && k != "lang" && k != "theme" && len(x) > 0 && x[0] != "" {
				q.Set(k, x[0])
			}
		}
		q.Set("as", f.ending)
		all = append(all, part.Link{Text: say.T(v.Ctx, formWord[f.ending]), Href: path + "?" + q.Encode()})
	}
	return all
}

// HandOut answers with a list as a file: as says in which form, Excel where it
// is silent. Until the desk begins to write, trouble is shown as a page; what
// breaks later cuts the file off.
func (v *Visit) HandOut(name, filter string, export func(context.Context, desk.Handout) error) error {
	as := cmp.Or(v.Text("as"), forms[0].ending)
	for _, f := range forms {
		if f.ending != as {
			continue
		}
		begun := false
		site := "http://"
		if v.TLS() {
			site = "https://"
		}
		h := desk.Handout{Filter: filter, Site: site + v.R.Host, English: say.Lang(v.Ctx) == say.English, Write: func(l press.List) error {
			begun = true
			v.attach(v.Actor.DivisionName+" "+l.Title, name, l.At, f.ending, f.media)
			return f.write(v.W, l)
		}}
		err := export(v.Ctx, h)
		return v.sent(begun, err)
	}
	return fault.New(fault.Invalid, "没有“"+as+"”这种文件。", "可以取 xlsx、csv、jsonl。").At("as")
}

// HandOutPackage answers with the open part as a zip.
func (v *Visit) HandOutPackage() error {
	begun := false
	err := v.House.Desk.ExportPackage(v.Ctx, v.Actor, v.Text("licence"), func(p press.Package) error {
		begun = true
		v.attach(p.Title, p.Name, p.Created, "zip", "application/zip")
		return press.DataPackage(v.W, p)
	})
	return v.sent(begun, err)
}

// PaperMedia are the kinds of file that a paper is written as.
var PaperMedia = map[string]string{"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}

// HandOutPaper answers with a paper as the query's "as" asks for it, in the usual
// kind where it does not.
func (v *Visit) HandOutPaper(usual string, write func(as string, begin func(title, name string) io.Writer) error) error {
	as := cmp.Or(v.Text("as"), usual)
	return v.HandOutDocument(PaperMedia[as], as, func(begin func(title, name string) io.Writer) error { return write(as, begin) })
}

// HandOutDocument answers with one file. write says what it is called before
// its first byte; until then trouble is shown as a page.
func (v *Visit) HandOutDocument(media, ending string, write func(begin func(title, name string) io.Writer) error) error {
	begun := false
	err := write(func(title, name string) io.Writer {
		begun = true
		h := v.W.Header()
		h.Set("Content-Type", media)
		h.Set("Content-Disposition", disposition(title+"."+ending, name+"."+ending))
		h.Set("Cache-Control", "no-store")
		return v.W
	})
	return v.sent(begun, err)
}

// Picture answers with a photograph.
func (v *Visit) Picture(p desk.OpenedPhoto, err error) error {
	if err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", p.Media)
	v.W.Header().Set("Content-Disposition", "inline")
	// who may no longer see it asks in vain, so nothing is kept by the browser for long
	v.W.Header().Set("Cache-Control", "private, max-age=600")
	if _, err := v.W.Write(p.Bytes); err != nil {
		v.House.Log.Warn("a photograph was not sent to its end", "error", err.Error())
	}
	return nil
}

// attach names the file in Chinese, and in ASCII for what reads no other.
func (v *Visit) attach(title, name string, at time.Time, ending, media string) {
	h := v.W.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", disposition(title+" "+at.In(china).Format("2006-01-02")+"."+ending, name+"-"+at.In(china).Format("20060102")+"."+ending))
	h.Set("Cache-Control", "no-store")
}

// sent cuts an answer off that was begun and broke, so that nobody takes half a
// list for a whole one.
func (v *Visit) sent(begun bool, err error) error {
	if err != nil && begun {
		v.House.Log.Warn("a list was not sent to its end", "path", v.R.URL.Path, "error", err.Error())
		panic(http.ErrAbortHandler)
	}
	return err
}

// disposition names a file in any script, and in ASCII beside (RFC 6266, RFC 8187).
func disposition(name, plain string) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
	kept := func(r rune) rune {
		if r < ' ' || r == 0x7F || strings.ContainsRune(`/\\:*?"<>|`, r) {
			return -1
		}
		return r
	}
	name = strings.Map(kept, strings.TrimSpace(name))
	plain = strings.Map(func(r rune) rune {
		if r >= 0x80 {
			return -1
		}
		return kept(r)
	}, plain)
	var b strings.Builder
	for i := range len(name) {
		if c := name[i]; strings.IndexByte(letters, c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return `attachment; filename="` + plain + `"; filename*=UTF-8''` + b.String()
}
