package statement

import (
	"strings"

	"duban/internal/base/cite"
	"duban/internal/base/lexicon"
)

// undertakings cuts the tasks part into the rows of a task table: one sentence
// as a rule, split where different units answer.
func (r *Report) undertakings(k Knowledge) {
	next, listed, broken := 0, false, false // listed: a line before introduced the numbered ones as livelihood items
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Role != BodyLine || r.roleOf(l.Section) != Tasks {
			listed = false
			continue
		}
		path := r.path(l.Section)
		listed = listed && (numbered(l.Runes) || broken) // a line that goes on is of the item before
		broken = len(l.Runes) >= wrapped && !strings.ContainsRune("。；！？：", l.Runes[len(l.Runes)-1])
		lively := listed || livelihood(path) || livelihood([]string{string(l.Runes[:l.head])})
		if len(l.Runes) <= introducing && !numbered(l.Runes) {
			listed = livelihood([]string{string(l.Runes)})
		}
		for from := l.head; from < len(l.Runes); {
			to := sentenceEnd(l.Runes, from)
			for _, c := range rows(l.Runes, from, to) {
				next = r.undertaking(l, c[0], c[1], path, lively, next, k)
			}
			from = to
		}
	}
}

// introducing is the longest line, in characters, that introduces a list: 集中力量办好十件民生实事。
const introducing = 40

// wrapped is the shortest line, in characters, that may go on in the next.
const wrapped = 20

// numbered says that a line begins with a number of a list.
func numbered(rs []rune) bool {
	m, _ := markAt(rs)
	return m == ordinalIs || m == ordinalTo || m == arabicIn || m == bracket || m == circled || m == arabic
}

func (r *Report) path(section int) []string {
	if section < 0 {
		return nil
	}
	return r.Outline.Path(section)
}

// rows parts a sentence at its numbered items: ；（2）, ；二是. Each row is [from, to).
func rows(rs []rune, from, to int) [][2]int {
	var out [][2]int
	start := from
	for i := from; i < to-1; i++ {
		if rs[i] != '；' {
			continue
		}
		if numbered(rs[i+1 : to]) {
			out = append(out, [2]int{start, i})
			start = i + 1
		}
	}
	return append(out, [2]int{start, to})
}

// undertaking makes the rows of one stretch; next is the first measure not yet passed.
func (r *Report) undertaking(l *Line, from, to int, path []string, lively bool, next int, k Knowledge) int {
	rs := l.Runes
	from, to = trimRow(rs, from, to)
	if to-from < 4 || ceremony(rs[from:to]) {
		return next
	}
	cuts := r.cuts(rs, from, to, k)
	for c := 0; c+1 < len(cuts); c++ {
		a, b := trimRow(rs, cuts[c], cuts[c+1])
		u := Undertaking{Span: l.span(a, b), Section: l.Section}
		u.Trace = append(u.Trace, Step{"一句一项", ""})
		if len(cuts) > 2 {
			u.Trace = append(u.Trace, Step{"分属不同单位", l.Words(cuts[1], min(cuts[1]+8, to))})
		}
		if u.Verb, u.Object = verbObject(rs, a, b); u.Verb == "" && b-a < 40 && !r.holdsMeasure(u.Span, next) {
			continue // a maxim, not a duty
		}
		u.Deadline = deadline(rs, a, b, r.Outline.Year)
		u.Evidence = evidence(rs, a, b)
		u.Livelihood = lively
		for next < len(r.Measures) && r.Measures[next].Span.Start < u.Span.Start {
			next++
		}
		for m := next; m < len(r.Measures) && r.Measures[m].Span.Start < u.Span.End; m++ {
			u.Measures = append(u.Measures, m)
		}
		u.Quantified = len(u.Measures) > 0
		if u.Verb == "" && u.Quantified {
			u.Verb, u.Object = aimOf(&r.Measures[u.Measures[0]])
		}
		if k.Leads != nil {
			u.Lead = k.Leads(string(rs[a:b]), path)
			if len(u.Lead) > 0 {
				u.Trace = append(u.Trace, Step{"牵头单位建议", u.Lead[0].Unit + "：" + u.Lead[0].Reason})
			}
		}
		if u.Verb != "" {
			u.Trace = append(u.Trace, Step{"动词", u.Verb})
		}
		r.Undertakings = append(r.Undertakings, u)
	}
	return next
}

