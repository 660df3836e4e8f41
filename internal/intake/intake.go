// Package intake makes documents of foreign bytes.
//
// It decides by the content what a file is, never by its name, and hands it to
// the reader of that format. Whatever cannot be read is answered with a fault
// that says why and what to do next. It refuses to know what the words mean,
// where documents are stored and who handed them in.
package intake

import (
	"fmt"

	"duban/internal/base/fault"
	"duban/internal/intake/charset"
	"duban/internal/intake/container"
	"duban/internal/intake/docx"
	"duban/internal/intake/ofd"
	"duban/internal/intake/pdf"
	"duban/internal/intake/plaintext"
	"duban/internal/intake/webpage"
	"duban/internal/intake/xlsx"
	"duban/internal/kernel/document"
)

// The limits on what is read at all. A report of 30,000 characters is 100 KB.
const (
	MaxText      = 64 << 20  // txt, html
	MaxContainer = 200 << 20 // docx, xlsx, ofd, pdf
)

// Read detects the format by content and makes a document.
func Read(name string, data []byte) (*document.Document, error) {
	if len(data) == 0 {
		return nil, empty(name)
	}
	kind := sniff(data)
	if limit := limitOf(kind); int64(len(data)) > limit {
		return nil, tooLarge(name, int64(len(data)), limit)
	}
	switch kind {
	case zipKind:
		return readPackage(name, data)
	case pdfKind:
		return pdf.Read(name, data)
	case oleKind:
		return nil, compound(name, data)
	case textKind:
		return readText(name, data)
	}
	return nil, foreign(name, kind)
}

// Pages counts the pages of a PDF; what is none is refused.
func Pages(name string, data []byte) (int, error) {
	if sniff(data) != pdfKind {
		return 0, fault.New(fault.Unreadable, fmt.Sprintf("“%s”不是 PDF，或已损坏。", name), "请重新取一份。")
	}
	return pdf.Pages(name, data)
}

func readText(name string, data []byte) (*document.Document, error) {
	d, err := charset.Decode(data, webpage.Label(data))
	if err != nil {
		return nil, fault.New(fault.Unreadable,
			fmt.Sprintf("“%s”不是能读的文字：既不是 UTF-8、GB18030 或 UTF-16 文本，也不是 docx、xlsx、ofd、pdf。", name),
			"若本是文本，请另存为 UTF-8 编码；若是其他格式，请另存为 .docx 或 PDF。").Because(err)
	}
	switch {
	case isWordXML(d.Text):
		return nil, fault.New(fault.Unreadable,
			fmt.Sprintf("“%s”是 Word 的 XML 存档，不是通用的文档格式。", name), "请用 Word 或 WPS 打开后另存为 .docx。")
	case webpage.Is(d.Text):
		return webpage.Read(name, d)
	}
	return plaintext.Read(name, d)
}

func readPackage(name string, data []byte) (*document.Document, error) {
	p, err := container.Open(name, data)
	if err != nil {
		return nil, err
	}
	switch {
	case p.Has("OFD.xml"):
		return ofd.Read(name, p)
	case p.Has("word/document.xml"), docx.Is(p):
		return docx.Read(name, p)
	case p.Has("xl/workbook.xml"), xlsx.Is(p):
		return xlsx.Read(name, p, data)
	case p.Has("ppt/presentation.xml"):
		return nil, fault.New(fault.Unreadable,
			fmt.Sprintf("“%s”是演示文稿，不能当报告读。", name), "请另存为 PDF，或把文字存为 .docx。")
	case p.Has("content.xml") && p.Has("mimetype"):
		return nil, fault.New(fault.Unreadable,
			fmt.Sprintf("“%s”是 OpenDocument 文件，尚不能读。", name), "请另存为 .docx 或 .xlsx。")
	}
	return nil, fault.New(fault.Unreadable,
		fmt.Sprintf("“%s”是一个压缩包，里面不是 docx、xlsx 或 ofd 的内容。", name), "请先解压，再逐个提交里面的文件。")
}
