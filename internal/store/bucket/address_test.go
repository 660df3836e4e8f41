package bucket

import (
	"fmt"
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
		"s3://evidence?endpoint=http://10.0.0.7:9000&plain=allowed":              {bucket: "evidence", endpoint: "10.0.0.7:9000", region: "us-east-1", plain: true},
		"s3://evidence?endpoint=https://10.0.0.7:9000&ca=/etc/duban/ca.pem":      {bucket: "evidence", endpoint: "10.0.0.7:9000", secure: true, region: "us-east-1", ca: "/etc/duban/ca.pem"},
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
		"s3://evidence?endpoint=https://10.0.0.7&style=host", "s3://evidence?endpoint=https://[::1]:9000&style=host", "s3://evidence?endpoint=http://127.0.0.1:9000&ca=/etc/duban/ca.pem",
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
