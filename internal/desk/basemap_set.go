package desk

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode/utf8"

	"duban/internal/base/fault"
	"duban/internal/kernel/basemap"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// SetBasemap is the file of boundaries that becomes the map of a division.
type SetBasemap struct {
	Data     io.Reader // GeoJSON; nil takes the map away
	NameKey  string    // the property that holds the towns' names, "" to look for it
	Approval string    // 审图号, "" for a map that stays inside
}

// Basemap is the map of the division, with its towns.
type Basemap struct {
	basemap.Basemap
	Version int64
	Towns   []Town   // towns and streets of the roster, in their order
	Strange []string // areas that are no town of the roster
}

// Town is a town or street with its area.
type Town struct {
	Unit staff.Unit
	Area int // index into Areas, -1 where the map lacks it
}

// mostDrawn bounds what is kept of a map: pages draw the whole of it.
const mostDrawn = 2 << 20

// SetBasemap keeps the map of the division. Without a file there is none any more.
func (w *Workspace) SetBasemap(ctx context.Context, by staff.Actor, call Call, in SetBasemap) (Basemap, error) {
	var areas []basemap.Area
	var kept []byte
	if in.Data != nil {
		if err := staff.Permit(by, "basemap.set", ""); err != nil {
			return Basemap{}, err
		}
		text, err := io.ReadAll(io.LimitReader(in.Data, basemap.MostBytes+1))
		if err != nil {
			return Basemap{}, err
		}
		if areas, err = basemap.Read(text, strings.TrimSpace(in.NameKey)); err != nil {
			return Basemap{}, err
		}
		if kept, err = basemap.Write(areas); err != nil {
			return Basemap{}, err
		}
		if len(kept) > mostDrawn {
			return Basemap{}, fault.New(fault.TooLarge, fmt.Sprintf("边界抽出来有 %.1f MB，至多 2 MB。", float64(len(kept))/(1<<20)), "先抽稀：页面上的图只有 600 个像素宽。").At("file")
		}
	}
	in.Approval = strings.TrimSpace(in.Approval)
	if utf8.RuneCountInString(in.Approval) > 60 {
		return Basemap{}, fault.New(fault.Invalid, "审图号超过 60 个字。", "例：鄂S(2026)001号。").At("approval")
	}
	return perform(ctx, w, by, "basemap.set", call, func(d *deed) (Basemap, error) {
		var out Basemap
		row, err := d.tx.BasemapOf(by.Division)
		if err != nil {
			return out, err
		}
		if row.Version == 0 {
			err = call.absent()
		} else {
			err = call.current(row.Version, "底图")
		}
		if err != nil {
			return out, err
		}
		row.Approval, row.Areas = in.Approval, string(kept)
		object, bytes := canonBasemap(row)
		d.object, row.Seal = object, d.seal(object, row.Seal, bytes)
		if err := d.tx.SetBasemap(row); err != nil {
			return out, err
		}
		out.Basemap, out.Version = basemap.Basemap{Areas: areas, Approval: in.Approval}, row.Version+1
		return out.matched(d.tx, by.Division)
	})
}

// ReadBasemap is the map of the division with its towns; without areas where it has none.
func (w *Workspace) ReadBasemap(ctx context.Context, by staff.Actor) (g Basemap, err error) {
	if err := staff.Permit(by, "basemap.read", ""); err != nil {
		return g, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		g, err = w.basemapOf(tx, by.Division)
		return err
	})
	return g, faulted(err)
}

// PublicBasemap is the map of a division that the public may see: none where it
// was not approved for that.
func (w *Workspace) PublicBasemap(ctx context.Context, division string) (g basemap.Basemap, err error) {
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.BasemapOf(division)
		if err != nil || row.Approval == "" || row.Areas == "" {
			return err
		}
		g.Approval = row.Approval
		g.Areas, err = basemap.Read([]byte(row.Areas), "")
		return err
	})
	return g, faulted(err)
}

// lands remembers the areas of each division's map, so that no page reads the
// file of boundaries again.
type lands struct {
	mu sync.Mutex
	of map[string]land
}

type land struct {
	version int64
	areas   []basemap.Area
}

func (l *lands) read(r store.BasemapRow) ([]basemap.Area, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if k, ok := l.of[r.Division]; ok && k.version == r.Version {
		return k.areas, nil
	}
	areas, err := basemap.Read([]byte(r.Areas), "")
	if err != nil {
		return nil, err
	}
	if l.of == nil {
		l.of = map[string]land{}
	}
	l.of[r.Division] = land{r.Version, areas}
	return areas, nil
}

func (w *Workspace) basemapOf(tx *store.Tx, division string) (Basemap, error) {
	row, err := tx.BasemapOf(division)
	g := Basemap{Version: row.Version, Basemap: basemap.Basemap{Approval: row.Approval}}
	if err != nil || row.Areas == "" {
		return g, err
	}
	if g.Areas, err = w.lands.read(row); err != nil {
		return g, err
	}
	return g.matched(tx, division)
}

// matched finds the area of each town by its name.
func (g Basemap) matched(tx *store.Tx, division string) (Basemap, error) {
	if len(g.Areas) == 0 {
		return g, nil
	}
	units, err := tx.Units(division)
	if err != nil {
		return g, err
	}
	taken := map[int]bool{}
	for _, u := range units {
		if u.Kind != staff.Town && u.Kind != staff.Street {
			continue
		}
		t := Town{u, basemap.Find(g.Areas, u.Name, u.Short)}
		taken[t.Area] = true
		g.Towns = append(g.Towns, t)
	}
	for i, a := range g.Areas {
		if !taken[i] {
			g.Strange = append(g.Strange, a.Name)
		}
	}
	return g, nil
}

func canonBasemap(r store.BasemapRow) (string, []byte) {
	return "basemap", canonical(struct {
		V        int    `json:"v"`
		Approval string `json:"approval"`
		Areas    string `json:"areas"`
	}{1, r.Approval, r.Areas})
}

// basemaps hands the map of a division to the ledger's check.
func basemaps(tx *store.Tx, division string, f func(string, []byte) error) error {
	row, err := tx.BasemapOf(division)
	if err != nil || row.Version == 0 {
		return err
	}
	return f(canonBasemap(row))
}
