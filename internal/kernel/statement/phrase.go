package statement

import "strings"

// pastLeftover drops what belongs to the number before: 新台阶、亩产 → 亩产.
func pastLeftover(front []rune) []rune {
	if startsWithVerb(front) {
		return front // 投资880万元[新建甲公园、乙公园]3座: a clause of its own
	}
	depth := 0
	for i, c := range front {
		switch c {
		case '“', '（':
			depth++
		case '”', '）':
			depth = max(depth-1, 0)
		case '、', '，':
			if depth == 0 {
				return front[i+1:]
			}
		}
	}
	for _, t := range []string{"全县", "全市", "全区", "全省"} {
		if s := string(front); strings.HasSuffix(s, t) {
			front = []rune(strings.TrimSuffix(s, t))
		}
	}
	if n := len(front); n > 1 && strings.ContainsRune("和及与", front[n-1]) {
		return nil
	}
	return front
}

// compares says that a phrase only names what is compared with: 比“十二五”末, 较2015年.
func compares(rs []rune) bool {
	if hasPrefix(rs, "年初") && len(rs) <= 4 || len(rs) == 1 && rs[0] == '对' {
		return true // 比上年年初预算, the rest of a comparison
	}
	if hasPrefix(rs, "是") || hasPrefix(rs, "为") {
		// 是2020年的1.46倍
		if y, k := yearAt(rs, 1); y > 0 {
			switch string(rs[1+k:]) {
			case "年", "年的", "年同期", "年同期的", "":
				return true
			}
		}
		if s := string(rs[1:]); s == "上年的" || s == "去年的" || s == "上年" || s == "去年" {
			return true
		}
	}
	return hasPrefix(rs, "比") && !hasPrefix(rs, "比重") && !hasPrefix(rs, "比例") || hasPrefix(rs, "较") && !hasPrefix(rs, "较大") && !hasPrefix(rs, "较高") || hasPrefix(rs, "对比") || hasPrefix(rs, "与") && strings.HasSuffix(string(rs), "相比")
}

// hollow says that a phrase only tells how a figure held.
func hollow(rs []rune) bool {
	switch string(rs) {
	case "省定", "市定", "国定", "县定", "国家", "省级", "省市", "年度", "年初", "连续", "继续", "连续保持", "持续", "连续稳定", "稳定", "保持", "始终保持", "始终", "一直", "仍":
		return true
	}
	return (hasPrefix(rs, "剔除") || hasPrefix(rs, "扣除")) && rs[len(rs)-1] == '后'
}

// arrivesAt says that a phrase ends in where a figure arrived: 增加到, 压缩至.
func arrivesAt(rs []rune) bool {
	return len(rs) > 1 && strings.ContainsRune("到至为达在", rs[len(rs)-1])
}

func stripSeparators(rs []rune) []rune {
	for len(rs) > 0 && strings.ContainsRune("，、；：和及与（/", rs[0]) {
		rs = rs[1:]
	}
	return rs
}

func trimPrefix(rs []rune, p string) []rune {
	if hasPrefix(rs, p) {
		return stripSeparators(rs[len([]rune(p)):])
	}
	return rs
}

// stripTailOnce is what stands before word at the end of rs, nil if it is not there.
func stripTailOnce(rs []rune, word string) []rune {
	if !before(rs, len(rs), word) || len(rs) == len([]rune(word)) {
		return nil
	}
	return rs[:len(rs)-len([]rune(word))]
}

// without takes a word out of a phrase.
func without(rs []rune, word string) []rune {
	k := indexWithin(rs, 0, len(rs), word)
	if k < 0 {
		return rs
	}
	return append(append([]rune(nil), rs[:k]...), rs[k+len([]rune(word)):]...)
}

func startsWithVerb(rs []rune) bool {
	n, _ := actions.Longest(rs, 0)
	return n >= 2
}

func verbTail(rs []rune) bool {
	for _, v := range []string{"以上", "，", "同比", "比上年", "较上年", "居", "位居", "占", "增加到", "增加至", "增长到", "提高到", "提升到", "拓展到", "扩大到", "下降到", "减少到", "上升到", "发展到", "压缩", "缩短", "降到", "降至", "缩小", "增至", "到", "至", "左右", "调整", "新台阶", "台阶", "大关", "关口", "行列"} {
		if hasPrefix(rs, v) {
			return true
		}
	}
	return false
}
