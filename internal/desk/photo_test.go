package desk_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/ledger"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// photograph is a picture of its own for each shade.
func photograph(t testing.TB, shade uint8) []byte {
	t.Helper()
	p := image.NewGray(image.Rect(0, 0, 800, 600))
	for i := range p.Pix {
		p.Pix[i] = shade
	}
	p.SetGray(3, 3, color.Gray{})
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func photographed(photos ...string) desk.OpenCase {
	in := reported()
	list := make([]any, len(photos))
	for i, p := range photos {
		list[i] = p
	}
	in.Deed.Data["照片"] = list
	return in
}

func TestAPhotographBelongsToItsCaseAndIsShownToWhoSeesIt(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, grid, head, urban, housing := manned(t, e)
		ctx := t.Context()
		p, err := o.HandPhoto(ctx, grid, desk.Call{ActID: "p1"}, bytes.NewReader(photograph(t, 90)))
		if err != nil {
			t.Fatal(err)
		}
		if again, err := o.HandPhoto(ctx, grid, desk.Call{ActID: "p1"}, bytes.NewReader(photograph(t, 90))); err != nil || again != p {
			t.Errorf("handed in twice: %+v, %v", again, err)
		}
		if _, err := o.OpenHandedPhoto(ctx, urban, p.Photo, false); !isKind(err, fault.NotFound) {
			t.Errorf("another opens what waits: %v", err)
		}
		if x, err := o.OpenHandedPhoto(ctx, grid, p.Photo, true); err != nil || x.Media != "image/jpeg" || len(x.Bytes) > 20_000 {
			t.Errorf("a small one is %s of %d bytes, %v", x.Media, len(x.Bytes), err)
		}
		for name, in := range map[string]desk.OpenCase{
			"never handed in": photographed(strings.Repeat("ab", 32) + ".png"), "no name": photographed("../../keys"), "twice": photographed(p.Photo, p.Photo),
		} {
			if _, err := o.OpenCase(ctx, grid, desk.Call{}, in); !isKind(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := o.OpenCase(ctx, head, desk.Call{}, photographed(p.Photo)); !isKind(err, fault.Invalid) {
			t.Errorf("another names it: %v", err)
		}
		c, err := o.OpenCase(ctx, grid, desk.Call{}, photographed(p.Photo))
		if err != nil {
			t.Fatal(err)
		}
		for name, s := range map[string]struct {
			by   staff.Actor
			kind fault.Kind
		}{"who called": {grid, 0}, "his head": {head, 0}, "a stranger": {urban, fault.NotFound}, "an administrator": {worker(o, "sys", "", staff.SystemAdmin), fault.Forbidden}} {
			x, err := o.OpenPhoto(ctx, s.by, c.ID, p.Photo, false)
			if s.kind == 0 && (err != nil || x.Media != "image/png" || int64(len(x.Bytes)) != p.Size) || s.kind != 0 && !isKind(err, s.kind) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := o.ActOnCase(ctx, head, desk.Call{}, c.ID, procedure.Deed{Act: "call", Data: map[string]any{"应哨单位": []any{"urban-management"}}}); err != nil {
			t.Fatal(err)
		}
		if _, err := o.OpenPhoto(ctx, urban, c.ID, p.Photo, false); err != nil {
			t.Errorf("the called unit does not see it: %v", err)
		}
		if _, err := o.OpenPhoto(ctx, housing, c.ID, p.Photo, false); !isKind(err, fault.NotFound) {
			t.Errorf("another unit sees it: %v", err)
		}
		other, err := o.OpenCase(ctx, grid, desk.Call{}, reported())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.OpenPhoto(ctx, grid, other.ID, p.Photo, false); !isKind(err, fault.NotFound) {
			t.Errorf("it is shown with a case that does not name it: %v", err)
		}
		if v, err := o.SequenceAll(ctx), error(nil); v != nil || err != nil {
			t.Fatal(v)
		}
		if v, err := o.VerifyDivision(ctx, city); err != nil || !v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
		var kept string
		filepath.WalkDir(o.root, func(path string, d os.DirEntry, err error) error {
			if err == nil && !d.IsDir() && strings.Contains(strings.ReplaceAll(path, string(filepath.Separator), ""), store.SumOf(p.Photo)) {
				kept = path
			}
			return err
		})
		for _, break_ := range []struct {
			do   func() error
			want ledger.Kind
		}{
			{func() error {
				if err := os.Chmod(kept, 0o600); err != nil {
					return err
				}
				return os.WriteFile(kept, []byte("another"), 0o600)
			}, ledger.AlteredFile},
			{func() error { return os.Remove(kept) }, ledger.RemovedFile},
		} {
			if err := break_.do(); err != nil {
				t.Fatal(err)
			}
			v, err := o.VerifyDivision(ctx, city)
			if err != nil || len(v.Findings) != 1 || v.Findings[0].Kind != break_.want || v.Findings[0].Object != "case/"+c.ID+"/event/1" {
				t.Errorf("%+v, %v", v.Findings, err)
			}
		}
	})
}

func TestAPhotographThatNoActNamesIsSwept(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, grid, head, _, _ := manned(t, e)
		ctx := t.Context()
		var both [2]desk.HandedPhoto
		for i := range both {
			var err error
			if both[i], err = o.HandPhoto(ctx, grid, desk.Call{}, bytes.NewReader(photograph(t, uint8(10+i)))); err != nil {
				t.Fatal(err)
			}
		}
		// the head handed in the same, and named it
		if _, err := o.HandPhoto(ctx, head, desk.Call{}, bytes.NewReader(photograph(t, 10))); err != nil {
			t.Fatal(err)
		}
		c, err := o.OpenCase(ctx, head, desk.Call{}, photographed(both[0].Photo))
		if err != nil {
			t.Fatal(err)
		}
		later := o.again(func(m *desk.Means) {
			clock := m.Clock
			m.Clock = func() int64 { return clock() + 31*24*3600*1_000_000 }
		})
		if err := later.SweepAll(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := later.OpenHandedPhoto(ctx, grid, both[1].Photo, false); !isKind(err, fault.NotFound) {
			t.Errorf("it still waits: %v", err)
		}
		if f, err := o.files.Open(ctx, city, store.SumOf(both[1].Photo)); err == nil {
			f.Close()
			t.Error("its bytes are kept")
		}
		if _, err := later.OpenPhoto(ctx, head, c.ID, both[0].Photo, false); err != nil {
			t.Errorf("what the case names was swept: %v", err)
		}
	})
}
