package statement

import (
	"slices"
	"strings"
)

// longestSubject in code points; what is longer is cut from the left.
const longestSubject = 36

// actionBefore says that a verb of doing stands right before i.
func actionBefore(rs []rune, from, i int) bool {
	n, _ := actions.Ends(rs, from, i, 6)
	return n > 0
}

// stripFront takes adverbs and dates off the front.
func stripFront(rs []rune) []rune {
	for len(rs) > 0 {
		if y, k := yearAt(rs, 0); y > 0 && k < len(rs) && rs[k] == '年' {
			rs = rs[k+1:]
			for _, t := range []string{"底前", "底", "末", "，", "、", "内", "前", "全年", "初"} {
				if hasPrefix(rs, t) {
					rs = rs[len([]rune(t)):]
				}
			}
			continue
		}
		if n, _ := seasons.Longest(rs, 0); n > 0 && n < len(rs) {
			rs = rs[n:]
			continue
		}
		if d := deadlineAt(rs, 0, 0); d.Text != "" && len([]rune(d.Text)) < len(rs) {
			rs = rs[len([]rune(d.Text)):]
			continue
		}
		if rs[0] == '“' {
			// “十四五”末城镇化率
			if _, k := planAt(rs, 1); k > 0 {
				rest := rs[k+2:]
				for _, t := range []string{"期末", "末", "时期", "期间", "以来"} {
					if hasPrefix(rest, t) && len(rest) > len([]rune(t))+1 {
						rs = rest[len([]rune(t)):]
						break
					}
				}
			}
		}
		if rs[0] >= '①' && rs[0] <= '⑳' {
			rs = rs[1:]
			continue
		}
		if strings.ContainsRune("，、；：。和及并与到至", rs[0]) && len(rs) > 1 && !hasPrefix(rs, "及时") && !hasPrefix(rs, "和谐") && !hasPrefix(rs, "到位") && !hasPrefix(rs, "并网") {
			rs = rs[1:]
			continue
		}
		if strings.ContainsRune("对为向给", rs[0]) && len(rs) > 1 && strings.ContainsRune("全我各", rs[1]) {
			rs = rs[1:] // 对全区298个村
			continue
		}
		n, _ := adverbs.Longest(rs, 0)
		if hasPrefix(rs, "全部财政") || hasPrefix(rs, "要素") || hasPrefix(rs, "要点") || hasPrefix(rs, "将军") || hasPrefix(rs, "共享") || hasPrefix(rs, "共建") || hasPrefix(rs, "共同") || hasPrefix(rs, "再生") || hasPrefix(rs, "再就业") || hasPrefix(rs, "还建") || hasPrefix(rs, "还款") || hasPrefix(rs, "均衡") || hasPrefix(rs, "都市") || hasPrefix(rs, "并网") {
			break
		}
		if hasPrefix(rs, "实际利用") || hasPrefix(rs, "实际到位") || hasPrefix(rs, "实际使用") {
			break
		}
		if n == 0 || n == len(rs) && n > 1 {
			if ok, _ := wholePlaces.Exact(rs); ok {
				return rs[:0] // 全区453台燃煤锅炉
			}
			break
		}
		if n == 1 && !strings.ContainsRune("已共均都又再还也将要拟并使让把仅只", rs[0]) {
			break
		}
		// 新建, 人均可支配收入, 平均工资: the word belongs to what follows
		w := string(rs[:n])
		if w == "新" || w == "人均" || w == "平均" || w == "累计" || w == "全社会" || w == "强化" || w == "深化" || w == "稳定" || w == "集中" || w == "创新" || w == "重点" || w == "基本" || w == "高质量" || w == "高标准" && len(rs) > n && rs[n] == '农' || w == "统筹" && len(rs)-n < 3 || w == "年均" || w == "有效" && hasPrefix(rs[n:], "发明") || w == "全面" || w == "面向" {
			if w != "高质量" && w != "重点" && w != "集中" && w != "全面" && w != "稳定" || len(rs)-n < 3 {
				break
			}
		}
		rs = rs[n:]
	}
	return rs
}

