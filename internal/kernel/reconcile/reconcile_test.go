package reconcile

import (
	"strings"
	"testing"

	"duban/internal/base/cite"
	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/document"
	"duban/internal/kernel/statement"
)

// said is a measure of the invented city 云泽市 in its sentence: the figure
// stands between 〔 and 〕.
type said struct {
	sentence string
	subject  string
	value    string
	to       string
	unit     string
	kind     statement.Kind
	bound    statement.Bound
	period   string
	status   statement.Status
	code     string
}

// reportOf writes a report of one section with the measures and plain sentences.
func reportOf(year int, role statement.Role, measures []said, plain ...string) *statement.Report {
	r := &statement.Report{Outline: statement.Outline{Year: year}}
	var words []rune
	for _, m := range measures {
		from := len(words)
		head, rest, _ := strings.Cut(m.sentence, "〔")
		num, tail, _ := strings.Cut(rest, "〕")
		h, n := []rune(head), []rune(num)
		words = append(words, []rune(head+num+tail)...)
		p, _ := civil.ParsePeriod(m.period)
		v := statement.Measure{Span: cite.Span{Start: from + len(h), End: from + len(h) + len(n)}, Value: quantity.Must(m.value), Unit: m.unit,
			Kind: m.kind, Bound: m.bound, Period: p, Status: m.status, Subject: m.subject, Indicator: m.code, PartOf: -1}
		if v.Bound == "" {
			v.Bound = statement.Exact
		}
		if v.Kind == "" {
			v.Kind = statement.Level
		}
		if m.to != "" {
			to := quantity.Must(m.to)
			v.To = &to
		}
		v.Sentence = cite.Span{Start: from, End: len(words)}
		r.Measures = append(r.Measures, v)
		words = append(words, '\n')
	}
	for _, s := range plain {
		from := len(words)
		words = append(words, []rune(s)...)
		if role == statement.Tasks {
			r.Undertakings = append(r.Undertakings, statement.Undertaking{Span: cite.Span{Start: from, End: len(words)}, Object: s})
		}
		words = append(words, '\n')
	}
	r.Document = &document.Document{Text: string(words)}
	r.Outline.Sections = []statement.Section{{Role: role, Body: cite.Span{Start: 0, End: len(words)}, Parent: -1}}
	return r
}

func promised(sentence, subject, value, unit string, kind statement.Kind, bound statement.Bound) said {
	return said{sentence: sentence, subject: subject, value: value, unit: unit, kind: kind, bound: bound, period: "2030", status: statement.Target}
}

func reported(sentence, subject, value, unit string, kind statement.Kind, bound statement.Bound) said {
	return said{sentence: sentence, subject: subject, value: value, unit: unit, kind: kind, bound: bound, period: "2030", status: statement.Done}
}

func (s said) in(period string) said           { s.period = period; return s }
func (s said) is(status statement.Status) said { s.status = status; return s }
func (s said) known(code string) said          { s.code = code; return s }
func (s said) until(to string) said            { s.to = to; return s }

const (
	level  = statement.Level
	growth = statement.Growth
	change = statement.Change
	share  = statement.Share
	rank   = statement.Rank
	exact  = statement.Exact
	floor  = statement.AtLeast
	over   = statement.Over
	roof   = statement.AtMost
	about  = statement.About
)

