package web

import (
	"net/http"
	"regexp"
	"testing"

	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
)

// Two who both saw that nothing was set yet do not overwrite each other unseen.
func TestOfTwoWhoSetThePracticeFirstTheSecondIsToldOfTheOther(t *testing.T) {
	tn := settled(t)
	_, text, _ := tn.ask(t, "GET /practice", tn.cookies[staff.Supervisor])
	seen := regexp.MustCompile(`name="version" value="([^"]*)"`).FindAllStringSubmatch(text, -1)
	if len(seen) == 0 {
		t.Fatal("the form says nothing of what was seen")
	}
	version := seen[len(seen)-1][1]
	for i, want := range []int{http.StatusSeeOther, http.StatusConflict} {
		day := []string{"20", "25"}[i]
		code, text := tn.post(t, staff.Supervisor, "/practice", map[string]string{"report_day": day, "profile": task.Usual().Profile, "minutes": "0", "version": version})
		if code != want {
			t.Errorf("to set day %s answers %d, not %d: %s", day, code, want, text)
		}
	}
	p, _, err := tn.work.ReadPractice(t.Context(), tn.actors[staff.Supervisor])
	if err != nil || p.ReportDay != 20 {
		t.Errorf("the day is %d, %v", p.ReportDay, err)
	}
}
