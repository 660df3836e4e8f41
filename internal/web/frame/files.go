package frame

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"slices"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	formed "duban/internal/kernel/form"
	"duban/internal/kernel/procedure"
)

// Hand takes a file in and gives what a field says of it.
type Hand func(ctx context.Context, name string, data io.Reader) (string, error)

// ByHand hands files in for who is signed in.
func ByHand(v *Visit) Hand {
	return func(ctx context.Context, name string, data io.Reader) (string, error) {
		f, err := v.House.Desk.HandFile(ctx, v.Actor, desk.Call{}, name, data)
		return f.String(), err
	}
}

// mostTogether is how many files one form takes, as many as the longest field of files.
const mostTogether = 30

// Place is where files come on a form: under which name, and which field of the
// form is wrong where one of them is.
type Place struct{ Name, Field string }

// HandFiles takes in what came in the places of the form and puts what a field
// says of it in the place of the files, so that a form that has to be mended
// still has them. One that cannot be taken stops no other.
func HandFiles(v *Visit, places []Place, take Hand) error {
	if v.R.MultipartForm == nil {
		return nil
	}
	came, n := map[string][]*multipart.FileHeader{}, 0
	for _, p := range places {
		came[p.Name] = slices.DeleteFunc(slices.Clone(v.R.MultipartForm.File[p.Name]), func(h *multipart.FileHeader) bool { return h.Size == 0 && h.Filename == "" })
		n += len(came[p.Name])
	}
	if n > mostTogether {
		return fault.New(fault.Invalid, fmt.Sprintf("一次选了 %d 个文件，最多 %d 个，一个也没有收。", n, mostTogether), "请把几页合成一个 PDF，或少选几个。")
	}
	var wrong []procedure.Wanting
	for _, p := range places {
		for _, h := range came[p.Name] {
			said, err := handed(v.Ctx, h, take)
			if told, ok := fault.As(err); ok && told.Kind != fault.Unavailable {
				wrong = append(wrong, procedure.Wanting{Field: cmp.Or(told.Field, p.Field), Sentence: told.Sentence, Hint: told.Hint})
				continue
			}
			if err != nil {
				return err
			}
			if !slices.Contains(v.R.Form[p.Name], said) {
				v.R.Form[p.Name] = append(v.R.Form[p.Name], said)
			}
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return fault.New(fault.Invalid, wrong[0].Sentence, wrong[0].Hint).At(wrong[0].Field).Because(&procedure.Unfit{Wantings: wrong})
}

func handed(ctx context.Context, h *multipart.FileHeader, take Hand) (said string, err error) {
	data, err := h.Open()
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, data.Close()) }()
	return take(ctx, h.Filename, data)
}

// Titled are files as a form that is mended shows them.
func Titled(said []string) []formed.File {
	var list []formed.File
	for _, s := range said {
		if f := formed.FileOf(s); f.Stands() {
			list = append(list, f)
		}
	}
	return list
}

// HandOut hands a foreign file to the browser to keep, never to show: what is
// in it is not ours.
func HandOut(v *Visit, f desk.OpenedFile, err error) error {
	if err != nil {
		return err
	}
	name := f.Title
	if end := f.Name[strings.LastIndexByte(f.Name, '.'):]; !strings.HasSuffix(strings.ToLower(name), end) && !(end == ".jpg" && strings.HasSuffix(strings.ToLower(name), ".jpeg")) {
		name += end
	}
	h := v.W.Header()
	h.Set("Content-Type", f.Media)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, no-store")
	if _, err := v.W.Write(f.Bytes); err != nil {
		v.House.Log.Warn("a file was not sent to its end", "error", err.Error())
	}
	return nil
}
