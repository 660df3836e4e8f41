package statement

import (
	"slices"
	"strings"

	"duban/internal/base/civil"
)

// when is a time named in a line: from where on it holds and how far.
type when struct {
	at     int // normal index where the words end
	from   int // where they begin
	period civil.Period
	base   bool // the year is what is compared with: 比2015年, 较“十二五”末
	future bool // 到2025年, 力争年底
	point  bool // a single year named in figures
	run    bool // 五年累计: a run of years that the section decides
}

// spans of years that words name, relative to the report's year.
var relative = []struct {
	word     string
	from, to int // offsets from the report's year
	future   bool
}{
	{"过去的五年", -5, -1, false}, {"过去五年", -5, -1, false}, {"五年来", -5, -1, false}, {"五年间", -5, -1, false}, {"五年累计", -5, -1, false}, {"本届政府", -5, -1, false}, {"近五年", -5, -1, false}, {"这五年", -5, -1, false}, {"五年共", -5, -1, false}, {"5年来", -5, -1, false}, {"5年累计", -5, -1, false}, {"换届以来", -5, -1, false},
	{"三年来", -3, -1, false}, {"近三年", -3, -1, false}, {"四年来", -4, -1, false},
	{"今后五年", 0, 4, true}, {"未来五年", 0, 4, true}, {"下一个五年", 0, 4, true}, {"今后5年", 0, 4, true}, {"未来5年", 0, 4, true},
	{"今明两年", 0, 1, true}, {"未来三年", 0, 2, true}, {"今后三年", 0, 2, true}, {"三年内", 0, 2, true},
	{"过去一年", -1, -1, false}, {"过去的一年", -1, -1, false}, {"一年来", -1, -1, false}, {"去年", -1, -1, false}, {"上年度", -1, -1, false}, {"刚刚过去的一年", -1, -1, false},
	{"今年", 0, 0, false}, {"本年度", 0, 0, false}, {"新的一年", 0, 0, false}, {"明年", 1, 1, true}, {"前年", -2, -2, false},
}

var relativeHeads = runesOf("过五本近这换三四今未下一去上刚新明前5")

// times finds every time named in a line.
func times(rs []rune, from int, year int) []when {
	var out []when
	for i := from; i < len(rs); i++ {
		if rs[i] == '《' {
			if e := closing(rs, i, len(rs), '》'); e > 0 {
				i = e // 《总体规划（2019—2035年）》: the years are of the title
				continue
			}
		}
		w, ok := timeAt(rs, i, year)
		if !ok {
			continue
		}
		out = append(out, w)
		if rs[i] != '“' {
			i = w.at - 1
		}
	}
	return out
}

// timeAt reads the time that begins at i.
func timeAt(rs []rune, i, year int) (when, bool) {
	switch r := rs[i]; {
	case digit(r) || r == '二':
		return yearTime(rs, i, year)
	case r == '“':
		return planTime(rs, i, year)
	case year == 0:
		return when{}, false
	case r == '用':
		// 用三年时间, 用3—5年时间
		years, n := spellOfYears(rs, i+1)
		return when{from: i, at: i + 1 + n, period: civil.Period{From: year, To: year + years - 1}, future: true}, n > 0
	case relativeHeads.has(r):
		return relativeTime(rs, i, year)
	}
	return when{}, false
}

