package statement

import (
	"math/big"
	"strings"

	"duban/internal/base/quantity"
)

// number is a candidate: a numeral with its unit, before any rule has judged it.
type number struct {
	i, j    int // with unit
	ni, nj  int // the numeral alone
	value   quantity.Decimal
	to      *quantity.Decimal
	unit    string
	sort    unitSort
	more    bool // 余, 多 inside
	chinese bool // written in Chinese numerals
	bare    bool // a multiplier without a digit: 亿元, 千亿
	ranked  bool // 第2位
	word    Kind // fixed by the word: 一半 is a share, 翻一番 is growth
	figures int  // 两位数: only how many figures it has
	ofRatio int  // 1-based place in a:b:c, 0 otherwise
}

// numbers finds every candidate in rs[from:to).
func numbers(rs []rune, from, to int) []number {
	var out []number
	for i := from; i < to; {
		n, ok := numberAt(rs[:to], i)
		if !ok {
			i = max(n.j, i+1)
			continue
		}
		out = append(out, n)
		i = n.j
	}
	return ratios(rs, sharedPoints(rs, out))
}

// sharedPoints gives 2.1个 in 2.1个、0.8个百分点 the unit it shares.
func sharedPoints(rs []rune, ns []number) []number {
	for k := len(ns) - 2; k >= 0; k-- {
		a, b := &ns[k], &ns[k+1]
		if a.unit == "个" && b.unit == "个百分点" && listGap(rs, a, b) {
			a.unit, a.sort = b.unit, b.sort
		}
		if a.ranked && b.ranked && a.unit == "" && b.unit == "位" && b.i-a.j <= 1 {
			a.unit = b.unit // 第2、第4位
		}
	}
	return ns
}

// numeralHeads begin a number that is written out.
var numeralHeads = runesOf("一二两三四五六七八九十百千万亿半翻零过首")

func numberAt(rs []rune, i int) (number, bool) {
	if i >= len(rs) {
		return number{}, false
	}
	switch r := rs[i]; {
	case digit(r):
		return arabicAt(rs, i)
	case r == '第':
		return rankAt(rs, i)
	case numeralHeads.has(r):
		if n, ok := wordAt(rs, i); ok {
			return n, true
		}
		return chineseAt(rs, i)
	}
	return number{}, false
}

func arabicAt(rs []rune, i int) (number, bool) {
	v, n := figure(rs, i)
	if n < 0 {
		return number{j: i - n}, false
	}
	num := number{i: i, ni: i, nj: i + n, value: v}
	if at(rs, i+n) == '/' && digit(at(rs, i+n+1)) {
		// 超1/10
		if d, m := figure(rs, i+n+1); m > 0 && v.Sign() > 0 && d.Cmp(v) > 0 && d.Float() <= 100 && v.Places() == 0 && strings.ContainsRune("，。；、的）以左", at(rs, i+n+1+m)) {
			num.value = quantity.FromRat(new(big.Rat).Quo(v.Rat(), d.Rat()), 4)
			num.j, num.nj, num.word, num.sort = i+n+1+m, i+n+1+m, Share, percent
			return num, true
		}
	}
	if i >= 2 && (rs[i-1] == '—' || rs[i-1] == '-') && strings.ContainsRune("增为长比达到至降率的由", rs[i-2]) {
		num.value, num.i = v.Neg(), i-1
	}
	p := i + n
	// 1万6千多户
	if v2, m := mixed(rs, p, v); m > 0 {
		num.value, p = v2, p+m
		num.nj = p
	}
	un, unit, sort, more := unitAt(rs, p)
	// ranges: 1—2个, 5%—6%, 3至5家
	q := p
	if sort == percent || sort == money || sort == span || sort == counter || sort == people || sort == area || sort == weight || sort == length {
		q = p + un
	}
	if m, v2, end := rangeTail(rs, q); m > 0 {
		un2, unit2, sort2, more2 := unitAt(rs, end)
		if q == p || unit2 == unit {
			num.to, num.nj = &v2, end
			num.i, num.j, num.unit, num.sort, num.more = i, end+un2, unit2, sort2, more2
			return num, true
		}
	}
	if q != p {
		if m, v2, end := rangeTail(rs, p); m > 0 {
			un2, unit2, sort2, more2 := unitAt(rs, end)
			num.to, num.nj = &v2, end
			num.j, num.unit, num.sort, num.more = end+un2, unit2, sort2, more2
			return num, true
		}
	}
	num.j, num.unit, num.sort, num.more = p+un, unit, sort, more
	if at(rs, p) == '强' && before(rs, i, "前") {
		num.j, num.unit, num.sort = p+1, "强", place
	}
	return num, true
}

