package procedure

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"duban/internal/base/civil"
)

// GaugeText is all that is counted of a case by a moment, as ReadGauges reads it:
// by which rates it was counted, then a line each.
func (c *Case) GaugeText(cal *civil.Calendar, now civil.Instant) string {
	return c.Procedure.gaugeMark() + gaugeText(c.Gauges(cal, now))
}

// GaugedAlike says that a text was counted by the rates of this very declaration.
func (p *Procedure) GaugedAlike(text string) bool { return strings.HasPrefix(text, p.gaugeMark()) }

// gaugeMark is the line that gauges of this declaration begin with.
func (p *Procedure) gaugeMark() string {
	p.gauging.Do(func() {
		h := fnv.New64a()
		for _, x := range p.Rates {
			fmt.Fprintln(h, x.ID, x.says())
		}
		for _, x := range p.Clocks {
			fmt.Fprintln(h, x.ID, x.Title, x.Branch)
		}
		for _, x := range p.Stages {
			fmt.Fprintln(h, x.ID, x.End, x.Void)
		}
		p.mark = "v" + strconv.FormatUint(h.Sum64(), 36) + "\n"
	})
	return p.mark
}

func gaugeText(list []Gauge) string {
	var b strings.Builder
	number := func(n int64) {
		if n != 0 {
			b.WriteString(strconv.FormatInt(n, 36))
		}
		b.WriteByte('\t')
	}
	for _, g := range list {
		b.WriteString(string(g.Of.Kind[0]) + g.Of.ID + "\t" + string(g.Part[0]) + "\t" + g.Branch + "\t" + strings.Join(g.Units, ",") + "\t")
		number(int64(g.From))
		number(int64(g.Until))
		number(int64(g.N))
		number(int64(g.Unit))
		number(int64(g.Took))
		b.WriteString(g.Why + "\n")
	}
	return b.String()
}

var partOf = map[string]Part{"m": Met, "p": Partly, "u": Unmet, "o": Out, "w": Wait}

// ReadGauges calls f for every gauge of a text; it stops where f says false.
func ReadGauges(text string, f func(Gauge) bool) error {
	if strings.HasPrefix(text, "v") {
		_, text, _ = strings.Cut(text, "\n")
	}
	for text != "" {
		line, rest, ok := strings.Cut(text, "\n")
		if !ok {
			return fmt.Errorf("procedure: gauges without their end: %q", text)
		}
		text = rest
		var cells [10]string
		for i := range cells {
			cells[i], line, ok = strings.Cut(line, "\t")
			if ok != (i < len(cells)-1) {
				return fmt.Errorf("procedure: a gauge with other cells than it has")
			}
		}
		g := Gauge{Part: partOf[cells[1]], Branch: cells[2], Why: cells[9]}
		if len(cells[0]) == 0 || g.Part == "" || kindOf[cells[0][:1]] == "" {
			return fmt.Errorf("procedure: a gauge of nothing")
		}
		g.Of = GaugeOf{kindOf[cells[0][:1]], cells[0][1:]}
		if cells[3] != "" {
			g.Units = strings.Split(cells[3], ",")
		}
		var n [5]int64
		for i := range n {
			if cells[4+i] == "" {
				continue
			}
			var err error
			if n[i], err = strconv.ParseInt(cells[4+i], 36, 64); err != nil {
				return fmt.Errorf("procedure: a gauge whose number is none: %w", err)
			}
		}
		g.From, g.Until, g.N, g.Unit, g.Took = civil.Instant(n[0]), civil.Instant(n[1]), int(n[2]), civil.Unit(n[3]), int(n[4])
		if !f(g) {
			return nil
		}
	}
	return nil
}
