package cli

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/basemap"
	"duban/internal/kernel/snapshot"
	"duban/internal/web/public"
)

// shown says which snapshot is shown, and what the pages say of who answers for them.
type shown struct {
	place
	file       string // a snapshot as a file; "" for the newest of the database
	division   string
	imprint    public.Imprint
	boundaries string // of the towns, GeoJSON
	name       string // the property that names a place
	approval   string // 审图号
}

func (x *shown) flags(fs *flag.FlagSet) {
	x.place.flags(fs)
	fs.StringVar(&x.file, "snapshot", "", "公开快照文件（duban publish 写出的 data/snapshot.json）；不写就用库里最新公布的")
	fs.StringVar(&x.division, "division", "", "区划代码；库里只有一个地方时不用写")
	fs.StringVar(&x.imprint.Host, "host", "", "页脚：主办单位")
	fs.StringVar(&x.imprint.Phone, "phone", "", "页脚：电话")
	fs.StringVar(&x.imprint.SiteCode, "site-code", "", "页脚：网站标识码")
	fs.StringVar(&x.imprint.ICP, "icp", "", "页脚：ICP 备案号")
	fs.StringVar(&x.imprint.Police, "police", "", "页脚：公安备案号")
	fs.StringVar(&x.imprint.Faults, "faults", "", "政府网站找错的网址")
	fs.StringVar(&x.imprint.Portal, "portal", "", "政府门户的网址")
	fs.StringVar(&x.imprint.Origin, "origin", "", "这些页面的网址，数据集的编号要用")
	fs.StringVar(&x.imprint.Voice, "voice", "", "工作台的网址，群众在那里评民生实事、用邮件订阅；不写就不给链接")
	fs.StringVar(&x.imprint.Licence, "licence", public.DefaultLicence, "数据的使用许可的网址")
	fs.StringVar(&x.boundaries, "map", "", "底图：各镇办边界的 GeoJSON，要同时写审图号；不写就用库里有审图号的底图")
	fs.StringVar(&x.name, "map-name", "name", "底图里写名称的属性")
	fs.StringVar(&x.approval, "approval", "", "底图的审图号")
}

// base is the map that projects are shown on.
func (x shown) base(ctx context.Context, r public.Reader) (basemap.Basemap, error) {
	if x.boundaries == "" {
		if d, ok := r.(fromDesk); ok {
			return d.desk.PublicBasemap(ctx, d.division)
		}
		return basemap.Basemap{}, nil
	}
	if strings.TrimSpace(x.approval) == "" {
		return basemap.Basemap{}, fault.New(fault.Usage, "公开的底图没有写审图号。", "用 --approval 写，例：鄂S(2026)001号；没有审图号就不要底图。")
	}
	text, err := os.ReadFile(x.boundaries)
	if err != nil {
		return basemap.Basemap{}, fault.New(fault.NotFound, "读不到底图“"+x.boundaries+"”。", "看看路径是不是写错了。").Because(err)
	}
	areas, err := basemap.Read(text, x.name)
	return basemap.Basemap{Areas: areas, Approval: x.approval}, err
}

// fromFile reads the snapshot of a file.
type fromFile string

func (f fromFile) Newest(context.Context) (*snapshot.Snapshot, error) {
	text, err := os.ReadFile(string(f))
	if err != nil {
		return nil, fault.New(fault.NotFound, "读不到公开快照“"+string(f)+"”。", "看看路径是不是写错了。").Because(err)
	}
	return snapshot.Read(bytes.TrimRight(text, "\r\n")) // what an editor puts at the end
}

// fromDesk reads the newest snapshot that a division published.
type fromDesk struct {
	desk     *desk.Workspace
	division string
}

func (d fromDesk) Newest(ctx context.Context) (*snapshot.Snapshot, error) {
	return d.desk.PublicSnapshot(ctx, d.division)
}

// reader opens what the pages are made from, and what has to be let go of afterwards.
func (x shown) reader(ctx context.Context) (public.Reader, func() error, error) {
	if x.file != "" {
		return fromFile(x.file), func() error { return nil }, nil
	}
	w, err := lookWorkspace(ctx, x.place)
	if err != nil {
		return nil, nil, err
	}
	division := x.division
	if division == "" {
		all, err := wanted{place: x.place}.divisions(ctx, w.Workspace)
		if err == nil && len(all) > 1 {
			err = fault.New(fault.Usage, "库里有 "+strings.Join(all, "、")+" 几个地方，没有说是哪一个。", "用 --division 写区划代码。")
		}
		if err != nil {
			return nil, nil, errors.Join(err, w.Close())
		}
		division = all[0]
	}
	return fromDesk{w.Workspace, division}, w.Close, nil
}

