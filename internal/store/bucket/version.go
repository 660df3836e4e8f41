package bucket

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/minio/minio-go/v7"

	"duban/internal/base/fault"
	"duban/internal/store"
)

// Remove forgets bytes, in every version that the bucket keeps of them; what is not
// there is gone already. Whether it keeps versions is asked each time, since that is
// set over there at any time.
func (b *Bucket) Remove(ctx context.Context, division, sum string) error {
	key, err := b.key(division, sum)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, smallTime)
	defer cancel()
	keeps, err := b.keepsVersions(ctx)
	if err != nil && !declined(err) {
		return b.told(ctx, err, notRemoved)
	}
	if !keeps {
		if err := b.core.RemoveObject(ctx, b.bucket, key, minio.RemoveObjectOptions{}); err != nil && !absent(err) {
			return b.told(ctx, err, notRemoved)
		}
		return nil
	}
	versions, err := b.versions(ctx, key)
	if err != nil {
		return b.told(ctx, err, notRemoved)
	}
	for _, v := range versions {
		err := b.core.RemoveObject(ctx, b.bucket, key, minio.RemoveObjectOptions{VersionID: v})
		switch _, status := answered(err); {
		case err == nil, absent(err):
		case status == 400, status == 403, status == 409: // what stores answer under a lock
			return held(err)
		default:
			return b.told(ctx, err, notRemoved)
		}
	}
	return nil
}

func held(err error) error {
	return fault.New(fault.Unavailable, "文件存储不让删这个文件，它还在存储桶里。", "存储桶上了对象锁的，锁期满以后程序自己会再删；没有上锁的，请系统管理员给密钥删旧版本（DeleteObjectVersion）的权限。").Because(fmt.Errorf("%w: %w", store.ErrHeld, err))
}

// declined says that a store answered and does not tell: it does not know the
// question, or the keys may not ask.
func declined(err error) bool {
	_, status := answered(err)
	return status >= 400 && status < 500 && status != 408 && status != 429 || status == 501
}

func (b *Bucket) keepsVersions(ctx context.Context) (bool, error) {
	v, err := b.core.GetBucketVersioning(ctx, b.bucket)
	return err == nil && (v.Enabled() || v.Suspended()), err
}

// versions are all that lie under a name, what was removed and its markers as well.
func (b *Bucket) versions(ctx context.Context, key string) (all []string, err error) {
	listing, stop := context.WithCancel(ctx)
	defer stop()
	for o := range b.core.Client.ListObjects(listing, b.bucket, minio.ListObjectsOptions{Prefix: key, WithVersions: true, Recursive: true}) {
		if o.Err != nil {
			return nil, o.Err
		}
		if o.Key == key {
			all = append(all, o.VersionID)
		}
	}
	return all, ctx.Err()
}

// Lingers says why what is removed stays in the bucket, or may stay: nil where it goes.
func (b *Bucket) Lingers(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, smallTime)
	defer cancel()
	const grant = "请系统管理员给密钥看存储桶设置、列出和删除旧版本的权限：GetBucketVersioning、ListBucketVersions、DeleteObjectVersion。"
	keeps, err := b.keepsVersions(ctx)
	switch _, status := answered(err); {
	case status == 403:
		return fault.New(fault.Unavailable, "文件存储没有说存储桶留不留旧版本；留的话，删掉的文件在里面还读得出。", grant).Because(err)
	case err != nil && !declined(err):
		return b.told(ctx, err, notReached)
	case !keeps:
		return nil
	}
	if _, err := b.versions(ctx, b.prefix+probe); err != nil {
		if declined(err) {
			return fault.New(fault.Unavailable, "存储桶留旧版本，却不让这里列出来：文件删不掉。", grant).Because(err)
		}
		return b.told(ctx, err, notReached)
	}
	_, mode, _, _, err := b.core.GetObjectLockConfig(ctx, b.bucket)
	switch {
	case err != nil && !declined(err):
		return b.told(ctx, err, notReached)
	case err == nil && mode != nil && slices.Contains([]minio.RetentionMode{minio.Compliance, minio.Governance}, *mode):
		return fault.New(fault.Unavailable, "存储桶上了对象锁：要删的文件到锁期满才删得掉，在那以前还读得出。", "办公室要随时能清除的，请换一个没有对象锁的存储桶；不换，锁期满以后程序自己会删。").Because(errLocked)
	}
	return nil
}

var errLocked = errors.New("bucket: objects are locked by default")
