// Package voices is the pages on which the public says something to the office
// without signing in: whether it is satisfied with livelihood promises, and that
// it wants to hear by mail of what is published. They work without script and ask
// nobody who he is.
package voices

import (
	"context"
	"crypto/rand"
	_ "embed"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/poll"
	"duban/internal/kernel/snapshot"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/rate"
	"duban/internal/web/say"
)

//go:embed voices.css
var css []byte

var style = asset.Add("voices.css", css)

// cookie tells one browser from another for a day, and nothing else.
const cookie = "duban_voice"

// Fields of a form are an answer or a remark and the item's number.
const (
	answerField = "a."
	remarkField = "r."
)

var answerWord = map[poll.Answer]say.Text{poll.Satisfied: say.Text("满意"), poll.Fair: say.Text("基本满意"), poll.Dissatisfied: say.Text("不满意")}

// view is the page of a poll.
type view struct {
	desk.Voices
	division string
	year     int
	fault    *fault.Fault
	answers  map[string]poll.Answer
	remarks  map[string]string
}

// browser is what the visitor's browser was given for the day, "" for nothing.
func browser(v *frame.Visit) string {
	c, err := v.R.Cookie(cookie)
	if err != nil || !desk.BrowserKnown(c.Value) {
		return ""
	}
	return c.Value
}

// give gives the browser something to be known by until the day is over.
func give(v *frame.Visit) {
	var b [24]byte
	rand.Read(b[:]) // never fails
	now := civil.Instant(time.Now().UnixMicro())
	rest := int64(civil.OfDays(now.DayNumber()+1).At(0, 0)-now) / 1_000_000
	http.SetCookie(v.W, &http.Cookie{Name: cookie, Value: base64.RawURLEncoding.EncodeToString(b[:]), Path: "/voice/", MaxAge: int(max(rest, 1)), HttpOnly: true, Secure: v.TLS(), SameSite: http.SameSiteLaxMode})
}

// Show asks whether the visitor is satisfied.
func Show(v *frame.Visit) error {
	if browser(v) == "" {
		give(v)
	}
	return show(v, nil)
}

func show(v *frame.Visit, wrong *fault.Fault) error {
	year, err := strconv.Atoi(v.At("year"))
	if err != nil || year < 1990 || year > 2200 {
		return fault.New(fault.NotFound, "没有这一页。", "看看地址是不是写错了。")
	}
	found, err := v.House.Desk.Voices(v.Ctx, v.At("division"), year, browser(v))
	if err != nil {
		return err
	}
	d := view{Voices: found, division: v.At("division"), year: year, fault: wrong}
	status := http.StatusOK
	if wrong != nil {
		status = frame.StatusOf(wrong.Kind)
	}
	d.answers, d.remarks = answered(v)
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "%d 年民生实事，您满意吗", year), Styles: []string{style}}, page(v, d))
}

// answered reads the form.
func answered(v *frame.Visit) (answers map[string]poll.Answer, remarks map[string]string) {
	answers, remarks = map[string]poll.Answer{}, map[string]string{}
	v.R.ParseForm() // what cannot be read is no answer
	for name, values := range v.R.PostForm {
		value := strings.TrimSpace(values[0])
		if number, ok := strings.CutPrefix(name, answerField); ok && value != "" {
			answers[number] = poll.Answer(value)
		}
		if number, ok := strings.CutPrefix(name, remarkField); ok && value != "" {
			remarks[number] = value
		}
	}
	return answers, remarks
}

// Vote counts the visitor's answers.
func Vote(v *frame.Visit) error {
	if v.House.Voting != nil {
		if s := v.House.Voting.Take(rate.Address(v.R)); !s.Granted {
			return fault.New(fault.Unavailable, "评得太快了。", "请过几分钟再评。")
		}
	}
	year, _ := strconv.Atoi(v.At("year"))
	in := desk.Vote{Division: v.At("division"), Year: year, Browser: browser(v)}
	in.Answers, in.Remarks = answered(v)
	done, err := v.House.Desk.Vote(v.Ctx, in)
	if err == nil {
		word := say.T(v.Ctx, "记下了 %d 件的评价，谢谢。", done.Counted)
		if done.Again > 0 {
			word += say.T(v.Ctx, "另有 %d 件今天评过了，没有再记。", done.Again)
		}
		v.Back(v.R.URL.Path, word)
		return nil
	}
	f, err := frame.FaultOf(err)
	if err != nil {
		return err
	}
	return show(v, f)
}

// choices are the answers to one item.
func choices(ctx context.Context) (all []part.Option) {
	for _, a := range poll.Answers {
		all = append(all, part.Option{Value: string(a), Text: say.T(ctx, answerWord[a])})
	}
	return all
}

func (d view) answer(ctx context.Context, it poll.Item) part.Field {
	f := part.Field{Name: answerField + it.Number, ID: "f-" + answerField + it.Number, Label: it.Title, Value: string(d.answers[it.Number])}
	if d.fault != nil && d.fault.Field == f.Name {
		f.Error = say.Whole(ctx, d.fault)
	}
	return f
}

func (d view) remark(ctx context.Context, it poll.Item) part.Field {
	f := part.Field{Name: remarkField + it.Number, ID: "f-" + remarkField + it.Number, Label: say.T(ctx, "想说的"), Hint: say.T(ctx, "至多 %d 字；别写姓名、电话、证件号", poll.MostRemark), Value: d.remarks[it.Number], Optional: true,
		Attributes: map[string]any{"maxlength": strconv.Itoa(poll.MostRemark), "autocomplete": "off", "rows": "2"}}
	if d.fault != nil && d.fault.Field == f.Name {
		f.Error = say.Whole(ctx, d.fault)
	}
	return f
}

// left are the items that this browser has not answered today.
func (d view) left() (n int) {
	for _, it := range d.Items {
		if !d.Done[it.Number] {
			n++
		}
	}
	return n
}

// results are what earlier polls came to, as they were published.
func (d view) results(ctx context.Context) (t part.Table, some bool) {
	t = part.Table{Caption: say.T(ctx, "公布了的结果"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "民生实事")}, {Title: say.T(ctx, "满意"), Numeric: true}, {Title: say.T(ctx, "基本满意"), Numeric: true}, {Title: say.T(ctx, "不满意"), Numeric: true}, {Title: say.T(ctx, "满意率"), Numeric: true}}}
	if d.Published == nil {
		return t, false
	}
	for _, p := range d.Published.Promises {
		if x := p.Voice; x != nil {
			t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: p.Title, Head: true, Sub: say.T(ctx, "%s 至 %s，%d 人评", x.OpensOn, x.ClosesOn, x.N())}, {Text: count(x.Satisfied)}, {Text: count(x.Fair)}, {Text: count(x.Dissatisfied)}, {Text: share(ctx, *x)}}})
		}
	}
	return t, len(t.Rows) > 0
}

func count(n int64) string { return strconv.FormatInt(n, 10) }

func share(ctx context.Context, x snapshot.Voice) string {
	if x.Share == nil {
		return say.T(ctx, "不足 %d 人，不算", x.Least)
	}
	return x.Share.Rat().FloatString(1) + "%"
}
