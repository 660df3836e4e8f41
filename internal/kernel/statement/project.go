package statement

import (
	"strings"
)

// stages are the words a report has for how far a project is.
var stages = wordsOf(`签约 签约落户 落户 落地 签约入园 开工 开工建设 动工 奠基 加快建设 建设 在建 推进 加快推进 有序推进 顺利推进 扎实推进 全面推进 主体完工 主体竣工 完工 封顶 竣工 竣工投产 竣工投用 投产 建成 建成投产 建成投用 建成投运 建成通车 投用 投入使用 投入运营 投运 通车 通车运营 通航 运营 试营业 试运行 试生产 启用 搬迁运营 完成 完成改造 获批 获批建设 立项 纳入 谋划 前期工作 加快 启动 启动建设 达产 交付使用 建设投产 早投产 开业 落成 顺利竣工 全面完工 全面竣工 全面投产 全面开工 顺利投产 顺利开工 相继投产 建成使用 投资建设 正式运营 进展顺利 快速推进 稳步推进 升级 完成主体施工`)

// projectNouns end the name of something built.
var projectNouns = wordsOf(`项目 工程 一期 二期 三期 四期 产业园 工业园 园区 科技园 物流园 创业园 医院 院区 学校 中学 小学 幼儿园 校区 公路 高速 高速公路 铁路 城际铁路 大桥 桥 机场 港 码头 电厂 水厂 污水处理厂 处理厂 泵站 水库 灌区 变电站 基地 小镇 综合体 广场 大厦 公园 体育馆 图书馆 博物馆 展览馆 文化馆 中心 康养中心 大道 段改建 段改扩建 改扩建 道路 快速路 隧道 枢纽 客运站 市场 商城 生产线 数据中心 厂房 改造工程 建设项目 治理工程 搬迁 扩建 迁建 电站 管网 街 路 服务区 填埋场 主体工程`)

// genericProjects are no names: 重点项目, 亿元以上项目.
var genericProjects = []string{"抓紧项目", "重点项目", "重大项目", "以上项目", "产业项目", "个项目", "批项目", "招商项目", "签约项目", "在建项目", "储备项目", "民生项目", "建设项目", "基础设施", "工业项目", "投资项目", "这些", "各类", "一批", "大项目", "好项目", "优质项目", "省市", "配套工程", "重点工程", "技改项目", "专项债", "新项目"}

// longestProject bounds a project's name.
const longestProject = 32

// projects finds named projects with size, investment and stage where stated.
func (r *Report) projects() {
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Role != BodyLine {
			continue
		}
		rs := l.Runes
		for from := l.head; from < len(rs); {
			to := clauseEnd(rs, from, len(rs))
			r.clauseProjects(l, from, to)
			from = to + 1
		}
	}
}

func (r *Report) clauseProjects(l *Line, from, to int) {
	rs := l.Runes
	if r.listedProjects(l, from, to) {
		return
	}
	if r.sizedProject(l, from, to) {
		return
	}
	// one name, then its stage: 武仙城际铁路通车运营
	for e := from + 4; e < to; e++ {
		s, _ := stages.Longest(rs[:to], e)
		if s < 2 || e+s != to && !strings.ContainsRune("、和并", rs[e+s]) {
			continue
		}
		if n, _ := projectNouns.Ends(rs, from, e, 6); n == 0 {
			continue
		}
		start := nameStart(rs, from, e)
		for _, p := range names(rs, start, e) {
			r.project(l, p[0], p[1], string(rs[e:e+s]), "", "", "名称加进度")
		}
		return
	}
}

// listedProjects: 健鼎二期、华润电厂、锦盛辉煌等项目加快建设.
func (r *Report) listedProjects(l *Line, from, to int) bool {
	rs := l.Runes
	for i := from + 3; i < to-1; i++ {
		if rs[i] != '等' {
			continue
		}
		end := i + 1
		for end < to && end < i+14 && !hasPrefix(rs[end:], "项目") && !hasPrefix(rs[end:], "工程") {
			end++
		}
		if end >= to || end >= i+14 || strings.ContainsAny(string(rs[i+1:end]), "、“”") {
			continue
		}
		stage := ""
		for k := end + 2; k < to; k++ {
			if n, _ := stages.Longest(rs[:to], k); n > 0 {
				stage = string(rs[k : k+n])
				break
			}
		}
		start := nameStart(rs, from, i)
		verb := ""
		if start > from {
			if n, _ := stages.Ends(rs, from, start, 6); n > 0 {
				verb = string(rs[start-n : start])
			}
		}
		if stage == "" {
			stage = verb
		}
		for _, p := range names(rs, start, i) {
			r.project(l, p[0], p[1], stage, "", "", "列举的项目")
		}
		return true
	}
	return false
}

