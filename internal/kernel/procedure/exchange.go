package procedure

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
)

// Exchange (数据对接) says how another system's events become acts of a
// procedure: which columns say what, and which act each of its codes is.
type Exchange struct {
	Number string // the column with its number of the case
	Event  string // the column with its name of the event
	Code   string // the column with the code
	At     string // the column with when it happened
	Unit   string // the column with the unit that did it, "" for none
	Codes  []ForeignCode
	at     place
}

// ForeignCode (对接代码) is a code of the other system and what it stands for.
type ForeignCode struct {
	Code  string
	Title string
	Act   *Act
	Sets  map[string]any // fields of the act that the code itself says
}

// ForeignRow (对接行) is one event as it was handed in: what stood in each column.
type ForeignRow struct {
	Line  int
	Cells map[string]string
}

// Foreign (外来事件) is an event of another system, read.
type Foreign struct {
	Number string // of the case there
	Event  Event  // Unit as it was handed in; RecordedAt and Seq open
}

// Columns are the columns that rows of the procedure may have, in order: those
// of the exchange, then the fields of its acts.
func (p *Procedure) Columns() []string {
	x := p.Exchange
	list := []string{x.Number, x.Event, x.Code, x.At}
	if x.Unit != "" {
		list = append(list, x.Unit)
	}
	for _, c := range x.Codes {
		if c.Act.Form == nil {
			continue
		}
		for _, f := range c.Act.Form.Fields {
			if _, said := c.Sets[f.Name]; !said && !slices.Contains(list, f.Name) {
				list = append(list, f.Name)
			}
		}
	}
	return list
}

// Receive reads a row of another system. What is wrong is a fault with the
// column as its field.
func (p *Procedure) Receive(row ForeignRow) (Foreign, error) {
	x := p.Exchange
	get := func(column string) string { return strings.TrimSpace(row.Cells[column]) }
	for _, column := range []string{x.Number, x.Event, x.Code, x.At} {
		if get(column) == "" {
			return Foreign{}, fault.New(fault.Invalid, "“"+column+"”没有填。", "这一列每行都要有。").At(column)
		}
		if len([]rune(get(column))) > longestName {
			return Foreign{}, fault.New(fault.Invalid, fmt.Sprintf("“%s”太长，最多 %d 个字。", column, longestName), "请核对这一格。").At(column)
		}
	}
	i := slices.IndexFunc(x.Codes, func(c ForeignCode) bool { return c.Code == get(x.Code) })
	if i < 0 {
		var known []string
		for _, c := range x.Codes {
			known = append(known, c.Code+" "+c.Title)
		}
		return Foreign{}, fault.New(fault.Invalid, "“"+x.Code+"”里的“"+get(x.Code)+"”不认识。", "可用："+strings.Join(known, "、")+"。").At(x.Code)
	}
	code := x.Codes[i]
	at, err := civil.ParseInstant(get(x.At))
	if err != nil {
		return Foreign{}, fault.New(fault.Invalid, "“"+x.At+"”里的“"+get(x.At)+"”不是时间。", "写成 2021-03-01 09:30 的样子。").At(x.At)
	}
	e := Event{Act: code.Act.ID, Kind: Done, HappenedAt: at, Foreign: get(x.Event), Unit: get(x.Unit)}
	if code.Act.Form != nil {
		e.Data = map[string]any{}
		for _, f := range code.Act.Form.Fields {
			if v, said := code.Sets[f.Name]; said {
				e.Data[f.Name] = v
				continue
			}
			v, err := f.Read(get(f.Name))
			if err != nil {
				return Foreign{}, err
			}
			if v != nil {
				e.Data[f.Name] = v
			}
		}
		if w := code.Act.Form.Check(e.Data); len(w) > 0 {
			return Foreign{}, fault.New(fault.Invalid, w[0].Sentence, w[0].Hint).At(w[0].Field).Because(&Unfit{w})
		}
	}
	return Foreign{get(x.Number), e}, nil
}

// longestName bounds what another system calls a case or an event, in characters.
const longestName = 100

// Entrusted says that an act on cases of another system is done there, not here.
func (p *Procedure) Entrusted(a *Act) bool {
	return p.Exchange != nil && slices.ContainsFunc(p.Exchange.Codes, func(c ForeignCode) bool { return c.Act == a })
}

func (r *reader) exchange(p *Procedure, n *yaml.Node) *Exchange {
	x := &Exchange{at: at(n)}
	r.mapping(n, "对接", keyed{
		"number": r.text(&x.Number), "event": r.text(&x.Event), "code": r.text(&x.Code), "at": r.text(&x.At), "unit": r.text(&x.Unit),
		"codes": func(n *yaml.Node) {
			r.list(n, "对接代码", func(c *yaml.Node) { x.Codes = append(x.Codes, r.foreignCode(p, c)) })
		},
	}, "number", "event", "code", "at", "codes")
	said := map[string]bool{}
	for _, c := range x.Codes {
		if said[c.Code] {
			r.wrong(x.at, "对接代码“%s”写了两次", c.Code)
		}
		said[c.Code] = true
	}
	for _, column := range []string{x.Number, x.Event, x.Code, x.At, x.Unit} {
		if said["/"+column] && column != "" {
			r.wrong(x.at, "对接的列“%s”写了两次", column)
		}
		said["/"+column] = true
	}
	return x
}

func (r *reader) foreignCode(p *Procedure, n *yaml.Node) ForeignCode {
	c := ForeignCode{Sets: map[string]any{}}
	r.mapping(n, "对接代码", keyed{"code": r.text(&c.Code), "title": r.text(&c.Title), "act": func(n *yaml.Node) {
		switch c.Act = p.Act(n.Value); {
		case c.Act == nil:
			r.wrong(at(n), "没有动作“%s”", n.Value)
		case c.Act.Branch || len(c.Act.Asks) > 0 || len(c.Act.By) > 0 && c.Act.By[0].Unit == Program:
			r.wrong(at(n), "动作“%s”在分支上、要报批或由程序办，外来的事件不能办", c.Act.Title)
			c.Act = nil
		}
	}, "sets": func(n *yaml.Node) {
		r.pairs(n, "代码定下的字段", func(k string, v *yaml.Node) {
			if c.Act != nil && (c.Act.Form == nil || c.Act.Form.Field(k) == nil) {
				r.wrong(at(v), "动作“%s”的表单里没有“%s”", c.Act.Title, k)
			}
			c.Sets[k] = r.value(v)
		})
	}}, "code", "title", "act")
	if c.Act == nil {
		c.Act = &Act{} // it has been said
	}
	return c
}
