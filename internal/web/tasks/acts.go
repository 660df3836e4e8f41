package tasks

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	formed "duban/internal/kernel/form"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// mostForm bounds a form with its files, in bytes.
const mostForm = desk.MostFiles + 1<<20

// action is where the form of an act is sent.
func (d one) action(act string) templ.SafeURL {
	for _, several := range []string{"settle", "return"} { // of one opinion, of one month
		if strings.HasPrefix(act, several+"-") {
			act = several
		}
	}
	return templ.SafeURL("/tasks/" + d.ID + "/" + act)
}

// asked says that the actor's unit is asked about a draft that it would support.
func (d one) asked(v *frame.Visit) bool {
	return d.State == task.Asked && v.Actor.May("task.opine") && slices.ContainsFunc(v.Actor.Units, d.Terms.Answers)
}

// objections are those that wait for an answer of the actor.
func (d one) objections(v *frame.Visit) (all []task.Opinion) {
	if !d.may(v, "task.settle", task.Asked) {
		return nil
	}
	for _, o := range d.Opinions {
		if !o.Claim {
			all = append(all, o)
		}
	}
	return all
}

// waiting are the reports that the actor may sign, returnable those he may send back.
func (d one) waiting(v *frame.Visit) []task.Report {
	return d.reports(d.may(v, "progress.sign", task.Underway, task.Applied), task.Filled)
}

func (d one) returnable(v *frame.Visit) []task.Report {
	all := d.reports(d.may(v, "progress.return", task.Underway, task.Applied, task.Issued), task.Signed)
	return all[max(0, len(all)-2):] // older ones have been settled by those after them
}

func (d one) reports(may bool, state task.ReportState) (all []task.Report) {
	for _, r := range d.Reports {
		if may && r.State == state && !r.Migrated {
			all = append(all, r)
		}
	}
	return all
}

// claimed are the deliverables that wait to be looked at.
func (d one) claimed() (all []part.Option) {
	for _, x := range d.Terms.Deliverables {
		if d.Claimed(x.N) {
			all = append(all, part.Option{Value: strconv.Itoa(x.N), Text: x.Words})
		}
	}
	return all
}

// anything says that there is something for the actor to do.
func (d one) anything(v *frame.Visit) bool {
	return d.may(v, "task.sign", task.Issued) || d.asked(v) || len(d.objections(v))+len(d.waiting(v))+len(d.returnable(v)) > 0 ||
		len(d.claimed()) > 0 && d.may(v, "deliverable.verify", task.Underway, task.Applied) || d.may(v, "task.apply", task.Underway) || d.may(v, "task.close", task.Applied) ||
		d.may(v, "task.ask", task.Drafted) || d.may(v, "task.extend", task.Issued, task.Underway, task.Applied, task.Suspended) || d.may(v, "task.withdraw", task.Drafted, task.Asked) ||
		d.may(v, "task.allocate", task.Issued, task.Underway) && d.Terms.Figure != nil && d.Parent == "" && len(d.Allocation) == 0
}

// files are those that a form to be mended holds already.
func (d one) files(act string) []string {
	if d.open != act {
		return nil
	}
	return d.sent["proofs"]
}

// whole is what the parts of an allocation come to.
func (d one) whole() string {
	f := d.Terms.Figure
	n, err := f.Target.Add(f.Base.Neg())
	if err != nil {
		return f.Unit
	}
	return n.String() + f.Unit
}

// words are deliverables by their numbers.
func (d one) words(items []int) string {
	var all []string
	for _, n := range items {
		if x, ok := d.Terms.Deliverable(n); ok {
			all = append(all, x.Words)
		}
	}
	return strings.Join(all, "；")
}

func (d one) proofs(e task.Event) []task.Proof {
	if e.Report != nil {
		return e.Report.Proofs
	}
	return e.Proofs
}

