package scorecard

import (
	"cmp"
	"slices"
)

// Difference (结算差异) is what two settlements do not have in common.
type Difference struct {
	Pins     []Changed       // declaration, evaluator, moment, period
	Subjects []SubjectChange // by id
}

// Changed (变动) is one thing that was one way and is another; "" is not there.
type Changed struct{ What, Was, Is string }

// SubjectChange (对象变动) is what changed for one subject.
type SubjectChange struct {
	ID, Name       string
	Added, Removed bool
	Cells          []CellChange
	Results        []Changed // total, grade, rank
}

// CellChange (得分变动) is a score or veto that changed, or one whose inputs
// did though it came out alike.
type CellChange struct {
	ID, Title string
	Score     *Changed // nil: the same
	Words     Changed  // the reckonings
	Inputs    []InputChange
}

// InputChange (事实变动) is a fact that changed, of a row where one is named.
type InputChange struct {
	Row string
	Changed
	Source Source // of the newer, of the older where it is gone
}

// Empty says that nothing changed.
func (d Difference) Empty() bool { return len(d.Pins) == 0 && len(d.Subjects) == 0 }

// Diff says which scores changed from one settlement to another, from what to
// what, and which facts did.
func Diff(was, is *Settlement) (d Difference) {
	pin := func(what, a, b string) {
		if a != b {
			d.Pins = append(d.Pins, Changed{what, a, b})
		}
	}
	pin("考核表", was.Card.ID, is.Card.ID)
	pin("考核表的版本", itoa(was.Card.Version), itoa(is.Card.Version))
	pin("考核表的摘要", was.Card.Digest, is.Card.Digest)
	pin("计算程序的版本", itoa(was.Evaluator), itoa(is.Evaluator))
	pin("事实截至", was.AsOf.String(), is.AsOf.String())
	pin("结算期", was.Period.Title, is.Period.Title)
	for _, id := range either(was.Subjects, is.Subjects, func(r Result) string { return r.ID }) {
		a, b := was.Result(id), is.Result(id)
		switch {
		case a == nil:
			d.Subjects = append(d.Subjects, SubjectChange{ID: id, Name: b.Name, Added: true})
		case b == nil:
			d.Subjects = append(d.Subjects, SubjectChange{ID: id, Name: a.Name, Removed: true})
		default:
			if x := subjectChange(was, is, a, b); len(x.Cells)+len(x.Results) > 0 {
				d.Subjects = append(d.Subjects, x)
			}
		}
	}
	return d
}

func subjectChange(was, is *Settlement, a, b *Result) SubjectChange {
	x := SubjectChange{ID: b.ID, Name: b.Name}
	before, after := was.parts(a), is.parts(b)
	for _, id := range either(before, after, func(p part) string { return p.key }) {
		if c, ok := partChange(pick(before, id), pick(after, id)); ok {
			x.Cells = append(x.Cells, c)
		}
	}
	result := func(what, a, b string) {
		if a != b {
			x.Results = append(x.Results, Changed{what, a, b})
		}
	}
	result("总分", was.total(a), is.total(b))
	result("等次", a.Grade, b.Grade)
	result("名次", ordinal(a.Rank), ordinal(b.Rank))
	result("组别", a.Group, b.Group)
	result("责任单位", a.Unit, b.Unit)
	return x
}

func (s *Settlement) total(r *Result) string {
	if !r.Scored {
		return ""
	}
	return s.Rounding.Write(r.Total.Decimal)
}

func ordinal(rank int) string {
	if rank == 0 {
		return ""
	}
	return itoa(rank)
}

// part is a cell or veto, as far as it can change.
type part struct {
	key, id, title, score, words string
	inputs                       []rowInput
}

type rowInput struct {
	id, row string // of the row, none of the subject's own facts
	Input
}

func (x rowInput) name() string { return x.id + "\x00" + x.Subject + "\x00" + x.Fact }

func byName(inputs []rowInput) map[string]rowInput {
	m := map[string]rowInput{}
	for _, x := range inputs {
		m[x.name()] = x
	}
	return m
}

func (s *Settlement) parts(r *Result) (all []part) {
	for kind, list := range [][]Cell{r.Cells, r.Deductions, r.Bonuses} {
		for _, c := range list {
			p := part{key: itoa(kind) + c.ID, id: c.ID, title: c.Title, score: s.Rounding.Write(c.Score.Decimal), words: c.Words, inputs: of("", "", c.Inputs)}
			if c.Effect == Drop || c.Effect == Stop {
				p.score = c.Effect.words()
			}
			for _, row := range c.Rows {
				p.inputs = append(p.inputs, of(row.ID, cmp.Or(row.Title, row.ID), row.Inputs)...)
			}
			all = append(all, p)
		}
	}
	for _, v := range r.Vetoes {
		held := "未否决"
		if v.Held {
			held = "否决"
		}
		all = append(all, part{key: "v" + v.ID, id: v.ID, title: v.Title, score: held, words: v.Words, inputs: of("", "", v.Inputs)})
	}
	return all
}

func of(id, row string, inputs []Input) (all []rowInput) {
	for _, x := range inputs {
		all = append(all, rowInput{id, row, x})
	}
	return all
}

func pick(parts []part, key string) part {
	i := slices.IndexFunc(parts, func(p part) bool { return p.key == key })
	if i < 0 {
		return part{}
	}
	return parts[i]
}

func partChange(a, b part) (CellChange, bool) {
	c := CellChange{ID: cmp.Or(b.id, a.id), Title: cmp.Or(b.title, a.title), Words: Changed{"算式", a.words, b.words}}
	if a.score != b.score {
		c.Score = &Changed{"得分", a.score, b.score}
	}
	before, after := byName(a.inputs), byName(b.inputs)
	for _, key := range either(a.inputs, b.inputs, rowInput.name) {
		x, was := before[key]
		y, is := after[key]
		switch {
		case !was:
			c.Inputs = append(c.Inputs, InputChange{y.row, Changed{y.Fact, "", y.Value.String()}, y.Source})
		case !is:
			c.Inputs = append(c.Inputs, InputChange{x.row, Changed{x.Fact, x.Value.String(), ""}, x.Source})
		case x.Value != y.Value:
			c.Inputs = append(c.Inputs, InputChange{y.row, Changed{y.Fact, x.Value.String(), y.Value.String()}, y.Source})
		}
	}
	return c, c.Score != nil || len(c.Inputs) > 0 || a.words != b.words
}

// either is the keys of both lists, those of the newer first and in its order.
func either[T any](was, is []T, key func(T) string) (keys []string) {
	seen := map[string]bool{}
	for _, list := range [][]T{is, was} {
		for _, x := range list {
			if k := key(x); !seen[k] {
				seen[k] = true
				keys = append(keys, k)
			}
		}
	}
	return keys
}
