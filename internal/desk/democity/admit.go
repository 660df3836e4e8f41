package democity

import (
	"context"
	"slices"

	"duban/internal/desk"
	"duban/internal/kernel/staff"
)

// players are those that docs/mechanisms and docs/year.md have a new user play, beside the one of
// each role that Settle lets in.
var players = []string{"tangxiaoman", "tuqingshan", "huomanting", "yonglide", "jiwenzheng", "juyouhe", "guyueming", "xiangshoutian", "suqingyang", "yuzhihe", "yanguilin", "xingshouzheng", "chuwenda", "tongxiaolan", "geyuqing", "zuozhiwei", "shuijingshu", "ranqiming", "jingzhaoran"}

// Admit gives the players the demo's password, each beside the post held.
func Admit(ctx context.Context, w *desk.Workspace, city City, security, password string) ([]Login, error) {
	s := &settler{ctx: ctx, w: w, city: city, password: password}
	by := s.actor(security)
	if s.err != nil {
		return nil, s.err
	}
	all, err := w.ListStaff(ctx, by)
	if err != nil {
		return nil, err
	}
	var who []Login
	for _, login := range players {
		i := slices.IndexFunc(all.Persons, func(p staff.Person) bool { return p.Login == login })
		j := slices.IndexFunc(city.Holdings, func(h Holding) bool { return h.Login == login && h.Until.Zero() })
		k := slices.IndexFunc(city.Posts, func(p Post) bool { return p.Code == city.Holdings[j].Post })
		issued, err := w.UnlockPerson(ctx, by, desk.Call{}, all.Persons[i].ID)
		if err != nil {
			return nil, err
		}
		o, err := w.OpenSession(ctx, desk.SignIn{Division: city.Division.Code, Login: login, Password: issued.Password})
		if err != nil {
			return nil, err
		}
		a, err := w.Actor(ctx, city.Division.Code, o.Secret)
		if err != nil {
			return nil, err
		}
		if err := w.ChangePassword(ctx, a, desk.Call{}, desk.ChangePassword{Old: issued.Password, New: password, Again: password}); err != nil {
			return nil, err
		}
		who = append(who, Login{login, city.Posts[k].Name, roles[city.Posts[k].Role]})
	}
	return who, nil
}
