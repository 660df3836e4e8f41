package statement_test

import (
	"slices"
	"strings"
	"testing"

	"duban/internal/kernel/document"
	"duban/internal/kernel/statement"
)

func TestMechanismsAreFoundUnderTheirWholeName(t *testing.T) {
	for _, c := range []struct{ says, sentence, want string }{
		{"after a verb of setting up", "建立健全园区项目调度机制，压实各方责任。", "园区项目调度机制"},
		{"in quotes with a telling noun", "全面推行“林长制”改革，守护绿水青山。", "“林长制”改革"},
		{"in title marks", "印发《营商环境提升行动方案》，列明责任。", "《营商环境提升行动方案》"},
		{"a list of two", "完善三级物流体系和冷链追溯平台，补上短板。", "三级物流体系 冷链追溯平台"},
		{"what leads another work", "以国土绿化行动为引领，完成造林3万亩。", "国土绿化行动"},
		{"behind the count of those it serves", "实施覆盖42个村6.1万人的饮水安全提升工程。", "饮水安全提升工程"},
		{"with a day in its name", "用好5·18重点项目集中签约平台，招大引强。", "5·18重点项目集中签约平台"},
		{"a plain deed is none", "新建公厕20座，改造老旧小区15个。", ""},
		{"an aim in quotes is none", "朝着“强富美”的目标前进。", ""},
		{"what serves as an example is none", "以先进县市为标杆，奋力追赶。", ""},
	} {
		t.Run(c.says, func(t *testing.T) {
			text := "云泽市政府工作报告\n——2026年1月12日在云泽市第七届人民代表大会第五次会议上\n各位代表：\n现在，我代表市人民政府向大会报告工作，请予审议。\n一、2026年重点工作\n" +
				"今年，我们将重点抓好以下工作，确保各项任务落地见效。" + c.sentence + "\n"
			var got []string
			for _, m := range statement.Read(document.Plain("m", text, nil), statement.Knowledge{}).Mechanisms {
				got = append(got, m.Name)
			}
			if want := strings.Fields(c.want); !slices.Equal(got, want) {
				t.Errorf("%s\nfound %q, want %q", c.sentence, got, want)
			}
		})
	}
}
