// Package bucket keeps content-addressed bytes in an S3 store, under the same
// names as a folder does. An object is written with one request, which the store
// takes whole or not at all, and checks against the sum in the request's signature.
// It refuses to know what refers to them.
package bucket

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"duban/internal/store/content"
)

// How long a store may take. Some requests are made within a transaction, which
// others wait for: a store that is away has to be found out soon.
const (
	dialTime   = 3 * time.Second
	headerTime = 20 * time.Second // to the answer, once all is sent
	smallTime  = 30 * time.Second // for a request without a body to speak of
	wholeTime  = 5 * time.Minute  // for a file: 64 MB at 2 Mbit/s
	attempts   = 3
	freshTime  = 5 * time.Second // how long Check remembers
)

// Bucket is a bucket of an S3 store.
type Bucket struct {
	place
	core  minio.Core
	means Means

	asking  chan struct{} // holds one while Check asks, which guards fresh and trouble
	fresh   int64         // until when Check remembers
	trouble error
}

// Means are what a bucket works with.
type Means struct {
	Env   func(string) string                                                  // where the keys are, unless the address names a file
	Spool string                                                               // folder of what is on its way
	Clock func() int64                                                         // microseconds since 1970
	Dial  func(ctx context.Context, network, address string) (net.Conn, error) // nil for the machine's network
}

// Open reads an address, s3://bucket/prefix?endpoint=…, and the keys that go with
// it. It asks the store nothing: Check does.
func Open(address string, m Means) (*Bucket, error) {
	p, err := parse(address)
	if err != nil {
		return nil, err
	}
	k, err := readKeys(p.keys, m.Env)
	if err != nil {
		return nil, err
	}
	transport, err := minio.DefaultTransport(p.secure)
	if err != nil {
		return nil, err
	}
	if transport.DialContext = m.Dial; m.Dial == nil {
		transport.DialContext = p.dialer().DialContext
	}
	if p.ca != "" {
		if transport.TLSClientConfig.RootCAs, err = trusted(p.ca); err != nil {
			return nil, err
		}
	}
	transport.TLSHandshakeTimeout, transport.ResponseHeaderTimeout = 2*dialTime, headerTime
	lookup := minio.BucketLookupPath
	if p.host {
		lookup = minio.BucketLookupDNS
	}
	c, err := minio.New(p.endpoint, &minio.Options{
		Creds: credentials.NewStaticV4(k.id, k.secret, k.session), Secure: p.secure, Region: p.region,
		BucketLookup: lookup, Transport: transport, MaxRetries: attempts,
	})
	if err != nil {
		return nil, wrong("--files 后面的文件存储地址写错了。")
	}
	return &Bucket{place: p, core: minio.Core{Client: c}, means: m, asking: make(chan struct{}, 1)}, nil
}

func (b *Bucket) key(division, sum string) (string, error) {
	name, err := content.Name(division, sum)
	return b.prefix + name, err
}

// Put keeps at most so many bytes, and says under which sum. What is kept already
// and still fits its sum is not written again.
func (b *Bucket) Put(ctx context.Context, division string, data io.Reader, most int64) (string, int64, error) {
	if err := content.CheckDivision(division); err != nil {
		return "", 0, err
	}
	tmp, err := b.nameless()
	if err != nil {
		return "", 0, content.Named(err)
	}
	defer tmp.Close()
	sum, n, err := content.Take(ctx, tmp, data, most)
	if err != nil {
		return "", 0, content.Named(err)
	}
	key, err := b.key(division, sum)
	if err != nil {
		return "", 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, wholeTime)
	defer cancel()
	if b.kept(ctx, division, sum, n) {
		return sum, n, nil
	}
	_, err = b.core.PutObject(ctx, b.bucket, key, io.NewSectionReader(tmp, 0, n), n, "", sum,
		minio.PutObjectOptions{ContentType: "application/octet-stream", DisableMultipart: true, DisableContentSha256: true})
	if err != nil {
		return "", 0, b.told(ctx, err, notKept)
	}
	return sum, n, nil
}

