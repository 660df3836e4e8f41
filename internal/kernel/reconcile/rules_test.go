package reconcile

import (
	"math"
	"strings"
	"testing"

	"duban/internal/base/cite"
	"duban/internal/kernel/statement"
)

func TestWords(t *testing.T) {
	rows := []struct {
		name, promise, review string
		want                  Verdict
	}{
		{"finished", "完成城东污水处理厂扩建", "城东污水处理厂扩建工程竣工投用", Met},
		{"only pushed on", "建成城东污水处理厂", "城东污水处理厂建设加快推进", Partly},
		{"the same activity", "深化医药卫生体制改革", "医药卫生体制改革持续深化", Met},
		{"one item of four", "保障妇女、儿童、老年人、残疾人合法权益", "强化残疾人合法权益保障", Partly},
		{"most items", "整治燃气、危房、消防、道路等安全隐患", "扎实整治燃气、危房、消防等安全隐患", Met},
		{"owned to", "健全清理拖欠企业账款办法", "拖欠企业账款问题仍较突出", Partly},
		{"nothing of it", "编制云泽湖湿地保护规划", "义务教育优质均衡发展", Unanswered},
		{"one common word proves nothing", "建设云泽湖游客中心", "政务服务中心提质增效", Unanswered},
	}
	// a body of other sentences, so that rarity means something
	filler := []string{"政务服务持续优化", "产业项目加快建设", "城市建设管理水平提升", "教育事业健康发展", "农业农村稳步发展", "企业发展环境持续改善", "文化旅游融合发展", "社会保障体系更加完善"}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			earlier := reportOf(2030, statement.Tasks, nil, row.promise)
			later := reportOf(2031, statement.Review, nil, append(append([]string{}, filler...), row.review)...)
			got := Reconcile(earlier, later, Knowledge{})
			if len(got) != 1 || got[0].Verdict != row.want {
				t.Fatalf("got %+v, want %s", got, row.want)
			}
			if a := got[0]; (a.Result == nil) != (row.want == Unanswered) || a.Result != nil && a.Result.Text != row.review {
				t.Errorf("answered by %+v", a.Result)
			}
		})
	}
}

func TestRestatedOnce(t *testing.T) {
	earlier := reportOf(2030, statement.Tasks, []said{
		promised("地区生产总值增长〔6%〕左右", "地区生产总值", "6", "%", growth, about),
		promised("经济增长〔6%〕左右", "经济增长", "6", "%", growth, about),
		promised("城镇登记失业率〔4.5%〕以内", "城镇登记失业率", "4.5", "%", share, roof),
		promised("登记失业率〔4.5%〕以内", "登记失业率", "4.5", "%", share, roof),
		promised("城镇居民人均可支配收入增长〔6%〕", "城镇居民人均可支配收入", "6", "%", growth, exact),
		promised("农村居民人均可支配收入增长〔6%〕", "农村居民人均可支配收入", "6", "%", growth, exact),
		promised("五年后地区生产总值〔800亿元〕", "地区生产总值", "800", "亿元", level, exact).in("2030-2034"),
	})
	got := Reconcile(earlier, reportOf(2031, statement.Review, nil), Knowledge{})
	if len(got) != 4 {
		t.Fatalf("%d promises, want 4: %+v", len(got), got)
	}
	for i, want := range []int{0, 2, 4, 5} {
		if got[i].Measure != want {
			t.Errorf("promise %d is measure %d, want %d", i, got[i].Measure, want)
		}
	}
}

func TestImplied(t *testing.T) {
	earlier := reportOf(2030, statement.Tasks, []said{promised("专项债券安排〔30亿元〕", "专项债券", "30", "亿元", level, exact)})
	plan := func(more string) *statement.Report {
		s := "安排专项债券〔35亿元〕、比上年增加" + more + "亿元"
		r := reportOf(2031, statement.Tasks, []said{promised(s, "专项债券", "35", "亿元", level, exact).in("2031"),
			promised("比上年增加〔"+more+"亿元〕", "专项债券", more, "亿元", change, exact).in("2031")})
		// both figures stand in the first sentence
		at := strings.Index(r.Document.Text, "增加")
		m := &r.Measures[1]
		m.Span.Start = len([]rune(r.Document.Text[:at])) + 2
		m.Span.End = m.Span.Start + len([]rune(more)) + 2
		m.Sentence = r.Measures[0].Sentence
		return r
	}
	if a := Reconcile(earlier, plan("5"), Knowledge{})[0]; a.Verdict != Met || a.ByResult != 1 || !strings.Contains(a.Reason, "倒推") {
		t.Errorf("35 less 5: %+v", a)
	}
	if a := Reconcile(earlier, plan("9"), Knowledge{})[0]; a.Verdict != Unanswered {
		t.Errorf("35 less 9 is not 30: %+v", a)
	}
}

