// Package say gives the words of the pages in two languages. The Chinese text
// is its own key; the English stands in en.tsv. What a report says is never
// translated.
package say

import (
	"context"
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

//go:embed en.tsv
var catalogue string

var english = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(catalogue), "\n") {
		zh, en, ok := strings.Cut(line, "\t")
		if !ok || zh == "" || en == "" {
			panic("say: a line of en.tsv is not two texts with a tab between: " + line)
		}
		if _, twice := m[zh]; twice {
			panic("say: twice in en.tsv: " + zh)
		}
		m[zh] = en
	}
	return m
})

type key struct{}

// In has the pages of a context speak a language, "zh" or "en".
func In(ctx context.Context, lang string) context.Context { return context.WithValue(ctx, key{}, lang) }

// Lang is the language of a context.
func Lang(ctx context.Context) string {
	if l, _ := ctx.Value(key{}).(string); l == "en" {
		return "en"
	}
	return "zh"
}

// Has says that a text has its English.
func Has(zh string) bool { _, ok := english()[zh]; return ok }

// T gives a text in the language of the context, with its figures and names set in.
func T(ctx context.Context, zh string, args ...any) string {
	text := zh
	if Lang(ctx) == "en" {
		if en, ok := english()[zh]; ok {
			text = en
		}
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}