// yearTime reads 2020年, 2016—2020年.
func yearTime(rs []rune, i, year int) (when, bool) {
	y, n := yearAt(rs, i)
	if n == 0 {
		return when{}, false
	}
	w := when{from: i, point: true}
	j := i + n
	// 2016—2020年
	if at(rs, j) == '—' || at(rs, j) == '至' || at(rs, j) == '到' || at(rs, j) == '年' && (at(rs, j+1) == '至' || at(rs, j+1) == '—' || at(rs, j+1) == '到') {
		k := j
		for k < len(rs) && strings.ContainsRune("—至到年", rs[k]) {
			k++
		}
		if y2, n2 := yearAt(rs, k); n2 > 0 && y2 > y && at(rs, k+n2) == '年' {
			w.period = civil.Period{From: y, To: y2}
			w.at = k + n2 + 1
			return w, true
		}
	}
	if at(rs, j) != '年' {
		return when{}, false
	}
	w.period, w.at = civil.YearOf(y), j+1
	if beforeAny(rs, i, "比", "较", "同", "对比", "相比于", "以") && !beforeAny(rs, i, "对比于") || afterAny(rs, j+1, "相比", "末相比", "底相比", "增加了", "翻") && beforeAny(rs, i, "与", "跟", "和", "同") {
		w.base = true
	}
	if beforeAny(rs, i, "与", "跟") {
		w.base = true
	}
	if beforeAny(rs, i, "由", "从") || at(rs, j+1) == '的' && multiple(rs, j+2) || afterAny(rs, j+1, "同期的") && multiple(rs, j+4) {
		w.base = true
	}
	if afterAny(rs, j+1, "以来", "至今") {
		w.base, w.period = false, civil.Period{From: y, To: max(y, year-1)}
	} else if beforeAny(rs, i, "自", "自从") {
		w.base = true
	}
	if beforeAny(rs, i, "到", "至") && y >= year {
		w.future = true
	}
	return w, true
}

// planTime reads “十四五”时期, “十三五”末, 比“十二五”.
func planTime(rs []rune, i, year int) (when, bool) {
	p, n := planAt(rs, i+1)
	if n == 0 {
		return when{}, false
	}
	w := when{from: i, at: i + n + 2, period: civil.FiveYears(p)}
	last := civil.YearOf(w.period.To)
	switch {
	case afterAny(rs, w.at, "时期", "期间", "以来", "五年", "规划期", "的五年", "规划时期", "规划实施以来"):
	case afterAny(rs, w.at, "末", "期末", "规划末", "时期末"):
		w.period, w.point = last, true
		if beforeAny(rs, i, "比", "较", "与", "同") {
			w.base = true
		} else if beforeAny(rs, i, "到", "至") {
			w.future = last.To >= year
		}
	case beforeAny(rs, i, "比", "较"):
		w.base, w.period = true, last
	case beforeAny(rs, i, "到"):
		w.future, w.period = true, last
	default:
		return when{}, false
	}
	if beforeAny(rs, i, "由", "从") {
		w.base, w.future, w.period = true, false, last
	}
	if beforeAny(rs, i, "比", "较") && !w.base {
		w.base, w.period = true, last
	}
	return w, true
}

// relativeTime reads 过去五年, 今年, 未来三年.
func relativeTime(rs []rune, i, year int) (when, bool) {
	for _, rel := range relative {
		if !hasPrefix(rs[i:], rel.word) {
			continue
		}
		return when{
			from: i, at: i + len([]rune(rel.word)),
			period: civil.Period{From: year + rel.from, To: year + rel.to}, future: rel.future,
			run: strings.HasSuffix(rel.word, "累计") || strings.HasSuffix(rel.word, "共") || strings.HasSuffix(rel.word, "年间"),
		}, !beforeAny(rs, i, "比", "较", "与", "同")
	}
	return when{}, false
}

// spellOfYears reads 三年时间 or 3—5年左右时间 at i, the upper end of a range.
func spellOfYears(rs []rune, i int) (years, n int) {
	v, k := smallNumber(rs, i)
	if k == 0 && at(rs, i) == '两' {
		v, k = 2, 1
	}
	if k == 0 {
		return 0, 0
	}
	if r := at(rs, i+k); r == '—' || r == '至' || r == '到' {
		if w, m := smallNumber(rs, i+k+1); m > 0 {
			v, k = w, k+1+m
		}
	}
	for _, t := range []string{"年时间", "年左右时间", "年左右的时间", "年的时间"} {
		if afterAny(rs, i+k, t) && v > 0 && v <= 10 {
			return v, k + len([]rune(t))
		}
	}
	return 0, 0
}

// multiple says that 3.85倍 stands at i: 是2006年的3.85倍.
func multiple(rs []rune, i int) bool {
	j := i
	for j < len(rs) && (digit(rs[j]) || rs[j] == '.') {
		j++
	}
	return j > i && (at(rs, j) == '倍' || at(rs, j) == '%')
}

