package desk

import (
	"cmp"
	"context"
	"encoding/binary"
	"maps"
	"slices"
	"strings"
	"unicode"

	"duban/internal/base/fault"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Hit is a paragraph in which the words stand.
type Hit struct {
	Report    review.Report
	Paragraph store.Paragraph
}

// Found is what a search gives: the newest reports first, at most so many hits.
type Found struct {
	Hits  []Hit
	Total int // paragraphs, also those that are not listed
	Units []staff.Unit
	Staff []staff.Person
}

// Search finds words, of one character and more, in all that the actor may see.
func (w *Workspace) Search(ctx context.Context, by staff.Actor, words string, most int) (Found, error) {
	var f Found
	scope, err := staff.ScopeOf(by, "search.read")
	if err != nil {
		return f, err
	}
	want, err := wanted(words)
	if err != nil {
		return f, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		err := hitsIn(tx, scope, want, func(h Hit) (bool, error) {
			f.Hits = append(f.Hits, h)
			return len(f.Hits) < most, nil
		}, &f.Total)
		if err != nil {
			return err
		}
		return w.searchStaff(tx, by, string(want), &f)
	})
	return f, faulted(err)
}

// wanted is what to look for, or what is wrong with it.
func wanted(words string) ([]rune, error) {
	want := searched(words)
	switch {
	case len(want) == 0:
		return nil, fault.New(fault.Invalid, "没有写要找什么。", "写一个字也行。").At("q")
	case len(want) > 60:
		return nil, fault.New(fault.Invalid, "要找的话太长，至多 60 字。", "请写短一些。").At("q")
	}
	return want, nil
}

// hitsIn calls f for each paragraph that holds the words, newest reports
// first, until f has enough; total counts them all.
func hitsIn(tx *store.Tx, scope staff.Scope, want []rune, f func(Hit) (more bool, err error), total *int) error {
	places, years, err := meet(tx, scope, want)
	if err != nil {
		return err
	}
	order := slices.SortedFunc(maps.Keys(places), func(a, b string) int {
		return cmp.Or(years[b]-years[a], strings.Compare(a, b))
	})
	more := true
	for _, id := range order {
		var from review.Report
		last := -1
		for _, at := range places[id] {
			if at.paragraph == last {
				continue
			}
			last = at.paragraph
			*total++
			if !more {
				continue
			}
			if from.ID == "" {
				if from, err = tx.Report(scope, id); err != nil {
					return err
				}
			}
			p, err := tx.Paragraph(scope.Division(), id, last)
			if err != nil {
				return err
			}
			if more, err = f(Hit{from, p}); err != nil {
				return err
			}
		}
	}
	return nil
}

// searchStaff finds units and persons by their names.
func (w *Workspace) searchStaff(tx *store.Tx, by staff.Actor, want string, f *Found) error {
	units, err := tx.Units(by.Division)
	if err != nil {
		return err
	}
	for _, u := range units {
		if strings.Contains(string(searched(u.Name+" "+u.Short+" "+u.Code)), want) {
			f.Units = append(f.Units, u)
		}
	}
	scope, err := staff.ScopeOf(by, "person.list")
	if err != nil {
		return nil // who may not see persons finds none
	}
	persons, err := tx.Persons(scope, "", 100_000)
	for _, p := range persons {
		if strings.Contains(string(searched(p.Name+" "+p.Login)), want) {
			f.Staff = append(f.Staff, p)
		}
	}
	return err
}

// meet gives the places, by report, where the words stand, and the reports'
// years: pairs of neighbours that stand one behind the other.
func meet(tx *store.Tx, scope staff.Scope, want []rune) (map[string][]place, map[string]int, error) {
	var places map[string][]place
	years := map[string]int{}
	for at := 0; at < len(want) && (places == nil || len(places) > 0); at += 2 {
		size := min(2, len(want))
		at = min(at, len(want)-size)
		list, err := tx.Postings(scope, string(want[at:at+size]))
		if err != nil {
			return nil, nil, err
		}
		next := map[string][]place{}
		for _, p := range list {
			if places != nil && len(places[p.Report]) == 0 {
				continue
			}
			here := unpackPlaces(p.Places, at)
			if places != nil {
				here = both(places[p.Report], here)
			}
			if len(here) > 0 {
				next[p.Report], years[p.Report] = here, p.Year
			}
		}
		places = next
	}
	return places, years, nil
}

// both are the places that stand in two rows of rising ones.
func both(a, b []place) []place {
	var out []place
	for len(a) > 0 && len(b) > 0 {
		switch c := cmp.Or(a[0].paragraph-b[0].paragraph, a[0].at-b[0].at); {
		case c < 0:
			a = a[1:]
		case c > 0:
			b = b[1:]
		default:
			out, a, b = append(out, a[0]), a[1:], b[1:]
		}
	}
	return out
}

// normal is a rune as it is searched: small, half width, "" for what is not searched.
func normal(r rune) (rune, bool) {
	if r >= 0xFF01 && r <= 0xFF5E {
		r -= 0xFEE0
	}
	if unicode.IsSpace(r) || r == '　' {
		return 0, false
	}
	return unicode.ToLower(r), true
}

// searched is a text as it is searched.
func searched(s string) []rune {
	out := make([]rune, 0, len(s)/3)
	for _, r := range s {
		if n, ok := normal(r); ok {
			out = append(out, n)
		}
	}
	return out
}

// place is where a character stands: its paragraph, and which of the
// paragraph's characters it is, as they are searched.
type place struct{ paragraph, at int }

// gramsOf lists each character and pair of neighbours with the places where it stands.
func gramsOf(paragraphs []store.Paragraph) []store.Gram {
	places := map[string][]place{}
	for _, p := range paragraphs {
		if p.Form == "furniture" || p.Form == "twin" {
			continue
		}
		runes := searched(p.Words)
		for i := range runes {
			for n := 1; n <= 2 && i+n <= len(runes); n++ {
				g := string(runes[i : i+n])
				places[g] = append(places[g], place{p.N, i})
			}
		}
	}
	list := make([]store.Gram, 0, len(places))
	for g, l := range places {
		list = append(list, store.Gram{Words: g, Places: packPlaces(l)})
	}
	slices.SortFunc(list, func(a, b store.Gram) int { return strings.Compare(a.Words, b.Words) })
	return list
}

// packPlaces writes rising places as differences: an odd number is so much
// further in the same paragraph, an even one so many paragraphs further, with
// the place in it behind.
func packPlaces(l []place) []byte {
	var b []byte
	var last place
	for _, p := range l {
		if p.paragraph == last.paragraph {
			b = binary.AppendUvarint(b, uint64(p.at-last.at)<<1|1)
		} else {
			b = binary.AppendUvarint(b, uint64(p.paragraph-last.paragraph)<<1)
			b = binary.AppendUvarint(b, uint64(p.at))
		}
		last = p
	}
	return b
}

// unpackPlaces reads places and moves them back by so many characters.
func unpackPlaces(b []byte, back int) []place {
	l := make([]place, 0, len(b)/2)
	var last place
	for len(b) > 0 {
		n, k := binary.Uvarint(b)
		if k <= 0 {
			break
		}
		b = b[k:]
		if n&1 == 1 {
			last.at += int(n >> 1)
		} else {
			at, k := binary.Uvarint(b)
			if k <= 0 {
				break
			}
			b = b[k:]
			last = place{last.paragraph + int(n>>1), int(at)}
		}
		if last.at >= back {
			l = append(l, place{last.paragraph, last.at - back})
		}
	}
	return l
}
