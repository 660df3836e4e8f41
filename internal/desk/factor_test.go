package desk_test

import (
	"encoding/base32"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"duban/internal/base/fault"
	"duban/internal/credential"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
	"duban/internal/web/oidc/oidctest"
)

// now is the office's time.
func (o *office) now() time.Time { return time.Now().Add(time.Duration(o.clock) * time.Microsecond) }

// minutes lets time pass.
func (o *office) minutes(n int64) { o.clock += n * 60 * 1_000_000 }

// phone is an authenticator that holds the secret it was shown.
type phone struct {
	o *office
	credential.OneTime
}

func (p phone) code() string {
	p.o.t.Helper()
	c, err := p.Code(credential.StepAt(p.o.now()))
	if err != nil {
		p.o.t.Fatal(err)
	}
	return c
}

// enrol registers a one-time code for an actor who has just proved who they are.
func (o *office) enrol(by staff.Actor) phone {
	o.t.Helper()
	ctx := o.t.Context()
	id, err := o.EnrolOneTime(ctx, by, desk.Call{}, "")
	if err != nil {
		o.t.Fatal(err)
	}
	pending, err := o.PendingOneTime(ctx, by, id)
	if err != nil {
		o.t.Fatal(err)
	}
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ReplaceAll(pending.Groups, " ", ""))
	if err != nil || !strings.HasPrefix(pending.URI, "otpauth://totp/") {
		o.t.Fatal(pending, err)
	}
	p := phone{o, credential.OneTime{Secret: secret, Hash: credential.SHA1, Digits: 6}}
	if err := o.ConfirmOneTime(ctx, by, desk.Call{}, id, "000000x"); !is(err, fault.Invalid) {
		o.t.Errorf("confirmed by no code: %v", err)
	}
	if err := o.ConfirmOneTime(ctx, by, desk.Call{}, id, p.code()); err != nil {
		o.t.Fatal(err)
	}
	return p
}

func (o *office) half(login string) desk.Opened {
	o.t.Helper()
	s, err := o.OpenSession(o.t.Context(), desk.SignIn{Division: city, Login: login, Password: password})
	if err != nil {
		o.t.Fatal(err)
	}
	if s.Half == "" || s.Secret != "" {
		o.t.Fatalf("%s came in by the password alone", login)
	}
	return s
}

func (o *office) second(half, code string) (desk.Opened, error) {
	return o.FinishSession(o.t.Context(), desk.SecondStep{Division: city, Half: half, Shown: desk.Shown{Code: code}})
}

func TestASecondFactorIsAskedOnceItIsConfirmed(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		elsewhere, err := o.OpenSession(ctx, desk.SignIn{Division: city, Login: "ducha", Password: password})
		if err != nil {
			t.Fatal(err)
		}
		p := o.enrol(by)
		if _, err := o.Actor(ctx, city, elsewhere.Secret); !is(err, fault.Forbidden) {
			t.Errorf("a session without the second factor lives on: %v", err)
		}
		h := o.half("ducha")
		if _, err := o.Actor(ctx, city, h.Half); !is(err, fault.Forbidden) {
			t.Errorf("half a sign-in is a session: %v", err)
		}
		if _, err := o.second(h.Half, p.code()); !is(err, fault.Refused) {
			t.Errorf("the code of the enrolment opened a session: %v", err)
		}
		o.minutes(1)
		code := p.code()
		in, err := o.second(h.Half, code)
		if err != nil {
			t.Fatal(err)
		}
		a, err := o.Actor(ctx, city, in.Secret)
		if err != nil || !a.Armed || !a.Proof.Second() {
			t.Errorf("%+v, %v", a, err)
		}
		if _, err := o.second(h.Half, code); err == nil {
			t.Error("the first step was used twice")
		}
		if _, err := o.second(o.half("ducha").Half, code); !is(err, fault.Refused) {
			t.Errorf("a code was taken twice: %v", err)
		}

		codes, err := o.DrawRecoveryCodes(ctx, a, desk.Call{ActID: "draw"})
		if err != nil || len(codes) != 10 {
			t.Fatal(codes, err)
		}
		if again, err := o.DrawRecoveryCodes(ctx, a, desk.Call{ActID: "draw"}); err != nil || again != nil {
			t.Errorf("a retry showed codes: %v, %v", again, err)
		}
		if _, err := o.second(o.half("ducha").Half, string(codes[3])); err != nil {
			t.Error(err)
		}
		if _, err := o.second(o.half("ducha").Half, string(codes[3])); !is(err, fault.Refused) {
			t.Errorf("a recovery code opened twice: %v", err)
		}
		s, err := o.Guarded(ctx, a)
		if err != nil || s.Codes != 9 || len(s.Factors) != 1 {
			t.Errorf("%+v, %v", s, err)
		}
		o.intact()
	})
}

