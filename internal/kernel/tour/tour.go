// Package tour is the half-year's tour of projects: which stops a bus goes to
// and in what order, who judges them by what, and what is published of the
// judges' marks. Start reading at Tour and Reckon.
//
// The room refuses to know the clock, who is signed in, where tours are kept,
// and roads: it measures between places in straight lines and says so.
package tour

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/base/table"
)

//go:embed data/*.tsv
var data embed.FS

var (
	parameterRows = table.Rows(data, "data/parameters.tsv")
	criterionRows = table.Rows(data, "data/criteria.tsv")
)

// State (观摩状态) is how far a tour has come.
type State string

// The states: a plan that may still change, judges scoring, scores fixed.
const (
	Draft  State = "draft"
	Open   State = "open"
	Closed State = "closed"
)

// String is what people call the state.
func (s State) String() string {
	return map[State]string{Draft: "筹备", Open: "打分中", Closed: "已截止"}[s]
}

// Tour (观摩) is a visit of judges to projects on days of a half-year, as it was planned.
type Tour struct {
	Name     string           `json:"name"`
	Year     int              `json:"year"`
	Half     int              `json:"half"` // 1 or 2
	From     civil.Date       `json:"from"`
	Until    civil.Date       `json:"until"`
	Start    Place            `json:"start"`
	Stops    []Stop           `json:"stops"` // in the order of the route
	Criteria []Criterion      `json:"criteria"`
	Most     quantity.Decimal `json:"most"`   // the highest mark; the lowest is nought
	Places   int              `json:"places"` // of a mark
	Trim     bool             `json:"trim"`   // the highest and the lowest total are dropped
	Least    int              `json:"least"`  // of judges, for anything to be dropped
	Judges   []Judge          `json:"judges"`
	Roads    []string         `json:"roads,omitempty"` // as the bus goes along them
}

// Place (出发地) is where the bus sets out.
type Place struct {
	Name string            `json:"name"`
	Lon  *quantity.Decimal `json:"lon,omitempty"`
	Lat  *quantity.Decimal `json:"lat,omitempty"`
}

// Stop (观摩点) is a project that is visited, as the register had it when the
// plan was made.
type Stop struct {
	Project string            `json:"project"`
	Name    string            `json:"name"`
	Unit    string            `json:"unit"`
	Town    string            `json:"town,omitempty"`
	Leader  string            `json:"leader,omitempty"` // the post that answers for it
	Site    string            `json:"site,omitempty"`
	Lon     *quantity.Decimal `json:"lon,omitempty"`
	Lat     *quantity.Decimal `json:"lat,omitempty"`
	Road    string            `json:"road,omitempty"`
	Post    *quantity.Decimal `json:"post,omitempty"` // kilometres along the road
}

// Criterion (评分项) is what is marked, with its weight in a hundred.
type Criterion struct {
	Title  string `json:"title"`
	Weight int    `json:"weight"`
	About  string `json:"about,omitempty"`
}

// Judge (评委) is a person who marks, with the posts held when the plan was made.
type Judge struct {
	Person string   `json:"person"`
	Post   string   `json:"post"`  // its name
	Unit   string   `json:"unit"`  // of the post
	Units  []string `json:"units"` // those that the judge belongs to, from any post
	Posts  []string `json:"posts"` // names of all posts
}

// The limits of a tour: a day's ride, a jury, a sheet that fits a phone.
const (
	MostStops    = 60
	MostJudges   = 60
	MostCriteria = 12
	mostName     = 60
)

// Parameter is a value of the room's table in force on a day.
func Parameter(key string, on civil.Date) (quantity.Decimal, string) {
	var value quantity.Decimal
	basis := ""
	for _, r := range parameterRows {
		if from, err := civil.ParseDate(r[1]); err == nil && r[0] == key && !on.Before(from) {
			value, basis = quantity.Must(r[2]), r[3]
		}
	}
	return value, basis
}

// StandardCriteria are those in force on a day, with where they are from.
func StandardCriteria(on civil.Date) (all []Criterion, basis string) {
	newest := ""
	for _, r := range criterionRows {
		if from, err := civil.ParseDate(r[0]); err == nil && !on.Before(from) && r[0] > newest {
			newest = r[0]
		}
	}
	for _, r := range criterionRows {
		if r[0] == newest {
			n, _ := strconv.Atoi(r[2]) // the room's test holds the table to be numbers
			all, basis = append(all, Criterion{r[1], n, r[3]}), r[4]
		}
	}
	return all, basis
}

