package desk_test

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/postgres"
	"duban/internal/store/storetest"
	"duban/internal/web/postman"
	"duban/internal/web/postman/postmantest"
)

// A leave whose silence is told and mailed.
const toldLeave = leave + `    notices:
      - {notice: hurry, clock: answer, near: 10, to: [{role: head, unit: initiator}], text: '{编号} 请在 {到期} 前答复'}
      - {notice: granted, on: silence, to: [{role: head, unit: initiator}], text: '{编号} 没有答复，视为准假：{事由}'}
`

const childMail = "DUBAN_TEST_MAIL"

// posted has a workspace mail by an office.
func posted(t testing.TB, address string) func(*desk.Means) {
	t.Helper()
	p, err := postman.New(postman.Server{Address: address, Security: postman.Plain, From: "duban@example.gov.cn"})
	if err != nil {
		t.Fatal(err)
	}
	return func(m *desk.Means) { m.Postman, m.Origin = p, "https://duban.example.gov.cn" }
}

func mailOffice(t testing.TB) *postmantest.Office {
	t.Helper()
	s, err := postmantest.Open(postmantest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// deadlines opens cases that fall due half an hour later, all of a unit whose
// head has a mailbox.
func deadlines(t testing.TB, o *office, n int) (asked *office, clerk, head staff.Actor) {
	t.Helper()
	who := seats(t, o, map[string][2]string{"clerk": {"kj", "clerk"}, "head": {"kj", "head"}})
	system := o.actor("xitong", password)
	err := o.store.Read(t.Context(), func(tx *store.Tx) error {
		p, err := tx.Person(city, who["head"].Person)
		if err != nil {
			return err
		}
		p.Mail = "head@example.gov.cn"
		_, err = o.SetPerson(t.Context(), system, desk.Call{Version: p.Version}, p)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	asked = o.again(func(m *desk.Means) { m.Mechanisms = declared(t, toldLeave) })
	var group sync.WaitGroup
	var next atomic.Int64
	for range 32 {
		group.Go(func() {
			for next.Add(1) <= int64(n) {
				if _, err := asked.OpenCase(t.Context(), who["clerk"], desk.Call{}, desk.OpenCase{Procedure: "leave", Deed: procedure.Deed{Act: "ask", Data: map[string]any{"事由": "探亲"}}}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	return asked, who["clerk"], who["head"]
}

// later is the same office half an hour and a minute on.
func later(t testing.TB, o *office, more ...func(*desk.Means)) *office {
	return o.again(func(m *desk.Means) {
		clock := m.Clock
		m.Mechanisms, m.Holder = declared(t, toldLeave), holder()
		m.Clock = func() int64 { return clock() + 31*60*1_000_000 }
		for _, f := range more {
			f(m)
		}
	})
}

// stood are how many cases of the city were opened, fell, and have two events;
// how many notices there are, and how much mail waits.
func stood(t testing.TB, s *store.Store) (open, fallen, events, notices, waiting int) {
	t.Helper()
	err := s.Read(t.Context(), func(tx *store.Tx) error {
		open, fallen, events, notices, waiting = 0, 0, 0, 0, 0
		cases, err := tx.EveryCase(city)
		if err != nil {
			return err
		}
		for _, c := range cases {
			open++
			if c.Stage == "granted" {
				fallen++
			}
		}
		if err := tx.EveryCaseEvent(city, func(e store.CaseEvent) (bool, error) { events++; return true, nil }); err != nil {
			return err
		}
		if err := tx.EveryNotice(city, func(store.Notice) (bool, error) { notices++; return true, nil }); err != nil {
			return err
		}
		tallies, err := tx.MailTallies(city)
		for _, m := range tallies {
			if m.State == "waiting" {
				waiting += int(m.Count)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return open, fallen, events, notices, waiting
}

// happened holds that each of n cases changed its state once, and was told and
// mailed once or more under one name.
func happened(t testing.TB, s *store.Store, mail *postmantest.Office, n int) {
	t.Helper()
	if open, fallen, events, notices, waiting := stood(t, s); open != n || fallen != n || events != 2*n || notices != n || waiting != 0 {
		t.Errorf("%d cases, %d fell, %d events, %d notices, %d letters wait; want %d, each once", open, fallen, events, notices, waiting, n)
	}
	letters, ids := mail.Counted()
	if ids != n || letters < n {
		t.Errorf("%d letters under %d names, want %d", letters, ids, n)
	}
	err := s.Read(t.Context(), func(tx *store.Tx) error {
		named := mail.IDs()
		return tx.EveryNotice(city, func(x store.Notice) (bool, error) {
			if named["<"+x.ID+"."+city+"@example.gov.cn>"] == 0 {
				t.Errorf("notice %s went out under no name of its own", x.ID)
			}
			return true, nil
		})
	})
	if err != nil {
		t.Error(err)
	}
}

func manyDeadlines() int {
	if storetest.AtLength() {
		return 10_000
	}
	return 200
}

func TestManyDeadlinesThatPassAtOnceAreEachDoneToldAndMailed(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		n, mail := manyDeadlines(), mailOffice(t)
		o, _ := found(t, e)
		asked, _, _ := deadlines(t, o, n)
		if did, err := asked.SweepDeadlines(t.Context()); did != 0 || err != nil {
			t.Fatalf("%d fell before they were due, %v", did, err)
		}
		w := later(t, o, posted(t, mail.Address))
		start := time.Now()
		did, err := w.SweepDeadlines(t.Context())
		swept := time.Since(start)
		if did != n || err != nil {
			t.Errorf("%d fell, %v", did, err)
		}
		start = time.Now()
		sent, err := w.SendMail(t.Context())
		if sent != n || err != nil {
			t.Errorf("%d letters were handed in, %v", sent, err)
		}
		t.Logf("%d deadlines: swept in %.1f s (%.0f/s), mailed in %.1f s (%.0f/s)", n, swept.Seconds(), float64(n)/swept.Seconds(), time.Since(start).Seconds(), float64(n)/time.Since(start).Seconds())
		happened(t, o.store, mail, n)
		placed(t, o)
	})
}

// placed gives every act its place, and holds that the ledger verifies.
func placed(t testing.TB, o *office) {
	t.Helper()
	for left := int64(1); left > 0; {
		err := o.SequenceAll(t.Context())
		if err == nil {
			err = o.store.Read(t.Context(), func(tx *store.Tx) (err error) { left, err = tx.CountWaiting(city); return err })
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if v, err := o.VerifyDivision(t.Context(), city); err != nil || !v.Intact() || v.Entries != v.Size {
		t.Errorf("%d findings, %d entries of %d, %v", len(v.Findings), v.Entries, v.Size, err)
	}
}

// childSweeps is a program that sweeps and mails until it is killed.
func childSweeps(t *testing.T) {
	e, err := openAt(t.Context(), os.Getenv(childDatabase))
	if err != nil {
		t.Fatal(err)
	}
	o := open(t, e)
	w := later(t, o, posted(t, os.Getenv(childMail)), func(m *desk.Means) { m.Report = func(string, error) {} })
	go w.RunSequencer(t.Context())
	go w.RunPostman(t.Context())
	os.Stdout.WriteString("confirmed ready\n")
	w.RunDeadlines(t.Context())
}

func TestADeadlineIsDoneOnceByThreeProgramsOfWhichOneIsKilled(t *testing.T) {
	if os.Getenv(childName) != "" {
		childSweeps(t)
		return
	}
	n, mail := manyDeadlines(), mailOffice(t)
	database := storetest.PostgreSQL(t)
	e, err := postgres.Create(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	o, _ := found(t, e)
	deadlines(t, o, n)
	t.Setenv(childMail, mail.Address)
	children := make([]*child, 3)
	start := time.Now()
	for i := range children {
		children[i] = begin(t, "TestADeadlineIsDoneOnceByThreeProgramsOfWhichOneIsKilled", database, fmt.Sprintf("sweeper-%d", i))
	}
	wait := func(what string, done func() bool) {
		t.Helper()
		for end := time.Now().Add(3 * time.Minute); !done(); time.Sleep(50 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("waited in vain for " + what)
			}
		}
	}
	wait("a third of the letters", func() bool { letters, _ := mail.Counted(); return letters > n/3 })
	children[0].kill()
	killed := time.Since(start)
	var swept time.Duration
	wait("all cases and letters", func() bool {
		_, fallen, _, _, waiting := stood(t, o.store)
		if fallen == n && swept == 0 {
			swept = time.Since(start)
		}
		return fallen == n && waiting == 0
	})
	all := time.Since(start)
	for _, c := range children[1:] {
		c.kill()
	}
	letters, ids := mail.Counted()
	t.Logf("%d deadlines, three programs, one killed after %.1f s: all swept within %.1f s, all mailed within %.1f s; %d letters came twice", n, killed.Seconds(), swept.Seconds(), all.Seconds(), letters-ids)
	happened(t, o.store, mail, n)
	placed(t, o)
}

func TestMailThatIsNotTakenGoesAgainUnderTheSameName(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		mail := mailOffice(t)
		o, _ := found(t, e)
		deadlines(t, o, 2)
		gone := later(t, o, posted(t, "127.0.0.1:1"))
		if did, err := gone.SweepDeadlines(t.Context()); did != 2 || err != nil {
			t.Fatal(did, err)
		}
		if _, err := gone.SendMail(t.Context()); err == nil {
			t.Error("nobody says that the server is not there")
		}
		if _, _, _, _, waiting := stood(t, o.store); waiting != 2 {
			t.Errorf("%d letters wait", waiting)
		}
		w := later(t, o, posted(t, mail.Address), func(m *desk.Means) { m.Clock = func() int64 { return time.Now().UnixMicro() + 40*60*1_000_000 } })
		if sent, err := w.SendMail(t.Context()); sent != 2 || err != nil {
			t.Errorf("sent %d, %v", sent, err)
		}
		happened(t, o.store, mail, 2)
		body := string(mail.Letters()[0].Body)
		if strings.Contains(body, "视为") { // it is written in base64
			t.Error(body)
		}
	})
}
