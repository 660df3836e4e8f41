package web

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"duban/internal/kernel/staff"
	"duban/internal/web/frame"
)

func TestACaseIsReportedAndActedOnThroughItsPages(t *testing.T) {
	tn := settled(t)
	code, text := tn.post(t, staff.Clerk, "/cases/new/whistle", map[string]string{"x.事由": "井盖不见", "x.类别": "别的"})
	if code != http.StatusUnprocessableEntity || !strings.Contains(text, "“位置”没有填") || !strings.Contains(text, "不在可选的里面") || !strings.Contains(text, `value="井盖不见"`) {
		t.Errorf("a form half filled in answered %d: %s", code, text)
	}
	code, text = tn.post(t, staff.Clerk, "/cases/new/whistle", map[string]string{"x.事由": "<b>井盖</b>不见", "x.类别": "井盖缺失", "x.位置": "青年路 18 号", "x.急缓": "日常", "x.街道能办": "办得了", "x.联系电话": "13800000000"})
	if code != http.StatusSeeOther {
		t.Fatalf("reporting answered %d: %s", code, text)
	}
	page := read(t, tn, "/cases")
	path := regexp.MustCompile(`href="(/cases/[^/"]+)"`).FindStringSubmatch(page)[1]
	shown := read(t, tn, path)
	for _, want := range []string{"&lt;b&gt;井盖&lt;/b&gt;不见", "街道核实", "138****0000", "街道自办", "1个工作日"} {
		if !strings.Contains(shown, want) {
			t.Errorf("the case does not show %s", want)
		}
	}
	if strings.Contains(shown, "<b>井盖") || strings.Contains(shown, "13800000000") {
		t.Error("markup or a masked number stands in the page")
	}
	if code, text = tn.post(t, staff.Clerk, path+"/acts/call", map[string]string{"x.应哨单位": "nobody"}); code != http.StatusForbidden {
		t.Errorf("a clerk calls: %d: %s", code, text)
	}
	if code, text = tn.post(t, staff.Clerk, path+"/acts/merge", map[string]string{"x.并入编号": "哨20210101-0001"}); code != http.StatusUnprocessableEntity || !strings.Contains(text, "要写明理由") {
		t.Errorf("without a reason: %d: %s", code, text)
	}
	if code, text = tn.post(t, staff.Clerk, path+"/acts/take-over", nil); code != http.StatusSeeOther {
		t.Errorf("taking over: %d: %s", code, text)
	}
	if shown = read(t, tn, path); !strings.Contains(shown, "自办办结") {
		t.Error("what can be done next is not offered")
	}
}

func read(t *testing.T, tn *town, path string) string {
	t.Helper()
	code, text, _ := tn.ask(t, "GET "+path, tn.cookies[staff.Clerk])
	if code != http.StatusOK {
		t.Fatalf("%s answered %d", path, code)
	}
	return text
}

func TestPhotographsAreHandedInWithTheFormAndShown(t *testing.T) {
	tn := settled(t)
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 500, 300))); err != nil {
		t.Fatal(err)
	}
	send := func(path string, fields map[string]string, files map[string]string) (int, string, string) {
		t.Helper()
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		for k, v := range fields {
			w.WriteField(k, v)
		}
		for name, content := range files {
			p, err := w.CreateFormFile("x.照片", name)
			if err != nil {
				t.Fatal(err)
			}
			io.WriteString(p, content)
		}
		w.Close()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, tn.URL+path, &body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", w.FormDataContentType())
		r.AddCookie(&http.Cookie{Name: frame.CookieName, Value: tn.cookies[staff.Clerk]})
		a, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Body.Close()
		text, err := io.ReadAll(a.Body)
		if err != nil {
			t.Fatal(err)
		}
		return a.StatusCode, string(text), a.Header.Get("Location")
	}
	whole := map[string]string{"x.事由": "井盖不见", "x.类别": "井盖缺失", "x.位置": "青年路 18 号", "x.急缓": "日常", "x.街道能办": "办得了"}
	if code, text, _ := send("/cases/new/whistle", whole, map[string]string{"a.heic": "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"}); code != http.StatusUnprocessableEntity || !strings.Contains(text, "HEIC") {
		t.Errorf("HEIC answered %d", code)
	}
	code, text, _ := send("/cases/new/whistle", map[string]string{"x.事由": "井盖不见"}, map[string]string{"a.png": b.String()})
	kept := regexp.MustCompile(`name="x.照片" value="([0-9a-f]{64}\.png)" checked`).FindStringSubmatch(text)
	if code != http.StatusUnprocessableEntity || kept == nil {
		t.Fatalf("a form half filled in loses its photograph: %d: %s", code, text)
	}
	if code, _, head := tn.ask(t, "GET /photos/"+kept[1]+"/file?small=1", tn.cookies[staff.Clerk]); code != http.StatusOK || head.Get("Content-Type") != "image/jpeg" {
		t.Errorf("it is shown with %d as %s", code, head.Get("Content-Type"))
	}
	whole["x.照片"] = kept[1]
	code, text, path := send("/cases/new/whistle", whole, nil)
	if code != http.StatusSeeOther {
		t.Fatalf("reporting answered %d: %s", code, text)
	}
	src := path + "/photos/" + kept[1] + "/file"
	if page := read(t, tn, path); !strings.Contains(page, `src="`+src+`?small=1"`) {
		t.Error("the case does not show it")
	}
	for role, want := range map[staff.Role]int{staff.Clerk: 200, staff.Supervisor: 200, staff.SystemAdmin: 403} {
		if code, _, _ := tn.ask(t, "GET "+src, tn.cookies[role]); code != want {
			t.Errorf("%s gets it with %d", role, code)
		}
	}
}

// TestWhatIsAskedForWithItsReasonIsOpenedThroughItsForm: an act that opens a case
// may ask why, and what was written stays where the form is refused.
func TestWhatIsAskedForWithItsReasonIsOpenedThroughItsForm(t *testing.T) {
	tn := settled(t)
	form := map[string]string{"x.任务": tn.paths["task-verified"], "x.延至": "2099-03-31", "x.延期事由": "政策调整"}
	code, text := tn.post(t, staff.Head, "/cases/new/extension", form)
	if code != http.StatusUnprocessableEntity || !strings.Contains(text, "要写明理由") || !strings.Contains(text, `href="#f-reason"`) || !strings.Contains(text, `id="f-reason"`) {
		t.Errorf("without a reason: %d", code)
	}
	form["reason"] = "上级的<办法>还没有印发"
	form["x.延期事由"] = "别的"
	if code, text = tn.post(t, staff.Head, "/cases/new/extension", form); code != http.StatusUnprocessableEntity || !strings.Contains(text, "上级的&lt;办法&gt;还没有印发</textarea>") {
		t.Errorf("the reason was lost with a wrong form: %d", code)
	}
	form["x.延期事由"] = "政策调整"
	if code, text = tn.post(t, staff.Head, "/cases/new/extension", form); code != http.StatusSeeOther {
		t.Fatalf("with its reason: %d %s", code, text)
	}
	if code, text = tn.post(t, staff.Head, "/cases/new/extension", form); code != http.StatusUnprocessableEntity || !strings.Contains(text, "还有一件没有办完") || !strings.Contains(text, "上级的&lt;办法&gt;还没有印发</textarea>") {
		t.Errorf("a second one about the task: %d", code)
	}
}
