package reconcile

import (
	"strings"
	"testing"

	"duban/internal/base/cite"
	"duban/internal/kernel/statement"
)

// body is a report's worth of other sentences, so that rarity means something.
func body() []string {
	few := []string{"政务服务持续优化", "产业项目加快建设", "城市建设管理水平提升", "教育事业健康发展", "农业农村稳步发展", "企业发展环境持续改善", "文化旅游融合发展", "社会保障体系更加完善"}
	var out []string
	for range 120 {
		out = append(out, few...)
	}
	return out
}

// answerTo reconciles one promise with results of the year, over a base year's levels.
func answerTo(t *testing.T, promise said, base, results []said, plain ...string) Answer {
	t.Helper()
	got := Reconcile(reportOf(2030, statement.Tasks, append(append([]said{}, base...), promise)), reportOf(2031, statement.Review, results, append(body(), plain...)...), Knowledge{})
	if len(got) != 1 {
		t.Fatalf("%d answers, want 1: %+v", len(got), got)
	}
	if a := got[0]; !strings.HasSuffix(a.Reason, "。") || strings.Count(a.Reason, "。") != 1 {
		t.Errorf("reason is not one sentence: %q", a.Reason)
	}
	return got[0]
}

func TestTheWholeLiesBetweenItsParts(t *testing.T) {
	all := promised("居民人均可支配收入增长〔7%〕左右", "居民人均可支配收入", "7", "%", growth, about)
	both := promised("城乡居民人均可支配收入增长〔7%〕", "城乡居民人均可支配收入", "7", "%", growth, exact)
	town := func(v string) said {
		return reported("城镇居民人均可支配收入增长〔"+v+"%〕", "城镇居民人均可支配收入", v, "%", growth, exact)
	}
	village := func(v string) said {
		return reported("农村居民人均可支配收入增长〔"+v+"%〕", "农村居民人均可支配收入", v, "%", growth, exact)
	}
	for _, row := range []struct {
		name            string
		promise         said
		town, village   string
		want            Verdict
		reasonHasToHold string
	}{
		{"both attain it", all, "7", "8.2", Met, "分报两部分"},
		{"both surpass it", all, "8", "9.5", Exceeded, "好于目标"},
		{"neither attains it", all, "5.1", "6", Missed, "未达目标"},
		{"the whole between the two is attained in part", all, "5", "9", Partly, "在两者之间"},
		{"one of two that were promised", both, "6", "8", Partly, "一头达到"},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := answerTo(t, row.promise, nil, []said{town(row.town), village(row.village)})
			if a.Verdict != row.want || !strings.Contains(a.Reason, row.reasonHasToHold) {
				t.Errorf("got %s: %s", a.Verdict, a.Reason)
			}
		})
	}
	t.Run("levels of the parts are reckoned over last year's", func(t *testing.T) {
		base := []said{reported("城镇居民人均可支配收入〔40000元〕", "城镇居民人均可支配收入", "40000", "元", level, exact).in("2029"),
			reported("农村居民人均可支配收入〔20000元〕", "农村居民人均可支配收入", "20000", "元", level, exact).in("2029")}
		a := answerTo(t, both, base, []said{reported("城镇居民人均可支配收入〔42000元〕", "城镇居民人均可支配收入", "42000", "元", level, exact),
			reported("农村居民人均可支配收入〔21200元〕", "农村居民人均可支配收入", "21200", "元", level, exact)})
		if a.Verdict != Missed || !strings.Contains(a.Reason, "推算变动5%") || !strings.Contains(a.Reason, "推算变动6%") {
			t.Errorf("got %s: %s", a.Verdict, a.Reason)
		}
	})
}

func TestSeveralThingsTogetherAreSummed(t *testing.T) {
	later := reportOf(2031, statement.Review, []said{
		reported("新建雨污水泵站〔4座〕", "新建雨污水泵站", "4", "座", level, exact),
		reported("、调蓄池〔2座〕", "新建调蓄池", "2", "座", level, exact),
	})
	whole := cite.Span{Start: 0, End: len([]rune(later.Document.Text))}
	later.Measures[0].Sentence, later.Measures[1].Sentence = whole, whole
	earlier := reportOf(2030, statement.Tasks, []said{promised("新建雨污水泵站和调蓄池〔6座〕", "新建雨污水泵站和调蓄池", "6", "座", level, exact)})
	if a := Reconcile(earlier, later, Knowledge{})[0]; a.Verdict != Met || !strings.Contains(a.Reason, "合计6座") {
		t.Errorf("got %s: %s", a.Verdict, a.Reason)
	}
}

