package procedure

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"duban/internal/base/civil"
	"duban/internal/kernel/form"
	"duban/internal/kernel/rule"
)

// place is where something stands in a declaration.
type place struct{ line, column int }

func at(n *yaml.Node) place { return place{n.Line, n.Column} }

// Problem (声明问题) is what is wrong with a declaration, and where.
type Problem struct {
	File         string
	Line, Column int
	Sentence     string
}

func (p Problem) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Sentence)
}

// Problems are all that is wrong with a declaration, in its order.
type Problems []Problem

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, x := range p {
		lines[i] = x.String()
	}
	return strings.Join(lines, "\n")
}

// reader reads a declaration node by node and keeps what is wrong.
type reader struct {
	file     string
	problems Problems
	entries  []naming // forms whose fields may name entries of registers
	nouns    []Referable
}

func (r *reader) wrong(p place, format string, args ...any) {
	r.problems = append(r.problems, Problem{r.file, p.line, p.column, fmt.Sprintf(format, args...)})
}

// keyed is what a mapping may say: each key with what reads its value.
type keyed map[string]func(*yaml.Node)

// mapping reads a mapping strictly: unknown and doubled keys are wrong, so are missing ones.
func (r *reader) mapping(n *yaml.Node, what string, known keyed, required ...string) {
	if n.Kind != yaml.MappingNode {
		r.wrong(at(n), "%s要写成“键: 值”的样子", what)
		return
	}
	said := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		read, ok := known[key.Value]
		switch {
		case !ok:
			names := make([]string, 0, len(known))
			for k := range known {
				names = append(names, k)
			}
			slices.Sort(names)
			r.wrong(at(key), "%s里没有“%s”这一项，可写：%s", what, key.Value, strings.Join(names, "、"))
		case said[key.Value]:
			r.wrong(at(key), "%s里“%s”写了两次", what, key.Value)
		default:
			said[key.Value] = true
			read(value)
		}
	}
	for _, k := range required {
		if !said[k] {
			r.wrong(at(n), "%s缺“%s”", what, k)
		}
	}
}

func (r *reader) list(n *yaml.Node, what string, each func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		r.wrong(at(n), "%s要写成一列，每项以“- ”开头", what)
		return
	}
	for _, c := range n.Content {
		each(c)
	}
}

func (r *reader) text(into *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || strings.TrimSpace(n.Value) == "" {
			r.wrong(at(n), "这里要写文字")
			return
		}
		*into = strings.TrimSpace(n.Value)
	}
}

// code reads a short name for the program: latin letters, figures, hyphens.
func (r *reader) code(into *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		r.text(into)(n)
		for i, c := range *into {
			if !(c >= 'a' && c <= 'z' || i > 0 && (c >= '0' && c <= '9' || c == '-')) {
				r.wrong(at(n), "代号“%s”只能用小写字母、数字和“-”，以字母开头", *into)
				return
			}
		}
	}
}

func (r *reader) texts(into *[]string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind == yaml.ScalarNode {
			s := ""
			r.text(&s)(n)
			*into = []string{s}
			return
		}
		r.list(n, "这里", func(c *yaml.Node) {
			s := ""
			r.text(&s)(c)
			*into = append(*into, s)
		})
	}
}

func (r *reader) flag(into *bool) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Tag != "!!bool" {
			r.wrong(at(n), "这里要写 true 或 false")
		}
		*into = n.Value == "true"
	}
}

func (r *reader) number(into *int) func(*yaml.Node) {
	return func(n *yaml.Node) {
		v, err := strconv.Atoi(n.Value)
		if err != nil || v < 0 || v > 100_000 {
			r.wrong(at(n), "这里要写 0 到 100000 的整数")
		}
		*into = v
	}
}

func (r *reader) day(into *civil.Date) func(*yaml.Node) {
	return func(n *yaml.Node) {
		d, err := civil.ParseDate(n.Value)
		if err != nil {
			r.wrong(at(n), "“%s”不是日子，写成 2021-03-01 的样子", n.Value)
		}
		*into = d
	}
}

