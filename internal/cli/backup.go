package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"duban/internal/base/fault"
	"duban/internal/kernel/ledger"
	"duban/internal/store"
	"duban/internal/store/archive"
	"duban/internal/store/folder"
	"duban/internal/store/sqlite"
)

func backupCommand() *command {
	var p place
	trust := false
	return &command{
		name: "backup", args: "FILE [--data DIR] [--postgres URL] [--files URL] [--no-verify]",
		summary: "备份到一个文件，不用停工作台；备完就地恢复一遍来核验。",
		english: "Writes one archive beside a running server, and verifies it by restoring it.",
		flags: func(fs *flag.FlagSet) {
			p.flags(fs)
			fs.BoolVar(&trust, "no-verify", false, "备完不恢复核验")
		},
		run: func(s streams, args []string) error {
			if len(args) != 1 {
				return fault.New(fault.Usage, "没有说备份到哪个文件。", "例：duban backup 备份.zip")
			}
			return backup(context.Background(), s, p, args[0], !trust)
		},
	}
}

func backup(ctx context.Context, s streams, p place, to string, verify bool) (err error) {
	if _, err := os.Lstat(to); err == nil {
		return fault.New(fault.Conflict, fmt.Sprintf("“%s”已经有了。", to), "备份不盖掉已有的文件，请换一个文件名。")
	}
	e, err := lookEngine(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	version, _, err := e.Version(ctx)
	switch {
	case err != nil:
		return err
	case version == 0:
		return store.Fit(0, 0)
	case version > store.Newest():
		return fault.New(fault.Refused, fmt.Sprintf("数据库是第 %d 版，这个程序只认得到第 %d 版，备份会不全。", version, store.Newest()), fmt.Sprintf("请用认得第 %d 版的程序备份。", version))
	}
	_, keys, err := readPublicKeys(p.file("keys"))
	if err != nil {
		return err
	}
	files, err := reachedFiles(ctx, p)
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(filepath.Clean(to)), ".duban-*")
	if err != nil {
		return unwritable(to, err)
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	m := archive.Manifest{Schema: version, Program: Version, MadeAt: time.Now().Format(time.RFC3339), Keys: keys}
	signers, _, _, unsigned := readKeys(p.file("keys"))
	if unsigned == nil {
		m.Sign = func(text string) ([]byte, error) { return ledger.SignText(text, signers...) }
	}
	err = store.New(e).Read(ctx, func(tx *store.Tx) error {
		var err error
		m, err = archive.Write(ctx, tx, tmp, m, files.Open)
		return err
	})
	if err == nil {
		err = tmp.Sync()
	}
	if err != nil {
		return undelivered(to, err)
	}
	if verify {
		if err := rehearse(ctx, s, tmp, filepath.Dir(filepath.Clean(to))); err != nil {
			if f, ok := fault.As(err); ok && f.Kind == fault.Invalid {
				return fault.New(f.Kind, f.Sentence, "没有留下备份；要原样保留现场，加 --no-verify 再备一次，并报审计管理员。").Because(err)
			}
			return err
		}
	}
	if err := appear(tmp.Name(), to); err != nil {
		return unwritable(to, err)
	}
	for _, f := range m.Absent {
		fmt.Fprintf(s.out, "注  原文件 %s 不在，备份里也没有。\n", f)
	}
	if unsigned != nil {
		fmt.Fprintln(s.out, "注  读不到检查点的私钥，这份备份没有签名，恢复时认不出它有没有被改过。")
	}
	_, err = fmt.Fprintf(s.out, "备份好了：%s，第 %d 版，%d 行，%d 份文件。\n私钥和封存密钥不在里面，请把 keys 文件夹另外保管。\n", to, m.Schema, m.Rows(), m.Files)
	return err
}

// rehearse restores an archive into a database that is thrown away, and
// verifies the ledger of every division in it.
func rehearse(ctx context.Context, s streams, file *os.File, beside string) error {
	dir, err := os.MkdirTemp(beside, ".duban-*")
	if err != nil {
		return unwritable(beside, err)
	}
	defer os.RemoveAll(dir)
	a, err := openArchive(file)
	if err != nil {
		return err
	}
	return stage(ctx, s, a, dir, true)
}

func openArchive(f *os.File) (*archive.Archive, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return archive.Open(f, info.Size())
}

// stage restores an archive into a folder that is nobody's yet, at this
// program's version: duban.db, files and the public keys. It verifies on wish.
func stage(ctx context.Context, s streams, a *archive.Archive, dir string, verify bool) (err error) {
	e, err := sqlite.CreateAt(ctx, filepath.Join(dir, "duban.db"), a.Schema)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	if err := store.New(e).Write(ctx, func(tx *store.Tx) error { return a.Load(ctx, tx) }); err != nil {
		return undelivered(dir, err)
	}
	if err := e.Migrate(ctx, store.Newest()); err != nil {
		return err
	}
	files, err := folder.Open(filepath.Join(dir, "files"))
	if err != nil {
		return unwritable(dir, err)
	}
	if err := a.LoadFiles(ctx, keepIn(ctx, files)); err != nil {
		return undelivered(dir, err)
	}
	if err := writePublicKeys(filepath.Join(dir, "keys"), a.Keys); err != nil {
		return err
	}
	if !verify {
		return nil
	}
	w, err := looked(ctx, e, filepath.Join(dir, "keys"), files)
	if err != nil {
		return err
	}
	all, err := w.Ledgers(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	return verifyAll(ctx, s, w.Workspace, all, nil)
}

// appear gives a finished file its name, and does not write over what somebody
// made meanwhile. Where there are no links, as on a memory stick, it is renamed.
func appear(tmp, to string) error {
	err := os.Link(tmp, to)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, err := os.Lstat(to); err == nil {
		return fs.ErrExist
	}
	return os.Rename(tmp, to)
}
