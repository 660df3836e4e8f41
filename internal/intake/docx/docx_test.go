package docx_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/intake/container"
	"duban/internal/intake/docx"
	. "duban/internal/intake/intaketest"
	"duban/internal/kernel/document"
)

func read(t *testing.T, data []byte) *document.Document {
	t.Helper()
	p, err := container.Open("报告.docx", data)
	if err != nil {
		t.Fatal(err)
	}
	d, err := docx.Read("报告.docx", p)
	if err != nil {
		t.Fatal(err)
	}
	Sound(t, d)
	return d
}

const styles = `<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="a"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="z"><w:name w:val="章标题"/><w:basedOn w:val="1"/></w:style>
<w:style w:type="paragraph" w:styleId="y"><w:name w:val="三级标题"/></w:style>
<w:style w:type="paragraph" w:styleId="b"><w:name w:val="不是标题"/><w:basedOn w:val="1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="t1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="loop1"><w:name w:val="甲"/><w:basedOn w:val="loop2"/></w:style>
<w:style w:type="paragraph" w:styleId="loop2"><w:name w:val="乙"/><w:basedOn w:val="loop1"/></w:style>
<w:style w:type="character" w:styleId="c"><w:name w:val="heading 1"/></w:style>`

func style(id string) string { return `<w:pStyle w:val="` + id + `"/>` }

func TestHeadingsByStyleAndOutline(t *testing.T) {
	d := read(t, Docx(
		P("", "政府工作报告")+
			P(style("1"), "一、2025年工作回顾")+
			P(style("2"), "（一）工业")+
			P(style("z"), "二、重点工作")+
			P(style("y"), "1.修路")+
			P(style("b"), "像标题的正文。")+
			P(`<w:outlineLvl w:val="0"/>`, "三、自身建设")+
			P(style("1")+`<w:outlineLvl w:val="9"/>`, "用了标题样式的正文。")+
			P(style("loop1"), "样式互为基准也要读完。")+
			P(style("没有这个样式"), "样式不存在。"),
		Word("styles", styles)))
	Same(t, Show(d), `
		文 段1 | 政府工作报告
		题1 段2 | 一、2025年工作回顾
		题2 段3 | （一）工业
		题1 段4 | 二、重点工作
		题3 段5 | 1.修路
		文 段6 | 像标题的正文。
		题1 段7 | 三、自身建设
		文 段8 | 用了标题样式的正文。
		文 段9 | 样式互为基准也要读完。
		文 段10 | 样式不存在。`)
}

