// Package form is what somebody is asked to fill in: a declared JSON Schema of
// one object whose fields are named as people call them, the checks of what was
// handed in, and what of it is shown masked.
//
// Acts of cases and entries of registers are filled in by the same forms. The
// room refuses to know who asks, and where answers are kept.
package form

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"duban/internal/base/civil"
	"duban/internal/kernel/rule"
)

// Form (表单) is what an act asks for: a JSON Schema (2020-12) of one object
// whose fields are named as people call them.
type Form struct {
	ID     string
	Fields []Field // in the declaration's order
	schema *jsonschema.Schema
}

// Field (字段) is one question of a form.
type Field struct {
	Name     string
	Kind     rule.Kind
	Is       string // photo, files, place, point, unit, units, phone, lines, date, entry, or ""
	Choices  []string
	Hint     string
	Required bool
	Whole    bool // a number without places
	Masked   bool
	Longest  int    // characters, 0 without bound
	Of       string // the register that an entry is named from
	Noun     string // the kernel noun that it refers to an object of, "" for none
	From     string // the field with the object that this one is taken from, "" where it is asked
	Fact     string // what is taken of it
	Minutes  int    // that it takes to fill in, 0 for what is usual of its kind
}

// Field finds a field, nil where there is none.
func (f *Form) Field(name string) *Field {
	for i := range f.Fields {
		if f.Fields[i].Name == name {
			return &f.Fields[i]
		}
	}
	return nil
}

// Wanting (填写问题) is what is wrong with one field of what was handed in.
type Wanting struct {
	Field    string
	Sentence string
	Hint     string
}

// Check holds what was handed in against the form, field by field.
func (f *Form) Check(data map[string]any) []Wanting {
	if f == nil {
		if len(data) > 0 {
			return []Wanting{{Sentence: "这一步不用填表，却交来了内容。", Hint: "请刷新页面再办。"}}
		}
		return nil
	}
	whole := make(map[string]any, len(data))
	for k, v := range data {
		whole[k] = v
	}
	list := f.limits(data)
	err := f.schema.Validate(whole)
	var wrong *jsonschema.ValidationError
	if err == nil || !errors.As(err, &wrong) {
		return list
	}
	f.gather(wrong, &list)
	if len(list) == 0 {
		list = append(list, Wanting{Sentence: "填的内容不合表单的要求。", Hint: "请逐项核对。"})
	}
	slices.SortStableFunc(list, func(a, b Wanting) int { return f.order(a.Field) - f.order(b.Field) })
	return list
}

// limits holds the fields that say a limit.
func (f *Form) limits(data map[string]any) []Wanting {
	var list []Wanting
	for _, x := range f.Fields {
		if x.Is == "files" {
			list = append(list, x.unhanded(data[x.Name])...)
		}
		text, _ := data[x.Name].(string)
		if x.Is != "limit" || text == "" {
			continue
		}
		if _, err := civil.ParseLimit(text); err != nil {
			list = append(list, Wanting{Field: x.Name, Sentence: "“" + x.Name + "”的“" + text + "”看不出是多久。", Hint: "写成 20个工作日、30个自然日 的样子。"})
		}
	}
	return list
}

func (f *Form) order(name string) int {
	return slices.IndexFunc(f.Fields, func(x Field) bool { return x.Name == name })
}

