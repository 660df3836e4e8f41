package scorecard_test

import (
	"math/big"
	"testing"

	"duban/internal/kernel/scorecard"
)

func TestOneRounding(t *testing.T) {
	for _, c := range []struct {
		a, b   int64
		digits int
		up     string
		even   string
		down   string
	}{
		{1, 3, 2, "0.33", "0.33", "0.33"}, {2, 3, 2, "0.67", "0.67", "0.66"}, {1, 8, 2, "0.13", "0.12", "0.12"}, {3, 8, 2, "0.38", "0.38", "0.37"},
		{5, 2, 0, "3", "2", "2"}, {7, 2, 0, "4", "4", "3"}, {-5, 2, 0, "-3", "-2", "-2"}, {-7, 2, 0, "-4", "-4", "-3"}, {60, 1, 2, "60.00", "60.00", "60.00"},
		{516, 10, 2, "51.60", "51.60", "51.60"}, {999999, 1000, 2, "1000.00", "1000.00", "999.99"},
	} {
		for mode, want := range map[string]string{scorecard.HalfUp: c.up, scorecard.HalfEven: c.even, scorecard.Down: c.down} {
			r := scorecard.Rounding{Digits: c.digits, Mode: mode}
			if got := r.Write(r.Round(big.NewRat(c.a, c.b))); got != want {
				t.Errorf("%d/%d %s: %s, not %s", c.a, c.b, r, got, want)
			}
		}
	}
}