// holdsMeasure says that a measure from the next one on stands in the span.
func (r *Report) holdsMeasure(s cite.Span, next int) bool {
	for ; next < len(r.Measures) && r.Measures[next].Span.Start < s.End; next++ {
		if r.Measures[next].Span.Start >= s.Start {
			return true
		}
	}
	return false
}

// trimRow takes numbering, stops and address off both ends of a row.
func trimRow(rs []rune, from, to int) (int, int) {
	for {
		start := from
		if m, n := markAt(rs[from:to]); m == arabic || m == arabicIn || m == circled || m == bracket || m == dash || m == noteNumber {
			from += n
		}
		if n := salutation(rs[from:to]); n > 0 {
			from += n
		}
		for from < to && strings.ContainsRune("，；、。！", rs[from]) {
			from++
		}
		if from == start || from >= to {
			break
		}
	}
	for to > from && strings.ContainsRune("。；！，、？", rs[to-1]) {
		to--
	}
	return from, to
}

// ceremony says that a sentence promises nothing: it announces a list, greets or exhorts.
func ceremony(rs []rune) bool {
	s := string(rs)
	if rs[len(rs)-1] == '：' {
		return true
	}
	if len(rs) < 60 && (strings.HasPrefix(s, "实现上述目标") || strings.HasPrefix(s, "为实现上述") || strings.HasPrefix(s, "围绕上述目标") || strings.HasPrefix(s, "做好今年的工作") || strings.HasPrefix(s, "今年要重点")) && strings.ContainsAny(s, "下以个方面") && strings.Contains(s, "方面") {
		return true
	}
	if strings.Contains(s, "是") && len(rs) < 90 {
		// 2026年是“十五五”开局之年: says what the year is, promises nothing
		head := rs
		if y, n := yearAt(head, 0); y > 0 {
			head = head[n:]
		}
		if hasPrefix(head, "年是") || hasPrefix(head, "年，是") || hasPrefix(head, "今年是") || hasPrefix(head, "今年，是") || hasPrefix(head, "今后五年是") || hasPrefix(head, "今后五年，是") {
			return true
		}
	}
	return containsAny(s, []string{"而努力奋斗", "紧密团结在", "不懈奋斗", "奋力谱写", "让我们"})
}

// cuts is where the rows of a sentence begin, and where it ends. A semicolon
// parts where each side has a unit of its own; a comma needs a clearer answer.
func (r *Report) cuts(rs []rune, from, to int, k Knowledge) []int {
	if k.Leads == nil {
		return []int{from, to}
	}
	var out []int
	start := from
	for _, s := range append(marks(rs, from, to, "；"), to) {
		if s < to && !r.parts(rs, start, s, to, semicolonScore, k) {
			continue
		}
		out = append(out, start)
		end := s
		if at := r.parting(rs, start, end, k); at > 0 {
			out = append(out, at)
		}
		start = s
	}
	return append(out, to)
}

// marks are the places after one of the marks that no quote or bracket holds.
func marks(rs []rune, from, to int, which string) (starts []int) {
	depth := 0
	for i := from; i < to; i++ {
		switch rs[i] {
		case '“', '（', '《':
			depth++
		case '”', '）', '》':
			depth = max(depth-1, 0)
		default:
			if depth == 0 && i+3 < to && strings.ContainsRune(which, rs[i]) {
				starts = append(starts, i+1)
			}
		}
	}
	return starts
}

// parts says that two stretches that meet at s are different units' duties:
// each stands clear, and the other's unit is foreign to it.
func (r *Report) parts(rs []rune, from, s, to int, least float64, k Knowledge) bool {
	return r.clarity(rs, from, s, to, k) >= least
}

