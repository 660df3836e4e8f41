package desk

import (
	"slices"

	"duban/internal/intake/columns"
	"duban/internal/store"
)

// remembered is how the columns of a sheet were understood when somebody last
// confirmed them, nil where nobody has.
func remembered(tx *store.Tx, division, kind string, s columns.Sheet) (columns.Mapping, error) {
	m, err := tx.ColumnMapping(division, kind, s.Signature())
	if missing(err) {
		return nil, nil
	}
	if err == nil && len(m.Mapping) != len(s.Titles) { // of the same titles, and fewer columns that have none
		m.Mapping = append(m.Mapping, make([]string, len(s.Titles))...)[:len(s.Titles)]
	}
	return m.Mapping, err
}

// remember keeps how the columns of a sheet are understood, so that the next
// one of its layout goes straight to its preview.
func (d *deed) remember(kind string, s columns.Sheet, mapping columns.Mapping) error {
	m := store.ColumnMapping{Kind: kind, Signature: s.Signature()}
	old, err := d.tx.ColumnMapping(d.by.Division, m.Kind, m.Signature)
	switch {
	case err == nil && slices.Equal(old.Mapping, mapping):
		return nil
	case err == nil:
		m = old
	case !missing(err):
		return err
	}
	m.Mapping = mapping
	object, bytes := canonMapping(m)
	m.Seal = d.seal(object, m.Seal, bytes)
	return d.tx.SetColumnMapping(d.by.Division, m)
}

func canonMapping(m store.ColumnMapping) (string, []byte) {
	return "mapping/" + m.Kind + "/" + m.Signature, canonical(struct {
		V       int      `json:"v"`
		Mapping []string `json:"mapping"`
	}{1, append([]string{}, m.Mapping...)})
}
