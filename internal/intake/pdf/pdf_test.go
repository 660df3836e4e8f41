package pdf_test

import (
	"bytes"
	"crypto/md5"
	"crypto/rc4"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duban/internal/base/fault"
	. "duban/internal/intake/intaketest"
	"duban/internal/intake/pdf"
	"duban/internal/kernel/document"
)

// The files in testdata were printed by Chromium from the pages beside them,
// in the font Droid Sans Fallback.
func TestPrintedPages(t *testing.T) {
	for _, c := range []struct{ file, want string }{
		{"report", `
			文 页1 | 政府工作报告
			文 页1 | ——2026年1月12日在云泽市第六届人民代表大会第三次会议上
			文 页1 | 市长　林知远
			文 页1 | 各位代表：
			文 页1 | 现在，我代表市人民政府向大会报告工作，请予审议，并请市政协委员和列席人员提出意见。
			文 页1 | 一、2025年工作回顾
			文 页1 | 过去一年，全市完成地区生产总值612.4亿元，增长6.1%；一般公共预算收入38.7亿元，增长4.5%；城乡居民人均可支配收入分别增长5.2%和6.8%。面对多雨的夏季和紧张的用电，全市上下守住了圩堤，保住了工厂的生产，粮食总产量达到128万吨，连续第七年增产。
			文 页1 | （一）项目建设提速。全年开工亿元以上项目47个，竣工投产31个，完成固定资产投资205亿元。云泽港二期工程建成两个千吨级泊位，环湖公路北段全线贯通，高新区标准厂房新增18.6万平方米，入驻企业63家。
			文 页1 | （二）民生持续改善。改造老旧小区26个，新建口袋公园9处，新增学位3240个、养老床位850张，城镇新增就业1.53万人，零就业家庭动态清零。市人民医院新院区投入使用，乡镇卫生院全部开通远程会诊，群众看病不出镇的比例达到七成以上。
			文 页2 | （三）改革不断深化。市级政务服务事项“一网通办”率达到96.3%，办理时限平均压缩52%，减免各类税费7.8亿元。完成12个乡镇的财政管理体制改革，处置闲置土地1460亩，盘活国有资产4.2亿元。
			文 页2 | 二、2026年重点工作
			文 页2 | 今年的主要目标是：地区生产总值增长6%左右，规模以上工业增加值增长7.5%，固定资产投资增长8%，社会消费品零售总额增长6.5%，城镇登记失业率控制在4%以内，单位地区生产总值能耗下降2.8%。
			文 页2 | （一）做强实业。实施技术改造项目80个，培育专精特新企业15家，新增规模以上工业企业20家。建成云泽湖数据中心一期，算力规模达到300P，力争数字经济核心产业增加值占地区生产总值的比重提高1个百分点。
			文 页2 | （二）振兴乡村。新建高标准农田12万亩，改造农村公路150公里，建设和美乡村示范村24个。推广稻虾共作30万亩，打造“云泽大米”区域公用品牌，农村居民人均可支配收入增长7%以上。
			文 页3 | （三）改善民生。新建中小学校5所，新增托位1200个，建成市第二福利院，完成6.4万户燃气管道更新。民生支出占一般公共预算支出的比重不低于78%。
			文 页3 | 各位代表，蓝图已经绘就，关键在于落实。让我们只争朝夕，把报告写到的每一件事办好。`},
		{"columns", `
			文 页1 | 云泽政务简报 第十一期
			文 页1 | 本市秋粮收购工作于九月二十日全面启动。截至十月底，全市共收购秋粮四十六万吨，同比增加三万吨，入库质量合格率百分之九十九点二，没有出现农民卖粮难的情况。
			文 页1 | 市粮食局在十二个乡镇设立临时收购点三十一处，延长收购时间到每晚九时，并为路远的农户安排运粮车辆二百余台次。
			文 页1 | 在东湖乡收购点，排队的拖拉机由去年的平均四十分钟缩短到十五分钟。乡里的老会计说，今年验质、过磅、结算都在一张单子上，钱当天就到卡里。
			文 页1 | 市财政安排烘干补贴资金八百六十万元，新建烘干中心七座，日烘干能力由两千吨提高到三千四百吨，遇到连阴雨也不必再把稻谷摊在公路上。
			文 页1 | 下一步，市粮食局将会同市农业农村局、市供销社，做好冬季储粮的安全检查，对四十年以上的旧仓逐座建立台账，明年六月底前完成改造十八座。
			文 页1 | 环湖公路南段的征迁工作已经完成。全线需要迁移的一百二十七户中，一百二十四户住进了安置小区，其余三户按照本人意愿领取了货币补偿。
			文 页1 | 施工单位承诺在明年汛期到来之前完成全部桥梁的下部结构，沿线三座码头的渡船在通车之前照常开行，票价不变。
			文 页1 | 市交通运输局每周五在现场召开调度会，把需要其他部门解决的问题列成清单，一件一件销号。到本期简报付印时，清单上的四十二个问题已经解决三十九个。`},
		{"table", `
			文 页1 | 云泽市2026年重点任务分解表
			文 页1 | 下列任务由市政府督查室按季度调度，牵头单位于每季度末月二十五日前报送进展，逾期未报的予以通报，年底统一销号，结果向社会公开。
			格 页1 r1c1 | 序号
			格 页1 r1c2 | 任务
			格 页1 r1c3 | 时限
			格 页1 r1c4 | 牵头单位
			格 页1 r2c1 | 1
			格 页1 r2c2 | 建成云泽港二期工程，新增千吨级泊位两个，年吞吐能力达到600万吨
			格 页1 r2c3 | 2026年9月底前
			格 页1 r2c4 | 市交通运输局
			格 页1 r3c1 | 2
			格 页1 r3c2 | 改造老旧小区26个
			格 页1 r3c3 | 2026年12月底前
			格 页1 r3c4 | 市住房和城乡建设局、各街道办事处
			格 页1 r4c1 | 3
			格 页1 r4c2 | 新增学位3240个，其中义务教育学位2600个、学前教育学位640个
			格 页1 r4c3 | 2026年8月底前
			格 页1 r4c4 | 市教育局
			文 页1 | 本表自印发之日起施行，由市政府督查室负责解释。`},
	} {
		t.Run(c.file, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("testdata", c.file+".pdf"))
			if err != nil {
				t.Fatal(err)
			}
			d, err := pdf.Read(c.file+".pdf", data)
			if err != nil {
				t.Fatal(err)
			}
			Sound(t, d)
			if d.Format != document.PDF {
				t.Errorf("format %s", d.Format)
			}
			Same(t, Show(d), c.want)
		})
	}
}

