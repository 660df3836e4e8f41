package civil_test

import (
	"testing"

	"duban/internal/base/civil"
)

func TestAMonthIsReadWrittenAndCounted(t *testing.T) {
	m, err := civil.ParseMonth("2021-12")
	if err != nil || m.String() != "2021-12" || m.Plus(1).String() != "2022-01" || m.Plus(-12).String() != "2020-12" || civil.MonthNumbered(m.Number()) != m {
		t.Fatal(m, err)
	}
	if m.First() != (civil.Date{Year: 2021, Month: 12, Day: 1}) || m.Last() != (civil.Date{Year: 2021, Month: 12, Day: 31}) || !m.Before(m.Plus(1)) || m.Before(m) {
		t.Fatal(m.First(), m.Last())
	}
	for _, wrong := range []string{"", "2021", "2021-13", "2021-1", "2021/01", "2021-00", "二〇二一"} {
		if got, err := civil.ParseMonth(wrong); err == nil {
			t.Errorf("%q was read as %v", wrong, got)
		}
	}
}
