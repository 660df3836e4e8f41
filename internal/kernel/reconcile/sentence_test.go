package reconcile

import (
	"strings"
	"testing"

	"duban/internal/base/cite"
	"duban/internal/kernel/statement"
)

// oneSentence makes the measures of a report stand in one sentence.
func oneSentence(r *statement.Report) *statement.Report {
	last := r.Measures[len(r.Measures)-1].Sentence.End
	for i := range r.Measures {
		r.Measures[i].Sentence = cite.Span{Start: r.Measures[0].Sentence.Start, End: last}
	}
	return r
}

// answersOf reconciles promises of one sentence with results of one sentence.
func answersOf(t *testing.T, promises, results []said, plain ...string) []Answer {
	t.Helper()
	earlier := oneSentence(reportOf(2030, statement.Tasks, promises))
	later := reportOf(2031, statement.Review, results, append(body(), plain...)...)
	if len(results) > 0 {
		oneSentence(later)
	}
	return Reconcile(earlier, later, Knowledge{})
}

func TestASentenceOfAPartSpeaksOfThePartToItsEnd(t *testing.T) {
	foreign := promised("实际利用外资增长〔5%〕左右", "实际利用外资", "5", "%", growth, about)
	zone := []said{reported("云泽开发区营业收入增长〔65%〕，", "云泽开发区营业收入", "65", "%", growth, exact), reported("实际利用外资增长〔90%〕", "实际利用外资", "90", "%", growth, exact)}
	whole := []said{reported("规模以上工业营业收入增长〔65%〕，", "规模以上工业营业收入", "65", "%", growth, exact), reported("实际利用外资增长〔90%〕", "实际利用外资", "90", "%", growth, exact)}
	pigs := promised("全市生猪存栏达到〔30万头〕", "生猪存栏", "30", "万头", level, exact)
	farm := []said{reported("丰禾养猪项目〔86栋〕猪舍全部投用，", "丰禾养猪项目猪舍全部投用", "86", "栋", level, exact), reported("生猪存栏达到〔17万头〕", "生猪存栏", "17", "万头", level, exact)}
	large := []said{farm[0], reported("生猪存栏达到〔33万头〕", "生猪存栏", "33", "万头", level, exact)}
	heading := []said{reported("重点项目完成投资〔30亿元〕，", "重点项目投资", "30", "亿元", level, exact), reported("生猪存栏达到〔17万头〕", "生猪存栏", "17", "万头", level, exact)}
	for _, row := range []struct {
		name    string
		promise said
		results []said
		want    Verdict
	}{
		{"a zone's growth is not the city's", foreign, zone, Unclear},
		{"the city's is", foreign, whole, Exceeded},
		{"one farm's herd is less than the city's", pigs, farm, Unclear},
		{"one farm's herd that passes the city's target attains it", pigs, large, Exceeded},
		{"projects in general are no part", pigs, heading, Missed},
	} {
		if a := answersOf(t, []said{row.promise}, row.results)[0]; a.Verdict != row.want {
			t.Errorf("%s: got %s: %s", row.name, a.Verdict, a.Reason)
		}
	}
}

func TestWhatIsUnderWayBesides(t *testing.T) {
	p := promised("建设高标准农田〔2万亩〕", "建设高标准农田", "2", "万亩", level, exact)
	for _, row := range []struct {
		rest, value string
		want        Verdict
	}{{"、在建〔1万亩〕", "1", Partly}, {"、在建〔0.5万亩〕", "0.5", Missed}, {"、管护〔1万亩〕", "1", Missed}} {
		a := answersOf(t, []said{p}, []said{reported("建成高标准农田〔1万亩〕", "建成高标准农田", "1", "万亩", level, exact), reported(row.rest, "在建", row.value, "万亩", level, exact)})[0]
		if a.Verdict != row.want {
			t.Errorf("%s: got %s: %s", row.rest, a.Verdict, a.Reason)
		}
	}
}

