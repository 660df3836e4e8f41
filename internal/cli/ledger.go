package cli

import (
	"archive/zip"
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/ledger"
)

// wanted says what of a ledger is wanted.
type wanted struct {
	place
	division string
	contents bool
	keys     string
	earlier  string
}

func ledgerCommand() *command {
	var w wanted
	return &command{
		name: "ledger", args: "export FILE.zip|DIR | verify [FILE.zip|DIR] [--data DIR] [--postgres URL]",
		summary: "存证账本：导出存证包，核验账本或存证包。",
		english: "The tamper-evident ledger: exports it, verifies it or an exported bundle.",
		flags: func(fs *flag.FlagSet) {
			w.flags(fs)
			fs.StringVar(&w.division, "division", "", "区划代码；库里只有一个地方时不用写")
			fs.BoolVar(&w.contents, "contents", false, "导出时带上内容和盐；不写则只有加盐散列，可以给外人")
			fs.StringVar(&w.keys, "keys", "", "核验存证包用的公钥文件，一行一把；不写用包里自带的")
			fs.StringVar(&w.earlier, "earlier", "", "从前抄下的检查点，核验账本是不是接着它写的")
		},
		run: func(s streams, args []string) error {
			ctx := context.Background()
			switch {
			case len(args) == 2 && args[0] == "export":
				return exportLedger(ctx, s, w, args[1])
			case len(args) == 1 && args[0] == "verify":
				return verifyLedger(ctx, s, w)
			case len(args) == 2 && args[0] == "verify":
				return verifyBundle(ctx, s, w, args[1])
			}
			return fault.New(fault.Usage, "没有说是导出还是核验。", "例：duban ledger verify，或 duban ledger export 存证.zip。")
		},
	}
}

// divisions are the ones to work on: the one that was named, or all.
func (w wanted) divisions(ctx context.Context, d *desk.Workspace) ([]string, error) {
	if w.division != "" {
		return []string{w.division}, nil
	}
	rows, err := d.Divisions(ctx)
	var all []string
	for _, r := range rows {
		all = append(all, r.Code)
	}
	if err == nil && len(all) == 0 {
		err = unsettled()
	}
	return all, err
}

func unsettled() error {
	return fault.New(fault.NotFound, "库里还没有设定地方。", "先运行 duban serve，在浏览器里凭设置码设定。")
}

func exportLedger(ctx context.Context, s streams, w wanted, to string) (err error) {
	d, err := lookWorkspace(ctx, w.place)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	all, err := w.divisions(ctx, d.Workspace)
	if err != nil {
		return err
	}
	if len(all) > 1 {
		return fault.New(fault.Usage, "库里有几个地方，没有说导出哪一个。", "请加 --division，可写 "+strings.Join(all, "、")+"。")
	}
	var out desk.Exported
	if strings.EqualFold(filepath.Ext(to), ".zip") {
		err = deliver(s, to, nil, func(f io.Writer) error {
			z := zip.NewWriter(f)
			var err error
			out, err = d.ExportDivision(ctx, all[0], w.contents, func(name string, data []byte) error {
				part, err := z.Create(name)
				if err == nil {
					_, err = part.Write(data)
				}
				return err
			})
			return errors.Join(err, z.Close())
		})
	} else {
		out, err = exportInto(ctx, d.Workspace, all[0], w.contents, to)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "%s 的账本导出到 %s，%d 条。\n检查点：\n%s", out.Division, to, out.Size, out.Note)
	return err
}

