// Package rehearsal is the pages where a mechanism is rehearsed: a scenario is
// watched step by step with a clock that can be moved, or gone on with freely.
// A rehearsal is the scenario itself, which travels with the page: the room
// keeps nothing, and refuses to know what a case comes to, which is the
// kernel's to say.
package rehearsal

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/web/asset"
	"duban/internal/web/cases"
	"duban/internal/web/frame"
	"duban/internal/web/say"
)

//go:embed rehearsal.css
var css []byte

var style = asset.Add("rehearsal.css", css)

// pasted is what a scenario is called that somebody handed in.
const pasted = "scenario.yaml"

// elsewhere stands for another system where somebody is chosen to act.
const elsewhere = "@elsewhere"

// room is where a mechanism is rehearsed.
func room(mechanism string) string { return "/mechanisms/" + mechanism + "/rehearsal" }

// List lists the scenarios of a mechanism and where to begin.
func List(v *frame.Visit) error {
	r, err := v.House.Desk.Rehearsables(v.Ctx, v.Actor, v.At("mechanism"))
	if err != nil {
		return err
	}
	return v.Show(sheet(say.T(v.Ctx, "演练：%s", r.Mechanism.Title)), list(v, r, nil))
}

func sheet(title string) frame.Sheet {
	return frame.Sheet{Title: title, At: "/mechanisms", Styles: []string{cases.Style, style}}
}

// Watch shows a scenario that the mechanism carries, at a step or a moment.
func Watch(v *frame.Visit) error {
	in := desk.Rehearse{Mechanism: v.At("mechanism"), Shipped: v.At("scenario"), Steps: 1, As: v.Text("as")}
	until, wrong := readPlace(v, &in)
	in.Until = until
	r, err := v.House.Desk.Rehearse(v.Ctx, v.Actor, in)
	return show(v, view{Rehearsed: r, name: in.Shipped, moved: in.Until}, err, wrong)
}

// readPlace reads how far to play. What is no moment is a fault beside it.
func readPlace(v *frame.Visit, in *desk.Rehearse) (until civil.Instant, wrong *fault.Fault) {
	if s := v.Text("at"); s != "" {
		at, err := civil.ParseInstant(strings.Replace(s, "T", " ", 1))
		if err != nil {
			wrong = fault.New(fault.Invalid, "“"+s+"”不是时间。", "写成 2021-03-01 09:30 的样子。").At("at")
		} else {
			until, in.Steps = at, desk.AllSteps
		}
	}
	if n, err := strconv.Atoi(v.Text("step")); err == nil && n >= 0 {
		in.Steps = n
	}
	return until, wrong
}

// Play goes on with a rehearsal that came with the page, begins an empty one or
// takes one that was handed in.
func Play(v *frame.Visit) error {
	in, wrong, err := asked(v)
	if err != nil {
		return back(v, err)
	}
	r, err := v.House.Desk.Rehearse(v.Ctx, v.Actor, in)
	if r.Scenario == nil {
		return unread(v, r, err)
	}
	w := view{Rehearsed: r, moved: in.Until, act: v.Text("act"), branch: v.Text("branch")}
	if in.Does != nil && err == nil {
		w.moved, w.act = 0, ""
	}
	if v.Text("as") == elsewhere {
		w.As = elsewhere
		w.Shown.Acts, w.Shown.Answers = r.Coming, nil
	}
	return show(v, w, err, wrong)
}

// Record hands a rehearsal out as a scenario.
func Record(v *frame.Visit) error {
	in, _, err := asked(v)
	if err != nil {
		return back(v, err)
	}
	s, text, err := v.House.Desk.RecordRehearsal(v.Ctx, v.Actor, in)
	if err != nil {
		return err
	}
	return v.HandOutDocument("application/yaml; charset=utf-8", "yaml", func(begin func(title, name string) io.Writer) error {
		_, err := begin(s.Title, s.Procedure.ID).Write(text)
		return err
	})
}

