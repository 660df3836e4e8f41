// Package security is what the security administrator watches over: who is
// signed in, what guards whom, which roles must show a second factor, and the
// city's identity service. It refuses to know what anybody works on.
package security

import (
	_ "embed"
	"net/http"
	"slices"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	"duban/internal/web/say"
)

//go:embed security.css
var css []byte

var style = asset.Add("security.css", css)

// data is what these pages show, each of it in its place.
type data struct {
	desk.Oversight
	fresh  bool // the administrator has proved lately who they are
	fault  *fault.Fault
	about  string // the session or the person that the fault is about
	reason string // as it was written
	page   int
	people []desk.WatchedPerson
	found  int
	origin string // where people open the pages, "" if it is not known
	form   desk.IdentityService
}

// inAPage is how many people a page holds.
const inAPage = 100

func load(v *frame.Visit) (*data, error) {
	before, id := frame.Cursor(v.R.URL.Query().Get("from"))
	o, err := v.House.Desk.Oversee(v.Ctx, v.Actor, before, id)
	if err != nil {
		return nil, err
	}
	guard, err := v.House.Desk.Guarded(v.Ctx, v.Actor)
	d := &data{Oversight: o, fresh: guard.Fresh, form: o.Service}
	if origin, none := v.Origin(); none == nil {
		d.origin = origin
	}
	return d, err
}

// view shows one of the pages, with what went wrong on it.
type view struct {
	title say.Text
	path  string
}

var (
	sessionsView = view{say.Text("登录安全"), "/security"}
	peopleView   = view{say.Text("各人的第二因子"), "/security/people"}
	identityView = view{say.Text("统一身份认证"), "/security/identity"}
)

func (w view) show(v *frame.Visit, d *data) error {
	status := http.StatusOK
	if d.fault != nil {
		status = http.StatusUnprocessableEntity
		if d.fault.Field == "proof" {
			d.fresh = false // the way to it stands on the page
		}
	}
	body := sessions(v, d)
	switch w {
	case peopleView:
		d.sift(v)
		body = people(v, d)
	case identityView:
		body = identity(v, d)
	}
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, w.title), At: "/security", Styles: []string{style}}, body)
}

// done goes back to a page, or shows on it what went wrong.
func (w view) done(v *frame.Visit, about, word string, err error, keep func(*data)) error {
	if err == nil {
		v.Back(w.path, word)
		return nil
	}
	f, err := frame.FaultOf(err)
	if err != nil {
		return err
	}
	d, err := load(v)
	if err != nil {
		return err
	}
	d.fault, d.about, d.reason = f, about, v.Text("reason")
	if keep != nil {
		keep(d)
	}
	return w.show(v, d)
}

func (w view) open(v *frame.Visit) error {
	d, err := load(v)
	if err != nil {
		return err
	}
	return w.show(v, d)
}

// Show lists who is signed in, and which roles must show a second factor.
func Show(v *frame.Visit) error { return sessionsView.open(v) }

// People lists what guards each person's account.
func People(v *frame.Visit) error { return peopleView.open(v) }

// Identity shows the settings of the identity service.
func Identity(v *frame.Visit) error { return identityView.open(v) }

// EndSession ends somebody's session.
func EndSession(v *frame.Visit) error {
	err := v.House.Desk.EndSessionOf(v.Ctx, v.Actor, v.Call(), v.At("session"), v.Text("reason"))
	return sessionsView.done(v, v.At("session"), say.T(v.Ctx, "那处登录已结束。"), err, nil)
}

// Require says whether the holders of a role must show a second factor.
func Require(v *frame.Visit) error {
	role, must := staff.Role(v.At("role")), v.Text("must") == "yes"
	word := say.T(v.Ctx, "“%s”登录不再要求第二因子。", say.T(v.Ctx, frame.RoleWords[role]))
	if must {
		word = say.T(v.Ctx, "“%s”登录要出示第二因子了。", say.T(v.Ctx, frame.RoleWords[role]))
	}
	return sessionsView.done(v, "", word, v.House.Desk.RequireFactor(v.Ctx, v.Actor, v.Call(), role, must), nil)
}

// Reset takes all second factors from a person who has lost them.
func Reset(v *frame.Visit) error {
	waits, err := v.House.Desk.ResetFactors(v.Ctx, v.Actor, v.Call(), v.At("person"), v.Text("reason"))
	word := say.T(v.Ctx, "第二因子已去掉，这个人的登录都已结束。")
	if waits {
		word = say.T(v.Ctx, "已提请重设，等系统管理员或审计管理员同意。")
	}
	return peopleView.done(v, v.At("person"), word, err, nil)
}

// SetIdentity sets the identity service.
func SetIdentity(v *frame.Visit) error {
	in := desk.IdentityService{Issuer: v.Text("issuer"), Client: v.Text("client"), Secret: v.R.PostFormValue("secret"),
		LoginClaim: v.Text("logins"), NameClaim: v.Text("names"), Scopes: strings.Fields(v.Text("scopes")), Stopped: v.Text("stopped") == "yes"}
	origin, err := v.Origin()
	if err == nil {
		err = v.House.Desk.SetIdentityService(v.Ctx, v.Actor, v.Call(), in, origin+returnPath)
	}
	return identityView.done(v, "", say.T(v.Ctx, "统一身份认证设好了。"), err, func(d *data) {
		in.Version, in.Secret = v.Call().Version, "" // that a newer one is there must be seen
		d.form = in
	})
}

// returnPath is where the identity service sends people back to.
const returnPath = "/sign-in/identity/return"

// Whom to look at in the list of people.
const (
	bare   = "bare"   // without a second factor
	armed  = "armed"  // with one
	locked = "locked" // whose sign-in is locked
)

// sift keeps the people that the filter asks for, a page of them.
func (d *data) sift(v *frame.Visit) {
	words, only := strings.ToLower(v.R.URL.Query().Get("q")), v.R.URL.Query().Get("only")
	var kept []desk.WatchedPerson
	for _, p := range d.People {
		has := slices.ContainsFunc(p.Factors, func(f desk.Factor) bool { return f.Kind != "identity" })
		switch {
		case p.ID != d.about && words != "" && !strings.Contains(strings.ToLower(p.Name+" "+p.Login), words):
		case only == bare && (has || p.Stopped), only == armed && !has, only == locked && !p.Locked:
		case p.ID == d.about: // whom a fault is about is seen at once
			kept = append([]desk.WatchedPerson{p}, kept...)
		default:
			kept = append(kept, p)
		}
	}
	d.found = len(kept)
	d.page = max(0, v.Number("page"))
	from := min(d.page*inAPage, len(kept))
	d.people = kept[from:min(from+inAPage, len(kept))]
}

// turned is the address of another page of the people, "" where there is none.
func (d *data) turned(v *frame.Visit, page int) string {
	if page < 0 || page*inAPage >= d.found {
		return ""
	}
	return frame.With(v.R, "page", frame.Itoa(page))
}

// older is where the list of sessions goes on, "" at its end.
func (d *data) older() string {
	if !d.More {
		return ""
	}
	last := d.Sessions[len(d.Sessions)-1]
	return "/security?from=" + frame.CursorText(last.OpenedAt, last.ID)
}

// wrong is the fault if it is about this session or person.
func (d *data) wrong(id string) *fault.Fault {
	if d.about != id {
		return nil
	}
	return d.fault
}
