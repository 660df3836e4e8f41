package web

import (
	"errors"
	"net/http"
	"strings"
	"unicode/utf8"

	"duban/internal/base/fault"
	"duban/internal/web/frame"
)

// sound refuses addresses and forms with bytes that are no text: no page means
// them, and not every database takes them. What a file's form carries beside
// the file is read by its page.
func sound(page func(*frame.Visit) error) func(*frame.Visit) error {
	return func(v *frame.Visit) error {
		if !text(v.R.URL.Path) {
			return fault.New(fault.NotFound, "没有这一页。", "看看地址是不是写错了。")
		}
		if err := v.R.ParseForm(); err != nil {
			var large *http.MaxBytesError
			if errors.As(err, &large) {
				return fault.New(fault.TooLarge, "填的内容太多，超过 1 MB。", "删去一些，再提交。")
			}
			return fault.New(fault.Invalid, "提交的内容写法不对。", "请从本系统的页面上办。")
		}
		for name, values := range v.R.Form {
			if !text(name) || !text(strings.Join(values, "")) {
				return fault.New(fault.Invalid, "提交的内容里有不是文字的字节。", "删去看不见的字符，再提交。")
			}
		}
		return page(v)
	}
}

func text(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }
