package proofread

import (
	"fmt"
	"math"
	"math/big"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/kernel/statement"
)

// otherBasis are the words that say a growth is not reckoned from the two
// levels as they stand.
var otherBasis = []string{"可比", "同口径", "不变价", "剔除", "扣除", "扣减"}

// fromTo: 由A到B, 增长g must agree; so must the direction of the verb.
func fromTo(r *statement.Report, k Knowledge, name string) []Alarm {
	var out []Alarm
	for i := range r.Measures {
		a := &r.Measures[i]
		if !a.From || i+1 >= len(r.Measures) {
			continue
		}
		b := &r.Measures[i+1]
		if b.From || b.Sentence != a.Sentence || b.Unit != a.Unit || b.Kind != a.Kind || a.Value.Sign() <= 0 || b.Value.Sign() <= 0 || b.Span.Start-a.Span.End > 24 {
			continue
		}
		if b.Kind == statement.Rank || b.Unit == "位" || b.Unit == "名" {
			continue // a rank rises as its number falls
		}
		between := words(r, a.Span.End, b.Span.Start)
		up := containsAny(between, "增", "提高", "提升", "上升")
		down := containsAny(between, "降", "减少", "压缩", "缩短")
		if c := b.Value.Cmp(a.Value); up && !down && c < 0 || down && !up && c > 0 {
			out = append(out, Alarm{Rule: name, Grade: Wrong, Places: []cite.Span{b.Span, a.Span},
				Sentence: fmt.Sprintf("“%s”与数不合：由 %s 到 %s。", strings.Trim(between, "，、的"), show(a), show(b)), Sum: show(a) + " → " + show(b)})
			continue
		}
		for j := i + 2; j < min(len(r.Measures), i+4); j++ {
			g := &r.Measures[j]
			if g.Sentence != a.Sentence || g.From || strings.Contains(words(r, b.Span.End, g.Span.Start), "；") {
				break
			}
			if g.Kind != statement.Growth || g.Unit != "%" || plain(g.Subject) != plain(b.Subject) {
				continue
			}
			if al, ok := growthOf(r, k, name, a, b, g); ok {
				out = append(out, al)
			}
			break
		}
	}
	return out
}

func growthOf(r *statement.Report, k Knowledge, name string, a, b, g *statement.Measure) (Alarm, bool) {
	between := words(r, b.Span.End, g.Span.Start)
	if containsAny(between, otherBasis...) {
		return Alarm{}, false
	}
	averaged := containsAny(between, "年均", "递增", "平均每年")
	total := b.Value.Float()/a.Value.Float() - 1
	sum := fmt.Sprintf("%s ÷ %s − 1 = %.1f%%", show(b), show(a), total*100)
	alarm := Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{g.Span, a.Span, b.Span}}
	stated := g.Value.Float() / 100
	years := g.Period.Years()
	// the head may stand before the starting value only
	subject := a.Subject
	constant := k.constant(a) || k.constant(b)
	if averaged {
		if years < 2 || years > 10 {
			return alarm, false
		}
		rate := math.Pow(1+total, 1/float64(years)) - 1
		alarm.Sum = sum + fmt.Sprintf("，%d 年年均 %.1f%%；文中 %s", years, rate*100, show(g))
		price := ((1+rate)/(1+stated) - 1) * 100
		if constant {
			if price < leastPrice || price > mostPrice {
				alarm.Sum += fmt.Sprintf("；隐含价格年均变动 %.1f%%", price)
				alarm.Sentence = fmt.Sprintf("%s年均增长 %s 与由 %s 到 %s 可能对不上：价格要年均变动 %.1f%% 才成立，请核口径和年数。", subject, show(g), show(a), show(b), price)
				return alarm, true
			}
			return alarm, false
		}
		// one year more or less is often what the writer counted
		for _, n := range []int{years - 1, years, years + 1} {
			if n > 0 && math.Abs(math.Pow(1+total, 1/float64(n))-1-stated) < 0.006 {
				return alarm, false
			}
		}
		if math.Abs(rate-stated) < 0.02 {
			return alarm, false
		}
		alarm.Sentence = fmt.Sprintf("%s年均增长 %s，由 %s 到 %s 算得 %.1f%%，请核。", subject, show(g), show(a), show(b), rate*100)
		return alarm, true
	}
	if constant || math.Abs(total-stated) < 0.006+0.02*math.Abs(stated) || strings.Contains(between, "同比") {
		return alarm, false
	}
	alarm.Sum = sum + "；文中 " + show(g)
	alarm.Sentence = fmt.Sprintf("%s增长 %s，由 %s 到 %s 算得 %.1f%%，请核。", subject, show(g), show(a), show(b), total*100)
	return alarm, true
}

