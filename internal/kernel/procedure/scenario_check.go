package procedure

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Check (情景核对) is one thing that must hold after a step, with what came out.
type Check struct {
	Kind      CheckKind
	Of        string // the branch, clock, document or person that it is about
	Want, Got string
	Met       bool
	said      string // as a problem says it
	at        place
}

// CheckKind (核对项) is what a check is about.
type CheckKind string

// The kinds of checks.
const (
	CheckDone     CheckKind = "done"
	CheckRefused  CheckKind = "refused"
	CheckStage    CheckKind = "stage"
	CheckEnded    CheckKind = "ended"
	CheckBranch   CheckKind = "branch"
	CheckRoutes   CheckKind = "routes"
	CheckWaits    CheckKind = "waits"
	CheckDocument CheckKind = "document"
	CheckMay      CheckKind = "may"
	CheckRuns     CheckKind = "runs"
	CheckDue      CheckKind = "due"
	CheckSignal   CheckKind = "signal"
	CheckLimit    CheckKind = "limit"
	CheckUsed     CheckKind = "used"
	CheckLeft     CheckKind = "left"
	CheckNotices  CheckKind = "notices"
	CheckPerform  CheckKind = "performed"
)

// checking gathers the checks of a step.
type checking struct {
	at   place
	list []Check
}

func (k *checking) add(kind CheckKind, of, want, got string, met bool, format string, args ...any) {
	k.list = append(k.list, Check{kind, of, want, got, met, fmt.Sprintf(format, args...), k.at})
}

// sets compares two lists whose order says nothing.
func (k *checking) sets(kind CheckKind, of string, want, got []string, format string) {
	want, got = slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(got))
	w, g := strings.Join(want, "、"), strings.Join(got, "、")
	k.add(kind, of, w, g, slices.Equal(want, got), format, g, w)
}

// check is what must hold after a step, each with what came out.
func (p *Playing) check(x SceneStep, m Moment) []Check {
	k := &checking{at: x.at}
	switch {
	case m.Refusal != nil && x.Refused == "":
		k.add(CheckDone, "", "", m.Refusal.Error(), false, "这一步办不了：%s", m.Refusal)
	case x.Refused != "" && m.Refusal == nil:
		k.add(CheckRefused, "", x.Refused, "", false, "这一步应当被拒绝：%s", x.Refused)
	case x.Refused != "":
		k.add(CheckRefused, "", x.Refused, m.Refusal.Error(), strings.Contains(m.Refusal.Error(), x.Refused), "拒绝的话是“%s”，应有“%s”", m.Refusal, x.Refused)
	}
	if x.Then == nil {
		return k.list
	}
	if m.Case == nil {
		k.add(CheckDone, "", "", "", false, "还没有立件")
		return k.list
	}
	k.at = x.Then.at
	k.standing(m.Case, x.Then)
	k.papers(m.Case, x.Then)
	for _, name := range sortedKeys(x.Then.May) {
		var got []string
		for _, a := range m.Case.Procedure.Acts {
			if !a.Branch && !a.Opens() && m.Case.May(p.Scenario.People[name], a, nil) {
				got = append(got, a.ID)
			}
		}
		k.sets(CheckMay, name, x.Then.May[name], got, name+"可办 %s，应是 %s")
	}
	for _, name := range sortedKeys(x.Then.Clocks) {
		p.checkClock(k, name, x.Then.Clocks[name], m)
	}
	k.at = x.Then.at
	k.performed(m, x.Then.Performed)
	for _, name := range sortedKeys(x.Then.Notices) {
		k.sets(CheckNotices, name, x.Then.Notices[name], p.telling.heard(name), name+"收到的通知是 %s，应是 %s")
	}
	return k.list
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// standing checks where the case and its branches stand.
func (k *checking) standing(c *Case, o *Outcome) {
	if o.Stage != "" {
		k.add(CheckStage, "", o.Stage, c.Stage.ID, c.Stage.ID == o.Stage, "环节是 %s，应是 %s", c.Stage.ID, o.Stage)
	}
	if o.Ended != nil {
		k.add(CheckEnded, "", strconv.FormatBool(*o.Ended), strconv.FormatBool(!c.Open()), *o.Ended != c.Open(), "是否办结与应有的不同")
	}
	for _, key := range sortedKeys(o.Branches) {
		want, got := o.Branches[key], ""
		if b := c.Branch(key); b != nil {
			got = b.Stage.ID
		}
		k.add(CheckBranch, key, want, got, got == want, "分支 %s 应在 %s", key, want)
	}
	if o.Routes != nil {
		var got []string
		for _, d := range c.Procedure.Mechanism.Route(c.Data) {
			got = append(got, d.Unit)
		}
		w, g := strings.Join(o.Routes, "、"), strings.Join(got, "、")
		k.add(CheckRoutes, "", w, g, slices.Equal(got, o.Routes), "派给 %s，应是 %s", g, w)
	}
	if o.Waits != nil {
		k.sets(CheckWaits, "", o.Waits, c.waits(), "等批的是 %s，应是 %s")
	}
}

// waits are the acts that wait for agreement.
func (c *Case) waits() []string {
	var list []string
	for _, q := range c.Requests {
		list = append(list, q.Act.ID)
	}
	return list
}

func (k *checking) papers(c *Case, o *Outcome) {
	for _, id := range sortedKeys(o.Documents) {
		want, state, number := o.Documents[id], "absent", ""
		if d := c.newest(id); d != nil {
			state, number = d.State(), d.Number
		}
		k.add(CheckDocument, id, want, strings.TrimSpace(state+" "+number), state == want || number == want, "文书 %s 是 %s %s，应是 %s", id, state, number, want)
	}
}

// running is the newest clock of a rule, "branch/clock" for a branch's.
func (c *Case) running(name string) *Running {
	branch, clock, ok := strings.Cut(name, "/")
	if !ok {
		branch, clock = "", name
	}
	var last *Running
	for _, r := range c.Clocks {
		if r.Rule.ID == clock && r.Branch == branch {
			last = r
		}
	}
	return last
}

func (p *Playing) checkClock(k *checking, name string, want ClockWant, m Moment) {
	k.at = want.at
	r := m.Case.running(name)
	if r == nil || want.Absent {
		k.add(CheckRuns, name, strconv.FormatBool(!want.Absent), strconv.FormatBool(r != nil), (r == nil) == want.Absent, "计时 %s 是否在走与应有的不同", name)
		return
	}
	sig, x := r.Signal(p.cal, m.At)
	text := func(kind CheckKind, want, got, format string) {
		if want != "" {
			k.add(kind, name, want, got, got == want, format, name, got, want)
		}
	}
	due := x.DueOn.String()
	if len(want.Due) > len(due) {
		due = x.Due.String()
	}
	text(CheckDue, want.Due, due, "计时 %s 到期 %s，应是 %s")
	text(CheckSignal, want.Signal, string(sig), "计时 %s 的状态是 %s，应是 %s")
	text(CheckLimit, want.Limit, r.Clock.Limit.String(), "计时 %s 的期限是 %s，应是 %s")
	if want.Used != nil {
		text(CheckUsed, strconv.Itoa(*want.Used), strconv.Itoa(x.Used), "计时 %s 用了 %s，应是 %s")
	}
	if want.Left != nil {
		text(CheckLeft, strconv.Itoa(*want.Left), strconv.Itoa(x.Left), "计时 %s 还剩 %s，应是 %s")
	}
}
