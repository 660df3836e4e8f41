package desk_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"duban/internal/base/cite"
	"duban/internal/base/fault"
	"duban/internal/credential"
	"duban/internal/desk"
	"duban/internal/intake"
	"duban/internal/kernel/document"
	"duban/internal/kernel/ledger"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/folder"
	"duban/internal/store/storetest"
	"duban/internal/web/courier"
	"duban/internal/web/oidc"
)

func TestMain(m *testing.M) { storetest.Main(m) }

var callNone desk.Call

const city = "429099"

// office is a workspace of a city with its three administrators and a supervisor.
type office struct {
	*desk.Workspace
	t     testing.TB
	store *store.Store
	files *folder.Folder
	root  string // of files
	means desk.Means
	clock int64 // added to the real one
	keys  *credential.KeyRing
	// report hears of trouble that no person waits for; nil has the test fail
	report func(what string, err error)
}

// beside is the same office, with its keys and files, on another database.
func (o *office) beside(e store.Engine) *office {
	n := &office{t: o.t, store: store.New(e), files: o.files, means: o.means}
	n.Workspace = desk.Work(n.store, n.means)
	return n
}

// again is the same office with other means, as after a change of the program.
func (o *office) again(change func(*desk.Means)) *office {
	n := &office{t: o.t, store: o.store, means: o.means}
	change(&n.means)
	n.Workspace = desk.Work(n.store, n.means)
	return n
}

func (o *office) actor(login, password string) staff.Actor {
	o.t.Helper()
	s, err := o.OpenSession(o.t.Context(), desk.SignIn{Division: city, Login: login, Password: password})
	if err != nil {
		o.t.Fatal(err)
	}
	a, err := o.Actor(o.t.Context(), city, s.Secret)
	if err != nil {
		o.t.Fatal(err)
	}
	return a
}

const password = "Correct.Horse.9b"

// keys are the test's private and public key of checkpoints; a child process
// gets its parent's.
var keys = sync.OnceValue(func() []string {
	if given := os.Getenv("DUBAN_TEST_KEYS"); given != "" {
		return strings.Split(given, "\n")
	}
	private, public, err := ledger.GenerateKey(rand.Reader, ledger.Origin("test"))
	if err != nil {
		panic(err)
	}
	return []string{private, public}
})

// holder names each workspace of the test, as each process has a name.
func holder() string { return rand.Text() }

