package lexicon_test

import (
	"slices"
	"strings"
	"testing"

	"duban/internal/base/lexicon"
)

// naive finds the longest word by trying every one.
func naive(words []string, rs []rune, i int) (n int, found string) {
	for _, w := range words {
		if k := len([]rune(w)); k > n && strings.HasPrefix(string(rs[i:]), w) {
			n, found = k, w
		}
	}
	return n, found
}

func naiveBack(words []string, rs []rune, from, end, longest int) (n int, found string) {
	for _, w := range words {
		k := len([]rune(w))
		if k > n && k <= longest && end-k >= max(from, 0) && string(rs[end-k:end]) == w {
			n, found = k, w
		}
	}
	return n, found
}

func book(words []string) *lexicon.Book[string] {
	b := &lexicon.Book[string]{}
	for _, w := range words {
		b.Add(w, w)
	}
	return b
}

func compare(t *testing.T, words []string, text string) {
	t.Helper()
	b, rs := book(words), []rune(text)
	for i := range rs {
		n, v := b.Longest(rs, i)
		if wn, w := naive(words, rs, i); n != wn || v != w {
			t.Errorf("at %d of %q: %d %q, want %d %q", i, text, n, v, wn, w)
		}
		for _, longest := range []int{1, 2, 3, 99} {
			for _, from := range []int{0, i / 2, i} {
				n, v = b.Ends(rs, from, i+1, longest)
				if wn, w := naiveBack(words, rs, from, i+1, longest); n != wn || v != w {
					t.Errorf("back from %d of %q, from %d at most %d: %d %q, want %d %q", i+1, text, from, longest, n, v, wn, w)
				}
			}
		}
	}
	for _, w := range words {
		if b.Has(w) != (w != "") {
			t.Errorf("has %q: %t", w, b.Has(w))
		}
	}
}

func TestTheLongestWordWins(t *testing.T) {
	words := []string{"增长", "增长到", "同比增长", "增", "长", "年均", "年均增长", "GDP", "𠮷祥", "𠮷", "", "公里", "平方公里", "里"}
	compare(t, words, "年均增长到12%，同比增长3平方公里，GDP增，𠮷祥𠮷")
	compare(t, words, "")
	compare(t, nil, "年均增长")
}

func TestAWordListedTwiceKeepsTheLaterValue(t *testing.T) {
	b := &lexicon.Book[int]{}
	b.Add("科技局", 1)
	b.Add("科技局", 2)
	if ok, v := b.Exact([]rune("科技局")); !ok || v != 2 {
		t.Errorf("got %t %d", ok, v)
	}
	if n, v := b.Ends([]rune("市科技局"), 0, 4, 9); n != 3 || v != 2 {
		t.Errorf("back: %d %d", n, v)
	}
}

func TestExactWantsTheWholeWord(t *testing.T) {
	b := lexicon.Of("科技局", "科技")
	for word, want := range map[string]bool{"科技局": true, "科技": true, "科": false, "科技局长": false, "": false} {
		if b.Has(word) != want {
			t.Errorf("%q: %t", word, !want)
		}
	}
}

func TestABookOfAMap(t *testing.T) {
	b := lexicon.From(map[string]int{"万": 4, "亿": 8, "万亿": 12})
	if n, v := b.Longest([]rune("3万亿元"), 1); n != 2 || v != 12 {
		t.Errorf("got %d %d", n, v)
	}
}

func TestPlacesOutsideTheTextHoldNoWord(t *testing.T) {
	b, rs := lexicon.Of("亿元"), []rune("三亿元")
	if n, _ := b.Longest(rs, 3); n != 0 {
		t.Errorf("past the end: %d", n)
	}
	for _, c := range [][3]int{{0, 4, 9}, {0, 0, 9}, {3, 2, 9}, {0, 3, 0}, {2, 3, 9}} {
		if n, _ := b.Ends(rs, c[0], c[1], c[2]); n != 0 {
			t.Errorf("%v: %d", c, n)
		}
	}
	if n, _ := b.Ends(rs, -5, 3, 9); n != 2 {
		t.Errorf("a start before the text: %d", n)
	}
}

func FuzzLongestAgreesWithTryingEveryWord(f *testing.F) {
	f.Add("增长 增长到 年均", "年均增长到12%")
	f.Add("a aa aaa", "aaaa")
	f.Add("𠮷 \U0010FFFF \x00", "𠮷\U0010FFFF\x00")
	f.Fuzz(func(t *testing.T, list, text string) {
		if len(list) > 200 || len(text) > 200 {
			return
		}
		// text that is not UTF-8 has no code points to speak of
		list, text = strings.ToValidUTF8(list, ""), strings.ToValidUTF8(text, "")
		words := strings.Fields(list)
		slices.Sort(words)
		compare(t, slices.Compact(words), text)
	})
}
