package cli

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/kernel/statement"
)

// readable are the endings that a folder is searched for; a file named
// outright is read whatever it is called.
var readable = []string{".txt", ".html", ".htm", ".docx", ".pdf", ".ofd", ".xlsx"}

// expand turns folders into the files in them, in order of their names.
func expand(args []string) ([]string, error) {
	if len(args) == 0 {
		return nil, fault.New(fault.Usage, "没有说要读哪个文件。", "例：duban read 报告.docx")
	}
	var files []string
	for _, a := range args {
		info, err := os.Stat(a)
		if err != nil || !info.IsDir() {
			files = append(files, a) // what is wrong with it is said when it is opened
			continue
		}
		var in []string
		err = filepath.WalkDir(a, func(p string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && p != a && strings.HasPrefix(d.Name(), ".") {
				return fs.SkipDir
			}
			if !d.IsDir() && slices.Contains(readable, strings.ToLower(filepath.Ext(p))) {
				in = append(in, p)
			}
			return nil
		})
		if err != nil {
			return nil, fault.New(fault.Unreadable, fmt.Sprintf("文件夹“%s”打不开。", a), "请检查权限。").Because(err)
		}
		if len(in) == 0 {
			return nil, fault.New(fault.NotFound, fmt.Sprintf("文件夹“%s”里没有可读的文件。", a), "可读的是 "+strings.Join(readable, " ")+"；其他名字的文件请直接写出文件名。")
		}
		sort.Strings(in)
		files = append(files, in...)
	}
	return files, nil
}

// readAll reads every file, or none: the first that cannot be read ends it.
func readAll(s streams, files []string) ([]*statement.Report, error) {
	p := newProgress(s.err, len(files))
	defer p.done()
	reports := make([]*statement.Report, 0, len(files))
	for _, f := range files {
		r, err := open(f)
		if err != nil {
			return nil, err
		}
		reports = append(reports, r)
		p.step(filepath.Base(f))
	}
	return reports, nil
}

// deliver writes to standard output, or to a file that appears only when it is whole.
func deliver(s streams, path string, write func(io.Writer) error) error {
	if path == "" || path == "-" {
		return write(s.out)
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return fault.New(fault.Usage, fmt.Sprintf("“%s”是文件夹，不能写成文件。", path), "请在 -o 后面写文件名。")
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".duban-*")
	if err != nil {
		return fault.New(fault.Usage, fmt.Sprintf("“%s”写不进去。", path), "请检查文件夹是否存在、有没有写的权限。").Because(err)
	}
	defer os.Remove(tmp.Name())
	if err := write(tmp); err != nil {
		tmp.Close()
		return err
	}
	if err := tmp.Close(); err != nil {
		return fault.New(fault.Unavailable, fmt.Sprintf("“%s”没有写完。", path), "请检查磁盘空间。").Because(err)
	}
	mode := os.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	if err := os.Chmod(tmp.Name(), mode); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return fault.New(fault.Usage, fmt.Sprintf("“%s”写不进去。", path), "请检查文件夹是否存在、有没有写的权限。").Because(err)
	}
	return nil
}

// terminal says that a stream is a screen somebody looks at.
func terminal(w any) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
