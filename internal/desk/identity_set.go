package desk

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// IdentityService (统一身份认证平台) is where a city's people sign in instead of
// here. Secret is in clear; only the desk opens it.
type IdentityService struct {
	Issuer, Client, Secret string
	LoginClaim, NameClaim  string // claims that hold the login and the name
	Scopes                 []string
	Stopped                bool
	Version                int64
}

// Identity (身份) is who an identity service says it is: issuer and subject name
// the person for ever, login and name are words that may change.
type Identity struct{ Issuer, Subject, Login, Name string }

// Identities speaks to identity services. back is our page that they send
// people back to.
type Identities interface {
	// Check says what is wrong with the settings, without asking the service.
	Check(s IdentityService, back string) error
	// Begin gives the address to send the browser to, and what to keep meanwhile.
	Begin(ctx context.Context, s IdentityService, back string, now time.Time) (address string, kept []byte, err error)
	// Finish takes the query that the browser came back with.
	Finish(ctx context.Context, s IdentityService, back string, kept []byte, query url.Values, now time.Time) (Identity, error)
	// Leave gives the address where one signs out of the service itself, "" where it offers none.
	Leave(ctx context.Context, s IdentityService, to string, now time.Time) (string, error)
}

const serviceSecret = "/identity-service"

func serviceOf(s store.IdentityService) IdentityService {
	return IdentityService{Issuer: s.Issuer, Client: s.Client, LoginClaim: s.LoginClaim, NameClaim: s.NameClaim, Scopes: strings.Fields(s.Scopes), Stopped: s.Stopped, Version: s.Version}
}

// ReadIdentityService is the division's, without its secret; the zero one where there is none.
func (w *Workspace) ReadIdentityService(ctx context.Context, by staff.Actor) (IdentityService, error) {
	if err := staff.Permit(by, "identity.read", ""); err != nil {
		return IdentityService{}, err
	}
	var s store.IdentityService
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) { s, err = tx.IdentityService(by.Division); return err })
	if missing(err) {
		return IdentityService{}, nil
	}
	return serviceOf(s), faulted(err)
}

// SetIdentityService says where the division's people may sign in. An empty
// secret keeps the one that is there, as long as the service stays the same.
func (w *Workspace) SetIdentityService(ctx context.Context, by staff.Actor, call Call, in IdentityService, back string) error {
	if err := staff.Permit(by, "identity.set", ""); err != nil {
		return err
	}
	in.Issuer, in.Client = strings.TrimSpace(in.Issuer), strings.TrimSpace(in.Client)
	in.LoginClaim, in.NameClaim = strings.TrimSpace(in.LoginClaim), strings.TrimSpace(in.NameClaim)
	if in.LoginClaim == "" {
		in.LoginClaim = "preferred_username"
	}
	if in.NameClaim == "" {
		in.NameClaim = "name"
	}
	if in.Client == "" {
		return fault.New(fault.Invalid, "没有写客户端编号。", "平台的管理员登记本系统时会给出，常写作 client_id。").At("client")
	}
	if w.means.Identities == nil {
		return fault.New(fault.Refused, "这个程序没有接统一身份认证。", "")
	}
	if err := w.means.Identities.Check(in, back); err != nil {
		return fault.New(fault.Invalid, "平台的地址“"+cut(in.Issuer, 200)+"”不对。", "照平台给出的 issuer 逐字写，要 https 开头，末尾的斜线也算。").At("issuer").Because(err)
	}
	_, err := perform(ctx, w, by, "identity.set", call, func(d *deed) (struct{}, error) {
		d.object = "identity-service/" + by.Division
		if err := d.fresh(); err != nil {
			return struct{}{}, err
		}
		old, err := d.tx.IdentityService(by.Division)
		if err != nil && !missing(err) {
			return struct{}{}, err
		}
		if err := call.current(old.Version, "统一身份认证的设置"); err != nil {
			return struct{}{}, err
		}
		row := store.IdentityService{Mark: old.Mark, Division: by.Division, Issuer: in.Issuer, Client: in.Client, Secret: old.Secret,
			LoginClaim: in.LoginClaim, NameClaim: in.NameClaim, Scopes: strings.Join(in.Scopes, " "), Stopped: in.Stopped}
		switch {
		case in.Secret != "":
			if row.Secret, err = w.means.Keys.Seal(w.means.Random, []byte(in.Secret), by.Division+serviceSecret); err != nil {
				return struct{}{}, err
			}
		case old.Issuer != in.Issuer || old.Client != in.Client || row.Secret == nil:
			row.Secret = []byte{} // a secret is never shown to another service
		}
		object, bytes := canonIdentityService(row)
		row.Seal = d.seal(object, old.Seal, bytes)
		return struct{}{}, d.tx.SetIdentityService(row)
	})
	return err
}

// openService is a division's service with its secret, if people may use it.
func (w *Workspace) openService(ctx context.Context, division string) (IdentityService, error) {
	var s store.IdentityService
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) { s, err = tx.IdentityService(division); return err })
	if missing(err) || err == nil && (s.Stopped || w.means.Identities == nil) {
		return IdentityService{}, fault.New(fault.NotFound, "这个地方没有接统一身份认证。", "请用登录名和口令登录。")
	}
	if err != nil {
		return IdentityService{}, faulted(err)
	}
	out := serviceOf(s)
	if len(s.Secret) > 0 {
		secret, err := w.means.Keys.Open(s.Secret, division+serviceSecret)
		if err != nil {
			return IdentityService{}, err
		}
		out.Secret = string(secret)
	}
	return out, nil
}

// Federated are the divisions whose people may sign in by an identity service.
func (w *Workspace) Federated(ctx context.Context) (list []store.DivisionRow, err error) {
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.Divisions()
		if err != nil {
			return err
		}
		for _, d := range all {
			s, err := tx.IdentityService(d.Code)
			if err != nil && !missing(err) {
				return err
			}
			if err == nil && !s.Stopped {
				list = append(list, d)
			}
		}
		return nil
	})
	return slices.Clip(list), faulted(err)
}
