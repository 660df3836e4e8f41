package cases

import (
	"context"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// homes is where the page of an object of a noun is.
var homes = map[string]string{"task": "/tasks/", "project": "/projects/", "settlement": "/settlements/"}

// hrefOf leads to an object, "" where the visitor may not see it.
func hrefOf(r desk.Referred) string {
	if home := homes[r.Noun]; home != "" && r.Name != "" {
		return home + url.PathEscape(r.ID)
	}
	return ""
}

// objectHref leads to the object that a fact of the case names.
func objectHref(c desk.ShownCase, x fact) string {
	id, _ := x.raw.(string)
	for _, r := range c.Referred {
		if x.field.Noun == r.Noun && id == r.ID {
			return hrefOf(r)
		}
	}
	return ""
}

// objectName is what an object is called, as far as the visitor may know.
func objectName(c desk.ShownCase, noun, id string) string {
	for _, r := range c.Referred {
		if noun == r.Noun && id == r.ID {
			if r.Name == "" {
				return "（" + r.Kind + "）"
			}
			return r.Name
		}
	}
	return id
}

// presets are the objects that the address gives, by the name of the field:
// /cases/new/PROCEDURE?任务=ID.
func (f *form) presets(v *frame.Visit) error {
	f.preset = map[string]desk.Referred{}
	if f.act.Form == nil {
		return nil
	}
	for _, x := range f.act.Form.Fields {
		id := v.R.URL.Query().Get(x.Name)
		if x.Noun == "" || id == "" {
			continue
		}
		r, err := v.House.Desk.Refer(v.Ctx, v.Actor, x.Noun, id)
		if err != nil {
			return err
		}
		f.preset[x.Name] = r
	}
	return nil
}

// given is the part of the address that gave objects.
func (f form) given() string {
	q := url.Values{}
	for name, r := range f.preset {
		q.Set(name, r.ID)
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// objects are those that a field can refer to.
func (f form) objects(ctx context.Context, x procedure.Field) []part.Option {
	list := []part.Option{{Text: say.T(ctx, "请选")}}
	for _, r := range f.choices[x.Noun] {
		list = append(list, part.Option{Value: r.ID, Text: r.Name})
	}
	return list
}

// chosen is the field of an object with what helps to choose one.
func (f form) chosen(ctx context.Context, x procedure.Field) part.Field {
	p := f.field(ctx, x)
	if len(f.choices[x.Noun]) >= desk.MostChoices {
		p.Hint += say.T(ctx, "只列最近的 %d 个；别的从它自己的页面进入", desk.MostChoices)
	}
	return p
}

// begins says that the visitor may begin something of a mechanism.
func begins(v *frame.Visit, m *procedure.Mechanism) bool {
	return slices.ContainsFunc(m.Procedures, func(p *procedure.Procedure) bool {
		return len(desk.Startable(v.Actor, p)) > 0 || p.Exchange != nil && v.Actor.May("case.receive")
	})
}

// MostAbout is how many cases the page of an object names.
const MostAbout = 20

// About is the cases that refer to an object, with the ways to open one, for
// the page of that object; without are the named acts on it that would be refused now.
func About(v *frame.Visit, noun, object string, without ...string) (templ.Component, error) {
	a, err := v.House.Desk.CasesOf(v.Ctx, v.Actor, desk.ReferringPage{Noun: noun, Object: object, Most: MostAbout})
	if err != nil {
		return nil, err
	}
	a.Openable = slices.DeleteFunc(a.Openable, func(o desk.Openable) bool {
		return slices.ContainsFunc(o.Act.Performs, func(x procedure.Perform) bool { return slices.Contains(without, x.Act.ID) })
	})
	return about(board{CaseListing: a.CaseListing}, a, object), nil
}

// openable leads to the form that opens a case about an object.
func openable(o desk.Openable, object string) string {
	return "/cases/new/" + o.Procedure.ID + "?" + url.Values{o.Field: {object}}.Encode()
}

// busy says that a case of a procedure about the object is open, where there may be but one.
func busy(a desk.CasesAbout, o desk.Openable) bool {
	return slices.Contains(o.Procedure.Once, o.Field) && slices.ContainsFunc(a.Cases, func(c desk.CaseRow) bool { return c.Procedure == o.Procedure.ID && c.EndedAt == 0 })
}
