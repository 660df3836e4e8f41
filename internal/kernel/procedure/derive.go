package procedure

import (
	"slices"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/rule"
)

// derive gives the derived fields what now follows; what cannot be told is empty.
func (c *Case) derive() {
	if len(c.Procedure.Derived) == 0 {
		return
	}
	env := c.values(nil)
	for _, d := range c.Procedure.Derived {
		if d.Is == nil {
			c.reckon(d, env)
			continue
		}
		v, err := d.Is.Value(env)
		if err != nil {
			delete(c.Data, d.Field)
			continue
		}
		c.Data[d.Field], env[d.Field] = v, v
	}
}

// reckon gives a field what the first row of its table says that was in force on
// the day the case opened, applies, and has all that it reads. To the cent of
// what it counts, halves up: money is paid so.
func (c *Case) reckon(d Derived, env map[string]any) {
	delete(c.Data, d.Field)
	delete(env, d.Field)
	delete(c.Data, d.Says)
	day := c.OpenedBy.HappenedAt.Date()
	for i := range d.Rows {
		row := &d.Rows[i]
		if !inForce(day, row.From, row.Until) || row.When != nil && !row.When.Holds(env) || slices.ContainsFunc(row.Is.Fields, func(f string) bool { return env[f] == nil }) {
			continue
		}
		v, err := row.Is.Value(env)
		if err != nil {
			return
		}
		raw, err := quantity.Round(v.(quantity.Decimal).Rat(), derivedPlaces)
		if err != nil {
			return
		}
		got := raw
		if row.Most != nil && got.Cmp(*row.Most) > 0 {
			got = *row.Most
		}
		c.Data[d.Field], env[d.Field] = got, got
		if d.Says != "" {
			s := row.says(env, raw)
			c.Data[d.Says], env[d.Says] = s, s
		}
		return
	}
}

// derivedPlaces is how exactly a table's number is kept.
const derivedPlaces = 2

// says is the reckoning of a row in words.
func (row *DerivedRow) says(env map[string]any, raw quantity.Decimal) string {
	s := row.Title + "：" + Reckoning(row.Is.Text)
	for i, name := range row.Is.Fields {
		s += map[bool]string{true: "（", false: "，"}[i == 0] + name + " " + saidValue(env[name])
		if i == len(row.Is.Fields)-1 {
			s += "）"
		}
	}
	s += " = " + raw.String()
	if row.Most != nil {
		if s += "，最多 " + row.Most.String(); raw.Cmp(*row.Most) > 0 {
			s += "，取 " + row.Most.String()
		}
	}
	s += "。依据：" + row.Basis.Title + row.Basis.Article
	if row.Basis.Unverified {
		s += "（取值待核）"
	}
	return s
}

// Reckoning is an expression with the signs that people reckon with.
func Reckoning(text string) string { return strings.NewReplacer("*", "×", "/", "÷").Replace(text) }

func saidValue(v any) string {
	switch v := v.(type) {
	case quantity.Decimal:
		return v.String()
	case interface{ String() string }:
		if d, err := quantity.Parse(v.String()); err == nil {
			return d.String()
		}
	case bool:
		return map[bool]string{true: "是", false: "否"}[v]
	case string:
		return v
	}
	return ""
}

func (c *Case) remember(what string, at civil.Instant) {
	if c.when == nil {
		c.when = map[string]civil.Instant{}
	}
	c.when[what] = at
}

// since is the moment that a clock counts from: what started it, or as the
// declaration says an act or a stage before it.
func (c *Case) since(k *ClockRule, what string, at civil.Instant) civil.Instant {
	if earlier, ok := c.when[k.Since[what]]; ok {
		return earlier
	}
	return at
}

// says is the limit that the row's field says, none where it says none.
func (l LimitRow) says(env map[string]any) civil.Limit {
	if l.Unit == 0 {
		text, _ := env[l.Of].(string)
		limit, err := civil.ParseLimit(text)
		if err != nil {
			return civil.Limit{}
		}
		return limit
	}
	n, err := strconv.Atoi(rule.As(rule.Number, env[l.Of]).(quantity.Decimal).String())
	if err != nil || n < 1 {
		return civil.Limit{}
	}
	return civil.Limit{N: n, Unit: l.Unit}
}
