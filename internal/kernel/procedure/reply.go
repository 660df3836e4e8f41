package procedure

import "slices"

// Replied is the rule under which whoever asked for agreement is told of the
// answer; no declaration has to say it.
const Replied = "answered"

// longestQuoted bounds a reason that a notice repeats, in characters.
const longestQuoted = 60

// Reply (报批答复) is what somebody who asked for agreement inside is told once
// all have agreed, or one has declined.
type Reply struct {
	Person, Unit string
	Branch       string
	Words        string
}

// ReplyOf is the reply that an event gave, nil where it was none or others have
// still to agree. The case is as the event left it.
func (c *Case) ReplyOf(event int) *Reply {
	e, asked := c.numbered(event), Event{}
	if e.Kind == Agreed || e.Kind == Declined {
		asked = c.numbered(e.Of)
	}
	if asked.Seq == 0 ||
		slices.ContainsFunc(c.Requests, func(r *Request) bool { return r.Event.Seq == e.Of }) {
		return nil
	}
	a := c.Procedure.Act(asked.Act)
	if a == nil || asked.Person == "" || asked.Person == e.Person {
		return nil
	}
	r := &Reply{Person: asked.Person, Unit: asked.Unit, Branch: asked.Branch}
	of := "“" + c.Title() + "”（" + c.Number + "）"
	if e.Kind == Agreed {
		r.Words = "您报的“" + a.Title + "”同意了：" + of
		return r
	}
	why := []rune(e.Reason)
	if len(why) > longestQuoted {
		why = append(why[:longestQuoted:longestQuoted], '…')
	}
	r.Words = "您报的“" + a.Title + "”没有同意：" + of + "，理由：" + string(why)
	return r
}

// numbered is the event of a number, a zero one where there is none.
func (c *Case) numbered(n int) Event {
	if i := slices.IndexFunc(c.Events, func(e Event) bool { return e.Seq == n }); i >= 0 {
		return c.Events[i]
	}
	return Event{}
}
