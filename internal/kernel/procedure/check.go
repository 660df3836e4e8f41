package procedure

import (
	"slices"
	"strings"

	"duban/internal/kernel/rule"
)

// check finds what reads well and yet does not work: a stage that nobody
// reaches, one that nobody leaves, an actor that nobody is.
func (r *reader) check(m *Mechanism, knows func(string) bool) {
	top := place{1, 1}
	if len(m.Procedures) == 0 {
		r.wrong(top, "机制里没有流程")
	}
	for _, d := range m.Directory {
		if knows != nil && !knows(d.Unit) {
			r.wrong(top, "职责目录里的单位“%s”不认识", d.Unit)
		}
	}
	for _, p := range m.Procedures {
		r.checkStages(p)
		r.checkActs(p)
		r.checkClocks(p)
		r.checkDocuments(p, knows)
		r.checkNotices(p)
		r.checkDiary(p)
		if p.fields[p.Subject] != rule.Text {
			r.wrong(top, "流程“%s”的 subject“%s”不是哪张表单的文字字段", p.Title, p.Subject)
		}
		if p.Place != "" && p.fields[p.Place] != rule.Text {
			r.wrong(top, "流程“%s”的 place“%s”不是哪张表单的文字字段", p.Title, p.Place)
		}
		if len(p.Filters) > mostFilters {
			r.wrong(top, "流程“%s”的 filters 有 %d 个，最多 %d 个", p.Title, len(p.Filters), mostFilters)
		}
		for _, name := range p.Filters {
			if k, ok := p.fields[name]; !ok || k == rule.Texts || standing[name] != "" {
				r.wrong(top, "流程“%s”的 filters 里“%s”不是表单的单值字段", p.Title, name)
			}
		}
		if k, ok := p.fields[p.Key]; p.Key != "" && (!ok || k != rule.Text) {
			r.wrong(top, "流程“%s”的 key“%s”不是哪张表单的文字字段", p.Title, p.Key)
		}
		r.checkUnder(m, p)
		r.checkResembles(p)
		r.checkPublic(m, p)
		r.checkOpen311(p)
		r.checkTotals(m, p)
		r.checkTakeovers(m, p)
		r.checkPromises(p)
		if err := numberPattern(p.Number); err != "" {
			r.wrong(top, "流程“%s”的 number：%s", p.Title, err)
		}
	}
}

// mostFilters is how many fields a procedure's lists may be narrowed by.
const mostFilters = 12

func (r *reader) checkStages(p *Procedure) {
	entered := map[string]bool{}
	for _, a := range p.Acts {
		entered[a.To] = true
		for _, t := range a.Turns {
			entered[t.To] = true
		}
		if a.Calls != "" {
			if first := p.firstBranch(); first != nil {
				entered[first.ID] = true
			}
		}
	}
	for _, s := range p.Stages {
		entered[s.Joins] = true
	}
	seen := map[string]bool{}
	ends := false
	for _, s := range p.Stages {
		if seen[s.ID] {
			r.wrong(s.at, "环节“%s”写了两次", s.ID)
		}
		seen[s.ID] = true
		ends = ends || s.End && !s.Branch
		if !entered[s.ID] {
			r.wrong(s.at, "环节“%s”走不到：没有动作通到它", s.Title)
		}
		left := s.End || s.Joins != ""
		for _, a := range p.Acts {
			left = left || slices.Contains(a.From, s.ID) && (a.To != "" && a.To != s.ID || len(a.Turns) > 0 || a.Back)
		}
		if !left {
			r.wrong(s.at, "环节“%s”走不出去：没有动作离开它，也不是终点", s.Title)
		}
		if s.Joins != "" {
			if to := p.Stage(s.Joins); to == nil || to.Branch {
				r.wrong(s.at, "环节“%s”的 joins“%s”不是主线的环节", s.Title, s.Joins)
			}
			if !slices.ContainsFunc(p.Acts, func(a *Act) bool { return a.Calls != "" }) {
				r.wrong(s.at, "环节“%s”等分支，却没有动作开出分支", s.Title)
			}
		}
	}
	if !ends {
		r.wrong(place{1, 1}, "流程“%s”没有终点", p.Title)
	}
	if len(p.Opening()) == 0 && !slices.ContainsFunc(p.Acts, (*Act).Opens) {
		r.wrong(place{1, 1}, "流程“%s”没有立件的动作（不写 from 的）", p.Title)
	}
	r.checkWayOut(p)
}

