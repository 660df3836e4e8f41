package bucket

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/minio/minio-go/v7"

	"duban/internal/base/fault"
	"duban/internal/store"
	"duban/internal/store/content"
)

// attempt is what was tried.
type attempt int

const (
	notReached attempt = iota
	notKept
	notRead
	notRemoved
)

// What stores answer, by the codes of Amazon's “Error responses”, of MinIO and of Versity.
var (
	refusals = []string{"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "AuthorizationHeaderMalformed", "ExpiredToken", "InvalidToken", "XAdminUserNotFound"}
	fulls    = []string{"QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "InsufficientStorage"}
)

func answered(err error) (code string, status int) {
	var r minio.ErrorResponse
	if errors.As(err, &r) && !strange(r) {
		return r.Code, r.StatusCode
	}
	return "", 0
}

// strange says that a 404 came without an S3 error document, as a proxy's page does:
// minio-go then makes a code up.
func strange(r minio.ErrorResponse) bool {
	return r.StatusCode == 404 && r.XMLName.Local != "Error"
}

// notStore may pass by itself, as while a proxy has nobody behind it.
func notStore(err error) error {
	return fault.New(fault.Unavailable, "文件存储的地址上，答话的不是 S3 存储。", "请系统管理员核对 --files 的地址，和中间的反向代理。").Because(err)
}

func barred(err error) error { return fmt.Errorf("%w: %w", store.ErrBarred, err) }

func absent(err error) bool { code, _ := answered(err); return code == minio.NoSuchKey }

// told is trouble of the store in a sentence for people; what it answered is for the
// log, and holds no key.
func (b *Bucket) told(ctx context.Context, err error, tried attempt) error {
	if ctx.Err() == context.Canceled {
		return ctx.Err()
	}
	var r minio.ErrorResponse
	if errors.As(err, &r) && strange(r) {
		return notStore(err)
	}
	if f := b.untrusted(err); f != nil {
		return f
	}
	switch c, status := answered(err); {
	case errors.Is(err, errElsewhere):
		return fault.New(fault.Unavailable, "文件存储的地址是 http，却通往别的机器，没有和它往来。", "请用 https；是 HTTP_PROXY 或本机名的解析引出去的，请系统管理员改正。").Because(barred(err))
	case c == minio.NoSuchKey && tried == notRead:
		return content.Absent(err)
	case c == minio.NoSuchBucket:
		return fault.New(fault.Unavailable, fmt.Sprintf("文件存储里没有存储桶“%s”。", b.bucket), "请系统管理员先建好存储桶，或核对 --files 的地址。").Because(barred(err))
	case c == "RequestTimeTooSkewed":
		return fault.New(fault.Unavailable, "文件存储说本机的时钟不准。", "请系统管理员对好两边的时钟。").Because(barred(err))
	case slices.Contains(fulls, c):
		return fmt.Errorf("%w: %w", store.ErrFull, err)
	case slices.Contains(refusals, c), status == 401, status == 403: // others have codes of their own
		return fault.New(fault.Unavailable, "文件存储不认这里的密钥，或密钥没有这个存储桶的权限。", "请系统管理员核对密钥、区域和存储桶的权限：列出、读、写、删。").Because(barred(err))
	case status >= 400 && status < 500 && status != 408 && status != 429:
		return fault.New(fault.Unavailable, fmt.Sprintf("文件存储不受理这里的请求（%s）。", c), "请系统管理员核对 --files 的地址、区域和密钥。").Because(barred(err))
	}
	var f *fault.Fault
	switch tried {
	case notKept:
		f = fault.New(fault.Unavailable, "文件存储暂时连不上，这个文件没有存上。", later)
	case notRead:
		f = fault.New(fault.Unavailable, "文件存储暂时连不上，文件这会儿打不开。", later)
	case notRemoved:
		f = fault.New(fault.Unavailable, "文件存储暂时连不上，文件没有删掉。", later)
	default:
		f = fault.New(fault.Unavailable, "文件存储暂时连不上。", later)
	}
	return f.Because(err)
}

const later = "过一会儿再试；一直这样，请系统管理员看 /healthz 和文件存储。"
