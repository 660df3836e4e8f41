package project

import (
	"regexp"
	"strings"

	"duban/internal/base/fault"
)

var (
	// oldCode is YYYY-RRRRRR-HH-LL-NNNNNN, as given until about January 2021.
	oldCode = regexp.MustCompile(`^(19|20)[0-9]{2}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}$`)
	// newCode is GB/T 40058-2021: year and month, area, department, type, five
	// random digits and a check character, whose rule is not published.
	newCode = regexp.MustCompile(`^[0-9]{2}(0[1-9]|1[0-2])-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{5}[0-9A-Z]$`)
	// looksLikeCode is what a column of codes holds, right or not.
	looksLikeCode = regexp.MustCompile(`^[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9A-Z]{6}$`)

	hyphens  = strings.NewReplacer("－", "-", "—", "-", "–", "-", "‐", "-", "−", "-", " ", "", "　", "")
	industry = regexp.MustCompile(`^[A-T][0-9]{2,4}$`)
)

// CodeShape says that a text is written like a code of the national platform.
func CodeShape(s string) bool { return looksLikeCode.MatchString(plainCode(s)) }

func plainCode(s string) string { return strings.ToUpper(hyphens.Replace(strings.TrimSpace(s))) }

// ReadCode reads a national project code in either form.
func ReadCode(s string) (string, error) {
	c := plainCode(s)
	if oldCode.MatchString(c) || newCode.MatchString(c) {
		return c, nil
	}
	return "", fault.New(fault.Invalid, "“"+s+"”不是投资项目在线平台的项目代码；涉密项目另行编码，不得录入本系统。", "新写法如 2101-429099-04-01-12345C，旧写法如 2017-429099-70-03-006747；还没有代码的先空着。").At("code")
}

// secret are words that mark what must not be kept here.
var secret = regexp.MustCompile(`涉密|(绝密|机密|秘密)\s*★|[（(【\[](绝密|机密|秘密)[)）】\]]|^(绝密|机密|秘密)级?$`)

// open refuses what is marked as secret.
func open(key, s string) error {
	if secret.MatchString(s) {
		return fault.New(fault.Refused, "“"+short(s)+"”标着密级，涉密项目不得录入本系统。", "请按保密规定在涉密载体上管理，并删去这一条。").At(key)
	}
	return nil
}

func short(s string) string {
	if r := []rune(s); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return s
}
