package indicator_test

import (
	"testing"

	"duban/internal/kernel/indicator"
)

// want is what is found for a subject as a report words it; code "" is none.
type want struct{ subject, unit, kind, code string }

func check(t *testing.T, list []want) {
	t.Helper()
	c := indicator.Standard()
	for _, w := range list {
		if got := c.Code(w.subject, w.unit, w.kind); got != w.code {
			t.Errorf("%s (%s, %s) = %q, want %q", w.subject, w.unit, w.kind, got, w.code)
		}
		in, ok := c.Find(w.subject, w.unit, w.kind)
		if ok != (w.code != "") || in.Code != w.code {
			t.Errorf("Find(%s) = %v %v", w.subject, in.Code, ok)
		}
	}
}

func TestProductOfAPlaceUnderItsManyNames(t *testing.T) {
	check(t, []want{
		{"地区生产总值", "亿元", "level", "accounts.gdp"},
		{"国内生产总值", "万亿元", "level", "accounts.gdp"},
		{"县域生产总值年均增长", "%", "growth", "accounts.gdp"},
		{"地方生产总值", "亿元", "level", "accounts.gdp"},
		{"全市生产总值", "亿元", "level", "accounts.gdp"},
		{"全县ＧＤＰ", "亿元", "level", "accounts.gdp"},
		{"地区生产总值（GDP）", "亿元", "level", "accounts.gdp"},
		{"GDP增速", "", "rank", "accounts.gdp"},
		{"GDP增速", "%", "share", "accounts.gdp"},
		{"地 区 生 产 总 值", "亿元", "level", "accounts.gdp"},
		{"“十三五”期间生产总值年均增速", "%", "growth", "accounts.gdp"},
		{"我国经济总量", "万亿元", "level", "accounts.gdp"},
		{"经济增长", "%", "growth", "accounts.gdp"},
		{"地区生产总值", "个百分点", "change", "accounts.gdp"},
		{"人均国内生产总值", "元", "level", "accounts.gdp_per_capita"},
		{"人均GDP", "万元", "level", "accounts.gdp_per_capita"},
		{"国民生产总值", "亿元", "level", "accounts.gni"},
		{"人均生产总值", "亿元", "level", ""},
		{"地区生产总值", "家", "level", ""},
		{"地区生产总值", "%", "share", ""},
		{"地区生产总值增速", "亿元", "level", ""},
		{"经济", "亿元", "level", ""},
		{"海洋生产总值", "亿元", "level", "accounts.marine"},
		{"高新区生产总值", "亿元", "level", ""},
		{"绿色生产总值", "亿元", "level", ""},
		{"地区生产总值和财政收入", "%", "growth", ""},
		{"国内生产总值对全球经济增长的贡献率", "%", "share", ""},
	})
}

func TestIndustriesAreNotTheWhole(t *testing.T) {
	check(t, []want{
		{"第一产业增加值", "亿元", "level", "accounts.primary"},
		{"第二产业", "%", "growth", "accounts.secondary"},
		{"服务业增加值", "%", "growth", "accounts.tertiary"},
		{"第三产业增加值占地区生产总值的比重", "%", "share", "accounts.tertiary_share"},
		{"服务业增加值占GDP比重", "个百分点", "change", "accounts.tertiary_share"},
		{"三次产业结构（第二产业）", "", "share", "accounts.secondary_share"},
		{"第三产业", "%", "share", ""},
		{"工业增加值", "亿元", "level", "accounts.industry"},
		{"规模以上工业增加值", "%", "growth", "industry.value_added_above_scale"},
		{"规上工业增加值", "亿元", "level", "industry.value_added_above_scale"},
		{"入统工业增加值", "亿元", "level", "industry.value_added_above_scale"},
		{"力争全市规上工业增加值增速", "%", "growth", "industry.value_added_above_scale"},
		{"规上战略性新兴产业工业增加值", "%", "growth", ""},
		{"高新技术产业增加值", "%", "growth", "accounts.high_tech"},
		{"高技术制造业增加值", "%", "growth", "industry.high_tech_manufacturing"},
		{"高技术制造业增加值占规模以上工业增加值的比重", "%", "share", "industry.high_tech_manufacturing_share"},
		{"装备制造业增加值", "%", "growth", "industry.equipment"},
		{"非织造布产业增加值", "亿元", "level", ""},
		{"六大优势产业增加值", "%", "growth", ""},
		{"增加值", "亿元", "level", ""},
		{"规上工业总产值", "亿元", "level", "industry.output_above_scale"},
		{"工业总产值", "亿元", "level", "industry.output"},
		{"食品工业总产值", "亿元", "level", ""},
		{"产值", "亿元", "level", ""},
		{"规模以上工业企业", "家", "level", "industry.enterprises_above_scale"},
		{"新增规模以上工业企业", "家", "level", "industry.enterprises_above_scale_new"},
		{"规模以上企业", "家", "level", ""},
		{"规模以上工业企业利润总额", "%", "growth", "industry.profit_above_scale"},
		{"数字经济核心产业增加值占国内生产总值比重", "%", "share", "accounts.digital_core_share"},
		{"数字经济增加值", "%", "growth", "accounts.digital_economy"},
		{"全员劳动生产率", "万元/人", "level", "accounts.labour_productivity"},
	})
}