// rankAt reads 第2位, 第一, 第79名.
func rankAt(rs []rune, i int) (number, bool) {
	p := i + 1
	if p >= len(rs) {
		return number{j: i + 1}, false
	}
	var v int
	n := 0
	chinese := false
	if digit(rs[p]) {
		d, m := figure(rs, p)
		if m <= 0 {
			return number{j: p + 1}, false
		}
		n, v = m, int(d.Float())
	} else {
		n, v = ordinal(rs[p:])
		chinese = true
	}
	if n == 0 {
		return number{j: p}, false
	}
	p += n
	num := number{i: i, ni: i, nj: p, value: quantity.Int(int64(v)), chinese: chinese, ranked: true, sort: place, word: Rank}
	if p < len(rs) && (rs[p] == '位' || rs[p] == '名') && !(p+1 < len(rs) && strings.ContainsRune("录单牌", rs[p+1])) {
		num.unit = string(rs[p])
		num.j = p + 1
		return num, true
	}
	num.j = p
	// without a unit only at the end of a clause, or before 的 and the like
	if p == len(rs) || strings.ContainsRune("，。；、！）”", rs[p]) || hasPrefix(rs[p:], "和第") || hasPrefix(rs[p:], "的好") || hasPrefix(rs[p:], "的成") || hasPrefix(rs[p:], "的佳") {
		return num, true
	}
	// 第 and number are of a name: 第三方, 第一书记, 第14届
	return number{j: p}, false
}

// wordAt reads numbers that are words: 一半, 翻一番, 零增长, 三分之一, 三成, 百分之五.
func wordAt(rs []rune, i int) (number, bool) {
	fixed := func(n int, v quantity.Decimal, unit string, k Kind, s unitSort) (number, bool) {
		return number{i: i, j: i + n, ni: i, nj: i + n, value: v, unit: unit, word: k, sort: s, chinese: true}, true
	}
	switch {
	case hasPrefix(rs[i:], "一半"):
		return fixed(2, quantity.Must("0.5"), "", Share, percent)
	case hasPrefix(rs[i:], "过半"):
		n, ok := fixed(2, quantity.Must("0.5"), "", Share, percent)
		n.more = true
		return n, ok
	case hasPrefix(rs[i:], "首位") && first(rs, i):
		n, ok := fixed(2, quantity.Int(1), "位", Rank, place)
		n.ranked = true
		return n, ok
	case hasPrefix(rs[i:], "两位数") && afterAny(rs, i+3, "增长", "的增长", "以上增长", "以上的增长", "增速", "增幅"):
		n, ok := fixed(3, quantity.Int(10), "%", Growth, percent)
		n.figures = 2
		return n, ok
	case hasPrefix(rs[i:], "零增长"):
		return fixed(3, quantity.Int(0), "%", Growth, percent)
	case hasPrefix(rs[i:], "翻番"):
		return fixed(2, quantity.Int(100), "%", Growth, percent)
	case hasPrefix(rs[i:], "翻了"):
		if n, ok := wordAt(append([]rune{'翻'}, rs[i+2:min(len(rs), i+6)]...), 0); ok && n.unit == "%" {
			return fixed(n.j+1, n.value, "%", Growth, percent)
		}
	case rs[i] == '翻':
		n, v := ordinal2(rs[i+1:])
		if n > 0 && i+1+n < len(rs) && rs[i+1+n] == '番' && v >= 1 && v <= 6 {
			x := int64(1)
			for k := 0; k < v; k++ {
				x *= 2
			}
			return fixed(n+2, quantity.Int((x-1)*100), "%", Growth, percent)
		}
		if i+2 < len(rs) && digit(rs[i+1]) && rs[i+2] == '番' {
			x := int64(1) << uint(rs[i+1]-'0')
			return fixed(3, quantity.Int((x-1)*100), "%", Growth, percent)
		}
	}
	if hasPrefix(rs[i:], "百分之") {
		if i+3 < len(rs) && digit(rs[i+3]) {
			if d, n := figure(rs, i+3); n > 0 {
				return fixed(3+n, d, "%", "", percent)
			}
		}
		if n, v := spelled(rs, i+3); n > 0 {
			return fixed(3+n, quantity.Int(v), "%", "", percent)
		}
	}
	n, a := ordinal2(rs[i:])
	if n > 0 && hasPrefix(rs[i+n:], "分之") && a > 0 {
		if m, b := ordinal2(rs[i+n+2:]); m > 0 && b > 0 && b <= a {
			r := quantity.Int(int64(b)).Rat()
			r.Quo(r, quantity.Int(int64(a)).Rat())
			places := 2
			if a == 3 || a == 6 || a == 7 || a == 9 {
				places = 4
			}
			return fixed(n+2+m, quantity.FromRat(r, places), "", Share, percent)
		}
	}
	if n == 1 && i+1 < len(rs) && rs[i+1] == '成' && a >= 1 && a <= 9 && (i+2 == len(rs) || strings.ContainsRune("，。；、以左多的）", rs[i+2])) && i > 0 && !strings.ContainsRune("十第", rs[i-1]) {
		return fixed(2, quantity.Int(int64(a)), "成", Share, ratio)
	}
	return number{}, false
}