func (r *reader) oneOf(into *string, choices ...string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if !slices.Contains(choices, n.Value) {
			r.wrong(at(n), "“%s”不在可选的里面：%s", n.Value, strings.Join(choices, "、"))
		}
		*into = n.Value
	}
}

// expression reads a rule over fields.
func (r *reader) expression(into **rule.Rule, fields rule.Fields, gives rule.Kind) func(*yaml.Node) {
	return func(n *yaml.Node) {
		x, err := rule.Compile(n.Value, fields, gives)
		if err != nil {
			p := at(n)
			if w, ok := err.(*rule.Wrong); ok && w.Column > 0 && n.Style == 0 {
				p.column += w.Column - 1
			}
			r.wrong(p, "%s", err)
			return
		}
		*into = x
	}
}

// Declare reads and checks a mechanism's declaration; file names it in what is
// said of it. The error is Problems. knows says which unit codes there are; nil
// takes any. nouns are what its fields may refer to and its outcomes act on.
func Declare(file string, text []byte, knows func(unit string) bool, nouns ...Referable) (*Mechanism, error) {
	r := &reader{file: file, nouns: nouns}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		line := 1
		fmt.Sscanf(err.Error(), "yaml: line %d:", &line)
		return nil, Problems{{file, line, 1, "YAML 的写法不对：" + strings.TrimPrefix(err.Error(), "yaml: ")}}
	}
	if len(doc.Content) != 1 {
		return nil, Problems{{file, 1, 1, "声明是空的"}}
	}
	r.plain(&doc)
	if len(r.problems) > 0 {
		return nil, r.problems
	}
	m := r.mechanism(doc.Content[0])
	m.file = file
	if len(r.problems) == 0 {
		r.check(m, knows)
		r.checkEntries(m)
		r.checkReferences(m)
	}
	if len(r.problems) > 0 {
		slices.SortStableFunc(r.problems, func(a, b Problem) int { return cmp.Or(a.Line-b.Line, a.Column-b.Column) })
		return nil, r.problems
	}
	return m, nil
}

// plain refuses what makes a declaration hard to follow: anchors, aliases, tags.
func (r *reader) plain(n *yaml.Node) {
	if n.Kind == yaml.AliasNode || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		r.wrong(at(n), "声明里不用锚、引用和标签")
		return
	}
	for _, c := range n.Content {
		r.plain(c)
	}
}

func (r *reader) mechanism(n *yaml.Node) *Mechanism {
	m := &Mechanism{}
	var system string
	var directory, procedures, registers *yaml.Node
	r.mapping(n, "机制", keyed{
		"mechanism": r.code(&m.ID), "title": r.text(&m.Title), "phrase": r.text(&m.Phrase), "about": r.text(&m.About),
		"system": r.oneOf(&system, string(Here), string(Elsewhere)), "version": r.number(&m.Version), "from": r.day(&m.From),
		"basis": func(n *yaml.Node) { r.list(n, "依据", func(c *yaml.Node) { m.Basis = append(m.Basis, r.basis(c)) }) },
		// these speak of what stands elsewhere in the file
		"directory":  func(n *yaml.Node) { directory = n },
		"procedures": func(n *yaml.Node) { procedures = n },
		"registers":  func(n *yaml.Node) { registers = n },
	}, "mechanism", "title", "phrase", "about", "system", "version", "from", "basis", "procedures")
	m.System = System(system)
	if registers != nil {
		r.list(registers, "台账", func(c *yaml.Node) { r.register(m, c) })
	}
	if procedures != nil {
		r.list(procedures, "流程", func(c *yaml.Node) { m.Procedures = append(m.Procedures, r.procedure(m, c)) })
	}
	if directory != nil {
		all := rule.Fields{}
		for _, p := range m.Procedures {
			for k, v := range p.fields {
				all[k] = v
			}
		}
		r.list(directory, "职责目录", func(c *yaml.Node) {
			d := Duty{}
			r.mapping(c, "职责", keyed{"when": r.expression(&d.When, all, rule.Flag), "unit": r.text(&d.Unit), "title": r.text(&d.Title), "basis": r.basisOf(m, new(*Basis), &d.Basis), "note": r.text(&d.Note)}, "unit", "title")
			m.Directory = append(m.Directory, d)
		})
	}
	return m
}

