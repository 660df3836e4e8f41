package part

import (
	"strings"

	"github.com/a-h/templ"
)

// Field (栏目) is one field of a form, whatever its kind. Error is what is wrong
// and what would be right; the value stays as it was written.
type Field struct {
	Name, Label, Hint string
	Value             string
	Error             string
	ID                string // "f-" + Name if empty
	Optional          bool
	Attributes        templ.Attributes // autocomplete, inputmode, maxlength, hx-…
}

// Option (选项) is one choice; Reason is the small line under it.
type Option struct {
	Value, Text, Reason string
}

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return "f-" + f.Name
}

func (f Field) part(name string) string { return f.id() + "-" + name }

// described are the ids of what is said about the field.
func (f Field) described() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.part("hint"))
	}
	if f.Error != "" {
		ids = append(ids, f.part("err"))
	}
	return strings.Join(ids, " ")
}

// attributes are those that every control has.
func (f Field) attributes() templ.Attributes {
	a := templ.Attributes{"id": f.id(), "name": f.Name}
	if d := f.described(); d != "" {
		a["aria-describedby"] = d
	}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	if !f.Optional {
		a["aria-required"] = "true"
	}
	for k, v := range f.Attributes {
		a[k] = v
	}
	return a
}

// Wrong are the fields that have an error, in their order.
func Wrong(fields ...Field) []Field {
	var bad []Field
	for _, f := range fields {
		if f.Error != "" {
			bad = append(bad, f)
		}
	}
	return bad
}
