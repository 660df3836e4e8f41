package desk

import (
	"context"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Oversight is what the security administrator watches over: who is signed in,
// what guards whom, which roles must show a second factor.
type Oversight struct {
	Sessions []WatchedSession
	More     bool // there are older ones
	People   []WatchedPerson
	Required map[staff.Role]int64 // since when
	Service  IdentityService      // without its secret; the zero one where there is none
}

// WatchedSession is somebody's open session.
type WatchedSession struct {
	store.SignIn
	Name, Login, Post string
}

// WatchedPerson is a person with what guards their account.
type WatchedPerson struct {
	staff.Person
	Factors []Factor
	Codes   int
	Locked  bool
}

const sessionsAPage = 100

// Oversee lists open sessions, newest first, those before an instant and id,
// and what guards each person.
func (w *Workspace) Oversee(ctx context.Context, by staff.Actor, before int64, id string) (Oversight, error) {
	o := Oversight{Required: map[staff.Role]int64{}}
	scope, err := staff.ScopeOf(by, "session.oversee")
	if err != nil {
		return o, err
	}
	if before == 0 {
		before = 1 << 62
	}
	now := w.now()
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		persons, err := tx.EveryPerson(scope.Division())
		if err != nil {
			return err
		}
		credentials, err := tx.EveryCredential(scope.Division())
		if err != nil {
			return err
		}
		of := map[string][]store.Credential{}
		for _, c := range credentials {
			of[c.Person] = append(of[c.Person], c)
		}
		byID := map[string]staff.Person{}
		for _, p := range persons {
			byID[p.ID] = p
			x := WatchedPerson{Person: p, Locked: lockOf(passwordAmong(of[p.ID]), now).Locked()}
			x.Factors, x.Codes = factorsOf(of[p.ID])
			o.People = append(o.People, x)
		}
		posts, err := tx.Posts(scope.Division())
		if err != nil {
			return err
		}
		postName := map[string]string{}
		for _, p := range posts {
			postName[p.Code] = p.Name
		}
		holdings, err := tx.Holdings(scope.Division())
		if err != nil {
			return err
		}
		held := map[string]string{}
		for _, h := range holdings {
			held[h.ID] = postName[h.Post]
		}
		open, err := tx.SignInsIn(scope, now, before, id, sessionsAPage+1)
		if err != nil {
			return err
		}
		if len(open) > sessionsAPage {
			open, o.More = open[:sessionsAPage], true
		}
		for _, s := range open {
			p := byID[s.Person]
			o.Sessions = append(o.Sessions, WatchedSession{SignIn: s, Name: p.Name, Login: p.Login, Post: held[s.Holding]})
		}
		required, err := tx.Requirements(scope.Division())
		if err != nil {
			return err
		}
		for _, r := range required {
			o.Required[r.Role] = r.SinceAt
		}
		s, err := tx.IdentityService(scope.Division())
		if err == nil {
			o.Service = serviceOf(s)
		}
		if missing(err) {
			err = nil
		}
		return err
	})
	return o, faulted(err)
}

// EndSessionOf ends somebody's session.
func (w *Workspace) EndSessionOf(ctx context.Context, by staff.Actor, call Call, session, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return fault.New(fault.Invalid, "没有写原因。", "例：电脑遗失。").At("reason")
	}
	_, err := perform(ctx, w, by, "session.oversee", call, func(d *deed) (struct{}, error) {
		s, err := d.tx.SignIn(by.Division, session)
		if err != nil {
			return struct{}{}, err
		}
		d.object, d.reason = "person/"+s.Person, strings.TrimSpace(reason)
		if s.EndedAt != 0 {
			return struct{}{}, fault.New(fault.Conflict, "那处登录已经结束了。", "请刷新看看。")
		}
		return struct{}{}, d.tx.EndSignIn(by.Division, session, d.now, "安全管理员结束")
	})
	w.forget()
	return err
}