func open(t testing.TB, e store.Engine) *office {
	t.Helper()
	o := &office{t: t, store: store.New(e)}
	o.root = t.TempDir()
	files, err := folder.Open(o.root)
	if err != nil {
		t.Fatal(err)
	}
	o.files = files
	signer, err := ledger.NewSigner(keys()[0])
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := ledger.NewVerifier(keys()[1])
	if err != nil {
		t.Fatal(err)
	}
	hashes, err := credential.NewPasswords(credential.HashCost{Scheme: credential.Argon2id, Memory: 64, Passes: 1, Lanes: 1}, 4, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	o.keys = newKeys(t)
	o.means = desk.Means{
		Keys: o.keys, Identities: oidc.NewPlatforms(nil, rand.Reader),
		Clock: func() int64 { return time.Now().UnixMicro() + o.clock }, Random: rand.Reader, Signers: []ledger.Signer{signer}, Verifiers: []ledger.Verifier{verifier},
		Files: files, Passwords: credential.Proof{Passwords: hashes, Policy: credential.DefaultPolicy}, Holder: holder(),
		Open: func(_ context.Context, name string, data io.Reader) (*document.Document, error) {
			b, err := io.ReadAll(data)
			if err != nil {
				return nil, err
			}
			return intake.Read(name, b)
		},
		Pages: func(_ context.Context, name string, data io.Reader) (int, error) {
			b, err := io.ReadAll(data)
			if err != nil {
				return 0, err
			}
			return intake.Pages(name, b)
		},
		Report: func(what string, err error) {
			if o.report == nil {
				t.Errorf("%s: %v", what, err)
				return
			}
			o.report(what, err)
		},
		Courier: courier.New("test"),
	}
	o.Workspace = desk.Work(o.store, o.means)
	return o
}

// found sets the city up and puts a supervisor in place, through the acts that people would use.
func found(t testing.TB, e store.Engine) (*office, staff.Actor) {
	t.Helper()
	o := open(t, e)
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	admin := func(login string) desk.Founder {
		return desk.Founder{Login: login, Name: "管理员" + login, Password: password}
	}
	must(o.FoundDivision(ctx, desk.Call{}, desk.FoundDivision{Code: city, Name: "云泽市", System: admin("xitong"), Security: admin("anquan"), Audit: admin("shenji")}))
	system, security := o.actor("xitong", password), o.actor("anquan", password)
	must(o.SetUnit(ctx, system, desk.Call{}, staff.Unit{Code: "dcs", Parent: city, Name: "云泽市人民政府督查室", Short: "市政府督查室", Kind: staff.Bureau, Rank: 2}))
	must(o.SetUnit(ctx, system, desk.Call{}, staff.Unit{Code: "kj", Parent: city, Name: "云泽市科学技术局", Short: "市科技局", Kind: staff.Department, Rank: 9}))
	must(o.SetPost(ctx, system, desk.Call{}, staff.Post{Code: "dcs-1", Unit: "dcs", Name: "督查室科员", Proposed: staff.Supervisor}))
	must(o.SetPost(ctx, system, desk.Call{}, staff.Post{Code: "kj-1", Unit: "kj", Name: "科技局经办", Proposed: staff.Clerk}))
	for login, post := range map[string]string{"ducha": "dcs-1", "keji": "kj-1"} {
		must(o.EmpowerPost(ctx, security, desk.Call{}, post))
		person, err := o.SetPerson(ctx, system, desk.Call{}, staff.Person{Login: login, Name: "林" + login})
		must(err)
		holding, err := o.ProposeHolding(ctx, system, desk.Call{}, staff.Holding{Person: person, Post: post})
		must(err)
		must(o.ConfirmHolding(ctx, security, desk.Call{}, holding))
		issued, err := o.UnlockPerson(ctx, security, desk.Call{}, person)
		must(err)
		first := o.actor(login, issued.Password)
		if first.May("report.upload") || first.May("report.list") || !first.MustChange {
			t.Error("a first password is good for more than changing it")
		}
		must(o.ChangePassword(ctx, first, desk.Call{}, desk.ChangePassword{Old: issued.Password, New: password, Again: password}))
	}
	return o, o.actor("ducha", password)
}

// seated is a new person in a post, who has no password yet.
func (o *office) seated(system, security staff.Actor, login, post string) string {
	o.t.Helper()
	ctx := o.t.Context()
	person, err := o.SetPerson(ctx, system, desk.Call{}, staff.Person{Login: login, Name: "林" + login})
	if err != nil {
		o.t.Fatal(err)
	}
	holding, err := o.ProposeHolding(ctx, system, desk.Call{}, staff.Holding{Person: person, Post: post})
	if err == nil {
		err = o.ConfirmHolding(ctx, security, desk.Call{}, holding)
	}
	if err != nil {
		o.t.Fatal(err)
	}
	return person
}

func (o *office) upload(by staff.Actor, file string) review.Report {
	o.t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		o.t.Fatal(err)
	}
	r, err := o.UploadReport(o.t.Context(), by, desk.Call{}, desk.UploadReport{Name: "report.txt", Data: bytes.NewReader(b), Declared: true})
	if err != nil {
		o.t.Fatal(err)
	}
	if n, err := o.ReadWaiting(o.t.Context()); n != 1 || err != nil {
		o.t.Fatalf("read %d reports: %v", n, err)
	}
	return r
}

