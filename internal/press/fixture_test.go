package press

import (
	"strings"
	"testing"
	"unicode/utf8"

	"duban/internal/base/cite"
	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/document"
	"duban/internal/kernel/proofread"
	"duban/internal/kernel/reconcile"
	"duban/internal/kernel/statement"
)

// The city, its figures and its units are invented.
const yunze = `云泽市人民政府网　首页　政务公开
政府工作报告
2026年1月20日在云泽市第十届人民代表大会第五次会议上
各位代表：
一、2025年工作回顾
过去一年，地区生产总值达到827.9亿元，比上年增长6.2%，居全省第3位。其中，一产增加值102亿元、二产增加值371.5亿元、三产增加值345.4亿元。
城镇登记失业率下降0.3个百分点，单位GDP能耗下降3.1%。新建农村公路120—1150公里，完成率超过100%。
二、2026年重点工作
（一）发展壮大实体经济
做强工业支撑。规模以上工业增加值增长8%以上，达到412亿元。扎实推进新能源装备产业园二期，年内完成投资18亿元，8月底前投产。
扩大有效投资。健全“每月现场办公3次、季度集中签约和开工”的项目调度机制，加快推进171个重点项目建设，固定资产投资增长9%左右。
（二）办好民生实事
改造老旧小区42个，新建城市公厕57座。第二水质净化厂8月底前通水。进一步强化服务意识。
名词解释：一网通办，指一个网站办成所有的事。
`

// hostileName stands where a report would hold words.
const hostile = "=cmd|'/c calc'!A1<script>alert(1)</script>\"'&amp;\x00\x1b[31m]]>--></style>新建1座"

type finder struct {
	t    *testing.T
	text string
}

// at is the span of words, the n-th occurrence from 0.
func (f finder) at(words string, n ...int) cite.Span {
	f.t.Helper()
	from := 0
	for k := 0; ; k++ {
		i := strings.Index(f.text[from:], words)
		if i < 0 {
			f.t.Fatalf("fixture holds no %q", words)
		}
		if len(n) == 0 || k == n[0] {
			start := utf8.RuneCountInString(f.text[:from+i])
			return cite.Span{Start: start, End: start + utf8.RuneCountInString(words)}
		}
		from += i + len(words)
	}
}

