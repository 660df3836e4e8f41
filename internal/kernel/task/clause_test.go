package task_test

import (
	"testing"

	"duban/internal/base/quantity"
	"duban/internal/kernel/statement"
	"duban/internal/kernel/task"
)

func TestClausesOfASentenceKeepWhatIsQuotedTogether(t *testing.T) {
	words := "推行审批“80、60、40，限时办结”（工业，项目），一季度前建立清单；年底前全部销号。"
	list := task.Clauses(words)
	if len(list) != 3 || list[0].Words != "推行审批“80、60、40，限时办结”（工业，项目）" || list[2].Words != "年底前全部销号" {
		t.Fatal(list)
	}
	for _, c := range list {
		if string([]rune(words)[c.From:c.To]) != c.Words {
			t.Errorf("%q stands elsewhere", c.Words)
		}
	}
}

func TestClausesWithDaysOfTheirOwnAreTheDeliverables(t *testing.T) {
	x := task.Propose(task.Sentence{Title: "开展拖欠企业账款专项清理，一季度前建立清单，年底前全部销号", Verb: "开展"}, 2026)
	if d := x.Deliverables; len(d) != 2 || d[0].Words != "建立清单" || d[0].Evidence != statement.Roster || d[0].DueOn != on("2026-03-31") || d[1].DueOn != on("2026-12-31") || x.DueOn != d[1].DueOn {
		t.Fatal(x.Deliverables, x.DueOn)
	}
	if x := task.Propose(task.Sentence{Title: "6月底前印发停车管理办法", Verb: "印发", Deadline: on("2026-06-30")}, 2026); len(x.Deliverables) != 2 || x.DueOn != on("2026-06-30") {
		t.Fatal("one day alone is the task's deadline", x.Deliverables, x.DueOn)
	}
}

func TestWhatIsThereOrNotIsATaskBesideTheFigures(t *testing.T) {
	for words, want := range map[string]bool{"组建市级产业技术研究院": true, "6月底前开工建设抽水蓄能电站": true, "深化“高效办成一件事”改革": false, "推进国家储备林建设": false} {
		if task.Concrete(words) != want {
			t.Errorf("%s: %v", words, !want)
		}
	}
}

func TestWhatIsToStayLowIsDoneWhileItIsBelow(t *testing.T) {
	v := quantity.Must("2")
	if f := task.Propose(task.Sentence{Title: "居民消费价格涨幅2%左右", Subject: "居民消费价格", Kind: statement.Growth, Bound: statement.About, Unit: "%", Value: &v, Kept: true}, 2026).Figure; !f.AtMost || f.Course != task.Constant {
		t.Fatal(f)
	}
}
