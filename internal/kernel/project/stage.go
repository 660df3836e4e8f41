package project

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/base/table"
)

//go:embed data/*.tsv
var data embed.FS

// Stage (阶段) is how far a project has come.
type Stage uint8

// The stages, in their order; NoStage is that of what is none yet.
const (
	NoStage   Stage = iota
	Planned         // 谋划
	Signed          // 签约
	Landed          // 落地
	Started         // 开工
	Enrolled        // 入库
	Building        // 在建
	Completed       // 竣工
	Producing       // 投产
	Capacity        // 达产
)

var (
	stages       = table.Rows(data, "data/stages.tsv")
	documentRows = table.Rows(data, "data/documents.tsv")
	parameters   = inForce(table.Rows(data, "data/parameters.tsv"))
	dwellRows    = table.Rows(data, "data/dwell.tsv")
	answerRows   = table.Rows(data, "data/answers.tsv")
)

// Stages are all stages in their order.
func Stages() []Stage {
	all := make([]Stage, len(stages))
	for i := range all {
		all[i] = Stage(i + 1)
	}
	return all
}

// ID is the stage's name for programs, "" for none.
func (s Stage) ID() string {
	if s == NoStage {
		return ""
	}
	return stages[s-1][0]
}

// String is what people call the stage.
func (s Stage) String() string {
	if s == NoStage {
		return ""
	}
	return stages[s-1][1]
}

// Skippable says that a project may go past the stage with a reason.
func (s Stage) Skippable() bool { return s != NoStage && stages[s-1][2] == "yes" }

// StageOf finds a stage by its name for programs or for people.
func StageOf(name string) Stage {
	i := slices.IndexFunc(stages, func(r []string) bool { return r[0] == name || r[1] == name })
	return Stage(i + 1)
}

// Reached (到阶段) is when a project reached a stage, on what evidence, or why
// it went past it.
type Reached struct {
	Stage   Stage
	On      civil.Date
	Note    string
	Skipped string
}

// ReachedOn is the day on which a stage was reached, zero where it was not.
func (p Project) ReachedOn(s Stage) civil.Date {
	for _, r := range p.Reached {
		if r.Stage == s && r.Skipped == "" {
			return r.On
		}
	}
	return civil.Date{}
}

// Step (进阶段) is what is said when a project goes on.
type Step struct {
	To        Stage
	On        civil.Date
	Note      string   // the evidence
	MainWorks bool     // main works have begun, not the levelling of the site
	Documents []string // that were seen
	Skip      string   // why a stage is gone past
}

// Documents are what has to be seen before a project is enrolled.
func (p Project) Documents() []string {
	of := func(nature string) (all []string) {
		for _, r := range documentRows {
			if r[0] == nature {
				all = append(all, r[1])
			}
		}
		return all
	}
	if own := of(p.Nature); p.Nature != "" && len(own) > 0 {
		return own
	}
	return of("")
}

// valued is a parameter's value from a day on.
type valued struct {
	from         civil.Date
	value, basis string
}

func inForce(rows [][]string) map[string][]valued {
	of := map[string][]valued{}
	for _, r := range rows {
		from, err := civil.ParseDate(r[1])
		if err != nil {
			panic("project: data/parameters.tsv: " + err.Error())
		}
		of[r[0]] = append(of[r[0]], valued{from, r[2], r[3]})
	}
	return of
}

// parameter is a value in force on a day.
func parameter(key string, on civil.Date) (value, basis string) {
	for _, v := range parameters[key] {
		if !on.Before(v.from) {
			value, basis = v.value, v.basis
		}
	}
	return value, basis
}

// Enrolment says how a project is enrolled in statistics on a day: whether it
// is large enough, and whether its owner reports on line.
func (p Project) Enrolment(on civil.Date) (enough, direct bool, least quantity.Decimal) {
	s, _ := parameter("enrol.least", on)
	d, _ := parameter("enrol.direct", on)
	least = quantity.Must(s)
	if p.Investment == nil {
		return false, false, least
	}
	return p.Investment.Cmp(least) >= 0, p.Investment.Cmp(quantity.Must(d)) >= 0, least
}

// Next are the stages that a project may go on to: the next one, and those
// behind stages that may be gone past.
func (p Project) Next() []Stage {
	var all []Stage
	for s := p.Stage + 1; s <= Capacity; s++ {
		all = append(all, s)
		if !s.Skippable() {
			break
		}
	}
	return all
}

