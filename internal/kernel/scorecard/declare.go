package scorecard

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/rule"
)

// place is where something stands in a declaration.
type place struct{ line, column int }

func at(n *yaml.Node) place { return place{n.Line, n.Column} }

// Problem (考核表问题) is what is wrong with a card, and where.
type Problem struct {
	File         string
	Line, Column int
	Sentence     string
}

func (p Problem) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Sentence)
}

// Problems are all that is wrong with a card, in its order.
type Problems []Problem

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, x := range p {
		lines[i] = x.String()
	}
	return strings.Join(lines, "\n")
}

// mostBytes is how long a card may be.
const mostBytes = 256 << 10

// reader reads a card node by node and keeps what is wrong.
type reader struct {
	file     string
	card     *Card
	fields   []Field          // that the formula under way may ask for
	keys     map[string]place // of the card
	problems Problems
}

func (r *reader) wrong(p place, format string, args ...any) {
	r.problems = append(r.problems, Problem{r.file, p.line, p.column, fmt.Sprintf(format, args...)})
}

// Declare reads and checks a card; file names it in what is said of it. The
// error is Problems.
func Declare(file string, text []byte) (*Card, error) {
	r := &reader{file: file, keys: map[string]place{}}
	if len(text) > mostBytes {
		return nil, Problems{{file, 1, 1, fmt.Sprintf("考核表有 %d 字节，最多 %d", len(text), mostBytes)}}
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		line := 1
		fmt.Sscanf(err.Error(), "yaml: line %d:", &line)
		return nil, Problems{{file, line, 1, "YAML 的写法不对：" + strings.TrimPrefix(err.Error(), "yaml: ")}}
	}
	if len(doc.Content) != 1 {
		return nil, Problems{{file, 1, 1, "考核表是空的"}}
	}
	r.plain(&doc)
	if len(r.problems) == 0 {
		r.read(doc.Content[0])
	}
	if len(r.problems) == 0 {
		r.check()
	}
	if len(r.problems) > 0 {
		slices.SortStableFunc(r.problems, func(a, b Problem) int { return cmp.Or(a.Line-b.Line, a.Column-b.Column) })
		return nil, r.problems
	}
	sum := sha256.Sum256(text)
	r.card.File, r.card.Text, r.card.Digest = file, slices.Clone(text), hex.EncodeToString(sum[:])
	return r.card, nil
}

// plain refuses what makes a declaration hard to follow: anchors, aliases, tags.
func (r *reader) plain(n *yaml.Node) {
	if n.Kind == yaml.AliasNode || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		r.wrong(at(n), "考核表里不用锚、引用和标签")
		return
	}
	for _, c := range n.Content {
		r.plain(c)
	}
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
			keys := make([]string, 0, len(known))
			for k := range known {
				keys = append(keys, k)
			}
			slices.Sort(keys)
			r.wrong(at(key), "%s里没有“%s”这一项%s，可写：%s", what, key.Value, meant(key.Value, keys), strings.Join(keys, "、"))
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
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
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

func (r *reader) flag(into *bool) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" {
			r.wrong(at(n), "这里要写 true 或 false")
		}
		*into = n.Value == "true"
	}
}

func (r *reader) whole(into *int, least, most int) func(*yaml.Node) {
	return func(n *yaml.Node) {
		v, err := strconv.Atoi(n.Value)
		if n.Kind != yaml.ScalarNode || err != nil || v < least || v > most {
			r.wrong(at(n), "这里要写 %d 到 %d 的整数", least, most)
			return
		}
		*into = v
	}
}

// amount is a figure of a card; most keeps sums within 18 digits.
func (r *reader) amount(into *quantity.Decimal, least string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		d, err := quantity.Parse(n.Value)
		low := quantity.Must(least)
		if n.Kind != yaml.ScalarNode || err != nil || d.Cmp(low) < 0 || d.Cmp(mostAmount) > 0 || d.Places() > mostPlaces {
			r.wrong(at(n), "“%s”不合适，这里要写 %s 到 %s 的数，至多 %d 位小数", n.Value, low, mostAmount, mostPlaces)
			return
		}
		*into = d
	}
}

const mostPlaces = 4

var mostAmount = quantity.Int(100_000_000)