// seasons are times that bound a task without a date.
var seasons = wordsOf("汛期前 主汛期前 入汛前 春节前 国庆前 国庆节前 元旦前 供暖季前 供暖期前 供暖前 采暖季前 入冬前 秋季开学前 开学前 春耕前 力争用三年时间 用三年时间 用两年时间")

// wholePlaces name the place reported on, which is no subject by itself.
var wholePlaces = wordsOf("全市 全县 全区 全省 全国 全州 全旗 全域 全镇 我市 我县 我区 我省 全社会")

// stripTail takes predicates and bounds off the end; the verb of growth among
// them is told.
func stripTail(rs []rune) []rune {
	rs = stripComparison(rs)
	if k := indexWithin(rs, 0, len(rs), "自然增长率"); k >= 0 {
		return rs[:k+5]
	}
	for len(rs) > 0 {
		if n, _ := rates.Ends(rs, 0, len(rs), 5); n > 0 && n < len(rs) {
			rs = rs[:len(rs)-n] // 提高到每人每月
			continue
		}
		if strings.ContainsRune("，、；：。“—（", rs[len(rs)-1]) {
			rs = rs[:len(rs)-1]
			continue
		}
		n, _ := predicates.Ends(rs, 0, len(rs), 8)
		if n == 0 {
			return rs
		}
		w := string(rs[len(rs)-n:])
		if n == 1 {
			if m, _ := actions.Ends(rs, 0, len(rs), 4); m >= 2 {
				return rs
			}
		}
		switch w {
		case "数", "投资", "占比", "增速", "增幅", "涨幅", "降幅", "幅度", "增长率", "指标", "总量", "目标", "收入", "规模达":
			// these may be what is measured
			if w != "涨幅" && w != "降幅" && w != "目标" && w != "指标" && w != "增幅" {
				return rs
			}
		case "均":
			if len(rs) > 1 && strings.ContainsRune("人户亩月年日", rs[len(rs)-2]) {
				return rs
			}
		case "新增", "净增", "建成":
			return rs
		case "在", "的", "有", "至", "到", "由", "从", "进", "率", "了", "比", "为", "是", "按", "计", "占", "全部", "全面":
			if w == "率" {
				return rs
			}
		case "稳定", "保持", "控制", "提高", "提升", "扩大", "回升", "安排", "计划", "完成", "实现", "增加", "减少", "压缩", "预计", "延长":
			if w == "增加" && len(rs) == n {
				return rs[:0]
			}
		case "出口", "进口":
			return rs
		}
		rs = rs[:len(rs)-n]
	}
	return rs
}

// rates say for whom and how often an amount is meant.
var rates = wordsOf("每人每月 每人每年 每人每天 每户每年 每亩每年 每月每人")

// stripComparison takes 比“十二五”末, 由2015年的, 较上年 off the end.
func stripComparison(rs []rune) []rune {
	for i := len(rs) - 2; i > 0; i-- {
		if !strings.ContainsRune("比较由从", rs[i]) || hasPrefix(rs[i:], "比重") || hasPrefix(rs[i:], "比例") || hasPrefix(rs[i:], "比率") || hasPrefix(rs[i:], "较大") || hasPrefix(rs[i:], "较高") || hasPrefix(rs[i:], "由于") {
			continue
		}
		if k := rs[i+1]; k == '“' || digit(k) || hasPrefix(rs[i+1:], "上") || hasPrefix(rs[i+1:], "去年") || hasPrefix(rs[i+1:], "同期") || hasPrefix(rs[i+1:], "年初") || hasPrefix(rs[i+1:], "前") || hasPrefix(rs[i+1:], "当年") || hasPrefix(rs[i+1:], "五年前") {
			if rs[i-1] == '对' {
				i--
			}
			return rs[:i]
		}
	}
	return rs
}

