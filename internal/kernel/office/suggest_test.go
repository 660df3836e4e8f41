package office

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const shared = "../../../../shared/corpus/"

type goldRow struct {
	Text    string `json:"text"`
	Section string `json:"section"`
	Lead    string `json:"lead"`
}

func TestUndertakingsOfReportsFindTheirLeadUnit(t *testing.T) {
	files, _ := filepath.Glob(shared + "gold/*.undertakings.jsonl")
	if len(files) == 0 {
		t.Skip("no corpus beside the project")
	}
	c := Standard()
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			f, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			var n, top, three int
			for s := bufio.NewScanner(f); s.Scan(); {
				var row goldRow
				if err := json.Unmarshal(s.Bytes(), &row); err != nil {
					t.Fatal(err)
				}
				got := c.Suggest(row.Text, strings.Split(row.Section, "/"))
				n++
				at := rankOf(c, got, row.Lead)
				if at == 0 {
					top++
				}
				if at >= 0 && at < 3 {
					three++
				}
				if at != 0 {
					t.Logf("%d want %s\n\t%s [%s]", at, row.Lead, row.Text, row.Section)
					for i, g := range got {
						if i < 3 {
							t.Logf("\t\t%s %.2f %s", g.Unit, g.Score, g.Reason)
						}
					}
				}
			}
			t.Logf("first %d of %d (%.1f%%), in three %d (%.1f%%)", top, n, 100*float64(top)/float64(n), three, 100*float64(three)/float64(n))
			if top*100 < n*75 || three*100 < n*90 {
				t.Errorf("first choice wants 75%%, in three 90%%")
			}
		})
	}
}

// wording is an undertaking with the units that may lead it, best first.
type wording struct {
	words string
	path  []string
	want  []string
}

func leads(t *testing.T, of ...wording) {
	t.Helper()
	c := Standard()
	for _, w := range of {
		got := c.Suggest(w.words, w.path)
		for i, want := range w.want {
			if i >= len(got) || got[i].Unit != want {
				t.Errorf("%s %q: %+v, want %v", w.words, w.path, got, w.want)
				break
			}
		}
	}
}

func TestTheFirstOfAListLeads(t *testing.T) {
	leads(t,
		wording{"大力发展慈善事业和残疾人事业", nil, []string{"市民政局", "市残联"}},
		wording{"有效防控金融风险和政府债务风险", nil, []string{"市政府金融办", "市财政局"}},
		wording{"支持工会、共青团、妇联等人民团体更好发挥作用", nil, []string{"市总工会", "团市委"}},
	)
}

func TestAListOfEverybodysWorkIsForTheGovernmentOffice(t *testing.T) {
	leads(t,
		wording{"继续做好民族宗教、外事侨务、新闻出版、档案管理、人民防空、地方志等工作", nil, []string{"市政府办公室"}},
		wording{"健全应急物资保障体系,统筹抓好气象预警、防汛抗旱、森林防火、地质灾害防控等工作", nil, []string{"市应急管理局"}},
	)
}

func TestAPartnerDoesNotLead(t *testing.T) {
	leads(t,
		wording{"深化同北京某医院合作,壮大生命健康产业集群", nil, []string{"市经信局"}},
		wording{"密切与民主党派、工商联和无党派人士联系", nil, []string{"市委统战部"}},
		wording{"制定服务业发展规划,与城镇规划和土地利用规划相衔接", nil, []string{"市发改委"}},
	)
}

func TestANamedRoadIsForTransportOutsideTownAndForHousingInTown(t *testing.T) {
	leads(t,
		wording{"完成青石路修复", []string{"推进乡村公路提档"}, []string{"市交通运输局"}},
		wording{"完成青石路改造", []string{"实施城市建设提升工程"}, []string{"市住建局"}},
		wording{"走好高质量发展之路,拓宽致富路", nil, []string{"市发改委"}},
	)
}

