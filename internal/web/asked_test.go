package web

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"duban/internal/desk"
	"duban/internal/kernel/staff"
)

// TestAnIdOfAnActDoesNotAnswerForAnotherForm sends a form twice, then another
// one with the same id: the work of the second must not be lost without a word.
func TestAnIdOfAnActDoesNotAnswerForAnotherForm(t *testing.T) {
	tn := settled(t)
	unit := map[string]string{"act": "reuse1", "code": "once-1", "name": "云泽市某局", "kind": "department", "parent": tn.actors[staff.SystemAdmin].Unit}
	for range 2 {
		if status, text := tn.post(t, staff.SystemAdmin, "/units", unit); status >= 400 {
			t.Fatalf("%d %.300s", status, text)
		}
	}
	unit["code"] = "once-2"
	if status, text := tn.post(t, staff.SystemAdmin, "/units", unit); status != http.StatusConflict || !strings.Contains(text, "已经用在别的事上") {
		t.Errorf("another form under the same id: %d %.300s", status, text)
	}
	report := map[string]string{"act": "reuse2", "declared": "yes"}
	send := func(words string) string {
		_, text := tn.hand(t, staff.Supervisor, "/reports", "application/json", report, map[string]string{"报告.txt": words})
		return text
	}
	if first, again := send("第一份。"), send("第一份。"); !strings.Contains(again, "收下了") || first != again {
		t.Errorf("a retry: %.200s; first %.200s", again, first)
	}
	if text := send("另一份。"); !strings.Contains(text, "已经用在别的事上") {
		t.Errorf("other bytes under the same id: %.300s", text)
	}
}

// TestFilesOfAFormAreGoneAfterTheRequest hands in what is too large for memory.
func TestFilesOfAFormAreGoneAfterTheRequest(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	tn := settled(t)
	left := func(when string) {
		t.Helper()
		all, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range all {
			if strings.HasPrefix(f.Name(), "multipart-") {
				t.Errorf("%s: %s stays", when, f.Name())
			}
		}
	}
	big := strings.Repeat("x", desk.MostRoster-1)
	if status, text := tn.hand(t, staff.SystemAdmin, "/units/import", "text/html", nil, map[string]string{"a.xlsx": big, "b.xlsx": big}); status >= 500 {
		t.Errorf("%d %.300s", status, text)
	}
	left("a roster")
	// a page that takes no files does not write down a large one first
	if status, _ := tn.hand(t, staff.SystemAdmin, "/units", "text/html", map[string]string{"code": "a"}, map[string]string{"a": strings.Repeat(big, 10)}); status < 400 || status >= 500 {
		t.Errorf("a file for a form without files: %d", status)
	}
	left("a form without files")
}
