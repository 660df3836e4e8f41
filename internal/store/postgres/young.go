package postgres

import (
	"context"

	"duban/internal/store"
)

// weighings are the writes of a program after which it looks for tables that
// are to be counted: the server does so by itself only after a minute or so.
// Until then it takes any index that begins with the division to be as good as
// the key, and reads the whole division to find the row that another refers to.
var weighings = map[int64]bool{50: true, 500: true, 5000: true}

// How the weighing's own transactions begin: never like those of acts, so that
// what watches or breaks the statements of acts leaves them alone.
const (
	beginLooking  = "begin read only"
	beginWeighing = "begin isolation level read committed"
)

func (e *Engine) wrote() {
	if weighings[e.writes.Add(1)] {
		e.weighing.Go(func() { e.Weigh(e.life) }) // should it fail, the server will count by itself
	}
}

// Weigh has the server count the rows of tables that it never counted, or that
// have grown tenfold since, each by itself. Nothing is lost where it may not or
// does not.
func (e *Engine) Weigh(ctx context.Context) error {
	var names []string
	err := e.pool.Transaction(ctx, beginLooking, func(s *store.Session) error {
		rows, err := s.Ask("select relname from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r' and pg_relation_size(oid) > 81920 * greatest(relpages, 0) order by relname")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				return err
			}
			names = append(names, name)
		}
		return rows.Err()
	})
	for _, name := range names {
		if err == nil {
			err = e.pool.Transaction(ctx, beginWeighing, func(s *store.Session) error { return s.Weigh(name) })
		}
	}
	return err
}
