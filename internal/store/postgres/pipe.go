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

func (p pipe) Send(ctx context.Context, queue []store.Statement, asks bool) ([]int64, store.Rows, error) {
	var batch pgx.Batch
	for _, s := range queue {
		batch.Queue(s.Text, s.Args...)
	}
	answers := p.conn.SendBatch(ctx, &batch)
	done := len(queue)
	if asks {
		done--
	}
	met := make([]int64, done)
	for i := range met {
		tag, err := answers.Exec()
		if err != nil {
			answers.Close()
			return nil, nil, err
		}
		met[i] = tag.RowsAffected()
	}
	if !asks {
		return met, nil, answers.Close()
	}
	rows, err := answers.Query()
	if err != nil {
		answers.Close()
		return nil, nil, err
	}
	return met, answer{rows, answers}, nil
}

// answer is the rows of the last question of a pipeline, and its end.
type answer struct {
	pgx.Rows
	all pgx.BatchResults
}

func (a answer) Close() error {
	a.Rows.Close()
	return a.all.Close()
}
