package cli

import (
	"bufio"
	"flag"
	"fmt"
	"io"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/proofread"
	"duban/internal/kernel/statement"
	"duban/internal/press"
)

func checkCommand() *command {
	format, out, strict := "table", "", false
	return &command{
		name: "check", args: "FILE... [--format table|jsonl] [--strict] [-o FILE]",
		summary: "核对报告：对不上的数、缺的序号、不该有的地名。",
		english: "Proofreads reports: figures that disagree, numbers skipped, foreign place names.",
		flags: func(fs *flag.FlagSet) {
			fs.StringVar(&format, "format", "table", "table 表格 | jsonl")
			fs.BoolVar(&strict, "strict", false, "有“错”时以退出码 6 结束")
			fs.StringVar(&out, "o", "", "写到文件；不写则输出到屏幕")
		},
		run: func(s streams, args []string) error {
			if format != "table" && format != "jsonl" {
				return fault.New(fault.Usage, fmt.Sprintf("没有“%s”这种格式。", format), "可用的格式：table、jsonl。")
			}
			files, err := expand("check", args)
			if err != nil {
				return err
			}
			reports, err := readAll(s, files)
			if err != nil {
				return err
			}
			d, wrong := desk.New(), 0
			err = deliver(s, out, files, func(w io.Writer) error {
				b := bufio.NewWriter(w)
				each, show := eachReport, func(r *statement.Report, alarms []proofread.Alarm) error {
					return press.AlarmTable(b, r, alarms, width(s.out))
				}
				if format == "jsonl" {
					each, show = eachJSON, func(r *statement.Report, alarms []proofread.Alarm) error { return press.Alarms(b, r, alarms) }
				}
				err := each(b, files, reports, func(r *statement.Report) error {
					alarms := d.CheckReport(r)
					for _, a := range alarms {
						if a.Grade == proofread.Wrong {
							wrong++
						}
					}
					return show(r, alarms)
				})
				if err != nil {
					return err
				}
				return b.Flush()
			})
			if err == nil && strict && wrong > 0 {
				return fault.New(fault.Invalid, fmt.Sprintf("核对出 %d 处错。", wrong), "请对照原文改正后再核。")
			}
			return err
		},
	}
}
