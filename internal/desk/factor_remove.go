package desk

import (
	"context"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// RemoveFactor takes one of the actor's own factors away. The last one stays
// where the role asks for one; with the last one the recovery codes go.
func (w *Workspace) RemoveFactor(ctx context.Context, by staff.Actor, call Call, id string) error {
	_, err := perform(ctx, w, by, "factor.remove", call, func(d *deed) (struct{}, error) {
		d.object = "person/" + by.Person
		if err := d.fresh(); err != nil {
			return struct{}{}, err
		}
		all, err := d.tx.Credentials(by.Division, by.Person)
		if err != nil {
			return struct{}{}, err
		}
		var gone store.Credential
		var left []store.Credential
		for _, c := range all {
			if c.ID == id && (c.Kind == "totp" || c.Kind == "passkey" || c.Kind == "identity") {
				gone = c
			} else {
				left = append(left, c)
			}
		}
		if gone.ID == "" {
			return struct{}{}, store.ErrNotFound
		}
		if gone.Kind != "identity" && len(secondFactors(left)) == 0 {
			must, err := d.mustHave(by.Person)
			if err != nil {
				return struct{}{}, err
			}
			if must {
				return struct{}{}, fault.New(fault.Refused, "您的岗位要求第二因子，最后一个不能去掉。", "先登记新的，再去掉旧的。")
			}
			for _, c := range left {
				if c.Kind == "recovery" {
					if err := d.dropCredential(c); err != nil {
						return struct{}{}, err
					}
				}
			}
		}
		return struct{}{}, d.dropCredential(gone)
	})
	return err
}

// mustHave says that a role among those a person holds asks for a second factor.
func (d *deed) mustHave(person string) (bool, error) {
	holdings, err := d.tx.HoldingsOf(d.by.Division, person)
	for _, h := range holdings {
		if err != nil {
			return false, err
		}
		if !h.Holds(dayOf(d.now)) {
			continue
		}
		var p staff.Post
		if p, err = d.tx.Post(d.by.Division, h.Post); err != nil {
			return false, err
		}
		if must, err := requires(d.tx, d.by.Division, p.Role); must || err != nil {
			return must, err
		}
	}
	return false, err
}
