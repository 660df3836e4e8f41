package procedure

import (
	"slices"
	"strings"

	"duban/internal/base/fault"
)

// recused refuses an act to whoever did, asked for or answered an act that it
// has to be kept apart from.
func (c *Case) recused(who Who, a *Act) error {
	if who.Person == "" {
		return nil
	}
	for _, e := range c.Events {
		if e.Person == who.Person && slices.Contains(a.Recuses, e.Act) {
			return fault.New(fault.Forbidden, "您经手过这一件的“"+c.Procedure.Act(e.Act).Title+"”，不能再办“"+a.Title+"”。", "请没有经手过的人办，原来办的人要回避。")
		}
	}
	return nil
}

// checkRecusal holds that an act is kept apart from acts that there are.
func (r *reader) checkRecusal(p *Procedure, a *Act) {
	for _, id := range a.Recuses {
		if b := p.Act(id); b == nil || b == a {
			r.wrong(a.at, "动作“%s”的 recuses 里“%s”不是本流程的另一个动作", a.Title, id)
		}
	}
	if a.Opens() && len(a.Recuses) > 0 {
		r.wrong(a.at, "立件的动作“%s”没有谁要回避：%s", a.Title, strings.Join(a.Recuses, "、"))
	}
}
