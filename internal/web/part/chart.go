package part

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"duban/internal/base/quantity"
)

// Draw (画法) is how a chart draws its series.
type Draw uint8

const (
	Lines Draw = iota
	Bars
)

// Chart (图) is few numbers over few labels. Title is the finding, not the
// subject. The picture is drawn here as SVG and the numbers stand in a table
// under it; script only adds reading by pointer.
type Chart struct {
	ID     string
	Title  string
	Note   string // what is counted, in which unit, since when
	Unit   string
	Draw   Draw
	Labels []string
	Series []Series
	Band   []Band // the target at each label; may be empty
	Still  bool   // a page without script: the picture and its table are all there is
}

// Series (系列) has a value for each label; nil where there is none. Links, where
// given, leads each value to its sentence.
type Series struct {
	Name   string
	Values []*quantity.Decimal
	Links  []string
	Hollow bool // not settled yet: drawn as rings, and not joined
}

// Band (目标带) is where the target lies. From is nil for "from nought"; To is
// nil, with a From, for "and above". Href leads to where it was set.
type Band struct {
	From, To *quantity.Decimal
	Href     string
}

func (b Band) none() bool { return b.From == nil && b.To == nil }

func (s Series) link(i int) string {
	if i < len(s.Links) {
		return s.Links[i]
	}
	return ""
}

// Of is a value of a series.
func Of(d quantity.Decimal) *quantity.Decimal { return &d }

const (
	plotTop, plotBottom = 16.0, 172.0 // pixels
	plotLeft, plotRight = 7.0, 98.0   // per cent
)

type scale struct{ low, high, step float64 }

// scale starts at nought unless lines would lie flat in the upper third.
func (c Chart) scale() scale {
	low, high := math.Inf(1), math.Inf(-1)
	see := func(d *quantity.Decimal) {
		if d != nil {
			low, high = math.Min(low, d.Float()), math.Max(high, d.Float())
		}
	}
	for _, s := range c.Series {
		for _, v := range s.Values {
			see(v)
		}
	}
	for _, b := range c.Band {
		see(b.To)
		see(b.From)
	}
	if math.IsInf(low, 1) {
		return scale{0, 1, 1}
	}
	if low > 0 && (c.Draw == Bars || low < high*2/3 || fromNought(c.Band)) {
		low = 0
	}
	if high < 0 {
		high = 0
	}
	if high == low {
		high = low + 1
	}
	step := math.Pow(10, math.Floor(math.Log10((high-low)/4)))
	for _, m := range []float64{1, 2, 2.5, 5, 10} {
		if (high-low)/(step*m) <= 5 {
			step *= m
			break
		}
	}
	return scale{math.Floor(low/step) * step, math.Ceil(high/step) * step, step}
}

func fromNought(bands []Band) bool {
	for _, b := range bands {
		if b.To != nil && b.From == nil {
			return true
		}
	}
	return false
}

func (s scale) at(v float64) string {
	return fmt.Sprintf("%.1f", plotBottom-(v-s.low)/(s.high-s.low)*(plotBottom-plotTop))
}

func (s scale) height(from, to float64) string {
	return fmt.Sprintf("%.1f", math.Abs(to-from)/(s.high-s.low)*(plotBottom-plotTop))
}

type tick struct{ y, below, text string }

func (s scale) ticks() []tick {
	var all []tick
	for i := 0; i < 12; i++ {
		v := s.low + float64(i)*s.step
		if v > s.high+s.step/2 {
			break
		}
		y := plotBottom - (v-s.low)/(s.high-s.low)*(plotBottom-plotTop)
		all = append(all, tick{fmt.Sprintf("%.1f", y), fmt.Sprintf("%.1f", y+4), fmt.Sprintf("%.10g", v)})
	}
	return all
}

// middle is where the i-th label stands, in per cent.
func (c Chart) middle(i int) float64 {
	return plotLeft + (plotRight-plotLeft)*(float64(i)+.5)/float64(max(1, len(c.Labels)))
}

func pc(v float64) string { return fmt.Sprintf("%.2f%%", v) }

// share of the label's width that bars or a band take.
func (c Chart) slot() float64 { return (plotRight - plotLeft) / float64(max(1, len(c.Labels))) * .72 }

