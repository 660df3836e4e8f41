package store

import (
	"maps"
	"slices"

	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
)

// SetCaseReferences keeps which objects a case refers to.
func (t *Tx) SetCaseReferences(c CaseRow, all []procedure.Reference) error {
	if _, err := t.run("case_references_drop", c.Division, c.ID); err != nil {
		return err
	}
	for _, r := range all {
		if _, err := t.run("case_reference_insert", c.Division, r.Noun, r.Object, c.OpenedAt, c.ID); err != nil {
			return err
		}
	}
	return nil
}

// ReferringPage is a page of the cases that refer to an object, those opened
// before one; the zero values begin with the newest.
type ReferringPage struct {
	Noun, Object string
	Before       int64
	BeforeID     string
	Most         int
}

// CasesReferring are the cases that refer to an object, the newest first, as
// far as the scope may see them.
func (t *Tx) CasesReferring(scope staff.Scope, p ReferringPage) ([]CaseRow, error) {
	if p.Before == 0 {
		p.Before = open
	}
	args := []any{scope.Division(), p.Noun, p.Object, p.Before, p.BeforeID, p.Most}
	scan := scanCase(scope.Division())
	if scope.All() {
		return list(t, "case_referring", scan, args...)
	}
	seen := map[string]bool{} // two units may have a part in one
	var all []CaseRow
	for _, u := range scope.Units() {
		rows, err := list(t, "case_referring_unit", scan, append(args[:len(args):len(args)], u)...)
		if err != nil {
			return nil, err
		}
		for _, c := range rows {
			if !seen[c.ID] {
				seen[c.ID] = true
				all = append(all, c)
			}
		}
	}
	sortCases(all)
	return all[:min(len(all), p.Most)], nil
}

// CasesAbout are the ids of all cases that refer to an object, whoever sees them.
func (t *Tx) CasesAbout(division, noun, object string) (map[string]bool, error) {
	ids, err := list(t, "case_reference_of", text, division, noun, object)
	all := make(map[string]bool, len(ids))
	for _, id := range ids {
		all[id] = true
	}
	return all, err
}

// SetSole keeps what no other open case of the procedure may be about, by
// field. It says which field is taken and by which case, "" where none is.
func (t *Tx) SetSole(c CaseRow, held map[string]string) (field, holder string, err error) {
	kept, err := list(t, "case_soles", func(r row) (p [2]string, err error) { err = r.Scan(&p[0], &p[1]); return p, err }, c.Division, c.ID)
	if err != nil {
		return "", "", err
	}
	same := len(kept) == len(held)
	for _, k := range kept {
		same = same && held[k[0]] == k[1]
	}
	if same {
		return "", "", nil
	}
	if _, err := t.run("case_soles_drop", c.Division, c.ID); err != nil {
		return "", "", err
	}
	for _, field := range slices.Sorted(maps.Keys(held)) {
		if _, err := t.run("case_sole_insert", c.Division, c.Procedure, field, held[field], c.ID); err != nil {
			return "", "", err
		}
		holder, err := one(t, "case_sole_find", text, c.Division, c.Procedure, field, held[field])
		if err != nil || holder != c.ID {
			return field, holder, err
		}
	}
	return "", "", nil
}
