package project

import (
	"slices"
	"strconv"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/base/table"
)

func TestTheTablesAreWhatTheRoomReads(t *testing.T) {
	for _, f := range []struct {
		name    string
		columns int
		empty   []int
	}{{"stages", 4, nil}, {"dwell", 6, []int{4}}, {"pace", 6, []int{2}}, {"parameters", 4, nil}, {"choices", 2, nil}, {"needs", 2, nil}, {"documents", 3, []int{0}}, {"answers", 3, nil}, {"synonyms", 2, nil}, {"meanings", 3, nil}, {"conditions", 6, []int{2, 4}}} {
		for _, s := range table.Troubles(data, "data/"+f.name+".tsv", f.columns, f.empty...) {
			t.Error(s)
		}
	}
	if len(stages) != int(Capacity) {
		t.Fatalf("%d stages", len(stages))
	}
	for i, want := range []Stage{Planned, Signed, Landed, Started, Enrolled, Building, Completed, Producing, Capacity} {
		if s := Stage(i + 1); s != want || StageOf(s.ID()) != s || StageOf(s.String()) != s {
			t.Errorf("stage %d", i)
		}
	}
	for _, r := range dwellRows {
		l, err := civil.ParseLimit(r[2])
		if StageOf(r[0]) == NoStage || StageOf(r[1]) <= StageOf(r[0]) || err != nil || after(civil.OfDays(0), l).Zero() {
			t.Errorf("dwell %q: %v", r, err)
		}
	}
	for _, r := range paceRows {
		for _, s := range r[3:5] {
			if _, err := quantity.Parse(s); err != nil {
				t.Errorf("pace %q: %v", r, err)
			}
		}
	}
	for _, key := range []string{"progress.day", "enrol.least", "enrol.direct"} {
		v, basis := parameter(key, civil.Date{Year: 2021, Month: 1, Day: 1})
		if _, err := strconv.Atoi(v); err != nil || basis == "" {
			t.Errorf("%s is %q", key, v)
		}
	}
	for _, r := range documentRows {
		if r[0] != "" && !slices.Contains(choices("nature"), r[0]) {
			t.Errorf("documents of %q", r[0])
		}
	}
}

func TestAnItemOfApprovalAnswersItsPermit(t *testing.T) {
	for item, want := range map[string]string{"企业投资项目备案": "立项", "建设项目用地预审与选址意见书核发": "用地", "建设用地规划许可证核发": "用地", "建设工程规划许可证核发": "规划", "建设项目环境影响报告表审批": "环评",
		"固定资产投资项目节能审查": "能评", "建筑工程施工许可": "施工许可", "城镇污水排入排水管网许可": ""} {
		if got := PermitOf(item); got != want {
			t.Errorf("%s answers %q, want %q", item, got, want)
		}
	}
}

func TestEveryOtherNameStandsForAColumnAndForOneOnly(t *testing.T) {
	keys, seen := map[string]bool{"plan": true}, map[string]string{}
	for _, h := range Headings(Standard(), 2021) {
		keys[h.Key] = true
		for _, n := range append([]string{h.Title}, h.Names...) {
			if other := seen[n]; other != "" && other != h.Key {
				t.Errorf("%s is %s and %s", n, other, h.Key)
			}
			seen[n] = h.Key
		}
	}
	for _, r := range synonymRows {
		if !keys[r[0]] {
			t.Errorf("names for %s, which no ledger has", r[0])
		}
	}
	for _, r := range meaningRows {
		switch got := Meaning(map[string]string{"stage": "stage", "nature": "nature", "permit": "permit.立项.state"}[r[0]], r[1], nil); {
		case r[0] == "stage" && StageOf(got) == NoStage, r[0] == "nature" && !slices.Contains(choices("nature"), got), r[0] == "permit" && !slices.Contains(PermitStates, got):
			t.Errorf("%q means %q", r[1], got)
		}
	}
}
