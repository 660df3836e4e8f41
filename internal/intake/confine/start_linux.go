package confine

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

const root = "/"

// self is this very program, also after its file was replaced.
func self() (string, error) { return "/proc/self/exe", nil }

func apart(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error {
		err := cmd.Process.Kill()
		if err == nil {
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		}
		return err
	}
}

// confined takes from the calling thread, and so from every process it starts,
// the way to more rights (no_new_privs) and, where the kernel has Landlock, all
// files but the program, the libraries it may be linked with, and the compiled
// code of the PDF reader.
func confined(program string, ask request) error {
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("no_new_privs: %w", err)
	}
	version, _, no := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if no != 0 {
		return nil // a kernel before 5.13, or one without it
	}
	attr := unix.LandlockRulesetAttr{Handled_access_fs: everyAccess}
	length := unsafe.Sizeof(attr.Handled_access_fs)
	if version >= 2 {
		attr.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_REFER
	}
	if version >= 3 {
		attr.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_TRUNCATE
	}
	if version >= 4 {
		attr.Handled_access_net = unix.LANDLOCK_ACCESS_NET_BIND_TCP | unix.LANDLOCK_ACCESS_NET_CONNECT_TCP
		length += unsafe.Sizeof(attr.Handled_access_net)
	}
	if version >= 6 {
		attr.Scoped = unix.LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET | unix.LANDLOCK_SCOPE_SIGNAL
		length += unsafe.Sizeof(attr.Scoped)
	}
	rules, _, no := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&attr)), length, 0)
	if no != 0 {
		return fmt.Errorf("landlock: %w", no)
	}
	defer unix.Close(int(rules))
	const run = unix.LANDLOCK_ACCESS_FS_EXECUTE | unix.LANDLOCK_ACCESS_FS_READ_FILE
	if err := allow(int(rules), program, run); err != nil {
		return err
	}
	for _, dir := range []string{"/lib", "/lib64", "/usr/lib", "/usr/lib64"} {
		if err := allow(int(rules), dir, run); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	if err := allowCache(int(rules), ask); err != nil {
		return err
	}
	if _, _, no := unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, rules, 0, 0); no != 0 {
		return fmt.Errorf("landlock: %w", no)
	}
	return nil
}

// everyAccess are the rights of Landlock's first version, all of which are
// taken unless a rule leaves them.
const everyAccess = unix.LANDLOCK_ACCESS_FS_MAKE_SYM<<1 - 1

// allowCache lets whoever compiles write the compiled code, the others read it.
func allowCache(rules int, ask request) error {
	if ask.Cache == "" {
		return nil
	}
	access := uint64(unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_READ_DIR)
	if ask.Compile {
		if err := os.MkdirAll(ask.Cache, 0o700); err != nil {
			return err
		}
		access |= unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_MAKE_REG |
			unix.LANDLOCK_ACCESS_FS_REMOVE_FILE | unix.LANDLOCK_ACCESS_FS_MAKE_DIR
	}
	if err := allow(rules, ask.Cache, access); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

func allow(rules int, path string, access uint64) error {
	fd, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return &os.PathError{Op: "landlock", Path: path, Err: err}
	}
	defer unix.Close(fd)
	rule := unix.LandlockPathBeneathAttr{Allowed_access: access, Parent_fd: int32(fd)}
	_, _, no := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(rules), unix.LANDLOCK_RULE_PATH_BENEATH, uintptr(unsafe.Pointer(&rule)), 0, 0, 0)
	if no != 0 {
		return &os.PathError{Op: "landlock", Path: path, Err: no}
	}
	return nil
}
