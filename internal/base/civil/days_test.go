package civil

import "testing"

func TestDaysAreCountedFrom1970(t *testing.T) {
	for d, want := range map[Date]int64{{1970, 1, 2}: 1, {1969, 12, 31}: -1, {2000, 2, 29}: 11016, {2026, 11, 25}: 20782, {2026, 2, 30}: 0} {
		if got := d.Days(); got != want {
			t.Errorf("%v is day %d, want %d", d, got, want)
		}
	}
	for n := int64(-40_000); n < 80_000; n++ {
		if d := OfDays(n); n != 0 && (!d.Valid() || d.Days() != n) {
			t.Fatalf("day %d is %v, which is day %d", n, d, d.Days())
		}
	}
}
