package web

import (
	"net/http"
	"strings"
	"testing"

	"duban/internal/kernel/staff"
)

func TestAReportThatIsSentAgainIsNotAskedWhetherItIsItself(t *testing.T) {
	tn := settled(t)
	report := map[string]string{"act": "01JDPHONEAGAIN", "x.事由": "路灯不亮", "x.类别": "路灯不亮", "x.位置": "青年路 18 号", "x.坐标": "114.3,30.6", "x.急缓": "日常", "x.街道能办": "办不了"}
	for n := range 2 {
		if code, text := tn.post(t, staff.Clerk, "/cases/phone/whistle", report); code != http.StatusSeeOther {
			t.Fatalf("sent %d times: %d %s", n+1, code, text)
		}
	}
	if list := tn.reported(t, "路灯不亮"); len(list) != 1 {
		t.Errorf("sent twice it is %d cases", len(list))
	}
	report["act"] = "01JDPHONEOTHER"
	if code, text := tn.post(t, staff.Clerk, "/cases/phone/whistle", report); code != http.StatusOK || !strings.Contains(text, "附近已有类似事项") {
		t.Errorf("another report of the same: %d", code)
	}
}

func TestWhatTheCalendarRefusesIsSaid(t *testing.T) {
	tn := settled(t)
	code, text := tn.post(t, staff.SystemAdmin, "/calendar/days/nobodys/lift", map[string]string{"reason": "写错了"})
	if code < 400 || !strings.Contains(text, "<h1") {
		t.Errorf("days that are not there: %d, %d bytes", code, len(text))
	}
}
