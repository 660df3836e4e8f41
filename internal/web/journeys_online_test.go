package web

import (
	"regexp"
	"testing"

	"duban/internal/web/browsertest"
)

func TestANewUserAsksOnline(t *testing.T) {
	j := begun(t)
	j.p.Visit(t, j.tn.URL+"/guide?words=spjyxk", nil)
	j.follow("食品经营许可")
	j.answered()
	j.picture("guide")
	j.follow("网上申请")
	j.picture("blank")
	j.do("交申请", fields{"申请人", "某某小吃店", "联系电话", "13800001234", "证件号码", "429004199001011234", "字号名称", "某某小吃店", "经营场所", "青年路 8 号", "经营范围", "餐饮服务；吸收存款"}, "禁止违规开展金融")
	j.picture("wrong")
	receipt := j.do("交申请", fields{"经营范围", "餐饮服务"}, "申请收到了", "138****1234", "市数据局")
	j.picture("receipt")
	code := regexp.MustCompile(`([0-9A-Z]{4}) ([0-9A-Z]{4})`).FindStringSubmatch(receipt)
	number := regexp.MustCompile(`政[0-9]{8}-[0-9]+`).FindString(receipt)
	if code == nil || number == "" {
		t.Fatalf("no number and code on the receipt:\n%s", receipt)
	}
	j.as("chuwenda")
	j.sees("notices", j.at("/notices"), "食品经营许可", number)
	j.p.Visit(t, j.tn.URL+"/inquiry", nil)
	j.do("查", fields{"办件编号", number, "查询码", code[1] + code[2]}, "材料审查", "网上提交申请")
	j.picture("inquiry")
}

func TestANewUserAsksOnlineOnATelephoneWithoutScript(t *testing.T) {
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
