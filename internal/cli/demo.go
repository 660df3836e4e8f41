package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk/democity"
)

// demoPassword is everybody's in the invented city.
const demoPassword = "Yunze.Demo-2026"

func demoCommand() *command {
	var p place
	listen := "127.0.0.1:8080"
	many := 3000
	return &command{
		name: "demo", args: "[--data DIR] [--postgres URL] [--listen ADDR] [--cases N]",
		summary: "示例：虚构的云泽市，人员、三年报告都备好，打开就能用。",
		english: "A workspace with an invented city, its people and three years of reports.",
		flags: func(fs *flag.FlagSet) {
			p.flags(fs)
			fs.StringVar(&listen, "listen", listen, "听在哪里")
			fs.IntVar(&many, "cases", many, "备好多少件办件，0 到 100000")
		},
		run: func(s streams, args []string) error {
			if err := noArguments("demo", args); err != nil {
				return err
			}
			if many < 0 || many > 100_000 {
				return fault.New(fault.Usage, "--cases 要写 0 到 100000 的数。", "写法见 duban help demo。")
			}
			if p.data == "duban-data" {
				p.data = filepath.Join(os.TempDir(), fmt.Sprintf("duban-demo-%d", os.Getpid()))
			}
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			if _, err := create(ctx, p, false); err != nil {
				return err
			}
			log := slog.New(slog.NewJSONHandler(s.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
			w, err := openWorkspace(ctx, p, log)
			if err != nil {
				return err
			}
			fmt.Fprintln(s.err, "正在备好云泽市的单位、人员和三年报告……")
			who, err := democity.Settle(ctx, w.Workspace, democity.Invented(), demoPassword)
			var players []democity.Login
			if err == nil {
				players, err = democity.Admit(ctx, w.Workspace, democity.Invented(), who[len(who)-2].Login, demoPassword)
			}
			if err == nil {
				err = democity.SettleNeighbours(ctx, w.Workspace, democity.Invented(), democity.Neighbours(), who[0].Login, demoPassword)
			}
			if err == nil {
				err = democity.SettleProjects(ctx, w.Workspace, democity.Invented(), who[0].Login, demoPassword, civil.Instant(time.Now().UnixMicro()))
			}
			if err == nil && many > 0 {
				fmt.Fprintf(s.err, "正在备好约 %d 件办件……\n", many)
				err = democity.SettleCases(ctx, w.Workspace, democity.Invented(), who[0].Login, demoPassword, many, civil.Instant(time.Now().UnixMicro()))
			}
			if err != nil {
				return errors.Join(err, w.Close())
			}
			fmt.Fprintf(s.out, "云泽市是虚构的。数据在 %s。登录用下面的名字，口令都是 %s\n", p.data, demoPassword)
			for _, x := range append(who, players...) {
				fmt.Fprintf(s.out, "  %-16s %s\n", x.Login, x.Post)
			}
			return serve(ctx, s, w, addresses{site: listen}, "", log)
		},
	}
}