// isVerbOnly says that rs is nothing but adverbs and verbs of doing, and gives the verb.
func isVerbOnly(rs []rune) (verb []rune, ok bool) {
	if len(rs) == 0 {
		return nil, false
	}
	i, start := 0, -1
	for i < len(rs) {
		if n, _ := actions.Longest(rs, i); n > 0 {
			if start < 0 {
				start = i
			}
			i += n
			continue
		}
		if n, _ := adverbs.Longest(rs, i); n > 0 {
			if start < 0 || n > 0 {
				i += n
			}
			continue
		}
		return nil, false
	}
	if start < 0 {
		return nil, false
	}
	return rs[start:], true
}

// headVerb is the verb of doing that a phrase begins with.
func headVerb(rs []rune) []rune {
	i := 0
	if hasPrefix(rs, "累计") {
		i = 2
	}
	for {
		n, _ := actions.Longest(rs, i)
		if n == 0 || i+n >= len(rs) || strings.ContainsRune("业额率", rs[i+n]) {
			if i == 2 && hasPrefix(rs, "累计") {
				return rs[:0]
			}
			break
		}
		// 投资, 收入 as nouns: 投资完成额
		i += n
		if i < len(rs) && (rs[i] == '和' || rs[i] == '、' || rs[i] == '并') {
			if m, _ := actions.Longest(rs, i+1); m > 0 && i+1+m < len(rs) {
				i++
				continue
			}
		}
	}
	return rs[:i]
}

// rightNoun reads the thing counted after the number: 10个[镇卫生院改造升级].
func rightNoun(rs []rune, j, to int) []rune {
	for _, b := range []string{"以上", "左右", "以内", "以下", "多", "余"} {
		if afterAny(rs, j, b) {
			j += len([]rune(b))
			break
		}
	}
	if at(rs, j) == '的' {
		j++
	}
	if at(rs, j) == '（' {
		return nil // 1个（某某园）: the names of what was counted
	}
	end := j
	depth := 0
loop:
	for end < to {
		switch r := rs[end]; {
		case r == '“' || r == '（' || r == '《':
			depth++
		case r == '”' || r == '）' || r == '》':
			if depth == 0 {
				break loop
			}
			depth = max(depth-1, 0)
		case depth == 0 && strings.ContainsRune("，。；！？、：", r):
			break loop
		}
		end++
	}
	if end-j <= 2 && end > j && at(rs, end) == '、' && strings.ContainsRune("省市县区国", rs[j]) {
		// 18个省、市重点项目
		for end < to && !strings.ContainsRune("，。；！？：", rs[end]) {
			end++
		}
	}
	if end-j <= 3 && end > j && at(rs, end) == '、' {
		// 136家养老、托育、助残服务机构
		k := end
		for k < to && !strings.ContainsRune("，。；！？：", rs[k]) && !digit(rs[k]) {
			k++
		}
		if k == to || !digit(at(rs, k)) {
			if last := strings.LastIndex(string(rs[end:k]), "、"); last >= 0 && k-end-len([]rune(string(rs[end:k])[:last])) > end-j+2 {
				end = k
			}
		}
	}
	out := rs[j:end]
	if at(rs, end) == '、' {
		// 全方位、全覆盖的扶贫督导: what is counted stands after 的
		for k := end; k < to && k < end+12; k++ {
			if rs[k] == '的' {
				e := k + 1
				for e < to && !strings.ContainsRune("，。；！？、：", rs[e]) {
					e++
				}
				if e-k > 2 {
					out = rs[k+1 : e]
				}
				break
			}
			if digit(rs[k]) || strings.ContainsRune("，。；", rs[k]) {
				break
			}
		}
	}
	for k := 2; k+2 < len(out); k++ {
		if hasPrefix(out[k:], "支持") || hasPrefix(out[k:], "用于") || hasPrefix(out[k:], "投向") {
			out = out[:k]
		}
	}
	if len(out) == 0 || strings.ContainsRune("，。；、！）”：", out[0]) {
		return nil
	}
	if len(out) <= 5 && len(out) > 1 && strings.ContainsRune("到至为", out[len(out)-1]) {
		return nil // 由14个[压减到]5个
	}
	return out
}

