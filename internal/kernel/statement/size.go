package statement

import (
	"strings"

	"duban/internal/base/lexicon"
)

// thresholdHeads are what a threshold selects: 亿元以上项目.
var thresholdHeads = lexicon.Of("项目", "企业", "工业项目", "产业", "技改", "工业企业", "园区", "集群", "重点项目", "产业项目", "重大项目", "优质项目", "大项目", "好项目", "龙头", "锅炉", "机组", "燃煤", "的项目", "的企业", "的龙头", "级", "的产业", "的特色", "的重点", "的", "养殖场", "工程", "投资项目", "工业", "战新", "主导产业", "农业", "服务业", "重点", "招商", "签约", "新开工", "制造业", "先进", "特色", "支柱", "镇", "村", "强镇", "强村", "生产性", "单体", "增资", "外资", "内资", "生产", "商贸", "现代", "文旅", "高质量", "产值", "税收", "产能", "重大", "县", "乡镇", "优质", "旗舰", "品牌", "科技", "高新", "电商", "河流", "湖泊", "大企业", "种植", "规模", "设施", "大户", "合作社", "家庭农场", "基地", "物流", "市场", "亿元", "建筑", "机动车")

// isThreshold: the number only says which things are meant.
func isThreshold(w *where, n *number) bool {
	if n.word != "" || n.sort == percent || n.sort == points {
		return false
	}
	if selectsByCount(w, n) || selectsPlaces(w, n) {
		return true
	}
	if !amount(n) {
		return false
	}
	j := n.j
	for _, b := range []string{"以上", "以下", "以内", "及以上", "及以下", "（含）以上", "（含）以下", "级", "量级", "规模", "（含）"} {
		if afterAny(w.rs, j, b) {
			j += len([]rune(b))
			break
		}
	}
	over := n.more || beforeAny(w.rs, n.i, "过", "超", "超过", "上", "逾", "达", "破", "突破", "重回")
	switch {
	case j > n.j && !n.more:
		return selectsFromBound(w, n, j, over)
	case n.bare && n.value.Float() == 1 && !over:
		// 亿元项目, 万亩基地, 万人: a class by size
		return !afterAny(w.rs, j, "大关")
	case n.bare:
		return selectsByClass(w, n, j, over)
	case n.sort == money || strings.HasSuffix(n.unit, "亿"):
		return selectsBySum(w, n, j, over)
	}
	return false
}

// amount says that a number is an amount, by which things are parted into large and small.
func amount(n *number) bool {
	switch n.sort {
	case money, area, weight, power, length, span:
		return true
	}
	return n.bare || strings.HasSuffix(n.unit, "亿")
}

// selectsByCount: 对10人以上的企业, 200头以上的养殖场.
func selectsByCount(w *where, n *number) bool {
	if n.sort != counter && n.sort != people {
		return false
	}
	for _, b := range []string{"以上的", "以下的", "以内的"} {
		if !afterAny(w.rs, n.j, b) {
			continue
		}
		if hasPrefix(w.rs[w.cFrom:n.i], "对") || hasPrefix(w.rs[w.cFrom:n.i], "为") || strings.ContainsAny(n.unit, "头只羽") && afterAny(w.rs, n.j+len([]rune(b)), "畜禽", "养殖", "规模", "生猪") {
			return true
		}
	}
	return false
}

// selectsPlaces: 20户以上自然村, 人口20万以上的县.
func selectsPlaces(w *where, n *number) bool {
	if !afterAny(w.rs, n.j, "以上", "以下") {
		return false
	}
	return strings.HasSuffix(n.unit, "户") && afterAny(w.rs, n.j+2, "自然村", "的自然村", "村组", "的村", "居民点") || before(w.rs, n.i, "人口") && at(w.rs, n.j+2) == '的'
}

