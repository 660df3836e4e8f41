package reconcile

import (
	"strings"
	"testing"

	"duban/internal/kernel/statement"
)

func TestFiguresOfOneDeedAreAnsweredTogether(t *testing.T) {
	heat := []said{promised("完成沿山片区〔43个〕", "完成沿山片区", "43", "个", level, exact), promised("村〔1.6万户〕清洁取暖改造，", "村清洁取暖改造", "1.6", "万户", level, exact)}
	poor := []said{promised("确保剩余贫困户〔32户〕", "剩余贫困户", "32", "户", level, exact), promised("〔67人〕上半年稳定达标，", "上半年稳定达标", "67", "人", level, exact)}
	done := func(where, rest string) []said {
		return []said{reported("完成铁路以北〔51个〕", "完成铁路以北", "51", "个", level, exact), reported(where+"、〔2.3万户〕"+rest, "清洁取暖改造", "2.3", "万户", level, exact)}
	}
	for _, row := range []struct {
		name              string
		promises, results []said
		n                 int
		want              Verdict
	}{
		{"villages with their households", heat, done("村", "清洁取暖改造"), 0, Exceeded},
		{"townships are no villages", heat, done("乡", "清洁取暖改造"), 0, Unanswered},
		{"words of its own stand between", heat, done("村绿化，受益", "清洁取暖改造"), 0, Unanswered},
		{"people with their households", poor, []said{reported("剩余贫困户〔32户〕", "剩余贫困户", "32", "户", level, exact), reported("、〔67人〕脱贫", "脱贫", "67", "人", level, exact)}, 1, Met},
		{"people apart from their households", poor, []said{reported("剩余贫困户〔32户〕", "剩余贫困户", "32", "户", level, exact), reported("全部退出，新招教师〔67人〕", "新招教师", "67", "人", level, exact)}, 1, Unanswered},
	} {
		if a := answersOf(t, row.promises, row.results)[row.n]; a.Verdict != row.want {
			t.Errorf("%s: got %s: %s", row.name, a.Verdict, a.Reason)
		}
	}
}

func TestWordsThatAnswerTwoPromisesOfOneClause(t *testing.T) {
	two := []said{promised("完成〔1.3万亩〕云泽湿地", "完成云泽湿地", "1.3", "万亩", level, exact), promised("和〔2200亩〕环湖花廊大道等绿化，", "完成环湖花廊大道绿化", "2200", "亩", level, exact)}
	for i, a := range answersOf(t, two, nil, "云泽湿地和环湖花廊引来八方宾客") {
		if a.Verdict != Unclear {
			t.Errorf("promise %d: got %s: %s", i, a.Verdict, a.Reason)
		}
	}
	if a := answersOf(t, two, nil, "云泽湿地引来八方宾客")[1]; a.Verdict != Unanswered {
		t.Errorf("the other is not named: got %s: %s", a.Verdict, a.Reason)
	}
}

func TestTheSameFigureOfOtherProjects(t *testing.T) {
	projects := func(kind func(sentence, subject, value, unit string, k statement.Kind, b statement.Bound) said, sum, count, period string) []said {
		out := []said{kind("推进总投资〔"+sum+"亿元〕的", "省市重点项目总投资", sum, "亿元", level, exact), kind("〔"+count+"个〕省市重点项目，", "省市重点项目", count, "个", level, exact)}
		for i := range out {
			out[i].period = period
		}
		return out
	}
	for _, row := range []struct {
		name       string
		sum, count string
		n          int
		want       Verdict
	}{
		{"the same sum and count", "321", "22", 1, Met},
		{"the same count, another sum", "219", "22", 1, Unclear},
		{"the same sum, another count", "321", "40", 0, Unclear},
	} {
		a := answersOf(t, projects(promised, "321", "22", "2030"), projects(reported, row.sum, row.count, "2030"))[row.n]
		if a.Verdict != row.want {
			t.Errorf("%s: got %s: %s", row.name, a.Verdict, a.Reason)
		}
	}
}