// clarity is the lesser score of two stretches whose foremost units are foreign
// to each other, 0 where they are not.
func (r *Report) clarity(rs []rune, from, s, to int, k Knowledge) float64 {
	if s-from < 8 || to-s < 7 || !opensDuty(rs, s, to) {
		return 0
	}
	b := k.Leads(string(rs[s:to]), nil)
	if len(b) == 0 || b[0].Score < semicolonScore {
		return 0
	}
	a := k.Leads(string(rs[from:s-1]), nil)
	if len(a) == 0 || a[0].Unit == b[0].Unit || listed2(a, b[0].Unit) || listed2(b, a[0].Unit) {
		return 0
	}
	return min(a[0].Score, b[0].Score)
}

// parting finds where a stretch passes from one unit's duty to another's at a
// comma; 0 if it does not.
func (r *Report) parting(rs []rune, from, to int, k Knowledge) int {
	starts := marks(rs, from, to, "，；")
	if len(starts) > 4 {
		return 0
	}
	best, at := 0.0, 0
	for _, s := range starts {
		if m := r.clarity(rs, from, s, to, k); m >= partingScore && m > best {
			best, at = m, s
		}
	}
	return at
}

// semicolonScore is the least score of both sides for a split at a semicolon.
const semicolonScore = 0.3

// partingScore is the least score of both sides for a split at a comma.
const partingScore = 0.45

func listed2(leads []Lead, unit string) bool {
	for i, l := range leads {
		if i < 3 && l.Unit == unit {
			return true
		}
	}
	return false
}

// opensDuty says that a clause begins with a verb of its own.
func opensDuty(rs []rune, s, to int) bool {
	i := s
	for i < to {
		n, _ := adverbs.Longest(rs[:to], i)
		m, _ := actions.Longest(rs[:to], i)
		d, _ := duties.Longest(rs[:to], i)
		if m >= 2 || d >= 2 {
			return true
		}
		if n == 0 {
			return false
		}
		i += n
	}
	return false
}

// duties are verbs of governing that actions lacks.
var duties = wordsOf("消除 更新 处置 清除 防治 防控 统筹抓好 加强 推行 全面推行 健全 完善 落实 深化 防范 防范化解 打击 严厉打击 规范 监管 保护 保障 做好 抓好 构建 营造 强化 执行 遏制 维护 弘扬 传承 优化 鼓励 引导 支持 探索 试点 争创 申报 启动 确保 力争 严守 严控 巩固 统筹 坚持 坚决 推动 提升 培育 发展 打造 压实 开展 实施 接续 接续推进 改革 创新 擦亮 盘活 畅通 办好 加大 狠抓 抓紧 推广 激发 释放 聚焦 紧盯 瞄准 发挥 用好 建好 管好 守住 守牢 兜牢 织密 筑牢 打赢 严防 化解 稳妥 改进 提高 增强 促进 加速 集聚 激活 拓宽 拓展 深耕 厚植 涵养 补齐 破解 解决 关爱 关心 尊重 办理 接受 倾听 厉行 从严 严肃 严查 整治 纠治 力戒 反对 学习 贯彻 坚定 牢记 树牢 增进 融入 对接 承接 参与 服务 配合 抢抓 争取 谋划 力促")

// verbObject finds the first verb that says what is to be done, and its object.
func verbObject(rs []rune, from, to int) (verb, object string) {
	for c := from; c < to; {
		e := clauseEnd(rs, c, to)
		i := c
		for i < e {
			if figureAt(rs[:e], i) {
				break
			}
			if n, _ := duties.Longest(rs[:e], i); n >= 2 {
				if m, _ := actions.Longest(rs[:e], i); m > n {
					n = m
				}
				return string(rs[i : i+n]), string(clipRunes(rs[i+n:e], 40))
			}
			if n, _ := actions.Longest(rs[:e], i); n >= 2 {
				return string(rs[i : i+n]), string(clipRunes(rs[i+n:e], 40))
			}
			if n, _ := adverbs.Longest(rs[:e], i); n > 0 {
				i += n
				continue
			}
			break
		}
		c = e + 1
	}
	// no verb at the head of a clause: the first one anywhere
	for i := from; i < to; i++ {
		if figureAt(rs[:to], i) {
			continue // 生产总值 holds no verb
		}
		n, _ := actions.Longest(rs[:to], i)
		if d, _ := duties.Longest(rs[:to], i); d > n {
			n = d
		}
		if n >= 2 {
			e := clauseEnd(rs, i, to)
			return string(rs[i : i+n]), string(clipRunes(rs[i+n:e], 40))
		}
	}
	return "", ""
}

