package desk

import (
	"context"

	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Notice is what somebody was told, as the store has it.
type Notice = store.Notice

// ListNotices are the actor's own notices before an instant, newest first: the
// unread ones, or those that were read.
func (w *Workspace) ListNotices(ctx context.Context, by staff.Actor, read bool, before int64, id string, most int) ([]Notice, error) {
	scope, err := staff.ScopeOf(by, "notice.list")
	if err != nil {
		return nil, err
	}
	if before == 0 {
		before, id = 1<<62, "~"
	}
	var list []Notice
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) {
		list, err = tx.NoticesOf(scope.Division(), scope.Person(), read, before, id, most)
		return err
	})
	return list, faulted(err)
}

// MostUnread is how far unread notices are counted.
const MostUnread = 100

// CountUnread is how many notices the actor has not read, MostUnread at most.
func (w *Workspace) CountUnread(ctx context.Context, by staff.Actor) (int, error) {
	scope, err := staff.ScopeOf(by, "notice.list")
	if err != nil {
		return 0, err
	}
	var n int64
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) {
		n, err = tx.CountUnread(scope.Division(), scope.Person(), MostUnread)
		return err
	})
	return int(n), faulted(err)
}