func TestOneFigureAnswersOnePromise(t *testing.T) {
	earlier := reportOf(2030, statement.Tasks, []said{
		promised("管控生活污水村庄〔253个〕", "村庄生活污水管控", "253", "个", level, exact),
		promised("治理污水村庄〔21个〕", "村庄污水治理", "21", "个", level, exact),
	})
	later := reportOf(2031, statement.Review, []said{
		reported("完成〔21个〕傍水村生活污水治理", "傍水村生活污水治理", "21", "个", level, exact).in("2026-2030"),
		reported("有效管控〔253个〕村庄生活污水", "有效管控村庄生活污水", "253", "个", level, exact).in("2026-2030"),
	})
	got := Reconcile(earlier, later, Knowledge{})
	if got[0].ByResult != 1 || got[1].ByResult != 0 || got[0].Verdict != Met || got[1].Verdict != Met {
		t.Errorf("%+v", got)
	}
}

func TestEchoWithoutFigure(t *testing.T) {
	earlier := reportOf(2030, statement.Tasks, []said{promised("城乡居民基础养老金月最低标准提高〔20元〕", "城乡居民基础养老金月最低标准", "20", "元", change, exact)})
	later := reportOf(2031, statement.Review, nil, "提高城乡居民基础养老金", "政务服务持续优化")
	if a := Reconcile(earlier, later, Knowledge{})[0]; a.Verdict != Unclear || a.Result == nil || a.ByResult != -1 {
		t.Errorf("%+v", a)
	}
}

func TestKnowledgeTurnsTheAim(t *testing.T) {
	earlier := reportOf(2030, statement.Tasks, []said{promised("排队时间〔10分钟〕", "窗口排队时间", "10", "分钟", level, exact)})
	later := reportOf(2031, statement.Review, []said{reported("排队时间〔8分钟〕", "窗口排队时间", "8", "分钟", level, exact)})
	k := Knowledge{LowerIsBetter: func(_, subject string) bool { return strings.Contains(subject, "排队") }}
	if a := Reconcile(earlier, later, k)[0]; a.Verdict != Exceeded {
		t.Errorf("with knowledge: %+v", a)
	}
	if a := Reconcile(earlier, later, Knowledge{})[0]; a.Verdict != Missed {
		t.Errorf("without: %+v", a)
	}
}

func TestBorrowedName(t *testing.T) {
	earlier := reportOf(2030, statement.Tasks, []said{
		promised("谋划省市重点项目〔10个〕", "省市重点项目", "10", "个", level, floor),
		promised("，年度计划投资〔9亿元〕", "投资", "9", "亿元", level, floor),
	})
	earlier.Measures[1].Sentence = cite.Span{Start: 0, End: len([]rune(earlier.Document.Text))}
	earlier.Measures[0].Sentence = earlier.Measures[1].Sentence
	later := reportOf(2031, statement.Review, []said{
		reported("化工园完成投资〔20亿元〕", "投资", "20", "亿元", level, exact),
		reported("省市重点项目投资完成率〔120%〕", "省市重点项目投资完成率", "120", "%", share, exact),
	})
	if a := Reconcile(earlier, later, Knowledge{})[1]; a.ByResult != 1 || a.Verdict != Met {
		t.Errorf("%+v", a)
	}
}