func TestThingsNamedOneByOne(t *testing.T) {
	roads := promised("新建支七街、纬二街等〔4条〕道路", "新建道路", "4", "条", level, exact)
	for _, row := range []struct {
		name   string
		result said
		want   Verdict
	}{
		{"other roads do not answer", reported("完成仙洲路、平安大街等〔6条〕道路改造提升", "完成道路改造提升", "6", "条", level, exact), Unanswered},
		{"one of them in both", reported("建成支七街、平安大街等〔6条〕道路", "建成道路", "6", "条", level, exact), Exceeded},
		{"the same number of them may name others", reported("建成经一街、经三街等〔4条〕道路", "建成道路", "4", "条", level, exact), Met},
		{"no names", reported("新建〔6条〕道路", "新建道路", "6", "条", level, exact), Exceeded},
	} {
		if a := answerTo(t, roads, nil, []said{row.result}); a.Verdict != row.want {
			t.Errorf("%s: got %s: %s", row.name, a.Verdict, a.Reason)
		}
	}
}

func TestSeveralYearsTogether(t *testing.T) {
	for _, row := range []struct {
		name            string
		promise, result said
		want            Verdict
	}{
		{"they did not do what one was to do", promised("肉鸡年出栏达到〔8100万只〕", "肉鸡年出栏", "8100", "万只", level, exact),
			reported("五年累计肉鸡出栏〔3200万只〕", "肉鸡出栏", "3200", "万只", level, exact).in("2026-2030"), Missed},
		{"a yearly mean tells nothing of the sum", promised("肉鸡年出栏达到〔8100万只〕", "肉鸡年出栏", "8100", "万只", level, exact),
			reported("年均肉鸡出栏〔3200万只〕", "肉鸡出栏", "3200", "万只", level, exact).in("2026-2030"), Unclear},
		{"all of a kind take in those promised", promised("〔1228名〕贫困人口全部脱贫", "贫困人口全部脱贫", "1228", "名", level, exact),
			reported("〔45563名〕贫困人口全部实现脱贫", "贫困人口全部实现脱贫", "45563", "名", level, exact).in("2026-2030"), Met},
		{"a growth over last year is of the last of them", promised("固定资产投资增长〔8%〕", "固定资产投资", "8", "%", growth, exact),
			reported("固定资产投资完成62亿元，同比增长〔9%〕", "固定资产投资", "9", "%", growth, exact).in("2026-2030"), Exceeded},
		{"a stock is as at their end", promised("市级以上农业龙头企业达到〔15家〕", "市级以上农业龙头企业", "15", "家", level, exact),
			reported("市级以上农业龙头企业〔16家〕", "市级以上农业龙头企业", "16", "家", level, exact).in("2026-2030"), Exceeded},
	} {
		if a := answerTo(t, row.promise, nil, []said{row.result}); a.Verdict != row.want {
			t.Errorf("%s: got %s: %s", row.name, a.Verdict, a.Reason)
		}
	}
}

func TestWhatIsNewIsReckonedFromTwoStocks(t *testing.T) {
	p := promised("新建云禾肉鸡养殖场〔100个〕", "新建云禾肉鸡养殖场", "100", "个", level, exact)
	stock := reported("云禾肉鸡养殖场累计建成〔401栋〕", "云禾肉鸡养殖场累计建成", "401", "栋", level, exact).in("2026-2030")
	for _, row := range []struct {
		name string
		base said
		want Verdict
	}{
		{"more than promised", reported("云禾肉鸡养殖场已建设〔269栋〕", "云禾肉鸡养殖场已建设", "269", "栋", level, exact).in("2029"), Exceeded},
		{"fewer than promised", reported("云禾肉鸡养殖场已建设〔350栋〕", "云禾肉鸡养殖场已建设", "350", "栋", level, exact).in("2029"), Missed},
		{"last year's new ones are no stock", reported("新建云禾肉鸡养殖场〔269栋〕", "新建云禾肉鸡养殖场", "269", "栋", level, exact).in("2029"), Unclear},
		{"a stock at the end of some years", reported("云禾肉鸡养殖场达到〔269栋〕", "云禾肉鸡养殖场", "269", "栋", level, exact).in("2025-2029"), Exceeded},
	} {
		if a := answerTo(t, p, []said{row.base}, []said{stock}); a.Verdict != row.want {
			t.Errorf("%s: got %s: %s", row.name, a.Verdict, a.Reason)
		}
	}
}

