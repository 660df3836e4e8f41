// Package plaintext reads text files. The text stays as it is, line ends and
// byte order mark included; only the encoding changes. It refuses to guess
// what is a heading: a text file does not say.
package plaintext

import (
	"fmt"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/intake/charset"
	"duban/internal/kernel/document"
)

// Read makes a document of decoded text.
func Read(name string, d *charset.Decoded) (*document.Document, error) {
	doc := document.Plain(name, d.Text, d.Source)
	if len(doc.Paragraphs) == 0 {
		return nil, fault.New(fault.Invalid,
			fmt.Sprintf("“%s”里没有文字，只有空白。", name), "请确认交的是正文文件。")
	}
	if lost := strings.Count(d.Text, "\uFFFD"); lost > 100 && lost*20 > len(d.Text)/3 {
		return nil, fault.New(fault.Unreadable,
			fmt.Sprintf("“%s”里有%d个字解不出来，编码不对或文件已损坏。", name, lost),
			"请用原来的软件打开，另存为 UTF-8 编码的文本。")
	}
	return doc, nil
}
