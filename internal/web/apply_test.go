package web

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/web/frame"
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
	if strings.Contains(paper, "已告知补正") {
		t.Error("the receipt tells what is the office's own")
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

// oneLeaf is a PDF of one empty page.
const oneLeaf = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"

// send posts a form with files, each under the name of its field and called as it says.
func (tn *town) send(t *testing.T, session, path string, fields map[string]string, files ...[3]string) (*http.Response, string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range fields {
		if err := w.WriteField(k, v); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range files {
		p, err := w.CreateFormFile(f[0], f[1])
		if err == nil {
			_, err = io.WriteString(p, f[2])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, tn.URL+path, &b)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	if session != "" {
		r.AddCookie(&http.Cookie{Name: frame.CookieName, Value: session})
	}
	answer, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(text)
}

func TestMaterialsComeAsFilesAndGoToWhoSeesTheCaseAlone(t *testing.T) {
	tn := settled(t)
	hall(t, tn, "market")
	in := foodLicence()
	in["holder"] = "abcdefghijkmnpqrstuvwx23"
	const path = "/guide/food-licence/apply"
	plan := [3]string{"m.floor-plan", `..\图/平面"图.pdf`, oneLeaf}
	for what, f := range map[string][3]string{
		"不是能打开的 PDF、JPEG 或 PNG": {"m.floor-plan", "平面图.pdf", "<html><script>alert(1)</script>"},
		"已损坏或不完整":               {"m.floor-plan", "平面图.pdf", "%PDF-1.4\nnothing"},
		"是空的":                   {"m.floor-plan", "平面图.pdf", ""},
	} {
		if r, text := tn.send(t, "", path, in, f); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text, what) {
			t.Errorf("%s: %d", what, r.StatusCode)
		}
	}
	missing := maps.Clone(in)
	delete(missing, "x.联系电话")
	r, text := tn.send(t, "", path, missing, plan)
	kept := regexp.MustCompile(`name="m.floor-plan" value="([0-9a-f]{64}\.pdf) 平面图.pdf" checked`).FindStringSubmatch(text)
	if r.StatusCode != http.StatusUnprocessableEntity || kept == nil || !strings.Contains(text, `value="`+in["holder"]+`"`) {
		t.Fatalf("a form that has to be mended loses its file: %d", r.StatusCode)
	}
	in["m.floor-plan"] = kept[1] + " 平面图.pdf"
	stolen := maps.Clone(in)
	stolen["holder"] = "zzzzzzzzzzzzzzzzzzzzzz22"
	if r, text = tn.send(t, "", path, stolen); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text, "有一个文件还没有传上来") {
		t.Errorf("another's file: %d", r.StatusCode)
	}
	r, paper := tn.send(t, "", path, in)
	found, number := receiptCode.FindStringSubmatch(paper), regexp.MustCompile(`政[0-9]{8}-[0-9]{4}`).FindString(paper)
	if r.StatusCode != http.StatusOK || found == nil || !strings.Contains(paper, "申请表、经营场所平面图") {
		t.Fatalf("with a file: %d", r.StatusCode)
	}
	if _, again := tn.send(t, "", path, in); !strings.Contains(again, number) {
		t.Error("sent twice with a file it is another case")
	}
	_, list, _ := tn.ask(t, "GET /cases?procedure=service&which=open", tn.cookies[staff.Supervisor])
	id := regexp.MustCompile(`href="/cases/([0-9A-Za-z_-]+)">食品经营许可`).FindStringSubmatch(list)
	if id == nil {
		t.Fatal("the case is not in the list")
	}
	file := "/cases/" + id[1] + "/files/" + kept[1] + "/file"
	if _, page, _ := tn.ask(t, "GET /cases/"+id[1], tn.cookies[staff.Supervisor]); !strings.Contains(page, file) || !strings.Contains(page, "流程图：平面图.pdf") {
		t.Error("the case does not lead to its file")
	}
	code, body, head := tn.ask(t, "GET "+file, tn.cookies[staff.Supervisor])
	if code != http.StatusOK || body != oneLeaf || !strings.HasPrefix(head.Get("Content-Disposition"), "attachment;") || !strings.Contains(head.Get("Content-Security-Policy"), "sandbox") || head.Get("Content-Type") != "application/pdf" || head.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("the file: %d %v", code, head)
	}
	if code, _, _ := tn.ask(t, "GET "+file, tn.cookies[staff.Clerk]); code != http.StatusNotFound { // of a street
		t.Errorf("who does not see the case: %d", code)
	}
	if code, _, _ := tn.ask(t, "GET "+file, ""); code != http.StatusSeeOther {
		t.Errorf("nobody: %d", code)
	}
	own := map[string]string{"number": number, "code": found[1] + found[2]}
	if r, body = tn.send(t, "", "/inquiry/files/"+kept[1], own); r.StatusCode != http.StatusOK || body != oneLeaf || !strings.HasPrefix(r.Header.Get("Content-Disposition"), "attachment;") {
		t.Errorf("whoever handed it in: %d", r.StatusCode)
	}
	own["code"] = "22222222"
	if r, body = tn.send(t, "", "/inquiry/files/"+kept[1], own); r.StatusCode != http.StatusNotFound || body == oneLeaf {
		t.Errorf("with a wrong code: %d", r.StatusCode)
	}
	if r, _ = tn.send(t, "", path, in, [3]string{"m.floor-plan", "大.pdf", "%PDF-" + strings.Repeat("x", desk.MostFile)}); r.StatusCode == http.StatusOK {
		// the id of the act is spent: the same form again would have been another
		t.Error("another form under a spent id is taken")
	}
	in["act"] = "apply-9"
	if r, text = tn.send(t, "", path, in, [3]string{"m.floor-plan", "大.pdf", "%PDF-" + strings.Repeat("x", desk.MostFile)}); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text, "超过 10 MB") {
		t.Errorf("a large file: %d", r.StatusCode)
	}
	big := strings.Repeat("x", desk.MostFiles/3)
	if r, _ = tn.send(t, "", path, in, [3]string{"m.floor-plan", "a.pdf", big}, [3]string{"m.floor-plan", "b.pdf", big}, [3]string{"m.floor-plan", "c.pdf", big}, [3]string{"m.floor-plan", "d.pdf", big}); r.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("large files together: %d", r.StatusCode)
	}
}

