package project

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
)

// Month (月份) is a month as people report by it: the year times a hundred and
// the month, 202103.
type Month int

var monthForm = regexp.MustCompile(`^(20[0-9]{2})-?(0[1-9]|1[0-2])$`)

// ReadMonth reads 2021-03 or 202103.
func ReadMonth(s string) (Month, error) {
	m := monthForm.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return 0, fault.New(fault.Invalid, "“"+short(s)+"”不是月份。", "写成 2021-03 的样子。").At("period")
	}
	y, _ := strconv.Atoi(m[1])
	n, _ := strconv.Atoi(m[2])
	return Month(y*100 + n), nil
}

// MonthOf is the month of a day.
func MonthOf(d civil.Date) Month { return Month(d.Year*100 + d.Month) }

// Year is the month's year.
func (m Month) Year() int { return int(m) / 100 }

// Number is 1 to 12.
func (m Month) Number() int { return int(m) % 100 }

// String writes 2021-03.
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", m.Year(), m.Number()) }

// Next is the month after.
func (m Month) Next() Month {
	if m.Number() == 12 {
		return Month((m.Year()+1)*100 + 1)
	}
	return m + 1
}

// Before is the month before.
func (m Month) Before() Month {
	if m.Number() == 1 {
		return Month((m.Year()-1)*100 + 12)
	}
	return m - 1
}

// DueMonth is the newest month whose progress is due on a day: each is due on
// a day of its own month.
func DueMonth(on civil.Date) Month {
	s, _ := parameter("progress.day", on)
	day, err := strconv.Atoi(s)
	if err != nil {
		panic("project: the day of progress: " + err.Error())
	}
	if m := MonthOf(on); on.Day >= day {
		return m
	}
	return MonthOf(on).Before()
}

// MonthState (填报状态) is how far the progress of a month has come.
type MonthState string

// The states of a month's progress.
const (
	Filled   MonthState = "filled"   // 已填，待签
	Endorsed MonthState = "signed"   // 已签
	Returned MonthState = "returned" // 退回
)

// Word is what people call the state.
func (s MonthState) Word() string {
	return map[MonthState]string{Filled: "待签", Endorsed: "已签", Returned: "退回"}[s]
}

// Progress (月进度) is what a project did in a month. Year is what was invested
// since January, Total since the start.
type Progress struct {
	Month    Month
	Invested quantity.Decimal
	Year     quantity.Decimal
	Total    quantity.Decimal
	Visual   string // 形象进度
	Problem  string
	Next     string
	Why      string // why a sum falls, or does not follow
	State    MonthState
	Return   string // why it was returned
	Migrated bool   // brought over from an earlier ledger
	Photos   []string
}

// Filling (填报) is what is said of a month. Without Year and Total they follow.
type Filling struct {
	Month    Month
	Invested string
	Year     string
	Total    string
	Visual   string
	Problem  string
	Next     string
	Why      string
	Photos   []string
	Migrated bool
}

// mostVisual is how long the words of a month may be.
const mostVisual = 500

var monthTitles = map[string]string{"invested": "本月完成", "year": "本年累计", "total": "开工以来累计", "visual": "形象进度", "problem": "存在问题", "next": "下步安排", "why": "累计数说明", "state": "状态", "return": "退回理由", "migrated": "迁入", "photos": "照片"}

