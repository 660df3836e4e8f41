// Package units is the units, posts and people of the division, and the acts
// of the two administrators on them: the tree, one unit, one person.
package units

import (
	"context"
	_ "embed"
	"net/http"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	"duban/internal/web/say"
)

//go:embed units.css
var css []byte

//go:embed units.js
var js []byte

var style, script = asset.Add("units.css", css), asset.Add("units.js", js)

// data is all that these pages show, each of it in its place.
type data struct {
	desk.Staff
	today  int64
	roots  []*node
	unit   map[string]*node
	post   map[string]*post
	person map[string]*person
	fault  *fault.Fault
	issued *desk.Issued
	resets []desk.Reset
	slips  int // people who have no password and could get a slip
}

// node is a unit with what is below it.
type node struct {
	staff.Unit
	above *node
	kids  []*node
	posts []*post
}

type post struct {
	staff.Post
	in   *node
	held []holding // newest first
}

type person struct {
	staff.Person
	held []holding // newest first
}

type holding struct {
	staff.Holding
	who *person
	at  *post
}

// now says that a holding counts today; coming and gone are the others.
func (h holding) now(today int64) bool { return h.Holds(today) }

func (h holding) coming(today int64) bool { return h.State == staff.Confirmed && h.From > today }

func load(v *frame.Visit) (*data, error) {
	s, err := v.House.Desk.ListStaff(v.Ctx, v.Actor)
	if err != nil {
		return nil, err
	}
	d := &data{Staff: s, today: v.House.Desk.Today(), unit: map[string]*node{}, post: map[string]*post{}, person: map[string]*person{}}
	for _, u := range s.Units {
		d.unit[u.Code] = &node{Unit: u}
	}
	for _, u := range s.Units { // in official order
		n := d.unit[u.Code]
		if n.above = d.unit[u.Parent]; n.above != nil {
			n.above.kids = append(n.above.kids, n)
		} else {
			d.roots = append(d.roots, n)
		}
	}
	for _, p := range s.Posts {
		x := &post{Post: p, in: d.unit[p.Unit]}
		d.post[p.Code] = x
		if x.in != nil {
			x.in.posts = append(x.in.posts, x)
		}
	}
	for _, p := range s.Persons {
		d.person[p.ID] = &person{Person: p}
	}
	slices.SortStableFunc(s.Holdings, func(a, b staff.Holding) int { return int(b.From - a.From) })
	for _, h := range s.Holdings {
		x := holding{h, d.person[h.Person], d.post[h.Post]}
		if x.who == nil || x.at == nil {
			continue
		}
		x.who.held = append(x.who.held, x)
		x.at.held = append(x.at.held, x)
	}
	if v.Actor.May("reset.decline") {
		if d.resets, err = v.House.Desk.WaitingResets(v.Ctx, v.Actor); err != nil {
			return nil, err
		}
	}
	if v.Actor.May("invitation.issue") {
		list, err := v.House.Desk.Uninvited(v.Ctx, v.Actor)
		if err != nil {
			return nil, err
		}
		d.slips = len(list)
	}
	return d, nil
}

// holders are those who hold a post of the unit today, heads first.
func (n *node) holders(today int64) []holding {
	var heads, others []holding
	for _, p := range n.posts {
		for _, h := range p.held {
			if !h.now(today) {
				continue
			}
			if p.Role == staff.Head || p.Role == staff.Leader {
				heads = append(heads, h)
			} else {
				others = append(others, h)
			}
		}
	}
	return append(heads, others...)
}

// count is how many people hold a post here or below today.
func (n *node) count(today int64) int {
	c := len(n.holders(today))
	for _, k := range n.kids {
		c += k.count(today)
	}
	return c
}

// path are the units above, outermost first.
func (n *node) path() (list []*node) {
	for at := n.above; at != nil && len(list) < 16; at = at.above {
		list = append([]*node{at}, list...)
	}
	return list
}

func (n *node) called() string {
	if n.Short != "" {
		return n.Short
	}
	return n.Name
}

// group is what stands together under a unit: those of one kind.
type group struct {
	kind  staff.Kind
	units []*node
}

func groups(units []*node) (list []group) {
	for _, k := range staff.Kinds {
		g := group{kind: k}
		for _, n := range units {
			if n.Kind == k {
				g.units = append(g.units, n)
			}
		}
		if len(g.units) > 0 {
			list = append(list, g)
		}
	}
	return list
}

// match says that a word stands in one of some texts.
func match(word string, texts ...string) bool {
	word = strings.ToLower(word)
	return slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(strings.ToLower(t), word) })
}

// found are the units that a word stands in: their name, a post or somebody who holds one.
func (d *data) found(word string) (list []*node) {
	for _, u := range d.Units {
		n := d.unit[u.Code]
		hit := match(word, n.Name, n.Short, n.Code)
		for _, p := range n.posts {
			hit = hit || match(word, p.Name, p.Code)
		}
		if hit {
			list = append(list, n)
		}
	}
	return list
}