// nameless is a file that is gone with the process, however that ends.
func (b *Bucket) nameless() (*os.File, error) {
	if err := os.MkdirAll(b.means.Spool, 0o700); err != nil {
		return nil, err
	}
	tmp, err := os.CreateTemp(b.means.Spool, ".new-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(tmp.Name()); err != nil {
		return nil, errors.Join(err, tmp.Close())
	}
	return tmp, nil
}

// kept says whether bytes are there and still what they were. Trouble is no answer:
// writing them will tell.
func (b *Bucket) kept(ctx context.Context, division, sum string, size int64) bool {
	key, err := b.key(division, sum)
	if err != nil {
		return false
	}
	info, err := b.core.StatObject(ctx, b.bucket, key, minio.StatObjectOptions{})
	if err != nil || info.Size != size {
		return false
	}
	data, err := b.Open(ctx, division, sum)
	if err != nil {
		return false
	}
	defer data.Close()
	_, err = io.Copy(io.Discard, data)
	return err == nil
}

// Open reads what was kept; a sum that does not fit is said at the end.
func (b *Bucket) Open(ctx context.Context, division, sum string) (io.ReadCloser, error) {
	key, err := b.key(division, sum)
	if err != nil {
		return nil, err
	}
	reading, cancel := context.WithTimeout(ctx, wholeTime)
	data, _, _, err := b.core.GetObject(reading, b.bucket, key, minio.GetObjectOptions{})
	if err != nil {
		err = b.told(reading, err, notRead)
		cancel()
		return nil, err
	}
	return content.Checked(&body{data, reading, cancel, b}, sum), nil
}

// body is an object on its way.
type body struct {
	io.ReadCloser
	ctx    context.Context
	cancel context.CancelFunc
	from   *Bucket
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = b.from.told(b.ctx, err, notRead)
	}
	return n, err
}

func (b *body) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}

// Vacant says that nothing lies under the prefix.
func (b *Bucket) Vacant(ctx context.Context) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, smallTime)
	defer cancel()
	listing, stop := context.WithCancel(ctx)
	defer stop()
	o, some := <-b.core.Client.ListObjects(listing, b.bucket, minio.ListObjectsOptions{Prefix: b.prefix, Recursive: true, MaxKeys: 1})
	switch {
	case some && o.Err != nil:
		return false, b.told(ctx, o.Err, notReached)
	case ctx.Err() != nil:
		return false, b.told(ctx, ctx.Err(), notReached)
	}
	return !some, nil
}

// probe is a name that no content has.
const probe = "duban-probe"

var errProbe = errors.New("bucket: an object was given that nobody has put")

// Check says why the store cannot be used: it reads an object that is not there. Its
// answer is remembered for some seconds, since anybody may ask for the health. Only
// a store says in its own words that an object is not there; whatever else answers at
// the address, as a proxy's page does, is none.
func (b *Bucket) Check(ctx context.Context) error {
	select {
	case b.asking <- struct{}{}:
		defer func() { <-b.asking }()
	case <-ctx.Done():
		return b.told(ctx, ctx.Err(), notReached) // of no use to who asks next
	}
	if b.means.Clock() < b.fresh {
		return b.trouble
	}
	ctx, cancel := context.WithTimeout(ctx, smallTime)
	defer cancel()
	data, _, _, err := b.core.GetObject(ctx, b.bucket, b.prefix+probe, minio.GetObjectOptions{})
	switch {
	case err == nil:
		err = errors.Join(notStore(errProbe), data.Close())
	case absent(err):
		err = nil
	default:
		err = b.told(ctx, err, notReached)
	}
	if ctx.Err() != context.Canceled {
		b.fresh, b.trouble = b.means.Clock()+freshTime.Microseconds(), err
	}
	return err
}
