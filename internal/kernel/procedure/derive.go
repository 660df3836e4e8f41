package procedure

import (
	"strconv"

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
		v, err := d.Is.Value(env)
		if err != nil {
			delete(c.Data, d.Field)
			continue
		}
		c.Data[d.Field], env[d.Field] = v, v
	}
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
