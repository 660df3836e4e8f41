package democity

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"duban/internal/desk"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
)

// Login is somebody of the demo who can sign in.
type Login struct {
	Login, Post string
	Role        staff.Role
}

// settler builds the city through the acts that people would use; the first trouble stays.
type settler struct {
	ctx              context.Context
	w                *desk.Workspace
	city             City
	password         string
	system, security staff.Actor
	err              error
	persons          map[string]string // login → id
	posts            map[string]Post
}

// code is a code of the demo's data as the workspace writes it.
func (s *settler) code(c string) string {
	if c == "government" {
		return s.city.Division.Code
	}
	return strings.ReplaceAll(c, "_", "-")
}

func (s *settler) must(err error) {
	if s.err == nil {
		s.err = err
	}
}

func (s *settler) actor(login string) staff.Actor {
	if s.err != nil {
		return staff.Actor{}
	}
	o, err := s.w.OpenSession(s.ctx, desk.SignIn{Division: s.city.Division.Code, Login: login, Password: s.password, Agent: "duban demo", Address: "127.0.0.1"})
	if err != nil {
		s.must(err)
		return staff.Actor{}
	}
	a, err := s.w.Actor(s.ctx, s.city.Division.Code, o.Secret)
	s.must(err)
	return a
}

var roles = map[string]staff.Role{Leader: staff.Leader, Supervisor: staff.Supervisor, Head: staff.Head, Clerk: staff.Clerk,
	SystemAdministrator: staff.SystemAdmin, SecurityAdministrator: staff.SecurityAdmin, AuditAdministrator: staff.AuditAdmin}

// Settle sets the city up, by the acts that its people would use, and gives
// the logins to try, one for each role. All of them get the one password.
func Settle(ctx context.Context, w *desk.Workspace, city City, password string) ([]Login, error) {
	s := &settler{ctx: ctx, w: w, city: city, password: password, persons: map[string]string{}, posts: map[string]Post{}}
	names := map[string]string{}
	for _, p := range city.Persons {
		names[p.Login] = p.Name
	}
	for _, p := range city.Posts {
		s.posts[p.Code] = p
	}
	founders := map[string]desk.Founder{}
	for _, h := range city.Holdings {
		if r := s.posts[h.Post].Role; roles[r].Administers() {
			founders[r] = desk.Founder{Login: h.Login, Name: names[h.Login], Password: s.password}
		}
	}
	s.must(w.FoundDivision(ctx, desk.Call{}, desk.FoundDivision{Code: city.Division.Code, Name: city.Division.Name,
		System: founders[SystemAdministrator], Security: founders[SecurityAdministrator], Audit: founders[AuditAdministrator]}))
	s.system = s.actor(founders[SystemAdministrator].Login)
	s.security = s.actor(founders[SecurityAdministrator].Login)
	s.people(names)
	who := s.tryouts(founders)
	s.reports(who)
	return who, s.err
}

// people sets units, posts, persons and who holds what.
func (s *settler) people(names map[string]string) {
	kinds := map[string]staff.Kind{Government: staff.Government, Department: staff.Department, Office: staff.Bureau,
		Institution: staff.Institution, Town: staff.Town, Street: staff.Street, Village: staff.Village}
	for _, u := range s.city.Units {
		if s.err == nil && u.Code != "government" {
			unit := staff.Unit{Code: s.code(u.Code), Name: u.Name, Short: u.Short, Kind: kinds[u.Kind], Rank: int64(u.Rank)}
			if u.Parent != "" {
				unit.Parent = s.code(u.Parent)
			}
			s.must(s.w.SetUnit(s.ctx, s.system, desk.Call{}, unit))
		}
	}
	for _, p := range s.city.Posts {
		if s.err == nil && !roles[p.Role].Administers() {
			s.must(s.w.SetPost(s.ctx, s.system, desk.Call{}, staff.Post{Code: s.code(p.Code), Unit: s.code(p.Unit), Name: p.Name, Proposed: roles[p.Role]}))
			s.must(s.w.EmpowerPost(s.ctx, s.security, desk.Call{}, s.code(p.Code)))
		}
	}
	manners := map[string]staff.Manner{Appointed: staff.Regular, Acting: staff.Acting, Delegated: staff.Delegated}
	for _, h := range s.city.Holdings {
		if s.err != nil || roles[s.posts[h.Post].Role].Administers() {
			continue
		}
		if s.persons[h.Login] == "" {
			id, err := s.w.SetPerson(s.ctx, s.system, desk.Call{}, staff.Person{Login: h.Login, Name: names[h.Login]})
			s.must(err)
			s.persons[h.Login] = id
		}
		id, err := s.w.ProposeHolding(s.ctx, s.system, desk.Call{}, staff.Holding{Person: s.persons[h.Login], Post: s.code(h.Post), Manner: manners[h.Manner], From: h.From.Days(), Until: h.Until.Days()})
		s.must(err)
		if s.err == nil {
			s.must(s.w.ConfirmHolding(s.ctx, s.security, desk.Call{}, id))
		}
	}
}