func TestScopes(t *testing.T) {
	for _, row := range []struct {
		name            string
		promise, result said
		want            Verdict
	}{
		{"school places of compulsory education are a part", promised("新增学位〔300个〕", "新增学位", "300", "个", level, exact),
			reported("新增义务教育学位〔800个〕", "新增义务教育学位", "800", "个", level, exact), Exceeded},
		{"fewer of a part say nothing of the whole", promised("新增学位〔300个〕", "新增学位", "300", "个", level, exact),
			reported("新增义务教育学位〔200个〕", "新增义务教育学位", "200", "个", level, exact), Unclear},
		{"the city's and higher take in the province's", promised("创建省级美丽乡村〔10个〕以上", "创建省级美丽乡村", "10", "个", level, floor),
			reported("创建市级以上美丽乡村〔26个〕", "创建市级以上美丽乡村", "26", "个", level, exact), Unclear},
		{"fewer of all ranks are fewer of one", promised("创建省级美丽乡村〔10个〕以上", "创建省级美丽乡村", "10", "个", level, floor),
			reported("创建市级以上美丽乡村〔8个〕", "创建市级以上美丽乡村", "8", "个", level, exact), Missed},
		{"another rank is another thing", promised("创建省级美丽乡村〔10个〕", "创建省级美丽乡村", "10", "个", level, exact),
			reported("创建县级美丽乡村〔12个〕", "创建县级美丽乡村", "12", "个", level, exact), Unanswered},
		{"all ranks from the county up are all", promised("实施县级以上重点项目〔60个〕", "实施县级以上重点项目", "60", "个", level, exact),
			reported("实施重点项目〔64个〕", "实施重点项目", "64", "个", level, exact), Exceeded},
		{"family farms among the operators of farming", promised("家庭农场达到〔130家〕", "家庭农场", "130", "家", level, exact),
			reported("培育新型农业经营主体〔158家〕", "培育新型农业经营主体", "158", "家", level, exact), Unclear},
		{"one kind of platform", promised("新增创新平台〔3家〕", "新增创新平台", "3", "家", level, exact),
			reported("新增技术创新中心〔2家〕", "新增技术创新中心", "2", "家", level, exact), Unclear},
		{"a platform's base is no platform", promised("共建创新平台示范基地〔5家〕", "共建创新平台示范基地", "5", "家", level, exact),
			reported("重组重点实验室〔4家〕", "重组重点实验室", "4", "家", level, exact), Unanswered},
		{"a quota of land is not the land", promised("争取新增建设用地指标〔528亩〕", "新增建设用地", "528", "亩", level, exact),
			reported("收储新增建设用地〔234亩〕", "收储新增建设用地", "234", "亩", level, exact), Unclear},
		{"the same in round figures", promised("盘活低效土地〔359亩〕", "盘活低效土地", "359", "亩", level, exact),
			reported("盘活低效土地〔360亩〕", "盘活低效土地", "360", "亩", level, exact), Met},
		{"not so round", promised("盘活低效土地〔356亩〕", "盘活低效土地", "356", "亩", level, exact),
			reported("盘活低效土地〔350亩〕", "盘活低效土地", "350", "亩", level, exact), Missed},
		{"output is not investment", promised("云泽工业园区实现产值〔160亿元〕", "云泽工业园区产值", "160", "亿元", level, exact),
			reported("云泽工业园区投入〔8亿元〕", "云泽工业园区投入", "8", "亿元", level, exact), Unanswered},
		{"an investment that describes a project is no year's", promised("推进投资〔33亿元〕的云泽工业园项目", "云泽工业园项目投资", "33", "亿元", level, exact),
			reported("云泽工业园项目完成投资〔10.6亿元〕", "云泽工业园项目完成投资", "10.6", "亿元", level, exact), Unanswered},
		{"another toilet", promised("新建旅游厕所〔6座〕", "新建旅游厕所", "6", "座", level, exact),
			reported("改造农村户厕〔500座〕", "改造农村户厕", "500", "座", level, exact), Unanswered},
		{"added counts for promised without saying so", promised("“两品一标”认证〔1个〕以上", "“两品一标”认证", "1", "个", level, floor),
			reported("新增“两品一标”产品认证〔14个〕", "新增“两品一标”产品认证", "14", "个", level, exact), Exceeded},
		{"a bare head may be of anything", promised("打造乡村振兴示范区〔2个〕", "打造乡村振兴示范区", "2", "个", level, exact),
			reported("形成西瓜、蔬菜、粮食、水果〔4个〕示范区", "示范区", "4", "个", level, exact), Unanswered},
		{"livelihood works go by many names", promised("办好民心工程〔20项〕", "办好民心工程", "20", "项", level, exact),
			reported("〔20项〕民生实事办结", "民生实事", "20", "项", level, exact), Met},
		{"all of more than was promised", promised("完成省定民心工程〔20项〕", "完成省定民心工程", "20", "项", level, exact),
			reported("省市民生工程涉及我市〔19项〕实事全部办结", "省市民生工程", "19", "项", level, exact), Met},
		{"what the province has set is not what the city promised", promised("办好惠民实事〔15件〕", "办好惠民实事", "15", "件", level, exact),
			reported("省定民心工程〔20项〕完成", "省定民心工程", "20", "项", level, exact), Unclear},
		{"one figure for all where each had its own", promised("索具、泵阀、轴承三大产业产值分别达到〔80亿元〕、20亿元、16亿元", "索具产业产值", "80", "亿元", level, exact),
			reported("索具、泵阀、轴承三大产业产值〔116亿元〕", "索具、泵阀、轴承三大产业产值", "116", "亿元", level, exact), Unclear},
		{"a growth that adds up years", promised("一般公共预算收入增长〔8%〕", "一般公共预算收入", "8", "%", growth, exact),
			reported("一般公共预算收入累计增长〔71%〕", "一般公共预算收入", "71", "%", growth, exact), Unclear},
		{"another code of the same kind of rate", promised("居民医疗保险参保率达到〔95%〕", "居民医疗保险参保率", "95", "%", share, exact).known("security.medical_resident_rate"),
			reported("医疗保险参保率达到〔96.9%〕", "医疗保险参保率", "96.9", "%", share, exact).known("security.medical_rate"), Exceeded},
		{"another code of another kind", promised("家庭农场带头人〔95人〕", "家庭农场带头人", "95", "人", level, exact).known("agriculture.farm_heads"),
			reported("家庭农场从业〔97人〕", "家庭农场从业", "97", "人", level, exact).known("employment.farms"), Unanswered},
		{"the name without its first word", promised("电商全网销售额达到〔3.5亿元〕以上", "电商全网销售额", "3.5", "亿元", level, floor),
			reported("全网销售额达〔3.52亿元〕", "全网销售额", "3.52", "亿元", level, exact), Exceeded},
		{"a sector's name is not eaten by the verb in it", promised("服务业增加值增长〔8%〕", "服务业增加值", "8", "%", growth, exact),
			reported("服务业增加值增长〔3.3%〕", "业增加值", "3.3", "%", growth, exact), Missed},
	} {
		t.Run(row.name, func(t *testing.T) {
			if a := answerTo(t, row.promise, nil, []said{row.result}); a.Verdict != row.want {
				t.Errorf("got %s: %s", a.Verdict, a.Reason)
			}
		})
	}
}

