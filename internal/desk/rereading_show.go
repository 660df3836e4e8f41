package desk

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Rereading (重读) is everything the page of a rereading shows.
type Rereading struct {
	Report  review.Report
	Reader  string // at work now
	Open    []Reading
	Settled []Reading // newest first, without those that a later rereading made void
	Units   []staff.Unit
}

// Reading is one difference with what stands beside it.
type Reading struct {
	store.Rereading
	Kind      string        // added, changed, gone
	Held      review.Record // what stands; zero for an added one
	To        review.Content
	Sort      review.Sort
	Section   string
	Before    string // the sentence around the place
	Words     string
	After     string
	Paragraph int
	Decided   bool // a person has made something of what stands
	Who       string
	By        string // who decided on the difference
}

// Entered says that the register would change.
func (r Reading) Entered() bool { return r.Held.EnteredAt != 0 }

// ShowRereading gives the differences of a report's rereading.
func (w *Workspace) ShowRereading(ctx context.Context, by staff.Actor, report string) (Rereading, error) {
	v := Rereading{Reader: w.readerVersion()}
	scope, err := staff.ScopeOf(by, "rereading.read")
	if err != nil {
		return v, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if v.Report, err = tx.Report(scope, report); err != nil {
			return err
		}
		if v.Units, err = tx.Units(by.Division); err != nil {
			return err
		}
		paragraphs, err := tx.Paragraphs(by.Division, report)
		if err != nil {
			return err
		}
		records, err := tx.RecordsOf(by.Division, report)
		if err != nil {
			return err
		}
		held := map[string]review.Record{}
		for _, r := range records {
			held[r.ID] = r
		}
		all, err := tx.Rereadings(by.Division, report)
		if err != nil {
			return err
		}
		names := map[string]string{"": ""}
		for _, x := range all {
			r := readingOf(x, held, paragraphs)
			for id, to := range map[string]*string{r.Held.DecidedBy: &r.Who, x.DecidedBy: &r.By} {
				if _, known := names[id]; !known {
					p, err := tx.Person(by.Division, id)
					if err != nil && !missing(err) {
						return err
					}
					names[id] = p.Name
				}
				*to = names[id]
			}
			switch {
			case !x.Settled:
				v.Open = append(v.Open, r)
			case x.Decision != "superseded":
				v.Settled = append(v.Settled, r)
			}
		}
		return nil
	})
	slices.SortStableFunc(v.Open, func(a, b Reading) int { return a.start() - b.start() })
	return v, faulted(err)
}

func (r Reading) start() int {
	if len(r.Difference.Added) > 0 {
		return r.Difference.Added[0].Span.Start
	}
	return r.Held.Span.Start
}

func readingOf(x store.Rereading, held map[string]review.Record, paragraphs []store.Paragraph) Reading {
	r := Reading{Rereading: x}
	span := r.Held.Span
	switch {
	case len(x.Difference.Added) > 0:
		a := x.Difference.Added[0]
		r.Kind, r.To, r.Sort, r.Section, span = "added", a.Content, a.Sort, a.Section, a.Span
	case len(x.Difference.Changed) > 0:
		r.Kind, r.Held, r.To = "changed", held[x.Difference.Changed[0].Record], x.Difference.Changed[0].To
	case len(x.Difference.Gone) > 0:
		r.Kind, r.Held = "gone", held[x.Difference.Gone[0]]
	}
	if r.Held.ID != "" {
		r.Sort, r.Section, span, r.Decided = r.Held.Sort, r.Held.Section, r.Held.Span, r.Held.Decided()
	}
	for _, p := range paragraphs {
		if span.Start >= p.Start && span.Start < p.End {
			rs := []rune(p.Words)
			from, to := min(span.Start-p.Start, len(rs)), min(max(span.End, span.Start)-p.Start, len(rs))
			r.Paragraph, r.Before, r.Words, r.After = p.N, lastSentence(string(rs[:from])), string(rs[from:to]), firstSentence(string(rs[to:]))
		}
	}
	return r
}

// ends are the marks that a sentence ends with.
const ends = "。；！？"

func lastSentence(s string) string {
	if i := strings.LastIndexAny(s, ends); i >= 0 {
		_, n := utf8.DecodeRuneInString(s[i:])
		return s[i+n:]
	}
	return s
}

func firstSentence(s string) string {
	if i := strings.IndexAny(s, ends); i >= 0 {
		_, n := utf8.DecodeRuneInString(s[i:])
		return s[:i+n]
	}
	return s
}