// Check refuses a plan that cannot be kept. A plan may still lack what opening asks for.
func (t Tour) Check() error {
	switch n := utf8.RuneCountInString(t.Name); {
	case n == 0:
		return fault.New(fault.Invalid, "观摩没有名称。", "例：2026 年上半年项目拉练观摩。").At("name")
	case n > mostName:
		return fault.New(fault.Invalid, fmt.Sprintf("观摩的名称有 %d 字，至多 %d 字。", n, mostName), "请写短一些。").At("name")
	}
	if t.Year < 1990 || t.Year > 2200 || t.Half != 1 && t.Half != 2 {
		return fault.New(fault.Invalid, fmt.Sprintf("“%d 年第 %d 个半年”不对。", t.Year, t.Half), "上半年写 1，下半年写 2。").At("half")
	}
	if !t.From.Valid() || !t.Until.Valid() || t.Until.Before(t.From) {
		return fault.New(fault.Invalid, fmt.Sprintf("观摩的日子“%s 到 %s”不对。", t.From, t.Until), "写开始和结束两天，结束不早于开始。").At("until")
	}
	if t.Until.Days()-t.From.Days() > 30 {
		return fault.New(fault.Invalid, fmt.Sprintf("观摩从 %s 到 %s，超过 31 天。", t.From, t.Until), "分成两次观摩。").At("until")
	}
	if (t.Start.Lon == nil) != (t.Start.Lat == nil) {
		return fault.New(fault.Invalid, "出发地的坐标只写了一半。", "经度、纬度一起写，或都不写。").At("start")
	}
	if len(t.Stops) > MostStops || len(t.Judges) > MostJudges || len(t.Criteria) > MostCriteria {
		return fault.New(fault.TooLarge, fmt.Sprintf("观摩点 %d 个、评委 %d 人、评分项 %d 项，至多 %d 个、%d 人、%d 项。", len(t.Stops), len(t.Judges), len(t.Criteria), MostStops, MostJudges, MostCriteria), "请分成几次观摩，或少几项。")
	}
	seen := map[string]bool{}
	for _, c := range t.Criteria {
		switch {
		case strings.TrimSpace(c.Title) == "" || utf8.RuneCountInString(c.Title) > 20:
			return fault.New(fault.Invalid, fmt.Sprintf("评分项“%s”不对。", c.Title), "名称 1 到 20 个字。").At("criteria")
		case c.Weight <= 0 || c.Weight > 100:
			return fault.New(fault.Invalid, fmt.Sprintf("评分项“%s”的权重 %d 不对。", c.Title, c.Weight), "权重是 1 到 100 的整数，合计 100。").At("criteria")
		case seen[c.Title]:
			return fault.New(fault.Invalid, fmt.Sprintf("评分项“%s”写了两次。", c.Title), "每项写一次。").At("criteria")
		}
		seen[c.Title] = true
	}
	return nil
}

// Ready refuses to open a tour that lacks something.
func (t Tour) Ready() error {
	if len(t.Stops) == 0 {
		return fault.New(fault.Refused, "“"+t.Name+"”没有观摩点。", "先从项目里选。").At("stops")
	}
	if len(t.Judges) == 0 {
		return fault.New(fault.Refused, "“"+t.Name+"”没有评委，不能开始打分。", "先选评委。").At("judges")
	}
	sum := 0
	for _, c := range t.Criteria {
		sum += c.Weight
	}
	if sum != 100 {
		return fault.New(fault.Refused, fmt.Sprintf("评分项的权重合计 %d，不是 100。", sum), "改成合计 100 再开始打分。").At("criteria")
	}
	for _, s := range t.Stops {
		if len(t.Scoring(s)) == 0 {
			return fault.New(fault.Refused, fmt.Sprintf("观摩点“%s”没有评委可以打分：都要回避。", s.Name), "加一位不相干的评委，或去掉这个观摩点。").At("judges")
		}
	}
	return nil
}

// Stop finds a stop by its project, nil if it is none of the tour's.
func (t Tour) Stop(project string) *Stop {
	i := slices.IndexFunc(t.Stops, func(s Stop) bool { return s.Project == project })
	if i < 0 {
		return nil
	}
	return &t.Stops[i]
}

// Judge finds a judge, nil if the person is none.
func (t Tour) Judge(person string) *Judge {
	i := slices.IndexFunc(t.Judges, func(j Judge) bool { return j.Person == person })
	if i < 0 {
		return nil
	}
	return &t.Judges[i]
}

// Recused says why a judge may not mark a stop, "" where he may: the stop's
// responsible unit, or the one on whose ground it stands, is his own; or he
// leads the project.
func (j Judge) Recused(s Stop) string {
	switch {
	case slices.Contains(j.Units, s.Unit):
		return "责任单位是本单位"
	case s.Town != "" && slices.Contains(j.Units, s.Town):
		return "在本单位地界上"
	case s.Leader != "" && slices.Contains(j.Posts, s.Leader):
		return "包保的项目"
	}
	return ""
}

// Scoring are the judges who may mark a stop.
func (t Tour) Scoring(s Stop) (all []Judge) {
	for _, j := range t.Judges {
		if j.Recused(s) == "" {
			all = append(all, j)
		}
	}
	return all
}

// Due are the stops that a judge is to mark, in the order of the route.
func (t Tour) Due(j Judge) (all []Stop) {
	for _, s := range t.Stops {
		if j.Recused(s) == "" {
			all = append(all, s)
		}
	}
	return all
}

// Reveals says that somebody may be shown a judge's marks: only the judge, and
// before and after the closing nobody else. What all of them come to is shown
// once the tour is closed.
func Reveals(person, judge string) bool { return person != "" && person == judge }

// Along is where a stop stands along its road, "" where nobody said.
func (s Stop) Along() string {
	if s.Post == nil {
		return s.Road
	}
	return s.Road + " K" + s.Post.String()
}