func TestNamesOfOneThing(t *testing.T) {
	for _, row := range []struct {
		name            string
		promise, result said
		want            Verdict
	}{
		{"mended mines", promised("完成〔45处〕责任主体灭失矿山修复治理", "完成责任主体灭失矿山修复治理", "45", "处", level, exact),
			reported("完成矿山生态修复工程〔21处〕", "完成矿山生态修复工程", "21", "处", level, exact), Missed},
		{"projects brought in", promised("引进项目〔20个〕以上", "引进项目", "20", "个", level, floor), reported("招引项目〔33个〕", "招引项目", "33", "个", level, exact), Exceeded},
		{"an alias in brackets", promised("打造〔12家〕名师（名校长）工作室", "打造名师（名校长）工作室", "12", "家", level, exact),
			reported("组建名师工作室〔14个〕", "组建名师工作室", "14", "个", level, exact), Exceeded},
		{"lines put to use", promised("丰禾能繁母猪基地〔五条〕生产线全部投放", "丰禾能繁母猪基地生产线全部投放", "5", "条", level, exact),
			reported("丰禾养猪项目能繁母猪基地〔5条〕生产线全部投用", "丰禾养猪项目生产线全部投用", "5", "条", level, exact), Met},
		{"what money is spent on stands after its verb", promised("每年投入〔400万元〕为不稳定脱贫户、低收入户购买防贫保险", "投入为不稳定脱贫户", "400", "万元", level, exact),
			reported("市政府每年设立〔400万元〕防贫社会救助保险", "市政府每年设立", "400", "万元", level, exact), Met},
		{"the same sum for another thing", promised("每年投入〔400万元〕为不稳定脱贫户、低收入户购买防贫保险", "投入为不稳定脱贫户", "400", "万元", level, exact),
			reported("市政府每年设立〔400万元〕青年创业基金", "市政府每年设立", "400", "万元", level, exact), Unanswered},
		{"a herd is not what is sold of it", promised("生猪存栏达到〔30万头〕", "生猪存栏", "30", "万头", level, exact),
			reported("生猪出栏达到〔30万头〕", "生猪出栏", "30", "万头", level, exact), Unanswered},
		{"a million times the number counts something else", promised("打造万亿级产业〔2个〕", "打造万亿级产业", "2", "个", level, exact),
			reported("装备制造成长为〔1万亿〕级产业", "打造万亿级产业", "1", "万亿", level, exact), Unanswered},
		{"the larger ones among them are a part", promised("振兴〔107个〕云泽特色产业集群", "振兴云泽特色产业集群", "107", "个", level, exact),
			reported("超百亿元云泽特色产业集群达〔76个〕", "超百亿元云泽特色产业集群", "76", "个", level, exact), Unclear},
		{"what is put to use anew is not what stands", promised("铁路新投产里程〔800公里〕以上", "铁路新投产里程", "800", "公里", level, floor),
			reported("铁路营业里程达到〔12000公里〕", "铁路营业里程", "12000", "公里", level, exact), Unanswered},
		{"what is being built is not yet added", promised("新增标准车间〔1.7万平方米〕", "新增标准车间", "1.7", "万平方米", level, exact),
			reported("〔5.7万平方米〕标准车间加快建设", "标准车间", "5.7", "万平方米", level, exact), Partly},
	} {
		if a := answerTo(t, row.promise, nil, []said{row.result}); a.Verdict != row.want {
			t.Errorf("%s: got %s: %s", row.name, a.Verdict, a.Reason)
		}
	}
}

