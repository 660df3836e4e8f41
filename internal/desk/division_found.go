package desk

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// FoundDivision is the first-run set-up: the division and its three
// administrators, each with a password of their own.
type FoundDivision struct {
	Code     string  `json:"code"`
	Name     string  `json:"name"`
	System   Founder `json:"system"`
	Security Founder `json:"security"`
	Audit    Founder `json:"audit"`
}

// Founder is one of the three first administrators.
type Founder struct {
	Login    string `json:"login"`
	Name     string `json:"name"`
	Password string `json:"password"`
}

var divisionCode = regexp.MustCompile(`^[0-9]{6}$`)

// Divisions are the divisions that are set up, with their names: what the
// sign-in page offers.
func (w *Workspace) Divisions(ctx context.Context) ([]store.DivisionRow, error) {
	var all []store.DivisionRow
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) { all, err = tx.Divisions(); return err })
	return all, faulted(err)
}

// FoundDivision sets a division up. Whoever calls it has shown the set-up code.
func (w *Workspace) FoundDivision(ctx context.Context, call Call, in FoundDivision) error {
	if !divisionCode.MatchString(in.Code) {
		return fault.New(fault.Invalid, fmt.Sprintf("“%s”不是区划代码。", in.Code), "写 6 位数字，例：429004。").At("code")
	}
	if strings.TrimSpace(in.Name) == "" {
		return fault.New(fault.Invalid, "没有写地方的名称。", "例：仙桃市。").At("name")
	}
	founders := []struct {
		field string
		role  staff.Role
		title string
		Founder
	}{{"system", staff.SystemAdmin, "系统管理员", in.System}, {"security", staff.SecurityAdmin, "安全管理员", in.Security}, {"audit", staff.AuditAdmin, "审计管理员", in.Audit}}
	hashes := map[string]string{}
	for _, f := range founders {
		p := staff.Person{Login: f.Login, Name: f.Name}
		if err := p.Check(); err != nil {
			return under(err, f.field, f.title)
		}
		if _, twice := hashes[f.Login]; twice {
			return fault.New(fault.Invalid, "三个管理员要三个登录名。", "三员不能是同一个人。").At(f.field + ".login")
		}
		if err := w.means.Passwords.Check(f.Password, f.Login, f.Name); err != nil {
			return under(err, f.field, f.title)
		}
		hash, err := w.means.Passwords.Hash(ctx, f.Password)
		if err != nil {
			return err
		}
		hashes[f.Login] = hash
	}
	_, err := performed(ctx, w, machine(in.Code), "division.found", call, func(d *deed) (struct{}, error) {
		d.object = "division/" + in.Code
		var none struct{}
		row := store.DivisionRow{Code: in.Code, Name: strings.TrimSpace(in.Name), Ready: true, CreatedAt: d.now}
		object, bytes := canonDivision(row)
		row.Seal = d.seal(object, nil, bytes)
		if err := d.tx.AddDivision(row); err != nil {
			return none, err
		}
		root := staff.Unit{Division: in.Code, Code: in.Code, Name: row.Name + "人民政府", Short: "市政府", Kind: staff.Government}
		if err := d.addUnit(root); err != nil {
			return none, err
		}
		for _, f := range founders {
			post := staff.Post{Division: in.Code, Code: string(f.role), Unit: root.Code, Name: f.title, Proposed: f.role, Role: f.role}
			if err := d.addPost(post); err != nil {
				return none, err
			}
			p := staff.Person{Division: in.Code, ID: d.newID(), Login: f.Login, Name: strings.TrimSpace(f.Name)}
			if err := d.addPerson(p); err != nil {
				return none, err
			}
			if err := d.addPassword(p, hashes[f.Login], "active"); err != nil {
				return none, err
			}
			h := staff.Holding{Division: in.Code, ID: d.newID(), Person: p.ID, Post: post.Code, Manner: staff.Regular, From: dayOf(d.now), State: staff.Confirmed}
			if err := d.addHolding(h); err != nil {
				return none, err
			}
		}
		return none, nil
	})
	return err
}

// under says whose form a fault is about.
func under(err error, field, title string) error {
	if f, ok := fault.As(err); ok {
		return fault.New(f.Kind, title+"："+f.Sentence, f.Hint).At(field + ".password").Because(err)
	}
	return err
}

func (d *deed) addUnit(u staff.Unit) error {
	if err := u.Check(); err != nil {
		return err
	}
	object, bytes := canonUnit(u)
	u.Seal = d.seal(object, nil, bytes)
	return d.tx.AddUnit(u)
}

func (d *deed) addPost(p staff.Post) error {
	if err := p.Check(); err != nil {
		return err
	}
	object, bytes := canonPost(p)
	p.Seal = d.seal(object, nil, bytes)
	return d.tx.AddPost(p)
}

func (d *deed) addPerson(p staff.Person) error {
	if err := p.Check(); err != nil {
		return err
	}
	object, bytes := canonPerson(p)
	p.Seal = d.seal(object, nil, bytes)
	return d.tx.AddPerson(p)
}

// addPassword keeps a hash; a password in state "first" must be changed at its first use.
func (d *deed) addPassword(p staff.Person, hash, state string) error {
	return d.addCredential(store.Credential{Person: p.ID, ID: "password", Kind: "password", Secret: []byte(hash), State: state})
}

func (d *deed) addHolding(h staff.Holding) error {
	object, bytes := canonHolding(h)
	h.Seal = d.seal(object, nil, bytes)
	return d.tx.AddHolding(h)
}
