package statement

import "strings"

// nounRules tell what the noun before a number belongs to.
var nounRules = []subjectRule{
	{"占比", shareOfPlace},
	{"占比承前", shareOfPlan},
	{"承前", recovered},
	{"占比", shareOf},
	{"分号后的另一指标", attributeAlone},
	{"属性承前", attributeOfOwner},
	{"评比中的位次", rankInContest},
	{"位次承前", rankAmong},
	{"位次承前", rankOfTold},
	{"位次承前", rankOfOwner},
	{"位次", rankOf},
	{"同类承前", sameClassBefore},
	{"前句的结果", effectOfAct},
	{"量前名词", affected},
	{"同一物的另一级", otherRankOfThing},
	{"并列的动词", underListVerb},
	{"关系从句之后", behindClause},
	{"同一指标的另一物", underSharedMetric},
	{"量前名词", nounBefore},
}

// shareOfPlace: 新增装机超过全球一半.
func shareOfPlace(q *quest) (string, bool) {
	if q.n.word != Share {
		return "", false
	}
	s := string(q.named)
	for _, of := range []string{"全球", "全国", "全省", "全市"} {
		if strings.HasSuffix(s, "超过"+of) || strings.HasSuffix(s, "占"+of) {
			return q.ctx.keep(strings.TrimSuffix(strings.TrimSuffix(s, "超过"+of), "占"+of) + "占" + of + "比重"), true
		}
	}
	return "", false
}

// shareOfPlan: 为预算的101.4%, 是年度目标的1.6倍.
func shareOfPlan(q *quest) (string, bool) {
	if q.kind != Share || q.ctx.owner == "" || !ofPlan(q.named) {
		return "", false
	}
	return q.ctx.owner + string(q.named[1:]), true
}

// recovered: 客运量1.2亿人次，恢复到疫情前的96%.
func recovered(q *quest) (string, bool) {
	if q.ctx.owner == "" || !(hasPrefix(q.named, "恢复到") || hasPrefix(q.named, "相当于") || hasPrefix(q.named, "恢复至")) {
		return "", false
	}
	return q.ctx.owner + string(q.named), true
}

// shareOf: 高新技术产业增加值60亿元，占规上工业增加值的41%.
func shareOf(q *quest) (string, bool) {
	if !(hasPrefix(q.named, "占") && !hasPrefix(q.named, "占地") || hasPrefix(q.named, "对全")) {
		return "", false
	}
	return q.ctx.keep(q.ctx.owner + string(q.named)), true
}

// owned says that only an attribute stands before the number, of an owner told before.
func (q *quest) owned() bool {
	return q.ctx.owner != "" && (q.i > 0 || q.ctx.end >= 0) && isBareAttribute(q.named)
}

// attributeAlone: 工业增加值60亿元；税收12亿元, another figure after the semicolon.
func attributeAlone(q *quest) (string, bool) {
	if !q.owned() {
		return "", false
	}
	s := string(q.named)
	of := ownerOf(q.ctx.owner, s)
	if !crosses(q.rs, q.ctx.end, q.n.i) || metricEnd(s) == "" || of == q.ctx.owner || len([]rune(of)) >= 4 {
		return "", false
	}
	return q.ctx.say(s, s), true
}

// attributeOfOwner: 新引进项目58个，总投资168亿元.
func attributeOfOwner(q *quest) (string, bool) {
	if !q.owned() {
		return "", false
	}
	s := string(q.named)
	return q.ctx.keep(ownerOf(q.ctx.owner, s) + s), true
}

// rankOfTold: 吞吐量1.2亿吨，居长江中上游港口首位.
func rankOfTold(q *quest) (string, bool) {
	if q.kind != Rank || q.ctx.subject == "" || q.i == 0 {
		return "", false
	}
	for _, t := range []string{"居", "位居", "位列", "稳居", "列", "排"} {
		if hasPrefix(q.named, t) {
			return q.ctx.subject, true
		}
	}
	if hasPrefix(q.named, "在全") && (before(q.named, len(q.named), "中") || containsAny(string(q.named), []string{"中排", "中列", "中居", "中位"})) {
		return q.ctx.subject, true // 零售额达11亿元，在全省62个县中排名第五
	}
	return "", false
}

