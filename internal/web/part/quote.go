package part

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"

	"duban/internal/web/say"
)

// Marked (记号) is what a stretch of a document is to us.
type Marked uint8

const (
	Unmarked      Marked = iota
	MarkTask             // 任务: framed and numbered
	MarkMeasure          // 指标: double underline
	MarkProject          // 项目: the line of proper names
	MarkMechanism        // 机制: wavy line
)

// Piece (片段) is a stretch of a document, plain or marked; a task holds pieces
// of its own. The text is written exactly as it is given.
type Piece struct {
	Text     string
	Mark     Marked
	Inside   []Piece // of a task, instead of Text
	ID, Href string
	No       string // the record's number, in the frame of a task
	Accepted bool   // reviewed: the ground fades
	Flagged  bool   // a check speaks of it
	Now      bool   // the record at hand
}

// Quoted writes pieces of a document in one run, without a space of its own:
// between Chinese characters a space would show.
func Quoted(pieces []Piece) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		var b strings.Builder
		for _, p := range pieces {
			p.write(ctx, &b)
		}
		_, err := io.WriteString(w, b.String())
		return err
	})
}

func (p Piece) write(ctx context.Context, b *strings.Builder) {
	class := [...]string{"", "mk-task", "mk-num", "mk-prop", "mk-mech"}[min(int(p.Mark), 4)]
	if p.Mark == Unmarked {
		if p.ID == "" && !p.Now {
			b.WriteString(templ.EscapeString(p.Text))
			return
		}
		class = "stretch"
	}
	attr := func(name, value string) {
		if value != "" {
			b.WriteString(" " + name + `="` + templ.EscapeString(value) + `"`)
		}
	}
	class = classes(class, when(p.Accepted, "ok"), when(p.Flagged, "flag"), when(p.Now, "now"))
	tag := "span"
	if p.Href != "" && p.Mark != MarkTask && p.Mark != Unmarked {
		tag = "a"
	}
	b.WriteString("<" + tag)
	attr("class", class)
	attr("id", p.ID)
	if tag == "a" {
		attr("href", string(templ.URL(p.Href)))
	}
	if p.Now {
		attr("aria-current", "true")
	}
	b.WriteString(">")
	if p.Mark == MarkTask && p.No != "" {
		label := say.T(ctx, "任务 %s", p.No)
		if p.Href != "" {
			b.WriteString(`<a class="no"`)
			attr("href", string(templ.URL(p.Href)))
			attr("aria-label", label)
			b.WriteString(">" + templ.EscapeString(p.No) + "</a>")
		} else {
			b.WriteString(`<span class="no"><span class="say">` + templ.EscapeString(label) + `</span><span aria-hidden="true">` + templ.EscapeString(p.No) + "</span></span>")
		}
	}
	if len(p.Inside) > 0 {
		for _, q := range p.Inside {
			q.write(ctx, b)
		}
	} else {
		b.WriteString(templ.EscapeString(p.Text))
	}
	b.WriteString("</" + tag + ">")
}
