package desk

import (
	"context"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
)

// ResetFactors takes all second factors, recovery codes and links to the
// identity service from a person who has lost them, and ends their sessions.
// Nobody resets their own. It says whether that waits for a second administrator.
func (w *Workspace) ResetFactors(ctx context.Context, by staff.Actor, call Call, person, reason string) (waits bool, err error) {
	if strings.TrimSpace(reason) == "" {
		return false, fault.New(fault.Invalid, "没有写原因。", "例：手机丢失，已当面核对本人。").At("reason")
	}
	if err := staff.Permit(by, "factor.reset", ""); err != nil {
		return false, err
	}
	if person == by.Person {
		return false, fault.New(fault.Refused, "不能重设自己的第二因子。", "请另一位安全管理员办，或用恢复码登录。")
	}
	waits, err = perform(ctx, w, by, "factor.reset", call, func(d *deed) (bool, error) {
		d.object, d.reason = "person/"+person, strings.TrimSpace(reason)
		if err := d.fresh(); err != nil {
			return false, err
		}
		p, err := d.tx.Person(by.Division, person)
		if err != nil {
			return false, err
		}
		second, err := d.needsSecond(person, "person.unlock")
		if err != nil {
			return false, err
		}
		if second {
			return true, d.ask(p, ResetFactors, d.reason)
		}
		return false, d.resetFactors(person)
	})
	w.forget()
	return waits, err
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