func TestNotOnThePage(t *testing.T) {
	run := func(properties, words string) string {
		return "<w:r><w:rPr>" + properties + "</w:rPr><w:t>" + words + "</w:t></w:r>"
	}
	for _, c := range []struct{ name, body, want string }{
		{"a tracked deletion is out and an insertion is in",
			P("", "新建学校", "<w:del><w:r><w:delText>3</w:delText></w:r></w:del>", "<w:ins><w:r><w:t>5</w:t></w:r></w:ins>", "所。"),
			"文 段1 | 新建学校5所。"},
		{"what was moved stands where it was moved to",
			P("", "<w:moveFrom><w:r><w:t>修路。</w:t></w:r></w:moveFrom>", "建桥。") + P("", "<w:moveTo><w:r><w:t>修路。</w:t></w:r></w:moveTo>"),
			"文 段1 | 建桥。\n文 段2 | 修路。"},
		{"a paragraph whose mark was deleted runs on into the next",
			P(style("1")+`<w:rPr><w:del w:id="1"/></w:rPr>`, "新建学校") + P("", "5所。") + P(`<w:rPr><w:ins w:id="2"/></w:rPr>`, "修路。") + P(`<w:rPr><w:del w:id="3"/></w:rPr>`, "建桥。"),
			"文 段2 | 新建学校5所。\n文 段3 | 修路。\n文 段4 | 建桥。"},
		{"hidden words are out, those with hiding switched off are in",
			P("", "增长", run(`<w:vanish/>`, "约"), run(`<w:vanish w:val="0"/>`, "6%"), "。"),
			"文 段1 | 增长6%。"},
		{"a hidden paragraph mark hides no words",
			P(`<w:rPr><w:vanish/></w:rPr>`, "看得见。"),
			"文 段1 | 看得见。"},
		{"the instruction of a field is out, its result is in",
			P("", `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF x \h </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>`, "见附件", `<w:r><w:fldChar w:fldCharType="end"/></w:r>`, "。"),
			"文 段1 | 见附件。"},
		{"a table of contents by style is out",
			P(style("t1"), "一、回顾\t1") + P("", "正文。"),
			"文 段2 | 正文。"},
		{"a table of contents by field is out, whatever its styles",
			P("", `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \o "1-3" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>`, "一、回顾 1") +
				P("", "二、任务 9") + P("", `<w:r><w:fldChar w:fldCharType="end"/></w:r>`) + P("", "正文。"),
			"文 段4 | 正文。"},
		{"a table of contents by content control is out with its title",
			`<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>` + P("", "目录") + P("", "一、回顾 1") + `</w:sdtContent></w:sdt>` +
				`<w:sdt><w:sdtContent>` + P("", "别的控件里是正文。") + `</w:sdtContent></w:sdt>`,
			"文 段3 | 别的控件里是正文。"},
		{"a table of contents as a simple field is out",
			P("", `<w:fldSimple w:instr=" TOC \o "><w:r><w:t>一、回顾 1</w:t></w:r></w:fldSimple>`, "正文", `<w:fldSimple w:instr="PAGE"><w:r><w:t>3</w:t></w:r></w:fldSimple>`),
			"文 段1 | 正文3"},
		{"pinyin over the characters is out",
			P("", `<w:r><w:ruby><w:rt><w:r><w:t>xiān</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>仙</w:t></w:r></w:rubyBase></w:ruby></w:r>`, "湖"),
			"文 段1 | 仙湖"},
		{"the page settings of a section are no words",
			P(`<w:sectPr><w:headerReference w:id="r1"/></w:sectPr>`, "一节。") + `<w:sectPr/>`,
			"文 段1 | 一节。"},
		{"a text box is read once, though it is written for two versions of Word",
			P("", `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>`+P("", "框里的字。")+`</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>`+P("", "框里的字。")+`</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>`, "框外的字。"),
			"文 段2 | 框里的字。\n文 段2 | 框外的字。"},
		{"a text box of old Word is read",
			P("", `<w:r><w:pict><v:textbox><w:txbxContent>`+P("", "旧框。")+`</w:txbxContent></v:textbox></w:pict></w:r>`),
			"文 段2 | 旧框。"},
		{"a line break begins a paragraph, a page break does not",
			P("", "一、甲", "<w:r><w:br/></w:r>", "二、乙", `<w:r><w:br w:type="page"/></w:r>`, "仍是乙"),
			"文 段1 | 一、甲\n文 段1 | 二、乙仍是乙"},
		{"a tab parts, a soft hyphen does not, a hard hyphen shows",
			P("", "市长", "<w:r><w:tab/></w:r>", "林知远\u00ad", "<w:r><w:noBreakHyphen/></w:r>", "代"),
			"文 段1 | 市长\t林知远-代"},
		{"words in pieces of runs are one paragraph",
			P("", "地区生产", "总值6", "12.", "4亿元"),
			"文 段1 | 地区生产总值612.4亿元"},
	} {
		t.Run(c.name, func(t *testing.T) {
			Same(t, Show(read(t, Docx(c.body, Word("styles", styles)))), c.want)
		})
	}
}