// selectsFromBound: 亿元以上项目, a word of bound up to j.
func selectsFromBound(w *where, n *number, j int, over bool) bool {
	rs := w.rs
	next := at(rs, j)
	if next == '、' {
		// 用地50亩以下、能耗1万吨以下的项目: the list ends in what it selects
		for _, t := range []string{"以下的", "以上的", "以下项目", "以上项目", "以上企业"} {
			if indexWithin(rs, j, w.cTo, t) >= 0 {
				return true
			}
		}
	}
	class := at(rs, n.j) == '级' || at(rs, n.j) == '量'
	if next == 0 || strings.ContainsRune("，。；）！", next) || next == '、' && !n.bare {
		return n.bare && !class && !over && n.value.Float() == 1
	}
	if afterAny(rs, j, "的新台阶", "台阶", "大关", "俱乐部", "行列") {
		return n.bare && n.value.Float() == 1
	}
	if class && !countGoverns(w, n) {
		return false
	}
	if k, _ := thresholdHeads.Longest(rs, j); k > 0 || n.bare {
		return !(actionBefore(rs, w.cFrom, n.i) && !n.bare && (n.sort == area || n.sort == length))
	}
	if next == '的' {
		return true
	}
	if n.sort == money && before(rs, j, "规模") && !n.bare && beforeAny(rs, n.i, "组建", "设立", "成立", "发起设立") {
		return false // 组建200亿元规模母基金
	}
	return n.sort == money || n.sort == weight || n.sort == power
}

// selectsByClass: 千亿集群, 百亿企业, but not 突破千亿.
func selectsByClass(w *where, n *number, j int, over bool) bool {
	if k, _ := thresholdHeads.Longest(w.rs, j); k > 0 && !before(w.rs, n.i, "上") {
		return true
	}
	if afterAny(w.rs, j, "大关", "台阶") {
		return false
	}
	if n.value.Float() == 1 && !strings.ContainsRune("，。；、", at(w.rs, j)) {
		return true
	}
	return !(over || beforeAny(w.rs, n.i, "迈入", "迈上", "跨入", "跨越", "进入", "跨过", "近", "到", "为", "迈进"))
}

// selectsBySum: 产值超10亿元的集群, 投资5亿元项目.
func selectsBySum(w *where, n *number, j int, over bool) bool {
	rs := w.rs
	if !over && !attributeBefore(rs, w.cFrom, n.i) || groupOf(rs, n, w.cTo) {
		return false
	}
	if at(rs, j) == '、' {
		// 投资超50亿元、超100亿元的项目
		for k := j + 1; k < w.cTo; k++ {
			if m, ok := numberAt(rs[:w.cTo], k); ok {
				return m.sort == money && at(rs, m.j) == '的'
			}
		}
	}
	if at(rs, j) == '的' || n.chinese && over && afterAny(rs, j, "达") {
		return true
	}
	k, _ := thresholdHeads.Longest(rs, j)
	return k > 1 && !strings.ContainsRune("，。；、", at(rs, j))
}

// countGoverns says that a count stands before or after in the clause: 1—2个千亿量级集群.
func countGoverns(w *where, n *number) bool {
	for i := w.cFrom; i < n.i; i++ {
		if strings.ContainsRune("个家批座", w.rs[i]) {
			return true
		}
	}
	for i := n.j; i < w.cTo && w.rs[i] != '、' && w.rs[i] != '和'; i++ {
		if digit(w.rs[i]) {
			return true
		}
	}
	return false
}

var attributes = lexicon.Of("投资", "总投资", "产值", "营收", "收入", "税收", "纳税", "销售收入", "销售额", "主营业务收入", "营业收入", "年产值", "规模", "面积", "占地", "全长", "总长", "总面积", "年销售收入", "入库税金", "年营收", "产能", "建筑面积", "总建筑面积", "占地面积", "计划投资", "计划总投资", "估算总投资", "概算投资", "亩均税收", "注册资本", "交易额", "资产")

func attributeBefore(rs []rune, from, i int) bool {
	for k := i; k > max(from, i-3); k-- {
		if n, _ := attributes.Ends(rs, from, k, 6); n > 0 {
			return true
		}
	}
	return false
}

