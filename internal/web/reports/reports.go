// Package reports is the list of reports and the way one comes in.
package reports

import (
	_ "embed"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/review"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	"duban/internal/web/say"
)

//go:embed upload.js
var js []byte

var script = asset.Add("upload.js", js)

const most = 50

type data struct {
	list    []desk.Listed
	state   review.ReportState
	year    int
	next    string
	fault   *fault.Fault
	waiting bool
}

// List shows the reports that the visitor may see.
func List(v *frame.Visit) error { return list(v, nil) }

func list(v *frame.Visit, f *fault.Fault) error {
	d := data{state: review.ReportState(v.Text("state")), year: v.Number("year"), fault: f}
	page := desk.ReportPage{State: d.state, Year: d.year, Most: most + 1}
	page.Before, page.Last = frame.Cursor(v.Text("after"))
	var err error
	if d.list, err = v.House.Desk.ListReports(v.Ctx, v.Actor, page); err != nil {
		return err
	}
	if len(d.list) > most {
		d.list = d.list[:most]
		last := d.list[most-1]
		d.next = frame.CursorText(last.UploadedAt, last.ID)
	}
	for _, r := range d.list {
		d.waiting = d.waiting || r.State == review.Waiting
	}
	sheet := frame.Sheet{Title: say.T(v.Ctx, "报告"), At: "/reports", Scripts: []string{script}}
	if v.Scripted() {
		return v.Part(table(v, d))
	}
	if f != nil {
		return v.ShowAs(http.StatusUnprocessableEntity, sheet, sheetOf(v, d))
	}
	return v.Show(sheet, sheetOf(v, d))
}

// Upload takes one file or several in. The form's words come before its
// files, so that nothing is taken without the declaration.
func Upload(v *frame.Visit) error {
	media, params, err := mime.ParseMediaType(v.R.Header.Get("Content-Type"))
	if err != nil || media != "multipart/form-data" {
		return fault.New(fault.Invalid, "没有选文件。", "请选一份报告。")
	}
	// ours streams; the body is not held in memory
	parts := multipart.NewReader(http.MaxBytesReader(v.W, v.R.Body, 20*desk.MostUpload), params["boundary"])
	declared, act, n := false, "", 0
	for {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fault.New(fault.Invalid, "文件没有传完。", "请再传一次。").Because(err)
		}
		switch p.FormName() {
		case "declared", "act":
			b, err := io.ReadAll(io.LimitReader(p, 200))
			if err != nil {
				return fault.New(fault.Invalid, "文件没有传完。", "请再传一次。").Because(err)
			}
			if p.FormName() == "act" {
				act = string(b)
			} else {
				declared = string(b) == "yes"
			}
		case "file":
			name := strings.TrimSpace(p.FileName())
			if name == "" {
				continue
			}
			call := desk.Call{}
			if act != "" {
				call.ActID = act + "-" + frame.Itoa(n)
			}
			if _, err := v.House.Desk.UploadReport(v.Ctx, v.Actor, call, desk.UploadReport{Name: name, Data: p, Declared: declared}); err != nil {
				f, err := frame.FaultOf(err)
				if err != nil {
					return err
				}
				return list(v, fault.New(f.Kind, name+"："+f.Sentence, f.Hint).At(f.Field))
			}
			n++
		}
	}
	if n == 0 {
		return list(v, fault.New(fault.Invalid, "没有选文件。", "请选一份报告。").At("file"))
	}
	v.Back("/reports", say.T(v.Ctx, "收下 %d 份，正在读。", n))
	return nil
}

// File hands out the file as it was uploaded, never to be shown in place.
func File(v *frame.Visit) error {
	name, open, err := v.House.Desk.OpenFile(v.Ctx, v.Actor, v.At("report"))
	if err != nil {
		return err
	}
	data, err := open()
	if err != nil {
		return err
	}
	defer data.Close()
	v.W.Header().Set("Content-Type", "application/octet-stream")
	v.W.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	_, err = io.Copy(v.W, data)
	if err != nil {
		v.House.Log.Warn("a file was not sent to its end", "error", err.Error())
	}
	return nil
}
