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

// What stores answer, by the codes of Amazon's “Error responses” and those of MinIO.
var (
	refusals = []string{"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "AllAccessDisabled", "ExpiredToken", "InvalidToken", "AuthorizationHeaderMalformed", "AccountProblem", "NotSignedUp"}
	fulls    = []string{"QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "InsufficientStorage"}
)

func code(err error) string {
	var r minio.ErrorResponse
	if errors.As(err, &r) {
		return r.Code
	}
	return ""
}

func absent(err error) bool { return code(err) == minio.NoSuchKey }

// told is trouble of the store in a sentence for people; what it answered is for the
// log, and holds no key.
func (b *Bucket) told(ctx context.Context, err error, tried attempt) error {
	if ctx.Err() == context.Canceled {
		return ctx.Err()
	}
	switch c := code(err); {
	case c == minio.NoSuchKey && tried == notRead:
		return content.Absent(err)
	case c == minio.NoSuchBucket:
		return fault.New(fault.Unavailable, fmt.Sprintf("文件存储里没有存储桶“%s”。", b.bucket), "请系统管理员先建好存储桶，或核对 --files 的地址。").Because(err)
	case c == "RequestTimeTooSkewed":
		return fault.New(fault.Unavailable, "文件存储说本机的时钟不准。", "请系统管理员对好两边的时钟。").Because(err)
	case slices.Contains(refusals, c):
		return fault.New(fault.Unavailable, "文件存储不认这里的密钥，或密钥没有这个存储桶的权限。", "请系统管理员核对密钥、区域和存储桶的权限：列出、读、写、删。").Because(err)
	case slices.Contains(fulls, c):
		return fmt.Errorf("%w: %w", store.ErrFull, err)
	}
	sentence := map[attempt]string{
		notReached: "文件存储暂时连不上。", notKept: "文件存储暂时连不上，这个文件没有存上。",
		notRead: "文件存储暂时连不上，文件这会儿打不开。", notRemoved: "文件存储暂时连不上，文件没有删掉。",
	}[tried]
	return fault.New(fault.Unavailable, sentence, "过一会儿再试；一直这样，请系统管理员看 /healthz 和文件存储。").Because(err)
}
