package account

import (
	"fmt"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/kernel/task"
)

// mostPraised and mostLagging bound the lists of a bulletin; the rest stands in the system.
const (
	mostPraised = 8
	mostLagging = 30
)

// Period (期) is what a paper is about: a month, or a quarter of a year.
type Period struct {
	Year, Month int // of its end
	Quarter     int // 0 for a month
}

// String says the period as a title does.
func (p Period) String() string {
	if p.Quarter > 0 {
		return fmt.Sprintf("%d年第%s季度", p.Year, []string{"一", "二", "三", "四"}[p.Quarter-1])
	}
	return fmt.Sprintf("%d年%d月", p.Year, p.Month)
}

// Bulletin drafts the bulletin (通报) of a period: how all stand, what goes well,
// what lags and why, who did not report. rows are the tasks as of a day; was is
// how many had which colour on an earlier one.
func Bulletin(p Period, rows []Row, on civil.Date, was map[task.Colour]int, earlier civil.Date) Draft {
	d := Draft{Heading: fmt.Sprintf("关于%s重点任务进展情况的通报", p)}
	all := []Sentence{overall(rows, on)}
	if s, ok := change(rows, was, earlier); ok {
		all = append(all, s)
	}
	d.part("总体情况", all, nil)
	var good []Sentence
	for _, r := range ahead(rows, mostPraised) {
		good = append(good, Sentence{fmt.Sprintf("%s牵头的“%s”，%s，比应完成的多 %s 个百分点。", r.Lead, r.Terms.Title, reached(r), *r.Pace.Points), []string{r.ID}})
	}
	d.part("进展较快的", good, nil)
	slow := behind(rows)
	red := coloured(slow, task.Red)
	var said []Sentence
	if len(slow) > 0 {
		said = append(said, Sentence{fmt.Sprintf("没有达到序时进度的 %d 项，其中严重滞后或逾期的 %d 项，列表如下%s。", len(slow), len(red), rest(len(slow))), ids(slow)})
	}
	d.part("进展滞后的", said, lagging(slow[:min(len(slow), mostLagging)]))
	d.part("报送情况", unreported(rows), nil)
	var asked []Sentence
	if len(red) > 0 {
		asked = append(asked, Sentence{"列为严重滞后或逾期的任务，牵头单位要在收到通报后 10 个工作日内说明原因、提出补救措施和完成时间。", ids(red)})
	}
	if len(slow) > len(red) {
		asked = append(asked, Sentence{"没有达到序时进度的任务，牵头单位要把欠的进度排到周，下月报送时说明补了多少。", ids(slow)})
	}
	d.part("有关要求", asked, nil)
	return d
}

func rest(n int) string {
	if n > mostLagging {
		return fmt.Sprintf("（差得最多的 %d 项，其余在系统里可查）", mostLagging)
	}
	return ""
}

// Quarterly drafts the report of a quarter to the government: the bulletin's
// figures, each category by itself, and what the year will miss.
func Quarterly(p Period, rows []Row, on civil.Date, was map[task.Colour]int, earlier civil.Date, missed []Missed) Draft {
	d := Draft{Heading: fmt.Sprintf("关于%s政府工作报告任务落实情况的报告", p)}
	all := []Sentence{overall(rows, on)}
	if s, ok := change(rows, was, earlier); ok {
		all = append(all, s)
	}
	d.part("总体情况", all, nil)
	for _, c := range task.Categories {
		some := where(rows, func(r Row) bool { return r.Terms.Category == c })
		if len(some) == 0 {
			continue
		}
		n := counts(some)
		said := []Sentence{{fmt.Sprintf("共 %d 项：办结 %d 项，达到序时进度 %d 项，没有达到的 %d 项，严重滞后或逾期的 %d 项。", len(some), n[task.Blue], n[task.Green], n[task.Yellow]+n[task.Orange], n[task.Red]), ids(some)}}
		if c == task.Expected {
			for _, r := range some {
				if r.Terms.Figure != nil && !r.Pace.Of.Zero() {
					said = append(said, Sentence{fmt.Sprintf("%s：截至 %d 月 %s%s，全年目标 %s。", r.Terms.Figure.Subject, r.Pace.Of.Month, r.Pace.Done, r.Pace.Unit, r.Terms.Target()), []string{r.ID}})
				}
			}
		} else if slow := behind(some); len(slow) > 0 {
			var names []string
			for _, r := range slow[:min(len(slow), 5)] {
				names = append(names, fmt.Sprintf("“%s”（%s）", r.Terms.Title, r.Lead))
			}
			said = append(said, Sentence{"差得最多的：" + strings.Join(names, "、") + "。", ids(slow)})
		}
		d.part(task.CategoryWords[c], said, nil)
	}
	var told []Sentence
	for _, m := range missed {
		word := "可能完不成"
		if m.Missed {
			word = "按现在的进度完不成"
		}
		told = append(told, Sentence{fmt.Sprintf("“%s”（%s）%s：%s，目标 %s。", m.Terms.Title, m.Lead, word, m.Sentence, m.Terms.Target()), []string{m.ID}})
	}
	d.part("年底完不成的风险", told, nil)
	d.part("进展滞后的任务", nil, lagging(behind(rows)))
	d.part("报送情况", unreported(rows), nil)
	return d
}

// Missed (完不成的) is a row with what it comes to.
type Missed struct {
	Row
	task.Forecast
}
