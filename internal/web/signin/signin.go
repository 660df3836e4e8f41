// Package signin is the door: sign in, sign out.
package signin

import (
	"net"
	"net/http"
	"net/url"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/web/frame"
	"duban/internal/web/say"
	"duban/internal/web/visit"
)

type data struct {
	divisions []desk.DivisionRow
	division  string
	login     string
	next      string
	fault     *fault.Fault
	federated []desk.DivisionRow // with an identity service
}

// Show asks who somebody is.
func Show(v *frame.Visit) error {
	if v.Actor.Person != "" {
		v.Redirect(visit.Local(v.Text("next")))
		return nil
	}
	return show(v, data{division: v.Text("division"), next: v.Text("next")})
}

func show(v *frame.Visit, d data) error {
	var err error
	if d.divisions, err = v.House.Desk.Divisions(v.Ctx); err != nil {
		return err
	}
	if d.federated, err = v.House.Desk.Federated(v.Ctx); err != nil {
		return err
	}
	if len(d.divisions) == 0 {
		v.Redirect("/set-up")
		return nil
	}
	if d.fault != nil {
		return v.ShowAs(http.StatusUnprocessableEntity, sheet(v), page(v, d))
	}
	return v.Show(sheet(v), page(v, d))
}

func sheet(v *frame.Visit) frame.Sheet {
	return frame.Sheet{Title: say.T(v.Ctx, "登录"), Scripts: []string{frame.PasskeyScript}}
}

// Open lets somebody in.
func Open(v *frame.Visit) error {
	d := data{division: v.Text("division"), login: v.Text("login"), next: v.Text("next")}
	s, err := v.House.Desk.OpenSession(v.Ctx, desk.SignIn{Division: d.division, Login: d.login, Password: v.R.PostFormValue("password"), Agent: v.R.UserAgent(), Address: address(v.R)})
	if err != nil {
		if d.fault, err = frame.FaultOf(err); err != nil {
			return err
		}
		return show(v, d)
	}
	return enter(v, d.division, d.next, s)
}

// AskPasskey gives the challenge for anybody's passkey.
func AskPasskey(v *frame.Visit) error {
	return v.Challenge(func(origin string) (desk.Challenge, error) {
		return v.House.Desk.AskPasskey(v.Ctx, v.Text("division"), "", origin)
	})
}

// OpenByPasskey lets somebody in by a passkey alone.
func OpenByPasskey(v *frame.Visit) error {
	d := data{division: v.Text("division"), next: v.Text("next")}
	s, err := v.House.Desk.OpenSessionByPasskey(v.Ctx, desk.PasskeySignIn{Division: d.division, Shown: v.Shown(), Agent: v.R.UserAgent(), Address: address(v.R)})
	if err != nil {
		if d.fault, err = frame.FaultOf(err); err != nil {
			return err
		}
		return show(v, d)
	}
	return enter(v, d.division, d.next, s)
}

func queryOf(s string) string { return url.QueryEscape(s) }

func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// Close signs out.
func Close(v *frame.Visit) error {
	if v.Actor.Session != "" {
		if err := v.House.Desk.EndSession(v.Ctx, v.Actor, desk.Call{}); err != nil {
			return err
		}
	}
	v.SetSession("", "")
	v.Redirect("/sign-in")
	return nil
}