// tryouts gives one person of each role the demo's password.
func (s *settler) tryouts(founders map[string]desk.Founder) []Login {
	var who []Login
	for _, role := range []string{Supervisor, Leader, Head, Clerk} {
		for _, h := range s.city.Holdings {
			if s.err != nil || s.posts[h.Post].Role != role || !h.Until.Zero() || h.Manner != Appointed {
				continue
			}
			issued, err := s.w.UnlockPerson(s.ctx, s.security, desk.Call{}, s.persons[h.Login])
			if err != nil {
				s.must(err)
				break
			}
			o, err := s.w.OpenSession(s.ctx, desk.SignIn{Division: s.city.Division.Code, Login: h.Login, Password: issued.Password})
			if err != nil {
				s.must(err)
				break
			}
			a, err := s.w.Actor(s.ctx, s.city.Division.Code, o.Secret)
			s.must(err)
			s.must(s.w.ChangePassword(s.ctx, a, desk.Call{}, desk.ChangePassword{Old: issued.Password, New: s.password, Again: s.password}))
			who = append(who, Login{h.Login, s.posts[h.Post].Name, roles[role]})
			break
		}
	}
	for _, r := range []string{SystemAdministrator, SecurityAdministrator, AuditAdministrator} {
		who = append(who, Login{founders[r].Login, map[string]string{SystemAdministrator: "系统管理员", SecurityAdministrator: "安全管理员", AuditAdministrator: "审计管理员"}[r], roles[r]})
	}
	return who
}

// reports hands the three reports in; the older two are accepted and entered,
// of the newest a part is accepted and the rest waits.
func (s *settler) reports(who []Login) {
	if s.err != nil {
		return
	}
	by := s.actor(who[0].Login)
	if s.city.Boundaries != nil {
		_, err := s.w.SetBasemap(s.ctx, by, desk.Call{}, desk.SetBasemap{Data: bytes.NewReader(s.city.Boundaries)})
		s.must(err)
	}
	for i, r := range s.city.Reports {
		if s.err != nil {
			return
		}
		row, err := s.w.UploadReport(s.ctx, by, desk.Call{}, desk.UploadReport{Name: filepath.Base(r.File), Data: strings.NewReader(r.Text), Declared: true})
		if err != nil {
			s.must(err)
			return
		}
		if _, err := s.w.ReadWaiting(s.ctx); err != nil {
			s.must(err)
			return
		}
		v, err := s.w.ReviewReport(s.ctx, by, row.ID)
		s.must(err)
		newest := i == len(s.city.Reports)-1
		for n, x := range v.Records {
			if s.err != nil || (newest && n >= len(v.Records)/3) {
				break
			}
			if x.State == review.Found {
				_, err := s.w.AcceptRecord(s.ctx, by, desk.Call{}, row.ID, x.ID)
				s.must(err)
			}
		}
		if !newest && s.err == nil {
			_, err := s.w.EnterReport(s.ctx, by, desk.Call{}, row.ID)
			s.must(err)
			s.must(s.w.PublishReport(s.ctx, by, desk.Call{}, row.ID, fmt.Sprintf("%s人民政府公报 %d 年第 1 期", s.city.Division.Name, r.Given.Year)))
		}
	}
}

// SettleNeighbours has a supervisor of the city hand in the public reports of
// other places, so that their figures can be compared; the figures are accepted and entered.
func SettleNeighbours(ctx context.Context, w *desk.Workspace, city City, neighbours []City, supervisor, password string) error {
	s := &settler{ctx: ctx, w: w, city: city, password: password}
	by := s.actor(supervisor)
	for _, n := range neighbours {
		for _, r := range n.Reports {
			if s.err != nil {
				return s.err
			}
			row, err := w.UploadReport(ctx, by, desk.Call{}, desk.UploadReport{Name: filepath.Base(r.File), Data: strings.NewReader(r.Text), Declared: true})
			if err != nil {
				return err
			}
			if _, err := w.ReadWaiting(ctx); err != nil {
				return err
			}
			v, err := w.ReviewReport(ctx, by, row.ID)
			if err != nil {
				return err
			}
			for _, x := range v.Records {
				if x.Sort != review.Measure || x.Content.Indicator == "" {
					continue
				}
				if _, err := w.AcceptRecord(ctx, by, desk.Call{}, row.ID, x.ID); err != nil {
					return err
				}
			}
			if _, err := w.EnterReport(ctx, by, desk.Call{}, row.ID); err != nil {
				return err
			}
		}
	}
	return s.err
}
