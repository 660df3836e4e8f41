package reconcile

import (
	"strings"
	"unicode/utf8"
)

// rivals are words of which each names another scope of the same thing: what
// was promised of one is not answered by another. A row that a promise and a
// result meet with different words parts them.
var rivals = [][][]string{
	{{"城镇", "城市居民"}, {"农村", "农民"}},
	{{"第一产业", "一产"}, {"第二产业", "二产"}, {"第三产业", "三产", "服务业"}},
	{{"增加值"}, {"总产值", "工业产值", "产值"}, {"营业收入", "主营业务收入", "营收"}, {"利润", "利税"}, {"销售收入", "销售额"}},
	{{"公共预算收入", "财政预算收入", "公共财政收入"}, {"税收收入"}, {"全部财政收入", "财政总收入"}, {"政府性基金"}},
	{{"预算收入", "财政收入", "财政总收入"}, {"预算支出", "财政支出"}},
	{{"工业投资"}, {"固定资产投资"}, {"民间投资"}, {"技改投资", "技术改造投资"}, {"房地产投资", "房地产开发投资"}, {"基础设施投资"}, {"总投资"}, {"年度计划投资", "年度投资", "完成投资"}},
	{{"进口"}, {"出口"}, {"进出口"}},
	{{"PM2.5", "细颗粒物"}, {"PM10", "可吸入颗粒物"}, {"综合指数"}, {"优良天", "优良率"}, {"二氧化硫"}, {"臭氧"}},
	{{"小学"}, {"幼儿园"}, {"高中"}},
	{{"粮食"}, {"蔬菜"}, {"小麦"}, {"玉米"}, {"油料"}, {"生猪"}},
	{{"存栏"}, {"出栏"}},
	{{"产量", "总产"}, {"面积"}, {"单产", "亩产"}},
	{{"赤字率"}, {"赤字规模"}},
	{{"高速公路", "高速"}, {"农村公路", "农村道路"}, {"国省干线", "干线公路"}},
	{{"养老"}, {"医疗保险", "医保"}, {"低保"}, {"失业保险"}, {"工伤保险"}},
	{{"高新技术企业"}, {"科技型中小企业"}, {"专精特新"}, {"创新型中小企业"}, {"规上工业企业", "规模以上工业企业"}, {"单项冠军"}, {"小巨人"}, {"瞪羚"}},
	{{"发明专利"}, {"商标"}},
	{{"供水", "自来水"}, {"供热", "供暖"}, {"供气", "燃气"}, {"排水", "污水"}, {"供电", "电网"}},
	{{"本科"}, {"专科"}, {"中职"}},
	{{"参保"}, {"报销"}, {"补助"}},
	{{"公共厕所", "公厕"}, {"旅游厕所"}, {"户厕", "农村厕所", "农户厕所", "户用"}},
}

// purses are the rivals among sums of money.
var purses = [][]string{{"产值"}, {"投资", "投入"}, {"税收", "纳税", "利税"}, {"营业收入", "销售收入", "营收"}, {"贷款", "授信", "融资"}, {"零售额", "销售额"}, {"成交额"}, {"增加值"}}

// invested is the bit of investment, which work done tells of without its name.
const invested = 1 << 1

// turning words make another quantity of the same thing; a promise and a
// result have each of them both or neither.
var turning = []string{"贡献率", "比重", "占比", "人均", "亩均", "单位产值", "债务率", "满意度", "覆盖率"}

// scope is what such words say of a subject.
type scope struct {
	turned uint16
	sides  []uint8 // of each row of rivals
	purse  uint8
	grade  grade
}

func scopeOf(subject string) (s scope) {
	c := canonical(subject)
	for i, w := range turning {
		if strings.Contains(c, w) {
			s.turned |= 1 << i
		}
	}
	s.sides = make([]uint8, len(rivals))
	for i := range rivals {
		s.sides[i] = sides(rivals[i], subject)
	}
	s.purse = sides(purses, subject)
	s.grade = gradeOf(subject)
	return s
}

// parted says that two subjects are told apart by such words. The longest word
// counts: 进出口 is not 出口.
func (s *scope) parted(o *scope) bool {
	if s.turned != o.turned || s.grade != 0 && o.grade != 0 && s.grade&o.grade == 0 {
		return true
	}
	for i, p := range s.sides {
		if r := o.sides[i]; p != 0 && r != 0 && p&r == 0 {
			return true
		}
	}
	return false
}

