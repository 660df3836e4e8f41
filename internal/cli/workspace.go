package cli

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/store"
	"duban/internal/web"
	"duban/internal/web/frame"
	"duban/internal/web/rate"
)

// place says where a workspace keeps what it has.
type place struct {
	clock    func() int64 // of the demo; nil for the time there is
	data     string       // folder of the database, files and keys
	postgres string       // address; "" for SQLite in the folder
	files    string       // address of a bucket; "" for the folder

	// who works in it may write letters that lead here
	mail   mailServer
	origin string
	public string // where the public site is opened
}

// now is the clock of what happens in the workspace.
func (p place) now() func() int64 {
	if p.clock != nil {
		return p.clock
	}
	return func() int64 { return time.Now().UnixMicro() }
}

func (p *place) flags(fs *flag.FlagSet) {
	fs.StringVar(&p.data, "data", "duban-data", "数据文件夹：数据库、文件、密钥")
	fs.StringVar(&p.postgres, "postgres", os.Getenv("DUBAN_POSTGRES"), "PostgreSQL 地址；不写用文件夹里的 SQLite。也可用环境变量 DUBAN_POSTGRES")
	p.filesFlag(fs)
}

func (p place) file(name string) string { return filepath.Join(p.data, name) }

func initCommand() *command {
	var p place
	national := false
	return &command{
		name: "init", args: "[--data DIR] [--postgres URL] [--national]",
		summary: "建库：数据库、密钥和首次设置用的设置码。",
		english: "Creates the database, the keys and the code for the first set-up.",
		flags: func(fs *flag.FlagSet) {
			p.flags(fs)
			fs.BoolVar(&national, "national", false, "国密：检查点另加 SM2 签名和 SM3 链，口令用 PBKDF2-SM3，密文用 SM4")
		},
		run: func(s streams, args []string) error {
			if err := noArguments("init", args); err != nil {
				return err
			}
			code, err := create(context.Background(), p, national)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(s.out, "建好了：%s\n设置码：%s\n接着运行 duban serve --data %s，在浏览器里打开，凭设置码设定地方和三个管理员。\n", p.data, code, p.data)
			return err
		},
	}
}

func noArguments(name string, args []string) error {
	if len(args) > 0 {
		return fault.New(fault.Usage, fmt.Sprintf("“%s”不知道是什么。", args[0]), "写法见 duban help "+name+"。")
	}
	return nil
}

// create makes the folder, the keys, the database and the set-up code. The
// database comes last, so that what is half made can be made again.
func create(ctx context.Context, p place, national bool) (string, error) {
	if err := os.MkdirAll(p.file("keys"), 0o700); err != nil {
		return "", unwritable(p.data, err)
	}
	if err := makeKeys(p.file("keys"), national); err != nil {
		return "", err
	}
	var b [10]byte
	if _, err := rand.Read(b[:]); err != nil {
		return "", err
	}
	code := hex.EncodeToString(b[:5]) + "-" + hex.EncodeToString(b[5:])
	e, err := createEngine(ctx, p)
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(p.file("setup-code"), []byte(code+"\n"), 0o600); err != nil {
		return "", errors.Join(unwritable(p.data, err), e.Close())
	}
	return code, e.Close()
}

func serveCommand() *command {
	var p place
	at, perMinute := addresses{site: "127.0.0.1:8080"}, rate.Standard.Token.Most
	return &command{
		name: "serve", args: "[--data DIR] [--postgres URL] [--files URL] [--listen ADDR] [--origin URL] [--smtp HOST:PORT] [--api-rate N] [--metrics ADDR]",
		summary: "开工作台：浏览器里上传、核对、入册。",
		english: "Serves the workspace: upload, review, register, in the browser.",
		flags: func(fs *flag.FlagSet) {
			p.flags(fs)
			fs.StringVar(&at.site, "listen", at.site, "听在哪里；对外请放在反向代理后面")
			fs.StringVar(&at.metrics, "metrics", "", "运行指标听在本机哪里，例 127.0.0.1:9090；不写就不开")
			fs.StringVar(&at.origin, "origin", "", "人们打开它的网址，如 https://duban.example.gov.cn；通行密钥和统一身份认证要用")
			fs.StringVar(&p.public, "public", "", "公开网站的网址，写给订阅人的信里有它的链接")
			p.mail.flags(fs)
			fs.IntVar(&perMinute, "api-rate", perMinute, "接口：一个令牌每分钟至多几次，0 不限")
		},
		run: func(s streams, args []string) error {
			if err := noArguments("serve", args); err != nil {
				return err
			}
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			log := slog.New(slog.NewJSONHandler(s.err, nil))
			at.origin = strings.TrimRight(at.origin, "/")
			p.origin, p.public = at.origin, strings.TrimRight(p.public, "/")
			w, err := openWorkspace(ctx, p, log)
			if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
				return nil // asked to stop before it had begun
			}
			if err != nil {
				return err
			}
			w.rates = &rate.Limits{Token: rate.Limit{Most: perMinute, Every: time.Minute}, Address: rate.Standard.Address}
			code, err := os.ReadFile(p.file("setup-code"))
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return errors.Join(err, w.Close())
			}
			return serve(ctx, s, w, at, strings.TrimSpace(string(code)), log)
		},
	}
}

