package web

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"duban/internal/web/browsertest"
)

func TestANewUserAsksOnline(t *testing.T) {
	t.Parallel()
	j := begun(t)
	j.p.Visit(t, j.tn.URL+"/guide?words=spjyxk", nil)
	j.follow("食品经营许可")
	j.answered()
	j.picture("guide")
	j.follow("网上申请")
	j.picture("blank")
	j.choose("经营场所平面图、设备布局和流程图", "平面图.pdf", oneLeaf)
	j.do("交申请", fields{"申请人", "某某小吃店", "联系电话", "13800001234", "证件号码", "429004199001011234", "字号名称", "某某小吃店", "经营场所", "青年路 8 号", "经营范围", "餐饮服务；吸收存款"}, "禁止违规开展金融", "平面图.pdf")
	j.picture("wrong")
	receipt := j.do("交申请", fields{"经营范围", "餐饮服务"}, "申请收到了", "138****1234", "市数据局")
	j.picture("receipt")
	code := regexp.MustCompile(`([0-9A-Z]{4}) ([0-9A-Z]{4})`).FindStringSubmatch(receipt)
	number := regexp.MustCompile(`政[0-9]{8}-[0-9]+`).FindString(receipt)
	if code == nil || number == "" {
		t.Fatalf("no number and code on the receipt:\n%s", receipt)
	}
	asked := func() {
		t.Helper()
		j.p.Visit(t, j.tn.URL+"/inquiry", nil)
		j.do("查", fields{"办件编号", number, "查询码", code[1] + code[2]})
	}
	j.as("chuwenda")
	j.sees("notices", j.at("/notices"), "食品经营许可", number)
	j.at("/cases?procedure=service")
	j.sees("the case", j.follow("食品经营许可"), "网上提交申请", "流程图：平面图.pdf", "电脑端网上")
	j.picture("case")
	path := strings.TrimPrefix(j.p.URL(), j.tn.URL)
	j.do("一次性告知补正", fields{"补正内容", "设备布局图"}, "一次性补正告知书")

	asked()
	j.sees("inquiry", j.text(), "待补正", "设备布局图", "您交来的文件", "平面图.pdf")
	j.choose("补来电子材料", "设备布局图.pdf", oneLeaf+"% 2\n")
	j.picture("supplementing")
	j.do("交补正", fields{"补来材料", "设备布局图"}, "材料审查", "设备布局图.pdf")
	j.picture("supplemented")

	j.as("chuwenda")
	j.sees("notices", j.at("/notices"), "补正收到了")
	j.sees("the supplement", j.at(path), "补来电子材料", "设备布局图.pdf")
	j.do("受理", nil, "受理通知书")
	j.do("实地核查", fields{"核查人员", "某甲\n某乙", "核查结论", "符合"})
	j.as("tongxiaolan")
	j.at(path)
	j.do("准予", fields{"结果名称", "食品经营许可证"}, "准予许可决定书")
	j.as("chuwenda")
	j.at(path)
	j.do("交给申请人", fields{"送达方式", "网上下载"}, "办结")
	asked()
	j.sees("inquiry", j.text(), "办结", "准予", "食品经营许可证")
	j.picture("granted")
	j.do("评价", fields{"满意度", "1 非常满意", "评价渠道", "电脑端"}, "收到了，谢谢")
	j.picture("rated")
}

func TestANewUserAsksForABundleOnline(t *testing.T) {
	t.Parallel()
	j := begun(t)
	j.p.Visit(t, j.tn.URL+"/guide/open-shop", nil)
	j.answered()
	j.follow("网上申请")
	receipt := j.do("交申请", fields{"申请人", "某某便利店", "联系电话", "13800001234", "证件号码", "429004199001011234", "字号名称", "某某便利店", "经营场所", "青年路 8 号", "经营范围", "日用百货", "从业人数", "2"}, "申请收到了", "其中", "个体工商户设立登记", "烟草专卖零售许可")
	j.picture("receipt")
	if n := len(regexp.MustCompile(`政[0-9]{8}-[0-9]+`).FindAllString(receipt, -1)); n < 3 {
		t.Errorf("%d items on the receipt:\n%s", n, receipt)
	}
	j.as("yanguilin")
	j.sees("the board", j.at("/cases?procedure=bundle"), "开便利店、餐馆", "联办")
}

// choose puts a file into the field that is called so.
func (j *journey) choose(label, name, bytes string) {
	j.Helper()
	file := filepath.Join(j.TempDir(), name)
	if err := os.WriteFile(file, []byte(bytes), 0o600); err != nil {
		j.Fatal(err)
	}
	id := browsertest.Eval[string](j.p, `(() => { `+player+` const l = [...document.querySelectorAll('main label')].find(l => words(l) === `+quoted(label)+`); for (let d = l && l.closest('details'); d; d = d.parentElement.closest('details')) d.open = true; return l && l.control ? l.control.id : ''; })()`)
	if id == "" {
		j.Fatalf("no field %s:\n%s", label, j.text())
	}
	if err := chromedp.Do(j.p.Context(), chromedp.SetUploadFiles(chromedp.CSS(`[id="`+id+`"]`), []string{file})); err != nil {
		j.Fatal(err)
	}
}

func TestANewUserAsksOnlineOnATelephoneWithoutScript(t *testing.T) {
	t.Parallel()
	j := begun(t)
	j.p = browsertest.Start(t).Tab(t, browsertest.Options{Width: 360, Height: 780})
	j.p.Visit(t, j.tn.URL+"/guide/newborn", nil)
	j.answered()
	j.picture("guide")
	j.p.Visit(t, j.tn.URL+"/guide/food-licence/apply?q.%E8%B0%81%E6%9D%A5%E5%8A%9E=%E6%9C%AC%E4%BA%BA", nil)
	j.picture("form")
	j.do("交申请", fields{"申请人", "某某小吃店", "联系电话", "13800001234", "证件号码", "429004199001011234", "字号名称", "某某小吃店", "经营场所", "青年路 8 号", "经营范围", "餐饮服务"}, "申请收到了")
	j.picture("receipt")
}
