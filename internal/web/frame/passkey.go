package frame

import (
	"encoding/json"
	"net/http"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/web/asset"
	"duban/internal/web/say"
)

// PasskeyScript goes with every page that has a passkey form.
var PasskeyScript = asset.Path("passkey.js")

// Passkeys says why no passkey can be used where the page was opened; nil where one can.
func (v *Visit) Passkeys() error {
	origin, err := v.Origin()
	if err != nil {
		return err
	}
	return desk.PasskeysAt(origin)
}

// Challenge asks for a passkey on behalf of a form's script, or tells it why not.
func (v *Visit) Challenge(ask func(origin string) (desk.Challenge, error)) error {
	origin, err := v.Origin()
	var c desk.Challenge
	if err == nil {
		c, err = ask(origin)
	}
	status, body := http.StatusOK, any(struct {
		Options json.RawMessage `json:"options"`
		Ticket  string          `json:"ticket"`
	}{c.Options, c.Ticket})
	if err != nil {
		f, ok := fault.As(err)
		if !ok {
			return err
		}
		status, body = StatusOf(f.Kind), struct {
			Sentence string `json:"sentence"`
			Hint     string `json:"hint"`
		}{say.Fault(v.Ctx, f.Sentence), say.Fault(v.Ctx, f.Hint)}
	}
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", "application/json")
	v.W.Header().Set("Cache-Control", "no-store")
	v.W.WriteHeader(status)
	_, _ = v.W.Write(b) // a browser that is gone is no trouble of ours
	return nil
}

// Shown is the second factor that a form carries: a code, or a passkey's reply.
func (v *Visit) Shown() desk.Shown {
	return desk.Shown{Code: v.R.PostFormValue("code"), Device: v.R.PostFormValue("ticket"), Reply: []byte(v.R.PostFormValue("reply"))}
}
