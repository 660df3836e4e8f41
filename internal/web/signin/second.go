package signin

import (
	"net/http"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/web/frame"
	"duban/internal/web/say"
	"duban/internal/web/visit"
)

// The cookies between two steps: a division and a ticket with a point between.
// Neither is a session.
const (
	halfCookie     = "duban_half"
	identityCookie = "duban_identity"
)

// carry hands a ticket to the browser, or takes it back with "".
func carry(v *frame.Visit, name, division, ticket string) {
	c := &http.Cookie{Name: name, Value: division + "." + ticket, Path: "/sign-in", MaxAge: 600, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: v.TLS()}
	if ticket == "" {
		c.Value, c.MaxAge = "", -1
	}
	http.SetCookie(v.W, c)
}

func carried(v *frame.Visit, name string) (division, ticket string) {
	c, err := v.R.Cookie(name)
	if err != nil {
		return "", ""
	}
	division, ticket, _ = strings.Cut(c.Value, ".")
	return division, ticket
}

// enter goes on from a first step: in, to a new password, or to the second step.
func enter(v *frame.Visit, division, next string, s desk.Opened) error {
	if s.Half != "" {
		carry(v, halfCookie, division, s.Half)
		v.Redirect("/sign-in/second?next=" + queryOf(visit.Local(next)))
		return nil
	}
	v.SetSession(division, s.Secret)
	if s.MustChange {
		v.Redirect("/me/password")
		return nil
	}
	v.Redirect(visit.Local(next))
	return nil
}

// AskSecond asks for the second factor.
func AskSecond(v *frame.Visit) error {
	division, half := carried(v, halfCookie)
	if half == "" {
		v.Redirect("/sign-in")
		return nil
	}
	if _, err := v.House.Desk.HalfOpened(v.Ctx, division, half); err != nil {
		return err
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "第二因子")}, second(v.Text("next"), nil))
}

// Second lets in whoever shows it.
func Second(v *frame.Visit) error {
	division, half := carried(v, halfCookie)
	if half == "" {
		v.Redirect("/sign-in")
		return nil
	}
	s, err := v.House.Desk.FinishSession(v.Ctx, desk.SecondStep{Division: division, Half: half, Shown: desk.Shown{Code: v.R.PostFormValue("code")},
		Agent: v.R.UserAgent(), Address: address(v.R)})
	if err != nil {
		var f *fault.Fault
		if f, err = frame.FaultOf(err); err != nil {
			return err
		}
		return v.ShowAs(http.StatusUnprocessableEntity, frame.Sheet{Title: say.T(v.Ctx, "第二因子")}, second(v.Text("next"), f))
	}
	carry(v, halfCookie, "", "")
	return enter(v, division, v.Text("next"), s)
}

// Identity sends the browser to the division's identity service. It is a link:
// the policy lets no form lead outside.
func Identity(v *frame.Visit) error {
	division := v.Text("division")
	origin, err := v.Origin()
	if err != nil {
		return err
	}
	address, ticket, err := v.House.Desk.AskIdentity(v.Ctx, division, origin+"/sign-in/identity/return")
	if err != nil {
		return err
	}
	carry(v, identityCookie, division, ticket)
	http.Redirect(v.W, v.R, address, http.StatusSeeOther)
	return nil
}

// Returned takes whoever comes back from there.
func Returned(v *frame.Visit) error {
	division, ticket := carried(v, identityCookie)
	if ticket == "" {
		return fault.New(fault.Refused, "这次登录不是从这个浏览器开始的。", "回到登录页，重新点统一身份认证登录。")
	}
	carry(v, identityCookie, "", "")
	s, err := v.House.Desk.OpenSessionByIdentity(v.Ctx, desk.IdentitySignIn{Division: division, Ticket: ticket, Query: v.R.URL.Query(), Agent: v.R.UserAgent(), Address: address(v.R)})
	if err != nil {
		return err
	}
	return enter(v, division, "/", s)
}
