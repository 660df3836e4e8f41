package proofread

import (
	"sort"

	"duban/internal/kernel/statement"
)

// Knowledge is what other rooms know and the checks ask.
type Knowledge struct {
	// AtConstantPrices says that growth of an indicator is stated at constant
	// prices while its level is at current ones.
	AtConstantPrices func(code, subject string) bool
	// Divisions lists the names of county-level places with their codes.
	Divisions func() map[string]string
}

// rule is one kind of finding.
type rule struct {
	name string
	find func(r *statement.Report, k Knowledge, name string) []Alarm
}

// rules in the order a person would look: figures first, form last.
var rules = []rule{
	{"目标与基数增速", targets},
	{"起止与增速", fromTo},
	{"增量与增速", increases},
	{"两年与增速", twoYears},
	{"倍数与增速", multiples},
	{"部分与总数", parts},
	{"比重", shares},
	{"前后不一", twice},
	{"不可能的数", impossible},
	{"序号", numbering},
	{"日期", dates},
	{"地名", places},
	{"标点与重字", slips},
}

// Check finds what a careful editor would, in the order of the text.
func Check(r *statement.Report, k Knowledge) []Alarm {
	var out []Alarm
	for _, rule := range rules {
		out = append(out, rule.find(r, k, rule.name)...)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Places[0].Start < out[j].Places[0].Start })
	return out
}

func (k Knowledge) constant(m *statement.Measure) bool {
	if k.AtConstantPrices == nil {
		return false
	}
	return k.AtConstantPrices(m.Indicator, m.Subject)
}
