package proofread

import (
	"fmt"
	"math"
	"math/big"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/base/quantity"
	"duban/internal/kernel/statement"
)

// A year's price change outside the first band (per cent) is worth a look: the
// GDP deflator of the PRC has hardly left it since 1998. Outside the second it
// is absurd, and the figures cannot all be right.
const (
	leastPrice, mostPrice      = -3.0, 8.0
	absurdFall, absurdIncrease = -6.0, 15.0
)

// sameThing says that two measures are about one subject.
func sameThing(a, b *statement.Measure) bool {
	if a.Indicator != "" || b.Indicator != "" {
		return a.Indicator == b.Indicator
	}
	return plain(a.Subject) == plain(b.Subject)
}

func plain(s string) string {
	for _, w := range []string{"年均增长", "年均", "增速", "增长"} {
		s = strings.TrimSuffix(s, w)
	}
	return s
}

func show(m *statement.Measure) string { return m.Value.String() + m.Unit }

// targets: a level to be reached, the base it starts from and a yearly growth
// must agree. Levels are at current prices and growth at constant ones where
// the indicator says so; then the price change they imply is told.
func targets(r *statement.Report, k Knowledge, name string) []Alarm {
	var out []Alarm
	for i := range r.Measures {
		level := &r.Measures[i]
		if level.Status != statement.Target || level.Kind != statement.Level || level.Value.Sign() <= 0 {
			continue
		}
		for j := max(0, i-3); j < min(len(r.Measures), i+4); j++ {
			growth := &r.Measures[j]
			if growth.Kind != statement.Growth || growth.Status != statement.Target || growth.To != nil || growth.Value.Sign() <= 0 || !sameThing(level, growth) || growth.Sentence != level.Sentence {
				continue
			}
			years := growth.Period.Years()
			end := level.Period.To
			if end == 0 || years < 1 || years > 1 && growth.Period.To != end {
				continue
			}
			base := baseOf(r, level, end-years)
			if base == nil {
				continue
			}
			if a, ok := judge(k, name, base, level, growth, years); ok {
				out = append(out, a)
			}
			break
		}
	}
	return out
}

// baseOf finds the level of the same thing in a year, in the same unit.
func baseOf(r *statement.Report, level *statement.Measure, year int) *statement.Measure {
	for i := range r.Measures {
		b := &r.Measures[i]
		if b.Kind == statement.Level && b.Status == statement.Done && b.Period.To == year && b.Period.From == year && b.Unit == level.Unit && sameThing(b, level) && b.Value.Sign() > 0 {
			return b
		}
	}
	return nil
}

