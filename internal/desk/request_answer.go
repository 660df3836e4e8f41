package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/burden"
	"duban/internal/kernel/form"
	"duban/internal/kernel/notice"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// AnswerRequest gives the actor's unit's answer, or another one while the
// request is open. With the last unit's answer it is complete.
func (w *Workspace) AnswerRequest(ctx context.Context, by staff.Actor, call Call, id string, a burden.Answer) (RequestKept, error) {
	return perform(ctx, w, by, "request.answer", call, func(d *deed) (RequestKept, error) {
		scope, err := staff.ScopeOf(by, "request.list")
		if err != nil {
			return RequestKept{}, err
		}
		r, err := d.tx.Request(scope, id)
		if err != nil {
			return RequestKept{}, err
		}
		all, err := d.tx.Replies(by.Division, id)
		if err != nil {
			return RequestKept{}, err
		}
		if a.Unit == "" {
			a.Unit = by.Unit
		}
		i := slices.IndexFunc(all, func(x store.ReplyRow) bool { return x.Unit == a.Unit })
		if i < 0 {
			return RequestKept{}, fault.New(fault.Refused, "“"+r.Title+"”没有向这个单位要。", "不用答。")
		}
		if err := staff.Permit(by, "request.answer", a.Unit); err != nil {
			return RequestKept{}, err
		}
		if err := call.current(all[i].Version, "“"+r.Title+"”的答复"); err != nil {
			return RequestKept{}, err
		}
		if a, err = r.Answering(a); err != nil {
			return RequestKept{}, err
		}
		if a.File != "" && a.File != all[i].File {
			taken, err := d.tx.TakePhoto(by.Division, by.Person, a.File)
			if err != nil {
				return RequestKept{}, err
			}
			if !taken {
				return RequestKept{}, fault.New(fault.Invalid, "“"+a.Title+"”还没有传上来。", "请重新选这个文件，再提交。").At("file")
			}
		}
		a.Person, a.Post, a.Entered = by.Person, by.Post, civil.Instant(d.now)
		all[i].Answer = a
		d.object = "request/" + id + "/" + a.Unit
		if err := d.keepReply(all[i]); err != nil {
			return RequestKept{}, err
		}
		answers := make([]burden.Answer, len(all))
		for k, x := range all {
			answers[k] = x.Answer
		}
		if burden.Complete(answers) {
			r.State = burden.Closed
			if err = d.keepRequest(r); err == nil {
				err = d.tellAsker(r, telling{rule: requestAnswered, kind: notice.Inform, words: fmt.Sprintf("报数报齐了（%d 家）：“%s”（%s）。", len(all), r.Title, r.Number)})
			}
		}
		return RequestKept{r.ID, r.Number, string(r.State)}, err
	})
}

// OpenReply opens the file of a unit's answer, for who may see the answer.
func (w *Workspace) OpenReply(ctx context.Context, by staff.Actor, id, unit string) (OpenedFile, error) {
	var out OpenedFile
	scope, err := staff.ScopeOf(by, "request.list")
	if err != nil {
		return out, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		r, err := tx.Request(scope, id)
		if err != nil {
			return err
		}
		x, err := tx.ReplyOf(by.Division, id, unit)
		if err == nil && (x.File == "" || !scope.Sees(r.Office) && !scope.Sees(unit)) {
			err = store.ErrNotFound
		}
		out.File = form.File{Name: x.File, Title: x.Title}
		return err
	})
	if err != nil {
		return out, faulted(err)
	}
	data, err := w.means.Files.Open(ctx, by.Division, store.SumOf(out.Name))
	if err != nil {
		return out, faulted(err)
	}
	out.Media = mediaOf(out.Name[65:])
	out.Bytes, err = io.ReadAll(data)
	return out, errors.Join(err, data.Close())
}