func (r *reader) day(into *civil.Date) func(*yaml.Node) {
	return func(n *yaml.Node) {
		d, err := civil.ParseDate(n.Value)
		if err != nil {
			r.wrong(at(n), "“%s”不是日子，写成 2021-03-01 的样子", n.Value)
		}
		*into = d
	}
}

func (r *reader) limit(into *civil.Limit) func(*yaml.Node) {
	return func(n *yaml.Node) {
		l, err := civil.ParseLimit(n.Value)
		switch {
		case err != nil:
			r.wrong(at(n), "%s", err)
		case !l.Unit.InDays():
			r.wrong(at(n), "申诉的期限用工作日、自然日或个月")
		}
		*into = l
	}
}

func (r *reader) oneOf(into *string, choices ...string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || !slices.Contains(choices, n.Value) {
			r.wrong(at(n), "“%s”不在可选的里面%s：%s", n.Value, meant(n.Value, choices), strings.Join(choices, "、"))
			return
		}
		*into = n.Value
	}
}

func (r *reader) missing(into *Missing, choices ...Missing) func(*yaml.Node) {
	return func(n *yaml.Node) {
		list := make([]string, len(choices))
		for i, c := range choices {
			list[i] = string(c)
		}
		s := ""
		r.oneOf(&s, list...)(n)
		*into = Missing(s)
	}
}

// basis cites one of the card's.
func (r *reader) basis(into **Basis) func(*yaml.Node) {
	return func(n *yaml.Node) {
		id := ""
		r.text(&id)(n)
		var known []string
		for i, b := range r.card.Basis {
			if b.ID == id {
				*into = &r.card.Basis[i]
				return
			}
			known = append(known, b.ID)
		}
		r.wrong(at(n), "依据里没有“%s”%s", id, meant(id, known))
	}
}

// expression reads a rule over the facts at hand.
func (r *reader) expression(into **rule.Rule, gives rule.Kind) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode {
			r.wrong(at(n), "这里要写一个表达式")
			return
		}
		x, err := rule.Compile(n.Value, named(r.fields), gives)
		if err == nil {
			*into = x
			return
		}
		p := at(n)
		if w, ok := err.(*rule.Wrong); ok && w.Column > 0 && n.Style == 0 {
			p.column += w.Column - 1
		}
		sentence := err.Error()
		if _, rest, ok := strings.Cut(sentence, "没有“"); ok {
			if name, _, ok := strings.Cut(rest, "”"); ok {
				sentence += r.meantFact(name)
			}
		}
		r.wrong(p, "%s", sentence)
	}
}

// operand reads a figure or the name of a fact that is a number.
func (r *reader) operand(into *Operand) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind == yaml.ScalarNode {
			if _, err := quantity.Parse(n.Value); err == nil {
				r.amount(&into.Figure, "-100000000")(n)
				return
			}
		}
		r.fact(&into.Name, rule.Number)(n)
	}
}

// figure reads an operand that has to be a figure.
func (r *reader) figure(into *Operand, least string) func(*yaml.Node) {
	return r.amount(&into.Figure, least)
}

// fact reads the name of a fact.
func (r *reader) fact(into *string, kind rule.Kind) func(*yaml.Node) {
	return func(n *yaml.Node) {
		name := ""
		r.text(&name)(n)
		if name == "" {
			return
		}
		i := slices.IndexFunc(r.fields, func(f Field) bool { return f.Name == name })
		switch {
		case i < 0:
			fit := slices.DeleteFunc(slices.Clone(r.fields), func(f Field) bool { return f.Kind != kind })
			r.wrong(at(n), "没有“%s”这项事实%s，可写：%s", name, r.meantFact(name), strings.Join(names(fit), "、"))
		case r.fields[i].Kind != kind:
			r.wrong(at(n), "“%s”的值是%s，这里要%s", name, kindWords[r.fields[i].Kind], kindWords[kind])
		default:
			*into = name
		}
	}
}

var kindWords = map[rule.Kind]string{rule.Number: "数", rule.Flag: "是或否", rule.Text: "文字"}

func names(fields []Field) (all []string) {
	for _, f := range fields {
		all = append(all, f.Name)
	}
	return all
}

func (r *reader) meantFact(name string) string { return meant(name, names(r.fields)) }

// meant asks for the nearest name, where one is near.
func meant(name string, among []string) string {
	if near := nearest(name, among); near != "" {
		return "（是不是“" + near + "”）"
	}
	return ""
}

func itoa(n int) string { return strconv.Itoa(n) }
