package scorecard

import (
	"slices"

	"go.yaml.in/yaml/v3"

	"duban/internal/base/quantity"
	"duban/internal/kernel/rule"
)

// read reads a card: first what it is of and rests on, which the rest cites.
func (r *reader) read(n *yaml.Node) {
	c := &Card{Missing: Stop}
	r.card = c
	of := ""
	for i := 0; i+1 < len(n.Content); i += 2 {
		r.keys[n.Content[i].Value] = at(n.Content[i])
	}
	var rest []func()
	later := func(read func(*yaml.Node)) func(*yaml.Node) {
		return func(n *yaml.Node) { rest = append(rest, func() { read(n) }) }
	}
	r.mapping(n, "考核表", keyed{
		"card": r.code(&c.ID), "title": r.text(&c.Title), "about": r.text(&c.About),
		"of":      r.oneOf(&of, string(Unit), string(Town), string(Project)),
		"version": r.whole(&c.Version, 1, 100_000), "from": r.day(&c.From), "until": r.day(&c.Until),
		"basis":      func(n *yaml.Node) { r.list(n, "依据", r.cited) },
		"rounding":   func(n *yaml.Node) { r.rounding(n) },
		"missing":    r.missing(&c.Missing, Zero, Drop, Stop),
		"full":       func(n *yaml.Node) { c.Full = new(quantity.Decimal); r.amount(c.Full, "0.01")(n) },
		"enough":     r.part(&c.Enough),
		"least":      r.amount(&c.Least, "0"),
		"most":       func(n *yaml.Node) { c.Most = new(quantity.Decimal); r.amount(c.Most, "0")(n) },
		"items":      later(func(n *yaml.Node) { r.list(n, "考核项目", r.item) }),
		"deductions": later(func(n *yaml.Node) { r.list(n, "扣分", r.adjustment("deduction", "扣分", &c.Deductions)) }),
		"bonuses":    later(func(n *yaml.Node) { r.list(n, "加分", r.adjustment("bonus", "加分", &c.Bonuses)) }),
		"vetoes":     later(func(n *yaml.Node) { r.list(n, "一票否决", r.veto) }),
		"grades":     later(func(n *yaml.Node) { r.list(n, "等次", r.grade) }),
		"quota":      later(r.quota),
		"ranking":    later(r.ranking),
		"appeals":    later(func(n *yaml.Node) { r.list(n, "申诉期限", r.appeal) }),
	}, "card", "title", "about", "of", "version", "from", "basis", "rounding", "missing", "items")
	c.Of = Of(of)
	if len(r.problems) > 0 {
		return // what follows would only complain of the same
	}
	r.fields = FieldsOf(c.Of)
	for _, read := range rest {
		read()
	}
}

func (r *reader) cited(n *yaml.Node) {
	b := Basis{}
	r.mapping(n, "依据", keyed{"basis": r.code(&b.ID), "title": r.text(&b.Title), "article": r.text(&b.Article), "note": r.text(&b.Note), "unverified": r.flag(&b.Unverified)}, "basis", "title")
	if slices.ContainsFunc(r.card.Basis, func(x Basis) bool { return x.ID == b.ID }) {
		r.wrong(at(n), "依据“%s”写了两次", b.ID)
	}
	r.card.Basis = append(r.card.Basis, b)
}

// mostDigits is how finely a card may round.
const mostDigits = 4

func (r *reader) rounding(n *yaml.Node) {
	x := &r.card.Rounding
	r.mapping(n, "舍入", keyed{"digits": r.whole(&x.Digits, 0, mostDigits), "mode": r.oneOf(&x.Mode, HalfUp, HalfEven, Down)}, "digits", "mode")
}

func (r *reader) item(n *yaml.Node) {
	x := &Item{Missing: r.card.Missing, Empty: Drop, at: at(n)}
	name, most := "", (*quantity.Decimal)(nil)
	if n.Kind == yaml.MappingNode { // which keys there are hangs on the formula
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == "formula" {
				r.oneOf(&name, formulaNames...)(n.Content[i+1])
			}
		}
	}
	known := keyed{
		"item": r.code(&x.ID), "title": r.text(&x.Title), "weight": r.amount(&x.Weight, "0.01"), "formula": func(*yaml.Node) {},
		"least": r.amount(&x.Least, "0"), "most": func(n *yaml.Node) { most = new(quantity.Decimal); r.amount(most, "0")(n) },
		"missing": r.missing(&x.Missing, Zero, Drop, Stop), "empty": r.missing(&x.Empty, Zero, Drop, Stop, Full),
		"facts": r.text(&x.From), "basis": r.basis(&x.Basis),
	}
	required := []string{"item", "title", "weight", "formula", "basis"}
	f, keys, must := r.formula(name, n)
	for k, read := range keys {
		known[k] = read
	}
	if name == "" {
		for _, key := range n.Content { // whatever belongs to a formula is not wrong by itself
			if known[key.Value] == nil {
				known[key.Value] = func(*yaml.Node) {}
			}
		}
	}
	r.mapping(n, "考核项目", known, append(required, must...)...)
	x.Formula, x.Most = f, x.Weight
	if most != nil {
		x.Most = *most
	}
	r.card.Items = append(r.card.Items, x)
}

