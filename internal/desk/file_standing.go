package desk

import (
	"context"
	"errors"

	"duban/internal/base/fault"
	"duban/internal/store"
)

// removals is the series that counts the files that sweeps removed in a division.
const removals = "清除的文件"

// errRemoved says that a sweep removed files since they were looked for.
var errRemoved = errors.New("desk: a sweep removed files meanwhile")

// lookings is how often bytes are looked for anew where sweeps come between.
const lookings = 3

// whileStanding does an act that uses bytes which were put before it. Who sweeps the
// same bytes may have removed them since, so they are looked for once more: before
// the act's transaction, which others wait for, since where files lie may hang. Within
// it the act asks stands, once it has used the file: a sweep removes bytes under the
// lock of the file's row and counts it there.
func whileStanding[Out any](ctx context.Context, w *Workspace, division, sum string, lost *fault.Fault, act func(stands func(*store.Tx) error) (Out, error)) (out Out, err error) {
	for range lookings {
		var before int64
		err = w.store.Read(ctx, func(tx *store.Tx) (err error) { before, err = tx.LastNumber(division, removals); return err })
		if err != nil {
			return out, faulted(err)
		}
		data, err := w.means.Files.Open(ctx, division, sum)
		if err != nil {
			return out, lost.Because(err)
		}
		if err := data.Close(); err != nil {
			return out, err
		}
		out, err = act(func(tx *store.Tx) error {
			now, err := tx.LastNumber(division, removals)
			if err == nil && now != before {
				err = errRemoved
			}
			return err
		})
		if !errors.Is(err, errRemoved) {
			return out, err
		}
	}
	return out, lost.Because(errRemoved)
}