func (d one) deliverableTable(ctx context.Context) part.Table {
	t := part.Table{ID: "deliverable", Caption: say.T(ctx, "可验证成果"), Quiet: true, Fold: true, Tight: true, Columns: []part.Column{{Title: say.T(ctx, "成果")}, {Title: say.T(ctx, "佐证种类")}, {Title: say.T(ctx, "最迟")}, {Title: say.T(ctx, "权重"), Numeric: true}, {Title: say.T(ctx, "现在")}}}
	for _, x := range d.Terms.Deliverables {
		now := part.Cell{Text: say.T(ctx, "没有报")}
		switch m, there := d.Verified[x.N]; {
		case there:
			now = part.Cell{Content: part.ChipSaid(part.Blue, say.T(ctx, "已核实")), Sub: day(ctx, m.On, d.Today)}
		case d.Claimed(x.N):
			now = part.Cell{Content: part.ChipSaid(part.NotDue, say.T(ctx, "等着核实"))}
		case d.Refused[x.N].Event > 0:
			now = part.Cell{Content: part.ChipSaid(part.Yellow, say.T(ctx, "认定不实"))}
		case x.DueOn.Before(d.Today) && d.State.Running():
			now = part.Cell{Content: part.ChipSaid(part.Red, say.T(ctx, "到期没有"))}
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: x.Words, Head: true}, {Text: say.T(ctx, evidenceWord[x.Evidence])}, {Text: day(ctx, x.DueOn, d.Today)}, {Text: strconv.FormatInt(x.Weight, 10)}, now}})
	}
	return t
}

// done answers an act's form: on to the task, or the form again with what is wrong.
func done(v *frame.Visit, act, word string, err error) error {
	id := v.At("task")
	if err == nil {
		v.Back("/tasks/"+id, word)
		return nil
	}
	f, err := frame.FaultOf(err)
	if err != nil {
		return err
	}
	return show(v, id, f, act)
}

// Taken reads a form that may come with files, or without.
func Taken(v *frame.Visit) error {
	err := v.R.ParseMultipartForm(mostForm)
	if errors.Is(err, http.ErrNotMultipart) {
		return v.R.ParseForm()
	}
	if tooMuch := (*http.MaxBytesError)(nil); errors.As(err, &tooMuch) {
		return fault.New(fault.TooLarge, "这张表连同文件超过 40 MB。", "请压缩，或分几次交。").Because(err)
	}
	if err != nil {
		return fault.New(fault.Invalid, "表没有传完整。", "请再试一次。").Because(err)
	}
	return frame.Sound(v.R.MultipartForm.Value)
}

// acted reads the form of an act and does it.
func acted(v *frame.Visit, name, word string, do func(task string, call desk.Call) (desk.TaskKept, error)) error {
	if err := Taken(v); err != nil {
		return err
	}
	_, err := do(v.At("task"), v.Call())
	return done(v, name, word, err)
}

// Ask puts one draft before its units.
func Ask(v *frame.Visit) error {
	return acted(v, "ask", say.T(v.Ctx, "已经征求意见。"), func(id string, call desk.Call) (desk.TaskKept, error) {
		all, err := v.House.Desk.AskOnTasks(v.Ctx, v.Actor, call, []string{id})
		if err != nil {
			return desk.TaskKept{}, err
		}
		return all.Tasks[0], nil
	})
}

// FromReport drafts the tasks of a report.
func FromReport(v *frame.Visit) error {
	all, err := v.House.Desk.DraftTasks(v.Ctx, v.Actor, v.Call(), v.At("report"), nil)
	if err != nil {
		return err
	}
	v.Back("/tasks?which=drafts", say.T(v.Ctx, "生成了 %d 项任务的草稿，印发前逐项看一看。", len(all.Tasks)))
	return nil
}

// Opine is what a unit says of a draft.
func Opine(v *frame.Visit) error {
	return acted(v, "opine", say.T(v.Ctx, "意见已经记下。"), func(id string, call desk.Call) (desk.TaskKept, error) {
		claim := v.Text("claim")
		if claim != "yes" && claim != "no" {
			return desk.TaskKept{}, fault.New(fault.Invalid, "没有选认领还是有异议。", "请选一个。").At("claim")
		}
		return v.House.Desk.OpineOnTask(v.Ctx, v.Actor, call, id, claim == "yes", v.Text("reason"))
	})
}

