package office

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"duban/internal/base/table"
)

func TestTheTablesAreWellFormed(t *testing.T) {
	for file, columns := range map[string]int{"units": 5, "joint": 3, "duties": 5, "divisions": 2} {
		var mayBeEmpty []int
		if file == "duties" {
			mayBeEmpty = []int{3}
		}
		for _, trouble := range table.Troubles(data, "data/"+file+".tsv", columns, mayBeEmpty...) {
			t.Error(trouble)
		}
	}
}

func TestUnitsStandInOfficialOrderWithNamesOfTheirOwn(t *testing.T) {
	code := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	last := 0
	owner := map[string]string{}
	codes := map[string]bool{}
	for _, u := range Standard().Units() {
		if u.Rank <= last {
			t.Errorf("%s: rank %d after %d", u.Code, u.Rank, last)
		}
		last = u.Rank
		if !code.MatchString(u.Code) || codes[u.Code] {
			t.Errorf("code %q", u.Code)
		}
		codes[u.Code] = true
		for _, a := range append([]string{strings.TrimPrefix(u.Name, "市")}, u.Aliases...) {
			if o, ok := owner[a]; ok && o != u.Code {
				t.Errorf("%s is both %s and %s", a, o, u.Code)
			}
			owner[a] = u.Code
		}
	}
	names := []string{}
	for _, r := range table.Rows(data, "data/joint.tsv") {
		names = append(names, r[0])
		u, _ := Standard().Unit(r[0])
		own := strings.TrimPrefix(u.Name, "市")
		if o, ok := owner[r[0]]; ok && r[0] != own {
			t.Errorf("merged office %s is also an alias of %s", r[0], o)
		}
		for code := range strings.FieldsSeq(r[1]) {
			if !codes[code] {
				t.Errorf("%s: no unit %s", r[0], code)
			}
		}
	}
	if !slices.IsSorted(names) || len(slices.Compact(names)) != len(names) {
		t.Error("joint.tsv is not sorted or names an office twice")
	}
}

func TestEveryDutyBelongsToAUnitAndNamesEachTriggerOnce(t *testing.T) {
	trigger := regexp.MustCompile(`^[^\s*“”,，]+\*[1-5]$`)
	c := Standard()
	seen := map[string]bool{}
	have := map[string]bool{}
	last := 0
	for i, r := range table.Rows(data, "data/duties.tsv") {
		at, ok := c.byCode[r[0]]
		if !ok && r[0] != "none" {
			t.Errorf("line %d: no unit %s", i+2, r[0])
		}
		if ok && at < last {
			t.Errorf("line %d: %s out of order", i+2, r[0])
		}
		last = max(last, at)
		have[r[0]] = true
		for w := range strings.FieldsSeq(r[2]) {
			word, _, _ := strings.Cut(w, "*")
			if !trigger.MatchString(w) || string(plain(word)) != word {
				t.Errorf("line %d: trigger %q", i+2, w)
			}
			if seen[r[0]+word] {
				t.Errorf("line %d: %s has %s twice", i+2, r[0], word)
			}
			seen[r[0]+word] = true
		}
	}
	for _, u := range c.Units() {
		if !have[u.Code] {
			t.Errorf("%s has no duty", u.Code)
		}
	}
}

