package ofd_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/intake/container"
	. "duban/internal/intake/intaketest"
	"duban/internal/intake/ofd"
	"duban/internal/kernel/document"
)

func read(t testing.TB, data []byte) (*document.Document, error) {
	t.Helper()
	p, err := container.Open("公文.ofd", data)
	if err != nil {
		return nil, err
	}
	return ofd.Read("公文.ofd", p)
}

func mustRead(t testing.TB, data []byte) *document.Document {
	t.Helper()
	d, err := read(t, data)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestPagesAreReadInOrderAndLinesRejoined(t *testing.T) {
	page := func(n int, lines ...string) string {
		var b strings.Builder
		b.WriteString(OFDText(60, 10, 4, "云泽市人民政府文件"))
		// the order of the objects is not that of the page
		for i := len(lines) - 1; i >= 0; i-- {
			x := 30.0
			if i == 0 && n == 1 {
				x = 40
			}
			b.WriteString(OFDText(x, 40+float64(i)*9, 5, lines[i]))
		}
		b.WriteString(OFDText(100, 280, 4, fmt.Sprintf("— %d —", n)))
		return b.String()
	}
	d := mustRead(t, OFD(
		page(1, "一是加快推进环湖公路建设，今年九月底以前全部建成通车，沿", "线三座码头的渡船照常开行；二是改造老旧小区二十六个，惠及居"),
		page(2, "民一万二千户。"),
		page(3, "三是植树。")))
	Sound(t, d)
	Same(t, Show(d), `
		文 页1 | 一是加快推进环湖公路建设，今年九月底以前全部建成通车，沿线三座码头的渡船照常开行；二是改造老旧小区二十六个，惠及居民一万二千户。
		文 页3 | 三是植树。`)
}

func TestTextObjects(t *testing.T) {
	object := func(attributes, codes string) string {
		return `<ofd:TextObject Boundary="20 20 150 10" Size="5" ` + attributes + `>` + codes + `</ofd:TextObject>`
	}
	for _, c := range []struct{ name, page, want string }{
		{"several codes in one object", object("", `<ofd:TextCode X="0" Y="4" DeltaX="5 5">地区生</ofd:TextCode><ofd:TextCode X="15" DeltaX="g 3 5">产总值增</ofd:TextCode>`), "地区生产总值增"},
		{"an object that is not to be seen", object(`Visible="false"`, `<ofd:TextCode X="0" Y="4">不见</ofd:TextCode>`) + object("", `<ofd:TextCode X="0" Y="4">可见</ofd:TextCode>`), "可见"},
		{"a page that is scaled by its matrix", object(`CTM="0.3528 0 0 0.3528 0 0"`, `<ofd:TextCode X="0" Y="12" DeltaX="5">云泽</ofd:TextCode>`), "云泽"},
		{"entities", object("", `<ofd:TextCode X="0" Y="4">A&amp;B</ofd:TextCode>`), "A&B"},
		{"distances that are no numbers", object("", `<ofd:TextCode X="0" Y="4" DeltaX="g x 5 NaN g 9999999999 1e308">云泽</ofd:TextCode>`) + OFDText(20, 60, 5, "在"), "在"},
		{"an object without a place", `<ofd:TextObject Size="5"><ofd:TextCode X="0" Y="4">无处</ofd:TextCode></ofd:TextObject>` + OFDText(20, 60, 5, "在"), "在"},
		{"page blocks within page blocks", `<ofd:PageBlock ID="1"><ofd:PageBlock ID="2">` + OFDText(20, 60, 5, "在") + `</ofd:PageBlock></ofd:PageBlock>`, "在"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := mustRead(t, OFD(c.page))
			Sound(t, d)
			if got := strings.TrimSuffix(d.Text, "\n"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestRuledTablesAreReadCellByCell(t *testing.T) {
	var b strings.Builder
	line := func(x, y, w, h float64) {
		fmt.Fprintf(&b, `<ofd:PathObject Boundary="%g %g %g %g" Stroke="false" Fill="true"><ofd:AbbreviatedData>M 0 0</ofd:AbbreviatedData></ofd:PathObject>`, x, y, w, h)
	}
	for _, y := range []float64{50, 60, 80} {
		line(20, y, 170, 0.35)
	}
	for _, x := range []float64{20, 40, 120, 190} {
		line(x, 50, 0.35, 30)
	}
	b.WriteString(OFDText(22, 53, 4, "序号") + OFDText(60, 53, 4, "任务") + OFDText(130, 53, 4, "牵头单位"))
	b.WriteString(OFDText(28, 68, 4, "1") + OFDText(42, 63, 4, "建成云泽港二期工程，新增千吨级泊位两") + OFDText(42, 72, 4, "个") + OFDText(122, 68, 4, "市交通运输局"))
	Same(t, Show(mustRead(t, OFD(OFDText(60, 30, 5, "任务分解表")+b.String()+OFDText(20, 100, 4, "表后的话。")))), `
		文 页1 | 任务分解表
		格 页1 r1c1 | 序号
		格 页1 r1c2 | 任务
		格 页1 r1c3 | 牵头单位
		格 页1 r2c1 | 1
		格 页1 r2c2 | 建成云泽港二期工程，新增千吨级泊位两个
		格 页1 r2c3 | 市交通运输局
		文 页1 | 表后的话。`)
}

func TestRealFiles(t *testing.T) {
	for _, c := range []struct {
		file string
		want []string // lines of Show, in order
	}{
		{"n.ofd", []string{"文 页1 | 路卫发〔2011〕76号\n", "文 页1 | 区中医院：\n", "经研究，同意张阿三同志辞职。\n", "文 页2 | 2011年3月10日\n"}},
		{"signout.ofd", []string{"格 页1 r1c1 | 来文文号\n格 页1 r1c2 | 府办专督〔2020〕24号\n", "| 公文标题\n格 页1 r6c2 | 市委主要领导同志调研后续落实事项的通知\n", "| 1、呈小明、张三、国伟、李四同志阅示；\n", "| 备注\n"}},
		{"testPathFillOpacity.ofd", []string{"文 页1 | 蚌山区政府：\n", "并加快工程施工建设。\n文 页1 | 此函。\n文 页1 | 2023年7月12日\n"}},
	} {
		t.Run(c.file, func(t *testing.T) {
			data, err := os.ReadFile(Corpus(t, "raw/"+c.file))
			if err != nil {
				t.Fatal(err)
			}
			d := mustRead(t, data)
			Sound(t, d)
			rest := Show(d)
			for _, w := range c.want {
				_, after, found := strings.Cut(rest, w)
				if !found {
					t.Errorf("%q is not in\n%s", w, rest)
				}
				rest = after
			}
		})
	}
}

func TestRefused(t *testing.T) {
	whole := OFD(OFDText(20, 20, 5, "云泽"))
	for _, c := range []struct {
		name string
		data []byte
		kind fault.Kind
	}{
		{"a page without words", OFD(`<ofd:ImageObject Boundary="0 0 210 297" ResourceID="3"/>`), fault.Invalid},
		{"no page at all", OFD(), fault.Invalid},
		{"a package without its document", Zip(File("OFD.xml", `<ofd:OFD xmlns:ofd="x"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`)), fault.Unreadable},
		{"a root that names no document", Zip(File("OFD.xml", `<a/>`)), fault.Invalid},
		{"a page that breaks off", OFD("<ofd:TextObject>"), fault.Unreadable},
		{"a package that breaks off", whole[:len(whole)/2], fault.Unreadable},
		{"more pages than a file may have", Zip(File("OFD.xml", `<a><DocRoot>d.xml</DocRoot></a>`), File("d.xml", "<a>"+strings.Repeat(`<Page BaseLoc="p.xml"/>`, ofd.MaxPages+1)+"</a>")), fault.TooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(t, c.data)
			Refused(t, err, c.kind, "公文.ofd")
		})
	}
}

func FuzzPage(f *testing.F) {
	f.Add(OFDText(20, 20, 5, "云泽") + `<ofd:PathObject Boundary="0 0 9 0.1"/>`)
	f.Add(`<ofd:TextObject Boundary="1 1 1 1" CTM="1 0 0 1 NaN 1e400" Size="-5"><ofd:TextCode Y="1" DeltaX="g 3 -5 2">云 泽</ofd:TextCode></ofd:TextObject>`)
	f.Fuzz(func(t *testing.T, page string) {
		d, err := read(t, OFD(page, page))
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatal(err)
			}
			return
		}
		Sound(t, d)
		for _, p := range d.Paragraphs {
			if p.Place.Page < 1 || p.Place.Page > 2 {
				t.Fatalf("page %d of 2", p.Place.Page)
			}
		}
	})
}
