package api

import (
	"time"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
)

// moment is an instant as JSON has it, nil for none.
func moment(at int64) *time.Time {
	if at == 0 {
		return nil
	}
	t := time.UnixMicro(at).UTC()
	return &t
}

// dated is a civil day as JSON has it, "" for none.
func dated(days int64) string {
	if days == 0 {
		return ""
	}
	return civil.OfDays(days).String()
}

// day reads a civil day, 0 for none.
func day(field, s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fault.New(fault.Invalid, "“"+s+"”不是日期。", "例：2026-01-05。").At(field).Because(err)
	}
	return t.Unix() / 86400, nil
}
