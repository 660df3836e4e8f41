package cli

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/press"
)

func reconcileCommand() *command {
	format, out := "table", ""
	return &command{
		name: "reconcile", args: "EARLIER LATER [--format table|jsonl] [-o FILE]",
		summary: "对账：上一份报告的承诺，下一份报告怎么回应。",
		english: "Answers the promises of one report with the results in the next.",
		flags: func(fs *flag.FlagSet) {
			fs.StringVar(&format, "format", "table", "table 表格 | jsonl")
			fs.StringVar(&out, "o", "", "写到文件；不写则输出到屏幕")
		},
		run: func(s streams, args []string) error {
			if len(args) != 2 {
				return fault.New(fault.Usage, "对账要两份报告。", "例：duban reconcile 2025年报告.docx 2026年报告.docx")
			}
			if format != "table" && format != "jsonl" {
				return fault.New(fault.Usage, fmt.Sprintf("没有“%s”这种格式。", format), "可用的格式：table、jsonl。")
			}
			if a, err := os.Stat(args[0]); err == nil {
				if b, err := os.Stat(args[1]); err == nil && os.SameFile(a, b) && a.Mode().IsRegular() {
					return fault.New(fault.Usage, "两份报告是同一个文件。", "请给前一年的报告和后一年的报告，例：duban reconcile 2025年报告.docx 2026年报告.docx")
				}
			}
			reports, err := readAll(s, args)
			if err != nil {
				return err
			}
			if a, b := reports[0].Outline.Year, reports[1].Outline.Year; a > 0 && b > 0 && a >= b {
				fmt.Fprintf(s.err, "注意：前一份是 %d 年的报告，后一份是 %d 年的，请核次序。\n", a, b)
			}
			answers := desk.New().ReconcileReports(reports[0], reports[1])
			return deliver(s, out, args, func(w io.Writer) error {
				b := bufio.NewWriter(w)
				var err error
				if format == "jsonl" {
					err = press.Answers(b, answers)
				} else {
					err = press.AnswerTable(b, answers, width(s.out))
				}
				if err != nil {
					return err
				}
				return b.Flush()
			})
		},
	}
}
