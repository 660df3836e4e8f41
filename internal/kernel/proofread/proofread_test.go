package proofread_test

import (
	"fmt"
	"strings"
	"testing"

	"duban/internal/desk"
	"duban/internal/kernel/document"
	"duban/internal/kernel/proofread"
)

// page is a report of an invented city with a review and tasks.
type page struct {
	front  string // instead of the usual title and occasion
	review string
	goals  string
	tasks  string
	tail   string
}

func (p page) text() string {
	if p.front == "" {
		p.front = "政府工作报告\n——2026年1月20日在云泽市第九届人民代表大会第五次会议上\n云泽市市长 林禾"
	}
	s := p.front + "\n各位代表：\n现在，我代表市人民政府向大会报告工作，请予审议。\n一、2025年工作回顾\n过去一年，全市上下团结奋斗，圆满完成了年度各项任务。\n" + p.review + "\n"
	tasks := "二"
	if p.goals != "" {
		tasks = "三"
		s += "二、“十五五”时期主要目标\n" + p.goals + "\n"
	}
	return s + tasks + "、2026年工作安排\n新的一年，我们将抓好以下工作。\n" + p.tasks + "\n" + p.tail
}

func alarms(text string) ([]proofread.Alarm, []rune) {
	d := desk.New()
	r := d.ReadReport(document.Plain("云泽市.txt", text, nil))
	return d.CheckReport(r), []rune(r.Document.Text)
}

