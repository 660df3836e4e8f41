package scorecard

import (
	"fmt"
	"math/big"
	"strings"

	"duban/internal/kernel/rule"
)

// EachRow (逐行加权) scores each row of a table by a formula and gives the
// weight by the weighted mean.
type EachRow struct {
	Table  *Table
	Where  *rule.Rule // nil takes every row
	Weight Operand    // of a row
	Row    Formula
}

// Name is each-row.
func (*EachRow) Name() string { return "each-row" }

// Words is the formula.
func (f *EachRow) Words() string {
	of := ""
	if f.Where != nil {
		of = "（只计 " + f.Where.Text + "）"
	}
	return fmt.Sprintf("权重 × 各行得分率按%s加权的平均；%s%s，每行 %s", f.Weight, f.Table.Title, of, strings.Replace(f.Row.Words(), "权重 × ", "", 1))
}

func (f *EachRow) needs() []Need {
	all := append(f.Weight.needs(""), f.Row.needs()...)
	if f.Where != nil {
		for _, name := range f.Where.Fields {
			all = append(all, Need{Fact: name})
		}
	}
	for i := range all {
		all[i].Table = f.Table.Name
	}
	return append(all, Need{Table: f.Table.Name})
}

func (f *EachRow) reckon(s *scope) outcome {
	won, weighed, out := new(big.Rat), new(big.Rat), outcome{}
	counted := 0
	for _, row := range s.tables[f.Table.Name] {
		x := &scope{facts: row.Facts}
		if f.Where != nil {
			if env, ok := x.values(f.Where); ok && !f.Where.Holds(env) {
				continue
			}
		}
		weight, _ := x.number(f.Weight)
		known := len(x.missing) == 0
		one := f.Row.reckon(x)
		score := RowScore{ID: row.ID, Title: row.Title, Weight: Score{weight}, Source: row.Source}
		share, effect := one.value, Missing("")
		switch {
		case len(x.missing) > 0:
			effect = s.lacks
			if effect == Zero && !known { // nobody knows what the row weighs, or whether it counts
				effect = Drop
			}
			score.Words = lacking(x.missing)
			s.find(row, x.missing[0], effect, score.Words)
		case one.empty != "":
			effect, score.Words = s.empty, one.empty
			s.find(row, "", effect, score.Words)
		case weight.Sign() < 0:
			effect, score.Words = Drop, fmt.Sprintf("权重是 %s，不计", weight)
			s.find(row, f.Weight.Name, effect, score.Words)
		default:
			share = greater(new(big.Rat), share)
			if one.points {
				share = lesser(big.NewRat(1, 1), share)
			}
			score.Words = one.words + " = " + show(share)
		}
		switch effect {
		case Zero:
			share = new(big.Rat)
		case Full:
			share = big.NewRat(1, 1)
		}
		score.Effect, score.Inputs = effect, x.used
		if effect != Drop && effect != Stop {
			score.Share = Score{shareOf(share)}
			won.Add(won, new(big.Rat).Mul(rat(weight), share))
			weighed.Add(weighed, rat(weight))
			counted++
		}
		out.rows = append(out.rows, score)
	}
	if weighed.Sign() == 0 {
		out.empty = f.Table.Title + "里没有可计的行"
		return out
	}
	out.value = new(big.Rat).Quo(won, weighed)
	out.words = fmt.Sprintf("%s ÷ %s（%d 行，权重 × 得分率之和 ÷ 权重之和）", show(won), show(weighed), counted)
	return out
}

func (s *scope) find(row Row, fact string, effect Missing, words string) {
	s.findings = append(s.findings, Finding{Row: row.ID, RowTitle: row.Title, Fact: fact, Effect: effect, Words: words})
}