func TestThingsTickedOffByName(t *testing.T) {
	brands := promised("培育“云泽蜜桃”、“云泽黄梨”、“云泽皮影”〔3个〕公用品牌", "培育公用品牌", "3", "个", level, exact)
	for _, row := range []struct {
		name    string
		promise said
		review  string
		want    Verdict
	}{
		{"two of three", brands, "打响“云泽蜜桃”、“云泽皮影”等名号", Partly},
		{"all of them", brands, "“云泽蜜桃”“云泽黄梨”“云泽皮影”获得省级认定", Met},
		{"all of them, under way", brands, "“云泽蜜桃”“云泽黄梨”“云泽皮影”加快申报", Partly},
		{"one alone may be of anything", brands, "“云泽蜜桃”采摘节人气旺盛", Unanswered},
		{"in three villages, two named", promised("建设大沙河、桥头堡、西坡庄〔3个〕村卫生室", "建设村卫生室", "3", "个", level, exact), "桥头堡、西坡庄卫生室条件明显改善", Partly},
		{"the villages for another thing", promised("建设大沙河、桥头堡、西坡庄〔3个〕村卫生室", "建设村卫生室", "3", "个", level, exact), "桥头堡、西坡庄的蜜桃喜获丰收", Unanswered},
		{"not all were named", promised("培育“云泽蜜桃”、“云泽黄梨”等〔3个〕公用品牌", "培育公用品牌", "3", "个", level, exact), "打响“云泽蜜桃”、“云泽黄梨”等名号", Unanswered},
	} {
		if a := answerTo(t, row.promise, nil, nil, row.review); a.Verdict != row.want {
			t.Errorf("%s: got %s: %s", row.name, a.Verdict, a.Reason)
		}
	}
}

func TestTheIncomeBesideTheVisitors(t *testing.T) {
	p := []said{promised("旅游总收入〔35亿元〕，", "旅游总收入", "35", "亿元", level, exact)}
	sum := reported("，实现社会效益〔8亿元〕", "实现社会效益", "8", "亿元", level, exact)
	if a := answersOf(t, p, []said{reported("接待游客〔170万人次〕", "接待游客", "170", "万人次", level, exact), sum})[0]; a.Verdict != Missed {
		t.Errorf("got %s: %s", a.Verdict, a.Reason)
	}
	if a := answersOf(t, p, []said{reported("农机作业〔170万台次〕", "农机作业", "170", "万台次", level, exact), sum})[0]; a.Verdict != Unanswered {
		t.Errorf("no visitors: got %s: %s", a.Verdict, a.Reason)
	}
}

func TestWhatIsOnlyReckoned(t *testing.T) {
	for _, row := range []struct {
		subject, value string
		want           Verdict
		reason         string
	}{
		{"社会消费品零售总额", "60", Unclear, "口径当已调整"},
		{"社会消费品零售总额", "95", Missed, "未达目标"},
		{"固定资产投资", "60", Missed, "未达目标"},
		{"固定资产投资", "107.9", Exceeded, "好于目标"},
		{"固定资产投资", "107.4", Met, "达到目标"},
	} {
		p := promised(row.subject+"增长〔7%〕", row.subject, "7", "%", growth, exact)
		base := []said{reported(row.subject+"〔100亿元〕", row.subject, "100", "亿元", level, exact).in("2029")}
		a := answerTo(t, p, base, []said{reported(row.subject+"完成〔"+row.value+"亿元〕", row.subject, row.value, "亿元", level, exact)})
		if a.Verdict != row.want || !strings.Contains(a.Reason, row.reason) {
			t.Errorf("%s %s: got %s: %s", row.subject, row.value, a.Verdict, a.Reason)
		}
	}
}

