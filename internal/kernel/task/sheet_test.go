package task

import (
	"slices"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/statement"
)

func TestDeadlinesAsOfficesWriteThem(t *testing.T) {
	day := func(m, d int) civil.Date { return civil.Date{Year: 2061, Month: m, Day: d} }
	for s, want := range map[string]civil.Date{
		"12月底": day(12, 31), "6月底前": day(6, 30), "2061年6月": day(6, 30), "2061年6月底前完成": day(6, 30), "6月30日前": day(6, 30), "2061年9月15日": day(9, 15), "2月": day(2, 28),
		"三季度": day(9, 30), "第二季度末": day(6, 30), "上半年": day(6, 30), "2061年下半年": day(12, 31), "全年": day(12, 31), "年底前": day(12, 31), "长期坚持": day(12, 31), "": day(12, 31),
		"1-10月": day(10, 31), "2061年1月—11月": day(11, 30), "2061.6": day(6, 30), "2061年底": day(12, 31), "持续推进": day(12, 31), "2062年3月": {Year: 2062, Month: 3, Day: 31}, "2062年底": {Year: 2062, Month: 12, Day: 31},
	} {
		if d, ok := ReadDeadline(s, 2061); !ok || d != want {
			t.Errorf("%q is %v, %v", s, d, ok)
		}
	}
	for _, s := range []string{"待定", "44256", "13月底", "2月30日", "视情况"} {
		if d, ok := ReadDeadline(s, 2061); ok {
			t.Errorf("%q is %v", s, d)
		}
	}
}

func TestTheMonthThatATitleSpeaksOf(t *testing.T) {
	for s, want := range map[string]int{"2061年6月重点工作进展情况表": 6, "重点工作进展（1-5月）": 5, "2061年上半年进展": 6, "2061-04": 4, "进展表 2061年第三季度": 9, "206103": 3, "2061年10月份": 10, "截至6月底": 6} {
		if m, ok := MonthIn(s, 2061); !ok || m != (civil.Month{Year: 2061, Month: want}) {
			t.Errorf("%q is %v, %v", s, m, ok)
		}
	}
	for _, s := range []string{"重点工作进展情况表", "2061年重点工作任务分解表", "进展.xlsx"} {
		if m, ok := MonthIn(s, 2061); ok {
			t.Errorf("%q is %v", s, m)
		}
	}
}

func TestNodesThatStandInOneCell(t *testing.T) {
	for s, want := range map[string][4]string{
		"一季度完成立项；二季度开工；三季度主体封顶；四季度投用。": {"完成立项", "开工", "主体封顶", "投用"},
		"第一季度：10座，第三季度：40座":            {"10座", "", "40座", ""},
		"上半年：完成招标；下半年：建成":              {"", "完成招标", "", "建成"},
		"3月底前方案印发；6月底前开工":              {"方案印发", "开工", "", ""},
	} {
		if got, ok := ReadNodes(s); !ok || got != want {
			t.Errorf("%q: %q", s, got)
		}
	}
	if got, ok := ReadNodes("按序时推进"); ok {
		t.Errorf("%q", got)
	}
}

func TestTheFirstUnitOfACellLeads(t *testing.T) {
	for cell, want := range map[string][]string{
		"市住建局": {"市住建局"}, "市住建局、市财政局，各镇": {"市住建局", "市财政局", "各镇"}, "牵头单位：市住建局；配合单位：市财政局、市交通局": {"市住建局", "市财政局", "市交通局"},
		"市住建局 市城管局": {"市住建局", "市城管局"}, "市住建局/市城管局。": {"市住建局", "市城管局"},
	} {
		lead, others := SplitUnits(cell)
		if got := append([]string{lead}, others...); !slices.Equal(got, want) {
			t.Errorf("%q: %q", cell, got)
		}
	}
	if lead, others := SplitUnits("配合单位：市财政局"); lead != "" || !slices.Equal(others, []string{"市财政局"}) {
		t.Errorf("who helps leads: %q %q", lead, others)
	}
}

func TestWhatWasBroughtInFromBeforeIsCorrectedByBringingItInAgain(t *testing.T) {
	at := civil.Date{Year: 2061, Month: 7, Day: 3}.At(9, 0)
	terms := Annual(2061)
	terms.Title, terms.Lead, terms.Figure = "新建公厕57座", "urban", &Figure{Subject: "公厕", Unit: "座", Target: quantity.Int(57), Course: Line}
	e, err := Migrating("2061-0001", Origin{}, terms, Deed{At: at})
	if err != nil {
		t.Fatal(err)
	}
	x, err := Fold("t", []Event{e})
	if err != nil {
		t.Fatal(err)
	}
	fill := func(month, figure int64, migrated bool, explain string) error {
		v := quantity.Int(figure)
		e, err := x.Filling(Report{Month: civil.Month{Year: 2061, Month: int(month)}, Figure: &v, Migrated: migrated, Explain: explain}, Deed{At: at})
		if err == nil {
			err = x.Take(e)
		}
		return err
	}
	if !x.Precedes(civil.Month{Year: 2061, Month: 6}) || x.Precedes(civil.Month{Year: 2061, Month: 7}) {
		t.Error("which months lie before it was brought in")
	}
	for _, err := range []error{fill(5, 20, true, ""), fill(5, 21, true, ""), fill(6, 30, true, "")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if r := x.ReportOf("2061-05"); r.Figure.String() != "21" || r.State != Signed {
		t.Errorf("%+v", r)
	}
	if err := fill(6, 19, true, ""); err == nil {
		t.Error("a figure fell and nobody says why")
	}
	if err := fill(6, 19, true, "口径调整"); err != nil {
		t.Error(err)
	}
	if err := fill(6, 25, false, ""); err == nil {
		t.Error("what is signed is replaced")
	}
}

func TestDeliverablesOfAPastThatNobodyAskedForAreNotDue(t *testing.T) {
	terms := Annual(2061)
	terms.Title, terms.Lead = "建成城北污水厂", "water"
	terms.Deliverables = []Deliverable{{N: 1, Words: "开工", Evidence: statement.Started, DueOn: civil.Date{Year: 2061, Month: 3, Day: 31}, Weight: 1}, {N: 2, Words: "验收", Evidence: statement.Acceptance, DueOn: civil.Date{Year: 2061, Month: 12, Day: 31}, Weight: 1}}
	e, err := Migrating("2061-0001", Origin{}, terms, Deed{At: civil.Date{Year: 2061, Month: 7, Day: 3}.At(9, 0)})
	if err != nil {
		t.Fatal(err)
	}
	x, err := Fold("t", []Event{e})
	if err != nil {
		t.Fatal(err)
	}
	if k := x.PaceOn(civil.Date{Year: 2061, Month: 7, Day: 20}, ProfileNamed(Standard), 28); k.Asked || k.Overdue || k.Colour == Red {
		t.Errorf("%+v", k)
	}
	if k := x.PaceOn(civil.Date{Year: 2061, Month: 12, Day: 31}, ProfileNamed(Standard), 28); k.Due.String() != "1" {
		t.Errorf("%+v", k)
	}
}
