package credential

import (
	"fmt"
	"time"

	"duban/internal/base/fault"
)

// Lockout (登录失败处理) says how long failures shut the door: data of the city.
// The same reckoning serves a login and an address, each with its own figures.
// A login that does not exist is counted too, or the lock would tell.
type Lockout struct {
	Failures int           // so many in a row lock
	First    time.Duration // how long the first lock lasts; each further failure doubles it
	Most     time.Duration // up to this
	Forget   time.Duration // after it without a failure the count begins anew
}

// The figures that hold unless the city's data say otherwise. An address may
// stand for a whole building, hence the wider limit.
var (
	LoginLockout   = Lockout{Failures: 5, First: 15 * time.Minute, Most: 24 * time.Hour, Forget: 24 * time.Hour}
	AddressLockout = Lockout{Failures: 50, First: 15 * time.Minute, Most: 4 * time.Hour, Forget: 4 * time.Hour}
)

// LockState is what failures come to now.
type LockState struct {
	Failures int       // that still count
	Until    time.Time // locked until then; zero when not locked
	Left     int       // failures that may still happen before it locks; 0 when the next one does or it is locked
}

// Locked says whether no attempt may be made.
func (s LockState) Locked() bool { return !s.Until.IsZero() }

// State reckons from the failures since the last success and the last of them.
// An attempt while locked must not be compared nor counted; failures that were
// under way together may pass the limit, and then lock for longer.
func (l Lockout) State(failures int, last, now time.Time) LockState {
	if l.Failures < 1 || failures < 0 {
		return LockState{}
	}
	if failures > 0 && !now.Before(last.Add(max(l.Forget, l.First))) && !now.Before(l.until(failures, last)) {
		failures = 0
	}
	s := LockState{Failures: failures, Left: max(0, l.Failures-1-failures)}
	if until := l.until(failures, last); now.Before(until) {
		s.Until = until
	}
	return s
}

func (l Lockout) until(failures int, last time.Time) time.Time {
	if failures < l.Failures {
		return time.Time{}
	}
	d := l.First
	for range failures - l.Failures {
		if d >= l.Most/2 {
			d = max(l.Most, l.First)
			break
		}
		d *= 2
	}
	return last.Add(d)
}

// Refuse is the fault while locked. who is a login or an address as the person
// knows it: “账号 wangke”, “这个地址”.
func (s LockState) Refuse(who string, now time.Time) *fault.Fault {
	minutes := int((s.Until.Sub(now) + time.Minute - 1) / time.Minute)
	wait := fmt.Sprintf("%d 分钟", minutes)
	if minutes >= 120 {
		wait = fmt.Sprintf("%d 小时", (minutes+59)/60)
	}
	return fault.New(fault.Forbidden, fmt.Sprintf("%s连续 %d 次登录失败，已锁定，还剩 %s。", who, s.Failures, wait),
		"到时再试，或请管理员解锁。")
}
