package storetest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// gateway is the S3 server that tests run against; ./check installs that version
// of it into the cache of whoever runs it.
const gateway = "versitygw-v1.8.0"

// A server of a test is up or it is down: between its tries the client waits for nothing.
func init() { minio.DefaultRetryUnit = time.Millisecond }

// name is the bucket's.
const name = "evidence"

// Bucket is an S3 server of one test with one bucket, which the test may stop and
// start. It is a server of its own, not an imitation by us.
type Bucket struct {
	ID, Secret string
	Root       string // the folder of the bucket's objects, as they lie there
	as         BucketAs
	port       int
	path, dir  string
	cmd        *exec.Cmd
}

// Gateway is where the S3 server's program is.
func Gateway() (string, error) {
	if cache, err := os.UserCacheDir(); err == nil {
		path := filepath.Join(cache, "duban", gateway, "versitygw")
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	return exec.LookPath("versitygw")
}

// BucketAs is how a server is set up.
type BucketAs struct {
	Cert, Key string // files; https where they are given
	Domain    string // buckets are named in front of it
	Versions  bool   // the server can keep what is removed, and the bucket is told to
}

// NewBucket starts a server, or skips the test.
func NewBucket(t testing.TB) *Bucket { return NewBucketAs(t, BucketAs{}) }

// NewBucketAs starts a server that is set up in a certain way, or skips the test.
func NewBucketAs(t testing.TB, as BucketAs) *Bucket {
	t.Helper()
	path, err := Gateway()
	if err != nil {
		t.Skipf("no S3 server is to be had: %v; ./check installs it", err)
	}
	dir := t.TempDir()
	b := &Bucket{ID: "duban-test", Secret: "Yunze-Secret-0123456789", Root: filepath.Join(dir, "root", name), as: as, path: path, dir: dir}
	for _, d := range []string{b.Root, filepath.Join(dir, "meta"), filepath.Join(dir, "iam"), filepath.Join(dir, "versions")} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b.port = l.Addr().(*net.TCPAddr).Port
	l.Close()
	b.Start(t)
	t.Cleanup(b.end)
	if as.Versions {
		if err := b.Client(t).EnableVersioning(t.Context(), name); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// Start starts the server again.
func (b *Bucket) Start(t testing.TB) {
	t.Helper()
	args := []string{"--port", b.Host(), "--quiet", "--iam-dir", filepath.Join(b.dir, "iam")}
	if b.as.Cert != "" {
		args = append(args, "--cert", b.as.Cert, "--key", b.as.Key)
	}
	if b.as.Domain != "" {
		args = append(args, "--virtual-domain", b.as.Domain)
	}
	args = append(args, "posix", "--sidecar", filepath.Join(b.dir, "meta"))
	if b.as.Versions {
		args = append(args, "--versioning-dir", filepath.Join(b.dir, "versions"))
	}
	b.cmd = exec.Command(b.path, append(args, filepath.Join(b.dir, "root"))...)
	b.cmd.Env = []string{"ROOT_ACCESS_KEY_ID=" + b.ID, "ROOT_SECRET_ACCESS_KEY=" + b.Secret, "HOME=" + b.dir}
	b.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := b.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for range 400 {
		if conn, err := net.Dial("tcp", b.Host()); err == nil {
			conn.Close()
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	b.end()
	t.Fatal("the S3 server did not come up")
}

// Crash ends the server without letting it tidy up.
func (b *Bucket) Crash(t testing.TB) {
	t.Helper()
	if b.cmd == nil {
		t.Fatal("the S3 server is not up")
	}
	b.end()
}

func (b *Bucket) end() {
	if b.cmd != nil {
		b.cmd.Process.Kill()
		b.cmd.Wait()
		b.cmd = nil
	}
}

// Client is how somebody else works on the server: who sets a bucket up, or looks into it.
func (b *Bucket) Client(t testing.TB) *minio.Client {
	t.Helper()
	c, err := minio.New(b.Host(), &minio.Options{Creds: credentials.NewStaticV4(b.ID, b.Secret, ""), Region: "us-east-1", BucketLookup: minio.BucketLookupPath})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Another is the environment of somebody else on the server, who may do so much in the
// bucket as its policy allows: the actions on it, and on what lies in it.
func (b *Bucket) Another(t testing.TB, onBucket, onObjects string) func(string) string {
	t.Helper()
	a := Bucket{ID: "another", Secret: "Another-Secret-0123456789"}
	cmd := exec.Command(b.path, "admin", "--access", b.ID, "--secret", b.Secret, "--endpoint-url", "http://"+b.Host(), "create-user", "--access", a.ID, "--secret", a.Secret, "--role", "user")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	policy := fmt.Sprintf(`{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Principal":{"AWS":["another"]},"Action":[%[1]s],"Resource":["arn:aws:s3:::%[3]s"]},
		{"Effect":"Allow","Principal":{"AWS":["another"]},"Action":[%[2]s],"Resource":["arn:aws:s3:::%[3]s/*"]}]}`, onBucket, onObjects, name)
	if err := b.Client(t).SetBucketPolicy(t.Context(), name, policy); err != nil {
		t.Fatal(err)
	}
	return a.Env
}

// Host is where the server listens.
func (b *Bucket) Host() string { return fmt.Sprintf("127.0.0.1:%d", b.port) }

// Address is what --files takes.
func (b *Bucket) Address() string { return b.At(b.Host()) }

// At is the address by way of another host.
func (b *Bucket) At(host string) string {
	scheme := "http"
	if b.as.Cert != "" {
		scheme = "https"
	}
	return "s3://" + name + "/city/files?endpoint=" + scheme + "://" + host
}

// Env is the environment with the keys.
func (b *Bucket) Env(name string) string {
	return map[string]string{"AWS_ACCESS_KEY_ID": b.ID, "AWS_SECRET_ACCESS_KEY": b.Secret}[name]
}
