package desk

import (
	"slices"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/kernel/burden"
)

func formsToday() []burden.Form {
	return StandardMechanisms().BurdenForms(civil.Date{Year: 2026, Month: 5, Day: 20})
}

func TestNoFactIsAskedTwiceInAnyForm(t *testing.T) {
	forms := formsToday()
	meant := burden.Exceptions()
	for _, d := range burden.Doubles(forms, meant) {
		t.Errorf("%s: %q is asked by %s (%s) and by %s (%s); take it from where it stands (x-from), or say in data/excused.tsv why both ask", d.About, d.Fact, d.One, d.Title, d.Other, d.Second)
	}
	all := burden.Doubles(forms, nil)
	for _, x := range meant {
		if !slices.ContainsFunc(all, func(d burden.Double) bool {
			return d.About == x.About && d.Fact == x.Fact && (d.One == x.One && d.Other == x.Other || d.One == x.Other && d.Other == x.One)
		}) {
			t.Errorf("%s %q of %s and %s is excused, and nobody asks it twice", x.About, x.Fact, x.One, x.Other)
		}
	}
}

func TestADoubleThatIsPlantedIsFound(t *testing.T) {
	planted := burden.Form{ID: "planted", ByUnits: true, Fields: []burden.Field{{Title: "主要问题", About: "task", Fact: burden.FactOf("主要问题")}}}
	before := len(burden.Doubles(formsToday(), burden.Exceptions()))
	found := burden.Doubles(append(formsToday(), planted), burden.Exceptions())
	if len(found) == before || !slices.ContainsFunc(found, func(d burden.Double) bool { return d.One == burden.TaskMonth && d.Other == "planted" }) {
		t.Errorf("%+v", found)
	}
}

func TestWhatTheRegistersGiveASettlementNobodyEnters(t *testing.T) {
	given := given()
	if len(given) == 0 {
		t.Fatal("the registers give nothing")
	}
	for _, f := range formsToday() {
		for _, x := range f.Fields {
			if f.ID == FactsForm && slices.Contains(given, x.Fact) {
				t.Errorf("%s is entered, and the registers give it", x.Fact)
			}
		}
	}
}
