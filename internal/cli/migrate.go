package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"

	"duban/internal/base/fault"
	"duban/internal/store"
)

func migrateCommand() *command {
	var p place
	dry := false
	return &command{
		name: "migrate", args: "[--data DIR] [--postgres URL] [--dry-run]",
		summary: "升级数据库：换上新程序以后运行一次。",
		english: "Brings the database up to this program's version.",
		flags: func(fs *flag.FlagSet) {
			p.flags(fs)
			fs.BoolVar(&dry, "dry-run", false, "只说要做哪几步，不动数据库")
		},
		run: func(s streams, args []string) error {
			if err := noArguments("migrate", args); err != nil {
				return err
			}
			return migrate(context.Background(), s, p, dry)
		},
	}
}

func migrate(ctx context.Context, s streams, p place, dry bool) (err error) {
	at := attachEngine
	if dry {
		at = lookEngine
	}
	e, err := at(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	version, oldest, err := e.Version(ctx)
	if err != nil {
		return err
	}
	missing := store.Behind(version)
	if version == 0 || len(missing) == 0 {
		if err := store.Fit(version, oldest); err != nil {
			return err
		}
		_, err := fmt.Fprintf(s.out, "数据库是第 %d 版，不用升级。\n", version)
		return err
	}
	for _, m := range missing {
		if dry {
			fmt.Fprintf(s.out, "要做第 %d 版：%s\n", m.Number, m.Name)
			continue
		}
		if err := e.Migrate(ctx, m.Number); err != nil {
			return fault.New(fault.Unavailable, fmt.Sprintf("升到第 %d 版没有成，数据库停在第 %d 版。", m.Number, m.Number-1), "这一步没有留下半截；看看磁盘和连接，再运行一次。").Because(err)
		}
		fmt.Fprintf(s.out, "第 %d 版好了：%s\n", m.Number, m.Name)
	}
	last := missing[len(missing)-1]
	if dry {
		fmt.Fprintf(s.out, "数据库是第 %d 版，会升到第 %d 版。", version, last.Number)
	} else {
		fmt.Fprintf(s.out, "数据库从第 %d 版升到第 %d 版。", version, last.Number)
	}
	if last.RunsFrom < last.Number {
		_, err = fmt.Fprintf(s.out, "第 %d 版的程序还能接着用它。\n", last.RunsFrom)
	} else {
		_, err = fmt.Fprintln(s.out, "旧程序不能再用它。")
	}
	return err
}