func (r *reader) basis(n *yaml.Node) (b Basis) {
	r.mapping(n, "依据", keyed{"basis": r.code(&b.ID), "title": r.text(&b.Title), "article": r.text(&b.Article), "note": r.text(&b.Note), "unverified": r.flag(&b.Unverified)}, "basis", "title")
	return b
}

func (r *reader) basisOf(m *Mechanism, into **Basis, name *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		r.text(name)(n)
		i := slices.IndexFunc(m.Basis, func(b Basis) bool { return b.ID == *name })
		if i < 0 {
			r.wrong(at(n), "依据里没有“%s”", *name)
			return
		}
		*into = &m.Basis[i]
	}
}

func (r *reader) procedure(m *Mechanism, n *yaml.Node) *Procedure {
	p := &Procedure{Mechanism: m, fields: rule.Fields{}}
	var forms, derives, acts, limits, clocks, rates, composites, totals, exchange, documents, notices, diary, keeps *yaml.Node
	later := func(into **yaml.Node) func(*yaml.Node) { return func(n *yaml.Node) { *into = n } }
	r.mapping(n, "流程", keyed{
		"procedure": r.code(&p.ID),
		"title":     r.text(&p.Title),
		"number":    r.text(&p.Number),
		"subject":   r.text(&p.Subject),
		"place":     r.text(&p.Place),
		"key":       r.text(&p.Key),
		"once":      r.texts(&p.Once),
		"filters":   r.texts(&p.Filters),
		"migrates": func(n *yaml.Node) {
			r.list(n, "承接", func(c *yaml.Node) { p.Takeovers = append(p.Takeovers, r.takeover(c)) })
		},
		"under":      func(n *yaml.Node) { p.Under = r.under(n) },
		"retention":  later(&keeps),
		"resembles":  func(n *yaml.Node) { p.Resembles = r.resembles(n) },
		"forms":      later(&forms),
		"derives":    later(&derives),
		"limits":     later(&limits),
		"clocks":     later(&clocks),
		"acts":       later(&acts),
		"rates":      later(&rates),
		"composites": later(&composites),
		"totals":     later(&totals),
		"exchange":   later(&exchange),
		"documents":  later(&documents),
		"notices":    later(&notices),
		"diary":      later(&diary),
		"parties":    r.texts(&p.Parties),
		"public":     func(n *yaml.Node) { p.Public = r.public(n) },
		"open311":    func(n *yaml.Node) { p.Open311 = r.open311(n) },
		"stages": func(n *yaml.Node) {
			r.list(n, "环节", func(c *yaml.Node) { p.Stages = append(p.Stages, r.stage(c)) })
		},
	}, "procedure", "title", "number", "subject", "forms", "stages", "acts", "clocks", "limits")
	if forms != nil {
		r.list(forms, "表单", func(c *yaml.Node) { r.form(p, c) })
	}
	for name, k := range standing {
		p.fields[name] = k
	}
	if derives != nil {
		r.list(derives, "推定字段", func(c *yaml.Node) { r.derived(m, p, c) })
	}
	if limits != nil {
		r.list(limits, "期限", func(c *yaml.Node) { p.Limits = append(p.Limits, r.limit(m, p, c)) })
	}
	if clocks != nil {
		r.list(clocks, "计时", func(c *yaml.Node) { p.Clocks = append(p.Clocks, r.clock(p, c)) })
	}
	if keeps != nil {
		r.list(keeps, "保管期限", func(c *yaml.Node) { p.Keeps = append(p.Keeps, r.keep(m, p, c)) })
	}
	if documents != nil {
		r.list(documents, "文书", func(c *yaml.Node) { p.Documents = append(p.Documents, r.document(m, p, c)) })
	}
	if acts != nil {
		r.list(acts, "动作", func(c *yaml.Node) { p.Acts = append(p.Acts, r.act(m, p, c)) })
	}
	if notices != nil {
		r.list(notices, "通知", func(c *yaml.Node) { p.Notices = append(p.Notices, r.noticeRule(p, c)) })
	}
	if diary != nil {
		r.list(diary, "日程", func(c *yaml.Node) { p.Diary = append(p.Diary, r.diaryRule(p, c)) })
	}
	if exchange != nil {
		p.Exchange = r.exchange(p, exchange)
	}
	if totals != nil {
		r.list(totals, "累计", func(c *yaml.Node) { p.Totals = append(p.Totals, r.total(m, p, c)) })
	}
	p.branched = rule.Fields{}
	for k, v := range p.fields {
		p.branched[k] = v
	}
	for _, c := range p.Clocks {
		p.branched[c.Title+"按时"], p.branched[c.Title+"已止"], p.branched[c.Title+"用时"] = rule.Flag, rule.Flag, rule.Number
	}
	if rates != nil {
		r.list(rates, "指标", func(c *yaml.Node) { p.Rates = append(p.Rates, r.rate(m, p, c)) })
	}
	if composites != nil {
		r.list(composites, "综合指标", func(c *yaml.Node) { p.Composites = append(p.Composites, r.composite(m, p, c)) })
	}
	return p
}

