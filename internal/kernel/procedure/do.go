package procedure

import (
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/rule"
)

// Who (承办人) is who does an act: a person in a post of a unit.
type Who struct {
	Person, Post, Role, Unit string
	Units                    []string // the unit and those below it
	Applicant                bool     // whoever asked for the case, from outside
}

// Deed (办理) is an act as somebody asks for it.
type Deed struct {
	Act    string
	Branch string
	Data   map[string]any
	Reason string
	At     civil.Instant // when it happened
}

// Unfit is what a form was not filled in right with; it stands behind a fault.
type Unfit struct{ Wantings []Wanting }

func (u *Unfit) Error() string {
	var list []string
	for _, w := range u.Wantings {
		list = append(list, w.Sentence)
	}
	return strings.Join(list, " ")
}

// Start decides about the act that opens a case and gives its first event.
func (p *Procedure) Start(who Who, d Deed) (Event, error) {
	a := p.Act(d.Act)
	if a == nil || !a.Opens() {
		return Event{}, fault.New(fault.NotFound, "“"+p.Title+"”没有这样的立件动作。", "请从办件页重新进入。")
	}
	c := &Case{Procedure: p, Data: map[string]any{}, OpenedBy: Event{Unit: who.Unit}} // a guard may ask who opens it
	if !c.allowed(a.By, who, nil) {
		return Event{}, c.forbidden(a.Title, a.By)
	}
	if who.Applicant {
		who.Unit = p.landing()
	}
	e, err := c.event(a, who, d, nil)
	e.Seq = 1
	return e, err
}

// May says whether somebody may do an act on the case, or on a branch of it, now.
func (c *Case) May(who Who, a *Act, b *Branch) bool {
	return c.possible(a, b) == nil && c.allowed(a.By, who, b) && c.recused(who, a) == nil
}

// possible says why an act cannot be done in the stage, whoever would do it.
func (c *Case) possible(a *Act, b *Branch) error {
	stage := c.Stage
	what := "这一件"
	if a.Branch {
		if b == nil {
			return fault.New(fault.NotFound, "这一件没有叫到这个单位。", "请看“参与单位”里有哪些。")
		}
		stage, what = b.Stage, "这个单位的一份"
		if c.Stage.End {
			return fault.New(fault.Conflict, "这一件已到“"+c.Stage.Title+"”，不能再办“"+a.Title+"”。", "请刷新看看现在的样子。")
		}
	}
	if c.Foreign != "" && c.Procedure.Entrusted(a) {
		return fault.New(fault.Refused, what+"的数据从别的系统来，“"+a.Title+"”在那边办。", "那边办了，数据会送过来。")
	}
	if !slices.Contains(a.From, stage.ID) {
		return fault.New(fault.Conflict, what+"在“"+stage.Title+"”，不能办“"+a.Title+"”。", "请刷新看看现在能办什么。")
	}
	for _, r := range c.Requests {
		if r.Act == a && r.Event.Branch == keyOf(b) {
			return fault.New(fault.Conflict, "“"+a.Title+"”已经报批，还没有答复。", "等答复以后再办。")
		}
	}
	if len(a.Resumes) > 0 && !a.Back && !c.stopped(a, b) {
		return fault.New(fault.Conflict, "没有停着的钟，不用办“"+a.Title+"”。", "请刷新看看现在的样子。")
	}
	if a.Stops && c.haltedBy(a, b) {
		return fault.New(fault.Conflict, "“"+a.Title+"”已经停着钟。", "先恢复，再停下一次。")
	}
	if a.Extends != "" {
		runs := false
		for _, r := range c.Clocks {
			if r.Rule.ID == a.Extends && (b == nil || r.Branch == b.Key) && r.Clock.End == 0 {
				runs = true
				if a.Once && r.Added > 0 {
					return fault.New(fault.Refused, "“"+r.Rule.Title+"”已经延过一次。", "只能延一次，请抓紧办。")
				}
			}
		}
		if !runs {
			return fault.New(fault.Conflict, "“"+c.Procedure.Clock(a.Extends).Title+"”没有在走，延不了。", "请刷新看看现在的样子。")
		}
	}
	return nil
}

