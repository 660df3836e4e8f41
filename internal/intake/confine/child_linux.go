package confine

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// Beside the private memory stand the ranges of addresses that the runtimes of
// Go and WebAssembly set aside and never fill.
const spare = 4 << 30

// maxFile is what the compiled PDF reader takes on disk, five times over.
const maxFile = 128 << 20

// lower takes from this process what the limits do not leave it, for good.
func lower(l Limits) error {
	for _, limit := range []struct {
		what  int
		name  string
		value uint64
	}{
		{unix.RLIMIT_CORE, "core", 0},
		{unix.RLIMIT_DATA, "data", uint64(l.Memory)},
		{unix.RLIMIT_AS, "addresses", uint64(l.Memory) + spare},
		{unix.RLIMIT_CPU, "processor", uint64(l.CPU / time.Second)},
		{unix.RLIMIT_NOFILE, "files", uint64(l.Files)},
		{unix.RLIMIT_FSIZE, "file", maxFile},
		{unix.RLIMIT_MEMLOCK, "locked", 0},
		{unix.RLIMIT_MSGQUEUE, "messages", 0},
	} {
		var now unix.Rlimit
		if err := unix.Getrlimit(limit.what, &now); err != nil {
			return fmt.Errorf("%s: %w", limit.name, err)
		}
		v := min(limit.value, now.Max)
		if err := unix.Setrlimit(limit.what, &unix.Rlimit{Cur: v, Max: v}); err != nil {
			return fmt.Errorf("%s: %w", limit.name, err)
		}
	}
	return deny()
}