// rankInContest: 在全市环境整治评比中，获得第6名.
func rankInContest(q *quest) (string, bool) {
	if q.kind != Rank {
		return "", false
	}
	switch string(q.named) {
	case "获得", "取得", "荣获", "获", "夺得", "勇夺", "名列", "排名", "位列":
	default:
		if !containsAny(string(q.named), []string{"综合成绩", "总成绩", "综合得分", "总分", "成绩"}) || len(stripRank(q.named)) > 5 {
			return "", false
		}
	}
	p := previousClause(q.rs, q.w.from, q.cFrom)
	if !strings.HasPrefix(p, "在") || !strings.HasSuffix(p, "中") && !strings.HasSuffix(p, "上") {
		return "", false
	}
	contest := []rune(p)[1 : len([]rune(p))-1]
	s := string(stripFront(contest))
	if s == "" {
		return "", false
	}
	if !startsWithVerb(q.named) && containsAny(string(q.named), []string{"成绩", "分"}) {
		s += string(stripRank(q.named)) // 在暗访测评中，综合成绩位居全省第六
	}
	return q.ctx.say(s, s), true
}

// rankAmong: 获得全市第6名、山区县第1名, the same among fewer.
func rankAmong(q *quest) (string, bool) {
	if q.kind != Rank || !q.leans || q.i == 0 || !q.ns[q.i-1].ranked || !listed(q.rs, q.left, q.ctx) || len(q.named) == 0 || len(q.named) > 4 || q.ctx.owner == "" || metricEnd(string(q.named)) != "" || startsWithVerb(q.named) || isBareAttribute(q.named) {
		return "", false
	}
	if !strings.ContainsRune("省市县区国乡镇", q.named[len(q.named)-1]) {
		return "", false
	}
	return q.ctx.keep(q.ctx.owner + string(q.named)), true
}

// rankOfOwner: 国内生产总值增长7.8%，经济总量稳居世界第二位.
func rankOfOwner(q *quest) (string, bool) {
	if q.kind != Rank || q.ctx.owner == "" {
		return "", false
	}
	noun := stripRank(q.named)
	if !isBareAttribute(noun) {
		return "", false
	}
	return q.ctx.owner + string(noun), true
}

// rankOf: 综合实力居全省第12位.
func rankOf(q *quest) (string, bool) {
	if q.kind != Rank {
		return "", false
	}
	return q.ctx.keep(string(stripRank(q.named))), true
}

// sameClassBefore: 重点产业签约项目12个，开工项目8个: the general noun is that told before.
func sameClassBefore(q *quest) (string, bool) {
	if !q.counted || q.i == 0 || q.ctx.owner == "" || startsWithVerb([]rune(q.ctx.owner)) {
		return "", false
	}
	v := headVerb(q.named)
	if len(v) == 0 {
		return "", false
	}
	if thing := string(q.named[len(v):]); genericHead(thing) != thing {
		return "", false
	}
	return q.ctx.keep(q.ctx.owner + string(q.named)), true
}

// effectOfAct: 完善养老服务，惠及老人3200名.
func effectOfAct(q *quest) (string, bool) {
	if !q.counted || q.leans {
		return "", false
	}
	if v := headVerb(q.named); len(v) == 0 || !effect(v) {
		return "", false
	}
	p := actBefore(q.rs, q.w, q.ctx, q.cFrom)
	if p == "" {
		return "", false
	}
	return q.ctx.say(p+string(q.named), p), true
}

