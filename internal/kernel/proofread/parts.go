package proofread

import (
	"fmt"
	"math"
	"math/big"
	"regexp"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/kernel/statement"
)

// parts: 其中 names parts; one alone must not exceed the whole, several that do
// not overlap must not either.
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
			continue
		}
		if a, ok := several(r, name, i, w); ok {
			out = append(out, a)
		}
	}
	return append(append(out, together(r, name)...), divisions(r, name)...)
}

// complete are wholes whose parts are known to be all there is.
var complete = []struct {
	whole string
	parts []string
}{
	{"生产总值", []string{"第一产业", "第二产业", "第三产业"}},
	{"进出口", []string{"出口", "进口"}},
}

// divisions: the three industries make the gross product, exports and imports the trade.
func divisions(r *statement.Report, name string) []Alarm {
	var out []Alarm
	for i := range r.Measures {
		w := &r.Measures[i]
		if w.Kind != statement.Level || !given(w) || w.From {
			continue
		}
		for _, c := range complete {
			if !strings.Contains(w.Subject, c.whole) || containsAny(w.Subject, "人均") {
				continue
			}
			if list := inTurn(r.Measures[i+1:min(len(r.Measures), i+1+4*len(c.parts))], w, c.parts); list != nil {
				if a, ok := unequal(name, list, w); ok {
					out = append(out, a)
				}
			}
		}
	}
	return out
}

// inTurn picks the levels of the named parts, each once and in order, nil if one is lacking.
func inTurn(ms []statement.Measure, w *statement.Measure, names []string) []statement.Measure {
	var list []statement.Measure
	for i := range ms {
		m := &ms[i]
		if m.Section != w.Section || m.Span.Start-w.Span.End > 200 {
			break
		}
		if len(list) < len(names) && m.Kind == statement.Level && m.Unit == w.Unit && m.Period == w.Period && m.Status == w.Status && given(m) &&
			called(m.Subject, names[len(list)]) {
			list = append(list, *m)
		}
	}
	if len(list) < len(names) {
		return nil
	}
	return list
}

// called says that a subject is the part and nothing narrower: 第一产业增加值
// and 出口额, not 机电产品出口 or 第一产业投资.
func called(subject, part string) bool {
	for _, w := range []string{"其中", "外贸", "完成", "实现"} {
		subject = strings.TrimPrefix(subject, w)
	}
	rest, ok := strings.CutPrefix(subject, part)
	if !ok {
		return false
	}
	switch rest {
	case "", "增加值", "完成增加值", "实现增加值", "完成", "实现", "额", "总额", "总值":
		return true
	}
	return false
}

func unequal(name string, list []statement.Measure, w *statement.Measure) (Alarm, bool) {
	total, sum := add(list)
	slack := half(w)
	for i := range list {
		slack += half(&list[i])
	}
	value, _ := total.Float64()
	gap := math.Abs(value - w.Value.Float())
	if gap <= slack+1e-9 {
		return Alarm{}, false
	}
	a := Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{w.Span, {Start: list[0].Span.Start, End: list[len(list)-1].Span.End}},
		Sentence: fmt.Sprintf("%s %s，各部分相加却是 %s%s。", w.Subject, show(w), trimmed(total), w.Unit), Sum: fmt.Sprintf("%s = %s%s ≠ %s", sum, trimmed(total), w.Unit, show(w))}
	if gap > w.Value.Float()/100 {
		a.Grade = Wrong
	}
	return a, true
}

// overlapping are words of parts that may be counted in one another.
var overlapping = []string{"以上", "重点", "新", "在建", "续建", "亿元", "省级", "国家级", "工业", "产业", "投产", "开工"}

