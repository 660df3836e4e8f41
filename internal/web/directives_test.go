package web

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"duban/internal/base/civil"
	"duban/internal/kernel/staff"
	"duban/internal/web/frame"
)

// sent asks with a form whose fields may repeat, nil for a page; it gives where one is led to.
func (tn *town) sent(t *testing.T, role staff.Role, path string, form url.Values) (int, string, string) {
	t.Helper()
	method := http.MethodPost
	if form == nil {
		method = http.MethodGet
	}
	r, err := http.NewRequestWithContext(t.Context(), method, tn.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: frame.CookieName, Value: tn.cookies[role]})
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

func TestAnInstructionIsEnteredInOneFormAndAPastedMinuteInTwo(t *testing.T) {
	tn := settled(t)
	day := civil.Instant(time.Now().UnixMicro()).Date().String()
	unit := tn.actors[staff.Head].Unit
	code, text, to := tn.sent(t, staff.Supervisor, "/directives/new", url.Values{"act": {"give-1"}, "by": {"分管副市长"}, "on": {day}, "words": {"请抓紧处理。"}})
	if code != http.StatusUnprocessableEntity || !strings.Contains(text, "没有定由哪个单位办") || !strings.Contains(text, ">请抓紧处理。</textarea>") {
		t.Fatalf("nobody is named: %d %s", code, to)
	}
	code, text, to = tn.sent(t, staff.Supervisor, "/directives/new", url.Values{"act": {"give-2"}, "by": {"分管副市长"}, "on": {day}, "words": {"请抓紧处理。"}, "lead": {unit}})
	if code != http.StatusSeeOther || !strings.HasPrefix(to, "/directives/") {
		t.Fatalf("%d %s %s", code, to, text)
	}
	if code, text, _ := tn.sent(t, staff.Head, to, nil); code != http.StatusOK || !strings.Contains(text, "请抓紧处理。") || !strings.Contains(text, "个工作日") || strings.Contains(text, "再批…") {
		t.Errorf("the unit's page: %d", code)
	}
	code, text, _ = tn.sent(t, staff.Supervisor, "/directives/minute", url.Values{"text": {"市政府第12次常务会议纪要\n会议议定：\n（一）修订排水管理办法，6月底前印发。\n（二）加快城北泵站建设。"}})
	if code != http.StatusOK || !strings.Contains(text, `value="市政府第12次常务会议"`) || !strings.Contains(text, "修订排水管理办法") || strings.Contains(text, "take_3") {
		t.Fatalf("the minute read: %d %s", code, text)
	}
	form := url.Values{"act": {"minute-1"}, "name": {"市政府第12次常务会议"}, "on": {day}, "words": {"修订排水管理办法。", "加快城北泵站建设。", "这一条不要。"},
		"take_1": {"yes"}, "take_2": {"yes"}, "lead_1": {unit}, "due_2": {"哪天"}}
	code, text, _ = tn.sent(t, staff.Supervisor, "/directives/minute/take", form)
	if code != http.StatusUnprocessableEntity || !strings.Contains(text, "第 2 条") || !strings.Contains(text, "这一条不要。") || !strings.Contains(text, `name="take_1" value="yes" checked`) {
		t.Fatalf("a wrong row: %d %s", code, text)
	}
	form.Set("due_2", "")
	if code, text, _ = tn.sent(t, staff.Supervisor, "/directives/minute/take", form); code != http.StatusUnprocessableEntity || strings.Count(text, "没有定由哪个单位办") != 2 {
		t.Fatalf("a row without a unit: %d", code)
	}
	form.Set("lead_2", unit)
	if code, text, to = tn.sent(t, staff.Supervisor, "/directives/minute/take", form); code != http.StatusSeeOther || to != "/directives?kind=meeting" {
		t.Fatalf("%d %s %s", code, to, text)
	}
	if _, text, _ = tn.sent(t, staff.Supervisor, to, nil); strings.Count(text, "/directives/") < 2 || !strings.Contains(text, "加快城北泵站建设") || strings.Contains(text, "这一条不要") {
		t.Error("the list does not show what was taken")
	}
}
