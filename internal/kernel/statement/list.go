package statement

import "strings"

// listRules tell what a number measures from its place in a list or a figure of speech.
var listRules = []subjectRule{
	{"结构比", shareOfStructure},
	{"分别", headOfList},
	{"引号前", beforeQuotes},
	{"速度之后的主体", behindPace},
	{"连着数的", chainedOn},
}

// shareOfStructure: 三次产业结构由18.7：37.7：43.6调整为…
func shareOfStructure(q *quest) (string, bool) {
	if q.n.ofRatio == 0 {
		return "", false
	}
	start := q.n.i
	for start > q.cFrom && (digit(q.rs[start-1]) || q.rs[start-1] == '：' || q.rs[start-1] == '.') {
		start--
	}
	noun := string(stripTail(stripFront(q.rs[q.cFrom:start])))
	if i := strings.IndexAny(noun, "0123456789"); i > 0 {
		noun = strings.TrimSuffix(strings.TrimSuffix(noun[:i], "由"), "从")
	}
	if noun == "" || len([]rune(noun)) < 3 {
		noun = "三次产业结构"
	}
	noun = string(stripTail([]rune(noun)))
	q.ctx.subject, q.ctx.owner = noun, noun
	return noun + "（第" + string([]rune("一二三")[q.n.ofRatio-1]) + "产业）", true
}

// headOfList: 城镇和农村居民收入分别达到2万元和1万元, a list after the heads named before it.
func headOfList(q *quest) (string, bool) {
	s, ok := distributed(q.rs, q.w, q.ns, q.i, q.ctx, q.cFrom, q.left)
	if ok {
		q.ctx.subject = s
	}
	return s, ok
}

// beforeQuotes: “80、60、40”目标, the subject stands before the quotes.
func beforeQuotes(q *quest) (string, bool) {
	if at(q.rs, q.cFrom-1) != '“' || q.n.unit != "" || q.n.word != "" {
		return "", false
	}
	c := clauseStart(q.rs, q.w.from, q.cFrom-1)
	s := string(stripFront(q.rs[c : q.cFrom-1]))
	return q.ctx.say(s, s), true
}

// behindPace: 以不低于8%的幅度压减非急需支出, what moves stands after the verb.
func behindPace(q *quest) (string, bool) {
	sign, verb := pace(q.rs, q.n.j)
	if sign == 0 || q.n.sort != percent {
		return "", false
	}
	k := indexWithin(q.rs, q.n.j, q.cTo, verb)
	if k < 0 || k+len([]rune(verb)) >= q.cTo {
		return "", false
	}
	s := string(cutTail(q.rs[k+len([]rune(verb)) : q.cTo]))
	return q.ctx.say(s, s), true
}

// chainedOn: 禁煤区8个乡镇63个村3.84万户改造, what stands before the first count
// of a chain. A count that goes on with none begins one.
func chainedOn(q *quest) (string, bool) {
	if q.leans && q.counted && q.i > 0 && q.ctx.chain != "" && chained(q.rs[q.ns[q.i-1].j:q.n.i]) {
		if right := q.thing(); right != nil {
			q.ctx.subject = clip(q.ctx.chain + string(right))
			return q.ctx.subject, true
		}
	}
	if q.leans && q.counted && q.i > 0 && q.ns[q.i-1].j == q.n.i && q.ctx.subject != "" && setWhen(q.right()) {
		return q.ctx.subject, true // 剩余贫困人口322户677人上半年全部脱贫
	}
	q.ctx.chain = ""
	switch {
	case q.deedOnly:
		q.ctx.chain = string(q.verb)
	case q.counted && len(headVerb(q.noun)) == 0:
		q.ctx.chain = string(q.noun)
	}
	return "", false
}

// setWhen says that what follows a count tells when or how wholly it is done.
func setWhen(right []rune) bool {
	for _, t := range []string{"上半年", "下半年", "年底", "年内", "月底", "全部", "均", "已"} {
		if hasPrefix(right, t) {
			return true
		}
	}
	return false
}

// chained says that only the thing just counted stands between two counts: 8个[乡镇]63个村.
func chained(gap []rune) bool {
	if len(gap) == 0 || len(gap) > 8 || startsWithVerb(gap) {
		return false
	}
	for _, r := range gap {
		if !han(r) || strings.ContainsRune("和及与共计的", r) {
			return false
		}
	}
	return true
}