// affected: 带动旅游收入增长12%, a rate is of what was brought about.
func affected(q *quest) (string, bool) {
	if q.counted {
		return "", false
	}
	v := headVerb(q.named)
	if len(v) == 0 || len(v) == len(q.named) || !effect(v) {
		return "", false
	}
	s := string(q.named[len(v):])
	return q.ctx.say(s, s), true
}

// otherRankOfThing: 培训县级骨干教师500名、市级60名.
func otherRankOfThing(q *quest) (string, bool) {
	if !q.leans || !q.counted || q.i == 0 || len(q.named) != 2 && len(q.named) != 3 || q.named[len(q.named)-1] != '级' || q.ns[q.i-1].unit != q.n.unit || len(q.right()) > 1 {
		return "", false
	}
	verb, thing := headVerb([]rune(q.ctx.subject)), thingOf(q.ctx.subject)
	k := strings.Index(string(thing), "级")
	if k < 0 || k > len("自治区级") {
		return "", false
	}
	s := string(verb) + string(q.named) + string(thing)[k+len("级"):]
	return q.ctx.keep(s), true
}

// underListVerb: 建成示范村40个、文明村90个.
func underListVerb(q *quest) (string, bool) {
	if !q.leans || !q.counted || q.ctx.verb == "" || startsWithVerb(q.named) || !listed(q.rs, q.left, q.ctx) {
		return "", false
	}
	s := q.ctx.verb + string(q.named)
	return q.ctx.say(s, s), true
}

// behindClause: 打通了困扰群众多年的26条断头路.
func behindClause(q *quest) (string, bool) {
	if !q.counted || !before(q.rs, q.n.i, "的") {
		return "", false
	}
	v := headVerb(q.named)
	if len(v) < 2 || len(q.named) <= len(v)+3 {
		return "", false
	}
	right := cutTail(q.right())
	if len(right) < 2 {
		return "", false
	}
	q.ctx.verb = string(v)
	s := q.ctx.verb + string(right)
	return q.ctx.say(s, s), true
}

// underSharedMetric: 粮食播种面积106万亩，油料18万亩.
func underSharedMetric(q *quest) (string, bool) {
	if !q.counted || q.leans || q.i == 0 || q.ns[q.i-1].unit != q.n.unit || len(q.named) > 3 || len(headVerb(q.named)) > 0 {
		return "", false
	}
	head := sharedMetric(q.ctx.subject)
	if head == "" {
		return "", false
	}
	s := q.phrase()
	if metricEnd(s) != "" {
		return "", false
	}
	q.ctx.verb = q.listVerb()
	s += head
	return q.ctx.say(s, s), true
}

// nounBefore: 地区生产总值145亿元, 新建公厕20座.
func nounBefore(q *quest) (string, bool) {
	s := q.phrase()
	if q.counted {
		q.ctx.verb = q.listVerb()
	}
	return q.ctx.say(s, s), true
}

// phrase is the noun before a number with what a count adds on both sides.
func (q *quest) phrase() string {
	s := string(q.named)
	for _, aim := range []string{"、力争", "、确保", "、争取", "、实现"} {
		if k := strings.LastIndex(s, aim); k > 0 && len(s)-k-len(aim) >= len("人数") {
			s = s[k+len(aim):] // 打响品牌、力争旅居人数达600万
		}
	}
	if !q.counted {
		return s
	}
	if k := strings.LastIndex(s, "先后"); k > 0 && strings.Contains(s[:k], "、") {
		rest := []rune(s[k+len("先后"):])
		if i := indexWithin(rest, 0, min(len(rest), 6), "向"); i == 0 {
			for i < len(rest) && !startsWithVerb(rest[i:]) {
				i++
			}
			rest = rest[i:]
		}
		if startsWithVerb(rest) {
			s = string(rest) // 甲医院、乙医院先后向我市选派64名支医人员
		}
	}
	if right := q.right(); q.n.sort != money {
		if len(right) >= 2 && right[0] != '的' && !verbTail(right) {
			s += string(cutTail(trimLinks(right)))
		}
	} else if len(right) > 3 && startsWithVerb(right) && len(q.named) <= 4 {
		s += string(cutTail(right))
	}
	if thing := thingOf(q.ctx.subject); q.of && len(thing) > 1 && q.n.sort == counter && before(q.rs, q.n.i, "的") && len(q.right()) == 0 {
		if k := strings.LastIndex(string(thing), "的"); k >= 0 {
			thing = []rune(string(thing)[k+len("的"):])
		}
		return s + "的" + string(thing) // 产值超千万元的企业37家，其中超亿元的12家
	}
	if verb := q.listVerb(); q.of && verb != "" && verb != "净增" && !startsWithVerb(q.named) {
		s = verb + s
	}
	return s
}

