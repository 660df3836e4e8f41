package reconcile

import (
	"strings"

	"duban/internal/base/cite"
	"duban/internal/kernel/statement"
)

// deed is a clause of the later report's review.
type deed struct {
	span    cite.Span
	words   string
	about   thing
	problem bool     // the report owns to a problem here
	units   []string // of the figures it holds
	before  []int    // of each, how many of its words stand before 和 or 、 and the figure; 0 where neither does
}

var (
	finishWords  = []string{"完成", "建成", "竣工", "完工", "投用", "投入使用", "投入运营", "通车", "通过", "获批", "交付", "投产", "实现", "贯通", "验收", "入住", "启用", "开园", "开馆", "封顶", "销号", "清零", "摘帽", "全部取消", "并网"}
	begunWords   = []string{"推进", "加快", "开工", "启动", "在建", "前期", "谋划", "进展顺利", "有序", "正在", "着手", "筹备", "快速推进", "稳步"}
	problemWords = []string{"仍较突出", "有待", "不足", "短板", "困难", "滞后", "不够", "亟待", "差距", "薄弱", "不高", "不强", "不优", "不振", "偏少", "偏低", "偏弱", "压力较大", "不平衡", "突出问题仍"}
)

// owning opens the part of a review that owns to problems.
var owning = []string{"肯定成绩的同时", "清醒看到", "清醒地看到", "清醒的看到", "清醒认识", "清醒地认识", "清醒的认识", "困难和问题", "问题和挑战", "问题和不足", "困难和不足", "问题和困难", "困难与问题", "矛盾和问题"}

// deeds are the clauses of the review, found by their grams.
type deeds struct {
	list    []deed
	holding [][]int32 // by gram, the deeds that hold it
	shared  []float64 // kept for its room
	touched []int32
}

// deedsOf lists the clauses of the review. From where the report owns to
// problems only the problems are kept: they answer a promise, but not well.
func deedsOf(spans []cite.Span, t text, measures []statement.Measure, y *rarity) *deeds {
	out := &deeds{list: make([]deed, 0, len(spans))}
	open, next := false, 0
	for _, s := range spans {
		d := deed{span: s, words: t.words(s)}
		open = open || hasAny(d.words, owning...)
		d.problem = hasAny(d.words, "仍较突出", "有待", "亟待") || open && hasAny(d.words, problemWords...)
		if open && !d.problem {
			continue
		}
		for next < len(measures) && measures[next].Span.End <= s.Start {
			next++
		}
		for i := next; i < len(measures) && measures[i].Span.Start < s.End; i++ {
			d.units = append(d.units, measures[i].Unit)
			before := 0
			if at := measures[i].Span.Start - 1; at > s.Start && strings.ContainsRune("和、", t[at]) {
				before = at - s.Start
			}
			d.before = append(d.before, before)
		}
		d.about = y.thingOf(d.words)
		out.list = append(out.list, d)
	}
	out.holding = make([][]int32, len(y.seen))
	for i := range out.list {
		for _, g := range out.list[i].about.grams {
			out.holding[g] = append(out.holding[g], int32(i))
		}
	}
	out.shared = make([]float64, len(out.list))
	return out
}

// each calls f with every deed that shares enough with a thing to speak of it,
// in no order.
func (ds *deeds) each(part thing, y *rarity, f func(i int, l likeness)) {
	for _, g := range part.grams {
		if int(g) >= len(ds.holding) {
			continue
		}
		for _, i := range ds.holding[g] {
			if ds.shared[i] == 0 {
				ds.touched = append(ds.touched, i)
			}
			ds.shared[i] += y.weights[g]
		}
	}
	for _, i := range ds.touched {
		m := ds.shared[i]
		ds.shared[i] = 0
		if m >= leastShared {
			f(int(i), likeness{m / part.mass, m / ds.list[i].about.mass})
		}
	}
	ds.touched = ds.touched[:0]
}

const (
	leastDeed   = 0.45 // for a promise without a figure
	leastEchoed = 0.68 // for a promise with a figure that only words answer
	leastShared = 8.0  // mass of the words in common: about two rare pairs
)

// inWords finds the clause of the review with most of a promise in it.
func (ds *deeds) inWords(part thing, y *rarity) (best int, score float64) {
	best = -1
	ds.each(part, y, func(i int, l likeness) {
		s := 0.75*l.recall + 0.25*l.precision
		if ds.list[i].problem {
			s *= 0.85
		}
		if s > score+1e-9 || s > score-1e-9 && best > i {
			best, score = i, max(s, score)
		}
	})
	return best, score
}

// weighWords gives the verdict on a promise without a figure by the words that
// answer it.
func weighWords(words string, d *deed, y *rarity) (Verdict, string) {
	said := "承诺“" + brief(words) + "”，回应“" + brief(d.words) + "”："
	switch {
	case d.problem:
		return Partly, said + "后一年报告自陈问题仍在，判为部分完成。"
	case hasAny(words, finishWords...) && !hasAny(d.words, finishWords...) && hasAny(d.words, begunWords...):
		return Partly, said + "承诺办成，结果只说推进，判为部分完成。"
	}
	if n, found := itemsAnswered(words, d.about, y); n >= 3 && found > 0 && found*2 < n {
		return Partly, said + "列举各项只回应了少数，判为部分完成。"
	}
	if hasAny(d.words, finishWords...) {
		return Met, said + "已报办成。"
	}
	return Met, said + "已报开展，文字相应，未给数。"
}

// itemsAnswered counts the items a promise lists with 、 and how many of them
// the answer names by at least two characters in a row.
func itemsAnswered(words string, said thing, y *rarity) (n, found int) {
	items := strings.Split(words, "、")
	if len(items) < 3 {
		return 0, 0
	}
	for i, it := range items {
		rs := []rune(it)
		if i == 0 && len(rs) > 6 {
			rs = rs[len(rs)-6:]
		}
		if i == len(items)-1 {
			if cut := strings.IndexAny(it, "等和及与"); cut > 0 {
				rs = []rune(it[:cut])
			}
			if len(rs) > 4 {
				rs = rs[:4]
			}
		}
		n++
		for _, g := range y.thingOf(string(rs)).grams {
			if said.has(g) {
				found++
				break
			}
		}
	}
	return n, found
}

// brief keeps a quotation short.
func brief(s string) string {
	rs := []rune(strings.Join(strings.Fields(s), ""))
	if len(rs) > 40 {
		return string(rs[:39]) + "…"
	}
	return string(rs)
}
