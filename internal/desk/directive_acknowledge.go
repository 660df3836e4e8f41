package desk

import (
	"context"

	"duban/internal/base/civil"
	"duban/internal/kernel/staff"
)

// AcknowledgeDirective notes that who gave a directive has seen what came of it.
func (w *Workspace) AcknowledgeDirective(ctx context.Context, by staff.Actor, call Call, id string) (DirectiveKept, error) {
	return perform(ctx, w, by, "directive.acknowledge", call, func(d *deed) (DirectiveKept, error) {
		scope, err := staff.ScopeOf(by, "directive.list")
		if err != nil {
			return DirectiveKept{}, err
		}
		r, err := d.tx.Directive(scope, id)
		if err != nil {
			return DirectiveKept{}, err
		}
		if err := call.current(r.Version, r.Number); err != nil {
			return DirectiveKept{}, err
		}
		if err := r.Noting(by.Person, civil.Instant(d.now)); err != nil {
			return DirectiveKept{}, err
		}
		d.object = "directive/" + id
		return DirectiveKept{id, r.Number, r.Task, true}, d.keepDirective(r)
	})
}
