package web

import (
	"net/http"
	"strings"
	"testing"

	"duban/internal/kernel/staff"
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
	at := strings.Index(page, `href="/cases/`)
	for strings.HasPrefix(page[at:], `href="/cases/new`) {
		at += 10 + strings.Index(page[at+10:], `href="/cases/`)
	}
	path, _, _ := strings.Cut(page[at+len(`href="`):], `"`)
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
	if code, text = tn.post(t, staff.Clerk, path+"/acts/merge", nil); code != http.StatusUnprocessableEntity || !strings.Contains(text, "要写明理由") {
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