type box struct{ class, x, y, width, height, tip, href, edge, end string }

func (c Chart) bands(s scale) []box {
	var all []box
	for i, b := range c.Band {
		if b.none() || i >= len(c.Labels) {
			continue
		}
		from, top := s.low, s.high
		if b.From != nil {
			from = b.From.Float()
		}
		edge := s.at(from)
		if b.To != nil {
			top = math.Max(from, b.To.Float())
			edge = s.at(top)
		}
		x := c.middle(i) - c.slot()/2
		all = append(all, box{"band", pc(x), s.at(top), pc(c.slot()), s.height(from, top), b.String(), b.Href, edge, pc(x + c.slot())})
	}
	return all
}

func (c Chart) bars(s scale) []box {
	if c.Draw != Bars {
		return nil
	}
	var all []box
	width := c.slot() * .8 / float64(max(1, len(c.Series)))
	for j, series := range c.Series {
		for i, v := range series.Values {
			if v == nil || i >= len(c.Labels) {
				continue
			}
			x := c.middle(i) - c.slot()*.4 + width*float64(j)
			all = append(all, box{class: classes(fmt.Sprintf("bar s%d", min(j, 2)), when(series.Hollow, "hollow")), x: pc(x), y: s.at(math.Max(0, v.Float())), width: pc(width * .92), height: s.height(0, v.Float()), tip: v.String(), href: series.link(i)})
		}
	}
	return all
}

type dot struct{ class, x, y, above, text, name, href string }

func (c Chart) dots(s scale) []dot {
	var all []dot
	for j, series := range c.Series {
		for i, v := range series.Values {
			if v == nil || i >= len(c.Labels) {
				continue
			}
			x := c.middle(i)
			if c.Draw == Bars {
				width := c.slot() * .8 / float64(max(1, len(c.Series)))
				x += -c.slot()*.4 + width*(float64(j)+.46)
			}
			y := plotBottom - (v.Float()-s.low)/(s.high-s.low)*(plotBottom-plotTop)
			above, said := y-5, v.String()
			if c.Draw != Bars {
				var free bool
				if above, free = c.beside(s, j, i, y); !free {
					said = ""
				}
			}
			all = append(all, dot{classes(fmt.Sprintf("dot s%d", min(j, 2)), when(series.Hollow, "hollow")), pc(x), fmt.Sprintf("%.1f", y), fmt.Sprintf("%.1f", above), said, c.Labels[i] + " " + series.Name + " " + v.String(), series.link(i)})
		}
	}
	return all
}

// The room that a number takes beside its dot, in pixels.
const (
	numberHigh  = 13.0
	numberAbove = 10.0
	numberBelow = 20.0
)

// beside is where the number of a dot stands: above the highest of its column,
// below the lowest, and nowhere where it would cover another dot or its number.
func (c Chart) beside(s scale, j, i int, y float64) (at float64, free bool) {
	var others []float64
	highest, lowest := true, true
	for k, series := range c.Series {
		if k == j || i >= len(series.Values) || series.Values[i] == nil {
			continue
		}
		o := plotBottom - (series.Values[i].Float()-s.low)/(s.high-s.low)*(plotBottom-plotTop)
		others = append(others, o)
		highest = highest && (y < o || y == o && j < k)
		lowest = lowest && (y > o || y == o && j > k)
	}
	at = math.Max(10, y-numberAbove)
	if !highest && y+numberBelow < plotBottom {
		at = y + numberBelow
	}
	if highest || lowest && at > y {
		return at, true // nothing stands on that side
	}
	for _, o := range others {
		if math.Abs(at-numberHigh/2-o) < numberHigh || math.Abs(at-(o-numberAbove)) < numberHigh {
			return at, false
		}
	}
	return at, true
}

type segment struct{ class, x1, y1, x2, y2 string }

// segments join neighbours; a gap in the values is a gap in the line.
func (c Chart) segments(s scale) []segment {
	if c.Draw != Lines {
		return nil
	}
	var all []segment
	for j, series := range c.Series {
		if series.Hollow {
			continue
		}
		for i := 1; i < len(series.Values) && i < len(c.Labels); i++ {
			a, b := series.Values[i-1], series.Values[i]
			if a != nil && b != nil {
				all = append(all, segment{fmt.Sprintf("l s%d", min(j, 2)), pc(c.middle(i - 1)), s.at(a.Float()), pc(c.middle(i)), s.at(b.Float())})
			}
		}
	}
	return all
}