func keyOf(b *Branch) string {
	if b == nil {
		return ""
	}
	return b.Key
}

// stopped says that a clock stands still that the act would let go on.
func (c *Case) stopped(a *Act, b *Branch) bool {
	for _, id := range a.Resumes {
		if x := c.Procedure.Act(id); x != nil && c.haltedBy(x, b) {
			return true
		}
	}
	return false
}

func (c *Case) haltedBy(a *Act, b *Branch) bool {
	for _, r := range c.Clocks {
		if b != nil && r.Branch != b.Key {
			continue
		}
		for i, s := range r.Clock.Stops {
			if s.Until == 0 && r.stops[i] == a.ID {
				return true
			}
		}
	}
	return false
}

// Do decides whether somebody may do an act now and gives the event; nothing is changed.
func (c *Case) Do(who Who, d Deed) (Event, error) {
	a := c.Procedure.Act(d.Act)
	if a == nil || a.Opens() {
		return Event{}, fault.New(fault.NotFound, "“"+c.Procedure.Title+"”没有这样的动作。", "请刷新页面再办。")
	}
	var b *Branch
	if a.Branch {
		b = c.Branch(d.Branch)
	}
	if err := c.possible(a, b); err != nil {
		return Event{}, err
	}
	if !c.allowed(a.By, who, b) {
		return Event{}, c.forbidden(a.Title, a.By)
	}
	if err := c.recused(who, a); err != nil {
		return Event{}, err
	}
	return c.event(a, who, d, b)
}

// event checks what an act carries and makes its event.
func (c *Case) event(a *Act, who Who, d Deed, b *Branch) (Event, error) {
	if last := len(c.Events); last > 0 && d.At < c.Events[last-1].HappenedAt {
		return Event{}, fault.New(fault.Invalid, "办理时间 "+d.At.String()+" 早于上一步的 "+c.Events[last-1].HappenedAt.String()+"。", "请核对时间；补录也要按先后。").At("at")
	}
	if w := a.Form.Check(d.Data); len(w) > 0 {
		return Event{}, fault.New(fault.Invalid, w[0].Sentence, w[0].Hint).At(w[0].Field).Because(&Unfit{w})
	}
	if err := c.overpromised(d); err != nil {
		return Event{}, err
	}
	d.Reason = strings.TrimSpace(d.Reason)
	if a.Reason && d.Reason == "" {
		return Event{}, fault.New(fault.Invalid, "“"+a.Title+"”要写明理由。", "写一两句，说清为什么。").At("reason")
	}
	if a.When != nil {
		env := c.values(b)
		for k, v := range d.Data {
			env[k] = v
		}
		if !a.When.Holds(env) {
			return Event{}, fault.New(fault.Refused, a.Unless, "")
		}
	}
	if a.Extends != "" && a.Most > 0 {
		most := quantity.Int(int64(a.Most))
		if n := rule.As(rule.Number, d.Data[a.ExtendBy]).(quantity.Decimal); n.Cmp(most) > 0 {
			return Event{}, fault.New(fault.Invalid, "“"+a.ExtendBy+"”太多。", "最多 "+most.String()+"。").At(a.ExtendBy)
		}
	}
	e := Event{Seq: len(c.Events) + 1, Act: a.ID, Kind: Done, Branch: keyOf(b), Person: who.Person, Post: who.Post, Unit: who.Unit, HappenedAt: d.At, Data: d.Data, Reason: d.Reason}
	if len(a.Asks) > 0 {
		e.Kind = Asked
	}
	return e, nil
}

