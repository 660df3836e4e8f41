package desk

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"duban/internal/base/fault"
	"duban/internal/credential"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Limits of tokens. An administrator's reaches further, so it lasts less long.
const (
	MostTokenDays      = 366
	MostTokenDaysAdmin = 90
	mostTokens         = 20 // of one person at a time
)

// TokenDays is how long a token of a role may last at most.
func TokenDays(role staff.Role) int {
	if role.Administers() {
		return MostTokenDaysAdmin
	}
	return MostTokenDays
}

// IssueToken is what somebody wants a token for.
type IssueToken struct {
	Label  string   `json:"label"`
	Scopes []string `json:"scopes"`
	Days   int      `json:"days"`
}

// IssuedToken is a new token. Secret is shown once and kept nowhere; a retry
// does not see it again.
type IssuedToken struct {
	ID        string `json:"id"`
	ExpiresAt int64  `json:"expires_at"`
	Secret    string `json:"-"`
}

// IssueToken gives the actor a token for the post they act in. It may no more
// than the post may, and no longer than the holding lasts and the post keeps
// its role.
func (w *Workspace) IssueToken(ctx context.Context, by staff.Actor, call Call, in IssueToken) (IssuedToken, error) {
	if err := staff.Permit(by, "token.issue", ""); err != nil {
		return IssuedToken{}, err
	}
	in, err := in.checked(by.Role)
	if err != nil {
		return IssuedToken{}, err
	}
	secret, err := credential.NewSecret(credential.AccessToken, w.means.Random)
	if err != nil {
		return IssuedToken{}, err
	}
	fresh := false
	out, err := perform(ctx, w, by, "token.issue", call, func(d *deed) (IssuedToken, error) {
		fresh = true
		mine, err := d.tx.TokensOf(by.Division, by.Person)
		if err != nil {
			return IssuedToken{}, err
		}
		living := 0
		for _, k := range mine {
			if k.EndedAt == 0 && k.ExpiresAt > d.now {
				living++
			}
		}
		if living >= mostTokens {
			return IssuedToken{}, fault.New(fault.Refused, fmt.Sprintf("您已经有 %d 个在用的令牌。", living), "先收回不用的。")
		}
		k := store.Token{Division: by.Division, ID: d.newID(), Person: by.Person, Holding: by.Holding, Role: by.Role, Label: in.Label,
			Hash: hashOf(secret), Scopes: in.Scopes, CreatedAt: d.now, ExpiresAt: d.now + int64(in.Days)*day}
		d.object = "token/" + k.ID
		object, bytes := canonToken(k)
		k.Seal = d.seal(object, nil, bytes)
		return IssuedToken{ID: k.ID, ExpiresAt: k.ExpiresAt}, d.tx.AddToken(k)
	})
	if err == nil && fresh {
		out.Secret = by.Division + "." + secret.Reveal()
	}
	return out, err
}

// checked says what is wrong with a wish for a token, and gives it in order.
func (in IssueToken) checked(role staff.Role) (IssueToken, error) {
	in.Label = strings.TrimSpace(in.Label)
	switch n := utf8.RuneCountInString(in.Label); {
	case n == 0:
		return in, fault.New(fault.Invalid, "没有写令牌的用处。", "写给谁用、做什么，例：统计局数据交换。").At("label")
	case n > 60:
		return in, fault.New(fault.Invalid, fmt.Sprintf("令牌的用处有 %d 字，至多 60 字。", n), "请写短一些。").At("label")
	}
	if most := TokenDays(role); in.Days < 1 || in.Days > most {
		return in, fault.New(fault.Invalid, fmt.Sprintf("令牌的期限要在 1 到 %d 天之间。", most), "到期再发。").At("days")
	}
	in.Scopes = slices.Clone(in.Scopes)
	slices.Sort(in.Scopes)
	in.Scopes = slices.Compact(in.Scopes)
	if len(in.Scopes) == 0 {
		return in, fault.New(fault.Invalid, "没有选令牌的范围。", "只选用得着的，例：read 只看不改。").At("scopes")
	}
	if len(in.Scopes) > 60 {
		return in, fault.New(fault.Invalid, "令牌的范围太多，至多 60 项。", "一类用“名.*”。").At("scopes")
	}
	for _, s := range in.Scopes {
		if strings.ContainsAny(s, " \t\r\n") || len(staff.Covered(s, role)) == 0 {
			return in, fault.New(fault.Invalid, fmt.Sprintf("“%s”不是您的岗位能给令牌的范围。", cut(s, 60)), "写行为的名字、名.*、read 或 *。").At("scopes")
		}
	}
	return in, nil
}

// hashOf is what is kept of a secret.
func hashOf(secret credential.Secret) string {
	sum := secret.Digest()
	return hex.EncodeToString(sum[:])
}