// standing are the fields that every case has beside its forms'.
var standing = rule.Fields{"编号": rule.Text, "下级件数": rule.Number, "未结下级件": rule.Number, "环节": rule.Text, "分支环节": rule.Text, "分支单位": rule.Text, "参与单位": rule.Texts, "发起单位": rule.Text, "结果": rule.Text}

func (r *reader) form(p *Procedure, n *yaml.Node) {
	id, schema := "", (*yaml.Node)(nil)
	r.mapping(n, "表单", keyed{"form": r.code(&id), "schema": func(n *yaml.Node) { schema = n }}, "form", "schema")
	if schema == nil {
		return
	}
	f, places := r.schema(id, schema)
	if f == nil {
		return
	}
	r.entries = append(r.entries, naming{f, places, p})
	for _, x := range f.Fields {
		if k, ok := p.fields[x.Name]; ok && k != x.Kind {
			r.wrong(places[x.Name], "“%s”在别的表单里是另一种值", x.Name)
		}
		if _, ok := standing[x.Name]; ok {
			r.wrong(places[x.Name], "“%s”是每件都有的字段，表单里换个名字", x.Name)
		}
		p.fields[x.Name] = x.Kind
	}
	if p.Form(id) != nil {
		r.wrong(at(n), "表单“%s”写了两次", id)
	}
	p.Forms = append(p.Forms, f)
}

// schema reads a form, with the place of each of its fields.
func (r *reader) schema(id string, schema *yaml.Node) (f *Form, places map[string]place) {
	var value map[string]any
	if err := schema.Decode(&value); err != nil {
		r.wrong(at(schema), "schema 要写成一个 JSON Schema")
		return nil, nil
	}
	places = map[string]place{}
	var order []string
	for i := 0; i+1 < len(schema.Content); i += 2 {
		if schema.Content[i].Value == "properties" {
			list := schema.Content[i+1].Content
			for j := 0; j+1 < len(list); j += 2 {
				places[list[j].Value] = at(list[j])
				order = append(order, list[j].Value)
			}
		}
	}
	f = form.Make(id, value, order, func(field, sentence string) {
		where, ok := places[field]
		if !ok {
			where = at(schema)
		}
		r.wrong(where, "%s", sentence)
	}, r.nounNames()...)
	return f, places
}

func (r *reader) stage(n *yaml.Node) *Stage {
	s := &Stage{at: at(n)}
	joins := "all"
	r.mapping(n, "环节", keyed{"stage": r.code(&s.ID), "title": r.text(&s.Title), "branch": r.flag(&s.Branch), "end": r.flag(&s.End), "void": r.flag(&s.Void),
		"outcome": r.text(&s.Outcome), "joins": r.code(&s.Joins), "join": r.oneOf(&joins, "all", "lead")}, "stage", "title")
	s.Lead = joins == "lead"
	return s
}

