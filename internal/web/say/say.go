// Package say lets the web speak two languages. The keys are the Chinese texts
// themselves, so a template reads as the page does; the English stands in
// en/*.tsv, one file a room: Chinese, English, and, where English counts, the
// English for one. The room refuses to translate what a city or a document says:
// its own words are shown as they are written.
package say

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Language is one of the two languages of the web.
type Language string

const (
	Chinese Language = "zh"
	English Language = "en"
)

// Tag is the language as HTML's lang attribute wants it.
func (l Language) Tag() string {
	if l == English {
		return "en"
	}
	return "zh-CN"
}

// Parse reads "zh", "zh-CN", "en", "en-GB"; ok is false for any other language.
func Parse(s string) (l Language, ok bool) {
	head, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(s)), "-")
	switch Language(head) {
	case Chinese:
		return Chinese, true
	case English:
		return English, true
	}
	return Chinese, false
}

// Accepted is the first language of Accept-Language that we speak, else Chinese.
func Accepted(header string) Language {
	for part := range strings.SplitSeq(header, ",") {
		tag, _, _ := strings.Cut(part, ";")
		if l, ok := Parse(tag); ok {
			return l
		}
	}
	return Chinese
}

// Text is a key: a Chinese text of our own. A text that is kept in a table and
// said later is written say.Text("…"), which the test of the catalogue sees.
type Text string

type key struct{}

// In returns a context in which T speaks the language.
func In(ctx context.Context, l Language) context.Context {
	return context.WithValue(ctx, key{}, l)
}

// Lang is the language of the context, Chinese where none was chosen.
func Lang(ctx context.Context) Language {
	if l, ok := ctx.Value(key{}).(Language); ok {
		return l
	}
	return Chinese
}

// T says the text in the language of the context. Verbs are those of package
// fmt; the English may reorder them with %[2]d. A text without English is said
// in Chinese rather than not at all.
func T(ctx context.Context, text Text, args ...any) string {
	format := string(text)
	if Lang(ctx) == English {
		if e, ok := catalogue[text]; ok {
			format = e.many
			if e.one != "" && one(args) {
				format = e.one
			}
		}
	}
	if !strings.Contains(format, "%") { // the English for one may leave the number out
		return format
	}
	return fmt.Sprintf(format, args...)
}

// Known says a word that stands in a closed table of the kernel, as the title
// of an act; the test of the catalogue names those tables.
func Known(ctx context.Context, word string) string { return T(ctx, Text(word)) }

// one says that the first number among the arguments is one.
func one(args []any) bool {
	for _, a := range args {
		switch n := a.(type) {
		case int:
			return n == 1
		case int64:
			return n == 1
		}
	}
	return false
}

type entry struct{ many, one string }

//go:embed en/*.tsv
var files embed.FS

var catalogue = func() map[Text]entry {
	all := map[Text]entry{}
	names, err := fs.Glob(files, "en/*.tsv")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		if path.Base(name) == faultFile {
			continue
		}
		text, err := files.ReadFile(name)
		if err != nil {
			panic(err)
		}
		if err := add(all, path.Base(name), string(text)); err != nil {
			panic(err)
		}
	}
	return all
}()

// add reads one file of the catalogue. Empty lines and lines with # stand for
// nothing. Two files may hold the same row; they may not disagree.
func add(all map[Text]entry, name, text string) error {
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, "\r")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) < 2 || len(cells) > 3 || cells[0] == "" || cells[1] == "" {
			return fmt.Errorf("%s:%d: a row is Chinese, English and perhaps the English for one", name, i+1)
		}
		e := entry{many: cells[1]}
		if len(cells) == 3 {
			e.one = cells[2]
		}
		if old, there := all[Text(cells[0])]; there && old != e {
			return fmt.Errorf("%s:%d: %s stands elsewhere with other English", name, i+1, cells[0])
		}
		all[Text(cells[0])] = e
	}
	return nil
}
