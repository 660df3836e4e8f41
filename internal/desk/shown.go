package desk

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/netip"
	"net/url"
	"strings"
	"time"
	"unicode"

	"duban/internal/base/fault"
	"duban/internal/credential"
	"duban/internal/credential/passkey"
	"duban/internal/store"
)

// Shown is a second factor as somebody shows it: a code typed, or a passkey's
// reply with the ticket of its challenge.
type Shown struct {
	Code   string
	Device string
	Reply  []byte
}

// show checks a second factor and marks it used, and says its kind. A code is
// good once: its step is kept with it.
func (d *deed) show(person string, s Shown) (string, error) {
	all, err := d.tx.Credentials(d.by.Division, person)
	if err != nil {
		return "", err
	}
	if len(s.Reply) > 0 {
		return "passkey", d.showPasskey(person, all, s)
	}
	if recovers(s.Code) {
		return "recovery", d.showRecovery(all, s.Code)
	}
	return "totp", d.showOneTime(all, s.Code)
}

// recovers says that what was typed is a recovery code rather than digits.
func recovers(code string) bool {
	return strings.ContainsFunc(code, unicode.IsLetter) || len([]rune(code)) > 12
}

func (d *deed) showOneTime(all []store.Credential, code string) error {
	wrong := fault.New(fault.Refused, "这个账号没有登记动态口令。", "用登记过的第二因子，或用恢复码。").At("code")
	for _, c := range all {
		if c.Kind != "totp" || c.State != "active" {
			continue
		}
		o, err := d.w.oneTime(c)
		if err != nil {
			return err
		}
		step, err := o.Verify(code, time.UnixMicro(d.now), c.Step)
		if f, ok := fault.As(err); ok {
			wrong = f.At("code")
			continue
		}
		if err != nil {
			return err
		}
		used := c
		used.Step, used.UsedAt = step, d.now
		// a key that was rotated is taken up as its secrets are used
		if old, err := d.w.means.Keys.Stale(c.Secret); err == nil && old {
			if used.Secret, err = d.w.means.Keys.Seal(d.w.means.Random, o.Secret, aboutOneTime(c)); err != nil {
				return err
			}
		}
		return d.setCredential(used, c)
	}
	return wrong
}

func aboutOneTime(c store.Credential) string { return c.Division + "/" + c.Person + "/" + c.ID }

func (w *Workspace) oneTime(c store.Credential) (credential.OneTime, error) {
	secret, err := w.means.Keys.Open(c.Secret, aboutOneTime(c))
	return credential.OneTime{Secret: secret, Hash: credential.SHA1, Digits: 6}, err
}

func (d *deed) showRecovery(all []store.Credential, typed string) error {
	code, err := credential.ParseRecoveryCode(typed)
	if f, ok := fault.As(err); ok {
		return f.At("code")
	}
	for _, c := range all {
		if c.Kind != "recovery" {
			continue
		}
		digests := cutDigests(c.Secret)
		i, err := code.Among(digests)
		if f, ok := fault.As(err); ok {
			return f.At("code")
		}
		used := c
		used.Secret = append(bytes.Join(digests[:i], nil), bytes.Join(digests[i+1:], nil)...)
		used.UsedAt = d.now
		return d.setCredential(used, c)
	}
	return fault.New(fault.Refused, "这个账号没有恢复码。", "用登记过的第二因子，或请安全管理员重设。").At("code")
}

func cutDigests(all []byte) (list [][]byte) {
	for len(all) >= sha256.Size {
		list, all = append(list, all[:sha256.Size:sha256.Size]), all[sha256.Size:]
	}
	return list
}

// keptPasskey is what the row of a passkey keeps of it; the counter is its step.
type keptPasskey struct {
	Name       string   `json:"name"`
	ID         []byte   `json:"id"`
	PublicKey  []byte   `json:"public_key"`
	Model      []byte   `json:"model"`
	Transports []string `json:"transports"`
	Eligible   bool     `json:"backup_eligible"`
}

// labelOf is by what a passkey is found, and of what its row is named.
func labelOf(id []byte) string {
	sum := sha256.Sum256(id)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// holderOf is a person as the passkey room wants them.
func holderOf(login, name string, all []store.Credential) (passkey.Holder, error) {
	h := passkey.Holder{Login: login, Name: name}
	for _, c := range all {
		switch c.Kind {
		case "handle":
			b, err := base64.RawURLEncoding.DecodeString(c.Label)
			if err != nil {
				return h, err
			}
			h.Handle = b
		case "passkey":
			var k keptPasskey
			if err := json.Unmarshal(c.Secret, &k); err != nil {
				return h, err
			}
			h.Passkeys = append(h.Passkeys, passkey.Passkey{ID: k.ID, PublicKey: k.PublicKey, SignCount: uint32(c.Step), Model: k.Model, Transports: k.Transports, BackupEligible: k.Eligible})
		}
	}
	return h, nil
}

// showPasskey checks a passkey's reply to the challenge of a ticket.
func (d *deed) showPasskey(person string, all []store.Credential, s Shown) error {
	t, err := d.w.readTicket(d.by.Division, forDevice, s.Device)
	if err != nil {
		return err
	}
	if t.Person != "" && t.Person != person {
		return stale()
	}
	party, err := d.w.party(t.Origin)
	if err != nil {
		return err
	}
	h, err := holderOf("", "", all)
	if err != nil {
		return err
	}
	_, used, err := party.FinishAssertion(t.Kept, s.Reply, func([]byte) (passkey.Holder, error) { return h, nil }, time.UnixMicro(d.now))
	if err != nil {
		return err
	}
	if err := d.spend(t); err != nil {
		return err
	}
	for _, c := range all {
		if c.Kind == "passkey" && c.Label == labelOf(used.ID) {
			next := c
			next.Step, next.UsedAt = int64(used.SignCount), d.now
			return d.setCredential(next, c)
		}
	}
	return stale()
}

// PasskeysAt says why no passkey can be used on pages of an origin; nil where
// one can. A passkey is bound to a name, so a page that was opened by an address
// of figures has none.
func PasskeysAt(origin string) error {
	_, err := partyName(origin)
	return err
}

func partyName(origin string) (string, error) {
	u, err := url.Parse(origin)
	if err == nil {
		if _, number := netip.ParseAddr(u.Hostname()); number == nil {
			u.Host = ""
		}
	}
	if err != nil || u.Hostname() == "" {
		return "", fault.New(fault.Refused, "这个地址上不能用通行密钥。", "请用域名打开本系统；系统管理员要在启动时用 --origin 写明它的网址。")
	}
	return u.Hostname(), nil
}

// party is the relying party of the pages' origin.
func (w *Workspace) party(origin string) (*passkey.Party, error) {
	name, err := partyName(origin)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if p := w.parties[origin]; p != nil {
		return p, nil
	}
	p, err := passkey.New(passkey.Settings{ID: name, Name: "督办", Origins: []string{origin}}, w.means.Random)
	if err != nil {
		return nil, err
	}
	if w.parties == nil || len(w.parties) > 100 {
		w.parties = map[string]*passkey.Party{}
	}
	w.parties[origin] = p
	return p, nil
}
