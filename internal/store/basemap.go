package store

import "errors"

// BasemapRow is the map of a division.
type BasemapRow struct {
	Division string
	Approval string // 审图号, "" for none
	Areas    string // GeoJSON as basemap.Write writes it, "" where it was taken away
	Version  int64  // 0 where there is none
	Seal     []byte
}

// BasemapOf is the map of a division; a row without a version where it has none.
func (t *Tx) BasemapOf(division string) (BasemapRow, error) {
	r, err := one(t, "basemap_of", func(r row) (BasemapRow, error) {
		x := BasemapRow{Division: division}
		return x, r.Scan(&x.Version, &x.Seal, &x.Approval, &x.Areas)
	}, division)
	if errors.Is(err, ErrNotFound) {
		return BasemapRow{Division: division}, nil
	}
	return r, err
}

// SetBasemap keeps the map of a division, new or at its version.
func (t *Tx) SetBasemap(r BasemapRow) error {
	if r.Version == 0 {
		_, err := t.run("basemap_insert", r.Division, r.Seal, r.Approval, r.Areas)
		return err
	}
	return t.versioned("basemap_update", r.Division, r.Seal, r.Approval, r.Areas, r.Version)
}
