package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/ledger"
	"duban/internal/store"
	"duban/internal/store/archive"
)

func restoreCommand() *command {
	var p place
	trust, fresh := false, false
	return &command{
		name: "restore", args: "FILE [--data DIR] [--postgres URL] [--files URL] [--no-verify] [--new-keys]",
		summary: "从备份恢复到一个空的数据库，SQLite 或 PostgreSQL 都行。",
		english: "Restores an archive into an empty database of either engine.",
		flags: func(fs *flag.FlagSet) {
			p.flags(fs)
			fs.BoolVar(&trust, "no-verify", false, "恢复前不核验账本")
			fs.BoolVar(&fresh, "new-keys", false, "私钥丢了：另做新的，旧公钥留着核验从前的检查点")
		},
		run: func(s streams, args []string) error {
			if len(args) != 1 {
				return fault.New(fault.Usage, "没有说从哪个文件恢复。", "例：duban restore 备份.zip --data 新文件夹")
			}
			return restore(context.Background(), s, p, args[0], !trust, fresh)
		},
	}
}

func restore(ctx context.Context, s streams, p place, from string, verify, fresh bool) error {
	f, err := os.Open(from)
	if err != nil {
		return fault.New(fault.NotFound, fmt.Sprintf("读不到“%s”。", from), "请核对路径和权限。").Because(err)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return fault.New(fault.Usage, fmt.Sprintf("“%s”是文件夹，不是备份。", from), "备份是 duban backup 写出的一个文件。")
	}
	a, err := openArchive(f)
	if err != nil {
		return err
	}
	if err := vouched(s, p, a); err != nil {
		return err
	}
	if err := vacant(ctx, p, a.Schema); err != nil {
		return err
	}
	var kept desk.Files
	if p.files != "" {
		if kept, err = vacantFiles(ctx, p); err != nil {
			return err
		}
	}
	_, noFolder := os.Stat(p.data)
	if err := os.MkdirAll(p.data, 0o700); err != nil {
		return unwritable(p.data, err)
	}
	dir, err := os.MkdirTemp(p.data, ".duban-*")
	if err != nil {
		return unwritable(p.data, err)
	}
	defer func() {
		os.RemoveAll(dir)
		if noFolder != nil {
			os.Remove(p.data) // only if nothing came into it
		}
	}()
	if err := stage(ctx, s, a, dir, verify); err != nil {
		return err
	}
	if kept != nil {
		err = a.LoadFiles(ctx, keepIn(ctx, kept))
	} else if err = moveFiles(filepath.Join(dir, "files"), p.file("files")); err != nil {
		err = unwritable(p.data, err)
	}
	if err != nil {
		return err
	}
	if p.postgres != "" {
		err = loadPostgres(ctx, p, a)
	} else if err = appear(filepath.Join(dir, "duban.db"), p.file("duban.db")); errors.Is(err, fs.ErrExist) {
		err = occupied()
	}
	if err != nil {
		return err
	}
	if err := writePublicKeys(p.file("keys"), a.Keys); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "恢复好了：%d 行，%d 份文件，备份于 %s。登录都已结束，人人要重新登录。\n", a.Rows(), a.Files, a.MadeAt)
	if fresh {
		verifiers, _, err := readPublicKeys(p.file("keys"))
		if err != nil {
			return err
		}
		if err := makeKeys(p.file("keys"), national(verifiers)); err != nil {
			return err
		}
	}
	if _, err := os.Stat(p.file("keys/checkpoint.key")); err != nil {
		_, err := fmt.Fprintf(s.out, "还差私钥：把另外保管的 keys 文件夹放到 %s，再运行 duban serve；找不回来，运行 duban restore 时加 --new-keys。\n", p.file("keys"))
		return err
	}
	run := "duban serve --data " + p.data
	if p.files != "" {
		run += " --files '" + p.files + "'" // whose & a shell would take for itself
	}
	_, err = fmt.Fprintf(s.out, "接着运行 %s。\n", run)
	return err
}

