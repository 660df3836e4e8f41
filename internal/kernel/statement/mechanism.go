package statement

import (
	"slices"
	"strings"

	"duban/internal/base/lexicon"
)

// headNouns are what the name of a mechanism ends in, with its sort.
var headNouns = func() *lexicon.Book[string] {
	b := &lexicon.Book[string]{}
	add := func(sort, words string) {
		for _, w := range strings.Fields(words) {
			b.Add(w, sort)
		}
	}
	add("mechanism", `管控 差别化管控 对接 政银企对接 专项资金 管理 闭环式管理 精准化管理 一网式服务 监控 在线监控 视频监控 路检 抽检 帮办代办 帮代办 全程代办 一网通办 网上审批 综合执法 执法 化解 排查 关爱保护 学习教育 主题教育 斗争 对接会 座谈会 恳谈会 推介会 早餐会 圆桌会 调度会 周调度 季拉练 月通报 双月通报 首问负责 限时办结 告知承诺 容缺受理 吹哨报到 派单 回访 直通车 直达快享 免申即享 接诉即办 机制 体制机制 体系 责任体系 制 责任制 长制 联动 联席会议 网格化管理 闭环管理 绩效管理 风险管理 评审管理 全周期管理 动态管理 清单管理 分类管理 精细化管理 监管 监测 追溯 模式 目标责任 排查化解 排查整治 防控举措 问题整改 统筹 省级统筹 城乡统筹 差异化奖励 常态化下沉 下沉社区 评估验收 第三方评估 军令状 联动改革 监测预警 预警 服务体系 保障体系 审批 一体化 信用监管 包联 包保 督办 通报 调度 考核 评价 评估 巡查 会商 关爱服务 全覆盖工程 哨卡 帮扶机制`)
	add("institution", `制度 改革 综合改革 试点 红线 负面清单制度 双控 双控制度 权责清单 条例 办法 准入 产权制度 有偿使用 保护补偿 损害赔偿制度 上云 挂牌 许可`)
	add("platform", `融媒体中心 服务站 综合服务站 工作站 驿站 工作坊 便民热线 服务热线 政务热线 哨点 安防小区 服务网络 养老服务网络 监测网络 防控网络 智慧工地 签约平台 指挥体系 平台 窗口 系统 数据库 库 热线 专区 试验区 综合体 服务中心 创新中心 指挥中心 大脑 一张图 一张网 孵化器 众创空间 联合体`)
	add("list", `民生实事 惠民实事 民生工程 清单 负面清单 目录 台账 名录 白名单 黑名单 名单`)
	add("plan", `计划 规划 三年计划 行动计划 三年行动计划 行动方案 方案 工作方案 实施方案 纲要 目标 倍增计划 实施意见 意见 若干措施 条 措施 政策包 路线图`)
	add("campaign", `专项治理 专项清理 动态清零 普法 绿化行动 行动 三年行动 专项行动 攻坚行动 提升行动 专项整治 整治 综合整治 工程 攻坚战 保卫战 活动 大会战 创建 清零行动 十年禁渔 禁渔 革命 大排查 大整治 百日攻坚`)
	return b
}()

// broadHeads name a mechanism only under a verb of governing and with a name before them.
var broadHeads = wordsOf("管控 对接 专项资金 民生工程 普法 动态清零 管理 监控 执法 化解 排查 斗争 网络 抽检 关爱保护 座谈会 推介会 学习教育 服务站 驿站 回访 派单 改革 目标 整治 创建 统筹 审批 考核 评价 评估 调度 通报 督办 系统 制 条 库 条例 方案 意见 措施 活动 试点 监管 监测 追溯 预警 模式 巡查 工程 体系 一体化 规划 计划 行动 综合体 平台 窗口 联动 准入 政策包")

// governs are verbs whose object may be a mechanism.
var governs = wordsOf(`打好 打赢 打好打赢 打好打赢了 持续打好 发展 大力发展 健全 完善 建立 建立健全 健全完善 构建 实施 全面实施 推行 全面推行 落实 全面落实 深化 推进 加快推进 开展 深入开展 打造 搭建 制定 制定实施 制定出台 出台 编制 修订 执行 实行 强化 加强 抓好 抓实 抓牢 压实 持续压实 严守 严格落实 坚持 坚决落实 用好 优化 创新 探索 建设 加快建设 运用 发挥 规范 启动 推动 锁定 对照 扎实推进 统筹推进 接续推进 深入实施 大力实施 滚动做大 全面开展 持续开展 完善落实 实现 积极申报 组织编制 接受 顺利接受 兑现 按时兑现 加大 防范化解 巩固 提升 拓展 纵深推进 用活 用足 办好 升级 改造 做实 做好 全力实施 争创 形成 引入 组建 成立 设立 上线 开通 推广 应用 深入推进 稳慎推进 有序推进 全面完成 完成 组织 实施好 落实好 落实落细 常态化开展 重点实施 围绕 严格 严格执行 加快 全力推进 主动 配套 着力推动 大力推进 持续推进 持续巩固 不断完善 全面深化 坚决抓好 积极 建好 坚定不移`)

