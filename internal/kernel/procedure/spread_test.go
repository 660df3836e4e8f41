package procedure_test

import (
	"fmt"
	"testing"

	"duban/internal/kernel/procedure"
)

func TestASpreadIsWhatItsValuesSay(t *testing.T) {
	for _, x := range []struct {
		values []int
		want   string // mean, median, a quarter, three quarters, nine tenths, all
	}{
		{nil, "0 0 0 0 0 0"},
		{[]int{3}, "3 3 3 3 3 3"},
		{[]int{1, 2}, "1.5 1.5 1 2 2 2"},
		{[]int{5, 1, 3}, "3 3 1 5 5 5"},
		{[]int{0, 0, 0, 10}, "2.5 0 0 0 10 10"},
		{[]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, "5.5 5.5 3 8 9 10"},
		{[]int{1, 1, 2}, "1.3 1 1 2 2 2"},
	} {
		var s procedure.Spread
		for _, v := range x.values {
			s.Add(v)
		}
		if got := fmt.Sprint(s.Mean(), s.Median(), s.Within(25), s.Within(75), s.Within(90), s.Most()); got != x.want {
			t.Errorf("of %v: %s, want %s", x.values, got, x.want)
		}
	}
}