// intact holds that the ledger verifies and nothing waits.
func (o *office) intact() desk.Verified {
	o.t.Helper()
	if err := o.SequenceAll(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
	v, err := o.VerifyDivision(o.t.Context(), city)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, f := range v.Findings {
		o.t.Errorf("ledger: %s", f.Sentence())
	}
	if v.Waiting != 0 || v.Entries != v.Size || v.Size == 0 {
		o.t.Errorf("ledger: %d entries, size %d, %d wait", v.Entries, v.Size, v.Waiting)
	}
	return v
}

func TestAReportIsUploadedReviewedAndEntered(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		r := o.upload(by, "../../examples/report.txt")
		v, err := o.ReviewReport(ctx, by, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		if v.Report.State != review.InReview || len(v.Records) < 40 || len(v.Paragraphs) < 10 {
			t.Fatalf("state %s, %d records, %d paragraphs", v.Report.State, len(v.Records), len(v.Paragraphs))
		}
		var task, figure review.Record
		for _, x := range v.Records {
			if x.Sort == review.Undertaking && task.ID == "" && len([]rune(x.Words)) > 12 {
				task = x
			}
			if x.Sort == review.Measure && figure.ID == "" {
				figure = x
			}
		}
		accepted, err := o.AcceptRecord(ctx, by, desk.Call{ActID: "once", Version: figure.Version}, r.ID, figure.ID)
		if err != nil || accepted.State != review.Accepted {
			t.Fatal(accepted.State, err)
		}
		again, err := o.AcceptRecord(ctx, by, desk.Call{ActID: "once", Version: figure.Version}, r.ID, figure.ID)
		if err != nil || again.Version != accepted.Version {
			t.Errorf("a retry gave version %d, %v; want the outcome that was kept", again.Version, err)
		}
		if _, err := o.RejectRecord(ctx, by, desk.Call{Version: figure.Version}, r.ID, figure.ID, "读错了"); !is(err, fault.Conflict) {
			t.Errorf("a decision on an old version: %v", err)
		}
		content := accepted.Content
		content.Subject = "改过的名称"
		corrected, err := o.CorrectRecord(ctx, by, desk.Call{}, r.ID, figure.ID, content, "")
		if err != nil || !corrected.Corrected() {
			t.Fatal(err)
		}
		content.Value = "四百"
		if _, err := o.CorrectRecord(ctx, by, desk.Call{}, r.ID, figure.ID, content, ""); !is(err, fault.Invalid) {
			t.Errorf("a value in words: %v", err)
		}
		split, err := o.SplitRecord(ctx, by, desk.Call{}, r.ID, task.ID, 6)
		if err != nil || len(split.Records) != 3 {
			t.Fatal(split, err)
		}
		merged, err := o.MergeRecords(ctx, by, desk.Call{}, r.ID, split.Records[1].ID, split.Records[2].ID)
		if err != nil || merged.Records[2].Span != task.Span {
			t.Fatalf("merged %+v, %v; want the span %v again", merged, err, task.Span)
		}
		if _, err := o.AcceptRecord(ctx, by, desk.Call{}, r.ID, merged.Records[2].ID); err != nil {
			t.Error(err)
		}
		added, err := o.AddRecord(ctx, by, desk.Call{}, r.ID, review.Mechanism, cite.Span{Start: task.Span.Start, End: task.Span.Start + 4}, review.Content{})
		if err != nil || added.Words == "" {
			t.Error(added, err)
		}
		if _, err := o.RejectRecord(ctx, by, desk.Call{}, r.ID, added.ID, " "); !is(err, fault.Invalid) {
			t.Errorf("a rejection without a reason: %v", err)
		}
		entry, err := o.EnterReport(ctx, by, desk.Call{}, r.ID)
		if err != nil || entry.Entered != 3 {
			t.Errorf("entered %d, %v; want 3", entry.Entered, err)
		}
		if _, err := o.CorrectRecord(ctx, by, desk.Call{}, r.ID, figure.ID, accepted.Content, ""); !is(err, fault.Invalid) {
			t.Errorf("the register was changed without a reason: %v", err)
		}
		for _, a := range v.Alarms {
			if err := o.SettleAlarm(ctx, by, desk.Call{}, r.ID, a.ID, "核过，没有错"); err != nil {
				t.Error(err)
			}
		}
		o.intact()
	})
}

func is(err error, k fault.Kind) bool {
	f, ok := fault.As(err)
	return ok && f.Kind == k
}

func TestNobodyDoesWhatAPostMayNot(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		r := o.upload(by, "../../examples/report.txt")
		for _, login := range []string{"xitong", "anquan", "shenji"} {
			a := o.actor(login, password)
			if _, err := o.ReviewReport(ctx, a, r.ID); !is(err, fault.Forbidden) {
				t.Errorf("%s read a report: %v", login, err)
			}
			if _, err := o.ListReports(ctx, a, store.ReportPage{Most: 10}); !is(err, fault.Forbidden) {
				t.Errorf("%s listed reports: %v", login, err)
			}
		}
		clerk := o.actor("keji", password)
		if _, err := o.ReviewReport(ctx, clerk, r.ID); !is(err, fault.NotFound) {
			t.Errorf("a clerk read what is under review: %v", err)
		}
		if _, err := o.AcceptRecord(ctx, clerk, desk.Call{}, r.ID, "x"); !is(err, fault.Forbidden) {
			t.Errorf("a clerk decided: %v", err)
		}
		audit, system := o.actor("shenji", password), o.actor("xitong", password)
		if _, err := o.VerifyLedger(ctx, audit); err != nil {
			t.Error(err)
		}
		if _, err := o.VerifyLedger(ctx, system); !is(err, fault.Forbidden) {
			t.Errorf("the system administrator did the auditor's act: %v", err)
		}
		// the security administrator may not become the auditor, nor anybody else
		holding, err := o.ProposeHolding(ctx, system, desk.Call{}, staff.Holding{Person: audit.Person, Post: "dcs-1"})
		if err != nil {
			t.Fatal(err)
		}
		if err := o.ConfirmHolding(ctx, o.actor("anquan", password), desk.Call{}, holding); !is(err, fault.Refused) {
			t.Errorf("an administrator got a second post: %v", err)
		}
	})
}

