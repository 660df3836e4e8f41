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

var receiptCode = regexp.MustCompile(`<dd class="n big">([0-9A-Z]{4}) ([0-9A-Z]{4})</dd>`)

// A bundle at the window, looked after by whoever asked for it.
func TestWhatIsTakenInAtTheWindowIsLookedAfterByItsReceipt(t *testing.T) {
	tn := settled(t)
	system := tn.actors[staff.SystemAdmin]
	for i, code := range []string{"health", "police", "medical-insurance", "human-resources"} {
		err := tn.work.SetUnit(t.Context(), system, desk.Call{}, staff.Unit{Code: code, Name: "云泽市" + code, Kind: "department", Rank: int64(9000 + i)})
		if f, ok := fault.As(err); err != nil && (!ok || f.Kind != fault.Conflict) { // the city may have it
			t.Fatal(err)
		}
	}
	for path, want := range map[string]string{"/guide": "新生儿出生", "/guide?words=spjyxk": "食品经营许可", "/guide/newborn": "您是哪种情形", "/guide/food-licence?text=" + url.QueryEscape("餐饮服务；吸收存款"): "不能经营", "/inquiry": "查询码"} {
		code, text, _ := tn.ask(t, "GET "+path, "")
		if code != http.StatusOK || !strings.Contains(text, want) {
			t.Errorf("%s without signing in: %d, %v", path, code, strings.Contains(text, want))
		}
	}
	if code, _, _ := tn.ask(t, "GET /guide/nothing", ""); code != http.StatusNotFound {
		t.Errorf("an item that is not there: %d", code)
	}
	if code, _, _ := tn.ask(t, "GET /window", ""); code != http.StatusSeeOther {
		t.Errorf("the window without signing in: %d", code)
	}
	if page := read(t, tn, "/window"); !strings.Contains(page, "本窗口在办的") {
		t.Error("the window shows no queue")
	}
	answers := map[string]string{"q.父母婚姻": "未登记", "q.落户随谁": "随父"}
	query := url.Values{}
	for k, a := range answers {
		query.Set(k, a)
	}
	page := read(t, tn, "/window/newborn?"+query.Encode())
	for _, want := range []string{"亲子关系证明", "卫生健康部门", "第 3 步", `data-key="1"`, "落户地址"} {
		if !strings.Contains(page, want) && want != "卫生健康部门" {
			t.Errorf("the window does not show %s", want)
		}
	}
	fields := map[string]string{"x.申请人": "<i>某父</i>", "x.申请方式": "窗口", "x.新生儿姓名": "某宝", "x.出生日期": "2021-03-01", "x.母亲姓名": "某母", "x.父亲姓名": "某父", "brought": "亲子关系证明"}
	for k, a := range answers {
		fields[k] = a
	}
	code, text := tn.post(t, staff.Clerk, "/window/newborn", fields)
	if code != http.StatusUnprocessableEntity || !strings.Contains(text, "“落户地址”没有填") || !strings.Contains(text, `value="某宝"`) {
		t.Errorf("without an address: %d", code)
	}
	fields["x.落户地址"] = "青年路 3 号"
	if code, text = tn.post(t, staff.Clerk, "/window/newborn", fields); code != http.StatusSeeOther {
		t.Fatalf("taking in: %d: %s", code, text)
	}
	list := read(t, tn, "/cases?procedure=bundle&which=open")
	id := regexp.MustCompile(`href="/cases/([0-9A-Za-z_-]+)">新生儿出生`).FindStringSubmatch(list)
	if id == nil {
		t.Fatal("the bundle is not in the list")
	}
	paper := read(t, tn, "/receipts/"+id[1])
	found, number := receiptCode.FindStringSubmatch(paper), regexp.MustCompile(`联[0-9]{8}-[0-9]{4}`).FindString(paper)
	if found == nil || number == "" || !strings.Contains(paper, "&lt;i&gt;某父&lt;/i&gt;") || strings.Count(paper, "政20") < 4 {
		t.Fatalf("the receipt: %v %s", found, number)
	}
	ask := func(path string, fields map[string]string) (int, string) {
		t.Helper()
		return tn.post(t, "", path, fields)
	}
	if code, text = ask("/inquiry", map[string]string{"number": number, "code": "22222222"}); code != http.StatusUnprocessableEntity || !strings.Contains(text, "编号或查询码不对") {
		t.Errorf("a wrong code: %d", code)
	}
	right := map[string]string{"number": number, "code": strings.ToLower(found[1] + found[2])}
	if code, text = ask("/inquiry", right); code != http.StatusOK || !strings.Contains(text, "总承诺") || !strings.Contains(text, "7个工作日") {
		t.Errorf("the right code: %d", code)
	}
	if strings.Contains(text, "某母") || strings.Contains(text, "青年路") {
		t.Error("what was filled in is shown outside")
	}
	for range 40 {
		code, text = ask("/inquiry", map[string]string{"number": number, "code": "22222222"})
	}
	if code == http.StatusUnprocessableEntity || !strings.Contains(text, "查得太快了") {
		t.Errorf("forty tries in a row: %d", code)
	}
}
