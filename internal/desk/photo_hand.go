package desk

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"regexp"
	"slices"

	"duban/internal/base/fault"
	"duban/internal/intake/photo"
	"duban/internal/kernel/form"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/rule"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// MostPhoto is the largest photograph that is taken, in bytes.
const MostPhoto = 16 << 20

// smallPhoto is the side of a small photograph, in points.
const smallPhoto = 360

// HandedPhoto is a photograph as it is kept. An act names it by its name: the
// SHA-256 of what is kept, and its kind.
type HandedPhoto struct {
	Photo  string `json:"photo"`
	Size   int64  `json:"size"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

// HandPhoto takes a photograph in, which an act of the same person names soon
// after. The bytes are on disk before the act that names them, and what the
// camera said beside the picture is gone.
func (w *Workspace) HandPhoto(ctx context.Context, by staff.Actor, call Call, data io.Reader) (HandedPhoto, error) {
	var out HandedPhoto
	if err := staff.Permit(by, "photo.hand", ""); err != nil {
		return out, err
	}
	b, err := io.ReadAll(io.LimitReader(data, MostPhoto+1))
	if err != nil {
		return out, err
	}
	if len(b) > MostPhoto {
		return out, fault.New(fault.TooLarge, "照片超过 16 MB。", "请在手机里缩小，或用较低的画质再拍。")
	}
	var p photo.Photo
	if err := unfold(ctx, func() { p, err = photo.Read(b) }); err != nil {
		return out, err
	}
	if err != nil {
		return out, err
	}
	sum, size, err := w.means.Files.Put(ctx, by.Division, bytes.NewReader(p.Bytes), MostPhoto+1<<10)
	if err != nil {
		return out, faulted(err)
	}
	out = HandedPhoto{sum + "." + string(p.Kind), size, p.Width, p.Height}
	if call.Asked != "" {
		call.Asked += " " + sum
	}
	return whileStanding(ctx, w, by.Division, sum, fault.New(fault.Unavailable, "照片没有存上。", "请再传一次。"), func(stands func(*store.Tx) error) (HandedPhoto, error) {
		return perform(ctx, w, by, "photo.hand", call, func(d *deed) (HandedPhoto, error) {
			d.object = "photo/" + out.Photo
			fresh, err := d.tx.HandPhoto(by.Division, by.Person, out.Photo, d.now)
			if err == nil && fresh {
				err = d.tx.UseFile(by.Division, sum, size, p.Kind.Media(), d.now)
			}
			if err != nil {
				return out, err
			}
			return out, stands(d.tx)
		})
	})
}

// photoName is what a photograph is called: nothing else opens a file.
var photoName = regexp.MustCompile(`^[0-9a-f]{64}\.(jpg|png|webp)$`)

// handed is a photograph or a file that a field of an event names.
type handed struct {
	field, name string
	file        bool
	title       string // of a file
}

// namedBy are the photographs and files that an event names.
func namedBy(p *procedure.Procedure, e procedure.Event) (all []handed) {
	a := p.Act(e.Act)
	if a == nil || a.Form == nil {
		return nil
	}
	for _, x := range a.Form.Fields {
		switch x.Is {
		case "photo":
			list, _ := rule.As(rule.Texts, e.Data[x.Name]).([]string)
			if s, ok := e.Data[x.Name].(string); ok && s != "" {
				list = []string{s}
			}
			for _, name := range list {
				all = append(all, handed{field: x.Name, name: name})
			}
		case "files":
			for _, f := range form.FilesOf(e.Data[x.Name]) {
				all = append(all, handed{x.Name, f.Name, true, f.Title})
			}
		}
	}
	return all
}

// namedEver are the photographs and files that an event names as any version of
// the procedure has its form: the case may have gone over to another since.
func namedEver(p *procedure.Procedure, e procedure.Event) (all []handed) {
	for _, q := range p.Versions() {
		for _, n := range namedBy(q, e) {
			if (n.file || photoName.MatchString(n.name)) && !slices.ContainsFunc(all, func(o handed) bool { return o.name == n.name }) {
				all = append(all, n)
			}
		}
	}
	return all
}

// takeHanded gives the photographs and files that an event names to its case:
// each was handed in by who acts, or stands in the case already.
func (d *deed) takeHanded(p *procedure.Procedure, before []store.CaseEvent, e procedure.Event) error {
	names := namedBy(p, e)
	for i, n := range names {
		missing := fault.New(fault.Invalid, "有一张照片还没有传上来。", "请重新选这张照片，再提交。").At(n.field)
		twice := fault.New(fault.Invalid, "同一张照片选了两次。", "请去掉一张。").At(n.field)
		if n.file {
			missing = fault.New(fault.Invalid, "有一个文件还没有传上来。", "请重新选这个文件，再提交。").At(n.field)
			twice = fault.New(fault.Invalid, "同一个文件交了两次。", "请去掉一个。").At(n.field)
		}
		if !n.file && !photoName.MatchString(n.name) {
			return missing
		}
		same := func(o handed) bool { return o.name == n.name }
		if j := slices.IndexFunc(names[:i], same); j >= 0 {
			if !n.file || slices.Contains(names[:i], n) {
				return twice
			}
			continue // one scan that is two materials, and used once
		}
		name := n.name
		taken, err := d.tx.TakePhoto(d.by.Division, cmp.Or(d.holder, d.by.Person), name)
		if err != nil {
			return err
		}
		if taken { // its use is the event's from now on
			d.taken = append(d.taken, name)
			continue
		}
		if !slices.Contains(d.taken, name) && !slices.ContainsFunc(before, func(b store.CaseEvent) bool {
			return slices.ContainsFunc(namedEver(p, b.Event), func(o handed) bool { return o.name == name })
		}) {
			return missing
		}
		if err := d.tx.UseFile(d.by.Division, store.SumOf(name), 0, "", d.now); err != nil {
			return err
		}
	}
	return nil
}

// OpenedPhoto is a photograph to be shown.
type OpenedPhoto struct {
	Media string
	Bytes []byte
}

// OpenPhoto opens a photograph of a case for who may see the case.
func (w *Workspace) OpenPhoto(ctx context.Context, by staff.Actor, id, name string, small bool) (OpenedPhoto, error) {
	scope, err := staff.ScopeOf(by, "case.list")
	if err != nil {
		return OpenedPhoto{}, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.Case(scope, id)
		if err != nil {
			return err
		}
		p, err := w.means.Mechanisms.procedure(c.Mechanism, c.Procedure, c.Declared)
		if err != nil {
			return err
		}
		events, err := tx.CaseEvents(c.Division, c.ID)
		if err != nil {
			return err
		}
		for _, e := range events {
			if slices.ContainsFunc(namedEver(p, e.Event), func(o handed) bool { return !o.file && o.name == name }) {
				return nil
			}
		}
		return store.ErrNotFound
	})
	if err != nil {
		return OpenedPhoto{}, faulted(err)
	}
	return w.openPhoto(ctx, by.Division, name, small)
}

// OpenHandedPhoto opens a photograph that no act has named yet, for who handed it in.
func (w *Workspace) OpenHandedPhoto(ctx context.Context, by staff.Actor, name string, small bool) (OpenedPhoto, error) {
	if err := staff.Permit(by, "photo.hand", ""); err != nil {
		return OpenedPhoto{}, err
	}
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		waits, err := tx.PhotoWaits(by.Division, by.Person, name)
		if err == nil && !waits {
			err = store.ErrNotFound
		}
		return err
	})
	if err != nil {
		return OpenedPhoto{}, faulted(err)
	}
	return w.openPhoto(ctx, by.Division, name, small)
}

// unfolding bounds how many photographs are unfolded at once: each may take
// some hundred megabytes of memory.
var unfolding = make(chan struct{}, 2)

// unfold does what unfolds a photograph when there is a place for it.
func unfold(ctx context.Context, do func()) error {
	select {
	case unfolding <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-unfolding }()
	do()
	return nil
}

func (w *Workspace) openPhoto(ctx context.Context, division, name string, small bool) (OpenedPhoto, error) {
	if !photoName.MatchString(name) {
		return OpenedPhoto{}, faulted(store.ErrNotFound)
	}
	kind := photo.Kind(name[65:])
	f, err := w.means.Files.Open(ctx, division, store.SumOf(name))
	if err != nil {
		return OpenedPhoto{}, faulted(err)
	}
	b, err := io.ReadAll(f)
	if err = errors.Join(err, f.Close()); err != nil {
		return OpenedPhoto{}, err
	}
	if small {
		if err := unfold(ctx, func() { b, kind = photo.Small(kind, b, smallPhoto) }); err != nil {
			return OpenedPhoto{}, err
		}
	}
	return OpenedPhoto{kind.Media(), b}, nil
}