// back shows the list again with what is wrong with what was handed in.
func back(v *frame.Visit, err error) error {
	f, err := frame.FaultOf(err)
	if err != nil {
		return err
	}
	r, err := v.House.Desk.Rehearsables(v.Ctx, v.Actor, v.At("mechanism"))
	if err != nil {
		return err
	}
	return v.ShowAs(frame.StatusOf(f.Kind), sheet(say.T(v.Ctx, "演练：%s", r.Mechanism.Title)), list(v, r, f))
}

// asked is what the form asks for.
func asked(v *frame.Visit) (in desk.Rehearse, wrong *fault.Fault, err error) {
	in = desk.Rehearse{Mechanism: v.At("mechanism"), File: pasted, Steps: desk.AllSteps}
	if strings.HasPrefix(v.R.Header.Get("Content-Type"), "multipart/form-data") {
		if in.Text, err = handed(v); err != nil {
			return in, nil, err
		}
		return in, nil, nil
	}
	if in.Begin = v.Text("begin"); in.Begin != "" {
		return in, nil, nil
	}
	if in.Text, err = carried(v.R.PostFormValue("played")); err != nil {
		return in, nil, err
	}
	in.As = v.Text("as")
	if in.Until, wrong = readPlace(v, &in); wrong != nil {
		return in, wrong, nil
	}
	switch do := v.Text("do"); do {
	case "cut":
		in.Cut = true
	case "join":
		in.Joins = &desk.Player{Name: v.Text("name"), Who: procedure.Who{Role: v.Text("role"), Unit: v.Text("unit"), Applicant: v.Text("role") == string(procedure.Applicant)}}
	case "act", "agree", "decline", "serve", "void", "number":
		x, err := stepOf(v, do, in)
		return desk.Rehearse{Mechanism: in.Mechanism, Text: in.Text, File: in.File, Steps: in.Steps, Until: in.Until, As: in.As, Does: x}, nil, err
	}
	return in, wrong, nil
}

// handed is a scenario that was handed in, as a file or as text.
func handed(v *frame.Visit) (string, error) {
	if err := v.R.ParseMultipartForm(procedure.MostScenario); err != nil {
		if tooMuch := (*http.MaxBytesError)(nil); errors.As(err, &tooMuch) {
			return "", errTooLong().Because(err)
		}
		return "", fault.New(fault.Invalid, "情景没有传完整。", "请重新选文件，或把内容贴进来。").At("text").Because(err)
	}
	if err := frame.Sound(v.R.MultipartForm.Value); err != nil {
		return "", err
	}
	text := v.R.PostFormValue("text")
	if sent := v.R.MultipartForm.File["file"]; strings.TrimSpace(text) == "" && len(sent) > 0 {
		f, err := sent[0].Open()
		if err != nil {
			return "", err
		}
		b, err := io.ReadAll(io.LimitReader(f, procedure.MostScenario+1))
		if err = errors.Join(err, f.Close()); err != nil {
			return "", err
		}
		text = string(b)
	}
	switch {
	case strings.TrimSpace(text) == "":
		return "", fault.New(fault.Invalid, "没有交情景。", "选一个 .yaml 文件，或把内容贴进来。").At("text")
	case len(text) > procedure.MostScenario:
		return "", errTooLong()
	case !frame.IsText(text):
		return "", fault.New(fault.Invalid, "情景里有不是文字的字节。", "存成 UTF-8 再交。").At("text")
	}
	return strings.ReplaceAll(text, "\r\n", "\n"), nil
}

func errTooLong() *fault.Fault {
	return fault.New(fault.TooLarge, "情景太长，超过 "+strconv.Itoa(procedure.MostScenario>>10)+" KB。", "分成几个情景交。").At("text")
}

