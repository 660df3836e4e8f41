package web

import (
	"errors"
	"net/http"

	"duban/internal/base/fault"
	"duban/internal/web/frame"
)

// sound refuses addresses and forms with bytes that are no text: no page means
// them, and not every database takes them. What a file's form carries is read
// by its page, which asks frame.Sound the same.
func sound(page func(*frame.Visit) error) func(*frame.Visit) error {
	return func(v *frame.Visit) error {
		if !frame.IsText(v.R.URL.Path) {
			return fault.New(fault.NotFound, "没有这一页。", "看看地址是不是写错了。")
		}
		if err := v.R.ParseForm(); err != nil {
			var large *http.MaxBytesError
			if errors.As(err, &large) {
				return fault.New(fault.TooLarge, "填的内容太多，超过 1 MB。", "删去一些，再提交。")
			}
			return fault.New(fault.Invalid, "提交的内容写法不对。", "请从本系统的页面上办。")
		}
		if err := frame.Sound(v.R.Form); err != nil {
			return err
		}
		return page(v)
	}
}
