//go:build unix && !linux

package confine

import (
	"os/exec"
	"syscall"
	"time"
)

const root = "/"

func apart(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error {
		err := cmd.Process.Kill()
		if err == nil {
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		}
		return err
	}
}

// lower takes what is limited alike on these systems; memory is held by the
// runtime's own limit alone, which is a wish and not a wall.
func lower(l Limits) error {
	for what, value := range map[int]uint64{
		syscall.RLIMIT_CORE:   0,
		syscall.RLIMIT_CPU:    uint64(l.CPU / time.Second),
		syscall.RLIMIT_NOFILE: uint64(l.Files),
	} {
		var limit syscall.Rlimit
		put(&limit.Cur, value)
		put(&limit.Max, value)
		if err := syscall.Setrlimit(what, &limit); err != nil {
			return err
		}
	}
	return nil
}

// put: the systems do not agree whether a limit has a sign.
func put[T int64 | uint64](into *T, value uint64) { *into = T(value) }
