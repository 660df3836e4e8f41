package credential

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"duban/internal/base/fault"
)

// PasswordPolicy (口令规则) is what a new password must be: data of the city.
// A zero limit asks nothing.
type PasswordPolicy struct {
	MinLength int           // characters
	Classes   int           // of upper case, lower case, digits, signs
	Run       int           // so many neighbours of the keyboard or of the alphabet are too many
	Repeat    int           // so many times the same character in a row is too many
	History   int           // so many last passwords may not come again
	MaxAge    time.Duration // after it a password must be changed
	Words     []string      // words that everybody here would try: the city, its units
}

// DefaultPolicy answers what 等级保护 level 3 asks of a password (GB/T 22239-2019,
// 8.1.4.1: complex and changed regularly) in the figures that inspectors expect.
var DefaultPolicy = PasswordPolicy{
	MinLength: 10, Classes: 3, Run: 4, Repeat: 3, History: 5, MaxAge: 90 * 24 * time.Hour,
}

// PasswordOwner is whose password it is to be; neither name may be in it.
type PasswordOwner struct{ Login, Name string }

//go:embed common.txt
var commonText string

var commonWords = func() map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.Fields(commonText) {
		words[w] = true
	}
	return words
}()

// Check says everything that is wrong with a new password, in the order in
// which a person would mend it; nothing if it will do. Earlier passwords are
// asked of Passwords.Reused.
func (p PasswordPolicy) Check(password string, owner PasswordOwner) []*fault.Fault {
	if len(password) > PasswordMost {
		f, _ := fault.As(tooLong())
		return []*fault.Fault{f}
	}
	password = folded(password)
	var wrong []*fault.Fault
	refuse := func(sentence, hint string) { wrong = append(wrong, fault.New(fault.Refused, sentence, hint)) }

	if !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl) {
		refuse("口令里有看不见的控制字符。", "只用键盘上能打出的字符。")
	}
	if n := utf8.RuneCountInString(password); n < p.MinLength {
		refuse(fmt.Sprintf("口令只有 %d 个字符，太短。", n), fmt.Sprintf("至少要 %d 个字符。", p.MinLength))
	}
	if n := classesOf(password); n < p.Classes {
		refuse(fmt.Sprintf("口令只用了 %d 类字符，太单一。", n),
			fmt.Sprintf("大写字母、小写字母、数字、符号四类里至少用 %d 类。", p.Classes))
	}
	low := strings.ToLower(password)
	if within(low, owner.Login) {
		refuse("口令里含有登录名。", "换一个不含登录名的口令。")
	}
	if within(low, owner.Name) {
		refuse("口令里含有姓名。", "换一个不含本人姓名的口令。")
	}
	if s := repeated(password, p.Repeat); s != "" {
		refuse(fmt.Sprintf("口令里“%s”是同一个字符连着用。", s), fmt.Sprintf("同一个字符不要连着用 %d 次。", p.Repeat))
	}
	if s := keyRun(password, p.Run); s != "" {
		refuse(fmt.Sprintf("口令里“%s”是键盘或字母表上相邻的字符。", s), fmt.Sprintf("不要连用 %d 个以上相邻的字符。", p.Run))
	}
	if p.common(low) {
		refuse("口令是常见口令，或只是在常见的词前后加了数字和符号。", "换一个别人想不到的口令，例如几个不相干的词加上数字和符号。")
	}
	return wrong
}

// RefuseReused is the fault when Passwords.Reused has said yes.
func (p PasswordPolicy) RefuseReused() *fault.Fault {
	return fault.New(fault.Refused, fmt.Sprintf("这个口令在最近 %d 次里用过。", p.History), "换一个没有用过的口令。")
}

// Expired says whether a password set at an instant must be changed now.
func (p PasswordPolicy) Expired(setAt, now time.Time) bool {
	return p.MaxAge > 0 && !now.Before(setAt.Add(p.MaxAge))
}

func classesOf(s string) int {
	var upper, lower, digit, sign int
	for _, r := range s {
		switch {
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsDigit(r):
			digit = 1
		default: // Han characters among them: no case, no digit
			sign = 1
		}
	}
	return upper + lower + digit + sign
}

// within finds a login or a name, unless it is so short that it would be found
// by chance.
func within(low, name string) bool {
	name = strings.ToLower(folded(strings.TrimSpace(name)))
	least := 3
	if strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		least = 2
	}
	return utf8.RuneCountInString(name) >= least && strings.Contains(low, name)
}

func repeated(s string, limit int) string {
	rs := []rune(s)
	for start, i := 0, 0; limit > 1 && i < len(rs); i++ {
		if rs[i] != rs[start] {
			start = i
		}
		if i-start+1 >= limit {
			return string(rs[start : i+1])
		}
	}
	return ""
}

// keyRows are the rows and the slanting columns of the keyboard, the row of
// digits with shift held, and the alphabet.
var keyRows = []string{
	"`1234567890-=", "~!@#$%^&*()_+", "qwertyuiop[]\\", "asdfghjkl;'", "zxcvbnm,./",
	"1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.", "0p;/",
	"!qaz", "@wsx", "#edc", "$rfv", "%tgb", "^yhn", "&ujm", "*ik,", "(ol.", ")p;/",
	"abcdefghijklmnopqrstuvwxyz", "01234567890",
}

// keyRun finds the first limit neighbours in a row, forward or backward.
func keyRun(s string, limit int) string {
	rs, low := []rune(s), []rune(strings.ToLower(s))
	if len(rs) != len(low) { // no letter of a keyboard changes its length
		rs = low
	}
	for i := 0; limit > 1 && i+limit <= len(low); i++ {
		there, back := string(low[i:i+limit]), backward(low[i:i+limit])
		for _, row := range keyRows {
			if strings.Contains(row, there) || strings.Contains(row, back) {
				return string(rs[i : i+limit])
			}
		}
	}
	return ""
}

func backward(rs []rune) string {
	out := make([]rune, len(rs))
	for i, r := range rs {
		out[len(rs)-1-i] = r
	}
	return string(out)
}

var unmasked = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "l", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t")

// common strips what people put around a common word and undoes what they put
// into it: P@ssw0rd2026! is password.
func (p PasswordPolicy) common(low string) bool {
	adorned := func(r rune) bool { return !unicode.IsLetter(r) }
	core := strings.TrimFunc(low, adorned)
	bare := unmasked.Replace(core)
	for _, s := range []string{
		low, core, bare,
		strings.ReplaceAll(bare, "l", "i"),                    // 1 may stand for either
		unmasked.Replace(strings.TrimRightFunc(low, adorned)), // @dmin123 begins with its sign
		strings.Join(strings.FieldsFunc(low, adorned), ""),    // ad-min-123
	} {
		if s != "" && (commonWords[s] || slices.ContainsFunc(p.Words, func(w string) bool { return s == strings.ToLower(folded(w)) })) {
			return true
		}
	}
	return false
}