func TestASessionEndsWhenAPostIsTakenAway(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		ctx := t.Context()
		s, err := o.OpenSession(ctx, desk.SignIn{Division: city, Login: "ducha", Password: password})
		if err != nil {
			t.Fatal(err)
		}
		a, err := o.Actor(ctx, city, s.Secret)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.EndHolding(ctx, o.actor("anquan", password), desk.Call{}, a.Holding, "调走"); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Actor(ctx, city, s.Secret); !is(err, fault.Forbidden) {
			t.Errorf("the session lives on: %v", err)
		}
	})
}

func TestWrongPasswordsLockALogin(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		try := func(p string) error {
			_, err := o.OpenSession(t.Context(), desk.SignIn{Division: city, Login: "ducha", Password: p})
			return err
		}
		for range 5 {
			if err := try("wrong"); !is(err, fault.Forbidden) {
				t.Fatal(err)
			}
		}
		if err := try(password); err == nil || !strings.Contains(err.Error(), "锁住") {
			t.Errorf("after five wrong ones the right one: %v", err)
		}
		o.clock += 16 * 60 * 1_000_000
		if err := try(password); err != nil {
			t.Errorf("after a quarter of an hour: %v", err)
		}
		o.intact()
	})
}

func TestWhatIsChangedBehindTheProgramIsNamed(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		o.upload(by, "../../examples/report.txt")
		o.intact()
		for _, c := range []struct{ sql, object string }{
			{"update unit set name = '假的' where division = '429099' and unit = 'kj'", "unit/kj"},
			{"insert into unit (division, unit, name, short, kind, rank, closed, version, seal) values ('429099', 'ghost', '鬼', '鬼', 'department', 1, 0, 1, ''::bytea)", "unit/ghost"},
		} {
			if e.Dialect() == store.SQLite {
				c.sql = strings.ReplaceAll(c.sql, "''::bytea", "x''")
			}
			err := e.Write(t.Context(), func(s *store.Session) error { _, err := s.Run(c.sql); return err })
			if err != nil {
				t.Fatal(err)
			}
			v, err := o.VerifyDivision(t.Context(), city)
			if err != nil {
				t.Fatal(err)
			}
			named := false
			for _, f := range v.Findings {
				named = named || f.Object == c.object
			}
			if !named {
				t.Errorf("%s was not named: %v", c.object, v.Findings)
			}
		}
	})
}

// TestWrongPasswordsForSomebodyWithoutOneLockTheLoginToo tries to come in as a
// person who has never had a password: nothing tells such a login from another.
func TestWrongPasswordsForSomebodyWithoutOneLockTheLoginToo(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		ctx := t.Context()
		system, security := o.actor("xitong", password), o.actor("anquan", password)
		o.seated(system, security, "xinren", "kj-1")
		try := func() error {
			_, err := o.OpenSession(ctx, desk.SignIn{Division: city, Login: "xinren", Password: "wrong"})
			return err
		}
		for i := range 5 {
			if err := try(); !is(err, fault.Forbidden) || strings.Contains(err.Error(), "锁住") {
				t.Fatalf("try %d: %v", i+1, err)
			}
		}
		if err := try(); !is(err, fault.Forbidden) || !strings.Contains(err.Error(), "锁住") {
			t.Errorf("after five wrong ones: %v", err)
		}
		if list, err := o.Uninvited(ctx, security); err != nil || len(list) != 1 {
			t.Errorf("whom a slip waits for after wrong tries: %v, %v", list, err)
		}
		o.intact()
	})
}
