package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"syscall"

	"duban/internal/base/fault"
	"duban/internal/kernel/statement"
)

// readable are the endings that a folder is searched for; a file named
// outright is read whatever it is called.
var readable = []string{".txt", ".html", ".htm", ".docx", ".pdf", ".ofd", ".xlsx"}

// expand turns folders into the files in them, in order of their names.
func expand(command string, args []string) ([]string, error) {
	if len(args) == 0 {
		return nil, fault.New(fault.Usage, "没有说要读哪个文件。", "例：duban "+command+" 报告.docx")
	}
	var files []string
	for _, a := range args {
		info, err := os.Stat(a)
		if err != nil || !info.IsDir() {
			files = append(files, a) // what is wrong with it is said when it is opened
			continue
		}
		var in []string
		root, stuck := a, a
		if real, err := filepath.EvalSymlinks(a); err == nil {
			root = real // the walk does not follow a link
		}
		err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
			if err != nil {
				stuck = p
				return err
			}
			if d.IsDir() && p != root && strings.HasPrefix(d.Name(), ".") {
				return fs.SkipDir
			}
			if lock := strings.HasPrefix(d.Name(), "~$") || strings.HasPrefix(d.Name(), "."); lock && !d.IsDir() {
				return nil // what Word and others leave beside an open file
			}
			if !d.IsDir() && slices.Contains(readable, strings.ToLower(filepath.Ext(p))) {
				rel, err := filepath.Rel(root, p)
				if err != nil {
					return err
				}
				in = append(in, filepath.Join(a, rel))
			}
			return nil
		})
		if err != nil {
			return nil, fault.New(fault.Forbidden, fmt.Sprintf("文件夹“%s”打不开。", stuck), "请检查权限，或改为写出要读的文件。").Because(err)
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
			return nil, named(err, f)
		}
		reports = append(reports, r)
		p.step(filepath.Base(f))
	}
	return reports, nil
}

// named says of a fault which file it was, with its folder: a folder may hold
// several of one name.
func named(err error, path string) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	told := *f
	told.Sentence = strings.Replace(f.Sentence, "“"+filepath.Base(path)+"”", "“"+path+"”", 1)
	return &told
}

// deliver writes to standard output, or to a file that appears only when it is
// whole. The files that were read are never written over.
func deliver(s streams, path string, sources []string, write func(io.Writer) error) error {
	if path == "" || path == "-" {
		return undelivered("屏幕或管道", write(s.out))
	}
	if err := writable(path, sources); err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err == nil {
		if !info.Mode().IsRegular() {
			return through(path, write)
		}
		// a link is followed, so that what it points at is replaced and not the link
		if real, err := filepath.EvalSymlinks(path); err == nil {
			path = real
		}
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".duban-*")
	if err != nil {
		return unwritable(path, err)
	}
	defer os.Remove(tmp.Name())
	if err := write(tmp); err != nil {
		tmp.Close()
		return undelivered(path, err)
	}
	if err := tmp.Close(); err != nil {
		return undelivered(path, err)
	}
	mode := os.FileMode(0o644)
	if info != nil {
		mode = info.Mode().Perm()
	}
	if err := os.Chmod(tmp.Name(), mode); err != nil {
		return unwritable(path, err)
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return unwritable(path, err)
	}
	return nil
}

// writable says why a path must not be written: a folder stands there, or one
// of the files that were read.
func writable(path string, sources []string) error {
	info, err := os.Stat(path)
	if err != nil {
		return nil // what is wrong with the folder is said when it is tried
	}
	if info.IsDir() {
		return fault.New(fault.Usage, fmt.Sprintf("“%s”是文件夹，不能写成文件。", path), "请在 -o 后面写文件名。")
	}
	for _, f := range sources {
		if source, err := os.Stat(f); err == nil && os.SameFile(info, source) && info.Mode().IsRegular() {
			return fault.New(fault.Usage, fmt.Sprintf("“%s”就是要读的文件，写进去会盖掉原文。", path), "请在 -o 后面换一个文件名。")
		}
	}
	return nil
}

// through writes into a device or a pipe, which must not be replaced by a file.
func through(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return unwritable(path, err)
	}
	err = write(f)
	if e := f.Close(); err == nil {
		err = e
	}
	return undelivered(path, err)
}

func unwritable(path string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return fault.New(fault.Forbidden, fmt.Sprintf("“%s”写不进去：没有权限。", path), "请换一个有权限写的文件夹。").Because(err)
	}
	return fault.New(fault.Usage, fmt.Sprintf("“%s”写不进去。", path), "请检查文件夹是否存在、有没有写的权限。").Because(err)
}

// undelivered tells trouble of the disk from trouble of ours; a reader that
// hung up is no trouble.
func undelivered(path string, err error) error {
	if _, told := fault.As(err); told {
		return err
	}
	var io *fs.PathError
	if err == nil || errors.Is(err, syscall.EPIPE) || !errors.As(err, &io) {
		return err
	}
	return fault.New(fault.Unavailable, fmt.Sprintf("“%s”没有写完。", path), "请检查磁盘空间。").Because(err)
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
