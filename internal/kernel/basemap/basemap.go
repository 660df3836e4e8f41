// Package basemap is the map of a division (底图): the boundaries of its towns, as
// an office hands them in. The room reads and writes boundaries and says which
// town an area is; it refuses to know how a map is drawn and who keeps it.
package basemap

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"duban/internal/base/fault"
)

// Area (片区) is one place of a map.
type Area struct {
	Name     string
	Polygons [][][]Point // polygon → ring → point; the first ring is the outer one
}

// Point (点) is a place on the ground, in degrees.
type Point struct{ Lon, Lat float64 }

// Basemap (底图) is the boundaries of a division. Approval is the map's 审图号:
// a map without one must not be shown in public (《地图管理条例》第十五条).
type Basemap struct {
	Areas    []Area
	Approval string
}

// Limits of a file of boundaries.
const (
	MostBytes  = 16 << 20
	mostPoints = 400_000
	mostAreas  = 500
)

// nameKeys are the properties that hold a place's name in the files of surveying
// offices, the most usual first.
var nameKeys = []string{"name", "Name", "NAME", "名称", "乡镇", "XZQMC", "XZMC", "TOWN", "MC", "fullname"}

const kindOfFile = "请导入 GeoJSON 面要素，坐标为经纬度，每个要素有名称。"

func bad(format string, args ...any) error {
	return fault.New(fault.Invalid, fmt.Sprintf("边界文件不能用："+format, args...), kindOfFile).At("file")
}

type feature struct {
	Type       string         `json:"type"`
	Properties map[string]any `json:"properties"`
	Geometry   *geometry      `json:"geometry"`
}

type geometry struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
}

type collection struct {
	Type     string    `json:"type"`
	Features []feature `json:"features"`
}

// Read reads the polygons of a GeoJSON feature collection (RFC 7946); nameKey is
// the property that holds a place's name, "" to look for a usual one. What is
// not a polygon is refused, so that no place is silently missing.
func Read(geojson []byte, nameKey string) ([]Area, error) {
	if len(geojson) > MostBytes {
		return nil, fault.New(fault.TooLarge, "边界文件超过 16 MB", "请先抽稀再导入。").At("file")
	}
	var file collection
	if err := json.Unmarshal(geojson, &file); err != nil {
		return nil, bad("不是 JSON")
	}
	if file.Type != "FeatureCollection" || len(file.Features) == 0 {
		return nil, bad("不是要素集合，或者是空的")
	}
	if len(file.Features) > mostAreas {
		return nil, bad("有 %d 个要素，至多 %d 个", len(file.Features), mostAreas)
	}
	if nameKey == "" {
		nameKey = file.nameKey()
	}
	var areas []Area
	points, seen := 0, map[string]bool{}
	for i, f := range file.Features {
		name, _ := f.Properties[nameKey].(string)
		if name = strings.TrimSpace(name); name == "" {
			return nil, bad("第 %d 个要素没有名称（%s）", i+1, nameKey)
		}
		if seen[name] {
			return nil, bad("“%s”有两个要素", name)
		}
		seen[name] = true
		if f.Geometry == nil {
			return nil, bad("%s没有图形", name)
		}
		a := Area{Name: name}
		if err := a.read(f.Geometry, &points); err != nil || len(a.Polygons) == 0 {
			return nil, bad("%s的图形不是面，或坐标不对", name)
		}
		if points > mostPoints {
			return nil, fault.New(fault.TooLarge, "边界文件的点太多", "请先抽稀再导入。").At("file")
		}
		areas = append(areas, a)
	}
	return areas, nil
}

// nameKey is the usual property that all features have.
func (c collection) nameKey() string {
	for _, k := range nameKeys {
		all := true
		for _, f := range c.Features {
			name, _ := f.Properties[k].(string)
			all = all && strings.TrimSpace(name) != ""
		}
		if all {
			return k
		}
	}
	return nameKeys[0]
}

func (a *Area) read(g *geometry, points *int) error {
	switch g.Type {
	case "Polygon":
		var rings [][][]float64
		if err := json.Unmarshal(g.Coordinates, &rings); err != nil {
			return err
		}
		return a.add(rings, points)
	case "MultiPolygon":
		var many [][][][]float64
		if err := json.Unmarshal(g.Coordinates, &many); err != nil {
			return err
		}
		for _, rings := range many {
			if err := a.add(rings, points); err != nil {
				return err
			}
		}
		return nil
	}
	return errors.New("not a polygon")
}

func (a *Area) add(rings [][][]float64, points *int) error {
	var polygon [][]Point
	for _, ring := range rings {
		if len(ring) < 4 {
			return errors.New("a ring has four points at least")
		}
		var r []Point
		for _, c := range ring {
			if len(c) < 2 || math.Abs(c[0]) > 180 || math.Abs(c[1]) > 90 {
				return errors.New("no degrees")
			}
			r = append(r, Point{c[0], c[1]})
		}
		*points += len(r)
		polygon = append(polygon, r)
	}
	if len(polygon) == 0 {
		return errors.New("no ring")
	}
	a.Polygons = append(a.Polygons, polygon)
	return nil
}

// finest is the number of decimals that are kept of a degree: about a metre.
const finest = 1e5

// Write writes areas as GeoJSON that Read reads, with the same bytes for the same
// areas; a degree has five decimals.
func Write(areas []Area) ([]byte, error) {
	file := collection{Type: "FeatureCollection"}
	for _, a := range areas {
		var many [][][][2]float64
		for _, polygon := range a.Polygons {
			var rings [][][2]float64
			for _, ring := range polygon {
				var r [][2]float64
				for _, p := range ring {
					r = append(r, [2]float64{math.Round(p.Lon*finest) / finest, math.Round(p.Lat*finest) / finest})
				}
				rings = append(rings, r)
			}
			many = append(many, rings)
		}
		coordinates, err := json.Marshal(many)
		if err != nil {
			return nil, err
		}
		file.Features = append(file.Features, feature{"Feature", map[string]any{nameKeys[0]: a.Name}, &geometry{"MultiPolygon", coordinates}})
	}
	return json.Marshal(file)
}

// Match finds the area of each place by one of its names, -1 where none bears it.
// An area may lack, or have, the name of the city or county before its own
// (云泽市柳河镇, 柳河镇). An area that one place bears exactly is no other's, and
// one that two may mean is nobody's.
func Match(areas []Area, places [][]string) []int {
	found := make([]int, len(places))
	owner := make([]int, len(areas)) // how many mean an area
	claim := func(means func(name, area string) bool) {
		meant := make([][]int, len(places))
		claims := make([]int, len(areas))
		for i, names := range places {
			if found[i] >= 0 {
				continue
			}
			for k, a := range areas {
				if owner[k] == 0 && slices.ContainsFunc(names, func(n string) bool { return n != "" && means(n, a.Name) }) {
					meant[i] = append(meant[i], k)
					claims[k]++
				}
			}
		}
		for i, ks := range meant {
			if len(ks) == 1 && claims[ks[0]] == 1 {
				found[i], owner[ks[0]] = ks[0], 1
			}
		}
	}
	for i := range found {
		found[i] = -1
	}
	claim(func(n, a string) bool { return n == a })
	claim(func(n, a string) bool { return belongs(n, a) || belongs(a, n) })
	return found
}

// belongs says that a longer name is a shorter one after that of a city or county.
func belongs(longer, shorter string) bool {
	of, ok := strings.CutSuffix(longer, shorter)
	if !ok || of == "" {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(of)
	return strings.ContainsRune("省市县区旗州盟", last)
}
