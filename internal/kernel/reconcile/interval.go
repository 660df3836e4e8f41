package reconcile

import "math"

// Interval (置信区间) is the 95 % interval of Wilson for right hits out of
// total: what a score on so few cases allows one to say. Source: E. B. Wilson,
// JASA 22 (1927). Without cases it is the whole of 0..1.
func Interval(right, total int) (low, high float64) {
	if total <= 0 {
		return 0, 1
	}
	const z = 1.959964
	n, p := float64(total), float64(right)/float64(total)
	middle := p + z*z/(2*n)
	reach := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	scale := 1 + z*z/n
	return max(0, (middle-reach)/scale), min(1, (middle+reach)/scale)
}
