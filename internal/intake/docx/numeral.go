package docx

import (
	"strconv"
	"strings"
)

const digits = "〇一二三四五六七八九"

// numeral writes a number the way a list format asks (ECMA-376 17.18.59).
// Formats we do not know come out as decimals, as Word itself falls back.
func numeral(n int, format string) string {
	switch format {
	case "none", "bullet":
		return ""
	case "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand", "koreanCounting":
		return counting(n)
	case "ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital", "koreanDigital2":
		return digital(n)
	case "chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal":
		return legal(n)
	case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
		return circled(n)
	case "decimalEnclosedParen":
		if n >= 1 && n <= 20 {
			return string(rune('⑴' + n - 1))
		}
		return "(" + strconv.Itoa(n) + ")"
	case "decimalEnclosedFullstop":
		if n >= 1 && n <= 20 {
			return string(rune('⒈' + n - 1))
		}
		return strconv.Itoa(n) + "."
	case "ideographEnclosedCircle":
		if n >= 1 && n <= 10 {
			return string(rune('㊀' + n - 1))
		}
		return counting(n)
	case "decimalZero":
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
	case "decimalFullWidth", "decimalFullWidth2":
		return fullWidth(n)
	case "upperLetter":
		return letters(n, 'A')
	case "lowerLetter":
		return letters(n, 'a')
	case "upperRoman":
		return roman(n)
	case "lowerRoman":
		return strings.ToLower(roman(n))
	case "ideographTraditional":
		return cycle(n, "甲乙丙丁戊己庚辛壬癸")
	case "ideographZodiac":
		return cycle(n, "子丑寅卯辰巳午未申酉戌亥")
	case "ordinal":
		return ordinal(n)
	}
	return strconv.Itoa(n)
}

// counting is 一 … 十 十一 … 一百零一, up to what any list reaches.
func counting(n int) string {
	return spell(n, []rune("零一二三四五六七八九"), []string{"", "十", "百", "千"}, true)
}

func legal(n int) string {
	return spell(n, []rune("零壹贰叁肆伍陆柒捌玖"), []string{"", "拾", "佰", "仟"}, false)
}

func spell(n int, digit []rune, place []string, shortTen bool) string {
	if n <= 0 || n > 9999 {
		if n == 0 {
			return string(digit[0])
		}
		return strconv.Itoa(n)
	}
	var b strings.Builder
	gap := false
	for p, unit := 3, 1000; p >= 0; p, unit = p-1, unit/10 {
		d := n / unit % 10
		if d == 0 {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteRune(digit[0])
			gap = false
		}
		if !(shortTen && p == 1 && d == 1 && b.Len() == 0) {
			b.WriteRune(digit[d])
		}
		b.WriteString(place[p])
	}
	return b.String()
}

func digital(n int) string {
	table := []rune(digits)
	var b strings.Builder
	for _, d := range strconv.Itoa(n) {
		b.WriteRune(table[d-'0'])
	}
	return b.String()
}

func fullWidth(n int) string {
	var b strings.Builder
	for _, d := range strconv.Itoa(n) {
		b.WriteRune(d - '0' + '０')
	}
	return b.String()
}

func circled(n int) string {
	switch {
	case n == 0:
		return "⓪"
	case n >= 1 && n <= 20:
		return string(rune('①' + n - 1))
	case n >= 21 && n <= 35:
		return string(rune('㉑' + n - 21))
	case n >= 36 && n <= 50:
		return string(rune('㊱' + n - 36))
	}
	return strconv.Itoa(n)
}

// letters are a … z, then aa, bb …, as Word has it.
func letters(n int, first rune) string {
	const most = 780
	if n < 1 || n > most {
		return strconv.Itoa(n)
	}
	return strings.Repeat(string(first+rune((n-1)%26)), (n-1)/26+1)
}

func roman(n int) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, s := range []struct {
		value int
		text  string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= s.value; n -= s.value {
			b.WriteString(s.text)
		}
	}
	return b.String()
}

func cycle(n int, signs string) string {
	table := []rune(signs)
	if n < 1 || n > len(table) {
		return strconv.Itoa(n)
	}
	return string(table[n-1])
}

func ordinal(n int) string {
	end := "th"
	if n/10%10 != 1 {
		switch n % 10 {
		case 1:
			end = "st"
		case 2:
			end = "nd"
		case 3:
			end = "rd"
		}
	}
	return strconv.Itoa(n) + end
}
