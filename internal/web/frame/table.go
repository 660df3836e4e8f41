package frame

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Workbook hands out a workbook under a name.
func Workbook(v *Visit, name string, write func(io.Writer) error) error {
	var b bytes.Buffer // an error has to come before the first byte
	if err := write(&b); err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", xlsx)
	v.W.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	v.W.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	v.W.Header().Set("Cache-Control", "no-store")
	if _, err := v.W.Write(b.Bytes()); err != nil {
		v.House.Log.Warn("a workbook was not sent to its end", "error", err.Error())
	}
	return nil
}

// carried is a table as it travels with the page between preview and word.
type carried struct {
	Name string `json:"n"`
	Data []byte `json:"d"`
}

// Carry makes a table travel with the page: nothing is kept before it is confirmed.
func Carry(f desk.SheetFile) (string, error) {
	b, err := json.Marshal(carried(f))
	return base64.StdEncoding.EncodeToString(b), err
}

// Handed is the table that was handed in as "file", or that travels with the
// page as "carried".
func Handed(v *Visit) (f desk.SheetFile, err error) {
	none := fault.New(fault.Invalid, "没有选文件。", "请选一个 .xlsx 或 .csv 文件。").At("file")
	if err := v.R.ParseMultipartForm(desk.MostSheet); err != nil {
		if tooMuch := (*http.MaxBytesError)(nil); errors.As(err, &tooMuch) {
			return f, fault.New(fault.TooLarge, fmt.Sprintf("文件超过上限 %d MB。", desk.MostSheet>>20), "请去掉图片和别的工作表，或分几次交。").At("file").Because(err)
		}
		return f, none.Because(err)
	}
	if err := Sound(v.R.MultipartForm.Value); err != nil {
		return f, err
	}
	if text := v.R.PostFormValue("carried"); text != "" {
		var c carried
		b, err := base64.StdEncoding.DecodeString(text)
		if err == nil {
			err = json.Unmarshal(b, &c)
		}
		if err != nil || !IsText(c.Name) {
			return f, fault.New(fault.Invalid, "文件没有传完整。", "请重新选文件上传。").At("file").Because(err)
		}
		return desk.SheetFile(c), nil
	}
	sent := v.R.MultipartForm.File["file"]
	if len(sent) == 0 {
		return f, none
	}
	if !IsText(sent[0].Filename) {
		return f, fault.New(fault.Invalid, "文件名里有不能用的字符。", "请换一个名字。").At("file")
	}
	in, err := sent[0].Open()
	if err != nil {
		return f, err
	}
	f.Name = sent[0].Filename
	f.Data, err = io.ReadAll(io.LimitReader(in, desk.MostSheet+1))
	return f, errors.Join(err, in.Close())
}

// RefusedRows is what must be mended in a table that was handed in.
func RefusedRows(ctx context.Context, title string, rows []desk.RefusedRow) part.Table {
	t := part.Table{Caption: title, Quiet: true, Tight: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "行"), Numeric: true}, {Title: say.T(ctx, "列")}, {Title: say.T(ctx, "问题")}, {Title: say.T(ctx, "怎么改")}}}
	for _, r := range rows {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: fmt.Sprint(r.Line), Head: true}, {Text: r.Column}, {Text: say.Fault(ctx, r.Sentence)}, {Text: say.Fault(ctx, r.Hint)}}})
	}
	return t
}
