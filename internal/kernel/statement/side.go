package statement

import "strings"

// sideRules tell what a number measures from the words on both sides.
var sideRules = []subjectRule{
	{"属性承前句", attributeOfClause},
	{"后面所数之物的总额", totalOfCount},
	{"后面一类之物的总额", totalOfClass},
	{"后面所数之物的总额", totalOfRun},
	{"比例的主体在后", shareOfWhatFollows},
	{"列举之后", behindNames},
	{"所数之处的事", workOfPlaces},
	{"对所数之物所做", doneToCounted},
}

// attributeOfClause: 开展农民健康工程，普查率达到98.3%.
func attributeOfClause(q *quest) (string, bool) {
	if !isBareAttribute(q.noun) || q.i > 0 && !crosses(q.rs, q.ctx.end, q.cFrom) {
		return "", false
	}
	p := clauseBefore(q.rs, q.w.from, q.cFrom, q.ctx.end)
	if p == "" {
		return "", false
	}
	return q.ctx.say(p+string(q.noun), p), true
}

// totalOfCount: 总投资168亿元的重大项目44个.
func totalOfCount(q *quest) (string, bool) {
	if q.i+1 >= len(q.ns) || !groupOf(q.rs, q.n, q.cTo) {
		return "", false
	}
	next := q.ns[q.i+1].i
	if next <= q.n.j+1 || next >= q.cTo {
		return "", false
	}
	return q.ctx.keep(string(q.rs[q.n.j+1:next]) + total(q.noun)), true
}

// totalOfClass: 总投资3亿元的产业类项目.
func totalOfClass(q *quest) (string, bool) {
	if q.i+1 < len(q.ns) && q.ns[q.i+1].i <= q.cTo || !groupOf(q.rs, q.n, q.cTo) {
		return "", false
	}
	right := cutTail(rightNoun(q.rs, q.n.j, q.cTo))
	if right == nil {
		return "", false
	}
	return q.ctx.keep(string(right) + "总投资"), true
}

// totalOfRun: 总投资168亿元的44个项目.
func totalOfRun(q *quest) (string, bool) {
	if q.i+1 >= len(q.ns) || q.ns[q.i+1].i > q.cTo || !groupOf(q.rs, q.n, q.cTo) {
		return "", false
	}
	right := cutTail(shared(q.rs, q.ns, q.i+1, q.ns[q.i+1].j, q.cTo, q.cTo))
	if right == nil {
		return "", false
	}
	return q.ctx.keep(string(right) + total(q.noun)), true
}

// shareOfWhatFollows: 超过三分之一的规上企业没有研发活动, 90%的行政村.
func shareOfWhatFollows(q *quest) (string, bool) {
	if q.kind != Share || len(q.noun) > 0 && !strings.ContainsRune("和及、", q.raw[len(q.raw)-1]) || !followedBy(q.rs, q.n.j, '的') {
		return "", false
	}
	right := q.right()
	if len(right) < 2 {
		return "", false
	}
	s := string(cutTail(right))
	return q.ctx.say(s, s), true
}

// behindNames: 新建机场路、槐茂路2处公厕, the names of what is counted stand before.
func behindNames(q *quest) (string, bool) {
	if !q.counted || !enumerated(q.noun, q.n) || q.right() == nil {
		return "", false
	}
	right := q.thing()
	q.ctx.verb = string(headVerb(q.noun))
	s := q.ctx.verb + string(right)
	return q.ctx.say(s, s), true
}

// workOfPlaces: 完成6个乡镇、81个村的垃圾一体化处理, each place is counted for the work in it.
func workOfPlaces(q *quest) (string, bool) {
	if !q.counted || q.n.sort != counter && q.n.sort != people {
		return "", false
	}
	n, _ := places.Longest(q.rs[:q.cTo], q.n.j)
	if n == 0 {
		return "", false
	}
	end := q.n.j + n
	place := string(q.rs[q.n.j:end])
	if at(q.rs, end) == '的' {
		if !q.leans || q.i == 0 || q.ns[q.i-1].j < q.cFrom {
			return "", false // 6个村的: alone, not the last of a run
		}
	} else {
		if strings.ContainsRune("、和", at(q.rs, end)) {
			end++
		}
		if q.i+1 >= len(q.ns) || q.ns[q.i+1].i != end {
			return "", false
		}
		next := q.ns[q.i+1].j
		if n, _ = places.Longest(q.rs[:q.cTo], next); n == 0 || at(q.rs, next+n) != '的' {
			return "", false
		}
		end = next + n
	}
	work := cutTail(rightNoun(q.rs, end, q.cTo))
	if len(work) < 3 {
		return "", false
	}
	s := place + string(work)
	return q.ctx.say(s, s), true
}

// places are those that work is counted by.
var places = wordsOf("乡镇 镇 乡 村 村庄 行政村 自然村 小区 社区 老旧小区 部门 单位 学校 街道 县区 县 市区")

// doneToCounted: 对95名困难群众实施救助, 在72个村开展驻村帮扶.
func doneToCounted(q *quest) (string, bool) {
	if !q.counted || q.leans || !strings.ContainsRune("对在为向给", at(q.rs, q.n.i-1)) && !(q.n.i-q.cFrom < 5 && strings.ContainsRune("对为向给", at(q.rs, q.cFrom))) {
		return "", false
	}
	right := rightNoun(q.rs, q.n.j, q.cTo)
	for _, verb := range []string{"实施了", "实施", "开展了", "开展", "进行了", "进行", "给予了", "给予", "予以", "提供了", "提供"} {
		k := strings.Index(string(right), verb)
		if k <= 0 {
			continue
		}
		thing, done := string(right)[:k], strings.TrimPrefix(string(right)[k+len(verb):], "有效")
		if thing == "" || len([]rune(done)) < 2 {
			return "", false
		}
		s := done + thing
		return q.ctx.say(s, s), true
	}
	return "", false
}

// total is the word for the sum that a phrase ends in: …等投资 → 投资.
func total(noun []rune) string {
	if m := metricEnd(string(noun)); m == "投资" && before(noun, len(noun), "总投资") {
		return "总投资"
	} else if m != "" {
		return m
	}
	return "投资"
}

// followedBy says that r stands after the number, a word of bound between or not.
func followedBy(rs []rune, j int, r rune) bool {
	for _, b := range []string{"以上", "左右", "以内", "以下", "多", "余"} {
		if afterAny(rs, j, b) {
			j += len([]rune(b))
			break
		}
	}
	return at(rs, j) == r
}

// enumerated says that the things counted are named before the count: 机场路、槐茂路2处, …等13条.
func enumerated(noun []rune, n *number) bool {
	s := string(noun)
	if strings.HasSuffix(s, "等") {
		return true
	}
	items := 1
	depth := 0
	for i, c := range noun {
		switch c {
		case '（', '《':
			depth++
		case '）', '》':
			depth = max(depth-1, 0)
		case '、', '和':
			if depth == 0 && !hasPrefix(noun[i:], "和平") && !hasPrefix(noun[i:], "和谐") {
				items++
			}
		case '“':
			if i > 0 && noun[i-1] == '”' {
				items++
			}
		}
	}
	d := int(n.value.Float()) - items
	return items >= 2 && (d == 0 || items >= 3 && d >= -1 && d <= 1)
}
