package main

import (
	"context"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"duban/internal/desk"
	"duban/internal/desk/democity"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
)

// measure is how large the city becomes.
type measure struct{ Reports, Records, Entries int }

// What the measures sign in with.
const (
	division = "429099"
	login    = "ducha"
	password = "Yunze.Gauge-2026"
)

// maker makes the city through the acts that people use, so that its ledger is
// what theirs would be; the first trouble stays.
type maker struct {
	ctx                  context.Context
	w                    *desk.Workspace
	random               *mathrand.Rand
	system, security, by staff.Actor
	units                []staff.Unit
	records              []review.Record
	acts                 atomic.Int64
	clock                *clock
	err                  error
}

func (m *maker) must(err error) {
	if m.err == nil {
		m.err = err
	}
	m.acts.Add(1)
}

func makeCity(ctx context.Context, at where, size measure) error {
	data := at.data
	if _, err := os.Stat(filepath.Join(data, "made")); err == nil {
		return nil
	}
	if err := os.RemoveAll(data); err != nil {
		return err
	}
	var seed [32]byte
	copy(seed[:], "duban gauge")
	// three years of work end today
	c := &clock{at: time.Now().Add(-3 * 365 * 24 * time.Hour).UnixMicro(), step: min(int64(3*365*24*time.Hour/time.Microsecond)/int64(2*size.Entries+1), time.Minute.Microseconds())}
	w, s, err := open(ctx, data, at.program, c.tick, &source{r: mathrand.NewChaCha8(seed)})
	if err != nil {
		return err
	}
	m := &maker{ctx: ctx, w: w, random: mathrand.New(mathrand.NewPCG(4, 29099)), clock: c}
	start := time.Now()
	m.people()
	m.reports(size)
	fmt.Printf("%d reports, %d records read in %.0f s\n", size.Reports, len(m.records), time.Since(start).Seconds())
	m.work(size)
	if err := errors.Join(m.err, s.Close()); err != nil {
		return err
	}
	fmt.Printf("%d ledger entries in %.0f s\n", m.acts.Load(), time.Since(start).Seconds())
	return os.WriteFile(filepath.Join(data, "made"), []byte(fmt.Sprintf("%+v\n", size)), 0o644)
}

func (m *maker) actor(login, password string) staff.Actor {
	if m.err != nil {
		return staff.Actor{}
	}
	o, err := m.w.OpenSession(m.ctx, desk.SignIn{Division: division, Login: login, Password: password})
	m.must(err)
	if err != nil {
		return staff.Actor{}
	}
	a, err := m.w.Actor(m.ctx, division, o.Secret)
	if err != nil {
		m.must(err)
	}
	return a
}

// people are the invented city's units, and twelve persons in each.
func (m *maker) people() {
	admin := func(login string) desk.Founder {
		return desk.Founder{Login: login, Name: "管理员", Password: password}
	}
	m.must(m.w.FoundDivision(m.ctx, desk.Call{}, desk.FoundDivision{Code: division, Name: "云泽市", System: admin("xitong"), Security: admin("anquan"), Audit: admin("shenji")}))
	m.system, m.security = m.actor("xitong", password), m.actor("anquan", password)
	kinds := map[string]staff.Kind{democity.Government: staff.Government, democity.Department: staff.Department, democity.Office: staff.Bureau,
		democity.Institution: staff.Institution, democity.Town: staff.Town, democity.Street: staff.Street, democity.Village: staff.Village}
	code := func(c string) string {
		if c == "government" {
			return division
		}
		return strings.ReplaceAll(c, "_", "-")
	}
	for _, u := range democity.Invented().Units {
		if u.Code == "government" || m.err != nil {
			continue
		}
		unit := staff.Unit{Code: code(u.Code), Name: u.Name, Short: u.Short, Kind: kinds[u.Kind], Rank: int64(u.Rank)}
		if u.Parent != "" {
			unit.Parent = code(u.Parent)
		}
		m.must(m.w.SetUnit(m.ctx, m.system, desk.Call{}, unit))
		m.units = append(m.units, unit)
		post := staff.Post{Code: unit.Code + "-1", Unit: unit.Code, Name: u.Short + "经办", Proposed: staff.Clerk}
		m.must(m.w.SetPost(m.ctx, m.system, desk.Call{}, post))
		m.must(m.w.EmpowerPost(m.ctx, m.security, desk.Call{}, post.Code))
	}
	const each = 5
	m.each(each*len(m.units), func(i int) error {
		u := m.units[i/each]
		_, err := m.person(fmt.Sprintf("%s-%d", strings.ToLower(u.Code), i%each), u.Code+"-1")
		m.acts.Add(2)
		return err
	})
	m.must(m.w.SetPost(m.ctx, m.system, desk.Call{}, staff.Post{Code: "ducha-1", Unit: division, Name: "督查室科员", Proposed: staff.Supervisor}))
	m.must(m.w.EmpowerPost(m.ctx, m.security, desk.Call{}, "ducha-1"))
	if m.err != nil {
		return
	}
	id, err := m.person(login, "ducha-1")
	m.must(err)
	m.reset(login, id)
	m.by = m.actor(login, password)
}

