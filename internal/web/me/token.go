package me

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/web/frame"
	"duban/internal/web/say"
)

// purse is one's tokens with the form for another.
type purse struct {
	list   []desk.MyToken
	scopes []staff.Act // what a token may be limited to, besides read
	wish   desk.IssueToken
	most   int
	fault  *fault.Fault
	issued string // the secret of the token just issued
	reach  reach  // how notices and the calendar reach one
}

// purseOf reads the actor's tokens.
func purseOf(v *frame.Visit) (purse, error) {
	p := purse{most: desk.TokenDays(v.Actor.Role), wish: desk.IssueToken{Scopes: []string{"read"}, Days: 90}}
	var err error
	if p.reach, err = reachOf(v); err != nil || !v.Actor.May("token.list") {
		return p, err
	}
	for _, act := range staff.Covered("*", v.Actor.Role) {
		if !act.Reads {
			p.scopes = append(p.scopes, act)
		}
	}
	p.list, err = v.House.Desk.ListTokens(v.Ctx, v.Actor)
	return p, err
}

func (p purse) wants(scope string) bool { return slices.Contains(p.wish.Scopes, scope) }

var tokenWord = map[desk.TokenState]say.Text{desk.Usable: say.Text("在用"), desk.Expired: say.Text("到期"), desk.Revoked: say.Text("已收回"), desk.Dormant: say.Text("停用：任职结束或岗位改了")}

// scopeText is a scope as a person says it.
func scopeText(v *frame.Visit, scope string) string {
	switch scope {
	case "*":
		return say.T(v.Ctx, "全部")
	case "read":
		return say.T(v.Ctx, "看，不改")
	}
	if act, ok := staff.Named(scope); ok {
		return say.Known(v.Ctx, act.Title)
	}
	return scope
}

func scopesText(v *frame.Visit, scopes []string) string {
	var words []string
	for _, s := range scopes {
		words = append(words, scopeText(v, s))
	}
	return strings.Join(words, " · ")
}

// IssueToken gives a token, and shows its secret this once.
func IssueToken(v *frame.Visit) error {
	days, err := strconv.Atoi(v.Text("days"))
	if err != nil {
		days = 0
	}
	wish := desk.IssueToken{Label: v.Text("label"), Scopes: v.R.PostForm["scope"], Days: days}
	out, err := v.House.Desk.IssueToken(v.Ctx, v.Actor, v.Call(), wish)
	var f *fault.Fault
	if err != nil {
		if f, err = frame.FaultOf(err); err != nil {
			return err
		}
	}
	m, err := v.House.Desk.Mine(v.Ctx, v.Actor)
	if err != nil {
		return err
	}
	p, err := purseOf(v)
	if err != nil {
		return err
	}
	p.issued, p.fault = out.Secret, f
	if f == nil {
		return v.Show(frame.Sheet{Title: v.Actor.Name}, page(v, m, p))
	}
	p.wish = wish
	return v.ShowAs(http.StatusUnprocessableEntity, frame.Sheet{Title: v.Actor.Name, Wrong: true}, page(v, m, p))
}

// RevokeToken ends a token.
func RevokeToken(v *frame.Visit) error {
	if err := v.House.Desk.RevokeToken(v.Ctx, v.Actor, v.Call(), v.At("token")); err != nil {
		return err
	}
	v.Back("/me#tokens", say.T(v.Ctx, "令牌已收回。"))
	return nil
}