// vouched holds an archive against the public keys that lie ready where it is
// restored: those in the archive itself would vouch for whoever edited it.
func vouched(s streams, p place, a *archive.Archive) error {
	known, _, err := readPublicKeys(p.file("keys"))
	switch {
	case err != nil:
		return err
	case a.Signature == nil:
		_, err = fmt.Fprintln(s.out, "注  这份备份没有签名：是早先的程序做的，或签名被拿掉了。口令等账本管不到的内容，无从核对有没有被改过。")
		return err
	case len(known) == 0:
		_, err = fmt.Fprintf(s.out, "注  %s 里没有公钥，没有核对备份的签名。要核对，先把另外保管的公钥放进去再恢复。\n", p.file("keys"))
		return err
	}
	if text, err := ledger.OpenText(a.Signature, known...); err != nil || !a.Vouches(text) {
		return fault.New(fault.Invalid, "这份备份的签名对不上，没有恢复任何内容。", "备份被改过，或不是用这里的密钥做的；请换一份备份，或核对 keys 文件夹里的公钥。").Because(err)
	}
	return nil
}

func occupied() error {
	return fault.New(fault.Conflict, "要恢复到的数据库不是空的。", "恢复不盖掉已有的内容：请换一个空的文件夹，或另建一个空的 PostgreSQL 数据库。")
}

// vacant refuses a place that has something in it.
func vacant(ctx context.Context, p place, schema int) (err error) {
	if p.postgres == "" {
		if _, err := os.Lstat(p.file("duban.db")); err == nil {
			return occupied()
		}
		return nil
	}
	e, err := attachEngine(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	version, _, err := e.Version(ctx)
	if err != nil || version == 0 {
		return err
	}
	if version != schema {
		return occupied()
	}
	return store.New(e).Read(ctx, func(tx *store.Tx) error { return empty(tx, schema) })
}

func empty(tx *store.Tx, schema int) error {
	for _, t := range store.TablesAt(schema) {
		none, err := tx.Empty(t)
		if err != nil {
			return err
		}
		if !none && t.Name != "compatibility" {
			return occupied()
		}
	}
	return nil
}

// loadPostgres fills an empty database in one transaction; what an attempt that
// failed leaves is an empty schema, which the next one takes.
func loadPostgres(ctx context.Context, p place, a *archive.Archive) (err error) {
	e, err := attachEngine(ctx, p)
	if err != nil {
		return err
	}
	version, _, err := e.Version(ctx)
	if err == nil && version == 0 {
		if err = e.Close(); err == nil {
			e, err = createEngineAt(ctx, p, a.Schema) // looks at the collation too
		}
		if err != nil {
			return err
		}
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	if err != nil {
		return err
	}
	err = store.New(e).Write(ctx, func(tx *store.Tx) error {
		if err := empty(tx, a.Schema); err != nil {
			return err
		}
		return a.Load(ctx, tx)
	})
	if err != nil {
		return err
	}
	return e.Migrate(ctx, store.Newest())
}

// keepIn puts the files of an archive where files are kept.
func keepIn(ctx context.Context, f desk.Files) func(string, io.Reader) (string, error) {
	return func(division string, data io.Reader) (string, error) {
		sum, _, err := f.Put(ctx, division, data, 1<<40)
		return sum, err
	}
}

// moveFiles moves what stands in one folder of files into another.
func moveFiles(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
			return err
		}
		return os.Rename(path, target)
	})
}

// writePublicKeys puts public keys beside those that are there.
func writePublicKeys(dir string, keys []string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return unwritable(dir, err)
	}
	_, have, err := readPublicKeys(dir)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if slices.Contains(have, k) {
			continue
		}
		v, err := ledger.NewVerifier(strings.TrimSpace(k))
		if err != nil {
			return fault.New(fault.Unreadable, "备份里的公钥不对。", "请换一份备份。").Because(err)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("archived-%08x.pub", v.KeyHash())), []byte(k+"\n"), 0o644); err != nil {
			return unwritable(dir, err)
		}
	}
	return nil
}
