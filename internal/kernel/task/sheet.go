package task

import (
	_ "embed"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"duban/internal/base/civil"
	"duban/internal/base/table"
)

// Heading (栏名) is what a sheet of tasks or of progress may have a column of,
// with the names that offices give it.
type Heading struct {
	Key    string
	Title  string
	Names  []string
	Needed bool
}

//go:embed data/headings.tsv
var headingTable string

var headings = sync.OnceValue(func() map[string][]Heading {
	all := map[string][]Heading{}
	for _, r := range table.Parse(headingTable) {
		h := Heading{Key: r[1], Title: r[2], Names: strings.Split(r[3], "|"), Needed: r[4] != ""}
		if len(h.Key) == 2 && h.Key[0] == 'q' { // four columns under one title
			for _, over := range []string{"季度节点", "时间节点", "进度安排", "节点目标", "年度进度", "序时进度", "节点安排", "工作节点"} {
				for _, n := range h.Names[:5] {
					h.Names = append(h.Names, over+n)
				}
			}
		}
		all[r[0]] = append(all[r[0]], h)
	}
	return all
})

// Headings are the columns that a table of tasks (任务分解表) may have.
func Headings() []Heading { return headings()["tasks"] }

// ProgressHeadings are the columns that a sheet of progress (进展表) may have.
func ProgressHeadings() []Heading { return headings()["progress"] }

var (
	wholeYear  = regexp.MustCompile(`^(?:(?:19|20)[0-9]{2}年?)?(?:全年|年底|年末|年内|年度内|当年|长期|常年|常态化|持续|全年持续)`)
	spanForm   = regexp.MustCompile(`^((?:(?:19|20)[0-9]{2}年)?)[0-9]{1,2}月?[-—–~～至到]+([0-9]{1,2}月.*)$`)
	dayForm    = regexp.MustCompile(`^(?:((?:19|20)[0-9]{2})年)?([0-9]{1,2})月([0-9]{1,2})日`)
	monthForm  = regexp.MustCompile(`^(?:((?:19|20)[0-9]{2})年)?([0-9]{1,2})月`)
	dottedForm = regexp.MustCompile(`^((?:19|20)[0-9]{2})[.\-/]([0-9]{1,2})$`)
	quarters   = regexp.MustCompile(`^(?:((?:19|20)[0-9]{2})年)?第?([一二三四1234])季度`)
	halves     = regexp.MustCompile(`^(?:((?:19|20)[0-9]{2})年)?(上|下)半年`)
	yearForm   = regexp.MustCompile(`^((?:19|20)[0-9]{2})年?(?:底|末|内)?前?$`)
)

func yearOr(s string, year int) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	return year
}

