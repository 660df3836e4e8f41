// Package lexicon finds the longest listed word at a place in a text, looking
// forward or back. It is a pair of tries over code points; it refuses to know
// what the words mean.
package lexicon

import (
	"slices"
	"sync"
	"sync/atomic"
)

// Book maps words to values. List all of them, then read it from any goroutine.
// The tries are built when the first word is looked for: a program lists many
// books as it starts and may need none.
type Book[V any] struct {
	ahead, back trie[V]
	built       atomic.Bool
	building    sync.Mutex
	listed      []listing[V]
}

type listing[V any] struct {
	word  string
	value V
}

// trie is one direction. The first code point is found by page, the others by
// a short scan: most nodes have one or two edges.
type trie[V any] struct {
	pages [256]*[256]int32 // 1 + node of a first code point below U+10000
	far   map[rune]int32   // the others
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

// Of makes a book in which every word has the value true.
func Of(words ...string) *Book[bool] {
	b := &Book[bool]{listed: make([]listing[bool], 0, len(words))}
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
	b.listed = append(b.listed, listing[V]{word, v})
	b.built.Store(false)
}

func (b *Book[V]) build() {
	b.building.Lock()
	defer b.building.Unlock()
	if b.built.Load() {
		return
	}
	for _, l := range b.listed {
		rs := []rune(l.word)
		b.ahead.add(rs, l.value)
		slices.Reverse(rs)
		b.back.add(rs, l.value)
	}
	b.listed = nil
	b.built.Store(true)
}

func (t *trie[V]) add(rs []rune, v V) {
	at := int32(-1)
	for _, r := range rs {
		at = t.grow(at, r)
	}
	if at >= 0 {
		t.nodes[at].value, t.nodes[at].word = v, true
	}
}

func (t *trie[V]) root(r rune) int32 {
	if r>>16 != 0 || r < 0 {
		return t.far[r] - 1
	}
	if p := t.pages[r>>8]; p != nil {
		return p[r&255] - 1
	}
	return -1
}

func (t *trie[V]) next(at int32, r rune) int32 {
	for _, e := range t.nodes[at].edges {
		if e.r == r {
			return e.to
		}
	}
	return -1
}

func (t *trie[V]) grow(at int32, r rune) int32 {
	if at < 0 {
		if to := t.root(r); to >= 0 {
			return to
		}
	} else if to := t.next(at, r); to >= 0 {
		return to
	}
	t.nodes = append(t.nodes, node[V]{})
	to := int32(len(t.nodes) - 1)
	switch {
	case at >= 0:
		t.nodes[at].edges = append(t.nodes[at].edges, edge{r, to})
	case r>>16 != 0 || r < 0:
		if t.far == nil {
			t.far = map[rune]int32{}
		}
		t.far[r] = to + 1
	default:
		if t.pages[r>>8] == nil {
			t.pages[r>>8] = new([256]int32)
		}
		t.pages[r>>8][r&255] = to + 1
	}
	return to
}

// Longest finds the longest word that starts at rs[i]; n is its length in code points, 0 if none.
func (b *Book[V]) Longest(rs []rune, i int) (n int, v V) {
	if i >= len(rs) {
		return 0, v
	}
	if !b.built.Load() {
		b.build()
	}
	t := &b.ahead
	at := t.root(rs[i])
	for j := i; at >= 0; {
		if t.nodes[at].word {
			n, v = j-i+1, t.nodes[at].value
		}
		if j++; j >= len(rs) {
			break
		}
		at = t.next(at, rs[j])
	}
	return n, v
}

// Ends finds the longest word, of at most longest code points, that ends just
// before rs[end] and starts at from or later.
func (b *Book[V]) Ends(rs []rune, from, end, longest int) (n int, v V) {
	from = max(from, end-longest, 0)
	if end <= from || end > len(rs) {
		return 0, v
	}
	if !b.built.Load() {
		b.build()
	}
	t := &b.back
	at := t.root(rs[end-1])
	for j := end - 1; at >= 0; {
		if t.nodes[at].word {
			n, v = end-j, t.nodes[at].value
		}
		if j--; j < from {
			break
		}
		at = t.next(at, rs[j])
	}
	return n, v
}

// Exact looks up a whole word.
func (b *Book[V]) Exact(rs []rune) (bool, V) {
	n, v := b.Longest(rs, 0)
	if n == len(rs) && n > 0 {
		return true, v
	}
	var none V
	return false, none
}

// Has looks up a whole word given as a string.
func (b *Book[V]) Has(word string) bool { ok, _ := b.Exact([]rune(word)); return ok }