func TestAFactorIsTakenAwayOnAFreshProofOnly(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		p := o.enrol(by)
		s, err := o.Guarded(ctx, by)
		if err != nil || !s.Fresh {
			t.Fatal(s, err)
		}
		o.minutes(11)
		for what, err := range map[string]error{
			"removed": o.RemoveFactor(ctx, by, desk.Call{}, s.Factors[0].ID),
			"drew":    func() error { _, err := o.DrawRecoveryCodes(ctx, by, desk.Call{}); return err }(),
			"added":   func() error { _, err := o.EnrolOneTime(ctx, by, desk.Call{}, ""); return err }(),
		} {
			if f, ok := fault.As(err); !ok || f.Field != "proof" {
				t.Errorf("%s without a fresh proof: %v", what, err)
			}
		}
		if err := o.ProveSession(ctx, by, desk.Call{}, password, desk.Shown{}); err == nil {
			t.Error("the password alone proves where there is a second factor")
		}
		if err := o.ProveSession(ctx, by, desk.Call{}, "", desk.Shown{Code: p.code()}); err != nil {
			t.Fatal(err)
		}
		if err := o.RemoveFactor(ctx, by, desk.Call{}, s.Factors[0].ID); err != nil {
			t.Fatal(err)
		}
		if a := o.actor("ducha", password); !a.Armed {
			t.Error("without a second factor the password should do again")
		}
		o.intact()
	})
}

func TestWrongCodesLockALogin(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		p := o.enrol(by)
		o.minutes(1)
		h := o.half("ducha").Half
		right := p.code()
		wrong := "000000"
		if right == wrong {
			wrong = "111111"
		}
		for range 2 { // the password counts to the same lock
			if _, err := o.OpenSession(t.Context(), desk.SignIn{Division: city, Login: "ducha", Password: "wrong"}); !is(err, fault.Forbidden) {
				t.Fatal(err)
			}
		}
		for range 3 {
			if _, err := o.second(h, wrong); !is(err, fault.Refused) {
				t.Fatal(err)
			}
		}
		if _, err := o.second(h, right); err == nil || !strings.Contains(err.Error(), "锁住") {
			t.Errorf("the right code after five failures: %v", err)
		}
		o.intact()
	})
}

func TestARoleThatMustShowASecondFactorCanDoNothingElseBefore(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		ctx := t.Context()
		security := o.actor("anquan", password)
		for _, r := range []staff.Role{staff.SecurityAdmin, staff.AuditAdmin} {
			if err := o.RequireFactor(ctx, security, desk.Call{}, r, true); err != nil {
				t.Fatal(err)
			}
		}
		if err := o.RequireFactor(ctx, o.actor("xitong", password), desk.Call{}, staff.AuditAdmin, false); !is(err, fault.Forbidden) {
			t.Errorf("the system administrator did it: %v", err)
		}
		s, err := o.OpenSession(ctx, desk.SignIn{Division: city, Login: "shenji", Password: password})
		if err != nil {
			t.Fatal(err)
		}
		audit, err := o.Actor(ctx, city, s.Secret)
		if err != nil || audit.Armed || !audit.MustEnrol || audit.May("ledger.read") || !audit.May("factor.enrol") {
			t.Fatalf("%+v, %v", audit, err)
		}
		if _, err := o.VerifyLedger(ctx, audit); !is(err, fault.Forbidden) || !strings.Contains(err.Error(), "第二因子") {
			t.Error(err)
		}
		o.enrol(audit)
		if audit, err = o.Actor(ctx, city, s.Secret); err != nil || !audit.Armed {
			t.Fatalf("%+v, %v", audit, err)
		}
		if _, err := o.VerifyLedger(ctx, audit); err != nil {
			t.Error(err)
		}
		g, err := o.Guarded(ctx, audit)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.RemoveFactor(ctx, audit, desk.Call{}, g.Factors[0].ID); !is(err, fault.Refused) {
			t.Errorf("the last factor went: %v", err)
		}
		// the security administrator resets what was lost, with a reason, and not their own
		o.enrol(o.fresh("anquan"))
		o.intact()
	})
}

// fresh is an actor in a session of their own that has no second factor yet.
func (o *office) fresh(login string) staff.Actor { return o.actor(login, password) }

