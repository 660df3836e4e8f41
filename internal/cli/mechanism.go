package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
)

func mechanismCommand() *command {
	var only string
	var w wanted
	return &command{
		name: "mechanism", args: "rehearse ID|DIR [--scenario TEXT] | diff ID|DIR ID|DIR [--data DIR] [--postgres URL]",
		summary: "机制：核对声明，演练情景，比较两版声明，看新版牵动哪些正在办的件。",
		english: "Mechanisms: checks a declaration, rehearses its scenarios, compares two versions, tells which open cases a version touches.",
		flags: func(fs *flag.FlagSet) {
			fs.StringVar(&only, "scenario", "", "只演练名称里有这几个字的情景")
			fs.StringVar(&w.data, "data", "", "数据文件夹：diff 时也看库里正在办的件")
			fs.StringVar(&w.postgres, "postgres", "", "PostgreSQL 地址：diff 时也看库里正在办的件")
			fs.StringVar(&w.division, "division", "", "只看这个区划；不写看全部")
		},
		run: func(s streams, args []string) error {
			if len(args) == 3 && args[0] == "diff" {
				return compareMechanisms(s, w, args[1], args[2])
			}
			if len(args) != 2 || args[0] != "rehearse" {
				return fault.New(fault.Usage, "没有说演练哪个机制。", "写机制的代号或它的文件夹：duban mechanism rehearse 文件夹。")
			}
			return playMechanism(s, args[1], only)
		},
	}
}

// readMechanism reads a folder, or a mechanism that the program carries.
func readMechanism(s streams, what string) (desk.Rehearsal, error) {
	var folder fs.FS
	if i, err := os.Stat(what); err == nil && i.IsDir() {
		folder = os.DirFS(what)
	} else if folder, err = desk.StandardMechanism(what); err != nil {
		return desk.Rehearsal{}, err
	}
	r, err := desk.RehearseMechanism(folder, what)
	return r, telling(s, what, err)
}

func compareMechanisms(s streams, w wanted, before, after string) error {
	old, err := readMechanism(s, before)
	if err != nil {
		return err
	}
	now, err := readMechanism(s, after)
	if err != nil {
		return err
	}
	if old.Mechanism.ID != now.Mechanism.ID {
		return fault.New(fault.Invalid, fmt.Sprintf("一个是“%s”，一个是“%s”，不是同一个机制的两版。", old.Mechanism.Title, now.Mechanism.Title), "请给同一个机制的两版。")
	}
	fmt.Fprintf(s.out, "%s，第 %d 版 → 第 %d 版\n", now.Mechanism.Title, old.Mechanism.Version, now.Mechanism.Version)
	list := procedure.Compare(old.Mechanism, now.Mechanism)
	for _, d := range list {
		fmt.Fprintln(s.out, d)
	}
	if len(list) == 0 {
		fmt.Fprintln(s.out, "两版说的一样。")
	}
	if old.Mechanism.Version != now.Mechanism.Version {
		if err := telling(s, after, procedure.Succeed(old.Mechanism, now.Mechanism)); err != nil {
			return err
		}
	}
	if w.data == "" && w.postgres == "" {
		return nil
	}
	if w.data == "" {
		w.data = "duban-data" // the keys beside the database
	}
	return tellOlder(s, w, old.Mechanism, now.Mechanism)
}

// telling tells each place that is wrong with a declaration.
func telling(s streams, what string, err error) error {
	var all procedure.Problems
	if !errors.As(err, &all) {
		return err
	}
	for _, p := range all {
		fmt.Fprintln(s.out, p)
	}
	return fault.New(fault.Invalid, fmt.Sprintf("“%s”的声明有 %d 处不对。", what, len(all)), "照上面的行列改。")
}

func playMechanism(s streams, what, only string) error {
	r, err := readMechanism(s, what)
	if err != nil {
		return err
	}
	m := r.Mechanism
	fmt.Fprintf(s.out, "%s（%s，第 %d 版，%s起）\n", m.Title, m.ID, m.Version, m.From)
	played, wrong := 0, 0
	for _, p := range r.Played {
		if !strings.Contains(p.Scenario.Title, only) {
			continue
		}
		played++
		wrong += len(p.Problems)
		tell(s.out, r, p)
	}
	if played == 0 {
		return fault.New(fault.NotFound, "没有这样的情景。", "看看 scenarios 文件夹里有哪些。")
	}
	fmt.Fprintf(s.out, "\n情景 %d 个，不符 %d 处。\n", played, wrong)
	if wrong > 0 {
		return fault.New(fault.Refused, fmt.Sprintf("有 %d 处和应有的不同。", wrong), "上面逐处列了行列。")
	}
	return nil
}

// signalWords say how a clock stands.
var signalWords = map[procedure.Signal]string{procedure.OnTime: "在走", procedure.Near: "将到期", procedure.Overdue: "逾期", procedure.Halted: "停", procedure.InTime: "按时止", procedure.TooLate: "超期止"}

func tell(w io.Writer, r desk.Rehearsal, p desk.Played) {
	fmt.Fprintf(w, "\n%s\n", p.Scenario.Title)
	for _, at := range p.Moments {
		x := p.Scenario.Steps[at.Step]
		what := "看一眼"
		if id := x.Does + x.Agrees + x.Refuses; id != "" {
			what = id
			if a := p.Scenario.Procedure.Act(id); a != nil {
				what = a.Title
			}
			switch {
			case x.Agrees != "":
				what = "同意：" + what
			case x.Refuses != "":
				what = "不同意：" + what
			}
		}
		if x.Who != "" {
			what = x.Who + " " + what
		}
		fmt.Fprintf(w, "  %s  %s", x.At, what)
		switch {
		case at.Refusal != nil:
			fmt.Fprintf(w, "  × %s\n", at.Refusal)
		case at.Case == nil:
			fmt.Fprintln(w)
		default:
			fmt.Fprintf(w, "  → %s\n", at.Case.Stage.Title)
			for _, y := range at.Performed {
				fmt.Fprintf(w, "      会办成：对%s“%s”办“%s”", y.Rule.Noun, y.Object, y.Rule.Act.Title)
				for _, q := range y.Parameters() {
					fmt.Fprintf(w, "，%s %s", q.Title, y.Text(q.ID))
				}
				fmt.Fprintln(w)
			}
			for _, k := range at.Case.Clocks {
				if k.Clock.End != 0 && k.Clock.End != x.At {
					continue
				}
				sig, z := k.Signal(r.Calendar, x.At)
				due := z.DueOn.String()
				if !k.Clock.Limit.Unit.InDays() {
					due = z.Due.String()
				}
				name := k.Rule.Title
				if k.Branch != "" {
					name = k.Branch + " " + name
				}
				fmt.Fprintf(w, "      %s：%s，已用 %d，%s到期，%s\n", name, k.Clock.Limit, z.Used, due, signalWords[sig])
			}
		}
	}
	for _, x := range p.Problems {
		fmt.Fprintf(w, "  不符 %s\n", x)
	}
}
