package frame

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"duban/internal/base/fault"
)

// IsText says that a text holds text alone: UTF-8 without the null character,
// which not every database takes.
func IsText(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

// Sound refuses fields of a form whose names or values hold what is no text.
func Sound(form url.Values) error {
	for name, values := range form {
		for _, s := range append([]string{name}, values...) {
			if !IsText(s) {
				return fault.New(fault.Invalid, "提交的内容里有不是文字的字节。", "删去看不见的字符，再提交。")
			}
		}
	}
	return nil
}
