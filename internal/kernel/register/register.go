// Package register is registers (台账、名录): what is kept of each, entries that
// are in force from a day until another, and what became of them.
//
// An entry is the fold of its events: added, changed, ended, corrected. The
// room refuses to know how a register is declared, who the people are beyond
// their roles and units, and where entries are kept. Start reading at Register
// and Fold.
package register

import (
	"encoding/json"
	"slices"
	"strings"

	"duban/internal/base/quantity"
	"duban/internal/kernel/form"
)

// Register (台账) is what a mechanism keeps a list of, as declared.
type Register struct {
	ID         string
	Title      string
	About      string
	Basis      string // of the mechanism's
	Form       *form.Form
	Key        []string // the fields that identify an entry
	Name       string   // the field that lists call it by
	Place      string   // the field with the place, "" for none
	Columns    []string // what lists show beside key and name
	Filters    []string
	Keeper     string   // the unit that keeps it; "" where each unit keeps its own
	Of         string   // the field that says whose an entry is, where each unit keeps its own
	Keeps      []string // roles that may change it, in the unit that keeps it
	Open       bool     // whoever may see registers sees all of it; else the keeping units alone
	Unmasks    []string // roles that may see what is masked
	Confidence Confidence
}

// Confidence (公开程度) says how far a register may be known.
type Confidence string

// The degrees.
const (
	Public    Confidence = "public"    // 可公开
	Internal  Confidence = "internal"  // 内部
	Sensitive Confidence = "sensitive" // 敏感: the keeping units alone
)

// KeyOf is what identifies an entry, "" where a part of it is not filled in.
func (r *Register) KeyOf(data map[string]any) string {
	parts := make([]string, len(r.Key))
	for i, name := range r.Key {
		s, _ := data[name].(string)
		if parts[i] = strings.TrimSpace(s); parts[i] == "" {
			return ""
		}
	}
	return strings.Join(parts, "·")
}

// NameOf is what lists call an entry by.
func (r *Register) NameOf(data map[string]any) string { return Text(data[r.Name]) }

// Masks says that something of the register is masked.
func (r *Register) Masks() bool {
	return slices.ContainsFunc(r.Form.Fields, func(f form.Field) bool { return f.Masked })
}

// Filtered are the values that lists are narrowed by.
func (r *Register) Filtered(data map[string]any) map[string]string {
	m := map[string]string{}
	for _, name := range r.Filters {
		if s := Text(data[name]); s != "" {
			m[name] = s
		}
	}
	return m
}

// Text is a value in words.
func Text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return map[bool]string{true: "是", false: "否"}[v]
	case json.Number:
		if d, err := quantity.Parse(v.String()); err == nil {
			return d.String()
		}
		return v.String()
	case []any:
		list := make([]string, len(v))
		for i, x := range v {
			list[i] = Text(x)
		}
		return strings.Join(list, "、")
	}
	return ""
}