func (r *reader) by(p *Procedure) func(into *[]ActorRule) func(*yaml.Node) {
	return func(into *[]ActorRule) func(*yaml.Node) {
		return func(n *yaml.Node) {
			r.list(n, "by", func(c *yaml.Node) {
				a := ActorRule{}
				unit := ""
				r.mapping(c, "承办人", keyed{"role": r.texts(&a.Roles), "unit": r.oneOf(&unit, string(Initiator), string(OfBranch), string(Any), string(Program), string(Afar), string(Applicant)), "units": func(n *yaml.Node) {
					a.Unit = ByRule
					r.expression(&a.Rule, p.fields, rule.Texts)(n)
				}})
				if unit != "" {
					a.Unit = Whose(unit)
				}
				if a.Unit == "" || a.Rule != nil && unit != "" {
					r.wrong(at(c), "承办人要写 unit 或 units 之一")
				}
				if len(a.Roles) == 0 && a.Unit != Program && a.Unit != Afar && a.Unit != Applicant {
					r.wrong(at(c), "承办人要写 role")
				}
				for _, role := range a.Roles {
					if !slices.Contains(Roles, role) {
						r.wrong(at(c), "没有“%s”这种角色，只有%s", role, strings.Join(Roles, "、"))
					}
				}
				*into = append(*into, a)
			})
		}
	}
}

// Roles are those that may do acts of a case; administrators never do.
var Roles = []string{"clerk", "head", "supervisor", "leader"}

func (r *reader) act(m *Mechanism, p *Procedure, n *yaml.Node) *Act {
	a := &Act{at: at(n)}
	by := r.by(p)
	basis := (*Basis)(nil)
	r.mapping(n, "动作", keyed{
		"act": r.code(&a.ID), "title": r.text(&a.Title), "from": r.texts(&a.From), "by": by(&a.By), "to": r.code(&a.To), "back": r.flag(&a.Back), "branch": r.flag(&a.Branch),
		"form": func(n *yaml.Node) {
			if a.Form = p.Form(n.Value); a.Form == nil {
				r.wrong(at(n), "表单里没有“%s”", n.Value)
			}
		},
		"when": r.expression(&a.When, p.fields, rule.Flag), "unless": r.text(&a.Unless), "calls": r.text(&a.Calls), "suggests": r.text(&a.Suggests), "opens": func(n *yaml.Node) { a.Child = r.child(n) },
		"turns": func(n *yaml.Node) {
			r.list(n, "去向", func(c *yaml.Node) {
				t := Turn{}
				r.mapping(c, "去向", keyed{"when": r.expression(&t.When, p.fields, rule.Flag), "to": r.code(&t.To)}, "when", "to")
				a.Turns = append(a.Turns, t)
			})
		},
		"stops": r.flag(&a.Stops), "resumes": r.texts(&a.Resumes), "reason": r.flag(&a.Reason), "recuses": r.texts(&a.Recuses), "phone": r.texts(&a.Phone), "joins": r.text(&a.Joins), "parts": r.flag(&a.Parts), "writes": r.writes(p, a), "performs": func(n *yaml.Node) { a.Performs = r.performs(p, n) }, "basis": r.basisOf(m, &basis, &a.Basis),
		"extends": func(n *yaml.Node) {
			r.mapping(n, "延期", keyed{"clock": r.code(&a.Extends), "by": r.text(&a.ExtendBy), "most": r.number(&a.Most), "once": r.flag(&a.Once)}, "clock", "by")
		},
		"asks": func(n *yaml.Node) {
			r.list(n, "审批", func(c *yaml.Node) {
				s := Step{}
				r.mapping(c, "审批环节", keyed{"title": r.text(&s.Title), "by": by(&s.By)}, "title", "by")
				a.Asks = append(a.Asks, s)
			})
		},
	}, "act", "title", "by")
	if a.When != nil && a.Unless == "" {
		r.wrong(a.at, "动作“%s”有 when 却没有 unless：不符合时要说什么", a.Title)
	}
	return a
}