func TestMoreNamesOfOneThing(t *testing.T) {
	for _, row := range []struct {
		name            string
		promise, result said
		want            Verdict
	}{
		{"toilets of households go by their mending", promised("完成农村卫生改厕〔500户〕", "完成农村卫生改厕", "500", "户", level, exact), reported("改造农户厕所〔507座〕", "改造农户厕所", "507", "座", level, exact), Exceeded},
		{"a public toilet is no household's", promised("完成农村卫生改厕〔500户〕", "完成农村卫生改厕", "500", "户", level, exact), reported("新建公厕〔507座〕", "新建公厕", "507", "座", level, exact), Unanswered},
		{"a village's toilets are not the town's", promised("新建城区公厕〔2座〕", "新建城区公厕", "2", "座", level, exact), reported("新建农村公厕〔101座〕", "新建农村公厕", "101", "座", level, exact), Unanswered},
		{"built and mended in brackets", promised("新改扩建农村道路〔20公里〕", "新改扩建农村道路", "20", "公里", level, exact), reported("新（改、扩）建农村公路〔29公里〕", "新（改、扩）建农村公路", "29", "公里", level, exact), Exceeded},
		{"good works", promised("谋划〔20件〕实事好事", "谋划实事好事", "20", "件", level, exact), reported("办结民生实事、好事〔21件〕", "办结民生实事、好事", "21", "件", level, exact), Exceeded},
		{"insured people", promised("扩大养老保险覆盖面，参保率巩固在〔96%〕", "养老保险覆盖面参保率", "96", "%", share, exact), reported("养老保险参保率达到〔98.8%〕", "养老保险参保率", "98.8", "%", share, exact), Exceeded},
		{"work done is not the whole sum", promised("提速总投资〔321亿元〕的省重点项目", "省重点项目总投资", "321", "亿元", level, exact), reported("省重点项目完成投资〔112亿元〕", "省重点项目投资", "112", "亿元", level, exact), Unanswered},
		{"the whole sum is", promised("提速总投资〔321亿元〕的省重点项目", "省重点项目总投资", "321", "亿元", level, exact), reported("实施省重点项目总投资〔330亿元〕", "省重点项目总投资", "330", "亿元", level, exact), Exceeded},
		{"the schools without their playgrounds", promised("完成幼儿园操场建设〔35所〕", "完成幼儿园操场建设", "35", "所", level, exact), reported("完成幼儿园改扩建〔2所〕", "完成幼儿园改扩建", "2", "所", level, exact), Unclear},
		{"their playgrounds", promised("完成幼儿园操场建设〔35所〕", "完成幼儿园操场建设", "35", "所", level, exact), reported("完成幼儿园操场建设〔2所〕", "完成幼儿园操场建设", "2", "所", level, exact), Missed},
		{"what was begun is not what was finished", promised("新安排保障住房〔740套〕", "保障住房新安排", "740", "套", level, exact), reported("保障住房基本建成〔772套〕", "保障住房基本建成", "772", "套", level, exact), Unclear},
		{"what was begun is", promised("新安排保障住房〔740套〕", "保障住房新安排", "740", "套", level, exact), reported("保障住房开工〔772套〕", "保障住房开工", "772", "套", level, exact), Exceeded},
		{"school buildings are counted as schools", promised("新建农村学校〔9所〕", "新建农村学校", "9", "所", level, exact), reported("新建农村校舍〔12所〕", "新建农村校舍", "12", "所", level, exact), Exceeded},
		{"their floors are not", promised("新建农村学校〔9所〕", "新建农村学校", "9", "所", level, exact), reported("新建农村校舍〔12万平方米〕", "新建农村校舍", "12", "万平方米", level, exact), Unanswered},
		{"so many taken away", promised("〔1000名〕云泽贫困人口脱贫", "云泽贫困人口脱贫", "1000", "名", level, exact), reported("云泽贫困人口减少〔1200人〕", "云泽贫困人口", "-1200", "人", change, exact), Exceeded},
		{"fewer taken away", promised("减少云泽贫困人口〔1000名〕", "减少云泽贫困人口", "1000", "名", level, exact), reported("云泽贫困人口减少〔900人〕", "云泽贫困人口", "-900", "人", change, exact), Missed},
		{"a fall is no gift", promised("救助云泽贫困人口〔1000名〕", "救助云泽贫困人口", "1000", "名", level, exact), reported("云泽贫困人口减少〔1200人〕", "云泽贫困人口", "-1200", "人", change, exact), Unclear},
		{"the year's end is not the year", promised("调查失业率全年控制在〔5.5%〕以内", "调查失业率", "5.5", "%", share, roof), reported("年末调查失业率降到〔5.5%〕", "调查失业率", "5.5", "%", share, exact), Unclear},
		{"the year's mean is", promised("调查失业率全年控制在〔5.5%〕以内", "调查失业率", "5.5", "%", share, roof), reported("调查失业率平均为〔5.5%〕", "调查失业率", "5.5", "%", share, exact), Met},
	} {
		if a := answerTo(t, row.promise, nil, []said{row.result}); a.Verdict != row.want {
			t.Errorf("%s: got %s: %s", row.name, a.Verdict, a.Reason)
		}
	}
}
