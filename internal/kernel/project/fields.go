package project

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/base/table"
)

// Sense (要素种类) is how a fact is read.
type Sense uint8

// The senses of facts.
const (
	Words   Sense = iota
	Lines         // words over several lines
	Wan           // money in 万元
	Measure       // a number with a unit of its own
	Day           // a date
	Unit          // a unit of the division
	Choice        // one of several
	Mark          // it is or it is not
)

// Field (要素栏) is a fact that one may write, for forms, tables and files.
type Field struct {
	Key      string
	Title    string
	Sense    Sense
	Required bool
	Longest  int
	Unit     string // of a measure
	Choices  []string
}

var (
	choiceRows = table.Rows(data, "data/choices.tsv")
	needRows   = table.Rows(data, "data/needs.tsv")
)

func choices(kind string) (all []string) {
	for _, r := range choiceRows {
		if r[0] == kind {
			all = append(all, r[1])
		}
	}
	return all
}

// Standard is what a division chooses from that has said nothing.
func Standard() Choices { return Choices{choices("category"), choices("list")} }

// PermitKinds are the permits that a project may need.
func PermitKinds() []string { return choices("permit") }

// FundSources are where money comes from.
func FundSources() []string { return choices("fund") }

// NeedKinds are what a project may ask for, each with its unit.
func NeedKinds() [][2]string {
	var all [][2]string
	for _, r := range needRows {
		all = append(all, [2]string{r[0], r[1]})
	}
	return all
}

// Fields are all facts that one may write of a project, for the years of which
// a plan may be written; the order is that of a form.
func Fields(c Choices, years ...int) []Field {
	all := []Field{
		{Key: "name", Title: "项目名称", Required: true, Longest: 100},
		{Key: "code", Title: "项目代码", Longest: 24},
		{Key: "category", Title: "类别", Sense: Choice, Required: true, Choices: c.Categories},
		{Key: "nature", Title: "建设性质", Sense: Choice, Choices: choices("nature")},
		{Key: "industry", Title: "行业", Longest: 5},
		{Key: "unit", Title: "责任单位", Sense: Unit, Required: true},
		{Key: "town", Title: "建设地点所在镇办", Sense: Unit},
		{Key: "place", Title: "建设地点", Longest: 100},
		{Key: "lon", Title: "经度", Sense: Measure, Unit: "°"},
		{Key: "lat", Title: "纬度", Sense: Measure, Unit: "°"},
		{Key: "owner", Title: "建设单位（投资方）", Longest: 100},
		{Key: "leader", Title: "包保领导岗位", Longest: 40},
		{Key: "content", Title: "建设规模及内容", Sense: Lines, Longest: 1000},
		{Key: "withheld", Title: "不对外公开", Sense: Mark},
		{Key: "investment", Title: "总投资", Sense: Wan},
	}
	for _, s := range FundSources() {
		all = append(all, Field{Key: "fund." + s, Title: "资金来源：" + s, Sense: Wan})
	}
	all = append(all, Field{Key: "shortfall", Title: "资金缺口说明", Longest: 200},
		Field{Key: "agreed", Title: "协议投资", Sense: Wan}, Field{Key: "paid", Title: "到位资金", Sense: Wan})
	for _, y := range years {
		all = append(all, Field{Key: "plan." + strconv.Itoa(y), Title: fmt.Sprintf("%d 年计划投资", y), Sense: Wan})
	}
	all = append(all, Field{Key: "starts_on", Title: "拟开工", Sense: Day}, Field{Key: "ends_on", Title: "拟竣工", Sense: Day})
	for _, l := range c.Lists {
		all = append(all, Field{Key: "list." + l, Title: "清单：" + l, Sense: Mark})
	}
	for _, k := range PermitKinds() {
		all = append(all, Field{Key: "permit." + k + ".state", Title: k, Sense: Choice, Choices: PermitStates},
			Field{Key: "permit." + k + ".number", Title: k + "文号", Longest: 60}, Field{Key: "permit." + k + ".on", Title: k + "日期", Sense: Day})
	}
	for _, n := range NeedKinds() {
		x := Field{Key: "need." + n[0] + ".amount", Title: n[0] + "需求", Sense: Measure, Unit: n[1]}
		if n[1] == "万元" {
			x.Sense = Wan
		}
		all = append(all, x, Field{Key: "need." + n[0] + ".met", Title: n[0] + "落实", Sense: Choice, Choices: NeedStates},
			Field{Key: "need." + n[0] + ".note", Title: n[0] + "说明", Longest: 100})
	}
	return all
}

