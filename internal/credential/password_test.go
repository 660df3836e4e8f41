package credential

import (
	"strings"
	"testing"
)

var cheap = New(Cost{Memory: 64, Passes: 1, Threads: 1}, 2)

func TestAPasswordIsRightOrNot(t *testing.T) {
	h, err := cheap.Hash(t.Context(), "青山-Blue-42")
	if err != nil {
		t.Fatal(err)
	}
	for password, want := range map[string]bool{"青山-Blue-42": true, "青山-blue-42": false, "": false} {
		if right, stale, err := cheap.Verify(t.Context(), h, password); right != want || stale || err != nil {
			t.Errorf("%q: right %v, stale %v, %v", password, right, stale, err)
		}
	}
	if right, stale, err := Standard2().Verify(t.Context(), h, "青山-Blue-42"); !right || !stale || err != nil {
		t.Errorf("a hash of another cost: right %v, stale %v, %v", right, stale, err)
	}
	if right, _, err := cheap.Verify(t.Context(), "", "nobody's"); right || err != nil {
		t.Errorf("nobody was let in: %v %v", right, err)
	}
	for _, bad := range []string{"$argon2id$", "x", strings.Replace(h, "m=64", "m=99999999", 1), h[:len(h)-3] + "!!!"} {
		if right, _, err := cheap.Verify(t.Context(), bad, "青山-Blue-42"); right || err == nil {
			t.Errorf("%q was taken for a hash", bad)
		}
	}
}

// Standard2 has another cost than cheap.
func Standard2() *Passwords { return New(Cost{Memory: 128, Passes: 1, Threads: 1}, 1) }

func TestAWeakPasswordIsRefusedInOneSentence(t *testing.T) {
	for password, want := range map[string]string{
		"Ab1-":             "只有 4 位",
		"abcdefghijkl":     "种类太少",
		"Aaaaa-12345-":     "连着四个",
		"LinZhi-2026-x":    "登录名",
		"Password-1":       "太常见",
		"青山-Blue-42x":      "",
		"Correct.Horse.9b": "",
	} {
		err := cheap.Check(password, "linzhi", "林知远")
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", password, err, want)
		}
	}
}