// notMechanisms are quoted words of political preambles and slogans of style.
var notMechanisms = wordsOf("四个意识 四个自信 两个维护 两个确立 六稳 六保 三严三实 不忘初心 三个代表 八项规定 四风 五位一体 四个全面 一带一路 三农 三公 十三五 十四五 十五五 十二五 十一五 十五 九五 四个伟大 五个一 一盘棋")

// mechanisms finds named mechanisms, platforms, lists, institutions, plans and campaigns.
func (r *Report) mechanisms() {
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Role != BodyLine {
			continue
		}
		rs := l.Runes
		for from := l.head; from < len(rs); {
			to := clauseEnd(rs, from, len(rs))
			r.clauseMechanisms(l, from, to)
			from = to + 1
		}
	}
}

func (r *Report) mechanism(l *Line, i, j int, sort, rule string) {
	for i < j && strings.ContainsRune("、和及与的", l.Runes[i]) {
		i++
	}
	// 以农产品加工企业为依托的冷链物流体系: the name stands after 的
	if k := indexWithin(l.Runes, i, j, "为"); l.Runes[i] == '以' && k > 0 {
		for ; k < j-4; k++ {
			if l.Runes[k] == '的' {
				i = k + 1
				break
			}
		}
	}
	i = pastVerb(l.Runes, i, j)
	if countsThings(l.Runes, i, j) {
		// 覆盖36个村7万人的[饮水安全巩固提升工程]
		for k := j - 5; k > i; k-- {
			if l.Runes[k] == '的' {
				i = k + 1
				break
			}
		}
	}
	if j-i < 3 || countsThings(l.Runes, i, j) || containsAny(l.Words(i, j), []string{"上述目标", "各项目标", "目标任务", "各项任务"}) {
		return
	}
	s := l.span(i, j)
	if n := len(r.Mechanisms); n > 0 && r.Mechanisms[n-1].Span.Overlaps(s) {
		if r.Mechanisms[n-1].Span.Len() >= s.Len() {
			return
		}
		r.Mechanisms = r.Mechanisms[:n-1]
	}
	r.Mechanisms = append(r.Mechanisms, Mechanism{Span: s, Name: l.Words(i, j), Sort: sort, Section: l.Section, Trace: []Step{{rule, l.Words(i, j)}}})
}

// pastVerb skips what still stands before a name: 了…, 实施…, 依托….
func pastVerb(rs []rune, i, j int) int {
	for j-i > 4 {
		if strings.ContainsRune("了将把对", rs[i]) {
			i++
			continue
		}
		n, _ := governs.Longest(rs[:j], i)
		if m, _ := openings.Longest(rs[:j], i); m > n {
			n = m
		}
		if n < 2 || j-i-n < 3 || rs[i+n] == '、' || rs[i+n] == '和' {
			break
		}
		i += n
	}
	return i
}

// openings are further words that a name does not begin with.
var openings = wordsOf("依托 按照 借助 通过 围绕 针对 聚焦 新增 累计 办理 累计办理 受理 参与 参加 纳入 加速 加速融入 融入 谋划 申报 争取 收官 打响 夺取")

// countsThings says that a count stands inside, outside quotes: 新增企业30家、创新中心.
func countsThings(rs []rune, i, j int) bool {
	depth := 0
	for k := i; k+1 < j; k++ {
		switch rs[k] {
		case '“', '《', '（':
			depth++
		case '”', '》', '）':
			depth = max(depth-1, 0)
		}
		if depth == 0 && digit(rs[k]) && strings.ContainsRune("家个户万亿公座项人%", rs[k+1]) && !beforeAny(rs, k+1, "1+") {
			return true
		}
	}
	return false
}