// plans are the years of which facts hold a plan.
func (f Facts) plans() (years []int) {
	for k := range f {
		if s, ok := strings.CutPrefix(k, "plan."); ok {
			if y, err := strconv.Atoi(s); err == nil {
				years = append(years, y)
			}
		}
	}
	slices.Sort(years)
	return years
}

// Lowest and Highest year of which something may be planned or reported.
const (
	FirstYear = 2000
	LastYear  = 2099
)

var planKey = regexp.MustCompile(`^plan\.(20[0-9]{2})$`)

// Editable says that a fact is for people to write: stages, their days and the
// source follow from acts of their own.
func Editable(key string) bool {
	return key != "stage" && !strings.HasPrefix(key, "reached.") && !strings.HasPrefix(key, "source.") && !strings.HasPrefix(key, "month.")
}

// fixed are the fields that no division changes, by key.
var fixed = sync.OnceValue(func() map[string]Field {
	all := map[string]Field{}
	for _, f := range Fields(Choices{}) {
		all[f.Key] = f
	}
	return all
})

// fieldOf finds the field of a fact.
func fieldOf(key string, c Choices) (Field, bool) {
	if m := planKey.FindStringSubmatch(key); m != nil {
		return Field{Key: key, Title: m[1] + " 年计划投资", Sense: Wan}, true
	}
	f, ok := fixed()[key]
	if key == "category" {
		f.Choices = c.Categories
	}
	return f, ok
}

// rank orders facts as forms do.
func rank(key string) int {
	order := []string{"stage", "reached.", "month.", "name", "code", "category", "list.", "nature", "industry", "unit", "town", "place", "lon", "lat", "owner", "leader", "content", "withheld", "investment", "fund.", "shortfall", "agreed", "paid", "plan.", "starts_on", "ends_on", "permit.", "need.", "source."}
	i := slices.IndexFunc(order, func(s string) bool { return key == s || strings.HasSuffix(s, ".") && strings.HasPrefix(key, s) })
	if i < 0 {
		return len(order)
	}
	return i
}

// Title is what a fact is called, whatever the division chooses from now.
func Title(key string) string {
	parts := strings.Split(key, ".")
	switch {
	case parts[0] == "stage":
		return "阶段"
	case parts[0] == "list" && len(parts) > 1:
		return "清单：" + strings.Join(parts[1:], ".")
	case parts[0] == "reached" && len(parts) == 3:
		return StageOf(parts[1]).String() + map[string]string{"on": "日期", "note": "依据", "skipped": "越过的理由"}[parts[2]]
	case parts[0] == "month" && len(parts) == 3:
		return parts[1] + " " + monthTitles[parts[2]]
	case parts[0] == "source" && len(parts) == 2:
		return map[string]string{"report": "来源报告", "record": "来源记录", "words": "来源原文"}[parts[1]]
	}
	if f, ok := fieldOf(key, Choices{}); ok {
		return f.Title
	}
	return key
}

