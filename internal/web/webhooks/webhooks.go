// Package webhooks is the addresses that other systems are told at, for the
// security administrator to list, and the queue of what is on its way, for the
// system administrator to look after.
package webhooks

import (
	"context"
	"net/http"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/webhook"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// kindWords say the events; the kernel's titles are for Chinese alone.
var kindWords = map[string]say.Text{
	"report.uploaded": say.Text("报告上传了"), "report.read": say.Text("报告读完了"), "report.failed": say.Text("报告读不出"), "report.entered": say.Text("报告入册了"),
	"report.erased": say.Text("报告删除了"), "rereading.settled": say.Text("重读有了结论"), "record.added": say.Text("记录新加了"), "record.accepted": say.Text("记录采纳了"),
	"record.corrected": say.Text("记录改了"), "record.rejected": say.Text("记录没有采用"), "record.reopened": say.Text("记录撤回了"), "record.split": say.Text("记录拆开了"),
	"record.merged": say.Text("记录合并了"), "alarm.settled": say.Text("疑点核过了"), "unit.changed": say.Text("单位变了"), "post.changed": say.Text("岗位变了"),
	"post.empowered": say.Text("岗位授权了"), "person.changed": say.Text("人员变了"), "holding.confirmed": say.Text("任职生效了"), "holding.ended": say.Text("任职结束了"),
	webhook.Tested: say.Text("试推送"),
}

type data struct {
	list   []desk.ListedWebhook
	form   form
	fault  *fault.Fault
	issued string // a secret, shown once
	state  webhook.State
	queue  []webhook.Delivery
	more   string // where the next page of the queue begins
}

// form is the address being listed or changed, as it was written.
type form struct {
	id, label, address, networks string
	kinds                        []string
	stopped                      bool
	version                      int64
}

func (f form) has(kind string) bool {
	return webhook.Webhook{Kinds: f.kinds}.Wants(kind)
}

// field is a field of the form with what is wrong with it.
func (d data) field(ctx context.Context, name, label, value, hint string, optional bool) part.Field {
	f := part.Field{Name: name, Label: label, Value: value, Hint: hint, Optional: optional}
	if d.fault != nil && d.fault.Field == name {
		f.Error = say.Whole(ctx, d.fault)
	}
	return f
}

// label is what people call the receiver of a delivery.
func (d data) label(id string) string {
	for _, h := range d.list {
		if h.ID == id {
			return h.Label
		}
	}
	return id
}

const inAPage = 50

func load(v *frame.Visit) (data, error) {
	var d data
	var err error
	if d.list, err = v.House.Desk.ListWebhooks(v.Ctx, v.Actor); err != nil {
		return d, err
	}
	switch s := webhook.State(v.R.URL.Query().Get("queue")); s {
	case webhook.Waiting, webhook.Delivered:
		d.state = s
	default:
		d.state = webhook.Failed
	}
	before, id := frame.Cursor(v.R.URL.Query().Get("from"))
	if d.queue, err = v.House.Desk.ListDeliveries(v.Ctx, v.Actor, d.state, before, id, inAPage+1); err != nil {
		return d, err
	}
	if len(d.queue) > inAPage {
		d.queue = d.queue[:inAPage]
		d.more = frame.CursorText(d.queue[inAPage-1].CreatedAt, d.queue[inAPage-1].ID)
	}
	change := v.R.URL.Query().Get("change")
	d.form.kinds = []string{webhook.All}
	for _, h := range d.list {
		if h.ID == change {
			d.form = form{id: h.ID, label: h.Label, address: h.Address, networks: strings.Join(h.Networks, " "), kinds: h.Kinds, stopped: h.Stopped, version: h.Version}
		}
	}
	return d, nil
}

// Show lists addresses and the queue.
func Show(v *frame.Visit) error {
	d, err := load(v)
	if err != nil {
		return err
	}
	return show(v, d, http.StatusOK)
}

func show(v *frame.Visit, d data, status int) error {
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "推送"), At: "/webhooks", Wrong: d.fault != nil}, page(v, d))
}

// done goes back to the page, or shows what went wrong on it.
func done(v *frame.Visit, word string, err error) error {
	if err == nil {
		v.Back("/webhooks", word)
		return nil
	}
	f, err := frame.FaultOf(err)
	if err != nil {
		return err
	}
	d, err := load(v)
	if err != nil {
		return err
	}
	d.fault = f
	return show(v, d, frame.StatusOf(f.Kind))
}

// Set lists an address or changes one.
func Set(v *frame.Visit) error {
	if err := v.R.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "表单读不出。", "请刷新页面再填。").Because(err)
	}
	f := form{id: v.Text("webhook"), label: v.Text("label"), address: v.Text("address"), networks: v.Text("networks"), kinds: v.R.PostForm["kinds"], stopped: v.Text("stopped") == "yes", version: v.Call().Version}
	if v.Text("every") == "yes" {
		f.kinds = []string{webhook.All}
	}
	issued, err := v.House.Desk.SetWebhook(v.Ctx, v.Actor, v.Call(), desk.SetWebhook{ID: f.id, Label: f.label, Address: f.address, Kinds: f.kinds,
		Networks: strings.FieldsFunc(f.networks, func(r rune) bool { return strings.ContainsRune(" ,;，、；\t\r\n", r) }), Stopped: f.stopped})
	if err != nil {
		wrong, err := frame.FaultOf(err)
		if err != nil {
			return err
		}
		d, err := load(v)
		if err != nil {
			return err
		}
		d.fault, d.form = wrong, f
		return show(v, d, frame.StatusOf(wrong.Kind))
	}
	return secret(v, issued, say.T(v.Ctx, "“%s”设好了。", f.label))
}

// secret shows a new secret once; where there is none it goes back.
func secret(v *frame.Visit, issued desk.WebhookIssued, word string) error {
	if issued.Secret == "" {
		return done(v, word, nil)
	}
	d, err := load(v)
	if err != nil {
		return err
	}
	d.issued = issued.Secret
	return show(v, d, http.StatusOK)
}

// Rotate gives an address a new secret.
func Rotate(v *frame.Visit) error {
	issued, err := v.House.Desk.RotateWebhook(v.Ctx, v.Actor, v.Call(), v.At("webhook"), v.Text("leaked") == "yes")
	if err != nil {
		return done(v, "", err)
	}
	return secret(v, issued, say.T(v.Ctx, "密钥换过了。"))
}

// Resume opens a paused address again.
func Resume(v *frame.Visit) error {
	return done(v, say.T(v.Ctx, "恢复推送了。"), v.House.Desk.ResumeWebhook(v.Ctx, v.Actor, v.Call(), v.At("webhook")))
}

// Test sends an event that says nothing but that the way is open.
func Test(v *frame.Visit) error {
	return done(v, say.T(v.Ctx, "试推送发出了，结果见下面的队列。"), v.House.Desk.TestWebhook(v.Ctx, v.Actor, v.Call(), v.At("webhook")))
}

// Retry puts a failed delivery into the queue again.
func Retry(v *frame.Visit) error {
	return done(v, say.T(v.Ctx, "又排上了。"), v.House.Desk.RetryDelivery(v.Ctx, v.Actor, v.Call(), v.At("delivery")))
}