func (f *Form) gather(e *jsonschema.ValidationError, list *[]Wanting) {
	for _, c := range e.Causes {
		f.gather(c, list)
	}
	field := ""
	if len(e.InstanceLocation) > 0 {
		field = e.InstanceLocation[0]
	}
	add := func(sentence, hint string) {
		*list = append(*list, Wanting{Field: field, Sentence: sentence, Hint: hint})
	}
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		for _, name := range k.Missing {
			field = name
			add("“"+name+"”没有填。", "这一项必填。")
		}
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			field = ""
			add("表单里没有“"+name+"”。", "请按表单的字段填。")
		}
	case *kind.Enum:
		choices := ""
		if x := f.Field(field); x != nil {
			choices = strings.Join(x.Choices, "、")
		}
		add(fmt.Sprintf("“%s”不在可选的里面。", field), "可选："+choices+"。")
	case *kind.Type:
		add(fmt.Sprintf("“%s”的写法不对。", field), "请按表单要求的种类填。")
	case *kind.MinLength:
		add("“"+field+"”没有填。", fmt.Sprintf("至少写 %d 个字。", k.Want))
	case *kind.MaxLength:
		add(fmt.Sprintf("“%s”太长，有 %d 个字。", field, k.Got), fmt.Sprintf("最多 %d 个字。", k.Want))
	case *kind.MinItems:
		add(fmt.Sprintf("“%s”至少要 %d 项。", field, k.Want), "请再选。")
	case *kind.MaxItems:
		add(fmt.Sprintf("“%s”最多 %d 项。", field, k.Want), "请去掉几项。")
	case *kind.Minimum:
		add(fmt.Sprintf("“%s”太小。", field), "不能小于 "+k.Want.RatString()+"。")
	case *kind.Maximum:
		add(fmt.Sprintf("“%s”太大。", field), "不能大于 "+k.Want.RatString()+"。")
	case *kind.Pattern, *kind.Format:
		add(fmt.Sprintf("“%s”的格式不对。", field), "请照说明的样子填。")
	}
}

// Present names what a form may ask in particular, beside plain text and figures.
var present = []string{"photo", "place", "point", "unit", "units", "phone", "lines", "date", "limit", "entry", "files"}

