package desk

import (
	"context"
	"errors"
	"io"

	"duban/internal/kernel/form"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// OpenProof opens a file that shows something of a task, for who may see the task.
func (w *Workspace) OpenProof(ctx context.Context, by staff.Actor, id, name string) (OpenedFile, error) {
	var out OpenedFile
	scope, err := staff.ScopeOf(by, "task.list")
	if err != nil {
		return out, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := tx.Task(scope, id); err != nil {
			return err
		}
		events, err := tx.TaskEvents(by.Division, id)
		if err != nil {
			return err
		}
		for _, e := range events {
			for _, p := range proofsOf(e) {
				if p.File == name {
					out.File = form.File{Name: p.File, Title: p.Title}
					return nil
				}
			}
		}
		return store.ErrNotFound
	})
	if err != nil {
		return out, faulted(err)
	}
	data, err := w.means.Files.Open(ctx, by.Division, store.SumOf(name))
	if err != nil {
		return out, faulted(err)
	}
	out.Media = mediaOf(name[65:])
	out.Bytes, err = io.ReadAll(data)
	return out, errors.Join(err, data.Close())
}