var rightTails = []string{"建设任务", "工作任务", "任务", "有序推进", "加快推进", "扎实推进", "稳步推进", "顺利开工", "全部完成", "全部", "积极推进", "加快建设", "工作"}

// cutTail takes what only says how it went off the end of a counted thing.
func cutTail(rs []rune) []rune {
	s := string(rs)
	for _, t := range rightTails {
		if strings.HasSuffix(s, t) && len(rs)-len([]rune(t)) >= 3 {
			return rs[:len(rs)-len([]rune(t))]
		}
	}
	if i := strings.Index(s, "目标"); i > 12 && strings.HasSuffix(s, "目标") {
		return []rune(s[:i])
	}
	return rs
}

// bareAttributes are nouns that need their owner to be understood.
var bareAttributes = wordsOf(`标准 年出栏 年存栏 年度完成投资 当年完成投资 参保人数 参合人数 利润总额 利税总额 税收占比 税占比 年营收 营收 年营业收入 营业收入 年销售额 年销售收入 主营收入 年税收 年纳税 年均产值 实际到位投资 到位投资 实际投资 实际完成投资 财政投入 总投入 投资总额 总投资 投资 计划总投资 年度计划投资 年度投资 完成投资 到位资金 资金 总金额 金额 总额 占比 比重 增速 增幅 平均增速 产值 产量 面积 总面积 建筑面积 总产量 单产 亩产 增加值 开工率 竣工率 投产率 完成率 办结率 办复率 满意率 满意度 达标率 合格率 优良率 投资额 合同额 协议资金 协议投资 合同金额 合同总额 到位资金额 实际到位资金 贷款 余额 收入 支出 利润 税收 年产值 年产量 签约率 落地率 注册资本 销售收入 利税 总量 规模 总规模 成交额 交易额 人数 户数 受益 惠及 受益群众 惠及群众 总产值 数量 总数 总里程 里程 投资完成率 入库率 覆盖率 普及率 涉及资金 涉案金额 补助资金 价值 增量 均 人均 增长率 答复率 回复率 按期办结率 办理率 群众满意率 代表满意率 见面率 综合满意率 种植品种 经济总量 目标完成比例 净增目标完成比例 完成比例 在建项目 竣工项目 总长 全长 总长度 长度 占全省比重 占全市比重 占全国比重 面积达 额度 授信额度 年均增速 出口额 进口额 同比 提速 成功率 准确率 网上可办率 上线率 及时率 回访满意率 年度计划总投资 概算投资 概算总投资 年度完成投资 累计完成投资 分别`)

func isBareAttribute(rs []rune) bool {
	if slices.Contains(rs, '、') {
		// 办复率、满意率均为100%
		for p := range strings.SplitSeq(string(rs), "、") {
			if !isBareAttribute([]rune(p)) {
				return false
			}
		}
		return true
	}
	if ok, _ := bareAttributes.Exact(rs); ok {
		return true
	}
	// 巩固率, 毛入园率: a rate in so few words is somebody's
	if n := len(rs); n > 0 && rs[n-1] == '率' && (n == 3 || n == 4 && strings.ContainsRune("毛净年月", rs[0])) {
		whole, _ := wholeRates.Exact(rs)
		return !whole
	}
	return false
}

// wholeRates are rates that name a whole place's figure by themselves.
var wholeRates = wordsOf("绿化率 绿地率 失业率 出生率 死亡率 赤字率 负债率 税负率 犯罪率 就业率 生育率 识字率 自给率 负债率 净利率 利润率 杠杆率")

// metricEnd says that a phrase ends in a noun that figures belong to.
func metricEnd(s string) string {
	for _, m := range metrics {
		if strings.HasSuffix(s, m) {
			return m
		}
	}
	return ""
}

