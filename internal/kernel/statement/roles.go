package statement

import (
	"strings"
	"unicode/utf8"
)

// The front of a report ends within this many lines.
const frontLines = 80

// roles tells the report proper from the page around it: navigation before and
// after, a summary, the same report a second time, the glossary.
func (r *Report) roles() {
	start := r.bodyStart()
	for i := 0; i < start; i++ {
		l := &r.Lines[i]
		switch {
		case l.Role == TableLine:
		case len(l.Runes) > 90:
			l.Role = SummaryLine
		case frontWords(l), salutation(l.Runes) == len(l.Runes):
			l.Role = FrontLine
		default:
			l.Role = FurnitureLine
		}
	}
	r.twins(start)
	r.tail(start)
}

// bodyStart is the first line of the report proper: after the salutation, or
// the first numbered heading, or the first long paragraph.
func (r *Report) bodyStart() int {
	n := min(len(r.Lines), frontLines)
	for i := 0; i < n; i++ {
		if salutation(r.Lines[i].Runes) == len(r.Lines[i].Runes) {
			return i + 1
		}
	}
	for i := 0; i < n; i++ {
		l := &r.Lines[i]
		if m, _ := markAt(l.Runes); (m == comma || m == chapter) && l.Role != TableLine {
			return i
		}
	}
	for i := 0; i < n; i++ {
		l := &r.Lines[i]
		if reviewHeading(string(l.Runes)) && len(l.Runes) <= 30 && i > 0 && len(l.Runes) > 6 {
			return i
		}
		if len(l.Runes) > 60 && strings.ContainsRune(string(l.Runes), '。') && !ellipsis(l.Runes) {
			return i
		}
	}
	return 0
}

func ellipsis(rs []rune) bool {
	return before(rs, len(rs), "...") || before(rs, len(rs), "……")
}

var salutations = []string{"各位代表", "各位委员", "同志们", "各位同志"}

// salutation is the length of 各位代表： or the like at the head of rs.
func salutation(rs []rune) int {
	for _, s := range salutations {
		if hasPrefix(rs, s) {
			n := utf8.RuneCountInString(s)
			if n < len(rs) && strings.ContainsRune("：，！", rs[n]) {
				n++
			}
			return n
		}
	}
	return 0
}

// frontWords says that a short line is title, occasion, date or speaker.
func frontWords(l *Line) bool {
	s := string(l.Runes)
	if strings.Contains(s, "报告") || strings.Contains(s, "会议") || strings.Contains(s, "大会") {
		return true
	}
	if officeTitle(s) != "" {
		return true
	}
	if strings.HasPrefix(s, "（") && strings.Contains(s, "年") {
		return true
	}
	return personName(l.Runes)
}

var officeTitles = []string{"代省长", "代市长", "代县长", "代区长", "省长", "市长", "县长", "区长", "总理", "自治区主席", "盟长", "旗长", "州长"}

func officeTitle(s string) string {
	for _, t := range officeTitles {
		if strings.Contains(s, t) {
			return t
		}
	}
	return ""
}

// personName says that a line is nothing but two to four characters.
func personName(rs []rune) bool {
	if len(rs) < 2 || len(rs) > 4 {
		return false
	}
	for _, r := range rs {
		if !han(r) && r != '·' {
			return false
		}
	}
	return true
}

// gram sampling keeps the memory for twins small: one in eight.
const (
	gramLength = 8
	gramSample = 8
)

