package statement

import (
	"strings"

	"duban/internal/base/lexicon"
)

// unitSort says what sort of thing a unit counts; rules ask it.
type unitSort uint8

const (
	noUnit  unitSort = iota
	counter          // 个 家 座
	people           // 人 名 人次
	money            // 元
	area             // 亩 平方米
	length           // 公里 米
	weight           // 吨
	power            // 千瓦 千伏
	span             // 年 月 天 小时
	percent          // %
	points           // 个百分点
	ratio            // 倍 成 番
	place            // 位 名 as a rank
	other            // 微克/立方米 分 度
)

var units = buildUnits()

func buildUnits() *lexicon.Book[unitSort] {
	b := &lexicon.Book[unitSort]{}
	add := func(s unitSort, words string) {
		for _, w := range strings.Fields(words) {
			b.Add(w, s)
		}
	}
	add(counter, `个 个位次 个名次 家 座 处 条 项 件 起 所 套 栋 幢 台 台套 台（套） 辆 架 艘 张 份 篇 部 本 册 种 类 大类 批 批次 次 场 场次 轮 支 只 头 羽 株 棵 盏 眼 口 对 双 组 面 幅 块 片 段 道 门 间 列 班 班次 班列 款 枚 颗 箱 桩 宗 例 单 笔 趟 层 节 粒 瓶 剂次 针次 针剂 剂 标箱 标段 床 张床位 个床位 台次 车次 架次 航次 件次 户次 家次 处次 艘次 例次 TEU 辆次 丛 把 顶 根 扇 副 尾 匹 口井 眼井 标准箱 个床 孔 期 席 个次 课时 学时 册次 站 座次 集 出 首 幕 枪 桶 包 团 队 网格 个点位 村次 余 桌 条次 套（间） 间（套） 户（家） 个（次） 项次 家（次）`)
	add(people, `人 名 人次 户 位 人（次） 户数 人份 人天 人数 户籍 员 人年`)
	add(money, `元 美元 欧元 元人民币 日元 港元 元/人 元/亩 元/吨 元/月 元/年 元/平方米 元/斤 元/公斤 元/人·年 块钱 元每月`)
	add(area, `亩 公顷 平方米 平方公里 平方千米 平米 ㎡ 平方 亩次 亩地 平方米/人 平 m2`)
	add(length, `公里 千米 米 延米 里 华里 海里 车公里 双公里 延长米 km 厘米 毫米 沟公里 管公里 车道公里 里程 皮长公里 芯公里`)
	add(weight, `吨 公斤 斤 千克 克 吨标准煤 吨标煤 立方米 方 立方 升 蒸吨 吨/日 吨/年 吨/天 立方米/日 立方米/年 吨/小时 公斤/亩 斤/亩 吨公里 吨二氧化碳 标方 标准立方米 吨公里 立方米/秒 毫升 箱/年 方/日 担 重箱 载重吨 吨级 吨位`)
	add(power, `千瓦 千瓦时 兆瓦 瓦 度 千伏 千伏安 伏安 kV kW MW GW 吉瓦 兆瓦时 KV KW 兆 kw kv 吉瓦时 GWh MWh 马力 瓦时 P E`)
	add(span, `年 个月 月 天 日 小时 个小时 分钟 秒 个工作日 工作日 周 星期 个季度 季度 个年头 岁 周岁 毫秒 刻钟 个日历天 日历天 昼夜 个工作小时 工作小时`)
	add(percent, `% ‰ 个点%`)
	add(points, `个百分点 百分点 个百分比 个千分点 个点`)
	add(ratio, `倍 成`)
	add(other, `分 点 级 微克/立方米 毫克/立方米 毫克/升 分贝 ug/m3 μg/m3 µg/m3 微克 微克每立方米 摄氏度 ℃ 厘 兆比特/秒 Mbps bps 比特 T 人/平方公里 人/千人 件/万人 张/千人 名/千人 人/万人 平方米/辆 公里/小时 微克/m3 MB GB TB PB G 个/万人 EFLOPS EFlops Eflops PFLOPS PFlops Pflops P Gbps 分位 度电`)
	return b
}

// multipliers stand between a numeral and its unit and belong to the unit.
var multipliers = lexicon.From(map[string]int{"万亿": 12, "亿": 8, "千万": 7, "百万": 6, "十万": 5, "万": 4, "千": 3, "百": 2})