func (m *maker) person(login, post string) (string, error) {
	id, err := m.w.SetPerson(m.ctx, m.system, desk.Call{}, staff.Person{Login: login, Name: "林" + login})
	if err != nil {
		return "", err
	}
	h, err := m.w.ProposeHolding(m.ctx, m.system, desk.Call{}, staff.Holding{Person: id, Post: post})
	if err != nil {
		return "", err
	}
	return id, m.w.ConfirmHolding(m.ctx, m.security, desk.Call{}, h)
}

func (m *maker) reset(login, id string) {
	if m.err != nil {
		return
	}
	issued, err := m.w.UnlockPerson(m.ctx, m.security, desk.Call{}, id)
	m.must(err)
	first := m.actor(login, issued.Password)
	m.must(m.w.ChangePassword(m.ctx, first, desk.Call{}, desk.ChangePassword{Old: issued.Password, New: password, Again: password}))
}

// reports are the invented city's, with other figures and years each time.
func (m *maker) reports(size measure) {
	base := democity.Invented().Reports
	for n := 0; (n < size.Reports || len(m.records) < size.Records) && m.err == nil; n++ {
		text := m.other(base[len(base)-1-n%2].Text, n)
		r, err := m.w.UploadReport(m.ctx, m.by, desk.Call{ActID: "report-" + strconv.Itoa(n)}, desk.UploadReport{Name: fmt.Sprintf("政府工作报告%d.txt", n), Data: strings.NewReader(text), Declared: true})
		m.must(err)
		if err != nil {
			return
		}
		if _, err := m.w.ReadWaiting(m.ctx); err != nil {
			m.must(err)
			return
		}
		v, err := m.w.ReviewReport(m.ctx, m.by, r.ID)
		m.must(err)
		m.records = append(m.records, v.Records...)
	}
}

// other changes the last digit of every figure, and the year.
func (m *maker) other(text string, n int) string {
	runes := []rune(text)
	for i := 1; i < len(runes)-1; i++ {
		inside := runes[i] >= '0' && runes[i] <= '9' && runes[i-1] >= '0' && runes[i-1] <= '9'
		if next := runes[i+1]; inside && next != '年' && next != '.' && (next < '0' || next > '9') {
			runes[i] = '1' + rune(m.random.IntN(9))
		}
	}
	return fmt.Sprintf("%s\n本报告是第%d份，汇编编号%d。\n", string(runes), n+1, 10_000+n)
}

// work is three years of it: records decided and corrected, people coming in,
// units and persons renamed.
func (m *maker) work(size measure) {
	if m.err != nil {
		return
	}
	most := int64(size.Entries)
	m.each(len(m.records), func(i int) error {
		_, err := m.w.AcceptRecord(m.ctx, m.by, desk.Call{}, m.records[i].Report, m.records[i].ID)
		return err
	})
	entered := map[string]bool{}
	for _, r := range m.records {
		if m.err == nil && !entered[r.Report] && len(entered) < size.Reports*9/10 {
			entered[r.Report] = true
			_, err := m.w.EnterReport(m.ctx, m.by, desk.Call{}, r.Report)
			m.must(err)
		}
	}
	left := int(most - m.acts.Load())
	m.each(left, func(i int) error {
		switch i % 5 {
		case 0, 1:
			r := m.records[i/5*7%len(m.records)]
			c := r.Content
			c.Subject += strconv.Itoa(i)
			_, err := m.w.CorrectRecord(m.ctx, m.by, desk.Call{}, r.Report, r.ID, c, "按统计公报更正")
			return err
		case 2, 3:
			_, err := m.w.OpenSession(m.ctx, desk.SignIn{Division: division, Login: login, Password: password})
			return err
		}
		u := m.units[i/5%len(m.units)]
		u.Short = "市局" + strconv.Itoa(i)
		return m.w.SetUnit(m.ctx, m.system, desk.Call{}, u)
	})
}

// each does n acts, many at once, as a busy office would.
func (m *maker) each(n int, f func(int) error) {
	var next atomic.Int64
	var wait sync.WaitGroup
	var mu sync.Mutex
	for range 64 {
		wait.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n || m.ctx.Err() != nil {
					return
				}
				if i%50_000 == 49_999 {
					fmt.Fprintf(os.Stderr, "%d of %d\n", i+1, n)
				}
				if err := f(i); err != nil {
					mu.Lock()
					m.must(err)
					mu.Unlock()
					return
				}
				m.acts.Add(1)
			}
		})
	}
	wait.Wait()
	if m.err == nil {
		m.err = m.ctx.Err()
	}
}

func newestText() string {
	all := democity.Invented().Reports
	return all[len(all)-1].Text
}