// aimOf words a bare target as a deed: 地区生产总值增长6% → 增长, 地区生产总值.
func aimOf(m *Measure) (verb, object string) {
	switch {
	case m.Kind == Growth && m.Value.Sign() < 0, m.Kind == Change && m.Value.Sign() < 0:
		return "下降", m.Subject
	case m.Kind == Growth || m.Kind == Change:
		return "增长", m.Subject
	}
	return "达到", m.Subject
}

// figureAt says that the name of a figure begins at i: 生产总值, 投资增长, 就业人数.
func figureAt(rs []rune, i int) bool {
	for _, m := range []string{"生产总值", "投资增长", "投资完成", "投资额", "贷款余额", "就业人数", "就业率", "出口额", "出口增长", "进出口", "服务业", "销售额", "用电量", "发展水平", "保障水平"} {
		if hasPrefix(rs[i:], m) {
			return true
		}
	}
	return false
}

func clipRunes(rs []rune, n int) []rune {
	if len(rs) > n {
		return rs[:n]
	}
	return rs
}

// proofs are the kinds of evidence that a verb calls for.
var proofs = []struct {
	kind  Evidence
	words []string
}{
	{Issued, []string{"制定", "出台", "编制", "修订", "印发", "完善制度", "建立健全", "健全", "建立", "完善", "方案", "规划编制", "清单"}},
	{Started, []string{"启动", "开工", "开建", "动工", "试点", "谋划"}},
	{Acceptance, []string{"建成", "竣工", "投用", "投产", "完工", "新建", "改造", "改扩建", "建设", "完成", "通车", "交付", "修复", "整治"}},
	{Certificate, []string{"创建", "争创", "创成", "申报", "获批", "认定", "入选", "争取", "命名", "纳入国家", "达标"}},
	{Contract, []string{"招商", "签约", "引进", "招引", "合作", "对接"}},
	{Inspection, []string{"整改", "排查", "检查", "严厉打击", "打击", "执法", "监管", "巡查", "专项行动", "督察", "遏制", "防控"}},
	{Meeting, []string{"举办", "开展", "召开", "宣传", "培训", "活动", "服务"}},
	{Roster, []string{"培育", "新增", "发展", "壮大", "储备", "救助", "帮扶", "安置", "发放", "落实"}},
	{Figures, []string{"增长", "提高", "提升", "降低", "下降", "达到", "比重", "占比", "扩大", "稳定"}},
}

var proofBook = func() *lexicon.Book[uint] {
	b := &lexicon.Book[uint]{}
	for k, p := range proofs {
		for _, w := range p.words {
			_, old := b.Exact([]rune(w))
			b.Add(w, old|1<<k)
		}
	}
	return b
}()

// evidence lists the kinds of proof that would show a row done, by its verbs; at most three.
func evidence(rs []rune, from, to int) []Evidence {
	var seen uint
	for i := from; i < to; i++ {
		if n, bit := proofBook.Longest(rs[:to], i); n > 0 {
			seen |= bit
		}
	}
	var out []Evidence
	for k, p := range proofs {
		if seen&(1<<k) != 0 {
			out = append(out, p.kind)
			if len(out) == 3 {
				return out
			}
		}
	}
	if len(out) == 0 {
		out = append(out, Meeting)
	}
	return out
}

var livelihoodWords = []string{"民生实事", "惠民实事", "为民办实事", "为民实事", "十件实事", "十大民生", "民心工程", "件民生", "件大事实事", "民生工程"}

// livelihood says that a row stands under the livelihood items.
func livelihood(path []string) bool {
	for _, h := range path {
		if containsAny(h, livelihoodWords) {
			return true
		}
	}
	return false
}
