package part

import (
	"github.com/a-h/templ"

	"duban/internal/web/say"
)

// Origin (来源) says how a figure came to be.
type Origin uint8

const (
	Said     Origin = iota + 1 // 原: a sentence of a document
	Reported                   // 报: reported and signed
	Shown                      // 证: evidence
	Reckoned                   // 算: worked out here
)

// Source (出处) is where a figure came from; Href opens it, Note names it.
type Source struct {
	Origin Origin
	Href   string
	Note   string
}

func (o Origin) class() string {
	return [...]string{"", "said", "told", "shown", "calc"}[min(int(o), 4)]
}

// the marks stand in Chinese in both languages; the label says them in words.
func (o Origin) mark() string { return [...]string{"", "原", "报", "证", "算"}[min(int(o), 4)] }

func (o Origin) word() say.Text {
	return [...]say.Text{
		"", say.Text("原文"), say.Text("单位报送"), say.Text("佐证"), say.Text("推算"),
	}[min(int(o), 4)]
}

// Amount (数) is a figure with its unit and, where it is headline or disputed, its source.
type Amount struct {
	Value, Unit string
	Big         bool
	Source      *Source
}

// Fact (要素) is a name and what it is.
type Fact struct {
	Name  string
	Value templ.Component
}
