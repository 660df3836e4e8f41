package desk

import (
	"context"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"duban/internal/base/fault"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// MostUpload is the largest file that is taken, in bytes.
const MostUpload = 64 << 20

// UploadReport is a file that somebody hands in, with the declaration that it
// holds nothing secret (保守国家秘密法).
type UploadReport struct {
	Name     string
	Data     io.Reader
	Declared bool
}

// UploadReport takes a file in; it is read soon after. The bytes are on disk
// before the act that names them.
func (w *Workspace) UploadReport(ctx context.Context, by staff.Actor, call Call, in UploadReport) (review.Report, error) {
	if err := staff.Permit(by, "report.upload", ""); err != nil {
		return review.Report{}, err
	}
	if !in.Declared {
		return review.Report{}, fault.New(fault.Refused, "没有声明这份文件不涉密。", "确认文件不含国家秘密、工作秘密后勾选再传；涉密文件不得上传。").At("declared")
	}
	name := strings.TrimSpace(path.Base(strings.ReplaceAll(in.Name, `\`, "/")))
	if name == "" || name == "." || name == "/" {
		return review.Report{}, fault.New(fault.Invalid, "没有选文件。", "请选一份报告。").At("file")
	}
	sum, size, err := w.means.Files.Put(ctx, by.Division, in.Data, MostUpload)
	if err != nil {
		return review.Report{}, faulted(err)
	}
	if size == 0 {
		return review.Report{}, fault.New(fault.Invalid, "“"+name+"”是空的。", "请换一份文件。").At("file")
	}
	if call.Asked != "" {
		call.Asked += " " + sum // an id does not answer for other bytes
	}
	upload := func(d *deed) (review.Report, error) {
		r := review.Report{Division: by.Division, ID: d.newID(), Unit: by.Unit, File: cut(name, 200), SHA256: sum, State: review.Waiting, Audience: "internal",
			Title: strings.TrimSuffix(name, path.Ext(name)), UploadedBy: by.Person, UploadedAt: d.now}
		d.object = "report/" + r.ID
		if err := d.tx.UseFile(by.Division, sum, size, "", d.now); err != nil {
			return r, err
		}
		object, bytes := canonReport(r)
		r.Seal = d.seal(object, nil, bytes)
		r.Version = 1
		return r, d.tx.AddReport(r)
	}
	r, err := whileStanding(ctx, w, by.Division, sum, fault.New(fault.Unavailable, "“"+name+"”没有存上。", "请再传一次。"), func(stands func(*store.Tx) error) (review.Report, error) {
		return perform(ctx, w, by, "report.upload", call, func(d *deed) (review.Report, error) {
			r, err := upload(d)
			if err == nil {
				err = stands(d.tx)
			}
			return r, err
		})
	})
	if err == nil {
		w.beginReading()
	}
	return r, err
}

// beginReading wakes the reader of this process.
func (w *Workspace) beginReading() {
	select {
	case w.reading <- struct{}{}:
	default:
	}
}

// RunReader reads the reports that wait, while the context lasts: at once what
// this process took in, within seconds what another left behind.
func (w *Workspace) RunReader(ctx context.Context) {
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	for {
		if _, err := w.ReadWaiting(ctx); err != nil && ctx.Err() == nil {
			w.means.Report("reading reports", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-w.reading:
		case <-tick.C:
		}
	}
}

// readingTime is how long one process may take over a report before another tries.
const readingTime = 120 * 1_000_000

// ReadWaiting reads every report that waits and that no other process has
// taken, and says how many.
func (w *Workspace) ReadWaiting(ctx context.Context) (int, error) {
	var list []store.Unread
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) { list, err = tx.UnreadReports(); return err })
	if err != nil {
		return 0, err
	}
	n := 0
	for _, u := range list {
		mine := false
		err := w.store.Write(ctx, func(tx *store.Tx) (err error) {
			now := w.means.Clock()
			mine, err = tx.TakeLease(u.Division, "read/"+u.Report, w.means.Holder, now+readingTime, now)
			return err
		})
		if err != nil {
			return n, err
		}
		if !mine {
			continue
		}
		if err := w.takeIn(ctx, u.Division, u.Report); err != nil {
			return n, fmt.Errorf("report %s: %w", u.Report, err)
		}
		n++
	}
	return n, nil
}
