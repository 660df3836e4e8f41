package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
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
		return &pipe{conn: c.Conn(), known: map[string]known{}}
	case Between:
		return c.Pipe(pipeOf)
	}
	return nil
}

// pipe sends statements as a pipeline: one message there, one back, and more
// behind while the answers come.
type pipe struct {
	conn  *pgx.Conn
	known map[string]known // by text
	named int
	build pgx.ExtendedQueryBuilder
}

// known is a statement that the server has prepared on this connection.
type known struct {
	*pgconn.StatementDescription
	formats []int16 // of its answer
}

func (p *pipe) Send(ctx context.Context, queue []store.Statement) store.Answers {
	a := &answers{pipe: p}
	for _, s := range queue {
		if a.err = p.prepare(ctx, s.Text); a.err != nil {
			return a
		}
	}
	a.line = p.conn.PgConn().StartPipeline(ctx)
	a.push(queue)
	return a
}

// prepare makes a statement known. Nothing may be under way.
func (p *pipe) prepare(ctx context.Context, text string) error {
	if _, ok := p.known[text]; ok {
		return nil
	}
	p.named++
	d, err := p.conn.PgConn().Prepare(ctx, fmt.Sprintf("piped_%d", p.named), text, nil)
	if err != nil {
		return err
	}
	k := known{StatementDescription: d, formats: make([]int16, len(d.Fields))}
	for i, f := range d.Fields {
		k.formats[i] = p.conn.TypeMap().FormatCodeForOID(f.DataTypeOID)
	}
	p.known[text] = k
	return nil
}

// answers are read one after the other. The server holds back what it has to
// say until it is asked for it.
type answers struct {
	pipe *pipe
	line *pgconn.Pipeline // nil where nothing could be sent
	owed bool             // statements were sent whose answers were not asked for
	err  error
}

// push sends statements, all known, without waiting for anything.
func (a *answers) push(queue []store.Statement) {
	for _, s := range queue {
		k := a.pipe.known[s.Text]
		b := &a.pipe.build
		if err := b.Build(a.pipe.conn.TypeMap(), k.StatementDescription, s.Args); err != nil {
			a.err = errors.Join(a.err, err)
			return
		}
		a.line.SendQueryStatement(k.StatementDescription, b.ParamValues, b.ParamFormats, k.formats)
	}
	a.owed = true
}

// More sends statements behind those that are under way, where the server
// knows all of them.
func (a *answers) More(queue []store.Statement) bool {
	if a.err != nil || slices.ContainsFunc(queue, func(s store.Statement) bool { _, ok := a.pipe.known[s.Text]; return !ok }) {
		return false
	}
	a.push(queue)
	a.fail(a.line.Flush())
	return true
}

func (a *answers) fail(err error) {
	if a.err != nil || err == nil {
		return
	}
	a.err = err
	var p *pgconn.PgError
	if errors.As(err, &p) && (p.Code == "0A000" || p.Code == "26000") { // a table has changed, or the statement is gone
		clear(a.pipe.known)
	}
}

func (a *answers) next() *pgconn.ResultReader {
	if a.err == nil && a.owed {
		a.owed = false
		a.line.SendFlushRequest()
		a.fail(a.line.Flush())
	}
	if a.err != nil {
		return nil
	}
	got, err := a.line.GetResults()
	a.fail(err)
	r, ok := got.(*pgconn.ResultReader)
	if !ok && a.err == nil {
		a.err = errors.New("postgres: an answer without a statement")
	}
	return r
}

func (a *answers) Met() (int64, error) {
	r := a.next()
	if r == nil {
		return 0, a.err
	}
	tag, err := r.Close()
	a.fail(err)
	return tag.RowsAffected(), a.err
}

func (a *answers) Ask() (store.Rows, error) {
	r := a.next()
	if r == nil {
		return nil, a.err
	}
	return rows{pgx.RowsFromResultReader(a.pipe.conn.TypeMap(), r)}, nil
}

// Close gives the connection back for other work.
func (a *answers) Close() error {
	if a.line == nil {
		return a.err
	}
	a.fail(a.line.Sync())
	a.fail(a.line.Close())
	return a.err
}

type rows struct{ pgx.Rows }

func (r rows) Close() error { r.Rows.Close(); return nil }
