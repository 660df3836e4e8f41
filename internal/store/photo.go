package store

// HandPhoto notes that a person handed a photograph in, by the name it is kept
// under, and says whether it was not waiting already.
func (t *Tx) HandPhoto(division, person, photo string, now int64) (bool, error) {
	n, err := t.run("photo_hand", division, person, photo, now)
	return n == 1, err
}

// PhotoWaits says that the person handed the photograph in and that no act has named it yet.
func (t *Tx) PhotoWaits(division, person, photo string) (bool, error) {
	_, err := one(t, "photo_handed", number, division, person, photo)
	if err == ErrNotFound {
		return false, nil
	}
	return err == nil, err
}

// TakePhoto takes a photograph for an act, and says whether it waited.
func (t *Tx) TakePhoto(division, person, photo string) (bool, error) {
	n, err := t.run("photo_take", division, person, photo)
	return n == 1, err
}

// sweepPhotos lets go of photographs that no act has named.
func (t *Tx) sweepPhotos(division string, before int64) (int64, error) {
	type waiting struct{ person, photo string }
	old, err := list(t, "photo_old", func(r row) (w waiting, err error) { err = r.Scan(&w.person, &w.photo); return w, err }, division, before, sweptAtOnce)
	if err != nil {
		return 0, err
	}
	n := int64(0)
	for _, w := range old {
		gone, err := t.TakePhoto(division, w.person, w.photo)
		if err != nil {
			return n, err
		}
		if !gone {
			continue
		}
		if err := t.ReleaseFile(division, SumOf(w.photo)); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// SumOf is the SHA-256 in a photograph's name, which ends in its kind.
func SumOf(photo string) string { return photo[:min(64, len(photo))] }
