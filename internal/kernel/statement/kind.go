package statement

import "strings"

// motion finds a word of growth or fall that governs the number: it stands
// before it, with at most bounds and adverbs between. sign 0: none.
func motion(rs []rune, from, i int) (sign int, word string, end int) {
	j := i
	for guard := 0; guard < 8; guard++ {
		if n, s := growthBook.Ends(rs, from, j, 6); n > 0 && !(n == 1 && beforeAny(rs, j-1, "最", "至", "尽", "加", "赶")) {
			return s, string(rs[j-n : j]), j
		}
		k := j
		if n, _ := boundBook.Ends(rs, from, j, 6); n > 0 && !before(rs, j, "高于") && !before(rs, j, "低于") {
			j -= n
		}
		if k == j {
			if n, _ := skips.Ends(rs, from, j, 8); n > 0 {
				j -= n
			}
		}
		if k == j || j <= from {
			break
		}
	}
	return 0, "", 0
}

// skips may stand between the word of motion and the number.
var skips = wordsOf(`分别 均 了 约 预计 再 年均 幅度 幅度为 幅度达 目标 目标为 预期目标为 预期 力争 保持 达 达到 为 是 幅 率 率为 率达 的 实现 在 保持在 累计 全部 仅 近 超过 不低于 超 不少于 每年 将近 个 各 控制在 要 至少 都 率达到 速度 速度为 速度保持在 设定为 设定在 定为 确定为 全省 全国 全市 全市平均 全国平均 全省平均 平均水平 全国水平 全省水平 于 全国平均水平 全省平均水平 全市平均水平 同期 上年 上年同期 去年 预期 预期目标 目标任务 GDP增速 地区生产总值增速 经济增速 平均增速 国家 省 市`)

// arrived says that a word of motion ends in where it arrived: 提高到, 下降至.
func arrived(word string, rs []rune, end, i int) bool {
	if end >= i {
		return false
	}
	r := rs[end]
	return r == '到' || r == '至'
}

// kindOf decides what sort of number it is, and its sign.
func kindOf(rs []rune, n *number, from int) (k Kind, negative bool, why string) {
	switch {
	case n.word == Rank:
		return Rank, false, "第N位"
	case n.word != "":
		return kindOfWord(rs, n, from)
	case (n.unit == "位" || n.unit == "名" || n.unit == "强") && before(rs, n.i, "前") && !beforeAny(rs, n.i, "目前", "年前", "以前", "此前", "之前"):
		return Rank, false, "前N位"
	}
	sign, word, end := motion(rs, from, n.i)
	moved := sign != 0 && drives(rs, n, from, word, end)
	switch n.sort {
	case points:
		if !moved {
			// 回落了, 比上年高: look for the nearest word of fall in the clause
			if s, w := sense(rs, from, n.i); s < 0 {
				return Change, true, w
			}
		}
		return Change, moved && sign < 0, "百分点"
	case percent:
		if s, w := pace(rs, n.j); s != 0 {
			return Growth, s < 0, w
		}
		if sign == 0 {
			if k, negative, why := kindUnmoved(rs, n, from); why != "" {
				return k, negative, why
			}
		}
		if moved && (n.unit == "%" || n.unit == "‰" || n.unit == "") && !comparing(word) {
			return Growth, sign < 0, word
		}
		return Share, false, "百分数"
	case ratio:
		if moved {
			return Growth, sign < 0, word
		}
		return Share, false, "倍数"
	}
	if moved {
		return kindMoved(rs, n, from, sign, word)
	}
	return Level, false, "总量"
}

// drives says that a word of motion, up to end, tells of the number: 增长5%,
// not 增长到5亿元.
func drives(rs []rune, n *number, from int, word string, end int) bool {
	if arrived(word, rs, end, n.i) && !(rateWord(word) && n.sort == percent) {
		return false
	}
	if indexWithin(rs, from, n.i, "自然增长率") >= 0 {
		return false // 人口自然增长率 is a rate of its own
	}
	if n.sort != percent && n.sort != points {
		// 改造提升5万亩: the longer word is a deed, not a motion
		if m, _ := actions.Ends(rs, from, end, 6); m > len([]rune(word)) {
			return false
		}
	}
	// 增长到, 压缩到: the word itself may carry 到 before the number
	return !beforeAny(rs, n.i, "到", "至") || rateWord(word)
}

