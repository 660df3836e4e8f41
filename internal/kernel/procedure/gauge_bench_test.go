package procedure_test

import (
	"testing"

	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
)

// BenchmarkCounted times what counting adds to an act, and what reading it back costs a page.
func BenchmarkCounted(b *testing.B) {
	cal := calendar(b)
	var first, last *procedure.Case
	var at civil.Instant
	moments(b, "whistle", func(name string, now civil.Instant, c *procedure.Case) {
		if name == "whistle/emergency.yaml" {
			if first == nil {
				first = c
			}
			last, at = c, now
		}
	})
	for name, c := range map[string]*procedure.Case{"opened": first, "ended": last} {
		text := c.GaugeText(cal, at)
		b.Run("write/"+name, func(b *testing.B) {
			for b.Loop() {
				c.GaugeText(cal, at)
			}
			b.ReportMetric(float64(len(text)), "B/case")
		})
		b.Run("read/"+name, func(b *testing.B) {
			for b.Loop() {
				n := 0
				if err := procedure.ReadGauges(text, func(procedure.Gauge) bool { n++; return true }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
