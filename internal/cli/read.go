package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

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
			fs.StringVar(&out, "o", "", "写到文件；不写则输出到屏幕；几份报告的网页写到文件夹")
		},
		run: func(s streams, args []string) error {
			files, err := expand("read", args)
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
			several := format == "html" && len(files) > 1
			if several {
				if info, err := os.Stat(out); out == "" || out == "-" || err == nil && !info.IsDir() {
					return fault.New(fault.Usage, "一页网页只放一份报告，这里有几份。", "请用 -o 写一个文件夹，每份一页放在里面；或改用 xlsx、csv、jsonl。")
				}
			}
			reports, err := readAll(s, files)
			if err != nil {
				return err
			}
			for i, r := range reports {
				if format != "table" && format != "text" && len(r.Measures)+len(r.Undertakings)+len(r.Projects)+len(r.Mechanisms) == 0 {
					fmt.Fprintf(s.err, "注意：“%s”里没有读出数据、任务、项目或机制，请核是不是政府工作报告。\n", printable(files[i]))
				}
			}
			if several {
				return pages(s, out, files, reports)
			}
			return deliver(s, out, files, func(w io.Writer) error {
				b := bufio.NewWriterSize(w, 64<<10)
				if err := write(b, s, files, reports); err != nil {
					return err
				}
				return b.Flush()
			})
		},
	}
}

// pages puts each report on its page in a folder, named as its file.
func pages(s streams, dir string, files []string, reports []*statement.Report) error {
	contents := make([]bytes.Buffer, len(reports))
	for i := range reports {
		if err := formats["html"](&contents[i], s, files[i:i+1], reports[i:i+1]); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return unwritable(dir, err)
	}
	names := pageNames(files)
	for _, name := range names {
		if err := writable(filepath.Join(dir, name), files); err != nil {
			return err // before the first page is written
		}
	}
	for i, name := range names {
		err := deliver(s, filepath.Join(dir, name), files, func(w io.Writer) error {
			_, err := contents[i].WriteTo(w)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// pageNames gives each file a page of its own name; like names are numbered,
// and names that differ in case only are alike, as some file systems hold.
func pageNames(files []string) []string {
	used := map[string]bool{}
	names := make([]string, len(files))
	for i, f := range files {
		base := filepath.Base(f)
		stem := strings.TrimSuffix(base, filepath.Ext(base))
		name := stem
		for n := 2; used[strings.ToLower(name)]; n++ {
			name = fmt.Sprintf("%s-%d", stem, n)
		}
		used[strings.ToLower(name)] = true
		names[i] = name + ".html"
	}
	return names
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
			if _, err := fmt.Fprintf(w, "== %s\n", printable(files[i])); err != nil {
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
