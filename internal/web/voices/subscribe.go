package voices

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/snapshot"
	"duban/internal/kernel/task"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/rate"
	"duban/internal/web/say"
)

// asked is the form of a subscription.
type asked struct {
	desk.Subscribable
	division string
	mailbox  string
	chosen   []string
	fault    *fault.Fault
}

// Ask asks where to write to, and about what.
func Ask(v *frame.Visit) error { return ask(v, nil) }

func ask(v *frame.Visit, wrong *fault.Fault) error {
	division := v.Text("division")
	if division == "" {
		all, err := v.House.Desk.Divisions(v.Ctx)
		if err != nil {
			return err
		}
		if len(all) != 1 {
			var links []part.Link
			for _, d := range all {
				links = append(links, part.Link{Text: d.Name, Href: "/subscribe?" + url.Values{"division": {d.Code}}.Encode()})
			}
			return v.Show(frame.Sheet{Title: say.T(v.Ctx, "邮件订阅")}, places(links))
		}
		division = all[0].Code
	}
	found, err := v.House.Desk.Subscribable(v.Ctx, division)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if wrong != nil {
		status = frame.StatusOf(wrong.Kind)
	}
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "邮件订阅"), Styles: []string{style}}, asking(v, asked{found, division, v.Text("address"), v.R.Form["topics"], wrong}))
}

// Send writes to the mailbox to be confirmed. What is said does not tell whether
// it was known.
func Send(v *frame.Visit) error {
	if v.House.Subscribing != nil {
		if s := v.House.Subscribing.Take(rate.Address(v.R)); !s.Granted {
			return fault.New(fault.Unavailable, "订得太快了。", "请过一小时再订。")
		}
	}
	err := v.House.Desk.Subscribe(v.Ctx, desk.Subscribe{Division: v.Text("division"), Address: v.Text("address"), Topics: v.R.Form["topics"]})
	if err == nil {
		return v.Show(frame.Sheet{Title: say.T(v.Ctx, "邮件订阅")}, said(say.T(v.Ctx, "确认信寄出去了"), say.T(v.Ctx, "打开信里的网址才算订上。没有收到，看看垃圾邮件；7 天没有确认就作废。")))
	}
	f, err := frame.FaultOf(err)
	if err != nil {
		return err
	}
	return ask(v, f)
}

// AskConfirm asks for a press of a button: programs that look at letters open what
// is linked in them, and that is no confirmation.
func AskConfirm(v *frame.Visit) error {
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "确认订阅")}, press(say.T(v.Ctx, "确认订阅"), say.T(v.Ctx, "按一下，就订上了。"), v.R.URL.Path, say.T(v.Ctx, "订阅")))
}

// Confirm confirms a subscription.
func Confirm(v *frame.Visit) error {
	if err := v.House.Desk.ConfirmSubscription(v.Ctx, v.At("subscription")); err != nil {
		return err
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "确认订阅")}, said(say.T(v.Ctx, "订上了"), say.T(v.Ctx, "下次公布，您关心的有变化就写信。每封信里都能退订。")))
}

// AskEnd asks for a press of a button.
func AskEnd(v *frame.Visit) error {
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "退订")}, press(say.T(v.Ctx, "退订"), say.T(v.Ctx, "按一下就退订，邮箱随即删掉。"), v.R.URL.Path, say.T(v.Ctx, "退订")))
}

// End erases a subscription, for whoever presses the button and for mailbox
// programs that do it with one click (RFC 8058).
func End(v *frame.Visit) error {
	if err := v.House.Desk.Unsubscribe(v.Ctx, v.At("subscription")); err != nil {
		return err
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "退订")}, said(say.T(v.Ctx, "退订了"), say.T(v.Ctx, "邮箱已经删掉，不再写信。")))
}

func (d asked) wrong(ctx context.Context, name string) string {
	if d.fault == nil || d.fault.Field != name {
		return ""
	}
	return say.Whole(ctx, d.fault)
}

func (d asked) address(ctx context.Context) part.Field {
	return part.Field{Name: "address", Label: say.T(ctx, "邮箱"), Value: d.mailbox, Error: d.wrong(ctx, "address"), Attributes: map[string]any{"autocomplete": "email", "inputmode": "email", "maxlength": "254", "autocapitalize": "off", "spellcheck": "false"}}
}

func (d asked) topics(ctx context.Context) part.Field {
	return part.Field{Name: "topics", Label: say.T(ctx, "关心哪些"), Hint: say.T(ctx, "什么也不选，就是全部"), Error: d.wrong(ctx, "topics"), Optional: true}
}

func (d asked) items(ctx context.Context) part.Field {
	return part.Field{Name: "topics", ID: "f-items", Label: say.T(ctx, "民生实事"), Optional: true}
}

var categoryWord = []struct {
	topic snapshot.Topic
	word  say.Text
}{
	{snapshot.Topic(task.Livelihood), say.Text("民生实事")}, {snapshot.Topic(task.Expected), say.Text("主要预期目标")}, {snapshot.Topic(task.Priority), say.Text("重点工作")},
	{snapshot.Topic(task.KeyProject), say.Text("重点项目")}, {snapshot.OfProjects, say.Text("建设项目")},
}

func (d asked) categories(ctx context.Context) (all []part.Option) {
	for _, c := range categoryWord {
		all = append(all, part.Option{Value: string(c.topic), Text: say.T(ctx, c.word)})
	}
	return all
}

func (d asked) titles() (all []part.Option) {
	for _, it := range d.Items {
		all = append(all, part.Option{Value: string(snapshot.Titled(it.Number)), Text: it.Title})
	}
	return all
}

// single says that single promises were chosen.
func (d asked) single() bool {
	return slices.ContainsFunc(d.chosen, func(s string) bool { return strings.HasPrefix(s, "promise/") })
}
