package proofread

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/base/civil"
	"duban/internal/kernel/statement"
)

// 是2020年的, 是“十三五”期末的: what a multiple is of.
var multipleOf = regexp.MustCompile(`是(?:“([七八九十一二三四五六]{1,3})五”(?:规划|时期)?期?末|(\d{4})年)的$`)

// multiples: A是2020年的N倍，年均增长g: the multiple gives the growth.
func multiples(r *statement.Report, k Knowledge, name string) []Alarm {
	var out []Alarm
	for i := 1; i+1 < len(r.Measures); i++ {
		a, m, g := &r.Measures[i-1], &r.Measures[i], &r.Measures[i+1]
		if m.Unit != "倍" || !given(m) || m.Value.Sign() <= 0 || a.Kind != statement.Level || a.Sentence != m.Sentence || a.Period.Years() != 1 ||
			g.Kind != statement.Growth || g.Unit != "%" || !given(g) || g.Sentence != m.Sentence {
			continue
		}
		s := multipleOf.FindStringSubmatch(words(r, m.Sentence.Start, m.Span.Start))
		between := words(r, m.Span.End, g.Span.Start)
		if s == nil || !containsAny(between, "年均", "递增") || strings.Contains(between, "；") || containsAny(between, otherBasis...) {
			continue
		}
		year, _ := strconv.Atoi(s[2])
		if s[1] != "" {
			plan, _ := ordinal(s[1])
			year = civil.FiveYears(plan).To
		}
		years := a.Period.To - year
		if years < 2 || years > 10 {
			continue
		}
		rate := func(n float64, years int) float64 { return (math.Pow(n, 1/float64(years)) - 1) * 100 }
		n, stated := m.Value.Float(), g.Value.Float()
		if stated >= rate(n-half(m), years)-0.6 && stated <= rate(n+half(m), years)+0.6 || math.Abs(rate(n, years+1)-stated) < 0.6 || math.Abs(rate(n, years-1)-stated) < 0.6 {
			continue
		}
		sum := fmt.Sprintf("%s倍开 %d 次方 − 1 = 年均 %.1f%%，文中 %s", m.Value, years, rate(n, years), show(g))
		if k.constant(a) {
			price := ((1+rate(n, years)/100)/(1+stated/100) - 1) * 100
			if price >= leastPrice && price <= mostPrice {
				continue
			}
			sum += fmt.Sprintf("；隐含价格年均变动 %.1f%%", price)
		}
		out = append(out, Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{g.Span, m.Span, a.Span}, Sum: sum,
			Sentence: fmt.Sprintf("%s %s，%d 年是原来的 %s倍，算得年均增长 %.1f%%，文中是 %s，请核。", a.Subject, show(a), years, m.Value, rate(n, years), show(g))})
	}
	return out
}

// 占比, 占总数的, 占一般公共预算收入的比重达到: of what a share is.
var shareOf = regexp.MustCompile(`^，?占(?:比|比重|总量|总数|总额|(\p{Han}{2,14}?))(?:的)?(?:比重|比例)?(?:为|达|达到)?$`)

// portions: 共W，其中p，占s%: the part over the whole is the share.
func portions(r *statement.Report, name string) []Alarm {
	var out []Alarm
	for i := 2; i < len(r.Measures); i++ {
		s, p := &r.Measures[i], &r.Measures[i-1]
		if s.Kind != statement.Share || s.Unit != "%" || !given(s) || p.Kind != statement.Level || !given(p) || p.From || p.Sentence != s.Sentence {
			continue
		}
		of := shareOf.FindStringSubmatch(words(r, p.Span.End, s.Span.Start))
		if of == nil {
			continue
		}
		w := wholeOf(r, i-1, of[1])
		if w == nil {
			continue
		}
		low := (p.Value.Float() - half(p)) / (w.Value.Float() + half(w)) * 100
		high := (p.Value.Float() + half(p)) / (w.Value.Float() - half(w)) * 100
		if s.Value.Float()+half(s) >= low && s.Value.Float()-half(s) <= high {
			continue
		}
		reckoned := p.Value.Float() / w.Value.Float() * 100
		out = append(out, Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{s.Span, p.Span, w.Span},
			Sentence: fmt.Sprintf("%s %s 占%s %s，算得 %.1f%%，文中是 %s，请核。", p.Subject, show(p), w.Subject, show(w), reckoned, show(s)),
			Sum:      fmt.Sprintf("%s ÷ %s = %.1f%% ≠ %s", show(p), show(w), reckoned, show(s))})
	}
	return out
}

// wholeOf finds, in the sentence of the part at i, the level of the named
// whole; where none is named, the last one before 其中.
func wholeOf(r *statement.Report, i int, named string) *statement.Measure {
	p := &r.Measures[i]
	for j := i - 1; j >= max(0, i-4); j-- {
		w := &r.Measures[j]
		if w.Sentence != p.Sentence {
			return nil
		}
		if w.Kind != statement.Level || w.Unit != p.Unit || w.Period != p.Period || w.Status != p.Status || !given(w) || w.From || w.Value.Cmp(p.Value) <= 0 {
			continue
		}
		if named != "" {
			if plain(w.Subject) == plain(named) {
				return w
			}
			continue
		}
		if gap := words(r, w.Span.End, p.Span.Start); strings.Contains(gap, "其中") && !strings.Contains(gap, "；") {
			return w
		}
		return nil
	}
	return nil
}
