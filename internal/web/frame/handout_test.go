package frame

import (
	"mime"
	"testing"
)

func TestAFileIsNamedInChineseAndInASCII(t *testing.T) {
	for name, want := range map[string]string{"云泽市 台账 2026-01-05.xlsx": "云泽市 台账 2026-01-05.xlsx", "a/b\\c\"d\r\ne*'f.csv": "abcde'f.csv"} {
		head := disposition(name, "regi\"ster\r\n.xlsx")
		kind, params, err := mime.ParseMediaType(head)
		if err != nil || kind != "attachment" || params["filename"] != want {
			t.Errorf("%s names %q, %v; want %q", head, params["filename"], err, want)
		}
		for _, c := range []byte(head) {
			if c >= 0x80 || c < ' ' {
				t.Errorf("%q holds the byte %x", head, c)
			}
		}
	}
}
