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
	stop := ""
	return &command{
		name: "demo", args: "[--data DIR] [--postgres URL] [--files URL] [--listen ADDR] [--cases N] [--at DATE]",
		summary: "示例：虚构的云泽市，人员、三年报告、一年的任务都备好，打开就能用。",
		english: "A workspace with an invented city, its people, three years of reports and a year of tasks.",
		flags: func(fs *flag.FlagSet) {
			p.flags(fs)
			fs.StringVar(&listen, "listen", listen, "听在哪里")
			fs.IntVar(&many, "cases", many, "备好多少件办件，0 到 100000")
			fs.StringVar(&stop, "at", stop, "演到哪一天为止，如 2026-09-15；不写演到今天")
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
			ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer cancel()
			city := democity.Staffed(democity.Invented())
			until, err := demoDay(city, stop, civil.Instant(time.Now().UnixMicro()).Date())
			if err != nil {
				return err
			}
			given := city.Reports[len(city.Reports)-1].Given
			clock := democity.NewClock(func() int64 { return time.Now().UnixMicro() }, civil.OfDays(given.Days()+1).At(8, 0))
			p.clock = clock.Now
			if p.files != "" {
				if _, err := vacantFiles(ctx, p); err != nil {
					return err
				}
			}
			if _, err := create(ctx, p, false); err != nil {
				return err
			}
			log := slog.New(slog.NewJSONHandler(s.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
			w, err := openWorkspace(ctx, p, log)
			if err != nil {
				return err
			}
			fmt.Fprintln(s.err, "正在备好云泽市的单位、人员和三年报告……")
			who, err := democity.Settle(ctx, w.Workspace, city, demoPassword)
			var players []democity.Login
			if err == nil {
				players, err = democity.Admit(ctx, w.Workspace, city, who[len(who)-2].Login, demoPassword)
			}
			if err == nil {
				err = democity.SettleNeighbours(ctx, w.Workspace, city, democity.Neighbours(), who[0].Login, demoPassword)
			}
			if err == nil {
				fmt.Fprintf(s.err, "正在演%d年的任务，到 %s 为止……\n", given.Year, until)
				err = democity.PlayYear(ctx, w.Workspace, city, who[0].Login, demoPassword, clock, until)
			}
			clock.Set(demoNow(until, civil.Instant(time.Now().UnixMicro())))
			clock.Go()
			if err == nil {
				err = democity.SettleProjects(ctx, w.Workspace, city, who[0].Login, demoPassword, civil.Instant(clock.Now()))
			}
			if err == nil {
				err = democity.SettleTour(ctx, w.Workspace, city, who[0].Login, demoPassword, civil.Instant(clock.Now()))
			}
			if err == nil && many > 0 {
				fmt.Fprintf(s.err, "正在备好约 %d 件办件……\n", many)
				err = democity.SettleCases(ctx, w.Workspace, city, who[0].Login, demoPassword, many, civil.Instant(clock.Now()))
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

// demoDay is the day until which the demo's year is played: as it was asked for,
// else today, within the year of the city's newest report and a month after.
func demoDay(city democity.City, asked string, today civil.Date) (civil.Date, error) {
	first := city.Reports[len(city.Reports)-1].Given
	last := civil.Date{Year: first.Year + 1, Month: 1, Day: 31}
	if asked == "" {
		if today.Before(first) || last.Before(today) {
			return last, nil
		}
		return today, nil
	}
	d, err := civil.ParseDate(asked)
	if err != nil || d.Before(first) || last.Before(d) {
		return d, fault.New(fault.Usage, fmt.Sprintf("--at 要写 %s 到 %s 的一天。", first, last), "例：--at "+civil.Date{Year: first.Year, Month: 9, Day: 15}.String()+"。")
	}
	return d, nil
}

// demoNow is when the demo's clock goes on: now where the year was played until
// today, else in the morning of the day it was played until.
func demoNow(until civil.Date, now civil.Instant) civil.Instant {
	if until == now.Date() {
		return now
	}
	return until.At(11, 0)
}