// Read reads a project from what was written of it. c is nil where the facts
// are kept ones: what a division no longer offers stays readable.
func Read(f Facts, c *Choices) (Project, error) {
	p := Project{}
	against := Choices{}
	if c != nil {
		against = *c
	}
	for key, s := range f {
		field, ok := fieldOf(key, against)
		switch {
		case strings.HasPrefix(key, "list."):
			l := strings.TrimPrefix(key, "list.")
			if c != nil && !slices.Contains(c.Lists, l) {
				return p, fault.New(fault.Invalid, "没有“"+l+"”这个清单。", "请从本地定的清单里选。").At(key)
			}
			p.Lists = append(p.Lists, l)
			continue
		case !Editable(key):
			continue
		case !ok:
			return p, fault.New(fault.Invalid, "项目没有“"+key+"”这一项。", "").At(key)
		}
		if err := open(key, s); err != nil {
			return p, err
		}
		if field.Longest > 0 && utf8.RuneCountInString(s) > field.Longest {
			return p, fault.New(fault.Invalid, fmt.Sprintf("“%s”超过 %d 个字。", field.Title, field.Longest), "请写短一些。").At(key)
		}
		if field.Sense == Choice && len(field.Choices) > 0 && !slices.Contains(field.Choices, s) {
			return p, fault.New(fault.Invalid, "“"+field.Title+"”没有“"+short(s)+"”这一项。", "可以选："+strings.Join(field.Choices, "、")+"。").At(key)
		}
		if err := p.set(key, s, field); err != nil {
			return p, err
		}
	}
	slices.SortFunc(p.Lists, strings.Compare)
	if err := p.setStage(f); err != nil {
		return p, err
	}
	p.setRows(f)
	p.Source = Source{f["source.report"], f["source.record"], f["source.words"]}
	if c == nil {
		return p, nil
	}
	return p, p.whole()
}

// set reads one fact; those of rows are only looked at.
func (p *Project) set(key, s string, f Field) (err error) {
	var d quantity.Decimal
	var on civil.Date
	switch f.Sense {
	case Wan:
		if d, err = Money(s); err != nil {
			x, _ := fault.As(err)
			return fault.New(x.Kind, "“"+f.Title+"”："+x.Sentence, x.Hint).At(key)
		}
	case Measure:
		if d, err = quantity.Parse(s); err != nil || d.Places() > 6 {
			return fault.New(fault.Invalid, "“"+f.Title+"”的“"+short(s)+"”不是数。", "只写数，单位是"+f.Unit+"。").At(key)
		}
	case Day:
		if on, err = civil.ParseDate(s); err != nil || on.Year < 1980 || on.Year > LastYear {
			return fault.New(fault.Invalid, "“"+f.Title+"”的“"+short(s)+"”不是日子。", "写成 2021-03-01 的样子。").At(key)
		}
	}
	switch key {
	case "code":
		p.Code, err = ReadCode(s)
		return err
	case "industry":
		if p.Industry = strings.ToUpper(s); !industry.MatchString(p.Industry) {
			return fault.New(fault.Invalid, "“"+s+"”不是行业代码。", "照 GB/T 4754 写一个字母加二至四位数字，例：C1781。").At(key)
		}
	case "name":
		p.Name = s
	case "category":
		p.Category = s
	case "nature":
		p.Nature = s
	case "unit":
		p.Unit = s
	case "town":
		p.Town = s
	case "place":
		p.Place = s
	case "owner":
		p.Owner = s
	case "leader":
		p.Leader = s
	case "content":
		p.Content = s
	case "withheld":
		p.Withheld = s == Yes
	case "shortfall":
		p.Shortfall = s
	case "lon", "lat":
		most := quantity.Int(180)
		if key == "lat" {
			most = quantity.Int(90)
		}
		if d.Cmp(most) > 0 || d.Cmp(most.Neg()) < 0 {
			return fault.New(fault.Invalid, "“"+s+"”不在"+f.Title+"的范围里。", "用度写，例：113.45、30.36。").At(key)
		}
		if key == "lon" {
			p.Lon = &d
		} else {
			p.Lat = &d
		}
	case "investment":
		p.Investment = &d
	case "agreed":
		p.Agreed = &d
	case "paid":
		p.Paid = &d
	case "starts_on":
		p.StartsOn = on
	case "ends_on":
		p.EndsOn = on
	}
	return nil
}

