package statement

import (
	"strconv"
	"strings"

	"duban/internal/base/quantity"
)

// figure reads digits with point and thousands separators.
func figure(rs []rune, i int) (quantity.Decimal, int) {
	j := i
	for j < len(rs) && digit(rs[j]) {
		j++
	}
	if j-i <= 3 {
		for thousands(rs, j) {
			j += 4
		}
	}
	if j+1 < len(rs) && rs[j] == '.' && digit(rs[j+1]) {
		j++
		for j < len(rs) && digit(rs[j]) {
			j++
		}
	}
	s := strings.ReplaceAll(string(rs[i:j]), "，", "")
	d, err := quantity.Parse(s)
	if err != nil {
		return quantity.Decimal{}, -(j - i)
	}
	return d, j - i
}

// thousands says that a separator and exactly three digits stand at j.
func thousands(rs []rune, j int) bool {
	return at(rs, j) == '，' && digit(at(rs, j+1)) && digit(at(rs, j+2)) && digit(at(rs, j+3)) && !digit(at(rs, j+4))
}

// mixed reads the tail of 1万6千: the value then counts single things.
func mixed(rs []rune, p int, v quantity.Decimal) (quantity.Decimal, int) {
	if p+1 >= len(rs) || !strings.ContainsRune("亿万千", rs[p]) || !digit(rs[p+1]) {
		return v, 0
	}
	total, err := v.Times10(power10(rs[p]))
	if err != nil {
		return v, 0
	}
	q := p + 1
	for q < len(rs) && digit(rs[q]) {
		w, n := figure(rs, q)
		if n <= 0 {
			return v, 0
		}
		q += n
		e := 0
		if q < len(rs) && strings.ContainsRune("万千百十", rs[q]) {
			e = power10(rs[q])
			q++
		} else if q < len(rs) && rs[q] == '亿' {
			return v, 0
		}
		t, err := w.Times10(e)
		if err != nil {
			return v, 0
		}
		if total, err = total.Add(t); err != nil {
			return v, 0
		}
		if e == 0 {
			break
		}
	}
	return total, q - p
}

func power10(r rune) int {
	switch r {
	case '十':
		return 1
	case '百':
		return 2
	case '千':
		return 3
	case '万':
		return 4
	case '亿':
		return 8
	}
	return 0
}

// rangeTail reads —2 or 至2 at p.
func rangeTail(rs []rune, p int) (n int, v quantity.Decimal, end int) {
	q := p
	switch {
	case q < len(rs) && rs[q] == '—':
		for q < len(rs) && rs[q] == '—' {
			q++
		}
	case q < len(rs) && (rs[q] == '至' || rs[q] == '到'):
		q++
	default:
		return 0, v, p
	}
	if q >= len(rs) || !digit(rs[q]) {
		return 0, v, p
	}
	v, n = figure(rs, q)
	if n <= 0 {
		return 0, v, p
	}
	return n, v, q + n
}

// ordinal2 is ordinal that also reads 两.
func ordinal2(rs []rune) (int, int) {
	if len(rs) > 0 && rs[0] == '两' {
		return 1, 2
	}
	return ordinal(rs)
}

// spelled reads a Chinese cardinal: 一百二十三, 三千.
func spelled(rs []rune, i int) (n int, value int64) {
	var section, total, d int64
	seen := false
	last := int64(10_000) // units fall: 三千二百, not 千千
	j := i
	for ; j < len(rs); j++ {
		r := rs[j]
		switch x := chineseDigit(r); {
		case r == '两':
			d, seen = 2, true
		case r == '零' || r == '〇':
			if !seen {
				return 0, 0
			}
		case x > 0 && x < 10:
			if d > 0 {
				return 0, 0 // 二〇, 三五: not a cardinal
			}
			d, seen = int64(x), true
		case r == '十' || r == '百' || r == '千':
			if d == 0 {
				d = 1
			}
			u := int64(10)
			if r == '百' {
				u = 100
			} else if r == '千' {
				u = 1000
			}
			if u >= last {
				return 0, 0
			}
			last = u
			section += d * u
			d, seen = 0, true
		default:
			goto done
		}
	}
done:
	if !seen {
		return 0, 0
	}
	return j - i, total + section + d
}

// spelledDecimal reads the figures after 点 and puts them behind a whole number.
func spelledDecimal(rs []rune, i int, whole int64) (quantity.Decimal, int) {
	s, n := strconv.FormatInt(whole, 10)+".", 0
	for ; n < 6; n++ {
		d := chineseDigit(at(rs, i+n))
		if at(rs, i+n) == '零' || at(rs, i+n) == '〇' {
			d = 0
		} else if d < 1 || d > 9 {
			break
		}
		s += strconv.Itoa(d)
	}
	if n == 0 {
		return quantity.Decimal{}, 0
	}
	v, err := quantity.Parse(s)
	if err != nil {
		return v, 0
	}
	return v, n
}
