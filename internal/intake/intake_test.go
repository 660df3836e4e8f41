package intake_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"duban/internal/base/fault"
	"duban/internal/intake"
	. "duban/internal/intake/intaketest"
	"duban/internal/kernel/document"
)

const report = "政府工作报告\n2025年，全市完成地区生产总值612.4亿元，增长6.1%。\n今年，新建学校5所，改造老旧小区26个。\n"

func encoded(t testing.TB, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func docx() []byte {
	var body strings.Builder
	for l := range strings.Lines(report) {
		body.WriteString(P("", strings.TrimSpace(l)))
	}
	return Docx(body.String())
}

func xlsx(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, l := range strings.Split(strings.TrimSpace(report), "\n") {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = f.SetCellValue("Sheet1", cell, l)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func ofd() []byte {
	var page strings.Builder
	for i, l := range strings.Split(strings.TrimSpace(report), "\n") {
		page.WriteString(OFDText(20, 50+float64(i)*20, 4, l))
	}
	return OFD(page.String())
}

func pdf(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("pdf", "testdata", "report.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func page() string {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html><html><body>")
	for l := range strings.Lines(report) {
		b.WriteString("<p>" + strings.TrimSpace(l) + "</p>")
	}
	return b.String()
}

// The name says nothing: every file is read under one that lies.
func TestFormatIsKnownByContent(t *testing.T) {
	utf16 := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	for _, c := range []struct {
		name   string
		data   []byte
		format document.Format
	}{
		{"text", []byte(report), document.Text},
		{"text with a byte order mark", []byte("\uFEFF" + report), document.Text},
		{"text in GB18030", encoded(t, simplifiedchinese.GB18030, report), document.Text},
		{"text in UTF-16", encoded(t, utf16, report), document.Text},
		{"a text that begins like a program", []byte("MZ是乡镇的缩写。\n" + report), document.Text},
		{"a text that speaks of PDF", []byte("请看 %PDF-1.4 的说明。\n" + report), document.Text},
		{"a page", []byte(page()), document.HTML},
		{"a page in UTF-16", encoded(t, utf16, page()), document.HTML},
		{"a Word document", docx(), document.DOCX},
		{"a workbook", xlsx(t), document.XLSX},
		{"an OFD document", ofd(), document.OFD},
		{"a PDF", pdf(t), document.PDF},
		{"a PDF after some blanks", append([]byte("\r\n\uFEFF"), pdf(t)...), document.PDF},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := intake.Read("报告.wps", c.data)
			if err != nil {
				t.Fatal(err)
			}
			Sound(t, d)
			if d.Format != c.format || d.Name != "报告.wps" {
				t.Errorf("%s, %s", d.Format, d.Name)
			}
			if !strings.Contains(d.Text, "全市完成地区生产总值612.4亿元，增长6.1%") {
				t.Errorf("the sentence is not in\n%s", d.Text)
			}
		})
	}
}

// compound is the head of an OLE file and the names of streams in it.
func compound(names ...string) []byte {
	b := append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 504)...)
	for _, n := range names {
		for _, r := range n {
			b = append(b, byte(r), 0)
		}
		b = append(b, make([]byte, 64)...)
	}
	return b
}

