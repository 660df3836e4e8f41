package web

import (
	"net/http"
	"strings"
	"testing"

	"duban/internal/kernel/staff"
)

func TestNobodyReadsAnothersNotices(t *testing.T) {
	tn := settled(t)
	// what the tasks of the town told the clerk is read first
	if code, text := tn.post(t, staff.Clerk, "/notices/read", nil); code != http.StatusSeeOther {
		t.Fatalf("the notices of tasks are marked: %d %s", code, text)
	}
	if page := read(t, tn, "/notices"); !strings.Contains(page, "没有未读的通知") || strings.Contains(page, "条未读") {
		t.Error("somebody who was told nothing sees notices")
	}
	if code, text := tn.post(t, staff.Clerk, "/notices/nothing/read", nil); code != http.StatusNotFound {
		t.Errorf("a notice that is not there: %d %s", code, text)
	}
	if code, text := tn.post(t, staff.Clerk, "/notices/read", nil); code != http.StatusConflict || !strings.Contains(text, "没有未读的通知") {
		t.Errorf("nothing is marked: %d %s", code, text)
	}
}
