package reconcile

import "strings"

// grade is the set of ranks that a subject names (国家级, 市级以上), 0 if none.
type grade uint8

const (
	county grade = 1 << iota
	city
	province
	nation
)

// ranks are the words for each.
var ranks = []struct {
	of   grade
	word string
}{{nation, "国家级"}, {nation, "全国重点"}, {province, "省级"}, {province, "省定"}, {city, "市级"}, {city, "市定"}, {county, "县级"}, {county, "区级"}, {county, "县定"}, {county, "区定"},
	{province, "省以上"}, {city, "市以上"}, {county, "县以上"}, {province | city, "省市重点"}, {province | city, "省、市"}, {province | city, "省市民生"}, {province | city, "省市级"}}

func gradeOf(subject string) (out grade) {
	for _, g := range ranks {
		_, rest, ok := strings.Cut(subject, g.word)
		if !ok {
			continue
		}
		out |= g.of
		if strings.HasSuffix(g.word, "以上") || strings.HasPrefix(rest, "以上") || strings.HasPrefix(rest, "及以上") {
			out |= ^(g.of - 1) & (nation<<1 - 1)
		}
	}
	if out == county|city|province|nation {
		return 0
	}
	return out
}

// within says that what a result counts is a part of what was promised: of one
// rank where all were promised.
func (r grade) within(p grade) bool {
	return r != 0 && (p == 0 || r&^p == 0 && (r^p)&^nation != 0)
}

// assigned says that a rank of government has set the number: 省定20项民心工程.
func assigned(words string) bool {
	return hasAny(words, "省定", "市定", "县定", "区定", "省市民生")
}

// kinds are things with what counts among them. The first word of each row is
// the whole.
var kinds = [][]string{
	{"创新平台", "技术创新中心", "技术研究中心", "企业技术中心", "工程研究中心", "工程技术中心", "重点实验室", "研发机构", "产业技术研究院", "院士工作站", "工业设计中心"},
	{"农业经营主体", "家庭农场", "农民合作社", "农民专业合作社", "农业龙头企业", "产业化龙头企业"},
	{"农业园区", "农业示范区", "农业示范园", "农业科技园", "农业产业园"},
	{"市场主体", "个体工商户", "民营企业"},
}

// kin says that one of two subjects is a kind of the other: 1 the result of
// what was promised, -1 the promise of what is reported.
func kin(p, r string) int {
	for _, row := range kinds {
		wholeP, wholeR := strings.HasSuffix(p, row[0]), strings.HasSuffix(r, row[0])
		switch {
		case wholeP && !wholeR && endsIn(r, row[1:]):
			return 1
		case wholeR && !wholeP && endsIn(p, row[1:]):
			return -1
		}
	}
	return 0
}

// endsIn says that a name ends in one of the words: its head says what is counted.
func endsIn(name string, words []string) bool {
	for _, w := range words {
		if strings.HasSuffix(name, w) {
			return true
		}
	}
	return false
}
