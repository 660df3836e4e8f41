package desk

import (
	"context"

	"duban/internal/base/fault"
	"duban/internal/credential"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// DrawRecoveryCodes gives the actor ten new recovery codes, shown once and kept
// nowhere; the old ones open nothing any more. A retry gives none.
func (w *Workspace) DrawRecoveryCodes(ctx context.Context, by staff.Actor, call Call) ([]credential.RecoveryCode, error) {
	codes, err := credential.NewRecoveryCodes(w.means.Random)
	if err != nil {
		return nil, err
	}
	var digests []byte
	for _, c := range codes {
		sum := c.Digest()
		digests = append(digests, sum[:]...)
	}
	fresh := false
	_, err = perform(ctx, w, by, "recovery.draw", call, func(d *deed) (struct{}, error) {
		d.object = "person/" + by.Person
		if err := d.fresh(); err != nil {
			return struct{}{}, err
		}
		all, err := d.tx.Credentials(by.Division, by.Person)
		if err != nil {
			return struct{}{}, err
		}
		if len(secondFactors(all)) == 0 {
			return struct{}{}, fault.New(fault.Refused, "还没有登记第二因子，用不着恢复码。", "先登记动态口令或通行密钥。")
		}
		fresh = true
		for _, old := range all {
			if old.Kind == "recovery" {
				c := old
				c.Secret = digests
				return struct{}{}, d.setCredential(c, old)
			}
		}
		return struct{}{}, d.addCredential(store.Credential{Person: by.Person, ID: "recovery", Kind: "recovery", Secret: digests, State: "active"})
	})
	if err != nil || !fresh {
		return nil, err
	}
	return codes, nil
}
