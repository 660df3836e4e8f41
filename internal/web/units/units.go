// Package units is the units, posts and people of the division, and the acts
// of the two administrators on them.
package units

import (
	"net/http"
	"strconv"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/web/frame"
	"duban/internal/web/say"
)

type data struct {
	desk.Staff
	rows   []row
	fault  *fault.Fault
	issued *desk.Issued
	who    string // whose password was issued
}

// row is a unit at its depth in the tree, with its posts.
type row struct {
	staff.Unit
	depth int
	posts []post
}

type post struct {
	staff.Post
	holders []holder
}

type holder struct {
	staff.Holding
	name string
}

func load(v *frame.Visit) (data, error) {
	s, err := v.House.Desk.ListStaff(v.Ctx, v.Actor)
	if err != nil {
		return data{}, err
	}
	d := data{Staff: s}
	names := map[string]string{}
	for _, p := range s.Persons {
		names[p.ID] = p.Name
	}
	holders := map[string][]holder{}
	for _, h := range s.Holdings {
		if h.State != staff.Ended {
			holders[h.Post] = append(holders[h.Post], holder{h, names[h.Person]})
		}
	}
	posts := map[string][]post{}
	for _, p := range s.Posts {
		posts[p.Unit] = append(posts[p.Unit], post{p, holders[p.Code]})
	}
	var walk func(parent string, depth int)
	walk = func(parent string, depth int) {
		for _, u := range s.Units {
			if u.Parent == parent && depth < 8 {
				d.rows = append(d.rows, row{u, depth, posts[u.Code]})
				walk(u.Code, depth+1)
			}
		}
	}
	walk("", 0)
	return d, nil
}

// Show lists them.
func Show(v *frame.Visit) error { return show(v, nil, nil) }

func show(v *frame.Visit, issued *desk.Issued, err error) error {
	d, loading := load(v)
	if loading != nil {
		return loading
	}
	d.issued = issued
	if issued != nil {
		for _, p := range d.Persons {
			if p.ID == issued.Person {
				d.who = p.Name + "（" + p.Login + "）"
			}
		}
	}
	status := http.StatusOK
	if err != nil {
		if d.fault, err = frame.FaultOf(err); err != nil {
			return err
		}
		status = frame.StatusOf(d.fault.Kind)
	}
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "单位和人员"), At: "/units"}, page(v, d))
}

// done goes back to the list, or shows what is wrong with the form.
func done(v *frame.Visit, at, word string, err error) error {
	if err != nil {
		return show(v, nil, err)
	}
	v.Back("/units#"+at, word)
	return nil
}

// SetUnit makes or changes a unit.
func SetUnit(v *frame.Visit) error {
	rank, err := strconv.ParseInt(v.Text("rank"), 10, 64)
	if err != nil && v.Text("rank") != "" {
		return show(v, nil, fault.New(fault.Invalid, "排序要写数字。", "小的在前，例：20。").At("rank"))
	}
	u := staff.Unit{Code: v.Text("code"), Parent: v.Text("parent"), Name: v.Text("name"), Short: v.Text("short"), Kind: staff.Kind(v.Text("kind")), Rank: rank, Closed: v.Text("closed") == "yes"}
	return done(v, "u-"+u.Code, say.T(v.Ctx, "“%s”设好了。", u.Name), v.House.Desk.SetUnit(v.Ctx, v.Actor, v.Call(), u))
}

// SetPost makes or changes a post.
func SetPost(v *frame.Visit) error {
	p := staff.Post{Code: v.Text("post"), Unit: v.Text("unit"), Name: v.Text("postname"), Proposed: staff.Role(v.Text("role"))}
	return done(v, "u-"+p.Unit, say.T(v.Ctx, "“%s”设好了，请安全管理员授权。", p.Name), v.House.Desk.SetPost(v.Ctx, v.Actor, v.Call(), p))
}

// Empower grants a post its role.
func Empower(v *frame.Visit) error {
	return done(v, "posts", say.T(v.Ctx, "已授权。"), v.House.Desk.EmpowerPost(v.Ctx, v.Actor, v.Call(), v.At("post")))
}

// SetPerson makes or changes a person, and may put them into a post at once.
func SetPerson(v *frame.Visit) error {
	p := staff.Person{ID: v.Text("person"), Login: v.Text("login"), Name: v.Text("personname"), Phone: v.Text("phone"), Mail: v.Text("mail"), Stopped: v.Text("stopped") == "yes"}
	id, err := v.House.Desk.SetPerson(v.Ctx, v.Actor, v.Call(), p)
	if err == nil && v.Text("holds") != "" {
		_, err = v.House.Desk.ProposeHolding(v.Ctx, v.Actor, desk.Call{}, staff.Holding{Person: id, Post: v.Text("holds")})
	}
	return done(v, "people", say.T(v.Ctx, "“%s”设好了。", p.Name), err)
}

// Unlock gives a first password.
func Unlock(v *frame.Visit) error {
	issued, err := v.House.Desk.UnlockPerson(v.Ctx, v.Actor, v.Call(), v.At("person"))
	if err != nil {
		return show(v, nil, err)
	}
	return show(v, &issued, nil)
}

// Propose puts a person into a post, to be confirmed.
func Propose(v *frame.Visit) error {
	h := staff.Holding{Person: v.Text("who"), Post: v.Text("at"), Manner: staff.Manner(v.Text("manner"))}
	var err error
	if h.From, err = dayOf(v.Text("from")); err == nil {
		h.Until, err = dayOf(v.Text("until"))
	}
	if err == nil {
		_, err = v.House.Desk.ProposeHolding(v.Ctx, v.Actor, v.Call(), h)
	}
	return done(v, "proposed", say.T(v.Ctx, "报上了，请安全管理员确认。"), err)
}

func dayOf(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	var d civil.Date
	if len(s) == 10 && s[4] == '-' && s[7] == '-' {
		d.Year, _ = strconv.Atoi(s[:4])
		d.Month, _ = strconv.Atoi(s[5:7])
		d.Day, _ = strconv.Atoi(s[8:])
	}
	if !d.Valid() {
		return 0, fault.New(fault.Invalid, "“"+s+"”不是日期。", "例：2026-01-05。").At("from")
	}
	return d.Days(), nil
}

// Confirm puts a holding in force.
func Confirm(v *frame.Visit) error {
	return done(v, "proposed", say.T(v.Ctx, "已确认。"), v.House.Desk.ConfirmHolding(v.Ctx, v.Actor, v.Call(), v.At("holding")))
}

// End ends a holding.
func End(v *frame.Visit) error {
	return done(v, "people", say.T(v.Ctx, "任职已结束。"), v.House.Desk.EndHolding(v.Ctx, v.Actor, v.Call(), v.At("holding"), v.Text("reason")))
}

func dateText(days int64) string { return civil.OfDays(days).String() }
