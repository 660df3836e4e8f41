package desk_test

import (
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// bureau is an office with two tasks of a unit: one issued, one that it is asked about.
type bureau struct {
	*office
	t                  *testing.T
	supervisor, leader staff.Actor
	head, clerk        staff.Actor
	issued, asked      string
}

func busy(t *testing.T, e store.Engine) *bureau {
	t.Helper()
	o, by, head, all := dutiful(t, e)
	b := &bureau{office: o, t: t, supervisor: by, head: head, clerk: worker(o, "kejiyuan", "kj", staff.Clerk), leader: worker(o, "shizhang", "dcs", staff.Leader)}
	ctx := t.Context()
	lead := func(words string) string {
		x := find(t, all, words)
		terms := x.Terms.Clone()
		terms.Lead, terms.Supports, terms.Leader = "kj", nil, "分管副市长"
		b.must(o.AmendTask(ctx, by, desk.Call{}, x.ID, terms, ""))
		return x.ID
	}
	b.issued, b.asked = lead("农村公路"), lead("污水")
	b.must(o.IssueTasks(ctx, by, desk.Call{}, task.Issuance{Number: "云政办发〔2026〕3号", Title: "关于印发任务分解的通知", Issuer: "云泽市人民政府办公室", To: "各单位", Words: "现印发给你们。", Tasks: []string{b.issued}}))
	b.must(o.SignForTask(ctx, head, desk.Call{}, b.issued))
	b.must(o.AskOnTasks(ctx, by, desk.Call{}, []string{b.asked}))
	return b
}

func (b *bureau) must(_ any, err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bureau) open(by staff.Actor, procedureID, act, reason string, data map[string]any) (desk.CaseKept, error) {
	return b.OpenCase(b.t.Context(), by, desk.Call{}, desk.OpenCase{Procedure: procedureID, Deed: procedure.Deed{Act: act, Data: data, Reason: reason}})
}

func (b *bureau) act(by staff.Actor, id, act, reason string, data map[string]any) error {
	_, err := b.ActOnCase(b.t.Context(), by, desk.Call{}, id, procedure.Deed{Act: act, Data: data, Reason: reason})
	return err
}

func (b *bureau) task(id string) *task.Task {
	b.t.Helper()
	x, err := b.ShowTask(b.t.Context(), b.supervisor, id)
	b.must(nil, err)
	return x.Task
}

func TestAnExtensionThatIsGrantedSetsTheTasksDeadline(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		b := busy(t, e)
		due := b.task(b.issued).Terms.DueOn
		ask := func(until string) map[string]any {
			return map[string]any{"任务": b.issued, "延至": until, "延期事由": "不可抗力"}
		}
		if _, err := b.open(b.supervisor, "extension", "ask", "雨季", ask("2027-03-01")); !isKind(err, fault.Forbidden) {
			t.Errorf("supervision asks for a unit: %v", err)
		}
		if _, err := b.open(worker(b.office, "other", "dcs", staff.Head), "extension", "ask", "雨季", ask("2027-03-01")); !isKind(err, fault.Invalid) || !strings.Contains(err.Error(), "没有这个任务") {
			t.Errorf("a unit asks about what it does not see: %v", err)
		}
		c, err := b.open(b.head, "extension", "ask", "连续降雨", ask("2026-03-01")) // before the deadline that there is
		b.must(c, err)
		if _, err := b.open(b.head, "extension", "ask", "再来一次", ask("2027-03-01")); !isKind(err, fault.Conflict) || !strings.Contains(err.Error(), c.Number) {
			t.Errorf("asked for twice at once: %v", err)
		}
		s, err := b.ShowCase(t.Context(), b.supervisor, c.ID)
		b.must(s, err)
		if s.Data["现时限"] != due.String() || s.Data["牵头单位"] != "kj" || s.Referred[0].ID != b.issued {
			t.Errorf("taken of the task: %v", s.Data)
		}
		b.must(nil, b.act(b.supervisor, c.ID, "weigh", "", map[string]any{"审核意见": "属实"}))
		if err := b.act(b.supervisor, c.ID, "decide", "属实", map[string]any{"决定": "同意"}); !isKind(err, fault.Forbidden) {
			t.Errorf("who weighs it decides: %v", err)
		}
		err = b.act(b.leader, c.ID, "decide", "属实", map[string]any{"决定": "同意"})
		if !isKind(err, fault.Invalid) || !strings.Contains(err.Error(), "新时限要晚于现在的 "+due.String()) {
			t.Errorf("the task refuses, the case does not: %v", err)
		}
		if s, err := b.ShowCase(t.Context(), b.supervisor, c.ID); err != nil || s.Stage.ID != "weighed" || len(s.Documents) != 0 || b.task(b.issued).Terms.DueOn != due {
			t.Errorf("something of a refused act is kept: %s, %d documents, %v", s.Stage.ID, len(s.Documents), err)
		}
		b.must(nil, b.act(b.leader, c.ID, "decide", "不属实", map[string]any{"决定": "不同意"}))
		c, err = b.open(b.head, "extension", "ask", "连续降雨", ask("2027-03-01"))
		b.must(c, err)
		b.must(nil, b.act(b.supervisor, c.ID, "weigh", "", map[string]any{"审核意见": "属实"}))
		b.must(nil, b.act(b.leader, c.ID, "decide", "气象证明属实", map[string]any{"决定": "同意"}))
		x := b.task(b.issued)
		last := x.Events[len(x.Events)-1]
		if x.Terms.DueOn != on(2027, 3, 1) || last.Act != task.Extend || last.Case != c.ID || last.Reason != "气象证明属实" || !strings.Contains(last.Document, "督延〔20") || last.Person != b.leader.Person {
			t.Errorf("the task: %s, %+v", x.Terms.DueOn, last)
		}
		about, err := b.CasesOf(t.Context(), b.clerk, desk.ReferringPage{Noun: "task", Object: b.issued, Most: 9})
		if err != nil || len(about.Cases) != 2 || len(about.Openable) == 0 {
			t.Errorf("of the task there are %d cases, %d to open, %v", len(about.Cases), len(about.Openable), err)
		}
		b.must(nil, b.SequenceAll(t.Context()))
		if v, err := b.VerifyDivision(t.Context(), city); err != nil || !v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
	})
}

