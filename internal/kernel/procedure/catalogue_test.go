package procedure_test

import (
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
	"duban/mechanisms"
)

func catalogueText(t testing.TB) string {
	t.Helper()
	text, err := mechanisms.Files.ReadFile("services/catalogue.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func catalogue(t testing.TB) *procedure.Catalogue {
	t.Helper()
	c, err := procedure.DeclareCatalogue("catalogue.yaml", []byte(catalogueText(t)), declared(t, "services"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func titles(list []procedure.Listed) string {
	var names []string
	for _, l := range list {
		s := l.Material.Code
		switch l.Why {
		case procedure.HeldBy:
			s += "@held"
		case procedure.GivenBy:
			s += "@" + l.Giver.Code
		case procedure.Situation:
			s += "@situation"
		}
		names = append(names, s)
	}
	return strings.Join(names, " ")
}

func TestABundleAsksForTheUnionOfWhatIsNotHeldYet(t *testing.T) {
	c := catalogue(t)
	b := c.Bundle("open-company")
	if g := c.GuideBundle(b, nil); !g.Open() || len(g.Parts) != 3 {
		t.Errorf("without answers: %d parts, open %v", len(g.Parts), g.Open())
	}
	g := c.GuideBundle(b, map[string]string{"主体类型": "公司", "经营场所来源": "租用", "谁来办": "本人", "雇工": "招", "银行户": "要"})
	if g.Open() {
		t.Error("a question is open")
	}
	var waves []string
	for _, p := range g.Parts {
		waves = append(waves, p.Code+strings.Repeat("+", p.Wave-1))
	}
	if got := strings.Join(waves, " "); got != "company seal+ staff-insurance+ fund-opening+ bank+ invoice++" && got != "company seal+ invoice++ staff-insurance+ fund-opening+ bank+" {
		t.Errorf("in order: %s", got)
	}
	if got := titles(g.Bring); got != "one-form articles resolution lease staff-list" {
		t.Errorf("to bring: %s", got)
	}
	got := titles(g.Spared)
	for _, want := range []string{"id-card@held", "house-title@situation", "proxy@situation", "licence@company", "seal-proof@seal"} {
		if !strings.Contains(got, want) {
			t.Errorf("spared are %s, without %s", got, want)
		}
	}
	if got := strings.Join(g.Fields, " "); got != "字号名称 主体类型 经营场所 经营范围 注册资本 从业人数 开户银行" && got != "字号名称 主体类型 经营场所 经营范围 注册资本 开户银行 从业人数" {
		t.Errorf("the form asks %s", got)
	}
	alone := c.GuideItem(c.Item("food-licence"), map[string]string{"谁来办": "委托他人"})
	if got := titles(alone.Bring); got != "one-form floor-plan food-rules health-certificate proxy" {
		t.Errorf("alone: %s", got)
	}
	if got := titles(alone.Spared); got != "licence@held id-card@held" {
		t.Errorf("alone, spared: %s", got)
	}
}

func TestAnItemSaysWhatTheLawOfTheDayGives(t *testing.T) {
	c := catalogue(t)
	i := c.Item("company")
	for _, x := range []struct{ day, legal string }{{"2022-02-28", "15自然日"}, {"2022-03-01", "3个工作日"}} {
		day, _ := civil.ParseDate(x.day)
		if got := i.LimitOf("法定办结时限", day).String(); got != x.legal {
			t.Errorf("on %s: %s", x.day, got)
		}
	}
	day, _ := civil.ParseDate("2021-03-01")
	if got := c.Word(c.Item("food-licence"), "服务对象", day); got != "自然人、企业法人、其他组织" {
		t.Errorf("codes in words: %s", got)
	}
	if len(c.Items) < 12 || len(c.Bundles) != 3 {
		t.Errorf("%d items, %d bundles", len(c.Items), len(c.Bundles))
	}
}

func TestItemsAreFoundByCodeLettersAndOtherNames(t *testing.T) {
	c := catalogue(t)
	for words, want := range map[string]string{"spjyxk": "food-licence", "SPJY": "food-licence", "食品经营": "food-licence", "过户": "house-transfer", "fund-withdrawal": "fund-withdrawal", "迁户口": "household-move", "qykb": "open-company"} {
		f := c.Search(words)
		if len(f) == 0 {
			t.Errorf("%s finds nothing", words)
			continue
		}
		got := ""
		if f[0].Item != nil {
			got = f[0].Item.Code
		} else {
			got = f[0].Bundle.Code
		}
		if got != want {
			t.Errorf("%s finds %s", words, got)
		}
	}
	if f := c.Search("没有这种事"); len(f) != 0 {
		t.Errorf("what is not there finds %d", len(f))
	}
}

func TestATextIsHeldAgainstTheChecklistOfTheDay(t *testing.T) {
	c := catalogue(t)
	day := func(s string) civil.Date { d, _ := civil.ParseDate(s); return d }
	for _, x := range []struct {
		text, day, list, met string
	}{
		{"日用百货销售；卷烟零售；餐饮服务", "2021-05-10", "negative-2020", "许可 · 食品,许可 · 烟草"},
		{"新闻采编", "2021-05-10", "negative-2020", "禁止 5"},
		{"新闻采编", "2022-05-10", "negative-2022", "禁止 6"},
		{"服装销售", "2022-05-10", "negative-2022", ""},
		{"服装销售", "2020-01-01", "", ""},
	} {
		l, met, ok := c.Check("经营范围", x.text, day(x.day))
		var got []string
		for _, e := range met {
			got = append(got, e.Number)
		}
		if ok != (x.list != "") || ok && l.ID != x.list || strings.Join(got, ",") != x.met {
			t.Errorf("%s on %s: %v %v", x.text, x.day, ok, got)
		}
	}
}

func TestABadCatalogueIsRefusedWithItsPlaceAndReason(t *testing.T) {
	m, text := declared(t, "services"), catalogueText(t)
	for _, c := range []struct{ from, to, want string }{
		{"承诺办结时限: 5个工作日, 特别程序种类: ['1'], 受理条件", "承诺办结时限: 25个工作日, 特别程序种类: ['1'], 受理条件", "“承诺办结时限”是 25个工作日，不能长于“法定办结时限”的 20个工作日"},
		{"承诺办结时限: 5个工作日, 特别程序种类: ['1'], 受理条件", "承诺办结时限: 5日, 特别程序种类: ['1'], 受理条件", "看不出是哪种日"},
		{"法定办结时限: 3个工作日, 法定办结时限说明", "法定办结时限: 3个工作小时, 法定办结时限说明", "不能长于“法定办结时限”的 3个工作小时"},
		{"类型: '07', 设定依据: [中华人民共和国公司法", "类型: '77', 设定依据: [中华人民共和国公司法", "“类型”里没有代码“77”"},
		{"  - item: company\n    title", "  - item: sole-trader\n    title", "事项“sole-trader”写了两次"},
		{"行使层级: '4', 实施主体: 烟草专卖局", "实施主体: 烟草专卖局", "缺“行使层级”"},
		{"行使层级: '4', 实施主体: 烟草专卖局", "级别: '4', 行使层级: '4', 实施主体: 烟草专卖局", "没有字段“级别”"},
		{"- {item: company}\n", "- {item: company, after: [invoice]}\n", "“企业开办”的先后绕成了圈：公司设立登记 → 发票领用和税控设备 → 公司设立登记"},
		{"limit: 1个工作日\n", "limit: 6个工作小时\n", "“企业开办”总共承诺 6个工作小时，它的事项一个接一个最长要 1个工作日"},
		{"limit: 1个工作日\n", "limit: 1自然日\n", "不是工作时间的期限"},
		{"after: [company, seal]", "after: [company, social-card]", "“企业开办”里却没有它"},
		{"asks: [主体类型, 经营场所来源, 谁来办, 雇工, 银行户]", "asks: [主体类型, 经营场所来源, 雇工, 银行户]", "“公司设立登记”要问“谁来办”"},
		{`when: '主体类型 == "公司"'`, `when: '注册资本 == "公司"'`, "注册资本"},
		{"gives: [licence]", "gives: [licences]", "材料里没有“licences”"},
		{"form: [不动产坐落]", "form: [房子在哪]", "没有立件的表单问“房子在哪”"},
		{"against: 经营范围", "against: 经营的范围", "没有立件的表单问“经营的范围”"},
		{"unfilled: [基本编码", "unfilled: [类型, 基本编码", "“类型”写在 unfilled 里，却有这个字段"},
		{"unverified: [承诺办结时限, 收费依据, 网上办理深度]", "unverified: [承诺办结时限, 数量限制]", "“数量限制”它没有说"},
		{"from: 2022-03-01, says", "from: 2022-13-01, says", "不是日子"},
		{"within: 法定办结时限, needed", "within: 承诺办结时限说明, needed", "within 要是写在它前面的期限字段"},
		{"act: receive, later", "act: accept, later", "没有“service”的立件动作“accept”"},
		{"承诺时限: 承诺办结时限", "承诺时限: 承诺期限", "“承诺期限”不是清单的字段"},
		{"事项编码: $code", "编码: $code", "“窗口收件”的表单里没有“编码”"},
		{"spared: 免交材料", "spared: 免交的", "没有立件的表单问“免交的”"},
		{"online: apply,", "online: receive,", "要由申请人办“窗口收件”"},
		{"online: apply,", "", "都写，或都不写"},
		{"code: '2'\n", "code: '8'\n", "没有代码“8”"},
		{"leaves: [收件地]", "leaves: [收件处]", "没有立件的表单问“收件处”"},
		{"bars: true", "bar: true", "没有“bar”这一项"},
	} {
		if !strings.Contains(text, c.from) {
			t.Errorf("the catalogue does not say %q", c.from)
			continue
		}
		_, err := procedure.DeclareCatalogue("catalogue.yaml", []byte(strings.Replace(text, c.from, c.to, 1)), m)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "catalogue.yaml:") {
			t.Errorf("%s → %s: %v", c.from, c.to, err)
		}
	}
}
