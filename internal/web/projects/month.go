package projects

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/project"
	"duban/internal/web/frame"
	"duban/internal/web/say"
)

// month is the progress of a month, to be read or to be filled in.
type month struct {
	shown
	period   project.Month
	progress *project.Progress // nil where nothing was filled in
	photos   []string          // of the form
	fills    bool
}

// Month is the progress of a month of a project.
func Month(v *frame.Visit) error { return progress(v, "", nil) }

func progress(v *frame.Visit, act string, err error) error {
	m := month{}
	status := http.StatusOK
	if err != nil {
		if m.fault, err = frame.FaultOf(err); err != nil {
			return err
		}
		status = frame.StatusOf(m.fault.Kind)
	}
	if m.period, err = project.ReadMonth(v.At("period")); err != nil {
		return err
	}
	if m.ShownProject, err = v.House.Desk.ShowProject(v.Ctx, v.Actor, v.At("project"), 0); err != nil {
		return err
	}
	m.act, m.values = act, v.R.PostForm
	m.progress = m.ShownProject.Month(m.period)
	m.fills = m.May["project.report"] && (m.progress == nil || m.progress.State != project.Endorsed) && m.period <= project.MonthOf(m.Today)
	if act == "report" {
		m.photos = v.R.Form["photos"]
	} else if m.progress != nil {
		m.photos = m.progress.Photos
	}
	return v.ShowAs(status, sheet(m.Project.Name+" "+m.period.String(), m.fault != nil), monthPage(v, m))
}

// inMemory is how much of a form's files is held in memory; the rest waits on disk.
const inMemory = 4 << 20

// Report fills the progress of a month in, with its photographs.
func Report(v *frame.Visit) error {
	m, err := project.ReadMonth(v.At("period"))
	if err != nil {
		return err
	}
	photos, err := handed(v)
	if err == nil {
		in := project.Filling{Month: m, Invested: v.Text("invested"), Year: v.Text("year"), Total: v.Text("total"), Visual: v.Text("visual"), Problem: v.Text("problem"), Next: v.Text("next"), Why: v.Text("why"), Photos: photos}
		_, err = v.House.Desk.ReportProject(v.Ctx, v.Actor, v.Call(), v.At("project"), in)
	}
	if err != nil {
		return progress(v, "report", err)
	}
	v.Back("/projects/"+v.At("project")+"/progress/"+m.String(), say.T(v.Ctx, "填好了，等负责人签。"))
	return nil
}

// handed takes in the photographs of the form and gives all that it names, so
// that a form that has to be mended still has them.
func handed(v *frame.Visit) ([]string, error) {
	if strings.HasPrefix(v.R.Header.Get("Content-Type"), "multipart/form-data") {
		if err := v.R.ParseMultipartForm(inMemory); err != nil {
			if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
				return nil, fault.New(fault.TooLarge, "这几张照片合起来太大。", "少选几张，或缩小再传。").At("photos")
			}
			return nil, fault.New(fault.Invalid, "提交的内容没有传完整。", "请再提交一次。").Because(err)
		}
		if err := frame.Sound(v.R.Form); err != nil {
			return nil, err
		}
		err := frame.HandFiles(v, []frame.Place{{Name: "photos", Field: "photos"}}, func(ctx context.Context, _ string, data io.Reader) (string, error) {
			p, err := v.House.Desk.HandPhoto(ctx, v.Actor, desk.Call{}, data)
			return p.Photo, err
		})
		if err != nil {
			return nil, err
		}
	}
	var photos []string
	for _, p := range v.R.Form["photos"] {
		if !slices.Contains(v.R.Form["drop"], p) {
			photos = append(photos, p)
		}
	}
	v.R.Form["photos"] = photos
	return photos, nil
}

// Sign signs the progress of a month.
func Sign(v *frame.Visit) error {
	m, err := project.ReadMonth(v.At("period"))
	if err == nil {
		_, err = v.House.Desk.SignProject(v.Ctx, v.Actor, v.Call(), v.At("project"), m)
	}
	if err != nil {
		return progress(v, "sign", err)
	}
	v.Back("/projects/"+v.At("project"), say.T(v.Ctx, "签好了。"))
	return nil
}

// Return sends the progress of a month back.
func Return(v *frame.Visit) error {
	m, err := project.ReadMonth(v.At("period"))
	if err == nil {
		_, err = v.House.Desk.ReturnProject(v.Ctx, v.Actor, v.Call(), v.At("project"), m, v.Text("reason"))
	}
	if err != nil {
		return progress(v, "return", err)
	}
	v.Back("/projects/"+v.At("project"), say.T(v.Ctx, "退回了。"))
	return nil
}

// Photo is a photograph of a project's month.
func Photo(v *frame.Visit) error {
	p, err := v.House.Desk.OpenProjectPhoto(v.Ctx, v.Actor, v.At("project"), v.At("photo"), v.Text("small") != "")
	return v.Picture(p, err)
}
