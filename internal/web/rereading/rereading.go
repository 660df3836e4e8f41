// Package rereading is the page where a person decides what a newer reading of
// a report may change: each difference with its sentence, what stands beside
// what would stand.
package rereading

import (
	_ "embed"
	"net/http"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/review"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	reviewpage "duban/internal/web/review"
	"duban/internal/web/say"
)

//go:embed rereading.css
var css []byte

//go:embed rereading.js
var js []byte

var style, script = asset.Add("rereading.css", css), asset.Add("rereading.js", js)

type data struct {
	desk.Rereading
	fault  *fault.Fault
	chosen map[string]string // what the form said, where it has to be mended
	reason string
}

// side is one field with what stands and what would stand.
type side struct {
	label, now, then string
}

func (d data) unit(code string) string {
	for _, u := range d.Units {
		if u.Code == code {
			if u.Short != "" {
				return u.Short
			}
			return u.Name
		}
	}
	return code
}

// sides are the fields of a difference; of a changed one those that differ from
// what stands or from what the older reading had found.
func (d data) sides(v *frame.Visit, r desk.Reading) (list []side) {
	now := reviewpage.Said(v.Ctx, r.Sort, r.Held.Content, d.unit)
	then := reviewpage.Said(v.Ctx, r.Sort, r.To, d.unit)
	for i := range now {
		switch {
		case r.Kind == "changed" && now[i].Value != then[i].Value:
			list = append(list, side{now[i].Label, now[i].Value, then[i].Value})
		case r.Kind == "added" && then[i].Value != "":
			list = append(list, side{then[i].Label, "", then[i].Value})
		case r.Kind == "gone" && now[i].Value != "":
			list = append(list, side{now[i].Label, now[i].Value, ""})
		}
	}
	return list
}

// choice is what the form proposes: what a person decided stays, all else is taken.
func (d data) choice(r desk.Reading) string {
	if c := d.chosen[r.ID]; c != "" {
		return c
	}
	if r.Decided {
		return "leave"
	}
	return "take"
}

func (d data) count(kind string) (n int) {
	for _, r := range d.Open {
		if r.Kind == kind {
			n++
		}
	}
	return n
}

// entered says that the register may change, and a reason is asked.
func (d data) entered() bool {
	for _, r := range d.Open {
		if r.Entered() {
			return true
		}
	}
	return false
}

// class is how the place is marked in its sentence.
func class(s review.Sort) string {
	return map[review.Sort]string{review.Measure: "mk-num", review.Project: "mk-prop", review.Mechanism: "mk-mech"}[s]
}

// Show is the page.
func Show(v *frame.Visit) error { return show(v, data{}) }

func show(v *frame.Visit, d data) error {
	var err error
	if d.Rereading, err = v.House.Desk.ShowRereading(v.Ctx, v.Actor, v.At("report")); err != nil {
		return err
	}
	status := http.StatusOK
	if d.fault != nil {
		status = frame.StatusOf(d.fault.Kind)
	}
	return v.ShowAs(status, frame.Sheet{Title: d.Report.Title + " " + say.T(v.Ctx, "重读"), At: "/reports", Styles: []string{style}, Scripts: []string{script}, Wrong: d.fault != nil}, page(v, d))
}

// Begin reads the report again.
func Begin(v *frame.Visit) error {
	x, err := v.House.Desk.RereadReport(v.Ctx, v.Actor, v.Call(), v.At("report"))
	if err != nil {
		return err
	}
	switch {
	case x.Waiting:
		v.Back("/reports", say.T(v.Ctx, "正在重读。"))
	case x.Differences == 0:
		v.Back("/reports/"+v.At("report"), say.T(v.Ctx, "重读过了，和原来读的一样。"))
	default:
		v.Back("/reports/"+v.At("report")+"/rereading", say.T(v.Ctx, "重读有 %d 处不同，请逐处定。", x.Differences))
	}
	return nil
}

// Settle decides on what was chosen.
func Settle(v *frame.Visit) error {
	call := v.Call()
	d := data{chosen: map[string]string{}, reason: v.Text("reason")}
	var choices []desk.Choice
	for name, values := range v.R.PostForm {
		id, ok := strings.CutPrefix(name, "on.")
		if !ok || len(values) == 0 {
			continue
		}
		d.chosen[id] = values[0]
		if values[0] == "take" || values[0] == "leave" {
			choices = append(choices, desk.Choice{Rereading: id, Take: values[0] == "take", Version: int64(v.Number("seen." + id))})
		}
	}
	out, err := v.House.Desk.SettleRereading(v.Ctx, v.Actor, call, v.At("report"), choices, d.reason)
	if err != nil {
		if d.fault, err = frame.FaultOf(err); err != nil {
			return err
		}
		if d.fault.Field == "" && d.fault.Kind == fault.Invalid {
			d.fault.Field = "reason"
		}
		return show(v, d)
	}
	to := "/reports/" + v.At("report")
	if out.Open > 0 {
		to += "/rereading"
	}
	v.Back(to, say.T(v.Ctx, "采用 %d 处，保留 %d 处。", out.Taken, out.Left))
	return nil
}