// distributed gives each number of a list with 分别 its own head.
func distributed(rs []rune, w *where, ns []number, i int, ctx *told, cFrom, left int) (string, bool) {
	// the run of numbers in this clause, parted by 、 和 and their bounds
	first, last := i, i
	for first > 0 && ns[first-1].i >= cFrom && listGap(rs, &ns[first-1], &ns[first]) {
		first--
	}
	for last+1 < len(ns) && listGap(rs, &ns[last], &ns[last+1]) {
		last++
	}
	count := last - first + 1
	if count < 2 {
		return "", false
	}
	c := clauseStart(rs, w.from, ns[first].i)
	start := c
	if first > 0 && ns[first-1].j > c {
		start = ns[first-1].j
	}
	front := rs[start:ns[first].i]
	noun := stripTail(stripFront(front))
	if compares(noun) {
		noun = nil
	}
	var hs []string
	if hs = heads(string(noun), count); hs == nil {
		// no heads here: those of the list before
		if hs := heads(ctx.subject, count); hs != nil && len(noun) == 0 && strings.Contains(string(front), "分别") && !strings.Contains(ctx.subject, "“") {
			ctx.heads = hs // 财政收入和地方一般预算收入年均增长18%，分别达到…
		}
		if strings.Contains(string(front), "分别") && len(ctx.recent) >= count {
			ctx.heads = append(ctx.heads[:0], ctx.recent[len(ctx.recent)-count:]...)
		}
		if (isBareAttribute(noun) || len(noun) == 0 || verbless(noun)) && len(ctx.heads) == count && sameUnits(ns[first:last+1]) {
			hs = append([]string(nil), ctx.heads...)
			if len(noun) > 0 && isBareAttribute(noun) && string(noun) != "分别" {
				for k := range hs {
					hs[k] += string(noun)
				}
			}
			return clip(hs[i-first]), true
		}
		// heads may reach over commas back: 城镇、农村居民…，分别达到
		if len(noun) == 0 && strings.Contains(string(front), "分别") && c > w.from {
			if prev := previousClause(rs, w.from, c); prev != "" {
				for _, t := range []string{"实现", "双双", "均", "双"} {
					if k := strings.Index(prev, t); k > 0 {
						prev = prev[:k] // 起数、死亡人数实现“双下降”
					}
				}
				hs = heads(string(stripTail([]rune(prev))), count)
			}
		}
		if hs == nil {
			return "", false
		}
	} else if !strings.Contains(string(rs[start:ns[first].i]), "分别") && !sameUnits(ns[first:last+1]) {
		return "", false
	}
	if isBareAttribute([]rune(hs[0])) && isBareAttribute([]rune(hs[len(hs)-1])) && ctx.owner != "" && first > 0 {
		// 新引进项目58个，开工率、投产率分别为81%、46%
		owner := ctx.owner
		for k := range hs {
			hs[k] = ownerOf(owner, hs[k]) + hs[k]
		}
		if i == first {
			ctx.heads = hs
		}
		return clip(hs[i-first]), true
	}
	if i == first {
		ctx.heads = hs
		ctx.owner = hs[0]
		ctx.recent = ctx.recent[:0]
	}
	return clip(hs[i-first]), true
}

func verbless(noun []rune) bool { return len(noun) <= 2 }

func sameUnits(ns []number) bool {
	for i := 1; i < len(ns); i++ {
		if ns[i].sort != ns[0].sort {
			return false
		}
	}
	return true
}

// listGap says that two numbers stand in one list: 3.8%、3.5%, 36%、40.4%和12.4平方米.
func listGap(rs []rune, a, b *number) bool {
	gap := string(rs[a.j:b.i])
	for _, t := range []string{"以上", "左右", "以内", "以下", "多", "余"} {
		gap = strings.TrimPrefix(gap, t)
	}
	for _, t := range []string{"每人每月", "每人每年", "每户每年"} {
		gap = strings.TrimSuffix(gap, t)
	}
	switch gap {
	case "、", "和", "与", "，", "及":
		return gap != "，" || a.sort == b.sort && a.sort != counter
	case "、约", "和约", "、近", "和近", "、超过", "和超过", "、-", "和增长", "、增长", "和下降":
		return true
	}
	return false
}

// listed says that only list marks stand between the last measure and left.
func listed(rs []rune, left int, ctx *told) bool {
	return ctx.end >= 0 && strings.ContainsRune("、和及以与，", at(rs, left))
}

// crosses says that a list ends between two places: what is counted may have changed.
func crosses(rs []rune, from, to int) bool {
	return from >= 0 && from < to && strings.ContainsRune(string(rs[from:to]), '；')
}
