package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"duban/internal/base/fault"
	"duban/internal/kernel/document"
)

// Open reads a file and makes a document. The size is asked before anything is
// read, so a file over the limit costs nothing.
func Open(path string) (*document.Document, error) {
	name := filepath.Base(path)
	info, err := os.Stat(path)
	if err != nil {
		return nil, unopened(name, err)
	}
	switch {
	case info.IsDir():
		return nil, fault.New(fault.Usage,
			fmt.Sprintf("“%s”是文件夹，不是文件。", name), "请指明其中的某一个文件。")
	case !info.Mode().IsRegular():
		return nil, fault.New(fault.Usage,
			fmt.Sprintf("“%s”不是普通文件，不能读。", name), "请先把内容存成文件。")
	case info.Size() == 0:
		return nil, empty(name)
	case info.Size() > MaxContainer:
		return nil, tooLarge(name, info.Size(), MaxContainer)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, unopened(name, err)
	}
	defer f.Close()
	return From(name, f, info.Size())
}

// From reads a stream and makes a document. size is what the stream holds, or
// 0 if nobody knows; then it is read up to the limit and no further.
func From(name string, r io.Reader, size int64) (*document.Document, error) {
	head := make([]byte, pdfWithin)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, unopened(name, err)
	}
	limit := limitOf(sniff(head[:n]))
	if size > limit {
		return nil, tooLarge(name, size, limit)
	}
	data, err := readOn(r, head[:n], size, limit)
	if err != nil {
		return nil, unopened(name, err)
	}
	if size <= 0 && int64(len(data)) > limit {
		return nil, endless(name, limit)
	}
	return Read(name, data)
}

// readOn reads the rest of a stream whose head has been read into one piece of
// memory. A file may grow meanwhile; one byte over the limit is enough to know.
func readOn(f io.Reader, head []byte, size, limit int64) ([]byte, error) {
	data := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
	data.Write(head)
	_, err := data.ReadFrom(io.LimitReader(f, limit+1-int64(len(head))))
	return data.Bytes(), err
}

func unopened(name string, err error) *fault.Fault {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault.New(fault.NotFound,
			fmt.Sprintf("找不到文件“%s”。", name), "请核对路径和文件名。").Because(err)
	case errors.Is(err, fs.ErrPermission):
		return fault.New(fault.Forbidden,
			fmt.Sprintf("没有权限读取“%s”。", name), "请把文件的读取权限给当前用户，或换一个位置。").Because(err)
	}
	return fault.New(fault.Unreadable,
		fmt.Sprintf("“%s”读不出来，磁盘或网络位置出了问题。", name), "请把文件复制到本机再试。").Because(err)
}
