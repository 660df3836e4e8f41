package cases

import (
	"slices"

	"duban/internal/base/fault"
	"duban/internal/desk"
	formed "duban/internal/kernel/form"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/web/frame"
	"duban/internal/web/guide"
	"duban/internal/web/part"
	"duban/internal/web/rate"
	"duban/internal/web/say"
)

// application is an item or a bundle as whoever asks for it himself fills it in:
// nobody is signed in.
type application struct {
	taking
	places   []part.Option
	division string
	holder   desk.Holder
	uploads  []upload
	offline  []*procedure.Item // that this situation needs, and that are had at the window alone
}

// upload is a material that is taken as files, with those that came already.
type upload struct {
	procedure.Listed
	field part.Field
	kept  []formed.File
}

// material stands before a material's code, where its files come.
const material = "m."

// Apply is the form for who asks without a window.
func Apply(v *frame.Visit) error { return apply(v, nil) }

func apply(v *frame.Visit, err error) error {
	f, status, err := wrongForm(v.Ctx, err)
	if err != nil {
		return err
	}
	c, err := v.House.Desk.CatalogueOf(v.Ctx, v.At("item"))
	if err != nil {
		return err
	}
	act := c.Applying()
	if act == nil {
		return fault.New(fault.NotFound, "“"+c.Title()+"”不能在网上申请。", "请到窗口办，看办事指南。")
	}
	a := application{taking: takenAs(v, c, f, act, true), division: v.Text("division")}
	a.offline, a.holder = c.Offline(a.answers), waitsUnder(v)
	for _, l := range c.Catalogue.Uploads(a.guidance) {
		name := material + l.Material.Code
		a.uploads = append(a.uploads, upload{l, part.Field{Name: name, ID: "f-" + l.Material.Code, Label: l.Material.Title, Hint: l.Material.Note, Optional: l.Optional, Error: f.wrong[l.Material.Code]}, frame.Titled(v.R.Form[name])})
	}
	if a.places, err = divisions(v); err != nil {
		return err
	}
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "网上申请：%s", c.Title()), At: "/guide", Styles: []string{guide.Style, style}, Wrong: f.fault != nil}, applying(v, a))
}

// divisions are the divisions that somebody may turn to.
func divisions(v *frame.Visit) ([]part.Option, error) {
	all, err := v.House.Desk.Divisions(v.Ctx)
	var list []part.Option
	for _, d := range all {
		list = append(list, part.Option{Value: d.Code, Text: d.Name})
	}
	return list, err
}

// SendApplication opens the case, or the cases, and answers with the receipt:
// its code stands in no address, and the same form sent again gives the same.
func SendApplication(v *frame.Visit) error {
	if v.House.Applying != nil {
		if s := v.House.Applying.Take(rate.Address(v.R)); !s.Granted {
			return fault.New(fault.Unavailable, "交得太快了。", "请过几分钟再交；填的内容还在上一页里。")
		}
	}
	if err := received(v); err != nil {
		return err
	}
	c, err := v.House.Desk.CatalogueOf(v.Ctx, v.At("item"))
	if err != nil {
		return err
	}
	act := c.Applying()
	if act == nil {
		return apply(v, nil)
	}
	all, err := divisions(v)
	if err != nil {
		return err
	}
	division := v.Text("division")
	if division == "" && len(all) == 1 {
		division = all[0].Value
	}
	in := desk.AskCase{Code: c.Code(), Answers: guide.Answers(v), Data: asked(v, c, act, true), Files: map[string][]string{}, Holder: waitsUnder(v)}
	done, err := v.House.Desk.ActDone(v.Ctx, staff.Actor{Division: division}, v.Call())
	if err != nil {
		return err
	}
	uploads := c.Catalogue.Uploads(c.Guide(in.Answers))
	if !done { // sent again, they are there
		var places []frame.Place
		for _, l := range uploads {
			places = append(places, frame.Place{Name: material + l.Material.Code, Field: l.Material.Code})
		}
		if err := frame.HandFiles(v, places, outside(v, division, in.Holder)); err != nil {
			return apply(v, err)
		}
	}
	for _, l := range uploads {
		code := l.Material.Code
		// a place for files that was left empty comes as an empty text
		if said := slices.DeleteFunc(slices.Clone(v.R.Form[material+code]), func(s string) bool { return s == "" }); len(said) > 0 {
			in.Files[code] = said
		}
	}
	r, err := v.House.Desk.ApplyOnline(v.Ctx, v.Call(), division, in)
	if err != nil {
		return apply(v, err)
	}
	where := ""
	for _, p := range all {
		if p.Value == division {
			where = p.Text
		}
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "收件凭证 %s", r.Number), At: "/guide", Styles: []string{guide.Style, style}}, applied(v, c, r, where))
}