func TestFamiliesOfInvestmentAndTrade(t *testing.T) {
	check(t, []want{
		{"固定资产投资", "%", "growth", "investment.fixed_assets"},
		{"固定资产投资（不含农户）", "亿元", "level", "investment.fixed_assets"},
		{"全社会固定资产投资", "亿元", "level", "investment.fixed_assets_total"},
		{"城镇以上固定资产投资", "亿元", "level", "investment.urban"},
		{"工业投资", "%", "growth", "investment.industrial"},
		{"工业技改投资", "%", "growth", "investment.technical_upgrade"},
		{"技改投资占工业投资比重", "%", "share", "investment.technical_upgrade_share"},
		{"制造业技改投资", "%", "growth", "investment.manufacturing_upgrade"},
		{"民间投资", "%", "growth", "investment.private"},
		{"房地产开发投资", "亿元", "level", "investment.real_estate"},
		{"基础设施投资", "%", "growth", "investment.infrastructure"},
		{"高新技术产业投资", "%", "growth", "investment.high_tech"},
		{"高技术产业投资", "%", "growth", "investment.high_technology"},
		{"投资", "亿元", "level", ""},
		{"完成投资", "亿元", "level", ""},
		{"总投资", "亿元", "level", ""},
		{"投资率", "%", "share", ""},
		{"农村固定资产投资", "亿元", "level", ""},
		{"投资1500万元改造农村公路", "公里", "level", ""},
		{"进出口总额", "亿元", "level", "trade.total"},
		{"外贸进出口总值", "亿美元", "level", "trade.total"},
		{"出口总额", "亿美元", "level", "trade.export"},
		{"外贸出口", "%", "growth", "trade.export"},
		{"进口", "%", "growth", ""},
		{"实际利用外资", "万美元", "level", "trade.fdi"},
		{"合同利用外资", "万美元", "level", "trade.contract_fdi"},
		{"引进省外资金", "亿元", "level", "investment.from_outside_province"},
		{"社会消费品零售总额", "%", "growth", "retail.total"},
		{"限额以上消费品零售额", "亿元", "level", "retail.above_limit"},
		{"网上零售额", "%", "growth", "retail.online"},
		{"家电类商品零售额", "%", "growth", ""},
	})
}

func TestPurseOfGovernmentAndBanks(t *testing.T) {
	check(t, []want{
		{"一般公共预算收入", "亿元", "level", "finance.general_public_budget_revenue"},
		{"地方一般预算收入", "%", "growth", "finance.general_public_budget_revenue"},
		{"公共财政预算收入", "万元", "level", "finance.general_public_budget_revenue"},
		{"一般公共预算收入", "倍", "growth", "finance.general_public_budget_revenue"},
		{"是全年一般公共预算收入", "倍", "share", ""},
		{"全部财政收入", "亿元", "level", "finance.fiscal_revenue_total"},
		{"财政收入", "亿元", "level", "finance.fiscal_revenue"},
		{"税收收入", "%", "growth", "finance.tax_revenue"},
		{"税收占一般公共预算收入比重", "%", "share", "finance.tax_share"},
		{"企业所得税收入", "亿元", "level", ""},
		{"一般公共预算支出", "亿元", "level", "finance.general_public_budget_expenditure"},
		{"民生支出占一般公共预算支出的比重", "%", "share", "finance.livelihood_share"},
		{"政府性基金收入", "亿元", "level", "finance.fund_revenue"},
		{"赤字率", "%", "share", "finance.deficit_rate"},
		{"赤字规模", "万亿元", "level", "finance.deficit"},
		{"金融机构各项存款余额", "亿元", "level", "finance.deposits"},
		{"贷款余额", "%", "growth", "finance.loans"},
		{"新增贷款", "亿元", "level", "finance.loans_new"},
		{"居民储蓄存款余额", "亿元", "level", "finance.household_deposits"},
		{"制造业贷款余额", "亿元", "level", "finance.manufacturing_loans"},
		{"制造业中长期贷款", "%", "growth", "finance.manufacturing_long_loans"},
		{"实体经济贷款余额", "亿元", "level", ""},
		{"存贷比", "%", "share", "finance.loan_deposit_ratio"},
		{"广义货币M2", "%", "growth", "finance.m2"},
		{"社会融资规模余额", "%", "growth", "finance.social_financing_stock"},
		{"市场主体", "万户", "level", "finance.market_entities"},
		{"新增市场主体", "户", "level", "finance.market_entities_new"},
		{"居民消费价格", "%", "growth", "price.cpi"},
		{"居民消费价格指数涨幅", "%", "growth", "price.cpi"},
		{"CPI", "%", "growth", "price.cpi"},
	})
}

