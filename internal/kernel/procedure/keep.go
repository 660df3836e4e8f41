package procedure

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"duban/internal/base/civil"
	"duban/internal/kernel/rule"
)

// Keep (保管期限) is how long a case is kept as a file once it has ended: the
// terms of 国家档案局令第 8 号 are 永久, 30 年 and 10 年.
type Keep struct {
	When        *rule.Rule // nil for the rest
	Years       int        // 0 for good
	From, Until civil.Date // of the day on which the case ends; zero for open
	Basis       *Basis
}

// String is the term in words.
func (k *Keep) String() string {
	if k.Years == 0 {
		return "永久"
	}
	return strconv.Itoa(k.Years) + " 年"
}

// LastDay is the last day of the term, which is counted from the year after the
// one in which the case ended; zero where it is kept for good.
func (k *Keep) LastDay(ended civil.Date) civil.Date {
	if k.Years == 0 {
		return civil.Date{}
	}
	return civil.Date{Year: ended.Year + k.Years, Month: 12, Day: 31}
}

// Keep is the term of a case that has ended: the first that applies on that day;
// nil where none is declared, or the case goes on.
func (c *Case) Keep() *Keep {
	if c.Open() {
		return nil
	}
	day, env := c.EndedAt.Date(), c.values(nil)
	for _, k := range c.Procedure.Keeps {
		if inForce(day, k.From, k.Until) && (k.When == nil || k.When.Holds(env)) {
			return k
		}
	}
	return nil
}

func (r *reader) keep(m *Mechanism, p *Procedure, n *yaml.Node) *Keep {
	k, name := &Keep{}, ""
	r.mapping(n, "保管期限", keyed{"when": r.expression(&k.When, p.fields, rule.Flag), "from": r.day(&k.From), "until": r.day(&k.Until), "basis": r.basisOf(m, &k.Basis, &name), "is": func(n *yaml.Node) {
		years, ok := strings.CutSuffix(n.Value, "年")
		k.Years, _ = strconv.Atoi(years)
		if n.Value != "永久" && (!ok || k.Years < 1 || k.Years > 100) {
			r.wrong(at(n), "“%s”不是保管期限，写“永久”或“30年”的样子", n.Value)
		}
	}}, "is", "basis")
	return k
}

func (k *Keep) says() string {
	when := "其余"
	if k.When != nil {
		when = k.When.Text
	}
	basis := ""
	if k.Basis != nil {
		basis = k.Basis.ID
	}
	return inWords(fmt.Sprintf("%s：%s", when, k), span(k.From.Zero(), k.From.String(), "起"), span(k.Until.Zero(), k.Until.String(), "止"), basis)
}