// exportInto fills a folder that is not there yet; it appears when it is whole.
func exportInto(ctx context.Context, d *desk.Workspace, division string, contents bool, to string) (desk.Exported, error) {
	var out desk.Exported
	if _, err := os.Lstat(to); err == nil {
		return out, fault.New(fault.Conflict, fmt.Sprintf("“%s”已经有了。", to), "请换一个还没有的文件夹，或写成 .zip 文件。")
	}
	tmp, err := os.MkdirTemp(filepath.Dir(filepath.Clean(to)), ".duban-*")
	if err != nil {
		return out, unwritable(to, err)
	}
	defer os.RemoveAll(tmp)
	out, err = d.ExportDivision(ctx, division, contents, func(name string, data []byte) error {
		path := filepath.Join(tmp, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		return os.WriteFile(path, data, 0o644)
	})
	if err != nil {
		return out, undelivered(to, err)
	}
	if err := os.Chmod(tmp, 0o755); err != nil {
		return out, unwritable(to, err)
	}
	if err := os.Rename(tmp, to); err != nil {
		return out, unwritable(to, err)
	}
	return out, nil
}

func verifyLedger(ctx context.Context, s streams, w wanted) (err error) {
	d, err := lookWorkspace(ctx, w.place)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	all, err := []string{w.division}, error(nil)
	if w.division == "" {
		if all, err = d.Ledgers(ctx); err == nil && len(all) == 0 {
			err = unsettled()
		}
	}
	if err != nil {
		return err
	}
	verifiers, _, err := readPublicKeys(w.file("keys"))
	if err != nil {
		return err
	}
	earlier, err := readEarlier(w.earlier, verifiers)
	if err != nil {
		return err
	}
	return verifyAll(ctx, s, d.Workspace, all, earlier)
}

// verifyAll verifies divisions and tells what was found; where anything is
// wrong it ends with a fault.
func verifyAll(ctx context.Context, s streams, d *desk.Workspace, all []string, earlier []ledger.Checkpoint) error {
	wrong := 0
	for _, division := range all {
		var about []ledger.Checkpoint
		for _, c := range earlier {
			if len(all) == 1 || division == all[0] && len(all) == 2 && all[1] == desk.LogOfLogs || c.Origin == ledger.Origin(division) {
				about = append(about, c)
			}
		}
		v, err := d.VerifyDivision(ctx, division, about...)
		if err != nil {
			return err
		}
		wrong += tellFindings(s.out, v.Findings)
		name := division
		if division == desk.LogOfLogs {
			name = "检查点总账"
		}
		fmt.Fprintf(s.out, "%s：%d 条记录、%d 个版本、%d 个现存对象核过，%d 条还没排上号。\n", name, v.Entries, v.Payloads, v.Objects, v.Waiting)
	}
	return outcome(s.out, wrong)
}

// outcome ends a verification.
func outcome(w io.Writer, wrong int) error {
	if wrong > 0 {
		return fault.New(fault.Invalid, fmt.Sprintf("账本有 %d 处对不上。", wrong), "上面逐处写明是什么；请保留现场，报审计管理员，从备份比对。")
	}
	_, err := fmt.Fprintln(w, "核验通过。")
	return err
}

// mostTold bounds how many findings of one kind are told.
const mostTold = 1000

// tellFindings writes each finding, and says how many are wrong and not only remarks.
func tellFindings(w io.Writer, all []ledger.Finding) (wrong int) {
	told := map[ledger.Kind]int{}
	for _, f := range all {
		mark := "错  "
		if f.Kind.Remark() {
			mark = "注  "
		} else {
			wrong++
		}
		if told[f.Kind]++; told[f.Kind] <= mostTold {
			fmt.Fprintln(w, mark+printable(f.Sentence()))
		}
	}
	for _, n := range told {
		if n > mostTold {
			fmt.Fprintf(w, "同类的还有 %d 处没有列出。\n", n-mostTold)
		}
	}
	return wrong
}

func readEarlier(path string, keys []ledger.Verifier) ([]ledger.Checkpoint, error) {
	if path == "" {
		return nil, nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.New(fault.NotFound, fmt.Sprintf("读不到“%s”。", path), "请核对路径。").Because(err)
	}
	var all []ledger.Checkpoint
	for _, n := range ledger.SplitNotes(b) {
		c, err := ledger.OpenCheckpoint(n, keys...)
		if err != nil {
			return nil, fault.New(fault.Invalid, fmt.Sprintf("“%s”里的检查点没有已知密钥的签名。", path), "要一字不差地抄下整段，从 duban/ 那一行到最后一行签名。").Because(err)
		}
		all = append(all, c)
	}
	if len(all) == 0 {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("“%s”里没有检查点。", path), "要一字不差地抄下整段，从 duban/ 那一行到最后一行签名。")
	}
	return all, nil
}

// bundle is an export as a folder or an archive.
type bundle struct{ fs.FS }

// mostOfFile is the largest file of a bundle that is read, in bytes.
const mostOfFile = 512 << 20

func (b bundle) File(name string) ([]byte, error) {
	f, err := b.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, mostOfFile+1))
	if err == nil && len(data) > mostOfFile {
		err = fmt.Errorf("%s is larger than %d bytes", name, mostOfFile)
	}
	return data, err
}

func openBundle(path string) (bundle, func() error, error) {
	info, err := os.Stat(path)
	if err != nil {
		return bundle{}, nil, fault.New(fault.NotFound, fmt.Sprintf("没有“%s”。", path), "请核对路径和文件名。").Because(err)
	}
	if info.IsDir() {
		return bundle{os.DirFS(path)}, func() error { return nil }, nil
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		return bundle{}, nil, fault.New(fault.Unreadable, fmt.Sprintf("“%s”不是存证包，或没有传完。", path), "存证包是 duban ledger export 导出的 .zip 文件或文件夹。").Because(err)
	}
	return bundle{z}, z.Close, nil
}

func verifyBundle(ctx context.Context, s streams, w wanted, path string) (err error) {
	b, close, err := openBundle(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, close()) }()
	var text []byte
	if w.keys != "" {
		if text, err = os.ReadFile(w.keys); err != nil {
			return fault.New(fault.NotFound, fmt.Sprintf("读不到“%s”。", w.keys), "公钥在数据文件夹的 keys 里，以 .pub 结尾。").Because(err)
		}
	} else if text, err = b.File(ledger.KeysPath); err != nil {
		return fault.New(fault.Unreadable, fmt.Sprintf("“%s”里没有公钥。", path), "请用 --keys 给出公钥文件。").Because(err)
	}
	var keys []ledger.Verifier
	for lines := bufio.NewScanner(strings.NewReader(string(text))); lines.Scan(); {
		if line := strings.TrimSpace(lines.Text()); line != "" {
			v, err := ledger.NewVerifier(line)
			if err != nil {
				return fault.New(fault.Unreadable, "公钥文件里有一行不是公钥。", "公钥一行一把，形如 duban+1a2b3c4d+…。").Because(err)
			}
			keys = append(keys, v)
		}
	}
	earlier, err := readEarlier(w.earlier, keys)
	if err != nil {
		return err
	}
	report, err := ledger.Verify(ctx, b, keys, runtime.NumCPU(), earlier...)
	if err != nil {
		return fault.New(fault.Unreadable, fmt.Sprintf("“%s”里没有能读的检查点。", path), "请重新导出。").Because(err)
	}
	wrong := tellFindings(s.out, report.Findings)
	fmt.Fprintf(s.out, "存证包：%d 条记录、%d 个版本核过。\n", report.Entries, report.Payloads)
	if w.keys == "" {
		fmt.Fprintln(s.out, "注  公钥取自包里，只说明包内前后一致；要证明出自哪里，请用 --keys 给出另外得到的公钥。")
	}
	return outcome(s.out, wrong)
}
