package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is a program of ours or the peer's that runs beside the measures.
type server struct {
	cmd     *exec.Cmd
	address string
	ready   time.Duration // from its start to the first page
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// start runs a program and waits for a page of it.
func start(ctx context.Context, page string, program func(address string) []string) (*server, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	args := program(address)
	s := &server{cmd: exec.CommandContext(ctx, args[0], args[1:]...), address: "http://" + address}
	s.cmd.Cancel = func() error { return s.cmd.Process.Signal(os.Interrupt) }
	log, err := os.CreateTemp("", "gauge-*.log")
	if err != nil {
		return nil, err
	}
	s.cmd.Stdout, s.cmd.Stderr = log, log
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	from := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	for time.Since(from) < 5*time.Minute {
		if r, err := http.Get(s.address + page); err == nil {
			r.Body.Close()
			if r.StatusCode < 500 {
				s.ready = time.Since(from)
				return s, nil
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	s.stop()
	return nil, fmt.Errorf("%s did not come up, see %s", args[0], log.Name())
}

func (s *server) stop() {
	s.cmd.Process.Signal(os.Interrupt)
	s.cmd.Wait()
}

// memory is the most the server has held, in MB.
func (s *server) memory() (int, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for _, l := range strings.Split(string(b), "\n") {
		if v, ok := strings.CutPrefix(l, "VmHWM:"); ok {
			n, err := strconv.Atoi(strings.Fields(v)[0])
			return n / 1024, err
		}
	}
	return 0, errors.New("the system does not say how much memory a program holds")
}

// busy is how long processors have worked for the server so far; clock ticks
// are hundredths of a second on Linux.
func (s *server) busy() (time.Duration, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(b), ") ")
	f := strings.Fields(rest)
	if len(f) < 13 {
		return 0, errors.New("the system does not say how long a program has worked")
	}
	user, err1 := strconv.Atoi(f[11])
	system, err2 := strconv.Atoi(f[12])
	return time.Duration(user+system) * 10 * time.Millisecond, errors.Join(err1, err2)
}

// ours starts duban on the made city and signs in.
func ours(ctx context.Context, at where) (*server, *http.Client, error) {
	s, err := start(ctx, "/sign-in", func(address string) []string {
		return []string{at.program, "serve", "--data", at.data, "--listen", address}
	})
	if err != nil {
		return nil, nil, err
	}
	c := client()
	cookie, err := signIn(c, s.address, login, password)
	if err != nil {
		s.stop()
		return nil, nil, err
	}
	c.Transport = withHeader{c.Transport, "Cookie", cookie}
	return s, c, nil
}

func client() *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

type withHeader struct {
	http.RoundTripper
	name, value string
}

func (w withHeader) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set(w.name, w.value)
	return w.RoundTripper.RoundTrip(r)
}

func signIn(c *http.Client, address, login, password string) (string, error) {
	r, err := c.PostForm(address+"/sign-in", url.Values{"division": {division}, "login": {login}, "password": {password}})
	if err != nil {
		return "", err
	}
	r.Body.Close()
	for _, k := range r.Cookies() {
		if k.Name == "duban_session" && k.Value != "" {
			return k.Name + "=" + k.Value, nil
		}
	}
	return "", fmt.Errorf("signing in was answered by %s", r.Status)
}

// copied is a copy of the made city, to be changed.
func copied(data string) (string, error) {
	to, err := os.MkdirTemp(filepath.Dir(data), "copy-")
	if err != nil {
		return "", err
	}
	return to, os.CopyFS(to, os.DirFS(data))
}
