package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"duban/internal/kernel/staff"
)

func TestADocumentIsIssuedTakenAndVoidedThroughItsPages(t *testing.T) {
	tn := settled(t)
	look := func(path string) string {
		t.Helper()
		code, text, _ := tn.ask(t, "GET "+path, tn.cookies[staff.Head])
		if code != http.StatusOK {
			t.Fatalf("%s answered %d", path, code)
		}
		return text
	}
	code, text := tn.post(t, staff.Head, "/cases/new/whistle", map[string]string{"x.事由": "井盖不见", "x.类别": "井盖缺失", "x.位置": "青年路 18 号", "x.急缓": "日常", "x.街道能办": "办不了"})
	if code != http.StatusSeeOther {
		t.Fatalf("reporting answered %d: %s", code, text)
	}
	page := look("/cases")
	path := regexp.MustCompile(`href="(/cases/[^/"]+)"`).FindStringSubmatch(page)[1]
	if strings.Contains(look(path), `id="documents"`) {
		t.Error("a case without documents shows them")
	}
	code, text = tn.post(t, staff.Head, path+"/acts/call", map[string]string{"x.应哨单位": tn.actors[staff.Head].Unit})
	if code != http.StatusSeeOther {
		t.Fatalf("calling answered %d: %s", code, text)
	}
	shown := look(path)
	for _, want := range []string{"吹哨单", "吹哨〔", "〕1号", "看 PDF", "取 Word 文件"} {
		if !strings.Contains(shown, want) {
			t.Errorf("the case does not show %s", want)
		}
	}
	for as, begins := range map[string]string{"pdf": "%PDF-1.7", "docx": "PK\x03\x04"} {
		code, text, header := tn.ask(t, "GET "+path+"/documents/call-slip-2/file?as="+as, tn.cookies[staff.Head])
		if code != http.StatusOK || !strings.HasPrefix(text, begins) || !strings.Contains(header.Get("Content-Disposition"), "."+as) {
			t.Errorf("%s answered %d, %s", as, code, header.Get("Content-Disposition"))
		}
	}
	if code, _, _ := tn.ask(t, "GET "+path+"/documents/call-slip-2/file?as=exe", tn.cookies[staff.Head]); code != http.StatusUnprocessableEntity && code != http.StatusBadRequest {
		t.Errorf("another kind of file answered %d", code)
	}
	if code, text = tn.post(t, staff.Head, path+"/documents/call-slip-2/void", map[string]string{"reason": " "}); code != http.StatusUnprocessableEntity || !strings.Contains(text, "作废要写明理由") {
		t.Errorf("voiding without a reason answered %d", code)
	}
	if code, _ = tn.post(t, staff.Clerk, path+"/documents/call-slip-2/void", map[string]string{"reason": "错字"}); code != http.StatusForbidden {
		t.Errorf("a clerk voids: %d", code)
	}
	if code, text = tn.post(t, staff.Head, path+"/documents/call-slip-2/void", map[string]string{"reason": "错字", "again": "yes"}); code != http.StatusSeeOther {
		t.Errorf("voiding answered %d: %s", code, text)
	}
	book := look("/documents")
	for _, want := range []string{"〕1号", "〕2号", "作废", "错字"} {
		if !strings.Contains(book, want) {
			t.Errorf("the register does not show %s", want)
		}
	}
}
