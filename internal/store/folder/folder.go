// Package folder keeps content-addressed bytes as files: division, the first
// two digits of the SHA-256, and all of it. A file is whole and on disk before
// Put returns. It refuses to know what refers to them.
package folder

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"duban/internal/store/content"
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

func (f *Folder) place(division, sum string) (string, error) {
	name, err := content.Name(division, sum)
	return filepath.Join(f.root, filepath.FromSlash(name)), err
}

// Put keeps at most so many bytes, and says under which sum.
func (f *Folder) Put(ctx context.Context, division string, data io.Reader, most int64) (string, int64, error) {
	if err := content.CheckDivision(division); err != nil {
		return "", 0, err
	}
	if err := os.MkdirAll(filepath.Join(f.root, division), 0o700); err != nil {
		return "", 0, content.Named(err)
	}
	tmp, err := os.CreateTemp(filepath.Join(f.root, division), ".new-*")
	if err != nil {
		return "", 0, content.Named(err)
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	sum, n, err := content.Take(ctx, tmp, data, most)
	if err != nil {
		return "", 0, content.Named(err)
	}
	if err := tmp.Sync(); err != nil {
		return "", 0, content.Named(err)
	}
	place, err := f.place(division, sum)
	if err != nil {
		return "", 0, err
	}
	if err := os.MkdirAll(filepath.Dir(place), 0o700); err != nil {
		return "", 0, content.Named(err)
	}
	if err := os.Rename(tmp.Name(), place); err != nil {
		return "", 0, content.Named(err)
	}
	for _, dir := range []string{filepath.Dir(place), filepath.Join(f.root, division), f.root} {
		if err := syncFolder(dir); err != nil {
			return "", 0, content.Named(err)
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

// Open reads what was kept; a sum that does not fit is said at the end.
func (f *Folder) Open(_ context.Context, division, sum string) (io.ReadCloser, error) {
	place, err := f.place(division, sum)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(place)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, content.Absent(err)
	}
	if err != nil {
		return nil, err
	}
	return content.Checked(file, sum), nil
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

// Check says why the folder cannot be read, as when a disk is no longer there.
func (f *Folder) Check(context.Context) error {
	d, err := os.Open(f.root)
	if err != nil {
		return err
	}
	defer d.Close()
	if _, err := d.Readdirnames(1); err != nil && err != io.EOF {
		return err
	}
	return nil
}
