//go:build unix

package content

import (
	"errors"
	"fmt"
	"syscall"

	"duban/internal/store"
)

// Named tells a disk that is full from other trouble.
func Named(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: %w", store.ErrFull, err)
	}
	return err
}