// heads parts 农村和城镇居民人均可支配收入 into the n subjects that it names,
// each written out. nil if it does not name n.
func heads(s string, n int) []string {
	s = strings.TrimSuffix(s, "分别")
	if before, after, ok := strings.Cut(s, "分别"); ok {
		// 小学、初中、高中分别新增学位
		if parts := splitHeads(before); len(parts) == n {
			for i := range parts {
				parts[i] += after
			}
			return parts
		}
	}
	parts := splitHeads(strings.Replace(s, "存、贷款", "存款、贷款", 1))
	if len(parts) != n {
		// 城乡居民 stands for two
		if n == 2 {
			if i := strings.Index(s, "城乡"); i >= 0 {
				rest := s[i+len("城乡"):]
				if strings.HasPrefix(rest, "居民") || strings.Contains(rest, "收入") || strings.Contains(rest, "消费") || strings.Contains(rest, "低保") {
					return []string{s[:i] + "城镇" + rest, s[:i] + "农村" + rest}
				}
			}
			for _, two := range [][3]string{{"存贷款", "存款", "贷款"}, {"进出口", "进口", "出口"}, {"存、贷款", "存款", "贷款"}} {
				if i := strings.Index(s, two[0]); i >= 0 {
					return []string{s[:i] + two[1] + s[i+len(two[0]):], s[:i] + two[2] + s[i+len(two[0]):]}
				}
			}
		}
		return nil
	}
	last := parts[len(parts)-1]
	first := parts[0]
	suffix := sharedSuffix(last)
	if f, l := []rune(first), []rune(last); (len([]rune(suffix)) == 1 || f[0] == l[0]) && len(f) <= 3 && len(l) > len(f)+2 && metricEnd(first) == "" {
		suffix = string(l[len(f):]) // 刑事、治安[案件立案数]
	}
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = p
		if i < len(parts)-1 && metricEnd(p) == "" && suffix != "" && !strings.HasSuffix(p, suffix) {
			out[i] = p + suffix
		}
	}
	// a shared owner: 规上工业产值和增加值, 建成区绿地率、绿化覆盖率
	if m := metricEnd(first); m != "" && !isBareAttribute([]rune(first)) {
		owner := strings.TrimSuffix(first, m)
		for i := 1; i < len(out); i++ {
			if ok := isBareAttribute([]rune(out[i])); ok || metricEnd(out[i]) == out[i] {
				out[i] = owner + out[i]
			}
		}
	}
	return out
}

func splitHeads(s string) []string {
	rs := []rune(s)
	var parts []string
	depth, start := 0, 0
	for i, r := range rs {
		switch {
		case r == '“' || r == '（' || r == '《':
			depth++
		case r == '”' || r == '）' || r == '》':
			depth = max(depth-1, 0)
		case depth == 0 && (r == '、' || r == '和' && !hasPrefix(rs[i:], "和谐") || r == '与' || r == '及' && !hasPrefix(rs[i:], "及时")):
			if i > start {
				parts = append(parts, string(rs[start:i]))
			}
			start = i + 1
		}
	}
	if start < len(rs) {
		parts = append(parts, string(rs[start:]))
	}
	return parts
}

// sharedSuffix is the tail of the last head that the others lack: 城镇[居民人均可支配收入].
func sharedSuffix(last string) string {
	for _, m := range []string{"居民人均可支配收入", "居民人均纯收入", "常住居民人均可支配收入", "居民收入", "居民人均消费支出", "人均可支配收入", "固定资产投资", "建设项目", "基础设施"} {
		if i := strings.Index(last, m); i > 0 {
			return last[i:]
		}
	}
	if head, rest, ok := strings.Cut(last, "占"); ok && metricEnd(last) == "比重" {
		return metricEnd(head) + "占" + rest // 增加值占规上工业的比重
	}
	return metricEnd(last)
}