func TestAHeadingThatSaysNothingLetsTheNextOneSpeak(t *testing.T) {
	leads(t, wording{"全年完成投资3亿元", []string{"让产业园区成为火车头", "发展有保障"}, []string{"产业园区管委会"}})
}

func TestNoteMarksDoNotSplitWords(t *testing.T) {
	leads(t, wording{"新增专精特新[13]企业5家", nil, []string{"市经信局"}}, wording{"落实人才[2]新政", nil, []string{"市委组织部"}})
	if got := string(plain("小巨［１２］人[3]企业[a]〔4〕")); got != "小巨人企业[a]" {
		t.Errorf("plain = %s", got)
	}
}

func TestWhereCountiesMergeTheUsualHomeComesFirstAndTheBureauSecond(t *testing.T) {
	leads(t,
		wording{"全面推行林长制,完成人工造林2万亩", nil, []string{"市自然资源和规划局", "市林业局"}},
		wording{"实施退耕还林1万亩,发展林下经济", nil, []string{"市林业局"}}, // before 2018 the bureau stood alone
		wording{"为20个村配备健身器材", nil, []string{"市教育局", "市体育局"}},
		wording{"新建分布式光伏200兆瓦", nil, []string{"市发改委", "市能源局"}},
		wording{"完成储备粮轮换", nil, []string{"市发改委", "市粮食和物资储备局"}},
		wording{"加强不可移动文物保护", nil, []string{"市文化和旅游局", "市文物局"}},
		wording{"筑牢防返贫底线", nil, []string{"市乡村振兴局", "市农业农村局"}},
		wording{"建设110千伏变电站两座", nil, []string{"市供电公司", "市发改委"}},
	)
}

func TestDutiesThatNoBureauLeftOut(t *testing.T) {
	leads(t,
		wording{"承接非首都功能疏解", nil, []string{"市发改委"}},
		wording{"狠抓项目策划、包装、储备,全年完成固投62亿元", nil, []string{"市发改委"}},
		wording{"加快停车设施建设,新增停车泊位1900个", nil, []string{"市住建局"}},
		wording{"完成113个村生活水源江水置换", nil, []string{"市水利和湖泊局"}},
		wording{"做好全国两会等重要节点安保工作", nil, []string{"市公安局"}},
		wording{"推进两个乡撤乡设镇", nil, []string{"市民政局"}},
		wording{"化解涉房、涉法涉诉问题", nil, []string{"市信访局"}},
		wording{"做好新农保扩面,促进下岗职工再就业", nil, []string{"市人社局"}},
		wording{"整顿和规范市场经济秩序", nil, []string{"市市场监管局"}},
		wording{"新农村建设抓好沼气和改厕", nil, []string{"市农业农村局"}},
		wording{"推进药品和医用耗材集采扩围", nil, []string{"市医保局"}},
		wording{"发展新型储能产业集群", nil, []string{"市经信局"}}, // to make it, not to generate
		wording{"建设新型储能电站", nil, []string{"市发改委"}},
		wording{"深化重点领域改革,形成可复制经验", nil, []string{"市委办公室"}},
	)
}

func TestWordsThatOnlyLookLikeADutyAreNotHeard(t *testing.T) {
	c := Standard()
	for words, not := range map[string]string{
		"建设人民满意的人民政府":   "市民政局",
		"实施绿化工程":        "市经信局",
		"办好人民群众关心的事":    "市委宣传部",
		"始终勤政务实":        "市政务服务和大数据管理局",
		"促进经济持续健康发展":    "市卫健委",
		"健全人防、技防体系":     "市国动办",
		"推进京津冀协同发展":     "市信访局",
		"做好闲置厂房改建":      "市住建局",
		"打造精品街道,建设主要街道": "精品街道办事处",
	} {
		for _, g := range c.Suggest(words, nil) {
			if g.Unit == not {
				t.Errorf("%s: %+v", words, g)
			}
		}
	}
}

func rankOf(c *Catalogue, got []Suggestion, want string) int {
	for i, g := range got {
		if c.Same(g.Unit, want) {
			return i
		}
	}
	return -1
}
