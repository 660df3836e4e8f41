package roster

import (
	"fmt"
	"net/mail"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"duban/internal/intake/grid"
	form "duban/internal/kernel/roster"
)

// nameOf is a name as it is kept: figures and letters narrow, Chinese words
// without blanks among them, brackets as they are.
func nameOf(cell string) string {
	rs := []rune(grid.Tidy(cell))
	var b strings.Builder
	for i, r := range rs {
		if r == ' ' && (wide(rs[i-1]) || wide(rs[i+1])) { // tidy leaves blanks inside only
			continue
		}
		if f := width.LookupRune(r).Folded(); f != 0 && (unicode.IsLetter(f) || unicode.IsDigit(f)) {
			r = f
		}
		b.WriteRune(r)
	}
	return b.String()
}

func wide(r rune) bool { return unicode.Is(unicode.Han, r) }

var (
	codeForm  = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,31}$`)
	loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,31}$`)
	phoneForm = regexp.MustCompile(`^1[3-9][0-9]{9}$`)
)

// understood is a cell as its column means it, and what is wrong with it.
func understood(c form.Column, cell string, date1904 bool) (value, sentence, hint string) {
	if grid.Spoilt(cell) {
		return "", fmt.Sprintf("这一格的公式出错，显示为 %s。", cell), "请把公式换成结果。"
	}
	quoted := grid.Short(cell)
	switch c.Sense {
	case form.Name:
		value = nameOf(cell)
		if n := len([]rune(value)); n > c.Most {
			return value, fmt.Sprintf("%s有 %d 字，至多 %d 字。", c.Title, n, c.Most), "请写短一些。"
		}
	case form.Code:
		value = grid.Unrolled(grid.Fold(cell))
		if !codeForm.MatchString(value) {
			return value, fmt.Sprintf("%s“%s”不对。", c.Title, quoted), "只用字母、数字和连字符，以字母或数字开头，至多 32 位。"
		}
	case form.Login:
		value = strings.ToLower(grid.Unrolled(grid.Fold(cell)))
		if !loginForm.MatchString(value) {
			return value, fmt.Sprintf("登录名“%s”不对。", quoted), "用 2 至 32 个小写字母、数字、点、横线，以字母或数字开头。"
		}
	case form.Choice:
		word := grid.Fold(cell)
		code, ok := c.CodeOf(word)
		if !ok {
			hint = "请从下拉表里选：" + strings.Join(c.Words(), "、") + "。"
			if near := nearest(word, c.Words()); near != "" {
				hint = "是不是“" + near + "”？" + hint
			}
			return "", fmt.Sprintf("没有“%s”这种%s。", quoted, c.Title), hint
		}
		value = code
	case form.Phone:
		value = grid.Unrolled(strings.NewReplacer("-", "", "(", "", ")", "").Replace(grid.Fold(cell)))
		value = strings.TrimPrefix(value, "+86")
		if len(value) == 13 {
			value = strings.TrimPrefix(value, "86")
		}
		if !phoneForm.MatchString(value) {
			return "", fmt.Sprintf("手机号“%s”不对。", quoted), "手机号是 1 开头的 11 位数字，座机号不用填。"
		}
	case form.Mail:
		value = grid.Fold(cell)
		a, err := mail.ParseAddress(value)
		if err != nil || a.Address != value || !strings.Contains(value[strings.LastIndexByte(value, '@')+1:], ".") || len(value) > 254 {
			return "", fmt.Sprintf("邮箱“%s”不对。", quoted), "例：name@example.cn，一格只写一个。"
		}
	case form.Day:
		d, ok := grid.DayOf(grid.Fold(cell), date1904)
		if !ok {
			return "", fmt.Sprintf("日期“%s”不对。", quoted), "请写年、月、日，例：2026-01-05。"
		}
		value = d.String()
	case form.Order:
		n, err := strconv.Atoi(grid.Fold(cell))
		if err != nil || n < 0 || n > 1_000_000 {
			return "", fmt.Sprintf("排序“%s”不是整数。", quoted), "请写 0 至 1000000 的整数，小的在前。"
		}
		value = strconv.Itoa(n)
	}
	return value, "", ""
}

// nearest is the word most like another, "" where none is like it enough.
func nearest(said string, words []string) string {
	best, least := "", 1.0
	for _, w := range words {
		a, b := []rune(said), []rune(w)
		if len(a) == 0 || len(a) > 64 {
			continue
		}
		share := float64(distance(a, b)) / float64(max(len(a), len(b)))
		if strings.Contains(said, w) || strings.Contains(w, said) {
			share = min(share, 0.5) // 村委会 is 村
		}
		if share <= 0.5 && share < least {
			best, least = w, share
		}
	}
	return best
}

// distance is how many characters must be put in, taken out or changed.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range a {
		corner := row[0]
		row[0] = i + 1
		for j, q := range b {
			cost := 1
			if r == q {
				cost = 0
			}
			corner, row[j+1] = row[j+1], min(row[j]+1, row[j+1]+1, corner+cost)
		}
	}
	return row[len(b)]
}
