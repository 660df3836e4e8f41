package task

import (
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
)

// MostProofs is how many proofs a report, or an application to close, may have.
const MostProofs = 20

// What records can be taken as proof: a signed month of a project or a stage
// that it reached, and a case that has ended.
const (
	OfProject = "project"
	OfCase    = "case"
)

// Proof (佐证) shows that something is so: a file, an address, or a record that
// the system already holds, so that nothing is typed twice. Of a record it keeps
// what it said when it was taken: that is what was signed, whatever becomes of
// the record.
type Proof struct {
	Title  string            `json:"title"`
	File   string            `json:"file,omitempty"` // content address, with its kind
	Link   string            `json:"link,omitempty"`
	Noun   string            `json:"noun,omitempty"` // project, case
	Object string            `json:"object,omitempty"`
	Of     string            `json:"of,omitempty"`     // of a project: the month, or the stage
	Says   string            `json:"says,omitempty"`   // the record's words
	On     civil.Date        `json:"on,omitzero"`      // when the stage was reached, the case ended
	Figure *quantity.Decimal `json:"figure,omitempty"` // of a month: 万元 since January
}

// Held says that a proof is a record that the system holds.
func (p Proof) Held() bool { return p.Noun != "" || p.Object != "" }

// Same says that two proofs are the same record.
func (p Proof) Same(o Proof) bool {
	return p.Held() && p.Noun == o.Noun && p.Object == o.Object && p.Of == o.Of
}

// month is the month that a record tells of.
func (p Proof) month() civil.Month {
	if !p.On.Zero() {
		return civil.MonthOf(p.On)
	}
	m, _ := civil.ParseMonth(p.Of)
	return m
}

// Bounded refuses more proofs than anybody reads, before one of them is looked at.
func Bounded(proofs []Proof) error {
	if len(proofs) > MostProofs {
		return fault.New(fault.Invalid, fmt.Sprintf("佐证材料有 %d 件，至多 %d 件。", len(proofs), MostProofs), "请挑最能说明的。").At("proofs")
	}
	return nil
}

func checkProofs(proofs []Proof) error {
	if err := Bounded(proofs); err != nil {
		return err
	}
	for i, p := range proofs {
		kinds := 0
		for _, there := range []bool{p.File != "", p.Link != "", p.Held()} {
			if there {
				kinds++
			}
		}
		switch {
		case strings.TrimSpace(p.Title) == "":
			return fault.New(fault.Invalid, "有一件佐证材料没有名称。", "写一句它是什么。").At("proofs")
		case p.Link != "" && !strings.HasPrefix(p.Link, "https://") && !strings.HasPrefix(p.Link, "http://"):
			return fault.New(fault.Invalid, "佐证的地址“"+p.Link+"”不对。", "写以 https:// 开头的完整地址。").At("proofs")
		case kinds == 0:
			return fault.New(fault.Invalid, "佐证材料“"+p.Title+"”没有内容。", "附文件，写地址，或选系统里已有的项目、办件。").At("proofs")
		case kinds > 1:
			return fault.New(fault.Invalid, "佐证材料“"+p.Title+"”又是文件、又是地址或记录。", "一件佐证只能是文件、地址、系统里的记录中的一样；另一样另列一件。").At("proofs")
		case p.Held() && p.Says == "":
			return fault.New(fault.Invalid, "佐证“"+p.Title+"”没有留下它当时写着什么。", "请从系统里已有的记录里选。").At("records")
		case slices.ContainsFunc(proofs[:i], p.Same):
			return fault.New(fault.Invalid, "“"+p.Title+"”选了两次。", "请去掉一个。").At("records")
		}
	}
	return nil
}

// Suggestion (建议的数) is a figure that follows from records, with all that it
// was added up from. It is never a report: whoever fills in takes it or not.
type Suggestion struct {
	Figure quantity.Decimal
	Unit   string
	Before *quantity.Decimal // what was reached before, where records are counted on top of it
	Counts int               // how many are counted on top
	Of     []Proof           // the records, of months with their figures
}

