package desk

import (
	"context"
	"errors"
	"iter"
	"time"

	"duban/internal/kernel/staff"
	"duban/internal/press"
	"duban/internal/store"
)

// Handout (导出) says how a list is handed out. Each list of the workspace has
// its own act, allowed to whom the list is: what comes out is what the page
// shows to the same person with the same filter, without its paging.
type Handout struct {
	Filter  string // what was filtered, in words
	Site    string // where the office's pages are, for the ways back: https://host; "" leaves them out
	English bool
	// Write puts the list down in one form or another. Its rows come from one
	// consistent state and are not kept.
	Write func(press.List) error
}

// link leads back to a page of the office, where its site is known.
func (h Handout) link(words, path string) press.Ref {
	if h.Site == "" {
		return press.Ref{Words: words}
	}
	return press.Ref{Words: words, URL: h.Site + path}
}

// china is where civil days are counted.
var china = time.FixedZone("UTC+8", 8*3600)

func instant(at int64) time.Time {
	if at == 0 {
		return time.Time{}
	}
	return time.UnixMicro(at)
}

// handOut hands a list out by the act that shows it. That it went out, to whom
// and with which filter, is an entry of the ledger before the first row is read: whoever
// keeps a copy is known even where it was not sent to its end.
func (w *Workspace) handOut(ctx context.Context, by staff.Actor, act, name string, l press.List, h Handout, rows func(tx *store.Tx, scope staff.Scope, add func(...press.Value) error) error) error {
	scope, err := staff.ScopeOf(by, act)
	if err != nil {
		return err
	}
	if err := w.handingOut(ctx, by, name, h.Filter); err != nil {
		return err
	}
	l.Filter, l.English, l.Zone, l.At = h.Filter, h.English, china, instant(w.now())
	l.By = by.UnitName + " " + by.Name
	return faulted(w.store.Read(ctx, func(tx *store.Tx) error {
		l.Rows = rowsOf(func(add func(...press.Value) error) error { return rows(tx, scope, add) })
		return h.Write(l)
	}))
}

// errEnough ends rows that nobody reads any more.
var errEnough = errors.New("desk: enough rows")

// rowsOf makes a sequence of what f adds.
func rowsOf(f func(add func(...press.Value) error) error) iter.Seq2[[]press.Value, error] {
	return func(yield func([]press.Value, error) bool) {
		err := f(func(row ...press.Value) error {
			if !yield(row, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(nil, err)
		}
	}
}

// handingOut keeps the entry of an export.
func (w *Workspace) handingOut(ctx context.Context, by staff.Actor, name, filter string) error {
	_, err := performed(ctx, w, by, "list.export", Call{}, func(d *deed) (struct{}, error) {
		d.object, d.reason = "list/"+name, filter
		return struct{}{}, nil
	})
	return err
}