// Fill is the progress of a month as a filling gives it. known are the months
// that stand already, in any order; today bounds what can have happened.
func (p Project) Fill(x Filling, known []Progress, today civil.Date) (Progress, error) {
	name := fmt.Sprintf("“%s”%s", p.Name, x.Month)
	out := Progress{Month: x.Month, State: Filled, Migrated: x.Migrated, Photos: x.Photos,
		Visual: strings.TrimSpace(x.Visual), Problem: strings.TrimSpace(x.Problem), Next: strings.TrimSpace(x.Next), Why: strings.TrimSpace(x.Why)}
	if MonthOf(today) < x.Month {
		return out, fault.New(fault.Invalid, name+"还没有到。", "只能报到这个月。").At("period")
	}
	for _, k := range known {
		switch {
		case k.Month == x.Month && k.State == Endorsed && !(x.Migrated && k.Migrated):
			return out, fault.New(fault.Refused, name+"的进度已经签过，不能再改。", "要改，请督查退回；或在下个月说明更正。").At("period")
		case k.Month > x.Month && k.State != Returned && !x.Migrated:
			return out, fault.New(fault.Refused, name+"后面的月份已经报过，不能再填。", fmt.Sprintf("累计数接着 %s 往下算；要更正，在当月写明。", k.Month)).At("period")
		}
	}
	for field, s := range map[string]string{"visual": out.Visual, "problem": out.Problem, "next": out.Next, "why": out.Why} {
		if utf8.RuneCountInString(s) > mostVisual {
			return out, fault.New(fault.Invalid, fmt.Sprintf("“%s”超过 %d 个字。", monthTitles[field], mostVisual), "请写短一些。").At(field)
		}
		if err := open(field, s); err != nil {
			return out, err
		}
	}
	before := earlier(known, x.Month)
	lastYear := quantity.Int(0)
	if before != nil && before.Month.Year() == x.Month.Year() {
		lastYear = before.Year
	}
	var err error
	read := func(field, s string) (d quantity.Decimal) {
		if err != nil || s == "" {
			return d
		}
		if d, err = Amount(s); err != nil {
			f, _ := fault.As(err)
			err = fault.New(f.Kind, "“"+monthTitles[field]+"”："+f.Sentence, f.Hint).At(field)
		}
		return d
	}
	invested, year, total := read("invested", x.Invested), read("year", x.Year), read("total", x.Total)
	if err != nil {
		return out, err
	}
	switch {
	case x.Invested != "":
		out.Invested = invested
	case x.Year != "":
		out.Invested = Minus(year, lastYear)
	case x.Total != "" && before != nil:
		out.Invested = Minus(total, before.Total)
	default:
		return out, fault.New(fault.Invalid, name+"没有写本月完成投资。", "没有投资的写 0。").At("invested")
	}
	out.Year = Sum(lastYear, out.Invested)
	out.Total = out.Invested
	if before != nil {
		out.Total = Sum(before.Total, out.Invested)
	}
	follows := true
	if x.Year != "" {
		follows = follows && (year.Cmp(out.Year) == 0 || lastYear.Sign() == 0 && year.Cmp(out.Year) > 0)
		out.Year = year
		if before == nil && out.Total.Cmp(out.Year) < 0 {
			out.Total = out.Year
		}
	}
	if x.Total != "" {
		follows = follows && (total.Cmp(out.Total) == 0 || before == nil && total.Cmp(out.Total) > 0)
		out.Total = total
	}
	falls := out.Invested.Sign() < 0 || out.Year.Cmp(lastYear) < 0 || before != nil && out.Total.Cmp(before.Total) < 0
	switch {
	case falls && out.Why == "":
		return out, fault.New(fault.Invalid, name+"的累计投资比上次少了，没有说明。", "累计数只增不减；确要核减，请写明原因和依据。").At("why")
	case !follows && out.Why == "":
		return out, fault.New(fault.Invalid, fmt.Sprintf("%s的累计数和上次接不上：按本月 %s 万元，本年累计应是 %s 万元。", name, out.Invested, Sum(lastYear, out.Invested)), "改累计数，或写明为什么接不上。").At("why")
	case out.Year.Cmp(out.Total) > 0:
		return out, fault.New(fault.Invalid, fmt.Sprintf("%s的本年累计 %s 万元大于开工以来累计 %s 万元。", name, out.Year, out.Total), "请核对。").At("total")
	case out.Invested.Sign() > 0 && !x.Migrated && (p.Stage < Started || p.Started().Zero() && p.Stage == Started || !p.Started().Zero() && x.Month < MonthOf(p.Started())):
		return out, fault.New(fault.Refused, name+"还没有开工，不能报投资。", "平场阶段不报送投资；正式打桩或主体工程开工后，先把阶段推进到开工。").At("invested")
	case p.Investment != nil && out.Total.Cmp(*p.Investment) > 0 && out.Why == "":
		return out, fault.New(fault.Invalid, fmt.Sprintf("%s开工以来累计 %s 万元，超过总投资 %s 万元。", name, out.Total, p.Investment), "请核对；确实超了，写明原因，并按规定调整概算。").At("why")
	case out.Visual == "" && !x.Migrated:
		return out, fault.New(fault.Invalid, name+"没有写形象进度。", "写干到了哪里，例：主体封顶，正在安装设备。").At("visual")
	}
	if x.Migrated { // it was signed where it came from
		out.State = Endorsed
	}
	return out, nil
}

