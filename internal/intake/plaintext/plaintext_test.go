package plaintext_test

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"duban/internal/base/fault"
	"duban/internal/intake/charset"
	. "duban/internal/intake/intaketest"
	"duban/internal/intake/plaintext"
)

func TestTextStaysAsItIs(t *testing.T) {
	const text = "\uFEFF政府工作报告\r\n\r\n　　增长６.１％，新建???所&nbsp;学校\\r\\n　　二、任务\n"
	d, err := charset.Decode([]byte(text), "")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := plaintext.Read("报告.txt", d)
	if err != nil {
		t.Fatal(err)
	}
	Sound(t, doc)
	if doc.Text != text {
		t.Errorf("text %q", doc.Text)
	}
	Same(t, Show(doc), `
		文 | 政府工作报告
		文 | 增长６.１％，新建???所&nbsp;学校
		文 | 二、任务`)
}

func TestParagraphsLeadToTheirBytesInGB18030(t *testing.T) {
	const text = "　　政府工作报告\r\n　　新建学校5所。\n末行"
	data, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	d, err := charset.Decode(data, "")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := plaintext.Read("报告.txt", d)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range doc.Paragraphs {
		words, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(doc.Of(p)))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(data[p.Place.Byte:], words) {
			t.Errorf("%q is not at byte %d", doc.Of(p), p.Place.Byte)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct {
		name, text string
		kind       fault.Kind
	}{
		{"only blanks", " \r\n　\t\uFEFF\n", fault.Invalid},
		{"most characters lost", strings.Repeat("云\uFFFD", 200), fault.Unreadable},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := plaintext.Read("报告.txt", &charset.Decoded{Text: c.text})
			Refused(t, err, c.kind, "报告.txt")
		})
	}
}
