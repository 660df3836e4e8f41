package credential

import (
	"strings"
	"testing"
	"time"
)

func TestFailuresLockForLongerAndLonger(t *testing.T) {
	last := time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)
	for _, row := range []struct {
		failures int
		after    time.Duration
		locked   time.Duration // counted from the last failure; 0 is open
		left     int
	}{
		{0, 0, 0, 4}, {1, 0, 0, 3}, {4, 0, 0, 0},
		{5, 0, 15 * time.Minute, 0}, {5, 15*time.Minute - 1, 15 * time.Minute, 0}, {5, 15 * time.Minute, 0, 0},
		{6, 0, 30 * time.Minute, 0}, {7, 0, time.Hour, 0}, {11, 0, 16 * time.Hour, 0}, {12, 0, 24 * time.Hour, 0},
		{1 << 40, 0, 24 * time.Hour, 0}, {1 << 40, 24*time.Hour - 1, 24 * time.Hour, 0}, {12, 24 * time.Hour, 0, 4},
		{4, 24*time.Hour - 1, 0, 0}, {4, 24 * time.Hour, 0, 4},
		{5, -time.Hour, 15 * time.Minute, 0}, // the clock was set back
	} {
		s := LoginLockout.State(row.failures, last, last.Add(row.after))
		want := time.Time{}
		if row.locked > 0 {
			want = last.Add(row.locked)
		}
		if !s.Until.Equal(want) || s.Locked() != (row.locked > 0) || s.Left != row.left {
			t.Errorf("%d failures, %s later: %+v", row.failures, row.after, s)
		}
	}
	if s := (Lockout{}).State(1000, last, last); s.Locked() {
		t.Error("locked without a limit")
	}
	if s := (Lockout{Failures: 1, First: time.Hour}).State(9, last, last); !s.Until.Equal(last.Add(time.Hour)) {
		t.Errorf("without growth: %+v", s)
	}
}

func TestALockSaysHowLongItLasts(t *testing.T) {
	now := time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)
	for rest, want := range map[time.Duration]string{time.Second: "还剩 1 分钟。", 12 * time.Minute: "还剩 12 分钟。", 119 * time.Minute: "还剩 119 分钟。", 23*time.Hour + 1: "还剩 24 小时。"} {
		f := LockState{Failures: 5, Until: now.Add(rest)}.Refuse("账号 wangke ", now)
		if !strings.HasSuffix(f.Sentence, want) || !strings.HasPrefix(f.Sentence, "账号 wangke 连续 5 次登录失败") {
			t.Errorf("%s", f.Sentence)
		}
	}
}