// clauseMechanisms reads one clause: the phrase after its governing verb, then
// what stands in quotes and in book-title marks.
func (r *Report) clauseMechanisms(l *Line, from, to int) {
	rs := l.Runes
	start, governed := afterGoverning(rs, from, to)
	for _, p := range phrases(rs, start, to) {
		if e, sort, ok := headEnd(rs, p[0], p[1], governed); ok {
			r.mechanism(l, p[0], e, sort, "治理名词")
		}
	}
	if at(rs, from) == '以' {
		// 以国土绿化行动为引领
		for _, role := range []string{"为引领", "为抓手", "为载体", "为契机", "为统领", "为牵引", "为依托", "为龙头"} {
			if k := indexWithin(rs, from+1, to, role); k > 0 {
				if e, sort, ok := headEnd(rs, from+1, k, false); ok && e == k {
					r.mechanism(l, from+1, e, sort, "以…为抓手")
				}
			}
		}
	}
	for i := from; i < to; i++ {
		switch rs[i] {
		case '《':
			if e := closing(rs, i, to, '》'); e > 0 && documentTitle(rs[i+1:e]) {
				r.mechanism(l, i, e+1, "document", "书名号")
				i = e
			}
		case '“':
			e := closing(rs, i, to, '”')
			if e < 0 {
				return
			}
			r.quoted(l, start, i, e, to, governed)
			i = e
		}
	}
}

func closing(rs []rune, i, to int, mark rune) int {
	for e := i + 1; e < to; e++ {
		if rs[e] == mark {
			return e
		}
	}
	return -1
}

// longestTitle of a document in code points.
const longestTitle = 100

func documentTitle(rs []rune) bool {
	return len(rs) <= longestTitle && containsAny(string(rs), []string{"规划", "纲要", "方案", "意见", "办法", "条例", "计划", "措施", "规定", "清单", "行动", "建议", "细则", "通知", "决定"})
}

// afterGoverning is where the object of the clause's governing verb begins.
func afterGoverning(rs []rune, from, to int) (start int, governed bool) {
	start = from
	for start < to {
		if n, _ := governs.Longest(rs[:to], start); n > 0 && start+n < to {
			start += n
			governed = true
			continue
		}
		n, _ := adverbs.Longest(rs[:to], start)
		if n == 0 || start+n >= to || n == 1 && (!strings.ContainsRune("已共均都又再还也将拟并", rs[start])) {
			break
		}
		start += n
	}
	if governed {
		return start, true
	}
	// subject first: 仙桃顺利接受国家…评估验收
	for i := from; i < to && i < from+12; i++ {
		if rs[i] == '“' || rs[i] == '《' {
			break
		}
		if n, _ := governs.Longest(rs[:to], i); n >= 2 && i+n+3 < to {
			return i + n, true
		}
	}
	return from, false
}

// phrases parts a coordinated object where its parts each end in a head noun:
// 产权制度、有偿使用、保护补偿和损害赔偿制度.
func phrases(rs []rune, from, to int) [][2]int {
	var cuts []int
	depth := 0
	for i := from; i < to; i++ {
		switch rs[i] {
		case '“', '（', '《':
			depth++
		case '”', '）', '》':
			depth = max(depth-1, 0)
		case '、', '和', '及':
			if depth != 0 || i == from || hasPrefix(rs[i:], "和谐") || hasPrefix(rs[i:], "和平") {
				continue
			}
			start := from
			if len(cuts) > 0 {
				start = cuts[len(cuts)-1] + 1
			}
			if headAt(rs, start, i) || rs[i-1] == '”' && headAt(rs, start, i-1) {
				cuts = append(cuts, i)
			}
		}
	}
	if len(cuts) == 0 {
		return [][2]int{{from, to}}
	}
	var out [][2]int
	start := from
	for _, c := range cuts {
		out = append(out, [2]int{start, c})
		start = c + 1
	}
	return append(out, [2]int{start, to})
}

func headAt(rs []rune, from, end int) bool {
	n, _ := headNouns.Ends(rs, from, end, 6)
	if n == 0 {
		return false
	}
	return end-from-n >= 2
}

// tails may follow the head noun of a name without being part of it.
var tails = wordsOf("建设 完善 改革 全覆盖 作用 要求 落实 工作 成效 覆盖 任务 部署 试点 监管 管理 力度 运行 实施 落地 升级 发展 刚性约束 约束 功能 目标 效能 服务 建成 投用 衔接 政策 制度 机制 创新 升级改造 整合 推广 应用 水平 能力 质效 等 精神 体系建设 综合改革 信息化 规范化 标准化 成果 落实落地 互联互通 关键作用 有效运行")