// lists makes numbering.xml of levels, one abstract list each.
func lists(abstract ...string) Part {
	var b, nums strings.Builder
	for i, a := range abstract {
		fmt.Fprintf(&b, `<w:abstractNum w:abstractNumId="%d">%s</w:abstractNum>`, i, a)
		fmt.Fprintf(&nums, `<w:num w:numId="%d"><w:abstractNumId w:val="%d"/></w:num>`, i+1, i)
	}
	return Word("numbering", b.String()+nums.String())
}

func lvl(i int, format, text, more string) string {
	return fmt.Sprintf(`<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="%s"/>%s<w:lvlText w:val="%s"/></w:lvl>`, i, format, more, text)
}

func numbered(list, level int, words string) string {
	return P(fmt.Sprintf(`<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr>`, level, list), words)
}

func TestNumberedParagraphs(t *testing.T) {
	report := lvl(0, "chineseCountingThousand", "%1、", "") + lvl(1, "chineseCounting", "（%2）", "") + lvl(2, "decimal", "%3.", "")
	for _, c := range []struct {
		name, body string
		more       []Part
		want       string
	}{
		{"levels begin anew under each one above",
			numbered(1, 0, "回顾") + numbered(1, 1, "工业") + numbered(1, 2, "钢") + numbered(1, 2, "铁") + numbered(1, 1, "农业") + numbered(1, 2, "粮") + numbered(1, 0, "任务") + numbered(1, 1, "项目"),
			[]Part{lists(report)},
			`项 段1 | [一、]回顾
			项 段2 | [（一）]工业
			项 段3 | [1.]钢
			项 段4 | [2.]铁
			项 段5 | [（二）]农业
			项 段6 | [1.]粮
			项 段7 | [二、]任务
			项 段8 | [（一）]项目`},
		{"a number may name the levels above it, in decimals for legal numbering",
			numbered(1, 0, "甲") + numbered(1, 1, "乙") + numbered(1, 1, "丙"),
			[]Part{lists(lvl(0, "chineseCounting", "第%1章", "") + lvl(1, "decimal", "%1.%2", "<w:isLgl/>"))},
			`项 段1 | [第一章]甲
			项 段2 | [1.1]乙
			项 段3 | [1.2]丙`},
		{"a level that never restarts counts on",
			numbered(1, 0, "甲") + numbered(1, 1, "乙") + numbered(1, 0, "丙") + numbered(1, 1, "丁"),
			[]Part{lists(lvl(0, "decimal", "%1", "") + lvl(1, "decimal", "第%2条", `<w:lvlRestart w:val="0"/>`))},
			`项 段1 | [1]甲
			项 段2 | [第1条]乙
			项 段3 | [2]丙
			项 段4 | [第2条]丁`},
		{"a second list of the same kind begins anew when it says so and counts on when it does not",
			numbered(1, 0, "甲") + numbered(1, 0, "乙") + numbered(2, 0, "丙") + numbered(2, 0, "丁") + numbered(3, 0, "戊"),
			[]Part{Word("numbering", `<w:abstractNum w:abstractNumId="0">`+lvl(0, "decimal", "%1.", "")+`</w:abstractNum>
				<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
				<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
				<w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>`)},
			`项 段1 | [1.]甲
			项 段2 | [2.]乙
			项 段3 | [1.]丙
			项 段4 | [2.]丁
			项 段5 | [3.]戊`},
		{"an override may bring a level of its own",
			numbered(1, 0, "甲") + numbered(1, 0, "乙"),
			[]Part{Word("numbering", `<w:abstractNum w:abstractNumId="0">`+lvl(0, "decimal", "%1.", "")+`</w:abstractNum>
				<w:num w:numId="1"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">`+lvl(0, "upperRoman", "%1)", "")+`</w:lvlOverride></w:num>`)},
			`项 段1 | [I)]甲
			项 段2 | [II)]乙`},
		{"bullets have no number, and none is none",
			numbered(1, 0, "甲") + numbered(2, 0, "乙") + numbered(0, 0, "丙") + numbered(77, 0, "丁"),
			[]Part{lists(lvl(0, "bullet", "●", ""), lvl(0, "none", "", ""))},
			`项 段1 | 甲
			项 段2 | 乙
			文 段3 | 丙
			文 段4 | 丁`},
		{"a style numbers its paragraphs, at the level tied to it",
			P(style("h1"), "回顾") + P(style("h2"), "工业") + P(style("h2"), "农业") + P(style("h1"), "任务") + P(style("h1")+`<w:numPr><w:numId w:val="0"/></w:numPr>`, "无号"),
			[]Part{
				Word("styles", `<w:style w:type="paragraph" w:styleId="h1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
					<w:style w:type="paragraph" w:styleId="h2"><w:name w:val="heading 2"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>`),
				lists(lvl(0, "chineseCounting", "%1、", `<w:pStyle w:val="h1"/>`) + lvl(1, "chineseCounting", "（%2）", `<w:pStyle w:val="h2"/>`))},
			`题1 段1 | [一、]回顾
			题2 段2 | [（一）]工业
			题2 段3 | [（二）]农业
			题1 段4 | [二、]任务
			题1 段5 | 无号`},
		{"a list may take its levels from a list style",
			numbered(1, 0, "甲"),
			[]Part{Word("numbering", `<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="S"/></w:abstractNum>
				<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="S"/>`+lvl(0, "chineseCounting", "%1、", "")+`</w:abstractNum>
				<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`)},
			`项 段1 | [一、]甲`},
		{"an empty paragraph takes no number",
			numbered(1, 0, "甲") + numbered(1, 0, " ") + numbered(1, 0, "乙"),
			[]Part{lists(report)},
			`项 段1 | [一、]甲
			项 段3 | [二、]乙`},
	} {
		t.Run(c.name, func(t *testing.T) {
			Same(t, Show(read(t, Docx(c.body, c.more...))), c.want)
		})
	}
}

