package procedure

import (
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"
)

// holes are the places of a text that a case fills in.
var holes = regexp.MustCompile(`\{[^{}]*\}`)

// mostText bounds a notice's text, in characters.
const mostText = 120

func (r *reader) noticeRule(p *Procedure, n *yaml.Node) *NoticeRule {
	x := &NoticeRule{at: at(n)}
	by := r.by(p)
	moment := func(when Reminder) func(*yaml.Node) {
		return func(n *yaml.Node) {
			if x.When != "" {
				r.wrong(at(n), "near、due、after 只能写一个")
			}
			x.When = when
			if when != Passed {
				r.number(&x.N)(n)
				return
			}
			due := false
			if r.flag(&due)(n); !due {
				r.wrong(at(n), "到期时提醒写 due: true")
			}
		}
	}
	r.mapping(n, "通知", keyed{
		"notice": r.code(&x.ID), "text": r.text(&x.Text), "on": r.texts(&x.On), "waits": r.texts(&x.Waits), "to": by(&x.To), "urgent": r.flag(&x.Urgent),
		"clock": func(n *yaml.Node) {
			if x.Clock = p.Clock(n.Value); x.Clock == nil {
				r.wrong(at(n), "计时里没有“%s”", n.Value)
			}
		},
		"near": moment(Nearing), "due": moment(Passed), "after": moment(Since),
	}, "notice", "text")
	return x
}

// checkNotices finds notices that never come, go to nobody, or say what is not there.
func (r *reader) checkNotices(p *Procedure) {
	seen := map[string]bool{}
	for _, n := range p.Notices {
		if seen[n.ID] {
			r.wrong(n.at, "通知“%s”写了两次", n.ID)
		}
		seen[n.ID] = true
		kinds := 0
		for _, said := range []bool{len(n.On) > 0, len(n.Waits) > 0, n.Clock != nil} {
			if said {
				kinds++
			}
		}
		switch {
		case kinds != 1:
			r.wrong(n.at, "通知“%s”要写 on、waits、clock 之一：什么时候通知", n.ID)
		case n.Clock != nil && n.When == "":
			r.wrong(n.at, "通知“%s”跟着计时走，要写 near、due、after 之一", n.ID)
		case n.Clock == nil && n.When != "":
			r.wrong(n.at, "通知“%s”不跟着计时走，不写 %s", n.ID, n.When)
		case len(n.Waits) == 0 && len(n.To) == 0:
			r.wrong(n.at, "通知“%s”没有说通知谁：写 to", n.ID)
		case len(n.Waits) > 0 && len(n.To) > 0:
			r.wrong(n.at, "通知“%s”给等着批的人，不另写 to", n.ID)
		}
		branched := n.Clock != nil && n.Clock.Branch
		for _, id := range n.On {
			a, s := p.Act(id), p.Stage(id)
			if id == OnMigration {
				branched = branched || p.firstBranch() != nil
				continue
			}
			if a == nil && s == nil {
				r.wrong(n.at, "通知“%s”说到的动作或环节“%s”没有", n.ID, id)
			}
			branched = branched || a != nil && (a.Branch || a.Calls != "") || s != nil && s.Branch
		}
		for _, id := range n.Waits {
			if a := p.Act(id); a == nil || len(a.Asks) == 0 {
				r.wrong(n.at, "通知“%s”的 waits“%s”不是要报批的动作", n.ID, id)
			}
		}
		for _, to := range n.To {
			if to.Unit == Program {
				r.wrong(n.at, "通知“%s”通知不到人：to 里不写 program", n.ID)
			}
			if to.Unit == OfBranch && !branched {
				r.wrong(n.at, "通知“%s”要给分支单位，却不是分支上的事", n.ID)
			}
		}
		if len([]rune(n.Text)) > mostText {
			r.wrong(n.at, "通知“%s”的 text 有 %d 字，最多 %d 字", n.ID, len([]rune(n.Text)), mostText)
		}
		names := p.known(n)
		for _, hole := range holes.FindAllString(n.Text, -1) {
			name := hole[1 : len(hole)-1]
			if !slices.Contains(names, name) {
				r.wrong(n.at, "通知“%s”的 text 里“%s”不是字段，也不是 {编号} 这样的词", n.ID, hole)
			}
			for _, f := range p.Forms {
				if x := f.Field(name); x != nil && x.Masked {
					r.wrong(n.at, "通知“%s”的 text 里“%s”是要遮盖的字段，通知里不写", n.ID, hole)
				}
			}
		}
	}
}