func TestTownAndCountryRegisteredAndSurveyed(t *testing.T) {
	check(t, []want{
		{"城镇居民人均可支配收入", "元", "level", "income.urban_disposable_per_capita"},
		{"城镇常住居民人均可支配收入", "%", "growth", "income.urban_disposable_per_capita"},
		{"农村居民人均可支配收入", "元", "level", "income.rural_disposable_per_capita"},
		{"农民人均纯收入", "元", "level", "income.rural_net_per_capita"},
		{"居民人均可支配收入", "%", "growth", "income.residents_disposable_per_capita"},
		{"居民收入", "%", "growth", "income.residents_disposable_per_capita"},
		{"城乡居民人均可支配收入", "%", "growth", ""},
		{"脱贫地区农村居民人均可支配收入", "%", "growth", "income.poor_area_disposable"},
		{"城镇居民人均可支配收入、农民人均纯收入", "%", "growth", ""},
		{"城镇居民人均可支配收入", "亿元", "level", ""},
		{"城乡居民收入比", "", "level", "income.urban_rural_ratio"},
		{"城镇新增就业", "万人", "level", "jobs.new_urban"},
		{"新增城镇就业岗位", "个", "level", "jobs.new_urban"},
		{"城镇登记失业率", "%", "share", "jobs.registered_unemployment_rate"},
		{"城镇调查失业率", "%", "share", "jobs.surveyed_unemployment_rate"},
		{"失业率", "%", "share", ""},
		{"就业困难人员实现就业", "人", "level", "jobs.hard_to_employ"},
		{"农村劳动力转移就业", "万人", "level", "jobs.rural_transfer"},
		{"新增农村劳动力转移就业", "人", "level", "jobs.rural_transfer_new"},
		{"常住人口", "万人", "level", "population.resident"},
		{"户籍人口", "万人", "level", "population.registered"},
		{"常住人口城镇化率", "%", "share", "population.urbanisation"},
		{"户籍人口城镇化率", "%", "share", "population.registered_urbanisation"},
		{"人口自然增长率", "‰", "growth", "population.natural_growth_rate"},
		{"人均预期寿命", "岁", "level", "population.life_expectancy"},
		{"贫困人口", "人", "level", ""},
		{"农村贫困人口", "万人", "change", "poverty.population"},
	})
}

func TestSchoolsScienceHealthAndSecurity(t *testing.T) {
	check(t, []want{
		{"学前三年毛入园率", "%", "share", "education.preschool_rate"},
		{"九年义务教育巩固率", "%", "share", "education.compulsory_completion"},
		{"高中阶段毛入学率", "%", "share", "education.senior_rate"},
		{"毛入学率", "%", "share", ""},
		{"全社会研发经费投入", "%", "growth", "science.rd"},
		{"全社会研发经费投入强度", "%", "share", "science.rd_intensity"},
		{"R&D经费支出占GDP的比重", "%", "share", "science.rd_intensity"},
		{"研究与试验发展（R&D）经费投入强度", "%", "share", "science.rd_intensity"},
		{"高新技术企业", "家", "level", "science.high_tech_enterprises"},
		{"新增国家高新技术企业", "家", "level", "science.high_tech_enterprises_new"},
		{"培育高新技术企业", "家", "level", ""},
		{"科技型中小企业新增", "家", "level", "science.tech_sme_new"},
		{"新增省级科技型中小企业", "家", "level", "science.tech_sme_provincial_new"},
		{"新增专精特新“小巨人”企业", "家", "level", "science.little_giants_new"},
		{"技术合同成交额", "亿元", "level", "science.tech_contracts"},
		{"每万人口发明专利拥有量", "件", "level", "science.invention_per_10k"},
		{"每万人口高价值发明专利拥有量", "件", "level", "science.high_value_invention_per_10k"},
		{"每千人口执业（助理）医师数", "人", "level", "health.physicians_per_1000"},
		{"每千人口拥有3岁以下婴幼儿托位数", "个", "level", "health.nursery_per_1000"},
		{"新增床位", "张", "level", ""},
		{"基本养老保险参保率", "%", "share", "security.pension_rate"},
		{"城乡居民基本医疗保险参保率", "%", "share", "security.medical_resident_rate"},
		{"养老保险和医疗保险参保率", "%", "share", ""},
		{"农村低保标准", "元", "level", "security.rural_allowance"},
		{"低保标准", "元", "level", ""},
		{"改造老旧小区", "个", "level", "housing.old_compounds"},
		{"新开工改造老旧小区", "个", "level", "housing.old_compounds_started"},
	})
}