// increases: 完成A、比上年增加d、增长g: the level before was A − d, and from it to A is g.
func increases(r *statement.Report, k Knowledge, name string) []Alarm {
	var out []Alarm
	for i := range r.Measures {
		a := &r.Measures[i]
		if a.Kind != statement.Level || a.From || !given(a) || a.Value.Sign() <= 0 {
			continue
		}
		var d, g *statement.Measure
		for j := i + 1; j < min(len(r.Measures), i+3); j++ {
			m := &r.Measures[j]
			if m.Sentence != a.Sentence || plain(m.Subject) != plain(a.Subject) || !given(m) {
				break
			}
			switch {
			case m.Kind == statement.Change && m.Unit == a.Unit && d == nil:
				d = m
			case m.Kind == statement.Growth && m.Unit == "%" && g == nil:
				g = m
			}
		}
		if d == nil || g == nil {
			continue
		}
		between := words(r, a.Span.End, max(d.Span.Start, g.Span.Start))
		if between == "" || strings.Contains(between, "；") || containsAny(between, otherBasis...) || containsAny(between, "目标", "预算", "计划") {
			continue
		}
		years := 1
		if containsAny(between, "年均", "递增") {
			if years = g.Period.Years(); years < 2 || years > 10 || d.Period != g.Period {
				continue
			}
		}
		if al, ok := increase(k, name, a, d, g, years); ok {
			out = append(out, al)
		}
	}
	return out
}

func increase(k Knowledge, name string, a, d, g *statement.Measure, years int) (Alarm, bool) {
	base := new(big.Rat).Sub(a.Value.Rat(), d.Value.Rat())
	places := max(a.Value.Places(), d.Value.Places())
	alarm := Alarm{Rule: name, Places: []cite.Span{g.Span, a.Span, d.Span}}
	was := base.FloatString(places) + a.Unit
	if base.Sign() <= 0 {
		alarm.Grade = Wrong
		alarm.Sum = fmt.Sprintf("%s − %s = %s", show(a), show(d), was)
		alarm.Sentence = fmt.Sprintf("%s才 %s，却增加了 %s。", a.Subject, show(a), show(d))
		return alarm, true
	}
	b, _ := base.Float64()
	rate := func(level, base float64, n int) float64 { return (math.Pow(level/base, 1/float64(n)) - 1) * 100 }
	up := half(a) + half(d)
	low := rate(a.Value.Float()-half(a), b+up, years)
	high := rate(a.Value.Float()+half(a), max(b-up, b/100), years)
	stated := g.Value.Float()
	if stated+half(g) >= low && stated-half(g) <= high {
		return alarm, false
	}
	reckoned := rate(a.Value.Float(), b, years)
	alarm.Grade = Doubt
	alarm.Sum = fmt.Sprintf("原为 %s − %s = %s；%s ÷ %s − 1 = %.1f%%，文中 %s", show(a), show(d), was, show(a), was, reckoned, show(g))
	growing := "增长"
	if years > 1 {
		growing = "年均增长"
		alarm.Sum = fmt.Sprintf("原为 %s − %s = %s；%s ÷ %s，%d 年年均 %.1f%%，文中 %s", show(a), show(d), was, show(a), was, years, reckoned, show(g))
		// one year more or less is often what the writer counted
		for _, n := range []int{years - 1, years + 1} {
			if math.Abs(rate(a.Value.Float(), b, n)-stated) < 0.6 {
				return alarm, false
			}
		}
		if math.Abs(reckoned-stated) < 1 {
			return alarm, false
		}
	}
	if k.constant(a) {
		price := ((1+reckoned/100)/(1+stated/100) - 1) * 100
		if price >= leastPrice && price <= mostPrice {
			return alarm, false
		}
		alarm.Sum += fmt.Sprintf("；隐含价格年均变动 %.1f%%", price)
	}
	alarm.Sentence = fmt.Sprintf("%s %s，增加 %s，算得%s %.1f%%，文中是 %s，请核。", a.Subject, show(a), show(d), growing, reckoned, show(g))
	// revenue is often compared on an adjusted base without saying so
	if years == 1 && math.Abs(reckoned-stated) > 1 && !k.constant(a) && !containsAny(a.Subject, "收入", "财政", "预算", "税", "支出") {
		alarm.Grade = Wrong
	}
	return alarm, true
}

