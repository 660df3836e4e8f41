package part

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/base/quantity"
)

// Area (片区) is one place of a map, as read from the city's GeoJSON.
type Area struct {
	Name     string
	polygons [][][]point // polygon → ring → point
}

type point struct{ x, y float64 }

// MapArea (图上一片) is an area with what the map says of it.
type MapArea struct {
	Area
	Level int    // 0 to 2, the tint
	State State  // Yellow and Red carry a mark
	Mark  string // the number on the mark
	Href  string
}

// Map (地图) shows places. Approval is the map's 审图号; without one the frame
// says that it must not leave the house. The same is always in a table.
type Map struct {
	ID       string
	Title    string // the finding
	Note     string
	Approval string
	Areas    []MapArea
	Points   []MapPoint
	Table    Table
}

// MapPoint (图上一点) is a place within the areas.
type MapPoint struct {
	Lon, Lat quantity.Decimal
	Name     string
	Href     string
}

const (
	mapWidth  = 600.0
	mapMargin = 8.0
	mapBytes  = 16 << 20
	mapPoints = 400_000
)

// ReadAreas reads the polygons of a GeoJSON feature collection; nameKey is the
// property that holds a place's name. What is not a polygon is refused, so that
// no place is silently missing.
func ReadAreas(geojson []byte, nameKey string) ([]Area, error) {
	bad := func(format string, args ...any) error {
		return fault.New(fault.Invalid, fmt.Sprintf("边界文件不能用："+format, args...), "请导入 GeoJSON 面要素，坐标为经纬度，每个要素有名称。")
	}
	if len(geojson) > mapBytes {
		return nil, fault.New(fault.TooLarge, "边界文件超过 16 MB", "请先抽稀再导入。")
	}
	var file struct {
		Type     string
		Features []struct {
			Properties map[string]any
			Geometry   *struct {
				Type        string
				Coordinates json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(geojson, &file); err != nil {
		return nil, bad("不是 JSON")
	}
	if file.Type != "FeatureCollection" || len(file.Features) == 0 {
		return nil, bad("不是要素集合，或者是空的")
	}
	var areas []Area
	points := 0
	for i, f := range file.Features {
		name, _ := f.Properties[nameKey].(string)
		if name == "" {
			return nil, bad("第 %d 个要素没有名称（%s）", i+1, nameKey)
		}
		if f.Geometry == nil {
			return nil, bad("%s没有图形", name)
		}
		a := Area{Name: name}
		var err error
		switch f.Geometry.Type {
		case "Polygon":
			var rings [][][]float64
			if err = json.Unmarshal(f.Geometry.Coordinates, &rings); err == nil {
				err = a.add(rings, &points)
			}
		case "MultiPolygon":
			var many [][][][]float64
			if err = json.Unmarshal(f.Geometry.Coordinates, &many); err == nil {
				for _, rings := range many {
					if err = a.add(rings, &points); err != nil {
						break
					}
				}
			}
		default:
			err = errors.New("not a polygon")
		}
		if err != nil || len(a.polygons) == 0 {
			return nil, bad("%s的图形不是面，或坐标不对", name)
		}
		if points > mapPoints {
			return nil, fault.New(fault.TooLarge, "边界文件的点太多", "请先抽稀再导入。")
		}
		areas = append(areas, a)
	}
	return areas, nil
}

func (a *Area) add(rings [][][]float64, points *int) error {
	var polygon [][]point
	for _, ring := range rings {
		if len(ring) < 4 {
			return errors.New("a ring has four points at least")
		}
		var r []point
		for _, c := range ring {
			if len(c) < 2 || math.Abs(c[0]) > 180 || math.Abs(c[1]) > 90 {
				return errors.New("no degrees")
			}
			r = append(r, point{c[0], c[1]})
		}
		*points += len(r)
		polygon = append(polygon, r)
	}
	if len(polygon) == 0 {
		return errors.New("no ring")
	}
	a.polygons = append(a.polygons, polygon)
	return nil
}

// drawing is a map in the pixels of its view box.
type drawing struct {
	height int
	areas  []drawnArea
	points []drawnPoint
}

type drawnPoint struct {
	MapPoint
	point
}

type drawnArea struct {
	MapArea
	path string
	x, y float64
}

// draw projects degrees to a plane that is true in the middle of the map; a city
// is small enough for that.
func (m Map) draw() drawing {
	west, east, south, north := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, a := range m.Areas {
		for _, polygon := range a.polygons {
			for _, p := range polygon[0] {
				west, east = math.Min(west, p.x), math.Max(east, p.x)
				south, north = math.Min(south, p.y), math.Max(north, p.y)
			}
		}
	}
	if math.IsInf(west, 1) {
		return drawing{height: 0}
	}
	narrow := math.Max(.05, math.Cos((south+north)/2*math.Pi/180))
	spanX, spanY := math.Max((east-west)*narrow, 1e-9), math.Max(north-south, 1e-9)
	k := math.Min((mapWidth-2*mapMargin)/spanX, (mapWidth-2*mapMargin)/spanY)
	left := (mapWidth - spanX*k) / 2
	d := drawing{height: int(math.Ceil(spanY*k + 2*mapMargin))}
	at := func(p point) point {
		return point{left + (p.x-west)*narrow*k, mapMargin + (north-p.y)*k}
	}
	for _, a := range m.Areas {
		out := drawnArea{MapArea: a}
		var b strings.Builder
		largest := -1.0
		for _, polygon := range a.polygons {
			for i, ring := range polygon {
				var flat []point
				for j, p := range ring {
					q := at(p)
					flat = append(flat, q)
					b.WriteString([2]string{"L", "M"}[b2i(j == 0)])
					fmt.Fprintf(&b, "%.1f %.1f", q.x, q.y)
				}
				b.WriteString("Z")
				if c, size := middle(flat); i == 0 && size > largest {
					largest, out.x, out.y = size, c.x, c.y
				}
			}
		}
		out.path = b.String()
		d.areas = append(d.areas, out)
	}
	for _, p := range m.Points {
		q := point{p.Lon.Float(), p.Lat.Float()}
		if q.x >= west && q.x <= east && q.y >= south && q.y <= north {
			d.points = append(d.points, drawnPoint{p, at(q)})
		}
	}
	return d
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// middle is the centre of gravity of a ring and its size.
func middle(ring []point) (point, float64) {
	var x, y, twice float64
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		cross := p.x*q.y - q.x*p.y
		twice += cross
		x += (p.x + q.x) * cross
		y += (p.y + q.y) * cross
	}
	if math.Abs(twice) < 1e-9 {
		return ring[0], 0
	}
	return point{x / (3 * twice), y / (3 * twice)}, math.Abs(twice) / 2
}

// short is the name and the word for its kind, which a phone leaves out.
func (a Area) short() (name, kind string) {
	for _, k := range []string{"街道", "镇", "乡"} {
		if n, ok := strings.CutSuffix(a.Name, k); ok && n != "" {
			return n, k
		}
	}
	return a.Name, ""
}

func px(v float64) string { return fmt.Sprintf("%.1f", v) }
