package desk

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/intake/roster"
	form "duban/internal/kernel/roster"
	"duban/internal/kernel/staff"
)

// Standing says what a row of a roster means beside what is already known.
type Standing string

// The standings of a row.
const (
	NewRow     Standing = "new"
	ChangedRow Standing = "changed"
	SameRow    Standing = "same"
)

// RosterRow (名册比对) is one row of a roster beside what is already known.
type RosterRow struct {
	Sheet    string       `json:"sheet"`
	Row      int          `json:"row"`
	Code     string       `json:"code"` // of the unit or post, or the login
	Name     string       `json:"name"`
	Standing Standing     `json:"standing"`
	Cells    []RosterCell `json:"cells,omitempty"` // what is changed; for a new row all that is filled in
}

// RosterCell is a column with what stands and what would stand.
type RosterCell struct {
	Title string `json:"title"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// RosterPlan is what a roster would do, or what must be mended in it first.
type RosterPlan struct {
	Rows     []RosterRow
	Problems []form.Problem
	Tables   []form.Table
	Digest   string // of the rows: whoever confirms names what they saw

	units    []step[staff.Unit]
	posts    []step[staff.Post]
	persons  []step[staff.Person]
	holdings []heldStep
}

// Refused says that something must be mended before the roster can be taken in.
func (p *RosterPlan) Refused() bool {
	return slices.ContainsFunc(p.Problems, func(p form.Problem) bool { return !p.Remark })
}

// Count is how many rows of a sheet have a standing; "" counts all sheets.
func (p *RosterPlan) Count(sheet string, s Standing) (n int) {
	for _, r := range p.Rows {
		if (sheet == "" || r.Sheet == sheet) && r.Standing == s {
			n++
		}
	}
	return n
}

// step is an object before and after; the zero value before is a new one.
type step[T any] struct{ old, new T }

// heldStep is a holding of the person with a login, who may be new.
type heldStep struct {
	login    string
	old, new staff.Holding
}

// planning is a roster on its way beside what is known.
type planning struct {
	RosterPlan
	read   *roster.Roster
	unit   map[string]staff.Unit // by code, as the rows so far leave them
	post   map[string]staff.Post
	person map[string]staff.Person // by login
	held   map[string][]staff.Holding
	today  int64
}

// known is what the reading of a roster is checked against.
func (s Staff) known() roster.Known {
	k := roster.Known{Units: map[string]string{}, Posts: map[string]string{}, People: map[string]string{}}
	for _, u := range s.Units {
		k.Units[u.Code] = u.Name
	}
	for _, p := range s.Posts {
		k.Posts[p.Code] = p.Name
	}
	for _, p := range s.Persons {
		k.People[p.Login] = p.Name
	}
	return k
}

// planRoster lays a roster beside what is known. An empty cell of a row that
// is known leaves what stands.
func planRoster(read *roster.Roster, s Staff, today int64) *RosterPlan {
	p := &planning{read: read, unit: map[string]staff.Unit{}, post: map[string]staff.Post{}, person: map[string]staff.Person{}, held: map[string][]staff.Holding{}, today: today}
	p.Problems, p.Tables = slices.Clone(read.Problems), read.Tables
	for _, u := range s.Units {
		p.unit[u.Code] = u
	}
	for _, x := range s.Posts {
		p.post[x.Code] = x
	}
	for _, x := range s.Persons {
		p.person[x.Login] = x
	}
	for _, h := range s.Holdings {
		p.held[h.Person] = append(p.held[h.Person], h)
	}
	p.planUnits(s.Units)
	p.planPosts()
	p.planPeople()
	p.inOrder()
	b, err := json.Marshal(p.Rows)
	if err != nil {
		panic("desk: rows of a roster: " + err.Error())
	}
	sum := sha256.Sum256(b)
	p.Digest = hex.EncodeToString(sum[:])
	return &p.RosterPlan
}

func (p *planning) problem(at roster.Place, column, value, sentence, hint string) {
	p.Problems = append(p.Problems, form.Problem{Sheet: at.Sheet, Row: at.Row, Column: column, Value: value, Sentence: sentence, Hint: hint})
}

func (p *planning) remark(at roster.Place, column, value, sentence, hint string) {
	p.problem(at, column, value, sentence, hint)
	p.Problems[len(p.Problems)-1].Remark = true
}

// row keeps what a row comes to; pairs are title, old and new one after another.
func (p *planning) row(at roster.Place, code, name string, known bool, pairs ...string) Standing {
	r := RosterRow{Sheet: at.Sheet, Row: at.Row, Code: code, Name: name, Standing: NewRow}
	for i := 0; i < len(pairs); i += 3 {
		if pairs[i+1] != pairs[i+2] {
			r.Cells = append(r.Cells, RosterCell{pairs[i], pairs[i+1], pairs[i+2]})
		}
	}
	switch {
	case known && len(r.Cells) == 0:
		r.Standing = SameRow
	case known:
		r.Standing = ChangedRow
	}
	p.Rows = append(p.Rows, r)
	return r.Standing
}

func (p *planning) planUnits(known []staff.Unit) {
	var root staff.Unit
	rank := int64(0)
	for _, u := range known {
		if u.Kind == staff.Government && u.Parent == "" && !u.Closed && root.Code == "" {
			root = u
		}
		rank = max(rank, u.Rank)
	}
	for _, u := range p.read.Units {
		old, stands := p.unit[u.Code]
		switch {
		case u.Code == "":
			continue
		case stands && old.Closed:
			p.problem(u.Place, "代码", u.Code, fmt.Sprintf("代码为“%s”的单位“%s”已经撤销。", u.Code, old.Name), "要恢复的，请先在单位页上恢复；别的单位请另编代码。")
			continue
		case !stands && u.Parent == "" && u.Kind == string(staff.Government) && root.Code != "":
			p.problem(u.Place, "代码", u.Code, fmt.Sprintf("本级政府已经有了：“%s”，代码是“%s”。", root.Name, root.Code), fmt.Sprintf("请删去这一行，并把引用“%s”的地方改成“%s”。", u.Code, root.Code))
			continue
		}
		x := staff.Unit{Mark: old.Mark, Division: old.Division, Code: u.Code, Parent: u.Parent, Proposed: old.Proposed, Name: u.Name, Short: u.Short, Kind: staff.Kind(u.Kind), Rank: int64(u.Order)}
		if stands {
			x.Parent, x.Short = cmp.Or(x.Parent, old.Parent), cmp.Or(x.Short, old.Short)
			if x.Rank == 0 {
				x.Rank = old.Rank
			}
		} else if x.Rank == 0 {
			x.Rank = rank + 1
		}
		rank = x.Rank
		s := p.row(u.Place, u.Code, x.Name, stands, "上级代码", old.Parent, x.Parent, "名称", old.Name, x.Name, "简称", old.Short, x.Short,
			"类别", wordOf(form.Units, "类别", string(old.Kind)), wordOf(form.Units, "类别", string(x.Kind)), "排序", order(old.Rank), order(x.Rank))
		if s != SameRow {
			p.units = append(p.units, step[staff.Unit]{old, x})
		}
		p.unit[u.Code] = x
	}
	for _, u := range p.read.Units {
		n := 0
		for at := u.Parent; at != "" && n <= len(p.unit); at = p.unit[at].Parent {
			if n++; at == u.Code {
				old, stands := find(known, func(k staff.Unit) bool { return k.Code == u.Code })
				_, told := find(p.Problems, func(x form.Problem) bool { return x.Sheet == u.Sheet && x.Column == "上级代码" && !x.Remark })
				if stands && old.Parent != u.Parent && !told {
					p.problem(u.Place, "上级代码", u.Parent, fmt.Sprintf("“%s”的上级不能是它自己的下级。", u.Name), "请另填上级。")
				}
				break
			}
		}
	}
}

func (p *planning) planPosts() {
	for _, r := range p.read.Posts {
		if r.Code == "" {
			continue
		}
		old, stands := p.post[r.Code]
		if stands && old.Closed {
			p.problem(r.Place, "岗位代码", r.Code, fmt.Sprintf("代码为“%s”的岗位“%s”已经撤销。", r.Code, old.Name), "要恢复的，请先在单位页上恢复；别的岗位请另编代码。")
			continue
		}
		if u, ok := p.unit[r.Unit]; ok && u.Closed {
			p.problem(r.Place, "单位代码", r.Unit, fmt.Sprintf("单位“%s”已经撤销。", u.Name), "请改成现有单位的代码。")
		}
		x := staff.Post{Mark: old.Mark, Division: old.Division, Code: r.Code, Unit: r.Unit, Name: r.Name, Proposed: staff.Role(r.Role)}
		if x.Proposed == old.Proposed && x.Unit == old.Unit {
			x.Role = old.Role
		}
		s := p.row(r.Place, r.Code, x.Name, stands, "单位代码", old.Unit, x.Unit, "名称", old.Name, x.Name,
			"角色", wordOf(form.Posts, "角色", string(old.Proposed)), wordOf(form.Posts, "角色", string(x.Proposed)))
		if s == ChangedRow && old.Role.Administers() {
			p.problem(r.Place, "岗位代码", r.Code, fmt.Sprintf("“%s”是管理员的岗位，不能从名册改。", old.Name), "请删去这一行；确要改的，在单位页上改。")
		}
		if s != SameRow {
			p.posts = append(p.posts, step[staff.Post]{old, x})
		}
		p.post[r.Code] = x
	}
}

func (p *planning) planPeople() {
	for _, r := range p.read.People {
		if r.Login == "" {
			continue
		}
		old, stands := p.person[r.Login]
		if stands && old.Stopped {
			p.problem(r.Place, "登录名", r.Login, fmt.Sprintf("%s（%s）已经停用。", old.Name, r.Login), "要恢复的，请先在单位和人员页上恢复；另一个人的，请换一个登录名。")
			continue
		}
		if post, ok := p.post[r.Post]; ok && post.Closed {
			p.problem(r.Place, "岗位代码", r.Post, fmt.Sprintf("岗位“%s”已经撤销。", post.Name), "请改成现有岗位的代码。")
		}
		x := staff.Person{Mark: old.Mark, Division: old.Division, ID: old.ID, Login: r.Login, Name: r.Name, Phone: cmp.Or(r.Mobile, old.Phone), Mail: cmp.Or(r.Mail, old.Mail)}
		pairs := []string{"姓名", old.Name, x.Name, "手机", old.Phone, x.Phone, "邮箱", old.Mail, x.Mail}
		if x.Phone != old.Phone || x.Mail != old.Mail || !stands {
			p.persons = append(p.persons, step[staff.Person]{old, x})
		}
		p.person[r.Login] = x
		p.row(r.Place, r.Login, x.Name, stands, append(pairs, p.holding(r, old)...)...)
	}
}

// holding is what a row says of a post, beside what the person holds.
func (p *planning) holding(r roster.Person, who staff.Person) []string {
	h := staff.Holding{Person: who.ID, Post: r.Post, Manner: staff.Manner(r.Manner), State: staff.Proposed}
	if !r.From.Zero() {
		h.From = r.From.Days()
	}
	if !r.Until.Zero() {
		h.Until = r.Until.Days()
	}
	var old staff.Holding
	for _, x := range p.held[who.ID] {
		if who.ID != "" && x.Post == r.Post && x.State != staff.Ended && (x.Until == 0 || x.Until >= p.today) {
			old = x
		}
	}
	if old.ID != "" {
		if h.From == 0 {
			h.From = old.From
		}
		if h.Until == 0 {
			h.Until = old.Until
		}
		h.Mark, h.Division, h.ID = old.Mark, old.Division, old.ID
	}
	pairs := []string{"岗位代码", old.Post, h.Post, "任职方式", wordOf(form.People, "任职方式", string(old.Manner)), wordOf(form.People, "任职方式", string(h.Manner)),
		"起", dayText(old.From), dayText(h.From), "止", dayText(old.Until), dayText(h.Until)}
	same := old.Manner == h.Manner && old.From == h.From && old.Until == h.Until
	switch {
	case old.ID != "" && same:
		return pairs
	case old.State == staff.Confirmed:
		p.remark(r.Place, "岗位代码", r.Post, fmt.Sprintf("%s已经任“%s”，起止或方式和这里写的不同；名册不改已经确认的任职。", r.Name, p.post[r.Post].Name), "要改的，请在单位和人员页上结束原来的任职，再报新的。")
		return nil
	}
	p.apart(r, who)
	p.holdings = append(p.holdings, heldStep{r.Login, old, h})
	return pairs
}

// apart refuses a post that does not go together with the others of the person.
func (p *planning) apart(r roster.Person, who staff.Person) {
	role := func(code string) staff.Role {
		if x := p.post[code]; x.Role != "" {
			return x.Role
		}
		return p.post[code].Proposed
	}
	for _, x := range p.held[who.ID] {
		if who.ID == "" || x.State == staff.Ended || x.Post == r.Post || (x.Until != 0 && x.Until < p.today) || role(r.Post) == "" || role(x.Post) == "" {
			continue
		}
		if f, ok := fault.As(staff.Together(role(r.Post), role(x.Post))); ok {
			p.problem(r.Place, "岗位代码", r.Post, fmt.Sprintf("%s已经任“%s”：%s", r.Name, p.post[x.Post].Name, f.Sentence), f.Hint)
		}
	}
}

// inOrder puts units after their parents, for each refers to what stands, and
// problems in the order of the sheets.
func (p *planning) inOrder() {
	slices.SortStableFunc(p.Problems, func(a, b form.Problem) int {
		at := func(p form.Problem) int {
			return slices.IndexFunc(form.Sheets, func(s form.Sheet) bool { return s.Name == p.Sheet })
		}
		return cmp.Or(cmp.Compare(at(a), at(b)), cmp.Compare(a.Row, b.Row))
	})
	depth := func(u staff.Unit) (n int) {
		for at := u.Parent; at != "" && n <= len(p.unit); at = p.unit[at].Parent {
			n++
		}
		return n
	}
	slices.SortStableFunc(p.units, func(a, b step[staff.Unit]) int {
		return depth(a.new) - depth(b.new)
	})
}

func order(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func dayText(n int64) string {
	if n == 0 {
		return ""
	}
	return civil.OfDays(n).String()
}

func find[T any](list []T, f func(T) bool) (found T, ok bool) {
	if i := slices.IndexFunc(list, f); i >= 0 {
		return list[i], true
	}
	return found, false
}

// wordOf is the word of a sheet for a code.
func wordOf(s form.Sheet, column, code string) string {
	c, _ := s.Column(column)
	for _, w := range c.Choices {
		if w[1] == code {
			return w[0]
		}
	}
	return code
}