func (r *reader) adjustment(key, what string, into *[]*Adjustment) func(*yaml.Node) {
	return func(n *yaml.Node) {
		x := &Adjustment{Missing: r.leaves(), at: at(n)}
		ways := 0
		way := func(read func(*yaml.Node)) func(*yaml.Node) {
			return func(n *yaml.Node) { ways++; read(n) }
		}
		r.mapping(n, what, keyed{
			key: r.code(&x.ID), "title": r.text(&x.Title), "points": r.amount(&x.Points, "0.01"), "most": r.amount(&x.Most, "0.01"),
			"count": way(r.fact(&x.Count.Name, rule.Number)), "when": way(r.expression(&x.When, rule.Flag)), "rows": way(func(n *yaml.Node) { x.Rows = r.tally(n) }),
			"missing": r.missing(&x.Missing, Drop, Stop), "basis": r.basis(&x.Basis),
		}, key, "title", "points", "most", "basis")
		if ways != 1 && n.Kind == yaml.MappingNode {
			r.wrong(at(n), "%s要写 count、when、rows 之一", what)
		}
		*into = append(*into, x)
	}
}

// leaves is what a missing fact does to what has no weight: it stops, or is left out.
func (r *reader) leaves() Missing {
	if r.card.Missing == Stop {
		return Stop
	}
	return Drop
}

func (r *reader) tally(n *yaml.Node) *Tally {
	t := &Tally{}
	var where *yaml.Node
	r.mapping(n, "计数", keyed{"table": r.table(&t.Table), "where": func(n *yaml.Node) { where = n }}, "table")
	if t.Table != nil && where != nil {
		r.over(t.Table.Fields, func() { r.expression(&t.Where, rule.Flag)(where) })
	}
	return t
}

// over reads something that asks for other facts.
func (r *reader) over(fields []Field, read func()) {
	before := r.fields
	r.fields = fields
	read()
	r.fields = before
}

func (r *reader) table(into **Table) func(*yaml.Node) {
	return func(n *yaml.Node) {
		name := ""
		r.text(&name)(n)
		if *into = TableOf(r.card.Of, name); *into != nil || name == "" {
			return
		}
		var known []string
		for _, t := range Tables {
			if slices.Contains(t.Of, r.card.Of) {
				known = append(known, t.Name)
			}
		}
		r.wrong(at(n), "没有“%s”这张事实表%s", name, meant(name, known))
	}
}

func (r *reader) veto(n *yaml.Node) {
	x := &Veto{Missing: r.leaves(), at: at(n)}
	r.mapping(n, "一票否决", keyed{"veto": r.code(&x.ID), "title": r.text(&x.Title), "when": r.expression(&x.When, rule.Flag), "highest": r.text(&x.Highest), "missing": r.missing(&x.Missing, Drop, Stop), "basis": r.basis(&x.Basis)},
		"veto", "title", "when", "highest", "basis")
	r.card.Vetoes = append(r.card.Vetoes, x)
}

func (r *reader) grade(n *yaml.Node) {
	g := Grade{at: at(n)}
	r.mapping(n, "等次", keyed{"grade": r.text(&g.Title), "least": r.amount(&g.Least, "0"), "basis": r.basis(&g.Basis)}, "grade", "least", "basis")
	r.card.Grades = append(r.card.Grades, g)
}

func (r *reader) quota(n *yaml.Node) {
	q := &Quota{Within: "all"}
	r.mapping(n, "名额", keyed{"grade": r.text(&q.Grade), "share": r.amount(&q.Share, "0.01"), "rounds": r.oneOf(&q.Rounds, "down", "up", HalfUp), "ties": r.oneOf(&q.Ties, "in", "out"),
		"within": r.oneOf(&q.Within, "all", "group"), "basis": r.basis(&q.Basis),
		"breaks": func(n *yaml.Node) {
			r.list(n, "并列时先比的项目", func(c *yaml.Node) { s := ""; r.code(&s)(c); q.Breaks = append(q.Breaks, s) })
		},
	}, "grade", "share", "rounds", "ties", "basis")
	r.card.Quota = q
}

func (r *reader) ranking(n *yaml.Node) {
	x := &Ranking{Within: "all"}
	r.mapping(n, "排名", keyed{"basis": r.basis(&x.Basis), "within": r.oneOf(&x.Within, "all", "group")}, "basis")
	r.card.Ranking = x
}

func (r *reader) appeal(n *yaml.Node) {
	a := Appeal{at: at(n)}
	r.mapping(n, "申诉期限", keyed{"file": r.limit(&a.File), "decide": r.limit(&a.Decide), "tell": r.limit(&a.Tell), "from": r.day(&a.From), "until": r.day(&a.Until), "basis": r.basis(&a.Basis)}, "file", "decide", "from", "basis")
	r.card.Appeals = append(r.card.Appeals, a)
}
