package scorecard

import (
	"cmp"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/rule"
)

// Inputs (结算输入) is all that a settlement is reckoned from.
type Inputs struct {
	Card     *Card
	AsOf     civil.Instant // the facts are as known then
	Period   Period
	Subjects []Subject
}

// Subject (考核对象) is whose account is settled, with the facts about it.
type Subject struct {
	ID     string           `json:"id"`
	Name   string           `json:"name"`
	Group  string           `json:"group,omitempty"`
	Unit   string           `json:"unit,omitempty"` // that answers for it, where the subject is none itself
	Facts  map[string]Fact  `json:"facts,omitempty"`
	Tables map[string][]Row `json:"tables,omitempty"`
}

// Settle reckons the settlement. A fact that is not there is a finding and
// follows the card; an error says that the inputs themselves are none: a card
// that is not in force, a subject twice, a fact that no card may ask for.
func Settle(in Inputs) (*Settlement, error) {
	in, err := in.ordered()
	if err != nil {
		return nil, err
	}
	c := in.Card
	s := &Settlement{Card: Pin{c.ID, c.Title, c.Version, c.Digest}, Evaluator: Evaluator, Inputs: digest(in.write()), AsOf: in.AsOf, Period: in.Period, Rounding: c.Rounding, Subjects: []Result{}}
	e := &evaluation{card: c, subjects: in.Subjects, extents: map[[2]string]extent{}, to: s}
	for _, x := range in.Subjects {
		s.Subjects = append(s.Subjects, e.subject(x))
	}
	for _, f := range s.Findings {
		s.Stopped = s.Stopped || f.Effect == Stop
	}
	if !s.Stopped {
		e.grades()
		e.ranks()
		return s, nil
	}
	for i := range s.Subjects { // half a settlement is none
		x := &s.Subjects[i]
		x.Scored, x.Total, x.Words = false, Score{}, ""
	}
	return s, nil
}

// ordered checks the inputs and puts subjects and rows in the order of their ids.
func (in Inputs) ordered() (Inputs, error) {
	c := in.Card
	if !in.Period.First.Valid() || !in.Period.Last.Valid() || in.Period.Last.Before(in.Period.First) {
		return in, fmt.Errorf("scorecard: %s to %s is no period", in.Period.First, in.Period.Last)
	}
	if !c.InForce(in.Period.Last) {
		return in, fault.New(fault.Invalid, fmt.Sprintf("考核表“%s”（第 %d 版）在 %s 不适用", c.Title, c.Version, in.Period.Last), "换一版适用于这一期的考核表")
	}
	known := named(FieldsOf(c.Of))
	in.Subjects = slices.Clone(in.Subjects)
	slices.SortStableFunc(in.Subjects, func(a, b Subject) int { return cmp.Compare(a.ID, b.ID) })
	for i := range in.Subjects {
		x := &in.Subjects[i]
		if i > 0 && in.Subjects[i-1].ID == x.ID {
			return in, fmt.Errorf("scorecard: subject %s twice", x.ID)
		}
		if err := fit(x.Facts, known); err != nil {
			return in, fmt.Errorf("scorecard: subject %s: %w", x.ID, err)
		}
		x.Facts = maps.Clone(x.Facts)
		maps.DeleteFunc(x.Facts, func(_ string, f Fact) bool { return f.Value.kind == "" })
		tables := maps.Clone(x.Tables)
		for name, rows := range x.Tables {
			t := TableOf(c.Of, name)
			if t == nil {
				return in, fmt.Errorf("scorecard: subject %s: no card asks for table %s", x.ID, name)
			}
			rows = slices.Clone(rows)
			slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Compare(a.ID, b.ID) })
			for j, row := range rows {
				if j > 0 && rows[j-1].ID == row.ID {
					return in, fmt.Errorf("scorecard: subject %s: row %s twice in %s", x.ID, row.ID, name)
				}
				if err := fit(row.Facts, named(t.Fields)); err != nil {
					return in, fmt.Errorf("scorecard: subject %s, row %s: %w", x.ID, row.ID, err)
				}
			}
			tables[name] = rows
			if len(rows) == 0 {
				delete(tables, name)
			}
		}
		x.Tables = tables
	}
	return in, nil
}

func fit(facts map[string]Fact, known rule.Fields) error {
	for _, name := range slices.Sorted(maps.Keys(facts)) {
		kind, ok := known[name]
		if got := facts[name].Value.kind; !ok {
			return fmt.Errorf("no card asks for %s", name)
		} else if got != "" && got != kind {
			return fmt.Errorf("%s is %s, not %s", name, kind, got)
		}
	}
	return nil
}

// evaluation is one reckoning under way.
type evaluation struct {
	card     *Card
	subjects []Subject
	extents  map[[2]string]extent // by fact and group, or by fact and anyGroup
	to       *Settlement
}

// anyGroup is no group's name.
const anyGroup = "\x00"

type extent struct {
	low, high Input
	ok        bool
}

