// Package frame is what every page stands in: who visits, the shell around a
// page, forms, and how trouble is shown. It refuses to know what single pages
// are about.
package frame

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/web/meter"
	"duban/internal/web/part"
	"duban/internal/web/rate"
	"duban/internal/web/say"
	"duban/internal/web/visit"
)

// House is what all pages share.
type House struct {
	Desk        *desk.Workspace
	Log         *slog.Logger
	SetUpCode   string // what the first-run set-up asks for
	Origin      string // where people open the pages, like https://duban.example.gov.cn; "" on this machine alone
	Warnings    func() []string
	Rates       *rate.Limits  // of the API; nil for the standard ones
	Meter       *meter.Meter  // nil counts nothing
	Applying    *rate.Gate    // of those who ask for something without signing in; nil counts nobody
	Outside     *rate.Counter // of the files that come without signing in; nil counts nobody
	Voting      *rate.Gate    // of those who say whether they are satisfied; nil counts nobody
	Subscribing *rate.Gate    // of those who have letters sent to a mailbox; nil counts nobody
	Inquiries   *rate.Counter // of those who look after a case without signing in; nil counts nobody
}

// Visit is one request to a page.
type Visit struct {
	W     http.ResponseWriter
	R     *http.Request
	Ctx   context.Context
	House *House
	Actor staff.Actor // zero where nobody is signed in
}

// CookieName is the session's cookie: the division and its secret with a point between.
const CookieName = "duban_session"

// Secret gives the division and secret of the session's cookie.
func Secret(r *http.Request) (division, secret string, ok bool) {
	c, err := r.Cookie(CookieName)
	if err != nil {
		return "", "", false
	}
	return strings.Cut(c.Value, ".")
}

// SetSession hands the session's secret to the browser, or takes it back with "".
func (v *Visit) SetSession(division, secret string) {
	c := &http.Cookie{Name: CookieName, Value: division + "." + secret, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: v.TLS()}
	if secret == "" {
		c.Value, c.MaxAge = "", -1
	}
	http.SetCookie(v.W, c)
}

// TLS says that the browser came over TLS, here or at a proxy on this machine.
func (v *Visit) TLS() bool {
	return v.R.TLS != nil || v.R.Header.Get("X-Forwarded-Proto") == "https"
}

// Page makes a handler of a page. Trouble that the page returns is shown.
func (h *House) Page(f func(*Visit) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		v := &Visit{W: w, R: r, Ctx: ctx, House: h}
		// the server removes the files of the request that it made, and r is a copy
		defer func() {
			for _, r := range []*http.Request{r, v.R} {
				if r.MultipartForm != nil {
					if err := r.MultipartForm.RemoveAll(); err != nil {
						h.Log.Warn("files of a form stay", "error", err.Error())
					}
				}
			}
		}()
		if division, secret, ok := Secret(r); ok && secret != "" {
			a, err := h.Desk.Actor(ctx, division, secret)
			if err != nil && !is(err, fault.Forbidden) {
				v.Trouble(err)
				return
			}
			v.Actor = a
		}
		if err := f(v); err != nil {
			v.Trouble(err)
		}
	})
}

func is(err error, k fault.Kind) bool {
	f, ok := fault.As(err)
	return ok && f.Kind == k
}

// Signed has a page ask for a signed-in person, and for a changed first password.
func Signed(f func(*Visit) error) func(*Visit) error {
	return func(v *Visit) error {
		switch {
		case v.Actor.Person == "":
			if v.R.Method != http.MethodGet {
				return fault.New(fault.Forbidden, "还没有登录，或登录已经到时。", "请登录后再办。")
			}
			v.Redirect("/sign-in?next=" + url.QueryEscape(v.R.URL.RequestURI()))
			return nil
		case v.Actor.MustChange && v.R.URL.Path != "/me/password" && v.R.URL.Path != "/sign-out":
			v.Redirect("/me/password")
			return nil
		case v.Actor.MustEnrol && v.R.Method == http.MethodGet && !strings.HasPrefix(v.R.URL.Path, "/me/"):
			v.Redirect("/me/security")
			return nil
		}
		return f(v)
	}
}