// specimen is a report made by hand: what reading would find, with marks that
// nest and cross, and two paragraphs that do not belong to it.
func specimen(t *testing.T) (*sheet, []proofread.Alarm) {
	t.Helper()
	r := &statement.Report{Document: document.Plain("云泽市2026年政府工作报告.txt", yunze, nil)}
	f := finder{t, yunze}
	section := func(heading string, level, parent int, role statement.Role, implied bool) {
		r.Outline.Sections = append(r.Outline.Sections, statement.Section{Heading: heading, Span: f.at(heading), Level: level, Parent: parent, Role: role, Implied: implied})
	}
	r.Outline.Title, r.Outline.Place, r.Outline.Occasion = "政府工作报告", "云泽市", "在云泽市第十届人民代表大会第五次会议上"
	r.Outline.Date, r.Outline.Year = civil.Date{Year: 2026, Month: 1, Day: 20}, 2026
	section("一、2025年工作回顾", 1, -1, statement.Review, false)
	section("二、2026年重点工作", 1, -1, statement.Tasks, false)
	section("（一）发展壮大实体经济", 2, 1, statement.Tasks, false)
	section("做强工业支撑。", 3, 2, statement.Tasks, true)
	section("扩大有效投资。", 3, 2, statement.Tasks, true)
	section("（二）办好民生实事", 2, 1, statement.Tasks, false)

	num := func(words, subject, value, unit string, kind statement.Kind, bound statement.Bound, status statement.Status, year, section int, sentence string) int {
		r.Measures = append(r.Measures, statement.Measure{Span: f.at(words), Value: quantity.Must(value), Unit: unit, Bound: bound, Kind: kind, Status: status,
			Period: civil.YearOf(year), Subject: subject, Section: section, Sentence: f.at(sentence), PartOf: -1})
		return len(r.Measures) - 1
	}
	gdp := "过去一年，地区生产总值达到827.9亿元，比上年增长6.2%，居全省第3位。"
	parts := "其中，一产增加值102亿元、二产增加值371.5亿元、三产增加值345.4亿元。"
	whole := num("827.9亿元", "地区生产总值", "827.9", "亿元", statement.Level, statement.Exact, statement.Done, 2025, 0, gdp)
	r.Measures[whole].Indicator = "accounts.gdp"
	num("6.2%", "地区生产总值", "6.2", "%", statement.Growth, statement.Exact, statement.Done, 2025, 0, gdp)
	num("第3位", "地区生产总值在全省位次", "3", "位", statement.Rank, statement.Exact, statement.Done, 2025, 0, gdp)
	for _, p := range [][3]string{{"102亿元", "第一产业增加值", "102"}, {"371.5亿元", "第二产业增加值", "371.5"}, {"345.4亿元", "第三产业增加值", "345.4"}} {
		i := num(p[0], p[1], p[2], "亿元", statement.Level, statement.Exact, statement.Done, 2025, 0, parts)
		r.Measures[i].PartOf = whole
	}
	num("0.3个百分点", "城镇登记失业率", "-0.3", "个百分点", statement.Change, statement.Exact, statement.Done, 2025, 0, "城镇登记失业率下降0.3个百分点，单位GDP能耗下降3.1%。")
	num("3.1%", "单位GDP能耗", "-3.1", "%", statement.Growth, statement.Exact, statement.Done, 2025, 0, "城镇登记失业率下降0.3个百分点，单位GDP能耗下降3.1%。")
	road := num("120—1150公里", "新建农村公路", "120", "公里", statement.Level, statement.About, statement.Done, 2025, 0, "新建农村公路120—1150公里，完成率超过100%。")
	to := quantity.Int(1150)
	r.Measures[road].To = &to
	num("100%", "农村公路建设完成率", "100", "%", statement.Share, statement.Over, statement.Done, 2025, 0, "新建农村公路120—1150公里，完成率超过100%。")
	m8 := num("8%", "规模以上工业增加值", "8", "%", statement.Growth, statement.AtLeast, statement.Target, 2026, 3, "规模以上工业增加值增长8%以上，达到412亿元。")
	m412 := num("412亿元", "规模以上工业增加值", "412", "亿元", statement.Level, statement.Exact, statement.Target, 2026, 3, "规模以上工业增加值增长8%以上，达到412亿元。")
	m18 := num("18亿元", "新能源装备产业园二期投资", "18", "亿元", statement.Level, statement.Exact, statement.Target, 2026, 3, "扎实推进新能源装备产业园二期，年内完成投资18亿元，8月底前投产。")
	m3 := num("3次", "每月现场办公", "3", "次", statement.Level, statement.Exact, statement.Target, 2026, 4, "健全“每月现场办公3次、季度集中签约和开工”的项目调度机制，加快推进171个重点项目建设，固定资产投资增长9%左右。")
	m171 := num("171个", "重点项目", "171", "个", statement.Level, statement.Exact, statement.Target, 2026, 4, "健全“每月现场办公3次、季度集中签约和开工”的项目调度机制，加快推进171个重点项目建设，固定资产投资增长9%左右。")
	m9 := num("9%", "固定资产投资", "9", "%", statement.Growth, statement.About, statement.Target, 2026, 4, "健全“每月现场办公3次、季度集中签约和开工”的项目调度机制，加快推进171个重点项目建设，固定资产投资增长9%左右。")
	m42 := num("42个", "改造老旧小区", "42", "个", statement.Level, statement.Exact, statement.Target, 2026, 5, "改造老旧小区42个，新建城市公厕57座。")
	m57 := num("57座", "新建城市公厕", "57", "座", statement.Level, statement.Exact, statement.Target, 2026, 5, "改造老旧小区42个，新建城市公厕57座。")

	job := func(words, verb, object string, section int, measures ...int) *statement.Undertaking {
		r.Undertakings = append(r.Undertakings, statement.Undertaking{Span: f.at(words), Verb: verb, Object: object, Section: section, Measures: measures, Quantified: len(measures) > 0})
		return &r.Undertakings[len(r.Undertakings)-1]
	}
	u := job("规模以上工业增加值增长8%以上，达到412亿元", "增长", "规模以上工业增加值", 3, m8, m412)
	u.Evidence = []statement.Evidence{statement.Figures}
	u.Lead = []statement.Lead{{Unit: "市经信局", Score: 0.86, Reason: "三定规定“指导工业经济运行”；文中“工业增加值”"}, {Unit: "市统计局", Score: 0.31, Reason: "三定规定“工业统计”"}}
	u = job("扎实推进新能源装备产业园二期，年内完成投资18亿元，8月底前投产", "推进", "新能源装备产业园二期", 3, m18)
	u.Deadline = statement.Deadline{Text: "8月底前", On: civil.Date{Year: 2026, Month: 8, Day: 31}}
	u.Evidence = []statement.Evidence{statement.Started, statement.Acceptance}
	u.Lead = []statement.Lead{{Unit: "市发改委", Score: 0.64, Reason: "三定规定“重大项目综合协调”"}}
	job("健全“每月现场办公3次、季度集中签约和开工”的项目调度机制，加快推进171个重点项目建设，固定资产投资增长9%左右", "健全", "项目调度机制", 4, m3, m171, m9).Evidence = []statement.Evidence{statement.Issued, statement.Meeting}
	u = job("改造老旧小区42个", "改造", "老旧小区", 5, m42)
	u.Livelihood, u.Lead = true, []statement.Lead{{Unit: "市住建局", Score: 0.92, Reason: "三定规定“城镇老旧小区改造”"}}
	job("新建城市公厕57座", "新建", "城市公厕", 5, m57).Livelihood = true
	job("进一步强化服务意识", "强化", "服务意识", 5)
	r.Projects = []statement.Project{
		{Span: f.at("新能源装备产业园二期"), Name: "新能源装备产业园二期", Investment: "18亿元", Stage: "投产", Section: 3},
		{Span: f.at("第二水质净化厂"), Name: "第二水质净化厂", Stage: "通水", Section: 5},
	}
	r.Mechanisms = []statement.Mechanism{
		{Span: f.at("“每月现场办公3次、季度集中签约和开工”的项目调度机制"), Name: "项目调度机制", Sort: "mechanism", Section: 4},
		{Span: f.at("机制，加快推进171个"), Name: "与前一条交叉的记号", Sort: "list", Section: 4},
	}
	alarms := []proofread.Alarm{
		{Rule: "parts", Grade: proofread.Wrong, Sentence: "三次产业相加是 818.9 亿元，文中地区生产总值是 827.9 亿元，差 9 亿元。", Sum: "102＋371.5＋345.4＝818.9；827.9－818.9＝9", Places: []cite.Span{f.at("827.9亿元"), f.at("102亿元"), f.at("371.5亿元"), f.at("345.4亿元")}},
		{Rule: "growth", Grade: proofread.Doubt, Sentence: "上年 371.5 亿元增长 8% 是 401.2 亿元，文中是 412 亿元，差 10.8 亿元。", Sum: "371.5×1.08＝401.22；412－401.22＝10.78", Places: []cite.Span{f.at("达到412亿元"), f.at("371.5亿元")}},
		{Rule: "vague", Grade: proofread.Note, Sentence: "没有数、没有物、没有时限，年底无从核验。", Places: []cite.Span{f.at("进一步强化服务意识")}},
	}
	roles := map[string]statement.LineRole{"云泽市人民政府网": statement.FurnitureLine, "政府工作报告": statement.FrontLine, "2026年1月": statement.FrontLine, "各位代表": statement.FrontLine, "名词解释": statement.GlossaryLine, "一、": statement.HeadingLine, "二、": statement.HeadingLine, "（一）": statement.HeadingLine, "（二）": statement.HeadingLine}
	var pieces []piece
	for _, p := range r.Document.Paragraphs {
		role := statement.BodyLine
		for begins, is := range roles {
			if strings.HasPrefix(r.Document.Of(p), begins) {
				role = is
			}
		}
		pieces = append(pieces, piece{p.Span, role})
	}
	return layOut(r, pieces), alarms
}

