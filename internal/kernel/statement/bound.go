package statement

import "duban/internal/base/lexicon"

// overWords before a number: the truth lies above it.
var leftBounds = []struct {
	word  string
	bound Bound
}{
	{"不低于", AtLeast}, {"不少于", AtLeast}, {"不小于", AtLeast}, {"至少", AtLeast}, {"不下", AtLeast}, {"不下于", AtLeast}, {"达到或超过", AtLeast}, {"跃上", AtLeast}, {"站上", AtLeast}, {"迈上", AtLeast}, {"跨上", AtLeast}, {"跨越", AtLeast}, {"重回", AtLeast}, {"冲上", AtLeast},
	{"不超过", AtMost}, {"不高于", AtMost}, {"不大于", AtMost}, {"不多于", AtMost}, {"最多", AtMost}, {"不突破", AtMost}, {"低于", Under}, {"不足", Under}, {"不到", Under}, {"少于", Under}, {"小于", Under},
	{"超过", Over}, {"突破", Over}, {"超过了", Over}, {"突破了", Over}, {"超", Over}, {"逾", Over}, {"高于", Over}, {"多于", Over}, {"大于", Over}, {"破", Over}, {"超出", Over}, {"优于", Over}, {"高出", Exact}, {"突破性达到", Over},
	{"接近", About}, {"将近", About}, {"大约", About}, {"大概", About}, {"约为", About}, {"约占", About}, {"约达", About}, {"约", About}, {"近", About}, {"上下", About},
}

var boundBook = func() *lexicon.Book[Bound] {
	b := &lexicon.Book[Bound]{}
	for _, l := range leftBounds {
		b.Add(l.word, l.bound)
	}
	return b
}()

// bound reads on which side the truth lies, from the words on both sides.
func bound(rs []rune, n *number, from, to int) (Bound, string) {
	if (n.unit == "位" || n.unit == "名" || n.unit == "强") && before(rs, n.i, "前") && !before(rs, n.i, "目前") {
		return AtMost, "前"
	}
	if n.figures > 0 {
		return AtLeast, "位数"
	}
	// right: 以上, 以内, 左右
	switch {
	case afterAny(rs, n.j, "以上", "及以上", "或以上", "之上"):
		return AtLeast, "以上"
	case afterAny(rs, n.j, "以内", "之内", "以下", "及以下"):
		return AtMost, string(rs[n.j : n.j+2])
	case afterAny(rs, n.j, "左右", "上下"):
		return About, "左右"
	case n.unit != "" && afterAny(rs, n.j, "多") && !afterAny(rs, n.j, "多个", "多元", "多家", "多种"):
		return Over, "多"
	case n.unit != "" && afterAny(rs, n.j, "余") && !afterAny(rs, n.j, "余额"):
		return Over, "余"
	}
	if n.sort == points || n.word == Rank {
		// 高于全国0.7个百分点: the word compares, it does not bound
		if !beforeAny(rs[:n.i], n.i, "超过", "不低于", "不少于", "约", "近") {
			return moreOr(n, Exact, "")
		}
	}
	for _, of := range []string{"全球", "全国", "全省", "总数的", "全部的", "全市", "总量的"} {
		// 超过全球一半: the whole stands between
		if n.word == Share && before(rs, n.i, of) && beforeAny(rs, n.i-len([]rune(of)), "超过", "超") {
			return Over, "超过"
		}
	}
	if indexWithin(rs, from, n.i, "至少") >= 0 {
		return AtLeast, "至少" // 至少办好1所
	}
	if m, b := boundBook.Ends(rs, from, n.i, 6); m > 0 {
		word := string(rs[n.i-m : n.i])
		switch {
		case word == "近" && beforeAny(rs, n.i-1, "最", "附", "临", "靠", "邻", "就"):
		case word == "约" && beforeAny(rs, n.i-1, "签", "节", "履", "违", "预", "缔"):
		case word == "破" && beforeAny(rs, n.i-1, "侦", "打"):
		default:
			return b, word
		}
	}
	if before(rs, n.i, "上") && (n.bare || n.chinese) && !beforeAny(rs, n.i-1, "以", "比", "跃", "迈", "线") {
		return AtLeast, "上"
	}
	return moreOr(n, Exact, "")
}

func moreOr(n *number, b Bound, why string) (Bound, string) {
	if n.more {
		return Over, "余、多"
	}
	return b, why
}