// clockwork keeps which time holds from paragraph to paragraph.
type clockwork struct {
	year    int
	section int
	held    civil.Period // set by the head of a paragraph, holds until another or a new top section
	line    []when
	words   []rune
}

// commas counts the clause marks between two places of the line.
func (c *clockwork) commas(from, to int) (n int) {
	for i := from; i < to && i < len(c.words); i++ {
		if strings.ContainsRune("，；。", c.words[i]) {
			n++
		}
	}
	return n
}

// crosses says that a list ends between two places of the line.
func (c *clockwork) crosses(from, to int) bool {
	return from < to && to <= len(c.words) && strings.ContainsRune(string(c.words[from:to]), '；')
}

// start is told each new line.
func (c *clockwork) start(o *Outline, l *Line) {
	c.year, c.words = o.Year, l.Runes
	if top := topOf(o, l.Section); top != c.section {
		c.section, c.held = top, civil.Period{}
	}
	c.line = times(l.Runes, l.head, o.Year)
	// the head of a paragraph, or its run-in heading, sets the time for what follows
	for _, w := range times(l.Runes[:min(len(l.Runes), l.head+40)], 0, o.Year) {
		if w.base || w.future || w.from > 14 && !(w.period.Years() > 1 && w.from < 24) {
			continue
		}
		if w.period.To >= c.year && c.year > 0 {
			continue
		}
		if w.run && l.Section >= 0 && (o.Sections[l.Section].Role == Goals || o.Sections[l.Section].Role == Tasks) {
			continue
		}
		c.held = w.period
		break
	}
}

func topOf(o *Outline, s int) int {
	for s >= 0 && o.Sections[s].Parent >= 0 {
		s = o.Sections[s].Parent
	}
	return s
}

// at answers the period for a number at i in the sentence from sFrom, with the rule.
func (c *clockwork) at(o *Outline, section, i, sFrom int, role Role, k Kind, averaged bool) (civil.Period, when, string) {
	var named, based *when
	first, _ := slices.BinarySearchFunc(c.line, sFrom, func(w when, from int) int { return w.from - from })
	for n := first; n < len(c.line); n++ {
		w := &c.line[n]
		if w.from >= i {
			break
		}
		if w.base {
			based = w
			continue
		}
		if role == Review && w.future && w.period.To > c.year && c.commas(w.at, i) > 0 {
			continue // 到2030年建成…，新设6个: the aim ends with its clause
		}
		if w.run && (role == Goals || role == Tasks) {
			continue
		}
		named = w
	}
	if based != nil && based.from > sFrom+6 && c.crosses(based.at, i) {
		based = nil // 比2000年翻两番；… : the comparison ends with its clause
	}
	p := c.held
	why := "段首"
	if p.Zero() {
		if section >= 0 {
			p, why = o.Sections[section].Period, "章节"
		} else if o.Year > 0 {
			p, why = civil.YearOf(o.Year-1), "全文"
		}
	}
	if role == Tasks && section >= 0 && c.held.To < c.year {
		p, why = o.Sections[section].Period, "章节"
	}
	if named != nil {
		p, why = named.period, "句中年份"
	}
	if based != nil && (k == Growth || k == Change) && based.period.To < p.To-1 {
		// 比“十二五”末增长, 较2015年下降: from the year after the base
		return civil.Period{From: based.period.To + 1, To: p.To}, *based, "比较基年"
	}
	if averaged && p.Years() == 1 && k == Growth && role == Review {
		// 年均增长 beside one year's level: the plan that ends with it
		for n := 7; n < 20; n++ {
			if f := civil.FiveYears(n); f.To == p.To {
				return f, when{}, "年均"
			}
		}
		if p.To > 0 && (c.held.Years() > 1 || section >= 0 && o.Sections[section].Period.Years() > 1) {
			return civil.Period{From: p.To - 4, To: p.To}, when{}, "年均"
		}
	}
	if averaged && (k == Growth || k == Change) && role == Goals && section >= 0 && o.Sections[section].Period.Years() > 1 {
		return o.Sections[section].Period, when{}, "年均"
	}
	if named != nil {
		return p, *named, why
	}
	return p, when{}, why
}
