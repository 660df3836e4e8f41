// Package folder keeps content-addressed bytes as files: division, the first
// two digits of the SHA-256, and all of it. A file is whole and on disk before
// Put returns. It refuses to know what refers to them.
package folder

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"duban/internal/base/fault"
	"duban/internal/store"
)

// Folder is a tree of files.
type Folder struct{ root string }

// Open uses a folder, made if it is not there.
func Open(root string) (*Folder, error) {
	if err := os.MkdirAll(root, 0o700); err != nil {
		return nil, err
	}
	return &Folder{root}, nil
}

var (
	divisionForm = regexp.MustCompile(`^[0-9]{1,12}$`)
	sumForm      = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

func (f *Folder) place(division, sum string) (string, error) {
	if !divisionForm.MatchString(division) || !sumForm.MatchString(sum) {
		return "", fmt.Errorf("folder: no such name: %q %q", division, sum)
	}
	return filepath.Join(f.root, division, sum[:2], sum), nil
}

// Put keeps at most so many bytes, and says under which sum.
func (f *Folder) Put(ctx context.Context, division string, data io.Reader, most int64) (string, int64, error) {
	if !divisionForm.MatchString(division) {
		return "", 0, fmt.Errorf("folder: no such division: %q", division)
	}
	if err := os.MkdirAll(filepath.Join(f.root, division), 0o700); err != nil {
		return "", 0, named(err)
	}
	tmp, err := os.CreateTemp(filepath.Join(f.root, division), ".new-*")
	if err != nil {
		return "", 0, named(err)
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(tmp, h), io.LimitReader(data, most+1))
	if err != nil {
		return "", 0, named(err)
	}
	if n > most {
		return "", 0, fault.New(fault.TooLarge, fmt.Sprintf("文件超过 %d MB。", most>>20), "请拆成几份，或去掉里面的大图。")
	}
	if err := ctx.Err(); err != nil {
		return "", 0, err
	}
	if err := tmp.Sync(); err != nil {
		return "", 0, named(err)
	}
	sum := hex.EncodeToString(h.Sum(nil))
	place, err := f.place(division, sum)
	if err != nil {
		return "", 0, err
	}
	if err := os.MkdirAll(filepath.Dir(place), 0o700); err != nil {
		return "", 0, named(err)
	}
	if err := os.Rename(tmp.Name(), place); err != nil {
		return "", 0, named(err)
	}
	for _, dir := range []string{filepath.Dir(place), filepath.Join(f.root, division), f.root} {
		if err := syncFolder(dir); err != nil {
			return "", 0, named(err)
		}
	}
	return sum, n, nil
}

// syncFolder puts the names in a folder on disk.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// Open reads what was kept.
func (f *Folder) Open(_ context.Context, division, sum string) (io.ReadCloser, error) {
	place, err := f.place(division, sum)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(place)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.Unreadable, "原文件不在了。", "请从备份恢复文件夹，或重新上传。").Because(err)
	}
	return file, err
}

// Remove forgets bytes; what is not there is gone already.
func (f *Folder) Remove(_ context.Context, division, sum string) error {
	place, err := f.place(division, sum)
	if err != nil {
		return err
	}
	if err := os.Remove(place); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func named(err error) error {
	if full(err) {
		return fmt.Errorf("%w: %w", store.ErrFull, err)
	}
	return err
}
