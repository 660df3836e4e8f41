package press

import (
	"duban/internal/kernel/reconcile"
	"duban/internal/kernel/statement"
)

// KindWord is 总量, 增速, …
func KindWord(k statement.Kind) string { return word(kindWords, k) }

// BoundWord is 等于, 以上, …
func BoundWord(b statement.Bound) string { return word(boundWords, b) }

// StatusWord is 已完成 or 目标.
func StatusWord(s statement.Status) string { return word(statusWords, s) }

// VerdictWord is 完成, 超额, …
func VerdictWord(v reconcile.Verdict) string { return word(verdictWords, v) }
