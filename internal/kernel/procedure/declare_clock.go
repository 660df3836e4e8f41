package procedure

import (
	"go.yaml.in/yaml/v3"

	"duban/internal/base/civil"
	"duban/internal/kernel/rule"
)

func (r *reader) limit(m *Mechanism, p *Procedure, n *yaml.Node) *LimitTable {
	l := &LimitTable{at: at(n)}
	r.mapping(n, "期限", keyed{"limit": r.code(&l.ID), "rows": func(n *yaml.Node) {
		r.list(n, "期限的行", func(c *yaml.Node) {
			row := LimitRow{at: at(c)}
			name := ""
			r.mapping(c, "期限的行", keyed{"when": r.expression(&row.When, p.fields, rule.Flag), "from": r.day(&row.From), "until": r.day(&row.Until), "note": r.text(&row.Note),
				"basis": r.basisOf(m, &row.Basis, &name), "is": func(n *yaml.Node) {
					v, err := civil.ParseLimit(n.Value)
					if err != nil {
						r.wrong(at(n), "%s", err)
					}
					row.Limit = v
				}, "of": r.limitField(p, &row.Of), "in": func(n *yaml.Node) {
					v, err := civil.ParseLimit("1" + n.Value)
					if err != nil {
						r.wrong(at(n), "“%s”不是期限的单位", n.Value)
					}
					row.Unit = v.Unit
				}})
			if (row.Of == "") == (row.Limit.Unit == 0) && len(r.problems) == 0 {
				r.wrong(at(c), "期限的行要写 is 或 of 之一")
			}
			if row.Of != "" && (p.fields[row.Of] == rule.Number) != (row.Unit != 0) {
				r.wrong(at(c), "“%s”是数就要写 in（单位），是文字就不写", row.Of)
			}
			if row.Basis == nil && name == "" {
				r.wrong(at(c), "期限没有依据：写 basis")
			}
			l.Rows = append(l.Rows, row)
		})
	}}, "limit", "rows")
	return l
}

func (r *reader) clock(p *Procedure, n *yaml.Node) *ClockRule {
	c := &ClockRule{at: at(n)}
	level, limit := "", ""
	r.mapping(n, "计时", keyed{"clock": r.code(&c.ID), "title": r.text(&c.Title), "limit": func(n *yaml.Node) {
		r.code(&limit)(n)
		if c.Limit = find(p.Limits, func(l *LimitTable) bool { return l.ID == limit }); c.Limit == nil {
			r.wrong(at(n), "期限里没有“%s”", limit)
		}
	}, "level": r.oneOf(&level, string(Legal), string(Promised), string(OfStage), string(Response)), "branch": r.flag(&c.Branch), "starts": r.texts(&c.Starts), "ends": r.texts(&c.Ends), "since": func(n *yaml.Node) {
		c.Since = map[string]string{}
		r.pairs(n, "计时的 since", func(k string, v *yaml.Node) { c.Since[k] = v.Value })
	},
		"through": r.flag(&c.Through), "exact": r.flag(&c.Exact), "due": r.code(&c.Due), "hands": r.text(&c.Hands)}, "clock", "title", "limit", "level", "starts", "ends")
	c.Level = Level(level)
	return c
}