func parted(promise, result string) bool {
	p, r := scopeOf(promise), scopeOf(result)
	return p.parted(&r)
}

// sides is a bit for each side of a row that the words name, a word inside a
// longer one of the row not counted.
func sides(row [][]string, words string) (bits uint8) {
	for i, side := range row {
		for _, w := range side {
			if !strings.Contains(words, w) {
				continue
			}
			rest := words
			for j, other := range row {
				for _, o := range other {
					if j != i && len(o) > len(w) && strings.Contains(o, w) {
						rest = strings.ReplaceAll(rest, o, "|")
					}
				}
			}
			if strings.Contains(rest, w) {
				bits |= 1 << i
			}
		}
	}
	return bits
}

// narrower says of two names (naming.canon) that the whole was promised and a
// part is reported: incomes of the towns or the villages alone, sales of the
// larger shops alone.
func narrower(p, r string) bool {
	if strings.Contains(r, "限上") != strings.Contains(p, "限上") {
		return true
	}
	return strings.Contains(p, "居民收入") && !hasAny(p, "城镇", "农村") && hasAny(r, "城镇居民收入", "农村居民收入", "农民收入")
}

// newAndOld: building new and mending what stands are different deeds on the
// same thing.
var newAndOld = [][][]string{{{"新建", "新增", "新办"}, {"改造", "改建", "维修", "修缮", "翻修"}, {"拆除", "拆迁", "关停", "淘汰"}}}

// otherDeed says that a thing was promised to be made and another was mended, or
// the other way about.
func otherDeed(promise, result string) bool {
	p, r := sides(newAndOld[0], promise), sides(newAndOld[0], result)
	return p != 0 && r != 0 && p&r == 0
}

// added says that a figure counts what came anew in a period, not what stands.
func added(words string) bool {
	return hasAny(words, "新增", "净增", "新发展", "新培育", "新认定", "新注册", "新投产", "新投用")
}

func hasAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// siblings are indicators that stand for each other where only one is
// reported, but do not compare.
var siblings = [][2]string{{"登记失业", "调查失业"}}

func sibling(promise, result string) bool {
	for _, s := range siblings {
		if strings.Contains(promise, s[0]) && strings.Contains(result, s[1]) || strings.Contains(promise, s[1]) && strings.Contains(result, s[0]) {
			return true
		}
	}
	return false
}

// standing says that a figure tells how many there are, not how many came anew.
func standing(words string) bool {
	return hasAny(words, "达到", "达", "总量", "总数", "保有量", "稳定在", "保持在", "发展到", "增至", "增加到")
}

// qualified says that a result names what was promised with a word more before
// it: 义务教育学位 of 学位.
func qualified(promise, result string) bool {
	before, ok := strings.CutSuffix(result, promise)
	last, _ := utf8.DecodeLastRuneInString(before)
	return ok && utf8.RuneCountInString(promise) >= 2 && before != "" && !strings.ContainsRune("和及与、", last)
}

// naming is a subject as its rules read it.
type naming struct {
	canon string // each thing under its one name
	bare  string // without the verbs before it
	plain string // without ranks and brackets
}

func namingOf(subject string) naming {
	plain := aside(subject)
	for _, g := range ranks {
		plain = strings.ReplaceAll(plain, g.word, "")
	}
	plain = string(bareName(strings.ReplaceAll(plain, "及以上", "")))
	return naming{canon: canonical(subject), bare: string(bareName(subject)), plain: strings.TrimPrefix(plain, "以上")}
}

var roundBrackets = strings.NewReplacer("(", "（", ")", "）")

// aside is a name without what brackets add to it: 名师（名校长）工作室.
func aside(s string) string {
	head, rest, ok := strings.Cut(roundBrackets.Replace(s), "（")
	inner, tail, closed := strings.Cut(rest, "）")
	if !ok || !closed || head == "" || tail == "" || inner == "" {
		return s
	}
	return head + tail
}

// bareName is a name without the verbs before it.
func bareName(s string) []rune {
	rs := []rune(canonical(s))
	for len(rs) > 0 {
		n, kept := sameThing.Longest(rs, 0)
		if n == 0 || kept != "|" {
			break
		}
		rs = rs[n:]
	}
	return rs
}

// kindred says that two codes of the catalogue begin alike: the rate of
// insured residents is one of the rates of insured.
func kindred(a, b string) bool {
	words := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == '_' })
	}
	x, y := words(a), words(b)
	return len(x) >= 2 && len(y) >= 2 && x[0] == y[0] && x[1] == y[1]
}
