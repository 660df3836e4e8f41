package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/intake/roster"
	form "duban/internal/kernel/roster"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// RosterFile is a workbook of the roster as it was handed in.
type RosterFile = roster.File

// MostRoster is the largest roster that is taken, in bytes: a county's has a
// hundredth of it.
const MostRoster = 4 << 20

// ImportRoster is a roster to be taken in. Digest names the plan that the
// person saw, "" takes it as it comes out.
type ImportRoster struct {
	Files  []RosterFile
	Digest string
}

// RosterTaken tells what came in.
type RosterTaken struct {
	Units    int `json:"units"`
	Posts    int `json:"posts"`
	Persons  int `json:"persons"`
	Holdings int `json:"holdings"` // proposed, to be confirmed
	Changed  int `json:"changed"`
}

// PlanRoster lays a roster beside what is known and changes nothing.
func (w *Workspace) PlanRoster(ctx context.Context, by staff.Actor, files []RosterFile) (*RosterPlan, error) {
	if err := staff.Permit(by, "roster.import", ""); err != nil {
		return nil, err
	}
	_, plan, err := w.planRoster(ctx, by, files)
	return plan, err
}

func (w *Workspace) planRoster(ctx context.Context, by staff.Actor, files []RosterFile) (*roster.Roster, *RosterPlan, error) {
	for _, f := range files {
		if len(f.Data) > MostRoster {
			return nil, nil, fault.New(fault.TooLarge, fmt.Sprintf("“%s”超过上限 %d MB。", f.Name, MostRoster>>20), "名册用不了这么大，请去掉图片和别的工作表。").At("file")
		}
	}
	var s Staff
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) { s, err = everybody(tx, by.Division); return err })
	if err != nil {
		return nil, nil, faulted(err)
	}
	read, err := roster.Read(files, s.known())
	if err != nil {
		return nil, nil, err
	}
	return read, planRoster(read, s, dayOf(w.means.Clock())), nil
}

// everybody is all units, posts, persons and holdings: for whoever sets them.
func everybody(tx *store.Tx, division string) (s Staff, err error) {
	if s.Units, err = tx.Units(division); err != nil {
		return s, err
	}
	if s.Posts, err = tx.Posts(division); err != nil {
		return s, err
	}
	if s.Persons, err = tx.EveryPerson(division); err != nil {
		return s, err
	}
	s.Holdings, err = tx.Holdings(division)
	return s, err
}

// ImportRoster takes units, posts, people and who is to hold what from a
// workbook, all of it or nothing. Roles and holdings are proposed: the
// security administrator grants them as single ones.
func (w *Workspace) ImportRoster(ctx context.Context, by staff.Actor, call Call, in ImportRoster) (RosterTaken, error) {
	if err := staff.Permit(by, "roster.import", ""); err != nil {
		return RosterTaken{}, err
	}
	// the file is read before the transaction, which then holds that nothing has changed since
	read, seen, err := w.planRoster(ctx, by, in.Files)
	if err != nil {
		return RosterTaken{}, err
	}
	out, err := perform(ctx, w, by, "roster.import", call, func(d *deed) (RosterTaken, error) {
		d.object = "roster/" + d.newID()
		if err := d.tx.HoldStaff(by.Division); err != nil {
			return RosterTaken{}, err
		}
		s, err := everybody(d.tx, by.Division)
		if err != nil {
			return RosterTaken{}, err
		}
		plan := planRoster(read, s, dayOf(d.now))
		switch {
		case plan.Refused():
			n := 0
			for _, p := range plan.Problems {
				if !p.Remark {
					n++
				}
			}
			return RosterTaken{}, fault.New(fault.Invalid, fmt.Sprintf("名册里有 %d 处要改，一行也没有导入。", n), "请下载标好的表，改好再交。").At("file")
		case plan.Digest != seen.Digest || (in.Digest != "" && plan.Digest != in.Digest):
			return RosterTaken{}, fault.New(fault.Conflict, "预览之后，单位或人员又有人改过。", "请重新上传，看过新的预览再导入。")
		case len(plan.units)+len(plan.posts)+len(plan.persons)+len(plan.holdings) == 0:
			return RosterTaken{}, fault.New(fault.Invalid, "名册和现有的完全一样，没有可导入的。", "改过再交。").At("file")
		}
		return d.takeRoster(plan, s)
	})
	w.forget()
	return out, err
}

