package signin

import (
	"net/http"
	"slices"
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
	return askSecond(v, division, half, nil)
}

func askSecond(v *frame.Visit, division, half string, f *fault.Fault) error {
	asks, err := v.House.Desk.HalfOpened(v.Ctx, division, half)
	if err != nil {
		return err
	}
	d := secondData{next: v.Text("next"), passkey: slices.Contains(asks, "passkey"), fault: f}
	d.code = len(asks) > 1 || !d.passkey
	status := http.StatusOK
	if f != nil {
		status = http.StatusUnprocessableEntity
	}
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "第二因子"), Scripts: []string{frame.PasskeyScript}}, second(v, d))
}

// secondData is what the second step shows.
type secondData struct {
	next          string
	passkey, code bool // what the person has to show
	fault         *fault.Fault
}

// AskSecondPasskey gives the challenge for one of the person's passkeys.
func AskSecondPasskey(v *frame.Visit) error {
	division, half := carried(v, halfCookie)
	if half == "" {
		half = "none" // without one, anybody's passkey would be asked
	}
	return v.Challenge(func(origin string) (desk.Challenge, error) {
		return v.House.Desk.AskPasskey(v.Ctx, division, half, origin)
	})
}

// Second lets in whoever shows it.
func Second(v *frame.Visit) error {
	division, half := carried(v, halfCookie)
	if half == "" {
		v.Redirect("/sign-in")
		return nil
	}
	s, err := v.House.Desk.FinishSession(v.Ctx, desk.SecondStep{Division: division, Half: half, Shown: v.Shown(),
		Agent: v.R.UserAgent(), Address: address(v.R)})
	if err != nil {
		var f *fault.Fault
		if f, err = frame.FaultOf(err); err != nil {
			return err
		}
		return askSecond(v, division, half, f)
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
