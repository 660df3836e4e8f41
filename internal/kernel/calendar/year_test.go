package calendar

import (
	"strings"
	"testing"
)

// A day in the December before belongs to a year, but none before days are
// counted: a calendar with it could not be composed.
func TestAYearHoldsNoDayThatCannotBeCounted(t *testing.T) {
	const rest = "\n2000-02-04,2000-02-06,放假,春节\n2000-05-01,2000-05-03,放假,劳动节\n2000-10-01,2000-10-03,放假,国庆节"
	if _, err := ParseYear(2000, "1999-12-31,2000-01-02,放假,元旦"+rest, "通知"); err == nil || !strings.Contains(err.Error(), "第 1 行") {
		t.Errorf("a day of 1999: %v", err)
	}
	list, err := ParseYear(2000, "2000-01-01,2000-01-02,放假,元旦"+rest, "通知")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Compose("", list, 1); err != nil {
		t.Errorf("what was taken is not composed: %v", err)
	}
}