// want is "rule grade", then words that the sentence or the sum must have, a
// line each; a case names every alarm there may be, in the order of the text.
var cases = []struct {
	name string
	page
	want []string
}{
	// a target, its base and its growth
	{"增加值按不变价增长、总量按现价，隐含价格微涨，只作说明", page{
		review: "2025年，全市地区生产总值达到827.9亿元。",
		goals:  "到2030年，地区生产总值超过1200亿元，年均增长7%。"},
		[]string{"目标与基数增速 note 0.7% 827.9亿元 × (1 + 7%)^5 = 1161.2"}},
	{"隐含价格荒谬，是错", page{
		review: "2025年，全市地区生产总值达到500亿元。",
		goals:  "到2030年，地区生产总值达到1500亿元，年均增长6%。"},
		[]string{"目标与基数增速 error 17.5% 500亿元"}},
	{"隐含价格下跌过多，可疑", page{
		review: "2025年，全市地区生产总值达到500亿元。",
		goals:  "到2030年，地区生产总值达到600亿元，年均增长8%。"},
		[]string{"目标与基数增速 doubt -4.0%"}},
	{"分号后面另说一事", page{
		review: "2025年，全市地区生产总值达到500亿元。",
		goals:  "到2030年，地区生产总值年均增长6%，达到680亿元；地区生产总值中第三产业达到70亿元。"},
		[]string{"目标与基数增速 note 680亿元"}},
	{"只有一种价格的目标对不上", page{
		review: "2025年，全市一般公共预算收入完成40亿元。",
		goals:  "到2030年，一般公共预算收入达到80亿元，年均增长8%。"},
		[]string{"目标与基数增速 doubt 58.8 80亿元"}},
	{"目标与增速相合", page{
		review: "2025年，全市一般公共预算收入完成40亿元。",
		goals:  "到2030年，一般公共预算收入达到58.8亿元，年均增长8%。"}, nil},

	// from A to B
	{"由起止两数算得的增速与文中不同", page{review: "社会消费品零售总额由180亿元增加到210亿元，增长12%。"},
		[]string{"起止与增速 doubt 16.7% 210亿元 ÷ 180亿元 − 1"}},
	{"起止与增速相合", page{review: "社会消费品零售总额由180亿元增加到210亿元，增长16.7%。"}, nil},
	{"按可比口径的增速不比", page{review: "社会消费品零售总额由180亿元增加到210亿元，按可比口径增长12%。"}, nil},
	{"说增加却减少", page{review: "粮食产量由21万吨增加到18万吨。"}, []string{"起止与增速 error 由 21万吨 到 18万吨"}},
	{"位次前移是数变小", page{review: "综合排名由全省第18位上升到第12位。"}, nil},
	{"失业率由高降低", page{review: "城镇调查失业率由5.6%下降到5.1%。"}, nil},

	// the increment and the growth
	{"增量与增速对不上，收入可能同口径，可疑", page{review: "一般公共预算收入完成32.4亿元，比上年增加3.4亿元，增长15.2%。"},
		[]string{"增量与增速 doubt 11.7% 32.4亿元 − 3.4亿元 = 29.0亿元"}},
	{"增量与增速对不上，是错", page{review: "粮食产量达到32.4万吨，比上年增加3.4万吨，增长21.5%。"},
		[]string{"增量与增速 error 11.7%"}},
	{"增量与增速相合", page{review: "粮食产量达到32.4万吨，比上年增加3.4万吨，增长11.7%。"}, nil},
	{"四舍五入不算错", page{review: "粮食产量达到1.2万吨，比上年增加0.1万吨，增长7.5%。"}, nil},
	{"同口径的增速不比", page{review: "一般公共预算收入完成32.4亿元，比上年增加3.4亿元，同口径增长15.2%。"}, nil},
	{"增加的比总数还多", page{review: "粮食产量达到3.4万吨，比上年增加32.4万吨，增长11.7%。"},
		[]string{"增量与增速 error 3.4万吨 − 32.4万吨 = -29.0万吨"}},

	{"五年的增量与年均增速相合", page{review: "居民储蓄存款余额达到48.5亿元，比2020年增加23.4亿元，年均递增14.1%。"}, nil},
	{"五年的增量与年均增速对不上", page{review: "居民储蓄存款余额达到48.5亿元，比2020年增加23.4亿元，年均递增18.6%。"},
		[]string{"增量与增速 doubt 年均增长 14.1% 5 年年均"}},

	// two years and the growth
	{"两年的数与增速对不上", page{review: "2025年，社会消费品零售总额达到210亿元，增长6%。\n2024年，社会消费品零售总额达到180亿元。"},
		[]string{"两年与增速 doubt 16.7% 210亿元 ÷ 180亿元"}},
	{"两年的数与增速相合", page{review: "2025年，社会消费品零售总额达到210亿元，增长16.7%。\n2024年，社会消费品零售总额达到180亿元。"}, nil},
	{"生产总值名义与实际增速不同", page{review: "2025年，地区生产总值达到512.3亿元，增长6.1%。\n2024年，地区生产总值达到480亿元。"}, nil},

	// a multiple and the growth
	{"倍数与年均增速对不上", page{review: "2025年，财政总收入完成10.03亿元，是2020年的3倍，年均增长38%。"}, []string{"倍数与增速 doubt 24.6% 3倍开 5 次方"}},
	{"倍数与年均增速相合", page{review: "2025年，财政总收入完成10.03亿元，是2020年的3倍，年均增长24.8%。"}, nil},
	{"倍数四舍五入", page{review: "2025年，财政总收入完成10.03亿元，是2020年的1.9倍，年均增长14.1%。"}, nil},
	{"期末的倍数", page{review: "2025年，社会消费品零售总额达到107.5亿元，是“十三五”期末的2.5倍，年均增长30%。"}, []string{"倍数与增速 doubt 20.1%"}},
	{"期间累计的倍数不是期末的", page{review: "2025年，累计完成投资178亿元，是“十三五”期间的5.1倍，年均增长45.6%。"}, nil},

	// parts and total
	{"其中一项大于总数", page{review: "全年签约项目56个，其中亿元以上项目60个。"}, []string{"部分与总数 error 60个 > 56个"}},
	{"其中一项小于总数", page{review: "全年签约项目56个，其中亿元以上项目16个。"}, nil},
	{"其中各项相加大于总数", page{review: "完成投资8亿元，其中：交通3亿元，水利4亿元，城建2亿元。"}, []string{"部分与总数 doubt 3 + 4 + 2 = 9亿元 > 8亿元"}},
	{"其中各项相加等于总数", page{review: "完成投资9亿元，其中：交通3亿元，水利4亿元，城建2亿元。"}, nil},
	{"其中各项可以重叠", page{review: "签约项目80个，其中亿元以上项目50个、新材料项目40个。"}, nil},
	{"列举相加不等于合计", page{review: "新建小学3所、幼儿园4所，共8所。"}, []string{"部分与总数 error 3 + 4 = 7所 ≠ 8所"}},
	{"列举相加等于合计", page{review: "新建小学3所、幼儿园4所，共7所。"}, nil},
	{"列举三项相加不等于合计", page{review: "改造道路5条、桥梁2条、巷道6条，合计12条。"}, []string{"部分与总数 error 5 + 2 + 6 = 13条"}},
	{"合计之前另有别的数", page{review: "全市有学校90所，新建小学3所、幼儿园4所，共7所。"}, nil},
	{"共后面另说一事", page{review: "新建小学3所、幼儿园4所，共完成投资8亿元。"}, nil},

	{"三次产业增加值相加不等于生产总值", page{review: "地区生产总值完成39.6亿元，增长5.2%。第一产业增加值11.2亿元，增长5.8%；第二产业增加值17.4亿元，增长5%；第三产业增加值13亿元，增长4.9%。"},
		[]string{"部分与总数 error 11.2 + 17.4 + 13 = 41.6亿元 ≠ 39.6亿元"}},
	{"三次产业增加值相加等于生产总值", page{review: "地区生产总值完成39.6亿元，增长5.2%。第一产业增加值11.2亿元，增长5.8%；第二产业增加值17.4亿元，增长5%；第三产业增加值11亿元，增长4.9%。"}, nil},
	{"四舍五入后差一点", page{review: "地区生产总值完成39.6亿元，增长5.2%。第一产业增加值11.2亿元，增长5.8%；第二产业增加值17.4亿元，增长5%；第三产业增加值11.1亿元，增长4.9%。"}, nil},
	{"进口加出口不等于进出口", page{review: "外贸进出口总额26亿元，其中出口22亿元、进口2亿元。"}, []string{"部分与总数 error 22 + 2 = 24亿元 ≠ 26亿元"}},
	{"进口加出口等于进出口", page{review: "外贸进出口总额26亿元，其中出口22亿元、进口4亿元。"}, nil},

	{"机电产品出口不是全部出口", page{review: "外贸进出口总额26亿元，机电产品出口22亿元，农产品进口2亿元。"}, nil},
	{"产业投资不是产业增加值", page{review: "地区生产总值完成39.6亿元，第一产业投资1.2亿元，第二产业投资7.4亿元，第三产业投资3亿元。"}, nil},

	// shares
	{"三次产业之和不是一百", page{review: "三次产业结构为11.2:45.3:44.5。"}, []string{"比重 error 11.2 + 45.3 + 44.5 = 101"}},
	{"三次产业四舍五入差一点", page{review: "三次产业结构为11.2:45.3:43.6。"}, nil},
	{"钟点不是产业结构", page{review: "引水工程于6月18日11:28:09正式通水。"}, nil},
	{"三次产业之和是一百", page{review: "三次产业结构调整为11.2:45.3:43.5。"}, nil},
	{"参保率不会超过一百", page{review: "医保参保率达到103%。"}, []string{"比重 error 103%"}},
	{"完成计划可以超过一百", page{review: "完成年度计划的103%。"}, nil},
	{"拨备覆盖率可以超过一百", page{review: "金融机构拨备覆盖率达到210%。"}, nil},
	{"贡献率可以超过一百", page{review: "工业对经济增长的贡献率达到103%。"}, nil},
	{"占比之和超过一百", page{review: "税收收入占62%、非税收入占41%。"}, []string{"比重 doubt 62 + 41 = 103"}},
	{"占比之和是一百", page{review: "税收收入占62%、非税收入占38%。"}, nil},
	{"占不同整体的比重不相加", page{review: "工业增加值占地区生产总值的比重达到45%，高新技术产业占工业增加值的比重达到62%。"}, nil},

	{"其中一项的占比算错", page{review: "签约项目80个，其中外资项目20个，占比35%。"}, []string{"比重 doubt 20个 ÷ 80个 = 25.0% ≠ 35%"}},
	{"其中一项的占比算对", page{review: "签约项目80个，其中外资项目20个，占比25%。"}, nil},
	{"占所说整体的比重算错", page{review: "一般公共预算收入完成36.8亿元，增长5%，其中税收收入30.2亿元，占一般公共预算收入的72.1%。"}, []string{"比重 doubt 82.1% 30.2亿元 ÷ 36.8亿元"}},
	{"占所说整体的比重算对", page{review: "一般公共预算收入完成36.8亿元，增长5%，其中税收收入30.2亿元，占一般公共预算收入的82.1%。"}, nil},
	{"占另一个整体的比重", page{review: "一般公共预算收入完成36.8亿元，增长5%，其中税收收入30.2亿元，占财政总收入的61.3%。"}, nil},

	// the same thing twice
	{"同一指标前后两数", page{review: "全市一般公共预算收入完成32.4亿元。\n财政运行总体平稳，全市干部群众同心协力，各项重点支出得到保障，民生投入逐年加大，库款保持在合理水平。\n兜牢三保底线，一般公共预算收入完成33.4亿元。"},
		[]string{"前后不一 doubt 前面写 32.4亿元，这里写 33.4亿元"}},
	{"后一数只是少写一位", page{review: "全市一般公共预算收入完成32.44亿元。\n财政运行总体平稳，全市干部群众同心协力，各项重点支出得到保障，民生投入逐年加大，库款保持在合理水平。\n一般公共预算收入完成32.4亿元。"}, nil},
	{"前面说超过，后面给出准数", page{review: "全市一般公共预算收入突破32亿元。\n财政运行总体平稳，全市干部群众同心协力，各项重点支出得到保障，民生投入逐年加大，库款保持在合理水平。\n一般公共预算收入完成32.4亿元。"}, nil},
	{"前面说超过，后面却不到", page{review: "全市一般公共预算收入突破32亿元。\n财政运行总体平稳，全市干部群众同心协力，各项重点支出得到保障，民生投入逐年加大，库款保持在合理水平。\n一般公共预算收入完成31.4亿元。"},
		[]string{"前后不一 doubt 32亿元以上 31.4亿元"}},
	{"开发区的数不与全市比", page{review: "全市固定资产投资增长6.3%。\n财政运行总体平稳，全市干部群众同心协力，各项重点支出得到保障，民生投入逐年加大，库款保持在合理水平。\n经济开发区加快建设，固定资产投资增长16%。"}, nil},
	{"新建的各有各的数", page{review: "新建农村公路30公里。\n财政运行总体平稳，全市干部群众同心协力，各项重点支出得到保障，民生投入逐年加大，库款保持在合理水平。\n新建农村公路12公里。"}, nil},

	// what cannot be
	{"没有第零位", page{review: "综合考评居全省第0位。"}, []string{"不可能的数 error 第 0"}},
	{"十一个里排不到第十五", page{review: "在全省11个地市中居第15位。"}, []string{"不可能的数 error 15 > 11"}},
	{"十一个里排第五", page{review: "在全省11个地市中居第5位。"}, nil},
	{"一年没有三百八十天", page{review: "空气质量优良天数达到380天。"}, []string{"不可能的数 error 380天"}},
	{"下降不会超过一百", page{review: "生猪存栏下降120%。"}, []string{"不可能的数 error 下降 120%"}},
	{"半户人家", page{review: "扶持家庭农场12.5户。"}, []string{"不可能的数 doubt 12.5户"}},
	{"千人拥有的医师可以有小数", page{review: "千人拥有执业医师3.2人。"}, nil},
	{"万户可以有小数", page{review: "扶持农户12.5万户。"}, nil},

	// numbers of headings
	{"标题序号跳了一个", page{tasks: "（一）做强产业。抓好招商引资，加快项目建设，提升服务水平，推动企业做大做强。\n（三）改善民生。抓好就业增收，办好人民满意教育，提升医疗服务水平，织密社会保障网。"},
		[]string{"序号 doubt 从“（一）”跳到“（三）”"}},
	{"标题序号重了一个", page{tasks: "（一）做强产业。抓好招商引资，加快项目建设，提升服务水平，推动企业做大做强。\n（二）改善民生。抓好就业增收，办好人民满意教育，提升医疗服务水平，织密社会保障网。\n（二）建设城市。抓好老旧小区改造，完善市政设施，提升管理水平，建设宜居城市。"},
		[]string{"序号 doubt “（二）”用了两次"}},
	{"标题序号连着", page{tasks: "（一）做强产业。抓好招商引资，加快项目建设，提升服务水平，推动企业做大做强。\n（二）改善民生。抓好就业增收，办好人民满意教育，提升医疗服务水平，织密社会保障网。"}, nil},
	{"进展说明沿用清单的序号", page{tail: "云泽市2025年十大工程进展情况说明\n一、引水工程\n工程管网铺设已完成总进度的九成，泵站设备安装到位，正在开展调试，年底前全线通水。\n三、医院工程\n工程主体结构封顶，正在进行内部装修和设备采购，院区道路和绿化同步施工。\n"}, nil},
	{"段内序号跳了一个", page{tasks: "优化营商环境。一是精简审批事项，压缩办理时限；三是规范涉企检查，减少打扰。"}, []string{"序号 doubt 从“一是”跳到“三是”"}},
	{"段内序号连着", page{tasks: "优化营商环境。一是精简审批事项，压缩办理时限；二是规范涉企检查，减少打扰。"}, nil},

	// days
	{"二月没有三十日", page{tasks: "2月30日前完成清算。"}, []string{"日期 error 2月30日"}},
	{"平年没有二月二十九日", page{review: "2025年2月29日，引水工程通水。"}, []string{"日期 error 2025年2月29日"}},
	{"闰年有二月二十九日", page{review: "2024年2月29日，引水工程通水。"}, nil},
	{"星期与日期不合", page{review: "2025年6月18日（星期五），引水工程通水。"}, []string{"日期 error 是星期三，不是星期五"}},
	{"星期与日期相合", page{review: "2025年6月18日（星期三），引水工程通水。"}, nil},
	{"任务的时限已过", page{tasks: "2024年底前建成幼儿园2所。"}, []string{"日期 doubt 时限已过"}},
	{"任务的时限在后", page{tasks: "2026年底前建成幼儿园2所。"}, nil},
	{"落款与会议日期相差很远", page{tail: "云泽市人民政府\n2024年1月20日\n"}, []string{"日期 doubt 2024-01-20 2026-01-20"}},
	{"落款在会后几天", page{tail: "云泽市人民政府\n2026年1月26日\n"}, nil},
	{"会议日期不存在", page{front: "政府工作报告\n——2026年2月30日在云泽市第九届人民代表大会第五次会议上\n云泽市市长 林禾"}, []string{"日期 error 2026年2月30日"}},
	{"回顾的年份在报告之后", page{front: "政府工作报告\n——2022年1月20日在云泽市第九届人民代表大会第五次会议上\n云泽市市长 林禾"}, []string{"日期 doubt 2022 2025"}},

	// place names
	{"市的报告里写我县", page{tasks: "我县要加快推进城市更新。"}, []string{"地名 doubt 我县"}},
	{"市的报告里写我市", page{tasks: "我市要加快推进城市更新。"}, nil},
	{"健全县域商业体系不是全县", page{tasks: "健全县域商业体系，健全县乡村三级物流网络。"}, nil},
	{"别县县委县政府", page{front: "政府工作报告\n——2026年1月20日在仙桃市第九届人民代表大会第五次会议上\n仙桃市市长 林禾", review: "一年来，监利市坚持产业强市，发展势头良好。"}, []string{"地名 doubt 监利市"}},
	{"与别县协作", page{front: "政府工作报告\n——2026年1月20日在仙桃市第九届人民代表大会第五次会议上\n仙桃市市长 林禾", review: "深化区域协作，监利市积极参与共建产业园。"}, nil},

	// marks
	{"句号重了", page{tasks: "加快推进城市更新。。"}, []string{"标点与重字 error 。。"}},
	{"的字重了", page{tasks: "办好群众关心的的实事。"}, []string{"标点与重字 error 的的"}},
	{"目的的是词", page{tasks: "达到以评促改目的的同时减轻负担。"}, nil},
	{"引号没有配对", page{tasks: "推行“一件事办理，打通堵点。"}, []string{"标点与重字 doubt “ 后面没有配对"}},
	{"引文跨段", page{tasks: "全面推行“一件事、\n一次办”改革，打通堵点。"}, nil},
	{"弯引号开、直引号收", page{tasks: "推行“一件事\"办理，打通堵点。"}, nil},
	{"直引号跨行", page{tasks: "开展\"讲文明、\n树新风\"活动。"}, nil},
}