func TestWhatIsNotReadIsAnswered(t *testing.T) {
	noise := make([]byte, 8192)
	for i, x := 0, uint32(7); i < len(noise); i++ {
		x = x*1664525 + 1013904223
		noise[i] = byte(x >> 24)
	}
	word := docx()
	for _, c := range []struct {
		name string
		data []byte
		kind fault.Kind
		says string
	}{
		{"an empty file", nil, fault.Invalid, "空文件"},
		{"only blanks", []byte(" \r\n　\n"), fault.Invalid, "空白"},
		{"noise", noise, fault.Unreadable, "不是能读的文字"},
		{"zeros", make([]byte, 5000), fault.Unreadable, "不是能读的文字"},
		{"a text in Big5", encoded(t, traditionalchinese.Big5, strings.Repeat("雲澤市地區生產總值完成六百億元，同比增長百分之六。", 20)), fault.Unreadable, "不是能读的文字"},
		{"a picture", []byte("\x89PNG\r\n\x1a\n...."), fault.Unreadable, "图片"},
		{"a photo", []byte("\xFF\xD8\xFF\xE0...."), fault.Unreadable, "图片"},
		{"a program", []byte("\x7FELF\x02\x01\x01"), fault.Unreadable, "程序"},
		{"an archive", []byte("7z\xBC\xAF\x27\x1C...."), fault.Unreadable, "压缩包"},
		{"a film", []byte("\x00\x00\x00\x18ftypmp42...."), fault.Unreadable, "录像"},
		{"a sound", []byte("RIFF\x24\x00\x00\x00WAVEfmt "), fault.Unreadable, "录音"},
		{"RTF", []byte(`{\rtf1\ansi }`), fault.Unreadable, "RTF"},
		{"old Word", compound("WordDocument"), fault.Unreadable, ".doc"},
		{"old Excel", compound("Workbook"), fault.Unreadable, ".xls"},
		{"old PowerPoint", compound("PowerPoint Document"), fault.Unreadable, ".ppt"},
		{"a Word document under a password", compound("EncryptionInfo", "EncryptedPackage"), fault.Unreadable, "密码"},
		{"some other compound file", compound(), fault.Unreadable, "认不出"},
		{"a Word document that breaks off", word[:len(word)*2/3], fault.Unreadable, "不完整"},
		{"a Word document without its end", word[:len(word)-10], fault.Unreadable, "不完整"},
		{"a zip of other things", Zip(File("报告/甲.txt", "甲")), fault.Unreadable, "压缩包"},
		{"an empty zip", Zip(), fault.Unreadable, "压缩包"},
		{"slides", Zip(File("ppt/presentation.xml", "<a/>")), fault.Unreadable, "演示文稿"},
		{"OpenDocument", Zip(File("mimetype", "application/vnd.oasis.opendocument.text"), File("content.xml", "<a/>")), fault.Unreadable, "OpenDocument"},
		{"a zip bomb", Docx(P("", strings.Repeat(" ", 40<<20))), fault.TooLarge, "解压"},
		{"flat Word XML", []byte(`<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>`), fault.Unreadable, "Word"},
		{"a PDF that breaks off", pdf(t)[:300], fault.Unreadable, "损坏"},
		{"a page without an article", []byte("<html><body><div id=app></div></body></html>"), fault.Invalid, "正文"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := intake.Read("2026年报告.docx", c.data)
			Refused(t, err, c.kind, "2026年报告.docx")
			if err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("does not say %q: %v", c.says, err)
			}
		})
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	// A hole in a file: its size costs no disk, and reading it would show.
	hole := func(name, head string, size int64) string {
		p := write(name, []byte(head))
		if err := os.Truncate(p, size); err != nil {
			t.Fatal(err)
		}
		return p
	}
	t.Run("a file", func(t *testing.T) {
		d, err := intake.Open(write("报告.txt", []byte(report)))
		if err != nil {
			t.Fatal(err)
		}
		if d.Text != report || d.Name != "报告.txt" {
			t.Errorf("%s: %q", d.Name, d.Text)
		}
	})
	for _, c := range []struct {
		name, path string
		kind       fault.Kind
		says       string
	}{
		{"a folder", dir, fault.Usage, "文件夹"},
		{"nothing of that name", filepath.Join(dir, "没有.txt"), fault.NotFound, "找不到"},
		{"an empty file", write("空.txt", nil), fault.Invalid, "空文件"},
		{"two gigabytes of zeros", hole("大.txt", "", 2<<30), fault.TooLarge, "2048.0 MB，超过上限200 MB"},
		{"two gigabytes that begin like a Word document", hole("大.docx", "PK\x03\x04", 2<<30), fault.TooLarge, "超过上限200 MB"},
		{"a text over the limit of texts", hole("长.txt", report, intake.MaxText+1), fault.TooLarge, "超过上限64 MB"},
		{"something that is no file", os.DevNull, fault.Usage, "不是普通文件"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := intake.Open(c.path)
			runtime.ReadMemStats(&after)
			Refused(t, err, c.kind, filepath.Base(c.path))
			if err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("does not say %q: %v", c.says, err)
			}
			if grown := after.TotalAlloc - before.TotalAlloc; grown > 1<<20 {
				t.Errorf("took %d bytes of memory to refuse", grown)
			}
		})
	}
	t.Run("a file that may not be read", func(t *testing.T) {
		p := write("密.txt", []byte(report))
		if err := os.Chmod(p, 0); err != nil {
			t.Fatal(err)
		}
		if f, err := os.Open(p); err == nil {
			f.Close()
			t.Skip("whoever runs this may read everything")
		}
		_, err := intake.Open(p)
		Refused(t, err, fault.Forbidden, "密.txt")
	})
}