// setRows reads funds, plans, permits and needs, whose facts were looked at.
func (p *Project) setRows(f Facts) {
	number := func(key string) *quantity.Decimal {
		d, err := quantity.Parse(f[key])
		if f[key] == "" || err != nil {
			return nil
		}
		return &d
	}
	day := func(key string) civil.Date {
		d, err := civil.ParseDate(f[key])
		if err != nil {
			return civil.Date{}
		}
		return d
	}
	for _, s := range FundSources() {
		if d := number("fund." + s); d != nil {
			p.Funds = append(p.Funds, Fund{s, *d})
		}
	}
	for _, y := range f.plans() {
		p.Plans = append(p.Plans, YearPlan{y, *number("plan." + strconv.Itoa(y))})
	}
	for _, k := range PermitKinds() {
		x := Permit{k, f["permit."+k+".state"], f["permit."+k+".number"], day("permit." + k + ".on")}
		if x.State != "" || x.Number != "" || !x.On.Zero() {
			p.Permits = append(p.Permits, x)
		}
	}
	for _, n := range NeedKinds() {
		x := Need{n[0], number("need." + n[0] + ".amount"), f["need."+n[0]+".met"], f["need."+n[0]+".note"]}
		if x.Amount != nil || x.Met != "" || x.Note != "" {
			p.Needs = append(p.Needs, x)
		}
	}
}

// setStage reads the stage with the days on which stages were reached.
func (p *Project) setStage(f Facts) error {
	p.Stage = StageOf(f["stage"])
	if f["stage"] != "" && p.Stage == NoStage {
		return fault.New(fault.Invalid, "没有“"+f["stage"]+"”这个阶段。", "").At("stage")
	}
	for _, s := range Stages() {
		key := "reached." + s.ID()
		on, err := civil.ParseDate(f[key+".on"])
		if err != nil {
			continue
		}
		p.Reached = append(p.Reached, Reached{s, on, f[key+".note"], f[key+".skipped"]})
	}
	return nil
}

// whole refuses what does not fit together.
func (p Project) whole() error {
	switch {
	case p.Name == "":
		return fault.New(fault.Invalid, "没有写项目名称。", "请照立项文件写全称。").At("name")
	case p.Category == "":
		return fault.New(fault.Invalid, "“"+p.Name+"”没有写类别。", "请选一个类别。").At("category")
	case p.Unit == "":
		return fault.New(fault.Invalid, "“"+p.Name+"”没有责任单位。", "请写一个责任单位，只能是一个。").At("unit")
	case (p.Lon == nil) != (p.Lat == nil):
		return fault.New(fault.Invalid, "“"+p.Name+"”的经度和纬度只写了一个。", "两个都写，或都不写。").At("lon")
	case !p.StartsOn.Zero() && !p.EndsOn.Zero() && p.EndsOn.Before(p.StartsOn):
		return fault.New(fault.Invalid, fmt.Sprintf("“%s”拟竣工 %s 早于拟开工 %s。", p.Name, p.EndsOn, p.StartsOn), "请核对两个日子。").At("ends_on")
	}
	if len(p.Funds) == 0 {
		return nil
	}
	if p.Investment == nil {
		return fault.New(fault.Invalid, "“"+p.Name+"”写了资金来源，没有写总投资。", "请先写总投资。").At("investment")
	}
	sum := p.Funded()
	switch c := sum.Cmp(*p.Investment); {
	case c > 0:
		return fault.New(fault.Invalid, fmt.Sprintf("“%s”各项资金来源合计 %s 万元，多于总投资 %s 万元。", p.Name, sum, p.Investment), "请核对：来源合计应等于总投资。").At("investment")
	case c < 0 && p.Shortfall == "":
		return fault.New(fault.Invalid, fmt.Sprintf("“%s”各项资金来源合计 %s 万元，比总投资 %s 万元少 %s 万元。", p.Name, sum, p.Investment, Minus(*p.Investment, sum)), "把差的补上来源，或在“资金缺口说明”里写清差在哪里。").At("shortfall")
	}
	return nil
}

// Natures are how a project comes to be: anew, by enlarging, by moving …
func Natures() []string { return choices("nature") }