// people are the persons that a word and a state let through, by the official
// order of where they sit.
func (d *data) people(word, state string) (list []*person) {
	rank := map[string]int{}
	for i, u := range d.Units {
		rank[u.Code] = i
	}
	for _, p := range d.Persons {
		x := d.person[p.ID]
		seat := ""
		if h, ok := x.seat(d.today); ok {
			seat = h.at.Name
			if h.at.in != nil {
				seat += " " + h.at.in.Name + " " + h.at.in.Short
			}
		}
		if word != "" && !match(word, p.Name, p.Login, p.Phone, seat) {
			continue
		}
		_, sits := x.seat(d.today)
		switch state {
		case "none":
			if sits || p.Stopped {
				continue
			}
		case "stopped":
			if !p.Stopped {
				continue
			}
		case "deputy":
			if !slices.ContainsFunc(x.held, func(h holding) bool { return h.now(d.today) && h.Manner != staff.Regular }) {
				continue
			}
		}
		list = append(list, x)
	}
	at := func(p *person) int {
		if h, ok := p.seat(d.today); ok {
			return rank[h.at.Unit]
		}
		return len(rank)
	}
	slices.SortStableFunc(list, func(a, b *person) int {
		if x := at(a) - at(b); x != 0 {
			return x
		}
		return strings.Compare(a.Login, b.Login)
	})
	return list
}

// seat is the holding a person acts in first.
func (p *person) seat(today int64) (holding, bool) {
	for _, regular := range []bool{true, false} {
		for _, h := range p.held {
			if h.now(today) && (h.Manner == staff.Regular) == regular {
				return h, true
			}
		}
	}
	return holding{}, false
}

func (d *data) waitingPosts() (list []*post) {
	for _, p := range d.Posts {
		if p.Proposed != p.Role && p.Proposed != "" && !p.Closed {
			list = append(list, d.post[p.Code])
		}
	}
	return list
}

// parent is what a unit is under now.
func (d *data) parent(n *node) string {
	if n.above == nil {
		return ""
	}
	return n.above.Name
}

// waitingMoves are the units that are asked to go under another.
func (d *data) waitingMoves() (list []*node) {
	for _, u := range d.Units {
		if u.Proposed != "" && d.unit[u.Proposed] != nil {
			list = append(list, d.unit[u.Code])
		}
	}
	return list
}

func (d *data) waitingHoldings() (list []holding) {
	for _, h := range d.Holdings {
		if h.State == staff.Proposed && d.person[h.Person] != nil && d.post[h.Post] != nil {
			list = append(list, holding{h, d.person[h.Person], d.post[h.Post]})
		}
	}
	return list
}

// sits says where a post is, in few words.
func (p *post) sits() string {
	if p.in == nil {
		return p.Name
	}
	return p.in.called() + " " + p.Name
}

// Show is the tree, or what a word finds.
func Show(v *frame.Visit) error {
	d, err := load(v)
	if err != nil {
		return err
	}
	return v.Show(sheet(v, say.T(v.Ctx, "单位和人员")), tree(v, d, v.Text("q")))
}

func sheet(v *frame.Visit, title string) frame.Sheet {
	return frame.Sheet{Title: title, At: "/units", Styles: []string{style}, Scripts: []string{script}}
}

// most is how many people a page holds.
const most = 100

// People lists the persons.
func People(v *frame.Visit) error {
	d, err := load(v)
	if err != nil {
		return err
	}
	return v.Show(sheet(v, say.T(v.Ctx, "人员")), peoplePage(v, d))
}

// Unit shows one unit.
func Unit(v *frame.Visit) error { return unit(v, v.At("unit"), nil) }

func unit(v *frame.Visit, code string, f *fault.Fault) error {
	d, err := load(v)
	if err != nil {
		return err
	}
	n := d.unit[code]
	if n == nil {
		return fault.New(fault.NotFound, "没有代码是“"+code+"”的单位。", "回单位和人员页找找。")
	}
	d.fault = f
	return v.ShowAs(status(f), sheet(v, n.Name), unitPage(v, d, n))
}

// Person shows one person.
func Person(v *frame.Visit) error { return onePerson(v, v.At("person"), nil, nil) }

func onePerson(v *frame.Visit, id string, f *fault.Fault, issued *desk.Issued) error {
	d, err := load(v)
	if err != nil {
		return err
	}
	p := d.person[id]
	if p == nil {
		return fault.New(fault.NotFound, "没有这个人，或者您看不到。", "回单位和人员页找找。")
	}
	d.fault, d.issued = f, issued
	return v.ShowAs(status(f), sheet(v, p.Name), personPage(v, d, p))
}

func status(f *fault.Fault) int {
	if f == nil {
		return http.StatusOK
	}
	return frame.StatusOf(f.Kind)
}

// address is where people open the product, as the administrator does.
func address(v *frame.Visit) string {
	scheme := "http://"
	if v.TLS() {
		scheme = "https://"
	}
	return scheme + v.R.Host + "/first"
}

func dateText(days int64) string { return civil.OfDays(days).String() }

// span is from when until when, in few words.
func (h holding) span() string {
	if h.Until == 0 {
		return dateText(h.From) + " —"
	}
	return dateText(h.From) + " — " + dateText(h.Until)
}

// File hands out the units.
func File(v *frame.Visit) error {
	return v.HandOut("units", "", func(ctx context.Context, h desk.Handout) error { return v.House.Desk.ExportUnits(ctx, v.Actor, h) })
}

// PeopleFile hands out the people.
func PeopleFile(v *frame.Visit) error {
	return v.HandOut("people", "", func(ctx context.Context, h desk.Handout) error { return v.House.Desk.ExportPeople(ctx, v.Actor, h) })
}
