package reconcile

import (
	"math"
	"strings"
	"unicode"

	"duban/internal/base/lexicon"
)

// sameThing brings the names that reports use in turn for one thing to one
// name, and leaves out (to "|") verbs and filling words, which say that
// something was done but not to what.
var sameThing = func() *lexicon.Book[string] {
	b := &lexicon.Book[string]{}
	for _, group := range sameNames {
		words := strings.Fields(group)
		for _, w := range words {
			b.Add(w, words[0])
		}
	}
	for w := range strings.FieldsSeq(filling) {
		b.Add(w, "|")
	}
	return b
}()

// sameNames: the first word of each row is the one kept.
var sameNames = []string{
	"生产总值 国内生产总值 地区生产总值 县域生产总值 全市生产总值 全县生产总值 全省生产总值 全区生产总值 GDP 经济增长 经济总量 经济增速",
	"单位产值能耗 单位国内生产总值能耗 单位生产总值能耗 单位地区生产总值能耗 单位GDP能耗 万元GDP能耗 万元生产总值能耗 单位国内生产总值能源消耗 单位GDP能源消耗 万元国内生产总值能耗",
	"人均生产总值 人均国内生产总值 人均地区生产总值 人均GDP",
	"一般公共预算收入 一般公共财政预算收入 公共财政预算收入 地方一般公共预算收入 公共预算收入 地方公共财政预算收入 地方财政一般预算收入 一般预算收入 财政一般预算收入 地方一般预算收入",
	"一般公共预算支出 一般公共财政预算支出 公共财政预算支出 公共预算支出",
	"财政总收入 全部财政收入 全部财政总收入 地方财政总收入 财政收入",
	"规上 规模以上 规模以上的",
	"限上 限额以上",
	"新增就业 城镇新增就业 新增城镇就业 城镇新增就业人数 新增就业人数 新增就业人员 新增城镇就业人数 新增城镇就业人员 城镇新增就业人员 城镇就业新增 新增就业岗位 新增城镇就业岗位 城镇就业",
	"登记失业率 城镇登记失业率 城镇人口登记失业率",
	"调查失业率 城镇调查失业率",
	"社会消费品零售总额 全社会消费品零售总额 社消零 社零额 社消零总额 社会消费品零售额 社会商品零售总额",
	"固定资产投资 全社会固定资产投资 固定资产投资额 固投",
	"城镇居民收入 城镇居民人均可支配收入 城镇常住居民人均可支配收入 城市居民人均可支配收入 城镇居民可支配收入 城镇居民人均收入",
	"农村居民收入 农村居民人均可支配收入 农村常住居民人均可支配收入 农民人均纯收入 农村居民人均纯收入 农民人均可支配收入 农民人均收入 农村居民可支配收入",
	"居民收入 居民人均可支配收入 全体居民人均可支配收入 城乡居民人均可支配收入 城乡居民收入 全体居民收入 居民人均收入",
	"消费价格 居民消费价格 居民消费价格涨幅 居民消费价格指数 居民消费价格总水平 CPI 居民消费价格总水平涨幅 居民消费价格指数涨幅 消费价格涨幅",
	"PM2.5浓度 PM2.5平均浓度 PM2.5年浓度 PM2.5年均浓度 细颗粒物浓度 细颗粒物平均浓度 细颗粒物PM2.5浓度 细颗粒物PM2.5平均浓度 细颗粒物PM2.5年均浓度 PM2.5指数 细颗粒物年均浓度",
	"优良天数 空气质量优良天数 优良天气 空气优良天数 空气质量优良天气 二级及以上天数 优良天数比率 优良天数比例 空气质量优良天数比例 空气质量优良天数比率 空气优良率 达标天数 空气质量达标天数 二级以上天数 优良率",
	"进出口 外贸进出口 进出口总额 外贸进出口总额 货物进出口 对外贸易总额 进出口总值 外贸进出口总值",
	"外资 实际利用外资 实际使用外资 利用外资 直接利用外资 外商直接投资",
	"城镇化率 常住人口城镇化率",
	"公路 道路 马路",
	"厕所 卫生厕所 户厕",
	"高新技术企业 高企 国家高新技术企业 国家级高新技术企业",
	"科技型中小企业 科技中小企业 国家科技型中小企业",
	"规上企业 规模以上企业", "规上工业企业 规模以上工业企业",
	"研发投入 研发经费 研究与试验发展经费 R&D经费 研发经费投入 全社会研发投入",
	"重点项目 重点建设项目", "省市重点项目 省、市重点项目 省市重点建设项目",
	"农业经营主体 新型农业经营主体 新型经营主体", "市场主体 经营主体", "保障性租赁住房 保租房", "棚户区 棚改", "十四五规划 第十四个五年规划", "中小学 中小学校",
}

