package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"time"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/intake/photo"
	"duban/internal/kernel/form"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// MostFile is the largest file that is taken with a form, in bytes; MostFiles
// is how much those of one form may have together.
const (
	MostFile  = 10 << 20
	MostFiles = 4 * MostFile
)

// mostFilePages is how many pages a PDF may have that somebody has to read.
const mostFilePages = 300

// dayPart and mostParts bound what comes in from outside on one day, in parts of
// 4 MB: 20 GB.
const (
	dayPart   = 4 << 20
	mostParts = 5_000
)

// HandFile takes a file in, which an act of the same person names soon after.
func (w *Workspace) HandFile(ctx context.Context, by staff.Actor, call Call, name string, data io.Reader) (form.File, error) {
	if err := staff.Permit(by, "photo.hand", ""); err != nil {
		return form.File{}, err
	}
	return w.handFile(ctx, by, by.Person, call, name, data, "")
}

// Holder (交件凭据) is a secret of a form, under which the files wait that came
// with it from somebody without an account, while the form is mended.
type Holder string

var holderForm = regexp.MustCompile(`^[a-z0-9]{20,40}$`)

func (h Holder) name() (string, error) {
	if !holderForm.MatchString(string(h)) {
		return "", fault.New(fault.Invalid, "这张表不是从本系统的页面上来的。", "请重新打开这一页再填。")
	}
	return "asker/" + string(h), nil
}

// HandFileOutside takes a file in of somebody without an account.
func (w *Workspace) HandFileOutside(ctx context.Context, division string, h Holder, name string, data io.Reader) (form.File, error) {
	holder, err := h.name()
	if err != nil {
		return form.File{}, err
	}
	// asked before the file is read, which costs more than asking
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		if row, err := tx.Division(division); missing(err) || err == nil && !row.Ready {
			return fault.New(fault.Invalid, "没有选在哪里办。", "请从列着的地方里选。").At("division")
		} else if err != nil {
			return err
		}
		n, err := tx.LastNumber(division, partsOf(civil.Instant(w.now())))
		if err == nil && n >= mostParts {
			err = dayFull()
		}
		return err
	})
	if err != nil {
		return form.File{}, err
	}
	return w.handFile(ctx, staff.Actor{Division: division}, holder, Call{}, name, data, partsOf(civil.Instant(w.now())))
}

// takeRoom counts the parts of a file in a series, and says how many; what there is
// no room for is not written down.
func (w *Workspace) takeRoom(ctx context.Context, division, series string, size int64) (parts int64, err error) {
	parts = (size + dayPart - 1) / dayPart
	err = w.store.Write(ctx, func(tx *store.Tx) error {
		for range parts {
			n, err := tx.NextNumber(division, series)
			if err != nil {
				return err
			}
			if n > mostParts {
				return dayFull()
			}
		}
		return nil
	})
	return parts, faulted(err)
}

// giveBackRoom counts parts less: their file was not kept. Whoever sent it may be gone.
func (w *Workspace) giveBackRoom(ctx context.Context, division, series string, parts int64) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := w.store.Write(ctx, func(tx *store.Tx) error { return tx.GiveBackNumbers(division, series, parts) }); err != nil {
		w.means.Report("giving room of files back", err)
	}
}

// partsOf is the series that counts what came in from outside on a day.
func partsOf(at civil.Instant) string { return "网上材料 " + at.Date().String() }

func dayFull() error {
	return fault.New(fault.Refused, "今天网上交来的文件太多，收不下了。", "请明天再交，或到窗口交。")
}

// handFile keeps a file's bytes before the act that names them; what a camera
// said beside a picture is gone. A series counts what comes in from outside.
func (w *Workspace) handFile(ctx context.Context, by staff.Actor, holder string, call Call, name string, data io.Reader, series string) (form.File, error) {
	f := form.File{Title: form.TitleOf(name)}
	if f.Title == "" {
		f.Title = "文件"
	}
	b, err := io.ReadAll(io.LimitReader(data, MostFile+1))
	if err != nil {
		return f, err
	}
	kind, b, err := w.readFile(ctx, f.Title, b)
	if err != nil {
		return f, err
	}
	// before the act, which others wait for: where files lie may be slow or away
	var parts int64
	if series != "" {
		if parts, err = w.takeRoom(ctx, by.Division, series, int64(len(b))); err != nil {
			return f, err
		}
	}
	sum, size, err := w.means.Files.Put(ctx, by.Division, bytes.NewReader(b), MostFile+1<<10)
	if err != nil {
		if parts > 0 {
			w.giveBackRoom(ctx, by.Division, series, parts)
		}
		return f, faulted(err)
	}
	f.Name = sum + "." + kind
	return whileStanding(ctx, w, by.Division, sum, fault.New(fault.Unavailable, "文件没有存上。", "请再传一次。"), func(stands func(*store.Tx) error) (form.File, error) {
		return performed(ctx, w, by, "photo.hand", call, func(d *deed) (form.File, error) {
			d.object = "photo/" + f.Name
			fresh, err := d.tx.HandPhoto(by.Division, holder, f.Name, d.now)
			if err == nil && fresh {
				err = d.tx.UseFile(by.Division, sum, size, mediaOf(kind), d.now)
			}
			if err != nil {
				return f, err
			}
			return f, stands(d.tx)
		})
	})
}

