package tour

import (
	"bytes"
	"cmp"
	"encoding/json"
	"math/big"
	"slices"

	"duban/internal/base/fault"
	"duban/internal/base/quantity"
)

// Evaluator is the version of the reckoning: whatever changes a result gets a new number.
const Evaluator = 1

// Result (观摩结果) is what is published of a tour: of each stop what the
// judges' totals come to and how they spread, and never whose total was which.
type Result struct {
	Evaluator int       `json:"evaluator"`
	Judges    int       `json:"judges"` // whose sheets were handed in
	Absent    int       `json:"absent"` // who did not hand in; what they had marked does not count
	Trimmed   bool      `json:"trimmed"`
	Stops     []Outcome `json:"stops"` // in the order of the route
}

// Outcome (观摩得分) is the result of one stop. Without a sheet there is no score.
type Outcome struct {
	Project  string            `json:"project"`
	Sheets   int               `json:"sheets"`  // judges who marked it and handed in
	Dropped  int               `json:"dropped"` // of them, the highest and the lowest
	Recused  int               `json:"recused"`
	Score    *quantity.Decimal `json:"score,omitempty"` // the mean of what counts
	Criteria []Mean            `json:"criteria,omitempty"`
	Spread   *Spread           `json:"spread,omitempty"` // of all sheets, dropped ones too
}

// Mean (单项平均) is the mean mark of a criterion over the sheets that count.
type Mean struct {
	Title string           `json:"title"`
	Mark  quantity.Decimal `json:"mark"`
}

// Spread (离散) says how far the judges' totals lie apart. Quartiles lie between
// the two nearest totals in proportion; the deviation is that of all the totals there are.
type Spread struct {
	Min       quantity.Decimal `json:"min"`
	Lower     quantity.Decimal `json:"lower"`
	Median    quantity.Decimal `json:"median"`
	Upper     quantity.Decimal `json:"upper"`
	Max       quantity.Decimal `json:"max"`
	Deviation quantity.Decimal `json:"deviation"`
}

// places of what is published; everything before is exact.
const places = 2

// Total is what a sheet comes to: the marks by their weights.
func (t Tour) Total(marks []quantity.Decimal) *big.Rat {
	sum, weights := new(big.Rat), new(big.Rat)
	for i, c := range t.Criteria {
		w := big.NewRat(int64(c.Weight), 1)
		weights.Add(weights, w)
		sum.Add(sum, w.Mul(w, marks[i].Rat()))
	}
	if weights.Sign() == 0 {
		return sum
	}
	return sum.Quo(sum, weights)
}

// Reckon is the result of a tour from the sheets of the judges who handed in.
// Sheets of others, and of judges who are recused, count for nothing.
func Reckon(t Tour, handed []string, sheets []Sheet) Result {
	r := Result{Evaluator: Evaluator, Trimmed: t.Trim, Stops: []Outcome{}}
	for _, j := range t.Judges {
		if slices.Contains(handed, j.Person) {
			r.Judges++
		} else {
			r.Absent++
		}
	}
	for _, s := range t.Stops {
		o := Outcome{Project: s.Project}
		var all []sheet
		for _, j := range t.Judges {
			if j.Recused(s) != "" {
				o.Recused++
				continue
			}
			if !slices.Contains(handed, j.Person) {
				continue
			}
			for _, x := range sheets {
				if x.Judge == j.Person && x.Stop == s.Project && len(x.Marks) == len(t.Criteria) {
					all = append(all, sheet{x.Judge, x.Marks, t.Total(x.Marks)})
				}
			}
		}
		r.Stops = append(r.Stops, t.outcome(o, all))
	}
	return r
}

type sheet struct {
	judge string
	marks []quantity.Decimal
	total *big.Rat
}

func (t Tour) outcome(o Outcome, all []sheet) Outcome {
	o.Sheets = len(all)
	if o.Sheets == 0 {
		return o
	}
	slices.SortFunc(all, func(a, b sheet) int { return cmp.Or(a.total.Cmp(b.total), cmp.Compare(a.judge, b.judge)) })
	totals := make([]*big.Rat, len(all))
	for i, x := range all {
		totals[i] = x.total
	}
	o.Spread = spread(totals)
	counted := all
	if t.Trim && len(all) >= max(t.Least, 3) {
		counted, o.Dropped = all[1:len(all)-1], 2
	}
	mean := func(of func(sheet) *big.Rat) quantity.Decimal {
		sum := new(big.Rat)
		for _, x := range counted {
			sum.Add(sum, of(x))
		}
		return published(sum.Quo(sum, big.NewRat(int64(len(counted)), 1)))
	}
	score := mean(func(x sheet) *big.Rat { return x.total })
	o.Score = &score
	for i, c := range t.Criteria {
		o.Criteria = append(o.Criteria, Mean{c.Title, mean(func(x sheet) *big.Rat { return x.marks[i].Rat() })})
	}
	return o
}

func published(r *big.Rat) quantity.Decimal { return quantity.FromRat(r, places) }

func spread(sorted []*big.Rat) *Spread {
	n := int64(len(sorted))
	at := func(quarter int64) *big.Rat {
		whole, part := quarter*(n-1)/4, quarter*(n-1)%4
		v := new(big.Rat).Set(sorted[whole])
		if part == 0 {
			return v
		}
		step := new(big.Rat).Sub(sorted[whole+1], sorted[whole])
		return v.Add(v, step.Mul(step, big.NewRat(part, 4)))
	}
	mean := new(big.Rat)
	for _, x := range sorted {
		mean.Add(mean, x)
	}
	mean.Quo(mean, big.NewRat(n, 1))
	variance := new(big.Rat)
	for _, x := range sorted {
		d := new(big.Rat).Sub(x, mean)
		variance.Add(variance, d.Mul(d, d))
	}
	variance.Quo(variance, big.NewRat(n, 1))
	return &Spread{published(at(0)), published(at(1)), published(at(2)), published(at(3)), published(at(4)), root(variance)}
}

// root is the square root with the places that are published, rounded half up,
// by whole numbers alone.
func root(r *big.Rat) quantity.Decimal {
	// of 4 × 10^(2·places) × r, halved after one is added
	n := new(big.Int).Mul(r.Num(), new(big.Int).Exp(big.NewInt(10), big.NewInt(2*places), nil))
	n.Mul(n, big.NewInt(4)).Quo(n, r.Denom()).Sqrt(n)
	n.Add(n, big.NewInt(1)).Rsh(n, 1)
	return quantity.New(n.Int64(), places)
}

// Canonical is the result as JSON in its one form.
func (r Result) Canonical() []byte {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(r); err != nil {
		panic("tour: " + err.Error()) // no type here can fail
	}
	return bytes.TrimRight(out.Bytes(), "\n")
}

// ReadResult reads what Canonical writes.
func ReadResult(b []byte) (r Result, err error) {
	if err = json.Unmarshal(b, &r); err == nil && !bytes.Equal(r.Canonical(), b) {
		err = fault.New(fault.Unreadable, "存着的观摩结果不是原来的样子。", "请管理员核对账本。")
	}
	return r, err
}

// Outcome finds the result of a stop, nil if it has none.
func (r Result) Outcome(project string) *Outcome {
	i := slices.IndexFunc(r.Stops, func(o Outcome) bool { return o.Project == project })
	if i < 0 {
		return nil
	}
	return &r.Stops[i]
}