func TestAFarGrowthIsReckonedAnAbsurdOneIsNot(t *testing.T) {
	revenue := promised("一般公共预算收入增长〔8%〕", "一般公共预算收入", "8", "%", growth, exact)
	base := []said{reported("一般公共预算收入〔9.3亿元〕", "一般公共预算收入", "9.3", "亿元", level, exact).in("2029")}
	if a := answerTo(t, revenue, base, []said{reported("一般公共预算收入〔16亿元〕", "一般公共预算收入", "16", "亿元", level, exact)}); a.Verdict != Exceeded {
		t.Errorf("got %s: %s", a.Verdict, a.Reason)
	}
	if a := answerTo(t, revenue, base, []said{reported("一般公共预算收入〔93亿元〕", "一般公共预算收入", "93", "亿元", level, exact)}); a.Verdict != Unclear {
		t.Errorf("got %s: %s", a.Verdict, a.Reason)
	}
}

func TestWordsThatTellTheAmount(t *testing.T) {
	for _, row := range []struct {
		name    string
		promise said
		review  string
		want    Verdict
	}{
		{"each of them named", promised("推动养老机构〔3家〕通过二星级评定", "养老机构通过二星级评定", "3", "家", level, exact),
			"云泽光荣院、城东养老机构、沙河老年公寓通过二星级评定", Met},
		{"fewer named than promised", promised("推动养老机构〔3家〕通过二星级评定", "养老机构通过二星级评定", "3", "家", level, exact),
			"云泽光荣院、城东养老机构通过二星级评定", Missed},
		{"others left unnamed", promised("推动养老机构〔3家〕通过二星级评定", "养老机构通过二星级评定", "3", "家", level, exact),
			"云泽光荣院、城东养老机构等通过二星级评定", Unclear},
		{"the task surpassed", promised("皮影戏下乡演出〔100场〕", "皮影戏下乡演出", "100", "场", level, floor), "超额完成皮影戏演出任务", Exceeded},
		{"the task done", promised("皮影戏下乡演出〔100场〕", "皮影戏下乡演出", "100", "场", level, floor), "圆满完成皮影戏演出任务", Met},
		{"all of them", promised("剩余贫困人口〔832人〕脱贫", "剩余贫困人口脱贫", "832", "人", level, exact), "剩余贫困人口全部脱贫", Met},
		{"the first place kept", promised("高考总评保持全市〔第一〕", "高考总评", "1", "", rank, exact), "高考总评实现六连冠", Met},
		{"pushed on, not counted", promised("完成用地收储〔500亩〕", "用地收储", "500", "亩", level, floor), "积极开展用地收储", Unclear},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := answerTo(t, row.promise, nil, nil, row.review)
			if a.Verdict != row.want || a.Result == nil || a.Result.Text != row.review || a.ByResult != -1 {
				t.Errorf("got %s by %+v: %s", a.Verdict, a.Result, a.Reason)
			}
		})
	}
}