// Settle answers an objection.
func Settle(v *frame.Visit) error {
	return acted(v, "settle-"+v.Text("objection"), say.T(v.Ctx, "异议已经答复。"), func(id string, call desk.Call) (desk.TaskKept, error) {
		accepted := v.Text("accepted")
		if accepted != "yes" && accepted != "no" {
			return desk.TaskKept{}, fault.New(fault.Invalid, "没有选采纳还是不采纳。", "请选一个。").At("accepted")
		}
		return v.House.Desk.SettleOpinion(v.Ctx, v.Actor, call, id, v.Number("objection"), accepted == "yes", v.Text("reason"))
	})
}

// Sign is the lead unit's word that it has the task.
func Sign(v *frame.Visit) error {
	return acted(v, "sign", say.T(v.Ctx, "已经签收。"), func(id string, call desk.Call) (desk.TaskKept, error) {
		return v.House.Desk.SignForTask(v.Ctx, v.Actor, call, id)
	})
}

// SignProgress signs a month's report.
func SignProgress(v *frame.Visit) error {
	return acted(v, "sign-progress", say.T(v.Ctx, "已经审签。"), func(id string, call desk.Call) (desk.TaskKept, error) {
		return v.House.Desk.SignProgress(v.Ctx, v.Actor, call, id, v.At("month"))
	})
}

// Return sends a month's report back.
func Return(v *frame.Visit) error {
	return acted(v, "return-"+v.Text("month"), say.T(v.Ctx, "已经退回。"), func(id string, call desk.Call) (desk.TaskKept, error) {
		return v.House.Desk.ReturnProgress(v.Ctx, v.Actor, call, id, v.Text("month"), v.Text("reason"))
	})
}

// Verify finds deliverables to be there, or not.
func Verify(v *frame.Visit) error {
	return acted(v, "verify", say.T(v.Ctx, "已经记下。"), func(id string, call desk.Call) (desk.TaskKept, error) {
		var items []int
		for _, s := range v.R.PostForm["items"] {
			if n, err := strconv.Atoi(s); err == nil {
				items = append(items, n)
			}
		}
		if v.Text("found") == "no" {
			return v.House.Desk.DisputeDeliverables(v.Ctx, v.Actor, call, id, items, v.Text("reason"))
		}
		return v.House.Desk.VerifyDeliverables(v.Ctx, v.Actor, call, id, items)
	})
}

// Allocate gives the figure out in parts.
func Allocate(v *frame.Visit) error {
	return acted(v, "allocate", say.T(v.Ctx, "已经分解。"), func(id string, call desk.Call) (desk.TaskKept, error) {
		staffed, err := v.House.Desk.ListStaff(v.Ctx, v.Actor)
		if err != nil {
			return desk.TaskKept{}, err
		}
		parts, err := parseParts(v.Text("parts"), staffed.Units)
		if err != nil {
			return desk.TaskKept{}, err
		}
		return v.House.Desk.AllocateTask(v.Ctx, v.Actor, call, id, parts)
	})
}

// parseParts reads lines of a unit and its amount.
func parseParts(text string, units []staff.Unit) (parts []task.Part, err error) {
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		f := strings.FieldsFunc(line, func(r rune) bool { return r == '\t' || r == ',' || r == '，' || r == ' ' || r == '　' || r == '\r' })
		if len(f) == 0 {
			continue
		}
		if len(f) != 2 {
			return nil, fault.New(fault.Invalid, "第 "+strconv.Itoa(i+1)+" 行要写一个单位和一个数。", "例：彭场镇 12.5。").At("parts")
		}
		j := slices.IndexFunc(units, func(u staff.Unit) bool { return !u.Closed && (u.Code == f[0] || u.Name == f[0] || u.Short == f[0]) })
		if j < 0 {
			return nil, fault.New(fault.Invalid, "第 "+strconv.Itoa(i+1)+" 行的“"+f[0]+"”不是本市的单位。", "写单位的全称、简称或代码。").At("parts")
		}
		n, err := quantity.Parse(f[1])
		if err != nil {
			return nil, fault.New(fault.Invalid, "第 "+strconv.Itoa(i+1)+" 行的“"+f[1]+"”不是数。", "写阿拉伯数字，例 12.5。").At("parts")
		}
		parts = append(parts, task.Part{Lead: units[j].Code, Amount: n})
	}
	return parts, nil
}

