package proofread

import (
	"fmt"
	"regexp"
	"strconv"

	"duban/internal/base/cite"
	"duban/internal/base/quantity"
	"duban/internal/kernel/statement"
)

// 全市11个县（市、区）中: how many stand in the ranking.
var ranked = regexp.MustCompile(`(\d+)个(?:国家级|省级)?(?:县|市|区|州|省|地市|地级市|设区市|兄弟县|乡镇|街道|开发区|高新区|经开区|参评|城市)[^，。；\d]{0,24}$`)

// whole are units that come in whole numbers only.
var whole = map[string]bool{"人": true, "名": true, "家": true, "户": true, "所": true, "座": true}

// impossible: ranks, days, counts and ranges that cannot be.
func impossible(r *statement.Report, _ Knowledge, name string) []Alarm {
	var out []Alarm
	add := func(m *statement.Measure, g Grade, sum, sentence string) {
		out = append(out, Alarm{Rule: name, Grade: g, Places: []cite.Span{m.Span}, Sentence: sentence, Sum: sum})
	}
	for i := range r.Measures {
		m := &r.Measures[i]
		switch {
		case m.Kind == statement.Rank:
			if m.Value.Sign() <= 0 {
				add(m, Wrong, "", fmt.Sprintf("%s排第 %s，没有这样的位次。", m.Subject, m.Value))
				continue
			}
			if s := ranked.FindStringSubmatch(before(r, m)); s != nil {
				if of, err := strconv.ParseInt(s[1], 10, 64); err == nil && m.Value.Cmp(quantity.Int(of)) > 0 {
					add(m, Wrong, fmt.Sprintf("%s > %d", m.Value, of), fmt.Sprintf("一共 %d 个，却排第 %s。", of, m.Value))
				}
			}
		case m.Unit == "天" && m.Kind == statement.Level && m.Period.Years() == 1 && containsAny(m.Subject, "天数", "优良", "达标") && m.Value.Cmp(quantity.Int(366)) > 0:
			add(m, Wrong, show(m)+" > 366天", fmt.Sprintf("%s %s，一年没有这么多天。", m.Subject, show(m)))
		case m.To != nil && m.To.Cmp(m.Value) < 0 && m.Value.Sign() > 0:
			add(m, Wrong, "", fmt.Sprintf("%s的区间 %s—%s 前大后小。", m.Subject, m.Value, m.To))
		case m.Kind == statement.Growth && m.Unit == "%" && m.Value.Cmp(quantity.Int(-100)) < 0 && !containsAny(m.Subject, "利润", "利税", "盈", "亏"):
			add(m, Wrong, "", fmt.Sprintf("%s下降 %s%%，下降不会超过 100%%。", m.Subject, m.Value.Neg()))
		case m.Kind == statement.Growth && m.Unit == "倍" && m.Value.Sign() < 0:
			add(m, Wrong, "", fmt.Sprintf("%s减少 %s倍，减少不能以倍计。", m.Subject, m.Value.Neg()))
		case m.Kind == statement.Level && whole[m.Unit] && m.Value.Places() > 0 && !containsAny(m.Subject+before(r, m), "每", "均", "千人", "万人", "百户", "百人", "拥有"):
			add(m, Doubt, "", fmt.Sprintf("%s %s 不是整数，请核是否漏了“万”。", m.Subject, show(m)))
		}
	}
	return out
}