// hostileReport holds in every field of words what must not get out.
func hostileReport() (*statement.Report, []proofread.Alarm) {
	r := &statement.Report{Document: document.Plain(hostile, hostile+"\n"+hostile+"\n", nil)}
	n := utf8.RuneCountInString(hostile)
	all := cite.Span{Start: 0, End: n}
	r.Outline = statement.Outline{Title: hostile, Place: hostile, Occasion: hostile, Sections: []statement.Section{{Heading: hostile, Span: all, Level: -3, Parent: -1}}}
	r.Measures = []statement.Measure{{Span: cite.Span{Start: n - 2, End: n}, Value: quantity.Int(-1), Unit: hostile, Kind: statement.Kind(hostile), Bound: statement.Bound(hostile), Status: statement.Status(hostile), Subject: hostile, Indicator: hostile, Sentence: all, PartOf: 9, Section: 7}}
	r.Undertakings = []statement.Undertaking{{Span: all, Verb: hostile, Object: hostile, Deadline: statement.Deadline{Text: hostile}, Measures: []int{-1, 0, 44}, Quantified: true, Evidence: []statement.Evidence{statement.Evidence(hostile)}, Lead: []statement.Lead{{Unit: hostile, Reason: hostile}, {Unit: hostile}}}}
	r.Projects = []statement.Project{{Span: cite.Span{Start: 5, End: 2}, Name: hostile, Size: hostile, Investment: hostile, Stage: hostile, Section: -9}}
	r.Mechanisms = []statement.Mechanism{{Span: cite.Span{Start: n - 5, End: 9 * n}, Name: hostile, Sort: hostile}}
	return r, []proofread.Alarm{{Rule: hostile, Grade: proofread.Grade(hostile), Sentence: hostile, Sum: hostile, Places: []cite.Span{{Start: -4, End: 7}, {Start: 900, End: 1000}}}, {Sentence: hostile}}
}

func specimenAnswers() []reconcile.Answer {
	return []reconcile.Answer{
		{Promise: reconcile.Quote{Span: cite.Span{Start: 10, End: 20}, Text: "新建城市公厕57座"}, Result: &reconcile.Quote{Span: cite.Span{Start: 40, End: 52}, Text: "新建城市公厕<61>座"}, Verdict: reconcile.Exceeded, Reason: "目标 57 座，完成 61 座，多 4 座。"},
		{Promise: reconcile.Quote{Span: cite.Span{Start: 60, End: 70}, Text: "第二水质净化厂8月底前通水"}, Verdict: reconcile.Unanswered, Reason: "下年报告没有提到第二水质净化厂。"},
	}
}
