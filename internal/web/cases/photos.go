package cases

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/web/frame"
)

// inMemory is how much of a form's files is held in memory; the rest waits on disk.
const inMemory = 4 << 20

// received reads a form that may carry photographs.
func received(v *frame.Visit) error {
	if !strings.HasPrefix(v.R.Header.Get("Content-Type"), "multipart/form-data") {
		return nil
	}
	if err := v.R.ParseMultipartForm(inMemory); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return fault.New(fault.TooLarge, "这几张照片、几个文件合起来太大。", "少选几个，或缩小再传。")
		}
		return fault.New(fault.Invalid, "提交的内容没有传完整。", "请再提交一次。").Because(err)
	}
	return frame.Sound(v.R.Form)
}

// handPhotos takes in the photographs of a form and puts their names in the
// place of the files, so that a form that has to be mended still has them.
func handPhotos(v *frame.Visit, f *procedure.Form) error {
	if f == nil || v.R.MultipartForm == nil {
		return nil
	}
	for _, x := range f.Fields {
		if x.Is != "photo" {
			continue
		}
		for _, h := range v.R.MultipartForm.File[prefix+x.Name] {
			if h.Size == 0 && h.Filename == "" {
				continue
			}
			data, err := h.Open()
			if err != nil {
				return err
			}
			p, err := v.House.Desk.HandPhoto(v.Ctx, v.Actor, desk.Call{}, data)
			if err = errors.Join(err, data.Close()); err != nil {
				if told, ok := fault.As(err); ok {
					return fault.New(fault.Invalid, told.Sentence, told.Hint).At(x.Name).Because(err)
				}
				return err
			}
			if !slices.Contains(v.R.Form[prefix+x.Name], p.Photo) {
				v.R.Form[prefix+x.Name] = append(v.R.Form[prefix+x.Name], p.Photo)
			}
		}
	}
	return nil
}

// Photo is a photograph of a case.
func Photo(v *frame.Visit) error {
	p, err := v.House.Desk.OpenPhoto(v.Ctx, v.Actor, v.At("case"), v.At("photo"), v.Text("small") != "")
	return v.Picture(p, err)
}

// Handed is a photograph that no act has named yet.
func Handed(v *frame.Visit) error {
	p, err := v.House.Desk.OpenHandedPhoto(v.Ctx, v.Actor, v.At("photo"), v.Text("small") != "")
	return v.Picture(p, err)
}

// shots are the photographs that were named in a field of the data.
func shots(p *procedure.Procedure, data map[string]any) (all []shot) {
	seen := map[string]bool{}
	for _, f := range p.EveryForm() {
		for _, x := range f.Fields {
			list, _ := data[x.Name].([]any)
			if x.Is != "photo" || seen[x.Name] {
				continue
			}
			seen[x.Name] = true
			for i, e := range list {
				if name, ok := e.(string); ok {
					all = append(all, shot{x.Name, name, i + 1})
				}
			}
		}
	}
	return all
}

type shot struct {
	field, photo string
	n            int
}