// readFile finds out by the content whether bytes are what somebody can open.
func (w *Workspace) readFile(ctx context.Context, title string, b []byte) (kind string, bare []byte, err error) {
	switch {
	case len(b) > MostFile:
		return "", nil, fault.New(fault.TooLarge, "“"+title+"”超过 10 MB。", "请压缩，或拆成几份。")
	case len(b) == 0:
		return "", nil, fault.New(fault.Unreadable, "“"+title+"”是空的。", "请重新取一份。")
	case bytes.HasPrefix(b, []byte("%PDF-")):
		if w.means.Pages == nil {
			return "", nil, errors.New("desk: nobody counts the pages of a PDF")
		}
		n, err := w.means.Pages(ctx, title, bytes.NewReader(b))
		if err == nil && n > mostFilePages {
			err = fault.New(fault.TooLarge, fmt.Sprintf("“%s”有 %d 页，超过 %d 页。", title, n, mostFilePages), "请只交要交的几页，或拆成几份。")
		}
		return "pdf", b, err
	}
	var p photo.Photo
	if err := unfold(ctx, func() { p, err = photo.Read(b) }); err != nil {
		return "", nil, err
	}
	if err != nil || p.Kind == photo.WebP {
		if told, ok := fault.As(err); ok && told.Kind == fault.TooLarge {
			return "", nil, err
		}
		return "", nil, fault.New(fault.Unreadable, "“"+title+"”不是能打开的 PDF、JPEG 或 PNG。", "请换成这三种之一再传；HEIC 照片先转成 JPEG。").Because(err)
	}
	return string(p.Kind), p.Bytes, nil
}

func mediaOf(kind string) string {
	if kind == "pdf" {
		return "application/pdf"
	}
	return photo.Kind(kind).Media()
}

// OpenedFile is a file to be handed out.
type OpenedFile struct {
	form.File
	Media string
	Bytes []byte
}

// OpenCaseFile opens a file of a case for who may see the case.
func (w *Workspace) OpenCaseFile(ctx context.Context, by staff.Actor, id, name string) (OpenedFile, error) {
	scope, err := staff.ScopeOf(by, "case.list")
	if err != nil {
		return OpenedFile{}, err
	}
	return w.openFile(ctx, name, func(procedure.Event) bool { return true }, func(tx *store.Tx) (store.CaseRow, error) { return tx.Case(scope, id) })
}

// OpenFileByTicket opens a file of a case for whoever handed it in.
func (w *Workspace) OpenFileByTicket(ctx context.Context, t CaseTicket, name string) (OpenedFile, error) {
	return w.openFile(ctx, name, func(e procedure.Event) bool { return e.Post == procedure.ApplicantPost }, func(tx *store.Tx) (store.CaseRow, error) { return w.ticketed(tx, t) })
}

func (w *Workspace) openFile(ctx context.Context, name string, of func(procedure.Event) bool, row func(*store.Tx) (store.CaseRow, error)) (OpenedFile, error) {
	var out OpenedFile
	division := ""
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		c, err := row(tx)
		if err != nil {
			return err
		}
		division = c.Division
		p, err := w.means.Mechanisms.procedure(c.Mechanism, c.Procedure, c.Declared)
		if err != nil {
			return err
		}
		events, err := tx.CaseEvents(c.Division, c.ID)
		if err != nil {
			return err
		}
		for _, e := range events {
			if of(e.Event) {
				for _, f := range filesOf(p, e.Event) {
					if f.Name == name {
						out.File = f
						return nil
					}
				}
			}
		}
		return store.ErrNotFound
	})
	if err != nil {
		return out, faulted(err)
	}
	data, err := w.means.Files.Open(ctx, division, store.SumOf(name))
	if err != nil {
		return out, faulted(err)
	}
	out.Media = mediaOf(name[65:])
	out.Bytes, err = io.ReadAll(data)
	return out, errors.Join(err, data.Close())
}

// filesOf are the files that an event names as any version of the procedure has its form.
func filesOf(p *procedure.Procedure, e procedure.Event) (all []form.File) {
	for _, q := range p.Versions() {
		a := q.Act(e.Act)
		if a == nil || a.Form == nil {
			continue
		}
		for _, x := range a.Form.Fields {
			if x.Is != "files" {
				continue
			}
			for _, f := range form.FilesOf(e.Data[x.Name]) {
				if f.Stands() && !slices.Contains(all, f) {
					all = append(all, f)
				}
			}
		}
	}
	return all
}

// Files are the files that whoever asked handed in, in their order.
func (c TicketedCase) Files() (all []form.File) {
	for _, e := range c.Events {
		if e.Post == procedure.ApplicantPost {
			for _, f := range filesOf(c.Procedure, e) {
				if !slices.ContainsFunc(all, func(o form.File) bool { return o.Name == f.Name }) {
					all = append(all, f)
				}
			}
		}
	}
	return all
}
