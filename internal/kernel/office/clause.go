package office

import (
	"slices"
	"strings"
	"unicode"

	"duban/internal/base/lexicon"
)

// span of the text with how much a word in it counts.
type span struct {
	start, end int
	factor     float64
}

// plain drops blanks, quotation marks, title marks and the marks of notes
// (小巨人[13]企业), and halves full-width letters and figures, so that “放管服”
// and 放 管 服 are the same word.
func plain(s string) []rune {
	out := make([]rune, 0, len(s)/3+1)
	open := -1 // where the bracket of what may be a note mark stands
	for _, r := range s {
		if r == '[' || r == '［' || r == '〔' {
			open = len(out)
		} else if (r == ']' || r == '］' || r == '〕') && open >= 0 {
			if figures(out[open+1:]) {
				out = out[:open]
				open = -1
				continue
			}
			open = -1
		}
		switch {
		case r >= 0x4E00 && r <= 0x9FFF:
			out = append(out, r)
		case unicode.IsSpace(r), strings.ContainsRune("“”\"'‘’《》〈〉「」*", r):
		case r == '，' || r == ',':
			out = append(out, ',')
		case r == '；' || r == ';' || r == '。':
			out = append(out, ';')
		case r >= '！' && r <= '～':
			out = append(out, r-'！'+'!')
		default:
			out = append(out, r)
		}
	}
	return out
}

func figures(rs []rune) bool {
	for _, r := range rs {
		if r < '0' || r > '9' {
			return false
		}
	}
	return len(rs) > 0
}

// settings open a clause that only says from where or by what: 围绕…, 坚持….
var settings = lexicon.Of("围绕", "坚持", "立足", "依托", "抓住", "按照", "对照", "锁定", "瞄准", "紧扣", "聚焦", "根据",
	"结合", "抢抓", "紧盯", "对接", "以", "把", "将", "遵循", "贯彻", "统筹发展", "牢固树立", "树牢", "秉持", "用好", "运用", "突出", "针对", "着眼", "学习")

// outcomes open a clause that says what comes of it: 确保…, 促进….
var outcomes = lexicon.Of("确保", "促进", "让", "使", "实现", "形成", "保障", "提升", "提高", "增强", "全面筑牢", "筑牢", "打造",
	"构建", "带动", "助力", "推动", "成为", "全面提升", "不断提升", "切实", "着力打造", "为", "力争", "争取", "达到", "夯实")

// clauses cuts a text at its commas. A later clause counts less; a clause that
// sets the scene or names the outcome counts less again.
func clauses(rs []rune) []span {
	var cut []span
	start := 0
	for i := 0; i <= len(rs); i++ {
		if i == len(rs) || rs[i] == ',' || rs[i] == ';' {
			if i > start {
				cut = append(cut, span{start, i, 1})
			}
			start = i + 1
		}
	}
	order := 0
	for k := range cut {
		c := &cut[k]
		c.factor = 1 / (1 + 0.2*float64(order))
		switch {
		case k < len(cut)-1 && opens(rs[c.start:c.end], settings):
			c.factor *= 0.6
			continue
		case order > 0 && opens(rs[c.start:c.end], outcomes):
			c.factor *= 0.65
		}
		order++
	}
	return cut
}

func opens(rs []rune, words *lexicon.Book[bool]) bool {
	n, _ := words.Longest(rs, 0)
	return n > 0
}

// place weighs a match inside its clause: the head of the phrase stands last in
// Chinese, so what stands before 等, before 的, between 以 and 为 or between 与
// and 合作 is said in passing. The first of a list leads, and a noun that opens
// the sentence is its topic, as an order opens with its verb.
func place(rs []rune, c span, from, to int) float64 {
	f := 1.0
	switch {
	case from == 0:
		f = 1.2
	case from > c.start && strings.ContainsRune("、和及与", rs[from-1]):
		f = 0.88
	case to == c.end:
		f = 1.15
	}
	for i := to; i < c.end; i++ {
		switch rs[i] {
		case '等':
			if i > c.start && strings.ContainsRune("高平同中优初特头均", rs[i-1]) || i+1 < c.end && strings.ContainsRune("级待次", rs[i+1]) {
				continue
			}
			if i+1 < c.end {
				return f * 0.6
			}
		case '的':
			f *= 0.75
			return f
		}
	}
	for i := from - 1; i >= c.start; i-- {
		switch {
		case rs[i] == '以':
			if slices.Contains(rs[to:c.end], '为') {
				return f * 0.5
			}
			return f
		case partner(rs, i):
			if joint(rs[to:c.end]) {
				return f * 0.5
			}
			return f
		}
	}
	return f
}

// partner says that 与 or 同 at i names who one works with: 与国家电网合作.
func partner(rs []rune, i int) bool {
	switch rs[i] {
	case '与':
		return i == 0 || rs[i-1] != '参'
	case '同':
		return (i == 0 || !strings.ContainsRune("共协合不如等雷", rs[i-1])) &&
			i+1 < len(rs) && !strings.ContainsRune("步城心时比期志级样等质力类", rs[i+1])
	}
	return false
}

// joint says that a clause goes on to 合作, 协作, 对接, 衔接 or 联系.
func joint(rs []rune) bool {
	for i := 1; i < len(rs); i++ {
		switch rs[i] {
		case '作':
			if rs[i-1] == '合' || rs[i-1] == '协' {
				return true
			}
		case '接':
			if rs[i-1] == '对' || rs[i-1] == '衔' {
				return true
			}
		case '系':
			if rs[i-1] == '联' {
				return true
			}
		}
	}
	return false
}
