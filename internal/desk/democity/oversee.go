package democity

import (
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
)

// mostMatters is how many tasks the office takes up in a month.
const mostMatters = 4

// matter is a task that the office moves, from the day it was taken up.
type matter struct {
	task string
	lead string
	id   string // the case
	n    int
	on   civil.Date
	over bool
}

// oversee is a day of the supervision office, and of the mayor who approves what
// it proposes: what is red is reminded, urged, made a notice; each quarter the
// bulletin goes out and the public is shown how things stand; in the middle of
// the year, and after its end, units are settled.
func (y *year) oversee(on civil.Date, plans int) error {
	if on.Day == 5 && on.Month > 2 {
		if err := y.takeUp(on, plans); err != nil {
			return err
		}
	}
	for _, m := range y.matters {
		if err := y.move(m, on); err != nil {
			return fmt.Errorf("%s: %w", m.id, err)
		}
	}
	switch {
	case on.Day == 12 && on.Month%3 == 1 && on.Month > 1:
		if err := y.bulletin(plans, on); err != nil {
			return err
		}
		_, err := y.w.PublishSnapshot(y.ctx, y.office, desk.Call{}, desk.PublishSnapshot{Year: plans, Seen: true})
		return err
	case on.Month == 7 && on.Day == 15, on.Year > plans && on.Month == 1 && on.Day == 14:
		return y.settle(plans)
	}
	return nil
}

func (y *year) mayor() staff.Actor { return y.chief }

// takeUp opens a matter of the reddest tasks that no matter is about yet.
func (y *year) takeUp(on civil.Date, plans int) error {
	l, err := y.w.ListTasks(y.ctx, y.office, desk.TaskPage{Year: plans, Colour: task.Red})
	if err != nil {
		return err
	}
	taken := 0
	for _, t := range l.Tasks {
		about := slices.ContainsFunc(y.matters, func(m *matter) bool { return m.task == t.ID })
		if taken == mostMatters || about || t.Parent != "" || !y.can(t.Terms.Lead) {
			continue
		}
		m := &matter{task: t.ID, lead: t.Terms.Lead, n: len(y.matters), on: on}
		sort := "逐级督办"
		if m.n%3 == 2 {
			sort = "三色督查单"
		}
		subject := []rune(t.Terms.Title)
		data := map[string]any{"任务": t.ID, "事项": string(subject[:min(len(subject), 60)]) + "：进度落后", "单型": sort, "起点": "提醒", "要求": "说明原因，列出赶进度的措施和日子。"}
		k, err := y.w.OpenCase(y.ctx, y.office, desk.Call{}, desk.OpenCase{Procedure: "supervise", Deed: procedure.Deed{Act: "open", Data: data}})
		if err != nil {
			return err
		}
		m.id = k.ID
		y.matters = append(y.matters, m)
		taken++
	}
	return nil
}

