package intake

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// kind is what the first bytes of a file say it is.
type kind string

const (
	textKind kind = "text"
	zipKind  kind = "zip"
	pdfKind  kind = "pdf"
	oleKind  kind = "ole"
)

// signatures of what we know and do not read; the words go into the sentence.
var signatures = []struct {
	magic string
	is    kind
}{
	{"PK\x03\x04", zipKind},
	{"PK\x05\x06", zipKind},
	{"PK\x07\x08", zipKind},
	{"%PDF-", pdfKind},
	{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", oleKind},
	{"{\\rtf", "RTF 文档"},
	{"\x89PNG\r\n\x1a\n", "图片"},
	{"\xFF\xD8\xFF", "图片"},
	{"GIF8", "图片"},
	{"II*\x00", "图片"},
	{"MM\x00*", "图片"},
	{"MZ", "程序"},
	{"\x7FELF", "程序"},
	{"Rar!\x1a\x07", "压缩包"},
	{"7z\xBC\xAF\x27\x1C", "压缩包"},
	{"\x1F\x8B\x08", "压缩包"},
	{"SQLite format 3\x00", "数据库"},
	{"ID3\x03", "录音"},
	{"ID3\x04", "录音"},
	{"OggS\x00", "录音"},
	{"fLaC\x00", "录音"},
	{"%!PS-Adobe", "PostScript 文件"},
	{"AT&TFORM", "DjVu 图书"},
	{"HN\x00", "CAJ 文献"},
	{"KDH 2.00", "CAJ 文献"},
}

// pdfWithin is how far into a file a PDF header may stand (PDF 1.7, appendix H).
const pdfWithin = 1024

func sniff(data []byte) kind {
	for _, s := range signatures {
		if !bytes.HasPrefix(data, []byte(s.magic)) {
			continue
		}
		// Two letters are no proof: a text may begin so.
		if len(s.magic) < 4 && utf8.Valid(data) && bytes.IndexByte(data, 0) < 0 {
			continue
		}
		return s.is
	}
	if bytes.HasPrefix(data, []byte("RIFF")) && len(data) > 12 {
		switch string(data[8:12]) {
		case "WEBP":
			return "图片"
		case "WAVE":
			return "录音"
		case "AVI ":
			return "录像"
		}
	}
	if len(data) > 12 && string(data[4:8]) == "ftyp" {
		return "录像"
	}
	head := data[:min(len(data), pdfWithin)]
	if i := bytes.Index(head, []byte("%PDF-")); i >= 0 {
		before := bytes.TrimLeft(head[:i], " \t\r\n\uFEFF")
		if len(before) == 0 || !utf8.Valid(data) {
			return pdfKind
		}
	}
	return textKind
}

func limitOf(k kind) int64 {
	if k == textKind {
		return MaxText
	}
	return MaxContainer
}

// isWordXML knows the two flat XML formats that Word calls documents.
func isWordXML(text string) bool {
	head := text[:min(len(text), 4096)]
	return strings.Contains(head, "<?mso-application") ||
		strings.Contains(head, "<w:wordDocument") || strings.Contains(head, "<pkg:package")
}

// Names in a compound file (MS-CFB) are UTF-16; these say what is inside.
var (
	encryptedName = utf16Name("EncryptedPackage")
	wordName      = utf16Name("WordDocument")
	workbookName  = utf16Name("Workbook")
	bookName      = utf16Name("Book")
	slidesName    = utf16Name("PowerPoint Document")
)

func utf16Name(s string) []byte {
	out := make([]byte, 0, 2*len(s)+2)
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return append(out, 0, 0)
}