// checkWayOut holds that every stage leads to an end in some number of steps.
func (r *reader) checkWayOut(p *Procedure) {
	out := map[string]bool{}
	for _, s := range p.Stages {
		out[s.ID] = s.End
	}
	for changed := true; changed; {
		changed = false
		mark := func(from string, to string) {
			if to != "" && out[to] && !out[from] {
				out[from], changed = true, true
			}
		}
		for _, s := range p.Stages {
			mark(s.ID, s.Joins)
		}
		for _, a := range p.Acts {
			for _, from := range a.From {
				mark(from, a.To)
				if a.Back { // to where it came from
					for _, b := range p.Acts {
						if b.To == from {
							for _, x := range b.From {
								mark(from, x)
							}
						}
					}
				}
				for _, t := range a.Turns {
					mark(from, t.To)
				}
			}
		}
	}
	for _, s := range p.Stages {
		if !out[s.ID] {
			r.wrong(s.at, "环节“%s”到不了终点", s.Title)
		}
	}
}

// firstBranch is the stage that a branch begins in.
func (p *Procedure) firstBranch() *Stage {
	return find(p.Stages, func(s *Stage) bool { return s.Branch })
}

func (r *reader) checkActs(p *Procedure) {
	seen := map[string]bool{}
	for _, a := range p.Acts {
		if seen[a.ID] {
			r.wrong(a.at, "动作“%s”写了两次", a.ID)
		}
		seen[a.ID] = true
		for _, id := range append(slices.Clone(a.From), targets(a)...) {
			switch s := p.Stage(id); {
			case s == nil:
				r.wrong(a.at, "动作“%s”说到的环节“%s”没有", a.Title, id)
			case s.Branch != a.Branch:
				r.wrong(a.at, "动作“%s”和环节“%s”一个在分支、一个在主线", a.Title, s.Title)
			case s.End && slices.Contains(a.From, id) && len(targets(a)) == 0 && (a.Calls != "" || a.Stops):
				r.wrong(a.at, "动作“%s”在终点“%s”之后，不能再开分支或停钟", a.Title, s.Title)
			}
		}
		if a.Opens() && (a.To == "" && len(a.Turns) == 0 || a.Branch) {
			r.wrong(a.at, "立件的动作“%s”要写 to", a.Title)
		}
		if len(a.By) == 0 {
			r.wrong(a.at, "动作“%s”没有人能办：by 是空的", a.Title)
		}
		for _, b := range append(slices.Clone(a.By), stepsOf(a)...) {
			if b.Unit == OfBranch && !a.Branch || b.Unit == Initiator && a.Opens() {
				r.wrong(a.at, "动作“%s”的承办人无从谈起：%s", a.Title, map[Whose]string{OfBranch: "主线上没有分支单位", Initiator: "立件之前没有发起单位"}[b.Unit])
			}
			if b.Unit == Program && !p.isTold(a) && !slices.ContainsFunc(p.Clocks, func(c *ClockRule) bool { return c.Due == a.ID }) {
				r.wrong(a.at, "动作“%s”由程序办，却没有计时以 due 指向它，也没有下级件报给它", a.Title)
			}
		}
		r.checkRecusal(p, a)
		r.checkPhone(a)
		if a.Back && (a.Branch || len(targets(a)) > 0 || a.Opens()) {
			r.wrong(a.at, "动作“%s”写了 back，就在主线上、不立件、不写 to 和 turns", a.Title)
		}
		if a.By != nil && a.By[0].Unit == Afar && !p.Entrusted(a) {
			r.wrong(a.at, "动作“%s”只从别的系统来，exchange 里却没有代码指向它", a.Title)
		}
		for _, f := range []struct {
			name string
			kind rule.Kind
		}{{a.Calls, rule.Texts}, {a.Suggests, rule.Texts}, {a.ExtendBy, rule.Number}} {
			if f.name == "" {
				continue
			}
			if a.Form == nil || a.Form.Field(f.name) == nil || a.Form.Field(f.name).Kind != f.kind {
				r.wrong(a.at, "动作“%s”用到的字段“%s”不在它的表单里，或不是那一种", a.Title, f.name)
			}
		}
		if a.Calls != "" && p.firstBranch() == nil {
			r.wrong(a.at, "动作“%s”要开分支，却没有分支的环节", a.Title)
		}
		if a.Extends != "" && p.Clock(a.Extends) == nil {
			r.wrong(a.at, "动作“%s”要延的计时“%s”没有", a.Title, a.Extends)
		}
		for _, id := range a.Resumes {
			if b := p.Act(id); b == nil || !b.Stops {
				r.wrong(a.at, "动作“%s”的 resumes“%s”不是停钟的动作", a.Title, id)
			}
		}
		if a.Stops && !slices.ContainsFunc(p.Acts, func(b *Act) bool { return slices.Contains(b.Resumes, a.ID) }) {
			r.wrong(a.at, "动作“%s”停了钟，却没有动作让它恢复", a.Title)
		}
	}
}