// among gives the least and the greatest of a fact over the subjects, or over those of a group.
func (e *evaluation) among(group string) func(fact, within string) (low, high Input, ok bool) {
	return func(fact, within string) (Input, Input, bool) {
		key := [2]string{fact, anyGroup}
		if within == "group" {
			key[1] = group
		}
		x, known := e.extents[key]
		if !known {
			for _, s := range e.subjects {
				f, ok := s.Facts[fact]
				if !ok || f.Value.kind != rule.Number || within == "group" && s.Group != group {
					continue
				}
				one := Input{Subject: s.ID, Fact: fact, Value: f.Value, Source: f.Source}
				if !x.ok || f.Value.number.Cmp(x.low.Value.number) < 0 {
					x.low = one
				}
				if !x.ok || f.Value.number.Cmp(x.high.Value.number) > 0 {
					x.high = one
				}
				x.ok = true
			}
			e.extents[key] = x
		}
		return x.low, x.high, x.ok
	}
}

func (e *evaluation) scope(x Subject) *scope {
	return &scope{facts: x.Facts, tables: x.Tables, extent: e.among(x.Group)}
}

func (e *evaluation) subject(x Subject) Result {
	out := Result{ID: x.ID, Name: x.Name, Group: x.Group, Unit: x.Unit, Cells: []Cell{}}
	e.items(x, &out)
	for _, a := range e.card.Deductions {
		out.Deductions = append(out.Deductions, e.adjust(x, a))
	}
	for _, a := range e.card.Bonuses {
		out.Bonuses = append(out.Bonuses, e.adjust(x, a))
	}
	for _, v := range e.card.Vetoes {
		out.Vetoes = append(out.Vetoes, e.veto(x, v))
	}
	if out.Scored {
		e.total(&out)
	}
	return out
}

// items scores the items; the weight of those left out is shared among the others.
func (e *evaluation) items(x Subject, out *Result) {
	all, kept := new(big.Rat), new(big.Rat)
	came := make([]outcome, len(e.card.Items))
	for i, item := range e.card.Items {
		s := e.scope(x)
		s.lacks, s.empty = item.Missing, item.Empty
		came[i] = item.Formula.reckon(s)
		cell := Cell{ID: item.ID, Title: item.Title, Weight: Score{item.Weight}, Formula: item.Formula.Words(), Inputs: s.used, Rows: came[i].rows}
		for _, f := range s.findings {
			e.find(x, item.ID, item.Title, f)
		}
		switch {
		case len(s.missing) > 0:
			cell.Effect, cell.Words = item.Missing, lacking(s.missing)
			e.find(x, item.ID, item.Title, Finding{Fact: s.missing[0], Effect: cell.Effect, Words: cell.Words})
		case came[i].empty != "":
			cell.Effect, cell.Words = item.Empty, came[i].empty
			e.find(x, item.ID, item.Title, Finding{Effect: cell.Effect, Words: cell.Words})
		}
		all.Add(all, rat(item.Weight))
		if cell.Effect != Drop {
			kept.Add(kept, rat(item.Weight))
		}
		out.Cells = append(out.Cells, cell)
	}
	if kept.Sign() == 0 {
		out.Why = append(out.Why, "没有一项可计分，不出总分")
		return
	}
	counted := new(big.Rat).Quo(kept, all)
	if out.Scored = counted.Cmp(rat(e.card.Enough)) >= 0; !out.Scored {
		out.Why = append(out.Why, fmt.Sprintf("可计的项目只占权重的 %s，不到 %s，不出总分", percent(counted), percent(rat(e.card.Enough))))
	}
	factor, shared := new(big.Rat).Quo(all, kept), ""
	if kept.Cmp(all) < 0 {
		shared = fmt.Sprintf(" × %s ÷ %s", show(all), show(kept))
	}
	for i, item := range e.card.Items {
		item.score(came[i], factor, shared, e.card.Rounding, &out.Cells[i])
	}
}

// score puts an item's outcome into its cell.
func (item *Item) score(came outcome, factor *big.Rat, shared string, r Rounding, cell *Cell) {
	weight := new(big.Rat).Mul(rat(item.Weight), factor)
	switch cell.Effect {
	case Drop, Stop, Zero:
		cell.Words += "，" + cell.Effect.words()
		return
	case Full:
		cell.Score = Score{r.Round(lesser(weight, new(big.Rat).Mul(rat(item.Most), factor)))}
		cell.Words += fmt.Sprintf("，记满分 %s%s = %s", item.Weight, shared, r.Write(cell.Score.Decimal))
		return
	}
	least, most := new(big.Rat).Mul(rat(item.Least), factor), new(big.Rat).Mul(rat(item.Most), factor)
	if over := new(big.Rat).Sub(rat(item.Most), rat(item.Weight)); over.Sign() > 0 {
		most.Add(weight, over) // what goes beyond the weight does not grow with it
	}
	value, words := new(big.Rat), came.words
	if came.points {
		value.Mul(came.value, factor)
		if shared != "" {
			words = "(" + words + ")" + shared
		}
	} else {
		value.Mul(came.value, weight)
		words = item.Weight.String() + shared + " × " + words
	}
	score, end := equals(r, value, least, most)
	cell.Score, cell.Words = Score{score}, words+end
}

