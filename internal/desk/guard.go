package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/kernel/ledger"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// What proves who somebody is, as the ledger commits to it: never the secret,
// only a digest of what the row keeps, which is a hash, a public key, or sealed.

func canonCredential(c store.Credential) (string, []byte) {
	sum := sha256.Sum256(c.Secret)
	return "credential/" + c.Person + "/" + c.ID, canonical(struct {
		V      int    `json:"v"`
		Kind   string `json:"kind"`
		Label  string `json:"label"`
		State  string `json:"state"`
		Digest string `json:"digest"`
	}{1, c.Kind, c.Label, c.State, hex.EncodeToString(sum[:])})
}

func canonRequirement(r store.Requirement) (string, []byte) {
	return "requirement/" + string(r.Role), canonical(struct {
		V       int   `json:"v"`
		SinceAt int64 `json:"since_at"`
	}{1, r.SinceAt})
}

func canonIdentityService(s store.IdentityService) (string, []byte) {
	sum := sha256.Sum256(s.Secret)
	return "identity-service/" + s.Division, canonical(struct {
		V          int    `json:"v"`
		Issuer     string `json:"issuer"`
		Client     string `json:"client"`
		LoginClaim string `json:"login_claim"`
		NameClaim  string `json:"name_claim"`
		Scopes     string `json:"scopes"`
		Stopped    bool   `json:"stopped"`
		Digest     string `json:"digest"`
	}{1, s.Issuer, s.Client, s.LoginClaim, s.NameClaim, s.Scopes, s.Stopped, hex.EncodeToString(sum[:])})
}

// guards calls f for every object of this file that a division has.
func guards(tx *store.Tx, division string, f func(object string, bytes []byte) error) error {
	credentials, err := tx.EveryCredential(division)
	if err := visit(credentials, err, canonCredential, f); err != nil {
		return err
	}
	requirements, err := tx.Requirements(division)
	if err := visit(requirements, err, canonRequirement, f); err != nil {
		return err
	}
	s, err := tx.IdentityService(division)
	if missing(err) {
		return nil
	}
	return visit([]store.IdentityService{s}, err, canonIdentityService, f)
}

// unseal records that the deed takes an object away.
func (d *deed) unseal(object string, old []byte) {
	for i := range d.done {
		if d.done[i].Object == object {
			d.done[i] = store.Payload{Object: object, Before: d.done[i].Before}
			return
		}
	}
	d.done = append(d.done, store.Payload{Object: object, Before: sealed(old), After: ledger.Commitment{}})
}

func (d *deed) addCredential(c store.Credential) error {
	c.Division, c.CreatedAt = d.by.Division, d.now
	object, bytes := canonCredential(c)
	c.Seal = d.seal(object, nil, bytes)
	return d.tx.AddCredential(c)
}

// setCredential keeps what changed of a credential; only what the ledger
// commits to leaves a new version in it.
func (d *deed) setCredential(c, old store.Credential) error {
	object, bytes := canonCredential(c)
	if _, before := canonCredential(old); string(before) != string(bytes) {
		c.Seal = d.seal(object, old.Seal, bytes)
	}
	return d.tx.SetCredential(c)
}

func (d *deed) dropCredential(c store.Credential) error {
	object, _ := canonCredential(c)
	d.unseal(object, c.Seal)
	return d.tx.DropCredential(c.Division, c.Person, c.ID)
}

// freshTime is how long a proof is fresh, in microseconds: long enough to find
// one's telephone, too short for whoever comes upon an open screen.
const freshTime = 10 * 60 * 1_000_000

// fresh refuses an act for which one must have shown lately who one is.
func (d *deed) fresh() error {
	ok, err := isFresh(d.tx, d.by, d.now)
	if err == nil && !ok {
		err = NotFresh()
	}
	return err
}

func isFresh(tx *store.Tx, by staff.Actor, now int64) (bool, error) {
	if by.Session == "" {
		return false, nil
	}
	s, err := tx.SignIn(by.Division, by.Session)
	return err == nil && s.EndedAt == 0 && now-s.ProvedAt < freshTime, err
}

// NotFresh asks for a proof; pages lead to the form for it by the field.
func NotFresh() error {
	return fault.New(fault.Refused, "办这件事，要先再证明一次身份。", "输一次口令或动态口令，10 分钟内有效。").At("proof")
}

// secondFactors are the credentials that count as second factors.
func secondFactors(all []store.Credential) (list []store.Credential) {
	for _, c := range all {
		if (c.Kind == "totp" || c.Kind == "passkey") && c.State == "active" {
			list = append(list, c)
		}
	}
	return list
}

// opens says that a credential is a way in, which a slip or a first password
// would stand beside.
func opens(c store.Credential) bool {
	switch c.Kind {
	case "password":
		return c.State != noPassword
	case "passkey", "identity":
		return c.State == "active"
	}
	return false
}

// asksFor are the kinds that a person may show, to draw the right form.
func asksFor(all []store.Credential) (kinds []string) {
	said := " "
	for _, c := range all {
		if c.State == "active" && c.Kind != "password" && c.Kind != "identity" && c.Kind != "handle" && !strings.Contains(said, " "+c.Kind+" ") {
			kinds, said = append(kinds, c.Kind), said+c.Kind+" "
		}
	}
	return kinds
}