func TestParts(t *testing.T) {
	stations := promised("新建雨污水泵站和调蓄池〔6座〕", "雨污水泵站和调蓄池", "6", "座", level, exact)
	village := promised("创建美丽乡村〔20个〕", "创建美丽乡村", "20", "个", level, exact)
	for _, row := range []struct {
		name            string
		promise, result said
		want            Verdict
	}{
		{"one of two heads", stations, reported("新建雨污水泵站〔4座〕", "新建雨污水泵站", "4", "座", level, exact), Unclear},
		{"fewer of one rank", village, reported("创建省级美丽乡村〔4个〕", "创建省级美丽乡村", "4", "个", level, exact), Unclear},
		{"more of one rank", village, reported("创建省级美丽乡村〔24个〕", "创建省级美丽乡村", "24", "个", level, exact), Exceeded},
		{"households are not projects", promised("安置棚改居民〔456户〕", "安置棚改居民", "456", "户", level, exact),
			reported("安置棚改居民〔5个〕项目", "安置棚改居民", "5", "个", level, exact), Unanswered},
		{"sales of the larger shops", promised("社会消费品零售总额增长〔9%〕", "社会消费品零售总额", "9", "%", growth, exact),
			reported("限额以上社会消费品零售额增长〔8%〕", "限额以上社会消费品零售额", "8", "%", growth, exact), Unclear},
		{"incomes of the villages", promised("居民人均可支配收入增长〔7%〕", "居民人均可支配收入", "7", "%", growth, exact),
			reported("农村居民人均可支配收入增长〔8%〕", "农村居民人均可支配收入", "8", "%", growth, exact), Unclear},
		{"net additions", promised("新增规上工业企业〔100家〕", "新增规上工业企业", "100", "家", level, exact),
			reported("规上工业企业净增〔120家〕", "规上工业企业净增", "120", "家", change, exact), Exceeded},
		{"a contribution is no growth", promised("地区生产总值增长〔6%〕", "地区生产总值", "6", "%", growth, exact),
			reported("对经济增长的贡献率〔30%〕", "对经济增长的贡献率", "30", "%", growth, exact), Unanswered},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := Reconcile(reportOf(2030, statement.Tasks, []said{row.promise}), reportOf(2031, statement.Review, []said{row.result}), Knowledge{})[0]
			if a.Verdict != row.want {
				t.Errorf("got %s: %s", a.Verdict, a.Reason)
			}
		})
	}
}

func TestEmptyReports(t *testing.T) {
	if got := Reconcile(&statement.Report{}, &statement.Report{}, Knowledge{}); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestUnits(t *testing.T) {
	for _, row := range []struct{ a, b, times string }{
		{"万人", "人", "10000"}, {"亿元", "万元", "10000"}, {"万亿斤", "亿吨", "5"}, {"公里", "米", "1000"}, {"平方公里", "亩", "1500"},
		{"万户", "户", "10000"}, {"‰", "%", "1/10"}, {"万千瓦", "千瓦", "10000"}, {"百万亩", "万亩", "100"},
	} {
		f, x := unitOf(row.a)
		g, y := unitOf(row.b)
		if q := x.Quo(x, y).RatString(); f != g || q != row.times {
			t.Errorf("%s is %s %s, want %s", row.a, q, row.b, row.times)
		}
	}
	for _, row := range [][2]string{{"万元", "万人"}, {"人", "人次"}, {"%", "个百分点"}, {"户", "人"}, {"元", "美元"}} {
		f, _ := unitOf(row[0])
		if g, _ := unitOf(row[1]); f.comparable(g) {
			t.Errorf("%s and %s do not compare", row[0], row[1])
		}
	}
}

func TestParted(t *testing.T) {
	for _, row := range []struct {
		a, b string
		want bool
	}{
		{"城镇居民人均可支配收入", "农村居民人均可支配收入", true},
		{"城镇居民人均可支配收入", "城镇居民收入", false},
		{"规上工业增加值", "规上工业产值", true},
		{"进出口总额", "出口总额", true},
		{"进出口总额", "外贸进出口", false},
		{"年度计划投资", "总投资", true},
		{"中小学项目", "幼儿园项目", true},
		{"中小学幼儿园项目", "中小学项目", false},
	} {
		if got := parted(row.a, row.b); got != row.want {
			t.Errorf("%s / %s: %v", row.a, row.b, got)
		}
	}
}

func TestInterval(t *testing.T) {
	for _, row := range []struct {
		right, total int
		low, high    float64
	}{{0, 0, 0, 1}, {0, 10, 0, 0.2775}, {10, 10, 0.7225, 1}, {43, 44, 0.8820, 0.9960}, {50, 100, 0.4038, 0.5962}} {
		low, high := Interval(row.right, row.total)
		if math.Abs(low-row.low) > 5e-4 || math.Abs(high-row.high) > 5e-4 {
			t.Errorf("%d of %d: %.4f..%.4f, want %.4f..%.4f", row.right, row.total, low, high, row.low, row.high)
		}
	}
}
