package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
)

// hall has the units that a shop asks, and the one that online applications go to.
func hall(t *testing.T, tn *town, codes ...string) {
	t.Helper()
	for i, code := range append([]string{"data"}, codes...) {
		err := tn.work.SetUnit(t.Context(), tn.actors[staff.SystemAdmin], desk.Call{}, staff.Unit{Code: code, Name: "云泽市" + code, Kind: "department", Rank: int64(9100 + i)})
		if f, ok := fault.As(err); err != nil && (!ok || f.Kind != fault.Conflict) { // the city may have it
			t.Fatal(err)
		}
	}
}

// foodLicence is what somebody fills in who opens a restaurant.
func foodLicence() map[string]string {
	return map[string]string{"act": "apply-1", "q.谁来办": "本人", "x.申请人": "<i>某店</i>", "x.证件号码": "429004199001011234", "x.联系电话": "13800001234",
		"x.字号名称": "某某小吃店", "x.经营场所": "青年路 8 号", "x.经营范围": "餐饮服务"}
}

func TestSomebodyAsksOnlineWithoutAnAccountAndLooksAfterIt(t *testing.T) {
	tn := settled(t)
	hall(t, tn, "market")
	_, guide, _ := tn.ask(t, "GET /guide/food-licence", "")
	if strings.Contains(guide, "/apply") || !strings.Contains(guide, "答完上面的问题，就可以在网上申请") {
		t.Error("it is offered before the situation is known, or nobody is told of it")
	}
	query := "?" + url.Values{"q.谁来办": {"本人"}}.Encode()
	if _, guide, _ = tn.ask(t, "GET /guide/food-licence"+query, ""); !strings.Contains(guide, "/guide/food-licence/apply?") {
		t.Error("the guide does not lead to the form")
	}
	_, page, _ := tn.ask(t, "GET /guide/food-licence/apply"+query, "")
	for _, want := range []string{"x.申请人", "x.证件号码", "x.经营范围", "要交到窗口的", "健康合格证明", "不用交的材料"} {
		if !strings.Contains(page, want) {
			t.Errorf("the form does not show %s", want)
		}
	}
	for _, not := range []string{"x.申请方式", "x.收件地", "x.承办单位", "x.联办编号", "x.新生儿姓名"} {
		if strings.Contains(page, not) {
			t.Errorf("the form asks %s of whoever asks himself", not)
		}
	}
	in := foodLicence()
	delete(in, "x.联系电话")
	in["x.承办单位"] = "data" // what is not asked is not taken
	code, text := tn.post(t, "", "/guide/food-licence/apply", in)
	if code != http.StatusUnprocessableEntity || !strings.Contains(text, "“联系电话”没有填") || !strings.Contains(text, `value="某某小吃店"`) {
		t.Errorf("without a telephone: %d", code)
	}
	in = foodLicence()
	in["x.经营范围"] = "餐饮服务；吸收存款"
	if code, text = tn.post(t, "", "/guide/food-licence/apply", in); code != http.StatusUnprocessableEntity || !strings.Contains(text, "禁止违规开展金融") {
		t.Errorf("what the list bars: %d", code)
	}
	code, paper := tn.post(t, "", "/guide/food-licence/apply", foodLicence())
	found, number := receiptCode.FindStringSubmatch(paper), regexp.MustCompile(`政[0-9]{8}-[0-9]{4}`).FindString(paper)
	if code != http.StatusOK || found == nil || number == "" || !strings.Contains(paper, "/inquiry?number=") || !strings.Contains(paper, "&lt;i&gt;某店") {
		t.Fatalf("the receipt: %d %v %s", code, found, number)
	}
	if strings.Contains(paper, "13800001234") || !strings.Contains(paper, "138****1234") || strings.Contains(paper, "429004199001011234") {
		t.Error("what is masked stands on the receipt in full")
	}
	if _, again := tn.post(t, "", "/guide/food-licence/apply", foodLicence()); !strings.Contains(again, number) || !strings.Contains(again, found[0]) {
		t.Error("sent twice it is another case")
	}
	other := foodLicence()
	other["x.申请人"] = "另一家"
	if code, text = tn.post(t, "", "/guide/food-licence/apply", other); code != http.StatusConflict || strings.Contains(text, found[0]) {
		t.Errorf("another form under the same id: %d", code)
	}
	_, text = tn.post(t, "", "/inquiry", map[string]string{"number": number, "code": found[1] + found[2]})
	for _, want := range []string{"材料审查", "网上提交申请", "您", "5个工作日"} {
		if !strings.Contains(text, want) {
			t.Errorf("whoever asked does not see %s", want)
		}
	}
	if code, _, _ := tn.ask(t, "GET /guide/household-move/apply", ""); code != http.StatusOK {
		t.Errorf("questions first: %d", code)
	}
	if code, text, _ := tn.ask(t, "GET /guide/disability/apply", ""); code != http.StatusOK || !strings.Contains(text, "这个情形要到窗口办") {
		t.Errorf("an item that is had at the window alone: %d", code)
	}
	in = foodLicence()
	in["act"] = "apply-2"
	if code, text = tn.post(t, "", "/guide/disability/apply", in); code != http.StatusUnprocessableEntity || !strings.Contains(text, "不能在网上申请") {
		t.Errorf("an item that is had at the window alone is taken: %d", code)
	}
}

func TestABundleIsAskedForOnlineWithOneForm(t *testing.T) {
	tn := settled(t)
	hall(t, tn, "market", "tobacco")
	in := foodLicence()
	for k, v := range map[string]string{"q.经营场所来源": "自有", "q.食品经营方式": "散装食品或现场制售", "q.售卖烟草": "卖", "q.面积": "不超过", "x.从业人数": "3"} {
		in[k] = v
	}
	query := url.Values{}
	for k, v := range in {
		if strings.HasPrefix(k, "q.") {
			query.Set(k, v)
		}
	}
	_, page, _ := tn.ask(t, "GET /guide/open-shop/apply?"+query.Encode(), "")
	if strings.Count(page, `name="x.字号名称"`) != 1 || !strings.Contains(page, "第 2 步") {
		t.Error("a fact is not asked once, or the items are not shown")
	}
	code, paper := tn.post(t, "", "/guide/open-shop/apply", in)
	if code != http.StatusOK || len(regexp.MustCompile(`政[0-9]{8}-[0-9]{4}`).FindAllString(paper, -1)) != 3 || !strings.Contains(paper, "联20") {
		t.Fatalf("the receipt of the bundle: %d", code)
	}
	_, list, _ := tn.ask(t, "GET /cases?procedure=bundle&which=open", tn.cookies[staff.Supervisor])
	if !strings.Contains(list, "开便利店、餐馆") {
		t.Error("nobody inside sees the bundle")
	}
}

func TestAFloodOfApplicationsIsHeldBack(t *testing.T) {
	tn := settled(t)
	hall(t, tn, "market")
	last, text := 0, ""
	for range 31 {
		last, text = tn.post(t, "", "/guide/food-licence/apply", map[string]string{"q.谁来办": "本人"})
	}
	if last != http.StatusServiceUnavailable || !strings.Contains(text, "交得太快了") {
		t.Errorf("the thirty-first in a row: %d", last)
	}
}
