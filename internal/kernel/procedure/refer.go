package procedure

import (
	"maps"
	"slices"
	"strings"

	"duban/internal/base/quantity"
	"duban/internal/kernel/rule"
)

// Referable (可引对象) is a noun of the kernel whose objects cases refer to, and
// whose named acts their outcomes call. Which there are is handed in: the
// engine has no word of them.
type Referable struct {
	ID    string
	Title string
	Facts []Fact
	Acts  []NamedAct
}

// Fact (对象事实) is what a form takes of the object that a case refers to, so
// that nobody is asked for it again.
type Fact struct {
	ID, Title string
	Kind      rule.Kind
	Is        string // as a field is: unit, units, date, or ""
}

// NamedAct (具名动作) is an act on a noun that the outcome of a case may call.
type NamedAct struct {
	ID    string // noun.verb
	Title string
	Takes []Parameter
	Makes bool // an object that is not there yet
}

// Parameter (动作参数) is what a named act takes.
type Parameter struct {
	ID, Title string
	Kind      rule.Kind
	Is        string // as a field is: unit, units, date, or ""
	Required  bool
}

// Perform (办成规则) says which named act an act's outcome calls on the object
// that a field refers to. A case never writes an object's state itself.
type Perform struct {
	When *rule.Rule // nil for always
	Act  NamedAct
	Noun string // what it is done to, in words
	On   string // the field
	With []Argument
	at   place
}

// Argument (实参) is a parameter with the field that its value comes from.
type Argument struct {
	Parameter
	Field string
}

// Performance (办成) is a named act that an event calls on an object.
type Performance struct {
	Rule   *Perform
	Object string
	With   map[string]any // by parameter: text, decimal, flag or texts; what was not filled in is left out
}

// What a named act may be told of the case beside what the forms ask.
const (
	ofReason = "理由"
	ofNumber = "编号"
	ofPaper  = "文号" // the newest document's
)

// Performs is the named act that an event calls, nil for none: the rules may
// call none, or the case may refer to no object. The case is as it stands once
// the documents of the event have their numbers. An act that makes an object is
// called where its field was left empty; made is the object that the field then
// names, "" before there is one.
func (c *Case) Performs(e Event, made string) *Performance {
	a := c.Procedure.Act(e.Act)
	if a == nil || len(a.Performs) == 0 || e.Foreign != "" || !c.effective(e) {
		return nil
	}
	env := c.values(c.Branch(e.Branch))
	env[ofReason], env[ofPaper] = c.reasonOf(e), c.lastNumber()
	for i := range a.Performs {
		p := &a.Performs[i]
		if p.When != nil && !p.When.Holds(env) {
			continue
		}
		object, _ := env[p.On].(string)
		switch {
		case p.Act.Makes && object != made:
			continue // somebody named one that is there
		case !p.Act.Makes && object == "":
			return nil
		}
		x := &Performance{Rule: p, Object: object, With: map[string]any{}}
		for _, w := range p.With {
			if v := rule.As(w.Kind, env[w.Field]); !blank(env[w.Field], v) {
				x.With[w.ID] = v
			}
		}
		return x
	}
	return nil
}

func blank(given, v any) bool {
	switch v := v.(type) {
	case string:
		return v == ""
	case []string:
		return len(v) == 0
	}
	return given == nil
}

// reasonOf is why an act was done: what was said when it was asked for.
func (c *Case) reasonOf(e Event) string {
	if e.Kind == Agreed {
		for _, x := range c.Events {
			if x.Seq == e.Of {
				return x.Reason
			}
		}
	}
	return e.Reason
}

func (c *Case) lastNumber() string {
	for _, d := range slices.Backward(c.Documents) {
		if d.Number != "" && d.VoidedAt == 0 {
			return d.Number
		}
	}
	return ""
}

// Text is a value of a performance as forms and scenarios write it.
func (x *Performance) Text(parameter string) string {
	switch v := x.With[parameter].(type) {
	case string:
		return v
	case quantity.Decimal:
		return v.String()
	case bool:
		return map[bool]string{true: "是", false: "否"}[v]
	case []string:
		return strings.Join(v, "、")
	}
	return ""
}

// Parameters are the parameters that have a value, in the act's order.
func (x *Performance) Parameters() []Parameter {
	var list []Parameter
	for _, p := range x.Rule.Act.Takes {
		if _, ok := x.With[p.ID]; ok {
			list = append(list, p)
		}
	}
	return list
}

// Reference (所引) is an object that a case refers to.
type Reference struct{ Field, Noun, Object string }

// References are the objects that the case and its branches refer to, each field's once.
func (c *Case) References() []Reference {
	var list []Reference
	add := func(data map[string]any) {
		for _, f := range c.Procedure.Forms {
			for _, x := range f.Fields {
				if id, _ := data[x.Name].(string); x.Noun != "" && id != "" {
					if r := (Reference{x.Name, x.Noun, id}); !slices.Contains(list, r) {
						list = append(list, r)
					}
				}
			}
		}
	}
	add(c.Data)
	for _, b := range c.Branches {
		add(b.Data)
	}
	return list
}

// Refers says that forms of the procedure refer to objects.
func (p *Procedure) Refers() bool {
	return slices.ContainsFunc(p.Forms, func(f *Form) bool {
		return slices.ContainsFunc(f.Fields, func(x Field) bool { return x.Noun != "" })
	})
}

// RefersTo is the field of the form that opens a case by which it refers to an
// object of a noun, "" where it does not.
func (p *Procedure) RefersTo(noun string) string {
	for _, a := range p.Opening() {
		if a.Form == nil {
			continue
		}
		for _, x := range a.Form.Fields {
			if x.Noun == noun {
				return x.Name
			}
		}
	}
	return ""
}

// Makes says that an act of the procedure makes objects of a noun.
func (p *Procedure) Makes(noun string) bool {
	return slices.ContainsFunc(p.Acts, func(a *Act) bool {
		return slices.ContainsFunc(a.Performs, func(x Perform) bool { return x.Act.Makes && p.NounOf(x.On) == noun })
	})
}

// Sole are the values, by field, that no other open case of the procedure may
// have beside this one: none once it has ended.
func (c *Case) Sole() map[string]string {
	held := map[string]string{}
	for _, name := range c.Procedure.Once {
		if s, _ := c.Data[name].(string); c.Open() && strings.TrimSpace(s) != "" {
			held[name] = strings.TrimSpace(s)
		}
	}
	return held
}

// Taken are the fields of a form that are taken from objects.
func Taken(f *Form) []Field {
	var list []Field
	if f != nil {
		for _, x := range f.Fields {
			if x.From != "" {
				list = append(list, x)
			}
		}
	}
	return list
}

// performing is what the outcome of an act does to objects, in words.
func (a *Act) performing() string {
	list := make([]string, len(a.Performs))
	for i, p := range a.Performs {
		list[i] = p.says()
	}
	return strings.Join(list, "；")
}

// says is a performance rule in words.
func (p Perform) says() string {
	when := ""
	if p.When != nil {
		when = "当 " + p.When.Text + " "
	}
	with := map[string]string{}
	for _, w := range p.With {
		with[w.ID] = w.Field
	}
	var list []string
	for _, k := range slices.Sorted(maps.Keys(with)) {
		list = append(list, k+"="+with[k])
	}
	return when + "对“" + p.On + "”办 " + p.Act.ID + "（" + strings.Join(list, "，") + "）"
}
