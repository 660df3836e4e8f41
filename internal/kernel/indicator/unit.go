package indicator

import "strings"

// family is a set of sorts of units. A unit may be of several: 万元 states a
// town's revenue and a person's income.
type family uint16

const (
	bare    family = 1 << iota // no unit: an index
	percent                    // %, ‰
	points                     // 个百分点
	times                      // 倍, 成, 番
	money                      // sums: 万元 and more
	pay                        // money for one: 元
	people                     // 人, 人次
	count                      // 家, 个, 座
	area                       // 亩, 公顷, 平方公里
	floor                      // 平方米
	weight                     // 吨
	volume                     // 立方米
	length                     // 公里
	power                      // 千瓦, 千瓦时
	density                    // 微克/立方米
	span                       // 天, 年, 岁
)

// unitFamilies lists every unit that a report may write with its families. A
// unit that is not listed measures nothing in general use.
func unitFamilies() map[string]family {
	m := map[string]family{"": bare, "-": bare, "点": bare, "1/10万": bare | percent, "万": people | count, "亿": people | count, "千万": people | count, "百万": people | count,
		"%": percent, "‰": percent, "个百分点": points, "百分点": points, "个千分点": points, "个点": points,
		"倍": times, "成": times, "番": times}
	scales := []string{"", "百", "千", "万", "十万", "百万", "千万", "亿", "万亿"}
	add := func(f family, bases string) {
		for b := range strings.FieldsSeq(bases) {
			for _, s := range scales {
				m[s+b] |= f
			}
		}
	}
	for _, b := range []string{"元", "美元", "元人民币", "欧元", "港元"} {
		m[b], m["千"+b] = pay, pay
		for _, s := range scales[3:] {
			m[s+b] = money
		}
		m["万"+b] |= pay
	}
	add(pay, "元/人 元/月 元/年 元/人·年 元/亩 元每月")
	add(people, "人 名 人次 位 人（次） 人次（次） 人份 户籍人口")
	add(count, "户 家 个 座 所 处 件 项 条 起 套 台 台（套） 台套 辆 张 块 头 只 羽 株 棵 种 列 标箱 标准箱 TEU 张床位 眼 次 支 批 件次 户次 家次 艘 部 道 枚 公里（条）")
	add(area, "亩 公顷 平方公里 平方千米 平方米 平米 ㎡")
	add(floor, "平方米 平米 ㎡ 平方米/人")
	add(weight, "吨 公斤 斤 千克 担 吨标准煤 吨标煤 公斤/亩 斤/亩 吨/万元 吨标准煤/万元 吨标煤/万元")
	add(volume, "立方米 方 立方 方水 立方米/万元")
	add(length, "公里 千米 米 延米 里程")
	add(power, "千瓦 千瓦时 兆瓦 瓦 度 吉瓦 MW GW KW kW kw 度电 亿千瓦时")
	add(density, "微克/立方米 毫克/立方米 微克 微克每立方米 ug/m3 μg/m3 µg/m3 微克/m3")
	add(span, "天 日 年 岁 个工作日 工作日 小时 个小时 周岁 分钟")
	for _, s := range scales {
		m[s+"个"] |= people // 岗位
	}
	m["亩/亿元"] = area
	return m
}
