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
	if n.word == Rank {
		return Rank, false, "第N位"
	}
	if n.word != "" {
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
	if (n.unit == "位" || n.unit == "名" || n.unit == "强") && before(rs, n.i, "前") && !beforeAny(rs, n.i, "目前", "年前", "以前", "此前", "之前") {
		return Rank, false, "前N位"
	}
	sign, word, end := motion(rs, from, n.i)
	moved := sign != 0 && (!arrived(word, rs, end, n.i) || rateWord(word) && n.sort == percent)
	if moved && indexWithin(rs, from, n.i, "自然增长率") >= 0 {
		moved = false // 人口自然增长率 is a rate of its own
	}
	if moved && n.sort != percent && n.sort != points {
		// 改造提升5万亩: the longer word is a deed, not a motion
		if m, _ := actions.Ends(rs, from, end, 6); m > len([]rune(word)) {
			moved = false
		}
	}
	// 增长到, 压缩到: the word itself may carry 到 before the number
	if moved && (before(rs, n.i, "到") || before(rs, n.i, "至")) && !rateWord(word) {
		moved = false
	}
	if s, w := pace(rs, n.j); n.sort == percent && s != 0 {
		return Growth, s < 0, w
	}
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
		if sign == 0 && (indexWithin(rs, max(from, n.i-14), n.i, "增速由") >= 0 || indexWithin(rs, max(from, n.i-14), n.i, "增幅由") >= 0 || beforeAny(rs, n.i, "转为")) {
			return Growth, n.value.Sign() < 0, "增速由…转为"
		}
		if sign == 0 && n.value.Sign() < 0 && beforeAny(rs, n.i, "同比", "环比", "较上年", "比上年") {
			return Growth, true, "负的同比"
		}
		if sign == 0 && (afterAny(rs, n.j, "的增长", "的增速") || afterAny(rs, n.j, "以上的增长", "左右的增长", "以上增长", "左右增长")) {
			return Growth, false, "的增长"
		}
		if sign == 0 && cutsDown(rs, from, n.i) {
			return Growth, true, "压减的对象"
		}
		if n.unit == "%" || n.unit == "‰" || n.unit == "" {
			if moved && !(word == "高于" || word == "低于" || word == "多" || word == "少" || word == "高" || word == "低") {
				return Growth, sign < 0, word
			}
		}
		return Share, false, "百分数"
	case ratio:
		if moved {
			return Growth, sign < 0, word
		}
		return Share, false, "倍数"
	}
	if n.unit == "位" || n.unit == "名" || n.unit == "个位次" || n.unit == "个名次" {
		if moved && (n.unit == "位" || beforeAny(rs, n.i, "进", "移", "升", "退")) && !beforeAny(rs, n.i, "增加", "增长") {
			return Change, sign < 0, word
		}
	}
	if moved {
		switch word {
		case "压缩", "缩短", "压减", "缩减", "削减", "增收", "提前", "延长", "净增", "净减", "节省", "减负", "压降", "消减", "增量", "增产":
			if word == "压减" || word == "削减" || word == "压降" || word == "消减" || word == "增量" || word == "节省" || word == "减负" || word == "提前" {
				return Level, false, "动作的总量"
			}
			return Change, sign < 0, word
		case "增加", "提高", "提升", "增长", "上升", "上涨", "增", "扩大", "递增", "增加了", "提高了", "增长了", "多增", "前进", "进", "再进", "前移", "上移", "多", "高", "高于", "回升", "涨":
			if word == "多" && (indexWithin(rs, from, n.i, "比") >= 0 || indexWithin(rs, from, n.i, "较") >= 0) {
				return Change, false, word // 比去年多100万人
			}
			if word == "增" && beforeAny(rs, n.i, "新增") || word == "多" || word == "高" && !before(rs, n.i, "高") {
				return Level, false, "总量"
			}
			if word == "进" && !before(rs, n.i, "再进") && n.unit != "位" {
				return Level, false, "总量"
			}
			if word == "高于" {
				return Level, false, "比较"
			}
			if word == "提升" && (n.sort == counter || n.unit == "户") && !strings.Contains(n.unit, "次") && n.unit != "席" && n.unit != "级" {
				return Level, false, "总量" // 住房提升2万户: a deed on things
			}
			return Change, false, word
		case "低于", "少", "低", "降", "减":
			if word == "降" || word == "减" {
				return Change, true, word
			}
			return Level, false, "比较"
		}
		return Change, sign < 0, word
	}
	return Level, false, "总量"
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