func TestFigures(t *testing.T) {
	jobs := promised("城镇新增就业〔1.2万人〕以上", "城镇新增就业", "1.2", "万人", level, floor)
	revenue := promised("一般公共预算收入增长〔8%〕", "一般公共预算收入", "8", "%", growth, exact)
	product := promised("地区生产总值增长〔6%〕左右", "地区生产总值", "6", "%", growth, about)
	toilets := promised("改造农村厕所〔2000户〕", "改造农村厕所", "2000", "户", level, exact)
	rows := []struct {
		name    string
		promise said
		results []said
		base    []said // of the earlier report
		want    Verdict
		by      int // which result answers, -1 none
		reason  string
	}{
		{"above a floor", jobs, []said{reported("城镇新增就业〔12560人〕", "城镇新增就业", "12560", "人", level, exact)}, nil, Exceeded, 0, "相差+0.056万人"},
		{"the floor itself", jobs, []said{reported("新增城镇就业〔1.2万人〕", "新增城镇就业", "1.2", "万人", level, exact)}, nil, Met, 0, "与目标相同"},
		{"below a floor", jobs, []said{reported("城镇新增就业〔1.1万人〕", "城镇新增就业", "1.1", "万人", level, exact)}, nil, Missed, 0, "未达目标"},
		{"another year", jobs, []said{reported("2028年城镇新增就业〔1.3万人〕", "城镇新增就业", "1.3", "万人", level, exact).in("2028")}, nil, Unanswered, -1, "没有回应"},
		{"a new target is no result", jobs, []said{reported("城镇新增就业〔1.3万人〕", "城镇新增就业", "1.3", "万人", level, exact).is(statement.Target)}, nil, Unanswered, -1, ""},
		{"another thing in the same unit", jobs, []said{reported("培训农民工〔1.2万人〕", "培训农民工", "1.2", "万人", level, exact)}, nil, Unanswered, -1, ""},
		{"within 左右", product, []said{reported("地区生产总值增长〔5.8%〕", "地区生产总值", "5.8", "%", growth, exact)}, nil, Met, 0, "“左右”按上下0.3%计"},
		{"below 左右", product, []said{reported("全市生产总值增长〔4.1%〕", "全市生产总值", "4.1", "%", growth, exact)}, nil, Missed, 0, "相差-1.9个百分点"},
		{"above 左右", product, []said{reported("GDP增长〔7%〕", "GDP", "7", "%", growth, exact)}, nil, Exceeded, 0, ""},
		{"constant prices are not reckoned from levels", product, []said{reported("地区生产总值达到〔550亿元〕", "地区生产总值", "550", "亿元", level, exact)},
			[]said{reported("地区生产总值〔500亿元〕", "地区生产总值", "500", "亿元", level, exact).in("2029")}, Unclear, 0, "按可比价"},
		{"revenue is reckoned from levels", revenue, []said{reported("一般公共预算收入完成〔54.2亿元〕", "一般公共预算收入", "54.2", "亿元", level, exact)},
			[]said{reported("一般公共财政预算收入〔50亿元〕", "一般公共财政预算收入", "50", "亿元", level, exact).in("2029")}, Met, 0, "推算变动8.4%"},
		{"reckoned below", revenue, []said{reported("一般公共预算收入完成〔51亿元〕", "一般公共预算收入", "51", "亿元", level, exact)},
			[]said{reported("一般公共预算收入〔50亿元〕", "一般公共预算收入", "50", "亿元", level, exact).in("2029")}, Missed, 0, "推算变动2%"},
		{"a level without base", revenue, []said{reported("一般公共预算收入完成〔51亿元〕", "一般公共预算收入", "51", "亿元", level, exact)}, nil, Unclear, 0, "没有可比的基数"},
		{"growth is taken before level", revenue, []said{reported("一般公共预算收入完成〔51亿元〕", "一般公共预算收入", "51", "亿元", level, exact),
			reported("一般公共预算收入增长〔8.5%〕", "一般公共预算收入", "8.5", "%", growth, exact)}, nil, Exceeded, 1, "+0.5个百分点"},
		{"spending is not revenue", revenue, []said{reported("一般公共预算支出增长〔8.5%〕", "一般公共预算支出", "8.5", "%", growth, exact)}, nil, Unanswered, -1, ""},
		{"a ceiling kept", promised("城镇调查失业率〔5.5%〕左右", "城镇调查失业率", "5.5", "%", share, about),
			[]said{reported("城镇调查失业率平均为〔5.1%〕", "城镇调查失业率", "5.1", "%", share, exact)}, nil, Exceeded, 0, "越低越好"},
		{"a ceiling broken", promised("城镇登记失业率控制在〔4%〕以内", "城镇登记失业率", "4", "%", share, roof),
			[]said{reported("城镇登记失业率〔4.2%〕", "城镇登记失业率", "4.2", "%", share, exact)}, nil, Missed, 0, "4%以内"},
		{"registered is not surveyed", promised("登记失业率〔4%〕以内", "登记失业率", "4", "%", share, roof),
			[]said{reported("调查失业率〔4%〕", "调查失业率", "4", "%", share, exact)}, nil, Unclear, 0, "对象不尽相同"},
		{"a deeper fall", promised("单位国内生产总值能耗降低〔2.5%〕左右", "单位国内生产总值能耗", "-2.5", "%", growth, about),
			[]said{reported("单位GDP能耗降幅超过〔3%〕", "单位GDP能耗", "-3", "%", growth, over)}, nil, Exceeded, 0, "越低越好"},
		{"a fall of at least, missed", promised("欠薪案件下降〔20%〕以上", "欠薪案件", "-20", "%", growth, floor),
			[]said{reported("欠薪案件下降〔12%〕", "欠薪案件", "-12", "%", growth, exact)}, nil, Missed, 0, ""},
		{"prices far under their target", promised("居民消费价格涨幅〔3%〕左右", "居民消费价格", "3", "%", growth, about),
			[]said{reported("居民消费价格上涨〔0.2%〕", "居民消费价格", "0.2", "%", growth, exact)}, nil, Missed, 0, "以接近目标为准"},
		{"prices under a ceiling", promised("居民消费价格涨幅〔3%〕以内", "居民消费价格", "3", "%", growth, roof),
			[]said{reported("居民消费价格上涨〔0.2%〕", "居民消费价格", "0.2", "%", growth, exact)}, nil, Met, 0, ""},
		{"within a range", promised("地区生产总值增长〔6%—7%〕", "地区生产总值", "6", "%", growth, exact).until("7"),
			[]said{reported("地区生产总值增长〔6.4%〕", "地区生产总值", "6.4", "%", growth, exact)}, nil, Met, 0, "6—7%"},
		{"cumulative against one year", toilets, []said{reported("五年改造农村厕所〔2.7万座〕", "改造农村厕所", "2.7", "万座", level, exact).in("2026-2030")}, nil, Unclear, 0, "2026-2030年累计"},
		{"one year before cumulative", toilets, []said{reported("五年改造农村厕所〔2.7万座〕", "改造农村厕所", "2.7", "万座", level, exact).in("2026-2030"),
			reported("改造农村厕所〔1500座〕", "农村厕所改造", "1500", "座", level, exact)}, nil, Missed, 1, ""},
		{"the same count in a run of years", toilets, []said{reported("改造农村厕所〔2000座〕", "改造农村厕所", "2000", "座", level, exact).in("2026-2030")}, nil, Met, 0, "数字与目标相同"},
		{"another deed", promised("新建公厕〔20座〕", "新建公厕", "20", "座", level, exact),
			[]said{reported("拆除公厕〔12座〕", "拆除公厕", "12", "座", level, exact)}, nil, Unanswered, -1, ""},
		{"more of a wider scope", promised("推进〔13个〕农村中小学幼儿园项目", "农村中小学幼儿园项目", "13", "个", level, exact),
			[]said{reported("实施〔46个〕中小学项目", "中小学项目", "46", "个", level, exact)}, nil, Unclear, 0, "对象不尽相同"},
		{"added is not standing", promised("新增高新技术企业〔10家〕", "新增高新技术企业", "10", "家", level, exact),
			[]said{reported("高新技术企业达到〔85家〕", "高新技术企业", "85", "家", level, exact)}, nil, Unclear, 0, ""},
		{"share of the plan", promised("省市重点项目年度计划投资〔9亿元〕", "省市重点项目年度计划投资", "9", "亿元", level, floor),
			[]said{reported("省市重点项目投资完成年度计划的〔149.5%〕", "省市重点项目投资完成年度计划", "149.5", "%", share, exact)}, nil, Met, 0, "间接判为完成"},
		{"share of the plan, short", promised("省市重点项目年度计划投资〔9亿元〕", "省市重点项目年度计划投资", "9", "亿元", level, floor),
			[]said{reported("省市重点项目投资完成年度计划的〔87%〕", "省市重点项目投资完成年度计划", "87", "%", share, exact)}, nil, Missed, 0, "不到100%"},
		{"a rise over a base share", promised("常住人口城镇化率提高〔1个百分点〕", "常住人口城镇化率", "1", "个百分点", change, exact),
			[]said{reported("常住人口城镇化率达到〔58.3%〕", "常住人口城镇化率", "58.3", "%", share, exact)},
			[]said{reported("常住人口城镇化率〔57.1%〕", "常住人口城镇化率", "57.1", "%", share, exact).in("2029")}, Exceeded, 0, "推算变动1.2个百分点"},
		{"a better rank", promised("总量力争进入全省第〔20位〕", "经济总量在全省位次", "20", "位", rank, exact),
			[]said{reported("经济总量居全省第〔18位〕", "经济总量在全省位次", "18", "位", rank, exact)}, nil, Exceeded, 0, ""},
		{"only begun", promised("建成停车场〔6个〕", "建成停车场", "6", "个", level, exact),
			[]said{reported("〔8个〕停车场开工", "停车场", "8", "个", level, exact)}, nil, Partly, 0, "尚未完成"},
		{"the same code, other words", promised("社会消费品零售总额增长〔7%〕", "社消零", "7", "%", growth, exact).known("retail"),
			[]said{reported("消费市场增长〔7.5%〕", "消费市场", "7.5", "%", growth, exact).known("retail")}, nil, Exceeded, 0, ""},
		{"kilometres and metres", promised("建设农村公路〔10公里〕", "建设农村公路", "10", "公里", level, exact),
			[]said{reported("新建农村道路〔12000米〕", "新建农村道路", "12000", "米", level, exact)}, nil, Exceeded, 0, "+2公里"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			earlier := reportOf(2030, statement.Tasks, append(append([]said{}, row.base...), row.promise))
			later := reportOf(2031, statement.Review, row.results)
			got := Reconcile(earlier, later, Knowledge{})
			if len(got) != 1 {
				t.Fatalf("%d answers, want 1", len(got))
			}
			a := got[0]
			if a.Verdict != row.want || a.ByResult != row.by || !strings.Contains(a.Reason, row.reason) {
				t.Errorf("got %s by %d: %s\nwant %s by %d: …%s…", a.Verdict, a.ByResult, a.Reason, row.want, row.by, row.reason)
			}
			if a.Measure != len(row.base) || !strings.HasSuffix(a.Reason, "。") || strings.Count(a.Reason, "。") != 1 {
				t.Errorf("measure %d, reason %q", a.Measure, a.Reason)
			}
		})
	}
}