func TestWordsOfTheYearBeforeAFigureOfSeveral(t *testing.T) {
	a := answerTo(t, promised("剩余贫困人口〔832人〕脱贫", "剩余贫困人口脱贫", "832", "人", level, exact), nil,
		[]said{reported("五年〔10.81万人〕剩余贫困人口脱贫", "剩余贫困人口脱贫", "10.81", "万人", level, exact).in("2026-2030")}, "剩余贫困人口全部脱贫")
	if a.Verdict != Met || a.ByResult != -1 {
		t.Errorf("got %s: %s", a.Verdict, a.Reason)
	}
}

func TestAClauseIsCutAtItsFigures(t *testing.T) {
	for _, row := range []struct {
		sentence string
		figures  []string
		want     []string
	}{
		{"新增高新技术企业2家、科技型中小企业50家以上", []string{"2家", "50家"}, []string{"新增高新技术企业2家", "科技型中小企业50家以上"}},
		{"提速总投资164亿元的25个重点项目建设", []string{"164亿元", "25个"}, []string{"提速总投资164亿元", "25个重点项目建设"}},
		{"投资2200万元完成30公里农村公路建设", []string{"2200万元", "30公里"}, []string{"投资2200万元", "完成30公里农村公路建设"}},
		{"城乡居民收入分别增长6%和7%以上", []string{"6%", "7%"}, []string{"城乡居民收入分别增长6%", "城乡居民收入分别增长6%和7%以上"}},
		{"完成中学、小学等5个项目398亩土地利用", []string{"5个", "398亩"}, []string{"完成中学、小学等5个项目", "398亩土地利用"}},
	} {
		words := text([]rune(row.sentence))
		c := cite.Span{Start: 0, End: len(words)}
		var all []statement.Measure
		for _, f := range row.figures {
			at := len([]rune(row.sentence[:strings.Index(row.sentence, f)]))
			all = append(all, statement.Measure{Span: cite.Span{Start: at, End: at + len([]rune(f))}})
		}
		for i := range all {
			if got := words.words(words.own(c, all, i)); got != row.want[i] {
				t.Errorf("%s: figure %d stands in %q, want %q", row.sentence, i, got, row.want[i])
			}
		}
	}
}

func TestRanksOfGovernment(t *testing.T) {
	for words, want := range map[string]grade{
		"省级美丽乡村": province, "市级以上龙头企业": city | province | nation, "市以上重点项目": city | province | nation,
		"省市重点项目": province | city, "国家级、省级企业": nation | province, "县级以上项目": 0, "美丽乡村": 0, "省定民心工程": province,
	} {
		if got := gradeOf(words); got != want {
			t.Errorf("%s is %b, want %b", words, got, want)
		}
	}
	if (province | city).within(city | province | nation) {
		t.Error("省市重点项目 are the 市以上重点项目 of a county, not a part of them")
	}
	if !province.within(0) || !province.within(city|province|nation) || city.within(province) {
		t.Error("省级 is within 市级以上 and within all, 市级 is not within 省级")
	}
}

func TestFiguresTellNothingOfTheThing(t *testing.T) {
	y := newRarity()
	a := y.thingOf("投资1.2亿元完成28.2公里农村公路、3个小区和三家公园")
	y.weigh()
	a, b := y.thingOf("投资1.2亿元完成28.2公里农村公路、3座公园"), y.thingOf("投资、农村公路，公园")
	if len(a.grams) != len(b.grams) || y.alike(a, b).both() < 0.999 {
		t.Errorf("%v and %v", a, b)
	}
	if c := y.thingOf("5G基站"); !c.has(y.word("5G")) {
		t.Error("5G is a name")
	}
}