func TestTheSecurityAdministratorEndsSessionsAndResetsLostFactors(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		security := o.actor("anquan", password)
		all, err := o.Oversee(ctx, security, 0, "")
		if err != nil {
			t.Fatal(err)
		}
		seen := false
		for _, s := range all.Sessions {
			seen = seen || s.ID == by.Session && s.Login == "ducha" && s.Post == "督查室科员"
		}
		if !seen {
			t.Errorf("the supervisor's session is not listed: %+v", all.Sessions)
		}
		for _, login := range []string{"xitong", "shenji", "ducha", "keji"} {
			if _, err := o.Oversee(ctx, o.actor(login, password), 0, ""); !is(err, fault.Forbidden) {
				t.Errorf("%s looked at sessions: %v", login, err)
			}
		}
		if err := o.EndSessionOf(ctx, security, desk.Call{}, by.Session, ""); !is(err, fault.Invalid) {
			t.Errorf("ended without a reason: %v", err)
		}
		o.enrol(by)
		if err := o.EndSessionOf(ctx, security, desk.Call{}, by.Session, "电脑遗失"); err != nil {
			t.Fatal(err)
		}
		if err := o.EndOwnSession(ctx, by, desk.Call{}, by.Session); err == nil {
			t.Error("an ended session ended once more")
		}
		if _, err := o.ResetFactors(ctx, security, desk.Call{}, security.Person, "丢了"); !is(err, fault.Refused) {
			t.Errorf("reset their own: %v", err)
		}
		if waits, err := o.ResetFactors(ctx, security, desk.Call{}, by.Person, "手机丢失"); !waits || err != nil {
			t.Fatal(waits, err)
		}
		if _, err := o.ConfirmReset(ctx, o.actor("shenji", password), desk.Call{}, by.Person, desk.ResetFactors); err != nil {
			t.Fatal(err)
		}
		if a := o.actor("ducha", password); !a.Armed {
			t.Error("the factor is still asked")
		}
		o.intact()
	})
}

func TestASessionEndsWhenThePostIsEmpoweredOtherwise(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		ctx := t.Context()
		s, err := o.OpenSession(ctx, desk.SignIn{Division: city, Login: "keji", Password: password})
		if err != nil {
			t.Fatal(err)
		}
		system, security := o.actor("xitong", password), o.actor("anquan", password)
		if err := o.SetPost(ctx, system, desk.Call{}, staff.Post{Code: "kj-1", Unit: "kj", Name: "科技局经办", Proposed: staff.Head}); err != nil {
			t.Fatal(err)
		}
		if err := o.EmpowerPost(ctx, security, desk.Call{}, "kj-1"); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Actor(ctx, city, s.Secret); !is(err, fault.Forbidden) {
			t.Errorf("the session lives on: %v", err)
		}
	})
}

func TestACredentialChangedBehindTheProgramIsNamed(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		o.enrol(by)
		o.intact()
		err := e.Write(t.Context(), func(s *store.Session) error {
			_, err := s.Run("delete from credential where division = '429099' and kind = 'totp'")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		v, err := o.VerifyDivision(t.Context(), city)
		if err != nil {
			t.Fatal(err)
		}
		if len(v.Findings) != 1 || !strings.HasPrefix(v.Findings[0].Object, "credential/"+by.Person+"/totp-") {
			t.Errorf("findings: %v", v.Findings)
		}
	})
}

const back = "http://127.0.0.1:9/sign-in/identity/return"

// service is a running identity service that the division has taken up.
func (o *office) service(people ...oidctest.Person) *oidctest.Platform {
	o.t.Helper()
	p, err := oidctest.Start(jose.ES256)
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(p.Close)
	p.RedirectURL, p.People = back, people
	err = o.SetIdentityService(o.t.Context(), o.actor("anquan", password), desk.Call{}, desk.IdentityService{Issuer: p.Issuer, Client: p.ClientID, Secret: p.Secret}, back)
	if err != nil {
		o.t.Fatal(err)
	}
	return p
}

// vouched goes the whole way of a browser through the service.
func (o *office) vouched(login string) (desk.Opened, error) {
	o.t.Helper()
	ctx := o.t.Context()
	address, ticket, err := o.AskIdentity(ctx, city, back)
	if err != nil {
		o.t.Fatal(err)
	}
	jar, _ := cookiejar.New(nil)
	client := http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := client.PostForm(address, url.Values{"login": {login}, "act": {"yes"}})
	if err != nil {
		o.t.Fatal(err)
	}
	io.Copy(io.Discard, r.Body)
	r.Body.Close()
	to, err := r.Location()
	if err != nil {
		o.t.Fatal(err)
	}
	return o.OpenSessionByIdentity(ctx, desk.IdentitySignIn{Division: city, Ticket: ticket, Query: to.Query()})
}

