package public

import (
	"context"
	"strings"

	"duban/internal/kernel/snapshot"
	"duban/internal/kernel/task"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// Each language by its own name.
const (
	inChinese = "中文"
	inEnglish = "English"
)

// chosenOf are the promises that a condition holds for.
func chosenOf(s *snapshot.Snapshot, keep func(snapshot.Promise) bool) []snapshot.Promise {
	return listing{all: s.Promises, keep: keep}.promises()
}

func join(units []string) string { return strings.Join(units, "、") }

// cite says where a sentence stands, in the document's own words.
func cite(q snapshot.Promise) string {
	var words []string
	for _, w := range []string{q.Report, q.Section} {
		if w != "" {
			words = append(words, w)
		}
	}
	if !q.SaidOn.Zero() {
		words = append(words, q.SaidOn.String())
	}
	return strings.Join(words, "　")
}

func townName(ctx context.Context, t town) string {
	if t.name == "" {
		return say.T(ctx, "没有写镇办的")
	}
	return t.name
}

// stages are how far a project has come, the oldest first, and what is planned.
func stages(ctx context.Context, x snapshot.Project) (all []part.Event) {
	for _, r := range x.Reached {
		all = append(all, part.Event{When: day(ctx, r.On), ISO: r.On.String(), What: known(ctx, stageWord, r.Stage)})
	}
	return all
}

func verdictTable(ctx context.Context) part.Table {
	t := part.Table{Caption: say.T(ctx, "结果"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "结果")}, {Title: say.T(ctx, "什么时候")}}}
	for _, v := range verdicts {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Content: part.ChipSaid(verdictState(v), say.T(ctx, verdictWord[v])), Head: true}, {Text: say.T(ctx, verdictWhat[v])}}})
	}
	return t
}

// profileTable tells the profile by which the colours were reckoned; the words
// of its lines are those of the practice.
func profileTable(ctx context.Context, name string) part.Table {
	t := part.Table{Caption: say.T(ctx, "颜色"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "颜色")}, {Title: say.T(ctx, "什么时候")}, {Title: say.T(ctx, "依据")}}}
	for _, r := range task.ProfileNamed(name).Rules {
		s := colourState(string(r.Colour))
		word := s.Word(ctx)
		if r.Colour == task.Orange {
			word = say.T(ctx, "橙")
		}
		if r.Rule == "stopped" {
			s = part.Suspended
			word = s.Word(ctx)
		}
		text := known(ctx, profileWord, r.Words)
		switch r.Rule {
		case "below":
			text += "：" + say.T(ctx, "完成 ÷ 应完成 小于 %s", r.Threshold)
		case "near":
			text += "：" + say.T(ctx, "离时限不到 %s 日", r.Threshold)
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Content: part.ChipSaid(s, word), Head: true}, {Text: text}, {Text: r.Basis}}})
	}
	return t
}