// addresses are where a program listens.
type addresses struct {
	site    string
	metrics string // "" for nowhere
	origin  string // as people open it, "" for loopback alone
}

// listenMetrics listens for whoever watches this machine: on loopback alone, since
// nobody signs in there.
func (at addresses) listenMetrics() (net.Listener, error) {
	host, _, err := net.SplitHostPort(at.metrics)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fault.New(fault.Usage, fmt.Sprintf("运行指标不能听在“%s”。", at.metrics), "只能听在本机，例 127.0.0.1:9090；别的机器要看，请经反向代理。")
	}
	l, err := net.Listen("tcp", at.metrics)
	if err != nil {
		return nil, fault.New(fault.Unavailable, fmt.Sprintf("不能听在 %s。", at.metrics), "也许有别的程序占着，请用 --metrics 换一个端口。").Because(err)
	}
	return l, nil
}

// serve runs the site and what works beside it until the context ends.
func serve(ctx context.Context, s streams, w *opened, at addresses, code string, log *slog.Logger) (err error) {
	defer func() { err = errors.Join(err, w.Close()) }()
	l, err := net.Listen("tcp", at.site)
	if err != nil {
		return fault.New(fault.Unavailable, fmt.Sprintf("不能听在 %s。", at.site), "也许有别的程序占着，请用 --listen 换一个端口。").Because(err)
	}
	adrift, err := w.LedgersAdrift(context.WithoutCancel(ctx))
	if err != nil {
		return errors.Join(err, l.Close())
	}
	for _, why := range adrift {
		f, _ := fault.As(why)
		log.Error(f.Sentence, "hint", f.Hint, "error", f.Cause.Error())
	}
	if err := w.FilesAway(context.WithoutCancel(ctx)); errors.Is(err, store.ErrBarred) {
		return errors.Join(err, l.Close()) // wrongly set, and will not come by itself
	} else if err != nil {
		log.Error("files cannot be had", "error", err.Error())
	} else if f, ok := fault.As(w.FilesLinger(context.WithoutCancel(ctx))); ok {
		log.Warn(f.Sentence, "hint", f.Hint, "error", f.Cause.Error())
	}
	server := &http.Server{
		Handler:           web.Site(&frame.House{Desk: w.Workspace, Log: log, SetUpCode: code, Meter: w.meter, Rates: w.rates, Origin: at.origin}),
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 5 * time.Minute, WriteTimeout: 5 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	var beside sync.WaitGroup
	working, rest := context.WithCancel(context.WithoutCancel(ctx))
	beside.Go(func() { w.RunSequencer(working) })
	beside.Go(func() { w.RunReader(working) })
	beside.Go(func() { w.RunDeadlines(working) })
	beside.Go(func() { w.RunCalendars(working) })
	beside.Go(func() { w.RunCourier(working) })
	beside.Go(func() { w.RunPostman(working) })
	beside.Go(func() { w.RunTaskWatch(working) })
	beside.Go(func() { w.RunDigests(working) })
	beside.Go(func() { w.RunRobots(working) })
	beside.Go(func() { gather(working, w.Workspace, log) })
	beside.Go(func() { w.RunSweeper(working) })
	done := make(chan error, 2)
	go func() { done <- server.Serve(l) }()
	if at.metrics != "" {
		m, err := at.listenMetrics()
		if err != nil {
			rest()
			beside.Wait()
			return errors.Join(err, server.Close())
		}
		watched := &http.Server{Handler: w.meter.Handler(Version, w.Health), ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second, MaxHeaderBytes: 16 << 10}
		defer watched.Close()
		go func() { done <- watched.Serve(m) }()
		fmt.Fprintf(s.out, "运行指标在 http://%s/metrics\n", m.Addr())
	}
	fmt.Fprintf(s.out, "工作台开在 http://%s/\n", l.Addr())
	select {
	case err = <-done:
	case <-ctx.Done():
		log.Info("stopping")
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
		defer cancel()
		err = server.Shutdown(ending)
	}
	rest()
	beside.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}

// gather writes the log of logs every minute.
func gather(ctx context.Context, w *desk.Workspace, log *slog.Logger) {
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if err := w.GatherCheckpoints(ctx); err != nil && ctx.Err() == nil {
				log.Error("log of logs", "error", err.Error())
			}
		}
	}
}
