package procedure

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Difference (声明差异) is one part of a declaration that another version of it
// says otherwise, or not at all.
type Difference struct {
	Procedure string // its title, "" for the mechanism itself
	Part      string // 环节, 动作, 计时, 期限, 表单, 指标 …
	Name      string
	Before    string // "" for what is new
	After     string // "" for what is gone
}

func (d Difference) String() string {
	where := d.Part + "“" + d.Name + "”"
	if d.Procedure != "" {
		where = d.Procedure + "：" + where
	}
	switch {
	case d.Before == "":
		return where + "是新的：" + d.After
	case d.After == "":
		return where + "没有了，原是：" + d.Before
	}
	return where + "原是：" + d.Before + "；改为：" + d.After
}

// part is what a version says of one thing, in words that two versions share
// exactly where they mean the same.
type part struct{ kind, name, says string }

// Compare finds what a later version of a mechanism changes, in the order of
// the declaration: what is changed or new first, what is gone after it.
func Compare(before, after *Mechanism) []Difference {
	list := differ("", sayMechanism(before), sayMechanism(after))
	for _, p := range after.Procedures {
		var old []part
		if q := before.Procedure(p.ID); q != nil {
			old = q.parts()
		}
		list = append(list, differ(p.Title, old, p.parts())...)
	}
	for _, q := range before.Procedures {
		if after.Procedure(q.ID) == nil {
			list = append(list, differ(q.Title, q.parts(), nil)...)
		}
	}
	return list
}

func differ(procedure string, before, after []part) []Difference {
	var list []Difference
	for _, a := range after {
		i := slices.IndexFunc(before, func(b part) bool { return b.kind == a.kind && b.name == a.name })
		switch {
		case i < 0:
			list = append(list, Difference{procedure, a.kind, a.name, "", a.says})
		case before[i].says != a.says:
			list = append(list, Difference{procedure, a.kind, a.name, before[i].says, a.says})
		}
	}
	for _, b := range before {
		if !slices.ContainsFunc(after, func(a part) bool { return a.kind == b.kind && a.name == b.name }) {
			list = append(list, Difference{procedure, b.kind, b.name, b.says, ""})
		}
	}
	return list
}

func sayMechanism(m *Mechanism) []part {
	list := []part{{"机制", m.ID, fmt.Sprintf("%s，数据%s", m.Title, m.System)}}
	for _, b := range m.Basis {
		list = append(list, part{"依据", b.ID, inWords(b.Title, b.Article, b.Note)})
	}
	for _, d := range m.Directory {
		when := "任何时候"
		if d.When != nil {
			when = d.When.Text
		}
		list = append(list, part{"职责", d.Unit + " " + d.Title, inWords(when, d.Basis, d.Note)})
	}
	return list
}

// parts are what a procedure says, part by part.
func (p *Procedure) parts() []part {
	list := []part{{"流程", p.ID, inWords(p.Title, p.Number, p.Subject, p.Place, p.Key, strings.Join(p.Filters, "、"), yes(len(p.Once) > 0, "同一“"+strings.Join(p.Once, "”、同一“")+"”不同时办两件"))}}
	for _, f := range p.Forms {
		for _, x := range f.Fields {
			needed := "可不填"
			if x.Required {
				needed = "必填"
			}
			list = append(list, part{"表单", f.ID + "." + x.Name, inWords(string(x.Kind), x.Is, yes(x.From != "", "取自"+x.From+"."+x.Fact), needed, strings.Join(x.Choices, "、"), fmt.Sprintf("至多 %d 字", x.Longest))})
		}
	}
	for _, d := range p.Derived {
		list = append(list, part{"推定字段", d.Field, d.rule()})
	}
	for _, s := range p.Stages {
		list = append(list, part{"环节", s.ID, s.says()})
	}
	for _, l := range p.Limits {
		var rows []string
		for _, r := range l.Rows {
			when, is := "其余", r.Limit.String()
			if r.When != nil {
				when = r.When.Text
			}
			if r.Of != "" {
				is = "按“" + r.Of + "”" + r.Unit.String()
			}
			rows = append(rows, inWords(when, is, span(r.From.Zero(), r.From.String(), "起"), span(r.Until.Zero(), r.Until.String(), "止"), r.Basis.ID))
		}
		list = append(list, part{"期限", l.ID, strings.Join(rows, "；")})
	}
	for _, c := range p.Clocks {
		var since []string
		for k, v := range c.Since {
			since = append(since, k+"←"+v)
		}
		slices.Sort(since)
		list = append(list, part{"计时", c.ID, inWords(c.Title, c.Limit.ID, string(c.Level), strings.Join(c.Starts, "、")+"→"+strings.Join(c.Ends, "、"), strings.Join(since, "、"), yes(c.Branch, "分支"), yes(c.Through, "不停"), yes(c.Exact, "不顺延"), c.Due, c.Hands)})
	}
	for _, a := range p.Acts {
		list = append(list, part{"动作", a.ID, a.says()})
	}
	for _, x := range p.Rates {
		list = append(list, part{"指标", x.ID, x.says()})
	}
	for _, x := range p.Composites {
		list = append(list, part{"综合指标", x.ID, x.says()})
	}
	for i, k := range p.Keeps {
		list = append(list, part{"保管期限", strconv.Itoa(i + 1), k.says()})
	}
	for _, x := range p.Totals {
		list = append(list, part{"累计", x.ID, inWords(x.Title, fmt.Sprint(x.Of))})
	}
	return list
}

func (s *Stage) says() string {
	return inWords(s.Title, yes(s.Branch, "分支"), yes(s.End, "终点"), yes(s.Void, "不计"), s.Outcome, s.Joins, yes(s.Lead, "牵头的到了就行"))
}

func (a *Act) says() string {
	form, when := "", ""
	if a.Form != nil {
		form = "填 " + a.Form.ID
	}
	if a.When != nil {
		when = "当 " + a.When.Text
	}
	var by, asks, turns []string
	for _, r := range a.By {
		by = append(by, r.Say())
	}
	for _, s := range a.Asks {
		asks = append(asks, s.Title)
	}
	for _, t := range a.Turns {
		turns = append(turns, t.When.Text+"→"+t.To)
	}
	return inWords(a.Title, strings.Join(a.From, "、")+"→"+a.To, yes(a.Back, "回到上一环节"), strings.Join(turns, "，"), strings.Join(by, "，"), form, when, strings.Join(asks, "，"),
		a.performing(), a.Calls, yes(a.Stops, "停钟"), strings.Join(a.Resumes, "、"), a.Extends, yes(a.Reason, "写理由"), yes(len(a.Recuses) > 0, "回避 "+strings.Join(a.Recuses, "、")))
}

// inWords joins what there is to say.
func inWords(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), "，")
}

func yes(is bool, word string) string {
	if is {
		return word
	}
	return ""
}

func span(none bool, day, word string) string {
	if none {
		return ""
	}
	return day + word
}

// rule is how a derived field follows, in words.
func (d Derived) rule() string {
	if d.Is != nil {
		return d.Is.Text
	}
	var rows []string
	for _, r := range d.Rows {
		when, most := "其余", ""
		if r.When != nil {
			when = r.When.Text
		}
		if r.Most != nil {
			most = "最多 " + r.Most.String()
		}
		rows = append(rows, inWords(r.Title, when, r.Is.Text, most, span(r.From.Zero(), r.From.String(), "起"), span(r.Until.Zero(), r.Until.String(), "止"), r.Basis.ID))
	}
	return inWords(strings.Join(rows, "；"), d.Says)
}
