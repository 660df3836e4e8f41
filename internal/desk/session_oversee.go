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
	scope, err := staff.ScopeOf(by, "session.watch")
	if err != nil {
		return o, err
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
		for _, p := range persons {
			x := WatchedPerson{Person: p, Locked: lockOf(passwordAmong(of[p.ID]), now).Locked()}
			x.Factors, x.Codes = factorsOf(of[p.ID])
			o.People = append(o.People, x)
		}
		if o.Sessions, err = watched(tx, scope, persons, now, before, id, sessionsAPage+1); err != nil {
			return err
		}
		if len(o.Sessions) > sessionsAPage {
			o.Sessions, o.More = o.Sessions[:sessionsAPage], true
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

// watched are open sessions that a scope may see, newest first, those before an
// instant and id, with whose of the persons they are.
func watched(tx *store.Tx, scope staff.Scope, persons []staff.Person, now, before int64, id string, most int) ([]WatchedSession, error) {
	if before == 0 {
		before = 1 << 62
	}
	open, err := tx.SignInsIn(scope, now, before, id, most)
	if err != nil {
		return nil, err
	}
	byID := map[string]staff.Person{}
	for _, p := range persons {
		byID[p.ID] = p
	}
	posts, err := tx.Posts(scope.Division())
	if err != nil {
		return nil, err
	}
	postName := map[string]string{}
	for _, p := range posts {
		postName[p.Code] = p.Name
	}
	holdings, err := tx.Holdings(scope.Division())
	if err != nil {
		return nil, err
	}
	held := map[string]string{}
	for _, h := range holdings {
		held[h.ID] = postName[h.Post]
	}
	var list []WatchedSession
	for _, s := range open {
		p := byID[s.Person]
		list = append(list, WatchedSession{SignIn: s, Name: p.Name, Login: p.Login, Post: held[s.Holding]})
	}
	return list, nil
}

// WatchSessions lists open sessions, newest first, those before an instant and id.
func (w *Workspace) WatchSessions(ctx context.Context, by staff.Actor, before int64, id string, most int) (list []WatchedSession, err error) {
	scope, err := staff.ScopeOf(by, "session.watch")
	if err != nil {
		return nil, err
	}
	now := w.now()
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		persons, err := tx.EveryPerson(scope.Division())
		if err != nil {
			return err
		}
		list, err = watched(tx, scope, persons, now, before, id, most)
		return err
	})
	return list, faulted(err)
}

// WatchSession is one open session.
func (w *Workspace) WatchSession(ctx context.Context, by staff.Actor, id string) (s WatchedSession, err error) {
	scope, err := staff.ScopeOf(by, "session.watch")
	if err != nil {
		return s, err
	}
	now := w.now()
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		found, err := tx.SignIn(scope.Division(), id)
		if err != nil {
			return err
		}
		person, err := tx.Person(scope.Division(), found.Person)
		if err != nil {
			return err
		}
		// whatever comes before what follows it begins with it, unless it has ended
		list, err := watched(tx, scope, []staff.Person{person}, now, found.OpenedAt, id+"0", 1)
		if err == nil && (len(list) == 0 || list[0].ID != id) {
			err = fault.New(fault.NotFound, "没有这处登录，或它已经结束。", "重新取列表看看。")
		}
		if err == nil {
			s = list[0]
		}
		return err
	})
	return s, faulted(err)
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
		if err := call.current(s.OpenedAt, "这处登录"); err != nil {
			return struct{}{}, err
		}
		if s.EndedAt != 0 {
			return struct{}{}, fault.New(fault.Conflict, "那处登录已经结束了。", "请刷新看看。")
		}
		return struct{}{}, d.tx.EndSignIn(by.Division, session, d.now, "安全管理员结束")
	})
	w.forget()
	return err
}