// twins marks paragraphs that repeat an earlier one.
func (r *Report) twins(start int) {
	whole := map[uint64]bool{}
	grams := map[uint64]struct{}{}
	first := map[uint64]int{} // where words stand first
	before := false
	for i := start; i < len(r.Lines); i++ {
		l := &r.Lines[i]
		h := hash(l.Runes)
		if _, ok := first[h]; !ok {
			first[h] = i
		}
		if l.Role == TableLine {
			continue
		}
		if len(l.Runes) < 12 {
			// a short line is a twin in the company of twins only
			if before && whole[h] {
				l.Role = TwinLine
			}
			whole[h] = true
			continue
		}
		twin := whole[h] && len(l.Runes) >= 16
		var seen, all int
		var own []uint64
		for j := 0; j+gramLength <= len(l.Runes); j++ {
			g := hash(l.Runes[j : j+gramLength])
			if g%gramSample != 0 {
				continue
			}
			all++
			if _, ok := grams[g]; ok {
				seen++
			}
			own = append(own, g)
		}
		if all >= 6 && seen*10 >= all*8 {
			twin = true
		}
		if twin {
			l.Role = TwinLine
			before = true
			continue
		}
		before = false
		whole[h] = true
		for _, g := range own {
			grams[g] = struct{}{}
		}
	}
	// headings that stand before the first twin of a second copy
	for i := len(r.Lines) - 2; i > start; i-- {
		if r.Lines[i].Role == BodyLine && len(r.Lines[i].Runes) < 40 && r.Lines[i+1].Role == TwinLine {
			l := &r.Lines[i]
			if first[hash(l.Runes)] < i || frontWords(l) || salutation(l.Runes) > 0 {
				l.Role = TwinLine
			}
		}
	}
}

func hash(rs []rune) uint64 {
	h := uint64(14695981039346656037)
	for _, r := range rs {
		h = (h ^ uint64(r)) * 1099511628211
	}
	return h ^ h>>29
}

var glossaryWords = []string{"名词解释", "名词注释", "名词说明", "有关名词", "用语解释", "术语解释", "用语说明", "词语解释", "有关用语", "注释："}

// tail finds the glossary and the navigation under the report.
func (r *Report) tail(start int) {
	end := len(r.Lines)
	closing := -1
	for i := start; i < end; i++ {
		l := &r.Lines[i]
		if i > (end-start)/4 && len(l.Runes) < 40 && (containsAny(string(l.Runes), glossaryWords) || string(l.Runes) == "注释") {
			for j := i; j < end && !annex(&r.Lines[j]); j++ {
				if r.Lines[j].Role == BodyLine {
					r.Lines[j].Role = GlossaryLine
				}
			}
			break
		}
		if salutation(l.Runes) > 0 && len(l.Runes) > 20 && l.Role == BodyLine {
			closing = i
		}
		if l.Role == BodyLine && i > (end-start)/2 && before(l.Runes, len(l.Runes), "！") && containsAny(string(l.Runes), perorations) {
			closing = i
		}
	}
	if closing > start+(end-start)/3 {
		gloss := false
		for i := closing + 1; i < end; i++ {
			l := &r.Lines[i]
			if l.Role != BodyLine {
				continue
			}
			m, n := markAt(l.Runes)
			if m == noteNumber || (m == arabic || m == circled) && explains(l.Runes[n:]) {
				gloss = true
			}
			if gloss {
				l.Role = GlossaryLine
			}
		}
	}
	for i := end - 1; i > start; i-- {
		l := &r.Lines[i]
		if l.Role != BodyLine {
			continue
		}
		if strings.ContainsAny(string(l.Runes), "。！；，") || len(l.Runes) > 40 {
			break
		}
		if m, _ := markAt(l.Runes); m != noMark {
			break
		}
		l.Role = FurnitureLine
	}
	// notes may stand anywhere: a line that begins with [12] explains a term
	for i := start; i < end; i++ {
		l := &r.Lines[i]
		if m, n := markAt(l.Runes); m == noteNumber && l.Role == BodyLine && explains(l.Runes[n:]) {
			l.Role = GlossaryLine
		}
	}
}

var perorations = []string{"而努力奋斗", "不懈奋斗", "团结奋斗", "新篇章", "更大贡献", "新的更大", "奋勇前进", "美好明天", "谢谢大家", "紧密团结在"}

// annex says that a line opens an annex of things to do: 附件, 2026年十件民生实事.
func annex(l *Line) bool {
	s := string(l.Runes)
	return len(l.Runes) < 40 && l.Role == BodyLine && !strings.Contains(s, "：") && containsAny(s, []string{"民生实事", "惠民实事", "为民实事", "件实事", "任务分解"})
}

// explains says that a term and a colon stand near the head.
func explains(rs []rune) bool {
	for i, c := range rs {
		if c == '：' {
			return i > 0
		}
		if c == '。' || i > 40 {
			return false
		}
	}
	return false
}

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
