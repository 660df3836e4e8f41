// Package setup is the first run: it names the division and its three
// administrators.
package setup

import (
	"crypto/subtle"
	"net/http"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/web/frame"
	"duban/internal/web/say"
)

type data struct {
	in    desk.FoundDivision
	fault *fault.Fault
}

type admin struct {
	field       string
	title, does say.Text
	desk.Founder
}

func (d data) admins() []admin {
	return []admin{
		{"system", say.Text("系统管理员"), say.Text("设单位、岗位、人员；看不到业务内容。"), d.in.System},
		{"security", say.Text("安全管理员"), say.Text("给岗位授权、确认任职、重设口令。"), d.in.Security},
		{"audit", say.Text("审计管理员"), say.Text("看存证账本，核验有没有被改过。"), d.in.Audit},
	}
}

// Show asks for the division and its administrators.
func Show(v *frame.Visit) error {
	if err := wanted(v); err != nil {
		return err
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "首次设置")}, page(data{}))
}

// wanted refuses once a division is set up.
func wanted(v *frame.Visit) error {
	all, err := v.House.Desk.Divisions(v.Ctx)
	if err == nil && len(all) > 0 {
		err = fault.New(fault.Refused, "已经设置过了。", "请直接登录。")
	}
	return err
}

// Found sets the division up.
func Found(v *frame.Visit) error {
	if err := wanted(v); err != nil {
		return err
	}
	founder := func(field string) desk.Founder {
		return desk.Founder{Login: v.Text(field + ".login"), Name: v.Text(field + ".name"), Password: v.R.PostFormValue(field + ".password")}
	}
	d := data{in: desk.FoundDivision{Code: v.Text("code"), Name: v.Text("name"), System: founder("system"), Security: founder("security"), Audit: founder("audit")}}
	var err error
	if code := v.House.SetUpCode; code == "" || subtle.ConstantTimeCompare([]byte(v.Text("setup")), []byte(code)) != 1 {
		err = fault.New(fault.Forbidden, "设置码不对。", "设置码由 duban init 给出，也在数据文件夹的 setup-code 里。").At("setup")
	} else {
		err = v.House.Desk.FoundDivision(v.Ctx, v.Call(), d.in)
	}
	if err != nil {
		if d.fault, err = frame.FaultOf(err); err != nil {
			return err
		}
		return v.ShowAs(http.StatusUnprocessableEntity, frame.Sheet{Title: say.T(v.Ctx, "首次设置")}, page(d))
	}
	v.Back("/sign-in", say.T(v.Ctx, "设好了。请系统管理员登录，先设单位和人员。"))
	return nil
}
