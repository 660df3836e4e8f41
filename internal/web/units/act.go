package units

import (
	"errors"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/web/frame"
	"duban/internal/web/say"
)

// done goes back to the page of the form, or shows there what is wrong.
func done(v *frame.Visit, word string, err error) error {
	to, at := "/units", v.Text("from")
	kind, name, _ := strings.Cut(at, "/")
	if kind == "unit" || kind == "person" {
		to += "/" + kind + "/" + name
	} else if at == "people" {
		to += "/people"
	}
	if err == nil {
		v.Back(to, word)
		return nil
	}
	f, err := frame.FaultOf(err)
	if err != nil {
		return err
	}
	switch kind {
	case "unit":
		return unit(v, name, f)
	case "person":
		return onePerson(v, name, f, nil)
	}
	d, err := load(v)
	if err != nil {
		return err
	}
	d.fault = f
	if at == "people" {
		return v.ShowAs(status(f), sheet(v, say.T(v.Ctx, "人员")), peoplePage(v, d))
	}
	return v.ShowAs(status(f), sheet(v, say.T(v.Ctx, "单位和人员")), tree(v, d, ""))
}

// onForm names a fault's field as the form does: pairs of the desk's name and the form's.
func onForm(err error, pairs ...string) error {
	var f *fault.Fault
	if !errors.As(err, &f) {
		return err
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if f.Field == pairs[i] {
			renamed := *f
			return renamed.At(pairs[i+1])
		}
	}
	return err
}

// SetUnit makes or changes a unit.
func SetUnit(v *frame.Visit) error {
	rank, err := strconv.ParseInt(v.Text("rank"), 10, 64)
	if err != nil && v.Text("rank") != "" {
		return done(v, "", fault.New(fault.Invalid, "排序要写数字。", "小的在前，例：20。").At("rank"))
	}
	u := staff.Unit{Code: v.Text("code"), Parent: v.Text("parent"), Name: v.Text("name"), Short: v.Text("short"), Kind: staff.Kind(v.Text("kind")), Rank: rank, Closed: v.Text("closed") == "yes"}
	return done(v, say.T(v.Ctx, "“%s”设好了。", u.Name), v.House.Desk.SetUnit(v.Ctx, v.Actor, v.Call(), u))
}

// Move puts a unit under the parent that was proposed for it.
func Move(v *frame.Visit) error {
	return done(v, say.T(v.Ctx, "已改隶。"), v.House.Desk.MoveUnit(v.Ctx, v.Actor, v.Call(), v.At("unit")))
}

// SetPost makes or changes a post.
func SetPost(v *frame.Visit) error {
	p := staff.Post{Code: v.Text("post"), Unit: v.Text("unit"), Name: v.Text("postname"), Proposed: staff.Role(v.Text("role")), Closed: v.Text("closed") == "yes"}
	return done(v, say.T(v.Ctx, "“%s”设好了，角色由安全管理员授权。", p.Name), onForm(v.House.Desk.SetPost(v.Ctx, v.Actor, v.Call(), p), "code", "post", "name", "postname"))
}

// Empower grants a post its role.
func Empower(v *frame.Visit) error {
	return done(v, say.T(v.Ctx, "已授权。"), v.House.Desk.EmpowerPost(v.Ctx, v.Actor, v.Call(), v.At("post")))
}

// EmpowerMany grants the chosen posts their roles.
func EmpowerMany(v *frame.Visit) error {
	call := v.Call()
	n, err := v.House.Desk.EmpowerPosts(v.Ctx, v.Actor, call, v.R.PostForm["post"])
	return done(v, say.T(v.Ctx, "授权了 %d 个岗位。", n), err)
}

