// Package robots is the robots that speak in groups of chat products, for the
// administrators, and for the supervision office its own.
package robots

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/notice"
	"duban/internal/kernel/webhook"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// words say products and ways; the kernel's titles are for Chinese alone.
var (
	formatWord = map[webhook.Format]say.Text{webhook.WeCom: say.Text("企业微信"), webhook.DingTalk: say.Text("钉钉"), webhook.Feishu: say.Text("飞书")}
	howWord    = map[notice.How]say.Text{notice.AtOnce: say.Text("随时，一有就发"), notice.Daily: say.Text("每个工作日一次，合成摘要"), notice.Weekly: say.Text("每周第一个工作日一次，合成摘要")}
)

// Ways are the ways to choose from.
func Ways(ctx context.Context) (all []part.Option) {
	for _, h := range notice.Ways {
		all = append(all, part.Option{Value: string(h), Text: say.T(ctx, howWord[h])})
	}
	return all
}

// Clock writes a minute of the day, Minute reads it; what is none is -1.
func Clock(minute int64) string {
	return strconv.FormatInt(minute/60/10, 10) + strconv.FormatInt(minute/60%10, 10) + ":" + strconv.FormatInt(minute%60/10, 10) + strconv.FormatInt(minute%10, 10)
}

// Minute reads a time of day.
func Minute(text string) int64 {
	h, m, _ := strings.Cut(strings.ReplaceAll(text, "：", ":"), ":")
	hour, err1 := strconv.ParseInt(h, 10, 64)
	minute, err2 := strconv.ParseInt(m, 10, 64)
	if err1 != nil || err2 != nil || hour < 0 || hour > 23 || minute < 0 || minute > 59 {
		return -1
	}
	return hour*60 + minute
}

type data struct {
	desk.RobotList
	form  form
	fault *fault.Fault
}

// form is the robot being registered or changed, as it was written.
type form struct {
	id, unit, label, networks string
	address                   string // as written; what is kept is never shown
	format                    webhook.Format
	setting                   notice.Setting
	minute                    string
	stopped, signs            bool
	hint                      string
	version                   int64
}

func (d data) field(ctx context.Context, name, label, value, hint string, optional bool) part.Field {
	f := part.Field{Name: name, Label: label, Value: value, Hint: hint, Optional: optional}
	if d.fault != nil && d.fault.Field == name {
		f.Error = say.Whole(ctx, d.fault)
	}
	return f
}

func (d data) formats(ctx context.Context) (all []part.Option) {
	for _, f := range webhook.Formats {
		all = append(all, part.Option{Value: string(f), Text: say.T(ctx, formatWord[f])})
	}
	return all
}

func (d data) units() (all []part.Option) {
	for _, u := range d.Units {
		all = append(all, part.Option{Value: u.Code, Text: u.Name})
	}
	return all
}

func load(v *frame.Visit) (data, error) {
	d := data{form: form{format: webhook.WeCom, setting: notice.Standard, minute: Clock(notice.Morning), unit: v.Actor.Unit}}
	var err error
	if d.RobotList, err = v.House.Desk.ListRobots(v.Ctx, v.Actor); err != nil {
		return d, err
	}
	for _, r := range d.Robots {
		if change := v.R.URL.Query().Get("change"); change != "" && r.ID == change {
			d.form = form{id: r.ID, unit: r.Unit, label: r.Label, networks: strings.Join(r.Networks, " "), format: r.Format, setting: notice.Setting{How: notice.How(r.How), Minute: r.Minute},
				minute: Clock(r.Minute), stopped: r.Stopped, signs: r.Signs, hint: r.Hint, version: r.Version}
		}
	}
	return d, nil
}

// Show lists the robots.
func Show(v *frame.Visit) error {
	d, err := load(v)
	if err != nil {
		return err
	}
	return show(v, d, http.StatusOK)
}

func show(v *frame.Visit, d data, status int) error {
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "群机器人"), At: "/robots", Wrong: d.fault != nil}, page(v, d))
}

func done(v *frame.Visit, word string, f *form, err error) error {
	if err == nil {
		v.Back("/robots", word)
		return nil
	}
	wrong, err := frame.FaultOf(err)
	if err != nil {
		return err
	}
	d, err := load(v)
	if err != nil {
		return err
	}
	d.fault = wrong
	if f != nil {
		for _, r := range d.Robots {
			if r.ID == f.id {
				f.hint, f.signs = r.Hint, r.Signs
			}
		}
		d.form = *f
	}
	return show(v, d, frame.StatusOf(wrong.Kind))
}

// Set registers a robot or changes one.
func Set(v *frame.Visit) error {
	f := form{id: v.Text("robot"), unit: v.Text("unit"), label: v.Text("label"), networks: v.Text("networks"), address: v.Text("address"), format: webhook.Format(v.Text("format")),
		setting: notice.Setting{How: notice.How(v.Text("how")), Minute: Minute(v.Text("minute"))}, minute: v.Text("minute"), stopped: v.Text("stopped") == "yes", version: v.Call().Version}
	_, err := v.House.Desk.SetRobot(v.Ctx, v.Actor, v.Call(), desk.SetRobot{ID: f.id, Unit: f.unit, Label: f.label, Format: f.format, Address: f.address, Secret: v.Text("secret"), NoSecret: v.Text("unsigned") == "yes",
		Networks: strings.FieldsFunc(f.networks, func(r rune) bool { return strings.ContainsRune(" ,;，、；\t\r\n", r) }), Setting: f.setting, Stopped: f.stopped})
	return done(v, say.T(v.Ctx, "“%s”设好了。", f.label), &f, err)
}

// Resume lets a paused robot speak again.
func Resume(v *frame.Visit) error {
	return done(v, say.T(v.Ctx, "恢复了。"), nil, v.House.Desk.ResumeRobot(v.Ctx, v.Actor, v.Call(), v.At("robot")))
}

// Try has a robot say that the way is open.
func Try(v *frame.Visit) error {
	return done(v, say.T(v.Ctx, "试发的消息排上了，到群里看。"), nil, v.House.Desk.TryRobot(v.Ctx, v.Actor, v.Call(), v.At("robot")))
}

func when(v *frame.Visit, r desk.ListedRobot) string {
	switch notice.How(r.How) {
	case notice.Daily:
		return say.T(v.Ctx, "每个工作日 %s", Clock(r.Minute))
	case notice.Weekly:
		return say.T(v.Ctx, "每周第一个工作日 %s", Clock(r.Minute))
	}
	return say.T(v.Ctx, "随时")
}
