package cite

import "testing"

func TestASpanHoldsItsStartAndNotItsEnd(t *testing.T) {
	s := Span{3, 7}
	for n, want := range map[int]bool{2: false, 3: true, 6: true, 7: false} {
		if s.At(n) != want {
			t.Errorf("%d in %v: %t", n, s, !want)
		}
	}
	if s.Len() != 4 || s.Empty() {
		t.Errorf("%v has %d", s, s.Len())
	}
	if !(Span{5, 5}).Empty() || !(Span{6, 5}).Empty() {
		t.Error("a span without a code point is empty")
	}
}

func TestSpansOverlapWhenTheyShareACodePoint(t *testing.T) {
	// every pair of small spans against counting
	for a := 0; a < 6; a++ {
		for b := a; b < 6; b++ {
			for c := 0; c < 6; c++ {
				for d := c; d < 6; d++ {
					x, y := Span{a, b}, Span{c, d}
					shared, within := 0, true
					for n := 0; n < 6; n++ {
						if x.At(n) && y.At(n) {
							shared++
						}
						if y.At(n) && !x.At(n) {
							within = false
						}
					}
					if !x.Empty() && !y.Empty() && x.Overlaps(y) != (shared > 0) {
						t.Errorf("%v overlaps %v: %t", x, y, !(shared > 0))
					}
					if !y.Empty() && x.Contains(y) != within {
						t.Errorf("%v contains %v: %t", x, y, !within)
					}
				}
			}
		}
	}
}
