package bucket_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"duban/internal/base/fault"
	"duban/internal/store"
	"duban/internal/store/bucket"
	"duban/internal/store/storetest"
)

func TestACertificateThatIsNotTheStoresIsRefused(t *testing.T) {
	ours, other := storetest.NewAuthority(t), storetest.NewAuthority(t)
	soon := time.Now().Add(time.Hour)
	for name, c := range map[string]struct {
		by     *storetest.Authority
		until  time.Time
		host   string
		ca     string
		says   string
		barred bool
	}{
		"of another authority":    {other, soon, "127.0.0.1", "&ca=" + ours.File, "不是“" + ours.File + "”里的机构签发的", true},
		"of nobody known":         {ours, soon, "127.0.0.1", "", "不是这台机器信任的机构签发的", true},
		"for another host":        {ours, soon, "files.test", "&ca=" + ours.File, "不是发给“127.0.0.1”的", true},
		"that ran out":            {ours, time.Now().Add(-time.Hour), "127.0.0.1", "&ca=" + ours.File, "过期了", false},
		"that is the right one":   {ours, soon, "127.0.0.1", "&ca=" + ours.File, "", false},
		"named by itself as well": {ours, soon, "127.0.0.1", "&ca=OWN", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			cert, key := c.by.Issue(t, c.until, c.host)
			s := storetest.NewBucketAs(t, storetest.BucketAs{Cert: cert, Key: key})
			b := opened(t, s.Address()+strings.Replace(c.ca, "OWN", cert, 1), s.Env)
			for what, err := range all(b) {
				if c.says == "" {
					if err != nil && !(what == "open" && errors.Is(err, store.ErrAbsent)) {
						t.Errorf("%s: %v", what, err)
					}
					continue
				}
				f, ok := fault.As(err)
				if !ok || f.Kind != fault.Unavailable || !strings.Contains(f.Sentence, c.says) || f.Hint == "" || errors.Is(err, store.ErrBarred) != c.barred || errors.Is(err, store.ErrAbsent) {
					t.Errorf("%s: %v (%v)", what, err, f)
				}
			}
			if _, err := os.Stat(filepath.Join(s.Root, "city")); (err == nil) != (c.says == "") {
				t.Errorf("what was kept: %v", err)
			}
		})
	}
}

func TestAnAuthoritysFileThatIsNoneIsRefused(t *testing.T) {
	none := filepath.Join(t.TempDir(), "keys.env")
	if err := os.WriteFile(none, []byte("AWS_SECRET_ACCESS_KEY=SECRETSECRET\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for file, kind := range map[string]fault.Kind{none: fault.Usage, none + ".none": fault.NotFound} {
		_, err := bucket.Open("s3://evidence?endpoint=https://127.0.0.1:1&ca="+file, bucket.Means{Env: func(string) string { return "key" }})
		if f, ok := fault.As(err); !ok || f.Kind != kind || f.Hint == "" || !strings.Contains(f.Sentence, file) || strings.Contains(fmt.Sprint(err, f.Cause), "SECRETSECRET") {
			t.Errorf("%s: %v", file, err)
		}
	}
}