func TestAnAdjustmentChangesTheGoalOrTheLead(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		b := busy(t, e)
		for _, c := range []struct {
			data map[string]any
			then func(*task.Task) bool
		}{
			{map[string]any{"调整什么": "目标", "调整事由": "政策调整", "新的目标值": 100, "新的年度目标": "新建改建农村公路100公里"}, func(x *task.Task) bool {
				return x.Terms.Figure.Target.Cmp(quantity.Int(100)) == 0 && x.Terms.Goal == "新建改建农村公路100公里" && x.Terms.Lead == "kj"
			}},
			{map[string]any{"调整什么": "牵头单位", "调整事由": "机构调整", "新的牵头单位": "dcs"}, func(x *task.Task) bool {
				return x.Terms.Lead == "dcs" && x.State == task.Issued && x.Terms.Figure.Target.Cmp(quantity.Int(100)) == 0
			}},
		} {
			c.data["任务"] = b.issued
			k, err := b.open(b.head, "adjustment", "ask", "有文件", c.data)
			b.must(k, err)
			b.must(nil, b.act(b.supervisor, k.ID, "weigh", "", map[string]any{"审核意见": "属实"}))
			b.must(nil, b.act(b.leader, k.ID, "decide", "属实", map[string]any{"决定": "同意"}))
			if x := b.task(b.issued); !c.then(x) {
				t.Errorf("%v: %+v", c.data, x.Terms)
			}
		}
	})
}

func TestAnObjectionIsRaisedOnTheDraftAndSettled(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		b := busy(t, e)
		raise := map[string]any{"任务": b.asked, "异议类别": "不是本单位职责", "建议牵头": "dcs"}
		issued := map[string]any{"任务": b.issued, "异议类别": "其他"}
		if _, err := b.open(b.clerk, "objection", "raise", "晚了", issued); !isKind(err, fault.Refused) {
			t.Errorf("an issued task is objected to: %v", err)
		}
		k, err := b.open(b.clerk, "objection", "raise", "三定规定归别的局", raise)
		b.must(k, err)
		if x := b.task(b.asked); len(x.Opinions) != 1 || x.Opinions[0].Claim || x.Opinions[0].Unit != "kj" {
			t.Fatalf("the draft's opinions: %+v", x.Opinions)
		}
		b.must(nil, b.act(b.supervisor, k.ID, "settle", "三定规定写明", map[string]any{"答复": "采纳", "改由牵头": "dcs"}))
		x := b.task(b.asked)
		if x.Terms.Lead != "dcs" || len(x.Events) < 2 || x.Events[len(x.Events)-2].Act != task.Settle || !x.Events[len(x.Events)-2].Accepted {
			t.Errorf("the draft: %s, %+v", x.Terms.Lead, x.Events[len(x.Events)-2:])
		}
		b.must(nil, b.SequenceAll(t.Context()))
		if v, err := b.VerifyDivision(t.Context(), city); err != nil || !v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
	})
}

func TestASuspensionStopsTheTaskAndItsEndLetsItGoOn(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		b := busy(t, e)
		k, err := b.open(b.head, "suspension", "ask", "等省里批复", map[string]any{"任务": b.issued, "中止事由": "等上级决定"})
		b.must(k, err)
		b.must(nil, b.act(b.leader, k.ID, "decide", "服从清理", map[string]any{"决定": "同意"}))
		if x := b.task(b.issued); x.State != task.Suspended {
			t.Fatalf("the task is %s", x.State)
		}
		b.must(nil, b.act(b.supervisor, k.ID, "resume", "已批复", nil))
		if x := b.task(b.issued); x.State != task.Underway || x.Events[len(x.Events)-1].Case != k.ID {
			t.Errorf("the task is %s", x.State)
		}
	})
}

func TestAMatterIsNotSupervisedTwiceAtOnce(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		b := busy(t, e)
		open := func(matter string) (desk.CaseKept, error) {
			return b.open(b.supervisor, "supervise", "open", "", map[string]any{"任务": b.issued, "事项": matter, "单型": "逐级督办", "起点": "提醒"})
		}
		k, err := open("农村公路落后")
		b.must(k, err)
		if _, err := open("农村公路又落后"); !isKind(err, fault.Conflict) || !strings.Contains(err.Error(), k.Number) {
			t.Errorf("the same task twice: %v", err)
		}
		if _, err := b.open(b.supervisor, "supervise", "open", "", map[string]any{"督办单位": "kj", "事项": "农村公路落后", "单型": "三色督查单", "起点": "提醒"}); !isKind(err, fault.Conflict) {
			t.Errorf("the same matter twice: %v", err)
		}
		if s, err := b.ShowCase(t.Context(), b.clerk, k.ID); err != nil || len(s.Acts) != 1 || s.Acts[0].Act.ID != "explain" {
			t.Errorf("the unit may do %+v, %v", s.Acts, err)
		}
		b.must(nil, b.act(b.supervisor, k.ID, "settle", "已赶上", nil))
		_, err = open("农村公路再落后")
		b.must(nil, err)
	})
}