// several adds the parts that 其中 lists from i on.
func several(r *statement.Report, name string, i int, w *statement.Measure) (Alarm, bool) {
	n := 1
	for i+n < len(r.Measures) && listed(r, &r.Measures[i+n-1], &r.Measures[i+n]) {
		n++
	}
	list := r.Measures[i : i+n]
	total, sum := add(list)
	if n < 2 || total.Cmp(w.Value.Rat()) <= 0 || !given(w) {
		return Alarm{}, false
	}
	for k := range list {
		if containsAny(before(r, &list[k]), overlapping...) {
			return Alarm{}, false
		}
	}
	return Alarm{Rule: name, Grade: Doubt, Places: spans(list, w),
		Sentence: fmt.Sprintf("“其中”各项相加 %s%s，大于总数 %s（%s），如各项不重复则有误。", trimmed(total), w.Unit, show(w), w.Subject), Sum: fmt.Sprintf("%s = %s%s > %s", sum, trimmed(total), w.Unit, show(w))}, true
}

// listed says that b continues the list that a stands in: 甲3个、乙4个.
func listed(r *statement.Report, a, b *statement.Measure) bool {
	if a.Sentence != b.Sentence || a.Unit != b.Unit || a.Kind != statement.Level || b.Kind != statement.Level || !given(a) || !given(b) || a.From || b.From {
		return false
	}
	gap := words(r, a.Span.End, b.Span.Start)
	return gap != "" && len([]rune(gap)) <= 16 && strings.ContainsAny(gap[:min(3, len(gap))], "、，和及") && strings.Count(gap, "，")+strings.Count(gap, "、") <= 1 &&
		!strings.ContainsAny(gap, "；：（）0123456789%") && !containsAny(gap, "共", "合计", "总计", "其中", "累计")
}

var totalMark = regexp.MustCompile(`^(?:等)?[，、]?(?:共计|合计|总计|总共|一共|共)(?:有|为|是|达|达到)?$`)

// together: 甲3个、乙4个，共8个: the list before the total must make it.
func together(r *statement.Report, name string) []Alarm {
	var out []Alarm
	for i := 2; i < len(r.Measures); i++ {
		t := &r.Measures[i]
		last := &r.Measures[i-1]
		if t.Kind != statement.Level || !given(t) || last.Kind != statement.Level || !given(last) || last.Unit != t.Unit || last.Sentence != t.Sentence || t.Unit == "" {
			continue
		}
		mark := words(r, last.Span.End, t.Span.Start)
		if !totalMark.MatchString(mark) || strings.HasPrefix(mark, "等") {
			continue
		}
		from := i - 1
		fits := false
		for from > 0 && listed(r, &r.Measures[from-1], &r.Measures[from]) {
			from--
			if s, _ := add(r.Measures[from:i]); s.Cmp(t.Value.Rat()) == 0 {
				fits = true // what stands further ahead is another matter
			}
		}
		list := r.Measures[from:i]
		if fits || len(list) < 2 || strings.ContainsAny(before(r, &list[0]), "0123456789") {
			continue
		}
		total, sum := add(list)
		out = append(out, Alarm{Rule: name, Grade: Wrong, Places: spans(list, t),
			Sentence: fmt.Sprintf("各项相加是 %s%s，文中写共 %s。", trimmed(total), t.Unit, show(t)), Sum: fmt.Sprintf("%s = %s%s ≠ %s", sum, trimmed(total), t.Unit, show(t))})
	}
	return out
}

// add is the exact sum of a list and how it reads.
func add(list []statement.Measure) (*big.Rat, string) {
	total := new(big.Rat)
	terms := make([]string, len(list))
	for i := range list {
		total.Add(total, list[i].Value.Rat())
		terms[i] = list[i].Value.String()
	}
	return total, strings.Join(terms, " + ")
}

// trimmed writes a sum without idle zeros.
func trimmed(r *big.Rat) string {
	s := r.FloatString(6)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// spans marks a list from end to end, and beside it the total.
func spans(list []statement.Measure, total *statement.Measure) []cite.Span {
	return []cite.Span{total.Span, {Start: list[0].Span.Start, End: list[len(list)-1].Span.End}}
}
