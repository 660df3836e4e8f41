// Package basemap is the page of the division's map: the file of boundaries comes
// in, and each town is shown with its area. How a file is read the kernel knows.
package basemap

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/basemap"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

type data struct {
	desk.Basemap
	values map[string]string
	fault  *fault.Fault
}

func (d data) field(ctx context.Context, name, label, hint string) part.Field {
	x := part.Field{Name: name, Label: label, Hint: hint, Value: d.values[name], Optional: true}
	if d.fault != nil && d.fault.Field == name {
		x.Error = say.Whole(ctx, d.fault)
	}
	return x
}

// Show shows the map, and takes another.
func Show(v *frame.Visit) error { return show(v, nil) }

func show(v *frame.Visit, f *fault.Fault) error {
	g, err := v.House.Desk.ReadBasemap(v.Ctx, v.Actor)
	if err != nil {
		return err
	}
	d := data{Basemap: g, fault: f, values: map[string]string{}}
	status := http.StatusOK
	if f != nil {
		status = frame.StatusOf(f.Kind)
		d.values = map[string]string{"approval": v.Text("approval"), "key": v.Text("key")}
	}
	return v.ShowAs(status, frame.Sheet{Title: say.T(v.Ctx, "镇街的底图"), At: "/tasks"}, page(v, d))
}

// Set takes in a file of boundaries, or takes the map away.
func Set(v *frame.Visit) error {
	in, err := asked(v)
	if err == nil {
		_, err = v.House.Desk.SetBasemap(v.Ctx, v.Actor, v.Call(), in)
	}
	if err == nil {
		word := say.T(v.Ctx, "底图已经换好。")
		if in.Remove {
			word = say.T(v.Ctx, "底图已经撤下。")
		}
		v.Back("/basemap", word)
		return nil
	}
	f, err := frame.FaultOf(err)
	if err != nil {
		return err
	}
	return show(v, f)
}

func asked(v *frame.Visit) (in desk.SetBasemap, err error) {
	err = v.R.ParseMultipartForm(basemap.MostBytes)
	switch tooMuch := (*http.MaxBytesError)(nil); {
	case errors.Is(err, http.ErrNotMultipart):
		if err := v.R.ParseForm(); err != nil || v.R.PostFormValue("remove") == "" {
			return in, fault.New(fault.Invalid, "没有选文件。", "请选一个 GeoJSON 文件。").At("file").Because(err)
		}
		return desk.SetBasemap{Remove: true}, nil
	case errors.As(err, &tooMuch):
		return in, fault.New(fault.TooLarge, "边界文件超过 16 MB", "请先抽稀再导入。").At("file").Because(err)
	case err != nil:
		return in, fault.New(fault.Invalid, "文件没有传完整。", "请重新选文件上传。").At("file").Because(err)
	}
	if err := frame.Sound(v.R.MultipartForm.Value); err != nil {
		return in, err
	}
	in.NameKey, in.Approval = strings.TrimSpace(v.R.PostFormValue("key")), v.R.PostFormValue("approval")
	sent := v.R.MultipartForm.File["file"]
	if len(sent) == 0 || sent[0].Size == 0 {
		return in, nil // the map that is kept gets another number
	}
	f, err := sent[0].Open()
	if err != nil {
		return in, err
	}
	text, err := io.ReadAll(f)
	in.Data = bytes.NewReader(text)
	return in, errors.Join(err, f.Close())
}

// missing are the towns that the map lacks.
func (d data) missing() (all []string) {
	for _, t := range d.Towns {
		if t.Area < 0 {
			all = append(all, t.Unit.Called())
		}
	}
	return all
}

// drawn is the map with its towns alone.
func (d data) drawn(ctx context.Context) part.Map {
	m := part.Map{ID: "basemap", Title: say.T(ctx, "认出 %d 个镇街", len(d.Towns)-len(d.missing())), Approval: d.Approval}
	for _, a := range d.Areas {
		m.Areas = append(m.Areas, part.MapArea{Area: a})
	}
	m.Table = part.Table{ID: "towns", Caption: say.T(ctx, "镇街和图上的片区"), Quiet: true, Tight: true, Columns: []part.Column{{Title: say.T(ctx, "镇街")}, {Title: say.T(ctx, "图上的名称")}}, Empty: part.EmptyPage(say.T(ctx, "名册里没有镇街"), "")}
	for _, t := range d.Towns {
		name := part.Cell{Text: say.T(ctx, "图上没有")}
		if t.Area >= 0 {
			name.Text = d.Areas[t.Area].Name
		}
		m.Table.Rows = append(m.Table.Rows, part.Row{Cells: []part.Cell{{Text: t.Unit.Called(), Head: true}, name}})
	}
	return m
}