// Origin is where the browser opened the page. It is what the operator wrote;
// only on this machine itself is the browser's word taken for it, since whoever
// names the origin names what passkeys and identity services trust.
func (v *Visit) Origin() (string, error) {
	if v.House.Origin != "" {
		return v.House.Origin, nil
	}
	u := url.URL{Host: v.R.Host}
	if host := u.Hostname(); host != "localhost" && !net.ParseIP(host).IsLoopback() {
		return "", fault.New(fault.Refused, "本系统还没有写明它的网址。", "请系统管理员用 duban serve --origin 写明，例：https://duban.example.gov.cn。")
	}
	return "http://" + v.R.Host, nil
}

// Redirect sends the browser to another page of ours.
func (v *Visit) Redirect(to string) {
	if v.R.Header.Get("HX-Request") == "true" {
		v.W.Header().Set("HX-Redirect", to)
		v.W.WriteHeader(http.StatusNoContent)
		return
	}
	http.Redirect(v.W, v.R, to, http.StatusSeeOther)
}

// Back sends the browser on after an act, with a word of what was done.
func (v *Visit) Back(to, word string) {
	if word != "" {
		visit.Leave(v.W, v.R, word)
	}
	v.Redirect(to)
}

// Show writes a page in its shell.
func (v *Visit) Show(s Sheet, body templ.Component) error { return v.ShowAs(http.StatusOK, s, body) }

// ShowAs writes a page with another status: a form that has to be mended.
func (v *Visit) ShowAs(status int, s Sheet, body templ.Component) error {
	v.W.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.W.Header().Set("Cache-Control", "no-store")
	v.W.WriteHeader(status)
	s.Wrong = status == http.StatusUnprocessableEntity
	return part.Shell(v.page(s)).Render(templ.WithChildren(v.Ctx, body), v.W)
}

// Part writes a piece of a page, for a script to put in.
func (v *Visit) Part(parts ...templ.Component) error {
	v.W.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.W.Header().Set("Cache-Control", "no-store")
	for _, p := range parts {
		if err := p.Render(v.Ctx, v.W); err != nil {
			return err
		}
	}
	return nil
}

// Scripted says that a script asks for a piece of the page.
func (v *Visit) Scripted() bool { return v.R.Header.Get("HX-Request") == "true" }

// Call is what the form says of its act: its id, the version it was made from,
// and what was asked, so that its id does not answer for another form.
func (v *Visit) Call() desk.Call {
	version, _ := strconv.ParseInt(v.R.PostFormValue("version"), 10, 64)
	return desk.Call{ActID: v.R.PostFormValue("act"), Version: version, Asked: asked(v.R)}
}

// NewAct draws an id for a form, so that sending it twice does it once.
func NewAct() string {
	return desk.NewAct(time.Now().UnixMicro(), rand.Reader)
}

// Trouble shows what went wrong.
func (v *Visit) Trouble(err error) {
	if errors.Is(err, context.Canceled) {
		return
	}
	f, ok := fault.As(err)
	if !ok {
		id := NewAct()[14:]
		v.House.Log.Error("internal error", "incident", id, "request", meter.Of(v.Ctx).ID, "path", v.R.URL.Path, "error", err.Error())
		f = fault.New(0, say.T(v.Ctx, "系统出了差错，这次没有办成。"), say.T(v.Ctx, "请把这个编号告诉系统管理员：%s。", id))
	}
	status := StatusOf(f.Kind)
	if f.Kind == fault.Forbidden && v.Actor.Person == "" {
		status = http.StatusUnauthorized
	}
	if v.Scripted() {
		v.W.Header().Set("HX-Retarget", "#toast")
		v.W.Header().Set("HX-Reswap", "innerHTML")
		v.W.Header().Set("Content-Type", "text/html; charset=utf-8")
		v.W.WriteHeader(status)
		if err := trouble(say.Fault(v.Ctx, f.Sentence), say.Fault(v.Ctx, f.Hint)).Render(v.Ctx, v.W); err != nil {
			v.House.Log.Warn("a page was not written to its end", "error", err.Error())
		}
		return
	}
	if err := v.ShowAs(status, Sheet{Title: say.T(v.Ctx, "没有办成")}, troublePage(f)); err != nil {
		v.House.Log.Warn("a page was not written to its end", "error", err.Error())
	}
}