// kindOfWord is the kind of a number that is a word: 一半, 三成, 翻一番.
func kindOfWord(rs []rune, n *number, from int) (k Kind, negative bool, why string) {
	if n.unit == "成" || n.word == Share {
		// 减少三成: the verb decides
		if s, word, _ := motion(rs, from, n.i); s != 0 {
			return Growth, s < 0, word
		}
		if cutsDown(rs, from, n.i) {
			return Growth, true, "压减的对象"
		}
		if afterAny(rs, n.j, "的增长", "以上的增长", "左右的增长") {
			return Growth, false, "的增长"
		}
	}
	return n.word, false, "数词"
}

// kindUnmoved is what a percentage is without a word of motion before it, why
// is "" if that says nothing.
func kindUnmoved(rs []rune, n *number, from int) (k Kind, negative bool, why string) {
	switch {
	case indexWithin(rs, max(from, n.i-14), n.i, "增速由") >= 0 || indexWithin(rs, max(from, n.i-14), n.i, "增幅由") >= 0 || before(rs, n.i, "转为"):
		return Growth, n.value.Sign() < 0, "增速由…转为"
	case n.value.Sign() < 0 && beforeAny(rs, n.i, "同比", "环比", "较上年", "比上年"):
		return Growth, true, "负的同比"
	case afterAny(rs, n.j, "的增长", "的增速", "以上的增长", "左右的增长", "以上增长", "左右增长"):
		return Growth, false, "的增长"
	case cutsDown(rs, from, n.i):
		return Growth, true, "压减的对象"
	}
	return "", false, ""
}

// comparing words set a percentage beside another; they tell of no growth.
func comparing(word string) bool {
	switch word {
	case "高于", "低于", "多", "少", "高", "低":
		return true
	}
	return false
}

// kindMoved is what an amount is behind a word of motion: 增加5万人 is a change,
// 压减5万吨 the whole of what was done.
func kindMoved(rs []rune, n *number, from, sign int, word string) (k Kind, negative bool, why string) {
	switch n.unit {
	case "位", "名", "个位次", "个名次":
		if (n.unit == "位" || beforeAny(rs, n.i, "进", "移", "升", "退")) && !beforeAny(rs, n.i, "增加", "增长") {
			return Change, sign < 0, word
		}
	}
	whole := false
	switch word {
	case "压减", "削减", "压降", "消减", "增量", "节省", "减负", "提前":
		return Level, false, "动作的总量"
	case "高于", "低于", "少", "低":
		return Level, false, "比较"
	case "多":
		whole = indexWithin(rs, from, n.i, "比") < 0 && indexWithin(rs, from, n.i, "较") < 0 // but 比去年多100万人
	case "增":
		whole = before(rs, n.i, "新增")
	case "高":
		whole = !before(rs, n.i, "高")
	case "进":
		whole = !before(rs, n.i, "再进") && n.unit != "位"
	case "提升":
		// 住房提升2万户: a deed on things
		whole = (n.sort == counter || strings.HasSuffix(n.unit, "户")) && !strings.Contains(n.unit, "次") && n.unit != "席" && n.unit != "级"
	}
	if whole {
		return Level, false, "总量"
	}
	return Change, sign < 0, word
}

// rateWord names a rate itself: 增速达到9% is a growth of 9 %.
func rateWord(word string) bool {
	switch word {
	case "增速", "增幅", "涨幅", "降幅", "增长率", "递增率", "增率", "增速达", "增幅达", "降幅达":
		return true
	}
	return false
}

// pace reads the verb after a rate of change: 按不低于5%的幅度压减, 以8%的速度增长.
func pace(rs []rune, j int) (sign int, word string) {
	for _, t := range []string{"左右", "以上"} {
		if afterAny(rs, j, t) {
			j += 2
		}
	}
	if !afterAny(rs, j, "的幅度", "的速度", "的增速") {
		return 0, ""
	}
	n, s := growthBook.Longest(rs, j+3)
	if n == 0 {
		return 1, "速度"
	}
	return s, string(rs[j+3 : j+3+n])
}

// cutsDown says that a clause begins with a verb of cutting and names what is
// cut before the rate: 压减行政村办公开支10%.
func cutsDown(rs []rune, from, i int) bool {
	c := stripFront(rs[clauseStart(rs, from, i):i])
	for _, w := range []string{"压减", "削减", "缩减", "压缩", "减少"} {
		if hasPrefix(c, w) && len(c) > 4 && !strings.ContainsRune("到至在为率", c[len(c)-1]) && metricEnd(string(c)) != "率" {
			return true
		}
	}
	return false
}

// sense looks back in the clause for a word that says which way a rate moved.
func sense(rs []rune, from, i int) (int, string) {
	for _, w := range []string{"下降", "降低", "减少", "回落", "收窄", "下调", "低于", "下滑", "低"} {
		if indexWithin(rs, max(from, i-10), i, w) >= 0 {
			return -1, w
		}
	}
	return 1, ""
}
