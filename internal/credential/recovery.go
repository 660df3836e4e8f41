package credential

import (
	"crypto/sha256"
	"crypto/subtle"
	"io"
	"strings"

	"duban/internal/base/fault"
)

// without 0 1 I O, which are read for one another
const recoveryLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

const (
	recoveryCount  = 10
	recoveryLength = 16 // 80 bits, so that a plain digest may be stored
)

// RecoveryCode (恢复码) lets somebody in whose phone is lost; each once.
type RecoveryCode string

// NewRecoveryCodes draws ten codes, to be shown once.
func NewRecoveryCodes(random io.Reader) ([]RecoveryCode, error) {
	codes := make([]RecoveryCode, recoveryCount)
	for i := range codes {
		s, err := letters(random, recoveryLetters, recoveryLength)
		if err != nil {
			return nil, err
		}
		codes[i] = RecoveryCode(s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:])
	}
	return codes, nil
}

// Digest is what is stored of a code.
func (c RecoveryCode) Digest() [sha256.Size]byte { return sha256.Sum256([]byte(c)) }

// ParseRecoveryCode takes what a person typed, however grouped and cased.
func ParseRecoveryCode(typed string) (RecoveryCode, error) {
	refused := fault.New(fault.Invalid, "恢复码应是 16 个字母和数字，四个一组。", "照保存的恢复码填写；每个只能用一次。")
	if len(typed) > 200 {
		return "", refused
	}
	s := strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToUpper(folded(typed)))
	if len(s) != recoveryLength || strings.Trim(s, recoveryLetters) != "" {
		return "", refused
	}
	return RecoveryCode(s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:]), nil
}

// Among gives which of the stored digests the code opens; that one must then be
// struck out. All are compared whichever it is.
func (c RecoveryCode) Among(stored [][]byte) (index int, err error) {
	d := c.Digest()
	index = -1
	for i, s := range stored {
		if subtle.ConstantTimeCompare(d[:], s) == 1 {
			index = i
		}
	}
	if index < 0 {
		return -1, fault.New(fault.Refused, "这个恢复码不对，或已经用过。", "换一个没有用过的恢复码，或请管理员重设。")
	}
	return index, nil
}
