package me

import (
	"context"
	"net/http"

	"duban/internal/base/fault"
	"duban/internal/credential"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/web/frame"
	"duban/internal/web/say"
	"duban/internal/web/visit"
)

// Security shows what guards one's account, or asks for a proof first.
func Security(v *frame.Visit) error { return secured(v, nil) }

func secured(v *frame.Visit, err error) error {
	s, loading := v.House.Desk.Guarded(v.Ctx, v.Actor)
	if loading != nil {
		return loading
	}
	status := http.StatusOK
	var f *fault.Fault
	if err != nil {
		if f, err = frame.FaultOf(err); err != nil {
			return err
		}
		status = http.StatusUnprocessableEntity
		if f.Field == "proof" { // the form for it stands on the page
			s.Fresh = false
		}
	}
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "账号安全"), Scripts: []string{frame.PasskeyScript}}, security(v, s, f))
}

// challenged asks a device, or tells its script why not.
func challenged(v *frame.Visit, ask func(context.Context, staff.Actor, string) (desk.Challenge, error)) error {
	return v.Challenge(func(origin string) (desk.Challenge, error) { return ask(v.Ctx, v.Actor, origin) })
}

// AskOwnPasskey gives the challenge to prove by a passkey who one is.
func AskOwnPasskey(v *frame.Visit) error { return challenged(v, v.House.Desk.AskOwnPasskey) }

// AskNewPasskey gives the challenge for a passkey to be made.
func AskNewPasskey(v *frame.Visit) error { return challenged(v, v.House.Desk.AskNewPasskey) }

// EnrolPasskey keeps the passkey that the browser has made.
func EnrolPasskey(v *frame.Visit) error {
	err := v.House.Desk.EnrolPasskey(v.Ctx, v.Actor, v.Call(), v.Text("device"), v.R.PostFormValue("ticket"), []byte(v.R.PostFormValue("reply")))
	if f, ok := fault.As(err); ok && f.Field == "name" {
		f.Field = "device"
	}
	return settled(v, say.T(v.Ctx, "通行密钥登记好了，可以用它登录。请再换一套恢复码，印出来收好。"), err)
}

func settled(v *frame.Visit, word string, err error) error {
	if err != nil {
		return secured(v, err)
	}
	v.Back("/me/security", word)
	return nil
}

// Prove shows once more who one is.
func Prove(v *frame.Visit) error {
	if err := v.House.Desk.ProveSession(v.Ctx, v.Actor, v.Call(), v.R.PostFormValue("password"), v.Shown()); err != nil {
		return secured(v, err)
	}
	to := "/me/security"
	if next := v.Text("next"); next != "" {
		to = visit.Local(next)
	}
	v.Back(to, say.T(v.Ctx, "已证明身份，10 分钟内可以改。"))
	return nil
}

// Enrol draws the secret of a one-time code.
func Enrol(v *frame.Visit) error {
	id, err := v.House.Desk.EnrolOneTime(v.Ctx, v.Actor, v.Call(), v.Text("name"))
	if err != nil {
		return secured(v, err)
	}
	v.Redirect("/me/security/codes/" + id)
	return nil
}

// Pending shows the secret to scan or to type, and asks for the first code.
func Pending(v *frame.Visit) error { return pending(v, nil) }

func pending(v *frame.Visit, f *fault.Fault) error {
	p, err := v.House.Desk.PendingOneTime(v.Ctx, v.Actor, v.At("factor"))
	if err != nil {
		return secured(v, err)
	}
	svg, err := credential.QR(p.URI, say.T(v.Ctx, "给手机验证器扫的二维码"))
	if err != nil {
		return err
	}
	status := http.StatusOK
	if f != nil {
		status = http.StatusUnprocessableEntity
	}
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "登记动态口令")}, scan(p, svg, f))
}

// Confirm takes the first code.
func Confirm(v *frame.Visit) error {
	err := v.House.Desk.ConfirmOneTime(v.Ctx, v.Actor, v.Call(), v.At("factor"), v.R.PostFormValue("code"))
	if f, ok := fault.As(err); ok && f.Field == "code" {
		return pending(v, f)
	}
	return settled(v, say.T(v.Ctx, "动态口令登记好了，下次登录要用。请再换一套恢复码，印出来收好。"), err)
}

// Remove takes a factor away.
func Remove(v *frame.Visit) error {
	return settled(v, say.T(v.Ctx, "已去掉。"), v.House.Desk.RemoveFactor(v.Ctx, v.Actor, v.Call(), v.At("factor")))
}

// Draw shows new recovery codes, once.
func Draw(v *frame.Visit) error {
	codes, err := v.House.Desk.DrawRecoveryCodes(v.Ctx, v.Actor, v.Call())
	if err != nil || codes == nil {
		return settled(v, say.T(v.Ctx, "恢复码只显示一次；没有记下的，再换一套。"), err)
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "恢复码")}, recovery(v, codes))
}
