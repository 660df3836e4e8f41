// Package content is what a store of content-addressed bytes does wherever it
// keeps them: it names them, takes them in under their SHA-256, and gives them
// out with the sum checked. It refuses to know where they lie.
package content

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"regexp"

	"duban/internal/base/fault"
	"duban/internal/store"
)

var (
	divisionForm = regexp.MustCompile(`^[0-9]{1,12}$`)
	sumForm      = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// Name is where bytes lie in any store, with slashes: the division, the first two
// digits of the SHA-256, and all of it.
func Name(division, sum string) (string, error) {
	if err := CheckDivision(division); err != nil {
		return "", err
	}
	if !sumForm.MatchString(sum) {
		return "", fmt.Errorf("content: no such sum: %q", sum)
	}
	return division + "/" + sum[:2] + "/" + sum, nil
}

// CheckDivision refuses what is no division, so that no name leads elsewhere.
func CheckDivision(division string) error {
	if !divisionForm.MatchString(division) {
		return fmt.Errorf("content: no such division: %q", division)
	}
	return nil
}

// Take writes at most so many bytes, and says under which sum.
func Take(ctx context.Context, to io.Writer, data io.Reader, most int64) (string, int64, error) {
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(to, h), io.LimitReader(data, most+1))
	if err != nil {
		return "", 0, err
	}
	if n > most {
		return "", 0, fault.New(fault.TooLarge, fmt.Sprintf("文件超过 %d MB。", most>>20), "请拆成几份，或去掉里面的大图。")
	}
	return hex.EncodeToString(h.Sum(nil)), n, ctx.Err()
}

// Absent says that bytes are not there.
func Absent(cause error) error {
	return fault.New(fault.Unreadable, "原文件不在了。", "请从备份恢复，或重新上传。").Because(fmt.Errorf("%w: %w", store.ErrAbsent, cause))
}

// Checked gives all the bytes, and in place of their end an error where they are
// not those of the sum: who keeps what was altered as it is has all of it.
func Checked(data io.ReadCloser, sum string) io.ReadCloser {
	return &checked{data, sum, sha256.New()}
}

type checked struct {
	io.ReadCloser
	sum  string
	hash hash.Hash
}

func (c *checked) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.hash.Write(p[:n])
	if err != io.EOF {
		return n, err
	}
	if got := hex.EncodeToString(c.hash.Sum(nil)); got != c.sum {
		err = fault.New(fault.Unreadable, "原文件和存入时不一样了，没有给出。", "请报审计管理员核验，并从备份恢复。").Because(fmt.Errorf("%w: %s is %s", store.ErrAltered, c.sum, got))
	}
	return n, err
}
