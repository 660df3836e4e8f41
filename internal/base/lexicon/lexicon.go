// Package lexicon finds the longest listed word at a place in a text. It is a
// trie over code points; it refuses to know what the words mean.
package lexicon

// Book maps words to values. Build it once, then read it from any goroutine.
type Book[V any] struct {
	first map[rune]int32
	nodes []node[V]
}

type node[V any] struct {
	edges []edge
	value V
	word  bool
}

type edge struct {
	r  rune
	to int32
}

// Of makes a book in which every word has the same value true.
func Of(words ...string) *Book[bool] {
	b := &Book[bool]{}
	for _, w := range words {
		b.Add(w, true)
	}
	return b
}

// From makes a book of a map.
func From[V any](m map[string]V) *Book[V] {
	b := &Book[V]{}
	for w, v := range m {
		b.Add(w, v)
	}
	return b
}

// Add lists a word; a word listed twice keeps the later value. An empty word is not listed.
func (b *Book[V]) Add(word string, v V) {
	at := int32(-1)
	for _, r := range word {
		at = b.step(at, r)
	}
	if at >= 0 {
		b.nodes[at].value, b.nodes[at].word = v, true
	}
}

func (b *Book[V]) step(at int32, r rune) int32 {
	if at < 0 {
		if b.first == nil {
			b.first = map[rune]int32{}
		}
		if to, ok := b.first[r]; ok {
			return to
		}
		b.nodes = append(b.nodes, node[V]{})
		b.first[r] = int32(len(b.nodes) - 1)
		return int32(len(b.nodes) - 1)
	}
	for _, e := range b.nodes[at].edges {
		if e.r == r {
			return e.to
		}
	}
	b.nodes = append(b.nodes, node[V]{})
	to := int32(len(b.nodes) - 1)
	b.nodes[at].edges = append(b.nodes[at].edges, edge{r, to})
	return to
}

// Longest finds the longest word that starts at rs[i]; n is its length in code points, 0 if none.
func (b *Book[V]) Longest(rs []rune, i int) (n int, v V) {
	if i >= len(rs) {
		return 0, v
	}
	at, ok := b.first[rs[i]]
	if !ok {
		return 0, v
	}
	for j := i; ; {
		if b.nodes[at].word {
			n, v = j-i+1, b.nodes[at].value
		}
		j++
		if j >= len(rs) {
			return n, v
		}
		next := int32(-1)
		for _, e := range b.nodes[at].edges {
			if e.r == rs[j] {
				next = e.to
				break
			}
		}
		if next < 0 {
			return n, v
		}
		at = next
	}
}

// Ends finds the longest word that ends just before rs[end] and starts at from or later.
func (b *Book[V]) Ends(rs []rune, from, end, longest int) (n int, v V) {
	for i := max(from, end-longest); i < end; i++ {
		if m, w := b.Exact(rs[i:end]); m {
			return end - i, w
		}
	}
	return 0, v
}

// Exact looks up a whole word.
func (b *Book[V]) Exact(rs []rune) (bool, V) {
	var none V
	if len(rs) == 0 {
		return false, none
	}
	at, ok := b.first[rs[0]]
	if !ok {
		return false, none
	}
	for _, r := range rs[1:] {
		next := int32(-1)
		for _, e := range b.nodes[at].edges {
			if e.r == r {
				next = e.to
				break
			}
		}
		if next < 0 {
			return false, none
		}
		at = next
	}
	if !b.nodes[at].word {
		return false, none
	}
	return true, b.nodes[at].value
}

// Has looks up a whole word given as a string.
func (b *Book[V]) Has(word string) bool { ok, _ := b.Exact([]rune(word)); return ok }