func TestEveryNumberingStyle(t *testing.T) {
	for _, c := range []struct {
		format string
		want   string // of 1, 2, 3, 10, 11, 20, 21, 27
	}{
		{"decimal", "1 2 3 10 11 20 21 27"},
		{"decimalZero", "01 02 03 10 11 20 21 27"},
		{"decimalFullWidth", "１ ２ ３ １０ １１ ２０ ２１ ２７"},
		{"chineseCounting", "一 二 三 十 十一 二十 二十一 二十七"},
		{"chineseCountingThousand", "一 二 三 十 十一 二十 二十一 二十七"},
		{"ideographDigital", "一 二 三 一〇 一一 二〇 二一 二七"},
		{"chineseLegalSimplified", "壹 贰 叁 壹拾 壹拾壹 贰拾 贰拾壹 贰拾柒"},
		{"decimalEnclosedCircle", "① ② ③ ⑩ ⑪ ⑳ ㉑ ㉗"},
		{"decimalEnclosedParen", "⑴ ⑵ ⑶ ⑽ ⑾ ⒇ (21) (27)"},
		{"decimalEnclosedFullstop", "⒈ ⒉ ⒊ ⒑ ⒒ ⒛ 21. 27."},
		{"ideographEnclosedCircle", "㊀ ㊁ ㊂ ㊉ 十一 二十 二十一 二十七"},
		{"ideographTraditional", "甲 乙 丙 癸 11 20 21 27"},
		{"ideographZodiac", "子 丑 寅 酉 戌 20 21 27"},
		{"upperLetter", "A B C J K T U AA"},
		{"lowerLetter", "a b c j k t u aa"},
		{"upperRoman", "I II III X XI XX XXI XXVII"},
		{"lowerRoman", "i ii iii x xi xx xxi xxvii"},
		{"ordinal", "1st 2nd 3rd 10th 11th 20th 21st 27th"},
		{"一种没有的格式", "1 2 3 10 11 20 21 27"},
	} {
		t.Run(c.format, func(t *testing.T) {
			var body strings.Builder
			for range 27 {
				body.WriteString(numbered(1, 0, "条"))
			}
			d := read(t, Docx(body.String(), lists(lvl(0, c.format, "%1", ""))))
			var got []string
			for _, i := range []int{1, 2, 3, 10, 11, 20, 21, 27} {
				got = append(got, d.Paragraphs[i-1].Label)
			}
			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("got  %s\nwant %s", s, c.want)
			}
		})
	}
}

