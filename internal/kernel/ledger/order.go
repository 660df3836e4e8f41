package ledger

// InOrder puts entries that wait for their place in the order in which they go
// into the log: as they come, but an entry that begins from what another left
// goes after that one. Clocks of several machines differ, and a change may be
// recorded earlier than the one it builds on.
func InOrder[T any](waiting []T, entry func(T) *Entry) []T {
	left := map[Commitment]int{}
	for i, w := range waiting {
		for _, c := range entry(w).Changes {
			if c.After != Zero {
				left[c.After] = i
			}
		}
	}
	ordered := make([]T, 0, len(waiting))
	seen := make([]bool, len(waiting))
	var place func(i int)
	place = func(i int) {
		if seen[i] {
			return
		}
		seen[i] = true
		for _, c := range entry(waiting[i]).Changes {
			if j, ok := left[c.Before]; ok {
				place(j)
			}
		}
		ordered = append(ordered, waiting[i])
	}
	for i := range waiting {
		place(i)
	}
	return ordered
}
