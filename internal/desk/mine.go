package desk

import (
	"context"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Mine is what is one's own: the posts one may act in, and one's open sessions.
type Mine struct {
	Posts    []MyPost
	Sessions []store.SignIn
}

// MyPost is a post that the person holds today.
type MyPost struct{ Holding, Name, Unit string }

// Mine lists the actor's own posts and sessions.
func (w *Workspace) Mine(ctx context.Context, by staff.Actor) (Mine, error) {
	var m Mine
	scope, err := staff.ScopeOf(by, "session.list")
	if err != nil {
		return m, err
	}
	now := w.now()
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if m.Sessions, err = tx.SignIns(scope.Division(), scope.Person(), now, now-wholeTime, mostSignIns); err != nil {
			return err
		}
		holdings, err := tx.HoldingsOf(scope.Division(), scope.Person())
		for _, h := range holdings {
			if err != nil {
				return err
			}
			if !h.Holds(dayOf(now)) {
				continue
			}
			var p staff.Post
			var u staff.Unit
			if p, err = tx.Post(scope.Division(), h.Post); err != nil {
				return err
			}
			if u, err = tx.Unit(scope.Division(), p.Unit); err != nil {
				return err
			}
			m.Posts = append(m.Posts, MyPost{h.ID, p.Name, u.Name})
		}
		return err
	})
	return m, faulted(err)
}

// EndOwnSession ends one of the actor's sessions.
func (w *Workspace) EndOwnSession(ctx context.Context, by staff.Actor, call Call, session string) error {
	_, err := perform(ctx, w, by, "session.end", call, func(d *deed) (struct{}, error) {
		d.object = "person/" + by.Person
		s, err := d.tx.SignIn(by.Division, session)
		if err != nil {
			return struct{}{}, err
		}
		if s.Person != by.Person {
			return struct{}{}, store.ErrNotFound
		}
		if err := call.current(s.OpenedAt, "这处登录"); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, d.tx.EndSignIn(by.Division, session, d.now, "本人结束")
	})
	w.forget()
	return err
}

// SwitchHolding has the actor's session act in another of their posts.
func (w *Workspace) SwitchHolding(ctx context.Context, by staff.Actor, call Call, holding string) error {
	_, err := perform(ctx, w, by, "session.switch", call, func(d *deed) (struct{}, error) {
		d.object = "person/" + by.Person
		h, err := d.tx.Holding(by.Division, holding)
		if err != nil {
			return struct{}{}, err
		}
		if h.Person != by.Person || !h.Holds(dayOf(d.now)) {
			return struct{}{}, fault.New(fault.Forbidden, "您现在没有这个岗位。", "请刷新看看。")
		}
		return struct{}{}, d.tx.SwitchSignIn(by.Division, by.Session, holding)
	})
	w.forget()
	return err
}

// Today is the civil day, counted from 1970-01-01.
func (w *Workspace) Today() int64 { return dayOf(w.means.Clock()) }