// twoYears: the level of a year, its growth, and the level of the year before
// elsewhere in the text must agree.
func twoYears(r *statement.Report, k Knowledge, name string) []Alarm {
	var out []Alarm
	for i := 1; i < len(r.Measures); i++ {
		g, a := &r.Measures[i], &r.Measures[i-1]
		if g.Kind != statement.Growth || g.Unit != "%" || !given(g) || g.Period.Years() != 1 || g.Status != statement.Done {
			continue
		}
		if a.Kind != statement.Level || a.From || a.Sentence != g.Sentence || a.Period != g.Period || a.Status != g.Status || !given(a) || a.Value.Sign() <= 0 || !sameThing(a, g) {
			continue
		}
		between := words(r, a.Span.End, g.Span.Start)
		if between == "" || strings.Contains(between, "；") || containsAny(between, otherBasis...) || containsAny(between, "年均", "递增", "累计", "比", "较") {
			continue
		}
		b := yearBefore(r, a)
		if b == nil {
			continue
		}
		rate := (a.Value.Float()/b.Value.Float() - 1) * 100
		stated := g.Value.Float()
		if math.Abs(rate-stated) <= max(1, math.Abs(stated)/10) {
			continue
		}
		alarm := Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{g.Span, a.Span, b.Span},
			Sum: fmt.Sprintf("%s ÷ %s − 1 = %.1f%%，文中 %s", show(a), show(b), rate, show(g))}
		if k.constant(a) {
			price := ((1+rate/100)/(1+stated/100) - 1) * 100
			if price >= leastPrice && price <= mostPrice {
				continue
			}
			alarm.Sum += fmt.Sprintf("；隐含价格变动 %.1f%%", price)
		}
		alarm.Sentence = fmt.Sprintf("%s %s年 %s、%s年 %s，算得增长 %.1f%%，文中是 %s，请核上年基数是否修订过。", a.Subject, b.Period, show(b), a.Period, show(a), rate, show(g))
		out = append(out, alarm)
	}
	return out
}

// yearBefore finds the one level of the same thing a year earlier; two
// different ones are another rule's business.
func yearBefore(r *statement.Report, a *statement.Measure) *statement.Measure {
	var found *statement.Measure
	for i := range r.Measures {
		b := &r.Measures[i]
		if b.Kind != statement.Level || b.Status != statement.Done || b.Unit != a.Unit || !given(b) || b.Value.Sign() <= 0 ||
			b.Period.Years() != 1 || b.Period.To != a.Period.To-1 || !sameThing(a, b) {
			continue
		}
		if found != nil && found.Value.Cmp(b.Value) != 0 {
			return nil
		}
		found = b
	}
	return found
}
