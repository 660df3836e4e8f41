package tour

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/base/quantity"
)

// Spot (点位) is a place in ten-thousandths of a thousandth of a degree, so
// that places are equal or not.
type Spot struct{ East, North int64 }

// aDegree is a degree in the units of a Spot.
const aDegree = 10_000_000

// earth is the mean radius in metres (IUGG).
const earth = 6_371_009

// SpotOf is the place of a longitude and a latitude; false where there is none.
func SpotOf(lon, lat *quantity.Decimal) (Spot, bool) {
	if lon == nil || lat == nil {
		return Spot{}, false
	}
	return Spot{units(*lon), units(*lat)}, true
}

func units(d quantity.Decimal) int64 {
	c, places := quantity.FromRat(d.Rat(), 7).Scaled()
	for ; places < 7; places++ {
		c *= 10
	}
	return c
}

// Metres is how far two places lie apart in a straight line over the ground, in
// whole metres (haversine). Each product is rounded by itself, so that machines
// that fuse products with sums come to the same metre.
func (s Spot) Metres(o Spot) int64 {
	rad := func(n int64) float64 { return float64(n) / aDegree * (math.Pi / 180) }
	half := func(a, b int64) float64 { h := math.Sin((rad(b) - rad(a)) / 2); return float64(h * h) }
	across := float64(math.Cos(rad(s.North))*math.Cos(rad(o.North))) * half(s.East, o.East)
	h := half(s.North, o.North) + float64(across)
	return int64(math.Round(2 * earth * math.Asin(math.Min(1, math.Sqrt(h)))))
}

// Shortest is an order in which a bus that sets out at a place comes to all
// spots: always the nearest next, then mended by turning stretches around until
// no turn makes it shorter (2-opt). The same places give the same order; it is
// short, and not proven to be the shortest.
func Shortest(start Spot, spots []Spot) []int {
	order := nearest(start, spots)
	at := func(i int) Spot {
		if i < 0 {
			return start
		}
		return spots[order[i]]
	}
	for shorter := true; shorter; {
		shorter = false
		for i := 0; i < len(order)-1; i++ {
			for k := i + 1; k < len(order); k++ {
				was, is := at(i-1).Metres(at(i)), at(i-1).Metres(at(k))
				if k+1 < len(order) {
					was += at(k).Metres(at(k + 1))
					is += at(i).Metres(at(k + 1))
				}
				if is < was {
					slices.Reverse(order[i : k+1])
					shorter = true
				}
			}
		}
	}
	return order
}

func nearest(start Spot, spots []Spot) []int {
	order := make([]int, 0, len(spots))
	seen := make([]bool, len(spots))
	for here := start; len(order) < len(spots); {
		best := -1
		for i, s := range spots {
			if !seen[i] && (best < 0 || here.Metres(s) < here.Metres(spots[best])) {
				best = i
			}
		}
		seen[best] = true
		order, here = append(order, best), spots[best]
	}
	return order
}

// ByDistance puts the stops into the order of Shortest.
func (t Tour) ByDistance() ([]Stop, error) {
	start, ok := SpotOf(t.Start.Lon, t.Start.Lat)
	if !ok {
		return nil, fault.New(fault.Refused, "出发地没有坐标，不能按距离排路线。", "写出发地的经度和纬度，或按道路排，或自己挪。").At("start")
	}
	spots := make([]Spot, len(t.Stops))
	for i, s := range t.Stops {
		if spots[i], ok = SpotOf(s.Lon, s.Lat); !ok {
			return nil, fault.New(fault.Refused, fmt.Sprintf("观摩点“%s”没有坐标，不能按距离排路线。", s.Name), "到项目页补上经度、纬度再选进来，或按道路排，或自己挪。").At("stops")
		}
	}
	out := make([]Stop, 0, len(spots))
	for _, i := range Shortest(start, spots) {
		out = append(out, t.Stops[i])
	}
	return out, nil
}

// Backwards ends the name of a road that is driven from its high posts to its low ones.
const Backwards = "（倒）"

// ByRoads puts the stops into the order of the roads that the bus goes along,
// on each by their posts.
func (t Tour) ByRoads() ([]Stop, error) {
	if len(t.Roads) == 0 {
		return nil, fault.New(fault.Refused, "没有写车队走的道路。", "一行一条，照走的先后；从大桩号往小桩号走的，在后面写"+Backwards+"。").At("roads")
	}
	place := map[string]int{}
	for i, r := range t.Roads {
		name := strings.TrimSuffix(r, Backwards)
		if _, twice := place[name]; twice {
			return nil, fault.New(fault.Refused, fmt.Sprintf("道路“%s”写了两次，排不出先后。", name), "每条路写一次；走两段的，自己挪。").At("roads")
		}
		place[name] = i
	}
	for _, s := range t.Stops {
		if _, ok := place[s.Road]; !ok || s.Post == nil {
			return nil, fault.New(fault.Refused, fmt.Sprintf("观摩点“%s”没有写在哪条路的哪个桩号，或者这条路不在车队走的道路里。", s.Name), "在观摩点一行写上道路和桩号。").At("stops")
		}
	}
	out := slices.Clone(t.Stops)
	slices.SortStableFunc(out, func(a, b Stop) int {
		along := a.Post.Cmp(*b.Post)
		if strings.HasSuffix(t.Roads[place[a.Road]], Backwards) {
			along = -along
		}
		return cmp.Or(cmp.Compare(place[a.Road], place[b.Road]), along)
	})
	return out, nil
}

// Leg (路段) is the way to a stop from the one before it, in metres as the crow
// flies; Known is false where a place is not known.
type Leg struct {
	Metres int64
	Known  bool
}

// Legs are the ways to the stops in the order of the route, and what those that
// are known come to.
func (t Tour) Legs() (legs []Leg, sum int64) {
	here, known := SpotOf(t.Start.Lon, t.Start.Lat)
	for _, s := range t.Stops {
		there, ok := SpotOf(s.Lon, s.Lat)
		l := Leg{Known: known && ok}
		if l.Known {
			l.Metres = here.Metres(there)
			sum += l.Metres
		}
		legs = append(legs, l)
		here, known = there, ok
	}
	return legs, sum
}

// Kilometres writes metres as kilometres with one place.
func Kilometres(metres int64) string { return quantity.New((metres+50)/100, 1).String() }