// Answer decides about a request that waits: agreed or declined, with a reason where declined.
func (c *Case) Answer(who Who, request int, agree bool, reason string, at civil.Instant) (Event, error) {
	r := find(c.Requests, func(r *Request) bool { return r.Event.Seq == request })
	if r == nil {
		return Event{}, fault.New(fault.Conflict, "这项报批已经答复过了。", "请刷新看看现在的样子。")
	}
	step := r.Act.Asks[r.Step]
	b := c.Branch(r.Event.Branch)
	if !c.allowed(step.By, who, b) {
		return Event{}, c.forbidden(step.Title, step.By)
	}
	if who.Person == r.Event.Person {
		return Event{}, fault.New(fault.Forbidden, "自己报的，不能自己批。", "请另一位有这项权限的人批。")
	}
	reason = strings.TrimSpace(reason)
	if !agree && reason == "" {
		return Event{}, fault.New(fault.Invalid, "不同意要写明理由。", "写一两句，说清为什么。").At("reason")
	}
	if last := len(c.Events); at < c.Events[last-1].HappenedAt {
		at = c.Events[last-1].HappenedAt
	}
	kind := Declined
	if agree {
		kind = Agreed
	}
	return Event{Seq: len(c.Events) + 1, Act: r.Act.ID, Kind: kind, Of: request, Branch: r.Event.Branch, Person: who.Person, Post: who.Post, Unit: who.Unit, HappenedAt: at, Reason: reason}, nil
}

// MayAnswer says whether somebody may answer a request.
func (c *Case) MayAnswer(who Who, r *Request) bool {
	return who.Person != r.Event.Person && c.allowed(r.Act.Asks[r.Step].By, who, c.Branch(r.Event.Branch))
}

func (c *Case) allowed(rules []ActorRule, who Who, b *Branch) bool {
	for _, r := range rules {
		if r.Unit == Applicant && who.Applicant {
			return true
		}
		if !slices.Contains(r.Roles, who.Role) {
			continue
		}
		switch r.Unit {
		case Any:
			return true
		case Initiator:
			if slices.Contains(who.Units, c.OpenedBy.Unit) {
				return true
			}
		case OfBranch:
			if b != nil && slices.Contains(who.Units, b.Unit) {
				return true
			}
		case ByRule:
			v, err := r.Rule.Value(c.values(b))
			if units, ok := v.([]string); err == nil && ok && slices.ContainsFunc(units, func(u string) bool { return slices.Contains(who.Units, u) }) {
				return true
			}
		}
	}
	return false
}

// roleNames and whoseNames say an actor rule to people.
var (
	roleNames  = map[string]string{"clerk": "经办", "head": "负责人", "supervisor": "督查", "leader": "领导"}
	whoseNames = map[Whose]string{Initiator: "发起单位的", OfBranch: "被叫单位的", ByRule: "规定单位的", Any: ""}
)

// RoleName is what a role is called.
func RoleName(role string) string { return roleNames[role] }

// Say says who may, in words.
func (r ActorRule) Say() string {
	if r.Unit == Program {
		return "到期由程序办"
	}
	if r.Unit == Applicant {
		return "申请人"
	}
	if r.Unit == Afar {
		return "别的系统"
	}
	names := make([]string, len(r.Roles))
	for i, x := range r.Roles {
		names[i] = roleNames[x]
	}
	return whoseNames[r.Unit] + strings.Join(names, "、")
}

func (c *Case) forbidden(title string, rules []ActorRule) error {
	said := make([]string, len(rules))
	for i, r := range rules {
		said[i] = r.Say()
	}
	return fault.New(fault.Forbidden, "您不能办“"+title+"”。", "由"+strings.Join(said, "，或")+"办。")
}

// Route finds the rows of the duty directory that a matter falls under.
func (m *Mechanism) Route(data map[string]any) []Duty {
	var list []Duty
	for _, d := range m.Directory {
		if d.When == nil || d.When.Holds(data) {
			list = append(list, d)
		}
	}
	return list
}