func TestAFormOfTooManyFilesIsRefusedAndNoneIsKept(t *testing.T) {
	tn := settled(t)
	hall(t, tn, "market")
	in := foodLicence()
	in["holder"] = "abcdefghijkmnpqrstuvwx23"
	var many [][3]string
	for i := range 31 {
		many = append(many, [3]string{"m.floor-plan", fmt.Sprintf("%d.pdf", i), fmt.Sprintf("%s%% %d", oneLeaf, i)})
	}
	r, text := tn.send(t, "", "/guide/food-licence/apply", in, many...)
	if r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text, "一次选了 31 个文件，最多 30 个") || !strings.Contains(text, `value="某某小吃店"`) || strings.Contains(text, `name="m.floor-plan" value="`) {
		t.Errorf("thirty-one files: %d", r.StatusCode)
	}
}

func TestABadFileOfAnApplicationStopsNoGoodOne(t *testing.T) {
	tn := settled(t)
	hall(t, tn, "market")
	in := foodLicence()
	in["holder"] = "abcdefghijkmnpqrstuvwx24"
	r, text := tn.send(t, "", "/guide/food-licence/apply", in,
		[3]string{"m.floor-plan", "一.pdf", oneLeaf + "% 1"}, [3]string{"m.floor-plan", "坏.pdf", "%PDF-1.4\nnothing"}, [3]string{"m.floor-plan", "空.pdf", ""}, [3]string{"m.floor-plan", "二.pdf", oneLeaf + "% 2"})
	if r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text, "“空.pdf”是空的") || !strings.Contains(text, "已损坏或不完整") {
		t.Errorf("two bad files: %d", r.StatusCode)
	}
	if kept := regexp.MustCompile(`name="m.floor-plan" value="[0-9a-f]{64}\.pdf [一二].pdf" checked`).FindAllString(text, -1); len(kept) != 2 {
		t.Errorf("%d of two good files stayed", len(kept))
	}
}

func TestAnAddressHandsInSoManyFilesADayAndNoMore(t *testing.T) {
	before := outside
	t.Cleanup(func() { outside = before })
	outside.Most = 1
	tn := settled(t)
	hall(t, tn, "market")
	in := foodLicence()
	in["holder"] = "abcdefghijkmnpqrstuvwx25"
	r, text := tn.send(t, "", "/guide/food-licence/apply", in, [3]string{"m.floor-plan", "一.pdf", oneLeaf}, [3]string{"m.floor-plan", "二.pdf", oneLeaf})
	if !strings.Contains(text, " 一.pdf\" checked") {
		t.Error("the first is not taken")
	}
	if r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text, "从您这里今天交来的文件太多") {
		t.Errorf("one more: %d", r.StatusCode)
	}
}