// SetPerson makes or changes a person, and may put them into a post at once.
func SetPerson(v *frame.Visit) error {
	p := staff.Person{ID: v.Text("person"), Login: v.Text("login"), Name: v.Text("personname"), Phone: v.Text("phone"), Mail: v.Text("mail"), Stopped: v.Text("stopped") == "yes"}
	call := v.Call()
	id, err := v.House.Desk.SetPerson(v.Ctx, v.Actor, call, p)
	if err == nil && v.Text("holds") != "" {
		_, err = v.House.Desk.ProposeHolding(v.Ctx, v.Actor, desk.Call{ActID: call.ActID + "-holds", Asked: call.Asked}, staff.Holding{Person: id, Post: v.Text("holds")})
	}
	return done(v, say.T(v.Ctx, "“%s”设好了。", p.Name), onForm(err, "name", "personname"))
}

// Unlock gives a first password, shown once.
func Unlock(v *frame.Visit) error {
	issued, err := v.House.Desk.UnlockPerson(v.Ctx, v.Actor, v.Call(), v.At("person"))
	if err != nil {
		return done(v, "", err)
	}
	if issued.Waits {
		return done(v, say.T(v.Ctx, "已提请重设，等系统管理员或审计管理员同意。"), nil)
	}
	return onePerson(v, v.At("person"), nil, &issued)
}

// ConfirmReset agrees to a reset that another administrator asked for, and
// shows the first password once.
func ConfirmReset(v *frame.Visit) error {
	issued, err := v.House.Desk.ConfirmReset(v.Ctx, v.Actor, v.Call(), v.At("person"), v.At("reset"))
	if err != nil || v.At("reset") != desk.ResetPassword {
		return done(v, say.T(v.Ctx, "第二因子已去掉，这个人的登录都已结束。"), err)
	}
	return onePerson(v, v.At("person"), nil, &issued)
}

// DeclineReset leaves a person's password and factors as they are.
func DeclineReset(v *frame.Visit) error {
	return done(v, say.T(v.Ctx, "没有重设。"), v.House.Desk.DeclineReset(v.Ctx, v.Actor, v.Call(), v.At("person"), v.At("reset")))
}

// Propose puts a person into a post, to be confirmed.
func Propose(v *frame.Visit) error {
	h := staff.Holding{Person: v.Text("who"), Post: v.Text("at"), Manner: staff.Manner(v.Text("manner"))}
	var err error
	if h.From, err = dayOf(v.Text("start"), "start"); err == nil {
		h.Until, err = dayOf(v.Text("until"), "until")
	}
	if err == nil {
		_, err = v.House.Desk.ProposeHolding(v.Ctx, v.Actor, v.Call(), h)
	}
	return done(v, say.T(v.Ctx, "报上了，由安全管理员确认。"), err)
}

func dayOf(s, field string) (int64, error) {
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
		return 0, fault.New(fault.Invalid, "“"+s+"”不是日期。", "例：2026-01-05。").At(field)
	}
	return d.Days(), nil
}

// Confirm puts a holding in force.
func Confirm(v *frame.Visit) error {
	return done(v, say.T(v.Ctx, "已确认。"), v.House.Desk.ConfirmHolding(v.Ctx, v.Actor, v.Call(), v.At("holding")))
}

// ConfirmMany puts the chosen holdings in force.
func ConfirmMany(v *frame.Visit) error {
	call := v.Call()
	n, err := v.House.Desk.ConfirmHoldings(v.Ctx, v.Actor, call, v.R.PostForm["holding"])
	return done(v, say.T(v.Ctx, "确认了 %d 条任职。", n), err)
}

// End ends a holding.
func End(v *frame.Visit) error {
	return done(v, say.T(v.Ctx, "任职已结束。"), v.House.Desk.EndHolding(v.Ctx, v.Actor, v.Call(), v.At("holding"), v.Text("reason")))
}

// Invite draws slips and shows them once, to be printed.
func Invite(v *frame.Visit) error {
	var persons []string
	call := v.Call()
	if one := v.Text("person"); one != "" {
		persons = []string{one}
	}
	slips, err := v.House.Desk.IssueInvitations(v.Ctx, v.Actor, call, persons)
	if err != nil {
		return done(v, "", err)
	}
	return v.Show(sheet(v, say.T(v.Ctx, "开通单")), slipPage(v, slips, address(v)))
}