// first says that 首位 is a place reached: 居全国首位, not 摆在首位.
func first(rs []rune, i int) bool {
	if r := at(rs, i+2); r != 0 && !strings.ContainsRune("，。；、！）", r) {
		return false
	}
	c := string(rs[max(0, i-14):i])
	if k := strings.LastIndexAny(c, "，。；、"); k >= 0 {
		c = c[k:]
	}
	return strings.Contains(c, "居") && !containsAny(c, []string{"放在", "摆在", "置于", "作为"})
}

// idioms hold numerals that count nothing.
var idioms = wordsOf("三番五次 三三两两 四面八方 五湖四海 千家万户 千方百计 万家灯火 四通八达 一五一十 七上八下 三令五申 百花齐放 千行百业 百业千行 一心一意 三天两头 万众一心 百尺竿头 一举两得 一清二楚 五花八门 千头万绪 千军万马 一日千里 百折不挠 千锤百炼 九牛一毛 两手抓 三下乡 两不愁 三保障 一刀切 一揽子")

var numeralBefore = runesOf("一二两三四五六七八九十百千万亿第〇零数几")

// chineseAt reads 两家, 三个, 十多个, 千亿, 亿元.
func chineseAt(rs []rune, i int) (number, bool) {
	if i > 0 && numeralBefore.has(rs[i-1]) {
		return number{}, false
	}
	// bare multipliers: 千亿, 百亿元, 亿元, 上千万
	if n, ok := bareAt(rs, i); ok {
		return n, true
	}
	if n, _ := idioms.Longest(rs, i); n > 0 {
		return number{j: i + n}, false
	}
	n, v := spelled(rs, i)
	if n == 0 {
		return number{}, false
	}
	num := number{i: i, ni: i, nj: i + n, value: quantity.Int(v), chinese: true}
	if at(rs, i+n) == '点' {
		// 二十一点五亿元
		if d, m := spelledDecimal(rs, i+n+1, v); m > 0 {
			num.value, n = d, n+1+m
			num.nj = i + n
		}
	}
	if r := at(rs, i+n); r == '至' || r == '到' || r == '—' {
		// 三至五个, 一到两家
		if m, top := spelled(rs, i+n+1); m > 0 && top > v {
			if un, unit, sort, more := unitAt(rs, i+n+1+m); un > 0 {
				t := quantity.Int(top)
				num.to, num.nj, num.j = &t, i+n+1+m, i+n+1+m+un
				num.unit, num.sort, num.more = unit, sort, more
				return num, true
			}
		}
	}
	un, unit, sort, more := unitAt(rs, i+n)
	if at(rs, i+n) == '强' && before(rs, i, "前") {
		un, unit, sort = 1, "强", place
	}
	if un == 0 {
		return number{j: i + n}, false
	}
	num.j, num.unit, num.sort, num.more = i+n+un, unit, sort, more
	return num, true
}

func bareAt(rs []rune, i int) (number, bool) {
	p := i
	v := int64(1)
	switch rs[p] {
	case '百':
		v, p = 100, p+1
	case '千':
		v, p = 1000, p+1
	case '十':
		v, p = 10, p+1
	}
	if p < len(rs) && (rs[p] == '万' || rs[p] == '亿') {
		un, unit, sort, more := unitAt(rs, p)
		if un > 0 {
			return number{i: i, j: p + un, ni: i, nj: p, value: quantity.Int(v), unit: unit, sort: sort, more: more, chinese: true, bare: true}, true
		}
	}
	return number{}, false
}

// whole says that three shares make about a hundred: 11:28:09 is a time.
func whole(a, b, c *number) bool {
	sum := a.value.Float() + b.value.Float() + c.value.Float()
	return sum > 90 && sum < 110
}

// ratios marks a：b：c, three shares of one whole.
func ratios(rs []rune, ns []number) []number {
	for k := 0; k+2 < len(ns); k++ {
		a, b, c := &ns[k], &ns[k+1], &ns[k+2]
		if a.unit == "" && b.unit == "" && a.j+1 == b.i && b.j+1 == c.i && rs[a.j] == '：' && rs[b.j] == '：' && !a.chinese && whole(a, b, c) {
			a.ofRatio, b.ofRatio, c.ofRatio = 1, 2, 3
			a.word, b.word, c.word = Share, Share, Share
		}
	}
	return ns
}