// StatusOf is the HTTP status of a kind of trouble.
func StatusOf(k fault.Kind) int {
	switch k {
	case fault.Invalid, fault.Usage:
		return http.StatusUnprocessableEntity
	case fault.Unreadable:
		return http.StatusUnsupportedMediaType
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Forbidden, fault.Refused:
		return http.StatusForbidden
	case fault.Conflict:
		return http.StatusConflict
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// At reads a path's wildcard.
func (v *Visit) At(name string) string { return v.R.PathValue(name) }

// Text is a trimmed field of the form or the query.
func (v *Visit) Text(name string) string { return strings.TrimSpace(v.R.FormValue(name)) }

// Number is a whole number of the form or the query, 0 if it is none.
func (v *Visit) Number(name string) int {
	n, err := strconv.Atoi(v.Text(name))
	if err != nil {
		return 0
	}
	return n
}

// FaultOf is the fault of an error that a form can show beside its fields;
// other errors go on.
func FaultOf(err error) (*fault.Fault, error) {
	f, ok := fault.As(err)
	if !ok || f.Kind == fault.Unavailable {
		return nil, err
	}
	return f, nil
}

// china is where civil days are counted.
var china = time.FixedZone("UTC+8", 8*3600)

// Moment is an instant as people write it.
func Moment(ctx context.Context, at int64) string {
	if at == 0 {
		return ""
	}
	return Date(ctx, at) + " " + Clock(at)
}

// Date is the day of an instant, Clock its hour.
func Date(ctx context.Context, at int64) string {
	form := "2006年1月2日"
	if say.Lang(ctx) == say.English {
		form = "2 January 2006"
	}
	return time.UnixMicro(at).In(china).Format(form)
}

// Clock is the hour of an instant, as 15:04.
func Clock(at int64) string { return time.UnixMicro(at).In(china).Format("15:04") }

// ISO is the day of an instant for machines.
func ISO(at int64) string { return time.UnixMicro(at).In(china).Format(time.DateOnly) }

// Itoa writes a count.
func Itoa(n int) string { return strconv.Itoa(n) }

// YearText writes a year, "" for none.
func YearText(y int) string {
	if y == 0 {
		return ""
	}
	return strconv.Itoa(y)
}

// CursorText is where the next page of a list begins: after this instant and name.
func CursorText(at int64, name string) string { return strconv.FormatInt(at, 36) + "-" + name }

// Cursor reads CursorText; what is none is the beginning.
func Cursor(s string) (at int64, name string) {
	a, name, ok := strings.Cut(s, "-")
	at, err := strconv.ParseInt(a, 36, 64)
	if !ok || err != nil {
		return 0, ""
	}
	return at, name
}

// With is the address of the page with one part of the query set.
func With(r *http.Request, key, value string) string {
	q := r.URL.Query()
	q.Set(key, value)
	return r.URL.Path + "?" + q.Encode()
}

// Without is the first page of the same list with one part of its filter left out.
func Without(r *http.Request, key string) string {
	q := r.URL.Query()
	q.Del(key)
	q.Del("after")
	return r.URL.Path + "?" + q.Encode()
}

func completeOf(name, kind string) string {
	switch {
	case name == "login":
		return "username"
	case kind == "password" && (name == "password" || name == "old"):
		return "current-password"
	case kind == "password":
		return "new-password"
	}
	return "off"
}
