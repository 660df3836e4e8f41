package postgres

import (
	"context"

	"duban/internal/store"
)

// Together runs acts as one group, whoever else waits.
func (e *Engine) Together(ctx context.Context, acts []func(*store.Session) error) ([]error, bool) {
	return e.pool.Together(ctx, "begin", acts)
}
