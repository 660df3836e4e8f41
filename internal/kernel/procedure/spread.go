package procedure

import (
	"maps"
	"math/big"
	"slices"

	"duban/internal/base/quantity"
)

// Spread (分布) is how values lie: how many of each there are.
type Spread struct {
	N     int
	sum   int64
	count map[int]int
}

// Add counts a value.
func (s *Spread) Add(v int) {
	if s.count == nil {
		s.count = map[int]int{}
	}
	s.N, s.sum = s.N+1, s.sum+int64(v)
	s.count[v]++
}

// Mean is the average to a tenth; 0 of nothing.
func (s *Spread) Mean() quantity.Decimal {
	if s.N == 0 {
		return quantity.Decimal{}
	}
	return quantity.FromRat(big.NewRat(s.sum, int64(s.N)), 1)
}

// Within is the least value that so many percent of all do not exceed.
func (s *Spread) Within(percent int) int {
	need, seen := (s.N*percent+99)/100, 0
	for _, v := range slices.Sorted(maps.Keys(s.count)) {
		if seen += s.count[v]; seen >= need {
			return v
		}
	}
	return 0
}

// Median is the middle value, of an even number the mean of the two.
func (s *Spread) Median() quantity.Decimal {
	low, high, seen := 0, 0, 0
	for _, v := range slices.Sorted(maps.Keys(s.count)) {
		before := seen
		seen += s.count[v]
		if before < (s.N+1)/2 && seen >= (s.N+1)/2 {
			low = v
		}
		if before < s.N/2+1 && seen >= s.N/2+1 {
			high = v
		}
	}
	return quantity.FromRat(big.NewRat(int64(low+high), 2), 1)
}

// Most is the greatest value.
func (s *Spread) Most() int { return s.Within(100) }
