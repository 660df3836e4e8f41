package proofread

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"duban/internal/base/cite"
	"duban/internal/base/quantity"
	"duban/internal/kernel/statement"
)

// statistical are the words of indicators that have one value a year in one
// place. A count of deeds (新建道路3公里) has many.
var statistical = []string{"生产总值", "GDP", "财政收入", "预算收入", "固定资产投资", "零售总额", "人均可支配收入", "人均纯收入", "进出口总额", "进出口总值", "覆盖率", "城镇化率", "失业率", "参保率", "粮食总产", "存款余额", "贷款余额", "常住人口", "户籍人口", "优良天数", "PM2.5", "入学率", "巩固率", "工业增加值", "城镇新增就业", "用电量"}

// twice: the same indicator of the same year with two figures in two places.
func twice(r *statement.Report, _ Knowledge, name string) []Alarm {
	type key struct {
		subject      string
		kind         statement.Kind
		status       statement.Status
		unit, period string
	}
	first := map[key]int{}
	firsts := map[*statement.Line]lineFirsts{}
	var out []Alarm
	for i := range r.Measures {
		m := &r.Measures[i]
		if m.Period.Years() != 1 || m.From || m.To != nil || m.Bound == statement.About || m.Kind == statement.Rank || m.Kind == statement.Change || m.PartOf >= 0 ||
			m.Indicator == "" && !containsAny(m.Subject, statistical...) || partial(r, m, firsts) {
			continue
		}
		k := key{plain(m.Subject), m.Kind, m.Status, m.Unit, m.Period.String()}
		j, ok := first[k]
		if !ok {
			first[k] = i
			continue
		}
		o := &r.Measures[j]
		if o.Sentence == m.Sentence || !contradict(o, m) || near(o, m) {
			continue
		}
		out = append(out, Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{m.Span, o.Span},
			Sentence: fmt.Sprintf("%s %s年前面写 %s，这里写 %s，请核。", m.Subject, m.Period, told(o), told(m)), Sum: show(o) + " ≠ " + show(m)})
	}
	return out
}

// lineFirsts are how many characters of a line it takes until it speaks of a
// zone, and of more than the year: each line is looked through once, however
// many figures it holds.
type lineFirsts struct{ zone, longer int }

func firstsOf(l *statement.Line) lineFirsts {
	text := l.Words(0, len(l.Runes))
	return lineFirsts{firstOf(text, "新区", "开发区", "高新区", "园区"), firstOf(text, "五年", "五”", "过去", "以来", "本届", "时期")}
}

// firstOf is how many characters of a text end with the first of the words.
func firstOf(text string, words ...string) int {
	first := math.MaxInt
	for _, w := range words {
		if i := strings.Index(text, w); i >= 0 {
			first = min(first, utf8.RuneCountInString(text[:i+len(w)]))
		}
	}
	return first
}

// partial says that a figure is of a part of the place, or of more or less
// than the year: a town, a park, the first half, the five years.
func partial(r *statement.Report, m *statement.Measure, firsts map[*statement.Line]lineFirsts) bool {
	l, j := lineAt(r, m.Span.Start)
	if l == nil {
		return true
	}
	line, ok := firsts[l]
	if !ok {
		line = firstsOf(l)
		firsts[l] = line
	}
	sentence := withoutTowns.Replace(words(r, m.Sentence.Start, m.Span.Start))
	return line.zone <= j || m.Kind == statement.Growth && line.longer <= j ||
		m.Status == statement.Done && containsAny(sentence, "力争", "目标") ||
		containsAny(sentence, "季度", "上半年", "月份", "截至", "其中", "年均", "全国", "累计", "高于", "低于", "超过全", "镇", "街道") ||
		strings.Contains(m.Subject, "年均")
}

// withoutTowns leaves 镇 for a town's name alone.
var withoutTowns = strings.NewReplacer("城镇", "", "乡镇", "")

// near: two figures this close compare two things of one name, by kind or by place.
func near(a, b *statement.Measure) bool {
	return a.Section == b.Section && b.Span.Start-a.Span.End < 60
}

// contradict says that two figures of one thing cannot both be right: 超过6亿元
// and 6.2亿元 can.
func contradict(a, b *statement.Measure) bool {
	c := a.Value.Cmp(b.Value)
	floor := func(m *statement.Measure) bool { return m.Bound == statement.Over || m.Bound == statement.AtLeast }
	ceiling := func(m *statement.Measure) bool { return m.Bound == statement.Under || m.Bound == statement.AtMost }
	switch {
	case rounds(a.Value, b.Value):
		return false
	case floor(a) && given(b), given(a) && ceiling(b):
		return c > 0
	case floor(b) && given(a), given(b) && ceiling(a):
		return c < 0
	}
	return given(a) && given(b) || floor(a) && floor(b) || ceiling(a) && ceiling(b)
}

func told(m *statement.Measure) string {
	if m.Kind == statement.Growth {
		return "增长 " + bounded(m)
	}
	return bounded(m)
}

// rounds says that one value is the other rounded to fewer digits.
func rounds(a, b quantity.Decimal) bool {
	n := min(a.Places(), b.Places())
	x, errA := quantity.Round(a.Rat(), n)
	y, errB := quantity.Round(b.Rat(), n)
	return errA == nil && errB == nil && x.Cmp(y) == 0
}