// sizedProject: 总投资12亿元的新能源装备产业园, 首期1000亩的智能制造产业综合体.
func (r *Report) sizedProject(l *Line, from, to int) bool {
	rs := l.Runes
	if !sizeBefore(rs, from, to) {
		return false
	}
	for _, n := range numbers(rs, from, to) {
		if n.unit == "" || n.sort != money && n.sort != area || at(rs, n.j) != '的' {
			continue
		}
		for e := n.j + 4; e <= to; e++ {
			if k, _ := projectNouns.Ends(rs, n.j+1, e, 6); k == 0 {
				continue
			}
			if e < to {
				if m, _ := projectNouns.Longest(rs[:to], e); m > 0 {
					continue
				}
				if s, _ := stages.Longest(rs[:to], e); s == 0 && !strings.ContainsRune("、和，", rs[e]) {
					continue
				}
			}
			stage := ""
			for k := e; k < to; k++ {
				if s, _ := stages.Longest(rs[:to], k); s > 0 {
					stage = string(rs[k : k+s])
					break
				}
			}
			size, money1 := "", ""
			if n.sort == money {
				money1 = string(rs[n.i:n.j])
			} else {
				size = string(rs[n.i:n.j])
			}
			for _, p := range names(rs, n.j+1, e) {
				r.project(l, p[0], p[1], stage, size, money1, "投资或规模的名称")
			}
			return true
		}
	}
	return false
}

// sizeBefore says that 元的, 亩的 or the like stands in the clause.
func sizeBefore(rs []rune, from, to int) bool {
	for i := from + 2; i < to; i++ {
		if rs[i] == '的' && strings.ContainsRune("元亩米里顷方", rs[i-1]) {
			return true
		}
	}
	return false
}

// nameStart skips verbs and adverbs before a name.
func nameStart(rs []rune, from, end int) int {
	i := from
	for i < end {
		if n, _ := governs.Longest(rs[:end], i); n >= 2 {
			i += n
			continue
		}
		if n, _ := duties.Longest(rs[:end], i); n >= 2 && i+n+2 < end {
			i += n
			continue
		}
		if n, _ := actions.Longest(rs[:end], i); n >= 2 && i+n+2 < end {
			i += n
			continue
		}
		n, _ := adverbs.Longest(rs[:end], i)
		if n < 2 && !(n == 1 && strings.ContainsRune("已将以", rs[i])) {
			break
		}
		i += n
	}
	return i
}

// names parts a list of names at 、 and 和.
func names(rs []rune, from, to int) [][2]int {
	var out [][2]int
	start, depth := from, 0
	for i := from; i <= to; i++ {
		if i < to {
			switch rs[i] {
			case '（', '“':
				depth++
			case '）', '”':
				depth = max(depth-1, 0)
			}
			if depth > 0 || rs[i] != '、' && !(rs[i] == '和' && i > start+3 && i+4 < to) {
				continue
			}
		}
		if i > start {
			out = append(out, [2]int{start, i})
		}
		start = i + 1
	}
	return out
}

func (r *Report) project(l *Line, i, j int, stage, size, investment, rule string) {
	name := l.Words(i, j)
	if j-i < 3 || j-i > longestProject || containsAny(name, genericProjects) || digit(l.Runes[i]) && !strings.Contains(name, "国道") && !strings.Contains(name, "省道") {
		return
	}
	if n, _ := actions.Longest(l.Runes[:j], i); n >= 2 {
		return
	}
	r.Projects = append(r.Projects, Project{Span: l.span(i, j), Name: name, Size: size, Investment: investment, Stage: stage, Section: l.Section, Trace: []Step{{rule, stage}}})
}
