package project

import (
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/table"
)

var conditionRows = table.Rows(data, "data/conditions.tsv")

// Ceremony (集中活动) is what many projects of a quarter do on one day.
type Ceremony string

// The ceremonies: of signing, and of starting.
const (
	Signing  Ceremony = "sign"
	Starting Ceremony = "start"
)

// Ceremonies are both of them.
var Ceremonies = []Ceremony{Signing, Starting}

// String is what people call the ceremony.
func (c Ceremony) String() string {
	return map[Ceremony]string{Signing: "集中签约", Starting: "集中开工"}[c]
}

// Reaches is the stage at which what was announced has come true: a contract
// that was signed, main works that have begun.
func (c Ceremony) Reaches() Stage {
	if c == Signing {
		return Signed
	}
	return Started
}

// Open says that a project may still be announced: it has not come so far.
func (c Ceremony) Open(p Project) bool {
	return p.Stage != NoStage && (c == Signing && p.Stage == Planned || c == Starting && p.Stage < Started)
}

// Lack (缺项) is a condition of a ceremony that a project does not meet.
type Lack struct {
	What  string
	Basis string
}

// Lacks is what a project still lacks for a ceremony by the conditions in force
// on a day; none where it is ready.
func (p Project) Lacks(c Ceremony, on civil.Date) []Lack {
	var all []Lack
	for _, r := range conditionRows {
		if r[0] != string(c) || r[2] != "" && r[2] != p.Category {
			continue
		}
		if from, err := civil.ParseDate(r[3]); err != nil || on.Before(from) {
			continue
		}
		if until, err := civil.ParseDate(r[4]); err == nil && !on.Before(until) {
			continue
		}
		if what := p.lacks(r[1]); what != "" {
			all = append(all, Lack{what, r[5]})
		}
	}
	return all
}

// lacks says what is missing of a condition, "" where it is met.
func (p Project) lacks(condition string) string {
	if kind, ok := strings.CutPrefix(condition, "permit:"); ok {
		if state := p.permit(kind); state == "" {
			return kind + "没有登记"
		} else if state != "已办" && state != "不需要" {
			return kind + state
		}
		return ""
	}
	switch condition {
	case "owner":
		if p.Owner == "" {
			return "没有投资方"
		}
	case "agreed":
		if p.Agreed == nil || p.Agreed.Sign() == 0 {
			return "没有协议投资额"
		}
	case "town":
		if p.Town == "" {
			return "没有定落在哪个镇办"
		}
	case "land":
		if met := p.met("用地"); met != "已落实" && p.permit("用地") != "不需要" {
			return "用地" + orUnsaid(met)
		}
	case "money":
		whole := p.Investment != nil && p.Investment.Sign() > 0 && p.Funded().Cmp(*p.Investment) >= 0
		if met := p.met("资金"); met != "已落实" && !whole {
			return "资金" + orUnsaid(met)
		}
	}
	return ""
}

func orUnsaid(met string) string {
	if met == "" {
		return "没有登记"
	}
	return met
}

func (p Project) permit(kind string) string {
	for _, x := range p.Permits {
		if x.Kind == kind {
			return x.State
		}
	}
	return ""
}

func (p Project) met(kind string) string {
	for _, n := range p.Needs {
		if n.Kind == kind {
			return n.Met
		}
	}
	return ""
}

// MonthsAfter is how many months after a day another one is: those that were
// begun, so that a day later is one and the same day or an earlier one none.
func MonthsAfter(since, on civil.Date) int {
	if !since.Before(on) {
		return 0
	}
	n := on.Year*12 + on.Month - since.Year*12 - since.Month
	if on.Day > since.Day {
		n++
	}
	return n
}
