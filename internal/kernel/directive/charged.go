package directive

import (
	"slices"
	"strings"
)

// mention is where words name a unit, in runes.
type mention struct {
	unit     string
	from, to int
}

// mentions are the units that words name, in their order; the longest name decides.
func mentions(rs []rune, units []Unit) (all []mention) {
	for i := 0; i < len(rs); i++ {
		best := mention{}
		for _, u := range units {
			for _, n := range u.Names {
				if name := []rune(n); len(name) > best.to-best.from && i+len(name) <= len(rs) && slices.Equal(rs[i:i+len(name)], name) {
					best = mention{u.Code, i, i + len(name)}
				}
			}
		}
		if best.unit != "" {
			all = append(all, best)
			i = best.to - 1
		}
	}
	return all
}

var (
	leads     = []string{"牵头", "负责", "承办", "主办", "要", "会同", "商", "抓紧", "尽快", "于", "在", "组织"}
	helps     = []string{"配合", "协助", "参与", "协同", "支持"}
	leadLabel = []string{"牵头单位：", "责任单位：", "承办单位：", "主办单位：", "牵头部门：", "责任部门：", "由", "请", "责成"}
	helpLabel = []string{"配合单位：", "协办单位：", "配合部门：", "会同", "商"}
)

// Charged is who is to do what words say, by their own naming: one unit that
// leads and those that help; "" where they name nobody.
func Charged(words string, units []Unit) (lead string, supports []string) {
	rs := []rune(strings.NewReplacer(":", "：", "，", "，", ",", "，").Replace(words))
	all := mentions(rs, units)
	if len(all) == 0 {
		return "", nil
	}
	// units that stand in one list share what stands before and after it
	type run struct{ from, to int }
	var runs []run
	for i := range all {
		if n := len(runs); n > 0 {
			if between := string(rs[all[i-1].to:all[i].from]); between == "、" || between == "和" || between == "及" || between == "与" || between == "，" && !hasAny(rs, all[i].to, helps) {
				runs[n-1].to = i + 1
				continue
			}
		}
		runs = append(runs, run{i, i + 1})
	}
	at := -1
	for _, fits := range []func(run) bool{
		func(r run) bool {
			return endsAny(rs, all[r.from].from, leadLabel) && !hasAny(rs, all[r.to-1].to, helps)
		},
		func(r run) bool {
			return hasAny(rs, all[r.to-1].to, leads) && !endsAny(rs, all[r.from].from, helpLabel)
		},
		func(r run) bool { return all[r.from].from == 0 && !hasAny(rs, all[r.to-1].to, helps) },
		func(r run) bool {
			return !hasAny(rs, all[r.to-1].to, helps) && !endsAny(rs, all[r.from].from, helpLabel)
		},
	} {
		for n, r := range runs {
			if at < 0 && fits(r) {
				at = n
			}
		}
		if at >= 0 {
			break
		}
	}
	add := func(r run, from int) {
		for _, x := range all[from:r.to] {
			if x.unit != lead && !slices.Contains(supports, x.unit) {
				supports = append(supports, x.unit)
			}
		}
	}
	if at >= 0 {
		lead = all[runs[at].from].unit
		add(runs[at], runs[at].from+1) // 列第一位的为牵头
	}
	for n, r := range runs {
		if n != at && (hasAny(rs, all[r.to-1].to, helps) || endsAny(rs, all[r.from].from, helpLabel)) {
			add(r, r.from)
		}
	}
	return lead, supports
}

func hasAny(rs []rune, i int, words []string) bool {
	rest := string(rs[i:min(len(rs), i+4)])
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(rest, w) })
}

func endsAny(rs []rune, i int, words []string) bool {
	before := string(rs[max(0, i-6):i])
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasSuffix(before, w) })
}