// role is a picture's, or a group's where its marks lead somewhere. By keyboard
// the same links are in the table.
func (c Chart) role() string {
	for _, s := range c.Series {
		if len(s.Links) > 0 {
			return "group"
		}
	}
	return "img"
}

// reading says the numbers in one line, for those who do not see the picture.
func (c Chart) reading() string {
	var said []string
	for i, l := range c.Labels {
		words := []string{l}
		for _, s := range c.Series {
			if i < len(s.Values) && s.Values[i] != nil {
				words = append(words, s.Name+" "+s.Values[i].String())
			}
		}
		if i < len(c.Band) && !c.Band[i].none() {
			words = append(words, c.Band[i].String())
		}
		said = append(said, strings.Join(words, " "))
	}
	return strings.Join(said, "；")
}

// String is "40", "40～60" or "≥40".
func (b Band) String() string {
	switch {
	case b.none():
		return ""
	case b.To == nil:
		return "≥" + b.From.String()
	case b.From == nil:
		return b.To.String()
	}
	return b.From.String() + "～" + b.To.String()
}

// table is the chart's numbers.
func (c Chart) table(ctx context.Context, label, target string) Table {
	t := Table{Caption: c.Title, Quiet: true, Tight: true, Columns: []Column{{Title: label}}}
	for _, s := range c.Series {
		t.Columns = append(t.Columns, Column{Title: s.Name, Numeric: true})
	}
	if len(c.Band) > 0 {
		t.Columns = append(t.Columns, Column{Title: target, Numeric: true})
	}
	for i, l := range c.Labels {
		row := Row{Cells: []Cell{{Text: l, Head: true}}}
		for _, s := range c.Series {
			cell := Cell{Text: "—"}
			if i < len(s.Values) && s.Values[i] != nil {
				cell = Cell{Text: s.Values[i].String(), Unit: c.Unit, Href: s.link(i)}
			}
			row.Cells = append(row.Cells, cell)
		}
		if len(c.Band) > 0 {
			cell := Cell{Text: "—"}
			if i < len(c.Band) && !c.Band[i].none() {
				cell = Cell{Text: c.Band[i].String(), Unit: c.Unit, Href: c.Band[i].Href}
			}
			row.Cells = append(row.Cells, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

type plotSeries struct {
	Name   string    `json:"name"`
	Values []*string `json:"values"`
	Links  []string  `json:"links,omitempty"`
	Hollow bool      `json:"hollow,omitempty"`
}

// plot is what the script draws from: the same numbers, as they are written.
func (c Chart) plot(target string) (string, error) {
	text := func(d *quantity.Decimal) *string {
		if d == nil {
			return nil
		}
		s := d.String()
		return &s
	}
	p := struct {
		Bars   bool         `json:"bars"`
		Unit   string       `json:"unit"`
		Target string       `json:"target"`
		Labels []string     `json:"labels"`
		Series []plotSeries `json:"series"`
		Band   [][2]*string `json:"band,omitempty"`
		Leads  []string     `json:"leads,omitempty"` // where the bands were set
		Low    float64      `json:"low"`
		High   float64      `json:"high"`
		Step   float64      `json:"step"`
	}{Bars: c.Draw == Bars, Unit: c.Unit, Target: target, Labels: c.Labels, Series: []plotSeries{}}
	axis := c.scale()
	p.Low, p.High, p.Step = axis.low, axis.high, axis.step
	for _, s := range c.Series {
		drawn := plotSeries{Name: s.Name, Links: s.Links, Hollow: s.Hollow}
		for _, v := range s.Values {
			drawn.Values = append(drawn.Values, text(v))
		}
		p.Series = append(p.Series, drawn)
	}
	for _, b := range c.Band {
		p.Band = append(p.Band, [2]*string{text(b.From), text(b.To)})
		p.Leads = append(p.Leads, b.Href)
	}
	b, err := json.Marshal(p)
	return string(b), err
}
