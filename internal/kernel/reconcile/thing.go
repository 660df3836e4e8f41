package reconcile

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"duban/internal/base/lexicon"
)

// thing is what a statement is about: its grams in order of number, each once.
type thing struct {
	grams []int32
	mass  float64 // of all its grams
	known bool    // at least one gram tells which thing: 总投资 alone is of anything
}

// rarity numbers the grams of both reports and weighs each by how few clauses
// hold it.
type rarity struct {
	pairs   map[uint64]int32 // two characters, or one alone
	latin   map[string]int32
	light   []bool
	seen    []int32
	weights []float64 // once the counting is done
	total   int
	run     []rune // kept for its room
}

func newRarity() *rarity {
	return &rarity{pairs: make(map[uint64]int32, 4096), latin: map[string]int32{}}
}

func (y *rarity) added(light bool) int32 {
	y.light, y.seen = append(y.light, light), append(y.seen, 0)
	if y.weights != nil {
		y.weights = append(y.weights, y.weight(len(y.seen)-1))
	}
	return int32(len(y.seen) - 1)
}

func (y *rarity) pair(a, b rune) int32 {
	k := uint64(a)<<32 | uint64(b)
	n, ok := y.pairs[k]
	if !ok {
		n = y.added(b == 0 || light.Has(string([]rune{a, b})))
		y.pairs[k] = n
	}
	return n
}

func (y *rarity) word(s string) int32 {
	n, ok := y.latin[s]
	if !ok {
		n = y.added(false)
		y.latin[s] = n
	}
	return n
}

func (y *rarity) weight(gram int) float64 {
	w := math.Log(1 + float64(y.total+20)/float64(1+y.seen[gram]))
	if y.light[gram] {
		w *= 0.4
	}
	return w
}

// learn counts the grams of one clause.
func (y *rarity) learn(s string) {
	for _, g := range y.thingOf(s).grams {
		y.seen[g]++
	}
	y.total++
}

// weigh ends the counting. Only things taken after it have a mass.
func (y *rarity) weigh() {
	y.weights = make([]float64, len(y.seen), len(y.seen)+256)
	for i := range y.seen {
		y.weights[i] = y.weight(i)
	}
}

// units are the words that follow a figure; they tell how much, not of what.
var units = func() *lexicon.Book[bool] {
	b := &lexicon.Book[bool]{}
	for w := range bases {
		if w != "" {
			b.Add(w, true)
		}
	}
	for w := range strings.FieldsSeq("年 月 日 岁 级 分钟 小时 微克/立方米 人 标准煤 剂次 余人 个以上 蒸吨 兆瓦时") {
		b.Add(w, true)
	}
	return b
}()

// afterFigure is the first rune after the figure that begins at i and its unit.
func afterFigure(rs []rune, i int) int {
	j := i
	for j < len(rs) && (unicode.IsDigit(rs[j]) || strings.ContainsRune(".,-—–~/", rs[j])) {
		j++
	}
	for j < len(rs) && strings.ContainsRune("余多百千万亿", rs[j]) {
		j++
	}
	if n, _ := units.Longest(rs, j); n > 0 {
		return j + n
	}
	return j
}

// counter says that a numeral in words and what it counts by begin at i: 三个小区.
func counter(rs []rune, i int) bool {
	return (i == 0 || !strings.ContainsRune("第一二三四五六七八九十", rs[i-1])) && i+1 < len(rs) && strings.ContainsRune("一两二三四五六七八九十", rs[i]) && strings.ContainsRune("个家所座件条名处", rs[i+1])
}

// thingOf takes words apart: two characters at a time of what is left without
// verbs, filling words and figures; a Latin word or a technical name (PM2.5, 5G)
// is whole.
func (y *rarity) thingOf(s string) thing {
	rs := fold(s)
	var out thing
	run := y.run[:0]
	flush := func() {
		if len(run) == 1 {
			out.grams = append(out.grams, y.pair(run[0], 0))
		}
		for i := 0; i+1 < len(run); i++ {
			out.grams = append(out.grams, y.pair(run[i], run[i+1]))
		}
		run = run[:0]
	}
	for i := 0; i < len(rs); {
		n, kept := sameThing.Longest(rs, i)
		switch {
		case n > 0 && kept == "|":
			flush()
			i += n
		case n > 0:
			flush()
			for _, r := range kept {
				if r > 0x2E80 {
					run = append(run, r)
				}
			}
			flush()
			i += n
			if j := strings.IndexFunc(kept, func(r rune) bool { return r > 0x2E80 }); j > 0 {
				out.grams = append(out.grams, y.word(kept[:j]))
			}
		case rs[i] < 0x2E80 && unicode.IsLetter(rs[i]) || unicode.IsDigit(rs[i]) && i+1 < len(rs) && rs[i+1] < 0x2E80 && unicode.IsLetter(rs[i+1]):
			flush()
			j := i
			for j < len(rs) && rs[j] < 0x2E80 && (unicode.IsLetter(rs[j]) || unicode.IsDigit(rs[j]) || rs[j] == '.' || rs[j] == '+') {
				j++
			}
			out.grams = append(out.grams, y.word(string(rs[i:j])))
			i = j
		case unicode.IsDigit(rs[i]):
			flush()
			i = afterFigure(rs, i)
		case counter(rs, i):
			flush()
			i += 2
		case unicode.Is(unicode.Han, rs[i]):
			run = append(run, rs[i])
			i++
		default:
			flush()
			i++
		}
	}
	flush()
	y.run = run
	slices.Sort(out.grams)
	out.grams = slices.Compact(out.grams)
	for _, g := range out.grams {
		out.known = out.known || !y.light[g]
		if y.weights != nil {
			out.mass += y.weights[g]
		}
	}
	return out
}

// named says that at least one gram tells which thing: 总投资 alone is of anything.
func (t thing) named() bool { return t.known }

func (t thing) has(gram int32) bool {
	_, ok := slices.BinarySearch(t.grams, gram)
	return ok
}

// likeness of a result to a promise.
type likeness struct {
	recall    float64 // how much of the promised thing the result names
	precision float64 // how much of what the result names was promised
}

func (l likeness) both() float64 {
	if l.recall+l.precision == 0 {
		return 0
	}
	return 2 * l.recall * l.precision / (l.recall + l.precision)
}

func (y *rarity) alike(promise, result thing) likeness {
	if promise.mass == 0 || result.mass == 0 {
		return likeness{}
	}
	var shared float64
	a, b := promise.grams, result.grams
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			shared += y.weights[a[i]]
			i++
			j++
		}
	}
	return likeness{shared / promise.mass, shared / result.mass}
}
