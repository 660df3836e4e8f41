package part

import (
	"fmt"
	"math"
	"strings"

	"duban/internal/base/quantity"
	"duban/internal/kernel/basemap"
)

// MapArea (图上一片) is an area with what the map says of it.
type MapArea struct {
	basemap.Area
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
)

// point is a place in the pixels of the view box.
type point struct{ x, y float64 }

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
		for _, polygon := range a.Polygons {
			for _, p := range polygon[0] {
				west, east = math.Min(west, p.Lon), math.Max(east, p.Lon)
				south, north = math.Min(south, p.Lat), math.Max(north, p.Lat)
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
	at := func(p basemap.Point) point {
		return point{left + (p.Lon-west)*narrow*k, mapMargin + (north-p.Lat)*k}
	}
	for _, a := range m.Areas {
		out := drawnArea{MapArea: a}
		var b strings.Builder
		largest := -1.0
		for _, polygon := range a.Polygons {
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
		q := basemap.Point{Lon: p.Lon.Float(), Lat: p.Lat.Float()}
		if q.Lon >= west && q.Lon <= east && q.Lat >= south && q.Lat <= north {
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
func short(a basemap.Area) (name, kind string) {
	for _, k := range []string{"街道", "镇", "乡"} {
		if n, ok := strings.CutSuffix(a.Name, k); ok && n != "" {
			return n, k
		}
	}
	return a.Name, ""
}

func px(v float64) string { return fmt.Sprintf("%.1f", v) }
