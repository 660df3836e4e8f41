package form

import (
	"strings"
	"testing"
)

func TestAFileIsCalledWhatNobodyTakesForAPath(t *testing.T) {
	for name, want := range map[string]string{
		"平面图.pdf":                           "平面图.pdf",
		`C:\Users\某\平面图 (1).pdf`:            "平面图 (1).pdf",
		"../../etc/passwd":                  "passwd",
		"a\x00b\r\nSet-Cookie: x.pdf":       "abSet-Cookie x.pdf",
		"图\u202efdp.exe.pdf":                "图fdp.exe.pdf",
		"..":                                "",
		" \t":                               "",
		strings.Repeat("长", 200) + ".pdf":   strings.Repeat("长", 116) + ".pdf",
		`<script>"x"</script>.png`:          "script.png",
		strings.Repeat("a", 119) + " b.pdf": strings.Repeat("a", 114) + " b.pdf",
	} {
		if got := TitleOf(name); got != want || TitleOf(got) != got {
			t.Errorf("%q is called %q", name, got)
		}
	}
}

func TestAFieldOfFilesTakesWhatWasHandedInAlone(t *testing.T) {
	f := Make("f", map[string]any{"type": "object", "properties": map[string]any{"材料": map[string]any{"type": "array", "x-is": "files", "items": map[string]any{"type": "string"}}}}, []string{"材料"}, func(_, s string) { t.Error(s) })
	sum := strings.Repeat("0a", 32)
	for s, right := range map[string]bool{
		sum + ".pdf 平面图.pdf": true, sum + ".jpg a b.jpg": true,
		"": false, "平面图.pdf": false, sum + ".pdf": false, sum + ".pdf ": false, sum + ".exe a.pdf": false, sum + ".pdf ../a": false, "../" + sum + ".pdf a": false, sum + ".pdf a\nb": false,
	} {
		w := f.Check(map[string]any{"材料": []any{s}})
		if right != (len(w) == 0) || !right && !strings.Contains(w[0].Sentence, "没有传上来") {
			t.Errorf("%q: %+v", s, w)
		}
	}
	many := make([]any, 13)
	for i := range many {
		many[i] = sum + ".pdf a.pdf"
	}
	if w := f.Check(map[string]any{"材料": many}); len(w) != 1 || w[0].Hint == "" {
		t.Errorf("thirteen: %+v", w)
	}
	said := ""
	Make("g", map[string]any{"type": "object", "properties": map[string]any{"材料": map[string]any{"type": "string", "x-is": "files"}}}, []string{"材料"}, func(_, s string) { said += s })
	if !strings.Contains(said, "要写 type: array") {
		t.Errorf("%q", said)
	}
}
