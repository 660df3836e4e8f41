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

// SetBasemap is what becomes the map of a division: a file of boundaries, or the
// one that is kept with another number, or none any more.
type SetBasemap struct {
	Data     io.Reader // GeoJSON; nil keeps the boundaries as they are
	NameKey  string    // the property that holds the towns' names, "" to look for it
	Approval string    // 审图号 of these boundaries, "" for a map that stays inside
	Remove   bool
}

// BasemapKept is what came of setting a map.
type BasemapKept struct {
	Version int64 `json:"version"`
	Areas   int   `json:"areas"`
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

// SetBasemap keeps the map of the division, whole or not at all.
func (w *Workspace) SetBasemap(ctx context.Context, by staff.Actor, call Call, in SetBasemap) (out BasemapKept, err error) {
	var kept []byte
	if in.Data != nil {
		if err := staff.Permit(by, "basemap.set", ""); err != nil {
			return out, err
		}
		text, err := io.ReadAll(io.LimitReader(in.Data, basemap.MostBytes+1))
		if err != nil {
			return out, err
		}
		areas, err := basemap.Read(text, strings.TrimSpace(in.NameKey))
		if err != nil {
			return out, err
		}
		if kept, err = basemap.Write(areas); err != nil {
			return out, err
		}
		if len(kept) > mostDrawn {
			return out, fault.New(fault.TooLarge, fmt.Sprintf("边界抽出来有 %.1f MB，至多 2 MB。", float64(len(kept))/(1<<20)), "先抽稀：页面上的图只有 600 个像素宽。").At("file")
		}
		out.Areas = len(areas)
	}
	in.Approval = strings.TrimSpace(in.Approval)
	if utf8.RuneCountInString(in.Approval) > 60 {
		return out, fault.New(fault.Invalid, "审图号超过 60 个字。", "例：鄂S(2026)001号。").At("approval")
	}
	return perform(ctx, w, by, "basemap.set", call, func(d *deed) (BasemapKept, error) {
		row, err := d.tx.BasemapOf(by.Division)
		if err != nil {
			return out, err
		}
		if err := call.only(row.Version, "底图"); err != nil {
			return out, err
		}
		switch {
		case in.Remove:
			row.Approval, row.Areas = "", ""
		case in.Data != nil:
			row.Approval, row.Areas = in.Approval, string(kept)
		case row.Areas == "":
			return out, fault.New(fault.Invalid, "没有选文件。", "请选一个 GeoJSON 文件。").At("file")
		default:
			row.Approval = in.Approval
		}
		object, bytes := canonBasemap(row)
		d.object, row.Seal = object, d.seal(object, row.Seal, bytes)
		return BasemapKept{row.Version + 1, out.Areas}, d.tx.SetBasemap(row)
	})
}

// ReadBasemap is the map of the division with its towns; without areas where it has none.
func (w *Workspace) ReadBasemap(ctx context.Context, by staff.Actor) (g Basemap, err error) {
	if err := staff.Permit(by, "basemap.read", ""); err != nil {
		return g, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		units, err := tx.Units(by.Division)
		if err != nil {
			return err
		}
		g, err = w.basemapOf(tx, by.Division, units)
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
		g.Areas, err = w.lands.read(row)
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

func (w *Workspace) basemapOf(tx *store.Tx, division string, units []staff.Unit) (Basemap, error) {
	row, err := tx.BasemapOf(division)
	g := Basemap{Version: row.Version, Basemap: basemap.Basemap{Approval: row.Approval}}
	if err != nil || row.Areas == "" {
		return g, err
	}
	if g.Areas, err = w.lands.read(row); err != nil {
		return g, err
	}
	return g.matched(units), nil
}

// matched finds the area of each town by its name.
func (g Basemap) matched(units []staff.Unit) Basemap {
	var names [][]string
	for _, u := range units {
		if u.Kind == staff.Town || u.Kind == staff.Street {
			g.Towns = append(g.Towns, Town{u, -1})
			names = append(names, []string{u.Name, u.Short})
		}
	}
	taken := map[int]bool{}
	for i, at := range basemap.Match(g.Areas, names) {
		g.Towns[i].Area, taken[at] = at, true
	}
	for i, a := range g.Areas {
		if !taken[i] {
			g.Strange = append(g.Strange, a.Name)
		}
	}
	return g
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