func TestOneUnitUnderManyNames(t *testing.T) {
	c := Standard()
	for _, n := range []struct {
		a, b string
		same bool
	}{
		{"市科技局", "科学技术局", true},
		{"市科技局", "科工信局", true},
		{"市经信局", "市科工信局", true},
		{"市科技局", "市科协", false},
		{"市经信局", "县工业和信息化局", true},
		{"仙桃高新区管委会", "高新区管委会", true},
		{"市委宣传部(市文明办)", "市委宣传部", true},
		{"市委宣传部（市文明办）", "文明办", true},
		{"仙桃市教育体育局", "市体育局", true},
		{"市政府金融办", "地方金融监管局", true},
		{"彭场镇政府", "仙桃市彭场镇人民政府", true},
		{"彭场镇政府", "胡场镇政府", false},
		{"彭场镇政府", "乡镇政府", false},
		{"沙嘴街道办事处", "沙嘴街道", true},
		{"自然资源局", "市自然资源和规划局", true},
		{"省发展改革委", "市发改委", true},
		{"阜平县人力资源和社会保障局", "市人社局", true},
		{"市水利局", "市水利和湖泊局", true},
		{"市民政局", "市政务服务局", false},
		{"国网仙桃供电公司", "市供电公司", true},
		{"行政审批局", "市政务服务和大数据管理局", true},
		{"市财政局", "市税务局", false},
		{"团县委", "团市委", true},
		{"市政府办公室", "市委办公室", false},
		{"县委改革办", "市委办公室", true},
		{"农办", "市委办公室", false},
	} {
		if got := c.Same(n.a, n.b); got != n.same {
			t.Errorf("Same(%s, %s) = %v; %v %v", n.a, n.b, got, c.keys(n.a), c.keys(n.b))
		}
		if c.Same(n.a, n.b) != c.Same(n.b, n.a) {
			t.Errorf("Same(%s, %s) is not symmetric", n.a, n.b)
		}
	}
	if u, ok := c.Unit("仙桃市科学技术局"); !ok || u.Code != "science" {
		t.Errorf("Unit = %v %v", u, ok)
	}
	if u, ok := c.Unit("天文台"); ok {
		t.Errorf("天文台 is %v", u)
	}
}

func TestSuggestionsAreExplainedAndBounded(t *testing.T) {
	c := Standard()
	for _, s := range []struct {
		words string
		path  []string
		first string
	}{
		{"新建高标准农田10万亩", nil, "市农业农村局"},
		{"新 建 高 标 准 农 田10万亩", nil, "市农业农村局"},
		{"深化“放 管 服”改革", nil, "市政务服务和大数据管理局"},
		{"加快重点项目建设", []string{"加快仙桃国家高新区建设"}, "高新区管委会"},
		{"以张家镇为核心,完善特色小镇规划布局", nil, "张家镇政府"},
		{"全面实施预算绩效管理", nil, "市财政局"},
		{"", nil, ""},
		{"、，。", []string{""}, ""},
	} {
		got := c.Suggest(s.words, s.path)
		if len(got) > 5 {
			t.Errorf("%s: %d suggestions", s.words, len(got))
		}
		for i, g := range got {
			if g.Score <= 0 || g.Score >= 1 || g.Reason == "" || g.Unit == "" || i > 0 && g.Score > got[i-1].Score {
				t.Errorf("%s: %+v", s.words, g)
			}
		}
		if s.first == "" && len(got) > 0 || s.first != "" && (len(got) == 0 || got[0].Unit != s.first) {
			t.Errorf("%s: %+v, want %s", s.words, got, s.first)
		}
	}
}

func TestDivisionCodesNest(t *testing.T) {
	six := regexp.MustCompile(`^[1-8]\d{5}$`)
	all := map[string]bool{}
	last := ""
	for _, p := range Divisions() {
		if !six.MatchString(p.Code) || p.Code <= last {
			t.Errorf("%v after %s", p, last)
		}
		last = p.Code
		all[p.Code] = true
		if !all[p.Code[:2]+"0000"] {
			t.Errorf("%v stands under no province", p)
		}
	}
	for place, code := range map[string]string{"仙桃市": "429004", "潜江市": "429005", "天门市": "429006", "神农架林区": "429021",
		"湖北省": "420000", "阜平县": "130624", "定兴县": "130626", "保定市": "130600", "鼓楼区": "", "无此县": ""} {
		if got := Division(place); got != code {
			t.Errorf("Division(%s) = %q, want %q", place, got, code)
		}
	}
}