func publishCommand() *command {
	var x shown
	return &command{
		name: "publish", args: "DIR [--data DIR] [--postgres URL] [--snapshot FILE] [--division CODE]",
		summary: "把公布的进展写成静态网页，放上政府门户。",
		english: "Writes what was published as static pages, for a government portal.",
		flags:   x.flags,
		run: func(s streams, args []string) (err error) {
			if len(args) != 1 {
				return fault.New(fault.Usage, "没有说写到哪个文件夹。", "例：duban publish 承诺公开 --data duban-data。")
			}
			ctx := context.Background()
			r, done, err := x.reader(ctx)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, done()) }()
			land, err := x.base(ctx, r)
			if err != nil {
				return err
			}
			newest, err := r.Newest(ctx)
			if err != nil {
				return err
			}
			book, err := public.Make(ctx, newest, x.imprint, land)
			if err != nil {
				return err
			}
			if err := replaceFolder(args[0], book.Files); err != nil {
				return err
			}
			_, err = fmt.Fprintf(s.out, "写好了：%s，%d 个文件，第 %d 次公布，截至 %s。\nSHA-256 %s\n", args[0], len(book.Files), newest.Number, newest.On, book.Digest)
			return err
		},
	}
}

// replaceFolder puts files in the place of a folder that an earlier call wrote,
// or of none: written beside it first, then swapped in, so that nobody sees half.
func replaceFolder(to string, files map[string]public.File) (err error) {
	to = filepath.Clean(to)
	there, err := os.ReadDir(to)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unwritable(to, err)
	}
	if _, ours := os.Stat(filepath.Join(to, "data", "snapshot.json")); len(there) > 0 && ours != nil {
		return fault.New(fault.Refused, "“"+to+"”里有别的东西，没有动它。", "请写一个新的或空的文件夹，或从前 duban publish 写的那个。")
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return unwritable(to, err)
	}
	fresh, err := os.MkdirTemp(filepath.Dir(to), "."+filepath.Base(to)+".new-")
	if err != nil {
		return unwritable(to, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(fresh))
		}
	}()
	if err := os.Chmod(fresh, 0o755); err != nil {
		return unwritable(to, err)
	}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		full := filepath.Join(fresh, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			return unwritable(to, err)
		}
		if err := os.WriteFile(full, files[path].Body, 0o644); err != nil {
			return unwritable(to, err)
		}
	}
	old := fresh + "-old"
	moved := os.Rename(to, old)
	if moved != nil && !errors.Is(moved, fs.ErrNotExist) {
		return unwritable(to, moved)
	}
	if err := os.Rename(fresh, to); err != nil {
		if moved == nil {
			err = errors.Join(err, os.Rename(old, to))
		}
		return unwritable(to, err)
	}
	if moved == nil {
		return os.RemoveAll(old)
	}
	return nil
}

// lookAgain is how often the public server asks for a newer snapshot.
const lookAgain = 30 * time.Second

func servePublicCommand() *command {
	var x shown
	listen := "127.0.0.1:8090"
	return &command{
		name: "serve public", args: "[--snapshot FILE] [--data DIR] [--postgres URL] [--listen ADDR]",
		summary: "开公开网站：只看公布的快照，没有登录，不写库。",
		english: "Serves the public site: it reads the published snapshot alone.",
		flags: func(fs *flag.FlagSet) {
			x.flags(fs)
			fs.StringVar(&listen, "listen", listen, "听在哪里；对外请放在反向代理后面")
		},
		run: func(s streams, args []string) (err error) {
			if err := noArguments("serve public", args); err != nil {
				return err
			}
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			r, done, err := x.reader(ctx)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, done()) }()
			land := func(ctx context.Context) (basemap.Basemap, error) { return x.base(ctx, r) }
			if x.boundaries != "" { // a file is read once
				kept, err := x.base(ctx, r)
				if err != nil {
					return err
				}
				land = func(context.Context) (basemap.Basemap, error) { return kept, nil }
			}
			log := slog.New(slog.NewJSONHandler(s.err, nil))
			site := public.NewSite(r, x.imprint, land, log)
			if err := site.Look(ctx); err != nil && (x.file != "" || !public.Unpublished(err)) {
				return err
			}
			return servePublic(ctx, s, site, listen, log)
		},
	}
}

func servePublic(ctx context.Context, s streams, site *public.Site, listen string, log *slog.Logger) error {
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return fault.New(fault.Unavailable, fmt.Sprintf("不能听在 %s。", listen), "也许有别的程序占着，请用 --listen 换一个端口。").Because(err)
	}
	server := &http.Server{Handler: site, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	var beside sync.WaitGroup
	watching, rest := context.WithCancel(ctx)
	beside.Go(func() { site.Watch(watching, lookAgain) })
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	fmt.Fprintf(s.out, "公开网站开在 http://%s/\n", l.Addr())
	select {
	case err = <-ended:
	case <-ctx.Done():
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