func TestACarefulEditorFinds(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			found, text := alarms(c.text())
			for i, a := range found {
				line := fmt.Sprintf("%s %s %s %s", a.Rule, a.Grade, a.Sentence, a.Sum)
				if i >= len(c.want) {
					t.Errorf("a false alarm: %s", line)
					continue
				}
				head := strings.Join(strings.Fields(c.want[i])[:2], " ")
				if !strings.HasPrefix(line, head) {
					t.Errorf("got %s\nwant %s", line, c.want[i])
				}
				for _, w := range strings.Fields(strings.TrimPrefix(c.want[i], head)) {
					if !strings.Contains(line, w) {
						t.Errorf("%s\nlacks %q", line, w)
					}
				}
				if len(a.Places) == 0 {
					t.Errorf("%s: no place", line)
				}
				for _, p := range a.Places {
					if p.Start < 0 || p.Start >= p.End || p.End > len(text) {
						t.Errorf("%s: place %v is not in the text", line, p)
					}
				}
				if strings.Count(a.Sentence, "。") < 1 || !strings.HasSuffix(a.Sentence, "。") {
					t.Errorf("not one sentence: %s", a.Sentence)
				}
			}
			for _, w := range c.want[min(len(found), len(c.want)):] {
				t.Errorf("not found: %s", w)
			}
		})
	}
}