func TestTheCitysIdentityServiceLetsInWhomWeKnow(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		ctx := t.Context()
		if _, _, err := o.AskIdentity(ctx, city, back); !is(err, fault.NotFound) {
			t.Errorf("without a service: %v", err)
		}
		p := o.service(oidctest.Person{Subject: "7", Login: "DuCha", Name: "林"}, oidctest.Person{Subject: "8", Login: "shei", Name: "谁"},
			oidctest.Person{Subject: "9", Login: "anquan", Name: "安"})
		in, err := o.vouched("DuCha")
		if err != nil {
			t.Fatal(err)
		}
		a, err := o.Actor(ctx, city, in.Secret)
		if err != nil || a.Login != "ducha" || a.Proof != staff.ByIdentity || !a.Armed {
			t.Fatalf("%+v, %v", a, err)
		}
		persons, err := o.ListStaff(ctx, a)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.vouched("shei"); !is(err, fault.Forbidden) || !strings.Contains(err.Error(), "没有账号") {
			t.Errorf("a stranger: %v", err)
		}
		if after, err := o.ListStaff(ctx, a); err != nil || len(after.Persons) != len(persons.Persons) {
			t.Errorf("somebody was created: %v", err)
		}
		if _, err := o.vouched("anquan"); !is(err, fault.Refused) {
			t.Errorf("an administrator came in by the service: %v", err)
		}
		// the subject stays the same person whatever the login is called; another
		// subject of the same login is another person
		p.People[0].Login = "renamed"
		if in, err := o.vouched("renamed"); err != nil || in.Secret == "" {
			t.Error(err)
		}
		p.People = append(p.People, oidctest.Person{Subject: "10", Login: "ducha"})
		if _, err := o.vouched("ducha"); !is(err, fault.Refused) || !strings.Contains(err.Error(), "另一个身份") {
			t.Errorf("another subject took the account: %v", err)
		}
		// a second factor is asked after the service too
		phone := o.enrol(a)
		o.minutes(1)
		h, err := o.vouched("renamed")
		if err != nil || h.Half == "" || h.Secret != "" {
			t.Fatalf("%+v, %v", h, err)
		}
		if in, err := o.second(h.Half, phone.code()); err != nil || in.Secret == "" {
			t.Error(err)
		}
		o.intact()
	})
}

func TestTheSecretOfTheIdentityServiceStaysSealed(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		ctx := t.Context()
		p := o.service(oidctest.Person{Subject: "7", Login: "ducha"})
		security := o.actor("anquan", password)
		s, err := o.ReadIdentityService(ctx, security)
		if err != nil || s.Secret != "" || s.Issuer != p.Issuer {
			t.Errorf("%+v, %v", s, err)
		}
		for _, login := range []string{"xitong", "shenji", "ducha"} {
			if err := o.SetIdentityService(ctx, o.actor(login, password), desk.Call{}, s, back); !is(err, fault.Forbidden) {
				t.Errorf("%s set the service: %v", login, err)
			}
		}
		s.NameClaim = "nickname" // the secret is kept
		if err := o.SetIdentityService(ctx, security, desk.Call{Version: s.Version}, s, back); err != nil {
			t.Fatal(err)
		}
		if _, err := o.vouched("ducha"); err != nil {
			t.Error(err)
		}
		s.Issuer = "http://city.example"
		if err := o.SetIdentityService(ctx, security, desk.Call{}, s, back); !is(err, fault.Invalid) {
			t.Errorf("plain http: %v", err)
		}
		var raw []byte
		err = o.store.Read(ctx, func(tx *store.Tx) error {
			row, err := tx.IdentityService(city)
			raw = row.Secret
			if err != nil {
				return err
			}
			return tx.Acts(city, 0, 1<<62, func(a store.Act) (bool, error) {
				for _, x := range a.Payloads {
					if strings.Contains(x.Bytes, p.Secret) {
						t.Errorf("%s keeps the secret", a.Act)
					}
				}
				return true, nil
			})
		})
		if err != nil || strings.Contains(string(raw), p.Secret) || len(raw) == 0 {
			t.Errorf("the secret is not sealed: %v", err)
		}
		o.intact()
	})
}