// Make makes a form of a declared schema; order is the names as declared. say
// hears what is wrong with it, and of which field. Fields may refer to objects
// of the nouns that are handed in: the room knows none.
func Make(id string, schema map[string]any, order []string, say func(field, sentence string), nouns ...string) *Form {
	f := &Form{ID: id}
	if schema["type"] != "object" {
		say("", "表单的 type 要写 object")
		return f
	}
	if _, said := schema["additionalProperties"]; !said {
		schema["additionalProperties"] = false
	}
	required, _ := rule.As(rule.Texts, schema["required"]).([]string)
	properties, _ := schema["properties"].(map[string]any)
	for _, name := range order {
		p, ok := properties[name].(map[string]any)
		if !ok {
			say(name, "字段“"+name+"”要写成一个 JSON Schema")
			continue
		}
		x := Field{Name: name, Required: slices.Contains(required, name)}
		x.Is, _ = p["x-is"].(string)
		x.Hint, _ = p["description"].(string)
		x.Masked, _ = p["x-masked"].(bool)
		x.Of, _ = p["x-of"].(string)
		x.Choices, _ = rule.As(rule.Texts, p["enum"]).([]string)
		if n, said := p["x-minutes"]; said {
			if x.Minutes, _ = n.(int); x.Minutes < 1 || x.Minutes > 480 {
				say(name, "字段“"+name+"”的 x-minutes 要写 1 到 480 的整数：填它要几分钟")
			}
		}
		if n, ok := p["maxLength"].(int); ok {
			x.Longest = n
		}
		known := append(slices.Clip(present), nouns...)
		if x.Is != "" && !slices.Contains(known, x.Is) {
			say(name, "字段“"+name+"”的 x-is 不认识：只有 "+strings.Join(known, "、"))
		}
		if slices.Contains(nouns, x.Is) {
			x.Noun = x.Is
		}
		if from, ok := p["x-from"].(string); ok {
			if x.From, x.Fact, ok = strings.Cut(from, "."); !ok || x.From == "" || x.Fact == "" {
				say(name, "字段“"+name+"”的 x-from 要写成 任务.title 的样子：引对象的字段，点，取它的什么")
			}
		}
		if x.Noun != "" && (p["type"] != "string" || x.From != "") {
			say(name, "字段“"+name+"”引一个对象，要写 type: string，不写 x-from")
		}
		if (x.Is == "entry") != (x.Of != "") || x.Is == "entry" && p["type"] != "string" {
			say(name, "字段“"+name+"”要么 type: string、x-is: entry 和 x-of 一起写，要么都不写")
		}
		if x.Is == "files" && p["type"] != "array" {
			say(name, "字段“"+name+"”收文件，要写 type: array、items: {type: string}")
		}
		switch p["type"] {
		case "string":
			x.Kind = rule.Text
			if x.Required && p["minLength"] == nil && len(x.Choices) == 0 {
				p["minLength"] = 1
			}
			if p["format"] == "date" {
				x.Is = "date"
			}
			if x.Longest == 0 {
				x.Longest = longestText
				p["maxLength"] = longestText
			}
		case "number", "integer":
			x.Kind, x.Whole = rule.Number, p["type"] == "integer"
		case "boolean":
			x.Kind = rule.Flag
		case "array":
			x.Kind = rule.Texts
			if x.Is == "files" && p["maxItems"] == nil {
				p["maxItems"] = mostFiles
			}
			items, _ := p["items"].(map[string]any)
			if items["type"] != "string" {
				say(name, "字段“"+name+"”的 items 要写 type: string")
			} else {
				x.Choices, _ = rule.As(rule.Texts, items["enum"]).([]string)
				if items["maxLength"] == nil {
					items["maxLength"] = longestText
				}
			}
			if p["maxItems"] == nil {
				p["maxItems"] = mostItems
			}
			if x.Required && p["minItems"] == nil {
				p["minItems"] = 1
			}
		default:
			say(name, "字段“"+name+"”的 type 只能是 string、number、integer、boolean、array")
		}
		f.Fields = append(f.Fields, x)
	}
	for _, name := range required {
		if f.Field(name) == nil {
			say("", "required 里的“"+name+"”不是表单的字段")
		}
	}
	text, err := json.Marshal(schema)
	if err != nil {
		say("", "表单写不成 JSON")
		return f
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
	if err != nil {
		say("", "表单写不成 JSON")
		return f
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.UseLoader(nowhere{})
	if err := c.AddResource("form:"+id, doc); err != nil {
		say("", "表单不是合格的 JSON Schema")
		return f
	}
	if f.schema, err = c.Compile("form:" + id); err != nil {
		say("", "表单不是合格的 JSON Schema："+err.Error())
	}
	return f
}

// longestText and mostItems bound what a field takes where a form says nothing.
const (
	longestText = 2_000
	mostItems   = 50
)

// nowhere loads no schema: a form stands by itself.
type nowhere struct{}

func (nowhere) Load(url string) (any, error) {
	return nil, fmt.Errorf("form: a form may not refer to %s", url)
}

// Figure is a number as a form hands it in: its figures, so that nothing is
// lost on the way. It is json.Number, which the schema's checks understand.
type Figure = json.Number

// Masked is what was filled in as it is shown: what the form masks shows its ends alone.
func (f *Form) Masked(data map[string]any) map[string]any {
	out := make(map[string]any, len(data))
	for k, v := range data {
		if x := f.Field(k); x != nil && x.Masked {
			v = Hidden(v)
		}
		out[k] = v
	}
	return out
}

// Hidden is a masked value as it is shown. What is no text shows nothing of itself.
func Hidden(v any) any {
	switch v := v.(type) {
	case string:
		return Mask(v)
	case nil:
		return nil
	}
	return "****"
}

// Mask hides the middle of what a masked field says: 138****0000.
func Mask(s string) string {
	r := []rune(s)
	n := len(r)
	switch {
	case n == 0:
		return ""
	case n < 7:
		return string(r[0]) + "****"
	case n > 15:
		return string(r[:4]) + "**********" + string(r[n-4:])
	}
	return string(r[:3]) + "****" + string(r[n-4:])
}
