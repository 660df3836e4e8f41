package directive

import (
	"slices"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/table"
)

var place = Knowledge{
	Units: []Unit{{"government", []string{"云泽市人民政府", "市政府"}}, {"housing", []string{"云泽市住房和城乡建设局", "市住建局", "住建局"}}, {"nr", []string{"云泽市自然资源和规划局", "市自然资源和规划局", "自然资源和规划局"}},
		{"finance", []string{"云泽市财政局", "市财政局", "财政局"}}, {"urban", []string{"市城管执法局", "城管执法局"}}, {"town", []string{"彭场镇"}}},
	Suggest: func(words string) (string, string) {
		if strings.Contains(words, "排水") {
			return "housing", "城市排水"
		}
		return "", ""
	},
	Workday: func(from civil.Date, n int) civil.Date {
		for n > 0 {
			if from = civil.OfDays(from.Days() + 1); from.Weekday()%7 != 0 && from.Weekday()%7 != 6 {
				n--
			}
		}
		return from
	},
}

const minute = `云泽市人民政府第12次常务会议纪要
云政常纪〔2026〕12号
2026年5月20日，市长主持召开市政府第12次常务会议。现纪要如下：
出席：市长，副市长
一、会议听取了城区内涝治理情况的汇报。会议指出，汛期将至，不能大意。会议议定：
（一）由市住建局牵头，市财政局、彭场镇配合，6月底前完成青年路易涝点改造。
（二）市自然资源和规划局要在10个工作日内拿出用地方案；市城管执法局负责清理占道堆放，5月31日前完成。
（三）加快建成城北排水泵站，责任落实到人。
（四）修订排水管理办法。责任单位：市住建局；配合单位：市城管执法局；完成时限：年底前。
二、会议传达学习了上级会议精神。
分送：市住建局，市财政局。
`

func TestAMinuteIsReadIntoWhoDoesWhatByWhen(t *testing.T) {
	m := ReadMinute(minute, civil.Date{Year: 2026, Month: 5, Day: 25}, place)
	if m.Name != "云泽市人民政府第12次常务会议" || m.On.String() != "2026-05-20" || m.Paper != "云政常纪〔2026〕12号" {
		t.Errorf("%q %s %q", m.Name, m.On, m.Paper)
	}
	want := []struct{ words, lead, supports, due string }{
		{"青年路易涝点", "housing", "finance town", "2026-06-30"},
		{"用地方案", "nr", "", "2026-06-03"},
		{"占道堆放", "urban", "", "2026-05-31"},
		{"排水泵站", "housing", "", ""},
		{"排水管理办法", "housing", "urban", "2026-12-31"},
	}
	if len(m.Items) != len(want) {
		t.Fatalf("%d items: %+v", len(m.Items), m.Items)
	}
	for i, w := range want {
		x := m.Items[i]
		if !strings.Contains(x.Words, w.words) || x.Lead != w.lead || strings.Join(x.Supports, " ") != w.supports || x.DueOn.String() != w.due {
			t.Errorf("%d: %q leads %q with %v by %s, want %+v", i+1, x.Words, x.Lead, x.Supports, x.DueOn, w)
		}
	}
	if !m.Items[0].Named || m.Items[3].Named || m.Items[3].Why != "城市排水" {
		t.Errorf("what is named and what is suggested: %+v %+v", m.Items[0], m.Items[3])
	}
	if none := ReadMinute("今天天气很好。市财政局负责人作了汇报。", m.On, place); len(none.Items) != 0 {
		t.Errorf("a text that decides nothing gave %+v", none.Items)
	}
}

func TestWordsSetADayAsPeopleDo(t *testing.T) {
	said := civil.Date{Year: 2026, Month: 11, Day: 18} // a Wednesday
	for words, want := range map[string]string{
		"请住建局10个工作日内报结果":     "2026-12-02",
		"三日内反馈":              "2026-11-21",
		"一周内拿出方案":            "2026-11-25",
		"两个月内建成":             "2027-01-18",
		"本周五前报我":             "2026-11-20",
		"下周内上会":              "2026-11-27",
		"本月底前完成":             "2026-11-30",
		"1月底前完成":             "2027-01-31",
		"12月15日前通车":          "2026-12-15",
		"25日前报结果":            "2026-11-25",
		"5日前报结果":             "2026-12-05",
		"2027年6月30日前竣工":      "2027-06-30",
		"年底前完成":              "2026-12-31",
		"请抓紧办理":              "",
		"2026年3月5日的信访件请妥善处理": "",
	} {
		if on, _ := Deadline(words, said, place.Workday); on.String() != want {
			t.Errorf("%s: %s, want %s", words, on, want)
		}
	}
}

