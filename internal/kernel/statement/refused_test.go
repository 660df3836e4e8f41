package statement

import (
	"duban/internal/kernel/document"
	"fmt"
	"os"
	"testing"
)

func TestRefused(t *testing.T) {
	f := os.Getenv("REF")
	if f == "" {
		t.Skip("no file")
	}
	b, _ := os.ReadFile(f)
	r := Read(document.Plain(f, string(b), nil), Knowledge{})
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Role != BodyLine {
			continue
		}
		rs := l.Runes
		for from := l.head; from < len(rs); {
			to := sentenceEnd(rs, from)
			for _, n := range numbers(rs, from, to) {
				w := where{rs: rs, from: from, to: to}
				w.cFrom, w.cTo = clauseStart(rs, from, n.i), clauseEnd(rs, n.j, to)
				w.quote = inside(rs, from, to, n.i, '“', '”')
				w.title = inside(rs, from, to, n.i, '《', '》')
				if why := refused(&w, &n); why != "" {
					fmt.Printf("%s\t%s[%s]%s\n", why, string(rs[max(0, n.i-14):n.i]), string(rs[n.i:n.j]), string(rs[n.j:min(len(rs), n.j+12)]))
				}
			}
			from = to
		}
	}
}
