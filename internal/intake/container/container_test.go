package container_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/xml"
	"fmt"
	"hash/crc32"
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/intake/container"
	. "duban/internal/intake/intaketest"
)

func TestPartsAreFoundAsPackagesWriteThem(t *testing.T) {
	p, err := container.Open("报告.docx", Zip(File("word/document.xml", "甲"), File(`word\styles.xml`, "乙"), File("/Rooted.XML", "丙"), File("../../etc/x", "丁")))
	if err != nil {
		t.Fatal(err)
	}
	for part, want := range map[string]string{
		"word/document.xml":  "甲",
		"/word/document.xml": "甲",
		"WORD/Document.xml":  "甲",
		"word/styles.xml":    "乙",
		"rooted.xml":         "丙",
		"etc/x":              "丁",
	} {
		data, found, err := p.Part(part)
		if err != nil || !found || string(data) != want || !p.Has(part) {
			t.Errorf("%s: %q, %v, %v", part, data, found, err)
		}
	}
	if _, found, err := p.Part("word/none.xml"); found || err != nil {
		t.Errorf("a part that is not there: %v, %v", found, err)
	}
	if n := p.Names(); len(n) != 4 || n[1] != "word/styles.xml" {
		t.Errorf("names %v", n)
	}
}

func TestJoin(t *testing.T) {
	for _, c := range []struct{ from, target, want string }{
		{"word/document.xml", "styles.xml", "word/styles.xml"},
		{"word/document.xml", "/word/styles.xml", "word/styles.xml"},
		{"word/document.xml", "../custom/x.xml", "custom/x.xml"},
		{"word/document.xml", "../../../x.xml", "x.xml"},
		{"Doc_0/Document.xml", `Pages\Page_0\Content.xml`, "Doc_0/Pages/Page_0/Content.xml"},
		{"", "word/document.xml", "word/document.xml"},
	} {
		if got := container.Join(c.from, c.target); got != c.want {
			t.Errorf("Join(%q, %q) = %q, want %q", c.from, c.target, got, c.want)
		}
	}
}

// raw makes a package of one part whose directory says what it likes.
func raw(name string, packed []byte, unpacked uint64, sum uint32, flags uint16) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CRC32: sum, Flags: flags,
		CompressedSize64: uint64(len(packed)), UncompressedSize64: unpacked})
	if err == nil {
		_, err = w.Write(packed)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		panic(err)
	}
	return b.Bytes()
}

func deflated(data []byte) []byte {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err == nil {
		_, err = w.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err)
	}
	return b.Bytes()
}

func TestBadPackages(t *testing.T) {
	zeros := make([]byte, 40<<20)
	packed, sum := deflated(zeros), crc32.ChecksumIEEE(zeros)
	small := deflated([]byte("甲乙丙"))
	many := make([]Part, container.MaxEntries+1)
	for i := range many {
		many[i] = File(fmt.Sprint(i), "")
	}
	whole := Zip(File("a.xml", strings.Repeat("云泽", 1000)))
	for _, c := range []struct {
		name string
		data []byte
		kind fault.Kind
	}{
		{"a bomb that says what it is", raw("a.xml", packed, uint64(len(zeros)), sum, 0), fault.TooLarge},
		{"a bomb that promises little", raw("a.xml", packed, 100, sum, 0), fault.Unreadable},
		{"a bomb that promises more than all memory", raw("a.xml", small, 1<<62, 0, 0), fault.TooLarge},
		{"more entries than any file has", Zip(many...), fault.TooLarge},
		{"a package under a password", raw("a.xml", small, 9, 0, 1), fault.Unreadable},
		{"a wrong checksum", raw("a.xml", small, 9, 1, 0), fault.Unreadable},
		{"packed bytes that are none", raw("a.xml", []byte("\xff\xff\xff\xff"), 9, 0, 0), fault.Unreadable},
		{"a package that breaks off", whole[:len(whole)/2], fault.Unreadable},
		{"a package without its last byte", whole[:len(whole)-1], fault.Unreadable},
		{"the letters PK and nothing", []byte("PK\x03\x04"), fault.Unreadable},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := container.Open("报告.docx", c.data)
			if err == nil {
				_, _, err = p.Part("a.xml")
			}
			Refused(t, err, c.kind, "报告.docx")
			if p != nil {
				Refused(t, p.Measure(), c.kind, "报告.docx")
			}
		})
	}
}

func TestTheSumOfPartsIsLimited(t *testing.T) {
	// Each part is small enough to be as well packed as it likes.
	zeros := make([]byte, container.FreeRatio)
	packed, sum := deflated(zeros), crc32.ChecksumIEEE(zeros)
	const parts = container.MaxUnpacked/container.FreeRatio + 1
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := range parts {
		w, err := z.CreateRaw(&zip.FileHeader{Name: fmt.Sprint(i), Method: zip.Deflate, CRC32: sum,
			CompressedSize64: uint64(len(packed)), UncompressedSize64: uint64(len(zeros))})
		if err == nil {
			_, err = w.Write(packed)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := container.Open("报告.docx", b.Bytes())
	Refused(t, err, fault.TooLarge, "报告.docx")
}

// script writes down what it is told.
type script struct{ strings.Builder }

func (s *script) Start(e xml.StartElement) {
	s.WriteString("<" + e.Name.Local + container.Attr(e, "a"))
}
func (s *script) Text(b []byte)  { s.Write(b) }
func (s *script) End(n xml.Name) { s.WriteString(">") }

func TestWalk(t *testing.T) {
	p, err := container.Open("报告.docx", Zip(File("a.xml", "")))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, xml, want string }{
		{"elements, attributes, text", `<?xml version="1.0"?><r><x n:a="1">甲&amp;乙</x><![CDATA[<丙>]]></r>`, "<r<x1甲&乙><丙>>"},
		{"a byte order mark", "\uFEFF<r>甲</r>", "<r甲>"},
		{"another encoding", "<?xml version='1.0' encoding='GB18030'?><r>\xd4\xc6\xd4\xf3</r>", "<r云泽>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var s script
			if err := p.Walk("a.xml", []byte(c.xml), &s); err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimPrefix(s.String(), "\uFEFF"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	for name, x := range map[string]string{
		"crossed elements":       "<a><b></a></b>",
		"breaks off":             "<a><b>",
		"nothing":                "",
		"only a head":            "<?xml version='1.0'?>",
		"an unknown entity":      `<!DOCTYPE a [<!ENTITY x "xx">]><a>&x;&x;</a>`,
		"bytes that are no text": "<a>\xff\xfe</a>",
	} {
		t.Run(name, func(t *testing.T) {
			Refused(t, p.Walk("a.xml", []byte(x), &script{}), fault.Unreadable, "报告.docx")
		})
	}
	t.Run("nested without end", func(t *testing.T) {
		Refused(t, p.Walk("a.xml", []byte(strings.Repeat("<a>", container.MaxDepth+1)), &script{}), fault.TooLarge, "报告.docx")
	})
}

func FuzzOpen(f *testing.F) {
	f.Add(Zip(File("word/document.xml", "<a>甲</a>")))
	f.Add(raw("a.xml", deflated(make([]byte, 1000)), 3, 7, 0))
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := container.Open("报告.docx", data)
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatal(err)
			}
			return
		}
		for _, name := range p.Names() {
			data, _, err := p.Part(name)
			if err == nil {
				err = p.Walk(name, data, &script{})
			}
			if _, ok := fault.As(err); err != nil && !ok {
				t.Fatal(err)
			}
		}
	})
}
