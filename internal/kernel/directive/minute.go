package directive

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"duban/internal/base/civil"
	"duban/internal/kernel/statement"
)

// Unit (单位) is a unit of the place with all that it is called.
type Unit struct {
	Code  string
	Names []string
}

// Knowledge is what other rooms know and ReadMinute asks.
type Knowledge struct {
	Units []Unit
	// Suggest names the unit that answers for such a matter by its duties, and why; "" for none.
	Suggest func(words string) (unit, why string)
	// Workday is the nth workday after a day.
	Workday func(from civil.Date, n int) civil.Date
}

// Minute (会议纪要) is what was read from the text of one.
type Minute struct {
	Name  string     // 市政府第12次常务会议, "" where the text does not say
	On    civil.Date // when it met
	Paper string     // its number, 〔2026〕12号
	Items []Item
}

// Item (议定事项) is a sentence of a minute by which somebody is to do something.
type Item struct {
	Words    string
	Lead     string // code of a unit
	Named    bool   // the words name it; else it is suggested by its duties
	Why      string
	Supports []string
	DueOn    civil.Date // zero where the words set none
	DueText  string
}

// mostItems is how many items are read from one text.
const mostItems = 200

var (
	titled   = regexp.MustCompile(`^(?:关于)?(.{2,50}?)纪要$`)
	met      = regexp.MustCompile(`召开(?:了)?([^，。；]{0,30}?会议?)(?:[，。；]|$)`)
	dated    = regexp.MustCompile(`([12][0-9]{3})年([0-9]{1,2})月([0-9]{1,2})日`)
	numbered = regexp.MustCompile(`[\p{Han}]{0,12}〔[12][0-9]{3}〕[0-9]{1,4}号`)
	mark     = regexp.MustCompile(`^(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|第[一二三四五六七八九十]{1,3}[，、]|[（(]?[0-9]{1,2}[）).．、]|[①②③④⑤⑥⑦⑧⑨⑩]|[一二三四五六七八九十]是)\s*`)
	decided  = regexp.MustCompile(`^会议(?:议定|决定|明确|要求|同意|原则同意|确定|强调)(?:事项)?(?:如下)?[，,：:]?`)
	told     = regexp.MustCompile(`^会议(?:听取|认为|指出|传达|学习|审议|通报|研究了?|讨论)`)
	about    = regexp.MustCompile(`^(?:出席|列席|参加|参会|主持|请假|缺席|记录|地点|时间|会议时间|会议地点|主持人|记录人|分送|发送|抄送|主送|签发|附件)`)
	helping  = regexp.MustCompile(`^[（(]?(?:配合|协办)(?:单位|部门)`)
	labelled = regexp.MustCompile(`^[（(]?(?:牵头|责任|承办|主办|配合|协办|完成)(?:单位|部门|时限|时间)`)
)

// ReadMinute finds what a minute decided: each sentence that names who is to do
// something, or stands under 会议议定 and says what is to be done. today dates what the text does not.
func ReadMinute(text string, today civil.Date, k Knowledge) Minute {
	var m Minute
	if d := dated.FindStringSubmatch(plainDigit.Replace(text)); d != nil {
		if on := (civil.Date{Year: count(d[1]), Month: count(d[2]), Day: count(d[3])}); on.Valid() && !today.Before(on) {
			m.On = on
		}
	}
	if m.On.Zero() {
		m.On = today
	}
	ruling := false // under 会议议定
	for line := range strings.Lines(text) {
		line = strings.Trim(line, " \t\r\n　")
		if line == "" || about.MatchString(strings.ReplaceAll(line, " ", "")) {
			continue
		}
		if t := titled.FindStringSubmatch(line); t != nil {
			if m.Name == "" {
				m.Name = strings.TrimSpace(t[1])
			}
			continue
		}
		if n := numbered.FindString(line); n != "" && m.Paper == "" && utf8.RuneCountInString(line) <= utf8.RuneCountInString(n)+2 {
			m.Paper = n
			continue
		}
		if c := met.FindStringSubmatch(line); c != nil && m.Name == "" && strings.Contains(line, "主持") {
			m.Name = strings.TrimPrefix(c[1], "了")
		}
		for _, s := range sentences(line) {
			if len(m.Items) == mostItems {
				return m
			}
			if strings.Contains(s, "主持") && met.MatchString(s) {
				continue // who met, when and where
			}
			plain := mark.ReplaceAllString(s, "")
			if told.MatchString(plain) {
				ruling = false
				continue
			}
			if decided.MatchString(plain) {
				ruling = true
				if plain = mark.ReplaceAllString(decided.ReplaceAllString(plain, ""), ""); strings.Trim(plain, "：:。 ") == "" {
					continue
				}
			}
			m.take(plain, ruling, k)
		}
	}
	return m
}

// take adds a sentence as an item, or to the one that it goes on with.
func (m *Minute) take(words string, ruling bool, k Knowledge) {
	i := itemOf(words, m.On, k)
	if labelled.MatchString(words) && len(m.Items) > 0 {
		last := &m.Items[len(m.Items)-1]
		last.Words += words
		helps := i.Supports
		if helping.MatchString(words) {
			if i.Named {
				helps = append(helps, i.Lead)
			}
		} else if i.Named && !last.Named {
			last.Lead, last.Named, last.Why = i.Lead, true, i.Why
		}
		for _, s := range helps {
			if s != "" && s != last.Lead && !slices.Contains(last.Supports, s) {
				last.Supports = append(last.Supports, s)
			}
		}
		if last.DueOn.Zero() {
			last.DueOn, last.DueText = i.DueOn, i.DueText
		}
		return
	}
	c := statement.ReadCharge(words, m.On.Year)
	if utf8.RuneCountInString(words) >= 8 && (i.Named && (charged(words) || !i.DueOn.Zero()) || ruling && c.Verb != "") {
		m.Items = append(m.Items, i)
	}
}

// charged says that a sentence hands something to somebody.
func charged(words string) bool {
	words = strings.ReplaceAll(words, "负责人", "")
	for _, w := range []string{"牵头", "负责", "由", "请", "责任单位", "承办", "要", "会同", "抓紧", "尽快"} {
		if strings.Contains(words, w) {
			return true
		}
	}
	return false
}

func itemOf(words string, said civil.Date, k Knowledge) Item {
	i := Item{Words: words}
	i.DueOn, i.DueText = Deadline(words, said, k.Workday)
	if i.Lead, i.Supports = Charged(words, k.Units); i.Lead != "" {
		i.Named, i.Why = true, "原话点了名"
	} else if k.Suggest != nil {
		i.Lead, i.Why = k.Suggest(words)
	}
	return i
}

// ReadWords reads what one directive says: who is to do it, and by when.
func ReadWords(words string, said civil.Date, k Knowledge) Item { return itemOf(words, said, k) }

// sentences cuts a paragraph where a new matter begins: at full stops, and at
// semicolons; what stands in brackets after one belongs to it.
func sentences(line string) (all []string) {
	depth, from := 0, 0
	rs := []rune(line)
	for i, r := range rs {
		switch r {
		case '（', '(', '“', '《':
			depth++
		case '）', ')', '”', '》':
			depth = max(depth-1, 0)
		}
		if depth == 0 && (r == '。' || r == '；' || r == ';' || r == '！') {
			if s := strings.TrimSpace(string(rs[from : i+1])); utf8.RuneCountInString(s) > 1 {
				all = append(all, s)
			}
			from = i + 1
		}
	}
	if s := strings.TrimSpace(string(rs[from:])); s != "" {
		all = append(all, s)
	}
	return all
}
