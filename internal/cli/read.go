package cli

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"path/filepath"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/proofread"
	"duban/internal/kernel/statement"
	"duban/internal/press"
)

func readCommand() *command {
	format, out := "table", ""
	return &command{
		name: "read", args: "FILE... [--format table|jsonl|text|html|xlsx|csv] [-o FILE]",
		summary: "读报告，列出数据、任务、项目和机制。",
		english: "Reads reports; lists measures, undertakings, projects and mechanisms.",
		flags: func(fs *flag.FlagSet) {
			fs.StringVar(&format, "format", "table", "table 表格 | jsonl | text 原文 | html 一页 | xlsx 工作簿 | csv")
			fs.StringVar(&out, "o", "", "写到文件；不写则输出到屏幕")
		},
		run: func(s streams, args []string) error {
			files, err := expand(args)
			if err != nil {
				return err
			}
			write, known := formats[format]
			if !known {
				return fault.New(fault.Usage, fmt.Sprintf("没有“%s”这种格式。", format), "可用的格式：table、jsonl、text、html、xlsx、csv。")
			}
			if format == "xlsx" && (out == "" || out == "-") && terminal(s.out) {
				return fault.New(fault.Usage, "工作簿不能显示在屏幕上。", "请加 -o 文件名.xlsx。")
			}
			if format == "html" && len(files) > 1 {
				return fault.New(fault.Usage, "一页网页只放一份报告。", "请一次读一个文件，或改用 xlsx、csv、jsonl。")
			}
			reports, err := readAll(s, files)
			if err != nil {
				return err
			}
			return deliver(s, out, func(w io.Writer) error {
				b := bufio.NewWriterSize(w, 64<<10)
				if err := write(b, s, files, reports); err != nil {
					return err
				}
				return b.Flush()
			})
		},
	}
}

type writer func(w io.Writer, s streams, files []string, reports []*statement.Report) error

var formats = map[string]writer{
	"table": func(w io.Writer, s streams, files []string, reports []*statement.Report) error {
		return eachReport(w, files, reports, func(r *statement.Report) error { return press.Table(w, r, width(s.out)) })
	},
	"jsonl": func(w io.Writer, _ streams, files []string, reports []*statement.Report) error {
		return eachJSON(w, files, reports, func(r *statement.Report) error { return press.JSONL(w, r) })
	},
	"text": func(w io.Writer, _ streams, _ []string, reports []*statement.Report) error {
		for _, r := range reports {
			if _, err := io.WriteString(w, r.Document.Text); err != nil {
				return err
			}
		}
		return nil
	},
	"html": func(w io.Writer, _ streams, files []string, reports []*statement.Report) error {
		d := desk.New()
		return press.Page(w, reports[0], d.CheckReport(reports[0]), press.PageOptions{Sources: []press.Source{{Name: filepath.Base(files[0])}}})
	},
	"xlsx": func(w io.Writer, _ streams, _ []string, reports []*statement.Report) error {
		d := desk.New()
		var alarms [][]proofread.Alarm
		for _, r := range reports {
			alarms = append(alarms, d.CheckReport(r))
		}
		if len(reports) == 1 {
			return press.Workbook(w, reports[0], alarms[0])
		}
		return press.Workbooks(w, reports, alarms...)
	},
	"csv": func(w io.Writer, _ streams, _ []string, reports []*statement.Report) error {
		return press.CSV(w, reports...)
	},
}

// eachReport puts the file's name over each of several.
func eachReport(w io.Writer, files []string, reports []*statement.Report, show func(*statement.Report) error) error {
	for i, r := range reports {
		if len(reports) > 1 {
			if _, err := fmt.Fprintf(w, "== %s\n", files[i]); err != nil {
				return err
			}
		}
		if err := show(r); err != nil {
			return err
		}
	}
	return nil
}

// eachJSON puts a line that names the file before the lines of each of several;
// one file alone prints exactly the contract.
func eachJSON(w io.Writer, files []string, reports []*statement.Report, show func(*statement.Report) error) error {
	for i, r := range reports {
		if len(reports) > 1 {
			name, err := json.Marshal(files[i])
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(w, `{"type":"file","name":%s}`+"\n", name); err != nil {
				return err
			}
		}
		if err := show(r); err != nil {
			return err
		}
	}
	return nil
}
