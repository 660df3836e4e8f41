package signin

import (
	"net/http"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/web/frame"
	"duban/internal/web/say"
)

// AskFirst asks for the code of a slip and for a password of one's own.
func AskFirst(v *frame.Visit) error { return first(v, data{division: v.Text("division")}) }

func first(v *frame.Visit, d data) error {
	var err error
	if d.divisions, err = v.House.Desk.Divisions(v.Ctx); err != nil {
		return err
	}
	status := http.StatusOK
	if d.fault != nil {
		status = frame.StatusOf(d.fault.Kind)
	}
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "凭开通单设口令"), Wrong: d.fault != nil}, firstPage(d))
}

// SetFirst sets the first password of one's own.
func SetFirst(v *frame.Visit) error {
	d := data{division: v.Text("division"), login: v.Text("login")}
	err := v.House.Desk.UseInvitation(v.Ctx, v.Call(), desk.UseInvitation{Division: d.division, Login: d.login, Code: v.R.PostFormValue("code"),
		New: v.R.PostFormValue("new"), Again: v.R.PostFormValue("again")})
	if err != nil {
		var f *fault.Fault
		if f, err = frame.FaultOf(err); err != nil {
			return err
		}
		d.fault = f
		return first(v, d)
	}
	v.Back("/sign-in", say.T(v.Ctx, "口令设好了，请登录。"))
	return nil
}
