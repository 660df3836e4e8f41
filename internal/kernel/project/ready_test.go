package project

import (
	"strings"
	"testing"

	"duban/internal/base/civil"
)

func TestWhatAProjectLacksForACeremonyFollowsFromItsFacts(t *testing.T) {
	on := civil.Date{Year: 2021, Month: 2, Day: 20}
	said := func(c Ceremony, f Facts) string {
		t.Helper()
		p, err := Read(f, nil)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, l := range p.Lacks(c, on) {
			if l.Basis == "" {
				t.Errorf("%s has no basis", l.What)
			}
			all = append(all, l.What)
		}
		return strings.Join(all, "、")
	}
	f := Facts{"name": "智能装备园", "category": "产业", "unit": "u", "stage": "planned"}
	if got := said(Signing, f); got != "没有投资方、没有协议投资额、没有定落在哪个镇办" {
		t.Error(got)
	}
	f["owner"], f["agreed"], f["town"] = "甲公司", "12000", "t"
	if got := said(Signing, f); got != "" {
		t.Error(got)
	}
	if got := said(Starting, f); got != "立项没有登记、用地没有登记、规划没有登记、环评没有登记、能评没有登记、施工许可没有登记、用地没有登记、资金没有登记" {
		t.Error(got)
	}
	for _, k := range PermitKinds() {
		f["permit."+k+".state"] = "已办"
	}
	f["permit.施工许可.state"], f["need.用地.met"], f["need.资金.met"] = "在办", "部分落实", "未落实"
	if got := said(Starting, f); got != "施工许可在办、用地部分落实、资金未落实" {
		t.Error(got)
	}
	f["category"], f["permit.能评.state"], f["permit.施工许可.state"], f["permit.用地.state"] = "社会民生", "未办", "不需要", "不需要"
	f["investment"], f["fund.本级财政"] = "100", "100"
	if got := said(Starting, f); got != "" {
		t.Errorf("a category that needs no 能评, no land, money whole: %s", got)
	}
}

func TestMonthsAfterACeremonyAreThoseBegun(t *testing.T) {
	d := civil.Date{Year: 2021, Month: 3, Day: 2}
	for on, want := range map[civil.Date]int{{Year: 2021, Month: 3, Day: 2}: 0, {Year: 2021, Month: 2, Day: 1}: 0, {Year: 2021, Month: 3, Day: 3}: 1, {Year: 2021, Month: 5, Day: 2}: 2, {Year: 2021, Month: 5, Day: 8}: 3, {Year: 2022, Month: 1, Day: 1}: 10} {
		if got := MonthsAfter(d, on); got != want {
			t.Errorf("%s: %d", on, got)
		}
	}
}
