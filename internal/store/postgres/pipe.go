package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"duban/internal/store"
)

// Between is a connection that stands before the driver's, such as one that
// has it fail. It gives the way through itself.
type Between interface {
	Pipe(inner func(driverConn any) store.Pipe) store.Pipe
}

func pipeOf(c any) store.Pipe {
	switch c := c.(type) {
	case *stdlib.Conn:
		return pipe{c.Conn()}
	case Between:
		return c.Pipe(pipeOf)
	}
	return nil
}

// pipe sends statements as a pipeline: one message there, one back.
type pipe struct{ conn *pgx.Conn }

func (p pipe) Send(ctx context.Context, queue []store.Statement) store.Answers {
	var batch pgx.Batch
	for _, s := range queue {
		batch.Queue(s.Text, s.Args...)
	}
	return answers{p.conn.SendBatch(ctx, &batch)}
}

type answers struct{ pgx.BatchResults }

func (a answers) Met() (int64, error) {
	tag, err := a.Exec()
	return tag.RowsAffected(), err
}

func (a answers) Ask() (store.Rows, error) {
	r, err := a.Query()
	return rows{r}, err
}

type rows struct{ pgx.Rows }

func (r rows) Close() error { r.Rows.Close(); return nil }
