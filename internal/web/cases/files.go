package cases

import (
	"context"
	"io"
	"regexp"

	"duban/internal/base/fault"
	"duban/internal/desk"
	formed "duban/internal/kernel/form"
	"duban/internal/kernel/procedure"
	"duban/internal/web/frame"
	"duban/internal/web/rate"
)

// outside hands files in for who has no account.
func outside(v *frame.Visit, division string, h desk.Holder) frame.Hand {
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

// handFields takes in the files of a declared form.
func handFields(v *frame.Visit, f *procedure.Form, take frame.Hand) error {
	if f == nil {
		return nil
	}
	var places []frame.Place
	for _, x := range f.Fields {
		if x.Is == "files" {
			places = append(places, frame.Place{Name: prefix + x.Name, Field: x.Name})
		}
	}
	return frame.HandFiles(v, places, take)
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
	return frame.HandOut(v, f, err)
}

// InquiryFile is a file that whoever asked handed in himself.
func InquiryFile(v *frame.Visit) error {
	q, err := ticket(v)
	if err != nil {
		return err
	}
	f, err := v.House.Desk.OpenFileByTicket(v.Ctx, q.CaseTicket, v.At("file"))
	return frame.HandOut(v, f, err)
}
