package bucket

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duban/internal/base/fault"
)

func TestAddressesAreRead(t *testing.T) {
	for address, want := range map[string]place{
		"s3://evidence?region=cn-north-1":                                        {bucket: "evidence", endpoint: "s3.cn-north-1.amazonaws.com", secure: true, region: "cn-north-1", host: true},
		"s3://evidence/city/files/?endpoint=https://s3.example.gov.cn:9000":      {bucket: "evidence", prefix: "city/files/", endpoint: "s3.example.gov.cn:9000", secure: true, region: "us-east-1"},
		"s3://evidence?endpoint=https://obs.example.cn&style=host&region=north":  {bucket: "evidence", endpoint: "obs.example.cn", secure: true, region: "north", host: true},
		"s3://evidence?endpoint=http://127.0.0.1:9000&keys=/etc/duban/files.env": {bucket: "evidence", endpoint: "127.0.0.1:9000", region: "us-east-1", keys: "/etc/duban/files.env"},
		"s3://evidence?endpoint=http://[::1]:9000":                               {bucket: "evidence", endpoint: "[::1]:9000", region: "us-east-1"},
		"s3://evidence?endpoint=http://10.0.0.7:9000&plain=allowed":              {bucket: "evidence", endpoint: "10.0.0.7:9000", region: "us-east-1"},
	} {
		if got, err := parse(address); err != nil || got != want {
			t.Errorf("%s: %+v, %v", address, got, err)
		}
	}
}

func TestAddressesThatAreWrongAreRefusedAndNotRepeated(t *testing.T) {
	for _, address := range []string{
		"s3://", "s3://evidence", "s3://Evidence?region=a", "s3://e?region=a", "s3://evidence/../x?region=a", "s3://evidence/a//b?region=a", "s3://evidence/a%2F..%2Fb?region=a", "s3://evidence/督办?region=a",
		"s3://AKIAEXAMPLE:SECRETSECRET@evidence?region=a", "s3://evidence?region=a&secret=SECRETSECRET", "s3://evidence?region=a&region=b", "s3://evidence?region=a b%00", "s3://evidence?region=",
		"s3://evidence?endpoint=", "s3://evidence?endpoint=s3.example.cn", "s3://evidence?endpoint=ftp://s3.example.cn", "s3://evidence?endpoint=https://a:SECRETSECRET@s3.example.cn", "s3://evidence?endpoint=https://s3.example.cn/path", "s3://evidence?endpoint=https://",
		"s3://evidence?endpoint=http://10.0.0.7:9000", "s3://evidence?endpoint=http://127.0.0.1.example.cn", "s3://evidence?endpoint=http://localhost.example.cn", "s3://evidence?endpoint=http://10.0.0.7&plain=yes", "s3://evidence?region=a&style=x", "s3://evidence?region=a#x", "s3:evidence",
	} {
		p, err := parse(address)
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Usage || f.Hint == "" {
			t.Errorf("%s: %+v, %v", address, p, err)
			continue
		}
		if strings.Contains(fmt.Sprint(err, f.Cause), "SECRETSECRET") {
			t.Errorf("%s repeats what may be a key: %v", address, err)
		}
	}
}

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
