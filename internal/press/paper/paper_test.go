package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duban/internal/kernel/procedure"
)

// machine are the fonts of the machine that tests run on, none where it has none.
func machine(t testing.TB) *Fonts {
	t.Helper()
	var files []io.ReaderAt
	for _, dir := range []string{"/usr/share/fonts/opentype/noto/*CJK-*.ttc", "/usr/share/fonts/truetype/*/*.ttf"} {
		names, _ := filepath.Glob(dir)
		for _, n := range names {
			if b, err := os.ReadFile(n); err == nil {
				files = append(files, bytes.NewReader(b))
			}
		}
	}
	return Load(files...)
}

func long(n int) []procedure.Block {
	var list []procedure.Block
	for i := range n {
		list = append(list, procedure.Block{Text: fmt.Sprintf("第%d段。本单位对你（单位）提出的申请依法进行了审查，查明：位于剅河镇、长埫口镇的“经营场所”共有 %d 处，面积合计 1,234.56 平方米；其中有两处未取得产权证明，也未提交租赁合同（复印件）。根据《中华人民共和国行政许可法》第三十八条第二款的规定，作出如下决定。", i+1, i+3)})
	}
	return list
}

// specimens are documents of several lengths.
func specimens() map[string]procedure.Paper {
	plain := procedure.Paper{Kind: "决定书", Organ: "云泽市行政审批局", Number: "云审不许〔2021〕5号", Heading: "不予行政许可决定书", To: "云泽市甲乙丙商贸有限公司", Day: "2021-03-01", Body: long(2), Copies: []string{"申请人", "存档"}}
	plain.Body = append(plain.Body, procedure.Block{Text: "如不服本文书所载决定，可以自收到本文书之日起六十日内，向云泽市人民政府或者上一级主管部门申请行政复议；也可以自收到本文书之日起六个月内，向云泽市人民法院提起行政诉讼。"})
	official := procedure.Paper{Kind: "通知", Letterhead: true, Organ: "云泽市人民政府办公室", Number: "云政办发〔2021〕15号", Heading: "云泽市人民政府办公室关于印发云泽市优化营商环境深化“放管服”改革推进工程建设项目审批制度改革实施方案及任务分工清单的通知", To: "各镇人民政府、街道办事处，市直各单位", Day: "2021-11-08", Note: "此件公开发布", CopyTo: "市委办公室，市人大常委会办公室，市政协办公室，市纪委监委，市人武部，市法院，市检察院", Body: append([]procedure.Block{{Heading: true, Text: "一、总体要求"}}, long(9)...), Attachments: []string{"工程建设项目审批制度改革任务分工清单及责任单位、完成时限对照表（2021—2023年）", "联合审图工作规程", "名词解释"}}
	table := procedure.Paper{Kind: "告知书", Organ: "云泽市行政审批局", Number: "云审补〔2021〕12号", Heading: "材料补正告知书", To: "王某", Day: "2021-03-01", Body: []procedure.Block{{Text: "你于2021年2月26日提出的申请，材料不齐。请一次补正下列材料："}}, Attachments: []string{"申请表样张"}}
	rows := procedure.Block{Columns: []string{"序号", "材料名称", "要求", "份数"}}
	for i := range 26 {
		rows.Rows = append(rows.Rows, []string{fmt.Sprint(i + 1), "建设工程消防设计审查意见书及其附图", "原件，加盖公章；与其他材料所载的面积一致", "1"})
	}
	table.Body = append(table.Body, rows, procedure.Block{Text: "补正之日起重新计算受理期限。"})
	minutes := procedure.Paper{Kind: "纪要", Minutes: true, Organ: "云泽市发展和改革局", Number: "云泽市项目纪要〔2021〕3号", Heading: "云泽市项目现场办公会纪要", Day: "2021-06-11", CopyTo: "市自然资源和规划局，市供电公司", Attending: []string{"出席：" + strings.Repeat("市发展和改革局局长、市自然资源和规划局局长、", 4) + "市供电公司经理", "列席：市住建局、剅河镇"},
		Body: []procedure.Block{{Text: "2021年6月11日，市长在无纺布产业园二期工地主持召开六月项目现场办公会。现将议定事项纪要如下："}, {Heading: true, Text: "一、议定事项"}, {Columns: []string{"序号", "议定事项", "责任单位", "限期"}, Rows: [][]string{{"1", "二期 38 亩用地没有报批（问2021-0001）", "市自然资源和规划局", "2021年6月25日前"}}}, {Text: "以上事项由责任单位按限期办理。"}}}
	return map[string]procedure.Paper{"form": plain, "letterhead": official, "table": table, "minutes": minutes}
}

func TestADocumentIsSetTheSameEachTime(t *testing.T) {
	for _, fonts := range []*Fonts{machine(t), nil} {
		for name, p := range specimens() {
			var a, b bytes.Buffer
			if err := errors.Join(PDF(&a, p, fonts), PDF(&b, p, fonts)); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) || !bytes.HasPrefix(a.Bytes(), []byte("%PDF-1.7")) {
				t.Errorf("%s: two PDFs of one document differ, %v", name, err)
			}
			var x, y bytes.Buffer
			if err := errors.Join(Docx(&x, p), Docx(&y, p)); err != nil || !bytes.Equal(x.Bytes(), y.Bytes()) {
				t.Errorf("%s: two Word files of one document differ, %v", name, err)
			}
			if dir := os.Getenv("DUBAN_LOOK"); dir != "" && fonts != nil {
				_ = os.WriteFile(filepath.Join(dir, name+".pdf"), a.Bytes(), 0o644)
				_ = os.WriteFile(filepath.Join(dir, name+".docx"), x.Bytes(), 0o644)
			}
		}
	}
}