func targets(a *Act) []string {
	var list []string
	if a.To != "" {
		list = append(list, a.To)
	}
	for _, t := range a.Turns {
		list = append(list, t.To)
	}
	return list
}

func stepsOf(a *Act) []ActorRule {
	var list []ActorRule
	for _, s := range a.Asks {
		list = append(list, s.By...)
	}
	return list
}

func (r *reader) checkClocks(p *Procedure) {
	titles := map[string]bool{}
	for _, c := range p.Clocks {
		if titles[c.Title] || titles[c.ID] {
			r.wrong(c.at, "计时“%s”写了两次", c.Title)
		}
		titles[c.Title], titles[c.ID] = true, true
		for _, id := range append(slices.Clone(c.Starts), c.Ends...) {
			a, stage := p.Act(id), p.Stage(id)
			if d, ok := p.marked(id); d != nil {
				switch {
				case !ok:
					r.wrong(c.at, "计时“%s”等“%s”送达，它却不送达：写 serves", c.Title, d.Title)
				case c.Branch && d.Issuer != OfBranch:
					r.wrong(c.at, "计时“%s”按分支走，“%s”却不由分支单位发", c.Title, d.Title)
				}
				continue
			}
			starts := slices.Contains(c.Starts, id)
			switch {
			case a == nil && stage == nil:
				r.wrong(c.at, "计时“%s”说到的动作或环节“%s”没有", c.Title, id)
			case a != nil && stage != nil:
				r.wrong(c.at, "计时“%s”说到的“%s”既是动作又是环节，换个代号", c.Title, id)
			case (a != nil && a.Branch || stage != nil && stage.Branch) && !c.Branch:
				r.wrong(c.at, "计时“%s”不分分支，却由分支的“%s”起止", c.Title, id)
			case c.Branch && starts && !(a != nil && (a.Branch || a.Calls != "") || stage != nil && stage.Branch):
				r.wrong(c.at, "计时“%s”按分支走，“%s”却不在分支上，也不开分支", c.Title, id)
			}
		}
		for started, earlier := range c.Since {
			if !slices.Contains(c.Starts, started) || p.Act(earlier) == nil && p.Stage(earlier) == nil {
				r.wrong(c.at, "计时“%s”的 since 里，“%s”要是它的 starts，“%s”要是动作或环节", c.Title, started, earlier)
			}
		}
		if c.Hands != "" && p.fields[c.Hands] != rule.Text {
			r.wrong(c.at, "计时“%s”的 hands“%s”不是文字字段", c.Title, c.Hands)
		}
		if c.Due != "" {
			a := p.Act(c.Due)
			if a == nil || !slices.ContainsFunc(a.By, func(b ActorRule) bool { return b.Unit == Program }) {
				r.wrong(c.at, "计时“%s”到期要办的“%s”，不是由程序办的动作", c.Title, c.Due)
			} else if !slices.Contains(c.Ends, c.Due) {
				r.wrong(c.at, "计时“%s”到期办了“%s”还在走：ends 里要有它", c.Title, a.Title)
			}
		}
	}
	for _, l := range p.Limits {
		if !slices.ContainsFunc(p.Clocks, func(c *ClockRule) bool { return c.Limit == l }) && !slices.ContainsFunc(p.Totals, func(x *Total) bool { return x.Limit == l }) {
			r.wrong(l.at, "期限“%s”没有计时用到它", l.ID)
		}
	}
}

// numberPattern says what is wrong with a pattern of numbers: text with {年},
// {月}, {日}, {年月日} and one {序N}, where N is how many figures it has.
func numberPattern(s string) string {
	rest := s
	for _, known := range []string{"{年}", "{月}", "{日}"} {
		rest = strings.ReplaceAll(rest, known, "")
	}
	before, after, ok := strings.Cut(rest, "{序")
	if !ok || len(after) < 2 || after[0] < '1' || after[0] > '9' || after[1] != '}' {
		return "要有一个 {序4} 这样的序号"
	}
	if strings.ContainsAny(before+after[2:], "{}") {
		return "只认 {年}、{月}、{日} 和一个 {序4}"
	}
	return ""
}
