package credential

import (
	"strings"
	"testing"
	"time"
)

var clerk = PasswordOwner{Login: "wangke", Name: "王科"}

func TestAPasswordIsRefusedForWhatIsWrongWithIt(t *testing.T) {
	policy := DefaultPolicy
	policy.Words = []string{"Yunze"}
	for password, reasons := range map[string][]string{
		"Lake-Bamboo7":             nil,
		"湖边Zhu竹子3,天井":              nil,
		"Tm9-kw":                   {"太短"},
		"lake-bamboo-hill":         {"太单一"},
		"Xwangke-2941":             {"登录名"},
		"WangKe_lantern8":          {"登录名"},
		"王科-Lantern-82":            {"姓名"},
		"Lantern888-hill":          {"同一个字符"},
		"Lantern-qwer-82":          {"相邻"},
		"Lantern-REWQ-82":          {"相邻"},
		"Lan-2wsxtern-8":           {"相邻"},
		"Lan-4321-tern":            {"相邻"},
		"Lan-EfGh-tern8":           {"相邻"},
		"P@ssw0rd2026!":            {"常见"},
		"@dmin2026!!Ab":            nil,
		"@dmin20262026":            {"常见"},
		"Ad-min-2026-83":           {"常见"},
		"Adm1n-82-8264":            {"常见"},
		"Yunze@20262026":           {"常见"},
		"ＰＡＳＳｗｏｒｄ２０２６":             {"常见"},
		"1234":                     {"太短", "太单一", "相邻"},
		"Lan\x00tern-8-hill":       {"控制字符"},
		strings.Repeat("Aa1", 500): {"超过 1024 个字节"},
	} {
		got := policy.Check(password, clerk)
		var said []string
		for _, f := range got {
			said = append(said, f.Sentence)
			if f.Hint == "" || strings.Count(f.Sentence, "。") != 1 || strings.Contains(f.Error(), "！") {
				t.Errorf("%q: %q", password, f.Error())
			}
		}
		if len(got) != len(reasons) {
			t.Errorf("%q: %q, want %q", password, said, reasons)
			continue
		}
		for i, r := range reasons {
			if !strings.Contains(said[i], r) {
				t.Errorf("%q: %q, want %q", password, said[i], r)
			}
		}
	}
}

func TestAShortLoginIsNotFoundByChance(t *testing.T) {
	if wrong := DefaultPolicy.Check("Lake-Bamboo7", PasswordOwner{Login: "am", Name: "L"}); wrong != nil {
		t.Errorf("%v", wrong)
	}
}

func TestAPolicyThatAsksNothingRefusesOnlyWhatEverybodyTries(t *testing.T) {
	if wrong := (PasswordPolicy{}).Check("zb", clerk); wrong != nil {
		t.Errorf("%v", wrong)
	}
	if wrong := (PasswordPolicy{}).Check("admin", PasswordOwner{}); len(wrong) != 1 {
		t.Errorf("%v", wrong)
	}
}

func TestAPasswordExpiresOnTheDot(t *testing.T) {
	set := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	for after, want := range map[time.Duration]bool{0: false, 90*24*time.Hour - 1: false, 90 * 24 * time.Hour: true} {
		if got := DefaultPolicy.Expired(set, set.Add(after)); got != want {
			t.Errorf("after %s: %v", after, got)
		}
	}
	if (PasswordPolicy{}).Expired(set, set.AddDate(50, 0, 0)) {
		t.Error("no maximal age, and yet expired")
	}
}

func FuzzEveryPasswordGetsAnAnswer(f *testing.F) {
	f.Add("Lake-Bamboo7", "wangke", "王科")
	f.Add("İİİİİİİİİİ", "ı", "\xff")
	f.Fuzz(func(t *testing.T, password, login, name string) {
		for _, w := range DefaultPolicy.Check(password, PasswordOwner{Login: login, Name: name}) {
			if w.Sentence == "" || w.Hint == "" {
				t.Errorf("%q: %+v", password, w)
			}
		}
	})
}
