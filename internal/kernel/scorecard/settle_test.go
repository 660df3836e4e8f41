package scorecard_test

import (
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/scorecard"
)

func num(s string) scorecard.Fact {
	return scorecard.Fact{Value: scorecard.Number(quantity.Must(s)), Source: scorecard.Source{Noun: "test", ID: s}}
}

func yes(b bool) scorecard.Fact { return scorecard.Fact{Value: scorecard.Flag(b)} }

func word(s string) scorecard.Fact { return scorecard.Fact{Value: scorecard.Text(s)} }

func year(y int) scorecard.Period {
	return scorecard.Period{Title: quantity.Int(int64(y)).String() + "年", First: civil.Date{Year: y, Month: 1, Day: 1}, Last: civil.Date{Year: y, Month: 12, Day: 31}}
}

func settle(t testing.TB, c *scorecard.Card, subjects ...scorecard.Subject) *scorecard.Settlement {
	t.Helper()
	s, err := scorecard.Settle(scorecard.Inputs{Card: c, AsOf: civil.Date{Year: 2022, Month: 1, Day: 10}.At(9, 0), Period: year(2021), Subjects: subjects})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The published scheme of 延安 by hand: a new industrial project of 8 亿, 6 亿 done, not yet producing.
func TestAProjectByThePublishedScheme(t *testing.T) {
	s := settle(t, shipped(t, "projects"), scorecard.Subject{ID: "p1", Name: "无纺布产业园", Facts: map[string]scorecard.Fact{
		"年度计划投资": num("80000"), "年度完成投资": num("60000"), "建设性质": word("新开工"), "类型": word("产业"),
		"开工": yes(true), "入库": yes(false), "竣工": yes(false), "投产": yes(false), "批评次数": num("1"),
	}})
	r := s.Result("p1")
	for id, want := range map[string]string{
		"nature": `建设性质 == "新开工" ? 5 : 建设性质 == "续建" ? 2 : 0（建设性质 = 新开工） = 5.00`,
		"size":   "10（年度计划投资 80000 ≥ 50000） = 10.00", "kind": `类型 == "产业" ? 15 : 类型 == "民生" ? 8 : 类型 == "功能" ? 6 : 0（类型 = 产业） = 15.00`,
		"investment": "60 × min(1, 60000 ÷ 80000) = 45.00", "producing": "20 × 0 ÷ 1（应达到：投产 1；一个也没有达到） = 0.00",
		"stages": "20 × 10 ÷ 16（应达到：开工 10、入库 6；达到：开工） = 12.50", "criticised": "批评次数 1 × 5 = 5.00",
	} {
		if got := r.Cell(id).Words; got != want {
			t.Errorf("%s: %s", id, got)
		}
	}
	if want := "5.00 + 10.00 + 15.00 + 45.00 + 0.00 + 12.50 − 5.00 = 82.50"; r.Words != want || r.Total.String() != "82.5" {
		t.Errorf("%s, %s", r.Words, r.Total)
	}
	if len(s.Findings) > 0 || s.Stopped || r.Grade != "" || r.Rank != 0 {
		t.Errorf("%v, %+v", s.Findings, r)
	}
}
