package cli

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/press"
)

// unset says that --at was not given.
const unset = math.MinInt

func explainCommand() *command {
	at := unset
	return &command{
		name: "explain", args: "FILE --at OFFSET",
		summary: "说明某一处是怎么读出来的：哪些规则，按什么次序，看到了什么。",
		english: "Tells which rules fired at a code point, in order, and why.",
		flags: func(fs *flag.FlagSet) {
			fs.IntVar(&at, "at", unset, "第几个字（从 0 起，按 --format text 输出的文本数）")
		},
		run: func(s streams, args []string) error {
			if len(args) != 1 {
				return fault.New(fault.Usage, "一次说明一个文件。", "例：duban explain 报告.txt --at 1024")
			}
			if at == unset {
				return fault.New(fault.Usage, "没有说要看第几个字。", "例：duban explain 报告.txt --at 1024；字数按 --format text 输出的文本，从 0 起。")
			}
			r, err := open(args[0])
			if err != nil {
				return err
			}
			if n := utf8.RuneCountInString(r.Document.Text); at < 0 || at >= n {
				return fault.New(fault.Usage, fmt.Sprintf("文本共 %d 个字，没有第 %d 个。", n, at), fmt.Sprintf("--at 请写 0 到 %d 之间的数。", n-1))
			}
			e := desk.New().ExplainReport(r, at)
			var b bytes.Buffer
			fmt.Fprintf(&b, "第 %d 个字", e.Offset)
			if len(e.Path) > 0 {
				fmt.Fprintf(&b, "，在“%s”下", strings.Join(e.Path, "／"))
			}
			fmt.Fprintln(&b)
			if p := e.Paragraph; p != nil {
				fmt.Fprintf(&b, "原文位置：%s\n", placeWords(p.Place.Page, p.Place.Para, p.Place.Sheet, p.Place.Cell, p.Place.Byte))
			}
			if len(e.Found) == 0 {
				fmt.Fprintln(&b, "这里没有读出数据、任务、项目或机制。")
			}
			for _, f := range e.Found {
				sort, says := explained(f)
				fmt.Fprintf(&b, "\n%s [%d, %d) %s\n  %s\n", sort, f.Span.Start, f.Span.End, strings.Join(strings.Fields(f.Text), ""), says)
				for i, t := range f.Trace {
					fmt.Fprintf(&b, "  %2d. %s：%s\n", i+1, t.Rule, t.Why)
				}
			}
			_, err = b.WriteTo(s.out)
			return err
		},
	}
}

func placeWords(page, para int, sheet, cell string, offset int64) string {
	var w []string
	if page > 0 {
		w = append(w, fmt.Sprintf("第 %d 页", page))
	}
	if para > 0 {
		w = append(w, fmt.Sprintf("第 %d 段", para))
	}
	if sheet != "" {
		w = append(w, "工作表 "+sheet)
	}
	if cell != "" {
		w = append(w, "单元格 "+cell)
	}
	if len(w) == 0 || offset > 0 {
		w = append(w, fmt.Sprintf("源文件第 %d 字节", offset))
	}
	return strings.Join(w, "，")
}

// explained words what was found at a place.
func explained(f desk.Explained) (sort, says string) {
	switch {
	case f.Measure != nil:
		return "数据", press.SayMeasure(f.Measure)
	case f.Undertaking != nil:
		return "任务", press.SayUndertaking(f.Undertaking)
	case f.Project != nil:
		return "项目", press.SayProject(f.Project)
	}
	return "机制", press.SayMechanism(f.Mechanism)
}
