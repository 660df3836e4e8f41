package say

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"duban/internal/base/fault"
)

// A fault comes as a finished Chinese sentence from rooms that know no
// language but their own. Its English is found by the sentence's pattern: what
// was filled in stands in the key as %s or %d, and in the English as it was
// (%s, %d) or, for a text of ours, said in English itself (%t). %[2]s is the second.

//go:embed en/fault.tsv
var faultText string

// pattern is a sentence with places to fill in.
type pattern struct {
	key        string
	start, end string // the literal text before the first place and after the last
	form       *regexp.Regexp
	literal    int // runes that are not filled in
	english    entry
}

var exact, patterns = func() (map[string]entry, []pattern) {
	all := map[Text]entry{}
	if err := add(all, faultFile, faultText); err != nil {
		panic(err)
	}
	exact, patterns := map[string]entry{}, []pattern(nil)
	for key, e := range all {
		if place.MatchString(string(key)) {
			patterns = append(patterns, patternOf(string(key), e))
		} else {
			exact[string(key)] = e
		}
	}
	// what says most by itself first, so that a sentence is not taken for a looser one
	slices.SortFunc(patterns, func(a, b pattern) int {
		return cmp.Or(b.literal-a.literal, cmp.Compare(a.key, b.key))
	})
	return exact, patterns
}()

const faultFile = "fault.tsv"

// place is a place to fill in.
var place = regexp.MustCompile(`%(?:\[(\d+)\])?([sdt])`)

func patternOf(key string, e entry) pattern {
	p := pattern{key: key, english: e}
	var form strings.Builder
	form.WriteString(`(?s)\A`)
	at := 0
	for _, m := range place.FindAllStringSubmatchIndex(key, -1) {
		form.WriteString(regexp.QuoteMeta(key[at:m[0]]))
		if key[m[4]:m[5]] == "d" {
			form.WriteString(`(-?\d+)`)
		} else {
			form.WriteString(`(.*?)`)
		}
		if at == 0 {
			p.start = key[:m[0]]
		}
		at = m[1]
	}
	p.end = key[at:]
	form.WriteString(regexp.QuoteMeta(p.end) + `\z`)
	p.form = regexp.MustCompile(form.String())
	p.literal = len([]rune(place.ReplaceAllString(key, "")))
	return p
}

// Fault says a finished sentence or hint of a fault in the language of the
// context. One without English is said in Chinese rather than not at all.
func Fault(ctx context.Context, text string) string {
	if Lang(ctx) != English {
		return text
	}
	return inEnglish(text)
}

// Whole says sentence and hint in one run.
func Whole(ctx context.Context, f *fault.Fault) string {
	sentence, hint := Fault(ctx, f.Sentence), Fault(ctx, f.Hint)
	if Lang(ctx) == English && hint != "" {
		return sentence + " " + hint
	}
	return sentence + hint
}

// mostText is the longest text that is looked for, in bytes: a sentence holds
// what somebody wrote, and no page lets him write more into one.
const mostText = 16 << 10

func inEnglish(text string) string {
	if len(text) > mostText || !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return text
	}
	if e, ok := exact[text]; ok {
		return e.many
	}
	if e, ok := catalogue[Text(text)]; ok && !strings.Contains(e.many, "%") {
		return e.many
	}
	// a sentence and its hint, as one text keeps them
	if a, b, ok := strings.Cut(text, "。 "); ok {
		if x, y := inEnglish(a+"。"), inEnglish(b); x != a+"。" && y != b {
			return x + " " + y
		}
	}
	for i := range patterns {
		p := &patterns[i]
		if !strings.HasPrefix(text, p.start) || !strings.HasSuffix(text, p.end) {
			continue
		}
		if m := p.form.FindStringSubmatch(text); m != nil {
			return filled(p, m[1:])
		}
	}
	return text
}

func filled(p *pattern, parts []string) string {
	format := p.english.many
	if p.english.one != "" {
		for i, m := range place.FindAllStringSubmatch(p.key, -1) {
			if m[2] == "d" {
				if parts[i] == "1" {
					format = p.english.one
				}
				break
			}
		}
	}
	next := 0
	return place.ReplaceAllStringFunc(format, func(verb string) string {
		m := place.FindStringSubmatch(verb)
		n := next
		if m[1] != "" {
			n, _ = strconv.Atoi(m[1])
			n--
		}
		next = n + 1
		if n < 0 || n >= len(parts) {
			panic(fmt.Sprintf("say: %s fills in more than there is", p.key))
		}
		if m[2] == "t" {
			return inEnglish(parts[n])
		}
		return parts[n]
	})
}
