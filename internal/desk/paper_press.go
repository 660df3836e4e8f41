package desk

import (
	"io"

	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
	"duban/internal/press/paper"
)

// pressPaper writes a paper as a file, pdf or docx. begin is called before the
// first byte, and not at all where there is no such kind of file.
func (w *Workspace) pressPaper(p procedure.Paper, as string, begin func() io.Writer) error {
	switch as {
	case "pdf":
		var fonts *paper.Fonts
		if w.means.Fonts != nil {
			fonts = w.means.Fonts()
		}
		return paper.PDF(begin(), p, fonts)
	case "docx":
		return paper.Docx(begin(), p)
	}
	return fault.New(fault.Invalid, "没有“"+as+"”这种文书文件。", "可以取 pdf、docx。").At("as")
}
