package bucket

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duban/internal/base/fault"
)

func TestKeysComeFromAFileOrTheEnvironment(t *testing.T) {
	env := func(name string) string {
		return map[string]string{"AWS_ACCESS_KEY_ID": "from", "AWS_SECRET_ACCESS_KEY": "environment", "AWS_SESSION_TOKEN": "token"}[name]
	}
	if k, err := readKeys("", env); err != nil || k != (keys{"from", "environment", "token"}) {
		t.Errorf("%v", err)
	}
	file := filepath.Join(t.TempDir(), "keys.env")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("# 密钥\nAWS_ACCESS_KEY_ID=id\nAWS_SECRET_ACCESS_KEY=\"a/b+c=\"\n")
	k, err := readKeys(file, env)
	if err != nil || k != (keys{"id", "a/b+c=", ""}) {
		t.Errorf("%v", err)
	}
	if said := fmt.Sprintf("%v %+v %#v %s", k, k, k, k); strings.Contains(said, "a/b+c=") || strings.Contains(said, "id") {
		t.Errorf("keys are printed: %s", said)
	}
	write("export AWS_ACCESS_KEY_ID=id\n export  AWS_SECRET_ACCESS_KEY='a/b+c='\n")
	if k, err := readKeys(file, env); err != nil || k != (keys{"id", "a/b+c=", ""}) {
		t.Errorf("as a shell reads it: %v", err)
	}
	write("AWS_ACCESS_KEY_ID=id\n")
	for _, path := range []string{file, file + ".none"} {
		if f, ok := fault.As(func() error { _, err := readKeys(path, env); return err }()); !ok || f.Hint == "" {
			t.Errorf("%s: %v", path, f)
		}
	}
	if _, err := readKeys("", func(string) string { return "" }); err == nil {
		t.Error("no keys at all")
	}
}
