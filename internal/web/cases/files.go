package cases

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"regexp"
	"slices"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	formed "duban/internal/kernel/form"
	"duban/internal/kernel/procedure"
	"duban/internal/web/frame"
	"duban/internal/web/rate"
)

// hand takes a file in and gives what a field says of it.
type hand func(ctx context.Context, name string, data io.Reader) (string, error)

// byHand hands files in for who is signed in.
func byHand(v *frame.Visit) hand {
	return func(ctx context.Context, name string, data io.Reader) (string, error) {
		f, err := v.House.Desk.HandFile(ctx, v.Actor, desk.Call{}, name, data)
		return f.String(), err
	}
}

// outside hands files in for who has no account.
func outside(v *frame.Visit, division string, h desk.Holder) hand {
	return func(ctx context.Context, name string, data io.Reader) (string, error) {
		if v.House.Outside != nil {
			if s := v.House.Outside.Take(rate.Address(v.R)); !s.Granted {
				return "", fault.New(fault.Refused, "从您这里今天交来的文件太多，收不下了。", "请明天再交，或到窗口交。")
			}
		}
		f, err := v.House.Desk.HandFileOutside(ctx, division, h, name, data)
		return f.String(), err
	}
}

var holderForm = regexp.MustCompile(`^[a-z0-9]{20,40}$`)

// waitsUnder is the secret of the form that is being filled in, a new one where it has none.
func waitsUnder(v *frame.Visit) desk.Holder {
	if h := v.R.PostFormValue("holder"); holderForm.MatchString(h) {
		return desk.Holder(h)
	}
	return desk.Holder(frame.NewAct())
}

// mostTogether is how many files one form takes, as many as the longest field of files.
const mostTogether = 30

// place is where files come on a form: under which name, and which field of the
// form is wrong where one of them is.
type place struct{ name, field string }

// handFiles takes in what came in the places of the form and puts what a field
// says of it in the place of the files, so that a form that has to be mended
// still has them. One that cannot be taken stops no other.
func handFiles(v *frame.Visit, places []place, take hand) error {
	if v.R.MultipartForm == nil {
		return nil
	}
	came, n := map[string][]*multipart.FileHeader{}, 0
	for _, p := range places {
		came[p.name] = slices.DeleteFunc(slices.Clone(v.R.MultipartForm.File[p.name]), func(h *multipart.FileHeader) bool { return h.Size == 0 && h.Filename == "" })
		n += len(came[p.name])
	}
	if n > mostTogether {
		return fault.New(fault.Invalid, fmt.Sprintf("一次选了 %d 个文件，最多 %d 个，一个也没有收。", n, mostTogether), "请把几页合成一个 PDF，或少选几个。")
	}
	var wrong []procedure.Wanting
	for _, p := range places {
		for _, h := range came[p.name] {
			said, err := handed(v.Ctx, h, take)
			if told, ok := fault.As(err); ok && told.Kind != fault.Unavailable {
				wrong = append(wrong, procedure.Wanting{Field: cmp.Or(told.Field, p.field), Sentence: told.Sentence, Hint: told.Hint})
				continue
			}
			if err != nil {
				return err
			}
			if !slices.Contains(v.R.Form[p.name], said) {
				v.R.Form[p.name] = append(v.R.Form[p.name], said)
			}
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return fault.New(fault.Invalid, wrong[0].Sentence, wrong[0].Hint).At(wrong[0].Field).Because(&procedure.Unfit{Wantings: wrong})
}

func handed(ctx context.Context, h *multipart.FileHeader, take hand) (said string, err error) {
	data, err := h.Open()
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, data.Close()) }()
	return take(ctx, h.Filename, data)
}

// handFields takes in the files of a declared form.
func handFields(v *frame.Visit, f *procedure.Form, take hand) error {
	if f == nil {
		return nil
	}
	var places []place
	for _, x := range f.Fields {
		if x.Is == "files" {
			places = append(places, place{prefix + x.Name, x.Name})
		}
	}
	return handFiles(v, places, take)
}

// titled are files as a form that is mended shows them.
func titled(said []string) []formed.File {
	var list []formed.File
	for _, s := range said {
		if f := formed.FileOf(s); f.Stands() {
			list = append(list, f)
		}
	}
	return list
}

// attached are the files that were named in the data, field by field.
func attached(p *procedure.Procedure, data map[string]any) (all []attachment) {
	seen := map[string]bool{}
	for _, f := range p.EveryForm() {
		for _, x := range f.Fields {
			if x.Is != "files" || seen[x.Name] {
				continue
			}
			seen[x.Name] = true
			if files := formed.FilesOf(data[x.Name]); len(files) > 0 {
				all = append(all, attachment{x.Name, files})
			}
		}
	}
	return all
}

type attachment struct {
	field string
	files []formed.File
}

// File is a file of a case.
func File(v *frame.Visit) error {
	f, err := v.House.Desk.OpenCaseFile(v.Ctx, v.Actor, v.At("case"), v.At("file"))
	return handOut(v, f, err)
}

// InquiryFile is a file that whoever asked handed in himself.
func InquiryFile(v *frame.Visit) error {
	q, err := ticket(v)
	if err != nil {
		return err
	}
	f, err := v.House.Desk.OpenFileByTicket(v.Ctx, q.CaseTicket, v.At("file"))
	return handOut(v, f, err)
}

// handOut hands a foreign file to the browser to keep, never to show: what is
// in it is not ours.
func handOut(v *frame.Visit, f desk.OpenedFile, err error) error {
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