// listVerb is the verb that a list goes on under after this count.
func (q *quest) listVerb() string {
	if v := headVerb(q.named); len(v) > 0 && len(v) < len(q.named) {
		return string(v)
	}
	if q.leans || q.of {
		return q.ctx.verb
	}
	return ""
}

// ownerOf is what an attribute belongs to: 工业增加值 owns a rate of its own,
// but its 税收 is 工业's.
func ownerOf(owner, attribute string) string {
	switch attribute {
	case "总数", "数量":
		return string(thingOf(owner)) // 净增企业37家，总数达到318家
	case "总量", "总额", "规模":
		return owner
	}
	if containsAny(attribute, []string{"占", "比重", "增速", "增幅", "率", "比例"}) {
		return owner
	}
	if m := metricEnd(owner); m != "" && metricEnd(attribute) != "" && len([]rune(m)) >= 2 && m != "投资" && m != "资金" {
		return strings.TrimSuffix(owner, m)
	}
	return owner
}

// ofPlan says that a phrase only names the plan a share is of.
func ofPlan(rs []rune) bool {
	return len(rs) < 10 && (hasPrefix(rs, "为") || hasPrefix(rs, "是") || hasPrefix(rs, "占")) && containsAny(string(rs), []string{"预算", "计划", "目标", "任务"})
}

// sharedMetric is the head that a list of crops and trades shares with its first.
func sharedMetric(subject string) string {
	for _, m := range []string{"播种面积", "种植面积", "总产量", "产量", "总产值", "产值", "增加值", "销售额", "营业额"} {
		if strings.HasSuffix(subject, m) && subject != m {
			return m
		}
	}
	return ""
}

// stripRank takes 居全省, 列全国 off the end of a rank's subject.
func stripRank(rs []rune) []rune {
	s := string(rs)
	for _, cut := range []string{"居全", "位居", "位列", "列全", "排名", "排全", "稳居", "跃居", "分别居", "均居", "居", "名列", "升至"} {
		if i := strings.LastIndex(s, cut); i > 0 && len([]rune(s[i:])) <= 8 {
			s = s[:i]
		}
	}
	for _, t := range []string{"分别", "均", "由", "在"} {
		s = strings.TrimSuffix(s, t)
	}
	return []rune(s)
}

// afterExamples drops the examples before 等: 举办甲赛、乙赛等国际赛事 → 举办国际赛事.
func afterExamples(noun []rune) []rune {
	at := -1
	for i, c := range noun {
		if c == '等' && i > 3 && i+2 < len(noun) && !strings.ContainsRune("级待候次", noun[i+1]) && !strings.ContainsRune("高平同中优初特均", noun[i-1]) {
			at = i
		}
	}
	if at < 0 || !strings.ContainsRune(string(noun[:at]), '、') {
		return noun
	}
	thing := noun[at+1:]
	for i := len(thing) - 3; i > 0; i-- {
		if thing[i] == '的' {
			thing = thing[i+1:]
			break
		}
	}
	if len(thing) < 2 {
		return noun
	}
	return append(append([]rune(nil), headVerb(noun)...), thing...)
}
