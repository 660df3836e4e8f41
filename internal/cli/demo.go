package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"duban/internal/desk"
	"duban/internal/desk/democity"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
)

// demoPassword is everybody's in the invented city.
const demoPassword = "Yunze.Demo-2026"

func demoCommand() *command {
	var p place
	listen := "127.0.0.1:8080"
	return &command{
		name: "demo", args: "[--data DIR] [--postgres URL] [--listen ADDR]",
		summary: "示例：虚构的云泽市，人员、三年报告都备好，打开就能用。",
		english: "A workspace with an invented city, its people and three years of reports.",
		flags: func(fs *flag.FlagSet) {
			p.flags(fs)
			fs.StringVar(&listen, "listen", listen, "听在哪里")
		},
		run: func(s streams, args []string) error {
			if err := noArguments("demo", args); err != nil {
				return err
			}
			if p.data == "duban-data" {
				p.data = filepath.Join(os.TempDir(), fmt.Sprintf("duban-demo-%d", os.Getpid()))
			}
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			if _, err := create(ctx, p, false); err != nil {
				return err
			}
			log := slog.New(slog.NewJSONHandler(s.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
			w, err := openWorkspace(ctx, p, log)
			if err != nil {
				return err
			}
			fmt.Fprintln(s.err, "正在备好云泽市的单位、人员和三年报告……")
			who, err := settle(ctx, w.Workspace, democity.Invented())
			if err != nil {
				return errors.Join(err, w.Close())
			}
			fmt.Fprintf(s.out, "云泽市是虚构的。数据在 %s。登录用下面的名字，口令都是 %s\n", p.data, demoPassword)
			for _, x := range who {
				fmt.Fprintf(s.out, "  %-16s %s\n", x.login, x.post)
			}
			return serve(ctx, s, w, listen, "", log)
		},
	}
}

type demoLogin struct{ login, post string }

// settler builds the city through the acts that people would use; the first trouble stays.
type settler struct {
	ctx              context.Context
	w                *desk.Workspace
	city             democity.City
	system, security staff.Actor
	err              error
	persons          map[string]string // login → id
	posts            map[string]democity.Post
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
	o, err := s.w.OpenSession(s.ctx, desk.SignIn{Division: s.city.Division.Code, Login: login, Password: demoPassword, Agent: "duban demo", Address: "127.0.0.1"})
	if err != nil {
		s.must(err)
		return staff.Actor{}
	}
	a, err := s.w.Actor(s.ctx, s.city.Division.Code, o.Secret)
	s.must(err)
	return a
}

var demoRoles = map[string]staff.Role{democity.Leader: staff.Leader, democity.Supervisor: staff.Supervisor, democity.Head: staff.Head, democity.Clerk: staff.Clerk,
	democity.SystemAdministrator: staff.SystemAdmin, democity.SecurityAdministrator: staff.SecurityAdmin, democity.AuditAdministrator: staff.AuditAdmin}

// settle sets the city up and gives the logins to try.
func settle(ctx context.Context, w *desk.Workspace, city democity.City) ([]demoLogin, error) {
	s := &settler{ctx: ctx, w: w, city: city, persons: map[string]string{}, posts: map[string]democity.Post{}}
	names := map[string]string{}
	for _, p := range city.Persons {
		names[p.Login] = p.Name
	}
	for _, p := range city.Posts {
		s.posts[p.Code] = p
	}
	founders := map[string]desk.Founder{}
	for _, h := range city.Holdings {
		if r := s.posts[h.Post].Role; demoRoles[r].Administers() {
			founders[r] = desk.Founder{Login: h.Login, Name: names[h.Login], Password: demoPassword}
		}
	}
	s.must(w.FoundDivision(ctx, desk.Call{}, desk.FoundDivision{Code: city.Division.Code, Name: city.Division.Name,
		System: founders[democity.SystemAdministrator], Security: founders[democity.SecurityAdministrator], Audit: founders[democity.AuditAdministrator]}))
	s.system = s.actor(founders[democity.SystemAdministrator].Login)
	s.security = s.actor(founders[democity.SecurityAdministrator].Login)
	s.people(names)
	who := s.tryouts(founders)
	s.reports(who)
	return who, s.err
}

// people sets units, posts, persons and who holds what.
func (s *settler) people(names map[string]string) {
	kinds := map[string]staff.Kind{democity.Government: staff.Government, democity.Department: staff.Department, democity.Office: staff.Bureau,
		democity.Institution: staff.Institution, democity.Town: staff.Town, democity.Street: staff.Street, democity.Village: staff.Village}
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
		if s.err == nil && !demoRoles[p.Role].Administers() {
			s.must(s.w.SetPost(s.ctx, s.system, desk.Call{}, staff.Post{Code: s.code(p.Code), Unit: s.code(p.Unit), Name: p.Name, Proposed: demoRoles[p.Role]}))
			s.must(s.w.EmpowerPost(s.ctx, s.security, desk.Call{}, s.code(p.Code)))
		}
	}
	manners := map[string]staff.Manner{democity.Appointed: staff.Regular, democity.Acting: staff.Acting, democity.Delegated: staff.Delegated}
	for _, h := range s.city.Holdings {
		if s.err != nil || demoRoles[s.posts[h.Post].Role].Administers() {
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
func (s *settler) tryouts(founders map[string]desk.Founder) []demoLogin {
	var who []demoLogin
	for _, role := range []string{democity.Supervisor, democity.Leader, democity.Head, democity.Clerk} {
		for _, h := range s.city.Holdings {
			if s.err != nil || s.posts[h.Post].Role != role || !h.Until.Zero() || h.Manner != democity.Appointed {
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
			s.must(s.w.ChangePassword(s.ctx, a, desk.Call{}, desk.ChangePassword{Old: issued.Password, New: demoPassword, Again: demoPassword}))
			who = append(who, demoLogin{h.Login, s.posts[h.Post].Name})
			break
		}
	}
	for _, r := range []string{democity.SystemAdministrator, democity.SecurityAdministrator, democity.AuditAdministrator} {
		who = append(who, demoLogin{founders[r].Login, map[string]string{democity.SystemAdministrator: "系统管理员", democity.SecurityAdministrator: "安全管理员", democity.AuditAdministrator: "审计管理员"}[r]})
	}
	return who
}

// reports hands the three reports in; the older two are accepted and entered,
// of the newest a part is accepted and the rest waits.
func (s *settler) reports(who []demoLogin) {
	if s.err != nil {
		return
	}
	by := s.actor(who[0].login)
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
		}
	}
}
