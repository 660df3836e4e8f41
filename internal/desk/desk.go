// Package desk acts: one file an act, named by noun and verb. An act takes what
// it needs, lets the kernel decide, and hands back the outcome. The desk
// refuses to know files, the network and how anything is shown.
package desk

import (
	"slices"
	"strings"
	"sync"

	"duban/internal/kernel/indicator"
	"duban/internal/kernel/office"
	"duban/internal/kernel/proofread"
	"duban/internal/kernel/reconcile"
	"duban/internal/kernel/statement"
)

// Desk holds what the acts know: the catalogues of units and indicators.
type Desk struct {
	units      *office.Catalogue
	indicators *indicator.Catalogue
}

// New opens a desk with the standard catalogues.
var New = sync.OnceValue(func() *Desk {
	return &Desk{units: office.Standard(), indicators: indicator.Standard()}
})

// knowledge is what Read asks of the other rooms.
func (d *Desk) knowledge() statement.Knowledge {
	// the rows of one section are asked about one after the other
	var section []string
	under := d.units.Under(nil)
	bare := under
	return statement.Knowledge{
		Leads: func(words string, path []string) []statement.Lead {
			var found []office.Suggestion
			if path == nil {
				found = bare.Foremost(words)
			} else {
				if !slices.Equal(path, section) {
					section, under = path, d.units.Under(path)
				}
				found = under.Suggest(words)
			}
			leads := make([]statement.Lead, len(found))
			for i, s := range found {
				leads[i] = statement.Lead{Unit: s.Unit, Score: s.Score, Reason: s.Reason}
			}
			return leads
		},
		Division: office.Division,
		Indicator: func(subject, unit string, kind statement.Kind) string {
			return d.indicators.Code(subject, unit, string(kind))
		},
	}
}

// reckoning is what Reconcile asks.
func (d *Desk) reckoning() reconcile.Knowledge {
	return reconcile.Knowledge{
		AtConstantPrices: d.atConstantPrices,
		LowerIsBetter:    func(code, _ string) bool { return code != "" && d.indicators.LowerIsBetter(code) },
	}
}

// constantPrices are the words of indicators whose growth is stated at
// constant prices beside a level at current ones (国民经济核算).
var constantPrices = []string{"生产总值", "增加值", "GDP"}

// atConstantPrices asks the catalogue, and the words where it does not know the indicator.
func (d *Desk) atConstantPrices(code, subject string) bool {
	if code != "" {
		return d.indicators.AtConstantPrices(code)
	}
	for _, w := range constantPrices {
		if strings.Contains(subject, w) {
			return true
		}
	}
	return false
}

// places are the known divisions by name.
var places = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, p := range office.Divisions() {
		m[p.Name] = p.Code
	}
	return m
})

// proofreading is what Check asks.
func (d *Desk) proofreading() proofread.Knowledge {
	return proofread.Knowledge{AtConstantPrices: d.atConstantPrices, Divisions: places}
}

// localNames gives the units of a county or district their own prefix: the
// catalogue names them as a city's (市科技局 → 县科技局).
func localNames(r *statement.Report) {
	place := r.Outline.Place
	var prefix string
	switch {
	case strings.HasSuffix(place, "县"):
		prefix = "县"
	case strings.HasSuffix(place, "区") && !strings.HasSuffix(place, "自治区"):
		prefix = "区"
	case strings.HasSuffix(place, "旗"):
		prefix = "旗"
	case strings.HasSuffix(place, "省"):
		prefix = "省"
	default:
		return
	}
	for i := range r.Undertakings {
		for j := range r.Undertakings[i].Lead {
			if l := &r.Undertakings[i].Lead[j]; strings.HasPrefix(l.Unit, "市") && !strings.HasPrefix(l.Unit, "市场") {
				l.Unit = prefix + strings.TrimPrefix(l.Unit, "市")
			}
		}
	}
}
