package procedure

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/form"
	"duban/internal/kernel/rule"
)

// NoticeRule (通知规则) says when whom to tell what: once an act was done or a
// stage was entered, while an act waits for agreement, or when a clock nears
// its end or has passed it.
type NoticeRule struct {
	ID     string
	On     []string   // acts and stages
	Waits  []string   // acts that wait for agreement; told are those who may give it
	Clock  *ClockRule // the clock that it goes by
	When   Reminder
	N      int // of the clock's unit, before or after it is due; before, half the limit at most
	To     []ActorRule
	Urgent bool   // waits for no digest
	Text   string // with {字段}, {编号} and what sayings lists
	at     place
}

// Reminder (提醒时点) is where on a clock a notice stands.
type Reminder string

// The reminders.
const (
	Nearing Reminder = "near"  // so much before it is due
	Passed  Reminder = "due"   // when it is due
	Since   Reminder = "after" // so much after
)

// Notice (通知) is what somebody is to be told about a case.
type Notice struct {
	Rule   *NoticeRule
	Source string // what it follows from: "event/3", or a clock of the case with the moment it is due
	Branch string
	To     []ActorRule
	At     civil.Instant
	unit   string
	values map[string]any
	clock  *Running
}

// note keeps what is to be told of an act or a stage.
func (c *Case) note(what string, at civil.Instant, b *Branch, called []*Branch) {
	for _, n := range c.Procedure.Notices {
		if !slices.Contains(n.On, what) {
			continue
		}
		if b == nil && len(called) > 0 && slices.ContainsFunc(n.To, func(r ActorRule) bool { return r.Unit == OfBranch }) {
			for _, x := range called {
				c.tell(n, n.To, at, x)
			}
			continue
		}
		c.tell(n, n.To, at, b)
	}
}

// ask keeps that somebody's agreement is waited for.
func (c *Case) ask(r *Request, at civil.Instant) {
	for _, n := range c.Procedure.Notices {
		if slices.Contains(n.Waits, r.Act.ID) {
			c.tell(n, r.Act.Asks[r.Step].By, at, c.Branch(r.Event.Branch))
		}
	}
}

func (c *Case) tell(n *NoticeRule, to []ActorRule, at civil.Instant, b *Branch) {
	x := Notice{Rule: n, Source: fmt.Sprintf("event/%d", c.applying.Seq), To: to, At: at, values: c.values(b)}
	if b != nil {
		x.Branch, x.unit = b.Key, b.Unit
	}
	c.notices = append(c.notices, x)
}

// NoticesOf are the notices that an event brought about.
func (c *Case) NoticesOf(event int) []Notice {
	source := fmt.Sprintf("event/%d", event)
	return slices.DeleteFunc(slices.Clone(c.notices), func(n Notice) bool { return n.Source != source })
}

// Reminders are the notices of running clocks whose moment has come. One that
// warns is left out once the clock is due, and where the limit was so short
// that it would have warned from the start.
func (c *Case) Reminders(cal *civil.Calendar, now civil.Instant) []Notice {
	var list []Notice
	c.reminders(cal, now, func(n *NoticeRule, r *Running, k civil.Reckoning, at civil.Instant) {
		if at > now || n.When == Nearing && now >= k.Due {
			return
		}
		b := c.Branch(r.Branch)
		x := Notice{Rule: n, Source: fmt.Sprintf("clock/%s/%s/%d/%d", r.Rule.ID, r.Branch, r.Clock.Start, k.Due), Branch: r.Branch, To: n.To, At: at, values: c.values(b), clock: r}
		if b != nil {
			x.unit = b.Unit
		}
		list = append(list, x)
	})
	slices.SortStableFunc(list, func(a, b Notice) int { return cmp.Compare(a.At, b.At) })
	return list
}

// NextReminder is the first moment after one at which a clock wants a notice,
// as it now runs; 0 for never.
func (c *Case) NextReminder(cal *civil.Calendar, now civil.Instant) civil.Instant {
	next := civil.Instant(0)
	c.reminders(cal, now, func(_ *NoticeRule, _ *Running, _ civil.Reckoning, at civil.Instant) {
		if at > now && (next == 0 || at < next) {
			next = at
		}
	})
	return next
}

func (c *Case) reminders(cal *civil.Calendar, now civil.Instant, f func(*NoticeRule, *Running, civil.Reckoning, civil.Instant)) {
	for _, n := range c.Procedure.Notices {
		if n.Clock == nil {
			continue
		}
		for _, r := range c.Clocks {
			if r.Rule != n.Clock || r.Clock.End != 0 {
				continue
			}
			k := r.Reckon(cal, now)
			if k.Stopped {
				continue
			}
			at := k.Due
			switch n.When {
			case Nearing:
				at = cal.Ahead(r.Clock, k, min(n.N, r.Clock.Limit.N/2)) // of a short limit, half of it
			case Since:
				at = cal.Past(r.Clock, k, n.N)
			}
			if at > r.Clock.Start {
				f(n, r, k, at)
			}
		}
	}
}