func judge(k Knowledge, name string, base, level, growth *statement.Measure, years int) (Alarm, bool) {
	ratio := level.Value.Float() / base.Value.Float()
	implied := (math.Pow(ratio, 1/float64(years)) - 1) * 100
	g := growth.Value.Float()
	price := ((1+implied/100)/(1+g/100) - 1) * 100
	reached := base.Value.Float() * math.Pow(1+g/100, float64(years))
	sum := fmt.Sprintf("%s × (1 + %s)^%d = %.1f，文中 %s；由 %s 到 %s，%d 年年均 %.2f%%", show(base), show(growth), years, reached, show(level), show(base), show(level), years, implied)
	a := Alarm{Rule: name, Places: []cite.Span{level.Span, growth.Span, base.Span}, Sum: sum}
	if k.constant(level) {
		if math.Abs(price) < 0.05 {
			return a, false
		}
		a.Sum += fmt.Sprintf("；隐含价格年均变动 %.1f%%", price)
		if price < absurdFall || price > absurdIncrease {
			a.Grade = Wrong
			a.Sentence = fmt.Sprintf("%s的目标 %s 与年均增长 %s 对不上：价格要年均变动 %.1f%% 才成立。", level.Subject, show(level), show(growth), price)
			return a, true
		}
		if price < leastPrice || price > mostPrice {
			a.Grade = Doubt
			a.Sentence = fmt.Sprintf("%s的目标 %s 与增长 %s 可能对不上：价格要年均变动 %.1f%% 才成立，请核基数是否修订过。", level.Subject, show(level), show(growth), price)
			return a, true
		}
		a.Grade = Note
		a.Sentence = fmt.Sprintf("%s从 %s 到 %s，年均增长 %s，隐含价格年均变动 %.1f%%，属正常。", level.Subject, show(base), show(level), show(growth), price)
		return a, true
	}
	// one price basis: only rounding and the words of bound may part them
	if r := reached / level.Value.Float(); r > 2 || r < 0.5 {
		return a, false // another scope: a sum over years beside one year's level
	}
	gap := math.Abs(reached-level.Value.Float()) / level.Value.Float() * 100
	open := growth.Bound != statement.Exact || level.Bound != statement.Exact
	switch {
	case gap < 3, open && gap < 8:
		return a, false
	case gap < 15 || open:
		a.Grade = Doubt
	default:
		a.Grade = Wrong
	}
	a.Sentence = fmt.Sprintf("%s的目标 %s 与年均增长 %s 可能对不上：按增速应为 %.1f。", level.Subject, show(level), show(growth), reached)
	if a.Grade == Wrong {
		a.Grade = Doubt // the base may have been revised since
	}
	return a, true
}

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
		between := words(r, a.Span.End, b.Span.Start)
		up := strings.Contains(between, "增") || strings.Contains(between, "提高") || strings.Contains(between, "提升") || strings.Contains(between, "上升")
		down := strings.Contains(between, "下降") || strings.Contains(between, "降") || strings.Contains(between, "减少") || strings.Contains(between, "压缩") || strings.Contains(between, "缩短")
		if b.Kind == statement.Rank || b.Unit == "位" || b.Unit == "名" {
			continue // a rank rises as its number falls
		}
		if c := b.Value.Cmp(a.Value); up && !down && c < 0 || down && !up && c > 0 {
			out = append(out, Alarm{Rule: name, Grade: Wrong, Places: []cite.Span{b.Span, a.Span},
				Sentence: fmt.Sprintf("“%s”与数不合：由 %s 到 %s。", strings.Trim(between, "，、的至到"), show(a), show(b)), Sum: show(a) + " → " + show(b)})
			continue
		}
		for j := i + 2; j < min(len(r.Measures), i+4); j++ {
			g := &r.Measures[j]
			if g.Sentence != a.Sentence || g.From || strings.ContainsAny(words(r, b.Span.End, g.Span.Start), "；") {
				break
			}
			if g.Kind != statement.Growth || plain(g.Subject) != plain(b.Subject) {
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
	before := words(r, b.Span.End, g.Span.Start)
	if strings.Contains(before, "可比") || strings.Contains(before, "同口径") {
		return Alarm{}, false
	}
	averaged := strings.Contains(before, "年均") || strings.Contains(before, "递增") || strings.Contains(before, "平均每年")
	total := b.Value.Float()/a.Value.Float() - 1
	sum := fmt.Sprintf("%s ÷ %s − 1 = %.1f%%", show(b), show(a), total*100)
	alarm := Alarm{Rule: name, Places: []cite.Span{g.Span, a.Span, b.Span}}
	stated := g.Value.Float() / 100
	years := g.Period.Years()
	if averaged {
		if years < 2 || years > 10 {
			return alarm, false
		}
		rate := math.Pow(1+total, 1/float64(years)) - 1
		alarm.Sum = sum + fmt.Sprintf("，%d 年年均 %.1f%%；文中 %s", years, rate*100, show(g))
		price := (1+rate)/(1+stated) - 1
		if k.constant(b) {
			if price*100 < leastPrice || price*100 > mostPrice {
				alarm.Grade, alarm.Sentence = Doubt, fmt.Sprintf("%s年均增长 %s 与由 %s 到 %s 可能对不上，请核口径和年数。", b.Subject, show(g), show(a), show(b))
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
		alarm.Grade, alarm.Sentence = Doubt, fmt.Sprintf("%s年均增长 %s，由 %s 到 %s 算得 %.1f%%，请核。", b.Subject, show(g), show(a), show(b), rate*100)
		return alarm, true
	}
	if k.constant(b) || math.Abs(total-stated) < 0.006+0.02*math.Abs(stated) || strings.Contains(before, "同比") || strings.Contains(before, "可比") {
		return alarm, false
	}
	alarm.Sum = sum + "；文中 " + show(g)
	alarm.Grade, alarm.Sentence = Doubt, fmt.Sprintf("%s增长 %s，由 %s 到 %s 算得 %.1f%%，请核。", b.Subject, show(g), show(a), show(b), total*100)
	return alarm, true
}

// words is a stretch of the text without blanks.
func words(r *statement.Report, start, end int) string {
	for i := range r.Lines {
		l := &r.Lines[i]
		if s := l.Span(); s.Start <= start && end <= s.End {
			var b strings.Builder
			for n := range l.Runes {
				if p := l.Place(n, n+1); p.Start >= start && p.End <= end {
					b.WriteRune(l.Runes[n])
				}
			}
			return b.String()
		}
	}
	return ""
}

// parts: 其中 names parts; one alone must not exceed the whole.
func parts(r *statement.Report, _ Knowledge, name string) []Alarm {
	var out []Alarm
	for i := range r.Measures {
		p := &r.Measures[i]
		if p.PartOf < 0 || p.Kind != statement.Level {
			continue
		}
		w := &r.Measures[p.PartOf]
		if w.Sentence != p.Sentence || w.Unit != p.Unit || w.Bound == statement.Over || w.Bound == statement.AtLeast {
			continue
		}
		if p.Value.Cmp(w.Value) > 0 {
			grade := Doubt
			if between := words(r, w.Span.End, p.Span.Start); strings.Count(between, "，") <= 1 && !strings.ContainsAny(between, "；。") {
				grade = Wrong
			}
			out = append(out, Alarm{Rule: name, Grade: grade, Places: []cite.Span{p.Span, w.Span},
				Sentence: fmt.Sprintf("“其中”的 %s 大于总数 %s（%s）。", show(p), show(w), w.Subject), Sum: show(p) + " > " + show(w)})
		}
	}
	return out
}

// beyondHundred are subjects whose share may pass 100 %.
var beyondHundred = []string{"完成", "计划", "任务", "目标", "恢复", "相当", "超额", "利用率", "预算", "保障", "比例", "增", "覆盖倍", "负荷", "比上年", "产销"}

// shares: none over 100 %, and the parts of a structure make 100.
func shares(r *statement.Report, _ Knowledge, name string) []Alarm {
	var out []Alarm
	hundred := quantity.Int(100)
	for i := range r.Measures {
		m := &r.Measures[i]
		if m.Kind != statement.Share || m.Unit != "%" && m.Unit != "" {
			continue
		}
		if m.Unit == "%" && m.Value.Cmp(hundred) > 0 {
			around := m.Subject + words(r, max(0, m.Span.Start-14), m.Span.Start)
			ok := false
			for _, w := range beyondHundred {
				ok = ok || strings.Contains(around, w)
			}
			if !ok {
				out = append(out, Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{m.Span}, Sentence: fmt.Sprintf("%s %s 超过 100%%，请核是比重还是增速。", m.Subject, show(m))})
			}
		}
		if strings.HasSuffix(m.Subject, "（第一产业）") && i+2 < len(r.Measures) {
			b, c := &r.Measures[i+1], &r.Measures[i+2]
			if !strings.HasSuffix(b.Subject, "（第二产业）") || !strings.HasSuffix(c.Subject, "（第三产业）") {
				continue
			}
			total := new(big.Rat).Add(m.Value.Rat(), b.Value.Rat())
			total.Add(total, c.Value.Rat())
			gap, _ := new(big.Rat).Sub(total, big.NewRat(100, 1)).Float64()
			// three figures rounded to one digit may miss 100 by 0.1
			if math.Abs(gap) > 0.11 {
				grade := Wrong
				if math.Abs(gap) < 0.16 {
					grade = Doubt
				}
				out = append(out, Alarm{Rule: name, Grade: grade, Places: []cite.Span{{Start: m.Span.Start, End: c.Span.End}},
					Sentence: fmt.Sprintf("三次产业结构相加是 %s，不是 100。", total.FloatString(1)), Sum: fmt.Sprintf("%s + %s + %s = %s", m.Value, b.Value, c.Value, total.FloatString(2))})
			}
		}
	}
	return out
}

// twice: the same indicator of the same year with two figures in two places.
func twice(r *statement.Report, _ Knowledge, name string) []Alarm {
	type key struct {
		code, subject string
		kind          statement.Kind
		status        statement.Status
		unit, period  string
	}
	first := map[key]int{}
	var out []Alarm
	for i := range r.Measures {
		m := &r.Measures[i]
		if m.Indicator == "" || m.Period.Zero() || m.Period.Years() > 1 || m.From || m.Bound != statement.Exact || m.To != nil || m.Kind == statement.Rank || m.Kind == statement.Change {
			continue
		}
		k := key{m.Indicator, plain(m.Subject), m.Kind, m.Status, m.Unit, m.Period.String()}
		j, ok := first[k]
		if !ok {
			first[k] = i
			continue
		}
		o := &r.Measures[j]
		if o.Sentence == m.Sentence || rounds(o.Value, m.Value) {
			continue
		}
		out = append(out, Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{m.Span, o.Span},
			Sentence: fmt.Sprintf("%s %s年前面写 %s，这里写 %s，请核。", m.Subject, m.Period, show(o), show(m)), Sum: show(o) + " ≠ " + show(m)})
	}
	return out
}

// rounds says that one value is the other rounded to fewer digits.
func rounds(a, b quantity.Decimal) bool {
	n := min(a.Places(), b.Places())
	return quantity.FromRat(a.Rat(), n).Cmp(quantity.FromRat(b.Rat(), n)) == 0
}

// impossible: ranks, days and ranges that cannot be.
func impossible(r *statement.Report, _ Knowledge, name string) []Alarm {
	var out []Alarm
	add := func(m *statement.Measure, g Grade, sentence string) {
		out = append(out, Alarm{Rule: name, Grade: g, Places: []cite.Span{m.Span}, Sentence: sentence})
	}
	for i := range r.Measures {
		m := &r.Measures[i]
		switch {
		case m.Kind == statement.Rank && m.Value.Sign() <= 0:
			add(m, Wrong, fmt.Sprintf("%s 排第 %s，没有这样的位次。", m.Subject, m.Value))
		case m.Unit == "天" && m.Kind == statement.Level && m.Period.Years() == 1 && strings.Contains(m.Subject, "天") && m.Value.Cmp(quantity.Int(366)) > 0:
			add(m, Wrong, fmt.Sprintf("%s %s，一年没有这么多天。", m.Subject, show(m)))
		case m.To != nil && m.To.Cmp(m.Value) < 0 && m.Value.Sign() > 0:
			add(m, Wrong, fmt.Sprintf("%s 的区间 %s—%s 前大后小。", m.Subject, m.Value, m.To))
		}
	}
	return out
}
