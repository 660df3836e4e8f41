package poll

import (
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/table"
)

func day(m, d int) civil.Date { return civil.Date{Year: 2026, Month: m, Day: d} }

var published = []Item{{"2026-001", "修路"}, {"2026-002", "建学校"}}

func TestOnlyWhatWasPublishedIsAskedAbout(t *testing.T) {
	p, err := Plan(2026, 3, published, nil, day(11, 1), day(11, 30), day(11, 1))
	if err != nil || len(p.Items) != 2 || !p.Open(day(11, 1)) || !p.Open(day(11, 30)) || p.Open(day(12, 1)) || p.Open(day(10, 31)) {
		t.Fatalf("%+v, %v", p, err)
	}
	if p, err = Plan(2026, 3, published, []string{"2026-002"}, day(11, 1), day(11, 30), day(11, 1)); err != nil || len(p.Items) != 1 || p.Items[0].Title != "建学校" {
		t.Errorf("%+v, %v", p, err)
	}
	for name, c := range map[string]struct {
		snapshot      int64
		published     []Item
		chosen        []string
		opens, closes civil.Date
		field         string
	}{
		"nothing published":  {0, nil, nil, day(11, 1), day(11, 30), "items"},
		"none of livelihood": {3, nil, nil, day(11, 1), day(11, 30), "items"},
		"one not published":  {3, published, []string{"2026-099"}, day(11, 1), day(11, 30), "items"},
		"no first day":       {3, published, nil, civil.Date{}, day(11, 30), "opens"},
		"no last day":        {3, published, nil, day(11, 1), civil.Date{}, "closes"},
		"yesterday":          {3, published, nil, day(10, 31), day(11, 30), "opens"},
		"backwards":          {3, published, nil, day(11, 10), day(11, 9), "closes"},
		"for ever":           {3, published, nil, day(11, 1), civil.OfDays(day(11, 1).Days() + 92), "closes"},
	} {
		_, err := Plan(2026, c.snapshot, c.published, c.chosen, c.opens, c.closes, day(11, 1))
		if f, ok := fault.As(err); !ok || f.Field != c.field {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnswersAreTakenWholeOrNotAtAll(t *testing.T) {
	p, err := Plan(2026, 3, published, []string{"2026-001"}, day(11, 1), day(11, 30), day(11, 1))
	if err != nil {
		t.Fatal(err)
	}
	good := map[string]Answer{"2026-001": Fair}
	if err := p.Check(good, map[string]string{"2026-001": "好"}, day(11, 30)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		answers map[string]Answer
		remarks map[string]string
		on      civil.Date
	}{
		"too early":           {good, nil, day(10, 31)},
		"too late":            {good, nil, day(12, 1)},
		"an item not asked":   {map[string]Answer{"2026-001": Fair, "2026-002": Fair}, nil, day(11, 2)},
		"a made-up answer":    {map[string]Answer{"2026-001": "great"}, nil, day(11, 2)},
		"nothing":             {nil, nil, day(11, 2)},
		"a remark on nothing": {good, map[string]string{"2026-002": "好"}, day(11, 2)},
		"a remark too long":   {good, map[string]string{"2026-001": strings.Repeat("好", MostRemark+1)}, day(11, 2)},
	} {
		if err := p.Check(c.answers, c.remarks, c.on); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestFewAnswersHaveNoShare(t *testing.T) {
	x := Tally{Satisfied: 20, Fair: 5, Dissatisfied: 4}
	if s, ok := x.Share(day(11, 1)); ok {
		t.Errorf("a share of %d: %s", x.N(), s)
	}
	x.Add(Dissatisfied, 1)
	if s, ok := x.Share(day(11, 1)); !ok || s.String() != "83.3" {
		t.Errorf("%s of %d", s, x.N())
	}
	if bad := table.Troubles(data, "data/parameters.tsv", 4); len(bad) > 0 || Least(day(11, 1)) != 30 {
		t.Error(bad)
	}
}

func TestNobodysNumberIsKept(t *testing.T) {
	for in, want := range map[string]string{
		"电话13800001234，修得好":        "电话〔号码略〕，修得好",
		"找我 138-0000-1234":         "找我 〔号码略〕",
		"１３８００００１２３４":              "〔号码略〕",
		"0728 6222 333":            "〔号码略〕",
		"42900419900101123X的人":     "〔号码略〕的人",
		"卡号 6222 0000 0000 0000 0": "卡号 〔号码略〕",
		"一三八〇〇〇〇一二三四":              "〔号码略〕",
		"写给 a.b@example.com 吧":     "写给 〔邮箱略〕 吧",
		"2026年修了120公里，投资8600万元":    "2026年修了120公里，投资8600万元",
		"  两头\n有空  ":               "两头 有空",
	} {
		if got := Words(in); got != want {
			t.Errorf("%q is kept as %q", in, got)
		}
	}
}