func TestOneOfSeveralHeads(t *testing.T) {
	both := promised("全部财政收入和一般预算收入均增长〔17%〕以上", "全部财政收入和一般预算收入", "17", "%", growth, floor)
	if a := answerTo(t, both, nil, []said{reported("全部财政收入增长〔30.2%〕", "全部财政收入", "30.2", "%", growth, exact)}); a.Verdict != Unclear {
		t.Errorf("one of the two alone: got %s: %s", a.Verdict, a.Reason)
	}
	if a := answerTo(t, both, nil, []said{reported("税收收入增长〔30.2%〕", "税收收入", "30.2", "%", growth, exact)}); a.Verdict != Unanswered {
		t.Errorf("another revenue: got %s: %s", a.Verdict, a.Reason)
	}
}

func TestASumNamedByTheWordsAroundIt(t *testing.T) {
	p := promised("力争主导产业年产值达到〔80亿元〕", "主导产业年产值", "80", "亿元", level, exact)
	if a := answerTo(t, p, nil, []said{reported("索具、泵阀、轴承三大主导产业发展壮大，实现产值〔85.2亿元〕", "产值", "85.2", "亿元", level, exact)}); a.Verdict != Exceeded {
		t.Errorf("got %s: %s", a.Verdict, a.Reason)
	}
	if a := answerTo(t, p, nil, []said{reported("索具、泵阀、轴承三大主导产业发展壮大，完成投资〔85.2亿元〕", "完成投资", "85.2", "亿元", level, exact)}); a.Verdict == Exceeded {
		t.Errorf("an investment: %s", a.Reason)
	}
}

func TestACapacityOfTheFactoryItsSentenceBeganWith(t *testing.T) {
	got := answersOf(t, []said{promised("云耳核心工厂〔三条〕生产线全部启动，", "云耳核心工厂生产线全部启动", "3", "条", level, exact), promised("达到年产〔4000万包〕产能", "达到年产产能", "4000", "万包", level, exact)},
		[]said{reported("云耳菌包核心工厂形成〔2000万〕棒生产能力", "云耳菌包核心工厂形成棒生产能力", "2000", "万", level, exact)})
	if a := got[1]; a.Verdict != Missed {
		t.Errorf("got %s: %s", a.Verdict, a.Reason)
	}
}

func TestOneTotalAnswersTwoRanks(t *testing.T) {
	ranks := []said{promised("安排省重点项目〔1个〕，", "安排省重点项目", "1", "个", level, exact), promised("市重点项目〔9个〕", "市重点项目", "9", "个", level, exact)}
	total := []said{reported("五年累计引进省市重点项目〔78项〕", "累计引进省市重点项目", "78", "项", level, exact).in("2026-2030")}
	for i, a := range answersOf(t, ranks, total) {
		if a.Verdict != Unclear || a.ByResult != 0 {
			t.Errorf("promise %d: got %s: %s", i, a.Verdict, a.Reason)
		}
	}
	kinds := []said{promised("建成院士工作站〔1个〕，", "建成院士工作站", "1", "个", level, exact), promised("创新平台〔3个〕", "创新平台", "3", "个", level, exact)}
	if a := answersOf(t, kinds, []said{reported("新增创新平台〔7家〕", "新增创新平台", "7", "家", level, exact)})[0]; a.Result != nil {
		t.Errorf("one of the kinds has its own figure: %s", a.Reason)
	}
}

