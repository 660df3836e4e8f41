// Package me is what is one's own: the password and the open sessions.
package me

import (
	"context"
	"net/http"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/web/frame"
	"duban/internal/web/say"
)

// Show lists one's sessions and posts.
func Show(v *frame.Visit) error {
	m, err := v.House.Desk.Mine(v.Ctx, v.Actor)
	if err != nil {
		return err
	}
	p, err := purseOf(v)
	if err != nil {
		return err
	}
	return v.Show(frame.Sheet{Title: v.Actor.Name}, page(v, m, p))
}

// AskPassword shows the form to change the password.
func AskPassword(v *frame.Visit) error {
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "改口令")}, password(v, nil))
}

// ChangePassword changes it.
func ChangePassword(v *frame.Visit) error {
	in := desk.ChangePassword{Old: v.R.PostFormValue("old"), New: v.R.PostFormValue("new"), Again: v.R.PostFormValue("again")}
	err := v.House.Desk.ChangePassword(v.Ctx, v.Actor, v.Call(), in)
	if err != nil {
		var f *fault.Fault
		if f, err = frame.FaultOf(err); err != nil {
			return err
		}
		if f.Field == "password" {
			f.Field = "new"
		}
		return v.ShowAs(http.StatusUnprocessableEntity, frame.Sheet{Title: say.T(v.Ctx, "改口令")}, password(v, f))
	}
	v.Back("/", say.T(v.Ctx, "口令改好了，别处的登录都已结束。"))
	return nil
}

// EndSession ends another of one's sessions.
func EndSession(v *frame.Visit) error {
	if err := v.House.Desk.EndOwnSession(v.Ctx, v.Actor, v.Call(), v.At("session")); err != nil {
		return err
	}
	v.Back("/me", say.T(v.Ctx, "那处登录已结束。"))
	return nil
}

// SwitchPost has the session act in another post.
func SwitchPost(v *frame.Visit) error {
	if err := v.House.Desk.SwitchHolding(v.Ctx, v.Actor, v.Call(), v.At("holding")); err != nil {
		return err
	}
	v.Back("/", say.T(v.Ctx, "已换岗位。"))
	return nil
}

func orUnknown(ctx context.Context, address string) string {
	if address == "" {
		return say.T(ctx, "不知从何处")
	}
	return address
}