func (e *evaluation) find(x Subject, id, title string, f Finding) {
	f.Subject, f.Name, f.Item, f.Title = x.ID, x.Name, id, title
	e.to.Findings = append(e.to.Findings, f)
}

// adjust counts what a deduction or bonus is for.
func (e *evaluation) adjust(x Subject, a *Adjustment) Cell {
	s, r := e.scope(x), e.card.Rounding
	cell := Cell{ID: a.ID, Title: a.Title, Weight: Score{a.Most}, Formula: a.Words()}
	count, of := e.count(x, s, a, &cell)
	cell.Inputs = s.used
	if len(s.missing) > 0 {
		cell.Effect = a.Missing
		cell.Words = lacking(s.missing) + "，" + cell.Effect.words()
		e.find(x, a.ID, a.Title, Finding{Fact: s.missing[0], Effect: cell.Effect, Words: lacking(s.missing)})
		return cell
	}
	points := new(big.Rat).Mul(count, rat(a.Points))
	score, end := equals(r, points, new(big.Rat), rat(a.Most))
	cell.Score, cell.Words = Score{score}, fmt.Sprintf("%s%s × %s%s", of, show(count), a.Points, end)
	return cell
}

func (e *evaluation) count(x Subject, s *scope, a *Adjustment, cell *Cell) (count *big.Rat, of string) {
	switch {
	case a.When != nil:
		env, ok := s.values(a.When)
		if of = s.said(a.When) + "："; ok && a.When.Holds(env) {
			return big.NewRat(1, 1), of
		}
		return new(big.Rat), of
	case a.Rows != nil:
		for _, row := range x.Tables[a.Rows.Table.Name] {
			one := &scope{facts: row.Facts}
			if a.Rows.Where != nil {
				env, ok := one.values(a.Rows.Where)
				if !ok {
					e.find(x, a.ID, a.Title, Finding{Row: row.ID, RowTitle: row.Title, Fact: one.missing[0], Effect: a.Missing, Words: lacking(one.missing)})
					continue
				}
				if !a.Rows.Where.Holds(env) {
					continue
				}
			}
			score := RowScore{ID: row.ID, Title: row.Title, Weight: Score{a.Points}, Share: Score{quantity.Int(1)}, Words: "计一次", Inputs: one.used, Source: row.Source}
			if a.Rows.Where != nil {
				score.Words += "（" + one.said(a.Rows.Where) + "）"
			}
			cell.Rows = append(cell.Rows, score)
		}
		return big.NewRat(int64(len(cell.Rows)), 1), a.Rows.words() + " "
	}
	d, _ := s.number(a.Count)
	return rat(d), a.Count.String() + " "
}

// Words is what a deduction or bonus is, before the numbers.
func (a *Adjustment) Words() string {
	of := a.Count.String()
	switch {
	case a.When != nil:
		of = a.When.Text
	case a.Rows != nil:
		of = a.Rows.words()
	}
	return fmt.Sprintf("%s，每次 %s，至多 %s", of, a.Points, a.Most)
}

func (t *Tally) words() string {
	if t.Where == nil {
		return t.Table.Title + "的行数"
	}
	return t.Table.Title + "里“" + t.Where.Text + "”的行数"
}

func (e *evaluation) veto(x Subject, v *Veto) VetoCell {
	s := e.scope(x)
	env, ok := s.values(v.When)
	out := VetoCell{ID: v.ID, Title: v.Title, Highest: v.Highest, Inputs: s.used}
	if !ok {
		out.Effect, out.Words = v.Missing, lacking(s.missing)+"，"+v.Missing.words()
		e.find(x, v.ID, v.Title, Finding{Fact: s.missing[0], Effect: v.Missing, Words: lacking(s.missing)})
		return out
	}
	out.Held, out.Words = v.When.Holds(env), v.When.Text+"（"+s.said(v.When)+"）"
	return out
}

// total adds up what was scored; the scores are rounded, so the sum is as on paper.
func (e *evaluation) total(out *Result) {
	r := e.card.Rounding
	var plus, minus []quantity.Decimal
	var words strings.Builder
	add := func(sign string, cells []Cell, into *[]quantity.Decimal, always bool) {
		for _, c := range cells {
			if c.Effect == Drop || !always && c.Score.Sign() == 0 {
				continue
			}
			if words.Len() > 0 || sign != " + " {
				words.WriteString(sign)
			}
			words.WriteString(r.Write(c.Score.Decimal))
			*into = append(*into, c.Score.Decimal)
		}
	}
	add(" + ", out.Cells, &plus, true)
	add(" − ", out.Deductions, &minus, false)
	add(" + ", out.Bonuses, &plus, false)
	exact := new(big.Rat).Sub(rat(sum(plus)), rat(sum(minus)))
	// scores of shared-out weights are rounded one by one, and may add up to a hundredth too much
	total, end := equals(r, exact, rat(e.card.Least), greater(rat(e.card.Highest()), rat(e.card.Least)))
	out.Total, out.Words = Score{total}, words.String()+end
}