var quarterNumber = map[string]int{"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}

// ReadDeadline reads the last day that a sheet of a year allows, as offices
// write it: 12月底、6月30日前、2026年6月、三季度、上半年、全年. A month is its last day.
func ReadDeadline(s string, year int) (civil.Date, bool) {
	s = strings.Join(strings.Fields(s), "")
	s = strings.TrimPrefix(s, "截至")
	if m := spanForm.FindStringSubmatch(s); m != nil {
		s = m[1] + m[2]
	}
	switch {
	case s == "":
		return civil.Date{Year: year, Month: 12, Day: 31}, true
	case wholeYear.MatchString(s):
		if len(s) >= 4 {
			year = yearOr(s[:4], year)
		}
		return civil.Date{Year: year, Month: 12, Day: 31}, true
	}
	if m := dayForm.FindStringSubmatch(s); m != nil {
		d := civil.Date{Year: yearOr(m[1], year), Month: yearOr(m[2], 0), Day: yearOr(m[3], 0)}
		return d, d.Valid()
	}
	if m := monthForm.FindStringSubmatch(s); m != nil {
		return endOf(yearOr(m[1], year), yearOr(m[2], 0))
	}
	if m := dottedForm.FindStringSubmatch(s); m != nil {
		return endOf(yearOr(m[1], year), yearOr(m[2], 0))
	}
	if m := quarters.FindStringSubmatch(s); m != nil {
		return endOf(yearOr(m[1], year), 3*quarterNumber[m[2]])
	}
	if m := halves.FindStringSubmatch(s); m != nil {
		return endOf(yearOr(m[1], year), map[string]int{"上": 6, "下": 12}[m[2]])
	}
	if m := yearForm.FindStringSubmatch(s); m != nil {
		return endOf(yearOr(m[1], year), 12)
	}
	return civil.Date{}, false
}

func endOf(year, month int) (civil.Date, bool) {
	if month < 1 || month > 12 {
		return civil.Date{}, false
	}
	return civil.EndOfMonth(year, month), true
}

var (
	yearIn    = regexp.MustCompile(`((?:19|20)[0-9]{2})(?:年|[-./])`)
	lastMonth = regexp.MustCompile(`([0-9]{1,2})月`)
	isoMonth  = regexp.MustCompile(`(?:^|[^0-9])((?:19|20)[0-9]{2})[-./]?(0[1-9]|1[0-2]|[1-9])(?:[^0-9]|$)`)
	quarterIn = regexp.MustCompile(`第?([一二三四1234])季度`)
)

// MonthIn finds the month that a title speaks of: 2026年6月、1-6月、2026-06、上半年、
// 二季度; the year where it names none is handed in.
func MonthIn(s string, year int) (civil.Month, bool) {
	s = strings.Join(strings.Fields(s), "")
	if m := yearIn.FindStringSubmatch(s); m != nil {
		year = yearOr(m[1], year)
	}
	if m := lastMonth.FindAllStringSubmatch(s, -1); m != nil {
		if n := yearOr(m[len(m)-1][1], 0); n >= 1 && n <= 12 {
			return civil.Month{Year: year, Month: n}, true
		}
	}
	if m := isoMonth.FindStringSubmatch(s); m != nil {
		if n := yearOr(m[2], 0); n >= 1 && n <= 12 {
			return civil.Month{Year: yearOr(m[1], year), Month: n}, true
		}
	}
	if m := quarterIn.FindStringSubmatch(s); m != nil {
		return civil.Month{Year: year, Month: 3 * quarterNumber[m[1]]}, true
	}
	switch {
	case strings.Contains(s, "上半年"):
		return civil.Month{Year: year, Month: 6}, true
	case strings.Contains(s, "全年"), strings.Contains(s, "下半年"):
		return civil.Month{Year: year, Month: 12}, true
	}
	return civil.Month{}, false
}

var nodeMark = regexp.MustCompile(`(?:第?([一二三四1234])季度(?:末|节点|目标)?|([上下])半年|([0-9]{1,2})月(?:底|末)(?:前)?)[:：,，]?`)

// ReadNodes takes apart what is to be there at the ends of the quarters where it
// stands in one cell: 一季度完成立项；二季度开工；…
func ReadNodes(s string) (nodes [4]string, ok bool) {
	marks := nodeMark.FindAllStringSubmatchIndex(s, -1)
	for i, m := range marks {
		q := 0
		switch {
		case m[2] >= 0:
			q = quarterNumber[s[m[2]:m[3]]]
		case m[4] >= 0:
			q = map[string]int{"上": 2, "下": 4}[s[m[4]:m[5]]]
		default:
			q = (yearOr(s[m[6]:m[7]], 0) + 2) / 3
		}
		end := len(s)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		words := strings.Trim(s[m[1]:end], "；;。，, ")
		if q < 1 || q > 4 || words == "" {
			continue
		}
		if nodes[q-1] != "" {
			words = nodes[q-1] + "；" + words
		}
		nodes[q-1], ok = words, true
	}
	return nodes, ok
}

var (
	unitBreak  = regexp.MustCompile(`[、，,；;/\s]+`)
	leadLabel  = regexp.MustCompile(`(?:牵头|主办|责任|主责)(?:单位|部门)?[:：]`)
	helpLabel  = regexp.MustCompile(`(?:配合|协办|会办|参与)(?:单位|部门)?[:：]`)
	outerMarks = "()（）.。:："
)

// SplitUnits takes apart a cell of several units: the first is the lead where
// none is called so, as 列第一位的责任单位为牵头单位 has it.
func SplitUnits(cell string) (lead string, others []string) {
	after := ""
	if i := helpLabel.FindStringIndex(cell); i != nil {
		cell, after = cell[:i[0]], cell[i[1]:]
	}
	cell = leadLabel.ReplaceAllString(cell, "")
	for _, part := range unitBreak.Split(cell+"、"+after, -1) {
		if part = strings.TrimPrefix(strings.Trim(part, "。.:："), "等"); part == "" {
			continue
		}
		if strings.Trim(part, outerMarks) == "" {
			continue
		}
		others = append(others, part)
	}
	if strings.Trim(cell, "、，,；; ") != "" && len(others) > 0 {
		return others[0], others[1:]
	}
	return "", others
}