// after some units a character shows that it was no unit: 人大, 名牌, 条例.
var notUnit = map[rune]string{
	'人': "大民才均行居社防武性格文事类为生大", '名': "牌录单优镇村城校师特胜医企茶家", '条': "例约文款", '台': "阶账胞商湾",
	'项': "目", '件': "", '场': "所地景馆镇内面站", '点': "位源状击", '部': "门分署委队落", '类': "别型似", '户': "籍外均口型主",
	'级': "以", '面': "向积对临貌粉", '道': "路德", '门': "店户类诊", '片': "区", '段': "", '班': "子组", '站': "点位", '路': "网段面线灯",
	'头': "部等", '种': "植子养业质源群苗粮田", '元': "素旦器", '分': "别类级布局散流公工析钟期配享层区", '成': "为功果立效员本长熟品交绩都就",
	'座': "谈", '期': "间限望", '集': "中群团体成聚约贸市", '出': "台口现来让租行生资", '包': "括联保头", '队': "伍", '团': "队体",
	'口': "岸腔碑号", '度': "假过", '里': "程面", '方': "面案向式针法便", '对': "接口外于标策", '单': "位项元个独", '组': "织团建合", '节': "能点水约日",
	'所': "有以", '双': "随创减高碳", '升': "级至", '周': "边年", '日': "常益均", '天': "然津气", '余': "", '层': "次面", '轮': "作", '首': "位次批", '本': "地土级市科", '平': "台安衡均方", '把': "", '根': "本据", '支': "持撑部付", '次': "产", '批': "准复", '套': "餐", '家': "庭电居长校具园", '幅': "", '册': "", '克': "服", '员': "", '席': "", '孔': "", '位': "于居列置", '只': "", '副': "", '列': "", '架': "构", '环': "境",
}

// unitAt reads multiplier and unit at p: 余万元, 多万, 万人次, 个百分点. more
// says that 余 or 多 stands in it.
func unitAt(rs []rune, p int) (n int, unit string, sort unitSort, more bool) {
	start := p
	var b strings.Builder
	moreHere := func() {
		if p < len(rs) && (rs[p] == '余' || rs[p] == '多' || rs[p] == '来' && p+1 < len(rs) && rs[p+1] != '源') {
			more = true
			p++
		}
	}
	moreHere()
	if m, s := baseUnit(rs, p); m > 0 {
		m += perUnit(rs, p+m)
		b.WriteString(string(rs[p : p+m]))
		p += m
		return p - start, b.String(), s, more
	}
	if m, _ := multipliers.Longest(rs, p); m > 0 {
		b.WriteString(string(rs[p : p+m]))
		p += m
		moreHere()
		m, s := baseUnit(rs, p)
		if m == 1 && (rs[p] == '级' || rs[p] == '点' || rs[p] == '分') {
			m, s = 0, noUnit
		}
		if m == 0 && at(rs, p) == '名' {
			m, s = 1, people // 3.2万名老年人: after a multiplier it counts
		}
		m += perUnit(rs, p+m)
		if m > 0 {
			b.WriteString(string(rs[p : p+m]))
			p += m
		}
		if s == noUnit {
			s = counter
		}
		return p - start, b.String(), s, more
	}
	if more {
		return 0, "", noUnit, false
	}
	return 0, "", noUnit, false
}

// perUnit is the length of what a compound unit is per: 亿元[/户], 吨标准煤[/万元].
func perUnit(rs []rune, p int) int {
	if at(rs, p) != '/' {
		return 0
	}
	q := p + 1
	if m, _ := multipliers.Longest(rs, q); m > 0 {
		q += m
	}
	m, _ := units.Longest(rs, q)
	if m == 0 {
		return 0
	}
	return q + m - p
}

// baseUnit reads a unit without multiplier.
func baseUnit(rs []rune, p int) (int, unitSort) {
	n, s := units.Longest(rs, p)
	for n > 0 {
		last := rs[p+n-1]
		if bad, ok := notUnit[last]; ok && p+n < len(rs) && strings.ContainsRune(bad, rs[p+n]) && !(n >= 2 && last != '人') {
			if last == '名' && (rs[p+n] == '优' && p+n+1 < len(rs) && rs[p+n+1] == '秀' || rs[p+n] == '特' && p+n+1 < len(rs) && rs[p+n+1] != '优' || rs[p+n] == '医' && p+n+1 < len(rs) && rs[p+n+1] != '馆' || rs[p+n] == '师') {
				break
			}
			// a shorter unit may stand before: 个 in 个点位
			n--
			if n == 0 {
				return 0, noUnit
			}
			ok, v := units.Exact(rs[p : p+n])
			if !ok {
				return 0, noUnit
			}
			s = v
			continue
		}
		break
	}
	if n > 0 && letter(rs[p+n-1]) && p+n < len(rs) && letter(rs[p+n]) {
		return 0, noUnit
	}
	return n, s
}
