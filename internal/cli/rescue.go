package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
)

func rescueCommand() *command {
	w, role := wanted{}, ""
	return &command{
		name: "rescue", args: "LOGIN [--role system|security|audit] [--data DIR] [--postgres URL] [--division CODE]",
		summary: "救回管理员：三员中有人进不来、又没有人能替他重设时，在本机给一个首次口令。",
		english: "Lets an administrator in again, from the machine itself, when nobody else can.",
		flags: func(fs *flag.FlagSet) {
			w.flags(fs)
			fs.StringVar(&role, "role", "", "这一员已经没有人能办事时，补给这个人：system 系统、security 安全、audit 审计")
			fs.StringVar(&w.division, "division", "", "区划代码；库里只有一个地方时不用写")
		},
		run: func(s streams, args []string) error {
			if len(args) != 1 {
				return fault.New(fault.Usage, "没有写救谁。", "写登录名，例：duban rescue baoqingyue。")
			}
			return rescue(context.Background(), s, w, args[0], staff.Role(role))
		},
	}
}

func rescue(ctx context.Context, s streams, w wanted, login string, role staff.Role) (err error) {
	d, err := openWorkspace(ctx, w.place, slog.New(slog.NewJSONHandler(s.err, nil)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	all, err := w.divisions(ctx, d.Workspace)
	if err != nil {
		return err
	}
	if len(all) > 1 {
		return fault.New(fault.Usage, "库里有几个地方，没有说是哪一个。", "请加 --division。")
	}
	issued, err := d.RescueAdministrator(ctx, all[0], login, role)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "首次口令：%s\n%s 用它登录，随即改口令；原来的第二因子都去掉了，要重新登记。\n这件事已记入存证账本，审计管理员看得到。\n", issued.Password, login)
	return err
}