// Hears says that somebody is to be told: somebody of the unit itself, not of those above it.
func (c *Case) Hears(n Notice, who Who) bool {
	return c.allowed(n.To, Who{Role: who.Role, Units: []string{who.Unit}}, c.Branch(n.Branch))
}

// Hearers are the units whose people a notice goes to; every says that it is
// all of the division's.
func (c *Case) Hearers(n Notice) (units []string, every bool) {
	for _, r := range n.To {
		switch r.Unit {
		case Any:
			return nil, true
		case Initiator:
			units = append(units, c.OpenedBy.Unit)
		case OfBranch:
			if b := c.Branch(n.Branch); b != nil {
				units = append(units, b.Unit)
			}
		case ByRule:
			v, err := r.Rule.Value(c.values(c.Branch(n.Branch)))
			if list, ok := v.([]string); err == nil && ok {
				units = append(units, list...)
			}
		}
	}
	slices.Sort(units)
	return slices.Compact(units), false
}

// sayings are what a notice's text may say beside the forms' fields.
var sayings = []string{"编号", "事项", "单位", "环节", "计时", "期限", "到期"}

// dueOf is how a text says when a clock is due: {响应到期}.
const dueOf = "到期"

// Say is the notice as people read it; unit gives a unit's name.
func (c *Case) Say(n Notice, cal *civil.Calendar, now civil.Instant, unit func(code string) string) string {
	return holes.ReplaceAllStringFunc(n.Rule.Text, func(hole string) string {
		return c.word(n, hole[1:len(hole)-1], cal, now, unit)
	})
}

func (c *Case) word(n Notice, name string, cal *civil.Calendar, now civil.Instant, unit func(string) string) string {
	switch name {
	case "编号":
		return c.Number
	case "事项":
		return c.Title()
	case "单位":
		if n.unit == "" {
			return unit(c.OpenedBy.Unit)
		}
		return unit(n.unit)
	case "环节":
		if b := c.Branch(n.Branch); b != nil {
			return b.Stage.Title
		}
		return c.Stage.Title
	case "计时", "期限", dueOf:
		return say(n.clock, name, cal, now)
	}
	if title, ok := strings.CutSuffix(name, dueOf); ok {
		for _, r := range slices.Backward(c.Clocks) {
			if r.Rule.Title == title && (r.Branch == "" || r.Branch == n.Branch) {
				return say(r, dueOf, cal, now)
			}
		}
	}
	return plain(c.Procedure, name, n.values[name], unit)
}

func say(r *Running, what string, cal *civil.Calendar, now civil.Instant) string {
	if r == nil {
		return ""
	}
	switch what {
	case "计时":
		return r.Rule.Title
	case "期限":
		return r.Clock.Limit.String()
	}
	k := r.Reckon(cal, now)
	if r.Clock.Limit.Unit.InDays() {
		return fmt.Sprintf("%d 月 %d 日", k.DueOn.Month, k.DueOn.Day)
	}
	at := k.Due.OfDay()
	return fmt.Sprintf("%d 月 %d 日 %d:%02d", k.DueOn.Month, k.DueOn.Day, at/civil.Hour, at%civil.Hour/civil.Minute)
}

// plain is the value of a field as a sentence has it.
func plain(p *Procedure, name string, v any, unit func(string) string) string {
	units := false
	for _, f := range p.Forms {
		if x := f.Field(name); x != nil {
			units = units || x.Is == "units" || x.Is == "unit"
		}
	}
	if name == "发起单位" {
		units = true
	}
	said := func(s string) string {
		if x := p.formField(name); x != nil && x.Is == "files" {
			return form.FileOf(s).Title
		}
		if units {
			return unit(s)
		}
		return s
	}
	switch p.fields[name] {
	case rule.Texts:
		list, _ := rule.As(rule.Texts, v).([]string)
		words := make([]string, len(list))
		for i, s := range list {
			words[i] = said(s)
		}
		return strings.Join(words, "、")
	case rule.Number:
		if d, ok := rule.As(rule.Number, v).(quantity.Decimal); ok {
			return d.String()
		}
	case rule.Flag:
		if b, ok := v.(bool); ok {
			return map[bool]string{true: "是", false: "否"}[b]
		}
	}
	s, _ := v.(string)
	return said(s)
}

// known are the names that a text may have in braces.
func (p *Procedure) known(n *NoticeRule) []string {
	names := slices.Sorted(maps.Keys(p.fields))
	for _, s := range sayings {
		if n.Clock != nil || s != "计时" && s != "期限" && s != dueOf {
			names = append(names, s)
		}
	}
	for _, c := range p.Clocks {
		names = append(names, c.Title+dueOf)
	}
	return names
}
