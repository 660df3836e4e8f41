package snapshot

import (
	"duban/internal/kernel/project"
	"duban/internal/kernel/task"
)

var verdictWord = map[task.Verdict]string{task.Missed: "没有完成", task.Behind: "比计划慢", task.OnTrack: "按计划", task.Met: "完成了", task.Exceeded: "超额完成", task.Waiting: "还没有到期的目标", task.Halted: "中止"}

// Says is a change in a sentence, for letters.
func (c Change) Says() string {
	verdict := func(s string) string {
		if w, ok := verdictWord[task.Verdict(s)]; ok {
			return w
		}
		return s
	}
	stage := func(s string) string { return project.StageOf(s).String() }
	switch c.Aspect {
	case IsNew:
		return "新列出"
	case Result:
		return "从“" + verdict(c.From) + "”到“" + verdict(c.To) + "”"
	case Reported:
		if c.From == "" {
			return "累计 " + c.To + " " + c.Unit
		}
		return "累计从 " + c.From + " 到 " + c.To + " " + c.Unit
	case Target:
		return "目标从 " + c.From + " 调整为 " + c.To + " " + c.Unit
	case Deadline:
		return "期限从 " + c.From + " 改到 " + c.To
	case Found:
		return "成果经核实：" + c.To
	case Stage:
		return "从" + stage(c.From) + "到" + stage(c.To)
	case Voiced:
		return "群众评价有了结果，" + c.To + " 人评"
	}
	return ""
}