func TestSizeIsLimitedWithoutAFile(t *testing.T) {
	_, err := intake.Read("长.txt", make([]byte, intake.MaxText+1))
	Refused(t, err, fault.TooLarge, "长.txt")
}

// What reading a text takes must stay a small multiple of it.
func TestMemoryOfALongText(t *testing.T) {
	const size = 4 << 20
	long := strings.Repeat(report, size/len(report))
	for name, data := range map[string][]byte{
		"UTF-8":   []byte(long),
		"GB18030": encoded(t, simplifiedchinese.GB18030, long),
		"HTML":    []byte("<html><body><p>" + strings.ReplaceAll(long, "\n", "</p>\n<p>")),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			d, err := intake.Read("长.txt", data)
			if err != nil {
				t.Fatal(err)
			}
			runtime.ReadMemStats(&after)
			most := uint64(8 * size) // paragraphs are short here, and each has its record
			if name == "HTML" {
				most = 48 * size
			}
			if grown := after.TotalAlloc - before.TotalAlloc; grown > most {
				t.Errorf("%d MB for %d", grown>>20, len(data)>>20)
			}
			runtime.KeepAlive(d)
		})
	}
}

func TestRealReports(t *testing.T) {
	for _, c := range []struct {
		file   string
		format document.Format
		says   []string
	}{
		{"raw/hailar-2012.gb18030.txt", document.Text, []string{"政 府 工 作 报 告", "地区生产总值完成198.5亿元，同比增长22.3%"}},
		{"raw/xiantao-2021.page.txt", document.Text, []string{"政府工作报告(摘要)", "实现地区生产总值827.9 亿元"}},
		{"raw/2025年湖北省政府工作报告.docx", document.DOCX, []string{"一、2024年工作回顾", "地区生产总值增长5.8％"}},
		{"raw/2025年云南省政府工作报告.docx", document.DOCX, []string{"全省完成地区生产总值31534亿元", "主办单位：省交通运输厅，各州、市人民政府"}},
		{"raw/n.ofd", document.OFD, []string{"路卫发〔2011〕76号"}},
	} {
		t.Run(filepath.Base(c.file), func(t *testing.T) {
			path := Corpus(t, c.file)
			d, err := intake.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			Sound(t, d)
			if d.Format != c.format {
				t.Errorf("format %s", d.Format)
			}
			rest := d.Text
			for _, s := range c.says {
				_, after, found := strings.Cut(rest, s)
				if !found {
					t.Errorf("%q is missing", s)
				}
				rest = after
			}
			if d.Format != document.Text {
				return
			}
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range d.Paragraphs {
				want := []byte(d.Of(p))
				if !utf8.Valid(data) {
					want = encoded(t, simplifiedchinese.GB18030, d.Of(p))
				}
				if !bytes.HasPrefix(data[p.Place.Byte:], want) {
					t.Errorf("%.30s is not at byte %d", d.Of(p), p.Place.Byte)
				}
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(report))
	f.Add([]byte(page()))
	f.Add(docx())
	f.Add(ofd())
	f.Add(xlsx(f))
	f.Add(compound("WordDocument"))
	f.Add(encoded(f, simplifiedchinese.GB18030, report))
	f.Add([]byte("RIFF0000WAVE"))
	f.Add([]byte("%PDF-1.4\ntrailer<</Root 1 0 R>>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := intake.Read("报告", data)
		if err != nil {
			var as *fault.Fault
			if !errors.As(err, &as) || as.Sentence == "" || as.Hint == "" {
				t.Fatal(err)
			}
			return
		}
		Sound(t, d)
		for _, p := range d.Paragraphs {
			if p.Place.Byte >= int64(len(data)) {
				t.Fatalf("byte %d of %d", p.Place.Byte, len(data))
			}
		}
	})
}
