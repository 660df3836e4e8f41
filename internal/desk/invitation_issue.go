package desk

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// invitationTime is how long a slip opens the door: an office hands papers
// round within two weeks.
const invitationTime = 14 * day

// Slip (开通单) is what a person sets the first password of their own with. It
// is shown once, to be printed and handed over; only a digest is kept.
type Slip struct {
	Person string `json:"person"`
	Login  string `json:"login"`
	Name   string `json:"name"`
	Unit   string `json:"unit"`
	Post   string `json:"post"`
	Code   string `json:"-"`
}

// Slips are the slips of one act, by unit.
type Slips struct {
	Until int64  `json:"until"`
	Slips []Slip `json:"slips"`
	Drawn string `json:"drawn"` // tells the act that drew the codes from a retry
}

// IssueInvitations draws a slip for each person named, or for everybody who
// holds a post and has nothing to sign in with yet. An older slip of the same person
// no longer opens. A retry gives the slips without their codes.
//
// Nobody's password is made here: four hundred of them would take the
// machine half a minute, and the administrators would know them.
func (w *Workspace) IssueInvitations(ctx context.Context, by staff.Actor, call Call, persons []string) (Slips, error) {
	codes, drawn := map[string]string{}, ""
	out, err := perform(ctx, w, by, "invitation.issue", call, func(d *deed) (Slips, error) {
		d.object = "division/" + by.Division
		clear(codes)
		drawn = w.draw()
		list, err := d.invited(persons)
		if err != nil {
			return Slips{}, err
		}
		if len(list) == 0 {
			return Slips{}, fault.New(fault.Invalid, "没有要发开通单的人。", "先确认任职；已经有口令的人忘了口令，用“重设口令”。")
		}
		for _, s := range list {
			codes[s.Person] = slipCode(w.draw())
			if err := d.keepSlip(s.Person, codes[s.Person]); err != nil {
				return Slips{}, err
			}
		}
		return Slips{d.now + invitationTime, list, drawn}, nil
	})
	for i := range out.Slips {
		if out.Drawn != drawn {
			break
		}
		out.Slips[i].Code = codes[out.Slips[i].Person]
	}
	return out, err
}

// Uninvited are those who hold a post today, or will, and have no password yet.
func (w *Workspace) Uninvited(ctx context.Context, by staff.Actor) ([]Slip, error) {
	if err := staff.Permit(by, "invitation.issue", ""); err != nil {
		return nil, err
	}
	var list []Slip
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) {
		d := &deed{w: w, tx: tx, by: by, now: w.means.Clock()}
		list, err = d.invited(nil)
		return err
	})
	return list, faulted(err)
}

// invited are the people a slip may be drawn for; nil persons takes all
// without a password.
func (d *deed) invited(persons []string) ([]Slip, error) {
	s, err := everybody(d.tx, d.by.Division)
	if err != nil {
		return nil, err
	}
	wanted, have, posts, holds := map[string]bool{}, map[string]bool{}, map[string]staff.Post{}, map[string]string{}
	for _, id := range persons {
		wanted[id] = true
	}
	for _, kind := range []string{"password", "identity", "passkey"} {
		proofs, err := d.tx.CredentialsOfKind(d.by.Division, kind)
		if err != nil {
			return nil, err
		}
		for _, c := range proofs {
			have[c.Person] = have[c.Person] || opens(c)
		}
	}
	for _, p := range s.Posts {
		posts[p.Code] = p
	}
	for _, h := range s.Holdings {
		if h.State == staff.Confirmed && (h.Until == 0 || h.Until >= dayOf(d.now)) && holds[h.Person] == "" {
			holds[h.Person] = h.Post
		}
	}
	byUnit := map[string][]Slip{}
	for _, p := range s.Persons {
		post, ok := posts[holds[p.ID]]
		if !ok || p.Stopped || p.ID == d.by.Person || (persons == nil && have[p.ID]) || (persons != nil && !wanted[p.ID]) {
			continue
		}
		if persons != nil {
			// to somebody who comes in already a slip would be a second way in
			if have[p.ID] {
				return nil, fault.New(fault.Refused, "“"+p.Name+"”已经能登录，不发开通单。", "忘了口令的，用“重设口令”。")
			}
			reset, err := d.tx.DidLately(d.by.Division, "person/"+p.ID, "factor.reset", d.by.Person, d.now-apart)
			if err != nil {
				return nil, err
			}
			if reset {
				return nil, fault.New(fault.Refused, "“"+p.Name+"”的第二因子是您 7 天内去掉的，不能再由您发开通单。", "用“重设口令”，由另一位管理员同意。")
			}
		}
		byUnit[post.Unit] = append(byUnit[post.Unit], Slip{Person: p.ID, Login: p.Login, Name: p.Name, Post: post.Name})
	}
	var list []Slip
	for _, u := range s.Units { // by rank: the sheet is cut and handed round by unit
		for _, x := range byUnit[u.Code] {
			x.Unit = u.Name
			list = append(list, x)
		}
	}
	return list, nil
}

func (d *deed) keepSlip(person, code string) error {
	all, err := d.tx.Credentials(d.by.Division, person)
	if err != nil {
		return err
	}
	digest := slipDigest(d.by.Division, person, code)
	if old, ok := find(all, func(c store.Credential) bool { return c.Kind == "invitation" }); ok {
		if err := d.dropCredential(old); err != nil {
			return err
		}
	}
	return d.addCredential(store.Credential{Person: person, ID: "invitation", Kind: "invitation", Secret: digest, State: "first"})
}

// slipCode is a code of eighty bits that can be read from paper: no letter in
// it looks like a figure.
func slipCode(drawn string) string {
	return fmt.Sprintf("%s-%s-%s-%s", drawn[:4], drawn[4:8], drawn[8:12], drawn[12:16])
}

// slipDigest is kept in place of the code: with eighty bits a plain digest
// cannot be guessed back.
func slipDigest(division, person, typed string) []byte {
	code := strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '　' || r == '－' || r == '—' {
			return -1
		}
		return r
	}, strings.ToLower(typed))
	sum := sha256.Sum256([]byte("duban slip\x00" + division + "\x00" + person + "\x00" + code))
	return sum[:]
}