// earlier is the newest month before another.
func earlier(known []Progress, m Month) (best *Progress) {
	for i, k := range known {
		if k.Month < m && (best == nil || k.Month > best.Month) {
			best = &known[i]
		}
	}
	return best
}

// Sign is a filled month signed.
func (g Progress) Sign(project string) (Progress, error) {
	if g.State != Filled {
		return g, fault.New(fault.Refused, fmt.Sprintf("“%s”%s的进度现在是%s，不能签。", project, g.Month, g.State.Word()), "填好待签的才能签。").At("period")
	}
	g.State, g.Return = Endorsed, ""
	return g, nil
}

// SendBack is a month returned with a reason. Months after it follow from it,
// so they are returned first.
func (g Progress) SendBack(project, reason string, known []Progress) (Progress, error) {
	later := slices.IndexFunc(known, func(k Progress) bool { return k.Month > g.Month && k.State != Returned })
	switch {
	case later >= 0:
		return g, fault.New(fault.Refused, fmt.Sprintf("“%s”%s后面的 %s 已经报过，累计数接着它算。", project, g.Month, known[later].Month), "请先退回后面的月份。").At("period")
	case g.State == Returned:
		return g, fault.New(fault.Refused, fmt.Sprintf("“%s”%s的进度已经退回。", project, g.Month), "等重新填报。").At("period")
	case strings.TrimSpace(reason) == "":
		return g, fault.New(fault.Invalid, fmt.Sprintf("退回“%s”%s的进度，没有写理由。", project, g.Month), "写明哪里不对、要补什么。").At("reason")
	}
	g.State, g.Return = Returned, strings.TrimSpace(reason)
	return g, nil
}

// Facts writes a month down, with keys that say which.
func (g Progress) Facts() Facts {
	f := Facts{}
	put := func(key, s string) {
		if s != "" {
			f["month."+g.Month.String()+"."+key] = s
		}
	}
	put("invested", g.Invested.String())
	put("year", g.Year.String())
	put("total", g.Total.String())
	put("visual", g.Visual)
	put("problem", g.Problem)
	put("next", g.Next)
	put("why", g.Why)
	put("state", string(g.State))
	put("return", g.Return)
	if g.Migrated {
		put("migrated", Yes)
	}
	put("photos", strings.Join(g.Photos, " "))
	return f
}

// Months reads the months that facts hold, oldest first.
func (f Facts) Months() ([]Progress, error) {
	at := map[Month]*Progress{}
	for key, s := range f {
		parts := strings.Split(key, ".")
		if parts[0] != "month" || len(parts) != 3 {
			continue
		}
		m, err := ReadMonth(parts[1])
		if err != nil {
			return nil, err
		}
		g := at[m]
		if g == nil {
			g = &Progress{Month: m}
			at[m] = g
		}
		switch parts[2] {
		case "invested":
			g.Invested, err = Amount(s)
		case "year":
			g.Year, err = Amount(s)
		case "total":
			g.Total, err = Amount(s)
		case "visual":
			g.Visual = s
		case "problem":
			g.Problem = s
		case "next":
			g.Next = s
		case "why":
			g.Why = s
		case "state":
			g.State = MonthState(s)
		case "return":
			g.Return = s
		case "migrated":
			g.Migrated = true
		case "photos":
			g.Photos = strings.Fields(s)
		}
		if err != nil {
			return nil, err
		}
	}
	all := make([]Progress, 0, len(at))
	for _, g := range at {
		all = append(all, *g)
	}
	slices.SortFunc(all, func(a, b Progress) int { return int(a.Month - b.Month) })
	return all, nil
}
