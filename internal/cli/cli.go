// Package cli is the command line: commands as structs, one file each. It
// turns words into acts of the desk and outcomes into text; it refuses to
// decide anything about reports.
package cli

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"
	"unicode"

	"duban/internal/base/fault"
	"duban/internal/intake/confine"
)

// Version is set when a release is built.
var Version = "0.1.0-dev"

// streams are where a command reads and writes.
type streams struct {
	out, err io.Writer
}

// command is one word after duban.
type command struct {
	name    string
	args    string
	summary string // Chinese
	english string
	flags   func(*flag.FlagSet)
	run     func(s streams, args []string) error
}

func commands() []*command {
	return []*command{readCommand(), checkCommand(), reconcileCommand(), explainCommand(), scoreCommand(), initCommand(), nationalCommand(), demoCommand(), serveCommand(), servePublicCommand(), publishCommand(), migrateCommand(), backupCommand(), restoreCommand(), rescueCommand(), ledgerCommand(), mechanismCommand(), versionCommand()}
}

// Main runs the program and answers the exit code.
func Main(args []string, out, errw io.Writer) (code int) {
	confine.Child() // which does not come back if this process is one
	s := streams{out, errw}
	defer func() {
		if p := recover(); p != nil {
			code = incident(errw, fmt.Errorf("panic: %v", p))
		}
	}()
	if len(args) == 0 || args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		show := overview
		if len(args) > 1 && args[1] != "help" && args[1] != "--help" && args[1] != "-h" {
			c, _ := commandOf(args[1:])
			if c == nil {
				return answer(errw, noCommand(args[1]))
			}
			show = c.help
		}
		return answer(errw, undelivered("屏幕或管道", whole(out, show)))
	}
	if args[0] == "--version" {
		args = []string{"version"}
	}
	if c, rest := commandOf(args); c != nil {
		return answer(errw, undelivered("屏幕或管道", c.call(s, rest)))
	}
	return answer(errw, noCommand(args[0]))
}

// commandOf finds a command by the words that the arguments begin with, the longest
// name first, and gives what stands behind them.
func commandOf(args []string) (*command, []string) {
	all := commands()
	for n := min(2, len(args)); n > 0; n-- {
		name := strings.Join(args[:n], " ")
		if i := slices.IndexFunc(all, func(c *command) bool { return c.name == name }); i >= 0 {
			return all[i], args[n:]
		}
	}
	return nil, nil
}

// whole shows a text at once and tells whether it arrived.
func whole(w io.Writer, show func(io.Writer)) error {
	var b bytes.Buffer
	show(&b)
	_, err := b.WriteTo(w)
	return err
}

func noCommand(name string) error {
	return fault.New(fault.Usage, fmt.Sprintf("没有“%s”这个命令。", name), "可用的命令见 duban help。")
}

// answer shows what went wrong and gives the exit code.
func answer(w io.Writer, err error) int {
	if err == nil || errors.Is(err, syscall.EPIPE) {
		return 0
	}
	if f, ok := fault.As(err); ok {
		fmt.Fprintln(w, "错误："+printable(f.Sentence))
		if f.Hint != "" {
			fmt.Fprintln(w, "提示："+printable(f.Hint))
		}
		return exitCode(f.Kind)
	}
	return incident(w, err)
}

// printable is text from outside, such as a file name, as one line that cannot
// steer a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return '\uFFFD'
		}
		return r
	}, s)
}