func TestLargeNumbers(t *testing.T) {
	start := func(format string, at int) string {
		list := fmt.Sprintf(`<w:lvl w:ilvl="0"><w:start w:val="%d"/><w:numFmt w:val="%s"/><w:lvlText w:val="%%1"/></w:lvl>`, at, format)
		return read(t, Docx(numbered(1, 0, "条"), lists(list))).Paragraphs[0].Label
	}
	for _, c := range []struct {
		format string
		at     int
		want   string
	}{
		{"chineseCounting", 0, "零"},
		{"chineseCounting", 101, "一百零一"},
		{"chineseCounting", 110, "一百一十"},
		{"chineseCounting", 1001, "一千零一"},
		{"chineseCounting", 12345, "12345"},
		{"chineseLegalSimplified", 2026, "贰仟零贰拾陆"},
		{"decimalEnclosedCircle", 50, "㊿"},
		{"decimalEnclosedCircle", 51, "51"},
		{"upperRoman", 4000, "4000"},
		{"lowerLetter", 781, "781"},
	} {
		if got := start(c.format, c.at); got != c.want {
			t.Errorf("%s of %d is %q, want %q", c.format, c.at, got, c.want)
		}
	}
}

func tr(cells ...string) string {
	return "<w:tr>" + strings.Join(cells, "") + "</w:tr>"
}

func tc(properties string, inside ...string) string {
	if properties != "" {
		properties = "<w:tcPr>" + properties + "</w:tcPr>"
	}
	return "<w:tc>" + properties + strings.Join(inside, "") + "</w:tc>"
}

func TestTables(t *testing.T) {
	d := read(t, Docx(
		P("", "任务分解表")+
			"<w:tbl>"+
			tr(tc("", P("", "序号")), tc(`<w:gridSpan w:val="2"/>`, P("", "任务")), tc("", P("", "牵头单位")))+
			tr(tc("", P("", "1")), tc(`<w:vMerge w:val="restart"/>`, P("", "交通")), tc("", P("", "修路"), P("", "建桥")), tc("", P("", "市交通运输局")))+
			tr(tc("", P("", "2")), tc(`<w:vMerge/>`, P("")), tc("", "<w:tbl>"+tr(tc("", P("", "里甲")), tc("", P("", "里乙")))+"</w:tbl>", P("", "表后")), tc("", P("", "市水务局")))+
			"</w:tbl>"+
			P("", "表外。")))
	Same(t, Show(d), `
		文 段1 | 任务分解表
		格 段2 r1c1 | 序号
		格 段2 r1c2 | 任务
		格 段2 r1c4 | 牵头单位
		格 段2 r2c1 | 1
		格 段2 r2c2 | 交通
		格 段2 r2c3 | 修路
		格 段2 r2c3 | 建桥
		格 段2 r2c4 | 市交通运输局
		格 段2 r3c1 | 2
		格 段12 r1c1 | 里甲
		格 段12 r1c2 | 里乙
		格 段2 r3c3 | 表后
		格 段2 r3c4 | 市水务局
		文 段16 | 表外。`)
}

