package intake

import (
	"bytes"
	"fmt"

	"duban/internal/base/fault"
)

func empty(name string) *fault.Fault {
	return fault.New(fault.Invalid,
		fmt.Sprintf("“%s”是空文件，一个字节也没有。", name), "多半是下载或上传中断了，请重新取一份。")
}

func tooLarge(name string, size, limit int64) *fault.Fault {
	return fault.New(fault.TooLarge,
		fmt.Sprintf("“%s”有%s，超过上限%d MB。", name, megabytes(size), limit>>20),
		"请只交报告正文，去掉图片和附件，或拆成几份。")
}

// endless answers for a stream whose size nobody has told.
func endless(name string, limit int64) *fault.Fault {
	return fault.New(fault.TooLarge,
		fmt.Sprintf("“%s”超过上限%d MB，已停止读取。", name, limit>>20),
		"请只交报告正文，去掉图片和附件，或拆成几份。")
}

func megabytes(size int64) string {
	if size < 1<<20 {
		return fmt.Sprintf("%d 字节", size)
	}
	return fmt.Sprintf("%.1f MB", float64(size)/(1<<20))
}

// compound answers for OLE files: the old office formats, and the new ones
// under a password.
func compound(name string, data []byte) *fault.Fault {
	switch {
	case bytes.Contains(data, encryptedName):
		return fault.New(fault.Unreadable,
			fmt.Sprintf("“%s”设了打开密码，无法读取。", name), "请用密码打开后另存一份不加密的再交。")
	case bytes.Contains(data, wordName):
		return fault.New(fault.Unreadable,
			fmt.Sprintf("“%s”是旧版 Word 文档（.doc），不能直接读。", name), "请用 Word 或 WPS 打开后另存为 .docx。")
	case bytes.Contains(data, workbookName), bytes.Contains(data, bookName):
		return fault.New(fault.Unreadable,
			fmt.Sprintf("“%s”是旧版 Excel 表格（.xls），不能直接读。", name), "请用 Excel 或 WPS 打开后另存为 .xlsx。")
	case bytes.Contains(data, slidesName):
		return fault.New(fault.Unreadable,
			fmt.Sprintf("“%s”是旧版演示文稿（.ppt），不能当报告读。", name), "请另存为 PDF。")
	}
	return fault.New(fault.Unreadable,
		fmt.Sprintf("“%s”是旧版办公软件的文件，认不出是哪一种，也可能不完整。", name), "请用原来的软件打开后另存为 .docx。")
}

// foreign answers for files whose kind is known and not read.
func foreign(name string, k kind) *fault.Fault {
	hint := "请交报告的文字版：docx、xlsx、ofd、带文字的 pdf、网页或文本。"
	switch k {
	case "图片":
		hint = "请先用识别软件转成文字，存为 .docx 或文本后再交。"
	case "压缩包":
		hint = "请先解压，再逐个提交里面的文件。"
	case "RTF 文档":
		hint = "请用 Word 或 WPS 打开后另存为 .docx。"
	}
	return fault.New(fault.Unreadable, fmt.Sprintf("“%s”是%s，读不出文字。", name, k), hint)
}
