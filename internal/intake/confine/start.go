package confine

import (
	"context"
	"io"
	"os"
	"os/exec"
	"runtime"
	"time"
)

// process is a child that runs.
type process struct {
	pid     int
	in      io.WriteCloser
	out     io.Reader
	said    *said
	drained chan struct{}
	ended   chan death
}

// death is how a child ended.
type death struct {
	err error
	cpu time.Duration
}

// start starts this program as a child that dies when ctx ends.
func start(ctx context.Context, ask request) (*process, error) {
	path, err := self()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, path)
	cmd.Args = []string{os.Args[0], command}
	cmd.Env = []string{} // not nil, which would be ours
	cmd.Dir = root
	cmd.WaitDelay = 2 * time.Second
	apart(cmd)
	p := &process{said: &said{}, drained: make(chan struct{}), ended: make(chan death, 1)}
	cmd.Stderr = p.said
	if p.in, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if p.out, err = cmd.StdoutPipe(); err != nil {
		return nil, err
	}
	started := make(chan error)
	go func() {
		// The thread is given away with what it lost, and outlives the child,
		// whose life hangs on it.
		runtime.LockOSThread()
		err := confined(path, ask)
		if err == nil {
			err = cmd.Start()
		}
		started <- err
		if err != nil {
			return
		}
		<-p.drained
		err = cmd.Wait()
		p.ended <- death{err, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	p.pid = cmd.Process.Pid
	return p, nil
}

// wait takes leave of a child whose answer was read as far as it will be.
func (p *process) wait() death {
	close(p.drained)
	return <-p.ended
}
