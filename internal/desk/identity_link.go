package desk

import (
	"context"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// personOf is the one place that decides whose account an identity opens:
//
//   - whoever it was linked to before, by issuer and subject, whatever the login
//     is called today;
//   - else the person of that login, who is linked by it once and for all,
//     unless linked to another subject of the same issuer already;
//   - never an administrator, whose separation would then hang on another
//     system's administrators;
//   - else nobody. Nobody is created.
func personOf(tx *store.Tx, division string, who Identity, today int64) (p staff.Person, linked bool, err error) {
	label := who.Issuer + "\n" + who.Subject
	found, err := tx.CredentialsLabelled(division, "identity", label)
	if err != nil {
		return p, false, err
	}
	if len(found) > 0 {
		p, err = tx.Person(division, found[0].Person)
		linked = true
	} else {
		login := strings.ToLower(strings.TrimSpace(who.Login))
		if p, err = tx.PersonByLogin(division, login); missing(err) || login == "" {
			return p, false, fault.New(fault.Forbidden, "统一身份认证平台上的“"+cut(who.Login, 60)+"”在本系统没有账号。", "请系统管理员报人员，登录名要和平台上的一样；已有账号的可用口令登录。")
		}
	}
	if err != nil {
		return p, false, err
	}
	if p.Stopped {
		return p, false, fault.New(fault.Forbidden, "账号“"+p.Login+"”已停用。", "需要恢复的，请找系统管理员。")
	}
	holdings, err := tx.HoldingsOf(division, p.ID)
	if err != nil {
		return p, false, err
	}
	for _, h := range holdings {
		if !h.Holds(today) {
			continue
		}
		post, err := tx.Post(division, h.Post)
		if err != nil {
			return p, false, err
		}
		if post.Role.Administers() {
			return p, false, fault.New(fault.Refused, "系统、安全、审计三个管理员不经统一身份认证登录。", "请用登录名、口令和第二因子登录。")
		}
	}
	if !linked {
		all, err := tx.Credentials(division, p.ID)
		if err != nil {
			return p, false, err
		}
		for _, c := range all {
			if issuer, _, _ := strings.Cut(c.Label, "\n"); c.Kind == "identity" && issuer == who.Issuer {
				return p, false, fault.New(fault.Refused, "账号“"+p.Login+"”已和平台上另一个身份绑定。", "换了身份的，请安全管理员先重设。")
			}
		}
	}
	return p, linked, nil
}

// linkIdentity keeps that an identity opens a person's account from now on.
func (w *Workspace) linkIdentity(ctx context.Context, division, person string, who Identity) error {
	_, err := performed(ctx, w, staff.Actor{Division: division, Person: person}, "identity.link", Call{}, func(d *deed) (struct{}, error) {
		d.object = "person/" + person
		p, linked, err := personOf(d.tx, division, who, dayOf(d.now))
		if err != nil || linked {
			return struct{}{}, err
		}
		if p.ID != person {
			return struct{}{}, stale()
		}
		label := who.Issuer + "\n" + who.Subject
		return struct{}{}, d.addCredential(store.Credential{Person: person, ID: "identity-" + labelOf([]byte(label))[:22], Kind: "identity", Label: label,
			Secret: []byte(cut(who.Login, 60)), State: "active", UsedAt: d.now})
	})
	return err
}