// headEnd finds the end of the name in [from, to): its last head noun.
func headEnd(rs []rune, from, to int, governed bool) (end int, sort string, ok bool) {
	for e := to; e > from+2; e-- {
		n, s := headNouns.Ends(rs, from, e, 6)
		if n == 0 {
			continue
		}
		rest := rs[e:to]
		if len(rest) > 0 {
			if t, _ := tails.Longest(rs[:to], e); t != len(rest) && !(t > 0 && len(rest)-t <= 6) && !(len(rest) > 0 && (strings.ContainsRune("的、和，）", rest[0]) || digit(rest[0]))) {
				continue
			}
		}
		head := rs[e-n : e]
		name := rs[from:e]
		if broad, _ := broadHeads.Exact(head); broad && (!governed || len(name)-n < 2) {
			return 0, "", false
		}
		if len(name)-n < 2 && len(name) < 3 || len(name) > 44 {
			return 0, "", false
		}
		if !governed && n < 3 && len(name) < 8 && !strings.ContainsRune(string(name), '”') {
			return 0, "", false
		}
		if digit(name[0]) && !hasPrefix(name, "12345") && !hasPrefix(name, "110") && !slices.Contains(name, '·') && !strings.ContainsRune(string(name), '“') {
			return 0, "", false
		}
		return e, s, true
	}
	return 0, "", false
}

// quoteTails after a quoted name make it a mechanism and belong to it.
var quoteTails = func() *lexicon.Book[string] {
	b := &lexicon.Book[string]{}
	for sort, words := range map[string]string{
		"mechanism":   "机制 模式 体系 监管 联动改革 联动 工作法 巩固情况常态化监测 的项目调度机制 的国土空间规划体系 服务 闭环管理",
		"institution": "制度 改革 改革全覆盖 双控制度 政策 红线",
		"platform":    "平台 平台建设 工业园 专区 系统",
		"list":        "清单",
		"plan":        "计划 目标 规划 三年行动计划 条 方案",
		"campaign":    "普法 便民 行动 工程 专项行动 活动 专项整治 三年行动 攻坚 创建 功能配套 整治 战役",
	} {
		for _, w := range strings.Fields(words) {
			b.Add(w, sort)
		}
	}
	return b
}()

// quoteEnds are what the quoted name of a working method ends in: “河长制”, “接诉即办”.
var quoteEnds = func() *lexicon.Book[string] {
	b := &lexicon.Book[string]{}
	for sort, words := range map[string]string{
		"mechanism": "制 长制 双控 即办 通办 快办 代办 联办 速办 好办 易办 直办 报到 吹哨 调度 拉练 包联 工作法 揭榜挂帅 双随机 双减 双代 双提 双招双引 双创 一公开 亩均论英雄 亩产论英雄 一厂一策 一企一策 一业一证",
		"list":      "条 白名单 黑名单 红黑榜 一张表 一本账 明白卡 清单",
		"platform":  "政务服务 一张网 一个码 一码通 一张图 码上办 工作坊 工作室 驿站 服务站 小程序 云平台 大脑",
		"campaign":  "十个一 五个一 四个一 三个一 六个一 八个一",
	} {
		for _, w := range strings.Fields(words) {
			b.Add(w, sort)
		}
	}
	return b
}()

// quoted decides on “…” at [i, e]: with a telling noun after it, or as the
// object of a governing verb.
func (r *Report) quoted(l *Line, start, i, e, to int, governed bool) {
	rs := l.Runes
	inner := rs[i+1 : e]
	if len(inner) < 2 || len(inner) > 40 {
		return
	}
	if ok, _ := notMechanisms.Exact(inner); ok {
		return
	}
	begin := i
	// 招商引资“一号工程”: the modifier before the quote belongs to the name
	for begin > start && (han(rs[begin-1]) || digit(rs[begin-1]) || rs[begin-1] == '、') && i-begin < 22 {
		begin--
	}
	if n := i - begin; n == 1 && strings.ContainsRune("的以让把在为", rs[begin]) {
		begin = i
	}
	if n, sort := quoteTails.Longest(rs[:to], e+1); n > 0 {
		end := e + 1 + n
		if strings.HasSuffix(string(rs[e+1:end]), "建设") {
			end -= 2
		}
		r.mechanism(l, begin, end, sort, "引号加治理名词")
		return
	}
	if n, sort := quoteEnds.Ends(rs, i+1, e, 8); n > 0 && len(inner) >= 2 && !beforeAny(rs, i, "荣获", "获评", "评为", "授予", "获得", "命名为", "列入") {
		r.mechanism(l, begin, e+1, sort, "引号内的制度名")
		return
	}
	if n, sort := headNouns.Ends(rs, i+1, e, 6); n > 0 && len(inner) >= 4 && at(rs, e+1) != '“' {
		r.mechanism(l, begin, e+1, sort, "引号内的治理名词")
		return
	}
	if governed && start >= i-14 && (len(inner) >= 3 || begin < i) && (e+1 == to || strings.ContainsRune("，。；、要作刚的建全", at(rs, e+1))) {
		r.mechanism(l, begin, e+1, "mechanism", "推行的引号词")
	}
}
