package store

import "encoding/json"

// ColumnMapping is how the columns of a layout were understood, as somebody
// confirmed it: by column, which field it is.
type ColumnMapping struct {
	Kind      string // of table: projects, …
	Signature string // of the titles
	Mapping   []string
	Version   int64
	Seal      []byte
}

func scanMapping(r row) (m ColumnMapping, err error) {
	var mapping string
	if err = r.Scan(&m.Kind, &m.Signature, &mapping, &m.Version, &m.Seal); err == nil {
		err = json.Unmarshal([]byte(mapping), &m.Mapping)
	}
	return m, err
}

// ColumnMapping finds how a layout was understood.
func (t *Tx) ColumnMapping(division, kind, signature string) (ColumnMapping, error) {
	return one(t, "column_mapping_by_signature", scanMapping, division, kind, signature)
}

// SetColumnMapping keeps how a layout is understood, new or at its version.
func (t *Tx) SetColumnMapping(division string, m ColumnMapping) error {
	mapping, err := json.Marshal(m.Mapping)
	if err != nil {
		return err
	}
	if m.Version == 0 {
		_, err = t.run("column_mapping_insert", division, m.Kind, m.Signature, string(mapping), m.Seal)
		return err
	}
	return t.versioned("column_mapping_update", division, m.Kind, m.Signature, string(mapping), m.Seal, m.Version)
}

// EveryColumnMapping is all that a division confirmed, for the ledger's check.
func (t *Tx) EveryColumnMapping(division string) ([]ColumnMapping, error) {
	return list(t, "column_mapping_all", scanMapping, division)
}