func TestEveryLineKeepsToTheTypeAreaAndToWhereMarksMayStand(t *testing.T) {
	f := machine(t)
	text := strings.Repeat("查明：位于“剅河镇”（含长埫口镇）的场所，面积合计 1,234.56 平方米，2021年3月1日；", 9)
	all := ""
	for i, l := range f.lines(Fang, body, spacing, areaWidth-2*cell, areaWidth, text) {
		all += l.text
		room := areaWidth
		if i == 0 {
			room -= 2 * cell
		}
		if w := f.width(Fang, body, spacing, l.text) - spacing; w > room+0.25 {
			t.Errorf("line %d is %.1f wide of %.1f: %s", i+1, w, room, l.text)
		}
		if i > 0 && strings.Contains(neverFirst, firstOf(l.text)) || !l.last && strings.Contains(neverLast, lastOf(l.text)) {
			t.Errorf("line %d begins or ends with a mark that may not stand there: %s", i+1, l.text)
		}
		if strings.HasPrefix(l.text, ",") || strings.HasSuffix(l.text, ",") {
			t.Errorf("a figure is cut: %s", l.text)
		}
	}
	if all != text {
		t.Error("breaking lines loses or adds words")
	}
	if l := f.lines(Fang, body, spacing, areaWidth, areaWidth, strings.Repeat("字", 60)); len([]rune(l[0].text)) != perLine {
		t.Errorf("a line holds %d characters, not %d", len([]rune(l[0].text)), perLine)
	}
}

func TestNothingStandsOutsideThePageAndTheSignatureIsNeverAlone(t *testing.T) {
	f := machine(t)
	for n := range 12 {
		for extra := range 4 {
			p := specimens()["form"]
			p.Body = long(n + 1)
			p.Body[n].Text += strings.Repeat("并告知申请人依法享有的权利。", extra*2)
			s := &setter{fonts: f}
			s.page()
			s.head(p)
			s.body(p)
			s.foot(p)
			for i, page := range s.pages {
				words := 0
				for _, m := range page {
					if m.y < topEdge-1 || m.y > topEdge+areaHeight+1 || m.x < leftEdge-0.1 {
						t.Errorf("%d+%d, page %d: %q stands at %.1f, %.1f", n, extra, i+1, m.text, m.x, m.y)
					}
					if m.text != "" && m.text != p.Organ && !strings.HasPrefix(m.text, "2021年") && !strings.HasPrefix(m.text, "本文书一式") {
						words++
					}
				}
				if words == 0 {
					only := ""
					for _, m := range page {
						only += m.text
					}
					if strings.Contains(only, p.Organ) {
						t.Errorf("%d+%d: the signature stands alone on page %d", n, extra, i+1)
					}
				}
			}
		}
	}
}

func TestTheWordFileIsWellFormedAndHoldsEveryWord(t *testing.T) {
	for name, p := range specimens() {
		var b bytes.Buffer
		if err := Docx(&b, p); err != nil {
			t.Fatal(err)
		}
		z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			d := xml.NewDecoder(bytes.NewReader(text))
			for {
				if _, err := d.Token(); err == io.EOF {
					break
				} else if err != nil {
					t.Fatalf("%s: %s: %v", name, f.Name, err)
				}
			}
			if f.Name != "word/document.xml" {
				continue
			}
			for _, want := range append([]string{p.Heading, p.Organ, p.Number, "剅河镇"}, p.Attachments...) {
				if want == "剅河镇" && name == "table" {
					continue
				}
				if !strings.Contains(string(text), escaped(want)) {
					t.Errorf("%s: the Word file does not hold %s", name, want)
				}
			}
			if red := strings.Contains(string(text), "FF0000"); red != (p.Letterhead || p.Minutes) {
				t.Errorf("%s: red is %v", name, red)
			}
		}
	}
}

func TestMinutesBearTheirNameInRedAndNobodySigns(t *testing.T) {
	p := specimens()["minutes"]
	s := &setter{fonts: machine(t)}
	s.page()
	s.head(p)
	s.body(p)
	s.foot(p)
	said := map[string]mark{}
	organ := 0
	for _, page := range s.pages {
		for _, m := range page {
			said[m.text] = m
			if m.text == p.Organ {
				organ++
			}
		}
	}
	if !said[p.Heading].red || said["出席："].face != Hei || said["列席："].face != Hei {
		t.Errorf("%+v, %+v", said[p.Heading], said["出席："])
	}
	if organ != 1 || said[p.Organ].size != smaller {
		t.Errorf("the unit stands %d times, not in the imprint alone", organ)
	}
	if m := said["市住建局、剅河镇"]; m.x <= said["列席："].x || m.y != said["列席："].y {
		t.Errorf("names do not stand behind their word: %+v", m)
	}
}
