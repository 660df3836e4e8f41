// Package cite points into texts: spans of code points, document numbers
// (文号) and articles of law. It refuses to know what the words mean.
package cite

// Span is a stretch of a text in Unicode code points, End exclusive.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Len is the number of code points.
func (s Span) Len() int { return s.End - s.Start }

// Empty says that the span holds nothing.
func (s Span) Empty() bool { return s.End <= s.Start }

// Overlaps says that the spans share at least one code point.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// Contains says that o lies wholly inside s.
func (s Span) Contains(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// At says that code point n lies inside s.
func (s Span) At(n int) bool { return s.Start <= n && n < s.End }