func TestSetAnewForTheYearAfter(t *testing.T) {
	lines := promised("云禾屠宰项目〔两条〕生产线全部投产", "云禾屠宰项目生产线全部投产", "2", "条", level, exact)
	anew := func(s said) said { return s.is(statement.Target).in("2031") }
	for _, row := range []struct {
		name    string
		promise said
		next    said
		want    Verdict
	}{
		{"a definite whole is not finished if it is set again", lines, anew(reported("云禾屠宰肉鸡〔两条〕生产线投产运营", "云禾屠宰肉鸡生产线", "2", "条", level, exact)), Missed},
		{"another number is another task", lines, anew(reported("云禾屠宰肉鸡〔三条〕生产线投产运营", "云禾屠宰肉鸡生产线", "3", "条", level, exact)), Unanswered},
		{"what is done every year is set every year", promised("办好民生实事〔20项〕", "办好民生实事", "20", "项", level, exact),
			anew(reported("办好民生实事〔20项〕", "办好民生实事", "20", "项", level, exact)), Unanswered},
		{"a goal set again is no result", promised("肉鸡年出栏达到〔8100万只〕", "肉鸡年出栏", "8100", "万只", level, exact),
			anew(reported("实现肉鸡年出栏〔8100万只〕目标", "肉鸡年出栏", "8100", "万只", level, exact)), Unanswered},
	} {
		if a := answerTo(t, row.promise, nil, []said{row.next}); a.Verdict != row.want {
			t.Errorf("%s: got %s: %s", row.name, a.Verdict, a.Reason)
		}
	}
	t.Run("less was reported of a part", func(t *testing.T) {
		later := reportOf(2031, statement.Review, []said{
			reported("丰禾养鸡项目建成〔401栋〕，", "丰禾养鸡项目", "401", "栋", level, exact), reported("肉鸡出栏〔3200万只〕", "肉鸡出栏", "3200", "万只", level, exact),
			anew(reported("实现肉鸡年出栏〔8100万只〕目标", "肉鸡年出栏", "8100", "万只", level, exact))}, body()...)
		later.Measures[1].Sentence.Start = 0
		p := promised("全市肉鸡年出栏达到〔8100万只〕", "肉鸡年出栏", "8100", "万只", level, exact)
		if a := Reconcile(reportOf(2030, statement.Tasks, []said{p}), later, Knowledge{})[0]; a.Verdict != Missed || !strings.Contains(a.Reason, "下一年目标") {
			t.Errorf("got %s: %s", a.Verdict, a.Reason)
		}
	})
}

func TestWordsAboutWhatTheParagraphIsAbout(t *testing.T) {
	for _, row := range []struct {
		name    string
		promise said
		review  string
		want    Verdict
	}{
		{"the work has not begun", promised("建设“大北环”。新建双向六车道一级公路〔7.5公里〕", "新建双向六车道一级公路", "7.5", "公里", level, exact), "期待已久的“大北环”即将启动建设", Missed},
		{"the work is begun, its length not told", promised("建设“大北环”。新建双向六车道一级公路〔7.5公里〕", "新建双向六车道一级公路", "7.5", "公里", level, exact), "“大北环”建设掀起热潮", Unanswered},
		{"all of it was done", promised("完成江水置换。年底前实现〔17.5万〕人口的水源置换全覆盖", "人口的水源置换全覆盖", "17.5", "万", level, exact), "生活水源江水置换项目全线通水", Met},
		{"a harvest told without its weight", promised("粮食年产量〔12.6万吨〕以上", "粮食年产量", "12.6", "万吨", level, floor), "粮食生产实现“十九连丰”", Unclear},
		{"the figure beside it counts something else", promised("云耳核心工厂〔三条〕生产线全部启动", "云耳核心工厂生产线全部启动", "3", "条", level, exact), "", Unclear},
	} {
		var results []said
		if row.review == "" {
			results = []said{reported("云耳核心工厂和〔1000栋〕大棚全部建成", "大棚全部建成", "1000", "栋", level, exact)}
		}
		if a := answersOf(t, []said{row.promise}, results, row.review)[0]; a.Verdict != row.want {
			t.Errorf("%s: got %s: %s", row.name, a.Verdict, a.Reason)
		}
	}
}

func TestWhatTwoGovernmentsSetIsPromisedTwice(t *testing.T) {
	got := answersOf(t, []said{promised("落实省定〔20项〕民生工程，", "落实省定民生工程", "20", "项", level, exact), promised("完成〔20项〕民生实事", "完成民生实事", "20", "项", level, exact)},
		[]said{reported("完成〔15项〕省定民生工程", "省定民生工程", "15", "项", level, exact), reported("和〔20项〕民生实事", "民生实事", "20", "项", level, exact)})
	if len(got) != 2 || got[0].Verdict != Missed || got[1].Verdict != Met {
		t.Errorf("%+v", got)
	}
}
