package statement

// mark is the numbering style a heading or item begins with. The order is the
// usual order of nesting.
type mark uint8

const (
	noMark     mark = iota
	chapter         // 第一章、第一部分
	comma           // 一、
	bracket         // （一）
	arabic          // 1. 1、
	arabicIn        // （1） 1）
	circled         // ①
	dash            // ——
	ordinalIs       // 一是
	ordinalTo       // 一要
	firstly         // 第一，
	noteNumber      // [1]
)

func chineseDigit(r rune) int {
	switch r {
	case '一':
		return 1
	case '二':
		return 2
	case '三':
		return 3
	case '四':
		return 4
	case '五':
		return 5
	case '六':
		return 6
	case '七':
		return 7
	case '八':
		return 8
	case '九':
		return 9
	case '十':
		return 10
	}
	return 0
}

// ordinal reads 一 to 九十九 at the head of rs.
func ordinal(rs []rune) (n, value int) {
	for n < len(rs) && n < 3 {
		d := chineseDigit(rs[n])
		if d == 0 {
			break
		}
		switch {
		case d == 10 && value == 0:
			value = 10
		case d == 10:
			value *= 10
		case value%10 == 0 && value >= 10:
			value += d
		case value == 0:
			value = d
		default:
			return n, value
		}
		n++
	}
	return n, value
}

func arabicOrdinal(rs []rune) (n, value int) {
	for n < len(rs) && n < 2 && digit(rs[n]) {
		value = value*10 + int(rs[n]-'0')
		n++
	}
	if n < len(rs) && digit(rs[n]) {
		return 0, 0
	}
	return n, value
}

// markAt finds the numbering at the head of rs and its length.
func markAt(rs []rune) (mark, int) {
	if len(rs) < 2 {
		return noMark, 0
	}
	at := func(i int) rune {
		if i < len(rs) {
			return rs[i]
		}
		return 0
	}
	switch r := rs[0]; {
	case chineseDigit(r) > 0:
		n, _ := ordinal(rs)
		switch at(n) {
		case '、', '.':
			return comma, n + 1
		case '是':
			return ordinalIs, n + 1
		case '要':
			return ordinalTo, n + 1
		}
	case r == '（':
		if n, _ := ordinal(rs[1:]); n > 0 && at(n+1) == '）' {
			return bracket, n + 2
		}
		if n, _ := arabicOrdinal(rs[1:]); n > 0 && at(n+1) == '）' {
			return arabicIn, n + 2
		}
	case digit(r):
		n, _ := arabicOrdinal(rs)
		if n == 0 {
			break
		}
		switch at(n) {
		case '、':
			return arabic, n + 1
		case '.':
			if !digit(at(n + 1)) {
				return arabic, n + 1
			}
		case '）':
			return arabicIn, n + 1
		}
	case r >= '①' && r <= '⑳':
		return circled, 1
	case r == '—':
		n := 1
		for at(n) == '—' || at(n) == '-' {
			n++
		}
		if n >= 2 || at(1) > 0x2E80 {
			return dash, n
		}
	case r == '-' && at(1) == '-':
		n := 2
		for at(n) == '-' {
			n++
		}
		return dash, n
	case r == '◆' || r == '●' || r == '■' || r == '★' || r == '▲':
		return dash, 1
	case r == '第':
		n, _ := ordinal(rs[1:])
		switch {
		case n > 0 && at(n+1) == '章', n > 0 && at(n+1) == '部' && at(n+2) == '分':
			k := n + 2
			if at(n+1) == '部' {
				k++
			}
			if at(k) == '、' || at(k) == '：' {
				k++
			}
			return chapter, k
		case n > 0 && (at(n+1) == '，' || at(n+1) == '、'):
			return firstly, n + 2
		}
	case r == '[' || r == '【' || r == '［':
		n, _ := arabicOrdinal(rs[1:])
		if n == 0 && digit(at(1)) && digit(at(2)) && digit(at(3)) {
			n = 3
		}
		if n > 0 && (at(n+1) == ']' || at(n+1) == '】') {
			return noteNumber, n + 2
		}
	}
	return noMark, 0
}