func TestAirWaterEnergyAndLand(t *testing.T) {
	check(t, []want{
		{"PM2.5平均浓度", "微克/立方米", "level", "environment.pm25"},
		{"pm2.5年均浓度", "%", "growth", "environment.pm25"},
		{"地级及以上城市细颗粒物（PM2.5）平均浓度", "%", "growth", "environment.pm25"},
		{"PM10平均浓度", "%", "growth", "environment.pm10"},
		{"PM2.5、PM10平均浓度", "%", "growth", ""},
		{"空气质量优良天数", "天", "level", "environment.good_air_days"},
		{"空气质量优良天数", "%", "share", "environment.good_air_ratio"},
		{"空气质量优良天数比例", "%", "share", "environment.good_air_ratio"},
		{"空气质量综合指数", "", "level", "environment.air_index"},
		{"空气质量综合指数", "%", "growth", "environment.air_index"},
		{"综合指数", "%", "growth", ""},
		{"地表水达到或好于Ⅲ类水体比例", "%", "share", "environment.surface_water"},
		{"劣Ⅴ类水体比例", "%", "share", "environment.bad_water"},
		{"森林覆盖率", "%", "share", "environment.forest_coverage"},
		{"林木绿化率", "%", "share", "environment.forest_green_rate"},
		{"建成区绿化覆盖率", "%", "share", "urban.greening"},
		{"单位GDP能耗", "%", "growth", "energy.intensity"},
		{"万元地区生产总值能耗", "吨标准煤", "level", "energy.intensity"},
		{"单位GDP二氧化碳排放", "%", "growth", "environment.carbon_intensity"},
		{"万元GDP用水量", "%", "growth", "energy.water_intensity"},
		{"单位工业增加值能耗", "%", "growth", "energy.industrial_intensity"},
		{"单位GDP能耗、二氧化碳排放", "%", "growth", ""},
		{"能耗", "%", "growth", ""},
		{"全社会用电量", "%", "growth", "energy.electricity"},
		{"工业用电量", "%", "growth", "industry.electricity"},
		{"装机容量", "万千瓦", "level", ""},
		{"粮食总产量", "万吨", "level", "agriculture.grain"},
		{"粮食产量", "亿斤", "level", "agriculture.grain"},
		{"粮食播种面积", "万亩", "level", "agriculture.grain_area"},
		{"粮食产量", "万亩", "level", ""},
		{"粮食综合生产能力", "亿斤", "level", "agriculture.grain_capacity"},
		{"夏粮产量", "万吨", "level", "agriculture.summer_grain"},
		{"新建高标准农田", "万亩", "level", "agriculture.high_standard_new"},
		{"生猪出栏", "万头", "level", "agriculture.pigs_out"},
		{"出栏", "万头", "level", ""},
		{"完成造林", "万亩", "level", "environment.afforestation"},
		{"营造林", "万亩", "level", "environment.forest_works"},
		{"新改建农村公路", "公里", "level", "transport.rural_road_built"},
		{"累计建设5G基站", "个", "level", "transport.base_stations_5g"},
		{"新建5G基站", "个", "level", "transport.base_stations_5g_new"},
		{"非化石能源发电量占总发电量的比重", "%", "share", "energy.non_fossil_generation_share"},
		{"高速公路通车里程", "公里", "level", "transport.expressway"},
		{"旅游总收入", "亿元", "level", "culture.tourism_revenue"},
		{"国内旅游收入", "亿元", "level", ""},
		{"接待游客", "万人次", "level", "culture.tourists"},
	})
}

