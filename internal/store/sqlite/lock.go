//go:build unix

package sqlite

import (
	"errors"
	"os"
	"strings"
	"syscall"

	"duban/internal/base/fault"
)

// lockFile takes the lock that lets one process at a time at the database; the
// system lets go of it when the process ends, however it ends.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fault.New(fault.Conflict, "“"+strings.TrimSuffix(path, ".lock")+"”正被另一个 duban 用着。", "先停掉那一个；要几个一起用，请改用 PostgreSQL。")
		}
		return nil, err
	}
	return f, nil
}
