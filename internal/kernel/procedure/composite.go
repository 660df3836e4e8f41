package procedure

import (
	"math/big"
	"slices"

	"go.yaml.in/yaml/v3"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
)

// Composite (综合指标) puts several rates together by weights.
type Composite struct {
	ID    string
	Title string
	Rows  []WeightRow
	at    place
}

// WeightRow (权重行) is the weights, in hundredths of the whole, from a day and until another.
type WeightRow struct {
	From, Until civil.Date
	Basis       string
	Of          []Weight
}

// Weight (权重) is what a rate counts in a composite.
type Weight struct {
	Rate string
	N    int
}

// On is the weights that are in force on a day; nil where none are.
func (x *Composite) On(day civil.Date) *WeightRow {
	for i, w := range x.Rows {
		if inForce(day, w.From, w.Until) {
			return &x.Rows[i]
		}
	}
	return nil
}

// Together puts together what the rates come to, to a tenth. The weight of a rate
// by which nothing counts is shared out over the others in their proportion;
// counted is how much of the weight counts, in hundredths.
func (w *WeightRow) Together(percent func(rate string) (quantity.Decimal, bool)) (d quantity.Decimal, counted int) {
	sum := new(big.Rat)
	for _, x := range w.Of {
		if p, ok := percent(x.Rate); ok {
			sum.Add(sum, new(big.Rat).Mul(p.Rat(), big.NewRat(int64(x.N), 1)))
			counted += x.N
		}
	}
	if counted == 0 {
		return d, 0
	}
	return quantity.FromRat(sum.Quo(sum, big.NewRat(int64(counted), 1)), 1), counted
}

func (r *reader) composite(m *Mechanism, p *Procedure, n *yaml.Node) *Composite {
	x := &Composite{at: at(n)}
	r.mapping(n, "综合指标", keyed{"composite": r.code(&x.ID), "title": r.text(&x.Title), "rows": func(n *yaml.Node) {
		r.list(n, "权重的行", func(c *yaml.Node) {
			w, b := WeightRow{}, (*Basis)(nil)
			sum := 0
			r.mapping(c, "权重的行", keyed{"from": r.day(&w.From), "until": r.day(&w.Until), "basis": r.basisOf(m, &b, &w.Basis), "weights": func(n *yaml.Node) {
				r.pairs(n, "权重", func(rate string, v *yaml.Node) {
					y := Weight{Rate: rate}
					r.number(&y.N)(v)
					switch {
					case !slices.ContainsFunc(p.Rates, func(q *Rate) bool { return q.ID == rate }):
						r.wrong(at(v), "没有“%s”这个指标", rate)
					case y.N < 1:
						r.wrong(at(v), "权重要大于 0")
					}
					sum += y.N
					w.Of = append(w.Of, y)
				})
				if sum != 100 {
					r.wrong(at(n), "权重相加是 %d，应是 100", sum)
				}
			}}, "from", "basis", "weights")
			x.Rows = append(x.Rows, w)
		})
	}}, "composite", "title", "rows")
	return x
}

func (x *Composite) says() string {
	list := []string{x.Title}
	for _, w := range x.Rows {
		for _, y := range w.Of {
			list = append(list, y.Rate+" "+quantity.Int(int64(y.N)).String())
		}
		list = append(list, w.From.String()+"起", span(w.Until.Zero(), w.Until.String(), "止"), w.Basis)
	}
	return inWords(list...)
}
