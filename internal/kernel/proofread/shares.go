package proofread

import (
	"fmt"
	"math"
	"regexp"

	"duban/internal/base/cite"
	"duban/internal/base/quantity"
	"duban/internal/kernel/statement"
)

// beyondHundred are words of rates that may pass 100 %: what is measured
// against a plan, a year, a demand or a reserve.
var beyondHundred = []string{"完成", "计划", "任务", "目标", "恢复", "相当", "超额", "利用率", "使用率", "预算", "保障", "比例", "增", "覆盖倍", "负荷", "比上年", "产销", "达产", "毛入学",
	"拨备", "存贷比", "贷存比", "负债", "债务", "自给", "贡献", "到位", "执行", "设计", "上年", "去年", "同期", "年初", "周转", "杠杆"}

// hundred is what a rate of such a name cannot pass by its meaning.
var hundred = []string{"覆盖率", "合格率", "达标率", "普及率", "参保率", "入学率", "巩固率", "处理率", "办结率", "满意率", "满意度", "绿化率", "城镇化率", "净化率", "优良率", "及格率", "就业率"}

// shares: none over 100 %, and the parts of a structure make 100.
func shares(r *statement.Report, _ Knowledge, name string) []Alarm {
	var out []Alarm
	for i := range r.Measures {
		m := &r.Measures[i]
		if m.Kind != statement.Share {
			continue
		}
		if m.Unit == "%" && m.Value.Cmp(quantity.Int(100)) > 0 && !containsAny(m.Subject+before(r, m), beyondHundred...) {
			a := Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{m.Span}, Sentence: fmt.Sprintf("%s %s 超过 100%%，请核是比重还是增速。", m.Subject, show(m))}
			if containsAny(m.Subject, hundred...) {
				a.Grade, a.Sentence = Wrong, fmt.Sprintf("%s %s 超过 100%%。", m.Subject, show(m))
			}
			out = append(out, a)
		}
	}
	return append(append(append(out, industries(r, name)...), divided(r, name)...), portions(r, name)...)
}

var industry = regexp.MustCompile(`（第([一二三])产业）$`)

// industries: the three industries are all there is.
func industries(r *statement.Report, name string) []Alarm {
	var out []Alarm
	order := func(m *statement.Measure) string {
		if s := industry.FindStringSubmatch(m.Subject); s != nil && m.Kind == statement.Share {
			return s[1]
		}
		return ""
	}
	for i := 0; i+2 < len(r.Measures); i++ {
		list := r.Measures[i : i+3]
		if order(&list[0]) != "一" || order(&list[1]) != "二" || order(&list[2]) != "三" || !containsAny(words(r, list[0].Sentence.Start, list[0].Span.Start), "产", "结构") {
			continue // 11:28:09 is a time of day
		}
		total, sum := add(list)
		gap, _ := total.Float64()
		gap = math.Abs(gap - 100)
		slack := half(&list[0]) + half(&list[1]) + half(&list[2])
		if gap <= slack-half(&list[0])+1e-9 { // three figures rounded to one digit may miss 100 by 0.1
			continue
		}
		a := Alarm{Rule: name, Grade: Wrong, Places: []cite.Span{{Start: list[0].Span.Start, End: list[2].Span.End}},
			Sentence: fmt.Sprintf("三次产业结构相加是 %s，不是 100。", trimmed(total)), Sum: fmt.Sprintf("%s = %s", sum, trimmed(total))}
		if gap <= slack+1e-9 {
			a.Grade = Doubt
		}
		out = append(out, a)
	}
	return out
}

// 、丙占 and the like is all that stands between the parts of one division.
var (
	partHead = regexp.MustCompile(`^[、，；]?[\p{Han}A-Za-z]{1,12}占(?:比)?(?:为|达|到|达到)?$`)
	ofOther  = regexp.MustCompile(`占.{1,14}(?:比重|比例|的)`)
)

// divided: 甲占40%、乙占35%、丙占30% of one whole.
func divided(r *statement.Report, name string) []Alarm {
	var out []Alarm
	next := func(a, b *statement.Measure) bool {
		return a.Sentence == b.Sentence && a.Kind == statement.Share && b.Kind == statement.Share && a.Unit == "%" && b.Unit == "%" && given(a) && given(b) && a.Status == b.Status &&
			partHead.MatchString(words(r, a.Span.End, b.Span.Start))
	}
	for i := 0; i < len(r.Measures); {
		n := 1
		for i+n < len(r.Measures) && next(&r.Measures[i+n-1], &r.Measures[i+n]) {
			n++
		}
		list := r.Measures[i : i+n]
		i += n
		if n < 2 || ofOther.MatchString(before(r, &list[0])) || !containsAny(before(r, &list[0]), "占") {
			continue
		}
		total, sum := add(list)
		value, _ := total.Float64()
		slack := 0.0
		for k := range list {
			slack += half(&list[k])
		}
		a := Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{{Start: list[0].Span.Start, End: list[n-1].Span.End}}, Sum: fmt.Sprintf("%s = %s", sum, trimmed(total))}
		switch {
		case value > 100+slack:
			a.Sentence = fmt.Sprintf("各部分占比相加是 %s%%，超过 100%%。", trimmed(total))
		case n >= 3 && value >= 97 && value < 100-slack:
			a.Sentence = fmt.Sprintf("各部分占比相加是 %s%%，不到 100%%，请核是否列全。", trimmed(total))
		default:
			continue
		}
		out = append(out, a)
	}
	return out
}