// stepOf is the step that somebody asks to do.
func stepOf(v *frame.Visit, do string, in desk.Rehearse) (*procedure.SceneStep, error) {
	x := &procedure.SceneStep{Who: in.As, Branch: v.Text("branch"), Reason: v.Text("reason")}
	act := v.Text("act")
	switch do {
	case "agree":
		x.Agrees = act
	case "decline":
		x.Refuses = act
	case "serve":
		x.Serves, x.With = act, map[string]any{"方式": v.Text("way"), "收件人": v.Text("to"), "送达人": v.Text("by"), "凭据": v.Text("receipt")}
		if on := v.Text("on"); on != "" {
			x.With["送达日"] = on
		}
		if v.Text("consented") == "yes" {
			x.With["同意"] = true
		}
	case "void":
		x.Voids, x.With = act, map[string]any{}
		if v.Text("again") == "yes" {
			x.With["重出"] = true
		}
	case "number":
		x.Numbers, x.With = act, map[string]any{"文号": v.Text("number")}
	default:
		x.Does = act
		if in.As == elsewhere {
			x.Does, x.Comes, x.Who = "", act, ""
		}
		form, err := formOf(v, in, act)
		if err != nil {
			return nil, err
		}
		x.With = filled(v, form)
	}
	return x, nil
}

// formOf is the declared form of an act of the scenario's procedure.
func formOf(v *frame.Visit, in desk.Rehearse, act string) (*procedure.Form, error) {
	m, err := v.House.Desk.Mechanism(v.Ctx, v.Actor, in.Mechanism)
	if err != nil {
		return nil, err
	}
	if p := m.Procedure(v.Text("procedure")); p != nil {
		if a := p.Act(act); a != nil {
			return a.Form, nil
		}
	}
	return nil, fault.New(fault.NotFound, "“"+act+"”不是这个流程的动作。", "请从演练页上办。")
}

// filled is what a form was filled in with. A photograph that must be there is
// there by its word alone: none is taken in.
func filled(v *frame.Visit, f *procedure.Form) map[string]any {
	data := cases.Filled(v, f)
	if f != nil {
		for _, x := range f.Fields {
			if x.Is == "photo" && x.Required {
				data[x.Name] = []string{procedure.Unnumbered}
			}
		}
	}
	return data
}

// carry makes a scenario travel with the page.
func carry(text string) string {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.BestSpeed) // the level is one
	_, _ = io.WriteString(w, text)               // a buffer takes all
	_ = w.Close()
	return base64.RawURLEncoding.EncodeToString(b.Bytes())
}

// carried is a scenario that came with the page.
func carried(s string) (string, error) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		b, err = io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(b)), procedure.MostScenario+1))
	}
	if err != nil || len(b) == 0 || !frame.IsText(string(b)) {
		return "", fault.New(fault.Invalid, "演练没有传完整。", "请从演练页重新开始。").Because(err)
	}
	return string(b), nil
}

// show shows a rehearsal, with why the last thing asked for was not done.
func show(v *frame.Visit, w view, err error, wrong *fault.Fault) error {
	status := http.StatusOK
	if err != nil {
		f, err := frame.FaultOf(err)
		if err != nil {
			return err
		}
		wrong = f
	}
	if w.Scenario == nil {
		return wrong
	}
	if wrong != nil {
		status = http.StatusUnprocessableEntity
	}
	w.wrong, w.carried = wrong, carry(w.Text)
	w.question = cases.Ask(v, w.Scenario.Procedure, w.Units, w.act, w.branch, wrong)
	return v.ShowAs(status, sheet(w.Scenario.Title), one(v, w))
}

// unread shows what is wrong with a scenario that cannot be read.
func unread(v *frame.Visit, r desk.Rehearsed, err error) error {
	if len(r.Problems) == 0 {
		return back(v, err)
	}
	return v.ShowAs(http.StatusUnprocessableEntity, sheet(say.T(v.Ctx, "演练：%s", r.Mechanism.Title)), mend(v, r))
}

// query is an address within the rehearsal of a scenario that the program carries.
func (w view) query(key, value string) string {
	q := url.Values{key: {value}}
	if w.As != "" {
		q.Set("as", w.As)
	}
	return room(w.Mechanism.ID) + "/" + w.name + "?" + q.Encode()
}