func TestWhatIsNoNameIsNotFound(t *testing.T) {
	check(t, []want{
		{"", "", "", ""},
		{"", "亿元", "level", ""},
		{"  “”  ", "亿元", "level", ""},
		{"增长", "%", "growth", ""},
		{"全市", "%", "share", ""},
		{"完成", "亿元", "level", ""},
		{"地区生产总值", "亿元", "percentage", ""},
		{"地区生产总值", "公斤", "level", ""},
		{"地区生产总值", "张三李四", "level", ""},
		{"办复率、满意率", "%", "share", ""},
		{"确保今年我们全县上下一心力争圆满完成年初县委全会和人代会确定的各项目标任务特别是地区生产总值这个最要紧的目标任务", "亿元", "level", ""},
	})
}

func TestDirectionsAndPrices(t *testing.T) {
	c := indicator.Standard()
	for code, lower := range map[string]bool{"jobs.surveyed_unemployment_rate": true, "environment.pm25": true, "energy.intensity": true,
		"accounts.gdp": false, "price.cpi": false, "": false, "no.such": false} {
		if c.LowerIsBetter(code) != lower {
			t.Errorf("LowerIsBetter(%s) = %v", code, !lower)
		}
	}
	for code, constant := range map[string]bool{"accounts.gdp": true, "industry.value_added_above_scale": true, "agriculture.output": true,
		"energy.intensity": true, "investment.fixed_assets": false, "retail.total": false, "environment.pm25": false, "": false} {
		if c.AtConstantPrices(code) != constant {
			t.Errorf("AtConstantPrices(%s) = %v", code, !constant)
		}
	}
	if d := c.Direction("price.cpi"); d != indicator.Steady || d.String() != "steady" {
		t.Errorf("price.cpi is %v", d)
	}
}

func TestPlansMakeIndicatorsBinding(t *testing.T) {
	c := indicator.Standard()
	for _, n := range []struct {
		code   string
		year   int
		nature indicator.Nature
	}{
		{"environment.forest_coverage", 2023, indicator.Binding},
		{"accounts.gdp", 2021, indicator.Anticipatory},
		{"energy.intensity", 2007, indicator.Binding},
		{"jobs.new_urban", 2018, indicator.Anticipatory},
		{"jobs.new_urban", 2022, indicator.Unplanned},
		{"poverty.out", 2016, indicator.Binding},
		{"agriculture.grain_capacity", 2020, indicator.Unplanned},
		{"agriculture.grain_capacity", 2025, indicator.Binding},
		{"accounts.gdp", 2005, indicator.Unplanned},
		{"accounts.gdp", 2026, indicator.Unplanned},
	} {
		if got := c.Nature(n.code, n.year); got != n.nature {
			t.Errorf("Nature(%s, %d) = %v, want %v", n.code, n.year, got, n.nature)
		}
	}
	it, ok := c.Planned("population.urbanisation", 2025)
	if !ok || it.Target != "65%" || it.Plan != "十四五规划纲要" || it.AdoptedOn.String() != "2021-03-11" {
		t.Errorf("%+v", it)
	}
}

func FuzzFindNeverPanicsAndNamesOnlyWhatIsListed(f *testing.F) {
	for _, s := range []want{{"全市“规模以上”工业增加值年均增长", "%", "growth", ""}, {"Ⅲ类", "", "rank", ""}, {"\xff\xfe生产总值", "亿元", "", ""}} {
		f.Add(s.subject, s.unit, s.kind)
	}
	c := indicator.Standard()
	f.Fuzz(func(t *testing.T, subject, unit, kind string) {
		in, ok := c.Find(subject, unit, kind)
		if known, _ := c.Indicator(in.Code); ok != (in.Code != "") || known.Name != in.Name {
			t.Errorf("%q: %v %v", subject, in, ok)
		}
		if again := c.Code(subject, unit, kind); again != in.Code {
			t.Errorf("%q: %s, then %s", subject, in.Code, again)
		}
	})
}

func BenchmarkFind(b *testing.B) {
	c := indicator.Standard()
	for name, w := range map[string]want{
		"known":   {"全县规模以上工业增加值同比增长", "%", "growth", ""},
		"unknown": {"汽车及零部件、索具、石油物探装备三大主导产业分别实现产值", "亿元", "level", ""},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.Code(w.subject, w.unit, w.kind)
			}
		})
	}
}
