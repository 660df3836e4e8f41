package reconcile

import (
	"math/big"
	"strings"
	"unicode"

	"duban/internal/base/cite"
	"duban/internal/kernel/statement"
)

// parts of a place, of which a sentence may speak to its end without saying so
// again.
var placeParts = []string{"开发区", "高新区", "园区", "工业园", "产业园", "集团", "公司", "基地", "项目"}

// topic is the part of the place that the sentence of a figure is about, where
// an earlier clause of it names one with a figure: 开发区营业收入增长6%，
// 税收增长9%. It is "" where the figure is of the whole place.
func (t text) topic(c cite.Span, all []statement.Measure, i int) string {
	s := all[i].Sentence
	if s.Empty() || s.Start >= c.Start {
		return ""
	}
	if hasAny(t.words(c), "全县", "全市", "全区", "全省", "全国") {
		return ""
	}
	for j := i - 1; j >= 0 && all[j].Span.Start >= s.Start; j-- {
		first := t.around(&all[j])
		if first.Start != s.Start {
			continue
		}
		head := t.words(cite.Span{Start: s.Start, End: min(s.Start+14, all[j].Span.Start)})
		at, part := -1, ""
		for _, w := range placeParts {
			if k := strings.Index(head, w); k >= 0 && (at < 0 || k < at) {
				at, part = k, w
			}
		}
		if at < 0 {
			return ""
		}
		name := head[:at] + part
		switch {
		case hasAny(name, "重点", "亿元", "、", "和"), strings.IndexFunc(name, unicode.IsDigit) >= 0:
			return ""
		case strings.HasPrefix(part, "开发区"), part == "高新区":
			if n, kept := sameThing.Longest([]rune(name), 0); at > 0 && n > 0 && kept == "|" {
				return ""
			}
		case len(bareName(head[:at])) < 2 || len(bareName(head[:at])) < len([]rune(head[:at])):
			return ""
		}
		return name
	}
	return ""
}

// apart says that a result is of a part of the place that the promise does not speak of.
func apart(p *promise, r *result) bool {
	return r.topic != "" && !strings.Contains(p.sentence, r.topic) && !strings.Contains(r.measure.Subject, r.topic)
}

// lead is what the paragraph of a promise says it is about in a short sentence
// of its own: 完成江水置换。
func (t text) lead(s cite.Span) string {
	from := s.Start
	for from > 0 && t[from-1] != '\n' && t[from-1] != '\r' {
		from--
	}
	for i := from; i < min(s.Start, from+20); i++ {
		if t[i] == '。' {
			return t.words(t.trim(cite.Span{Start: from, End: i}))
		}
		if t.stop(i, true) {
			break
		}
	}
	return ""
}

// quoted says that words name a thing by a name of its own: “大北环”.
func quoted(words string) bool {
	_, rest, ok := strings.Cut(words, "“")
	name, _, closed := strings.Cut(rest, "”")
	return ok && closed && len([]rune(name)) >= 3 && hasAny(words, "建设", "工程", "项目", "打通", "改造")
}

// purpose is what money is spent on: the words after its figure and the last
// verb there, as in 投入400万元为低收入户购买防贫保险.
func (t text) purpose(c cite.Span, m *statement.Measure) string {
	rest := t[min(m.Span.End, c.End):c.End]
	for i := len(rest) - 3; i >= 0; i-- {
		if n, kept := sameThing.Longest(rest, i); n >= 2 && kept == "|" && i+n+2 <= len(rest) {
			return string(rest[i+n:])
		}
	}
	return string(rest)
}

// begun is what the words just after a figure report as under way besides:
// 建成1万亩、在建1万亩.
func (t text) begun(all []statement.Measure, i int) *big.Rat {
	if i+1 >= len(all) || all[i+1].Span.Start < all[i].Span.End || all[i+1].Span.Start > all[i].Span.End+8 {
		return nil
	}
	between := t.words(cite.Span{Start: all[i].Span.End, End: all[i+1].Span.Start})
	if !hasAny(between, "在建", "正在建设", "续建", "开工建设") {
		return nil
	}
	if a, b := amountOf(&all[i]), amountOf(&all[i+1]); a.of == b.of {
		return b.low
	}
	return nil
}

// overLast says that a growth told within the review of several years is over
// the year before, and so of the last of them.
func overLast(t text, c cite.Span, m *statement.Measure, year int) bool {
	return m.Kind == statement.Growth && m.Period.To == year && hasAny(t.words(c), "同比", "比上年", "较上年") && !hasAny(t.words(c), "年均", "累计")
}

// examples are the names that stand before 等 and a figure: 支七街、纬二街等4条.
func (t text) examples(m *statement.Measure) []string {
	from := m.Span.Start
	if from == 0 || t[from-1] != '等' {
		return nil
	}
	for from--; from > 0 && !t.stop(from-1, true); {
		from--
	}
	names := strings.Split(t.words(cite.Span{Start: from, End: m.Span.Start - 1}), "、")
	if len(names) < 2 {
		return nil
	}
	names[0] = string(bareName(names[0]))
	return names
}

// othersNamed says that two figures are of things named one by one, and none
// of the names is in both.
func othersNamed(promised, reported []string) bool {
	if len(promised) == 0 || len(reported) == 0 {
		return false
	}
	for _, p := range promised {
		for _, r := range reported {
			if strings.Contains(p, r) || strings.Contains(r, p) {
				return false
			}
		}
	}
	return true
}