func groundOf(v *frame.Visit) desk.Ground {
	return desk.Ground{Reason: v.Text("reason"), Document: v.Text("document")}
}

// Extend sets a later deadline.
func Extend(v *frame.Visit) error {
	return acted(v, "extend", say.T(v.Ctx, "已经延期。"), func(id string, call desk.Call) (desk.TaskKept, error) {
		until, err := civil.ParseDate(v.Text("until"))
		if err != nil {
			return desk.TaskKept{}, fault.New(fault.Invalid, "新时限“"+v.Text("until")+"”不是日子。", "例：2027-03-31。").At("until")
		}
		return v.House.Desk.ExtendTask(v.Ctx, v.Actor, call, id, until, groundOf(v))
	})
}

// Relead gives the task to another unit.
func Relead(v *frame.Visit) error {
	return acted(v, "relead", say.T(v.Ctx, "牵头单位已经调整。"), func(id string, call desk.Call) (desk.TaskKept, error) {
		return v.House.Desk.ReleadTask(v.Ctx, v.Actor, call, id, v.Text("lead"), groundOf(v))
	})
}

// Suspend lets the task stand still.
func Suspend(v *frame.Visit) error {
	return acted(v, "suspend", say.T(v.Ctx, "已经中止。"), func(id string, call desk.Call) (desk.TaskKept, error) {
		return v.House.Desk.SuspendTask(v.Ctx, v.Actor, call, id, groundOf(v))
	})
}

// Resume lets it go on.
func Resume(v *frame.Visit) error {
	return acted(v, "resume", say.T(v.Ctx, "已经恢复。"), func(id string, call desk.Call) (desk.TaskKept, error) {
		return v.House.Desk.ResumeTask(v.Ctx, v.Actor, call, id, groundOf(v))
	})
}

// Apply asks to be closed out.
func Apply(v *frame.Visit) error {
	return acted(v, "apply", say.T(v.Ctx, "已经申请办结。"), func(id string, call desk.Call) (desk.TaskKept, error) {
		proofs, err := proofsOf(v)
		if err != nil {
			return desk.TaskKept{}, err
		}
		return v.House.Desk.ApplyToCloseTask(v.Ctx, v.Actor, call, id, proofs, v.Text("reason"))
	})
}

// proofsOf are the files and the address that came with a form.
func proofsOf(v *frame.Visit) (proofs []task.Proof, err error) {
	if err := frame.HandFiles(v, []frame.Place{{Name: "proofs", Field: "proofs"}}, frame.ByHand(v)); err != nil {
		return nil, err
	}
	v.R.PostForm["proofs"] = v.R.Form["proofs"]
	for _, s := range v.R.Form["proofs"] {
		if f := formed.FileOf(s); f.Stands() {
			proofs = append(proofs, task.Proof{Title: f.Title, File: f.Name})
		}
	}
	if link := v.Text("link"); link != "" {
		proofs = append(proofs, task.Proof{Title: link, Link: link})
	}
	return proofs, nil
}

// Close closes the task out.
func Close(v *frame.Visit) error {
	return acted(v, "close", say.T(v.Ctx, "已经销号。"), func(id string, call desk.Call) (desk.TaskKept, error) {
		return v.House.Desk.CloseTask(v.Ctx, v.Actor, call, id, groundOf(v))
	})
}

// SendBack returns the application.
func SendBack(v *frame.Visit) error {
	return acted(v, "send-back", say.T(v.Ctx, "已经退回。"), func(id string, call desk.Call) (desk.TaskKept, error) {
		return v.House.Desk.SendTaskBack(v.Ctx, v.Actor, call, id, v.Text("reason"))
	})
}

// Withdraw drops a draft.
func Withdraw(v *frame.Visit) error {
	return acted(v, "withdraw", say.T(v.Ctx, "已经撤回。"), func(id string, call desk.Call) (desk.TaskKept, error) {
		return v.House.Desk.WithdrawTask(v.Ctx, v.Actor, call, id, v.Text("reason"))
	})
}

// Proof hands out a file that shows something of a task.
func Proof(v *frame.Visit) error {
	f, err := v.House.Desk.OpenProof(v.Ctx, v.Actor, v.At("task"), v.At("proof"))
	return frame.HandOut(v, f, err)
}