// file writes a PDF of the objects after the catalogue and the list of pages:
// object 3 is the page, 4 its content, 5 its font.
func file(page, content, trailer string, more ...string) []byte {
	return objects(trailer, append([]string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/Contents 4 0 R" + page + ">>",
		fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(content), content),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	}, more...)...)
}

func objects(trailer string, objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, trailer, xref)
	return b.Bytes()
}

const (
	a4   = "/MediaBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>"
	line = "BT /F 12 Tf 72 700 Td (GDP of Yunze grew by 6.1% in 2025.) Tj ET"
	says = "GDP of Yunze grew by 6.1% in 2025.\n"
)

func TestHandWrittenPages(t *testing.T) {
	for _, c := range []struct{ name, page, content, want string }{
		{"a page as it comes", a4, line, says},
		{"a page that is shown turned", a4 + "/Rotate 90", "0 1 -1 0 595 0 cm " + line, says},
		{"a page upside down", a4 + "/Rotate 180", "-1 0 0 -1 595 842 cm " + line, says},
		{"a page whose corner is not the origin", "/MediaBox[100 100 695 942]/Resources<</Font<</F 5 0 R>>>>", "1 0 0 1 100 100 cm " + line, says},
		{"a watermark across the page is no text", a4, line + " q 0.7 0.7 -0.7 0.7 100 100 cm BT /F 60 Tf 0 0 Td (DRAFT) Tj ET Q", says},
		{"words set apart by moves and not by blanks", a4, "BT /F 12 Tf 72 700 Td [(GDP)-400(of)-400(Yunze)-400(grew)-400(by)-400(6.1%)-400(in)-400(2025.)] TJ ET", says},
		{"lines of a Latin paragraph", a4, "BT /F 12 Tf 72 700 Td (The GDP of Yunze grew by 6.1%) Tj 0 -14 Td (in 2025, more than was planned) Tj 0 -14 Td (at its beginning.) Tj ET", "The GDP of Yunze grew by 6.1% in 2025, more than was planned at its beginning.\n"},
		{"bold that is drawn twice is read once", a4, line + " BT /F 12 Tf 72.3 700 Td (GDP of Yunze grew by 6.1% in 2025.) Tj ET", says},
		{"bold whose letters are each drawn twice", a4, "BT /F 12 Tf 1 0 0 1 72 700 Tm (G) Tj 1 0 0 1 72.3 700 Tm (G) Tj 1 0 0 1 81.4 700 Tm (D) Tj 1 0 0 1 81.7 700 Tm (D) Tj ET", "GD\n"},
		{"a doubled letter is two", a4, "BT /F 12 Tf 72 700 Td (illness) Tj ET", "illness\n"},
		{"a layer of recognised text that is not painted", a4, "3 Tr " + line, says},
		{"letters drawn one by one in any order", a4, "BT /F 12 Tf 1 0 0 1 88 700 Tm (P) Tj 1 0 0 1 72 700 Tm (G) Tj 1 0 0 1 80 700 Tm (D) Tj ET", "GDP\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := pdf.Read("报告.pdf", file(c.page, c.content, ""))
			if err != nil {
				t.Fatal(err)
			}
			Sound(t, d)
			if d.Text != c.want {
				t.Errorf("got %q, want %q", d.Text, c.want)
			}
		})
	}
}