// move takes a matter on by a day: most are explained and settled at the reminder,
// some need urging, one in four a notice that the mayor approves.
func (y *year) move(m *matter, on civil.Date) error {
	if m.over {
		return nil
	}
	head, mayor := y.by[m.lead+"/"+string(staff.Head)], y.mayor()
	do := func(by staff.Actor, act string, data map[string]any, reason string) error {
		_, err := y.w.ActOnCase(y.ctx, by, desk.Call{}, m.id, procedure.Deed{Act: act, Data: data, Reason: reason})
		return err
	}
	explained := map[string]any{"原因说明": problems[m.n%len(problems)], "采取措施": nexts[m.n%len(nexts)], "预计完成": civil.OfDays(on.Days() + 45).String()}
	day := on.Days() - m.on.Days()
	hard, urged := m.n%4 == 3, m.n%4 == 1
	switch {
	case day == 4 && !hard && !urged:
		return do(head, "explain", explained, "")
	case day == 8 && (hard || urged):
		return do(y.office, "urge", map[string]any{"催办要求": "三个工作日内说明情况，报赶进度的计划。"}, "")
	case day == 11 && urged:
		return do(head, "explain", explained, "")
	case day == 14 && hard:
		return do(y.office, "propose", map[string]any{"督查类型": "专项督查", "督查方式": []any{"听取汇报", "调阅资料"}, "督查方案": "到现场看进度，核对报送的数和佐证。", "督查组长": "市政府督查室主任", "督办要求": "十个工作日内书面答复，主要负责人签字。"}, "")
	case day == 16 && hard:
		return do(mayor, "approve", nil, "")
	case day == 26 && hard:
		return do(head, "answer", map[string]any{"落实情况": "成立专班，每周调度；" + nexts[m.n%len(nexts)], "下一步措施": "按周报送。"}, "")
	case day == 32 && hard:
		return do(y.office, "conclude", map[string]any{"督查结论": "进度落后属实，主要原因是前期工作不细；措施具体，按周跟踪。", "整改": "不需要"}, "")
	case day == 34 && hard:
		m.over = true
		return do(head, "receive", nil, "")
	case day >= 25 && !hard && day%5 == 0:
		t, err := y.w.ShowTask(y.ctx, y.office, m.task)
		if err != nil || t.Pace.Colour == task.Red {
			return err
		}
		m.over = true
		return do(y.office, "settle", nil, "进度赶上来了。")
	}
	return nil
}

// bulletin has the system draft the month's bulletin and the mayor approve it.
func (y *year) bulletin(plans int, on civil.Date) error {
	month := civil.MonthOf(on).Plus(-1)
	a, err := y.w.DraftAccount(y.ctx, y.office, desk.AccountOf{Kind: "bulletin", Year: plans, Month: month.Month})
	if err != nil {
		return err
	}
	var words []any
	for _, p := range a.Parts {
		words = append(words, p.Title)
		for _, s := range p.Sentences {
			words = append(words, s.Text)
		}
	}
	if len(words) > 60 {
		words = words[:60]
	}
	k, err := y.w.OpenCase(y.ctx, y.office, desk.Call{}, desk.OpenCase{Procedure: "bulletin", Deed: procedure.Deed{Act: "draft", Data: map[string]any{"标题": a.Heading, "通报种类": "季度", "主送": "各镇人民政府、街道办事处，市政府各部门：", "正文": words}}})
	if err != nil {
		return err
	}
	for _, x := range []struct {
		by  staff.Actor
		act string
	}{{y.office, "submit"}, {y.mayor(), "approve"}, {y.office, "issue"}} {
		if _, err := y.w.ActOnCase(y.ctx, x.by, desk.Call{}, k.ID, procedure.Deed{Act: x.act}); err != nil {
			return err
		}
	}
	return nil
}

// settle enters what a year's settlement asks people for, runs it, and has the
// mayor confirm it.
func (y *year) settle(plans int) error {
	n := 0
	for _, u := range y.units {
		unit := strings.ReplaceAll(u.Code, "_", "-")
		if u.Kind != Department || !y.can(unit) {
			continue
		}
		for i, fact := range []string{"社会评价得分", "领导评价得分"} {
			if _, err := y.w.EnterFact(y.ctx, y.office, desk.Call{}, desk.EnterFact{Year: plans, Subject: unit, Fact: fact, Value: fmt.Sprint(82 + (n*7+i*5)%16), Document: fmt.Sprintf("云考办〔%d〕2号", plans), Reason: "问卷调查和领导测评"}); err != nil {
				return err
			}
		}
		n++
	}
	k, err := y.w.RunSettlement(y.ctx, y.office, desk.Call{}, desk.RunSettlement{Card: "units", Year: plans})
	if err != nil {
		return err
	}
	_, err = y.w.ConfirmSettlement(y.ctx, y.mayor(), desk.Call{}, k.ID)
	return err
}
