// Package part is the language of duban's pages: a small set of typed parts that
// every page is made of, with one meaning each. A part takes what it shows as
// data, speaks the language of the context, works without script and is better
// with it, and writes no style and no script into the page. The room refuses to
// know tasks, reports and cases: a page says what a part shows.
//
// Texts that a page hands in are shown as they are; a page that speaks for
// itself hands in say.T. A new part is first added here and to the living page
// in web/parts, and used afterwards.
package part

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"

	"duban/internal/web/say"
)

// State (状态) is one of the states that colour may tell, and only these. It is
// always shown with its shape and its word.
type State uint8

const (
	NotDue    State = iota // 未到期
	Green                  // 绿
	Yellow                 // 黄
	Red                    // 红
	Blue                   // 蓝
	Suspended              // 中止
)

// Letter is the state's class in the style sheet and in the sprite.
func (s State) Letter() string { return string("ngyrbp"[min(int(s), 5)]) }

// Word is the state's name.
func (s State) Word(ctx context.Context) string {
	return say.T(ctx, [...]say.Text{
		say.Text("未到期"), say.Text("绿"), say.Text("黄"), say.Text("红"), say.Text("蓝"), say.Text("中止"),
	}[min(int(s), 5)])
}

// Link (链接) is a way to another page. Current marks the page or choice one is at.
type Link struct {
	Text, Href string
	Current    bool
}

// classes joins the names that are not empty.
func classes(names ...string) string {
	var kept []string
	for _, n := range names {
		if n != "" {
			kept = append(kept, n)
		}
	}
	return strings.Join(kept, " ")
}

func when(yes bool, text string) string {
	if yes {
		return text
	}
	return ""
}

// Words (文字) is a component of one text.
func Words(text string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, templ.EscapeString(text))
		return err
	})
}