func (c *command) call(s streams, args []string) error {
	fs := flag.NewFlagSet(c.name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	if c.flags != nil {
		c.flags(fs)
	}
	rest, err := parse(fs, args)
	if errors.Is(err, flag.ErrHelp) {
		return whole(s.out, c.help)
	}
	if err != nil {
		return fault.New(fault.Usage, mistake(fs, args), "写法见 duban help "+c.name+"。").Because(err)
	}
	for _, a := range rest {
		if strings.ContainsRune("—–－‐", firstRune(a)) && !exists(a) {
			return fault.New(fault.Usage, fmt.Sprintf("“%s”前面的横线不是半角的“-”。", a), "请切换到英文输入法再写，例：--format jsonl。")
		}
	}
	return c.run(s, rest)
}

// parse lets flags stand before, between and after the arguments; after a
// lone -- all are arguments.
func parse(fs *flag.FlagSet, args []string) ([]string, error) {
	var rest, after []string
	if i := slices.Index(args, "--"); i >= 0 {
		args, after = args[:i], args[i+1:]
	}
	for {
		if err := fs.Parse(args); err != nil {
			return nil, err
		}
		if fs.NArg() == 0 {
			return append(rest, after...), nil
		}
		rest = append(rest, fs.Arg(0))
		args = fs.Args()[1:]
	}
}

// mistake says which of the flags was written wrongly.
func mistake(fs *flag.FlagSet, args []string) string {
	for i := 0; i < len(args); i++ {
		if len(args[i]) < 2 || args[i][0] != '-' {
			continue
		}
		name, value, given := strings.Cut(strings.TrimLeft(args[i], "-"), "=")
		f := fs.Lookup(name)
		if f == nil {
			return fmt.Sprintf("没有“%s”这个参数。", args[i])
		}
		if b, ok := f.Value.(interface{ IsBoolFlag() bool }); ok && b.IsBoolFlag() {
			if given && f.Value.Set(value) != nil {
				return fmt.Sprintf("“%s”后面不用写内容。", strings.SplitN(args[i], "=", 2)[0])
			}
			continue
		}
		if !given {
			if i++; i == len(args) {
				return fmt.Sprintf("“%s”后面少了内容。", args[i-1])
			}
			value = args[i]
		}
		if f.Value.Set(value) != nil {
			return fmt.Sprintf("“--%s”后面要写数字，写的是“%s”。", name, value)
		}
	}
	return "参数写错了：" + strings.Join(args, " ") + "。"
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func (c *command) help(w io.Writer) {
	fmt.Fprintf(w, "duban %s %s\n\n%s\n%s\n", c.name, c.args, c.summary, c.english)
	fs := flag.NewFlagSet(c.name, flag.ContinueOnError)
	if c.flags != nil {
		c.flags(fs)
		fmt.Fprintln(w)
		fs.VisitAll(func(f *flag.Flag) {
			dash := "--"
			if len(f.Name) == 1 {
				dash = " -"
			}
			fmt.Fprintf(w, "  %s%-10s %s\n", dash, f.Name, f.Usage)
		})
	}
}

func overview(w io.Writer) {
	fmt.Fprint(w, `duban 督办：把政府工作报告读成数据、任务、项目和机制，每条都指回原文。
duban reads government work reports; every row points back into the text.

`)
	for _, c := range commands() {
		fmt.Fprintf(w, "  duban %-10s %s\n", c.name, c.summary)
		fmt.Fprintf(w, "  %16s %s\n", "", c.english)
	}
	fmt.Fprint(w, "\n  duban help COMMAND  看一个命令的写法 (how to call one)\n")
}

func versionCommand() *command {
	return &command{name: "version", summary: "版本号。", english: "The version.", run: func(s streams, _ []string) error {
		_, err := fmt.Fprintln(s.out, "duban", Version)
		return err
	}}
}

// incident keeps the technical text away from the person: they see a number,
// the text goes to the log that DUBAN_LOG names.
func incident(w io.Writer, err error) int {
	n := fmt.Sprintf("%08x", sum32(err.Error()))
	fmt.Fprintf(w, "错误：程序内部出错，编号 %s，结果没有写完。\n提示：请把编号和当时的命令告诉维护人员；设 DUBAN_LOG=文件 再运行一次可留下详情。\n", n)
	if name := os.Getenv("DUBAN_LOG"); name != "" {
		if f, e := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600); e == nil {
			fmt.Fprintf(f, "%s %v\n", n, err)
			f.Close()
		}
	}
	return 1
}

func sum32(s string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}