// filling words carry no object. Place words mean the place reported on.
const filling = `完成 实现 建成 建设 新建 改建 扩建 改扩建 改造 提升 推进 推动 加快 加强 强化 深化 深入 全面 积极 大力 扎实 持续 继续 进一步
着力 努力 确保 力争 争取 达到 突破 超过 不低于 不少于 以上 以内 左右 控制在 保持 实施 开展 组织 落实 抓好 做好 打造 培育 引进 谋划 新增 净增 增加
增长 下降 降低 提高 扩大 累计 分别 年均 全县 全市 全省 全区 全国 我县 我市 我省 我区 我国 今年 全年 年度 年内 去年 一批 高标准 高质量 高水平 高效 有序 稳步 启动
制定 出台 编制 完善 健全 建立 构建 优化 促进 支持 鼓励 引导 管控 有效 坚决 严格 切实 不断 更加 力度 工作 任务 目标 预期 主要 有关 相关 等 和 与 及 的 了 以 为 在 对 新 各 已 将 要 把 使 其 其中 比
巩固 拓展 拟 安排 拟安排 发行 规模 多渠道 稳妥 稳妥推进 统筹 坚持 加大 完工 竣工 通车 投用 投入使用 开工 取得 顺利 圆满 成功 成效 显著 明显 进展 新进展 新成效 牢牢 充分 进行 深入实施 上年 同比 较上年 比上年
一年来 过去一年 基本 涨幅 降幅 上涨 回落 贯彻 执行 围绕 聚焦 制订 修订 推行 推广 力促 组建 成立 发展 服务 水平 能力 体系 机制 制度 系统 政策 措施 举措 行动 月最低标准 最低标准 标准 问题 方面 领域 重点 工程 项目 计划 方案 进步 仍较突出 较突出 突出 有待 亟待 仍 办法 意见 改善 保障 优化 平均 共计 合计 总量 总数 数量 征集 开发`

// light grams name a way of measuring, not a thing.
var light = lexicon.Of("面积", "人数", "资金", "金额", "总额", "总投", "投资", "产值", "收入", "完成", "增加", "加值", "人均", "企业", "居民", "县域", "农村", "城镇", "城乡", "社会", "经济", "管理", "产业", "国家", "综合")

// fold brings words to one form: half-width, no blanks, quotes and brackets.
func fold(s string) []rune {
	out := make([]rune, 0, len(s)/3)
	for _, r := range s {
		if r >= 0xFF01 && r <= 0xFF5E {
			r -= 0xFEE0
		}
		if unicode.IsSpace(r) || strings.ContainsRune("“”‘’\"'《》〈〉（）()【】[]「」?\u3000", r) {
			continue
		}
		out = append(out, unicode.ToUpper(r))
	}
	return out
}

// canonical is the words with each thing under its one name.
func canonical(s string) string {
	rs := fold(s)
	var b strings.Builder
	for i := 0; i < len(rs); {
		if n, kept := sameThing.Longest(rs, i); n > 0 && kept != "|" {
			b.WriteString(kept)
			i += n
			continue
		}
		b.WriteRune(rs[i])
		i++
	}
	return b.String()
}

// thing is what a statement is about: its grams, each once.
type thing map[string]bool

// thingOf takes words apart: two characters at a time of what is left without
// verbs and filling words; a Latin word or a technical figure (PM2.5) is whole.
func thingOf(s string) thing {
	rs := fold(s)
	out := thing{}
	var run []rune
	flush := func() {
		if len(run) == 1 {
			out[string(run)] = true
		}
		for i := 0; i+1 < len(run); i++ {
			out[string(run[i:i+2])] = true
		}
		run = run[:0]
	}
	for i := 0; i < len(rs); {
		n, kept := sameThing.Longest(rs, i)
		switch {
		case n > 0 && kept == "|":
			flush()
			i += n
		case n > 0:
			flush()
			for _, r := range kept {
				if r > 0x2E80 {
					run = append(run, r)
				}
			}
			flush()
			i += n
			if j := strings.IndexFunc(kept, func(r rune) bool { return r > 0x2E80 }); j > 0 {
				out[kept[:j]] = true
			}
		case rs[i] < 0x2E80 && (unicode.IsLetter(rs[i])):
			flush()
			j := i
			for j < len(rs) && rs[j] < 0x2E80 && (unicode.IsLetter(rs[j]) || unicode.IsDigit(rs[j]) || rs[j] == '.' || rs[j] == '+') {
				j++
			}
			out[string(rs[i:j])] = true
			i = j
		case unicode.Is(unicode.Han, rs[i]):
			run = append(run, rs[i])
			i++
		default:
			flush()
			i++
		}
	}
	flush()
	return out
}

// named says that at least one gram tells which thing: 总投资 alone is of anything.
func (t thing) named() bool {
	for g := range t {
		if !light.Has(g) {
			return true
		}
	}
	return false
}

// rarity weighs grams by how few clauses of both reports hold them.
type rarity struct {
	seen  map[string]int
	total int
}

func (y *rarity) learn(t thing) {
	if y.seen == nil {
		y.seen = map[string]int{}
	}
	for g := range t {
		y.seen[g]++
	}
	y.total++
}

func (y *rarity) weight(g string) float64 {
	w := math.Log(1 + float64(y.total+20)/float64(1+y.seen[g]))
	if light.Has(g) {
		w *= 0.4
	}
	return w
}

func (y *rarity) mass(t thing) (sum float64) {
	for g := range t {
		sum += y.weight(g)
	}
	return sum
}

// likeness of a result to a promise.
type likeness struct {
	recall    float64 // how much of the promised thing the result names
	precision float64 // how much of what the result names was promised
}

func (l likeness) both() float64 {
	if l.recall+l.precision == 0 {
		return 0
	}
	return 2 * l.recall * l.precision / (l.recall + l.precision)
}

func (y *rarity) alike(promise, result thing) likeness {
	var shared float64
	for g := range promise {
		if result[g] {
			shared += y.weight(g)
		}
	}
	p, r := y.mass(promise), y.mass(result)
	if p == 0 || r == 0 {
		return likeness{}
	}
	return likeness{shared / p, shared / r}
}
