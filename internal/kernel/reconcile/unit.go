package reconcile

import (
	"math/big"
	"strings"

	"duban/internal/base/quantity"
	"duban/internal/kernel/statement"
)

// family is what units must share to be compared.
type family string

const (
	percent family = "%"
	points  family = "百分点"
	counted family = "个"
	times   family = "次"
	persons family = "人"
)

// base is a unit as a family and its size within it.
type base struct {
	of   family
	size string // exact decimal, in the family's first unit
}

// bases holds the units that convert; any other is a family of its own. Counting
// words differ by habit, not by meaning (2000户厕所, 2.7万座厕所), and compare.
var bases = func() map[string]base {
	out := map[string]base{
		"%": {percent, "1"}, "％": {percent, "1"}, "‰": {percent, "0.1"}, "个百分点": {points, "1"}, "百分点": {points, "1"},
		"成": {percent, "10"}, "倍": {percent, "100"}, "一半": {percent, "50"},
		"元": {"元", "1"}, "块": {"元", "1"}, "元人民币": {"元", "1"}, "美元": {"美元", "1"}, "": {"", "1"},
		"人": {persons, "1"}, "名": {persons, "1"}, "位": {persons, "1"}, "个人": {persons, "1"}, "余人": {persons, "1"},
		"人次": {"人次", "1"}, "天": {"天", "1"}, "日": {"天", "1"}, "个工作日": {"工作日", "1"}, "工作日": {"工作日", "1"},
		"斤": {"吨", "0.0005"}, "公斤": {"吨", "0.001"}, "千克": {"吨", "0.001"}, "吨": {"吨", "1"},
		"亩": {"亩", "1"}, "公顷": {"亩", "15"}, "平方公里": {"亩", "1500"}, "平方千米": {"亩", "1500"},
		"平方米": {"平方米", "1"}, "平米": {"平方米", "1"}, "㎡": {"平方米", "1"},
		"米": {"米", "1"}, "公里": {"米", "1000"}, "千米": {"米", "1000"}, "里": {"米", "500"},
		"立方米": {"立方米", "1"}, "方": {"立方米", "1"}, "立方": {"立方米", "1"},
		"千瓦": {"千瓦", "1"}, "兆瓦": {"千瓦", "1000"}, "吉瓦": {"千瓦", "1000000"}, "度": {"千瓦时", "1"}, "千瓦时": {"千瓦时", "1"},
	}
	for w := range strings.FieldsSeq("次 场 场次 起 期 批 批次 轮 班 列 趟") {
		out[w] = base{times, "1"}
	}
	for w := range strings.FieldsSeq("个 家 座 户 处 项 件 所 条 间 栋 幢 套 台 辆 种 类 款 支 只 口 村 镇 片 盏 株 棵 眼 部 门 宗 例 份 个村 个小区") {
		if _, ok := out[w]; !ok {
			out[w] = base{counted, "1"}
		}
	}
	return out
}()

// measured are the families of units that convert; of others a report may
// write the unit into the name: 2000万棒生产能力.
var measured = func() map[family]bool {
	out := map[family]bool{}
	for _, b := range bases {
		out[b.of] = true
	}
	return out
}()

// oddCounts are counting words that do not stand for each other: 456户 are not 5个项目.
func oddCounts(a, b string) bool {
	return strings.HasSuffix(a, "户") && strings.ContainsAny(b, "个项条处") || strings.HasSuffix(b, "户") && strings.ContainsAny(a, "个项条处")
}

// tens are the numerals that stand before a unit, longest first.
var tens = []struct {
	word  string
	power int
}{{"万亿", 12}, {"千亿", 11}, {"百亿", 10}, {"百万", 6}, {"千万", 7}, {"十万", 5}, {"十亿", 9}, {"亿", 8}, {"万", 4}, {"千", 3}, {"百", 2}}

var unitTrimmer = strings.NewReplacer("余", "", "多", "", "左右", "", "/年", "", " ", "")

// unitOf reads a unit as written.
func unitOf(s string) (family, *big.Rat) {
	s = unitTrimmer.Replace(s)
	factor := big.NewRat(1, 1)
	for {
		if b, ok := bases[s]; ok {
			return b.of, factor.Mul(factor, quantity.Must(b.size).Rat())
		}
		cut := false
		for _, t := range tens {
			if rest, ok := strings.CutPrefix(s, t.word); ok {
				s, cut = rest, true
				d, _ := quantity.Int(1).Times10(t.power)
				factor.Mul(factor, d.Rat())
				break
			}
		}
		if !cut {
			return family(s), factor
		}
	}
}

// amount is a measure's value in the first unit of its family.
type amount struct {
	of       family
	low, top *big.Rat // the same unless a range
	factor   *big.Rat
}

func amountOf(m *statement.Measure) amount {
	of, f := unitOf(m.Unit)
	a := amount{of: of, factor: f, low: new(big.Rat).Mul(m.Value.Rat(), f)}
	a.top = a.low
	if m.To != nil {
		a.top = new(big.Rat).Mul(m.To.Rat(), f)
	}
	if a.low.Cmp(a.top) > 0 {
		a.low, a.top = a.top, a.low
	}
	return a
}

// countable says that things or people are counted.
func (a *amount) countable() bool { return a.of == counted || a.of == persons }

// comparable says that two families measure the same. A number without a unit
// (6600多万) may count things or people or what no unit here names.
func (f family) comparable(o family) bool {
	if f == o {
		return true
	}
	loose := func(a, b family) bool { return a == "" && (b == counted || b == persons || !measured[b]) }
	return loose(f, o) || loose(o, f)
}