// countable are units in which records are counted, by what is counted.
var countable = map[string][]string{OfCase: {"件", "起", "宗"}, OfProject: {"个", "项"}}

// money says that a figure is of money.
func (f *Figure) money() bool { return f.Unit == "万元" || f.Unit == "亿元" }

// invested says that the figure is investment: a project's month tells no other money.
func (t *Task) invested() bool {
	return strings.Contains(t.Terms.Figure.Subject+t.Terms.Title, "投资")
}

// Reckons says that records can tell the figure: it is money invested, or counts
// what records are of.
func (t *Task) Reckons() bool {
	f := t.Terms.Figure
	switch {
	case f == nil || len(t.Allocation) > 0:
		return false
	case f.money():
		return t.invested()
	}
	return slices.Contains(countable[OfCase], f.Unit) || slices.Contains(countable[OfProject], f.Unit)
}

// Suggest reckons the figure of a month from records: the investment since
// January of months of projects, or so many more cases ended or projects at the
// stage that the task names than were told before. Stages gives the word of a
// stage by its name for programs.
func (t *Task) Suggest(month civil.Month, proofs []Proof, stages map[string]string) (Suggestion, bool) {
	if !t.Reckons() || t.Terms.Year != month.Year {
		return Suggestion{}, false
	}
	f := t.Terms.Figure
	s := Suggestion{Unit: f.Unit}
	if f.money() {
		for _, p := range proofs {
			if p.Noun != OfProject || p.Of != month.String() || p.Figure == nil {
				continue
			}
			sum, err := s.Figure.Add(*p.Figure)
			if err != nil {
				return Suggestion{}, false
			}
			s.Figure, s.Of = sum, append(s.Of, p)
		}
		if f.Unit == "亿元" {
			var err error
			if s.Figure, err = s.Figure.Times10(-4); err != nil {
				return Suggestion{}, false
			}
		}
		return s, len(s.Of) > 0 && f.Base.Sign() == 0
	}
	before, reports, ok := t.toldBefore(month)
	if !ok {
		return Suggestion{}, false
	}
	named := t.named(stages)
	told := map[string]bool{}
	count := func(p Proof) bool {
		key := p.Noun + "/" + p.Object
		switch {
		case !p.Held() || p.On.Zero() || p.On.Year != month.Year || month.Before(p.month()) || told[key] || !slices.Contains(countable[p.Noun], f.Unit):
			return false
		case p.Noun == OfProject && !named[p.Of]:
			return false
		}
		told[key] = true
		return true
	}
	for _, r := range reports {
		for _, p := range r.Proofs {
			count(p)
		}
	}
	for _, p := range proofs {
		if count(p) {
			s.Of = append(s.Of, p)
		}
	}
	s.Before, s.Counts = &before, len(s.Of)
	var err error
	s.Figure, err = before.Add(quantity.Int(int64(s.Counts)))
	return s, err == nil && s.Counts > 0
}

// named are the stages that the figure's subject names, or else the title: a
// task of projects completed does not count those begun.
func (t *Task) named(stages map[string]string) map[string]bool {
	for _, words := range []string{t.Terms.Figure.Subject, t.Terms.Title} {
		all := map[string]bool{}
		for id, word := range stages {
			if word != "" && strings.Contains(words, word) {
				all[id] = true
			}
		}
		if len(all) > 0 {
			return all
		}
	}
	return nil
}

// toldBefore is the figure that was told last before a month, and the reports up
// to it: one that waits for its signature has been told as well. After a month
// that was returned nobody knows what had been reached.
func (t *Task) toldBefore(month civil.Month) (figure quantity.Decimal, reports []*Report, ok bool) {
	figure, ok = t.Terms.Figure.Base, true
	for i := range t.Reports {
		switch r := &t.Reports[i]; {
		case !r.Month.Before(month):
		case r.State == Returned:
			ok = false
		default:
			reports = append(reports, r)
			if r.Figure != nil {
				figure, ok = *r.Figure, true
			}
		}
	}
	return figure, reports, ok
}