func TestTheUnitThatWordsChargeLeads(t *testing.T) {
	for words, want := range map[string]string{
		"请市财政局研究提出意见":          "finance",
		"住建局、城管执法局要抓紧整改":       "housing urban",
		"由彭场镇牵头，会同市自然资源和规划局办理": "town nr",
		"市财政局配合市住建局办理":         "housing finance",
		"此件很好，请抓紧":             "",
	} {
		lead, supports := Charged(words, place.Units)
		if got := strings.TrimSpace(lead + " " + strings.Join(supports, " ")); got != want {
			t.Errorf("%s: %q, want %q", words, got, want)
		}
	}
}

func TestADirectiveSaysWhatIsWrongWithIt(t *testing.T) {
	today := civil.Date{Year: 2026, Month: 6, Day: 3}
	good := Directive{Kind: Instruction, GivenOn: today, Content: Content{Words: "请住建局抓紧办理。", By: "市长", DueOn: today}}
	if err := good.Check(today); err != nil {
		t.Fatal(err)
	}
	for what, spoil := range map[string]func(*Directive){
		"没有写批示的原话":  func(d *Directive) { d.Words = " " },
		"没有写是谁批示的":  func(d *Directive) { d.By = "" },
		"没有写是哪次会议":  func(d *Directive) { d.Kind, d.By = Meeting, "" },
		"还没有到":      func(d *Directive) { d.GivenOn = civil.Date{Year: 2026, Month: 6, Day: 4} },
		"那天还没有批示":   func(d *Directive) { d.DueOn = civil.Date{Year: 2026, Month: 6, Day: 2} },
		"没有写什么时候办好": func(d *Directive) { d.DueOn = civil.Date{} },
	} {
		d := good
		spoil(&d)
		if err := d.Check(today); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("want %q: %v", what, err)
		}
	}
}

func TestOnlyWhoGaveADirectiveNotesWhatCameOfIt(t *testing.T) {
	d := Directive{Number: "批示交办〔2026〕1号", Giver: "mayor", State: Open}
	if err := d.Noting("mayor", 1); err == nil || !strings.Contains(err.Error(), "没有等您阅的结果") {
		t.Error(err)
	}
	d.State = Answered
	if err := d.Noting("clerk", 1); err == nil || d.State != Answered {
		t.Error("somebody else noted it", err)
	}
	if err := d.Noting("mayor", 1); err != nil || d.State != Noted {
		t.Error(err, d.State)
	}
}

func TestParametersAreDatedAndSayWhatTheyRestOn(t *testing.T) {
	if bad := table.Troubles(data, "data/parameters.tsv", 4); len(bad) > 0 {
		t.Error(bad)
	}
	on := civil.Date{Year: 2026, Month: 6, Day: 3}
	for _, k := range Kinds {
		n, basis := Workdays(k, on)
		if n < 1 || !strings.Contains(basis, "[unverified]") || Mark(k, on) == "" {
			t.Error(k, n, basis, Mark(k, on))
		}
	}
	if n, _ := Workdays(Instruction, civil.Date{Year: 2010, Month: 1, Day: 1}); n != 0 {
		t.Error("a value before its day", n)
	}
}

func TestATitleIsTheFirstSentence(t *testing.T) {
	for words, want := range map[string]string{
		"请住建局抓紧办理青年路积水问题。6月底前报结果。": "请住建局抓紧办理青年路积水问题",
		"同意。请财政局抓紧安排资金":            "同意。请财政局抓紧安排资金",
	} {
		if got := Title(words); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if !slices.Contains(Kinds, Meeting) || len([]rune(Title(strings.Repeat("很长", 90)))) != 120 {
		t.Error("a long title is not cut")
	}
}
