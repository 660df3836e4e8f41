package projects

import (
	"testing"

	"duban/internal/base/quantity"
)

func TestMoneyHasTwoPlacesInTablesAndIsInHundredMillionsInSentences(t *testing.T) {
	for s, want := range map[string][2]string{"106657": {"106,657.00", "10.67"}, "1234567.5": {"1,234,567.50", "123.46"}, "-0.25": {"-0.25", "0"}, "999": {"999.00", "0.1"}} {
		if d := quantity.Must(s); wan(d) != want[0] || yi(d) != want[1] {
			t.Errorf("%s is %s and %s", s, wan(d), yi(d))
		}
	}
}
