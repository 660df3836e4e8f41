package procedure

import (
	"cmp"
	"slices"

	"go.yaml.in/yaml/v3"
)

func (r *reader) takeover(n *yaml.Node) *Takeover {
	t := &Takeover{at: at(n), Stages: map[string]string{}}
	r.mapping(n, "承接", keyed{"from": r.number(&t.From), "keeps": r.texts(&t.Keeps), "stages": func(n *yaml.Node) {
		r.pairs(n, "承接的 stages", func(k string, v *yaml.Node) { t.Stages[k] = v.Value })
	}}, "from")
	return t
}

// checkTakeovers holds what one version alone can say of those it takes over.
func (r *reader) checkTakeovers(m *Mechanism, p *Procedure) {
	seen := map[int]bool{}
	for _, t := range p.Takeovers {
		if t.From < 1 || t.From >= m.Version {
			r.wrong(t.at, "流程“%s”是第 %d 版，承接不了第 %d 版：from 要写更早的一版", p.Title, m.Version, t.From)
		}
		if seen[t.From] {
			r.wrong(t.at, "流程“%s”从第 %d 版承接写了两次", p.Title, t.From)
		}
		seen[t.From] = true
		for from, to := range t.Stages {
			switch s := p.Stage(to); {
			case s == nil:
				r.wrong(t.at, "流程“%s”承接第 %d 版，环节“%s”要迁到的“%s”没有：写这一版的环节", p.Title, t.From, from, to)
			case s.End:
				r.wrong(t.at, "流程“%s”承接第 %d 版，环节“%s”不能迁到终点“%s”：迁移不办结，写一个没有办完的环节", p.Title, t.From, from, s.Title)
			}
		}
		for _, id := range t.Keeps {
			if p.Clock(id) == nil {
				r.wrong(t.at, "流程“%s”承接第 %d 版，keeps 里的计时“%s”没有：写这一版和那一版都有的计时", p.Title, t.From, id)
			}
		}
	}
}

// Succeed lets the versions of mechanisms know each other, so that cases can go
// over from one to the other, and checks what each says of those before it. The
// error is Problems.
func Succeed(all ...*Mechanism) error {
	r := &reader{}
	versions := map[string][]*Procedure{}
	for _, m := range all {
		for _, p := range m.Procedures {
			key := m.ID + "/" + p.ID
			versions[key] = append(versions[key], p)
		}
	}
	for _, list := range versions {
		slices.SortFunc(list, func(a, b *Procedure) int { return cmp.Compare(b.Mechanism.Version, a.Mechanism.Version) })
		for _, p := range list {
			p.versions = list
		}
	}
	for _, m := range all {
		for _, p := range m.Procedures {
			for _, t := range p.Takeovers {
				if old := p.Version(t.From); old != nil {
					r.file = m.file
					r.checkSuccession(p, old, t)
				}
			}
		}
	}
	if len(r.problems) > 0 {
		return r.problems
	}
	return nil
}

// checkSuccession holds that a version has something for every stage that a
// case of the other may stand in.
func (r *reader) checkSuccession(p, old *Procedure, t *Takeover) {
	for from, to := range t.Stages {
		a, b := old.Stage(from), p.Stage(to)
		switch {
		case a == nil:
			r.wrong(t.at, "流程“%s”承接第 %d 版，那一版没有环节“%s”：请核对代号", p.Title, t.From, from)
		case a.Branch != b.Branch:
			r.wrong(t.at, "流程“%s”承接第 %d 版，环节“%s”和“%s”一个在分支、一个在主线：换一个环节", p.Title, t.From, a.Title, b.Title)
		}
	}
	for _, s := range p.lost(t, old) {
		if _, said := t.Stages[s.ID]; !said {
			r.wrong(t.at, "流程“%s”承接第 %d 版，那一版的环节“%s”没有了，也没说迁到哪里：在 stages 里写 %s: 这一版的环节", p.Title, t.From, s.Title, s.ID)
		}
	}
	for _, id := range t.Keeps {
		if k := old.Clock(id); k == nil || k.Branch != p.Clock(id).Branch {
			r.wrong(t.at, "流程“%s”承接第 %d 版，那一版没有计时“%s”，保留不了它的期限：从 keeps 里去掉", p.Title, t.From, id)
		}
	}
}
