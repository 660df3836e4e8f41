package me

import (
	"net/http"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/notice"
	"duban/internal/web/feeds"
	"duban/internal/web/frame"
	"duban/internal/web/robots"
	"duban/internal/web/say"
)

// reach is how notices and the calendar reach somebody.
type reach struct {
	preference desk.Preference
	minute     string
	feed       desk.MyFeed
	address    string // of the calendar, just given
	fault      *fault.Fault
}

func reachOf(v *frame.Visit) (reach, error) {
	var r reach
	if !v.Actor.May("notice.list") {
		return r, nil
	}
	var err error
	if r.preference, err = v.House.Desk.ReadPreference(v.Ctx, v.Actor); err != nil {
		return r, err
	}
	r.minute = robots.Clock(r.preference.Minute)
	r.feed, err = v.House.Desk.ReadFeed(v.Ctx, v.Actor)
	return r, err
}

// SetPreference sets how one wants notices.
func SetPreference(v *frame.Visit) error {
	s := notice.Setting{How: notice.How(v.Text("how")), Minute: robots.Minute(v.Text("minute"))}
	_, err := v.House.Desk.SetPreference(v.Ctx, v.Actor, v.Call(), s)
	if err == nil {
		v.Back("/me#letters", say.T(v.Ctx, "通知的送达方式设好了。"))
		return nil
	}
	f, err := frame.FaultOf(err)
	if err != nil {
		return err
	}
	return again(v, frame.StatusOf(f.Kind), func(r *reach) { r.fault, r.preference.Setting, r.minute = f, s, v.Text("minute") })
}

// IssueFeed gives a new address of one's calendar, and shows it this once.
func IssueFeed(v *frame.Visit) error {
	out, err := v.House.Desk.IssueFeed(v.Ctx, v.Actor, v.Call())
	if err != nil {
		return err
	}
	origin := v.House.Origin
	if origin == "" {
		origin = "http://" + v.R.Host
	}
	return again(v, http.StatusOK, func(r *reach) {
		if out.Secret != "" { // sent twice, it is not shown again
			r.address = feeds.Address(origin, out.Secret)
		}
	})
}

// RevokeFeed ends the address of one's calendar.
func RevokeFeed(v *frame.Visit) error {
	if err := v.House.Desk.RevokeFeed(v.Ctx, v.Actor, v.Call()); err != nil {
		return err
	}
	v.Back("/me#days", say.T(v.Ctx, "日历地址停用了。"))
	return nil
}

// again shows one's page with something changed on it.
func again(v *frame.Visit, status int, change func(*reach)) error {
	m, err := v.House.Desk.Mine(v.Ctx, v.Actor)
	if err != nil {
		return err
	}
	p, err := purseOf(v)
	if err != nil {
		return err
	}
	change(&p.reach)
	return v.ShowAs(status, frame.Sheet{Title: v.Actor.Name, Wrong: p.reach.fault != nil}, page(v, m, p))
}