// isSize: the number describes one named thing: 首期1000亩的产业园, 3.5平方公里高新区东平台.
func isSize(w *where, n *number) bool {
	rs := w.rs
	if n.sort == people && at(rs, n.j) == '的' && beforeAny(rs, n.i, "容纳", "可容纳", "能容纳") {
		return true
	}
	if n.sort == counter && strings.ContainsAny(n.unit, "套头只羽") && han(at(rs, n.j)) && (listedName(rs, w.cFrom, n.i) || !actionBefore(rs, w.cFrom, n.i)) && endsInProjects(rs, n.j, w.cTo) {
		return true // 甲园、乙公司300万套种鸡等项目
	}
	if n.sort != area && n.sort != length && n.sort != money && n.sort != weight && n.sort != power && !(n.sort == counter && (strings.HasPrefix(n.unit, "张") || strings.HasSuffix(n.unit, "辆"))) {
		return false
	}
	next := at(rs, n.j)
	if n.sort == length && afterAny(rs, n.j, "范围", "以内范围", "内范围") {
		return true // 两岸1000米范围内
	}
	if n.sort == area && next == '、' && before(rs, n.i, "占地") && indexWithin(rs, n.j, min(w.cTo, n.j+14), "的") >= 0 {
		return true // 占地36亩、可容纳3000人的中心
	}
	if n.sort == money && digit(next) {
		// 投资6.4亿元7.4公里的某路: both sizes describe one thing
		if m, ok := numberAt(rs, n.j); ok && at(rs, m.j) == '的' && (m.sort == length || m.sort == area) {
			return true
		}
	}
	if beforeAny(rs, n.i, "年产", "日产", "日处理", "年处理", "日供水", "年加工", "装机", "总装机") && next != 0 && !strings.ContainsRune("，。；、以）", next) {
		return true
	}
	if n.sort == power && next != 0 && !strings.ContainsRune("，。；、）", next) && !beforeAny(rs, n.i, "新增", "新建", "建成", "装机", "并网", "累计") && indexWithin(rs, n.j, w.cTo, "项目") >= 0 {
		return true // 300兆瓦渔光互补项目
	}
	if next == '的' && !afterAny(rs, n.j, "目标", "的目标", "的任务", "的增长", "的速度", "的占", "的规模", "的水平", "的好", "的高") {
		if n.sort == money && actionBefore(rs, w.cFrom, n.i) && !attributeBefore(rs, w.cFrom, n.i) || groupOf(rs, n, w.cTo) {
			return false
		}
		if n.sort == counter {
			return strings.HasPrefix(n.unit, "张") && !beforeAny(rs, n.i, "新增", "增加")
		}
		return true
	}
	if n.sort == area {
		if afterAny(rs, n.j, "规划") && !actionBefore(rs, w.cFrom, n.i) {
			return true
		}
		if placeNoun(rs, n.j, w.cTo) {
			return true
		}
	}
	return false
}

// listedName says that a name of a list, without a verb of doing, runs up to i.
func listedName(rs []rune, from, i int) bool {
	j := i
	for j > from && rs[j-1] != '、' {
		j--
	}
	return j > from && i-j >= 2 && !startsWithVerb(rs[j:i])
}

// endsInProjects says that a list goes on to 等项目.
func endsInProjects(rs []rune, from, to int) bool {
	k := indexWithin(rs, from, to, "等")
	return k >= 0 && indexWithin(rs, k, min(to, k+8), "项目") >= 0
}

// groupOf says that an amount belongs to things that are counted, not to one
// named thing: 总投资168亿元的44个项目.
func groupOf(rs []rune, n *number, to int) bool {
	if n.sort != money || at(rs, n.j) != '的' || n.bare || !attributeBefore(rs, max(0, n.i-6), n.i) {
		return false
	}
	if m, ok := numberAt(rs[:to], n.j+1); ok {
		return m.sort == counter && !m.chinese
	}
	if c := string(rs[max(0, n.i-6):n.i]); beforeAny(rs, n.i, "超", "超过", "突破", "逾") && containsAny(c, []string{"产值", "收入", "税收", "纳税", "销售额", "利润"}) {
		return false // 年产值超5000万元的企业29家: the mark they pass
	}
	// 总投资322亿元的重大项目116个
	for k := n.j + 2; k < to && k < n.j+16; k++ {
		if strings.ContainsRune("，；、。", rs[k]) {
			return false
		}
		if digit(rs[k]) {
			m, ok := numberAt(rs[:to], k)
			return ok && m.sort == counter
		}
	}
	return indexWithin(rs, n.j, min(to, n.j+14), "类项目") >= 0
}

// placeNoun says that what follows up to the end of the clause names one site.
func placeNoun(rs []rune, from, to int) bool {
	end := to
	for i := from; i < to; i++ {
		if rs[i] == '、' || rs[i] == '和' {
			end = i
			break
		}
	}
	if end-from < 2 {
		return false
	}
	s := strings.TrimSuffix(strings.TrimSuffix(string(rs[from:end]), "建设"), "开发")
	for _, t := range []string{"平台", "园", "产业园", "小镇", "中心", "基地", "新城", "花卉园", "采摘园", "综合体", "园区", "新区", "起步区", "核心区", "广场", "大厦", "片区", "示范区"} {
		if strings.HasSuffix(s, t) {
			return true
		}
	}
	return false
}