func TestNotesStandAtTheEndInOrderOfReference(t *testing.T) {
	ref := func(kind, id string) string {
		return fmt.Sprintf(`<w:r><w:%sReference w:id="%s"/></w:r>`, kind, id)
	}
	d := read(t, Docx(
		P("", "发展数字经济", ref("footnote", "3"), "，推行“一网通办”", ref("footnote", "2"), "。")+P("", "实施“双随机”", ref("endnote", "2"), "监管。"),
		Word("footnotes", `<w:footnote w:type="separator" w:id="0">`+P("", "————")+`</w:footnote>
			<w:footnote w:id="2">`+P("", "<w:r><w:footnoteRef/></w:r>", "一网通办：一个网站办完。")+P("", "第二段。")+`</w:footnote>
			<w:footnote w:id="3">`+P("", "数字经济：以数据为要素。")+`</w:footnote>
			<w:footnote w:id="4">`+P("", "没有人引用。")+`</w:footnote>`),
		Word("endnotes", `<w:endnote w:id="2">`+P("", "双随机：随机抽人，随机抽企业。")+`</w:endnote>`)))
	Same(t, Show(d), `
		文 段1 | 发展数字经济，推行“一网通办”。
		文 段2 | 实施“双随机”监管。
		注 段4 注1 | 数字经济：以数据为要素。
		注 段2 注2 | 一网通办：一个网站办完。
		注 段3 注2 | 第二段。
		注 段1 注1 | 双随机：随机抽人，随机抽企业。`)
}

func TestPartsUnderOtherNames(t *testing.T) {
	body := Word("document", P("", "正文。"))
	data := Zip(
		File("[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/Word/Main.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`),
		File("_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/Word/Main.xml"/></Relationships>`),
		File("Word/Main.xml", body.Text))
	p, err := container.Open("报告.docx", data)
	if err != nil {
		t.Fatal(err)
	}
	if !docx.Is(p) {
		t.Fatal("a document that calls its main part otherwise is not known as one")
	}
	Same(t, Show(read(t, data)), "文 段1 | 正文。")
}

func TestRefused(t *testing.T) {
	whole := Docx(P("", strings.Repeat("新建学校5所。", 200)))
	for _, c := range []struct {
		name string
		data []byte
		kind fault.Kind
	}{
		{"a document without words", Docx(P("")), fault.Invalid},
		{"a document that lacks its main part", Zip(File("word/styles.xml", "<a/>")), fault.Unreadable},
		{"a main part that breaks off", Zip(File("word/document.xml", "<w:document><w:body>")), fault.Unreadable},
		{"a main part that is empty", Zip(File("word/document.xml", "")), fault.Unreadable},
		{"a document with damaged bytes", damaged(whole), fault.Unreadable},
		{"elements nested without end", Docx(strings.Repeat("<w:tbl>", 1000)), fault.TooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := container.Open("报告.docx", c.data)
			if err == nil {
				_, err = docx.Read("报告.docx", p)
			}
			Refused(t, err, c.kind, "报告.docx")
		})
	}
}

// damaged changes bytes in the middle of the packed main part.
func damaged(data []byte) []byte {
	data = bytes.Clone(data)
	i := bytes.Index(data, []byte("word/document.xml")) + len("word/document.xml") + 20
	for k := range 16 {
		data[i+k] ^= 0x5A
	}
	return data
}

func FuzzRead(f *testing.F) {
	f.Add(P("", "正文。"), styles, lvl(0, "decimal", "%1.", ""), P("", "注"))
	f.Add("<w:tbl>"+tr(tc("", P("", "格")))+"</w:tbl>"+numbered(1, 0, "条"), "", lvl(0, "chineseCounting", "%1、%2", ""), "")
	f.Add(P("", `<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>TOC</w:instrText><w:fldChar w:fldCharType="separate"/></w:r>`, "<w:r><w:footnoteReference w:id=\"1\"/></w:r>"), "", "", "")
	f.Fuzz(func(t *testing.T, body, styles, list, notes string) {
		p, err := container.Open("报告.docx", Docx(body, Word("styles", styles), lists(list), Word("footnotes", `<w:footnote w:id="1">`+notes+"</w:footnote>")))
		if err != nil {
			t.Fatal(err)
		}
		d, err := docx.Read("报告.docx", p)
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatal(err)
			}
			return
		}
		Sound(t, d)
	})
}
