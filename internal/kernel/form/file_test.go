package form

import (
	"math/rand/v2"
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

func TestWhatWasMadeATitleStaysOne(t *testing.T) {
	parts := []rune(". 。长a/\\:\u00ad\u061c\u2060\u200d\u2028\u3000\u0085\ufeff\ufffd\t\n：é")
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		name := make([]rune, random.IntN(3*LongestTitle))
		for i := range name {
			name[i] = parts[random.IntN(len(parts))]
		}
		got := TitleOf(string(name))
		if TitleOf(got) != got || len([]rune(got)) > LongestTitle || strings.ContainsAny(got, "/\\:\n\t\u00ad\u061c\u2060\u200d\u2028\ufeff") {
			t.Fatalf("%q is called %q, and that %q", string(name), got, TitleOf(got))
		}
		f := File{strings.Repeat("0a", 32) + ".pdf", got}
		if u := f.Under("房屋租赁合同"); got != "" && (!u.Stands() || !strings.HasPrefix(u.Title, "房屋租赁合同：")) {
			t.Fatalf("%q under its material is %q", got, u.Title)
		}
	}
	if got := (File{Title: strings.Repeat("长", 116) + ".pdf"}).Under("结婚证/离婚证").Title; got != "结婚证、离婚证："+strings.Repeat("长", 108)+".pdf" {
		t.Errorf("%s", got)
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
