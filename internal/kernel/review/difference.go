package review

import (
	"encoding/json"
	"fmt"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/base/fault"
)

// Difference (重读差异) is what another reading would change.
type Difference struct {
	Added   []Record `json:"added,omitempty"`
	Gone    []string `json:"gone,omitempty"` // ids of records that would no longer be found
	Changed []Change `json:"changed,omitempty"`
}

// Change (改动) is one record that would be read otherwise.
type Change struct {
	Record string  `json:"record"`
	To     Content `json:"to"`
}

// Empty says that the other reading finds the same.
func (d Difference) Empty() bool { return len(d.Added)+len(d.Gone)+len(d.Changed) == 0 }

// Single takes a difference apart, so that each can be decided on by itself.
func (d Difference) Single() []Difference {
	var list []Difference
	for _, r := range d.Added {
		list = append(list, Difference{Added: []Record{r}})
	}
	for _, c := range d.Changed {
		list = append(list, Difference{Changed: []Change{c}})
	}
	for _, id := range d.Gone {
		list = append(list, Difference{Gone: []string{id}})
	}
	return list
}

// Key is the same for two differences that say the same, whatever units are
// suggested: what was left once is not proposed again.
func (d Difference) Key() string {
	var b strings.Builder
	say := func(kind, id string, c Content) {
		c.Leads = nil
		if len(c.Evidence) == 0 {
			c.Evidence = nil
		}
		text, err := json.Marshal(c)
		if err != nil {
			panic("review: a content cannot be written: " + err.Error())
		}
		fmt.Fprintf(&b, "%s %s %s\n", kind, id, text)
	}
	for _, r := range d.Added {
		say("added", r.ID, r.Content)
	}
	for _, c := range d.Changed {
		say("changed", c.Record, c.To)
	}
	for _, id := range d.Gone {
		say("gone", id, Content{})
	}
	return b.String()
}

// byPerson says that a person made the record: added, split or merged it.
func (r *Record) byPerson() bool { return r.Original.Same(Content{}) }

// Compare tells what another reading of the same text changes. A reading names
// its records by their place, so the same place has the same id. Records that
// a person made are never gone, and what a person replaced by others is not
// proposed again; what a person already made of a record is no change.
func Compare(held, read []Record) Difference {
	type place struct {
		sort Sort
		span cite.Span
	}
	byID, made := map[string]*Record{}, map[place]bool{}
	for i := range held {
		r := &held[i]
		byID[r.ID] = r
		if r.byPerson() && r.State != Replaced {
			made[place{r.Sort, r.Span}] = true
		}
	}
	var d Difference
	seen := map[string]bool{}
	for _, n := range read {
		h := byID[n.ID]
		switch {
		case h == nil && made[place{n.Sort, n.Span}]:
		case h == nil:
			d.Added = append(d.Added, n)
		default:
			seen[h.ID] = true
			if h.State != Replaced && !h.byPerson() && !h.Original.Same(n.Content) && !h.Content.Same(n.Content) {
				d.Changed = append(d.Changed, Change{h.ID, n.Content})
			}
		}
	}
	for _, h := range held {
		if !seen[h.ID] && h.State != Replaced && h.State != Rejected && !h.byPerson() {
			d.Gone = append(d.Gone, h.ID)
		}
	}
	return d
}

// Decided says that a person has made something of what the reader found.
func (r *Record) Decided() bool { return r.State != Found || r.Corrected() }

// Reread takes what another reading says of the record in place of what it
// said. A rejected record is to be looked at again; what is in the register
// stays there and wants a reason.
func (r *Record) Reread(to Content, reason string) error {
	if err := r.living(); err != nil {
		return err
	}
	if err := r.register(reason); err != nil {
		return err
	}
	if r.State == Rejected {
		r.State = Found
	}
	r.Content, r.Original, r.Reason = to, to, reason
	return nil
}

// Unread leaves out a record that another reading no longer finds.
func (r *Record) Unread(reader, reason string) error {
	if r.State == Rejected {
		return fault.New(fault.Conflict, "“"+short(r.Title())+"”已经不采了。", "请刷新看看。")
	}
	if err := r.register(reason); err != nil {
		return err
	}
	if reason == "" {
		reason = "规则 " + reader + " 重读，没有再读出"
	}
	return r.Reject(reason)
}