// pad is the string of the standard security handler (PDF 1.7, 7.6.3.3).
const pad = "\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A"

// encrypted is a file under the standard security handler, revision 2, 40 bits.
func encrypted(t testing.TB, user, owner string) []byte {
	t.Helper()
	padded := func(p string) []byte { return []byte((p + pad)[:32]) }
	crypt := func(key, data []byte) []byte {
		c, err := rc4.NewCipher(key)
		if err != nil {
			t.Fatal(err)
		}
		out := make([]byte, len(data))
		c.XORKeyStream(out, data)
		return out
	}
	sum := md5.Sum(padded(owner))
	o := crypt(sum[:5], padded(user))
	const permissions, id = int32(-4), "0123456789abcdef"
	k := md5.Sum(append(append(append(padded(user), o...), binary.LittleEndian.AppendUint32(nil, uint32(0xFFFFFFFC))...), id...))
	key := k[:5]
	u := crypt(key, []byte(pad))
	s := md5.Sum(append(bytes.Clone(key), 4, 0, 0, 0, 0)) // object 4, generation 0
	content := crypt(s[:10], []byte(line))
	return file(a4, string(content), fmt.Sprintf("/Encrypt 6 0 R/ID[<%x><%x>]", id, id),
		fmt.Sprintf("<</Filter/Standard/V 1/R 2/O<%x>/U<%x>/P %d>>", o, u, permissions))
}

func TestPasswords(t *testing.T) {
	t.Run("a file that a password opens", func(t *testing.T) {
		_, err := pdf.Read("报告.pdf", encrypted(t, "secret", "owner"))
		Refused(t, err, fault.Unreadable, "报告.pdf")
		if err != nil && !strings.Contains(err.Error(), "密码") {
			t.Errorf("does not speak of a password: %v", err)
		}
	})
	t.Run("a file that only forbids printing is read", func(t *testing.T) {
		d, err := pdf.Read("报告.pdf", encrypted(t, "", "owner"))
		if err != nil {
			t.Fatal(err)
		}
		if d.Text != says {
			t.Errorf("text %q", d.Text)
		}
	})
}

func scanned() []byte {
	return file("/MediaBox[0 0 595 842]/Resources<</XObject<</I 6 0 R>>>>", "595 0 0 842 0 0 cm /I Do", "",
		"<</Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8/Length 4>>stream\n\x00\xFF\xFF\x00\nendstream")
}

func TestRefused(t *testing.T) {
	whole, err := os.ReadFile(filepath.Join("testdata", "table.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		data []byte
		kind fault.Kind
		says string
	}{
		{"a scan without text", scanned(), fault.Invalid, "扫描"},
		{"a page with nothing on it", file(a4, "", ""), fault.Invalid, "没有文字"},
		{"a file that breaks off at its head", whole[:200], fault.Unreadable, "损坏"},
		{"nothing but the mark", []byte("%PDF-1.7\n"), fault.Unreadable, "损坏"},
		{"noise after the mark", append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte{0xA5, 3, 0x7F, 0}, 500)...), fault.Unreadable, "损坏"},
		{"pages that are their own parents", objects("", "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R]/Count 3>>"), fault.Unreadable, "损坏"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := pdf.Read("报告.pdf", c.data)
			Refused(t, err, c.kind, "报告.pdf")
			if err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("does not say %q: %v", c.says, err)
			}
		})
	}
}

// Droid Sans Fallback lacks the Roman numerals, so Chromium prints a glyph of
// which the file cannot say what it stood for.
func TestGlyphsWithoutMeaning(t *testing.T) {
	read := func(name string) (*document.Document, error) {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		return pdf.Read(name, data)
	}
	t.Run("a single one shows that something is lost", func(t *testing.T) {
		d, err := read("lost.pdf")
		if err != nil {
			t.Fatal(err)
		}
		Same(t, Show(d), "文 页1 | 云泽湖的水质全年保持在\uFFFD类以上。")
	})
	t.Run("a file of them is refused", func(t *testing.T) {
		_, err := read("nameless.pdf")
		Refused(t, err, fault.Unreadable, "nameless.pdf")
		if err != nil && !strings.Contains(err.Error(), "字形") {
			t.Errorf("does not speak of glyphs: %v", err)
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add(file(a4, line, ""))
	f.Add(scanned())
	f.Add(encrypted(f, "", "owner"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := pdf.Read("报告.pdf", data)
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatal(err)
			}
			return
		}
		Sound(t, d)
	})
}

func FuzzContent(f *testing.F) {
	f.Add(a4, line)
	f.Add(a4+"/Rotate 270", "1 0 0 -1 0 0 cm 10 10 100 0.5 re f BT /F 1e9 Tf 3 Tr (a\\000\\377) Tj ET")
	f.Fuzz(func(t *testing.T, page, content string) {
		d, err := pdf.Read("报告.pdf", file(page, content, ""))
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatal(err)
			}
			return
		}
		Sound(t, d)
	})
}
