package api

import (
	"strings"
	"unicode"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"
)

// The validator's words are the package's for the whole program, and are read
// when an operation is registered.
func init() {
	validation.MsgUnexpectedProperty = "没有这一栏。"
	validation.MsgExpectedRFC3339DateTime = "不是时间，例：2026-01-05T08:00:00Z。"
	validation.MsgExpectedRFC3339Date = "不是日期，例：2026-01-05。"
	validation.MsgExpectedBoolean = "要写 true 或 false。"
	validation.MsgExpectedNumber = "要写数字。"
	validation.MsgExpectedInteger = "要写整数。"
	validation.MsgExpectedString = "要写文字。"
	validation.MsgExpectedArray = "要写列表。"
	validation.MsgExpectedObject = "要写对象。"
	validation.MsgExpectedArrayItemsUnique = "列表里有重复。"
	validation.MsgExpectedOneOf = "只能是这几个之一：%s。"
	validation.MsgExpectedMinimumNumber = "不能小于 %v。"
	validation.MsgExpectedMaximumNumber = "不能大于 %v。"
	validation.MsgExpectedMinLength = "至少 %d 字。"
	validation.MsgExpectedMaxLength = "至多 %d 字。"
	validation.MsgExpectedMinItems = "至少 %d 项。"
	validation.MsgExpectedMaxItems = "至多 %d 项。"
	validation.MsgExpectedMatchPattern = "写法不对，要合 %s。"
	validation.MsgExpectedRequiredProperty = "缺 %s 这一栏。"
	huma.NewError = refusal
	huma.NewErrorWithContext = func(_ huma.Context, status int, message string, errs ...error) huma.StatusError {
		return refusal(status, message, errs...)
	}
}

// said puts what the validator says without words of ours into Chinese.
func said(message string) string {
	for _, r := range message {
		if unicode.Is(unicode.Han, r) {
			return message
		}
	}
	switch {
	case strings.Contains(message, "unknown query parameter"):
		return "没有这个查询参数。"
	case strings.Contains(message, "is missing"):
		return "没有写。"
	case strings.Contains(message, "integer"), strings.Contains(message, "number"):
		return "要写数字。"
	}
	return "写法不对。"
}
