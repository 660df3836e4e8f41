package cases

import (
	_ "embed"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/rule"
	"duban/internal/kernel/staff"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

//go:embed phone.css
var phoneCSS []byte

//go:embed phone.js
var phoneJS []byte

//go:embed worker.js
var workerJS []byte

var (
	PhoneStyle  = asset.Add("phone.css", phoneCSS)
	phoneScript = asset.Add("phone.js", phoneJS)
)

// WorkerPath is where the browser fetches what shows the phone's page without
// a net; it may do so for the pages beside it alone.
const WorkerPath = "/cases/phone/worker.js"

// mostPlaces is how many places are offered to choose from.
const mostPlaces = 20

// longestWait is how long a phone may say that something waited in it, in
// seconds; beyond that its clock was set, and is not believed.
const longestWait = 31 * 24 * 3600

// Worker is the script that shows the phone's page without a net.
func Worker(v *frame.Visit) error {
	v.W.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	v.W.Header().Set("Cache-Control", "no-cache")
	_, err := v.W.Write(workerJS)
	return err
}

// phoneBlank is the form that a phone is asked, of a procedure that has one.
func phoneBlank(v *frame.Visit) (desk.Blank, error) {
	b, err := v.House.Desk.BlankCase(v.Ctx, v.Actor, v.At("procedure"))
	if err == nil && len(b.Act.Phone) == 0 {
		err = fault.New(fault.NotFound, "“"+b.Procedure.Title+"”没有手机页。", "请在“办件”里立件。")
	}
	return b, err
}

// Phone is the page that opens a case from a phone.
func Phone(v *frame.Visit) error { return onPhone(v, nil) }

func onPhone(v *frame.Visit, err error) error {
	f, status, err := wrongForm(v.Ctx, err)
	if err != nil {
		return err
	}
	b, err := phoneBlank(v)
	if err != nil {
		return err
	}
	f.procedure, f.act, f.only, f.units, f.values, f.choices = b.Procedure, b.Act, b.Act.OnPhone(), b.Units, sent(v), b.Choices
	near, err := places(v, b.Procedure)
	if err != nil {
		return err
	}
	v.W.Header().Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(self), payment=()")
	return v.ShowAs(status, frame.Sheet{Title: b.Act.Title, Class: "is-phone", Wide: true, Back: "/cases", Styles: []string{style, PhoneStyle}, Scripts: []string{phoneScript}}, phone(v, f, near))
}

// places are those of the cases opened last, to choose from.
func places(v *frame.Visit, p *procedure.Procedure) ([]string, error) {
	l, err := v.House.Desk.ListCases(v.Ctx, v.Actor, desk.CasePage{Procedure: p.ID, Most: 5 * mostPlaces})
	if err != nil {
		return nil, err
	}
	var list []string
	for _, c := range l.Cases {
		if c.Place != "" && !slices.Contains(list, c.Place) && len(list) < mostPlaces {
			list = append(list, c.Place)
		}
	}
	return list, nil
}

// holder marks whose entries a phone keeps: nobody else's page shows or sends them.
func holder(by staff.Actor) string { return by.Division + "." + by.Person }

// OpenOnPhone opens a case as a phone sends it: from the form, or from its queue.
func OpenOnPhone(v *frame.Visit) error {
	b, err := phoneBlank(v)
	if err != nil {
		return err
	}
	k, q, err := openOnPhone(v, b)
	if strings.Contains(v.R.Header.Get("Accept"), "application/json") {
		return toPhone(v, b, k, q, err)
	}
	if err != nil {
		return onPhone(v, err)
	}
	if q != nil {
		return q.show(v)
	}
	v.Back("/cases/"+k.ID, say.T(v.Ctx, "“%s”办好了，编号 %s。", b.Act.Title, k.Number))
	return nil
}

func openOnPhone(v *frame.Visit, b desk.Blank) (desk.CaseKept, *between, error) {
	if err := received(v); err != nil {
		return desk.CaseKept{}, nil, err
	}
	if of := v.R.PostFormValue("person"); of != "" && of != holder(v.Actor) {
		return desk.CaseKept{}, nil, fault.New(fault.Forbidden, "这一件是别人存在手机里的。", "请存的人登录，再发。")
	}
	if err := handPhotos(v, b.Act.Form); err != nil {
		return desk.CaseKept{}, nil, err
	}
	in := desk.OpenCase{Procedure: b.Procedure.ID, Deed: procedure.Deed{Act: b.Act.ID, Data: Filled(v, b.Act.Form)}}
	if n, err := strconv.ParseInt(v.R.URL.Query().Get("waited"), 10, 64); err == nil && n > 0 && n <= longestWait {
		in.Ago = n
	}
	if q, err := ask(v, b, &in, v.R.URL.Path); err != nil || q != nil {
		return desk.CaseKept{}, q, err
	}
	k, err := v.House.Desk.OpenCase(v.Ctx, v.Actor, v.Call(), in)
	return k, nil, err
}

// phoneTold is what a phone's queue is answered.
type phoneTold struct {
	ID       string   `json:"id,omitempty"`
	Number   string   `json:"number,omitempty"`
	Sentence string   `json:"sentence,omitempty"`
	Hint     string   `json:"hint,omitempty"`
	Wrong    []string `json:"wrong,omitempty"` // field by field

	Alike []alikeTold `json:"alike,omitempty"` // cases nearby that may be of the same matter
}

func toPhone(v *frame.Visit, b desk.Blank, k desk.CaseKept, q *between, err error) error {
	out, status := phoneTold{ID: k.ID, Number: k.Number}, http.StatusOK
	if err != nil {
		f, ok := fault.As(err)
		if !ok {
			return err
		}
		out = phoneTold{Sentence: say.Fault(v.Ctx, f.Sentence), Hint: say.Fault(v.Ctx, f.Hint)}
		if status = frame.StatusOf(f.Kind); f.Kind == fault.Refused {
			status = http.StatusUnprocessableEntity // signing in again would not help
		}
		if u, ok := f.Cause.(*procedure.Unfit); ok {
			for _, w := range u.Wantings {
				out.Wrong = append(out.Wrong, say.Fault(v.Ctx, w.Sentence)+say.Fault(v.Ctx, w.Hint))
			}
		}
	}
	if q != nil {
		out, status = phoneTold{Alike: q.told(v.Ctx, func(code string) string { return UnitName(b.Units, code) })}, http.StatusConflict
	}
	v.W.Header().Set("Content-Type", "application/json; charset=utf-8")
	v.W.Header().Set("Cache-Control", "no-store")
	v.W.WriteHeader(status)
	return json.NewEncoder(v.W).Encode(out)
}

// writing is a field to be written on a phone: the browser asks for what is
// missing before it is put away, for there may be no net to ask over.
func writing(x part.Field, key, value string) part.Field {
	a := templ.Attributes{}
	for k, v := range x.Attributes {
		a[k] = v
	}
	if !x.Optional {
		a["required"] = true
	}
	if key != "" {
		a[key] = value
	}
	x.Attributes = a
	return x
}

// kinds are the fields whose choices say in a few words what is reported.
func (f form) kinds() []string {
	var list []string
	for _, x := range f.only {
		if len(x.Choices) > 0 && x.Kind == rule.Text && slices.Contains(f.procedure.Filters, x.Name) {
			list = append(list, prefix+x.Name)
		}
	}
	return list
}