func TestACountAnnouncedAndNotKept(t *testing.T) {
	head := "全年重点抓好以下四个方面工作：\n"
	parts := "（一）做强产业。抓好招商引资，加快项目建设，提升服务水平，推动企业做大做强。\n" +
		"（二）改善民生。抓好就业增收，办好人民满意教育，提升医疗服务水平，织密社会保障网。\n" +
		"（三）建设城市。抓好老旧小区改造，完善市政设施，提升管理水平，建设宜居城市。"
	found, _ := alarms(page{tasks: head + parts}.text())
	if len(found) != 1 || !strings.Contains(found[0].Sentence, "有 4 项") || !strings.Contains(found[0].Sentence, "到 3 为止") {
		t.Errorf("four announced, three given: %v", found)
	}
	found, _ = alarms(page{tasks: head + parts + "\n（四）改革开放。抓好营商环境，深化国企改革，扩大对外开放，激发市场活力。"}.text())
	if len(found) != 0 {
		t.Errorf("four announced and given: %v", found)
	}
}

func TestAlarmsStandInTheOrderOfTheText(t *testing.T) {
	found, _ := alarms(page{review: "空气质量优良天数达到380天。综合考评居全省第0位。", tasks: "2月30日前完成清算。我县要加快推进城市更新。"}.text())
	if len(found) != 4 {
		t.Fatalf("%d alarms", len(found))
	}
	for i := 1; i < len(found); i++ {
		if found[i].Places[0].Start < found[i-1].Places[0].Start {
			t.Errorf("%v before %v", found[i-1], found[i])
		}
	}
}

func FuzzCheckNeverPanicsAndPointsIntoTheText(f *testing.F) {
	for _, c := range cases {
		f.Add(c.text())
	}
	f.Add("")
	f.Add("一是\n三是")
	f.Add("第0位")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4000 {
			return
		}
		found, runes := alarms(text)
		for _, a := range found {
			for _, p := range a.Places {
				if p.Start < 0 || p.End > len(runes) || p.Start > p.End {
					t.Fatalf("%v is not in the text of %d", p, len(runes))
				}
			}
		}
	})
}
