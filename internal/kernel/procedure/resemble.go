package procedure

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"duban/internal/base/civil"
)

// Resembles (查重规则) says when two cases may be of one matter: they lie close
// together and tell of it alike.
type Resembles struct {
	Point  string   // the field with where it is
	Radius int      // in metres
	Text   []string // the fields that tell of it
	Alike  int      // in hundredths, from here on it is shown
	Days   int      // cases that ended so many days ago are shown too
	at     place
}

// Spot (坐标) is a place on the earth, in ten millionths of a degree.
type Spot struct{ East, North int64 }

// aDegree is a degree in a spot's unit.
const aDegree = 10_000_000

// ReadSpot reads "longitude,latitude" as forms have it.
func ReadSpot(s string) (Spot, bool) {
	east, north, ok := strings.Cut(s, ",")
	x, err := strconv.ParseFloat(strings.TrimSpace(east), 64)
	y, wrong := strconv.ParseFloat(strings.TrimSpace(north), 64)
	if !ok || err != nil || wrong != nil || !(math.Abs(x) <= 180 && math.Abs(y) <= 90) {
		return Spot{}, false
	}
	return Spot{int64(math.Round(x * aDegree)), int64(math.Round(y * aDegree))}, true
}

// String is the spot as forms have it.
func (s Spot) String() string {
	return strconv.FormatFloat(float64(s.East)/aDegree, 'f', 6, 64) + "," + strconv.FormatFloat(float64(s.North)/aDegree, 'f', 6, 64)
}

// metresOf are the metres of a degree along a meridian.
const metresOf = 111_195

// Metres is how far two spots lie apart, good for the width of a town.
func (s Spot) Metres(o Spot) int {
	north := float64(s.North-o.North) / aDegree * metresOf
	east := float64(s.East-o.East) / aDegree * metresOf * math.Cos(float64(s.North+o.North)/2/aDegree*math.Pi/180)
	return int(math.Round(math.Hypot(north, east)))
}

// Spots are kept by cells of a grid, 0.002 degrees wide and high: a couple of
// hundred metres. Cells of a row follow each other.
const (
	cellSide = aDegree / 500
	rowCells = 360 * 500
)

// Cell is the cell that a spot lies in.
func (s Spot) Cell() int64 {
	return (s.North+90*aDegree)/cellSide*rowCells + min((s.East+180*aDegree)/cellSide, rowCells-1)
}

// Around are the cells within a radius in metres, each row from its first to its last.
func (s Spot) Around(radius int) [][2]int64 {
	high := int64(math.Ceil(float64(radius) / metresOf * aDegree))
	wide := int64(math.Ceil(float64(high) / max(0.01, math.Cos(float64(s.North)/aDegree*math.Pi/180))))
	var rows [][2]int64
	west, east := max(s.East-wide, -180*aDegree), min(s.East+wide, 180*aDegree)
	for north := max(s.North-high, -90*aDegree); ; north += cellSide {
		north = min(north, s.North+high, 90*aDegree)
		rows = append(rows, [2]int64{Spot{west, north}.Cell(), Spot{east, north}.Cell()})
		if north >= min(s.North+high, 90*aDegree) {
			break
		}
	}
	return slices.Compact(rows)
}

// Spot is where a case is, by its fields; false where they do not say.
func (p *Procedure) Spot(data map[string]any) (Spot, bool) {
	if p.Resembles == nil {
		return Spot{}, false
	}
	s, _ := data[p.Resembles.Point].(string)
	return ReadSpot(s)
}

// Since is the day from whose beginning on a case that ended is still compared with.
func (r *Resembles) Since(now civil.Instant) civil.Instant {
	return now - civil.Instant(r.Days)*civil.Day
}

// Resemblance (相似) is how near and how like two cases are.
type Resemblance struct {
	Metres int
	Alike  int // in hundredths
}

// Resemble compares what two cases tell; false where they are not of one matter
// as far as can be seen.
func (p *Procedure) Resemble(a, b map[string]any) (Resemblance, bool) {
	here, ok := p.Spot(a)
	there, also := p.Spot(b)
	if !ok || !also {
		return Resemblance{}, false
	}
	x := Resemblance{Metres: here.Metres(there)}
	if x.Metres > p.Resembles.Radius {
		return x, false
	}
	place := grams([]string{told(a, p.Place), told(b, p.Place)}) // that they lie together is known
	x.Alike = Likeness(grams(tellings(a, p.Resembles.Text)), grams(tellings(b, p.Resembles.Text)), place)
	return x, x.Alike >= p.Resembles.Alike
}

func told(data map[string]any, field string) string { s, _ := data[field].(string); return s }

func tellings(data map[string]any, fields []string) []string {
	list := make([]string, len(fields))
	for i, name := range fields {
		list[i] = told(data, name)
	}
	return list
}

// grams are the pairs of letters that follow each other in texts; what is no
// letter and no figure parts nothing and counts for nothing.
func grams(texts []string) map[[2]rune]bool {
	set := map[[2]rune]bool{}
	for _, s := range texts {
		last := rune(0)
		for _, c := range s {
			if c >= '！' && c <= '～' { // full width
				c -= '！' - '!'
			}
			if c = unicode.ToLower(c); !unicode.IsLetter(c) && !unicode.IsDigit(c) {
				continue
			}
			if last != 0 {
				set[[2]rune{last, c}] = true
			}
			last = c
		}
	}
	return set
}

// Likeness says in hundredths how alike two sets of pairs are, leaving out those
// that say nothing: the mean of what is common of both and of the shorter one, so
// that a line and a page of the same are found alike, and two lines by chance not.
func Likeness(a, b, without map[[2]rune]bool) int {
	inA, inB, common := 0, 0, 0
	for g := range a {
		if !without[g] {
			inA++
			if b[g] {
				common++
			}
		}
	}
	for g := range b {
		if !without[g] {
			inB++
		}
	}
	if inA == 0 || inB == 0 {
		return 0
	}
	return (200*common/(inA+inB) + 100*common/min(inA, inB)) / 2
}

// Nearer orders the likest first, then the nearest.
func Nearer(a, b Resemblance) int {
	return cmp.Or(cmp.Compare(b.Alike, a.Alike), cmp.Compare(a.Metres, b.Metres))
}

// Joining is the act that joins a case to another of the same matter, nil for none.
func (p *Procedure) Joining() *Act {
	return find(p.Acts, func(a *Act) bool { return a.Joins != "" })
}

// JoinedBy is the act and the number by which the case was joined to another,
// "" where it stands for itself.
func (c *Case) JoinedBy() string {
	a := c.Procedure.Joining()
	if a == nil || c.Stage == nil || c.Stage.ID != a.To {
		return ""
	}
	return told(c.Data, a.Joins)
}
