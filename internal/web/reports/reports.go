// Package reports is the list of reports and the way one comes in.
package reports

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
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
	sent    []outcome
}

// outcome is what became of one file that was handed in.
type outcome struct {
	Name     string `json:"name"`
	OK       bool   `json:"ok"`
	Sentence string `json:"sentence"`
}

// List shows the reports that the visitor may see.
func List(v *frame.Visit) error { return list(v, nil, nil) }

func pageOf(v *frame.Visit) desk.ReportPage {
	return desk.ReportPage{State: review.ReportState(v.Text("state")), Year: v.Number("year")}
}

// ListFile hands the list out.
func ListFile(v *frame.Visit) error {
	p := pageOf(v)
	return v.HandOut("reports", strings.TrimSpace(frame.YearText(p.Year)+" "+string(p.State)), func(ctx context.Context, h desk.Handout) error {
		return v.House.Desk.ExportReports(ctx, v.Actor, p, h)
	})
}

func list(v *frame.Visit, f *fault.Fault, sent []outcome) error {
	page := pageOf(v)
	page.Most = most + 1
	d := data{state: page.State, year: page.Year, fault: f, sent: sent}
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
	if d.waiting {
		sheet.Refresh = 5
	}
	if f != nil {
		return v.ShowAs(http.StatusUnprocessableEntity, sheet, sheetOf(v, d))
	}
	return v.Show(sheet, sheetOf(v, d))
}

// Upload takes one file or several in; each has its own outcome, and one that
// is refused does not stop the others. The form's words come before its files,
// so that nothing is taken without the declaration.
func Upload(v *frame.Visit) error {
	media, params, err := mime.ParseMediaType(v.R.Header.Get("Content-Type"))
	if err != nil || media != "multipart/form-data" {
		return fault.New(fault.Invalid, "没有选文件。", "请选一份报告。")
	}
	// ours streams; the body is not held in memory
	parts := multipart.NewReader(http.MaxBytesReader(v.W, v.R.Body, 20*desk.MostUpload), params["boundary"])
	declared, act := false, ""
	var sent []outcome
	for {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return answer(v, sent, fault.New(fault.Invalid, "文件没有传完。", "请再传一次；列在下面的已经收下。").Because(err))
		}
		switch p.FormName() {
		case "declared", "act":
			b, err := io.ReadAll(io.LimitReader(p, 200))
			if err != nil {
				return answer(v, sent, fault.New(fault.Invalid, "文件没有传完。", "请再传一次。").Because(err))
			}
			if !frame.IsText(string(b)) {
				return answer(v, sent, fault.New(fault.Invalid, "提交的内容里有不是文字的字节。", "删去看不见的字符，再提交。"))
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
			if !frame.IsText(name) {
				return answer(v, sent, fault.New(fault.Invalid, "文件名里有不能用的字符。", "请换一个名字。").At("file"))
			}
			if !declared {
				return answer(v, sent, fault.New(fault.Refused, "没有声明这份文件不涉密。", "确认文件不含国家秘密、工作秘密后勾选再传；涉密文件不得上传。").At("declared"))
			}
			call := desk.Call{Asked: name} // the desk adds what is in it
			if act != "" {
				call.ActID = act + "-" + frame.Itoa(len(sent))
			}
			_, err := v.House.Desk.UploadReport(v.Ctx, v.Actor, call, desk.UploadReport{Name: name, Data: p, Declared: declared})
			sent = append(sent, became(v, name, err))
		}
	}
	if len(sent) == 0 {
		return answer(v, nil, fault.New(fault.Invalid, "没有选文件。", "请选一份报告。").At("file"))
	}
	return answer(v, sent, nil)
}

// became says what an error means for one file; the log keeps what is internal.
func became(v *frame.Visit, name string, err error) outcome {
	if err == nil {
		return outcome{name, true, say.T(v.Ctx, "收下了，正在读。")}
	}
	if f, ok := fault.As(err); ok {
		return outcome{name, false, say.Whole(v.Ctx, f)}
	}
	id := frame.NewAct()[14:]
	v.House.Log.Error("internal error", "incident", id, "path", v.R.URL.Path, "error", err.Error())
	return outcome{name, false, say.T(v.Ctx, "系统出了差错，这次没有办成。") + say.T(v.Ctx, "请把这个编号告诉系统管理员：%s。", id)}
}

// answer tells the outcomes: to the script as they are, else on the list; where
// all went well one word does.
func answer(v *frame.Visit, sent []outcome, f *fault.Fault) error {
	if v.R.Header.Get("Accept") == "application/json" {
		v.W.Header().Set("Content-Type", "application/json")
		if f != nil {
			sent = append(sent, outcome{"", false, say.Whole(v.Ctx, f)})
			v.W.WriteHeader(frame.StatusOf(f.Kind))
		}
		return json.NewEncoder(v.W).Encode(sent)
	}
	if f == nil && !slices.ContainsFunc(sent, func(o outcome) bool { return !o.OK }) {
		v.Back("/reports", say.T(v.Ctx, "收下 %d 份，正在读。", len(sent)))
		return nil
	}
	return list(v, f, sent)
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
		if _, told := fault.As(err); told {
			panic(http.ErrAbortHandler) // so that nobody takes what came for the file
		}
	}
	return nil
}