// Advance takes a project on to a stage.
func (p Project) Advance(x Step, today civil.Date) (Project, error) {
	name := "“" + p.Name + "”"
	switch {
	case x.To == NoStage:
		return p, fault.New(fault.Invalid, "没有写到哪个阶段。", "请选一个阶段。").At("to")
	case x.To <= p.Stage:
		return p, fault.New(fault.Refused, fmt.Sprintf("%s已经到了%s，往前推不到%s。", name, p.Stage, x.To), "要退回以前的阶段，请用“退回”，并写明理由。").At("to")
	case !slices.Contains(p.Next(), x.To):
		return p, fault.New(fault.Refused, fmt.Sprintf("%s现在是%s，不能一步到%s。", name, p.Stage, x.To), fmt.Sprintf("阶段一步一步走：下一步是%s。", p.Stage+1)).At("to")
	case x.To > p.Stage+1 && strings.TrimSpace(x.Skip) == "":
		return p, fault.New(fault.Refused, fmt.Sprintf("%s要越过%s，没有写理由。", name, p.Stage+1), "请写明为什么不经过这个阶段。").At("skip")
	case x.On.Zero() || !x.On.Valid():
		return p, fault.New(fault.Invalid, fmt.Sprintf("没有写%s是哪一天%s的。", name, x.To), "请写日子，例：2021-03-01。").At("on")
	case today.Before(x.On):
		return p, fault.New(fault.Refused, fmt.Sprintf("%s还没有到。", x.On), "阶段到了再记；计划的日子写在拟开工、拟竣工里。").At("on")
	}
	for _, r := range p.Reached {
		if x.On.Before(r.On) {
			return p, fault.New(fault.Refused, fmt.Sprintf("%s是 %s %s的，%s不能早于它。", name, r.On, r.Stage, x.To), "请核对日子。").At("on")
		}
	}
	switch x.To {
	case Started:
		if !x.MainWorks {
			return p, fault.New(fault.Refused, fmt.Sprintf("%s的主体工程没有动工，不算开工。", name), "正式打桩或主体工程开工才算；平场、围挡、开工仪式都不算。").At("main_works")
		}
	case Enrolled:
		enough, _, least := p.Enrolment(x.On)
		if p.Investment == nil {
			return p, fault.New(fault.Refused, name+"没有写总投资，不能入库。", "请先补总投资。").At("investment")
		}
		if !enough {
			return p, fault.New(fault.Refused, fmt.Sprintf("%s总投资 %s 万元，不到入库的 %s 万元。", name, p.Investment, least), "不入库的项目可以写明理由越过这个阶段，直接到在建。").At("to")
		}
		var missing []string
		for _, d := range p.Documents() {
			if !slices.Contains(x.Documents, d) {
				missing = append(missing, d)
			}
		}
		if len(missing) > 0 {
			return p, fault.New(fault.Refused, fmt.Sprintf("%s入库还缺：%s。", name, strings.Join(missing, "、")), "齐了再报入库。").At("documents")
		}
	}
	if strings.TrimSpace(x.Note) == "" {
		return p, fault.New(fault.Refused, fmt.Sprintf("没有写%s%s的依据。", name, x.To), "写文号、合同、照片或谁在现场核实的。").At("note")
	}
	out := p
	out.Reached = slices.Clone(p.Reached)
	for s := p.Stage + 1; s < x.To; s++ {
		out.Reached = append(out.Reached, Reached{s, x.On, "", strings.TrimSpace(x.Skip)})
	}
	note := strings.TrimSpace(x.Note)
	if x.To == Enrolled {
		note += "（已看：" + strings.Join(p.Documents(), "、") + "）"
	}
	out.Reached = append(out.Reached, Reached{x.To, x.On, note, ""})
	out.Stage = x.To
	return out, nil
}

// Retreat takes a project back to a stage that it has been in; what it had
// reached beyond stands in its history.
func (p Project) Retreat(to Stage, reason string) (Project, error) {
	switch {
	case to == NoStage || to >= p.Stage:
		return p, fault.New(fault.Invalid, fmt.Sprintf("“%s”现在是%s，退不到那里。", p.Name, p.Stage), "只能退回以前的阶段。").At("to")
	case strings.TrimSpace(reason) == "":
		return p, fault.New(fault.Invalid, fmt.Sprintf("把“%s”从%s退回%s，没有写理由。", p.Name, p.Stage, to), "请写明为什么退回，依据是什么。").At("reason")
	}
	out := p
	out.Stage = to
	out.Reached = slices.DeleteFunc(slices.Clone(p.Reached), func(r Reached) bool { return r.Stage > to })
	return out, nil
}

// Dwell (停留) is a limit between two stages and how a project stands to it.
type Dwell struct {
	From, Until Stage
	Limit       civil.Limit
	Basis       string
	Since       civil.Date
	DueOn       civil.Date
	Over        int64 // days past the limit; 0 or less is within it
}

// Dwells are the limits that a project is under on a day: those that began with
// a stage it has reached and end with one it has not.
func (p Project) Dwells(today civil.Date) []Dwell {
	var all []Dwell
	for _, r := range dwellRows {
		d := Dwell{From: StageOf(r[0]), Until: StageOf(r[1]), Basis: r[5]}
		d.Since = p.ReachedOn(d.From)
		from, err := civil.ParseDate(r[3])
		until, err2 := civil.ParseDate(r[4])
		limit, err3 := civil.ParseLimit(r[2])
		if err != nil || err3 != nil || d.Since.Zero() || p.Stage >= d.Until || p.Stage < d.From || d.Since.Before(from) || err2 == nil && !d.Since.Before(until) {
			continue
		}
		d.Limit = limit
		if d.DueOn = after(d.Since, limit); d.DueOn.Zero() {
			continue
		}
		d.Over = today.Days() - d.DueOn.Days()
		all = append(all, d)
	}
	return all
}

// after is the last day of a limit that began on a day: in months, the day of
// the same number, or the month's last; in days, so many later.
func after(d civil.Date, l civil.Limit) civil.Date {
	switch l.Unit {
	case civil.Days:
		return civil.OfDays(d.Days() + int64(l.N))
	case civil.Months:
		m := d.Year*12 + d.Month - 1 + l.N
		last := civil.EndOfMonth(m/12, m%12+1)
		last.Day = min(d.Day, last.Day)
		return last
	}
	return civil.Date{} // workdays need a calendar, which this room has none of
}

// PermitOf is the permit that an item of approval answers, "" for none: that of
// the last row of the table whose words its title holds.
func PermitOf(item string) (kind string) {
	for _, r := range answerRows {
		if slices.ContainsFunc(strings.Split(r[1], "|"), func(w string) bool { return strings.Contains(item, w) }) {
			kind = r[0]
		}
	}
	return kind
}
