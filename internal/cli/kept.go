package cli

import (
	"context"
	"flag"
	"os"
	"strings"
	"time"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/store/bucket"
	"duban/internal/store/folder"
)

// filesFlag says where files are kept.
func (p *place) filesFlag(fs *flag.FlagSet) {
	fs.StringVar(&p.files, "files", os.Getenv("DUBAN_FILES"), "文件存在哪里：s3://存储桶/前缀?endpoint=https://…；不写存在数据文件夹的 files 里。也可用环境变量 DUBAN_FILES")
}

// openFiles opens where a place keeps files: its folder, or the bucket that was named.
func openFiles(p place) (desk.Files, error) {
	switch {
	case strings.HasPrefix(p.files, bucket.Scheme):
		b, err := bucket.Open(p.files, bucket.Means{Env: os.Getenv, Spool: p.file("cache"), Clock: func() int64 { return time.Now().UnixMicro() }})
		if err != nil {
			return nil, err
		}
		return b, nil
	case p.files != "":
		return nil, fault.New(fault.Usage, "--files 后面要写 s3:// 开头的地址。", "不写这一项，文件存在数据文件夹的 files 里。")
	}
	f, err := folder.Open(p.file("files"))
	if err != nil {
		return nil, unwritable(p.data, err)
	}
	return f, nil
}

// vacantFiles opens an empty prefix of a store for who is about to fill it: files of
// two databases under one prefix would be swept by either. The folder of files goes
// with the database's, which has to be empty anyhow.
func vacantFiles(ctx context.Context, p place) (desk.Files, error) {
	files, err := reachedFiles(ctx, p)
	if err != nil {
		return nil, err
	}
	if b, ok := files.(*bucket.Bucket); ok {
		vacant, err := b.Vacant(ctx)
		if err != nil {
			return nil, err
		}
		if !vacant {
			return nil, fault.New(fault.Conflict, "文件存储的这个前缀下已经有东西了。", "请换一个空的前缀或存储桶；正在用的那一个不能再用来恢复或演示，看看 DUBAN_FILES 指着哪里。")
		}
	}
	return files, nil
}

// reachedFiles opens where a place keeps files, and refuses a store that cannot be
// used: what is about to be done needs all of it.
func reachedFiles(ctx context.Context, p place) (desk.Files, error) {
	files, err := openFiles(p)
	if err != nil {
		return nil, err
	}
	if err := files.Check(ctx); err != nil {
		return nil, err
	}
	return files, nil
}