// takeRoster does what a plan says.
func (d *deed) takeRoster(plan *RosterPlan, s Staff) (out RosterTaken, err error) {
	must := func(e error) {
		if err == nil {
			err = e
		}
	}
	for _, x := range plan.units {
		u := x.new
		u.Division = d.by.Division
		if x.old.Code == "" {
			must(d.addUnit(u))
			out.Units++
			continue
		}
		if u.Parent != x.old.Parent {
			u.Proposed, u.Parent = u.Parent, x.old.Parent
		}
		must(d.saveUnit(u, x.old))
		out.Changed++
	}
	moved := map[string]bool{}
	for _, x := range plan.posts {
		p := x.new
		p.Division = d.by.Division
		if x.old.Code == "" {
			must(d.addPost(p))
			out.Posts++
			continue
		}
		must(d.savePost(p, x.old))
		out.Changed++
		moved[p.Code] = p.Role != x.old.Role || p.Unit != x.old.Unit
	}
	ids := map[string]string{}
	for _, p := range s.Persons {
		ids[p.Login] = p.ID
	}
	for _, x := range plan.persons {
		p := x.new
		p.Division = d.by.Division
		if x.old.ID == "" {
			p.ID = d.newID()
			ids[p.Login] = p.ID
			must(d.addPerson(p))
			out.Persons++
			continue
		}
		object, bytes := canonPerson(p)
		p.Seal = d.seal(object, x.old.Seal, bytes)
		must(d.tx.SetPerson(p))
		out.Changed++
	}
	for _, x := range plan.holdings {
		h := x.new
		h.Division, h.Person = d.by.Division, ids[x.login]
		if h.From == 0 {
			h.From = dayOf(d.now)
		}
		if x.old.ID == "" {
			h.ID = d.newID()
			must(d.addHolding(h))
			out.Holdings++
			continue
		}
		object, bytes := canonHolding(h)
		h.Seal = d.seal(object, x.old.Seal, bytes)
		must(d.tx.SetHolding(h))
		out.Changed++
	}
	for _, h := range s.Holdings {
		if moved[h.Post] && h.State == staff.Confirmed && err == nil {
			_, err = d.tx.EndSignInsOf(d.by.Division, h.Person, d.now, "岗位改了")
		}
	}
	return out, err
}

// PresentRoster is what is known as the sheets of a roster, to be changed and
// handed in again. People stand in it by the post they hold first.
func (w *Workspace) PresentRoster(ctx context.Context, by staff.Actor) ([]form.Table, error) {
	if err := staff.Permit(by, "roster.import", ""); err != nil {
		return nil, err
	}
	var s Staff
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) { s, err = everybody(tx, by.Division); return err })
	if err != nil {
		return nil, faulted(err)
	}
	units, posts, people := blank(form.Units), blank(form.Posts), blank(form.People)
	administers := map[string]bool{}
	for _, u := range s.Units {
		if !u.Closed {
			line(&units, u.Code, u.Parent, u.Name, u.Short, wordOf(form.Units, "类别", string(u.Kind)), order(u.Rank))
		}
	}
	for _, p := range s.Posts {
		administers[p.Code] = p.Role.Administers() || p.Proposed.Administers()
		if !p.Closed && !administers[p.Code] {
			line(&posts, p.Code, p.Unit, p.Name, wordOf(form.Posts, "角色", string(p.Proposed)))
		}
	}
	today := dayOf(w.means.Clock())
	slices.SortFunc(s.Persons, func(a, b staff.Person) int { return strings.Compare(a.Login, b.Login) })
	for _, p := range s.Persons {
		h, ok := find(s.Holdings, func(h staff.Holding) bool {
			return h.Person == p.ID && h.State != staff.Ended && (h.Until == 0 || h.Until >= today)
		})
		if ok && !p.Stopped && !administers[h.Post] {
			line(&people, p.Login, p.Name, p.Phone, p.Mail, h.Post, wordOf(form.People, "任职方式", string(h.Manner)), dayText(h.From), dayText(h.Until))
		}
	}
	return []form.Table{units, posts, people}, nil
}

func blank(s form.Sheet) form.Table {
	t := form.Table{Sheet: s.Name, HeadRow: 1}
	for _, c := range s.Columns {
		t.Titles = append(t.Titles, c.Title)
	}
	t.Columns = t.Titles
	return t
}

func line(t *form.Table, cells ...string) {
	t.Numbers = append(t.Numbers, len(t.Rows)+2)
	t.Rows = append(t.Rows, cells)
}
