// Package roster is where units and people come in from a workbook: the
// template, the preview, what is wrong and how to mend it, and the word that
// takes it in. The file travels with the page: nothing is kept on the machine
// before it is confirmed.
package roster

import (
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"duban/internal/base/fault"
	"duban/internal/desk"
	form "duban/internal/kernel/roster"
	"duban/internal/press"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	"duban/internal/web/say"
)

//go:embed roster.css
var css []byte

var style = asset.Add("roster.css", css)

type data struct {
	plan   *desk.RosterPlan
	files  string // what was handed in, to be handed in again with the word
	names  []string
	fault  *fault.Fault
	place  string // the code of the government itself
	called string
}

// Show offers the template and asks for the workbook.
func Show(v *frame.Visit) error { return show(v, data{}) }

func show(v *frame.Visit, d data) error {
	s, err := v.House.Desk.ListStaff(v.Ctx, v.Actor)
	if err != nil {
		return err
	}
	for _, u := range s.Units {
		if u.Code == v.Actor.Division {
			d.place, d.called = u.Code, u.Name
		}
	}
	status := http.StatusOK
	if d.fault != nil {
		status = frame.StatusOf(d.fault.Kind)
	}
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "导入名册"), At: "/units", Styles: []string{style}, Wrong: d.fault != nil}, page(v, d))
}

// Template hands out the workbook to be filled in.
func Template(v *frame.Visit) error {
	return frame.Workbook(v, say.T(v.Ctx, "名册模板")+".xlsx", press.RosterTemplate)
}

// Present hands out what is known in the form of the roster.
func Present(v *frame.Visit) error {
	tables, err := v.House.Desk.PresentRoster(v.Ctx, v.Actor)
	if err != nil {
		return err
	}
	return frame.Workbook(v, say.T(v.Ctx, "现有名册")+".xlsx", func(w io.Writer) error { return press.RosterProblems(w, tables, nil) })
}

// kept is a file as it travels with the page.
type kept struct {
	Name string `json:"n"`
	Data []byte `json:"d"`
}

// handed reads what was handed in: chosen now, or travelling with the page.
func handed(v *frame.Visit) ([]desk.RosterFile, error) {
	if err := v.R.ParseMultipartForm(desk.MostRoster); err != nil {
		return nil, fault.New(fault.Invalid, "没有选名册文件。", "请选一个由模板填好的 .xlsx 文件。").At("file").Because(err)
	}
	if err := frame.Sound(v.R.MultipartForm.Value); err != nil {
		return nil, err
	}
	var files []desk.RosterFile
	if text := v.R.PostFormValue("files"); text != "" {
		var list []kept
		b, err := base64.StdEncoding.DecodeString(text)
		if err == nil {
			err = json.Unmarshal(b, &list)
		}
		if err != nil {
			return nil, fault.New(fault.Invalid, "名册没有传完整。", "请重新选文件上传。").At("file").Because(err)
		}
		for _, k := range list {
			if !frame.IsText(k.Name) {
				return nil, fault.New(fault.Invalid, "文件名里有不能用的字符。", "请换一个名字。").At("file")
			}
			files = append(files, desk.RosterFile(k))
		}
		return files, nil
	}
	for _, h := range v.R.MultipartForm.File["file"] {
		if !frame.IsText(h.Filename) {
			return nil, fault.New(fault.Invalid, "文件名里有不能用的字符。", "请换一个名字。").At("file")
		}
		f, err := h.Open()
		if err != nil {
			return nil, err
		}
		b, err := io.ReadAll(io.LimitReader(f, desk.MostRoster+1))
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, err
		}
		files = append(files, desk.RosterFile{Name: h.Filename, Data: b})
	}
	if len(files) == 0 {
		return nil, fault.New(fault.Invalid, "没有选名册文件。", "请选一个由模板填好的 .xlsx 文件。").At("file")
	}
	return files, nil
}

// Preview shows what a roster would change, and what is wrong with it.
func Preview(v *frame.Visit) error {
	files, err := handed(v)
	if err != nil {
		return again(v, err)
	}
	plan, err := v.House.Desk.PlanRoster(v.Ctx, v.Actor, files)
	if err != nil {
		return again(v, err)
	}
	d := data{plan: plan}
	var list []kept
	for _, f := range files {
		list = append(list, kept(f))
		d.names = append(d.names, f.Name)
	}
	b, err := json.Marshal(list)
	if err != nil {
		return err
	}
	d.files = base64.StdEncoding.EncodeToString(b)
	return show(v, d)
}

func again(v *frame.Visit, err error) error {
	f, err := frame.FaultOf(err)
	if err != nil {
		return err
	}
	return show(v, data{fault: f})
}

// Problems hands the roster back with what is wrong in its place.
func Problems(v *frame.Visit) error {
	files, err := handed(v)
	if err != nil {
		return again(v, err)
	}
	plan, err := v.House.Desk.PlanRoster(v.Ctx, v.Actor, files)
	if err != nil {
		return again(v, err)
	}
	return frame.Workbook(v, say.T(v.Ctx, "名册（标出要改的地方）")+".xlsx", func(w io.Writer) error { return press.RosterProblems(w, plan.Tables, plan.Problems) })
}

// Take takes the roster in as it was seen.
func Take(v *frame.Visit) error {
	files, err := handed(v)
	if err != nil {
		return again(v, err)
	}
	out, err := v.House.Desk.ImportRoster(v.Ctx, v.Actor, v.Call(), desk.ImportRoster{Files: files, Digest: v.Text("digest")})
	if err != nil {
		return again(v, err)
	}
	v.Back("/units", say.T(v.Ctx, "导入了：单位 %d、岗位 %d、人员 %d、任职 %d，改了 %d 处。请安全管理员授权和确认。", out.Units, out.Posts, out.Persons, out.Holdings, out.Changed))
	return nil
}

// problems are what must be mended, remarks what is only said.
func (d data) problems(remark bool) (list []form.Problem) {
	for _, p := range d.plan.Problems {
		if p.Remark == remark {
			list = append(list, p)
		}
	}
	return list
}

// rows of a standing, at most so many.
func (d data) rows(s desk.Standing) (list []desk.RosterRow) {
	for _, r := range d.plan.Rows {
		if r.Standing == s {
			list = append(list, r)
		}
	}
	return list
}
