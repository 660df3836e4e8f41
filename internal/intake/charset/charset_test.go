package charset_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"duban/internal/intake/charset"
)

const sentence = "　　2025年，云泽市地区生产总值完成612.4亿元，同比增长6.1％；新建“口袋公园”9处。\r\n"

func encode(t testing.TB, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var (
	gb18030 = simplifiedchinese.GB18030
	utf16le = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	utf16be = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
)

func TestEncodingIsJudgedByTheBytes(t *testing.T) {
	rare := "镕𠮷㐂€" // in four bytes of GB18030 all but the first
	for _, c := range []struct {
		name     string
		data     []byte
		label    string
		encoding string
		text     string
	}{
		{"UTF-8", []byte(sentence), "", "UTF-8", sentence},
		{"UTF-8 with a byte order mark keeps it", []byte("\uFEFF" + sentence), "", "UTF-8", "\uFEFF" + sentence},
		{"UTF-8 that claims to be GB2312", []byte(sentence), "gb2312", "UTF-8", sentence},
		{"UTF-8 with one damaged byte", append([]byte(sentence+sentence), 0xE4), "", "UTF-8", sentence + sentence + "\uFFFD"},
		{"GB18030", encode(t, gb18030, sentence), "", "GB18030", sentence},
		{"GB18030 that claims to be UTF-8", encode(t, gb18030, sentence), "utf-8", "GB18030", sentence},
		{"GB18030 with rare characters", encode(t, gb18030, sentence+rare), "", "GB18030", sentence + rare},
		{"GBK with a euro sign of Windows", append(encode(t, gb18030, sentence), 0x80), "", "GB18030", sentence + "€"},
		{"GB18030 cut within a character", encode(t, gb18030, sentence+"亿")[:len(encode(t, gb18030, sentence))+1], "", "GB18030", sentence + "\uFFFD"},
		{"a few characters of GB18030", encode(t, gb18030, "云泽市"), "", "GB18030", "云泽市"},
		{"UTF-16LE with its mark", encode(t, utf16le, "\uFEFF"+sentence+rare), "", "UTF-16LE", "\uFEFF" + sentence + rare},
		{"UTF-16BE with its mark", encode(t, utf16be, "\uFEFF"+sentence+rare), "", "UTF-16BE", "\uFEFF" + sentence + rare},
		{"UTF-16LE without one", encode(t, utf16le, sentence), "", "UTF-16LE", sentence},
		{"UTF-16BE without one", encode(t, utf16be, sentence), "", "UTF-16BE", sentence},
		{"UTF-16 cut within a character", encode(t, utf16le, "\uFEFF"+sentence)[:2*utf8.RuneCountInString(sentence)+1], "", "UTF-16LE", "\uFEFF" + sentence[:len(sentence)-1] + "\uFFFD"},
		{"plain ASCII", []byte("GDP 612.4\n"), "", "UTF-8", "GDP 612.4\n"},
		{"question marks where characters were lost", []byte("????年完成???%"), "", "UTF-8", "????年完成???%"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := charset.Decode(c.data, c.label)
			if err != nil {
				t.Fatal(err)
			}
			if d.Encoding != c.encoding {
				t.Errorf("is %s, want %s", d.Encoding, c.encoding)
			}
			if d.Text != c.text {
				t.Errorf("text %q\nwant %q", d.Text, c.text)
			}
		})
	}
}

func TestNoText(t *testing.T) {
	noise := make([]byte, 4096)
	for i, x := 0, uint32(1); i < len(noise); i++ {
		x = x*1664525 + 1013904223
		noise[i] = byte(x >> 24)
	}
	for name, data := range map[string][]byte{
		"noise":                      noise,
		"nothing but zeros":          make([]byte, 100),
		"control characters":         []byte(strings.Repeat("\x01\x02a", 50)),
		"a mark of UTF-16 and noise": append([]byte{0xFF, 0xFE}, noise...),
		"Big5":                       encode(t, traditionalchinese.Big5, strings.Repeat("雲澤市地區生產總值完成六百億元，同比增長百分之六。", 20)),
	} {
		if d, err := charset.Decode(data, ""); !errors.Is(err, charset.ErrUndecodable) {
			t.Errorf("%s was read as %s: %.60q", name, d.Encoding, d.Text)
		}
	}
}

// Every character of the text must lead to the bytes that encode it.
func TestWayBack(t *testing.T) {
	text := "\uFEFF" + strings.Repeat(sentence+"镕𠮷\n", 200) // beyond the first of the marks between which Source counts
	for name, e := range map[string]encoding.Encoding{"GB18030": gb18030, "UTF-16LE": utf16le, "UTF-16BE": utf16be, "UTF-8": encoding.Nop} {
		t.Run(name, func(t *testing.T) {
			data := encode(t, e, text)
			d, err := charset.Decode(data, "")
			if err != nil {
				t.Fatal(err)
			}
			if d.Text != text {
				t.Fatalf("text differs: %.40q", d.Text)
			}
			step := 0
			for i, r := range d.Text {
				if step++; step%7 != 0 && i < len(d.Text)-100 {
					continue
				}
				at := d.Source(i)
				if want := encode(t, e, string(r)); !bytes.HasPrefix(data[at:], want) {
					t.Fatalf("offset %d (%q) leads to byte %d: % x, want % x", i, r, at, data[at:at+4], want)
				}
			}
			if end := d.Source(len(d.Text)); end != int64(len(data)) {
				t.Errorf("the end leads to %d of %d", end, len(data))
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(sentence), "utf-8")
	f.Add(encode(f, gb18030, sentence+"𠮷"), "gbk")
	f.Add(encode(f, utf16le, "\uFEFF"+sentence), "")
	f.Add(encode(f, utf16be, sentence), "utf-16")
	f.Add([]byte{0xFF, 0xFE}, "")
	f.Add([]byte{0x81, 0x30, 0x81, 0x30, 0x80, 0xFF, 'a'}, "gb18030")
	f.Fuzz(func(t *testing.T, data []byte, label string) {
		d, err := charset.Decode(data, label)
		if err != nil {
			if !errors.Is(err, charset.ErrUndecodable) {
				t.Fatal(err)
			}
			return
		}
		if !utf8.ValidString(d.Text) {
			t.Fatal("the text is not valid UTF-8")
		}
		last := int64(-1)
		for i := range d.Text {
			at := d.Source(i)
			if at <= last || at >= int64(len(data)) {
				t.Fatalf("offset %d leads to byte %d of %d, the one before to %d", i, at, len(data), last)
			}
			last = at
		}
		if at := d.Source(len(d.Text)); at != int64(len(data)) {
			t.Fatalf("the end leads to byte %d of %d", at, len(data))
		}
	})
}

func BenchmarkDecodeGB18030(b *testing.B) {
	data := encode(b, gb18030, strings.Repeat(sentence, 1000))
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := charset.Decode(data, ""); err != nil {
			b.Fatal(err)
		}
	}
}
