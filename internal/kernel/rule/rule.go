// Package rule is expressions that officials can read: guards, routing and
// derived values of a declaration, over fields named in Chinese.
//
// A rule sees the fields it was compiled for and a short list of functions,
// and nothing else: no clock, no chance, no environment. Decimals are exact.
// The room refuses to know what the fields are of, and it never becomes SQL.
package rule

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"

	"duban/internal/base/quantity"
)

// Kind (值类) is what a field or a rule gives.
type Kind string

// The kinds. A day is text in the ISO form, which sorts as days do.
const (
	Text   Kind = "text"
	Number Kind = "number" // an exact decimal
	Flag   Kind = "flag"
	Texts  Kind = "texts"
)

// Rule (规则) is an expression that was checked against its fields.
type Rule struct {
	Text   string
	Gives  Kind
	Fields []string // that it reads, sorted
	of     map[string]Kind
	run    *vm.Program
}

// Fields (字段表) are what rules may read, by name.
type Fields map[string]Kind

// longest is how much an expression may say, and mostNodes how much it may be.
const (
	longest   = 2_000
	mostNodes = 300
)

// Wrong is what is wrong with an expression, and where in it.
type Wrong struct {
	Sentence string
	Column   int // of characters, from 1; 0 where it is the whole
}

func (w *Wrong) Error() string { return w.Sentence }

// Compile checks an expression against the fields and what it has to give.
func Compile(text string, fields Fields, gives Kind) (*Rule, error) {
	if strings.TrimSpace(text) == "" || len(text) > longest {
		return nil, &Wrong{Sentence: fmt.Sprintf("表达式空着，或超过 %d 字节", longest)}
	}
	env := map[string]any{}
	for name, k := range fields {
		env[name] = zero(k)
	}
	see := &seen{fields: fields}
	options := []expr.Option{expr.Env(env), expr.DisableAllBuiltins(), expr.MaxNodes(mostNodes), expr.Patch(see), expr.Patch(exact{}), expr.Optimize(false)}
	for _, name := range builtins {
		options = append(options, expr.EnableBuiltin(name))
	}
	options = append(options, arithmetic()...)
	switch gives {
	case Flag:
		options = append(options, expr.AsBool())
	case Text:
		options = append(options, expr.AsKind(kindOf("")))
	case Number, Texts:
		options = append(options, expr.AsAny())
	}
	run, err := expr.Compile(text, options...)
	if err == nil && see.refused != "" {
		err = &Wrong{Sentence: see.refused}
	}
	if err != nil {
		return nil, told(text, err)
	}
	slices.Sort(see.read)
	r := &Rule{Text: text, Gives: gives, Fields: slices.Compact(see.read), of: fields, run: run}
	if _, err := r.Value(nil); err != nil { // with every field empty
		if w := (*Wrong)(nil); errors.As(err, &w) {
			return nil, w
		}
	}
	return r, nil
}

// builtins are the functions a rule may call; none of them knows the time.
var builtins = []string{"len", "all", "any", "none", "count", "trim", "hasPrefix", "hasSuffix"}

func told(text string, err error) error {
	var f *file.Error
	var w *Wrong
	switch {
	case errors.As(err, &w):
		return w
	case errors.As(err, &f):
		sentence := f.Message
		if name, ok := strings.CutPrefix(sentence, "unknown name "); ok {
			sentence = "没有“" + strings.TrimSpace(name) + "”这个字段或函数"
		} else {
			sentence = "表达式看不懂：" + sentence
		}
		return &Wrong{Sentence: sentence, Column: f.Column + 1}
	}
	return &Wrong{Sentence: "表达式看不懂：" + err.Error()}
}

func zero(k Kind) any {
	switch k {
	case Number:
		return quantity.Decimal{}
	case Flag:
		return false
	case Texts:
		return []string{}
	}
	return ""
}

// Value evaluates the rule; fields that are missing or of another kind count
// as empty. An error says what the rule could not do.
func (r *Rule) Value(values map[string]any) (any, error) {
	env := make(map[string]any, len(r.Fields))
	for _, name := range r.Fields {
		env[name] = As(r.of[name], values[name])
	}
	v, err := expr.Run(r.run, env)
	if err != nil {
		return zero(r.Gives), &Wrong{Sentence: "“" + r.Text + "”算不出来"}
	}
	switch r.Gives {
	case Number:
		if n, ok := v.(int); ok {
			v = quantity.Int(int64(n))
		}
		if _, ok := v.(quantity.Decimal); !ok {
			return zero(Number), &Wrong{Sentence: "“" + r.Text + "”得出的不是数"}
		}
	case Texts:
		if one, ok := v.(string); ok {
			if one == "" {
				return []string{}, nil
			}
			return []string{one}, nil
		}
		list := As(Texts, v)
		if l, ok := v.([]any); ok && len(l) != len(list.([]string)) {
			return zero(Texts), &Wrong{Sentence: "“" + r.Text + "”得出的不是一列文字"}
		}
		return list, nil
	}
	return v, nil
}

// Holds evaluates a rule that gives a flag; what cannot be told does not hold.
func (r *Rule) Holds(values map[string]any) bool {
	v, err := r.Value(values)
	yes, ok := v.(bool)
	return err == nil && ok && yes
}

// As makes of a value, as JSON gives it, what a rule sees of it.
func As(k Kind, v any) any {
	switch k {
	case Number:
		switch v := v.(type) {
		case quantity.Decimal:
			return v
		case int:
			return quantity.Int(int64(v))
		case fmt.Stringer: // json.Number
			if d, err := quantity.Parse(v.String()); err == nil {
				return d
			}
		}
	case Flag:
		if b, ok := v.(bool); ok {
			return b
		}
	case Texts:
		switch v := v.(type) {
		case []string:
			return v
		case []any:
			list := []string{}
			for _, e := range v {
				if s, ok := e.(string); ok {
					list = append(list, s)
				}
			}
			return list
		}
	default:
		if s, ok := v.(string); ok {
			return s
		}
	}
	return zero(k)
}

// seen notes which fields a rule reads and refuses what it may not say.
type seen struct {
	fields  Fields
	read    []string
	refused string
}

func (s *seen) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		if _, ok := s.fields[n.Value]; ok {
			s.read = append(s.read, n.Value)
		} else if n.Value == "$env" {
			s.refused = "不能用 $env"
		}
	case *ast.MemberNode:
		s.refused = "不能用“.”或“[]”往里取"
	}
}

// exact makes decimals of the figures of a rule: 0.1 is a tenth.
type exact struct{}

func (exact) Visit(node *ast.Node) {
	if f, ok := (*node).(*ast.FloatNode); ok {
		d, err := quantity.Parse(fmt.Sprint(f.Value))
		if err == nil {
			ast.Patch(node, &ast.ConstantNode{Value: d})
		}
	}
}
