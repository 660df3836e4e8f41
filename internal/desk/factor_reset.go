package desk

import (
	"context"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
)

// ResetFactors takes all second factors, recovery codes and links to the
// identity service from a person who has lost them, and ends their sessions.
// Nobody resets their own.
func (w *Workspace) ResetFactors(ctx context.Context, by staff.Actor, call Call, person, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return fault.New(fault.Invalid, "没有写原因。", "例：手机丢失，已当面核对本人。").At("reason")
	}
	if err := staff.Permit(by, "factor.reset", ""); err != nil {
		return err
	}
	if person == by.Person {
		return fault.New(fault.Refused, "不能重设自己的第二因子。", "请另一位安全管理员办，或用恢复码登录。")
	}
	_, err := perform(ctx, w, by, "factor.reset", call, func(d *deed) (struct{}, error) {
		d.object, d.reason = "person/"+person, strings.TrimSpace(reason)
		if err := d.fresh(); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, d.resetFactors(person)
	})
	w.forget()
	return err
}

func (d *deed) resetFactors(person string) error {
	if _, err := d.tx.Person(d.by.Division, person); err != nil {
		return err
	}
	all, err := d.tx.Credentials(d.by.Division, person)
	if err != nil {
		return err
	}
	for _, c := range all {
		switch c.Kind {
		case "totp", "passkey", "recovery", "identity":
			if err := d.dropCredential(c); err != nil {
				return err
			}
		}
	}
	_, err = d.tx.EndSignInsOf(d.by.Division, person, d.now, "重设了第二因子")
	return err
}
