package desk

import (
	"cmp"
	"context"
	"encoding/binary"
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
			f.Total++
			if len(f.Hits) < most {
				f.Hits = append(f.Hits, h)
			}
			// a character or a pair stands there for certain, and need not be read
			return len(want) > 2 || len(f.Hits) < most, nil
		}, func(unread int) { f.Total += unread })
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
// first, until f has enough; rest is told how many more places there are.
func hitsIn(tx *store.Tx, scope staff.Scope, want []rune, f func(Hit) (bool, error), rest func(int)) error {
	places, err := meet(tx, scope, want)
	if err != nil {
		return err
	}
	var order []review.Report
	for id := range places {
		r, err := tx.Report(scope, id)
		if err != nil {
			return err
		}
		order = append(order, r)
	}
	slices.SortFunc(order, func(a, b review.Report) int {
		return cmp.Or(b.Year-a.Year, strings.Compare(a.ID, b.ID))
	})
	more, unread := true, 0
	for _, r := range order {
		for _, n := range places[r.ID] {
			if !more {
				unread++
				continue
			}
			p, err := tx.Paragraph(scope.Division(), r.ID, n)
			if err != nil {
				return err
			}
			if !strings.Contains(string(searched(p.Words)), string(want)) {
				continue
			}
			if more, err = f(Hit{r, p}); err != nil {
				return err
			}
		}
	}
	rest(unread)
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

// meet gives the paragraphs, by report, that hold every pair of neighbours of the words.
func meet(tx *store.Tx, scope staff.Scope, want []rune) (map[string][]int, error) {
	var grams []string
	if len(want) == 1 {
		grams = []string{string(want)}
	}
	for i := 0; i+2 <= len(want); i++ {
		grams = append(grams, string(want[i:i+2]))
	}
	var places map[string][]int
	for _, g := range grams {
		list, err := tx.Postings(scope, g)
		if err != nil {
			return nil, err
		}
		next := map[string][]int{}
		for _, p := range list {
			here := unpackPlaces(p.Places)
			if places != nil {
				before := places[p.Report]
				here = slices.DeleteFunc(here, func(n int) bool { _, ok := slices.BinarySearch(before, n); return !ok })
			}
			if len(here) > 0 {
				next[p.Report] = here
			}
		}
		places = next
		if len(places) == 0 {
			break
		}
	}
	return places, nil
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

// gramsOf lists each character and pair of neighbours with the paragraphs it stands in.
func gramsOf(paragraphs []store.Paragraph) []store.Gram {
	places := map[string][]int{}
	for _, p := range paragraphs {
		if p.Form == "furniture" || p.Form == "twin" {
			continue
		}
		runes := searched(p.Words)
		for i := range runes {
			for n := 1; n <= 2 && i+n <= len(runes); n++ {
				g := string(runes[i : i+n])
				if l := places[g]; len(l) == 0 || l[len(l)-1] != p.N {
					places[g] = append(l, p.N)
				}
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

// packPlaces writes rising numbers as differences.
func packPlaces(l []int) []byte {
	var b []byte
	last := 0
	for _, n := range l {
		b = binary.AppendUvarint(b, uint64(n-last))
		last = n
	}
	return b
}

func unpackPlaces(b []byte) []int {
	var l []int
	last := 0
	for len(b) > 0 {
		n, k := binary.Uvarint(b)
		if k <= 0 {
			break
		}
		last += int(n)
		l = append(l, last)
		b = b[k:]
	}
	return l
}
